"""Calendar resources → events, one by one; series → occurrences in a window.

Every VEVENT is read by itself: one that cannot be used is set aside with its reason, its
neighbours go on. Recurrences are kept as provided and expanded on the wall clock of the event's own
zone (`occurrences`). Not for whose meeting it is (`people`) nor whether it was held (`insight`).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from assistant.ingest.decoding import clean_line, clean_text
from assistant.ingest.ical_lines import Component, Line, read_components
from assistant.ingest.ical_values import (
    Moment,
    Reader,
    on_wall_of,
    parse_duration,
    parse_moment,
    read_duration,
    read_moment,
    read_number,
    read_person,
    read_stamp,
)
from assistant.ingest.occurrences import expand
from assistant.ingest.records import (
    CalendarEvent,
    EventAttendee,
    EventSeries,
    ParsedCalendar,
    SetAside,
)
from assistant.ingest.zones import occurrence_id, to_utc, to_wall
from connectors.base import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["expand", "find_uid", "parse_calendar"]

MAX_ATTENDEES = 1_000
MAX_DATES = 5_000
MAX_DESCRIPTION = 100_000

_ONE_DAY = timedelta(days=1)
_BUSY = frozenset("free tentative busy oof workingelsewhere".split())


class _Unusable(ValueError):
    """A VEVENT that cannot be used; the sentence says why."""


def parse_calendar(raw: bytes, *, zone: str = "UTC") -> ParsedCalendar:
    """Read a calendar resource, event by event; never raises.

    Args:
        raw: iCalendar bytes, several VCALENDARs allowed.
        zone: IANA name for floating times and all-day events: the owner's.

    Returns:
        All its series. VEVENTs in the file = events of all series + those set aside.
    """
    components = read_components(raw)
    reader = Reader(zone)
    for each in components.zones:
        tzid = each.first("TZID")
        if tzid is not None:
            reader.zones.setdefault(tzid.value.strip(), each)
    method = next((line.text for line in components.properties if line.name == "METHOD"), "")
    set_aside: list[SetAside] = []
    events: list[CalendarEvent] = []
    for component in components.events:
        uid = _read_uid(component)
        if component.broken:
            set_aside.append(SetAside(uid, component.broken))
            continue
        try:
            events.append(_read_event(component, uid, reader, is_cancel=method.upper() == "CANCEL"))
        except _Unusable as error:
            set_aside.append(SetAside(uid, str(error)))
        except (OverflowError, ValueError) as error:
            set_aside.append(SetAside(uid, f"a date or number in it is out of range ({error})"))
    series = _group(events, set_aside)
    for left in set_aside:
        reader.problems.append(
            Problem(
                "event-set-aside",
                f"The event {left.ical_uid[:120]} was left out: {left.reason}. "
                "The other events of the calendar were read.",
                left.ical_uid,
            )
        )
    if components.stray_ends:
        reader.note("stray-end", "The calendar has END:VEVENT lines that close nothing.", "")
    if raw.strip() and not (components.events or components.properties or components.zones):
        reader.note("no-calendar", "The file holds no calendar data; nothing was read from it.", "")
    word = method.strip().lower()
    return ParsedCalendar(
        series=tuple(series),
        set_aside=tuple(set_aside),
        problems=tuple(reader.problems),
        method=word if word.isalpha() else None,
    )


def find_uid(parts: Iterable[bytes]) -> str | None:
    """UID of the first event in calendar parts of a mail, or None."""
    for raw in parts:
        for component in read_components(raw).events:
            return _read_uid(component)
    return None


# ── One event ────────────────────────────────────────────────────────────────────────────────


def _read_uid(component: Component) -> str:
    line = component.first("UID")
    uid = clean_line(line.text) if line is not None else ""
    if uid:
        return uid[:500]
    digest = hashlib.sha256()
    for each in component.lines:
        if each.name not in ("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE"):
            digest.update(f"{each.name}:{each.value}\n".encode("utf-8", "replace"))
    return "sha256-" + digest.hexdigest()


def _read_event(
    component: Component, uid: str, reader: Reader, *, is_cancel: bool
) -> CalendarEvent:
    start = read_moment(component.first("DTSTART"), reader, uid)
    if start is None:
        raise _Unusable("it has no DTSTART that can be read")
    end_wall, end_zone = _read_end(component, start, reader, uid)
    start_at, end_at = to_utc(start.wall, start.zone), to_utc(end_wall, end_zone)
    if end_at < start_at:
        reader.note(
            "ends-before-start",
            f"The event {uid[:120]} ends before it starts; it was given no length.",
            uid,
        )
        end_wall, end_at = start.wall, start_at
    recurrence_id, this_and_future = _read_recurrence_id(component, start, reader, uid)
    excluded, excluded_days = _read_excluded(component, start, reader, uid)
    added = _read_added(component, start, reader, uid)
    rules = "\n".join(
        f"{line.name}:{line.value.strip()}"
        for line in component.lines
        if line.name in ("RRULE", "EXRULE") and line.value.strip()
    )
    status = _word(component, "STATUS")
    return CalendarEvent(
        ical_uid=uid,
        recurrence_id=recurrence_id,
        sequence=read_number(component.first("SEQUENCE")),
        start_at=start_at,
        end_at=end_at,
        zone=start.zone,
        zone_stated=start.stated,
        all_day=start.is_date,
        start_on=start.wall.date() if start.is_date else None,
        end_on=max(end_wall.date(), start.wall.date() + _ONE_DAY) if start.is_date else None,
        status="cancelled" if is_cancel or status in ("cancelled", "canceled") else (
            "tentative" if status == "tentative" else "confirmed"
        ),
        summary=_text(component, "SUMMARY"),
        description=_description(component),
        location=_text(component, "LOCATION"),
        organizer=read_person(component.first("ORGANIZER")),
        attendees=_read_attendees(component, reader, uid),
        known_at=read_stamp(component, ("CREATED", "DTSTAMP", "LAST-MODIFIED"), reader, uid),
        stamped_at=read_stamp(component, ("DTSTAMP", "LAST-MODIFIED"), reader, uid),
        busy=_busy(component),
        event_type=_word(component, "X-GOOGLE-EVENT-TYPE") or _word(component, "X-EVENT-TYPE"),
        rrule=rules if not recurrence_id else "",
        wall=start.wall,
        added=added if not recurrence_id else (),
        excluded=excluded,
        excluded_days=excluded_days,
        recurring=bool(rules or added or recurrence_id),
        this_and_future=this_and_future,
    )  # fmt: skip


def _read_end(
    component: Component, start: Moment, reader: Reader, uid: str
) -> tuple[datetime, str]:
    """End on the wall and the zone of that wall: DTEND, else DURATION, else the default."""
    end = read_moment(component.first("DTEND"), reader, uid)
    if end is not None:
        if end.is_date and not start.is_date:
            return end.wall, start.zone
        return end.wall, end.zone
    duration = read_duration(component.first("DURATION"))
    if duration is not None:
        if start.is_date:
            return start.wall + max(_ONE_DAY, duration), start.zone
        # An exact length: counted in UTC, shown on the wall.
        return to_wall(to_utc(start.wall, start.zone) + duration, start.zone), start.zone
    return start.wall + (_ONE_DAY if start.is_date else timedelta()), start.zone


def _read_recurrence_id(
    component: Component, start: Moment, reader: Reader, uid: str
) -> tuple[str, bool]:
    line = component.first("RECURRENCE-ID")
    if line is None:
        return "", False
    moment = read_moment(line, reader, uid)
    if moment is None:
        raise _Unusable("its RECURRENCE-ID cannot be read")
    future = line.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
    return occurrence_id(moment.wall, moment.zone, is_date=moment.is_date), future


def _read_excluded(
    component: Component, start: Moment, reader: Reader, uid: str
) -> tuple[frozenset[datetime], frozenset[date]]:
    walls: set[datetime] = set()
    days: set[date] = set()
    for line, value in _listed(component, "EXDATE"):
        moment = parse_moment(value.strip(), line, reader, uid)
        if moment is None:
            reader.note(
                "unreadable-exdate",
                f"A cancelled date of the event {uid[:120]} cannot be read and was ignored.",
                uid,
            )
        elif moment.is_date:
            days.add(moment.wall.date())
        else:
            walls.add(on_wall_of(moment, start))
    return frozenset(walls), frozenset(days)


def _listed(component: Component, name: str) -> Iterator[tuple[Line, str]]:
    """The values of a property that lists several, at most `MAX_DATES` of all its lines."""
    values = ((line, value) for line in component.all(name) for value in line.value.split(","))
    return islice(values, MAX_DATES)


def _read_added(
    component: Component, start: Moment, reader: Reader, uid: str
) -> tuple[tuple[datetime, timedelta | None], ...]:
    added: dict[datetime, timedelta | None] = {}
    for line, value in _listed(component, "RDATE"):
        first, slash, last = value.strip().partition("/")
        moment = parse_moment(first, line, reader, uid)
        if moment is None:
            reader.note(
                "unreadable-rdate",
                f"An added date of the event {uid[:120]} cannot be read and was ignored.",
                uid,
            )
            continue
        length = _period_length(first, last, line, reader, uid) if slash else None
        wall = moment.wall if moment.is_date else on_wall_of(moment, start)
        if moment.is_date and not start.is_date:
            wall = datetime.combine(wall.date(), start.wall.time())
        added[wall] = length
    return tuple(sorted(added.items()))


def _period_length(first: str, last: str, line: Line, reader: Reader, uid: str) -> timedelta | None:
    begin, end = parse_moment(first, line, reader, uid), parse_moment(last, line, reader, uid)
    if begin is not None and end is not None:
        return max(timedelta(), end.wall - begin.wall)
    return parse_duration(last)


def _text(component: Component, name: str) -> str:
    line = component.first(name)
    return clean_line(line.text)[:2_000] if line is not None else ""


def _description(component: Component) -> str:
    line = component.first("DESCRIPTION")
    return clean_text(line.text).strip()[:MAX_DESCRIPTION] if line is not None else ""


def _word(component: Component, name: str) -> str:
    line = component.first(name)
    return line.value.strip().lower()[:40] if line is not None else ""


def _busy(component: Component) -> str:
    for name in ("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS"):
        word = _word(component, name)
        if word in _BUSY:
            return word
    return "free" if _word(component, "TRANSP") == "transparent" else "busy"


# ── People ───────────────────────────────────────────────────────────────────────────────────


def _read_attendees(component: Component, reader: Reader, uid: str) -> tuple[EventAttendee, ...]:
    people: dict[str, EventAttendee] = {}
    lines = component.all("ATTENDEE")
    if len(lines) > MAX_ATTENDEES:
        reader.note(
            "too-many-attendees",
            f"The event {uid[:120]} has {len(lines)} people; the first 1,000 were kept.",
            uid,
        )
    for line in lines[:MAX_ATTENDEES]:
        person = read_person(line)
        if person is None:
            continue
        parameters = line.parameters
        attendee = EventAttendee(
            address=person.address,
            name=person.name,
            partstat=(parameters.get("PARTSTAT") or "needs-action").lower()[:20],
            role=(parameters.get("ROLE") or "req-participant").lower()[:20],
            cutype=(parameters.get("CUTYPE") or "individual").lower()[:20],
        )
        known = people.get(person.address)
        if known is None or known.partstat == "needs-action":
            people[person.address] = attendee
    return tuple(people.values())


# ── Series ───────────────────────────────────────────────────────────────────────────────────


def _group(events: list[CalendarEvent], set_aside: list[SetAside]) -> list[EventSeries]:
    """Events by UID, in the order of the file; of two versions of one event the newer stays."""
    groups: dict[str, dict[str, CalendarEvent]] = {}
    for event in events:
        versions = groups.setdefault(event.ical_uid, {})
        known = versions.get(event.recurrence_id)
        if known is None:
            versions[event.recurrence_id] = event
            continue
        older = min(known, event, key=_version)
        versions[event.recurrence_id] = known if older is event else event
        set_aside.append(SetAside(older.ical_uid, "the calendar holds a newer version of it"))
    return [
        EventSeries(uid, tuple(sorted(versions.values(), key=lambda each: each.recurrence_id)))
        for uid, versions in groups.items()
    ]


def _version(event: CalendarEvent) -> tuple[int, datetime]:
    return event.sequence, event.stamped_at or datetime.min.replace(tzinfo=UTC)
