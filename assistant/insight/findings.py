"""All rules over one history, in the order in which they need each other.

    history ─► index ─► waits ──────────┐
                   ├──► promises ───────┤
                   ├──► meetings ───────┼─► gaps
                   └──► touchpoints ────┘

Pure: the same history gives the same findings, whatever the order of what happened at one moment.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.insight.clocks import Clocks
from assistant.insight.gaps import find_gaps
from assistant.insight.index import build_index
from assistant.insight.later import correct_promises, move_promises, move_waits
from assistant.insight.meetings import view_meetings
from assistant.insight.records import Findings
from assistant.insight.touchpoints import find_touchpoints

if TYPE_CHECKING:
    from assistant.insight.records import History, Promise, Touchpoint, Wait


def find_all(
    history: History,
    *,
    known: tuple[tuple[Wait, ...], tuple[Promise, ...]] | None = None,
    corrected: frozenset[str] = frozenset(),
    touchpoints: tuple[Touchpoint, ...] | None = None,
) -> Findings:
    """Waits, promises, meetings, touchpoints and gaps as of `history.as_of`.

    Args:
        history: Holds nothing dated later than its `as_of`, meetings still to come excepted.
        known: Waits and promises that were found in the same history at an earlier moment since
            which only time passed; the answers are the same, sooner.
        corrected: Ids of promises that a person said something about since.
        touchpoints: Those of the same earlier moment, where they are still at hand.
    """
    history = _in_order(history)
    index = build_index(history)
    clocks = Clocks(index)
    if known is None:
        # Their word patterns are loaded only by who needs them, a tenth of a quick look.
        from assistant.insight.promises import build_ledger
        from assistant.insight.waits import find_waits

        waits = find_waits(history, index, clocks=clocks)
        promises = build_ledger(history, index, clocks=clocks)
    else:
        waits = move_waits(known[0], history, clocks)
        if corrected:
            promises = correct_promises(known[1], corrected, history, index, clocks)
        else:
            promises = move_promises(known[1], history, index, clocks)
    meetings = view_meetings(history, index, clocks=clocks)
    if known is None or touchpoints is None:
        touchpoints = find_touchpoints(history, index)
    found = find_gaps(
        history,
        index,
        waits=waits,
        promises=promises,
        meetings=meetings,
        touchpoints=touchpoints,
        clocks=clocks,
    )
    return Findings(
        waits=waits,
        promises=promises,
        meetings=meetings,
        touchpoints=touchpoints,
        gaps=found.gaps,
        dismissed=found.dismissed,
        older=found.older,
    )


def _in_order(history: History) -> History:
    """Messages by time and id, meetings by start and uid, decisions by time, whoever made it."""
    return replace(
        history,
        messages=tuple(sorted(history.messages, key=lambda one: (one.sent_at, one.id))),
        meetings=tuple(
            sorted(
                history.meetings, key=lambda one: (one.start_at, one.ical_uid, one.recurrence_id)
            )
        ),
        decisions=tuple(sorted(history.decisions, key=lambda one: one.at)),
    )
