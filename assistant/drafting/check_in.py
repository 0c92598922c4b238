"""A short note to a client who has gone quiet: the last real contact, and one thing to go on with.

Never a reminder in disguise: where an answer of theirs is awaited the nudge asks for it, where the
silence has a reason it is left alone, and where both meet within days anyway nothing is written.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.drafting.desk import (
    Desk,
    Plan,
    choose_promises,
    choose_recipients,
    make_key,
    promise_evidence,
)
from assistant.drafting.nudge import count_working_days
from assistant.drafting.occasions import (
    choose_contact,
    explain_contact,
    find_anger,
    find_last_mail,
    find_last_touches,
    find_matter,
    gaps_of,
    is_person,
)
from assistant.drafting.records import Declined, DraftKind, Fact
from assistant.drafting.words import Reader, title
from assistant.insight.held import is_with
from assistant.insight.phrasing import say_task
from assistant.insight.records import Evidence, Gap, GapKind, Side
from assistant.insight.reminders import REMIND_EVERY_WD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.insight.records import Touchpoint

#: Who gets one of these gets no note besides.
_ENOUGH = frozenset({DraftKind.REPLY, DraftKind.NUDGE, DraftKind.RECAP, DraftKind.CHECK_IN})
#: Who meets within so many days needs no note.
MEET_WITHIN_DAYS = 10


def plan_check_in(desk: Desk, gap: Gap, plans: Iterable[Plan]) -> Plan | Declined:
    """The note for a gap of silence, or why there is none.

    Args:
        plans: What is planned already; who gets a reply or a reminder gets no note too.
    """
    slug = gap.client
    if slug is None or slug not in desk.history.clients:
        return Declined(gap.id, "Nothing is known of the client any more.")
    touches = find_last_touches(desk)
    contact = _choose_contact(desk, gap, slug, touches)
    last = _find_last(desk, gap, slug, contact)
    refused = _refuse(desk, gap, slug, plans)
    if refused:
        return Declined(gap.id, refused)
    if contact is None or last is None:
        return Declined(gap.id, "Nobody there can be written to, or they are away.")
    to, _ = choose_recipients(desk, slug, [contact])
    if not to or desk.lexicon.find_client(contact) != slug:
        return Declined(gap.id, f"{contact} cannot be written to.")
    person = desk.history.people[contact]
    language = desk.templates.choose_language(person.language or "en")
    reader = desk.reader(slug, contact, language)
    people = [contact] if gap.level == "person" else _people(desk, slug)
    latest = _find_latest(desk, slug, frozenset(people), last)
    facts = _gather_facts(desk, slug, people, latest, reader)
    source = last.message_id or f"{last.ical_uid}/{last.recurrence_id}"
    return Plan(
        kind=DraftKind.CHECK_IN,
        gap=gap,
        client=slug,
        # One silence, one note, whichever of its gaps is seen first.
        occasion=f"check_in:{contact if gap.level == 'person' else slug}:{source}",
        evidence_key=make_key(slug, source),
        to=to,
        cc=(),
        subject=_make_subject(desk, slug, facts, reader),
        facts=facts,
        language=language,
        notes=(explain_contact(desk, contact, touches),),
    )


def _choose_contact(desk: Desk, gap: Gap, slug: str, touches: dict[str, Touchpoint]) -> str | None:
    """Who was last in touch, while that is a person who is there; else who is best for work."""
    for address in gap.people:
        if address in touches and is_person(desk, address):
            if gap.level == "person" and desk.is_absent(address):
                return None
            if not desk.is_absent(address):
                return address
    return None if gap.level == "person" else choose_contact(desk, slug, touches)


def _find_last(desk: Desk, gap: Gap, slug: str, contact: str | None) -> Touchpoint | None:
    """The last contact both ways: with the person, else with the client, that is about it alone."""
    found = None
    for touch in desk.findings.touchpoints:
        if touch.client != slug or not touch.two_way:
            continue
        if gap.level == "person" and touch.person != contact:
            continue
        if _is_alone(desk, touch):
            found = touch
    return found


def _find_latest(desk: Desk, slug: str, people: frozenset[str], last: Touchpoint) -> Touchpoint:
    """The contact to name: a later mail of ours in place of the last mail both ways.

    "Since we wrote" is about both of us; "since we met" stays true whatever was written since.
    """
    mail = find_last_mail(desk, slug, people)
    if last.message_id is None or mail is None or mail.sent_at <= last.at:
        return last
    latest = replace(last, at=mail.sent_at, message_id=mail.id)
    return latest if _is_alone(desk, latest) else last


def _is_alone(desk: Desk, touch: Touchpoint) -> bool:
    """Whether a contact was with one client only."""
    if touch.message_id is not None:
        message = desk.messages.get(touch.message_id)
        return message is not None and not set(message.clients) - {touch.client}
    return any(
        meeting.clients == (touch.client,)
        for meeting in desk.history.meetings
        if (meeting.ical_uid, meeting.recurrence_id) == (touch.ical_uid, touch.recurrence_id or "")
    )


def _refuse(desk: Desk, gap: Gap, slug: str, plans: Iterable[Plan]) -> str | None:
    """Why a silence is left alone, or broken otherwise.

    A person may be silent while the rest of the client writes every day: of a person's silence only
    what is with that person counts, but for a complaint, which hinders a note to anybody there.
    """
    anger = find_anger(desk, slug)
    if anger:
        return anger
    # Empty for a client's silence: everybody there.
    people = frozenset(gap.people if gap.level == "person" else ())
    for other in gaps_of(desk, slug, [GapKind.REPLY_AWAITED]):
        if other.explained and _concerns(people, other.people):
            return f"The silence is explained. {other.why}"
    for other in gaps_of(desk, slug, [GapKind.REPLY_OWED]):
        if _concerns(people, other.people):
            return "They wait for an answer of yours; that is the contact to make."
    for plan in plans:
        if plan.client == slug and plan.kind in _ENOUGH and _concerns(people, plan.to + plan.cc):
            return "Another draft goes to them already; two at once are one too many."
    return _refuse_by_contact(desk, slug, people)


def _concerns(people: frozenset[str], others: Iterable[str]) -> bool:
    """Whether something with these others is with one of the people, who are all where empty."""
    return not people or not people.isdisjoint(others)


def _refuse_by_contact(desk: Desk, slug: str, people: frozenset[str]) -> str | None:
    """Why there is contact enough: a meeting soon, or a mail of ours just now."""
    horizon = desk.now + timedelta(days=MEET_WITHIN_DAYS)
    for meeting in desk.history.meetings:
        ahead = desk.now < meeting.start_at < horizon and slug in meeting.clients
        if not ahead or meeting.cancelled or meeting.all_day:
            continue
        if not people or any(is_with(meeting, address) for address in people):
            return f"You meet on {meeting.start_at:%Y-%m-%d} anyway."
    mail = find_last_mail(desk, slug, people)
    if mail is None:
        return None
    if count_working_days(desk.history.owner.clock, mail.sent_at, desk.now) < REMIND_EVERY_WD:
        return (
            f"You wrote on {mail.sent_at:%Y-%m-%d}; the next note waits until {REMIND_EVERY_WD} "
            "working days have passed."
        )
    return None


def _gather_facts(
    desk: Desk, slug: str, people: Sequence[str], last: Touchpoint, reader: Reader
) -> tuple[Fact, ...]:
    """The last contact, and one open thing: ours before theirs; an empty place where none is open.

    Args:
        people: Whose promises: who is written to alone is not told what others wait for.
    """
    evidence = Evidence(
        message_id=last.message_id, ical_uid=last.ical_uid, recurrence_id=last.recurrence_id
    )
    group = "last-meeting" if last.ical_uid else "last-mail"
    name = _name(desk, slug, last)
    facts = [Fact(f"{group}-1", name, evidence, slug, detail=reader.day(last.at))]
    for side, group in ((Side.US, "our-promise"), (Side.THEM, "their-promise")):
        for promise in choose_promises(desk, slug, debtor=side, people=people):
            task = say_task(promise)
            task += find_matter(desk, promise, task, reader)
            foreign = desk.lexicon.find_foreign(task, slug)
            if not task or foreign:
                continue
            due = promise.due if promise.due and promise.due.to_at else None
            since = reader.words.fill("since", date=reader.day(promise.said_at))
            fact = Fact(
                f"{group}-1",
                task,
                promise_evidence(promise),
                slug,
                detail=reader.due(due) if due else since,
                until=due.to_at if due else None,
            )
            return (*facts, fact)
    return (*facts, Fact("topic-1", name or reader.words.text("topic_unnamed"), evidence, slug))


def _people(desk: Desk, slug: str) -> list[str]:
    return [one.address for one in desk.history.people.values() if one.client == slug]


def _name(desk: Desk, slug: str, last: Touchpoint) -> str:
    """What the last contact was about; empty where it would name somebody else."""
    if last.message_id is not None:
        message = desk.messages.get(last.message_id)
        found = title(message.base_subject or message.subject) if message else ""
    else:
        found = next(
            (
                title(meeting.summary)
                for meeting in desk.history.meetings
                if (meeting.ical_uid, meeting.recurrence_id)
                == (last.ical_uid, last.recurrence_id or "")
            ),
            "",
        )
    return "" if desk.lexicon.find_foreign(found, slug) else found


def _make_subject(desk: Desk, slug: str, facts: tuple[Fact, ...], reader: Reader) -> str:
    name = facts[0].value
    if name:
        return reader.words.fill("check_in_subject", text=name)
    return reader.words.text("check_in_subject_unnamed")
