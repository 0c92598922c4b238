"""When both sides are at work: one day of the owner's from midnight to midnight, and its week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from assistant.insight.offsets import find_zone
from assistant.insight.wording import say_day, say_worked
from assistant.insight.worktime import NeverWorks
from assistant.web.pages.hours import WEEKDAYS, why_idle
from assistant.web.pages.words import listed, say_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.insight.worktime import WorkClock

#: Half open, UTC.
Stretch = tuple[datetime, datetime]

_TICK_HOURS = 3
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment on the axis: where, and what either wall shows."""

    at: float
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Who works when on one day.

    Attributes:
        spans: Working stretches as shares of the day, half open, ascending.
        label: Why there is none: a holiday's name, `weekend`, `leave`; else empty.
    """

    name: str
    spans: tuple[tuple[float, float], ...]
    label: str


@dataclass(frozen=True, slots=True)
class SharedDay:
    """What both sides share on one day of the owner's week."""

    day: str
    shared: str
    note: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """Both clocks of one day and the shared hours of its week.

    Attributes:
        both: Shared stretches as shares of the day.
        now: Where the moment of the page is, or None where it is not that day.
        words: The same as the bars, in a sentence.
        total: Shared working time of the week.
    """

    ours: Bar
    theirs: Bar
    both: tuple[tuple[float, float], ...]
    ticks: tuple[Tick, ...]
    now: float | None
    words: str
    week: tuple[SharedDay, ...]
    total: str


def find_overlap(ours: WorkClock, theirs: WorkClock, at: datetime, *, name: str) -> Overlap:
    """Both clocks on the owner's day around a moment, and what they share in its week.

    Args:
        name: Of the other side.
    """
    today = ours.local_day(at)
    start, end = ours.day_bounds(today)
    own, other = (worked_stretches(clock, start, end) for clock in (ours, theirs))
    both = intersect(own, other)
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=ahead) for ahead in range(_WEEK)]
    lengths = [_shared_s(ours, theirs, day) for day in days]
    return Overlap(
        ours=Bar("You", _shares(own, start, end), _why_none(own, ours, start, end)),
        theirs=Bar(name, _shares(other, start, end), _why_none(other, theirs, start, end)),
        both=_shares(both, start, end),
        ticks=tuple(_ticks(ours, theirs, start, end)),
        now=(at - start) / (end - start) if start <= at < end else None,
        words=_say(both, ours, theirs, start, end, name=name),
        week=tuple(
            SharedDay(
                f"{WEEKDAYS[day.weekday()]} {day.day}",
                say_worked(length, 0) if length else "none",
                _note(ours, theirs, day),
                is_today=day == today,
            )
            for day, length in zip(days, lengths, strict=True)
        ),
        total=say_worked(sum(lengths), 0) if any(lengths) else "none",
    )


def worked_stretches(clock: WorkClock, start: datetime, end: datetime) -> list[Stretch]:
    """The working stretches of a clock in [start, end), ascending."""
    zone = find_zone(clock.spec.zone)
    day, last = clock.local_day(start), clock.local_day(end)
    found: list[Stretch] = []
    while day <= last:
        if not clock.is_closed(day):
            for a, b in clock.spec.week[day.weekday()]:
                first, stop = (_wall(day, seconds, zone) for seconds in (a, b))
                first, stop = max(first, start), min(stop, end)
                if first < stop:
                    found.append((first, stop))
        day += timedelta(days=1)
    return found


def intersect(one: Iterable[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """What lies in both, ascending."""
    return [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d)]


def say_at_work(clock: WorkClock, at: datetime) -> str:
    """`At work until 17:00.`, `Not at work until Fri 09:00.`; on that clock's wall."""
    zone = find_zone(clock.spec.zone)
    if clock.is_working(at):
        ends = [b for a, b in worked_stretches(clock, at, at + timedelta(days=1)) if a <= at]
        return f"at work until {ends[0].astimezone(zone):%H:%M}" if ends else "at work"
    try:
        begin = clock.add_s(at, 1).astimezone(zone) - timedelta(seconds=1)
    except NeverWorks:
        return "not at work"
    here = at.astimezone(zone)
    day = "" if begin.date() == here.date() else f"{say_day(begin.date(), year=here.year)} "
    return f"not at work until {day}{begin:%H:%M}"


def _wall(day: date, seconds: int, zone: tzinfo) -> datetime:
    """Wall time of a local day as UTC; 24:00 is the next midnight."""
    ahead, rest = divmod(seconds, 86_400)
    wall = time(rest // 3600, rest % 3600 // 60, rest % 60)
    return datetime.combine(day + timedelta(days=ahead), wall, zone).astimezone(UTC)


def _shares(
    stretches: Iterable[Stretch], start: datetime, end: datetime
) -> tuple[tuple[float, float], ...]:
    length = end - start
    return tuple(((a - start) / length, (b - start) / length) for a, b in stretches)


def _why_none(found: Sequence[Stretch], clock: WorkClock, start: datetime, end: datetime) -> str:
    """Why nothing is worked in a day of the owner's; the other side may have two dates in it."""
    if found:
        return ""
    days = sorted({clock.local_day(start), clock.local_day(end - timedelta(seconds=1))})
    reasons = []
    for day in days:
        reason, _ = why_idle(clock, day, ())
        reasons.append("weekend" if reason == "no working day" else reason or "outside hours")
    return listed(dict.fromkeys(reasons))


def _ticks(ours: WorkClock, theirs: WorkClock, start: datetime, end: datetime) -> Iterable[Tick]:
    here, there = find_zone(ours.spec.zone), find_zone(theirs.spec.zone)
    at = start
    while at <= end:
        local = at.astimezone(here)
        other = at.astimezone(there)
        label = "24" if at == end else f"{local:%H}"
        yield Tick((at - start) / (end - start), label, f"{other:%H:%M}".removesuffix(":00"))
        at += timedelta(hours=_TICK_HOURS)


def _say(
    both: Sequence[Stretch],
    ours: WorkClock,
    theirs: WorkClock,
    start: datetime,
    end: datetime,
    *,
    name: str,
) -> str:
    if not both:
        mine = _why_none(worked_stretches(ours, start, end), ours, start, end)
        other = _why_none(worked_stretches(theirs, start, end), theirs, start, end)
        reasons = [f"you: {mine}" if mine else "", f"{name}: {other}" if other else ""]
        why = f" ({'; '.join(filter(None, reasons))})" if any(reasons) else ""
        return f"Today you share no working hours with {name}{why}."
    here, there = find_zone(ours.spec.zone), find_zone(theirs.spec.zone)
    length = sum(((b - a).total_seconds() for a, b in both), 0.0)
    text = listed(_wall_span(a, b, here) for a, b in both)
    if start.astimezone(here).utcoffset() != start.astimezone(there).utcoffset():
        text += (
            f" ({listed(_wall_span(a, b, there) for a, b in both)} {say_place(theirs.spec.zone)})"
        )
    return f"Today you share {say_worked(int(length), 0)} with {name}: {text}."


def _wall_span(start: datetime, end: datetime, zone: tzinfo) -> str:
    first, last = (one.astimezone(zone) for one in (start, end))
    return f"{first:%H:%M}–{last:%H:%M}"


def _shared_s(ours: WorkClock, theirs: WorkClock, day: date) -> int:
    start, end = ours.day_bounds(day)
    both = intersect(worked_stretches(ours, start, end), worked_stretches(theirs, start, end))
    return int(sum((b - a).total_seconds() for a, b in both))


def _note(ours: WorkClock, theirs: WorkClock, day: date) -> str:
    """Holidays, leave and their like of a day; a weekend on both sides needs no word."""
    notes = []
    for clock, who in ((ours, "you"), (theirs, "they")):
        reason, named = why_idle(clock, day, ())
        if named:
            notes.append(f"{who}: {reason}")
    return "; ".join(notes)
