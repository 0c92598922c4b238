"""The speaker's working week: "two business days", "the end of this week", "EOD" on a Saturday.

A day is worked when its weekday is and the speaker's calendar does not close it. Hours of the day
do not matter here: two working days from Friday evening are Monday and Tuesday.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.due.reading import DAY, Refused
from nlp.tags import UndatedReason

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from nlp.due.reading import Reading

#: Nobody closes longer; a calendar that does is broken and must not keep us counting.
_LONGEST_CLOSED = 60


def is_work_day(reading: Reading, day: date) -> bool:
    """Whether the speaker works on a day."""
    return day.weekday() in _work_days(reading) and day not in reading.speaker.closed_days


def add_work_days(reading: Reading, day: date, amount: int) -> date:
    """The day that is `amount` working days after `day`, which itself is not counted.

    Raises:
        Refused: no working day for two months.
    """
    closed = 0
    while amount > 0:
        day += DAY
        worked = is_work_day(reading, day)
        amount -= worked
        closed = 0 if worked else closed + 1
        if closed > _LONGEST_CLOSED:
            raise Refused(UndatedReason.UNREADABLE)
    return day


def last_work_day(reading: Reading, first: date, last: date) -> date:
    """The last day worked of the working week that ends in [first, last].

    In a Sunday-to-Thursday week that is the Thursday, though the Sunday before it lies in the
    calendar week before. A week that is closed as a whole ends with its last weekday of work.
    """
    work_days = _work_days(reading)
    end = last
    while end > first and not (
        end.weekday() in work_days and (end + DAY).weekday() not in work_days
    ):
        end -= DAY
    day = end
    while day > first and not is_work_day(reading, day):
        day -= DAY
    return day if is_work_day(reading, day) else end


def _work_days(reading: Reading) -> Collection[int]:
    return reading.speaker.work_days or (0, 1, 2, 3, 4)
