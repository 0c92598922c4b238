"""A client's week out of the ledger, the calendar and the threads: done, ahead, in the way.

Nothing is said here, only found: each item names the promise, meeting or wait it is, and the message
or meeting that shows it. What several clients share belongs to none of them and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.insight.held import is_held
from assistant.insight.records import Evidence, GapKind, PromiseState, Side, WaitEnd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from assistant.insight.records import Findings, History, Meeting, Message, Promise, Wait
    from assistant.insight.worktime import WorkClock

#: Meetings and due dates further ahead than this are not next week's matter.
AHEAD_DAYS = 14
#: Promises slipped longer ago than this are no news of a week.
SLIPPED_DAYS = 14


class Item(StrEnum):
    """What a line of the week is."""

    KEPT = "kept"  #: a promise of ours, done this week
    RECEIVED = "received"  #: a promise of theirs, done this week
    MET = "met"  #: a meeting held this week
    ANSWERED = "answered"  #: a complaint of theirs, answered this week
    OPEN = "open"  #: a promise of ours with its date
    SLIPPED = "slipped"  #: a promise of ours whose date has passed
    EXPECTED = "expected"  #: a promise of theirs with its date
    MEETING = "meeting"  #: a meeting ahead
    AWAITED = "awaited"  #: our question, late by their clock
    EXPLAINED = "explained"  #: our question, the silence has a reason
    OVERDUE = "overdue"  #: a promise of theirs whose date has passed


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a week; exactly one of promise, meeting, wait is set.

    Attributes:
        at: When it was done or answered, is due, starts, was asked.
        why: For a silence that is explained: the reason, for people on our side.
    """

    item: Item
    at: datetime
    evidence: Evidence
    promise: Promise | None = None
    meeting: Meeting | None = None
    wait: Wait | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """One client's week.

    Attributes:
        monday: First day of the ISO week, in the owner's zone.
        contacts: Touchpoints in it.
    """

    client: str
    monday: date
    done: tuple[Line, ...]
    ahead: tuple[Line, ...]
    blocked: tuple[Line, ...]
    contacts: int

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in the order they are told."""
        return (*self.done, *self.ahead, *self.blocked)

    @property
    def name(self) -> str:
        """The ISO week: ``2026-W47``."""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02d}"


def closing_day(ours: WorkClock, monday: date) -> date | None:
    """The last day of an ISO week that the owner works; None where none is worked."""
    days = [monday + timedelta(days=ahead) for ahead in range(7)]
    worked = [day for day in days if ours.is_working_day(day)]
    return worked[-1] if worked else None


def summarise_week(
    history: History,
    findings: Findings,
    client: str,
    monday: date,
    *,
    ours: WorkClock,
    messages: Mapping[str, Message],
) -> Week:
    """What happened with a client in the ISO week from `monday` on, as of the history's moment.

    Args:
        ours: The owner's clock; the week is of its zone.
        messages: Those of the history by id.
    """
    start, end = ours.day_bounds(monday)[0], ours.day_bounds(monday + timedelta(days=7))[0]
    contacts = [t for t in findings.touchpoints if t.client == client and start <= t.at < end]
    alone = _Alone(history, client, messages)
    return Week(
        client=client,
        monday=monday,
        done=_sorted(
            [
                *_done_promises(findings, alone, start, end),
                *_met(history, client, start, end),
                *_answered(findings, alone, start, end),
            ]
        ),
        ahead=_sorted([*_open_promises(findings, alone), *_meetings_ahead(history, client)]),
        blocked=_sorted(_in_the_way(findings, alone)),
        contacts=len(contacts),
    )


@dataclass(frozen=True, slots=True)
class _Alone:
    """Which messages are about one client alone."""

    history: History
    client: str
    messages: Mapping[str, Message]

    def promises(self, findings: Findings) -> Iterator[Promise]:
        for promise in findings.promises:
            message = self.messages.get(promise.message_id)
            if promise.client != self.client or message is None:
                continue
            if not set(message.clients) - {self.client}:
                yield promise

    def waits(self, findings: Findings) -> Iterator[Wait]:
        for wait in findings.waits:
            message = self.messages.get(wait.start_message_id)
            if wait.client != self.client or message is None:
                continue
            if not set(message.clients) - {self.client}:
                yield wait


def _sorted(lines: Iterator[Line] | list[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.at, line.item, repr(line.evidence))))


def _said(promise: Promise) -> Evidence:
    return Evidence(
        message_id=promise.message_id, quote=promise.quote, start=promise.start, end=promise.end
    )


def _done_promises(
    findings: Findings, alone: _Alone, start: datetime, end: datetime
) -> Iterator[Line]:
    for promise in alone.promises(findings):
        done_at = promise.discharged_at
        if promise.state not in {PromiseState.KEPT, PromiseState.KEPT_LATE} or done_at is None:
            continue
        if start <= done_at < end:
            item = Item.KEPT if promise.debtor is Side.US else Item.RECEIVED
            yield Line(item, done_at, _said(promise), promise=promise)


def _answered(findings: Findings, alone: _Alone, start: datetime, end: datetime) -> Iterator[Line]:
    """Complaints that an answer of ours ended; what a meeting ended is told as the meeting."""
    for wait in alone.waits(findings):
        complaint = wait.complaint or (wait.deciding if wait.escalation else None)
        if wait.side is not Side.US or complaint is None or wait.end_at is None:
            continue
        if wait.end_kind is WaitEnd.ANSWER and start <= wait.end_at < end:
            yield Line(Item.ANSWERED, wait.end_at, complaint, wait=wait)


def _is_only_with(meeting: Meeting, client: str) -> bool:
    return meeting.clients == (client,) and not meeting.cancelled and not meeting.all_day


def _met(history: History, client: str, start: datetime, end: datetime) -> Iterator[Line]:
    for meeting in history.meetings:
        if not start <= meeting.start_at < end or not _is_only_with(meeting, client):
            continue
        if is_held(meeting, history):
            yield Line(Item.MET, meeting.start_at, _held_at(meeting), meeting=meeting)


def _meetings_ahead(history: History, client: str) -> Iterator[Line]:
    horizon = history.as_of + timedelta(days=AHEAD_DAYS)
    for meeting in history.meetings:
        if not history.as_of < meeting.start_at < horizon or not _is_only_with(meeting, client):
            continue
        if meeting.own_partstat not in {"declined", "not invited"}:
            yield Line(Item.MEETING, meeting.start_at, _held_at(meeting), meeting=meeting)


def _held_at(meeting: Meeting) -> Evidence:
    return Evidence(ical_uid=meeting.ical_uid, recurrence_id=meeting.recurrence_id)


def _open_promises(findings: Findings, alone: _Alone) -> Iterator[Line]:
    now = alone.history.as_of
    for promise in alone.promises(findings):
        due = promise.due.to_at if promise.due else None
        if due is None:
            continue
        ours = promise.debtor is Side.US
        if promise.state is PromiseState.OPEN and now < due < now + timedelta(days=AHEAD_DAYS):
            item = Item.OPEN if ours else Item.EXPECTED
            yield Line(item, due, _said(promise), promise=promise)
        elif ours and _is_slipped(promise, due, now):
            yield Line(Item.SLIPPED, due, _said(promise), promise=promise)


def _is_slipped(promise: Promise, due: datetime, now: datetime) -> bool:
    """Whether a date has passed lately and nothing came."""
    if promise.discharged_at is not None or due < now - timedelta(days=SLIPPED_DAYS):
        return False
    return promise.state is PromiseState.SLIPPED or (
        promise.state is PromiseState.OPEN and due <= now
    )


def _in_the_way(findings: Findings, alone: _Alone) -> Iterator[Line]:
    """What the client owes, as far as a gap says that it is late, or why it is not."""
    waits = {wait.start_message_id: wait for wait in alone.waits(findings) if wait.open}
    promises = {promise.id: promise for promise in alone.promises(findings)}
    for gap in findings.gaps:
        # Of what only headers say nobody can tell a client that we wait for it.
        if gap.client != alone.client or gap.headers_only:
            continue
        if gap.kind is GapKind.REPLY_AWAITED and gap.wait_start in waits:
            wait = waits[gap.wait_start]
            item = Item.EXPLAINED if gap.explained else Item.AWAITED
            why = gap.why if gap.explained else ""
            yield Line(item, wait.start_at, wait.deciding, wait=wait, why=why)
        elif gap.kind is GapKind.PROMISE_THEIRS_OVERDUE and gap.promise_id in promises:
            promise = promises[gap.promise_id]
            yield Line(Item.OVERDUE, gap.since, _said(promise), promise=promise)
