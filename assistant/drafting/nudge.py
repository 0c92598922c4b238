"""A reminder of something the client owes: an answer, or what was promised and is overdue.

Polite, with their words or ours, firmer each time, three times at most and never twice within five
working days in a thread. Never where the silence is explained or the person is away.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.drafting.desk import (
    MAX_FACTS,
    Desk,
    Plan,
    choose_recipients,
    make_key,
    make_reply_subject,
    note_strangers,
    promise_evidence,
)
from assistant.drafting.records import Declined, DraftKind, Existing, Fact
from assistant.drafting.reply import HEADERS_ONLY, find_asks, find_wait, sentence_fact
from assistant.drafting.words import Reader, load_zone, quote, title
from assistant.insight.records import (
    ClockSpec,
    Direction,
    Evidence,
    Gap,
    Message,
    Promise,
    Side,
    Wait,
)
from assistant.insight.reminders import MAX_REMINDERS, REMIND_EVERY_WD

if TYPE_CHECKING:
    from collections.abc import Sequence


def plan_nudge(desk: Desk, gap: Gap, existing: Sequence[Existing]) -> Plan | Declined:
    """The reminder for a gap of a wait on them, or why there is none."""
    wait = find_wait(desk, gap, Side.THEM)
    if wait is None or wait.client is None:
        return Declined(gap.id, "Nothing is awaited any more.")
    messages = [desk.messages[key] for key in wait.messages if key in desk.messages]
    if not messages:
        return Declined(gap.id, "The messages it is about are not kept.")
    if wait.headers_only:
        return Declined(gap.id, HEADERS_ONLY)
    refused = _refuse(desk, gap, wait.people) or _refuse_by_count(
        desk, wait.thread_id, [m.sent_at for m in messages[1:]], existing
    )
    if refused:
        return Declined(gap.id, refused)
    to, cc, strangers = _choose_people(desk, wait.client, wait.people, messages[-1])
    if not to:
        return Declined(gap.id, "Nobody of the client who was asked can be written to.")
    language = _language(desk, to[0], messages[0])
    reader = desk.reader(wait.client, to[0], language)
    return Plan(
        kind=DraftKind.NUDGE,
        gap=gap,
        client=wait.client,
        occasion=f"nudge:{wait.start_message_id}:{len(messages)}",
        evidence_key=make_key(*wait.messages),
        to=to,
        cc=cc,
        subject=make_reply_subject(messages[-1]),
        facts=tuple(_gather_facts(desk, wait, messages, reader)),
        language=language,
        answers=messages[-1],
        thread_id=wait.thread_id,
        notes=note_strangers(strangers, wait.client),
    )


def plan_promise_nudge(desk: Desk, gap: Gap, existing: Sequence[Existing]) -> Plan | Declined:
    """The reminder for a promise of theirs that is overdue, or why there is none."""
    promise = next((p for p in desk.findings.promises if p.id == gap.promise_id), None)
    said_in = desk.messages.get(promise.message_id) if promise else None
    if promise is None or promise.client is None or said_in is None:
        return Declined(gap.id, "The message of the promise is not kept.")
    if promise.due is None or promise.due.to_at is None:
        return Declined(gap.id, "Nothing dated was promised.")
    debtor = promise.person if "@" in promise.person else said_in.sender
    reminders = _find_reminders(desk, promise, debtor, since=promise.due.to_at)
    refused = _refuse(desk, gap, (debtor,)) or _refuse_by_count(
        desk, promise.thread_id, [m.sent_at for m in reminders], existing
    )
    if refused:
        return Declined(gap.id, refused)
    to, cc, strangers = _choose_people(desk, promise.client, (debtor,), said_in)
    if not to:
        return Declined(gap.id, f"{debtor} cannot be written to.")
    language = _language(desk, to[0], said_in)
    reader = desk.reader(promise.client, to[0], language)
    last = desk.threads[promise.thread_id][-1] if promise.thread_id in desk.threads else said_in
    answers = said_in if last.automatic or set(last.clients) - {promise.client} else last
    return Plan(
        kind=DraftKind.NUDGE,
        gap=gap,
        client=promise.client,
        occasion=f"nudge:promise:{promise.id}:{len(reminders) + 1}",
        evidence_key=make_key(promise.id, promise.due.to_at.isoformat(), str(len(reminders))),
        to=to,
        cc=cc,
        subject=make_reply_subject(answers),
        facts=(*_promise_facts(promise, reader), *_reminder_facts(reminders, promise, reader)),
        language=language,
        answers=answers,
        thread_id=promise.thread_id,
        notes=note_strangers(strangers, promise.client),
    )


def count_working_days(spec: ClockSpec, since: datetime, now: datetime) -> int:
    """Working dates after the local date of `since`, up to and including that of `now`."""
    zone = load_zone(spec.zone)
    day, last = since.astimezone(zone).date(), now.astimezone(zone).date()
    count = 0
    while day < last:
        day += timedelta(days=1)
        away = any(leave.from_on <= day <= leave.to_on for leave in spec.leave)
        if spec.week[day.weekday()] and day not in spec.closed and not away:
            count += 1
    return count


def _refuse(desk: Desk, gap: Gap, people: Sequence[str]) -> str | None:
    """Why a silence is not to be broken."""
    if gap.explained:
        return f"The silence is explained. {gap.why}"
    present = [a for a in people if desk.is_written(a) and not desk.is_absent(a)]
    if not present:
        return "Everybody who was asked is out of office or can no longer be written to."
    return None


def _refuse_by_count(
    desk: Desk, thread_id: str, reminders: Sequence[datetime], existing: Sequence[Existing]
) -> str | None:
    """Why it is too early or too late for another reminder in this thread."""
    drafted = [
        draft.delivered_at
        for draft in existing
        if draft.kind is DraftKind.NUDGE
        and draft.thread_id == thread_id
        and draft.delivered_at is not None
    ]
    if max(len(reminders), len(drafted)) >= MAX_REMINDERS:
        return f"{MAX_REMINDERS} reminders are enough: better to call, or to ask somebody else."
    times = [*reminders, *drafted]
    if (
        times
        and count_working_days(desk.history.owner.clock, max(times), desk.now) < REMIND_EVERY_WD
    ):
        return (
            f"The last reminder is of {max(times):%Y-%m-%d}; the next waits until "
            f"{REMIND_EVERY_WD} working days have passed."
        )
    return None


def _choose_people(
    desk: Desk, client: str, asked: Sequence[str], message: Message
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """To: who was asked and is there. Cc: the others of the message. And strangers left out."""
    present = [a for a in asked if not desk.is_absent(a)]
    to, _ = choose_recipients(desk, client, present)
    to = tuple(address for address in to if not desk.lexicon.is_ours(address))
    others = [a for a in (message.sender, *message.to, *message.cc) if a not in set(asked)]
    cc, strangers = choose_recipients(desk, client, others, but=to)
    return to, cc, strangers


def _language(desk: Desk, address: str, message: Message) -> str:
    person = desk.history.people.get(address)
    wanted = person.language if person and person.language else message.language
    return desk.templates.choose_language(wanted or "en")


def _gather_facts(
    desk: Desk, wait: Wait, messages: Sequence[Message], reader: Reader
) -> list[Fact]:
    assert wait.client is not None
    client, start = wait.client, messages[0]
    facts = [
        Fact(
            "message-1",
            title(start.subject),
            Evidence(message_id=start.id),
            client,
            detail=reader.day(start.sent_at),
        )
    ]
    if not desk.is_own(start.sender):
        colleague = desk.mailbox(start.sender).name or start.sender_name or start.sender
        facts.append(Fact("by-1", colleague, Evidence(message_id=start.id), client))
    asks = find_asks(start)[0]
    facts += [
        sentence_fact(start, sentence, name=f"question-{index}", client=client)
        for index, sentence in enumerate(asks[:MAX_FACTS], 1)
    ]
    if not asks and wait.deciding.quote:
        facts.append(Fact("question-1", quote(wait.deciding.quote), wait.deciding, client))
    facts += [
        Fact(
            f"reminder-{index}",
            title(message.subject),
            Evidence(message_id=message.id),
            client,
            detail=reader.day(message.sent_at),
        )
        for index, message in enumerate(messages[1:], 1)
    ]
    return facts


def _find_reminders(desk: Desk, promise: Promise, debtor: str, *, since: datetime) -> list[Message]:
    """Messages of ours to the debtor in the promise's thread after it fell due."""
    return [
        message
        for message in desk.threads.get(promise.thread_id, ())
        if message.direction is Direction.OUT
        and not message.automatic
        and message.sent_at > since
        and debtor in (*message.to, *message.cc)
    ]


def _promise_facts(promise: Promise, reader: Reader) -> list[Fact]:
    assert promise.client is not None
    assert promise.due is not None
    evidence = promise_evidence(promise)
    return [
        Fact(
            "message-1",
            title(promise.content),
            evidence,
            promise.client,
            detail=reader.day(promise.said_at),
        ),
        Fact(
            "promised-1",
            quote(promise.quote),
            evidence,
            promise.client,
            detail=reader.due(promise.due),
        ),
    ]


def _reminder_facts(reminders: Sequence[Message], promise: Promise, reader: Reader) -> list[Fact]:
    assert promise.client is not None
    return [
        Fact(
            f"reminder-{index}",
            title(message.subject),
            Evidence(message_id=message.id),
            promise.client,
            detail=reader.day(message.sent_at),
        )
        for index, message in enumerate(reminders, 1)
    ]
