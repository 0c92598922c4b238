"""Stretches of constant UTC offset of a zone, so that clocks never subtract two local times.

Seconds here are Unix seconds; days are counted from 1970-01-01. The zones are IANA's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_S = 86_400
#: Stretches are looked up by blocks of this length.
BLOCK_S = 32 * DAY_S

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
#: Where local times exist for every zone: two days inside the calendar's ends.
_FIRST_S = int((datetime(1, 1, 3, tzinfo=UTC) - _EPOCH).total_seconds())
_LAST_S = int((datetime(9999, 12, 29, tzinfo=UTC) - _EPOCH).total_seconds())

#: [start, end) in Unix seconds, and what to add to them to get the wall time.
Stretch = tuple[int, int, int]


class UnknownZone(ValueError):
    """A name that no IANA time zone has."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"There is no time zone '{name}'. Use an IANA name as 'Europe/Berlin'.")


def find_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises:
        UnknownZone: No zone is called so.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # OSError: a folder's name, as "America"
        raise UnknownZone(name) from error


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def from_day_number(number: int) -> date:
    """The date so many days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH_ORDINAL)


def offset_s(zone: ZoneInfo, at_s: int) -> int:
    """Seconds east of UTC at an instant; the calendar's ends keep the offset near them."""
    moment = _EPOCH + timedelta(seconds=min(max(at_s, _FIRST_S), _LAST_S))
    offset = moment.astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


@lru_cache(maxsize=4096)
def block_stretches(zone: ZoneInfo, block: int) -> tuple[Stretch, ...]:
    """Stretches of one block, [block, block + 1) × `BLOCK_S`, in order and without a hole."""
    start, end = block * BLOCK_S, (block + 1) * BLOCK_S
    found: list[Stretch] = []
    begun, offset = start, offset_s(zone, start)
    # A look a day is enough: the shortest stretch in all of tzdata 2025b is 167 hours.
    for look in range(start + DAY_S, end + 1, DAY_S):
        while offset_s(zone, look) != offset:
            change = _first_change(zone, max(begun, look - DAY_S), look)
            if change >= end:
                break
            found.append((begun, change, offset))
            begun, offset = change, offset_s(zone, change)
    found.append((begun, end, offset))
    return tuple(found)


def stretches_around(zone: ZoneInfo, number: int) -> tuple[Stretch, ...]:
    """Stretches that may hold instants of a local day, given by its number.

    Wall time is less than a day from UTC, so a day's instants lie within a day of it.
    """
    start, end = (number - 1) * DAY_S, (number + 2) * DAY_S
    return tuple(
        stretch
        for block in range(start // BLOCK_S, (end - 1) // BLOCK_S + 1)
        for stretch in block_stretches(zone, block)
        if stretch[0] < end and stretch[1] > start
    )


def _first_change(zone: ZoneInfo, before: int, after: int) -> int:
    """The first second with another offset than `before`, by halving."""
    old = offset_s(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if offset_s(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after
