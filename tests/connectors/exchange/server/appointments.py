"""A calendar item as EWS shows it."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.messages import item_id, mailbox_element, stamp
from tests.connectors.exchange.server.recurrence import recurrence
from tests.connectors.exchange.server.shapes import Shape, Table, render
from tests.connectors.exchange.server.soap import t, yes_no
from tests.connectors.exchange.server.to_ical import ical_of
from tests.connectors.exchange.server.zones import windows_name

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.event import Attendee, Event
    from tests.connectors.exchange.server.mailbox import Item, Mailbox


def shown(mailbox: Mailbox, item: Item, shape: Shape, *, with_exceptions: bool) -> etree._Element:
    """A calendar item in a shape."""
    return render(item.kind, table(mailbox, item, with_exceptions=with_exceptions), shape, [])


def table(mailbox: Mailbox, item: Item, *, with_exceptions: bool = True) -> Table:
    """The values of a calendar item by the names of their elements."""
    event = item.event
    assert event is not None
    return (
        _common(mailbox, item, event, with_exceptions)
        | _times(event)
        | _people(mailbox, event)
        | _series(mailbox, item, event)
    )


def _common(mailbox: Mailbox, item: Item, event: Event, with_exceptions: bool) -> Table:
    folder = mailbox.folders[item.folder]
    return {
        "MimeContent": lambda: t(
            "MimeContent",
            base64.b64encode(ical_of(event, with_exceptions=with_exceptions)).decode(),
            CharacterSet="UTF-8",
        ),
        "ItemId": lambda: item_id(item),
        "ParentFolderId": lambda: t("ParentFolderId", Id=folder.id, ChangeKey=folder.change_key),
        "ItemClass": lambda: t("ItemClass", item.item_class),
        "Subject": lambda: t("Subject", event.subject),
        "Sensitivity": lambda: t("Sensitivity", event.sensitivity),
        "Body": lambda: t("Body", event.description, BodyType="Text"),
        "TextBody": lambda: t("TextBody", event.description, BodyType="Text"),
        "DateTimeReceived": lambda: t("DateTimeReceived", stamp(item.received_at)),
        "Size": lambda: t("Size", str(1000 + len(event.description))),
        "Categories": lambda: (
            t("Categories", *(t("String", each) for each in event.categories))
            if event.categories
            else None
        ),
        "Importance": lambda: t("Importance", "Normal"),
        "IsDraft": lambda: t("IsDraft", "false"),
        "DateTimeCreated": lambda: t("DateTimeCreated", stamp(item.received_at)),
        "HasAttachments": lambda: t("HasAttachments", "false"),
        "IsAssociated": lambda: t("IsAssociated", "false"),
        "LastModifiedTime": lambda: t(
            "LastModifiedTime", stamp(item.received_at + timedelta(seconds=item.change))
        ),
        "UID": lambda: t("UID", event.uid),
        "DateTimeStamp": lambda: t("DateTimeStamp", stamp(event.stamp)),
        "LegacyFreeBusyStatus": lambda: t("LegacyFreeBusyStatus", event.busy),
        "Location": lambda: t("Location", event.location) if event.location else None,
        "IsOnlineMeeting": lambda: t("IsOnlineMeeting", "false"),
    }


def _times(event: Event) -> Table:
    def zone(name: str) -> etree._Element:
        return t(name, Id=windows_name(event.zone), Name=f"(UTC) {event.zone.key}")

    original = event.original
    return {
        "RecurrenceId": lambda: t("RecurrenceId", stamp(original)) if original else None,
        "OriginalStart": lambda: t("OriginalStart", stamp(original)) if original else None,
        "Start": lambda: t("Start", stamp(event.start)),
        "End": lambda: t("End", stamp(event.end)),
        "IsAllDayEvent": lambda: t("IsAllDayEvent", yes_no(event.all_day)),
        "Duration": lambda: t("Duration", _duration(event.duration)),
        "TimeZone": lambda: t("TimeZone", f"(UTC) {event.zone.key}"),
        "StartTimeZone": lambda: zone("StartTimeZone"),
        "EndTimeZone": lambda: zone("EndTimeZone"),
        "StartTimeZoneId": lambda: t("StartTimeZoneId", windows_name(event.zone)),
        "EndTimeZoneId": lambda: t("EndTimeZoneId", windows_name(event.zone)),
        "StartWallClock": lambda: t("StartWallClock", _wall(event.start)),
        "EndWallClock": lambda: t("EndWallClock", _wall(event.end)),
    }


def _wall(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _duration(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    days, minutes = divmod(minutes, 1440)
    return f"P{days}DT{minutes // 60}H{minutes % 60}M"


def _people(mailbox: Mailbox, event: Event) -> Table:
    meeting = bool(event.attendees)
    own = mailbox.address.lower()
    name, address = event.organizer or (mailbox.name, mailbox.address)
    organizes = address.lower() == own
    response = "Organizer" if meeting and organizes else _own_response(event, own)
    state = 1 * meeting + 2 * (meeting and not organizes) + 4 * event.cancelled
    return {
        "IsMeeting": lambda: t("IsMeeting", yes_no(meeting)),
        "IsCancelled": lambda: t("IsCancelled", yes_no(event.cancelled)),
        "MeetingRequestWasSent": lambda: t("MeetingRequestWasSent", yes_no(meeting and organizes)),
        "IsResponseRequested": lambda: t("IsResponseRequested", "true"),
        "MyResponseType": lambda: t("MyResponseType", response),
        "Organizer": lambda: t("Organizer", mailbox_element(name, address)),
        "IsOrganizer": lambda: t("IsOrganizer", yes_no(organizes)),
        "RequiredAttendees": lambda: _attendees("RequiredAttendees", event, "Required"),
        "OptionalAttendees": lambda: _attendees("OptionalAttendees", event, "Optional"),
        "Resources": lambda: _attendees("Resources", event, "Resource"),
        "AppointmentSequenceNumber": lambda: t("AppointmentSequenceNumber", str(event.sequence)),
        "AppointmentState": lambda: t("AppointmentState", str(state)),
    }


def _own_response(event: Event, own: str) -> str:
    for each in event.attendees:
        if each.address.lower() == own and event.my_response == "Unknown":
            return each.response if each.response != "Unknown" else "NoResponseReceived"
    return event.my_response


def _attendees(name: str, event: Event, role: str) -> etree._Element | None:
    invited = [_attendee(each) for each in event.attendees if each.role == role]
    return t(name, *invited) if invited else None


def _attendee(each: Attendee) -> etree._Element:
    at = each.responded_at
    return t(
        "Attendee",
        mailbox_element(each.name, each.address),
        t("ResponseType", each.response),
        t("LastResponseTime", stamp(at)) if at else None,
    )


def _series(mailbox: Mailbox, item: Item, event: Event) -> Table:
    kind = event.type
    shown_type: Table = {
        "IsRecurring": lambda: t("IsRecurring", yes_no(kind != "Single")),
        "CalendarItemType": lambda: t("CalendarItemType", kind),
    }
    if kind != "RecurringMaster":
        return shown_type

    def info(name: str, each: Event | None) -> etree._Element | None:
        if each is None or each.original is None:
            return None
        key = mailbox.agenda.occurrence_id(item.id, each)
        return t(
            name,
            t("ItemId", Id=key, ChangeKey=item.change_key),
            t("Start", stamp(each.start)),
            t("End", stamp(each.end)),
            t("OriginalStart", stamp(each.original)),
        )

    def modified() -> etree._Element | None:
        held = [info("Occurrence", each) for _, each in sorted(event.exceptions.items())]
        return t("ModifiedOccurrences", *held) if held else None

    def deleted() -> etree._Element | None:
        held = [t("DeletedOccurrence", t("Start", stamp(each))) for each in sorted(event.deleted)]
        return t("DeletedOccurrences", *held) if held else None

    return shown_type | {
        "Recurrence": lambda: recurrence(event),
        "FirstOccurrence": lambda: info("FirstOccurrence", event.first_and_last()[0]),
        "LastOccurrence": lambda: info("LastOccurrence", event.first_and_last()[1]),
        "ModifiedOccurrences": modified,
        "DeletedOccurrences": deleted,
    }
