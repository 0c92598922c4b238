"""A follow-up after a client meeting: what mail and calendar know, nothing of what was said in it.

Known are the meeting, who was invited, the promises between these people that are open, and the
questions of the meeting's own threads that nobody has answered. Where nothing of that is known, the draft holds an empty place.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.drafting.desk import (
    MAX_FACTS,
    Desk,
    Plan,
    choose_promises,
    choose_recipients,
    keep_own_facts,
    make_key,
    note_strangers,
    promise_evidence,
    say_promise,
)
from assistant.drafting.records import Declined, DraftKind, Fact
from assistant.drafting.words import Reader, join_words, quote, title
from assistant.insight.held import is_with
from assistant.insight.meetings import new_text
from assistant.insight.records import Evidence, Gap, Meeting, Message, Promise, Side, Wait

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Promises and questions older than this before the meeting are not brought up again.
LOOK_BACK_DAYS = 30


def plan_recap(desk: Desk, gap: Gap) -> Plan | Declined:
    """The follow-up for a meeting without one, or why there is none."""
    meeting = next(
        (
            m
            for m in desk.history.meetings
            if m.ical_uid == gap.ical_uid and m.recurrence_id == (gap.recurrence_id or "")
        ),
        None,
    )
    client = gap.client
    if meeting is None or client is None or client not in desk.history.clients:
        return Declined(gap.id, "The meeting is no longer known.")
    invited = list_invited(meeting)
    tagged = {one.address for one in meeting.attendees if client in one.clients}
    theirs = [
        address
        for address in invited
        if address in tagged or desk.lexicon.find_client(address) == client
    ]
    to, _ = choose_recipients(desk, client, theirs)
    if not to:
        return Declined(gap.id, "Nobody of the client who took part can be written to.")
    ours = [address for address in invited if desk.lexicon.is_ours(address)]
    cc, strangers = choose_recipients(desk, client, ours, but=to)
    person = desk.history.people.get(to[0])
    language = desk.templates.choose_language((person.language if person else None) or "en")
    reader = desk.reader(client, to[0], language)
    facts = _gather_facts(desk, client, meeting, (*to, *ours), reader)
    evidence = [f"{e.message_id}:{e.start}" for f in facts if (e := f.evidence) and e.message_id]
    return Plan(
        kind=DraftKind.RECAP,
        gap=gap,
        client=client,
        occasion=f"recap:{meeting.ical_uid}/{meeting.recurrence_id}",
        evidence_key=make_key(meeting.start_at.isoformat(), *sorted(evidence)),
        to=to,
        cc=cc,
        subject=reader.words.fill(
            "recap_subject",
            title=_name(desk, meeting, client, reader),
            date=reader.day(meeting.start_at),
        ),
        facts=tuple(facts),
        language=language,
        notes=note_strangers(strangers, client),
    )


def list_invited(meeting: Meeting) -> tuple[str, ...]:
    """Everybody on an invitation who did not decline: attendees in their order, then its organiser.

    Calendars often leave whoever calls a meeting out of its list of attendees.
    """
    invited = [attendee.address for attendee in meeting.attendees]
    if meeting.organizer is not None:
        invited.append(meeting.organizer)
    return tuple(address for address in dict.fromkeys(invited) if is_with(meeting, address))


def _name(desk: Desk, meeting: Meeting, client: str, reader: Reader) -> str:
    """The meeting's title where it has one that names nobody else."""
    found = title(meeting.summary)
    if not found or desk.lexicon.find_foreign(found, client):
        return reader.words.text("meeting_unnamed")
    return found


def _gather_facts(
    desk: Desk, client: str, meeting: Meeting, people: Sequence[str], reader: Reader
) -> list[Fact]:
    evidence = Evidence(ical_uid=meeting.ical_uid, recurrence_id=meeting.recurrence_id)
    name = _name(desk, meeting, client, reader)
    day = reader.day(meeting.start_at)
    facts = [Fact("message-1", name, evidence, client, detail=day)]
    names = [desk.mailbox(address).name for address in people]
    if len([name for name in names if name]) > 1:
        joined = join_words([name for name in dict.fromkeys(names) if name], reader.words)
        facts.append(Fact("participants", joined, evidence, client))
    if not any(is_with(meeting, address) for address in desk.history.owner.addresses):
        # Nobody gives thanks for a meeting that others had.
        facts.append(Fact("absent", desk.history.owner.name, evidence, client))
    known: list[Fact] = []
    for side, group in ((Side.US, "our-promise"), (Side.THEM, "their-promise")):
        promises = [
            promise
            for promise in choose_promises(desk, client, debtor=side, people=people)
            if promise.said_at >= meeting.start_at - timedelta(days=LOOK_BACK_DAYS)
        ]
        known += [
            _promise_fact(promise, f"{group}-{index}", client, reader)
            for index, promise in enumerate(promises[:MAX_FACTS], 1)
        ]
    waits = _find_open_questions(desk, client, meeting, people)
    known += [
        _question_fact(desk, wait, f"question-{index}", client, reader)
        for index, wait in enumerate(waits[:MAX_FACTS], 1)
    ]
    known = list(keep_own_facts(desk, known, client))
    return facts + (known or [Fact("topic-1", name, evidence, client)])


def _promise_fact(promise: Promise, name: str, client: str, reader: Reader) -> Fact:
    due = promise.due if promise.due and promise.due.to_at else None
    since = reader.words.fill("since", date=reader.day(promise.said_at))
    return Fact(
        name,
        say_promise(promise, reader),
        promise_evidence(promise),
        client,
        detail=reader.due(due) if due else since,
        until=due.to_at if due else None,
    )


def _find_open_questions(
    desk: Desk, client: str, meeting: Meeting, people: Sequence[str]
) -> list[Wait]:
    """Open waits of either side in the meeting's threads, with words to quote, oldest first.

    What we say in an answer asks nothing unless it is a question: "it is fixed, please print it".
    """
    earliest = meeting.start_at - timedelta(days=LOOK_BACK_DAYS)
    threads = _find_threads(desk, client, meeting)
    answers = {wait.end_message_id for wait in desk.findings.waits if wait.side is Side.US}
    found = []
    for wait in desk.findings.waits:
        message = desk.messages.get(wait.start_message_id)
        if not wait.open or wait.client != client or message is None:
            continue
        if set(message.clients) - {client} or not wait.deciding.quote:
            continue
        if message.thread_id not in threads:
            continue
        if wait.side is Side.THEM and message.id in answers and not _is_question(wait, message):
            continue
        if set(wait.people) & set(people) and wait.start_at >= earliest:
            found.append(wait)
    return sorted(found, key=lambda wait: (wait.start_at, wait.start_message_id))


def _find_threads(desk: Desk, client: str, meeting: Meeting) -> set[str]:
    """Threads about a meeting: its invitation's, and whose subject or words name its title."""
    earliest = meeting.start_at - timedelta(days=LOOK_BACK_DAYS)
    name = " ".join(meeting.summary.casefold().split())
    messages = desk.history.messages
    invitations = [one for one in messages if one.ical_uid == meeting.ical_uid]
    subjects = {one.base_subject.casefold() for one in invitations} | {name}
    threads = {one.thread_id for one in invitations}
    for message in messages:
        if client not in message.clients or message.sent_at < earliest:
            continue
        if message.base_subject and message.base_subject.casefold() in subjects:
            threads.add(message.thread_id)
        elif " " in name:  # "Call" stands in any mail; "Roadmap review" names a meeting
            words = f"{message.subject} {new_text(message)}".casefold().split()
            if name in " ".join(words):
                threads.add(message.thread_id)
    return threads


def _is_question(wait: Wait, message: Message) -> bool:
    """Whether the sentence that opened a wait asks, rather than tells somebody what to do."""
    if (wait.deciding.quote or "").rstrip().endswith(("?", "？", "؟")):
        return True
    return any(
        one.start == wait.deciding.start and "question" in one.acts for one in message.sentences
    )


def _question_fact(desk: Desk, wait: Wait, name: str, client: str, reader: Reader) -> Fact:
    message = desk.messages[wait.start_message_id]
    asker = desk.mailbox(message.sender).name or message.sender
    return Fact(
        name,
        quote(wait.deciding.quote or ""),
        wait.deciding,
        client,
        detail=reader.words.text("comma").join([asker, reader.day(message.sent_at)]),
    )
