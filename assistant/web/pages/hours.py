"""Working clocks told to a person: hours of a week, and what counted on each day of a stretch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assistant.insight.wording import say_day, say_worked
from assistant.web.pages.words import one_line, say_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from assistant.insight.records import Absence, Client, ClockSpec, DayHours
    from assistant.insight.worktime import WorkClock

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: Days of a stretch that are told one by one; longer ones are told from their end.
MOST_DAYS = 120


@dataclass(frozen=True, slots=True)
class DayTold:
    """One day of a clock.

    Attributes:
        worked: What counted, or empty.
        reason: Why nothing counted, or empty.
    """

    day: str
    worked: str
    reason: str
    named: bool


@dataclass(frozen=True, slots=True)
class ClockTold:
    """A clock over a stretch of time.

    Attributes:
        decides: The threshold is measured on it.
        left_out: Holidays, leave and absences that did not count, by name.
        assumed: What of its hours nobody configured.
    """

    name: str
    total: str
    hours: str
    decides: bool
    left_out: tuple[str, ...]
    days: tuple[DayTold, ...]
    earlier: int
    assumed: tuple[str, ...] = ()


def say_hours(spec: ClockSpec) -> str:
    """`Mon–Fri 09:00–17:00 in Berlin`; several hours of a week are told one after the other."""
    runs: list[tuple[int, int, DayHours]] = []
    for day, hours in enumerate(spec.week):
        if not hours:
            continue
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], day, hours)
        else:
            runs.append((day, day, hours))
    if not runs:
        return "no working hours"
    told = [
        f"{WEEKDAYS[first]}{'' if first == last else '–' + WEEKDAYS[last]} "
        + " and ".join(f"{say_wall(a)}–{say_wall(b)}" for a, b in hours)
        for first, last, hours in runs
    ]
    place = say_place(spec.zone)
    return f"{', '.join(told)} {place if place != 'there' else spec.zone}"


def say_wall(seconds: int) -> str:
    """Seconds since midnight as `09:00`; the end of the day is `24:00`."""
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def tell_clock(
    name: str,
    clock: WorkClock,
    since: datetime,
    until: datetime,
    *,
    decides: bool,
    absences: Iterable[Absence] = (),
    client: Client | None = None,
) -> ClockTold:
    """What counted on a clock in [since, until).

    Args:
        absences: Of the people whose clock it is, to name days on which it stood still.
        client: Whose clock it is; None: ours.
    """
    first, last = clock.local_day(since), clock.local_day(until)
    count = (last - first).days + 1
    begin = first + timedelta(days=max(0, count - MOST_DAYS))
    away = tuple(absences)
    days = [
        _tell_day(clock, begin + timedelta(days=ahead), since, until, away)
        for ahead in range((last - begin).days + 1)
    ]
    return ClockTold(
        name=name,
        total=say_worked(clock.worked_s(since, until), clock.working_day_s),
        hours=say_hours(clock.spec),
        decides=decides,
        left_out=tuple(f"{one.day}: {one.reason}" for one in days if one.named),
        days=tuple(days),
        earlier=max(0, count - MOST_DAYS),
        assumed=() if client is None else say_assumed(client),
    )


def say_assumed(client: Client) -> tuple[str, ...]:
    """What nobody configured, each with where it comes from."""
    return tuple(f"{key} {one_line(value)}" for key, value in client.assumed.items())


def why_idle(clock: WorkClock, day: date, absences: Sequence[Absence]) -> tuple[str, bool]:
    """Why a day does not count, and whether it is a day that has a name; empty where it does."""
    spec = clock.spec
    if day in spec.closed:
        return one_line(spec.closed[day]) or "closed", True
    if any(one.from_on <= day <= one.to_on and one.cover is None for one in spec.leave):
        return "leave", True
    if clock.is_closed(day):
        return "away" if any(
            one.from_on <= day <= one.to_on for one in absences
        ) else "closed", True
    if not spec.week[day.weekday()]:
        return "no working day", False
    return "", False


def _tell_day(
    clock: WorkClock, day: date, since: datetime, until: datetime, absences: Sequence[Absence]
) -> DayTold:
    start, end = clock.day_bounds(day)
    worked_s = clock.worked_s(max(start, since), min(end, until))
    reason, named = why_idle(clock, day, absences)
    if not worked_s and not reason:
        reason = "outside working hours"
    return DayTold(
        day=say_day(day, year=until.year),
        worked=say_worked(worked_s, 0) if worked_s else "",
        reason="" if worked_s else reason,
        named=named and not worked_s,
    )
