"""Recurrence rules (RFC 5545 section 3.3.10) within a window, on the wall clock, always bounded.

Written for this project because the libraries cannot be stopped: python-dateutil walks to the year
9999 for a rule that never matches and does not return for INTERVAL=0, and recurring-ical-events
stands on it. Here the periods of the window are visited, not those since the first occurrence, a
rule has a fixed budget of days to look at, and the tests compare every answer with dateutil's.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: SAFETY.md: occurrences of one series in one window.
MAX_OCCURRENCES = 1_000
#: Days that one rule may look at; about a second. A rule counted from the year 1601 needs 155,000.
MAX_DAYS = 400_000
#: Times of a day that one rule may name.
MAX_TIMES = 1_000

#: Numbers in one part of a rule; a year has no more days.
_MAX_NUMBERS = 400

_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})(Z?))?", re.IGNORECASE)
_RANGES = {
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}
_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")
_ONE_DAY = timedelta(days=1)


class BadRule(ValueError):
    """A rule that is refused; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule; empty tuples where a part is missing.

    Attributes:
        until: Last start that counts, as written: UTC where `until_utc`, else wall clock.
        by_day: Weekdays (Monday 0) with their number in the period, 0 for every one.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    until_utc: bool = False
    week_start: int = 0
    by_month: tuple[int, ...] = ()
    by_week: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Walls:
    """Wall-clock starts in a window, ascending; `cut` says why there are not more, or ``''``."""

    walls: tuple[datetime, ...]
    cut: str = ""


def parse_rule(text: str) -> Rule:
    """Read a rule.

    Raises:
        BadRule: it cannot be read, or it repeats every minute or second.
    """
    parts: dict[str, str] = {}
    for piece in text.strip().strip(";").split(";"):
        name, equals, value = piece.partition("=")
        if not equals:
            raise BadRule(f"'{piece[:40]}' is no part of a rule")
        parts[name.strip().upper()] = value.strip().upper()
    frequency = parts.get("FREQ", "")
    if frequency in ("SECONDLY", "MINUTELY"):
        raise BadRule(f"a rule that repeats {frequency} is refused")
    if frequency not in _FREQUENCIES:
        raise BadRule(f"FREQ={frequency[:20]} is unknown")
    until, is_utc = _read_until(parts.get("UNTIL"))
    count = parts.get("COUNT")
    return Rule(
        frequency=frequency,
        interval=_read_positive(parts.get("INTERVAL", "1"), "INTERVAL"),
        count=None if count is None else _read_positive(count, "COUNT"),
        until=until,
        until_utc=is_utc,
        week_start=_WEEKDAYS.get(parts.get("WKST", "MO"), 0),
        by_month=_read_numbers(parts, "BYMONTH"),
        by_week=_read_numbers(parts, "BYWEEKNO"),
        by_year_day=_read_numbers(parts, "BYYEARDAY"),
        by_month_day=_read_numbers(parts, "BYMONTHDAY"),
        by_day=_read_days(parts.get("BYDAY", "")),
        by_hour=_read_numbers(parts, "BYHOUR"),
        by_minute=_read_numbers(parts, "BYMINUTE"),
        by_second=_read_numbers(parts, "BYSECOND"),
        by_position=_read_numbers(parts, "BYSETPOS"),
    )


def _read_positive(value: str, name: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) == 0:
        raise BadRule(f"{name}={value[:20]} is not a positive number")
    return int(value)


def _read_numbers(parts: dict[str, str], name: str) -> tuple[int, ...]:
    value = parts.get(name, "")
    if not value:
        return ()
    low, high = _RANGES[name]
    numbers: set[int] = set()
    pieces = value.split(",")
    if len(pieces) > _MAX_NUMBERS:
        raise BadRule(f"{name} lists more than {_MAX_NUMBERS} numbers")
    for piece in pieces:
        try:
            number = int(piece.strip()[:6])
        except ValueError:
            raise BadRule(f"{name}={value[:40]} is not a list of numbers") from None
        if not low <= number <= high or (number == 0 and low < 0):
            raise BadRule(f"{name}={number} is out of range")
        numbers.add(number)
    return tuple(sorted(numbers))


def _read_days(value: str) -> tuple[tuple[int, int], ...]:
    if not value:
        return ()
    days: set[tuple[int, int]] = set()
    for piece in value.split(",")[:400]:
        match = _BYDAY.fullmatch(piece.strip())
        if match is None or int(match[1] or 1) == 0:
            raise BadRule(f"BYDAY={value[:40]} is not a list of weekdays")
        days.add((_WEEKDAYS[match[2]], int(match[1] or 0)))
    return tuple(sorted(days))


def _read_until(value: str | None) -> tuple[datetime | None, bool]:
    if value is None:
        return None, False
    match = _UNTIL.match(value)
    if match is None:
        raise BadRule(f"UNTIL={value[:40]} is no date")
    year, month, day = (int(each) for each in match.groups()[:3])
    # A bare date means its whole day.
    hour, minute, second = (int(each) for each in match.groups()[3:6]) if match[4] else (23, 59, 59)
    try:
        until = datetime(year, month, day, min(hour, 23), minute, min(second, 59))  # noqa: DTZ001
    except ValueError:
        raise BadRule(f"UNTIL={value[:40]} is no date") from None
    return until, bool(match[7])


def expand_rule(
    rule: Rule,
    start: datetime,
    window_start: datetime,
    window_end: datetime,
    *,
    limit: int = MAX_OCCURRENCES,
) -> Walls:
    """Starts of a rule in [window_start, window_end), the first one only where the rule gives it.

    Args:
        rule: `until` must be on the wall clock already.
        start: DTSTART on the wall clock, naive, as are the bounds of the window.
        limit: More than these are left out.
    """
    found: list[datetime] = []
    budget = _Budget()
    counted = 0
    end = window_end if rule.until is None else min(window_end, rule.until + timedelta(seconds=1))
    first_wanted = start if rule.count is not None else max(start, window_start)
    try:
        for wall in _walls(rule, start, first_wanted, end, budget):
            if wall >= end:
                break
            if wall < start:
                continue
            counted += 1
            if rule.count is not None and counted > rule.count:
                break
            if wall >= window_start:
                if len(found) >= limit:
                    return Walls(tuple(found), f"it has more than {limit} occurrences")
                found.append(wall)
    except OverflowError:  # the end of the calendar, year 9999
        pass
    return Walls(tuple(found), "it takes too long to work out" if budget.spent else "")


class _Budget:
    """Counts the days a rule looked at."""

    def __init__(self) -> None:
        self.days = 0

    @property
    def spent(self) -> bool:
        return self.days > MAX_DAYS


def _walls(
    rule: Rule, start: datetime, first_wanted: datetime, end: datetime, budget: _Budget
) -> Iterator[datetime]:
    times = _times(rule, start)
    matches = _day_filter(rule, start)
    if rule.frequency == "HOURLY":
        yield from _hourly(rule, start, first_wanted, end, matches, budget)
        return
    for first, last in _periods(rule, start, first_wanted.date(), end.date()):
        # A period that brings nothing costs too: an interval of years is stepped by periods.
        budget.days += 1
        days: list[date] = []
        day = first
        while day <= last:
            if rule.by_month and day.month not in rule.by_month:
                day = _next_month(day)
                budget.days += 1
                continue
            budget.days += 1
            if matches(day):
                days.append(day)
            day += _ONE_DAY
        if budget.spent:
            return
        walls = (datetime.combine(day, each) for day in days for each in times)
        yield from _at_positions(walls, rule, len(days) * len(times))


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _at_positions(walls: Iterator[datetime], rule: Rule, size: int) -> Iterator[datetime]:
    if not rule.by_position:
        yield from walls
        return
    wanted = sorted({each - 1 if each > 0 else size + each for each in rule.by_position})
    every = list(islice(walls, 400 * MAX_TIMES))
    yield from (every[index] for index in wanted if 0 <= index < len(every))


def _times(rule: Rule, start: datetime) -> list[time]:
    hours = rule.by_hour or (start.hour,)
    minutes = rule.by_minute or (start.minute,)
    seconds = tuple(dict.fromkeys(min(each, 59) for each in rule.by_second)) or (start.second,)
    if len(hours) * len(minutes) * len(seconds) > MAX_TIMES:
        raise BadRule(f"a rule with more than {MAX_TIMES} times a day is refused")
    return [
        time(hour, minute, second) for hour in hours for minute in minutes for second in seconds
    ]


def _periods(
    rule: Rule, start: datetime, first_wanted: date, end: date
) -> Iterator[tuple[date, date]]:
    """First and last day of each period that the interval keeps, from the wanted one on."""
    step = rule.interval
    if rule.frequency == "YEARLY":
        skipped = max(0, first_wanted.year - start.year) // step * step
        for year in range(start.year + skipped, min(end.year, 9999) + 1, step):
            yield date(year, 1, 1), date(year, 12, 31)
        return
    if rule.frequency == "MONTHLY":
        begin = start.year * 12 + start.month - 1
        ahead = first_wanted.year * 12 + first_wanted.month - 1 - begin
        skipped = max(0, ahead) // step * step
        for month in range(begin + skipped, min(end.year * 12 + end.month, 9999 * 12 + 12), step):
            year, index = divmod(month, 12)
            yield (
                date(year, index + 1, 1),
                date(year, index + 1, calendar.monthrange(year, index + 1)[1]),
            )
        return
    length = 7 if rule.frequency == "WEEKLY" else 1
    day = start.date()
    if length == 7:
        day -= timedelta(days=(day.weekday() - rule.week_start) % 7)
    stride = step * length
    skipped = max(0, (first_wanted - day).days) // stride * stride
    for ordinal in range(day.toordinal() + skipped, end.toordinal() + 1, stride):
        first = date.fromordinal(ordinal)
        yield first, first + timedelta(days=length - 1)


def _hourly(
    rule: Rule,
    start: datetime,
    first_wanted: datetime,
    end: datetime,
    matches: Callable[[date], bool],
    budget: _Budget,
) -> Iterator[datetime]:
    hour = start.replace(minute=0, second=0, microsecond=0)
    stride = timedelta(hours=rule.interval)
    hour += max(0, (first_wanted - hour) // stride) * stride
    times = sorted({each.replace(hour=0) for each in _times(replace(rule, by_hour=()), start)})
    while hour < end and not budget.spent:
        budget.days += 1
        if (not rule.by_hour or hour.hour in rule.by_hour) and matches(hour.date()):
            walls = (hour.replace(minute=each.minute, second=each.second) for each in times)
            yield from _at_positions(walls, rule, len(times))
        hour += stride


def _day_filter(rule: Rule, start: datetime) -> Callable[[date], bool]:
    """Whether a day fits all parts of the rule; what it leaves open is taken from the start."""
    months, month_days, weekdays = rule.by_month, rule.by_month_day, rule.by_day
    if not (rule.by_week or rule.by_year_day or month_days or weekdays):
        if rule.frequency == "YEARLY":
            months, month_days = months or (start.month,), (start.day,)
        elif rule.frequency == "MONTHLY":
            month_days = (start.day,)
        elif rule.frequency == "WEEKLY":
            weekdays = ((start.weekday(), 0),)
    numbered = rule.frequency in ("YEARLY", "MONTHLY")
    in_month = rule.frequency == "MONTHLY" or bool(months)

    def matches(day: date) -> bool:
        if months and day.month not in months:
            return False
        if month_days:
            length = calendar.monthrange(day.year, day.month)[1]
            if day.day not in month_days and day.day - length - 1 not in month_days:
                return False
        if weekdays and not _fits_weekday(day, weekdays, numbered=numbered, in_month=in_month):
            return False
        if rule.by_year_day and not _fits_year_day(day, rule.by_year_day):
            return False
        return not rule.by_week or _fits_week(day, rule)

    return matches


def _fits_weekday(
    day: date, weekdays: tuple[tuple[int, int], ...], *, numbered: bool, in_month: bool
) -> bool:
    weekday = day.weekday()
    for wanted, number in weekdays:
        if wanted != weekday:
            continue
        if number == 0 or not numbered:
            return True
        if in_month:
            index, length = day.day, calendar.monthrange(day.year, day.month)[1]
        else:
            index, length = day.timetuple().tm_yday, 365 + calendar.isleap(day.year)
        nth = (index - 1) // 7 + 1 if number > 0 else -((length - index) // 7 + 1)
        if nth == number:
            return True
    return False


def _fits_year_day(day: date, wanted: tuple[int, ...]) -> bool:
    index = day.timetuple().tm_yday
    return index in wanted or index - 366 - calendar.isleap(day.year) in wanted


def _fits_week(day: date, rule: Rule) -> bool:
    """Week numbers as RFC 5545 counts them: week 1 has at least four days of the year."""
    begins = day - timedelta(days=(day.weekday() - rule.week_start) % 7)
    year = (begins + timedelta(days=3)).year
    first = _first_week(year, rule.week_start)
    number = (begins - first).days // 7 + 1
    weeks = (_first_week(year + 1, rule.week_start) - first).days // 7
    return number in rule.by_week or number - weeks - 1 in rule.by_week


def _first_week(year: int, week_start: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - week_start) % 7)
