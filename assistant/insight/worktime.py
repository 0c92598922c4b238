"""Working clocks: how much of a stretch of time was working time, and when so much will have passed.

An instant is working when its local wall time lies in an interval of its local date, and the date
is neither closed nor leave without cover nor an absence. All lengths are counted between instants,
per stretch of constant UTC offset: the hour that a clock skips is not worked, the hour that it
repeats is worked twice. Which days are closed, and who is absent, is decided elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, count
from typing import TYPE_CHECKING

from assistant.insight.offsets import (
    BLOCK_S,
    DAY_S,
    block_stretches,
    day_number,
    find_zone,
    from_day_number,
    stretches_around,
)

if TYPE_CHECKING:
    from assistant.insight.records import ClockSpec, DayHours

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_US = 1_000_000
_LATEST_US = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
_WEEK = 7
#: 1970-01-01 was a Thursday.
_EPOCH_WEEKDAY = 3
_MONDAY, _SUNDAY = 0, 6
#: How far ahead working time is looked for before it is called endless. Leave of a lifetime ends
#: inside it, and it costs milliseconds.
_SEARCH_DAYS = 50 * 366


class NeverWorks(ValueError):
    """A clock has no working time, or too little, within fifty years."""

    def __init__(self, zone: str, after: str) -> None:
        super().__init__(
            f"The clock in zone '{zone}' has too little working time after {after}. "
            "Check its hours, closed days and leave."
        )


@dataclass(frozen=True, slots=True)
class _Block:
    """Working intervals of one block in Unix microseconds, with what was worked before each."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int


class WorkClock:
    """A working clock; immutable, filled block by block as it is asked.

    Args:
        spec: Zone, hours, closed days, leave. Leave with cover does not stop the clock.
        absent_days: Further days on which it stands still.

    Raises:
        UnknownZone: The zone of `spec` is none.
    """

    def __init__(self, spec: ClockSpec, *, absent_days: Collection[date] = ()) -> None:
        self.spec = spec
        self._zone = find_zone(spec.zone)
        self._week = tuple(_merged(hours) for hours in spec.week)
        self._working_day_s = _mean_day_s(self._week)
        self._off = frozenset(day_number(day) for day in (*spec.closed, *absent_days))
        self._leave = tuple(
            (day_number(leave.from_on), day_number(leave.to_on))
            for leave in spec.leave
            if leave.cover is None
        )
        self._blocks: dict[int, _Block] = {}
        self._ends: dict[date, datetime | None] = {}

    @property
    def working_day_s(self) -> int:
        """Length of one working day (*wd*): weekly working seconds ÷ working weekdays."""
        return self._working_day_s

    def worked_s(self, start: datetime, end: datetime) -> int:
        """Whole working seconds in [start, end); 0 where it ends before it starts."""
        return self._worked_us(_microseconds(start), _microseconds(end)) // _US

    def add_s(self, start: datetime, working_s: float) -> datetime:
        """The earliest instant, from `start` on, at which so much has been worked.

        Raises:
            NeverWorks: There is not so much working time within fifty years.
        """
        left = round(working_s * _US)
        if left <= 0:
            return start
        from_us = _microseconds(start)
        first = from_us // (BLOCK_S * _US)
        left += self._before_us(from_us)
        for number in range(first, first + _SEARCH_DAYS * DAY_S // BLOCK_S):
            block = self._block(number)
            if left <= block.total:
                place = bisect_right(block.before, left - 1) - 1
                at = block.starts[place] + left - block.before[place]
                if at > _LATEST_US:
                    break
                return _EPOCH + at * _MICROSECOND
            left -= block.total
        raise NeverWorks(self.spec.zone, start.isoformat())

    def is_working(self, at: datetime) -> bool:
        """Whether an instant is working time."""
        at_us = _microseconds(at)
        block = self._block(at_us // (BLOCK_S * _US))
        place = bisect_right(block.starts, at_us) - 1
        return place >= 0 and at_us < block.ends[place]

    def local_day(self, at: datetime) -> date:
        """The local date of an instant."""
        return at.astimezone(self._zone).date()

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """First instant of a local day and of the next, UTC; equal where a zone skipped the day."""
        return self._day_start(day_number(day)), self._day_start(day_number(day) + 1)

    def is_closed(self, day: date) -> bool:
        """Whether a day is closed, leave without cover or absence; not whether it is a weekend."""
        return self._is_off(day_number(day))

    def is_working_day(self, day: date) -> bool:
        """Whether anything at all is worked on a local day."""
        return self.end_of_workday(day) is not None

    def working_days_s(self, from_on: date, to_on: date) -> int:
        """Working seconds of the local days [from_on, to_on)."""
        return self.worked_s(self.day_bounds(from_on)[0], self.day_bounds(to_on)[0])

    def end_of_workday(self, day: date) -> datetime | None:
        """End of the last working interval of a local day, UTC; None when nothing is worked."""
        if day not in self._ends:
            number = day_number(day)
            ends = [
                end
                for stretch in stretches_around(self._zone, number)
                for _, end in self._worked_in(stretch, number)
            ]
            self._ends[day] = _moment(max(ends)) if ends else None
        return self._ends[day]

    def next_working_day(self, after: date) -> date:
        """The first local day after a day on which anything is worked.

        Raises:
            NeverWorks: There is none within fifty years.
        """
        if any(self._week):
            number = day_number(after)
            for ahead in range(1, min(_SEARCH_DAYS, date.max.toordinal() - after.toordinal())):
                if self._is_off(number + ahead) or not self._hours(number + ahead):
                    continue
                day = from_day_number(number + ahead)
                if self.is_working_day(day):
                    return day
        raise NeverWorks(self.spec.zone, after.isoformat())

    def end_of_next_working_day(self, at: datetime) -> datetime:
        """End of the first working day after the local day of an instant, UTC.

        Raises:
            NeverWorks: There is none within fifty years.
        """
        end = self.end_of_workday(self.next_working_day(self.local_day(at)))
        assert end is not None  # next_working_day looked
        return end

    def week_start(self, day: date) -> date:
        """First day of the working week around a day: Monday, for Sunday–Thursday Sunday."""
        return day - timedelta(days=(day.weekday() - self._first_weekday()) % _WEEK)

    def last_working_day_of_week(self, day: date) -> date:
        """Last day of the working week around a day on which anything is worked.

        A week closed throughout gives its last usual working day; without hours its last day.
        """
        start = self.week_start(day)
        days = [start + timedelta(days=ahead) for ahead in range(_WEEK)]
        worked = [one for one in days if self.is_working_day(one)]
        usual = [one for one in days if self._week[one.weekday()]]
        return (worked or usual or days)[-1]

    def _first_weekday(self) -> int:
        """The weekday on which the working week begins.

        It lies in the longest row of free weekdays or right after it: Monday where that holds,
        else Sunday, else the first working weekday.
        """
        if all(self._week) or not any(self._week):
            return _MONDAY
        rows = {day: self._free_before(day) for day in range(_WEEK) if self._week[day]}
        first = max(rows, key=lambda day: (rows[day], -day))
        row = {(first - back) % _WEEK for back in range(rows[first] + 1)}
        return next((day for day in (_MONDAY, _SUNDAY) if day in row), first)

    def _free_before(self, day: int) -> int:
        """How many free weekdays stand right before a weekday."""
        return next(back - 1 for back in count(1) if self._week[(day - back) % _WEEK])

    def _day_start(self, number: int) -> datetime:
        """The first instant with this local date or a later one."""
        starts = (
            (max(start, number * DAY_S - offset), end)
            for start, end, offset in stretches_around(self._zone, number)
        )
        return _moment(next(start for start, end in starts if start < end))

    def _hours(self, number: int) -> DayHours:
        return self._week[(number + _EPOCH_WEEKDAY) % _WEEK]

    def _is_off(self, number: int) -> bool:
        if number in self._off:
            return True
        return any(first <= number <= last for first, last in self._leave)

    def _worked_in(self, stretch: tuple[int, int, int], number: int) -> tuple[tuple[int, int], ...]:
        """Working intervals of a local day inside a stretch of constant offset."""
        hours = self._hours(number)
        if not hours or self._is_off(number):
            return ()
        start, end, offset = stretch
        midnight = number * DAY_S - offset
        clipped = ((max(start, midnight + a), min(end, midnight + b)) for a, b in hours)
        return tuple((a, b) for a, b in clipped if a < b)

    def _block(self, number: int) -> _Block:
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = self._fill(number)
        return block

    def _fill(self, number: int) -> _Block:
        found = [
            interval
            for stretch in block_stretches(self._zone, number)
            for day in range(
                (stretch[0] + stretch[2]) // DAY_S, (stretch[1] + stretch[2] - 1) // DAY_S + 1
            )
            for interval in self._worked_in(stretch, day)
        ]
        before = tuple(accumulate((end - start for start, end in found), initial=0))
        return _Block(
            starts=tuple(start * _US for start, _ in found),
            ends=tuple(end * _US for _, end in found),
            before=tuple(worked * _US for worked in before[:-1]),
            total=before[-1] * _US,
        )

    def _worked_us(self, start: int, end: int) -> int:
        if end <= start:
            return 0
        first, last = start // (BLOCK_S * _US), end // (BLOCK_S * _US)
        whole = sum(self._block(number).total for number in range(first, last))
        return whole + self._before_us(end) - self._before_us(start)

    def _before_us(self, at: int) -> int:
        """What was worked before an instant in its block."""
        block = self._block(at // (BLOCK_S * _US))
        place = bisect_right(block.starts, at) - 1
        if place < 0:
            return 0
        return block.before[place] + min(at, block.ends[place]) - block.starts[place]


def _mean_day_s(week: tuple[DayHours, ...]) -> int:
    worked = [sum(end - start for start, end in hours) for hours in week if hours]
    return round(sum(worked) / len(worked)) if worked else 0


def _merged(hours: DayHours) -> DayHours:
    """Intervals in order, none touching another, all inside the day."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, a), min(DAY_S, b)) for a, b in hours):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(at_s: int) -> datetime:
    return _EPOCH + timedelta(seconds=at_s)
