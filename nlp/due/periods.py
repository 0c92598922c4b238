"""Words that name a stretch of the calendar: "this week", "early May", "end of Q3", "next year".

Weeks begin on Monday; "this week" and the end of a week are its last working day, holidays of the
speaker left out. Where two readings are common the later one is taken and marked ambiguous:

- "by next week", "by June", "by the weekend": before it begins, or while it lasts? While it lasts.
- "this week" and "end of the week" said after its last working day: the week after.
- "The first week of May" ends with the Sunday after the 7th, if it is not the 7th itself.
- "In the next week" (month, year): from now, or of the calendar?
- "Next weekend" said on a weekday: not the coming one.
- "week 33" without "calendar": of the calendar, if that week lies in the next half year.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from nlp.due.days import JUST_PAST, find_day
from nlp.due.reading import DAY, Refused, month_start, whole_day
from nlp.due.work import last_work_day
from nlp.tags import UndatedReason
from nlp.times.records import Edge, Unit

if TYPE_CHECKING:
    from nlp.due.reading import Reading
    from nlp.times.records import Period


def find_period(reading: Reading, period: Period) -> tuple[datetime, datetime]:
    """The days of a period, or of the part of it that the words name."""
    start, end = _week(reading, period) if period.unit is Unit.WEEK else _part(reading, period)
    reading.ambiguous |= period.unsure
    if reading.words.cue in {"by", "until"} and period.edge is Edge.WHOLE and start > reading.now:
        reading.ambiguous = True
    return start, end


def _part(reading: Reading, period: Period) -> tuple[datetime, datetime]:
    first, last = _span(reading, period)
    if period.edge is Edge.END:
        # "end of the month" is a day, like "end of next week".
        return whole_day(last)
    if period.week is not None:
        first, last = _week_in(first, last, period.week)
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


def _week_in(first: date, last: date, number: int) -> tuple[date, date]:
    """Whichever way the weeks of a month are counted, its n-th is over by that Sunday."""
    if number < 0:
        return last - 6 * DAY, last
    start = first + 7 * (number - 1) * DAY
    end = start + 6 * DAY
    return start, end + (6 - end.weekday()) * DAY


def _week(reading: Reading, period: Period) -> tuple[datetime, datetime]:
    if period.of_day and reading.words.day is not None:
        return _week_of(find_day(reading, reading.words.day), period)
    if period.number is not None:
        monday = _iso_week(reading, period.number, period)
    else:
        monday = reading.today + (7 * period.steps - reading.today.weekday()) * DAY
    sunday = monday + 6 * DAY
    last = last_work_day(reading, monday, sunday)
    over = last < reading.today and period.number is None
    if over and period.edge in {Edge.END, Edge.WHOLE}:
        last = last_work_day(reading, monday + 7 * DAY, sunday + 7 * DAY)
        reading.ambiguous = True
    if period.edge is Edge.END:
        return whole_day(last)
    if period.edge is Edge.MIDDLE:
        middle = monday + 2 * DAY
        ahead = middle >= reading.today or period.number is not None
        return whole_day(middle if ahead else middle + 7 * DAY)
    if period.edge is Edge.START:
        return datetime.combine(monday, time()), datetime.combine(monday + 2 * DAY, time())
    if period.steps or period.number is not None:
        return whole_week(monday)
    return datetime.combine(reading.today, time()), datetime.combine(last + DAY, time())


def whole_week(monday: date) -> tuple[datetime, datetime]:
    """From Monday's midnight to the next Monday's."""
    return datetime.combine(monday, time()), datetime.combine(monday + 7 * DAY, time())


def _week_of(day: date, period: Period) -> tuple[datetime, datetime]:
    if period.edge is Edge.END:
        return whole_day(day)
    return whole_week(day - day.weekday() * DAY)


def _iso_week(reading: Reading, number: int, period: Period) -> date:
    """The Monday of a numbered week; without a year the next one.

    Raises:
        Refused: lately over, or a bare "week 5" that is not near: of a project, perhaps.
        ValueError: week 53 of a year that has 52.
    """
    if period.year is not None:
        return date.fromisocalendar(period.year, number, 1)
    year = reading.today.isocalendar().year
    monday = date.fromisocalendar(year, number, 1)
    if monday + 6 * DAY < reading.today:
        if reading.today - monday < JUST_PAST:
            raise Refused(UndatedReason.UNREADABLE)
        monday = date.fromisocalendar(year + 1, number, 1)
    if period.unsure:
        if monday - reading.today > 182 * DAY:
            raise Refused(UndatedReason.UNREADABLE)
        reading.ambiguous = True
    return monday


def _span(reading: Reading, period: Period) -> tuple[date, date]:
    """First and last day of a weekend, month, quarter, half or year."""
    here = reading.today
    if period.unit is Unit.WEEKEND:
        saturday = here + (5 - here.weekday() + 7 * period.steps) * DAY
        reading.ambiguous = period.steps > 0 and here.weekday() < 5
        return saturday, saturday + DAY
    if period.unit is Unit.YEAR:
        year = here.year + period.steps if period.year is None else period.year
        return date(year, 1, 1), date(year, 12, 31)
    months = {Unit.HALF: 6, Unit.QUARTER: 3}.get(period.unit, 1)
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
