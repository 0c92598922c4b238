"""Expands calendars around now once the resources are in, and writes only what changed.

Series are kept as provided; their occurrences are rows. Both are looked at only when a resource,
the owner's zone or the day is another than last time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from assistant.ingest.events import parse_calendar
from assistant.ingest.invitations import Answers, InvitationMail, answered, read_invitations
from assistant.ingest.occurrences import expand
from assistant.ingest.people import is_ours
from assistant.store.calendar import EventRow, load_mailed, load_resources, reconcile_events
from assistant.store.engine import read, write
from assistant.store.problems import replace_problems
from assistant.store.rows import load_state, record_state
from connectors.base import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Engine, Row

    from assistant.ingest.records import CalendarEvent, WhoConfig

#: Days around now in which series are expanded. Back: the last complete quarter and its holidays
#: must be seen; ahead: what an invitation or a promise can name.
DAYS_BACK = 400
DAYS_AHEAD = 90
#: Of this stage: another one reads again what has not changed.
VERSION = 3
#: Of one kind and one resource that are named one by one.
MAX_PROBLEMS = 100


def settle_events(
    engine: Engine, owner_id: int, *, who: WhoConfig, zone: str, now: datetime
) -> int:
    """Expand every calendar resource around `now`; returns how many events changed.

    Meetings that only mails speak of are added to those of the calendars; of what both know the
    calendar has it, with the answers that went out by mail. Skipped while resources, mails, the
    owner and the local day are those of the last time.
    """
    start = (now - timedelta(days=DAYS_BACK)).replace(hour=0, minute=0, second=0, microsecond=0)
    end = start + timedelta(days=DAYS_BACK + DAYS_AHEAD + 1)
    with read(engine) as connection:
        resources = load_resources(connection, owner_id)
        mails = load_mailed(connection, owner_id, now=now)
        ours = (sorted(who.own_addresses), sorted(who.internal_domains))
        digest = hashlib.sha256(repr((VERSION, zone, start, end, ours)).encode())
        for place, source, raw in resources:
            digest.update(f"{place} {source} {len(raw)} ".encode() + raw)
        for mail in mails:
            digest.update(f"{mail.place} {mail.message} {len(mail.raw)} ".encode() + mail.raw)
        mark = digest.hexdigest()
        if load_state(connection, owner_id, "events") == mark:
            return 0
    rows, problems = _read_calendars(resources, start, end, zone=zone)
    rows = _add_mailed(rows, _once(mails), start, end, who=who, zone=zone)
    with write(engine) as connection:
        changed = reconcile_events(connection, owner_id, rows)
        for source, found in problems.items():
            replace_problems(connection, owner_id, source, found)
        record_state(connection, owner_id, "events", mark)
    return changed


def _read_calendars(
    resources: Iterable[tuple[int, str, bytes]], start: datetime, end: datetime, *, zone: str
) -> tuple[list[tuple[int, EventRow]], dict[str, list[Problem]]]:
    """(place, event) of everything in the window, and what was wrong in each resource."""
    rows: list[tuple[int, EventRow]] = []
    problems: dict[str, list[Problem]] = {}
    for place, source, raw in resources:
        parsed = parse_calendar(raw, zone=zone)
        problems[source] = [*parsed.problems]
        for series in parsed.series:
            expansion = expand(series, start, end, zone=zone)
            problems[source].extend(expansion.problems)
            rows.extend((place, _event_row(event)) for event in expansion.occurrences)
        problems[source] = _told_apart(problems[source])
    return rows, problems


def _add_mailed(
    rows: list[tuple[int, EventRow]],
    mails: list[InvitationMail],
    start: datetime,
    end: datetime,
    *,
    who: WhoConfig,
    zone: str,
) -> list[tuple[int, EventRow]]:
    """The meetings that no calendar knows beside those of the calendars, all with their answers."""
    found, answers = read_invitations(
        mails,
        zone=zone,
        own=frozenset(who.own_addresses),
        is_ours=lambda address: is_ours(address, who),
    )
    known = {row.values["ical_uid"] for _, row in rows}
    every = [*rows]
    for one in found:
        if one.series.ical_uid not in known:
            events = expand(one.series, start, end, zone=zone).occurrences
            every.extend(
                (place, _event_row(event)) for event in events for place in sorted(one.places)
            )
    return [(place, _with_answers(row, answers)) for place, row in every] if answers else every


def _told_apart(problems: Iterable[Problem]) -> list[Problem]:
    """Problems of one resource, each under a key of its own, the first hundred of each kind.

    Two broken events under one UID are two: the second is kept as `UID #2`. What is beyond a
    hundred is one problem that says how many more there are: a file of a megabyte can hold a
    hundred thousand, and nobody reads them.
    """
    seen: Counter[tuple[str, str]] = Counter()
    kinds: Counter[str] = Counter()
    told = []
    for problem in problems:
        kinds[problem.kind] += 1
        if kinds[problem.kind] > MAX_PROBLEMS:
            continue
        seen[problem.key, problem.kind] += 1
        number = seen[problem.key, problem.kind]
        told.append(replace(problem, key=f"{problem.key} #{number}") if number > 1 else problem)
    for kind, count in kinds.items():
        more = count - MAX_PROBLEMS
        if more > 0:
            what = f"{more:,} more events of this calendar" if more > 1 else "One more event of it"
            wrong = "were left out" if kind == "event-set-aside" else "have the same trouble"
            sentence = f"{what} {wrong}: the first {MAX_PROBLEMS} are named one by one."
            told.append(Problem(kind, sentence, f"and {more} more"))
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
    # What a rule gave carries the rule; an exception that took its place has none.
    exception = bool(event.recurrence_id) and not event.rrule and not event.added
    return EventRow(values, tuple(people.values()), exception)


def _once(mails: Iterable[Row[Any]]) -> list[InvitationMail]:
    """Each mail once, with all the places that its calendar part is stored at."""
    copies: dict[int, list[Row[Any]]] = {}
    for mail in mails:
        copies.setdefault(mail.message, []).append(mail)
    return [
        InvitationMail(
            places=tuple(copy.place for copy in found),
            sent_at=found[0].sent_at,
            sender=found[0].sender,
            forged=bool(found[0].machine.get("forged")),
            method=found[0].calendar_method,
            raw=found[0].raw,
        )
        for found in copies.values()
    ]


def _with_answers(row: EventRow, answers: Answers) -> EventRow:
    told = answered(row.key, row.values["sequence"], row.attendees, answers)
    return row if told == row.attendees else replace(row, attendees=told)
