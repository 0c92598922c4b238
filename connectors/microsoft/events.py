"""An event of Graph as an iCalendar object (RFC 5545): a single one, or a series with what differs.

A series is one object: the master with its rule, an EXDATE for every occurrence that was deleted, and
an own event for every occurrence that was changed. Moments with a zone keep it, since a series
repeats by its clock; the zone is named and not described, all IANA zones are known to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from connectors.microsoft.rules import NoRule, rule_of
from connectors.microsoft.zones import is_in_reach, moment_of
from connectors.zones import zone_named

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connectors.microsoft.session import Row

#: A UID that Outlook made of another one (MS-OXOCAL, 2.2.1.27): its class id, in hex.
_OUTLOOK_ID = "040000008200E00074C5B7101A82E008"
_FOREIGN = b"vCal-Uid\x01\x00\x00\x00"
_PARTSTAT = {
    "accepted": "ACCEPTED",
    "organizer": "ACCEPTED",
    "tentativelyAccepted": "TENTATIVE",
    "declined": "DECLINED",
    "none": "NEEDS-ACTION",
    "notResponded": "NEEDS-ACTION",
}
_ROLES = {
    "required": "REQ-PARTICIPANT",
    "optional": "OPT-PARTICIPANT",
    "resource": "NON-PARTICIPANT",
}
_CLASSES = {"private": "PRIVATE", "personal": "PRIVATE", "confidential": "CONFIDENTIAL"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINE_OCTETS = 75
#: Of one text; a description of more is cut.
_MAX_TEXT = 100_000


#: A series with all that differs in it; more is none.
MAX_EVENT_BYTES = 5_000_000


class NotAnEvent(Exception):
    """It has no moment, or no rule that can be told; the words say which."""


def to_ical(event: Row, *, product: str = "Microsoft Graph") -> bytes:
    """The iCalendar object of a single event, or of a series with its `exceptionOccurrences`.

    Args:
        event: As Graph tells it. Exchange Server tells the same in other words: put into these, and
            with the `sequence` of its changes, which Graph keeps to itself.
        product: What it was read by.

    Raises:
        NotAnEvent: it cannot be told.
    """
    uid = uid_of(event)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Rapport//{product}//EN"]
    lines += _vevent(event, uid, None)
    changed = event.get("exceptionOccurrences")
    for each in changed if isinstance(changed, list) else ():
        if isinstance(each, dict):
            lines += _vevent(each, uid, event)
    lines.append("END:VCALENDAR")
    raw = b"".join(_folded(line) for line in lines)
    if len(raw) > MAX_EVENT_BYTES:
        raise NotAnEvent("it is too large")
    return raw


def uid_of(event: Row) -> str:
    """The UID under which other calendars know the event.

    Outlook wraps the UID of an event that came from elsewhere; it is taken out again, so that the
    same meeting is the same in every calendar.
    """
    given = event.get("iCalUId") or event.get("uid") or event.get("id")
    text = _plain(given) if isinstance(given, str) else ""
    if not text:
        raise NotAnEvent("it has no id")
    if not text.upper().startswith(_OUTLOOK_ID):
        return text
    try:
        blob = bytes.fromhex(text)
    except ValueError:
        return text
    data = blob[40:]
    if data.startswith(_FOREIGN):
        return _plain(data[len(_FOREIGN) :].rstrip(b"\0").decode("utf-8", "replace")) or text
    # Bytes 16 to 20 name the day of one occurrence; without them it is the series.
    return (blob[:16] + bytes(4) + blob[20:]).hex().upper()


def last_day_of(event: Row) -> date:
    """The last day on which something of the event happens, as far as that can be told."""
    recurrence = event.get("recurrence")
    if isinstance(recurrence, dict):
        span = recurrence.get("range")
        if not isinstance(span, dict) or span.get("type") != "endDate":
            return date.max
        try:
            return date.fromisoformat(str(span.get("endDate")))
        except ValueError:
            return date.max
    end = moment_of(event.get("end")) or moment_of(event.get("start"))
    return end.date() if end else date.max


def _vevent(event: Row, uid: str, master: Row | None) -> Iterator[str]:
    start, end = moment_of(event.get("start")), moment_of(event.get("end"))
    if start is None:
        raise NotAnEvent("it has no moment")
    all_day = event.get("isAllDay") is True
    zone = _zone(master or event)
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(uid)}"
    yield f"DTSTAMP:{_stamp(event)}"
    sequence = event.get("sequence")
    if isinstance(sequence, int) and 0 < sequence < 1_000_000_000:
        yield f"SEQUENCE:{sequence}"
    yield _when("DTSTART", start, zone, all_day=all_day)
    if end is not None and end >= start:
        yield _when("DTEND", end, zone, all_day=all_day)
    if master is not None:
        yield _recurrence_id(event, start, zone, all_day=master.get("isAllDay") is True)
    elif isinstance(event.get("recurrence"), dict):
        yield from _repeats(event, start, zone, all_day=all_day)
    yield from _words(event)
    yield from _people(event)
    yield "END:VEVENT"


def _recurrence_id(event: Row, start: datetime, zone: ZoneInfo | None, *, all_day: bool) -> str:
    original = event.get("originalStart")
    try:
        was = datetime.fromisoformat(original) if isinstance(original, str) else start
    except ValueError:
        was = start
    was = was if is_in_reach(was) else start
    was = was if was.tzinfo else was.replace(tzinfo=UTC)
    return _when("RECURRENCE-ID", was, zone, all_day=all_day)


def _repeats(event: Row, start: datetime, zone: ZoneInfo | None, *, all_day: bool) -> Iterator[str]:
    try:
        yield f"RRULE:{rule_of(event['recurrence'], zone, all_day=all_day)}"
    except NoRule as error:
        raise NotAnEvent(f"it repeats in a way that is not known: {error}") from error
    local = start.astimezone(zone or UTC)
    for day in _deleted_days(event):
        moment = local.replace(year=day.year, month=day.month, day=day.day)
        yield _when("EXDATE", moment, zone, all_day=all_day)


def _deleted_days(event: Row) -> list[date]:
    """The days of `cancelledOccurrences`, whose ids are ``OID.(id of the series).(day)``."""
    found: set[date] = set()
    given = event.get("cancelledOccurrences")
    for each in given if isinstance(given, list) else ():
        try:
            found.add(date.fromisoformat(str(each).rpartition(".")[2][:10]))
        except ValueError:
            continue
    return sorted(filter(is_in_reach, found))


def _words(event: Row) -> Iterator[str]:
    yield f"SUMMARY:{_escaped(_text(event.get('subject')))}"
    body = event.get("body")
    if isinstance(body, dict) and body.get("contentType") == "text":
        text = _text(body.get("content"))
    else:
        text = _text(event.get("bodyPreview"))
    if text.strip():
        yield f"DESCRIPTION:{_escaped(text)}"
    location = event.get("location")
    where = _text(location.get("displayName")) if isinstance(location, dict) else ""
    if where:
        yield f"LOCATION:{_escaped(where)}"
    categories = event.get("categories")
    if isinstance(categories, list) and categories:
        yield f"CATEGORIES:{','.join(_escaped(_text(each)) for each in categories)}"
    if event.get("isCancelled") is True:
        yield "STATUS:CANCELLED"
    elif event.get("showAs") == "tentative":
        yield "STATUS:TENTATIVE"
    else:
        yield "STATUS:CONFIRMED"
    yield "TRANSP:" + ("TRANSPARENT" if event.get("showAs") == "free" else "OPAQUE")
    if event.get("sensitivity") in _CLASSES:
        yield f"CLASS:{_CLASSES[event['sensitivity']]}"


def _people(event: Row) -> Iterator[str]:
    attendees = event.get("attendees")
    listed = [each for each in (attendees if isinstance(attendees, list) else ()) if each]
    organizer = _person(event.get("organizer"))
    if organizer and listed:
        name, address = organizer
        yield f"ORGANIZER{name}:mailto:{address}"
    for each in listed:
        person = _person(each)
        if person is None:
            continue
        name, address = person
        status = each.get("status")
        response = status.get("response") if isinstance(status, dict) else "none"
        partstat = _PARTSTAT.get(str(response), "NEEDS-ACTION")
        role = _ROLES.get(str(each.get("type")), "REQ-PARTICIPANT")
        yield f"ATTENDEE{name};ROLE={role};PARTSTAT={partstat}:mailto:{address}"


def _person(given: object) -> tuple[str, str] | None:
    """The parameter CN with its semicolon, and the address."""
    found = given.get("emailAddress") if isinstance(given, dict) else None
    if not isinstance(found, dict):
        return None
    address = _plain(_text(found.get("address"))).replace(" ", "")
    if "@" not in address:
        return None
    name = _plain(_text(found.get("name"))).replace('"', "'")
    return (f';CN="{name}"' if name else "", address)


def _zone(event: Row) -> ZoneInfo | None:
    recurrence = event.get("recurrence")
    span = recurrence.get("range") if isinstance(recurrence, dict) else None
    given = span.get("recurrenceTimeZone") if isinstance(span, dict) else None
    name = given or event.get("originalStartTimeZone")
    return zone_named(name) if isinstance(name, str) else None


def _when(name: str, moment: datetime, zone: ZoneInfo | None, *, all_day: bool) -> str:
    if all_day:
        # Graph gives the midnights of an all-day event as they stand, in the zone asked for.
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    if zone is None:
        return f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};TZID={zone.key}:{moment.astimezone(zone):%Y%m%dT%H%M%S}"


def _stamp(event: Row) -> str:
    given = event.get("lastModifiedDateTime")
    try:
        found = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not is_in_reach(found):
        found = datetime(1970, 1, 1, tzinfo=UTC)
    return f"{found.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: object) -> str:
    return _UNPRINTABLE.sub("", value)[:_MAX_TEXT] if isinstance(value, str) else ""


def _plain(text: str) -> str:
    return " ".join(_text(text).split())


def _escaped(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line with its end, in pieces of at most 75 octets, never within a character."""
    raw = line.encode("utf-8", "replace")
    pieces = []
    start, size = 0, _LINE_OCTETS
    while len(raw) - start > size:
        end = start + size
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(raw[start:end])
        start, size = end, _LINE_OCTETS - 1
    return b"\r\n ".join([*pieces, raw[start:]]) + b"\r\n"
