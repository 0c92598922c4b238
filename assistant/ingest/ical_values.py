"""Values of calendar properties: moments, lengths, numbers, people (RFC 5545 section 3.3).

What is written is often not what the standard says; what can be understood is taken, the rest is
None. Not for components and lines (`ical_lines`) nor for what an event is (`events`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.ingest.decoding import clean_line
from assistant.ingest.headers import canonical_address
from assistant.ingest.records import Mailbox
from assistant.ingest.zones import find_zone, to_utc, to_wall
from connectors.base import Problem

if TYPE_CHECKING:
    from assistant.ingest.ical_lines import Component, Line

_MOMENT = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[Tt ](\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?([Zz]|[+-]\d{2}:?\d{2})?)?"
)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time as provided: on the wall of its zone, naive."""

    wall: datetime
    is_date: bool
    zone: str
    stated: bool


@dataclass(slots=True)
class Reader:
    """What reading one file needs: its zones, the default, and the problems so far."""

    default_zone: str
    zones: dict[str, Component] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def note(self, kind: str, message: str, uid: str) -> None:
        """Record a problem of an event, once for each kind."""
        if not any(each.kind == kind and each.key == uid for each in self.problems[-20:]):
            self.problems.append(Problem(kind, message, uid))


def read_moment(line: Line | None, reader: Reader, uid: str) -> Moment | None:
    """A date or time property, or None where it is missing or cannot be read."""
    if line is None:
        return None
    return parse_moment(line.value.strip(), line, reader, uid)


def parse_moment(value: str, line: Line, reader: Reader, uid: str) -> Moment | None:
    """One value of a date or time property; its zone is that of the line, else the default."""
    match = _MOMENT.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(each) for each in match.groups()[:3])
    is_date = match[4] is None or line.parameters.get("VALUE", "").upper() == "DATE"
    wall = datetime(year, month, day)  # noqa: DTZ001 - wall time
    if is_date:
        return Moment(wall, is_date=True, zone=reader.default_zone, stated=False)
    hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
    if hour > 24 or minute > 59 or second > 60:
        return None
    # Some write midnight as 24:00, and RFC 5545 allows leap seconds.
    wall += timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
    suffix, tzid = match[7], line.parameters.get("TZID", "")
    if suffix in ("Z", "z"):
        return Moment(wall, is_date=False, zone="UTC", stated=False)
    if suffix:
        offset = datetime.strptime(suffix.replace(":", ""), "%z").utcoffset() or timedelta()
        return Moment(wall - offset, is_date=False, zone="UTC", stated=False)
    if not tzid:
        return Moment(wall, is_date=False, zone=reader.default_zone, stated=False)
    found = find_zone(tzid, reader.zones, default=reader.default_zone)
    if found.problem:
        reader.note("unknown-zone", found.problem, uid)
    return Moment(wall, is_date=False, zone=found.name, stated=not found.problem)


def read_duration(line: Line | None) -> timedelta | None:
    """A DURATION property, or None where it is missing or cannot be read."""
    return None if line is None else parse_duration(line.value.strip())


def parse_duration(value: str) -> timedelta | None:
    """A length such as ``PT1H30M``; negative ones exist."""
    match = _DURATION.fullmatch(value)
    if match is None or len(value) < 3:
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if match[1] == "-" else length


def on_wall_of(moment: Moment, start: Moment) -> datetime:
    """A moment on the wall clock that the series is counted on."""
    if moment.zone == start.zone:
        return moment.wall
    return to_wall(to_utc(moment.wall, moment.zone), start.zone)


def read_number(line: Line | None) -> int:
    """A whole number of at most nine digits, else 0."""
    value = line.value.strip() if line is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def read_stamp(
    component: Component, names: tuple[str, ...], reader: Reader, uid: str
) -> datetime | None:
    """The first of the named properties that can be read, UTC."""
    for name in names:
        line = component.first(name)
        if line is None:
            continue
        try:
            moment = parse_moment(line.value.strip(), line, reader, uid)
            if moment is not None and moment.wall.year > 1971:  # exporters write 1970 for "unknown"
                return to_utc(moment.wall, moment.zone)
        except (ValueError, OverflowError):
            continue
    return None


def read_person(line: Line | None) -> Mailbox | None:
    """A calendar user as address and name, or None where there is no mail address."""
    if line is None:
        return None
    address = _read_address(line)
    if address is None:
        return None
    name = clean_line(line.parameters.get("CN", ""))[:200]
    return Mailbox(address, "" if name.lower() == address else name)


def _read_address(line: Line) -> str | None:
    """The address of a calendar user: the value, else what Apple and Google put into EMAIL."""
    for written in (line.value.strip(), line.parameters.get("EMAIL", "")):
        scheme, colon, rest = written.partition(":")
        bare = rest if colon and scheme.lower() == "mailto" else written
        address = canonical_address(bare.partition("?")[0])
        if address is not None:
            return address
    return None
