"""An iCalendar object as Exchange takes it in, when another program puts it into the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar

from tests.connectors.exchange.server.event import Attendee, Event, NotTaken
from tests.connectors.exchange.server.zones import in_zone

_RESPONSES = {"ACCEPTED": "Accept", "DECLINED": "Decline", "TENTATIVE": "Tentative"}
_ROLES = {"OPT-PARTICIPANT": "Optional", "NON-PARTICIPANT": "Resource"}
_CLASSES = {"PRIVATE": "Private", "CONFIDENTIAL": "Confidential"}
_RULES = {
    "FREQ",
    "INTERVAL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "COUNT",
    "UNTIL",
    "WKST",
}


def event_of(raw: bytes) -> Event | None:
    """The event or series in an iCalendar object; None: there is none in it.

    Raises:
        NotTaken: it is broken, or no calendar of Exchange can hold it.
    """
    try:
        parts: list[Any] = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    except ValueError as error:
        raise NotTaken(str(error)) from error
    if not parts:
        return None
    masters = [each for each in parts if "RECURRENCE-ID" not in each]
    if not masters or "DTSTART" not in masters[0]:
        raise NotTaken("There is no event with a start.")
    event = _plain(masters[0])
    _set_rule(event, masters[0])
    for each in parts:
        if "RECURRENCE-ID" in each:
            _set_exception(event, each)
    return event


def _plain(part: Any) -> Event:
    value = part["DTSTART"].dt
    start, zone = in_zone(value)
    all_day = not isinstance(value, datetime)
    event = Event(
        uid=str(part.get("UID", "")),
        start=start,
        end=in_zone(_end(part, value))[0].astimezone(zone),
        zone=zone,
        all_day=all_day,
        subject=str(part.get("SUMMARY", "")),
        location=str(part.get("LOCATION", "")),
        description=str(part.get("DESCRIPTION", "")),
        sensitivity=_CLASSES.get(str(part.get("CLASS", "")), "Normal"),
        busy="Free" if part.get("TRANSP") == "TRANSPARENT" else "Busy",
        cancelled=part.get("STATUS") == "CANCELLED",
        sequence=int(part.get("SEQUENCE", 0)),
    )
    if "DTSTAMP" in part:
        event.stamp = in_zone(part["DTSTAMP"].dt)[0].astimezone(UTC)
    if "ORGANIZER" in part:
        event.organizer = _person(part["ORGANIZER"])
    event.attendees = [_attendee(each) for each in _several(part, "ATTENDEE")]
    if "CATEGORIES" in part:
        event.categories = tuple(str(each) for each in part["CATEGORIES"].cats)
    return event


def _end(part: Any, start: date) -> date:
    if "DTEND" in part:
        end: date = part["DTEND"].dt
        return end
    if "DURATION" in part:
        return start + part["DURATION"].dt  # type: ignore[no-any-return]
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _several(part: Any, name: str) -> list[Any]:
    value = part.get(name, [])
    return value if isinstance(value, list) else [value]


def _person(value: Any) -> tuple[str, str]:
    address = str(value)
    if address.lower().startswith("mailto:"):
        address = address[7:]
    return str(value.params.get("CN", address)), address


def _attendee(value: Any) -> Attendee:
    name, address = _person(value)
    role = _ROLES.get(str(value.params.get("ROLE", "")), "Required")
    response = _RESPONSES.get(str(value.params.get("PARTSTAT", "")), "Unknown")
    return Attendee(address, name, role, response)


def _set_rule(event: Event, part: Any) -> None:
    if "RRULE" not in part:
        return
    rule = part["RRULE"]
    if rule.keys() - _RULES or rule["FREQ"][0] not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        raise NotTaken("Exchange has no such rule.")
    if rule["FREQ"][0] == "YEARLY" and rule.get("INTERVAL", [1])[0] != 1:
        raise NotTaken("Exchange has no series of every other year.")
    event.rule = ";".join(
        f"{name}={','.join(str(each) for each in values)}"
        for name, values in rule.items()
        if name != "UNTIL"
    )
    if "UNTIL" in rule:
        last = rule["UNTIL"][0]
        if isinstance(last, datetime):
            event.until = in_zone(last)[0].astimezone(event.zone).replace(tzinfo=None)
        else:
            event.until = datetime(last.year, last.month, last.day, 23, 59, 59)  # noqa: DTZ001
    for each in _several(part, "EXDATE"):
        event.deleted |= {in_zone(moment.dt)[0].astimezone(UTC) for moment in each.dts}


def _set_exception(event: Event, part: Any) -> None:
    original = in_zone(part["RECURRENCE-ID"].dt)[0].astimezone(UTC)
    if part.get("STATUS") == "CANCELLED" or "DTSTART" not in part:
        event.deleted.add(original)
        return
    changed = _plain(part)
    if "DTEND" not in part and "DURATION" not in part:
        changed.end = changed.start + event.duration
    changed.uid = event.uid
    changed.subject = changed.subject or event.subject
    changed.organizer = changed.organizer or event.organizer
    changed.attendees = changed.attendees or event.attendees
    changed.original, changed.changed = original, True
    event.exceptions[original] = changed
