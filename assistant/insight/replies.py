"""Reply statistics over waits on us: how long clients wait, on three clocks, and within what goal.

A mean never stands alone here, and an open wait is counted beside the figures, never in them.
Prospects stay out, and waits of which nobody knows whether they are any (`Wait.headers_only`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.insight.records import Side, WaitEnd
from assistant.insight.stages import reply_goal_s

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from assistant.insight.records import History, Wait
    from assistant.insight.worktime import WorkClock

_COUNTED = frozenset({WaitEnd.ANSWER, WaitEnd.MEETING, WaitEnd.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Spread:
    """One clock's figures in whole seconds; None where nothing is known.

    Attributes:
        median_s: Of the ended waits; of an even number the mean of the middle two, rounded down.
        p90_s: Of the ended waits by nearest rank: value ⌈0.9 n⌉.
        oldest_open_s: The longest of the open waits.
        open_sum_s: All open waits together; 0 without any.
    """

    median_s: int | None = None
    p90_s: int | None = None
    oldest_open_s: int | None = None
    open_sum_s: int = 0


@dataclass(frozen=True, slots=True)
class ReplyStatistics:
    """The figures S of some waits on us.

    Attributes:
        n: Ended waits: answered, met or withdrawn.
        open: Waits nobody has ended.
        within_goal: met ÷ (met + breached), an open wait already late being breached and one not
            yet due left out; None where there is neither.
    """

    n: int = 0
    open: int = 0
    within_goal: float | None = None
    elapsed: Spread = field(default_factory=Spread)
    ours: Spread = field(default_factory=Spread)
    theirs: Spread = field(default_factory=Spread)


@dataclass(frozen=True, slots=True)
class Replies:
    """Reply statistics of a period.

    Attributes:
        waits: The waits on us and on them that began in it, prospects' too, by start.
        all: Over all clients.
        first: The same over first replies of conversations that the client began.
        clients: By slug, those with a wait on us in the period.
    """

    waits: tuple[Wait, ...]
    all: ReplyStatistics
    first: ReplyStatistics
    clients: Mapping[str, ReplyStatistics]


def find_replies(
    waits: Iterable[Wait],
    history: History,
    clock: WorkClock,
    *,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
) -> Replies:
    """Statistics over the waits on us that began in [from_at, to_at).

    Args:
        waits: From `find_waits` over the same history.
        history: For clients and goals.
        clock: Our working clock.
        from_at: Aware; None for all that was read.
        to_at: Aware; None for all that was read.
    """
    chosen = tuple(
        wait
        for wait in waits
        if (from_at is None or wait.start_at >= from_at)
        and (to_at is None or wait.start_at < to_at)
    )
    counted = [
        wait
        for wait in chosen
        if wait.side is Side.US and not wait.prospect and not wait.headers_only
    ]
    by_client: defaultdict[str, list[Wait]] = defaultdict(list)
    for wait in counted:
        if wait.client is not None:
            by_client[wait.client].append(wait)

    def goal_of(wait: Wait) -> int:
        client = history.clients.get(wait.client) if wait.client is not None else None
        return reply_goal_s(client, wait.start_at, history.goals, clock)

    return Replies(
        waits=chosen,
        all=summarise(counted, goal_of),
        first=summarise([wait for wait in counted if wait.first_reply], goal_of),
        clients={slug: summarise(found, goal_of) for slug, found in sorted(by_client.items())},
    )


def summarise(waits: Sequence[Wait], goal_of: Callable[[Wait], int]) -> ReplyStatistics:
    """The figures of some waits on us, each measured against its own goal in seconds."""
    ended = [wait for wait in waits if wait.end_kind in _COUNTED]
    still = [wait for wait in waits if wait.open]
    return ReplyStatistics(
        n=len(ended),
        open=len(still),
        within_goal=_within_goal(ended, still, goal_of),
        elapsed=_spread([one.elapsed_s for one in ended], [one.elapsed_s for one in still]),
        ours=_spread([one.ours_s for one in ended], [one.ours_s for one in still]),
        theirs=_spread([one.theirs_s for one in ended], [one.theirs_s for one in still]),
    )


def find_median(values: Sequence[int]) -> int | None:
    """The median in whole seconds, of an even number the mean of the middle two, rounded down."""
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) // 2


def find_p90(values: Sequence[int]) -> int | None:
    """The 90th percentile by nearest rank: value ⌈0.9 n⌉ of the ordered ones."""
    if not values:
        return None
    return sorted(values)[-(-9 * len(values) // 10) - 1]


def _within_goal(
    ended: Sequence[Wait], still: Sequence[Wait], goal_of: Callable[[Wait], int]
) -> float | None:
    met = sum(wait.ours_s <= goal_of(wait) for wait in ended)
    late = sum(wait.ours_s > goal_of(wait) for wait in still)
    judged = len(ended) + late
    return met / judged if judged else None


def _spread(ended: Sequence[int], still: Sequence[int]) -> Spread:
    return Spread(
        median_s=find_median(ended),
        p90_s=find_p90(ended),
        oldest_open_s=max(still, default=None),
        open_sum_s=sum(still),
    )
