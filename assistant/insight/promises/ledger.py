"""The ledger itself: every client's messages and meetings in order of time, promises in and out.

    ┌─────────────── said again with a new date, in time ──► RENEGOTIATED ─► successor
    │
   OPEN ── done by the end of due, or undated and done ────► KEPT
    │ ├─── released by the creditor ──────────────────────► CANCELLED
    │ └─── due passed ─► SLIPPED ── done ─────────────────► KEPT_LATE
    │                       └────── said again with a date ─► stays SLIPPED; the successor is kept
    └─── a person's word (done, not, date) wins over all of it

A message first closes what it can, then adds what it promises, so that "attached is the draft, the
final version follows on Friday" closes the old and opens the new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from assistant.insight.clocks import Clocks
from assistant.insight.held import is_held
from assistant.insight.promises.lines import Line, open_line
from assistant.insight.promises.matching import (
    choose_line,
    choose_released,
    is_answer,
    is_arranged_by,
    is_kept_by_meeting,
    is_kept_by_thanks,
    is_new_date,
    is_update,
    repeats,
)
from assistant.insight.promises.people import Names, build_names, resolve_name
from assistant.insight.promises.said_times import read_done_day, says_on_time
from assistant.insight.promises.sayings import Saying, find_sayings, is_quoted, side_of
from assistant.insight.promises.signs import (
    Sign,
    SignKind,
    is_holding,
    lets_go,
    read_signs,
    says_missing,
)
from assistant.insight.records import (
    Decision,
    Direction,
    History,
    Meeting,
    Message,
    Promise,
    PromiseState,
    Side,
)

if TYPE_CHECKING:
    from assistant.insight.index import Index


def build_ledger(
    history: History,
    index: Index,
    *,
    clocks: Clocks | None = None,
    only: Collection[str] | None = None,
) -> tuple[Promise, ...]:
    """Every promise of both sides with its state at `history.as_of`.

    Args:
        history: Its goals say when an undated promise is ageing.
        index: Of the same history.
        clocks: Kept clocks of the same index, where the caller has them.
        only: Slugs of the clients whose ledgers are wanted; None: all.

    Returns:
        In the order said; ties by message id and place. Promises that a person called none are
        left out. `client` is None for a prospect.
    """
    names = build_names(history)
    decisions: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in history.decisions:
        if decision.object_kind == "promise" and decision.at <= history.as_of:
            decisions[decision.object_id].append(decision)
    clocks = clocks or Clocks(index)
    promises = [
        _promise(line, history, clocks)
        for slug in index.client_messages
        if only is None or slug in only
        for line in _Ledger(slug, history, index, names, decisions).write()
        if not line.removed
    ]
    return sort_promises(promises)


def sort_promises(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """In the order said; ties by message id and place."""
    return tuple(sorted(promises, key=lambda one: (one.said_at, one.message_id, one.start, one.id)))


class _Happened(NamedTuple):
    """Something that happened, in order of time; meetings before messages of the same moment."""

    at: datetime
    rank: int
    id: str
    what: Message | Meeting


_HELD, _ARRANGED, _SENT = range(3)
#: How far back in a thread "got it" looks for what was got.
_MESSAGES_BACK = 20


class _Ledger:
    """One client's ledger, written event by event."""

    def __init__(
        self,
        slug: str,
        history: History,
        index: Index,
        names: Names,
        decisions: dict[str, list[Decision]],
    ) -> None:
        self._slug = slug
        self._history = history
        self._index = index
        self._names = names
        self._decisions = decisions
        self._lines: list[Line] = []
        self._open: list[Line] = []

    def write(self) -> list[Line]:
        """All lines, in the order said."""
        messages = self._index.client_messages[self._slug]
        if not any(message.sentences for message in messages):
            return []
        for event in sorted(self._events(messages), key=lambda one: one[:3]):
            if self._open:
                self._open = [line for line in self._open if line.is_open(event.at)]
            if isinstance(event.what, Message):
                self._take_message(event.what)
            elif self._open:
                self._take_meeting(event.what, event)
        return self._lines

    def _events(self, messages: Iterable[Message]) -> Iterator[_Happened]:
        for message in messages:
            yield _Happened(message.sent_at, _SENT, message.id, message)
        for meeting in self._index.client_meetings.get(self._slug, ()):
            identity = f"{meeting.ical_uid} {meeting.recurrence_id}"
            if is_held(meeting, self._history):
                yield _Happened(meeting.start_at, _HELD, identity, meeting)
            if meeting.known_at is not None and not meeting.cancelled:
                yield _Happened(meeting.known_at, _ARRANGED, identity, meeting)

    def _take_message(self, message: Message) -> None:
        if message.direction is Direction.OTHER:
            return
        sayings = [
            saying
            for saying in find_sayings(message, self._index, self._names)
            if saying.slug == self._slug
        ]
        self._take_back(message)
        if self._open:
            self._close_by(message, sayings)
        for saying in sayings:
            self._say(saying)

    def _take_meeting(self, meeting: Meeting, event: _Happened) -> None:
        held = event.rank == _HELD
        for line in self._closable():
            if held and is_kept_by_meeting(line, meeting, self._index):
                at = _no_later_than_due(line, event.at, timedelta(hours=1))
                line.discharge(at, ical_uid=meeting.ical_uid)
            elif not held and is_arranged_by(line, meeting, self._index):
                line.discharge(event.at, ical_uid=meeting.ical_uid)
                return  # one invitation keeps one promise

    def _closable(self, side: Side | None = None) -> list[Line]:
        """Open lines that signs may close, oldest first, of one side or both."""
        return [
            line
            for line in self._open
            if line.discharged_at is None
            and not line.cancelled
            and not line.removed
            and (side is None or line.side is side)
        ]

    def _close_by(self, message: Message, sayings: Sequence[Saying]) -> None:
        """Close what the words and files of a message close.

        What the same message promises again is only closed by the thing itself: "the licence quote
        came late, you will have the pricing on Tuesday" delivers no pricing.
        """
        if not self._closable():
            return  # reading what a message says was done costs most of a ledger
        side = side_of(message)
        other = Side.THEM if side is Side.US else Side.US
        signs = read_signs(message)
        again = (
            {line.id for line in self._open for one in sayings if repeats(line, one)}
            if signs and sayings
            else frozenset()
        )
        for sign in signs:
            if sign.kind is SignKind.RELEASED:
                released = choose_released(sign, message, self._closable(other))
                if released is not None:
                    released.cancelled = True
            elif sign.kind is SignKind.WITHDRAWN:
                given_up = choose_released(sign, message, self._closable(side))
                if given_up is not None:
                    given_up.withdrawn = True
            else:
                received = sign.kind is SignKind.RECEIVED or self._did_other(sign, message)
                speaks_of = None if sign.kind is SignKind.WORKS else other if received else side
                lines = self._closable(speaks_of)
                if again and not sign.hands_over:
                    lines = [line for line in lines if line.id not in again]
                taken = self._take_sign(sign, message, lines)
                if not taken and sign.by_anybody and not sign.bare:
                    self._take_sign(sign, message, self._closable(other))
        self._close_by_talk(message)
        self._close_by_answer(message, self._closable(side))
        self._close_by_assent(message, self._closable(other))

    def _did_other(self, sign: Sign, message: Message) -> bool:
        """Whether the words tell what somebody of the other side did: "Priya called"."""
        if sign.doer is None or sign.kind is not SignKind.DONE:
            return False
        if sign.doer.lower().startswith("you"):
            return True
        meant = resolve_name(sign.doer, message, self._index, self._names)
        return meant is not None and self._index.is_ours(meant) is (side_of(message) is not Side.US)

    def _take_sign(self, sign: Sign, message: Message, lines: Sequence[Line]) -> bool:
        """Close the promise that a sign is about; deliver part of it where it names part.

        Returns:
            Whether it was about one.
        """
        if sign.kind is SignKind.RECEIVED and sign.bare:
            lines = [line for line in lines if self._came_after(line, message)]
        chosen = choose_line(sign, message, lines, self._index)
        if chosen is None:
            return False
        line, delivered = chosen
        if sign.kind is SignKind.RECEIVED and line.touched and delivered == line.matter.wanted:
            return True  # thanks for what came, not for the rest
        if sign.partial and not line.matter.parts:
            line.touched = True
            return True
        line.left -= delivered
        line.touched = True
        if not line.left:
            at = self._done_at(line, f"{sign.text} {sign.around}", message)
            line.discharge(at, message_id=message.id)
        return True

    def _take_back(self, message: Message) -> None:
        """Open again what an earlier mail of the thread claimed to carry and did not."""
        thread = {one.id: one for one in self._index.thread_before(message)}
        claimed = [
            line
            for line in self._lines
            if line.message_id in thread and not thread[line.message_id].attachments
        ]
        if claimed and says_missing(message):
            claimed[-1].reopen()
            self._open.append(claimed[-1])

    def _came_after(self, line: Line, message: Message) -> bool:
        """Whether "got it, thanks" can mean more than the promise itself.

        Something of the debtor's must stand in the thread between promise and thanks that is no
        holding answer and brought nothing else by name: that is what the thanks are for.
        """
        if line.touched:
            return False
        others = {one.message_id for one in self._lines}
        return any(
            one.direction is not Direction.OTHER
            and not one.automatic
            and side_of(one) is line.side
            and one.id != line.saying.message.id
            and one.id not in others
            and line.saying.message.sent_at <= one.sent_at
            and not is_holding(one)
            and not any(sign.hands_over and not sign.bare for sign in read_signs(one))
            for one in self._index.thread_before(message)[-_MESSAGES_BACK:]
        )

    def _close_by_assent(self, message: Message, lines: Sequence[Line]) -> None:
        """Let go of what the debtor gave up and the creditor answers with "no problem"."""
        given_up = [line for line in lines if line.withdrawn and message.thread_id in line.threads]
        if given_up and lets_go(message):
            for line in given_up:
                line.cancelled = True

    def _close_by_talk(self, message: Message) -> None:
        """Close a promise to call by "thanks for the call"."""
        if not any(
            one.refers_to_meeting and not is_quoted(message, one) for one in message.sentences
        ):
            return
        for line in self._closable():
            if is_kept_by_thanks(line, message, self._index):
                at = _no_later_than_due(line, message.sent_at, timedelta(days=3))
                line.discharge(at, message_id=message.id)

    def _close_by_answer(self, message: Message, lines: Sequence[Line]) -> None:
        """An answer that tells something closes "I'll get back to you".

        An update may say that there is nothing yet; an answer may not.
        """
        telling = [line for line in lines if is_answer(line, message)]
        holding = bool(telling) and is_holding(message)
        for line in telling:
            if not holding or is_update(line):
                line.discharge(message.sent_at, message_id=message.id)

    def _say(self, saying: Saying) -> None:
        """Add a promise, unless it is an open one said again without a new date."""
        at = saying.message.sent_at
        said = [
            line for line in self._open if line.is_open(at) and self._is_said_again(line, saying)
        ]
        line = open_line(saying, self._decisions)
        self._join_request(line)
        if said:
            old = said[-1]
            if old.removed or not is_new_date(old, saying):
                old.threads |= line.threads
                return
            line.succeeds = old.id
            line.threads |= old.threads
            old.succeeded = True
            old.renegotiated = not old.is_past(at)
            if not line.matter.heads:
                line.saying = _about(saying, old.saying)
                line.left = set(line.matter.wanted)
        self._lines.append(line)
        if line.is_open(at) or line.done is not None:
            self._open.append(line)

    def _is_said_again(self, line: Line, saying: Saying) -> bool:
        """Whether a saying repeats a line; two promises of one sentence never repeat each other."""
        same = line.saying.message.id == saying.message.id
        if same and line.saying.sentence.start == saying.sentence.start:
            return False
        return repeats(line, saying)

    def _join_request(self, line: Line) -> None:
        """What was asked in another thread may be delivered there."""
        asked = self._index.by_id.get(line.saying.request_message_id or "")
        if asked is not None:
            line.threads.add(asked.thread_id)

    def _done_at(self, line: Line, text: str, message: Message) -> datetime:
        """When it was done: by the words of time, else when the message says so."""
        sent_at, due_at = message.sent_at, line.due_at
        if due_at is not None and due_at < sent_at and says_on_time(text):
            return due_at
        day = read_done_day(text, sent_at, self._zone(message.sender))
        if day is None:
            return sent_at
        first, after = day
        latest = min(after, sent_at)
        if due_at is not None and first < due_at:
            latest = min(latest, due_at)
        return max(latest, line.saying.message.sent_at)

    def _zone(self, address: str) -> str:
        """The zone in which somebody says "yesterday"."""
        person = self._index.person(address)
        if person is not None and person.clock is not None:
            return person.clock.zone
        client = self._index.client(person.client) if person and person.client else None
        return client.clock.zone if client is not None else self._history.owner.clock.zone


def _no_later_than_due(line: Line, at: datetime, slack: timedelta) -> datetime:
    """A moment a little after the due range counts as its end."""
    due_at = line.due_at
    return due_at if due_at is not None and due_at < at <= due_at + slack else at


def _about(saying: Saying, old: Saying) -> Saying:
    """A successor that says only "it": the matter is the old one's."""
    return replace(saying, matter=old.matter, hints=saying.hints | old.hints)


def _is_ageing(line: Line, history: History, clocks: Clocks) -> bool:
    """Whether an undated promise has been open for long, on its debtor's clock."""
    clock = clocks.ours if line.side is Side.US else clocks.of_client(line.saying.slug)
    worked = clock.worked_s(line.saying.message.sent_at, history.as_of)
    return worked >= history.goals.undated_ageing_wd * clock.working_day_s


def _promise(line: Line, history: History, clocks: Clocks) -> Promise:
    """The record of a line as of the history's moment."""
    saying, state = line.saying, line.state(history.as_of)
    client = history.clients.get(saying.slug)
    undated = line.due_at is None and state is PromiseState.OPEN
    return Promise(
        id=line.id,
        debtor=saying.side,
        person=saying.person,
        creditor=saying.creditor,
        client=None if client is None or client.prospect else saying.slug,
        content=saying.text,
        quote=saying.quote,
        message_id=saying.message.id,
        thread_id=saying.message.thread_id,
        start=saying.sentence.start,
        end=saying.sentence.end,
        said_at=saying.message.sent_at,
        due=line.due,
        state=state,
        succeeds=line.succeeds,
        discharged_by_message=line.message_id,
        discharged_by_event=line.ical_uid,
        discharged_at=line.finished_at,
        request_message_id=saying.request_message_id,
        ageing=undated and _is_ageing(line, history, clocks),
    )
