"""The week with a client in one mail: what was done, what comes next, what is in the way.

Proposed on the last day of the owner's week, for clients who are strategic or whose agreed rhythm is
a week or less, and only where the week had something to tell. Every line is a promise, a meeting or
a wait with its message; nothing is summed up in words of our own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from assistant.drafting.clean import clean_line
from assistant.drafting.desk import Desk, Plan, choose_recipients, make_key
from assistant.drafting.occasions import (
    choose_contact,
    explain_contact,
    find_anger,
    find_last_touches,
    find_matter,
    local_day,
)
from assistant.drafting.records import Declined, DraftKind, Fact
from assistant.drafting.words import MAX_QUOTE, Reader, quote, title
from assistant.insight.phrasing import say_done, say_task
from assistant.insight.records import Client, Tier
from assistant.insight.weekly import Item, Line, Week, closing_day, summarise_week
from assistant.insight.wording import bare_subject
from assistant.insight.worktime import WorkClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from assistant.insight.records import Touchpoint

#: Lines of each kind; a longer list is not read.
MAX_LINES = 5
#: Rhythms in which a week is told.
_WEEKLY = frozenset({"daily", "weekly"})
#: Item → group of the draft's facts.
_GROUPS = {
    Item.KEPT: "done",
    Item.RECEIVED: "received",
    Item.MET: "met",
    Item.ANSWERED: "answered",
    Item.OPEN: "our-promise",
    Item.SLIPPED: "our-promise",
    Item.EXPECTED: "their-promise",
    Item.MEETING: "meeting",
    Item.AWAITED: "question",
    Item.EXPLAINED: "explained",
    Item.OVERDUE: "promised",
}


def plan_statuses(desk: Desk, others: Sequence[Plan] = ()) -> tuple[list[Plan], list[Declined]]:
    """Summaries of the week that are due or still stand, and clients without one, with the reason.

    Args:
        others: What is planned besides: a reminder and a summary that ask for the same are said so.
    """
    ours = WorkClock(desk.history.owner.clock)
    today = local_day(desk.history.owner.clock, desk.now)
    monday = _find_week(ours, today)
    if monday is None:
        return [], []
    begins_now = today < monday + timedelta(days=7)
    plans: list[Plan] = []
    declined: list[Declined] = []
    touches = find_last_touches(desk)
    for slug, client in sorted(desk.history.clients.items()):
        if not _is_told(client):
            continue
        week = summarise_week(
            desk.history, desk.findings, slug, monday, ours=ours, messages=desk.messages
        )
        found = _plan(desk, client, week, touches, late=not begins_now)
        if isinstance(found, Plan):
            plans.append(_note_reminder(found, others))
        else:
            declined.append(found)
    return plans, declined


def _note_reminder(plan: Plan, others: Sequence[Plan]) -> Plan:
    """Say so where a reminder asks the client for what the summary lists too."""
    asked = {"question", "promised"} & {fact.group for fact in plan.facts}
    reminded = any(o.kind is DraftKind.NUDGE and o.client == plan.client for o in others)
    if not (asked and reminded):
        return plan
    note = "A reminder of what they owe waits too: accept one of the two."
    return replace(plan, notes=(*plan.notes, note))


def _find_week(ours: WorkClock, today: date) -> date | None:
    """Monday of the week to tell: from its last working day until the first of the next is over."""
    monday = today - timedelta(days=today.weekday())
    last = closing_day(ours, monday)
    if last is not None and today >= last:
        return monday
    before = monday - timedelta(days=7)
    first = next(
        (day for ahead in range(7) if ours.is_working_day(day := monday + timedelta(days=ahead))),
        None,
    )
    told = closing_day(ours, before) is not None and (first is None or today <= first)
    return before if told else None


def _is_told(client: Client) -> bool:
    """Whether a client is told its week: strategic, or with a rhythm of a week or less."""
    return not client.prospect and (client.tier is Tier.STRATEGIC or client.cadence in _WEEKLY)


def _plan(
    desk: Desk, client: Client, week: Week, touches: dict[str, Touchpoint], *, late: bool
) -> Plan | Declined:
    def decline(why: str) -> Declined:
        return Declined(None, f"No summary of {week.name}: {why}", DraftKind.STATUS, client.slug)

    if not week.contacts or not week.lines:
        return decline("there was nothing to tell.")
    if not week.done and not any(line.item is not Item.EXPLAINED for line in week.lines):
        return decline("there was nothing to tell but a silence that has its reason.")
    anger = find_anger(desk, client.slug)
    if anger:
        return decline(anger)
    contact = choose_contact(desk, client.slug, touches)
    to, _ = choose_recipients(desk, client.slug, [contact] if contact else [])
    if contact is None or not to:
        return decline("nobody there is known well enough, or they are away.")
    person = desk.history.people[contact]
    language = desk.templates.choose_language(person.language or "en")
    reader = desk.reader(client.slug, contact, language)
    facts = [
        fact
        for fact in _gather_facts(desk, client, week, reader)
        if not desk.lexicon.find_foreign(f"{fact.value} {fact.detail}", client.slug)
    ]
    if not any(fact.group != "message" for fact in facts):
        return decline("every line names another client.")
    monday = reader.calendar_day(week.monday)
    told = [f"{f.name}={f.value}|{f.detail}" for f in facts]
    return Plan(
        kind=DraftKind.STATUS,
        gap=None,
        client=client.slug,
        occasion=f"status:{client.slug}:{week.name}",
        evidence_key=make_key(*told),
        to=to,
        cc=(),
        subject=reader.words.fill("status_subject", date=monday),
        facts=tuple(facts),
        language=language,
        why=f"The week from {week.monday} with {client.name}, {_why(client)}. "
        f"{explain_contact(desk, contact, touches)}",
        notes=tuple(_note_closed(client, week)),
        late=late,
    )


def _note_closed(client: Client, week: Week) -> Iterator[str]:
    """Meetings ahead on days on which the client's office is closed."""
    for line in week.ahead:
        reason = _closed_reason(client, line)
        if line.item is Item.MEETING and line.meeting is not None and reason:
            day, name = local_day(client.clock, line.at), title(line.meeting.summary)
            yield f"“{name}” of {day} is not named: they are closed that day ({reason})."


def _closed_reason(client: Client, line: Line) -> str | None:
    """Why the client's office is closed on the day of a line."""
    return client.clock.closed.get(local_day(client.clock, line.at))


def _why(client: Client) -> str:
    if client.cadence in _WEEKLY:
        return f"contact is agreed {client.cadence}"
    return "a strategic client"


def _gather_facts(desk: Desk, client: Client, week: Week, reader: Reader) -> Iterator[Fact]:
    first = week.lines[0]
    yield Fact(
        "message-1", week.name, first.evidence, week.client, detail=reader.calendar_day(week.monday)
    )
    counts: Counter[str] = Counter()
    series: set[str] = set()
    for line in week.lines:
        said = _say(desk, line, reader)
        if said is None or counts[said.group] == MAX_LINES:
            continue
        if line.item is Item.MEETING and line.meeting is not None:
            # Of a series the next one says enough; one on their holiday is for the owner to move.
            if line.meeting.ical_uid in series or _closed_reason(client, line):
                continue
            series.add(line.meeting.ical_uid)
        counts[said.group] += 1
        name = f"{said.group}-{counts[said.group]}"
        yield Fact(
            name, said.value, line.evidence, week.client, detail=said.detail, until=said.until
        )


class _Said(NamedTuple):
    """One line in words: its group, what, when, and when that will have passed."""

    group: str
    value: str
    detail: str
    until: datetime | None = None


def _say(desk: Desk, line: Line, reader: Reader) -> _Said | None:
    """The words of one line; None where it has none that can stand in a sentence of ours."""
    group = _GROUPS[line.item]
    if line.meeting is not None:
        name = title(line.meeting.summary)
        if not name:
            return None
        if line.item is Item.MEETING:
            return _Said(group, name, reader.moment(line.at), line.at)
        return _Said(group, name, reader.day(line.at))
    if line.item is Item.ANSWERED and line.wait is not None:
        # Named by its subject: nobody wants his angry words read back to him.
        about = title(bare_subject(line.wait.subject))
        return _Said(group, about, reader.day(line.at)) if about else None
    if line.wait is not None:
        asked = quote(line.wait.deciding.quote or "") or title(line.wait.subject)
        return _Said(group, asked, reader.day(line.at)) if asked else None
    assert line.promise is not None
    promise = line.promise
    task = clean_line(say_task(promise), limit=MAX_QUOTE)
    about = find_matter(desk, promise, task, reader)
    if line.item in {Item.KEPT, Item.RECEIVED}:
        done = say_done(task)
        if done is not None:
            return _Said(group, done + about, reader.day(line.at))
        return _Said("kept", quote(promise.quote).rstrip("."), reader.day(line.at))
    if not task:
        return None
    assert promise.due is not None
    due = reader.due(promise.due)
    if line.item in {Item.SLIPPED, Item.OVERDUE}:
        return _Said(group, task + about, reader.words.fill("was", due=due))
    return _Said(group, task + about, due, promise.due.to_at)
