"""Invitations that came by mail (iTIP in mail, RFC 5546 and RFC 6047): the meetings they speak of.

A mailbox often holds what no calendar does: an invitation that was never taken over, or a home
without any calendar. Requests, changes, cancellations and answers of one UID make one series. Not
for messages: the mail itself stays an automatic one, whatever its calendar part says.

Anybody can send a calendar part about anything. A request or a cancellation counts when it comes
from the organizer's own address or organisation, an answer when it comes from who answers; and
nobody but our side says what our side answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.ingest.domains import domain_of, is_free_mail, registrable_domain
from assistant.ingest.events import parse_calendar
from assistant.ingest.records import EventSeries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from assistant.ingest.records import CalendarEvent, EventAttendee, NormalisedMessage

METHODS = frozenset(("request", "cancel", "reply"))
#: A calendar part of a mail speaks of one meeting; with a long text in HTML it has 100 kB.
MAX_BYTES = 256 * 1024
#: A series and its exceptions.
MAX_EVENTS = 100


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """A mail with a calendar part.

    Attributes:
        places: Where its calendar part is stored, one id for each folder it lies in.
        sent_at: UTC.
        sender: Address, ``''`` for nobody's.
        forged: A server of ours says that the sender did not send it.
        method: request, cancel or reply.
        raw: The calendar part.
    """

    places: tuple[int, ...]
    sent_at: datetime
    sender: str
    forged: bool
    method: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to a version of a meeting."""

    sequence: int
    sent_at: datetime
    partstat: str


@dataclass(frozen=True, slots=True)
class MailedSeries:
    """A meeting as the mails about it leave it; `places` are those of all its mails."""

    series: EventSeries
    places: frozenset[int]


#: (UID, recurrence id or ``''``, address) → the last answer.
Answers = dict[tuple[str, str, str], Answer]
#: (address, name, partstat, cutype)
Person = tuple[str, str, str, str]


def find_invitation(message: NormalisedMessage) -> bytes | None:
    """The calendar part of a mail that asks, cancels or answers; None where there is none to keep."""
    if message.calendar_method not in METHODS or not message.ical_uid:
        return None
    part = next((raw for raw in message.ical if b"VEVENT" in raw.upper()), b"")
    if not part or len(part) > MAX_BYTES or part.upper().count(b"BEGIN:VEVENT") > MAX_EVENTS:
        return None
    return part


def read_invitations(
    mails: Iterable[InvitationMail],
    *,
    zone: str,
    own: frozenset[str],
    is_ours: Callable[[str], bool],
) -> tuple[list[MailedSeries], Answers]:
    """The meetings that mails speak of, and the answers in them.

    Args:
        mails: In any order; the same mail in two folders is one with two places.
        zone: The owner's, for floating times.
        own: The owner's addresses: who answered under one answered for all.
        is_ours: Whether an address is on our side.

    Returns:
        Series in the order of their UIDs; answers are not yet written into them, see `answered`.
    """
    books: dict[str, _Book] = {}
    answers: Answers = {}
    for mail in sorted(mails, key=lambda one: (one.sent_at, one.places)):
        series = parse_calendar(mail.raw, zone=zone).series
        if not series or mail.forged or not mail.sender:
            continue
        # RFC 5546 3.2: one UID in a message; what else stands there is nobody's invitation.
        for event in series[0].events:
            if mail.method == "reply":
                _note_answer(answers, event, mail, own=own, is_ours=is_ours)
            elif _is_from_organizer(event, mail.sender):
                books.setdefault(event.ical_uid, _Book()).enter(event, mail, is_ours=is_ours)
    found = [(uid, book.close()) for uid, book in sorted(books.items())]
    return [mailed for _, mailed in found if mailed is not None], answers


def answered(
    key: tuple[str, str], sequence: int, attendees: Iterable[Person], answers: Answers
) -> tuple[Person, ...]:
    """Attendees with what they answered by mail, where the event itself has no answer of theirs.

    An answer to an older version of the event is none to this one (RFC 5546 2.1.5).

    Args:
        key: (UID, recurrence id) of the event.
        sequence: Of the event.
        attendees: (address, name, partstat, cutype).
        answers: From `read_invitations`.
    """

    def told(person: Person) -> Person:
        address, name, partstat, cutype = person
        uid, occurrence = key
        answer = answers.get((uid, occurrence, address)) or answers.get((uid, "", address))
        if partstat != "needs-action" or answer is None or answer.sequence < sequence:
            return person
        return address, name, answer.partstat, cutype

    return tuple(told(person) for person in attendees)


def _is_from_organizer(event: CalendarEvent, sender: str) -> bool:
    """Whether who sent it may speak for the organizer: the same address, or the same firm."""
    organizer = event.organizer.address if event.organizer else ""
    if not organizer or organizer == sender:
        return bool(organizer)
    firm, other = domain_of(organizer), domain_of(sender)
    if not firm or not other or is_free_mail(firm):
        return False
    return registrable_domain(firm) == registrable_domain(other)


def _note_answer(
    answers: Answers,
    event: CalendarEvent,
    mail: InvitationMail,
    *,
    own: frozenset[str],
    is_ours: Callable[[str], bool],
) -> None:
    for attendee in event.attendees:
        if attendee.partstat == "needs-action":
            continue
        if attendee.address != mail.sender and not (
            is_ours(attendee.address) and is_ours(mail.sender)
        ):
            continue
        answer = Answer(event.sequence, mail.sent_at, attendee.partstat)
        for address in own if attendee.address in own else {attendee.address}:
            known = answers.get((event.ical_uid, event.recurrence_id, address))
            if known is None or (known.sequence, known.sent_at) <= (answer.sequence, mail.sent_at):
                answers[event.ical_uid, event.recurrence_id, address] = answer


class _Book:
    """All that mails said of one UID: the last word on the meeting and on each occurrence."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, datetime, CalendarEvent]] = {}
        self._known_at: datetime | None = None
        self._organizer = ""
        self._places: set[int] = set()

    def enter(
        self, event: CalendarEvent, mail: InvitationMail, *, is_ours: Callable[[str], bool]
    ) -> None:
        """Take what a mail says, mails oldest first."""
        organizer = event.organizer.address if event.organizer else ""
        if self._organizer and not _same_firm(self._organizer, organizer):
            return  # somebody else's UID
        if mail.method == "request":
            self._organizer = self._organizer or organizer
            self._known_at = self._known_at or mail.sent_at
            event = replace(event, attendees=_unanswered(event, mail.sender, is_ours))
        else:
            event = replace(event, status="cancelled")
        self._places.update(mail.places)
        key = event.recurrence_id
        before = self._last.get(key)
        if before is not None and before[0] > event.sequence:
            return  # an older version that came late
        if before is not None and mail.method == "cancel" and not event.attendees:
            event = replace(event, attendees=before[2].attendees)
        self._last[key] = (event.sequence, mail.sent_at, event)
        if not key:
            # A new version of the whole series: exceptions to the older one are over.
            self._last = {
                rid: entry
                for rid, entry in self._last.items()
                if not rid or entry[0] >= event.sequence or entry[1] >= mail.sent_at
            }

    def close(self) -> MailedSeries | None:
        """The series, or None where nobody ever asked: a cancellation of what was never known."""
        if self._known_at is None:
            return None
        events = sorted(
            (replace(event, known_at=self._known_at) for _, _, event in self._last.values()),
            key=lambda event: event.recurrence_id,
        )
        return MailedSeries(EventSeries(events[0].ical_uid, tuple(events)), frozenset(self._places))


def _same_firm(one: str, other: str) -> bool:
    if one == other:
        return True
    firm, second = domain_of(one), domain_of(other)
    return not is_free_mail(firm) and registrable_domain(firm) == registrable_domain(second)


def _unanswered(
    event: CalendarEvent, sender: str, is_ours: Callable[[str], bool]
) -> tuple[EventAttendee, ...]:
    """Attendees as an organizer may state them.

    That somebody of ours accepted is not theirs to say: it would make a meeting held that nobody
    here agreed to. It does say that we were heard of, so it is taken as tentative.
    """
    if is_ours(sender):
        return event.attendees
    return tuple(
        replace(one, partstat="tentative")
        if one.partstat == "accepted" and is_ours(one.address)
        else one
        for one in event.attendees
    )
