"""Expands calendars around now once the resources are in, and writes only what changed.

Series are kept as provided; their occurrences are rows. Both are looked at only when a resource,
the owner's zone or the day is another than last time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.ingest.events import parse_calendar
from assistant.ingest.occurrences import expand
from assistant.store.calendar import EventRow, load_resources, reconcile_events
from assistant.store.engine import read, write
from assistant.store.problems import replace_problems
from assistant.store.rows import load_state, record_state

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Engine

    from assistant.ingest.records import CalendarEvent
    from connectors.base import Problem

#: Days around now in which series are expanded. Back: the last complete quarter and its holidays
#: must be seen; ahead: what an invitation or a promise can name.
DAYS_BACK = 400
DAYS_AHEAD = 90


def settle_events(engine: Engine, owner_id: int, *, zone: str, now: datetime) -> int:
    """Expand every calendar resource around `now`; returns how many events changed.

    Skipped while the resources, the owner's zone and the local day are those of the last time.
    """
    start = (now - timedelta(days=DAYS_BACK)).replace(hour=0, minute=0, second=0, microsecond=0)
    end = start + timedelta(days=DAYS_BACK + DAYS_AHEAD + 1)
    with read(engine) as connection:
        resources = load_resources(connection, owner_id)
        digest = hashlib.sha256(repr((zone, start, end)).encode())
        for place, source, raw in resources:
            digest.update(f"{place} {source} {len(raw)} ".encode() + raw)
        mark = digest.hexdigest()
        if load_state(connection, owner_id, "events") == mark:
            return 0
    rows: list[tuple[int, EventRow]] = []
    problems: dict[str, list[Problem]] = {}
    for place, source, raw in resources:
        parsed = parse_calendar(raw, zone=zone)
        problems[source] = _told_apart(parsed.problems)
        for series in parsed.series:
            expansion = expand(series, start, end, zone=zone)
            problems[source].extend(expansion.problems)
            rows.extend((place, _event_row(event)) for event in expansion.occurrences)
    with write(engine) as connection:
        changed = reconcile_events(connection, owner_id, rows)
        for source, found in problems.items():
            replace_problems(connection, owner_id, source, found)
        record_state(connection, owner_id, "events", mark)
    return changed


def _told_apart(problems: Iterable[Problem]) -> list[Problem]:
    """Two broken events under one UID are two: the second is kept as `UID #2`."""
    seen: Counter[tuple[str, str]] = Counter()
    told = []
    for problem in problems:
        seen[problem.key, problem.kind] += 1
        number = seen[problem.key, problem.kind]
        told.append(replace(problem, key=f"{problem.key} #{number}") if number > 1 else problem)
    return told


def _event_row(event: CalendarEvent) -> EventRow:
    organizer = event.organizer
    values = {
        "ical_uid": event.ical_uid,
        "recurrence_id": event.recurrence_id,
        "sequence": event.sequence,
        "start_at": event.start_at,
        "end_at": event.end_at,
        "zone": event.zone,
        "zone_stated": event.zone_stated,
        "all_day": event.all_day,
        "start_on": event.start_on,
        "end_on": event.end_on,
        "recurring": event.recurring,
        "status": event.status,
        "busy": event.busy,
        "summary": event.summary,
        "description": event.description,
        "location": event.location,
        "organizer": organizer.address if organizer else None,
        "organizer_name": organizer.name if organizer else "",
        "known_at": event.known_at,
    }
    people = {
        one.address: (one.address, one.name, one.partstat, one.cutype) for one in event.attendees
    }
    return EventRow(values, tuple(people.values()))
