"""When the daily report is due: once a local day, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reports.mailing import PAUSES, ReportTimes, next_report_at, next_try_at
from assistant.store.reports import StoredReport

WARSAW = "Europe/Warsaw"
MORNING = ReportTimes(time(7, 30), WARSAW)


def at(text: str, zone: str = WARSAW, *, fold: int = 0) -> datetime:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return local.astimezone(UTC)


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        # An ordinary day: before, at, after.
        ("2026-11-20T07:00", "2026-11-19", "2026-11-20T07:30"),
        ("2026-11-20T07:30", "2026-11-19", "2026-11-20T07:30"),
        ("2026-11-20T23:00", "2026-11-19", "2026-11-20T07:30"),
        ("2026-11-20T07:31", "2026-11-20", "2026-11-21T07:30"),
        # Never one before: today's, at once where its time has passed.
        ("2026-11-20T07:00", None, "2026-11-20T07:30"),
        ("2026-11-20T15:00", None, "2026-11-20T07:30"),
        # Asleep at half past seven, awake at ten; asleep for days, awake at three and at ten.
        ("2026-11-20T10:00", "2026-11-19", "2026-11-20T07:30"),
        ("2026-11-24T03:00", "2026-11-19", "2026-11-24T07:30"),
        ("2026-11-24T10:00", "2026-11-19", "2026-11-24T07:30"),
        # The clock was set back, by an hour and over midnight: no second one.
        ("2026-11-20T06:45", "2026-11-20", "2026-11-21T07:30"),
        ("2026-11-19T23:50", "2026-11-20", "2026-11-21T07:30"),
        # The night the clocks go forward and the night they go back.
        ("2026-03-29T07:00", "2026-03-28", "2026-03-29T07:30"),
        ("2026-10-25T07:00", "2026-10-24", "2026-10-25T07:30"),
    ],
)
def test_the_next_report(now: str, last: str | None, due: str) -> None:
    assert next_report_at(at(now), day(last), MORNING) == at(due)


def test_a_time_that_the_clocks_skip_comes_an_hour_later() -> None:
    settings = ReportTimes(time(2, 30), WARSAW)
    due = next_report_at(at("2026-03-29T00:30"), date(2026, 3, 28), settings)
    assert due == at("2026-03-29T03:30")


def test_a_time_that_the_clocks_repeat_comes_the_first_time_only() -> None:
    settings = ReportTimes(time(2, 30), WARSAW)
    first = at("2026-10-25T02:30")
    assert next_report_at(at("2026-10-25T02:00"), date(2026, 10, 24), settings) == first
    second = at("2026-10-25T02:30", fold=1)
    assert next_report_at(second, date(2026, 10, 25), settings) == at("2026-10-26T02:30")


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        # Late in the evening: the night that was slept through is caught up with in the morning ...
        ("2026-11-20T06:00", "2026-11-18", "2026-11-19T23:30"),
        # ... and counts for that evening: this one has its own.
        ("2026-11-20T08:00", "2026-11-19", "2026-11-20T23:30"),
        # Close to the evening the day's own is enough.
        ("2026-11-20T13:00", "2026-11-18", "2026-11-20T23:30"),
    ],
)
def test_a_missed_night_is_caught_up_with_once(now: str, last: str, due: str) -> None:
    settings = ReportTimes(time(23, 30), WARSAW)
    assert next_report_at(at(now), day(last), settings) == at(due)


STARTS = st.datetimes(
    at("2026-01-01T00:00").replace(tzinfo=None), at("2026-12-01T00:00").replace(tzinfo=None)
)


@given(
    st.lists(st.timedeltas(timedelta(minutes=-90), timedelta(days=3)), max_size=40),
    st.times(timezones=st.none()),
    st.sampled_from([WARSAW, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
    STARTS,
)
def test_no_local_day_ever_gets_two(
    steps: list[timedelta], when: time, zone: str, start: datetime
) -> None:
    settings = ReportTimes(when.replace(second=0, microsecond=0, fold=0), zone)
    now, sent = start.replace(tzinfo=UTC), list[date]()
    for step in steps:
        now += step
        today = now.astimezone(ZoneInfo(zone)).date()
        known = [one for one in sent if one <= today + timedelta(days=1)]
        due = next_report_at(now, max(known, default=None), settings)
        if due <= now:
            sent.append(due.astimezone(ZoneInfo(zone)).date())
    assert len(sent) == len(set(sent))


@given(STARTS, st.times(timezones=st.none()))
def test_who_looks_every_hour_gets_one_every_day(start: datetime, when: time) -> None:
    settings = ReportTimes(when.replace(second=0, microsecond=0, fold=0), WARSAW)
    now = start.replace(tzinfo=UTC)
    last = now.astimezone(ZoneInfo(WARSAW)).date()
    begun, sent = last, 0
    for _ in range(24 * 6):
        now += timedelta(hours=1)
        due = next_report_at(now, last, settings)
        if due <= now:
            last = due.astimezone(ZoneInfo(WARSAW)).date()
            sent += 1
    assert sent == (last - begun).days
    assert sent in {5, 6}


# ── the next try ─────────────────────────────────────────────────────────────────────────────

NOW = at("2026-11-20T07:30")


def stored(state: str, tries: int) -> StoredReport:
    return StoredReport(date(2026, 11, 20), state, NOW, None, tries, "it was busy")


@pytest.mark.parametrize(
    ("state", "tries", "pause"),
    [
        ("rendered", 1, PAUSES[0]), ("rendered", 2, PAUSES[1]), ("rendered", 3, None),
        ("rendered", 0, None), ("failed", 1, None), ("unknown", 1, None), ("sent", 1, None),
        ("sending", 1, None),
    ],
)  # fmt: skip
def test_only_a_definite_failure_is_tried_again_and_twice(
    state: str, tries: int, pause: timedelta | None
) -> None:
    expected = None if pause is None else NOW + pause
    assert next_try_at(stored(state, tries), NOW) == expected


def test_a_clock_set_back_makes_a_pause_no_longer() -> None:
    back = NOW - timedelta(days=3)
    assert next_try_at(stored("rendered", 1), back) == back + PAUSES[0]
