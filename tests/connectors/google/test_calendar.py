"""Google Calendar's own ways: rows that change alone, bare cancellations, calendars of nobody."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]  # published without types

from connectors.base import ConnectorError, PermanentError
from connectors.google.agenda_rounds import Bounds
from connectors.google.ical import NoEvent, compose, gather
from tests.connectors.google.double import Fault
from tests.connectors.google.world_calendar import PRIMARY
from tests.connectors.replica import CalendarReplica

if TYPE_CHECKING:
    from tests.connectors.google.conftest import Account
    from tests.connectors.google.world_calendar import CalendarWorld

BERLIN = ZoneInfo("Europe/Berlin")
LIST, GET = "calendar.events.list", "calendar.events.get"


def at(day: int, hour: int, month: int = 3) -> dict[str, str]:
    moment = datetime(2026, month, day, hour, tzinfo=BERLIN)
    return {"dateTime": moment.isoformat(), "timeZone": "Europe/Berlin"}


def master(**more: Any) -> dict[str, Any]:
    row = {"id": "m1", "summary": "Review", "start": at(2, 9), "end": at(2, 10)}
    return {**row, "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=6"], **more}


def occurrence(day: int, **more: Any) -> dict[str, Any]:
    """The row of the occurrence that the rule puts at nine on that day of March."""
    original = at(day, 9)
    moment = datetime.fromisoformat(original["dateTime"]).astimezone(ZoneInfo("UTC"))
    return {
        "id": f"m1_{moment:%Y%m%dT%H%M%SZ}",
        "iCalUID": "m1@google.com",
        "recurringEventId": "m1",
        "originalStartTime": original,
        "start": original,
        "end": at(day, 10),
        **more,
    }


def starts(raw: bytes) -> list[str]:
    """The occurrences that really take place, as another library works them out."""
    calendar = icalendar.Calendar.from_ical(raw)
    found = recurring_ical_events.of(calendar).between((2026, 3, 1), (2026, 5, 1))
    return sorted(
        f"{event['DTSTART'].dt:%m-%d %H}" for event in found if event.get("STATUS") != "CANCELLED"
    )


@pytest.fixture
def world(account: Account) -> CalendarWorld:
    return account.double.calendar


@pytest.fixture
def replica() -> CalendarReplica:
    return CalendarReplica(PRIMARY)


def test_a_series_keeps_its_hour_over_the_change_to_summer_time(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    world.put(master())
    replica.sync(account.calendar())
    days = ["03-02 09", "03-09 09", "03-16 09", "03-23 09", "03-30 09", "04-06 09"]
    assert starts(replica.records["m1"].raw) == days


@pytest.mark.parametrize("uid_search", [True, False])
def test_one_occurrence_that_changes_brings_its_whole_series(
    account: Account, world: CalendarWorld, replica: CalendarReplica, uid_search: bool
) -> None:
    world.put(master())
    world.put(occurrence(9, start=at(10, 14), end=at(10, 15)))
    world.cancel(occurrence(16)["id"], **occurrence(16))
    replica.sync(account.calendar())
    world.uid_search = uid_search
    world.put(occurrence(23, start=at(24, 11), end=at(24, 12)))
    replica.sync(account.calendar())
    assert list(replica.records) == ["m1"]
    days = ["03-02 09", "03-10 14", "03-24 11", "03-30 09", "04-06 09"]
    assert starts(replica.records["m1"].raw) == days


def test_a_bare_cancellation_is_understood_by_its_id(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    world.bare = True
    world.put(master())
    replica.sync(account.calendar())
    world.cancel(occurrence(9)["id"], **occurrence(9))
    replica.sync(account.calendar())
    assert "03-09 09" not in starts(replica.records["m1"].raw)
    fresh = CalendarReplica(PRIMARY).sync(account.calendar())
    assert fresh.bodies() == replica.bodies()


def test_an_occurrence_may_come_before_its_series_on_another_page(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    world.page = 1
    world.put(occurrence(9, start=at(10, 14), end=at(10, 15)))
    world.put({"id": "a1", "start": at(3, 9), "end": at(3, 10)})
    world.put(master())
    replica.sync(account.calendar())
    assert sorted(replica.records) == ["a1", "m1"]
    assert "03-10 14" in starts(replica.records["m1"].raw)


def test_an_invitation_to_one_occurrence_is_told_without_its_series(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    world.put(occurrence(9))
    replica.sync(account.calendar())
    assert starts(replica.records["m1"].raw) == ["03-09 09"]
    world.cancel(occurrence(9)["id"], **occurrence(9))
    replica.sync(account.calendar())
    assert replica.records == {}


def test_a_series_that_is_cancelled_is_gone_with_its_exceptions(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    world.put(master())
    world.put(occurrence(9, start=at(10, 14), end=at(10, 15)))
    replica.sync(account.calendar())
    world.cancel("m1")
    replica.sync(account.calendar())
    assert replica.records == {}
    assert replica.listing(account.calendar()) == []


def test_a_single_event_that_changes_costs_one_request(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    world.put({"id": "a1", "start": at(3, 9), "end": at(3, 10)})
    replica.sync(account.calendar())
    world.put({"id": "a1", "start": at(3, 11), "end": at(3, 12)})
    before = account.double.asked.total()
    replica.sync(account.calendar())
    assert account.double.asked.total() == before + 1
    assert starts(replica.records["a1"].raw) == ["03-03 11"]


def test_a_lost_token_tells_nothing_twice(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    for number in range(5):
        world.put({"id": f"a{number}", "start": at(3, 9), "end": at(3, 10)})
    replica.sync(account.calendar())
    world.cancel("a2")
    world.put({"id": "a9", "start": at(4, 9), "end": at(4, 10)})
    world.forget_tokens()
    replica.sync(account.calendar())
    assert [page.reset for page in replica.pages] == [True]
    assert [record.provider_id for record in replica.pages[0].upserted] == ["a9"]
    assert sorted(replica.records) == ["a0", "a1", "a3", "a4", "a9"]


@pytest.mark.parametrize("count", [0, 1, 120])
def test_a_kill_after_every_page_of_the_first_reading_tells_nothing_twice(
    account: Account, world: CalendarWorld, replica: CalendarReplica, count: int
) -> None:
    world.page = 30
    for number in range(count):
        world.put({"id": f"a{number}", "start": at(3, 9), "end": at(3, 10)})
    world.put(occurrence(9, start=at(10, 14), end=at(10, 15)))
    world.put(master())
    told: list[str] = []
    pages = 0
    while replica.sync(account.calendar(bounds=Bounds(20, 40)), stop_after=1).pages:
        told += [record.provider_id for record in replica.pages[0].upserted]
        pages += 1
    assert pages == (count + 20) // 20
    assert sorted(told) == sorted({"m1", *(f"a{number}" for number in range(count))})
    fresh = CalendarReplica(PRIMARY).sync(account.calendar())
    assert replica.bodies() == fresh.bodies()


def test_a_kill_after_every_page_of_a_reading_after_a_lost_token_loses_nothing(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    for number in range(60):
        world.put({"id": f"a{number}", "start": at(3, 9), "end": at(3, 10)})
    replica.sync(account.calendar())
    for number in range(60, 120):
        world.put({"id": f"a{number}", "start": at(3, 9), "end": at(3, 10)})
    world.cancel("a7")
    world.forget_tokens()
    for _ in range(2):
        replica.sync(account.calendar(bounds=Bounds(20, 40)), stop_after=1)
        assert replica.pages[0].reset
    replica.sync(account.calendar(bounds=Bounds(20, 40)))
    fresh = CalendarReplica(PRIMARY).sync(account.calendar())
    assert replica.bodies() == fresh.bodies()
    assert len(replica.records) == 119


@pytest.mark.parametrize("skip", [0, 1, 2])
def test_a_token_that_is_lost_in_the_middle_of_an_answer_lists_anew(
    account: Account, world: CalendarWorld, replica: CalendarReplica, skip: int
) -> None:
    world.put({"id": "a0", "start": at(3, 9), "end": at(3, 10)})
    replica.sync(account.calendar())
    world.page = 2
    for number in range(1, 7):
        world.put({"id": f"a{number}", "start": at(3, 9), "end": at(3, 10)})
    account.double.plan(LIST, Fault(410, "fullSyncRequired"), skip=skip)
    replica.sync(account.calendar())
    assert len(replica.records) == 7
    assert replica.pages[-1].reset


@pytest.mark.parametrize("reason", ["invalid", "badRequest", "updatedMinTooLongAgo", ""])
def test_a_token_that_is_called_bad_costs_a_listing(
    account: Account, world: CalendarWorld, replica: CalendarReplica, reason: str
) -> None:
    world.put({"id": "a0", "start": at(3, 9), "end": at(3, 10)})
    replica.sync(account.calendar())
    account.double.plan(LIST, Fault(400, reason))
    replica.sync(account.calendar())
    assert [page.reset for page in replica.pages] == [True]
    assert len(replica.records) == 1


def test_what_changes_while_a_calendar_is_listed_is_told_by_its_token(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    for number in range(120):
        world.put({"id": f"a{number}", "start": at(3, 9), "end": at(3, 10)})
    pages = account.calendar().fetch_changes(PRIMARY, None)
    replica._apply(next(pages))
    world.cancel("a3")
    world.put({"id": "late", "start": at(4, 9), "end": at(4, 10)})
    for page in pages:
        replica._apply(page)
    replica.sync(account.calendar())
    assert "late" in replica.records
    assert "a3" not in replica.records
    assert len(replica.records) == 120


def test_an_emptied_calendar_is_an_alarm_where_nobody_names_what_is_gone(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    world.put({"id": "a1", "start": at(3, 9), "end": at(3, 10)})
    replica.sync(account.calendar())
    world.calendars[PRIMARY].clear()
    world.forget_tokens()
    with pytest.raises(PermanentError, match="0 of 1"):
        replica.sync(account.calendar())
    replica.sync(account.calendar(accept_empty=True))
    assert replica.records == {}


def test_calendars_of_nobody_and_those_that_show_no_events_are_left_out(
    account: Account, world: CalendarWorld
) -> None:
    world.page = 2
    world.entries += [
        {"id": "de.german#holiday@group.v.calendar.google.com", "accessRole": "reader"},
        {"id": "boss@ferrol.example", "accessRole": "freeBusyReader"},
        {"id": "team@group.calendar.google.com", "accessRole": "reader"},
    ]
    names = [collection.name for collection in account.calendar().list_collections()]
    assert names == [PRIMARY, "team@group.calendar.google.com"]


def test_a_calendar_that_is_gone_deletes_nothing(account: Account) -> None:
    with pytest.raises(ConnectorError, match="Nothing stored"):
        list(account.calendar().fetch_changes("gone@ferrol.example", None))


def test_where_somebody_works_is_no_meeting(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    world.put({"id": "w1", "eventType": "workingLocation", "start": {"date": "2026-03-02"}})
    world.put({"id": "o1", "eventType": "outOfOffice", "start": at(2, 9), "end": at(2, 17)})
    replica.sync(account.calendar())
    assert list(replica.records) == ["o1"]


def test_an_event_that_cannot_be_read_is_named_and_the_others_are_read(
    account: Account, world: CalendarWorld, replica: CalendarReplica
) -> None:
    world.put({"id": "a1", "start": {"dateTime": "tomorrow"}})
    world.put({"id": "a2", "start": at(3, 9), "end": at(3, 10)})
    replica.sync(account.calendar())
    assert list(replica.records) == ["a2"]
    assert [problem.key for problem in replica.problems] == ["a1"]
    assert replica.sync(account.calendar()).pages == []


# ── one row as an iCalendar object ───────────────────────────────────────────────────────────


def event(**fields: Any) -> Any:
    row = {"id": "a1", "start": at(2, 9), "end": at(2, 10), **fields}
    (series,) = gather([row]).values()
    (found,) = icalendar.Calendar.from_ical(compose(series)).walk("VEVENT")
    return found


def test_who_comes_is_told_with_their_answers() -> None:
    found = event(
        organizer={"email": "ines@ferrol.example", "displayName": 'Inês "Nes" Duarte'},
        attendees=[
            {"email": "jonas@wirth.example", "responseStatus": "accepted", "self": True},
            {"email": "caio@ferrol.example", "responseStatus": "needsAction", "optional": True},
            {"email": "room4@resource.example", "resource": True, "responseStatus": "accepted"},
            {"displayName": "somebody without an address"},
        ],
    )
    assert str(found["ORGANIZER"]) == "mailto:ines@ferrol.example"
    assert found["ORGANIZER"].params["CN"] == "Inês 'Nes' Duarte"
    answers = [one.params["PARTSTAT"] for one in found["ATTENDEE"]]
    assert answers == ["ACCEPTED", "NEEDS-ACTION", "ACCEPTED"]
    assert found["ATTENDEE"][1].params["ROLE"] == "OPT-PARTICIPANT"
    assert found["ATTENDEE"][2].params["CUTYPE"] == "RESOURCE"


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"status": "tentative"}, "STATUS", "TENTATIVE"),
        ({"transparency": "transparent"}, "TRANSP", "TRANSPARENT"),
        ({"visibility": "private"}, "CLASS", "PRIVATE"),
        ({"sequence": 3}, "SEQUENCE", "3"),
        ({"iCalUID": "from-elsewhere@ferrol.example"}, "UID", "from-elsewhere@ferrol.example"),
        ({"summary": "Plan; budget, \\ and\nmore"}, "SUMMARY", "Plan; budget, \\ and\nmore"),
        ({"description": "ü送" * 200}, "DESCRIPTION", "ü送" * 200),
    ],
)
def test_what_google_says_is_said(fields: dict[str, Any], name: str, value: str) -> None:
    assert str(event(**fields)[name]) == value


@pytest.mark.parametrize(
    ("start", "wanted"),
    [
        ({"date": "2026-03-02"}, "20260302"),
        ({"dateTime": "2026-03-02T09:00:00+01:00"}, "20260302T080000Z"),
        ({"dateTime": "2026-03-02T08:00:00Z", "timeZone": "Europe/Berlin"}, "20260302T090000"),
        ({"dateTime": "2026-03-02T08:00:00Z", "timeZone": "No/Where"}, "20260302T080000Z"),
        ({"dateTime": "2026-03-02T08:00:00Z", "timeZone": "../../etc/passwd"}, "20260302T080000Z"),
    ],
)
def test_moments_stand_in_the_zone_that_they_were_made_in(
    start: dict[str, str], wanted: str
) -> None:
    assert event(start=start)["DTSTART"].to_ical().decode() == wanted


@pytest.mark.parametrize(
    "fields",
    [
        {"summary": "x\r\nATTENDEE:mailto:nobody@else.example"},
        {"recurrence": ["RRULE:FREQ=DAILY\r\nATTENDEE:mailto:nobody@else.example"]},
        {"iCalUID": "u\nATTENDEE:mailto:nobody@else.example"},
        {"hangoutLink": "https://a\nATTENDEE:mailto:nobody@else.example"},
        {"organizer": {"email": "a@b.example\nATTENDEE:mailto:nobody@else.example"}},
        {"organizer": {"email": "a@b.example", "displayName": 'x"\nATTENDEE:mailto:n@e.example'}},
    ],
)
def test_no_field_brings_another_one_with_it(fields: dict[str, Any]) -> None:
    assert "ATTENDEE" not in event(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"start": None},
        {"start": {}},
        {"start": {"date": "2026-02-30"}},
        {"start": {"dateTime": "2026-03-02T09:00:00"}},
        {"start": {"dateTime": "0001-01-01T00:00:00Z", "timeZone": "America/New_York"}},
        {"end": {"dateTime": 7}},
    ],
)
def test_what_has_no_moment_is_no_event(fields: dict[str, Any]) -> None:
    with pytest.raises(NoEvent):
        event(**fields)
