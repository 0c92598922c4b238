"""How an event repeats: a pattern and a range of Graph as a rule of iCalendar (RFC 5545, 3.3.10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from connectors.microsoft.zones import LAST_YEAR, is_in_reach

_DAYS = {
    "monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH",
    "friday": "FR", "saturday": "SA", "sunday": "SU",
}  # fmt: skip
_INDEXES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


class NoRule(Exception):
    """The pattern is none that the documents know."""


def rule_of(recurrence: Mapping[str, Any], zone: tzinfo | None, *, all_day: bool) -> str:
    """The value of an ``RRULE``.

    Args:
        recurrence: A `patternedRecurrence`.
        zone: Of the clock by which it repeats; None: UTC.
        all_day: Whether the event has dates and no times.

    Raises:
        NoRule: it cannot be told.
    """
    pattern, span = recurrence.get("pattern"), recurrence.get("range")
    if not isinstance(pattern, dict) or not isinstance(span, dict):
        raise NoRule("no pattern")
    make = _PATTERNS.get(str(pattern.get("type")))
    if make is None:
        raise NoRule("an unknown pattern")
    parts = make(pattern)
    interval = _number(pattern, "interval", 1, 999)
    if interval > 1:
        parts.append(f"INTERVAL={interval}")
    return ";".join(parts + _end(span, zone, all_day=all_day))


def _daily(_: Mapping[str, Any]) -> list[str]:
    return ["FREQ=DAILY"]


def _weekly(pattern: Mapping[str, Any]) -> list[str]:
    parts = ["FREQ=WEEKLY", f"BYDAY={','.join(_days(pattern))}"]
    first = _DAYS.get(str(pattern.get("firstDayOfWeek", "")).lower())
    return [*parts, f"WKST={first}"] if first else parts


def _absolute_monthly(pattern: Mapping[str, Any]) -> list[str]:
    return ["FREQ=MONTHLY", _day_of_month(pattern)]


def _relative_monthly(pattern: Mapping[str, Any]) -> list[str]:
    return ["FREQ=MONTHLY", *_nth_days(pattern)]


def _absolute_yearly(pattern: Mapping[str, Any]) -> list[str]:
    month = _number(pattern, "month", 1, 12)
    return ["FREQ=YEARLY", f"BYMONTH={month}", _day_of_month(pattern)]


def _relative_yearly(pattern: Mapping[str, Any]) -> list[str]:
    month = _number(pattern, "month", 1, 12)
    return ["FREQ=YEARLY", f"BYMONTH={month}", *_nth_days(pattern)]


_PATTERNS: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "daily": _daily,
    "weekly": _weekly,
    "absoluteMonthly": _absolute_monthly,
    "relativeMonthly": _relative_monthly,
    "absoluteYearly": _absolute_yearly,
    "relativeYearly": _relative_yearly,
}


def _day_of_month(pattern: Mapping[str, Any]) -> str:
    day = _number(pattern, "dayOfMonth", 1, 31)
    # Outlook takes the last day of a shorter month; a rule would leave that month out.
    if day <= 28:
        return f"BYMONTHDAY={day}"
    return f"BYMONTHDAY={','.join(map(str, range(28, day + 1)))};BYSETPOS=-1"


def _nth_days(pattern: Mapping[str, Any]) -> list[str]:
    """The n-th of some days of a month: the first Monday, the last working day."""
    index = _INDEXES.get(str(pattern.get("index", "first")))
    if index is None:
        raise NoRule("an unknown week of a month")
    return [f"BYDAY={','.join(_days(pattern))}", f"BYSETPOS={index}"]


def _days(pattern: Mapping[str, Any]) -> list[str]:
    given = pattern.get("daysOfWeek")
    days = [_DAYS.get(str(day).lower()) for day in given] if isinstance(given, list) else []
    known = [day for day in days if day]
    if not known or len(known) != len(days):
        raise NoRule("unknown days of a week")
    return known


def _end(span: Mapping[str, Any], zone: tzinfo | None, *, all_day: bool) -> list[str]:
    kind = span.get("type")
    if kind == "noEnd":
        return []
    if kind == "numbered":
        return [f"COUNT={_number(span, 'numberOfOccurrences', 1, 100_000)}"]
    if kind != "endDate":
        raise NoRule("an unknown range")
    try:
        last = date.fromisoformat(str(span.get("endDate")))
    except ValueError as error:
        raise NoRule("no date of its end") from error
    if last.year > LAST_YEAR:
        return []
    if not is_in_reach(last):
        raise NoRule("no sensible date of its end")
    if all_day:
        return [f"UNTIL={last:%Y%m%d}"]
    until = datetime.combine(last, time(23, 59, 59), zone or UTC).astimezone(UTC)
    return [f"UNTIL={until:%Y%m%dT%H%M%SZ}"]


def _number(given: Mapping[str, Any], key: str, least: int, most: int) -> int:
    found = given.get(key)
    if not isinstance(found, int) or not least <= found <= most:
        raise NoRule(f"no sensible {key}")
    return found
