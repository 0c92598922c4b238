"""From time words to instants: the message's moment and the speaker's zone, week and locale.

The lines of DEFINITIONS.md "Due": a bare day lasts the whole day and "by Friday" on a Friday is
that day; "before the 25th" ends with the 24th; "this week" ends with the last working day; numeric
dates go by locale, and where two readings are possible the later is taken and marked. What names
no time, or a time this module is not sure of, is refused with a reason; a wrong date costs more
than none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nlp.tags import UndatedReason
from nlp.times import (
    CalendarDate,
    Edge,
    Holiday,
    MonthDay,
    NumericDate,
    Offset,
    Period,
    RelativeDay,
    TimeWords,
    Unit,
    Weekday,
)

if TYPE_CHECKING:
    from nlp.tags import Context
    from nlp.times import DayWords

_DAY = timedelta(days=1)
#: A date without a year this shortly past is about the past, not about next year.
_JUST_PAST = timedelta(days=92)

_PARTS = {
    "morning": (time(6), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(18), None),
    "night": (time(18), None),
}

#: Month before day. Canada writes both, so it is left out and read as ambiguous.
_MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "JP", "CN", "KR", "TW", "HU", "LT", "MN"})
_BOTH_ORDERS = frozenset({"CA"})
_MONTH_FIRST_LANGUAGES = frozenset({"ja", "zh", "ko", "hu", "lt", "mn"})

_ZONES = {
    "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
    "mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "gmt": "Etc/UTC", "utc": "Etc/UTC", "bst": "Europe/London", "wet": "Europe/Lisbon",
    "cet": "Europe/Paris", "cest": "Europe/Paris", "eet": "Europe/Helsinki", "eest": "Europe/Helsinki",
    "msk": "Europe/Moscow", "ist": "Asia/Kolkata", "jst": "Asia/Tokyo", "kst": "Asia/Seoul",
    "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong", "gst": "Asia/Dubai",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "aet": "Australia/Sydney",
    "brt": "America/Sao_Paulo",
    "london": "Europe/London", "uk": "Europe/London", "dublin": "Europe/Dublin", "lisbon": "Europe/Lisbon",
    "berlin": "Europe/Berlin", "munich": "Europe/Berlin", "frankfurt": "Europe/Berlin",
    "hamburg": "Europe/Berlin", "german": "Europe/Berlin", "paris": "Europe/Paris", "madrid": "Europe/Madrid",
    "rome": "Europe/Rome", "milan": "Europe/Rome", "zurich": "Europe/Zurich", "vienna": "Europe/Vienna",
    "amsterdam": "Europe/Amsterdam", "brussels": "Europe/Brussels", "stockholm": "Europe/Stockholm",
    "oslo": "Europe/Oslo", "copenhagen": "Europe/Copenhagen", "helsinki": "Europe/Helsinki",
    "warsaw": "Europe/Warsaw", "prague": "Europe/Prague", "athens": "Europe/Athens",
    "istanbul": "Europe/Istanbul", "moscow": "Europe/Moscow", "dubai": "Asia/Dubai",
    "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata", "india": "Asia/Kolkata", "indian": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "bengaluru": "Asia/Kolkata", "singapore": "Asia/Singapore",
    "hong kong": "Asia/Hong_Kong", "beijing": "Asia/Shanghai", "shanghai": "Asia/Shanghai",
    "china": "Asia/Shanghai", "tokyo": "Asia/Tokyo", "japan": "Asia/Tokyo", "seoul": "Asia/Seoul",
    "sydney": "Australia/Sydney", "melbourne": "Australia/Melbourne", "auckland": "Pacific/Auckland",
    "new york": "America/New_York", "ny": "America/New_York", "boston": "America/New_York",
    "toronto": "America/Toronto", "chicago": "America/Chicago", "houston": "America/Chicago",
    "dallas": "America/Chicago", "texas": "America/Chicago", "denver": "America/Denver",
    "calgary": "America/Edmonton", "los angeles": "America/Los_Angeles", "seattle": "America/Los_Angeles",
    "california": "America/Los_Angeles", "san francisco": "America/Los_Angeles",
    "vancouver": "America/Vancouver", "mexico city": "America/Mexico_City", "mexico": "America/Mexico_City",
    "sao paulo": "America/Sao_Paulo", "brazil": "America/Sao_Paulo", "buenos aires": "America/Argentina/Buenos_Aires",
    "johannesburg": "Africa/Johannesburg", "cairo": "Africa/Cairo", "lagos": "Africa/Lagos",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words these are: the moment of speaking on the speaker's own clock."""

    #: Aware, in the speaker's zone.
    said_at: datetime
    zone: str
    locale: str | None = None
    #: IANA name, for "your time"; None where unknown.
    reader_zone: str | None = None
    workday_end: time = time(17)
    work_days: tuple[int, ...] = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Resolved:
    """[from_at, to_at) in UTC, equal for a moment; or a reason why there is none."""

    from_at: datetime | None = None
    to_at: datetime | None = None
    zone: str | None = None
    ambiguous: bool = False
    reason: UndatedReason | None = None


@dataclass(frozen=True, slots=True)
class _Refused(Exception):
    reason: UndatedReason


@dataclass(slots=True)
class _Reading:
    """Works on one expression; local times are naive until `_finish`."""

    words: TimeWords
    speaker: Speaker
    zone: str
    ambiguous: bool = False
    now: datetime = field(init=False)
    today: date = field(init=False)

    def __post_init__(self) -> None:
        # In the zone of the words: "EOD your time" means the reader's day.
        self.now = self.speaker.said_at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        self.today = self.now.date()


def speaker_of(context: Context) -> Speaker | None:
    """The speaker of a message; None where the moment of speaking is not known."""
    if context.sent_at is None:
        return None
    zone = _known_zone(context.zone) or "Etc/UTC"
    return Speaker(
        said_at=context.sent_at.astimezone(ZoneInfo(zone)),
        zone=zone,
        locale=context.locale,
        reader_zone=_known_zone(context.reader_zone),
        workday_end=context.workday_end,
        work_days=context.work_days,
    )


def resolve(words: TimeWords, speaker: Speaker | None) -> Resolved:
    """The instants an expression means, or the reason why it means none that can be told."""
    if words.vague:
        return Resolved(reason=UndatedReason.VAGUE)
    if words.event:
        return Resolved(reason=UndatedReason.EVENT)
    if speaker is None:
        return Resolved(reason=UndatedReason.NO_SENT_TIME)
    try:
        reading = _Reading(words, speaker, _zone_of(words, speaker))
        start, end = _bounds(reading)
        return _finish(reading, start, end)
    except _Refused as refused:
        return Resolved(reason=refused.reason)
    except (OverflowError, ValueError):  # year 10000, "31 February"
        return Resolved(reason=UndatedReason.UNREADABLE)


def _known_zone(name: str | None) -> str | None:
    if not name:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return name


def _zone_of(words: TimeWords, speaker: Speaker) -> str:
    if words.zone is None:
        return speaker.zone
    name = words.zone.removesuffix(" time").removesuffix(" standard").removesuffix(" daylight")
    if name in {"my", "our", "local"}:
        return speaker.zone
    if name == "your":
        if speaker.reader_zone is None:
            raise _Refused(UndatedReason.UNREADABLE)
        return speaker.reader_zone
    if name not in _ZONES:
        raise _Refused(UndatedReason.UNREADABLE)
    if name == "ist" and speaker.zone == "Asia/Jerusalem":
        return speaker.zone
    return _ZONES[name]


def _bounds(reading: _Reading) -> tuple[datetime, datetime]:
    words = reading.words
    if words.offset is not None:
        return _offset(reading, words.offset)
    if words.period is not None:
        start, end = _period(reading, words.period)
    else:
        day = reading.today if words.day is None else _day(reading, words.day)
        if words.day is None and not (words.clock or words.close or words.part):
            raise _Refused(UndatedReason.UNREADABLE)
        start, end = _within_day(reading, day)
    if words.cue == "before" and start != end:
        # "before the 25th": until the end of the 24th; "before the end of May": all of May.
        last = end if words.period is not None and words.period.edge is Edge.END else start
        return min(reading.now, last), last
    if words.cue in {"after", "from", "starting", "as of", "not before"}:
        raise _Refused(UndatedReason.EVENT)
    return start, end


def _within_day(reading: _Reading, day: date) -> tuple[datetime, datetime]:
    words = reading.words
    if words.clock is not None:
        hour, minute = words.clock
        if words.part in {"evening", "night", "afternoon"} and hour < 12:
            hour += 12
        at = datetime.combine(day, time(hour, minute))
        if (hour, minute) == (0, 0):
            at += _DAY  # midnight ends the day it is named with
        if words.day is None and at < reading.now:
            at += _DAY
        return at, at
    if words.close:
        at = datetime.combine(day, reading.speaker.workday_end)
        if words.day is None and at < reading.now:
            # Said in the evening: the end of the next working day.
            at = datetime.combine(_add_work_days(reading, day, 1), reading.speaker.workday_end)
        return at, at
    if words.part is not None:
        return _part(reading, day, words.part)
    return datetime.combine(day, time()), datetime.combine(day + _DAY, time())


def _part(reading: _Reading, day: date, part: str) -> tuple[datetime, datetime]:
    first, last = _PARTS[part]
    if reading.words.day is None and part == "morning" and reading.now.time() >= time(9):
        day += _DAY  # "in the morning", said during the day
    start = datetime.combine(day, first)
    end = datetime.combine(day + _DAY, time()) if last is None else datetime.combine(day, last)
    return start, end


def _day(reading: _Reading, day: DayWords) -> date:
    if isinstance(day, RelativeDay):
        return reading.today + day.days * _DAY
    if isinstance(day, Weekday):
        return _weekday(reading, day)
    if isinstance(day, CalendarDate):
        return _calendar_date(reading, day.year, day.month, day.day)
    if isinstance(day, MonthDay):
        return _month_day(reading, day.day)
    if isinstance(day, NumericDate):
        return _numeric(reading, day)
    return _holiday(reading, day)


def _weekday(reading: _Reading, day: Weekday) -> date:
    monday = reading.today - reading.today.weekday() * _DAY
    if day.weeks is not None:
        return monday + (7 * day.weeks + day.number) * _DAY
    ahead = (day.number - reading.today.weekday()) % 7
    coming = reading.today + ahead * _DAY
    if day.modifier == "plus a week":
        return coming + 7 * _DAY
    if day.modifier == "next":
        # "next Friday" on a Wednesday: the day after tomorrow for some, nine days for others.
        later = monday + (7 + day.number) * _DAY
        reading.ambiguous = later != coming and ahead > 0
        return later
    return coming


def _calendar_date(reading: _Reading, year: int | None, month: int, day: int) -> date:
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
    if here - candidate <= _JUST_PAST:
        raise _Refused(UndatedReason.UNREADABLE)
    return date(here.year + 1, month, day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_day(reading: _Reading, day: int) -> date:
    year, month = reading.today.year, reading.today.month
    for _ in range(13):
        try:
            candidate = date(year, month, day)
        except ValueError:  # "the 31st" in a month of thirty days
            candidate = None
        if candidate is not None and candidate >= reading.today:
            return candidate
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    raise _Refused(UndatedReason.UNREADABLE)


def _numeric(reading: _Reading, day: NumericDate) -> date:
    """Day and month in the speaker's order; both readings where that is not known."""
    orders = _orders(reading.speaker.locale, dotted=day.dotted)
    found: list[date] = []
    for first_is_month in orders:
        month, number = (day.first, day.second) if first_is_month else (day.second, day.first)
        try:
            found.append(_calendar_date(reading, day.year, month, number))
        except (ValueError, _Refused):
            continue
    if not found and len(orders) == 1 and max(day.first, day.second) > 12:
        # Written against the speaker's custom, yet readable in one way only.
        month, number = sorted((day.first, day.second))
        found.append(_calendar_date(reading, day.year, month, number))
    if not found:
        raise _Refused(UndatedReason.UNREADABLE)
    reading.ambiguous = len(set(found)) > 1
    return max(found)


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


def _holiday(reading: _Reading, day: Holiday) -> date:
    for year in (reading.today.year, reading.today.year + 1):
        candidate = _holiday_in(year, day.name)
        if candidate >= reading.today:
            return candidate
    raise _Refused(UndatedReason.UNREADABLE)


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
        return first + ((3 - first.weekday()) % 7 + 21) * _DAY
    return _easter(year)


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


def _offset(reading: _Reading, offset: Offset) -> tuple[datetime, datetime]:
    amount, unit = offset.amount, offset.unit
    if unit in {Unit.MINUTE, Unit.HOUR}:
        step = timedelta(minutes=amount) if unit is Unit.MINUTE else timedelta(hours=amount)
        # Elapsed time, whatever the clocks do.
        at = (reading.speaker.said_at.astimezone(UTC) + step).astimezone(ZoneInfo(reading.zone))
        local = at.replace(tzinfo=None)
        return (reading.now, local) if offset.within else (local, local)
    if amount != int(amount):
        raise _Refused(UndatedReason.VAGUE)
    day = _days_ahead(reading, int(amount), unit)
    start, end = _within_day(reading, day) if reading.words.clock else _whole(day)
    return (reading.now, end) if offset.within else (start, end)


def _whole(day: date) -> tuple[datetime, datetime]:
    return datetime.combine(day, time()), datetime.combine(day + _DAY, time())


def _days_ahead(reading: _Reading, amount: int, unit: Unit) -> date:
    here = reading.today
    if unit is Unit.BUSINESS_DAY:
        return _add_work_days(reading, here, amount)
    if unit is Unit.DAY:
        return here + amount * _DAY
    if unit is Unit.WEEK:
        return here + 7 * amount * _DAY
    months = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}[unit] * amount
    return _add_months(here, months)


def _add_work_days(reading: _Reading, day: date, amount: int) -> date:
    work_days = reading.speaker.work_days or (0, 1, 2, 3, 4)
    while amount > 0:
        day += _DAY
        amount -= day.weekday() in work_days
    return day


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (_month_start(year, month + 2) - _DAY).day
    return date(year, month + 1, min(day.day, last))


def _month_start(year: int, month: int) -> date:
    """The first of a month; month 13 is January of the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _period(reading: _Reading, period: Period) -> tuple[datetime, datetime]:
    if period.unit is Unit.WEEK:
        return _week(reading, period)
    first, last = _span(reading, period)
    if period.edge is Edge.END:
        # "end of the month" is a day, like "end of next week".
        return _whole(last)
    length = (last - first).days + 1
    if period.edge is Edge.START:
        last = first + (max(length // 3, 1) - 1) * _DAY
    if period.edge is Edge.MIDDLE:
        # "mid-August" lasts until the 20th or so.
        first, last = first + (length // 3) * _DAY, first + (2 * length // 3 - 1) * _DAY
    start = datetime.combine(first, time())
    if first <= reading.today <= last and reading.words.cue != "before":
        start = max(start, datetime.combine(reading.today, time()))
    return start, datetime.combine(last + _DAY, time())


def _week(reading: _Reading, period: Period) -> tuple[datetime, datetime]:
    monday = reading.today + (7 * period.steps - reading.today.weekday()) * _DAY
    sunday = monday + 6 * _DAY
    last = _last_work_day(reading, monday, sunday)
    if period.edge is Edge.END:
        if last < reading.today:
            last = _last_work_day(reading, monday + 7 * _DAY, sunday + 7 * _DAY)
        return _whole(last)
    if period.edge is Edge.MIDDLE:
        middle = monday + 2 * _DAY
        return _whole(middle if middle >= reading.today else middle + 7 * _DAY)
    if period.edge is Edge.START:
        return datetime.combine(monday, time()), datetime.combine(monday + 2 * _DAY, time())
    if period.steps:
        return datetime.combine(monday, time()), datetime.combine(sunday + _DAY, time())
    # "this week": until its last working day; said after it, until the week is over.
    end = last if last >= reading.today else sunday
    return datetime.combine(reading.today, time()), datetime.combine(end + _DAY, time())


def _last_work_day(reading: _Reading, first: date, last: date) -> date:
    """The last day of the working week that begins in [first, last].

    In a Sunday-to-Thursday week that is the Thursday, though the Sunday before it lies in the
    calendar week before.
    """
    work_days = set(reading.speaker.work_days) or {0, 1, 2, 3, 4}
    day = last
    while day > first and not (
        day.weekday() in work_days and (day + _DAY).weekday() not in work_days
    ):
        day -= _DAY
    return day


def _span(reading: _Reading, period: Period) -> tuple[date, date]:
    """First and last day of a weekend, month, quarter or year."""
    here = reading.today
    if period.unit is Unit.WEEKEND:
        saturday = here + (5 - here.weekday() + 7 * period.steps) * _DAY
        return saturday, saturday + _DAY
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
    first = _month_start(year, (number - 1) * months + 1)
    last = _month_start(year, number * months + 1) - _DAY
    if period.number is not None and period.year is None and last < here:
        first = _month_start(year + 1, (number - 1) * months + 1)
        last = _month_start(year + 1, number * months + 1) - _DAY
    return first, last


def _finish(reading: _Reading, start: datetime, end: datetime) -> Resolved:
    zone = ZoneInfo(reading.zone)
    if start == end and reading.words.day is None and end < reading.now:
        raise _Refused(UndatedReason.UNREADABLE)
    from_at, to_at = (
        start.replace(tzinfo=zone).astimezone(UTC),
        end.replace(tzinfo=zone).astimezone(UTC),
    )
    if to_at <= reading.speaker.said_at.astimezone(UTC) and not isinstance(
        reading.words.day, RelativeDay
    ):
        raise _Refused(UndatedReason.UNREADABLE)  # a due date in the past is about something else
    return Resolved(from_at, to_at, reading.zone, reading.ambiguous)
