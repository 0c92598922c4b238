"""All gaps together: what is shown, what a person dismissed, what is too old to list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.clocks import Clocks
from assistant.insight.gaps.frame import Frame
from assistant.insight.gaps.met import find_recap_gap, find_unanswered, lacks_recap
from assistant.insight.gaps.promised import find_promise_gaps
from assistant.insight.gaps.replies import find_reply_gaps
from assistant.insight.gaps.rhythm import find_missed, find_quiet
from assistant.insight.severity import gap_order
from assistant.insight.touchpoints import sort_touchpoints

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from assistant.insight.index import Index
    from assistant.insight.records import Gap, History, MeetingView, Promise, Touchpoint, Wait


@dataclass(frozen=True, slots=True)
class FoundGaps:
    """Gaps in reading order, the dismissed ones apart, and how many lie beyond the horizon."""

    gaps: tuple[Gap, ...]
    dismissed: tuple[Gap, ...]
    older: int


def find_gaps(
    history: History,
    index: Index,
    *,
    waits: Sequence[Wait],
    promises: Sequence[Promise],
    meetings: Sequence[MeetingView],
    touchpoints: Sequence[Touchpoint],
    clocks: Clocks | None = None,
) -> FoundGaps:
    """Every gap of a history at `history.as_of`.

    Args:
        history: Its goals are the thresholds, its decisions the dismissals.
        index: Of the same history.
        waits: As `find_waits` found them in it.
        promises: As `build_ledger` wrote them.
        meetings: As `view_meetings` viewed them.
        touchpoints: As `find_touchpoints` found them.
        clocks: Kept clocks of the same index, where the caller has them.

    Returns:
        Both lists by severity, tier, ratio. Of waits and meetings that began before the horizon
        (`goals.horizon_days`) only the number of those that would be listed.
    """
    frame = Frame(history, index, clocks or Clocks(index))
    horizon = history.as_of - timedelta(days=history.goals.horizon_days)
    waited, older_waits = _of_waits(waits, horizon, frame)
    met, older_meetings = _of_meetings(meetings, horizon, frame)
    touches = sort_touchpoints(touchpoints)
    succeeded = frozenset(one.succeeds for one in promises if one.succeeds is not None)
    found = [
        *waited,
        *(gap for promise in promises for gap in find_promise_gaps(promise, succeeded, frame)),
        *find_quiet(touches, waits, frame),
        *find_missed(touches, frame),
        *met,
        *find_unanswered(meetings, frame),
    ]
    found.sort(key=gap_order)
    dismissed = _dismissals(history)
    kept = [gap for gap in found if dismissed.get(gap.id) != gap.evidence_key]
    out = [gap for gap in found if dismissed.get(gap.id) == gap.evidence_key]
    return FoundGaps(tuple(kept), tuple(out), older_waits + older_meetings)


def _of_waits(waits: Sequence[Wait], horizon: datetime, frame: Frame) -> tuple[list[Gap], int]:
    """Gaps of waits; a wait beyond the horizon that has any counts once."""
    gaps: list[Gap] = []
    older = 0
    for wait in waits:
        found = list(find_reply_gaps(wait, frame))
        if wait.start_at >= horizon:
            gaps += found
        else:
            older += bool(found)
    return gaps, older


def _of_meetings(
    meetings: Sequence[MeetingView], horizon: datetime, frame: Frame
) -> tuple[list[Gap], int]:
    """Gaps of held meetings; those beyond the horizon are counted."""
    recent = [view for view in meetings if view.meeting.end_at >= horizon]
    old = [view for view in meetings if view.meeting.end_at < horizon]
    gaps: Iterator[Gap] = (gap for view in recent for gap in find_recap_gap(view, frame))
    return list(gaps), sum(lacks_recap(view, frame) for view in old)


def _dismissals(history: History) -> dict[str, str]:
    """The evidence under which each gap was last dismissed."""
    return {
        decision.object_id: decision.evidence_key
        for decision in history.decisions
        if decision.object_kind == "gap"
        and decision.verb == "dismiss"
        and decision.at <= history.as_of
    }
