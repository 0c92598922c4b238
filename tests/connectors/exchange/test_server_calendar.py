"""The calendars of the double, as the stock client sees them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tests.connectors.contract import SERIES, make_event
from tests.connectors.exchange.raw import codes, post
from tests.connectors.exchange.server.event import NotTaken
from tests.connectors.exchange.stock import exchangelib, stock

if TYPE_CHECKING:
    from tests.connectors.exchange.server import ExchangeServer

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

__all__ = ["stock"]

BERLIN = ZoneInfo("Europe/Berlin")
MEETING = (
    "DTEND;TZID=Europe/Berlin:20260302T033000\r\nORGANIZER;CN=Ines Duarte:mailto:ines@ferrol.example\r\n"
    "ATTENDEE;CN=Jonas Wirth;PARTSTAT=NEEDS-ACTION:mailto:jonas@wirth.example\r\n"
    "ATTENDEE;PARTSTAT=DECLINED;ROLE=OPT-PARTICIPANT:mailto:clara@wirth.example\r\n"
)


def moment(day: int, hour: int = 0, month: int = 3) -> Any:
    zone = exchangelib.EWSTimeZone("Europe/Berlin")
    return exchangelib.EWSDateTime(2026, month, day, hour, tzinfo=zone)


def seen(stock: Any, first: Any, last: Any) -> list[Any]:
    return list(stock.calendar.view(start=first, end=last))


def test_a_series_is_viewed_as_its_occurrences(exchange: ExchangeServer, stock: Any) -> None:
    exchange.world.mailbox.add_event(SERIES["series with an excluded date"])
    found = seen(stock, moment(1), moment(1, month=6))
    assert {item.type for item in found} == {"Occurrence"}
    assert [f"{item.start:%m-%d %H}" for item in found] == [
        "03-02 08", "03-16 08", "03-23 08", "03-30 07", "04-06 07", "04-13 07", "04-20 07",
    ]  # fmt: skip


def test_a_master_tells_its_rule_and_what_differs(exchange: ExchangeServer, stock: Any) -> None:
    key = exchange.world.mailbox.add_event(SERIES["moved occurrence"])
    exchange.world.mailbox.agenda.cancel_occurrence(key, datetime(2026, 3, 16, 9, tzinfo=BERLIN))
    master = stock.calendar.get(id=key)
    assert master.type == "RecurringMaster"
    assert (master.recurrence.pattern.interval, master.recurrence.boundary.number) == (1, 8)
    (moved,) = master.modified_occurrences
    assert moved.start == datetime(2026, 3, 10, 13, tzinfo=UTC)
    assert moved.original_start == datetime(2026, 3, 9, 8, tzinfo=UTC)
    assert [each.start for each in master.deleted_occurrences] == [
        datetime(2026, 3, 16, 8, tzinfo=UTC)
    ]
    assert master._start_timezone == exchangelib.EWSTimeZone("Europe/Berlin")


def test_a_moved_occurrence_is_an_exception_with_an_id(
    exchange: ExchangeServer, stock: Any
) -> None:
    agenda = exchange.world.mailbox.agenda
    key = exchange.world.mailbox.add_event(SERIES["over the change to summer time"])
    moved = agenda.change_occurrence(
        key,
        datetime(2026, 3, 4, 2, tzinfo=BERLIN),
        subject="Verlegt",
        start=datetime(2026, 3, 5, 18, tzinfo=BERLIN),
        end=datetime(2026, 3, 5, 19, tzinfo=BERLIN),
    )
    found = {item.id: item for item in seen(stock, moment(5), moment(6))}
    assert (found[moved].type, found[moved].subject) == ("Exception", "Verlegt")
    assert len(found) == 2
    assert stock.calendar.get(id=moved).recurrence_id == datetime(2026, 3, 4, 1, tzinfo=UTC)


def test_an_occurrence_and_its_master_lead_to_each_other(exchange: ExchangeServer) -> None:
    key = exchange.world.mailbox.add_event(SERIES["series with an excluded date"])
    shape = "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
    ids = "".join(
        f'<t:OccurrenceItemId RecurringMasterId="{key}" InstanceIndex="{number}"/>'
        for number in (1, 2, 9)
    )
    answer = post(exchange, f"<m:GetItem>{shape}<m:ItemIds>{ids}</m:ItemIds></m:GetItem>")[1]
    assert codes(answer) == [
        "NoError",
        "ErrorCalendarOccurrenceIsDeletedFromRecurrence",
        "ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange",
    ]
    occurrence = answer.xpath("string(.//*[local-name()='ItemId']/@Id)")
    assert isinstance(occurrence, str)
    ids = f'<t:RecurringMasterItemId OccurrenceId="{occurrence}"/>'
    answer = post(exchange, f"<m:GetItem>{shape}<m:ItemIds>{ids}</m:ItemIds></m:GetItem>")[1]
    assert answer.xpath("string(.//*[local-name()='ItemId']/@Id)") == key


def test_an_all_day_event_lasts_from_midnight_to_midnight_of_its_zone(
    exchange: ExchangeServer, stock: Any
) -> None:
    key = exchange.world.mailbox.add_event(SERIES["all day"])
    event = exchange.world.mailbox.agenda.event(key)
    assert (event.end - event.start).days == 1
    item = stock.calendar.get(id=key)
    assert item.is_all_day
    assert item.start == exchangelib.EWSDate(2026, 3, 2)


def test_an_invitation_tells_who_answered_what(exchange: ExchangeServer, stock: Any) -> None:
    key = exchange.world.mailbox.add_event(make_event(3, MEETING))
    assert stock.calendar.get(id=key).my_response_type == "NoResponseReceived"
    exchange.world.mailbox.agenda.respond(key, "jonas@wirth.example", "Accept")
    item = stock.calendar.get(id=key)
    assert item.organizer.email_address == "ines@ferrol.example"
    assert item.my_response_type == "Accept"
    assert [each.response_type for each in item.required_attendees] == ["Accept"]
    assert [each.response_type for each in item.optional_attendees] == ["Decline"]


def test_a_change_of_an_occurrence_is_a_change_of_its_series(
    exchange: ExchangeServer, stock: Any
) -> None:
    key = exchange.world.mailbox.add_event(SERIES["moved occurrence"])
    assert [item.id for _, item in stock.calendar.sync_items(only_fields=[])] == [key]
    (first, *_) = seen(stock, moment(1), moment(8))
    first.delete()
    changes = [(kind, item.id) for kind, item in stock.calendar.sync_items(only_fields=[])]
    assert changes == [("update", key)]
    assert seen(stock, moment(1), moment(8)) == []


def test_a_listing_without_a_view_has_masters_and_no_occurrences(
    exchange: ExchangeServer, stock: Any
) -> None:
    exchange.world.mailbox.add_event(SERIES["moved occurrence"])
    exchange.world.mailbox.add_event(make_event(1))
    types = [item.type for item in stock.calendar.all().only("type")]
    assert sorted(types) == ["RecurringMaster", "Single"]


@pytest.mark.parametrize("name", [name for name in SERIES if "not one" not in name])
def test_the_mime_content_is_icalendar_of_the_same_event(
    exchange: ExchangeServer, stock: Any, name: str
) -> None:
    key = exchange.world.mailbox.add_event(SERIES[name])
    raw = stock.calendar.get(id=key).mime_content
    events = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    given = icalendar.Calendar.from_ical(SERIES[name]).walk("VEVENT")
    assert {str(each["UID"]) for each in events} == {str(given[0]["UID"])}
    assert ("RRULE" in events[0]) is any("RRULE" in each for each in given)


def test_a_view_of_more_than_two_years_is_refused(exchange: ExchangeServer, stock: Any) -> None:
    with pytest.raises(exchangelib.errors.ErrorCalendarViewRangeTooBig):
        seen(stock, moment(1), exchangelib.EWSDateTime(2029, 3, 1, tzinfo=BERLIN))


def test_a_view_that_was_cut_off_says_so(exchange: ExchangeServer) -> None:
    exchange.world.mailbox.add_event(SERIES["over the change to summer time"])
    body = (
        "<m:FindItem Traversal='Shallow'><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
        "<m:CalendarView MaxEntriesReturned='5' StartDate='2026-03-01T00:00:00Z' "
        "EndDate='2026-04-01T00:00:00Z'/><m:ParentFolderIds>"
        "<t:DistinguishedFolderId Id='calendar'/></m:ParentFolderIds></m:FindItem>"
    )
    answer = post(exchange, body)[1]
    assert answer.xpath("count(.//*[local-name()='CalendarItem'])") == 5
    last = answer.xpath("string(.//*[local-name()='RootFolder']/@IncludesLastItemInRange)")
    assert last == "false"


@pytest.mark.parametrize(
    "raw",
    [
        SERIES["not one well-formed line"],
        make_event(1, "RRULE:FREQ=HOURLY\r\n"),
        make_event(1, "RRULE:FREQ=YEARLY;INTERVAL=2\r\n"),
    ],
)
def test_what_exchange_cannot_hold_is_not_taken(exchange: ExchangeServer, raw: bytes) -> None:
    with pytest.raises(NotTaken):
        exchange.world.mailbox.add_event(raw)


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2", "WeeklyPattern"),
        ("FREQ=MONTHLY;BYMONTHDAY=2", "AbsoluteMonthlyPattern"),
        ("FREQ=MONTHLY;BYDAY=-1MO", "RelativeMonthlyPattern"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "RelativeMonthlyPattern"),
        ("FREQ=YEARLY", "AbsoluteYearlyPattern"),
        ("FREQ=YEARLY;BYDAY=1MO;BYMONTH=3", "RelativeYearlyPattern"),
        ("FREQ=DAILY;UNTIL=20260310T080000Z", "DailyPattern"),
    ],
)
def test_every_pattern_of_exchange_is_told(
    exchange: ExchangeServer, stock: Any, rule: str, pattern: str
) -> None:
    key = exchange.world.mailbox.add_event(make_event(9, f"RRULE:{rule}\r\n"))
    assert type(stock.calendar.get(id=key).recurrence.pattern).__name__ == pattern
