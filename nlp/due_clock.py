"""Words that name a time of a day: "5 pm", "noon", "EOD", "tomorrow morning".

A clock time and the end of the working day are moments (their range is empty); a part of the day
is a range.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from nlp.due_reading import DAY, whole_day
from nlp.due_work import add_work_days

if TYPE_CHECKING:
    from nlp.due_reading import Reading

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
        hour, minute = words.clock
        if words.part in {"evening", "night", "afternoon"} and hour < 12:
            hour += 12
        at = datetime.combine(day, time(hour, minute))
        if (hour, minute) == (0, 0):
            at += DAY  # midnight ends the day it is named with
        if words.day is None and at < reading.now:
            at += DAY
        return at, at
    if words.close:
        at = datetime.combine(day, reading.speaker.workday_end)
        if words.day is None and at < reading.now:
            # Said in the evening: the end of the next working day.
            at = datetime.combine(add_work_days(reading, day, 1), reading.speaker.workday_end)
        return at, at
    if words.part is not None:
        return _part(reading, day, words.part)
    return whole_day(day)


def _part(reading: Reading, day: date, part: str) -> tuple[datetime, datetime]:
    first, last = _PARTS[part]
    if reading.words.day is None and part == "morning" and reading.now.time() >= time(9):
        day += DAY  # "in the morning", said during the day
    start = datetime.combine(day, first)
    end = datetime.combine(day + DAY, time()) if last is None else datetime.combine(day, last)
    return start, end
