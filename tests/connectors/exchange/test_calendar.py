"""Calendars of Exchange beyond the contract: windows, series, signals, what is past, alarms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]

from connectors.base import AuthError, CursorExpired, PermanentError, TransientError
from connectors.cursors import CursorUnreadable
from connectors.exchange.agenda_cursor import Position, parse_position
from connectors.exchange.calendar import ExchangeCalendar
from connectors.exchange.faults import CLOSED_CODES
from connectors.local.pages import PageLimits
from tests.connectors.contract import SERIES, make_event
from tests.connectors.exchange.settings import settings_for
from tests.connectors.replica import CalendarReplica

if TYPE_CHECKING:
    from connectors.exchange.settings import ExchangeSettings
    from tests.connectors.exchange.server import ExchangeServer
    from tests.connectors.exchange.server.agenda import Agenda

NAME = "Kalender"
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=8\r\n"
READS = {"GetItem", "FindItem"}


@pytest.fixture
def agenda(exchange: ExchangeServer) -> Agenda:
    return exchange.world.mailbox.agenda


@pytest.fixture
def settings(exchange: ExchangeServer) -> ExchangeSettings:
    return settings_for(exchange)


def _sync(settings: ExchangeSettings, *, accept_empty: bool = False) -> CalendarReplica:
    connector = ExchangeCalendar("work", settings, accept_empty=accept_empty)
    return CalendarReplica(NAME).sync(connector)


def _later(settings: ExchangeSettings, year: int, month: int, day: int = 2) -> ExchangeSettings:
    clock = replace(settings.clock, now=lambda: datetime(year, month, day, tzinfo=UTC))
    return replace(settings, clock=clock)


def _upserted(replica: CalendarReplica) -> list[str]:
    return [record.provider_id for page in replica.pages for record in page.upserted]


def _unfolded(raw: bytes) -> bytes:
    return raw.replace(b"\r\n ", b"")


def _spread(raw: bytes) -> list[tuple[str, str]]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(
        datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
    )
    return sorted(
        (str(each["UID"]), each["DTSTART"].dt.isoformat().replace("+00:00", ""))
        for each in found
        if each.get("STATUS") != "CANCELLED"
    )


# ── series ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [name for name in SERIES if "well-formed" not in name])
def test_a_series_happens_when_the_original_happens(
    agenda: Agenda, settings: ExchangeSettings, name: str
) -> None:
    # The oracle asks for a start of what is cancelled.
    start = b"DTSTART;TZID=Europe/Berlin:20260316T090000\r\nSTATUS:CANCELLED"
    raw = SERIES[name].replace(b"STATUS:CANCELLED", start)
    agenda.add(raw)
    (told,) = _sync(settings).bodies()
    assert _spread(told) == _spread(raw)


def test_an_occurrence_that_is_cancelled_or_moved_makes_its_series_told_again(
    agenda: Agenda, settings: ExchangeSettings
) -> None:
    series = agenda.add(make_event(9, WEEKLY))
    agenda.add(make_event(3, WEEKLY))
    replica = _sync(settings)
    agenda.cancel_occurrence(series, datetime(2026, 3, 9, 8, tzinfo=UTC))
    replica.sync(ExchangeCalendar("work", settings))
    assert _upserted(replica) == [series]
    assert b"EXDATE;TZID=Europe/Berlin:20260309T090000" in replica.records[series].raw
    start = datetime(2026, 3, 17, 13, tzinfo=UTC)
    end = start + timedelta(hours=1)
    original = datetime(2026, 3, 16, 8, tzinfo=UTC)
    agenda.change_occurrence(series, original, start=start, end=end, location="Raum 4")
    replica.sync(ExchangeCalendar("work", settings))
    assert _upserted(replica) == [series]
    raw = replica.records[series].raw
    assert b"RECURRENCE-ID;TZID=Europe/Berlin:20260316T090000" in raw
    assert b"LOCATION:Raum 4" in raw


def test_two_series_of_one_uid_are_two(agenda: Agenda, settings: ExchangeSettings) -> None:
    first, second = agenda.add(make_event(9, WEEKLY)), agenda.add(make_event(9, WEEKLY))
    replica = _sync(settings)
    assert sorted(replica.records) == sorted([first, second])
    assert replica.listing(ExchangeCalendar("work", settings)) == sorted([first, second])


def test_a_series_that_is_deleted_is_gone_with_its_occurrences(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    series, other = agenda.add(make_event(9, WEEKLY)), agenda.add(make_event(3))
    replica = _sync(settings)
    exchange.world.mailbox.delete(series)
    replica.sync(ExchangeCalendar("work", settings))
    assert list(replica.records) == [other]


def test_an_answer_of_an_attendee_and_a_cancelled_meeting_are_told(
    agenda: Agenda, settings: ExchangeSettings
) -> None:
    people = (
        "ORGANIZER:mailto:jonas@wirth.example\r\n"
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ines@ferrol.example\r\n"
    )
    meeting = agenda.add(make_event(9, people))
    replica = _sync(settings)
    assert b"PARTSTAT=NEEDS-ACTION:mailto:ines" in _unfolded(replica.records[meeting].raw)
    agenda.respond(meeting, "ines@ferrol.example", "Decline")
    replica.sync(ExchangeCalendar("work", settings))
    assert b"PARTSTAT=DECLINED:mailto:ines" in _unfolded(replica.records[meeting].raw)
    agenda.change(meeting, cancelled=True, sensitivity="Private")
    replica.sync(ExchangeCalendar("work", settings))
    assert b"STATUS:CANCELLED" in replica.records[meeting].raw
    assert b"CLASS:PRIVATE" in replica.records[meeting].raw


def test_our_own_answer_to_a_series_is_told(agenda: Agenda, settings: ExchangeSettings) -> None:
    people = (
        "ORGANIZER:mailto:ines@ferrol.example\r\n"
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jonas@wirth.example\r\n"
    )
    meeting = agenda.add(make_event(9, WEEKLY + people))
    agenda.change(meeting, my_response="Tentative")
    (raw,) = _sync(settings).bodies()
    assert b"PARTSTAT=TENTATIVE:mailto:jonas" in _unfolded(raw)


# ── signals, windows and slices ──────────────────────────────────────────────────────────────


def test_where_nothing_changed_nothing_is_listed_and_nothing_read(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    agenda.add(make_event(1, WEEKLY))
    replica = _sync(settings)
    exchange.world.requests.clear()
    assert replica.sync(ExchangeCalendar("work", settings)).pages == []
    assert exchange.world.requests["SyncFolderItems"] == 1
    assert not READS & exchange.world.requests.keys()


def test_a_changed_event_is_read_alone(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    keys = [agenda.add(make_event(number)) for number in range(30)]
    replica = _sync(settings)
    exchange.world.looked_at.clear()
    agenda.replace(keys[7], make_event(7, "LOCATION:Raum 4\r\n"))
    replica.sync(ExchangeCalendar("work", settings))
    assert list(exchange.world.looked_at) == [keys[7]]
    assert _upserted(replica) == [keys[7]]


def test_an_event_that_was_only_written_again_is_not_told_again(
    agenda: Agenda, settings: ExchangeSettings
) -> None:
    key = agenda.add(make_event(1))
    replica = _sync(settings)
    agenda.replace(key, make_event(1).replace(b"DTSTAMP:20260301", b"DTSTAMP:20260302"))
    replica.sync(ExchangeCalendar("work", settings))
    assert _upserted(replica) == []
    assert replica.sync(ExchangeCalendar("work", settings)).pages == []


def test_a_lost_sync_state_costs_a_listing_and_no_event_is_read_again(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    keys = [agenda.add(make_event(number)) for number in range(25)]
    replica = _sync(settings)
    exchange.world.invalidate_sync_states()
    exchange.world.looked_at.clear()
    exchange.world.mailbox.delete(keys[0])
    new = agenda.add(make_event(40))
    replica.sync(ExchangeCalendar("work", settings))
    assert list(exchange.world.looked_at) == [new]
    assert sorted(replica.records) == sorted([*keys[1:], new])


def test_a_crowded_time_is_looked_at_in_halves(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    exchange.world.find_cap = 10
    keys = [agenda.add(make_event(number)) for number in range(45)]
    replica = _sync(settings)
    assert sorted(replica.records) == sorted(keys)
    assert replica.listing(ExchangeCalendar("work", settings)) == sorted(keys)


def test_more_events_in_one_minute_than_a_view_shows_are_an_error_and_no_shorter_listing(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    exchange.world.find_cap = 3
    for _ in range(4):
        agenda.add(make_event(1))
    with pytest.raises(PermanentError, match="in one minute"):
        _sync(settings)


def test_only_the_window_is_read_and_an_event_across_its_border_is(
    agenda: Agenda, settings: ExchangeSettings
) -> None:
    def on(day: str, number: int, extra: str = "") -> bytes:
        return make_event(number, extra).replace(b":20260302T", f":{day}T".encode())

    agenda.add(on("20241231", 1))
    agenda.add(on("20270501", 2))
    across = agenda.add(on("20250125", 3, "DTEND;TZID=Europe/Berlin:20250127T120000\r\n"))
    inside = agenda.add(on("20260601", 4))
    old_series = agenda.add(on("20200101", 5, "RRULE:FREQ=WEEKLY\r\n"))
    agenda.add(on("20200101", 6, "RRULE:FREQ=WEEKLY;COUNT=3\r\n"))
    assert sorted(_sync(settings).records) == sorted([across, inside, old_series])


def test_a_window_is_laid_anew_after_a_while_and_what_is_past_stays(
    agenda: Agenda, settings: ExchangeSettings
) -> None:
    past = agenda.add(make_event(1))
    ended = agenda.add(make_event(4, WEEKLY))
    endless = agenda.add(make_event(2, "RRULE:FREQ=WEEKLY\r\n"))
    replica = _sync(settings)
    new = agenda.add(make_event(3).replace(b"20260302", b"20271202"))
    much_later = _later(settings, 2027, 11)
    replica.sync(ExchangeCalendar("work", much_later))
    assert sorted(replica.records) == sorted([past, ended, endless, new])
    assert _upserted(replica) == [new]
    connector = ExchangeCalendar("work", much_later)
    assert replica.listing(connector) == sorted(replica.records)
    assert replica.sync(connector).pages == []


def test_an_event_that_is_moved_out_of_the_window_is_gone(
    agenda: Agenda, settings: ExchangeSettings
) -> None:
    key = agenda.add(make_event(1))
    agenda.add(make_event(2))
    replica = _sync(settings)
    agenda.replace(key, make_event(1).replace(b":20260302T", b":20290302T"))
    replica.sync(ExchangeCalendar("work", settings))
    assert key not in replica.records
    assert len(replica.records) == 1


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────


def test_a_calendar_that_lost_everything_without_a_word_is_an_alarm(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    key = agenda.add(make_event(1))
    replica = _sync(settings)
    exchange.world.mailbox.delete(key)
    exchange.world.invalidate_sync_states()
    with pytest.raises(PermanentError, match="0 of 1"):
        replica.sync(ExchangeCalendar("work", settings))
    assert len(replica.records) == 1
    replica.sync(ExchangeCalendar("work", settings, accept_empty=True))
    assert replica.records == {}


def test_a_calendar_whose_last_event_was_deleted_is_empty(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    key = agenda.add(make_event(1))
    replica = _sync(settings)
    exchange.world.mailbox.delete(key)
    replica.sync(ExchangeCalendar("work", settings))
    assert replica.records == {}


def test_an_event_that_is_refused_is_named_and_the_others_are_read(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    good, bad = agenda.add(make_event(1)), agenda.add(make_event(2))
    exchange.world.fail("GetItem", "ErrorItemCorrupt", item=bad, times=100)
    replica = _sync(settings)
    assert list(replica.records) == [good]
    assert [each.key for each in replica.problems] == [bad]


def test_a_series_that_is_refused_for_once_is_not_taken_for_deleted(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    series = agenda.add(make_event(1, WEEKLY))
    replica = _sync(settings)
    agenda.add(make_event(2))
    for each in _occurrences(exchange):
        exchange.world.fail("GetItem", "ErrorItemCorrupt", item=each, times=100)
    replica.sync(ExchangeCalendar("work", settings))
    assert series in replica.records
    assert len(replica.records) == 2


def _occurrences(server: ExchangeServer) -> list[str]:
    window = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    mailbox = server.world.mailbox
    found = mailbox.agenda.view(mailbox.folder("calendar").id, *window)
    return [item.id for item in found if mailbox.agenda.knows(item.id)]


def test_what_was_told_before_exchange_had_no_time_is_kept_and_not_read_again(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    keys = [agenda.add(make_event(number)) for number in range(25)]
    exchange.world.fail("GetItem", "ErrorServerBusy", after=2, times=1)
    impatient = replace(settings, longest_pause_s=0.0)
    replica = CalendarReplica(NAME)
    with pytest.raises(TransientError):
        replica.sync(ExchangeCalendar("work", impatient))
    assert len(replica.records) == 20
    replica.sync(ExchangeCalendar("work", settings))
    assert sorted(replica.records) == sorted(keys)
    assert {exchange.world.looked_at[key] for key in keys} == {1}


def test_a_busy_server_is_waited_for_exactly_and_its_patience_has_an_end(
    exchange: ExchangeServer, agenda: Agenda
) -> None:
    agenda.add(make_event(1))
    waits: list[float] = []
    exchange.world.fail("FindItem", "ErrorServerBusy", back_off_ms=12_500)
    assert len(_sync(settings_for(exchange, waits=waits)).records) == 1
    assert waits == [12.5]
    exchange.world.fail("FindItem", "ErrorServerBusy", times=1000)
    with pytest.raises(TransientError):
        _sync(settings_for(exchange, waits=waits, longest_pause_s=60.0))
    assert sum(waits[1:]) <= 60.0


def test_an_event_that_is_too_large_is_told_without_its_text(
    agenda: Agenda, settings: ExchangeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.exchange import session

    keys = [agenda.add(make_event(number)) for number in range(3)]
    huge = agenda.add(make_event(9, "DESCRIPTION:" + "y" * 90_000 + "\r\n"))
    monkeypatch.setattr(session.Session.ask, "__kwdefaults__", {"limit": 60_000})
    replica = _sync(settings)
    assert sorted(replica.records) == sorted([*keys, huge])
    assert b"DESCRIPTION" not in replica.records[huge].raw


def test_calendars_of_one_name_are_told_apart_and_those_thrown_away_left_out(
    exchange: ExchangeServer, settings: ExchangeSettings
) -> None:
    mailbox = exchange.world.mailbox
    mailbox.add_folder("Kalender", "inbox", "IPF.Appointment")
    mailbox.add_folder("Alt", "deleteditems", "IPF.Appointment")
    mailbox.add_folder("Geburtstage", folder_class="IPF.Appointment.Birthdays")
    found = ExchangeCalendar("work", settings).list_collections()
    assert [each.name for each in found] == ["Kalender", "Geburtstage", "Kalender (2)"]


def test_the_calendar_of_somebody_else_is_read_by_a_delegate(exchange: ExchangeServer) -> None:
    mara = exchange.world.add_user("mara@wirth.example")
    exchange.world.add_mailbox("mara@wirth.example")
    mara.delegate_of["jonas@wirth.example"] = "read"
    key = exchange.world.mailbox.agenda.add(make_event(1))
    delegate = settings_for(exchange, user=r"WIRTH\mara", access="delegate")
    assert list(_sync(delegate).records) == [key]


def test_a_refused_password_is_a_matter_of_signing_in(exchange: ExchangeServer) -> None:
    with pytest.raises(AuthError):
        _sync(settings_for(exchange, secret=lambda: "wrong"))


# ── the cursor ───────────────────────────────────────────────────────────────────────────────


def test_the_cursor_of_another_calendar_is_none(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    exchange.world.mailbox.add_folder("Andere", folder_class="IPF.Appointment")
    agenda.add(make_event(1))
    replica = _sync(settings)
    with pytest.raises(CursorExpired):
        list(ExchangeCalendar("work", settings).list_items("Andere", replica.cursor))


@pytest.mark.parametrize(
    "cursor", ["", "{}", "null", "[1]", "lost", '{"v": 1, "k": "exchange-calendar"}', "[" * 100_000]
)
def test_a_cursor_that_is_none_is_said_to_be_none(cursor: str) -> None:
    with pytest.raises(CursorUnreadable):
        parse_position(cursor)


def test_a_cursor_that_lies_stored_is_still_understood() -> None:
    stored = (
        '{"v": 1, "k": "exchange-calendar", "o": "o", "s": "F", "t": "state", "w": "2025/2027", '
        '"r": false, "n": 1, "c": ["eAFL5Cw2VM52MDIwMjMwNjDiSuK0V3awBAJDI2NDAGE7Bi4=", '
        '"eAFLAgAAYwBj"]}'
    )
    position = parse_position(stored)
    assert dict(position.marks) == {"a": "s1#k@20260302"}
    assert position.cursor() == stored


def test_a_cursor_holds_what_was_put_into_it_and_stays_small() -> None:
    position = Position("origin", "source", window="2025/2027")
    for round_number in range(60):
        marks = {f"AAMk{number:0120}=": f"s{round_number}#k@20260302" for number in range(200)}
        position.marks.add(marks, ["nothing"])
        position.finish(f"state {round_number}")
    position.marks.add({}, [f"AAMk{0:0120}="])
    again = parse_position(position.cursor())
    assert (again.marks, again.state, again.window) == (position.marks, "state 59", "2025/2027")
    assert len(again.marks) == 199
    assert len(position.cursor()) < 200_000


def test_pages_of_a_reset_round_name_what_is_known(
    agenda: Agenda, settings: ExchangeSettings
) -> None:
    for number in range(20):
        agenda.add(make_event(number))
    connector = ExchangeCalendar("work", settings, limits=PageLimits(items=5, ids=7))
    replica = _sync(settings)
    replica.cursor = "lost"
    replica.sync(connector, stop_after=2)
    replica.sync(connector)
    assert all(page.reset for page in replica.pages)
    assert max(len(page.known_ids) for page in replica.pages) <= 7
    assert len(replica.records) == 20


@pytest.mark.parametrize("pages", [1, 2, 3, 4, 5])
def test_the_last_events_are_told_although_pages_of_known_ids_were_the_last(
    agenda: Agenda, settings: ExchangeSettings, pages: int
) -> None:
    keys = {agenda.add(make_event(number)) for number in range(20)}
    connector = ExchangeCalendar("work", settings, limits=PageLimits(items=5, ids=3))
    replica = CalendarReplica(NAME)
    replica.sync(connector, stop_after=3)
    replica.sync(connector, stop_after=pages)
    replica.sync(connector)
    assert replica.records.keys() == keys


@pytest.mark.parametrize("code", sorted(CLOSED_CODES))
def test_of_a_mailbox_whose_top_is_closed_the_usual_calendar_is_read(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings, code: str
) -> None:
    key = agenda.add(make_event(1))
    exchange.world.fail("FindFolder", code, as_fault=False, times=2)
    assert [each.name for each in ExchangeCalendar("work", settings).list_collections()] == [NAME]
    assert list(_sync(settings).records) == [key]


def test_a_calendar_that_goes_after_it_was_listed_is_said_to_be_gone(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    agenda.add(make_event(1))
    replica = _sync(settings)
    exchange.world.fail("SyncFolderItems", "ErrorSyncFolderNotFound", as_fault=False)
    with pytest.raises(PermanentError, match=r"no 'Kalender'.*any more"):
        replica.sync(ExchangeCalendar("work", settings))
    assert len(replica.records) == 1


# ── hostile answers ──────────────────────────────────────────────────────────────────────────

_ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
    'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body>'
    '<m:{0}Response><m:ResponseMessages><m:{0}ResponseMessage ResponseClass="Success">'
    "<m:ResponseCode>NoError</m:ResponseCode>{1}</m:{0}ResponseMessage></m:ResponseMessages>"
    "</m:{0}Response></s:Body></s:Envelope>"
)
_VIEW = '<m:RootFolder IncludesLastItemInRange="{}"><t:Items>{}</t:Items></m:RootFolder>'
_LAST = "<m:IncludesLastItemInRange>{}</m:IncludesLastItemInRange>"


#: The end of the only answer, and another one.
TWICE = (
    '</m:{0}ResponseMessage><m:{0}ResponseMessage ResponseClass="Success">'
    "<m:ResponseCode>NoError</m:ResponseCode>"
)


@pytest.mark.parametrize(
    ("operation", "inside"),
    [
        ("SyncFolderItems", _LAST.format("true")),
        (
            "SyncFolderItems",
            "<m:SyncState>x</m:SyncState>" + _LAST.format("true")
            + "<m:Changes><t:Create><t:CalendarItem/></t:Create></m:Changes>",
        ),
        ("FindItem", ""),
        ("FindItem", TWICE),
        ("GetItem", TWICE),
        ("SyncFolderItems", TWICE),
        ("FindItem", _VIEW.format("false", "")),
        ("FindItem", _VIEW.format("true", "<t:CalendarItem/>")),
        ("FindItem", _VIEW.format("true", '<t:CalendarItem><t:ItemId Id="a&#9;b"/></t:CalendarItem>')),
        ("FindItem", _VIEW.format("true", f'<t:CalendarItem><t:ItemId Id="{"x" * 2000}"/></t:CalendarItem>')),
        ("GetItem", "<m:Items/>"),
        ("GetItem", "<m:Items><t:CalendarItem/><t:CalendarItem/></m:Items>"),
    ],
)  # fmt: skip
def test_an_answer_without_sense_is_an_error_and_tells_no_deletion(
    exchange: ExchangeServer,
    agenda: Agenda,
    settings: ExchangeSettings,
    operation: str,
    inside: str,
) -> None:
    key = agenda.add(make_event(1))
    replica = _sync(settings)
    agenda.replace(key, make_event(1, "LOCATION:Raum 4\r\n"))
    body = _ENVELOPE.format(operation, inside.format(operation)).encode()
    exchange.world.fail(operation, status=200, body=body, times=50)
    with pytest.raises(PermanentError, match="Nothing stored was deleted"):
        replica.sync(ExchangeCalendar("work", settings))
    assert list(replica.records) == [key]
    exchange.world.faults.waiting.clear()
    replica.sync(ExchangeCalendar("work", settings))
    assert b"LOCATION:Raum 4" in replica.records[key].raw


def test_an_event_that_answers_for_itself_only_with_nonsense_stands_in_nobodys_way(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings
) -> None:
    for number in range(3):
        agenda.add(make_event(number))
    exchange.world.fail("GetItem", status=200, body=b"<s:Envelope", times=1)
    assert len(_sync(settings).records) == 3
    assert exchange.world.requests["GetItem"] == 4


# ── servers that never say that a list is whole ──────────────────────────────────────────────


@pytest.mark.parametrize("stuck", [1, 5, 100_000])
def test_a_state_that_comes_back_says_that_nothing_changed(
    exchange: ExchangeServer, agenda: Agenda, settings: ExchangeSettings, stuck: int
) -> None:
    keys = [agenda.add(make_event(number)) for number in range(3)]
    replica = _sync(settings)
    exchange.world.stuck_states = stuck
    for _ in range(3):
        assert replica.sync(ExchangeCalendar("work", settings)).pages == []
    exchange.world.stuck_states = 0
    agenda.change(keys[1], location="Raum 4")
    replica.sync(ExchangeCalendar("work", settings))
    assert _upserted(replica) == [keys[1]]
