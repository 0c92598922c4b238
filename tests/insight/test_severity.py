"""How late is how bad, which goal holds at which stage, in which order gaps are read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.insight.findings import find_all
from assistant.insight.records import Gap, Goals, Severity, Tier
from assistant.insight.severity import choose_severity, gap_order, reply_goal_s
from assistant.insight.worktime import WorkClock
from tests.insight.builders import day, make_client, make_clock, make_history, make_message, week


@pytest.mark.parametrize(
    ("ratio", "severity"),
    [
        (0.0, "watch"),
        (0.7999, "watch"),
        (0.8, "due"),
        (0.9999, "due"),
        (1.0, "late"),
        (1.9999, "late"),
        (2.0, "critical"),
        (50.0, "critical"),
        (None, "due"),
    ],
)
def test_severity_by_clock_over_threshold(ratio: float | None, severity: str) -> None:
    assert choose_severity(ratio) == severity


@pytest.mark.parametrize(
    ("client", "goal_s"),
    [
        (None, 28_800),
        (make_client(), 28_800),
        (make_client(tier=Tier.STRATEGIC), 14_400),
        (make_client("novum", tier=Tier.PROSPECT), 28_800),
        (make_client(start_on=day("2025-03-01")), 14_400),
        (make_client("novum", start_on=day("2025-03-01")), 28_800),
        (make_client(renewal_on=day("2025-03-03")), 14_400),
    ],
    ids=["nobody", "standard", "strategic", "prospect", "honeymoon", "a prospect's", "last day"],
)
def test_the_goal_of_a_reply(client: Any, goal_s: int) -> None:
    ours = WorkClock(make_clock())
    assert reply_goal_s(client, day("2025-03-03"), Goals(), ours) == goal_s


def test_a_working_day_is_as_long_as_ours() -> None:
    ours = WorkClock(make_clock(week=week(text="09:00-15:00")))
    assert reply_goal_s(None, day("2025-03-03"), Goals(reply_owed_wd=2), ours) == 2 * 6 * 3600


def test_goals_can_be_set() -> None:
    goals = Goals(reply_owed_strategic_h=2, honeymoon_days=10)
    client = make_client(start_on=day("2025-03-01"))
    ours = WorkClock(make_clock())
    assert reply_goal_s(client, day("2025-03-10"), goals, ours) == 7_200
    assert reply_goal_s(client, day("2025-03-11"), goals, ours) == 28_800


def a_gap(**changes: Any) -> Gap:
    message = make_message("q", asks="Where are we?")
    (gap,) = find_all(make_history(message, as_of="2025-03-04 12:00")).gaps
    return replace(gap, **changes)


def test_order_is_severity_then_tier_then_ratio_then_age_then_id() -> None:
    base = a_gap(severity=Severity.LATE, ratio=1.2)
    ordered = [
        replace(base, id="1", severity=Severity.CRITICAL, tier=Tier.PROSPECT, ratio=2.0),
        replace(base, id="2", tier=Tier.STRATEGIC, ratio=1.0),
        replace(base, id="3", ratio=1.9),
        replace(base, id="4", since=base.since.replace(hour=8)),
        replace(base, id="5"),
        replace(base, id="6"),
        replace(base, id="7", tier=Tier.PROSPECT, ratio=1.9),
        replace(base, id="8", severity=Severity.DUE, ratio=None),
        replace(base, id="9", severity=Severity.WATCH, ratio=0.7),
    ]
    assert sorted(ordered, key=gap_order) == ordered
