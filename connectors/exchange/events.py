"""A calendar item of Exchange as the row that Graph would give of it; pure.

Exchange and Graph tell of the same store in two shapes. An item read into Graph's shape becomes
iCalendar by `connectors.microsoft.events`: one way to write a series, one set of bounds on hostile
text. What differs is here: moments are UTC, an all-day event begins at the midnight of its own zone,
occurrences that were deleted have moments and no ids, and the answer of the mailbox's owner stands
beside those of the attendees.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from connectors.exchange.answers import T
from connectors.exchange.clocks import zone_of
from connectors.microsoft.events import NotAnEvent, to_ical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from connectors.exchange.answers import Element
    from connectors.microsoft.session import Row

__all__ = ["Modified", "NotAnEvent", "compose", "last_day_of", "modified_of", "moment_at"]

PRODUCT = "Exchange Server"
#: Years in which things happen; Outlook's own calendar ends in 4500, and "never" is the year 1.
_YEARS = range(1901, 4500)
_DAYS = {
    "Day": "sunday monday tuesday wednesday thursday friday saturday".split(),
    "Weekday": "monday tuesday wednesday thursday friday".split(),
    "WeekendDay": ["sunday", "saturday"],
}
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_PATTERNS = {
    "DailyRecurrence": "daily",
    "WeeklyRecurrence": "weekly",
    "AbsoluteMonthlyRecurrence": "absoluteMonthly",
    "RelativeMonthlyRecurrence": "relativeMonthly",
    "AbsoluteYearlyRecurrence": "absoluteYearly",
    "RelativeYearlyRecurrence": "relativeYearly",
}
_RANGES = {
    "NoEndRecurrence": "noEnd",
    "EndDateRecurrence": "endDate",
    "NumberedRecurrence": "numbered",
}
_ANSWERS = {
    "Accept": "accepted",
    "Tentative": "tentativelyAccepted",
    "Decline": "declined",
    "Organizer": "organizer",
}
_LISTS = {
    "RequiredAttendees": "required",
    "OptionalAttendees": "optional",
    "Resources": "resource",
}


@dataclass(frozen=True, slots=True)
class Modified:
    """An occurrence of a series that was changed, as its master tells of it.

    Attributes:
        key: The id of the occurrence, an item of its own; ``''``: it has none.
        start, end, original: Aware UTC; `original` is when it would be without the change.
    """

    key: str
    start: datetime
    end: datetime | None
    original: datetime


def compose(
    item: Element, changed: Sequence[tuple[Modified, Element | None]] = (), *, mailbox: str = ""
) -> bytes:
    """The iCalendar object of a single item, or of a master with what was changed in it.

    Args:
        item: A `CalendarItem` with the properties of `connectors.exchange.view.PROPERTIES`.
        changed: The occurrences of `modified_of`, each with its own item where that could be read.
        mailbox: The address of its owner, whose own answer stands apart.

    Raises:
        NotAnEvent: it cannot be told.
    """
    zone = zone_of(item)
    row = _row(item, zone, mailbox)
    recurrence = item.find(f"{T}Recurrence")
    if recurrence is not None:
        is_whole_day = row["isAllDay"] is True
        row["recurrence"] = _recurrence(recurrence, zone)
        row["cancelledOccurrences"] = [
            f"deleted.{_day_of(moment, zone) if is_whole_day else moment.astimezone(zone or UTC).date()}"
            for moment in _deleted(item)
        ]
        row["exceptionOccurrences"] = [
            _exception(each, own, row, zone, mailbox) for each, own in changed
        ]
    return to_ical(row, product=PRODUCT)


def modified_of(master: Element) -> list[Modified]:
    """The occurrences of a series that were changed, in their order; what has no moment is left out."""
    found = []
    for each in master.iterfind(f"{T}ModifiedOccurrences/{T}Occurrence"):
        start, original = moment_at(each, "Start"), moment_at(each, "OriginalStart")
        if start is not None and original is not None:
            item = each.find(f"{T}ItemId")
            key = item.get("Id", "") if item is not None else ""
            found.append(Modified(key, start, moment_at(each, "End"), original))
    return found


def last_day_of(item: Element) -> date:
    """The last day, in UTC, on which something of the event happens, as far as that can be told."""
    if item.find(f"{T}Recurrence") is None:
        ends = [moment_at(item, "End") or moment_at(item, "Start")]
    elif item.find(f"{T}Recurrence/{T}NoEndRecurrence") is not None:
        return date.max
    else:
        last = item.find(f"{T}LastOccurrence")
        ends = [moment_at(last, "End") if last is not None else None]
        if ends[0] is not None:
            ends += [each.end or each.start for each in modified_of(item)]
    known = [each.date() for each in ends if each is not None]
    return max(known) if known else date.max


def moment_at(holder: Element, name: str) -> datetime | None:
    """The moment in a child of an element, aware UTC, or None: there is none that can be."""
    try:
        found = datetime.fromisoformat(_text(holder, name))
    except ValueError:
        return None
    if found.year not in _YEARS:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


# ── one item ─────────────────────────────────────────────────────────────────────────────────


def _row(item: Element, zone: ZoneInfo | None, mailbox: str) -> Row:
    start, end = moment_at(item, "Start"), moment_at(item, "End")
    is_whole_day = _flag(item, "IsAllDayEvent")
    body = item.find(f"{T}TextBody")
    is_text = body is not None and body.get("BodyType") == "Text"
    return {
        "iCalUId": _text(item, "UID") or _id(item),
        "lastModifiedDateTime": _text(item, "DateTimeStamp") or _text(item, "LastModifiedTime"),
        "sequence": _number(item, "AppointmentSequenceNumber"),
        "start": _when(start, zone, is_whole_day=is_whole_day),
        "end": _when(end, zone, is_whole_day=is_whole_day),
        "isAllDay": is_whole_day,
        "originalStartTimeZone": zone.key if zone else "UTC",
        "subject": _text(item, "Subject"),
        "body": {"contentType": "text", "content": _text(item, "TextBody") if is_text else ""},
        "location": {"displayName": _text(item, "Location")},
        "categories": [each.text or "" for each in item.iterfind(f"{T}Categories/{T}String")],
        "isCancelled": _flag(item, "IsCancelled"),
        "showAs": _text(item, "LegacyFreeBusyStatus").lower(),
        "sensitivity": _text(item, "Sensitivity").lower(),
        "organizer": {"emailAddress": _address(item.find(f"{T}Organizer"))},
        "attendees": list(_attendees(item, mailbox)),
    }


def _exception(
    each: Modified, own: Element | None, master: Row, zone: ZoneInfo | None, mailbox: str
) -> Row:
    """An occurrence that was changed; one that cannot be read has the words of its series."""
    is_whole_day = master["isAllDay"] is True
    if own is None:
        given = ("start", each.start), ("end", each.end)
        row = {key: value for key, value in master.items() if not key.endswith("Occurrences")}
        row |= {key: _when(at, zone, is_whole_day=is_whole_day) for key, at in given}
    else:
        row = _row(own, zone, mailbox)
        if row["start"] is None:
            row["start"] = _when(each.start, zone, is_whole_day=is_whole_day)
    if is_whole_day:
        row["originalStart"] = f"{_day_of(each.original, zone)}T00:00:00+00:00"
    else:
        row["originalStart"] = each.original.isoformat()
    return row


def _attendees(item: Element, mailbox: str) -> Iterator[Row]:
    mine = _ANSWERS.get(_text(item, "MyResponseType"), "none")
    for name, kind in _LISTS.items():
        for each in item.iterfind(f"{T}{name}/{T}Attendee"):
            address = _address(each)
            answer = _ANSWERS.get(_text(each, "ResponseType"), "none")
            # An invited mailbox keeps its own answer beside the list, and knows nobody else's.
            if answer == "none" and mailbox and address["address"].lower() == mailbox.lower():
                answer = mine
            yield {"emailAddress": address, "type": kind, "status": {"response": answer}}


def _address(holder: Element | None) -> dict[str, str]:
    found = holder.find(f"{T}Mailbox") if holder is not None else None
    if found is None:
        return {"name": "", "address": ""}
    return {"name": _text(found, "Name"), "address": _text(found, "EmailAddress")}


# ── how it repeats ───────────────────────────────────────────────────────────────────────────


def _recurrence(element: Element, zone: ZoneInfo | None) -> Row:
    """The pattern and the range, as Graph has them; what is unknown in it is refused there."""
    pattern: Row = {}
    span: Row = {}
    for child in element:
        name = str(child.tag).removeprefix(T)
        if name in _PATTERNS:
            pattern = {"type": _PATTERNS[name]} | _pattern(child)
        elif name in _RANGES:
            span = {
                "type": _RANGES[name],
                # A date of XML may carry a zone, which says nothing of the day.
                "endDate": _text(child, "EndDate")[:10],
                "numberOfOccurrences": _number(child, "NumberOfOccurrences"),
                "recurrenceTimeZone": zone.key if zone else "UTC",
            }
    return {"pattern": pattern, "range": span}


def _pattern(element: Element) -> Row:
    days: list[str] = []
    for name in _text(element, "DaysOfWeek").split():
        days += _DAYS.get(name, [name.lower()])
    month = _text(element, "Month")
    return {
        # Of years there is no interval, and Graph has one.
        "interval": 1 if element.find(f"{T}Interval") is None else _number(element, "Interval"),
        "daysOfWeek": days,
        "firstDayOfWeek": _text(element, "FirstDayOfWeek").lower(),
        "index": _text(element, "DayOfWeekIndex").lower(),
        "dayOfMonth": _number(element, "DayOfMonth"),
        "month": _MONTHS.index(month) + 1 if month in _MONTHS else None,
    }


def _deleted(master: Element) -> list[datetime]:
    found = (
        moment_at(each, "Start")
        for each in master.iterfind(f"{T}DeletedOccurrences/{T}DeletedOccurrence")
    )
    return [moment for moment in found if moment is not None]


# ── moments and values ───────────────────────────────────────────────────────────────────────


def _when(moment: datetime | None, zone: tzinfo | None, *, is_whole_day: bool) -> Row | None:
    if moment is None:
        return None
    shown = f"{_day_of(moment, zone)}T00:00:00" if is_whole_day else f"{moment:%Y-%m-%dT%H:%M:%S}"
    return {"dateTime": shown, "timeZone": "UTC"}


def _day_of(moment: datetime, zone: tzinfo | None) -> date:
    """The day that begins at a moment: at midnight in its zone, else at the nearest of UTC."""
    local = moment.astimezone(zone or UTC)
    if (local.hour, local.minute) == (0, 0):
        return local.date()
    return (moment + timedelta(hours=12)).date()


def _id(item: Element) -> str:
    found = item.find(f"{T}ItemId")
    return found.get("Id", "") if found is not None else ""


def _text(holder: Element, name: str) -> str:
    return (holder.findtext(f"{T}{name}") or "").strip()


def _flag(holder: Element, name: str) -> bool:
    return _text(holder, name) in ("true", "1")


def _number(holder: Element, name: str) -> int | None:
    given = _text(holder, name)
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
