"""Touchpoints: every contact with a client's people, and which of them went both ways.

One per message or meeting and person of the client: sender or in To of a message, attendee of a held
meeting. Cc alone touches nobody, prospects have none. How long ago is too long stands in `cadence`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.insight.held import is_held, people_of_clients
from assistant.insight.index import is_human
from assistant.insight.records import Direction, Touchpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.insight.index import Index
    from assistant.insight.records import History, Message

MAIL_OUT = "mail out"
MAIL_IN = "mail in"
MEETING = "meeting"


def find_touchpoints(history: History, index: Index) -> tuple[Touchpoint, ...]:
    """All touchpoints, oldest first, ties by message or meeting and person.

    Two-way are held meetings, and human messages that answer one of the other side in their
    thread: the other side has written there since the sender last did.
    """
    found = [*_mail(index), *_meetings(history, index)]
    return tuple(sorted(found, key=_order))


def _order(touch: Touchpoint) -> tuple[object, ...]:
    return (
        touch.at,
        touch.message_id or "",
        touch.ical_uid or "",
        touch.recurrence_id or "",
        (
            touch.client,
            touch.person or "",
        ),
    )


def _is_client(slug: str | None, index: Index) -> bool:
    client = index.client(slug) if slug is not None else None
    return client is not None and not client.prospect


def _mail(index: Index) -> Iterable[Touchpoint]:
    for messages in index.threads.values():
        spoken = _Spoken()
        for message in messages:
            if not is_human(message):
                continue
            if message.direction is Direction.OUT:
                yield from _sent(message, spoken, index)
            elif message.direction is Direction.IN:
                yield from _received(message, spoken, index)


@dataclass(slots=True)
class _Spoken:
    """Who spoke in a thread, by the place of the last time; -1 for never.

    Attributes:
        ours: Last message of our side that went to each client.
        theirs: Last message of each client.
        people: Last message of each sender, per client.
    """

    count: int = 0
    ours: defaultdict[str, int] = field(default_factory=lambda: defaultdict(lambda: -1))
    theirs: defaultdict[str, int] = field(default_factory=lambda: defaultdict(lambda: -1))
    people: defaultdict[str, int] = field(default_factory=lambda: defaultdict(lambda: -1))


def _sent(message: Message, spoken: _Spoken, index: Index) -> Iterable[Touchpoint]:
    """Touchpoints of a message of ours, one per person of a client in To."""
    spoken.count += 1
    reached = {slug for slug in message.clients if _is_client(slug, index)}
    answers = {slug for slug in reached if spoken.theirs[slug] > spoken.ours[slug]}
    for slug in reached:
        spoken.ours[slug] = spoken.count
    for address in dict.fromkeys(message.to):
        slug = index.client_of(address) or ""
        if slug in reached:
            yield Touchpoint(
                MAIL_OUT, message.sent_at, slug, address, slug in answers, message_id=message.id
            )


def _received(message: Message, spoken: _Spoken, index: Index) -> Iterable[Touchpoint]:
    """The touchpoint of a client's message, with its sender."""
    spoken.count += 1
    slug = index.sender_client(message)
    if slug is None or not _is_client(slug, index):
        return
    answers = spoken.ours[slug] > spoken.people[message.sender]
    spoken.theirs[slug] = spoken.count
    spoken.people[message.sender] = spoken.count
    yield Touchpoint(MAIL_IN, message.sent_at, slug, message.sender, answers, message_id=message.id)


def _meetings(history: History, index: Index) -> Iterable[Touchpoint]:
    """One touchpoint per client's person on a held meeting who did not decline."""
    for meeting in history.meetings:
        if not is_held(meeting, history):
            continue
        declined = {one.address for one in meeting.attendees if one.partstat == "declined"}
        for address in people_of_clients(meeting, history):
            slug = index.client_of(address)
            if slug is None or address in declined or not _is_client(slug, index):
                continue
            yield Touchpoint(
                MEETING,
                meeting.start_at,
                slug,
                address,
                two_way=True,
                ical_uid=meeting.ical_uid,
                recurrence_id=meeting.recurrence_id,
            )


@dataclass(frozen=True, slots=True)
class Touches:
    """Touchpoints by client, and the two-way ones by client and person; all oldest first."""

    by_client: Mapping[str, tuple[Touchpoint, ...]]
    two_way: Mapping[str, tuple[Touchpoint, ...]]
    two_way_with: Mapping[str, tuple[Touchpoint, ...]]


def sort_touchpoints(touchpoints: Iterable[Touchpoint]) -> Touches:
    """Touchpoints by whom they are with; of a message to three people, `two_way` keeps one."""
    by_client: defaultdict[str, list[Touchpoint]] = defaultdict(list)
    two_way: defaultdict[str, list[Touchpoint]] = defaultdict(list)
    two_way_with: defaultdict[str, list[Touchpoint]] = defaultdict(list)
    for touch in touchpoints:
        by_client[touch.client].append(touch)
        if not touch.two_way:
            continue
        if touch.person is not None:
            two_way_with[touch.person].append(touch)
        last = two_way[touch.client][-1] if two_way[touch.client] else None
        if last is None or _source(last) != _source(touch):
            two_way[touch.client].append(touch)
    return Touches(
        {slug: tuple(found) for slug, found in by_client.items()},
        {slug: tuple(found) for slug, found in two_way.items()},
        {address: tuple(found) for address, found in two_way_with.items()},
    )


def _source(touch: Touchpoint) -> tuple[str | None, str | None, str | None]:
    return touch.message_id, touch.ical_uid, touch.recurrence_id
