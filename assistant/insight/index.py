"""Shared look-ups over one history, built once and read by every rule.

It answers "which messages are in this thread, by this person, with this client" without scanning,
and judges nothing: what opens or ends a wait, what a held meeting is, stands in the rules.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from assistant.insight.records import Absence, Client, Direction, History, Meeting, Message, Person

_Value = TypeVar("_Value")

#: Calendar mail is never a human message (RFC 6047), whatever else was found of it.
_CALENDAR_METHODS = frozenset({"request", "reply", "cancel", "counter", "refresh"})


@dataclass(frozen=True)
class Index:
    """Look-ups over a history. Every tuple is oldest first; a missing key means nothing there.

    Attributes:
        by_id: All messages.
        threads: All messages by thread; an answer never stands before what it answers.
        client_messages: Human messages with a client's person as sender, in To or in Cc, by slug.
        unread_messages: Those of them of which only the headers are known.
        sent_by: Human messages by sender's address.
        sent_to: Human messages by each address in To or Cc.
        client_meetings: Meetings by slug of every client invited, cancelled ones too.
        person_meetings: Meetings by address of attendee or organizer, cancelled ones too.
        absences: Out-of-office spans by address.
        positions: Place of each message in its thread, by id.
        our_people: Addresses of our side, the owner's first.
    """

    history: History
    by_id: Mapping[str, Message]
    threads: Mapping[str, tuple[Message, ...]]
    client_messages: Mapping[str, tuple[Message, ...]]
    unread_messages: Mapping[str, tuple[Message, ...]]
    sent_by: Mapping[str, tuple[Message, ...]]
    sent_to: Mapping[str, tuple[Message, ...]]
    client_meetings: Mapping[str, tuple[Meeting, ...]]
    person_meetings: Mapping[str, tuple[Meeting, ...]]
    absences: Mapping[str, tuple[Absence, ...]]
    positions: Mapping[str, int]
    our_people: tuple[str, ...]
    _ours: dict[str, bool] = field(default_factory=dict)

    def is_ours(self, address: str) -> bool:
        """Whether an address is on our side."""
        known = self._ours.get(address)
        if known is None:
            known = self._ours[address] = self.history.is_ours(address)
        return known

    def is_owner(self, address: str) -> bool:
        """Whether an address is one of the owner's own."""
        return address in self.history.owner.addresses

    def person(self, address: str) -> Person | None:
        """The person of a canonical address, or None when nobody is known by it."""
        return self.history.people.get(address)

    def client_of(self, address: str) -> str | None:
        """Slug of the client or prospect an address belongs to, None for ours and strangers."""
        person = self.history.people.get(address)
        return person.client if person is not None else None

    def sender_client(self, message: Message) -> str | None:
        """Slug of the client that a message comes from; None unless it is an incoming one."""
        if message.direction is not Direction.IN:
            return None
        person = self.history.people.get(message.sender)
        return message.client if person is None or person.client is None else person.client

    def client(self, slug: str) -> Client | None:
        """The client or prospect of a slug."""
        return self.history.clients.get(slug)

    def client_people(self, addresses: Iterable[str], slug: str) -> tuple[str, ...]:
        """Those of some addresses that belong to a client, in the order given."""
        return tuple(address for address in addresses if self.client_of(address) == slug)

    def thread(self, thread_id: str) -> tuple[Message, ...]:
        """The messages of a thread, automatic ones included."""
        return self.threads.get(thread_id, ())

    def thread_after(self, message: Message) -> tuple[Message, ...]:
        """What stands after a message in its thread."""
        return self.thread(message.thread_id)[self.positions[message.id] + 1 :]

    def thread_before(self, message: Message) -> tuple[Message, ...]:
        """What stands before a message in its thread."""
        return self.thread(message.thread_id)[: self.positions[message.id]]


def is_human(message: Message) -> bool:
    """Whether a person wrote it: automatic and calendar mail start, stop and answer nothing."""
    return not message.automatic and message.calendar_method not in _CALENDAR_METHODS


def recipients(message: Message) -> tuple[str, ...]:
    """Everybody in To and Cc, To first."""
    return message.to + message.cc


def between(
    messages: Sequence[Message], after: datetime, until: datetime | None = None
) -> Sequence[Message]:
    """Messages sent in (after, until] out of a list ordered by `sent_at`; no end without until."""
    first = bisect_right(messages, after, key=lambda message: message.sent_at)
    if until is None:
        return messages[first:]
    return messages[first : bisect_right(messages, until, key=lambda message: message.sent_at)]


def meetings_between(
    meetings: Sequence[Meeting], after: datetime, until: datetime
) -> Sequence[Meeting]:
    """Meetings that start in (after, until] out of a list ordered by start."""
    first = bisect_right(meetings, after, key=lambda meeting: meeting.start_at)
    return meetings[first : bisect_right(meetings, until, key=lambda meeting: meeting.start_at)]


def meetings_before(meetings: Sequence[Meeting], at: datetime) -> Sequence[Meeting]:
    """Meetings that start before a moment out of a list ordered by start."""
    return meetings[: bisect_left(meetings, at, key=lambda meeting: meeting.start_at)]


def build_index(history: History) -> Index:
    """Index a history in one pass over its messages and one over its meetings."""
    threads: defaultdict[str, list[Message]] = defaultdict(list)
    client_messages: defaultdict[str, list[Message]] = defaultdict(list)
    unread_messages: defaultdict[str, list[Message]] = defaultdict(list)
    sent_by: defaultdict[str, list[Message]] = defaultdict(list)
    sent_to: defaultdict[str, list[Message]] = defaultdict(list)
    for message in history.messages:
        threads[message.thread_id].append(message)
        if not is_human(message):
            continue
        sent_by[message.sender].append(message)
        for address in dict.fromkeys(recipients(message)):
            sent_to[address].append(message)
        for slug in message.clients:
            client_messages[slug].append(message)
            if not message.has_body:
                unread_messages[slug].append(message)
    client_meetings, person_meetings = _meetings(history)
    absences: defaultdict[str, list[Absence]] = defaultdict(list)
    for absence in history.absences:
        absences[absence.address].append(absence)
    ordered = {key: _in_reply_order(messages) for key, messages in threads.items()}
    return Index(
        history=history,
        by_id={message.id: message for message in history.messages},
        threads=ordered,
        client_messages=_frozen(client_messages),
        unread_messages=_frozen(unread_messages),
        sent_by=_frozen(sent_by),
        sent_to=_frozen(sent_to),
        client_meetings=_frozen(client_meetings),
        person_meetings=_frozen(person_meetings),
        absences=_frozen(absences),
        our_people=tuple(
            dict.fromkeys(
                (*history.owner.addresses, *(one for one in history.people if history.is_ours(one)))
            )
        ),
        positions={
            message.id: place
            for messages in ordered.values()
            for place, message in enumerate(messages)
        },
    )


def _meetings(
    history: History,
) -> tuple[dict[str, list[Meeting]], dict[str, list[Meeting]]]:
    """Meetings by client and by person."""
    by_client: defaultdict[str, list[Meeting]] = defaultdict(list)
    by_person: defaultdict[str, list[Meeting]] = defaultdict(list)
    for meeting in sorted(history.meetings, key=lambda one: (one.start_at, one.ical_uid)):
        for slug in meeting.clients:
            by_client[slug].append(meeting)
        people = [attendee.address for attendee in meeting.attendees]
        if meeting.organizer is not None:
            people.append(meeting.organizer)
        for address in dict.fromkeys(people):
            by_person[address].append(meeting)
    return by_client, by_person


def _in_reply_order(messages: list[Message]) -> tuple[Message, ...]:
    """Oldest first, but never an answer before what it answers.

    Clocks of mail hosts differ by seconds to hours; an answer dated before its question would
    leave the question unanswered for ever.
    """
    inside = {message.id: message for message in messages}
    places: dict[str, tuple[datetime, int]] = {}  # not before this moment, answers below the first
    for message in messages:
        chain: dict[str, Message] = {}
        current: Message | None = message
        while current is not None and current.id not in places and current.id not in chain:
            chain[current.id] = current
            current = inside.get(current.in_reply_to or "")
        # A loop of forged headers ends the walk where it meets itself.
        place = places.get(current.id) if current is not None else None
        for one in reversed(chain.values()):
            place = (
                (one.sent_at, 0) if place is None else (max(place[0], one.sent_at), place[1] + 1)
            )
            places[one.id] = place
    return tuple(sorted(messages, key=lambda one: places[one.id]))


def _frozen(lists: Mapping[str, list[_Value]]) -> dict[str, tuple[_Value, ...]]:
    return {key: tuple(values) for key, values in lists.items()}
