"""Working clocks, to the second."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.insight.offsets import UnknownZone
from assistant.insight.records import OFFICE_HOURS, ClockSpec, DayHours, Leave
from assistant.insight.worktime import NeverWorks, WorkClock
from tests.insight.builders import day, hours, make_clock, make_leave, utc, week

H = 3600
NIGHT = week("mon tue wed thu fri sat sun", "00:00-06:00 22:00-24:00")
AROUND_THE_CLOCK = week("mon tue wed thu fri sat sun", "00:00-24:00")
EARLY = week("mon tue wed thu fri sat sun", "01:00-04:00")


def worked(spec: ClockSpec, start: str, end: str, zone: str | None = None) -> int:
    zone = zone or spec.zone
    return WorkClock(spec).worked_s(utc(start, zone), utc(end, zone))


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2025-03-03 09:00", "2025-03-03 17:00", 8 * H),
        ("2025-03-03 08:59:59", "2025-03-03 09:00:01", 1),
        ("2025-03-03 16:59:59", "2025-03-03 17:00:01", 1),
        ("2025-03-03 17:00", "2025-03-04 09:00", 0),
        ("2025-03-07 16:00", "2025-03-10 10:00", 2 * H),
        ("2025-03-08 10:00", "2025-03-09 10:00", 0),
        ("2025-03-03 12:00", "2025-03-03 12:00", 0),
        ("2025-03-03 12:00", "2025-03-03 11:00", 0),
        ("2025-01-01 00:00", "2026-01-01 00:00", 261 * 8 * H),
    ],
)
def test_office_hours_are_half_open(start: str, end: str, seconds: int) -> None:
    assert worked(make_clock(), start, end) == seconds


@pytest.mark.parametrize(
    ("spec", "start", "end", "seconds"),
    [
        # New York, 9 March 2025: 02:00 EST becomes 03:00 EDT. 01:00–04:00 is two hours long.
        (make_clock("America/New_York", week=EARLY), "2025-03-09 00:00", "2025-03-09 12:00", 2 * H),
        # New York, 2 November 2025: 02:00 EDT becomes 01:00 EST. 01:00–04:00 is four hours long.
        (make_clock("America/New_York", week=EARLY), "2025-11-02 00:00", "2025-11-02 12:00", 4 * H),
        # Berlin, 30 March and 26 October 2025: 22:00–06:00 over the night.
        (make_clock("Europe/Berlin", week=NIGHT), "2025-03-29 20:00", "2025-03-30 12:00", 7 * H),
        (make_clock("Europe/Berlin", week=NIGHT), "2025-10-25 20:00", "2025-10-26 12:00", 9 * H),
        # Half-hour daylight saving on Lord Howe Island: 6 April 2025, 02:00 becomes 01:30.
        (
            make_clock("Australia/Lord_Howe", week=EARLY),
            "2025-04-06 00:00",
            "2025-04-06 12:00",
            3 * H + 1800,
        ),
        # Quarter-hour zone.
        (make_clock("Asia/Kathmandu"), "2025-03-03 08:00", "2025-03-03 10:30", H + 1800),
        # Beirut skips midnight: 30 March 2025, 00:00 becomes 01:00.
        (
            make_clock("Asia/Beirut", week=AROUND_THE_CLOCK),
            "2025-03-29 00:00",
            "2025-03-31 00:00",
            47 * H,
        ),
        # Samoa never had 30 December 2011, a Friday.
        (make_clock("Pacific/Apia"), "2011-12-29 00:00", "2012-01-01 00:00", 8 * H),
    ],
)
def test_working_time_is_counted_per_stretch_of_constant_offset(
    spec: ClockSpec, start: str, end: str, seconds: int
) -> None:
    assert worked(spec, start, end) == seconds


def test_an_interval_inside_the_gap_is_never_worked() -> None:
    gap = make_clock("America/New_York", week=week("sun", "02:10-02:50"))
    assert worked(gap, "2025-03-09 00:00", "2025-03-10 00:00") == 0
    assert worked(gap, "2025-03-02 00:00", "2025-03-03 00:00") == 40 * 60


def test_an_interval_inside_the_fold_is_worked_twice() -> None:
    clock = WorkClock(make_clock("America/New_York", week=week("sun", "01:10-01:50")))
    zone = "America/New_York"
    first = utc("2025-11-02 01:20", zone)
    second = utc("2025-11-02 01:20", zone, fold=1)
    assert clock.worked_s(utc("2025-11-02 00:00", zone), utc("2025-11-03 00:00", zone)) == 80 * 60
    assert clock.worked_s(first, second) == 40 * 60
    assert clock.is_working(first)
    assert clock.is_working(second)
    assert not clock.is_working(first + timedelta(minutes=45))


def test_two_parts_of_a_night_are_one_stretch_of_work() -> None:
    night = make_clock(week=NIGHT)
    assert worked(night, "2025-03-03 22:00", "2025-03-04 06:00") == 8 * H
    assert WorkClock(night).is_working(utc("2025-03-04 00:00"))


def test_overlapping_and_unsorted_intervals_are_worked_once() -> None:
    spec = make_clock(week=week("mon", "13:00-17:00 09:00-12:00 11:00-13:30"))
    assert worked(spec, "2025-03-03 00:00", "2025-03-04 00:00") == 8 * H


def test_closed_days_stop_the_clock() -> None:
    spec = make_clock(closed={"2025-12-25": "Christmas Day", "2025-12-26": "Boxing Day"})
    assert worked(spec, "2025-12-24 16:00", "2025-12-29 10:00") == 2 * H


def test_leave_stops_the_clock_unless_somebody_covers() -> None:
    away = make_clock(leave=[make_leave("2025-03-04", "2025-03-05")])
    covered = make_clock(
        leave=[make_leave("2025-03-04", "2025-03-05", cover="tom@northlight.example")]
    )
    assert worked(away, "2025-03-03 16:00", "2025-03-06 10:00") == 2 * H
    assert worked(covered, "2025-03-03 16:00", "2025-03-06 10:00") == 18 * H


def test_absent_days_stop_the_clock() -> None:
    clock = WorkClock(make_clock(), absent_days=[day("2025-03-04")])
    assert clock.worked_s(utc("2025-03-03 16:00"), utc("2025-03-05 10:00")) == 2 * H


def test_a_clock_without_hours_never_works() -> None:
    clock = WorkClock(make_clock(week=week("")))
    assert clock.worked_s(utc("2025-01-01"), utc("2026-01-01")) == 0
    assert clock.working_day_s == 0
    with pytest.raises(NeverWorks, match="too little working time"):
        clock.add_s(utc("2025-01-01"), 1)
    with pytest.raises(NeverWorks):
        clock.next_working_day(day("2025-01-01"))


def test_leave_without_end_never_works_again() -> None:
    clock = WorkClock(make_clock(leave=[Leave(date(2025, 3, 1), date.max)]))
    with pytest.raises(NeverWorks):
        clock.add_s(utc("2025-03-03 10:00"), 1)


def test_an_unknown_zone_is_named() -> None:
    for name in ("Europe/Atlantis", "../../etc/passwd", "America", ""):
        with pytest.raises(UnknownZone, match="There is no time zone"):
            WorkClock(make_clock(name))


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        ("2025-03-03 10:00", 0, "2025-03-03 10:00"),
        ("2025-03-03 10:00", 7 * H, "2025-03-03 17:00"),
        ("2025-03-03 10:00", 7 * H + 1, "2025-03-04 09:00:01"),
        ("2025-03-07 18:00", 1, "2025-03-10 09:00:01"),
        ("2025-03-03 09:00", 5 * 8 * H, "2025-03-07 17:00"),
        ("2025-03-03 09:00", 100 * 8 * H, "2025-07-18 17:00"),
    ],
)
def test_adding_working_time_gives_the_earliest_instant(start: str, seconds: int, end: str) -> None:
    assert WorkClock(make_clock()).add_s(utc(start), seconds) == utc(end)


@pytest.mark.parametrize(
    ("spec", "seconds"),
    [
        (make_clock(), 28_800),
        (
            make_clock(week=week("mon tue wed thu", "08:30-17:30", fri="08:30-14:00")),
            29_880,
        ),
        (make_clock(week=week("mon", "09:00-12:00")), 3 * H),
    ],
)
def test_a_working_day_is_the_mean_of_the_worked_weekdays(spec: ClockSpec, seconds: int) -> None:
    assert WorkClock(spec).working_day_s == seconds


def test_days_of_a_clock() -> None:
    spec = make_clock("America/New_York", closed={"2025-07-04": "Independence Day"})
    clock = WorkClock(spec)
    assert clock.local_day(utc("2025-07-04 03:00")) == day("2025-07-03")
    assert clock.end_of_workday(day("2025-07-03")) == utc("2025-07-03 21:00")
    assert clock.end_of_workday(day("2025-07-04")) is None
    assert clock.next_working_day(day("2025-07-03")) == day("2025-07-07")
    assert clock.end_of_next_working_day(utc("2025-07-03 15:00")) == utc("2025-07-07 21:00")
    assert clock.day_bounds(day("2025-07-04")) == (utc("2025-07-04 04:00"), utc("2025-07-05 04:00"))


@pytest.mark.parametrize(
    ("zone", "on", "length_h"),
    [
        ("America/New_York", "2025-03-09", 23),
        ("America/New_York", "2025-11-02", 25),
        ("Asia/Beirut", "2025-03-30", 23),
        ("Pacific/Apia", "2011-12-30", 0),
        ("Pacific/Apia", "2011-12-31", 24),
    ],
)
def test_a_local_day_is_as_long_as_it_was(zone: str, on: str, length_h: int) -> None:
    start, end = WorkClock(make_clock(zone)).day_bounds(day(on))
    assert end - start == timedelta(hours=length_h)


@pytest.mark.parametrize(
    ("worked_on", "said_on", "last"),
    [
        ("mon tue wed thu fri", "2025-03-05", "2025-03-07"),
        ("mon tue wed thu fri", "2025-03-09", "2025-03-07"),
        ("sun mon tue wed thu", "2025-03-09", "2025-03-13"),
        ("sun mon tue wed thu", "2025-03-08", "2025-03-06"),
        ("sat sun mon tue wed", "2025-03-08", "2025-03-12"),
        ("tue wed thu", "2025-03-03", "2025-03-06"),
        ("mon tue wed thu fri sat sun", "2025-03-05", "2025-03-09"),
        ("", "2025-03-05", "2025-03-09"),
    ],
)
def test_a_week_ends_on_its_last_working_day(worked_on: str, said_on: str, last: str) -> None:
    clock = WorkClock(make_clock(week=week(worked_on)))
    assert clock.last_working_day_of_week(day(said_on)) == day(last)


def test_a_closed_friday_makes_thursday_the_last_working_day() -> None:
    clock = WorkClock(make_clock(closed={"2025-04-18": "Good Friday"}))
    assert clock.last_working_day_of_week(day("2025-04-15")) == day("2025-04-17")


def test_the_ends_of_the_calendar_are_counted_without_a_crash() -> None:
    clock = WorkClock(make_clock("Pacific/Kiritimati"))
    last = datetime.max.replace(tzinfo=UTC)
    assert clock.worked_s(datetime(9999, 12, 1, tzinfo=UTC), last) > 0
    with pytest.raises(NeverWorks):
        clock.add_s(last, H)


# ── Against a walk minute by minute ──────────────────────────────────────────────────────────

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Chatham",
)


@st.composite
def day_hours(draw: st.DrawFn) -> DayHours:
    marks = sorted(draw(st.sets(st.integers(0, 96), min_size=0, max_size=6)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple((start * 900, end * 900) for start, end in pairs)


@st.composite
def clocks(draw: st.DrawFn, start: datetime) -> ClockSpec:
    near = st.integers(-2, 5).map(lambda ahead: start.date() + timedelta(days=ahead))
    closed = draw(st.sets(near, max_size=2))
    return ClockSpec(
        zone=draw(st.sampled_from(ZONES)),
        week=tuple(draw(day_hours()) for _ in range(7)),
        closed=dict.fromkeys(closed, "closed"),
        leave=tuple(Leave(on, on) for on in draw(st.sets(near, max_size=1))),
    )


#: Around nights on which some zone of the list moves its clocks, and any other time.
STARTS = st.one_of(
    st.sampled_from(
        [
            datetime(2025, 3, 8, tzinfo=UTC),
            datetime(2025, 3, 29, tzinfo=UTC),
            datetime(2025, 4, 5, tzinfo=UTC),
            datetime(2025, 10, 4, tzinfo=UTC),
            datetime(2025, 10, 25, tzinfo=UTC),
            datetime(2025, 11, 1, tzinfo=UTC),
            datetime(2010, 11, 6, tzinfo=UTC),  # St. John's went back at 00:01, into yesterday
            datetime(2018, 11, 3, tzinfo=UTC),  # São Paulo skipped midnight
        ]
    ),
    st.integers(0, 46 * 366 * 1440).map(
        lambda minutes: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
)


def walked_s(spec: ClockSpec, start: datetime, end: datetime) -> int:
    """The definition itself, minute by minute."""
    zone = ZoneInfo(spec.zone)
    minutes = 0
    while start < end:
        wall = start.astimezone(zone)
        second = wall.hour * H + wall.minute * 60
        off = wall.date() in spec.closed or any(
            leave.from_on <= wall.date() <= leave.to_on for leave in spec.leave
        )
        if not off and any(a <= second < b for a, b in spec.week[wall.weekday()]):
            minutes += 1
        start += timedelta(minutes=1)
    return minutes * 60


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_working_time_equals_a_walk_minute_by_minute(data: st.DataObject) -> None:
    start = data.draw(STARTS) + timedelta(minutes=data.draw(st.integers(0, 1440)))
    end = start + timedelta(minutes=data.draw(st.integers(0, 3 * 1440)))
    spec = data.draw(clocks(start))
    assert WorkClock(spec).worked_s(start, end) == walked_s(spec, start, end)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_adding_undoes_measuring(data: st.DataObject) -> None:
    start = data.draw(STARTS)
    spec = data.draw(clocks(start))
    clock = WorkClock(spec)
    seconds = data.draw(st.integers(0, 200 * H))
    try:
        end = clock.add_s(start, seconds)
    except NeverWorks:
        assert not any(spec.week)
        return
    assert clock.worked_s(start, end) == seconds
    if seconds:
        assert clock.worked_s(start, end - timedelta(seconds=1)) < seconds


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_working_time_of_parts_adds_up(data: st.DataObject) -> None:
    start = data.draw(STARTS)
    clock = WorkClock(data.draw(clocks(start)))
    middle = start + timedelta(seconds=data.draw(st.integers(0, 10**8)))
    end = middle + timedelta(seconds=data.draw(st.integers(0, 10**8)))
    whole = clock.worked_s(start, end)
    assert whole == clock.worked_s(start, middle) + clock.worked_s(middle, end)


def test_the_week_of_the_tests_is_the_default_week() -> None:
    assert week() == OFFICE_HOURS
    assert hours("09:00-17:00") == OFFICE_HOURS[0]
