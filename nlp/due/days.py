"""Words that name a calendar day: "Friday", "the 25th", "5 May", "03/04", "Christmas".

Days are local to the zone of the reading. Which hour of the day counts is `nlp.due.clock`'s matter.
A promise that is shown as overdue by mistake costs more trust than one that is shown a week late,
hence:

- "next Friday" is the Friday of the next calendar week, for some people the coming one: the later
  reading, marked ambiguous. "Next Monday" said on a Thursday has one reading; said at the weekend,
  when people say "tomorrow" or "on Monday" for the coming one, it is the Monday after, marked.
- A weekday or "tomorrow" beside a date must agree with it ("Friday, 14 March"), else the words are
  refused: nobody can tell which half is the slip. It also settles the order of "Friday 03/04".
- Numeric dates go by the speaker's locale; where that names no country both orders are possible,
  the later is taken and marked. "By 9.10" may be a time or a day: the day, marked.
- A date without a year is the next one, but one that was lately is refused: it is about the past.
- "Before Friday" said on a Friday is before the next one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from nlp.due.reading import DAY, Refused, month_start
from nlp.due.work import add_work_days, is_work_day
from nlp.tags import UndatedReason
from nlp.times.records import (
    CalendarDate,
    MonthDay,
    NthWeekday,
    NthWorkDay,
    NumericDate,
    RelativeDay,
    Weekday,
)

if TYPE_CHECKING:
    from nlp.due.reading import Reading
    from nlp.times.records import DayWords, Holiday

#: A date without a year this shortly past is about the past, not about next year.
JUST_PAST = 92 * DAY

#: Month before day. Canada writes both, so it is left out and read as ambiguous.
_MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "JP", "CN", "KR", "TW", "HU", "LT", "MN"})
_BOTH_ORDERS = frozenset({"CA"})
_MONTH_FIRST_LANGUAGES = frozenset({"ja", "zh", "ko", "hu", "lt", "mn"})


def find_day(reading: Reading, day: DayWords) -> date:
    """The day some words name.

    Raises:
        Refused: no such day, or one that is over.
        ValueError: a day that no month has; `resolve` refuses it.
    """
    if isinstance(day, RelativeDay):
        return reading.today + day.days * DAY
    if isinstance(day, Weekday):
        return _weekday(reading, day)
    if isinstance(day, CalendarDate):
        return _calendar_date(reading, day.year, day.month, day.day)
    if isinstance(day, MonthDay):
        return _month_day(reading, day)
    if isinstance(day, NthWeekday):
        return _nth_weekday(reading, day)
    if isinstance(day, NthWorkDay):
        return _nth_work_day(reading, day)
    if isinstance(day, NumericDate):
        return _numeric(reading, day)
    return _holiday(reading, day)


def _weekday(reading: Reading, day: Weekday) -> date:
    monday = reading.today - reading.today.weekday() * DAY
    if day.weeks is not None:
        return monday + (7 * day.weeks + day.number) * DAY
    days = (day.number - reading.today.weekday()) % 7
    coming = reading.today + days * DAY
    if day.modifier == "next":
        later = monday + (7 + day.number) * DAY
        if 0 < days <= 2:
            later = coming + 7 * DAY
        reading.ambiguous = later != coming and days > 0
        return later
    if day.modifier == "after next":
        reading.ambiguous = True
        return monday + (14 + day.number) * DAY
    if days == 0 and reading.words.cue == "before":
        return coming + 7 * DAY
    return coming + 7 * day.ahead * DAY


def _calendar_date(reading: Reading, year: int | None, month: int, day: int) -> date:
    if year is not None:
        return date(year, month, day)
    here = reading.today
    if (month, day) == (2, 29):
        leap = next(
            y for y in range(here.year, here.year + 9) if _is_leap(y) and date(y, 2, 29) >= here
        )
        return date(leap, 2, 29)
    candidate = date(here.year, month, day)
    if candidate >= here:
        return candidate
    if here - candidate <= JUST_PAST:
        raise Refused(UndatedReason.UNREADABLE)
    return date(here.year + 1, month, day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_day(reading: Reading, words: MonthDay) -> date:
    day = words.day
    year, month = reading.today.year, reading.today.month
    if words.months is not None:
        return month_start(year, month + words.months).replace(day=day)
    for _ in range(13):
        try:
            candidate = date(year, month, day)
        except ValueError:  # "the 31st" in a month of thirty days
            candidate = None
        if candidate is not None and candidate >= reading.today:
            return candidate
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    raise Refused(UndatedReason.UNREADABLE)


def _nth_weekday(reading: Reading, day: NthWeekday) -> date:
    here = reading.today
    if day.month is None:
        return _nth_of(month_start(here.year, here.month + day.steps), day)
    found = _nth_of(date(day.year or here.year, day.month, 1), day)
    if found >= here or day.year is not None:
        return found
    if here - found <= JUST_PAST:
        raise Refused(UndatedReason.UNREADABLE)
    return _nth_of(date(here.year + 1, day.month, 1), day)


def _nth_work_day(reading: Reading, day: NthWorkDay) -> date:
    here = reading.today
    found = _work_day_of(reading, _month_of(here, day.month, day.steps), day.nth)
    if found >= here or day.month is None:
        return found
    if here - found <= JUST_PAST:
        raise Refused(UndatedReason.UNREADABLE)
    return _work_day_of(reading, date(here.year + 1, day.month, 1), day.nth)


def _month_of(here: date, month: int | None, steps: int) -> date:
    return (
        month_start(here.year, here.month + steps) if month is None else date(here.year, month, 1)
    )


def _work_day_of(reading: Reading, first: date, nth: int) -> date:
    if nth > 0:
        return add_work_days(reading, first - DAY, nth)
    last = month_start(first.year, first.month + 1) - DAY
    while last > first and not is_work_day(reading, last):
        last -= DAY
    return last


def _nth_of(first: date, day: NthWeekday) -> date:
    if day.nth > 0:
        return first + ((day.number - first.weekday()) % 7 + 7 * (day.nth - 1)) * DAY
    last = month_start(first.year, first.month + 1) - DAY
    return last - ((last.weekday() - day.number) % 7) * DAY


def _numeric(reading: Reading, day: NumericDate) -> date:
    """Day and month in the speaker's order; both readings where that is not known."""
    orders = _orders(reading.speaker.locale, dotted=day.dotted)
    found: list[date] = []
    for first_is_month in orders:
        month, number = (day.first, day.second) if first_is_month else (day.second, day.first)
        try:
            found.append(_calendar_date(reading, day.year, month, number))
        except (ValueError, Refused):
            continue
    if not found and len(orders) == 1 and max(day.first, day.second) > 12:
        # Written against the speaker's custom, yet readable in one way only.
        month, number = sorted((day.first, day.second))
        found.append(_calendar_date(reading, day.year, month, number))
    found = [one for one in found if agrees(reading, one)] or found
    if not found:
        raise Refused(UndatedReason.UNREADABLE)
    reading.ambiguous = len(set(found)) > 1 or day.unsure
    return max(found)


def agrees(reading: Reading, day: date) -> bool:
    """Whether a day is the one that the words name a second time, if they do."""
    also = reading.words.also
    if isinstance(also, Weekday):
        return day.weekday() == also.number
    return not isinstance(also, RelativeDay) or day == reading.today + also.days * DAY


def _orders(locale: str | None, *, dotted: bool) -> tuple[bool, ...]:
    """Whether the first number may be the month: one answer, or both."""
    if dotted:
        return (False,)
    language, _, region = (locale or "").replace("-", "_").partition("_")
    region = region.split(".")[0].split("_")[-1].upper()
    if region in _BOTH_ORDERS:
        return True, False
    if region:
        return (region in _MONTH_FIRST,)
    if language and language != "en":
        return (language in _MONTH_FIRST_LANGUAGES,)
    return True, False


def _holiday(reading: Reading, day: Holiday) -> date:
    if reading.words.cue in {"in", "over", "at", "around", "about", "during"}:
        raise Refused(UndatedReason.VAGUE)  # "over Christmas" lasts until nobody knows when
    for year in (reading.today.year, reading.today.year + 1):
        candidate = _holiday_in(year, day.name)
        if candidate >= reading.today:
            return candidate
    raise Refused(UndatedReason.UNREADABLE)


def _holiday_in(year: int, name: str) -> date:
    if name in {"christmas", "xmas"}:
        return date(year, 12, 25)
    if name == "christmas eve":
        return date(year, 12, 24)
    if name == "new year's eve":
        return date(year, 12, 31)
    if name.startswith("new year"):
        return date(year, 1, 1)
    if name == "thanksgiving":
        # The fourth Thursday of November; nobody says it of the Canadian one in business mail
        # without a date.
        first = date(year, 11, 1)
        return first + ((3 - first.weekday()) % 7 + 21) * DAY
    if name == "boxing day":
        return date(year, 12, 26)
    return _easter(year) + {"good friday": -2, "easter monday": 1}.get(name, 0) * DAY


def _easter(year: int) -> date:
    """Easter Sunday, the Gregorian computus (Meeus, Jones, Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
