"""Words that name a time of a day: "5 pm", "noon", "EOD", "tomorrow morning".

A clock time and the end of the working day are moments (their range is empty); a part of the day
is a range. A time that is over when it is said means the next one:

- "by 9 am" said at eleven is tomorrow's, "Monday at 9" said on Monday at eleven is next Monday's;
  "today at 9" said at eleven is refused.
- "EOD" said after hours, or on a day that is not worked, is the end of the next working day, the
  later of two readings and marked ambiguous; "EOD today" said after hours is midnight, marked.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from nlp.due.reading import DAY, whole_day
from nlp.due.work import add_work_days, is_work_day
from nlp.times.records import Weekday

if TYPE_CHECKING:
    from nlp.due.reading import Reading

_PARTS = {
    "morning": (time(6), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(18), None),
    "night": (time(18), None),
}


def within_day(reading: Reading, day: date) -> tuple[datetime, datetime]:
    """The range the words mean on a day: a moment, a part of it, or all of it."""
    words = reading.words
    if words.clock is not None:
        at = _clock(reading, day, words.clock)
        if words.clock_end is None:
            return at, at
        hour, minute = words.clock_end
        end = datetime.combine(at.date(), time(hour, minute))
        return at, end if end > at else end + DAY
    if words.close:
        at = _close(reading, day)
        return at, at
    if words.part is not None:
        return _part(reading, day, words.part)
    return whole_day(day)


def _clock(reading: Reading, day: date, clock: tuple[int, int]) -> datetime:
    hour, minute = clock
    words = reading.words
    if words.part in {"evening", "night", "afternoon"} and hour < 12:
        hour += 12
    at = datetime.combine(day, time(hour, minute))
    if (hour, minute) == (0, 0):
        at += DAY  # midnight ends the day it is named with
    if at > reading.now:
        return at
    if words.day is None and words.offset is None:
        return at + DAY
    if isinstance(words.day, Weekday) and words.also is None and day == reading.today:
        return at + 7 * DAY
    return at


def _close(reading: Reading, day: date) -> datetime:
    end = reading.speaker.workday_end
    at = datetime.combine(day, end)
    if reading.words.day is None:
        if at > reading.now and is_work_day(reading, day):
            return at
        reading.ambiguous = True
        return datetime.combine(add_work_days(reading, day, 1), end)
    if at <= reading.now and day == reading.today:
        reading.ambiguous = True
        return datetime.combine(day + DAY, time())
    return at


def _part(reading: Reading, day: date, part: str) -> tuple[datetime, datetime]:
    first, last = _PARTS[part]
    if reading.words.day is None and part == "morning" and reading.now.time() >= time(9):
        day += DAY  # "in the morning", said during the day
    start = datetime.combine(day, first)
    end = datetime.combine(day + DAY, time()) if last is None else datetime.combine(day, last)
    return start, end
