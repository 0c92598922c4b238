"""The speaker's working week: "two business days", "the end of this week"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.due_reading import DAY

if TYPE_CHECKING:
    from datetime import date

    from nlp.due_reading import Reading


def add_work_days(reading: Reading, day: date, amount: int) -> date:
    """The day that is `amount` working days after `day`, which itself is not counted."""
    work_days = reading.speaker.work_days or (0, 1, 2, 3, 4)
    while amount > 0:
        day += DAY
        amount -= day.weekday() in work_days
    return day


def last_work_day(reading: Reading, first: date, last: date) -> date:
    """The last day of the working week that begins in [first, last].

    In a Sunday-to-Thursday week that is the Thursday, though the Sunday before it lies in the
    calendar week before.
    """
    work_days = set(reading.speaker.work_days) or {0, 1, 2, 3, 4}
    day = last
    while day > first and not (
        day.weekday() in work_days and (day + DAY).weekday() not in work_days
    ):
        day -= DAY
    return day
