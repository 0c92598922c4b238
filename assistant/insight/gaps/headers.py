"""Gaps of waits that only headers opened: what is said of them, and how grave they may be.

A wrong "late" costs more trust than a missed one is worth, so they are never late. One that the
client began or whose subject asks may be due; the next mail of a running conversation is watched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.insight.headers_only import asks_by_subject
from assistant.insight.records import Severity, Side
from assistant.insight.severity import choose_severity
from assistant.insight.wording import say_elapsed, say_goal, say_name, say_title, say_worked

if TYPE_CHECKING:
    from assistant.insight.gaps.frame import Clock, Frame
    from assistant.insight.records import Wait

#: Working days after its threshold for which a wait is listed that nothing but addresses opened. By
#: judgement: of the demo's mail by its headers, every older one asked nothing.
LISTED_WD = 10
#: Said with every one of them.
NOT_KNOWN = "Whether it asks for an answer is not known: only its headers were read."


def is_listed(wait: Wait, clock: Clock, day_s: int, frame: Frame) -> bool:
    """Whether a wait is listed: where its subject asks, else for a while after its threshold.

    What nobody missed for so long was no question; it stays in the list of waits.

    Args:
        day_s: Seconds of a working day of that clock.
    """
    since_s = clock.spent_s - clock.threshold_s
    return _asks(wait, frame) or 0 <= since_s <= LISTED_WD * day_s


def cap_severity(wait: Wait, ratio: float | None, frame: Frame) -> Severity:
    """What the clock says, at most due; at most watch where nothing but an address says that it waits.

    A client who begins a conversation mostly wants something; what we send mostly does not.
    """
    begun = wait.side is Side.US and wait.first_reply
    if begun or _asks(wait, frame):
        return Severity.DUE if choose_severity(ratio) is not Severity.WATCH else Severity.WATCH
    return Severity.WATCH


def say_owed(wait: Wait, goal_s: int, frame: Frame) -> tuple[str, str]:
    """Why, and what to do, of a wait on us."""
    name, day_s = say_name(wait.person, frame.index), frame.clocks.ours.working_day_s
    why = (
        f"{name} wrote on {frame.moments(wait.start_at, wait.person)}, and nobody of our side has "
        f"written to {frame.client_name(wait.client)} in that conversation for "
        f"{say_worked(wait.ours_s, day_s)} of ours; the goal for an answer is "
        f"{say_goal(goal_s, day_s)}. {_hint(wait, frame)}"
    )
    title = say_title(wait.subject, "the message")
    return why, f"Look at {title} in your mail program, and answer {name} if it asks."


def say_awaited(wait: Wait, goal: str, spent: str, frame: Frame) -> tuple[str, str]:
    """Why, and what to do, of a wait on them."""
    name = say_name(wait.person, frame.index)
    why = (
        f"{name} has not answered our message of {frame.moments(wait.start_at, wait.person)}: "
        f"{spent} of their working time, {say_elapsed(wait.elapsed_s)} by the calendar; we wait "
        f"{goal} before we remind. {_hint(wait, frame)}"
    )
    title = say_title(wait.subject, "the message")
    return why, f"Look whether {title} asks {name} for anything, and remind if it does."


def _hint(wait: Wait, frame: Frame) -> str:
    if _asks(wait, frame):
        whose = "Its" if wait.side is Side.US else "Our"
        return f"{whose} subject reads like a question. {NOT_KNOWN}"
    return NOT_KNOWN


def _asks(wait: Wait, frame: Frame) -> bool:
    messages = (frame.index.by_id.get(one) for one in wait.messages)
    return any(one is not None and asks_by_subject(one, frame.index) for one in messages)
