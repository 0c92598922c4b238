"""From events as Google has them to iCalendar objects (RFC 5545); pure.

An object holds one event, or a series with its exceptions, as a CalDAV server keeps them: so that the
same meeting in two calendars of different providers is one. What Google says of a meeting and nobody
asks about here (reminders, colours, attachments) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PRODID = "-//Rapport//Google Calendar//EN"
#: Kinds of entries that are no meeting and no absence.
LEFT_OUT = frozenset({"workingLocation", "birthday"})
_OCTETS = 75
_INSTANCE = re.compile(r"(?P<series>.+)_(?P<at>\d{8}(?:T\d{6}Z)?)")
_RULE = re.compile(r"(?:RRULE|EXRULE|RDATE|EXDATE)[;:][\x20-\x7e]{1,4000}")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_ADDRESS = re.compile(r"[^\s\x00-\x20<>\"\\,;:]+@[^\s\x00-\x20<>\"\\,;:]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_STATUS = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE", "cancelled": "CANCELLED"}
_ANSWERS = {
    "needsAction": "NEEDS-ACTION",
    "declined": "DECLINED",
    "tentative": "TENTATIVE",
    "accepted": "ACCEPTED",
}
_CLASSES = {"private": "PRIVATE", "confidential": "CONFIDENTIAL", "public": "PUBLIC"}

Row = Mapping[str, Any]


class NoEvent(ValueError):
    """A row that no event can be made of."""


@dataclass(slots=True)
class Series:
    """One event, or a series: a row for the whole, and one for each occurrence that differs.

    Attributes:
        master: None: only occurrences are in this calendar, as where somebody is invited to one.
        exceptions: By id; cancelled ones among them.
    """

    master: Row | None = None
    exceptions: dict[str, Row] = field(default_factory=dict)

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it is left."""
        if self.master is not None:
            return _is_cancelled(self.master)
        return all(_is_cancelled(row) for row in self.exceptions.values())

    @property
    def is_left_out(self) -> bool:
        """Whether it is no meeting and no absence."""
        return self.master is not None and str(self.master.get("eventType")) in LEFT_OUT

    def rows(self) -> dict[str, Row]:
        """All rows by id."""
        own = {str(self.master["id"]): self.master} if self.master is not None else {}
        return own | self.exceptions


def series_of(row: Row) -> str | None:
    """The id of the series that a row is an exception of; None: it stands by itself.

    A cancelled row may hold nothing but its id, which then says it.
    """
    named = row.get("recurringEventId")
    if isinstance(named, str) and named:
        return named
    found = _INSTANCE.fullmatch(str(row["id"]))
    return found["series"] if found and _is_cancelled(row) and "start" not in row else None


def gather(rows: Sequence[Row]) -> dict[str, Series]:
    """Rows by what they belong to, in the order in which that came first."""
    found: dict[str, Series] = {}
    for row in rows:
        named = series_of(row)
        series = found.setdefault(named or str(row["id"]), Series())
        if named is None:
            series.master = row
        else:
            series.exceptions[str(row["id"])] = row
    return found


def compose(series: Series) -> bytes:
    """The iCalendar object of an event or a series.

    Raises:
        NoEvent: there is no start, or nothing that names it.
    """
    try:
        lines = _lines(series)
    except OverflowError as error:
        raise NoEvent("a moment beyond all calendars") from error
    return b"".join(map(_folded, lines))


def _lines(series: Series) -> list[str]:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}"]
    master = series.master
    zone = _zone_of(master.get("start")) if master is not None else None
    if master is not None:
        lines += _event(master, master)
    exceptions = [(_original(row, zone), row) for row in series.exceptions.values()]
    for original, row in sorted(exceptions, key=lambda pair: pair[0]):
        lines += _event(row, master, original=original)
    lines.append("END:VCALENDAR")
    return lines


def _event(row: Row, master: Row | None, *, original: str | None = None) -> Iterator[str]:
    uid = row.get("iCalUID") or (master or {}).get("iCalUID")
    if not isinstance(uid, str) or not uid:
        uid = f"{(master or row)['id']}@google.com"
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(uid)}"
    yield f"DTSTAMP:{_stamp(row) or _stamp(master) or '19700101T000000Z'}"
    if original is not None:
        yield f"RECURRENCE-ID{original}"
    if isinstance(row.get("start"), Mapping):
        yield f"DTSTART{_moment(row['start'])}"
        if isinstance(row.get("end"), Mapping) and not row.get("endTimeUnspecified"):
            yield f"DTEND{_moment(row['end'])}"
    elif original is not None:
        yield f"DTSTART{original}"
    else:
        raise NoEvent("an event without a start")
    yield from _rules(row)
    yield from _words(row)
    yield from _people(row)
    yield "END:VEVENT"


def _rules(row: Row) -> Iterator[str]:
    rules = row.get("recurrence")
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, str) and _RULE.fullmatch(rule):
            yield rule


def _words(row: Row) -> Iterator[str]:
    for name, key in (("SUMMARY", "summary"), ("DESCRIPTION", "description")):
        if isinstance(row.get(key), str):
            yield f"{name}:{_text(row[key])}"
    if isinstance(row.get("location"), str):
        yield f"LOCATION:{_text(row['location'])}"
    yield f"STATUS:{_STATUS.get(str(row.get('status')), 'CONFIRMED')}"
    if isinstance(row.get("sequence"), int):
        yield f"SEQUENCE:{max(row['sequence'], 0)}"
    if row.get("transparency") == "transparent":
        yield "TRANSP:TRANSPARENT"
    if (seen_by := str(row.get("visibility"))) in _CLASSES:
        yield f"CLASS:{_CLASSES[seen_by]}"
    created = _instant(row.get("created"))
    if created is not None:
        yield f"CREATED:{_utc(created)}"
    if stamp := _stamp(row):
        yield f"LAST-MODIFIED:{stamp}"
    link = row.get("hangoutLink")
    if isinstance(link, str) and link.isascii() and link.isprintable():
        yield f"X-GOOGLE-CONFERENCE:{link}"


def _people(row: Row) -> Iterator[str]:
    organizer = row.get("organizer")
    if isinstance(organizer, Mapping) and (address := _address(organizer)):
        yield f"ORGANIZER{_name(organizer)}:mailto:{address}"
    attendees = row.get("attendees")
    for one in attendees if isinstance(attendees, list) else ():
        if isinstance(one, Mapping) and (address := _address(one)):
            kind = "RESOURCE" if one.get("resource") else "INDIVIDUAL"
            role = "OPT-PARTICIPANT" if one.get("optional") else "REQ-PARTICIPANT"
            answer = _ANSWERS.get(str(one.get("responseStatus")), "NEEDS-ACTION")
            yield (
                f"ATTENDEE;CUTYPE={kind};ROLE={role};PARTSTAT={answer}{_name(one)}:mailto:{address}"
            )


def _is_cancelled(row: Row) -> bool:
    return row.get("status") == "cancelled"


# ── moments ──────────────────────────────────────────────────────────────────────────────────


def _original(row: Row, zone: str | None) -> str:
    """What follows RECURRENCE-ID: the start that the rule gave, in the zone of the series."""
    told = row.get("originalStartTime")
    if isinstance(told, Mapping):
        if "date" in told or zone is None:
            return _moment(told)
        return _moment({**told, "timeZone": zone})
    found = _INSTANCE.fullmatch(str(row["id"]))
    if found is None:
        raise NoEvent("an exception that does not say of what")
    at = found["at"]
    if len(at) == 8:
        return f";VALUE=DATE:{at}"
    try:
        moment = datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise NoEvent("an exception of a moment that is none") from error
    return _moment({"dateTime": moment.isoformat(), "timeZone": zone})


def _moment(told: Row) -> str:
    """What follows the name of a field: parameters and value."""
    day = told.get("date")
    if isinstance(day, str):
        try:
            return f";VALUE=DATE:{date.fromisoformat(day):%Y%m%d}"
        except ValueError as error:
            raise NoEvent("a day that is none") from error
    moment = _instant(told.get("dateTime"))
    if moment is None:
        raise NoEvent("a moment that is none")
    name = told.get("timeZone")
    zone = _find_zone(name) if isinstance(name, str) else None
    if zone is None or name in ("UTC", "Etc/UTC", "GMT"):
        return f":{_utc(moment)}"
    return f";TZID={name}:{moment.astimezone(zone):%Y%m%dT%H%M%S}"


def _zone_of(told: object) -> str | None:
    name = told.get("timeZone") if isinstance(told, Mapping) else None
    return name if isinstance(name, str) else None


@lru_cache(maxsize=256)
def _find_zone(name: str) -> ZoneInfo | None:
    if not _ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _stamp(row: Row | None) -> str | None:
    moment = _instant(row.get("updated")) if row is not None else None
    return None if moment is None else _utc(moment)


def _instant(written: object) -> datetime | None:
    """A moment of RFC 3339 as aware UTC; None: it is none."""
    if not isinstance(written, str):
        return None
    try:
        moment = datetime.fromisoformat(written)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


# ── text ─────────────────────────────────────────────────────────────────────────────────────


def _text(value: str) -> str:
    plain = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in "\\;,":
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _name(person: Row) -> str:
    name = person.get("displayName")
    if not isinstance(name, str):
        return ""
    plain = " ".join(_CONTROL.sub(" ", name.replace('"', "'")).split())
    return f';CN="{plain}"' if plain else ""


def _address(person: Row) -> str:
    address = person.get("email")
    return address if isinstance(address, str) and _ADDRESS.fullmatch(address) else ""


def _folded(line: str) -> bytes:
    """A line with its end, folded to 75 octets between characters (RFC 5545, 3.1)."""
    raw = line.encode("utf-8", "replace")
    pieces: list[bytes] = []
    start, most = 0, _OCTETS
    while len(raw) - start > most:
        end = start + most
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(raw[start:end])
        start, most = end, _OCTETS - 1
    return b"\r\n ".join([*pieces, raw[start:]]) + b"\r\n"
