"""The clock by which a calendar item repeats: a zone by its name, else by its rules; pure.

Exchange names zones as Windows does. Where a meeting was invited to from elsewhere the name is often
"Customized Time Zone" or ``tzone://Microsoft/Custom``, and the rules stand beside it: they are compared
with the zones that Windows knows. A zone whose offsets are the same all year is as good as the one
that was meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from connectors.exchange.answers import T
from connectors.zones import is_utc, zone_named

if TYPE_CHECKING:
    from connectors.exchange.answers import Element

_DURATION = re.compile(r"(-?)PT?(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,5}(?:\.\d{1,9})?S)?")
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
#: Days of a year that are compared.
_STEP_DAYS = 3
#: Rules of today; those of the year of an event may be long past.
_YEARS = (2026, 2025)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Onset:
    """When a period of an own zone begins each year.

    Attributes:
        month: 1 to 12.
        weekday: 0 for Monday; None: `day` is a day of the month.
        day: The n-th such weekday, -1 for the last; or a day of the month.
        at: Since the midnight of the clock before.
        offset: From UTC, of the period that begins.
    """

    month: int
    weekday: int | None
    day: int
    at: timedelta
    offset: timedelta

    def wall(self, year: int) -> datetime:
        """When it begins in a year, by the clock before, without a zone."""
        if self.weekday is None:
            return datetime(year, self.month, self.day) + self.at  # noqa: DTZ001 - wall time
        first = datetime(year, self.month, 1)  # noqa: DTZ001 - wall time
        if self.day < 0:
            after = datetime(year + self.month // 12, self.month % 12 + 1, 1)  # noqa: DTZ001
            last = after - _DAY
            return last - _DAY * ((last.weekday() - self.weekday) % 7) + self.at
        days = (self.weekday - first.weekday()) % 7 + 7 * (self.day - 1)
        return first + _DAY * days + self.at


def zone_of(item: Element) -> ZoneInfo | None:
    """The zone of an item; None: UTC, or a zone that nobody knows."""
    given = item.find(f"{T}StartTimeZone")
    if given is None:
        return None
    return zone_named(given.get("Id", "")) or _by_rules(given)


def unknown_zone(item: Element) -> str:
    """The name of the zone of an item if nobody knows it, else nothing."""
    given = item.find(f"{T}StartTimeZone")
    name = given.get("Id", "") if given is not None else ""
    return "" if is_utc(name) or zone_of(item) is not None else name


def _by_rules(zone: Element) -> ZoneInfo | None:
    onsets = _onsets(zone)
    if not onsets:
        return None
    for year in _YEARS:
        try:
            wanted = _offsets(onsets, year)
        except (ValueError, OverflowError):
            return None
        for name in _candidates():
            if _offsets_of(name, year) == wanted:
                return ZoneInfo(name)
    return None


def _onsets(zone: Element) -> list[_Onset]:
    """The onsets of the last rules of a zone; one with a month of 0 where nothing ever changes."""
    periods = {
        each.get("Id", ""): _duration(each.get("Bias", ""))
        for each in zone.iterfind(f"{T}Periods/{T}Period")
    }
    groups = {
        each.get("Id", ""): each
        for each in zone.iterfind(f"{T}TransitionsGroups/{T}TransitionsGroup")
    }
    # The last transition leads to the group of rules that holds from then on.
    targets = [(each.text or "").strip() for each in zone.iterfind(f"{T}Transitions/*/{T}To")]
    group = groups.get(targets[-1]) if targets else next(iter(groups.values()), None)
    if group is None:
        biases = [bias for bias in periods.values() if bias is not None]
        return [_Onset(1, None, 1, timedelta(), -biases[0])] if len(biases) == 1 else []
    found = [_onset(each, periods) for each in group]
    return [] if None in found else [each for each in found if each is not None]


def _onset(element: Element, periods: dict[str, timedelta | None]) -> _Onset | None:
    kind = str(element.tag).removeprefix(T)
    bias = periods.get((element.findtext(f"{T}To") or "").strip())
    if bias is None:
        return None
    if kind == "Transition":
        return _Onset(1, None, 1, timedelta(), -bias)
    at, month = _duration(element.findtext(f"{T}TimeOffset") or ""), _int(element, "Month")
    if at is None or not 1 <= month <= 12:
        return None
    if kind == "RecurringDateTransition" and 1 <= _int(element, "Day") <= 31:
        return _Onset(month, None, _int(element, "Day"), at, -bias)
    day, nth = (element.findtext(f"{T}DayOfWeek") or "").strip(), _int(element, "Occurrence")
    if kind == "RecurringDayTransition" and day in _DAYS and (nth == -1 or 1 <= nth <= 4):
        return _Onset(month, _DAYS.index(day), nth, at, -bias)
    return None


def _offsets(onsets: list[_Onset], year: int) -> tuple[timedelta, ...]:
    ordered = sorted(
        (each.wall(which), each.offset) for each in onsets for which in (year - 1, year)
    )
    # What begins is written by the clock before it.
    before = [ordered[-1][1], *(offset for _, offset in ordered)]
    changes = [(at - was, offset) for (at, offset), was in zip(ordered, before, strict=False)]
    found = []
    for probe in _probes(year):
        offset = ordered[0][1]
        for at, after in changes:
            if at > probe:
                break
            offset = after
        found.append(offset)
    return tuple(found)


@lru_cache(maxsize=512)
def _offsets_of(name: str, year: int) -> tuple[timedelta, ...]:
    zone = ZoneInfo(name)
    return tuple(
        probe.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
        for probe in _probes(year)
    )


def _probes(year: int) -> list[datetime]:
    start = datetime(year, 1, 2, 12)  # noqa: DTZ001 - compared as UTC
    return [start + timedelta(days=step) for step in range(0, 363, _STEP_DAYS)]


@lru_cache(maxsize=1)
def _candidates() -> list[str]:
    """The zones that Windows knows, best known first."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    first = [
        "Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Denver",
        "America/Los_Angeles", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
    ]  # fmt: skip
    known = [name for name in WINDOWS_TO_OLSON.values() if zone_named(name) is not None]
    return list(dict.fromkeys(first + known))


def _duration(text: str) -> timedelta | None:
    """A duration of hours and minutes, such as ``-PT1H30M``."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or len(text.strip()) < 3:
        return None
    found = timedelta(hours=int(match[2] or 0), minutes=int(match[3] or 0))
    return -found if match[1] else found


def _int(element: Element, name: str) -> int:
    given = (element.findtext(f"{T}{name}") or "").strip()
    return int(given) if re.fullmatch(r"-?\d{1,4}", given) else 0
