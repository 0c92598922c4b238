"""One series → its occurrences in a window, with exceptions, on the wall clock of its zone.

After RFC 5545 and RFC 5546: a rule gives starts, EXDATE takes some out, RDATE adds some, an event
with a RECURRENCE-ID replaces one of them, or with THISANDFUTURE the rest. What a hostile rule may
cost is bounded by `recurrence`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.ingest.records import CalendarEvent, EventSeries, Expansion
from assistant.ingest.recurrence import MAX_OCCURRENCES, BadRule, expand_rule, parse_rule
from assistant.ingest.zones import occurrence_id, to_utc, to_wall
from connectors.base import Problem

_ONE_DAY = timedelta(days=1)


def expand(
    series: EventSeries, window_start: datetime, window_end: datetime, *, zone: str = "UTC"
) -> Expansion:
    """The occurrences of a series that touch [window_start, window_end), by start.

    Args:
        window_start: Aware; a meeting that began before and runs into the window touches it.
        window_end: Aware.
        zone: IANA name of the owner; unused where events carry their own, kept for all-day ones.

    Returns:
        A single event as it is, with ``recurrence_id == ''``; of a series its occurrences,
        cancelled ones included. A rule that is refused leaves the first occurrence, with a problem.
    """
    problems: list[Problem] = []
    master = next((each for each in series.events if not each.recurrence_id), None)
    exceptions = {each.recurrence_id: each for each in series.events if each.recurrence_id}
    found: dict[str, CalendarEvent] = {}
    if master is not None and not master.recurring:
        found[""] = master
    elif master is not None:
        changes = sorted(
            (each for each in exceptions.values() if each.this_and_future),
            key=lambda each: each.recurrence_id,
        )
        for wall, length in _starts(master, window_start, window_end, problems).items():
            occurrence = _place(_occurrence(master, wall, length), exceptions, changes)
            found[occurrence.recurrence_id] = occurrence
    for key, exception in exceptions.items():
        # An exception without a place in the rule: moved here, or its master came elsewhere.
        if not exception.this_and_future or master is None:
            found.setdefault(key, exception)
    touching = [
        each
        for each in found.values()
        if each.start_at < window_end
        and (each.end_at > window_start or each.start_at >= window_start)
    ]
    touching.sort(key=lambda each: (each.start_at, each.recurrence_id))
    if len(touching) > MAX_OCCURRENCES:
        touching = touching[:MAX_OCCURRENCES]
    return Expansion(tuple(touching), tuple(problems))


def _starts(
    master: CalendarEvent, window_start: datetime, window_end: datetime, problems: list[Problem]
) -> dict[datetime, timedelta | None]:
    """Wall-clock starts in and shortly around the window, with a length of their own or None."""
    length = master.end_at - master.start_at
    # A day on both sides: the window is UTC, the wall is not. Exceptions may move in from outside.
    low = _clamp(window_start, -length - _ONE_DAY)
    high = _clamp(window_end, _ONE_DAY)
    starts: dict[datetime, timedelta | None] = {}
    if low <= master.wall < high:
        starts[master.wall] = None
    removed: set[datetime] = set()
    for line in master.rrule.split("\n") if master.rrule else ():
        name, _, text = line.partition(":")
        try:
            rule = parse_rule(text)
            if rule.until is not None and rule.until_utc:
                until = to_wall(rule.until.replace(tzinfo=UTC), master.zone)
                rule = replace(rule, until=until)
            walls = expand_rule(rule, master.wall, low, high)
        except (BadRule, OverflowError) as error:
            problems.append(_rule_problem(master, str(error)))
            continue
        if walls.cut:
            problems.append(_rule_problem(master, walls.cut))
        if name == "EXRULE":
            removed.update(walls.walls)
        else:
            starts.update(dict.fromkeys(walls.walls))
    starts.update((wall, each) for wall, each in master.added if low <= wall < high)
    gone = master.excluded | removed
    return {
        wall: starts[wall]
        for wall in sorted(starts)
        if wall not in gone and wall.date() not in master.excluded_days
    }


def _clamp(moment: datetime, shift: timedelta) -> datetime:
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) + shift
    except OverflowError:
        # Wall times have no zone; these are the ends of the calendar.
        return datetime(1, 1, 1) if shift < timedelta() else datetime(9999, 12, 31)  # noqa: DTZ001


def _rule_problem(master: CalendarEvent, reason: str) -> Problem:
    return Problem(
        "recurrence",
        f"The recurrence of the event {master.ical_uid[:120]} was not followed to its end: "
        f"{reason}. What was worked out until there was kept.",
        master.ical_uid,
    )


def _occurrence(master: CalendarEvent, wall: datetime, length: timedelta | None) -> CalendarEvent:
    recurrence_id = occurrence_id(wall, master.zone, is_date=master.all_day)
    start_at = to_utc(wall, master.zone)
    if master.all_day and master.start_on is not None and master.end_on is not None:
        days = length if length is not None else master.end_on - master.start_on
        end_wall = wall + max(days, _ONE_DAY)
        return replace(
            master,
            recurrence_id=recurrence_id,
            start_at=start_at,
            end_at=to_utc(end_wall, master.zone),
            start_on=wall.date(),
            end_on=end_wall.date(),
            wall=wall,
        )
    return replace(
        master,
        recurrence_id=recurrence_id,
        start_at=start_at,
        end_at=start_at + (master.end_at - master.start_at if length is None else length),
        wall=wall,
    )


def _place(
    occurrence: CalendarEvent, exceptions: dict[str, CalendarEvent], changes: list[CalendarEvent]
) -> CalendarEvent:
    """The occurrence as its exception has it; an exception used is taken out of `exceptions`."""
    key = _find_exception(occurrence, exceptions)
    if key is None:
        return _shift_by_future(occurrence, changes)
    exception = exceptions[key]
    if not exception.this_and_future:
        del exceptions[key]
    return replace(exception, recurrence_id=occurrence.recurrence_id, this_and_future=False)


def _find_exception(occurrence: CalendarEvent, exceptions: dict[str, CalendarEvent]) -> str | None:
    """The exception for an occurrence: by its instant, else by its day where only that is given."""
    for key in (
        occurrence.recurrence_id,
        f"{occurrence.wall:%Y-%m-%d}",
        f"{occurrence.wall:%Y-%m-%d}T00:00:00Z" if occurrence.all_day else "",
    ):
        if key and key in exceptions:
            return key
    return None


def _shift_by_future(occurrence: CalendarEvent, changes: list[CalendarEvent]) -> CalendarEvent:
    """Apply the last THISANDFUTURE exception before an occurrence; `changes` are in their order."""
    before = bisect_right(changes, occurrence.recurrence_id, key=lambda each: each.recurrence_id)
    if before == 0:
        return occurrence
    change = changes[before - 1]
    original = datetime.fromisoformat(change.recurrence_id)
    if occurrence.all_day or change.all_day or original.tzinfo is None:
        shifted = occurrence.wall + (change.wall - original.replace(tzinfo=None))
    else:
        shifted = occurrence.wall + (change.wall - to_wall(original, change.zone))
    moved = _occurrence(replace(change, this_and_future=False), shifted, None)
    return replace(moved, recurrence_id=occurrence.recurrence_id, recurring=True)
