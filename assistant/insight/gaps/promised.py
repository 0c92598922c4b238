"""Gaps of promises: ours that fall due, ours and theirs that are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.gaps.frame import About, Clock, Frame
from assistant.insight.records import (
    Direction,
    Evidence,
    GapKind,
    PromiseState,
    Severity,
    Side,
)
from assistant.insight.severity import choose_severity
from assistant.insight.wording import (
    agree,
    say_elapsed,
    say_goal,
    say_name,
    say_quote,
    say_worked,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from assistant.insight.records import Due, Gap, Promise
    from assistant.insight.worktime import WorkClock

_LATE = frozenset({Severity.LATE, Severity.CRITICAL})


def find_promise_gaps(promise: Promise, succeeded: frozenset[str], frame: Frame) -> Iterator[Gap]:
    """The gap of one promise, if it has any.

    Args:
        promise: Of either side; prospects' have none.
        succeeded: Ids of promises that a successor took over: what is missing is the successor's.
        frame: The history.
    """
    due = promise.due
    if (
        due is None
        or due.to_at is None
        or not frame.is_client(promise.client)
        or promise.id in succeeded
    ):
        return
    if promise.state is PromiseState.OPEN and promise.debtor is Side.US:
        yield from _due(promise, due, due.to_at, frame)
    elif promise.state is PromiseState.SLIPPED:
        yield from _overdue(promise, due, due.to_at, frame)


def _due(promise: Promise, due: Due, due_at: datetime, frame: Frame) -> Iterator[Gap]:
    """promise_due: the last hours before the end of the due range."""
    if due_at - frame.as_of > timedelta(hours=frame.history.goals.promise_due_h):
        return
    name = say_name(promise.creditor, frame.index)
    spent_s = int((frame.as_of - promise.said_at).total_seconds())
    left = say_elapsed((due_at - frame.as_of).total_seconds())
    gap = frame.gap(
        _about(promise, GapKind.PROMISE_DUE, promise.said_at, frame),
        clock=Clock("elapsed", spent_s, int((due_at - promise.said_at).total_seconds())),
        ours_s=frame.ours_s(promise.said_at),
        theirs_s=frame.theirs_s(promise.said_at, promise.client),
        severity=Severity.DUE,
        why=f"{_debtor(promise, frame)} promised {name} on {frame.moment(promise.said_at)}: "
        f"{_said(promise)}; {left} left until {frame.end(due)}.",
        next_step=f"Do it today, or tell {name} a new date before this one passes.",
    )
    yield _of_promise(gap, promise)


def _overdue(promise: Promise, due: Due, due_at: datetime, frame: Frame) -> Iterator[Gap]:
    """promise_overdue and promise_theirs_overdue: the due range is over, nothing came."""
    goals, ours = frame.history.goals, promise.debtor is Side.US
    if not ours and frame.has_ended(promise.person):
        return
    clock = frame.clocks.ours if ours else _their_clock(promise, frame)
    days = goals.promise_overdue_wd if ours else goals.promise_theirs_overdue_wd
    spent_s = clock.worked_s(due_at, frame.as_of)
    threshold_s = round(days * clock.working_day_s)
    debtor, creditor = _debtor(promise, frame), say_name(promise.creditor, frame.index)
    kind = GapKind.PROMISE_OVERDUE if ours else GapKind.PROMISE_THEIRS_OVERDUE
    spent = say_worked(spent_s, clock.working_day_s)
    goal = say_goal(threshold_s, clock.working_day_s)
    whose = "of ours" if ours else "of their working time"
    passed = f", {spent} {whose} {agree(spent, 'has', 'have')} passed since"
    begins = frame.begins(clock, spent_s)
    if begins:
        passed = f"; {'our' if ours else 'their'} clock starts {begins}"
    clock_run = Clock("ours" if ours else "theirs", spent_s, threshold_s)
    unread = _unread_since(promise, frame)
    severity = choose_severity(clock_run.ratio)
    gap = frame.gap(
        _about(promise, kind, due_at, frame),
        clock=clock_run,
        severity=Severity.DUE if unread and severity in _LATE else severity,
        ours_s=frame.ours_s(due_at),
        theirs_s=spent_s if not ours else frame.theirs_s(due_at, promise.client),
        why=f"{debtor} promised {creditor} on {frame.moment(promise.said_at)}: "
        f"{_said(promise)}; it was due by {frame.end(due)}{passed}, and the limit is {goal}.{unread}",
        next_step=f"Deliver it to {creditor}, or agree on a new date."
        if ours
        else f"Ask {debtor} where it stands.",
    )
    yield _of_promise(gap, promise)


def _unread_since(promise: Promise, frame: Frame) -> str:
    """That it may be done already: what the debtor wrote since and only by its headers was read."""
    direction = Direction.OUT if promise.debtor is Side.US else Direction.IN
    count = sum(
        one.direction is direction and one.sent_at > promise.said_at
        for one in frame.index.unread_messages.get(promise.client or "", ())
    )
    if not count:
        return ""
    written = "1 message" if count == 1 else f"{count} messages"
    return (
        f" It may be done: of {written} since then only the headers were read, and what they bring "
        "is not known."
    )


def _their_clock(promise: Promise, frame: Frame) -> WorkClock:
    """The debtor's own clock where the person is known, else the client's."""
    if frame.index.client_of(promise.person) is not None:
        return frame.clocks.of_person(promise.person)
    return frame.clocks.of_client(promise.client)


def _said(promise: Promise) -> str:
    """The words that promise; of mere acceptance also what was asked: "Will do." says nothing."""
    words = say_quote(promise.quote)
    content = " ".join(promise.content.split())
    own = content.casefold() in " ".join(promise.quote.split()).casefold()
    if own or promise.request_message_id is None:
        return words
    return f"{words} to the request {say_quote(content)}"


def _debtor(promise: Promise, frame: Frame) -> str:
    """Who owes it: "You" for the owner, else a name."""
    if frame.index.is_owner(promise.person):
        return "You"
    return say_name(promise.person, frame.index)


def _about(promise: Promise, kind: GapKind, since: datetime, frame: Frame) -> About:
    person = promise.creditor if promise.debtor is Side.US else promise.person
    return About(
        kind=kind,
        level="message",
        key=(promise.id,),
        slug=promise.client,
        people=(person,) if person is not None and "@" in person else (),
        subject=frame.subject_of(promise.message_id),
        since=since,
        evidence=(
            Evidence(
                message_id=promise.message_id,
                quote=promise.quote,
                start=promise.start,
                end=promise.end,
            ),
        ),
    )


def _of_promise(gap: Gap, promise: Promise) -> Gap:
    return replace(gap, thread_id=promise.thread_id, promise_id=promise.id)
