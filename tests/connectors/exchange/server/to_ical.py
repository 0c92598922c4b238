"""The MimeContent of a calendar item: iCalendar, written anew as Exchange writes it.

Zones stand under their Windows names beside a description of them, moments of an all-day event are
days, and nothing of what came in is kept byte for byte.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import icalendar

from tests.connectors.exchange.server.zones import windows_name

if TYPE_CHECKING:
    from tests.connectors.exchange.server.event import Attendee, Event

_PARTSTAT = {"Accept": "ACCEPTED", "Tentative": "TENTATIVE", "Decline": "DECLINED"}
_ROLES = {
    "Required": "REQ-PARTICIPANT",
    "Optional": "OPT-PARTICIPANT",
    "Resource": "NON-PARTICIPANT",
}
_CLASSES = {"Private": "PRIVATE", "Confidential": "CONFIDENTIAL"}


def ical_of(event: Event, *, with_exceptions: bool) -> bytes:
    """An event or series as an iCalendar object.

    Args:
        with_exceptions: The occurrences that differ stand beside their series.
    """
    calendar: Any = icalendar.Calendar()
    calendar.add("METHOD", "REQUEST" if event.attendees else "PUBLISH")
    calendar.add("PRODID", "Microsoft Exchange Server 2010")
    calendar.add("VERSION", "2.0")
    if event.zone.key != "UTC" and not event.all_day:
        calendar.add_component(_timezone(event.zone, event.start))
    calendar.add_component(_part(event))
    if with_exceptions:
        for _, each in sorted(event.exceptions.items()):
            calendar.add_component(_part(each))
    raw: bytes = calendar.to_ical()
    return raw


def _part(event: Event) -> Any:
    part: Any = icalendar.Event()
    if event.organizer:
        name, address = event.organizer
        part.add("ORGANIZER", f"mailto:{address}", parameters={"CN": name})
    for each in event.attendees:
        part.add("ATTENDEE", f"mailto:{each.address}", parameters=_invited(each))
    part.add("DESCRIPTION", event.description + "\n", parameters={"LANGUAGE": "de-DE"})
    if event.rule:
        part["RRULE"] = _rule(event)
        for moment in sorted(event.deleted):
            _add_moment(part, "EXDATE", moment, event)
    part.add("UID", event.uid)
    if event.original is not None:
        _add_moment(part, "RECURRENCE-ID", event.original, event)
    part.add("SUMMARY", event.subject, parameters={"LANGUAGE": "de-DE"})
    _add_moment(part, "DTSTART", event.start, event)
    _add_moment(part, "DTEND", event.end, event)
    part.add("CLASS", _CLASSES.get(event.sensitivity, "PUBLIC"))
    part.add("PRIORITY", 5)
    part.add("DTSTAMP", event.stamp.astimezone(UTC))
    part.add("TRANSP", "TRANSPARENT" if event.busy == "Free" else "OPAQUE")
    part.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    part.add("SEQUENCE", event.sequence)
    part.add("LOCATION", event.location, parameters={"LANGUAGE": "de-DE"})
    part.add("X-MICROSOFT-CDO-APPT-SEQUENCE", str(event.sequence))
    part.add("X-MICROSOFT-CDO-BUSYSTATUS", event.busy.upper())
    part.add("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE" if event.all_day else "FALSE")
    return part


def _invited(each: Attendee) -> dict[str, str]:
    return {
        "ROLE": _ROLES[each.role],
        "PARTSTAT": _PARTSTAT.get(each.response, "NEEDS-ACTION"),
        "RSVP": "TRUE",
        "CN": each.name or each.address,
    }


def _add_moment(part: Any, name: str, moment: datetime, event: Event) -> None:
    local = moment.astimezone(event.zone)
    if event.all_day:
        part.add(name, local.date())
    elif event.zone.key == "UTC":
        part.add(name, moment.astimezone(UTC))
    else:
        text = icalendar.vText(f"{local:%Y%m%dT%H%M%S}")
        text.params["TZID"] = windows_name(event.zone)
        part.add(name, text)


def _rule(event: Event) -> Any:
    rule: Any = icalendar.vRecur.from_ical(event.rule)
    if event.until is not None:
        last = event.until.replace(tzinfo=event.zone)
        rule["UNTIL"] = [event.until.date() if event.all_day else last.astimezone(UTC)]
    return rule


def _timezone(zone: ZoneInfo, moment: datetime) -> Any:
    """A zone with the two offsets it has in the year of a moment, changing as Europe does."""
    described: Any = icalendar.Timezone()
    described.add("TZID", windows_name(zone))
    winter = datetime(moment.year, 1, 15, tzinfo=zone)
    summer = datetime(moment.year, 7, 15, tzinfo=zone)
    for component, before, after, rule in (
        (icalendar.TimezoneStandard(), summer, winter, "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
        (icalendar.TimezoneDaylight(), winter, summer, "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
    ):
        part: Any = component
        part.add("DTSTART", datetime(1601, 1, 1, 3))  # noqa: DTZ001 - local, as the format has it
        part.add("TZOFFSETFROM", before.utcoffset())
        part.add("TZOFFSETTO", after.utcoffset())
        if before.utcoffset() != after.utcoffset():
            part["RRULE"] = icalendar.vRecur.from_ical(rule)
        described.add_component(part)
    return described
