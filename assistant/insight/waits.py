"""Waits: who keeps whom waiting, since when, until when, on three clocks.

Per thread and client, both sides are walked message by message:

    us    a client asks ──► open ──► our answer · held meeting · taken back
    them  we ask        ──► open ──► their answer · held meeting · taken back · the awaited ended

Internal mail, drafts and automatic mail are nothing here; prospects are waited for by nobody.
What is late is decided by the gaps, what counts in a period by the reply statistics.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.insight.alarms import alarm_evidence
from assistant.insight.asks import (
    asked_of_them,
    asks_us,
    deciding_evidence,
    escalates,
    takes_back,
)
from assistant.insight.clocks import Clocks
from assistant.insight.crossing import Crossing
from assistant.insight.held import is_held, is_with
from assistant.insight.index import Index, between, is_human, meetings_between, recipients
from assistant.insight.records import (
    Direction,
    History,
    Meeting,
    Message,
    Sensitivity,
    Side,
    Wait,
    WaitEnd,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What belongs to one bounce: the moment a person ended and the mail that says so.
_BOUNCE_SPAN = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a wait could end; the earliest of several does."""

    at: datetime
    kind: WaitEnd
    message: Message | None = None
    meeting: Meeting | None = None


@dataclass(slots=True)
class _Open:
    """A wait that is being walked.

    Attributes:
        messages: Those of the side that waits, so far.
        people: Who waits, or who is awaited, with the moment since when.
        ending: The earliest ending that is known so far.
    """

    side: Side
    slug: str
    messages: list[Message]
    people: dict[str, datetime]
    ending: _Ending | None


@dataclass(frozen=True, slots=True)
class _Walk:
    """All that the walk through the threads needs."""

    history: History
    index: Index
    clocks: Clocks
    crossing: Crossing


def find_waits(history: History, index: Index, *, clocks: Clocks | None = None) -> tuple[Wait, ...]:
    """Every wait of a history, on us and on them, open and ended.

    Args:
        history: What is known as of `history.as_of`.
        index: Built from the same history.
        clocks: Kept clocks of the same index, where the caller has them.

    Returns:
        By start, then thread, side and client. Prospects' waits have `prospect` set.
    """
    walk = _Walk(history, index, clocks or Clocks(index), Crossing(index))
    waits: list[Wait] = []
    for messages in index.threads.values():
        for slug, thread in _by_client(messages).items():
            waits.extend(_thread_waits(thread, slug, Side.US, walk))
            client = index.client(slug)
            if client is not None and not client.prospect:
                waits.extend(_thread_waits(thread, slug, Side.THEM, walk))
    waits.sort(key=lambda wait: (wait.start_at, wait.thread_id, wait.side, wait.client or ""))
    return tuple(waits)


def _by_client(thread: Sequence[Message]) -> dict[str, list[Message]]:
    """The human messages of a thread by client; one with two clients stands in both lists."""
    found: defaultdict[str, list[Message]] = defaultdict(list)
    for message in thread:
        if is_human(message):
            for slug in message.clients:
                found[slug].append(message)
    return found


def _thread_waits(thread: Sequence[Message], slug: str, side: Side, walk: _Walk) -> Iterator[Wait]:
    """The waits of one side in one thread for one client, one after the other."""
    opens = [bool(_opens(message, slug, side, walk.index)) for message in thread]
    if not any(opens):
        return
    ends = _ends(thread, slug, side, walk.index)
    # Until the other side first spoke, its answer is the first reply of the conversation.
    spoken = next(
        (place for place, one in enumerate(thread) if _answers(one, slug, side, walk.index)),
        len(thread),
    )
    place = 0
    while place < len(thread):
        if not opens[place]:
            place += 1
            continue
        inside = ends[place + 1]
        start = place = _first_known(thread, place, inside[0], opens)
        waiting = _Open(side, slug, [], {}, inside[1])
        # Its messages are those before the ending in the thread, or before one found elsewhere.
        while place < inside[0] and not _is_over(waiting, thread[place]):
            _join(waiting, thread[place], walk)
            place += 1
        yield _finished(waiting, walk, first_reply=start < spoken)


def _first_known(thread: Sequence[Message], place: int, before: int, opens: Sequence[bool]) -> int:
    """Where a wait begins: at the first message known to ask, rather than at one that may."""
    if thread[place].has_body:
        return place
    asked = (at for at in range(place, before) if opens[at] and thread[at].has_body)
    return next(asked, place)


def _ends(
    thread: Sequence[Message], slug: str, side: Side, index: Index
) -> list[tuple[int, _Ending | None]]:
    """For each place of a thread, the next place that ends a wait and how; one more at the end."""
    found: list[tuple[int, _Ending | None]] = [(len(thread), None)]
    for place in reversed(range(len(thread))):
        kind = _ends_how(thread[place], slug, side, index)
        if kind is None:
            found.append(found[-1])
        else:
            message = thread[place]
            found.append((place, _Ending(message.sent_at, kind, message=message)))
    return found[::-1]


def _ends_how(message: Message, slug: str, side: Side, index: Index) -> WaitEnd | None:
    """Whether a message of the thread answers the side that waits, or takes its question back."""
    if _answers(message, slug, side, index):
        return WaitEnd.ANSWER
    other = Side.THEM if side is Side.US else Side.US
    if _answers(message, slug, other, index) and takes_back(message):
        return WaitEnd.WITHDRAWN
    return None


def _answers(message: Message, slug: str, side: Side, index: Index) -> bool:
    """Whether a message comes from the side that keeps waiting."""
    if side is Side.US:
        return _is_from_us(message, slug)
    return index.sender_client(message) == slug


def _is_over(waiting: _Open, message: Message) -> bool:
    """Whether a wait ended before a further message of its thread."""
    ending = waiting.ending
    return ending is not None and bool(waiting.messages) and message.sent_at > ending.at


def _opens(message: Message, slug: str, side: Side, index: Index) -> tuple[str, ...]:
    """Who waits (side us) or is asked (side them) by a message; empty where it opens nothing."""
    if side is Side.US:
        if index.sender_client(message) == slug and asks_us(message, slug, index):
            return (message.sender,)
        return ()
    if message.direction is Direction.OUT and slug in message.clients:
        return asked_of_them(message, slug, index)
    return ()


def _is_from_us(message: Message, slug: str) -> bool:
    """Whether a message of our side goes to a person of the client."""
    return message.direction is Direction.OUT and slug in message.clients


def _join(waiting: _Open, message: Message, walk: _Walk) -> None:
    """Add a message of the side that waits, and look for what it lets the wait end with."""
    index = walk.index
    if waiting.side is Side.US:
        if index.sender_client(message) != waiting.slug:
            return
        people: tuple[str, ...] = (message.sender,)
    else:
        if not _is_from_us(message, waiting.slug):
            return
        people = asked_of_them(message, waiting.slug, index)
    waiting.messages.append(message)
    _end_by(waiting, _answer_elsewhere(waiting, message, walk))
    for address in people:
        if address not in waiting.people:
            waiting.people[address] = message.sent_at
            _end_by(waiting, _meeting_with(address, waiting, walk))


def _end_by(waiting: _Open, ending: _Ending | None) -> None:
    """Keep the earlier of two endings; of equals the one known first."""
    if ending is not None and (waiting.ending is None or ending.at < waiting.ending.at):
        waiting.ending = ending


def _answer_elsewhere(waiting: _Open, message: Message, walk: _Walk) -> _Ending | None:
    """The first answer in another thread to the sender of a waiting message."""
    index, slug = walk.index, waiting.slug
    until = waiting.ending.at if waiting.ending is not None else None

    def is_to_the_asker(one: Message) -> bool:
        if index.sender_client(one) != slug:
            return False
        if index.is_owner(message.sender):
            return any(index.is_owner(address) for address in recipients(one))
        return message.sender in recipients(one)

    if waiting.side is Side.US:
        found = walk.crossing.first_answer(
            message,
            index.sent_to.get(message.sender, ()),
            until=until,
            may_answer=lambda one: one.direction is Direction.OUT,
        )
    else:
        found = walk.crossing.first_answer(
            message, index.client_messages.get(slug, ()), until=until, may_answer=is_to_the_asker
        )
    return None if found is None else _Ending(found.sent_at, WaitEnd.ANSWER, message=found)


def _meeting_with(address: str, waiting: _Open, walk: _Walk) -> _Ending | None:
    """The start of the first held meeting with one who waits or is awaited, since he does."""
    until = waiting.ending.at if waiting.ending is not None else walk.history.as_of
    meetings = walk.index.person_meetings.get(address, ())
    for meeting in meetings_between(meetings, waiting.people[address], until):
        if is_with(meeting, address) and is_held(meeting, walk.history):
            return _Ending(meeting.start_at, WaitEnd.MEETING, meeting=meeting)
    return None


def _end_of_people(waiting: _Open, walk: _Walk) -> _Ending | None:
    """When the last of the awaited bounced or left; None while one of them is there."""
    if waiting.side is Side.US:
        return None
    ended: list[datetime] = []
    for address in waiting.people:
        person = walk.index.person(address)
        if person is None or person.ended_at is None:
            return None
        ended.append(person.ended_at)
    at = max(ended)
    # The record of a person names no message; the automatic mail of that moment is the bounce.
    bounce = next(
        (
            message
            for message in between(walk.history.messages, at - _BOUNCE_SPAN, at)
            if message.direction is not Direction.OUT
            and (message.automatic or message.sender in waiting.people)
        ),
        None,
    )
    return _Ending(at, WaitEnd.ENDED, message=bounce)


def _finished(waiting: _Open, walk: _Walk, *, first_reply: bool) -> Wait:
    """The record of a wait, with its three clocks."""
    _end_by(waiting, _end_of_people(waiting, walk))
    ending = waiting.ending
    first = waiting.messages[0]
    client = walk.index.client(waiting.slug)
    person = _first_there(waiting, walk.index)
    people = tuple(waiting.people)
    # An answer dated before its question (two clocks disagree) took no time at all.
    end = max(ending.at if ending is not None else walk.history.as_of, first.sent_at)
    messages = [first, *(one for one in waiting.messages[1:] if one.sent_at <= end)]
    ours = walk.clocks.ours
    if waiting.side is Side.US:
        theirs = walk.clocks.of_person(person)
    else:
        theirs = walk.clocks.awaiting(person, people, messages)
    ours_s, theirs_s = ours.worked_s(first.sent_at, end), theirs.worked_s(first.sent_at, end)
    sensitivity = client.sensitivity if client is not None else Sensitivity.MEDIUM
    own = (ours, ours_s) if waiting.side is Side.US else (theirs, theirs_s)
    message = ending.message if ending is not None else None
    meeting = ending.meeting if ending is not None else None
    return Wait(
        side=waiting.side,
        client=waiting.slug,
        prospect=client is not None and client.prospect,
        person=person,
        people=people,
        thread_id=first.thread_id,
        subject=first.subject,
        start_message_id=first.id,
        messages=tuple(one.id for one in messages),
        start_at=first.sent_at,
        end_at=end if ending is not None else None,
        end_kind=ending.kind if ending is not None else None,
        end_message_id=message.id if message is not None else None,
        end_ical_uid=meeting.ical_uid if meeting is not None else None,
        end_recurrence_id=meeting.recurrence_id if meeting is not None else None,
        elapsed_s=(end - first.sent_at) // timedelta(seconds=1),
        ours_s=ours_s,
        theirs_s=theirs_s,
        off_hours=ending is not None and own[1] == 0 and not own[0].is_working(first.sent_at),
        first_reply=first_reply,
        deciding=deciding_evidence(first),
        complaint=alarm_evidence(messages, sensitivity) if waiting.side is Side.US else None,
        escalation=waiting.side is Side.US and escalates(messages),
        headers_only=not first.has_body,
    )


def _first_there(waiting: _Open, index: Index) -> str:
    """Who waits, or the first of the awaited who has not ended."""
    if waiting.side is Side.US:
        return next(iter(waiting.people))
    for address in waiting.people:
        person = index.person(address)
        if person is None or person.ended_at is None:
            return address
    return next(iter(waiting.people))
