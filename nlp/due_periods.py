"""Words that name a stretch of the calendar: "this week", "early May", "end of Q3", "next year".

Weeks begin on Monday; "this week" and the end of a week are its last working day.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from nlp.due_reading import DAY, month_start, whole_day
from nlp.due_work import last_work_day
from nlp.times import Edge, Unit

if TYPE_CHECKING:
    from nlp.due_reading import Reading
    from nlp.times import Period


def find_period(reading: Reading, period: Period) -> tuple[datetime, datetime]:
    """The days of a period, or of the part of it that the words name."""
    if period.unit is Unit.WEEK:
        return _week(reading, period)
    first, last = _span(reading, period)
    if period.edge is Edge.END:
        # "end of the month" is a day, like "end of next week".
        return whole_day(last)
    length = (last - first).days + 1
    if period.edge is Edge.START:
        last = first + (max(length // 3, 1) - 1) * DAY
    if period.edge is Edge.MIDDLE:
        # "mid-August" lasts until the 20th or so.
        first, last = first + (length // 3) * DAY, first + (2 * length // 3 - 1) * DAY
    start = datetime.combine(first, time())
    if first <= reading.today <= last and reading.words.cue != "before":
        start = max(start, datetime.combine(reading.today, time()))
    return start, datetime.combine(last + DAY, time())


def _week(reading: Reading, period: Period) -> tuple[datetime, datetime]:
    monday = reading.today + (7 * period.steps - reading.today.weekday()) * DAY
    sunday = monday + 6 * DAY
    last = last_work_day(reading, monday, sunday)
    if period.edge is Edge.END:
        if last < reading.today:
            last = last_work_day(reading, monday + 7 * DAY, sunday + 7 * DAY)
        return whole_day(last)
    if period.edge is Edge.MIDDLE:
        middle = monday + 2 * DAY
        return whole_day(middle if middle >= reading.today else middle + 7 * DAY)
    if period.edge is Edge.START:
        return datetime.combine(monday, time()), datetime.combine(monday + 2 * DAY, time())
    if period.steps:
        return datetime.combine(monday, time()), datetime.combine(sunday + DAY, time())
    # "this week": until its last working day; said after it, until the week is over.
    end = last if last >= reading.today else sunday
    return datetime.combine(reading.today, time()), datetime.combine(end + DAY, time())


def _span(reading: Reading, period: Period) -> tuple[date, date]:
    """First and last day of a weekend, month, quarter or year."""
    here = reading.today
    if period.unit is Unit.WEEKEND:
        saturday = here + (5 - here.weekday() + 7 * period.steps) * DAY
        return saturday, saturday + DAY
    if period.unit is Unit.YEAR:
        year = here.year + period.steps
        return date(year, 1, 1), date(year, 12, 31)
    months = 3 if period.unit is Unit.QUARTER else 1
    if period.number is None:
        number = (here.month - 1) // months + 1 + period.steps
        year = here.year
    else:
        number = period.number
        year = here.year if period.year is None else period.year
    first = month_start(year, (number - 1) * months + 1)
    last = month_start(year, number * months + 1) - DAY
    if period.number is not None and period.year is None and last < here:
        first = month_start(year + 1, (number - 1) * months + 1)
        last = month_start(year + 1, number * months + 1) - DAY
    return first, last
