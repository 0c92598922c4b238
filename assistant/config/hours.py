"""Working hours as people write them: `08:30-12:30` in files, `mon-thu 08:30-12:30; fri …` on the
command line. Both become seven tuples of seconds since local midnight, Monday first.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.insight.records import DayHours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FORM = "mon-thu 08:30-12:30,13:15-17:30; fri 08:30-14:00"
DAY_S = 86_400

_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


class BadHours(ValueError):
    """Hours that cannot be meant; the sentence says which and the form that is expected."""


def parse_interval(text: str) -> tuple[int, int]:
    """`"08:30-12:30"` → (30600, 45000); the end may be `24:00`.

    Raises:
        BadHours: no such time of day, or the end is not after the start.
    """
    match = _INTERVAL.fullmatch(text.strip())
    if match is None:
        raise BadHours(f"'{text}' is not an interval like 08:30-12:30")
    start, end = _seconds(match[1], match[2], text), _seconds(match[3], match[4], text)
    if end <= start:
        raise BadHours(
            f"'{text}' ends before it starts; an interval over midnight is written as two: "
            "22:00-24:00 and, on the next day, 00:00-06:00"
        )
    return start, end


def parse_day(texts: list[str]) -> DayHours:
    """Intervals of one weekday, sorted; they must not overlap."""
    intervals = sorted(parse_interval(text) for text in texts)
    for (_, end), (start, _) in pairwise(intervals):
        if start < end:
            raise BadHours(f"the intervals {', '.join(texts)} overlap")
    return tuple(intervals)


def parse_week(text: str) -> tuple[DayHours, ...]:
    """The command line's form; days that are not named are not worked.

    Raises:
        BadHours: the text cannot be read.
    """
    week: list[DayHours] = [()] * 7
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        days, _, intervals = part.partition(" ")
        if not intervals.strip():
            raise BadHours(f"'{part}' names no hours; expected {FORM}")
        day_hours = parse_day(intervals.split(","))
        for day in _day_numbers(days):
            week[day] = day_hours
    if not any(week):
        raise BadHours(f"'{text}' names no working hours; expected {FORM}")
    return tuple(week)


def format_interval(interval: tuple[int, int]) -> str:
    """(30600, 45000) → `"08:30-12:30"`."""
    start, end = interval
    return f"{start // 3600:02}:{start % 3600 // 60:02}-{end // 3600:02}:{end % 3600 // 60:02}"


def _seconds(hours: str, minutes: str, text: str) -> int:
    seconds = int(hours) * 3600 + int(minutes) * 60
    if int(minutes) > 59 or seconds > DAY_S:
        raise BadHours(f"'{text}' names a time of day that does not exist")
    return seconds


def _day_numbers(text: str) -> list[int]:
    numbers: list[int] = []
    for piece in text.lower().split(","):
        first, dash, last = piece.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise BadHours(f"'{piece}' is no weekday; expected {', '.join(DAYS)} as in {FORM}")
        start, end = DAYS.index(first), DAYS.index(last if dash else first)
        span = (end - start) % 7
        numbers.extend((start + step) % 7 for step in range(span + 1))
    return numbers
