"""Words that count ahead from the moment of speaking: "in two days", "within 48 hours".

Hours and minutes are elapsed time, whatever the clocks do; days and longer units name a whole day.
"In 3-4 days" lasts from the third day to the end of the fourth. "Two weeks from Friday" and "three
days before 5 May" are counted from the day they name.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from nlp.due.clock import within_day
from nlp.due.days import find_day
from nlp.due.reading import DAY, Refused, month_start, whole_day
from nlp.due.work import add_work_days
from nlp.tags import UndatedReason
from nlp.times.records import Unit

if TYPE_CHECKING:
    from nlp.due.reading import Reading
    from nlp.times.records import Offset


def count_ahead(reading: Reading, offset: Offset) -> tuple[datetime, datetime]:
    """The moment or day so far ahead; from now on until then where the words say "within".

    Raises:
        Refused: half a day, half a week: which hour is meant nobody can tell; a count from a day
            that is not named, or of hours from a day.
    """
    amount, unit = offset.amount, offset.unit
    clocked = unit in {Unit.MINUTE, Unit.HOUR}
    if offset.side and (reading.words.day is None or clocked):
        raise Refused(UndatedReason.UNREADABLE)
    if clocked:
        step = timedelta(minutes=amount) if unit is Unit.MINUTE else timedelta(hours=amount)
        # Elapsed time, whatever the clocks do.
        at = (reading.speaker.said_at.astimezone(UTC) + step).astimezone(ZoneInfo(reading.zone))
        local = at.replace(tzinfo=None)
        return (reading.now, local) if offset.within else (local, local)
    if amount != int(amount):
        raise Refused(UndatedReason.VAGUE)
    here = find_day(reading, reading.words.day) if reading.words.day else reading.today
    sign = -1 if offset.side == "before" else 1
    here = reading.today if not offset.side else here
    day = _days_from(reading, here, sign * int(amount), unit)
    start, end = within_day(reading, day) if reading.words.clock else whole_day(day)
    if offset.least is not None and start != end:
        start = whole_day(_days_from(reading, here, sign * int(offset.least), unit))[0]
    return (reading.now, end) if offset.within else (start, end)


def _days_from(reading: Reading, here: date, amount: int, unit: Unit) -> date:
    if unit is Unit.BUSINESS_DAY:
        if amount < 0:
            raise Refused(UndatedReason.UNREADABLE)
        return add_work_days(reading, here, amount)
    days = {Unit.DAY: 1, Unit.WEEK: 7, Unit.FORTNIGHT: 14}
    if unit in days:
        return here + amount * days[unit] * DAY
    months = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}[unit] * amount
    return _add_months(here, months)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (month_start(year, month + 2) - DAY).day
    return date(year, month + 1, min(day.day, last))
