"""The agreed rhythm: which period is asked about, when it is waived, what counts as its touch."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.insight.cadence import Rhythm, quiet_after_days, role_key, with_slack
from assistant.insight.records import ClockSpec, Touchpoint
from assistant.insight.worktime import WorkClock
from tests.insight.builders import ANN, make_client, make_clock, make_leave, utc, week


def touch(at: str, kind: str = "mail in") -> Touchpoint:
    return Touchpoint(kind, utc(at), "arden", ANN, two_way=kind == "meeting")


def rhythm(
    cadence: str,
    *touches: Touchpoint,
    ours: ClockSpec | None = None,
    theirs: ClockSpec | None = None,
    known_from: str = "2024-01-01",
    **client: Any,
) -> Rhythm:
    return Rhythm(
        client=make_client("arden", cadence=cadence, **client),
        ours=WorkClock(ours or make_clock()),
        theirs=WorkClock(theirs or make_clock()),
        touches=touches,
        known_from=date.fromisoformat(known_from),
    )


def span(period: tuple[date, date] | None) -> str:
    return "none" if period is None else f"{period[0]}/{period[1]}"


@pytest.mark.parametrize(
    ("cadence", "as_of", "expected"),
    [
        ("daily", "2025-03-05 08:00", "2025-03-04/2025-03-05"),
        ("daily", "2025-03-08 08:00", "2025-03-07/2025-03-08"),
        ("daily", "2025-03-09 08:00", "2025-03-07/2025-03-08"),
        ("daily", "2025-03-10 08:00", "2025-03-07/2025-03-08"),
        ("weekly", "2025-03-09 23:59", "2025-02-24/2025-03-03"),
        ("weekly", "2025-03-10 00:00", "2025-03-03/2025-03-10"),
        ("weekly", "2025-03-12 12:00", "2025-03-03/2025-03-10"),
        ("monthly", "2025-03-31 12:00", "2025-02-01/2025-03-01"),
        ("monthly", "2025-04-01 00:00", "2025-03-01/2025-04-01"),
        ("monthly", "2025-01-15 00:00", "2024-12-01/2025-01-01"),
        ("quarterly", "2025-03-31 12:00", "2024-10-01/2025-01-01"),
        ("quarterly", "2025-04-01 00:00", "2025-01-01/2025-04-01"),
    ],
)
def test_the_last_complete_period(cadence: str, as_of: str, expected: str) -> None:
    assert span(rhythm(cadence).last_period(utc(as_of))) == expected


def test_periods_are_days_of_the_owners_zone() -> None:
    tokyo = rhythm("weekly", ours=make_clock("Asia/Tokyo"))
    assert span(tokyo.last_period(utc("2025-03-09 15:00"))) == "2025-03-03/2025-03-10"


CLOSED_TWO = {"2025-03-03": "A", "2025-03-04": "B"}
CLOSED_THREE = {**CLOSED_TWO, "2025-03-05": "C"}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (CLOSED_TWO, {}, "2025-03-03/2025-03-10"),
        (CLOSED_THREE, {}, "none"),
        ({}, CLOSED_THREE, "none"),
        (CLOSED_TWO, CLOSED_TWO, "2025-03-03/2025-03-10"),
        ({"2025-03-08": "Saturday", **CLOSED_TWO}, {}, "2025-03-03/2025-03-10"),
    ],
    ids=["two of five", "three of five", "theirs", "not added up", "a weekend is no working day"],
)
def test_a_week_half_or_more_closed_is_waived(
    ours: dict[str, str], theirs: dict[str, str], expected: str
) -> None:
    one = rhythm("weekly", ours=make_clock(closed=ours), theirs=make_clock(closed=theirs))
    assert span(one.last_period(utc("2025-03-11 08:00"))) == expected


def test_exactly_half_is_waived() -> None:
    four = make_clock(week=week("mon tue wed thu"), closed=CLOSED_TWO)
    assert rhythm("weekly", ours=four).last_period(utc("2025-03-11 08:00")) is None


def test_our_leave_waives() -> None:
    away = make_clock(leave=[make_leave("2025-03-03", "2025-03-05")])
    assert rhythm("weekly", ours=away).last_period(utc("2025-03-11 08:00")) is None


def test_a_day_that_one_side_does_not_work_is_no_daily_period() -> None:
    dubai = make_clock("Asia/Dubai", week=week("sun mon tue wed thu"))
    assert span(rhythm("daily", theirs=dubai).last_period(utc("2025-03-08 08:00"))) == (
        "2025-03-06/2025-03-07"
    )


def test_a_period_that_began_before_anything_was_read_is_not_judged() -> None:
    assert rhythm("monthly", known_from="2025-02-02").last_period(utc("2025-03-05 08:00")) is None


def test_a_period_before_the_contract_is_not_judged() -> None:
    one = rhythm("monthly", start_on=date(2025, 2, 2))
    assert one.last_period(utc("2025-03-05 08:00")) is None


@pytest.mark.parametrize(
    ("kind", "touched", "met"),
    [
        ("any", "mail in", True),
        ("any", "mail out", True),
        ("any", "meeting", True),
        ("meeting", "meeting", True),
        ("meeting", "mail out", False),
        ("mail", "mail out", True),
        ("mail", "meeting", False),
    ],
)
def test_which_touch_was_agreed(kind: str, touched: str, *, met: bool) -> None:
    one = rhythm("weekly", touch("2025-03-05 10:00", touched), cadence_kind=kind)
    assert one.has_touch((date(2025, 3, 3), date(2025, 3, 10))) is met


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        ("2025-03-02 23:59", False),
        ("2025-03-03 00:00", True),
        ("2025-03-09 23:59", True),
        ("2025-03-10 00:00", False),
    ],
)
def test_a_touch_lies_in_the_period(at: str, *, inside: bool) -> None:
    assert rhythm("weekly", touch(at)).has_touch((date(2025, 3, 3), date(2025, 3, 10))) is inside


def test_the_next_touch_is_seen() -> None:
    one = rhythm("weekly", touch("2025-03-10 09:00"))
    period = (date(2025, 3, 3), date(2025, 3, 10))
    assert not one.touched_since(period, utc("2025-03-10 08:00"))
    assert one.touched_since(period, utc("2025-03-10 09:00"))


def test_adherence_counts_what_was_due() -> None:
    one = rhythm(
        "weekly",
        touch("2025-03-05 10:00"),
        touch("2025-03-18 10:00"),
        known_from="2025-03-01",
        ours=make_clock(closed={f"2025-03-{day}": "Works outing" for day in (24, 25, 26)}),
    )
    figure = one.adherence(utc("2025-03-31 12:00"))
    assert (figure.met, figure.due) == (2, 3)
    assert figure.share == pytest.approx(2 / 3)


def test_no_period_due_has_no_share() -> None:
    assert (
        rhythm("weekly", known_from="2025-03-31").adherence(utc("2025-04-01 12:00")).share is None
    )


@pytest.mark.parametrize(
    ("cadence", "days"),
    [("daily", 9.0), ("weekly", 9.0), ("monthly", 34.1), ("quarterly", 101.2), (None, 33.0)],
)
def test_the_silence_that_is_too_long(cadence: str | None, days: float) -> None:
    assert quiet_after_days(make_client(cadence=cadence), 30.0) == pytest.approx(days)


@pytest.mark.parametrize(("days", "slack"), [(7, 9), (20, 22), (45, 49.5)])
def test_slack_is_two_days_or_ten_per_cent(days: float, slack: float) -> None:
    assert with_slack(days) == pytest.approx(slack)


@pytest.mark.parametrize(
    ("role", "key"),
    [
        ("Decision-Maker", "decision maker"),
        ("day to day", "day-to-day"),
        ("day-to-day", "day-to-day"),
        ("  Sponsor ", "sponsor"),
    ],
)
def test_roles_are_named_one_way(role: str, key: str) -> None:
    assert role_key(role) == key
