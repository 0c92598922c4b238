"""Which goal holds for a reply at which stage of a contract."""

from __future__ import annotations

import pytest

from assistant.insight.records import Client, Goals, Tier
from assistant.insight.stages import reply_goal_s
from assistant.insight.worktime import WorkClock
from tests.insight.builders import day, make_client, make_clock, utc, week

H = 3600


@pytest.mark.parametrize(
    ("client", "seconds"),
    [
        (None, 8 * H),
        (make_client(), 8 * H),
        (make_client(tier=Tier.STRATEGIC), 4 * H),
        (make_client("novum", start_on=day("2025-03-01")), 8 * H),
        # Honeymoon: 3 March 2025 is day 90 of a contract of 4 December 2024.
        (make_client(start_on=day("2025-03-03")), 4 * H),
        (make_client(start_on=day("2024-12-04")), 4 * H),
        (make_client(start_on=day("2024-12-03")), 8 * H),
        (make_client(start_on=day("2025-03-04")), 8 * H),
        # Renewal: 3 March 2025 is 180 days before 30 August.
        (make_client(renewal_on=day("2025-08-30")), 4 * H),
        (make_client(renewal_on=day("2025-08-31")), 8 * H),
        (make_client(renewal_on=day("2025-03-03")), 4 * H),
        (make_client(renewal_on=day("2025-03-02")), 8 * H),
    ],
)
def test_the_goal_follows_tier_and_stage(client: Client | None, seconds: int) -> None:
    clock = WorkClock(make_clock())
    assert reply_goal_s(client, utc("2025-03-03 10:00"), Goals(), clock) == seconds


def test_the_stage_is_that_of_our_local_day() -> None:
    clock = WorkClock(make_clock("Asia/Tokyo"))
    client = make_client(start_on=day("2025-03-04"))
    assert reply_goal_s(client, utc("2025-03-03 14:59"), Goals(), clock) == 8 * H
    assert reply_goal_s(client, utc("2025-03-03 15:00"), Goals(), clock) == 4 * H


def test_a_working_day_is_as_long_as_ours() -> None:
    ours = WorkClock(make_clock(week=week(text="09:00-15:00")))
    goal = reply_goal_s(None, utc("2025-03-03 10:00"), Goals(reply_owed_wd=2), ours)
    assert goal == 2 * 6 * H


def test_goals_can_be_set() -> None:
    goals = Goals(reply_owed_strategic_h=2, honeymoon_days=10)
    client = make_client(start_on=day("2025-03-01"))
    ours = WorkClock(make_clock())
    assert reply_goal_s(client, utc("2025-03-10 10:00"), goals, ours) == 2 * H
    assert reply_goal_s(client, utc("2025-03-11 10:00"), goals, ours) == 8 * H
