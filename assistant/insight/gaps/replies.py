"""Gaps of waits: what we owe an answer to, what we wait for, and complaints left standing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.gaps import headers
from assistant.insight.gaps.frame import About, Clock, Frame, whole
from assistant.insight.records import Evidence, GapKind, Severity, Side
from assistant.insight.reminders import MAX_REMINDERS, next_reminder_on
from assistant.insight.stages import reply_goal_s
from assistant.insight.wording import (
    agree,
    say_elapsed,
    say_goal,
    say_name,
    say_title,
    say_worked,
)
from assistant.insight.worktime import NeverWorks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from assistant.insight.records import Gap, Message, Wait
    from assistant.insight.worktime import WorkClock

_HOUR_S = 3600
#: Closed days named in one explanation; more make no sentence to listen to.
_NAMED_DAYS = 2


def find_reply_gaps(wait: Wait, frame: Frame) -> Iterator[Gap]:
    """The gaps of one open wait; none for one that ended."""
    if not wait.open:
        return
    if wait.side is Side.US:
        if wait.headers_only:
            yield from _owed_by_headers(wait, frame)
            return
        yield _owed(wait, frame)
        if not wait.prospect:
            yield from _complaint(wait, frame)
    elif not wait.prospect:
        yield from _awaited(wait, frame)


def _owed(wait: Wait, frame: Frame) -> Gap:
    """reply_owed: open at once, measured on our clock against the goal of its stage."""
    ours = frame.clocks.ours
    client = frame.client(wait.client)
    goal_s = reply_goal_s(client, wait.start_at, frame.history.goals, ours)
    name = say_name(wait.person, frame.index)
    waited = f" and has waited {say_worked(wait.ours_s, ours.working_day_s)} of ours;"
    begins = frame.begins(ours, wait.ours_s)
    if begins:
        waited = f"; our clock starts {begins}, and"
    more = len(_asking(wait, frame)) - 1
    again = f", {_again(more)}" if more > 0 else ""
    gap = frame.gap(
        _about(wait, GapKind.REPLY_OWED, frame),
        clock=Clock("ours", wait.ours_s, goal_s),
        ours_s=wait.ours_s,
        theirs_s=wait.theirs_s,
        severity=Severity.CRITICAL if wait.escalation else None,
        why=f"{name} {_did(wait, frame)} on {frame.moments(wait.start_at, wait.person)}{again}{waited} "
        f"the goal is {say_goal(goal_s, ours.working_day_s)}."
        + (" The matter is being escalated." if wait.escalation else ""),
        next_step=f"Reply to {name} about {say_title(wait.subject, 'the message')}.",
    )
    return _of_wait(gap, wait)


def _owed_by_headers(wait: Wait, frame: Frame) -> Iterator[Gap]:
    """reply_owed where only headers were read: it may be owed."""
    goal_s = reply_goal_s(
        frame.client(wait.client), wait.start_at, frame.history.goals, frame.clocks.ours
    )
    clock = Clock("ours", wait.ours_s, goal_s)
    if not headers.is_listed(wait, clock, frame.clocks.ours.working_day_s, frame):
        return
    why, next_step = headers.say_owed(wait, goal_s, frame)
    gap = frame.gap(
        _about(wait, GapKind.REPLY_OWED, frame),
        clock=clock,
        ours_s=wait.ours_s,
        theirs_s=wait.theirs_s,
        severity=headers.cap_severity(wait, clock.ratio, frame),
        why=why,
        next_step=next_step,
    )
    yield _of_wait(gap, wait)


def _complaint(wait: Wait, frame: Frame) -> Iterator[Gap]:
    """complaint_unacknowledged: a complaint left standing for the threshold."""
    evidence = wait.complaint
    message = frame.index.by_id.get(evidence.message_id or "") if evidence else None
    if evidence is None or message is None:
        return
    spent_s = frame.ours_s(message.sent_at)
    threshold_s = round(frame.history.goals.complaint_h * _HOUR_S)
    if spent_s < threshold_s:
        return
    name = say_name(message.sender, frame.index)
    day_s = frame.clocks.ours.working_day_s
    gap = frame.gap(
        About(
            kind=GapKind.COMPLAINT_UNACKNOWLEDGED,
            level="message",
            key=(message.id, wait.client or ""),
            slug=wait.client,
            people=(message.sender,),
            subject=message.subject,
            since=message.sent_at,
            evidence=(evidence,),
        ),
        clock=Clock("ours", spent_s, threshold_s),
        ours_s=spent_s,
        theirs_s=frame.clocks.of_person(message.sender).worked_s(message.sent_at, frame.as_of),
        severity=Severity.CRITICAL if wait.escalation else None,
        why=f"{name} complained on {frame.moments(message.sent_at, message.sender)} and has heard "
        f"nothing for {say_worked(spent_s, day_s)} of ours; complaints are acknowledged within "
        f"{say_goal(threshold_s, day_s)}."
        + (" The matter is being escalated." if wait.escalation else ""),
        next_step=f"Acknowledge the complaint to {name} today and say what happens next.",
    )
    yield _of_wait(gap, wait)


def _awaited(wait: Wait, frame: Frame) -> Iterator[Gap]:
    """reply_awaited: past the threshold on their clock; past it on ours only is explained."""
    theirs, ours = frame.clocks.theirs(wait), frame.clocks.ours
    days = frame.history.goals.reply_awaited_wd
    threshold_s = round(days * theirs.working_day_s)
    late = threshold_s > 0 and wait.theirs_s >= threshold_s
    late_by_ours = 0 < days * ours.working_day_s <= wait.ours_s
    if not late and not late_by_ours:
        return
    name = say_name(wait.person, frame.index)
    goal = say_goal(threshold_s, theirs.working_day_s)
    since = frame.moments(wait.start_at, wait.person)
    reason = "" if late else f" {explain_silence(wait, theirs, frame)}"
    spent = say_worked(wait.theirs_s, theirs.working_day_s)
    passed = f"{spent} of their working time {agree(spent, 'has', 'have')} passed"
    if not wait.theirs_s:
        passed = "none of their working time has passed"
    clock = Clock("theirs", wait.theirs_s, threshold_s)
    if wait.headers_only:
        if late and headers.is_listed(wait, clock, theirs.working_day_s, frame):
            yield _awaited_by_headers(wait, clock, goal, spent, frame)
        return
    gap = frame.gap(
        _about(wait, GapKind.REPLY_AWAITED, frame),
        clock=clock,
        ours_s=wait.ours_s,
        theirs_s=wait.theirs_s,
        severity=None if late else Severity.WATCH,
        explained=not late,
        why=f"{name} has not answered what we asked on {since}: {passed}, "
        f"{say_elapsed(wait.elapsed_s)} by the calendar; we wait {goal} before we remind."
        f"{_reminded(wait, frame)}{reason}",
        next_step=_remind(wait, frame)
        if late
        else f"Nothing yet: give {name} time until {_passes(wait, theirs, threshold_s, frame)}.",
    )
    yield _of_wait(gap, wait)


def _awaited_by_headers(wait: Wait, clock: Clock, goal: str, spent: str, frame: Frame) -> Gap:
    """reply_awaited where only headers were read: an answer may be awaited."""
    why, next_step = headers.say_awaited(wait, goal, spent, frame)
    gap = frame.gap(
        _about(wait, GapKind.REPLY_AWAITED, frame),
        clock=clock,
        ours_s=wait.ours_s,
        theirs_s=wait.theirs_s,
        severity=headers.cap_severity(wait, clock.ratio, frame),
        why=why,
        next_step=next_step,
    )
    return _of_wait(gap, wait)


def _reminders(wait: Wait, frame: Frame) -> list[Message]:
    """What our side wrote after the question, while nobody answered."""
    later = wait.messages[1:]
    return [frame.index.by_id[one] for one in later if one in frame.index.by_id]


def _reminded(wait: Wait, frame: Frame) -> str:
    """When the last reminder went out, as a sentence; empty where there was none."""
    sent = _reminders(wait, frame)
    return f" The last reminder went out on {frame.moment(sent[-1].sent_at)}." if sent else ""


def _remind(wait: Wait, frame: Frame) -> str:
    """Remind, when to do so again, or that there were reminders enough."""
    name = say_name(wait.person, frame.index)
    matter = say_title(wait.subject, "the question")
    sent = _reminders(wait, frame)
    if len(sent) >= MAX_REMINDERS:
        return f"Call {name}, or ask somebody else: {len(sent)} reminders are enough."
    if not sent:
        return f"Remind {name} of {matter}."
    try:
        day = next_reminder_on(frame.clocks.ours, sent[-1].sent_at)
    except NeverWorks:
        return f"Call {name} about {matter}."
    if day > frame.clocks.ours.local_day(frame.as_of):
        return (
            f"Call {name} if it cannot wait: the next reminder of {matter} is possible on "
            f"{frame.day(day)}."
        )
    return f"Remind {name} of {matter} again."


def explain_silence(wait: Wait, theirs: WorkClock, frame: Frame) -> str:
    """Why their clock is behind ours: absence, holidays, weekend, else hours. One sentence."""
    ours = frame.clocks.ours
    first, last = theirs.local_day(wait.start_at), theirs.local_day(frame.as_of)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    idle = [day for day in days if not theirs.is_working_day(day) and ours.is_working_day(day)]
    away = [
        one
        for one in frame.index.absences.get(wait.person, ())
        if any(one.from_on <= day <= one.to_on for day in idle)
    ]
    name = say_name(wait.person, frame.index)
    if away:
        until = max(one.to_on for one in away)
        verb = "was" if until < last else "is"
        return f"{name} {verb} away until {frame.day(until)}."
    closed = [(day, theirs.spec.closed[day]) for day in idle if day in theirs.spec.closed]
    if closed:
        return _closed_sentence(closed, frame)
    if idle:
        return f"Their weekend falls on our working days ({frame.day(idle[-1])})."
    return "Their working hours have covered less of this time than ours."


def _closed_sentence(closed: list[tuple[date, str]], frame: Frame) -> str:
    names = [f"{why} ({frame.day(day)})" for day, why in closed[:_NAMED_DAYS]]
    more = len(closed) - len(names)
    others = f" and {more} more closed {'day' if more == 1 else 'days'}" if more else ""
    return f"They were closed for {' and '.join(names)}{others}."


def _passes(wait: Wait, theirs: WorkClock, threshold_s: int, frame: Frame) -> str:
    """When their clock will have passed the threshold, in words."""
    if threshold_s <= 0:
        return "they work again"
    return frame.moment(theirs.add_s(wait.start_at, threshold_s))


def _about(wait: Wait, kind: GapKind, frame: Frame) -> About:
    """A wait as a gap: its people, and what was asked as evidence."""
    evidence: list[Evidence] = [wait.deciding]
    if wait.complaint is not None and wait.complaint != wait.deciding:
        evidence.append(wait.complaint)
    named = {one.message_id for one in evidence}
    evidence += [whole(message) for message in _asking(wait, frame) if message.id not in named]
    return About(
        kind=kind,
        level="message",
        key=(wait.start_message_id, wait.client or ""),
        slug=wait.client,
        people=wait.people,
        subject=wait.subject,
        since=wait.start_at,
        evidence=tuple(evidence),
    )


def _asking(wait: Wait, frame: Frame) -> list[Message]:
    """The messages of a wait that ask, the first always; thanks in between change nothing."""
    messages = [frame.index.by_id[one] for one in wait.messages if one in frame.index.by_id]
    return [
        one
        for one in messages
        if one.id == wait.start_message_id or (one.needs_reply and not one.closing)
    ]


def _again(more: int) -> str:
    return "wrote again once" if more == 1 else f"wrote again {more} times"


def _did(wait: Wait, frame: Frame) -> str:
    """What the first message of a wait does: complained, asked or wrote."""
    message = frame.index.by_id.get(wait.start_message_id)
    acts = {
        act
        for one in (message.sentences if message is not None else ())
        if one.start == wait.deciding.start
        for act in one.acts
    }
    if "complaint" in acts:
        return "complained"
    return "asked" if acts & {"question", "request"} else "wrote"


def _of_wait(gap: Gap, wait: Wait) -> Gap:
    return replace(
        gap,
        thread_id=wait.thread_id,
        wait_start=wait.start_message_id,
        headers_only=wait.headers_only,
    )
