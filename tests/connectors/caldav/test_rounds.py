"""Rounds over a calendar: parts, lost tokens, servers without tokens; requests are counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from connectors.base import PermanentError
from connectors.caldav import CaldavCalendar, CaldavSettings
from tests.connectors.caldav.davserver import CALENDAR, DavServer
from tests.connectors.caldav.scripted import Scripted, serve
from tests.connectors.caldav.test_hostile import asked_for, calendar_at, dav, is_multiget, replica
from tests.connectors.caldav_peers import PASSWORD, USER, Peer
from tests.connectors.contract import make_event
from tests.connectors.replica import CalendarReplica

if TYPE_CHECKING:
    from connectors.base import CalendarPage

TASK = make_event(5).replace(b"VEVENT", b"VTODO")


@pytest.fixture
def double() -> DavServer:
    return dav(120)


@pytest.fixture
def server(double: DavServer) -> Iterator[Scripted]:
    with serve(double.answer) as running:
        yield running


def fetch(server: Scripted, kept: CalendarReplica, **values: object) -> list[CalendarPage]:
    server.asked.clear()
    return kept.sync(calendar_at(server.url, **values)).pages


def test_a_first_sync_killed_at_every_page_downloads_nothing_twice(
    double: DavServer, server: Scripted
) -> None:
    kept = replica()
    for _ in range(20):
        kept.sync(calendar_at(server.url), stop_after=1)
    assert len(kept.records) == 120
    # A kill between two pages costs nothing: the next batch was not asked for yet.
    assert asked_for(server) == 120


@pytest.mark.parametrize("status", [403, 409, 410, 412])
def test_a_lost_token_costs_a_listing_and_the_changed_resources(
    double: DavServer, server: Scripted, status: int
) -> None:
    kept = replica().sync(calendar_at(server.url))
    double.put("e7.ics", make_event(7, "LOCATION:Room 4\r\n"))
    double.put("new.ics", make_event(500))
    double.delete("e9.ics")
    double.lost = status
    pages = fetch(server, kept)
    assert all(page.reset for page in pages)
    assert asked_for(server) == 2
    assert [each.method for each in server.asked] == ["REPORT", "PROPFIND", "REPORT", "REPORT"]
    assert kept.bodies() == sorted(double.resources.values())


def test_a_lost_token_killed_at_every_page_ends_the_same(
    double: DavServer, server: Scripted
) -> None:
    kept = replica().sync(calendar_at(server.url))
    for number in range(60):
        double.put(f"e{number}.ics", make_event(number, "LOCATION:Room 4\r\n"))
    double.delete("e119.ics")
    double.lost = 403
    server.asked.clear()
    for _ in range(4):
        kept.sync(calendar_at(server.url), stop_after=1)
    double.lost = 0
    kept.sync(calendar_at(server.url))
    assert asked_for(server) == 60
    assert kept.bodies() == sorted(double.resources.values())


def test_changes_in_parts_are_all_told(double: DavServer, server: Scripted) -> None:
    kept = replica().sync(calendar_at(server.url))
    for number in range(35):
        double.put(f"n{number}.ics", make_event(200 + number))
    double.delete("e0.ics")
    double.part = 10
    pages = fetch(server, kept)
    assert kept.bodies() == sorted(double.resources.values())
    assert [page.deleted_ids for page in pages if page.deleted_ids] == [("e0.ics",)]


def test_a_listing_that_is_cut_is_read_in_parts(double: DavServer, server: Scripted) -> None:
    double.part = 50
    double.put("todo.ics", TASK)
    kept = replica()
    fetch(server, kept)
    assert len(kept.records) == 120
    assert fetch(server, kept) == []


def test_a_server_without_tokens_is_listed_when_its_ctag_changed(
    double: DavServer, server: Scripted
) -> None:
    double.has_tokens = False
    kept = replica().sync(calendar_at(server.url))
    assert fetch(server, kept) == []
    assert [each.method for each in server.asked] == ["PROPFIND"]
    double.put("e7.ics", make_event(7, "LOCATION:Room 4\r\n"))
    double.delete("e9.ics")
    pages = fetch(server, kept)
    assert asked_for(server) == 1
    assert [page.deleted_ids for page in pages] == [("e9.ics",)]
    assert kept.bodies() == sorted(double.resources.values())


def test_a_server_without_any_state_is_listed_every_time(
    double: DavServer, server: Scripted
) -> None:
    double.has_tokens = double.has_ctag = False
    kept = replica().sync(calendar_at(server.url))
    assert fetch(server, kept) == []
    assert asked_for(server) == 0


def test_an_event_that_became_a_task_is_gone_and_not_read_again(
    double: DavServer, server: Scripted
) -> None:
    kept = replica().sync(calendar_at(server.url))
    double.put("e7.ics", TASK)
    double.put("todo.ics", TASK)
    pages = fetch(server, kept)
    assert [page.deleted_ids for page in pages] == [("e7.ics",)]
    assert fetch(server, kept) == []
    assert len(kept.records) == 119


@pytest.mark.parametrize("lost", [0, 403])
def test_a_calendar_that_is_suddenly_empty(double: DavServer, server: Scripted, lost: int) -> None:
    kept = replica().sync(calendar_at(server.url))
    for name in list(double.resources):
        double.delete(name)
    double.lost = lost
    if not lost:  # the server says of every one that it is gone
        fetch(server, kept)
        assert kept.records == {}
        return
    with pytest.raises(PermanentError, match="0 of 120"):
        fetch(server, kept)
    assert len(kept.records) == 120
    settings = CaldavSettings(server.url, "jonas", lambda: "x")
    kept.sync(CaldavCalendar("work", settings, accept_empty=True))
    assert kept.records == {}


def test_a_position_of_another_server_is_a_lost_one(double: DavServer, server: Scripted) -> None:
    kept = replica().sync(calendar_at(server.url))
    moved = json.loads(kept.cursor or "") | {"o": "https://dav.example:443"}
    kept.cursor = json.dumps(moved)
    pages = fetch(server, kept)
    assert all(page.reset for page in pages)
    assert asked_for(server) == 120


def test_a_change_between_listing_and_reading_is_not_told_twice(
    double: DavServer, server: Scripted
) -> None:
    changed = make_event(7, "LOCATION:Room 4\r\n")

    def script(asked):  # type: ignore[no-untyped-def]
        if is_multiget(asked) and double.resources["e7.ics"] != changed:
            double.put("e7.ics", changed)
        return double.answer(asked)

    server.script = script
    kept = replica().sync(calendar_at(server.url))
    assert changed in kept.bodies()
    fetch(server, kept)
    assert asked_for(server) == 0


@pytest.mark.parametrize("name", ["radicale", "xandikos"])
def test_a_real_server_that_lost_the_token(name: str, request: pytest.FixtureRequest) -> None:
    peer: Peer = request.getfixturevalue(name)
    calendar = peer.new_calendar()
    peer.fill(calendar, {f"e{number}.ics": make_event(number) for number in range(120)})
    connector = CaldavCalendar("work", CaldavSettings(peer.url, USER, lambda: PASSWORD))
    kept = CalendarReplica(calendar).sync(connector)
    peer.put(f"{calendar}e7.ics", make_event(7, "LOCATION:Room 4\r\n"))
    peer.delete(f"{calendar}e9.ics")
    kept.cursor = json.dumps(json.loads(kept.cursor or "") | {"t": "http://ferrol.example/1"})
    pages = kept.sync(connector).pages
    assert all(page.reset for page in pages)
    assert sum(len(page.upserted) for page in pages) == 1
    assert len(kept.records) == 119
    assert kept.bodies() == CalendarReplica(calendar).sync(connector).bodies()


@pytest.mark.parametrize("name", ["radicale", "xandikos"])
def test_names_with_every_kind_of_letter(name: str, request: pytest.FixtureRequest) -> None:
    peer: Peer = request.getfixturevalue(name)
    calendar = peer.new_calendar()
    for number, odd in enumerate(["a b.ics", "für.ics", "a+b;c=d@e.ics", "50%.ics", "日.ics"]):
        assert peer.put(f"{calendar}{odd}", make_event(number)) == 201
    connector = CaldavCalendar("work", CaldavSettings(peer.url, USER, lambda: PASSWORD))
    kept = CalendarReplica(calendar).sync(connector)
    assert len(kept.records) == 5
    peer.put(f"{calendar}für.ics", make_event(1, "LOCATION:Room 4\r\n"))
    peer.delete(f"{calendar}50%.ics")
    pages = kept.sync(connector).pages
    assert [(len(page.upserted), page.deleted_ids) for page in pages] == [(1, ("50%25.ics",))]


def test_a_collection_listed_under_a_calendar_address(double: DavServer, server: Scripted) -> None:
    calendar = calendar_at(f"{server.url}{CALENDAR}")
    assert [each.name for each in calendar.list_collections()] == [CALENDAR]


@pytest.mark.parametrize("name", ["radicale", "xandikos"])
def test_an_exception_before_its_master(name: str, request: pytest.FixtureRequest) -> None:
    # That of the contract has neither PRODID nor DTSTAMP, which Radicale asks for.
    peer: Peer = request.getfixturevalue(name)
    calendar = peer.new_calendar()
    head, _, series = make_event(9, "RRULE:FREQ=WEEKLY\r\n").partition(b"BEGIN:VEVENT")
    moved = (
        b"BEGIN:VEVENT\r\nUID:e9@wirth.example\r\nDTSTAMP:20260301T080000Z\r\n"
        b"RECURRENCE-ID:20260309T080000Z\r\nDTSTART:20260309T100000Z\r\nEND:VEVENT\r\n"
    )
    assert peer.put(f"{calendar}a.ics", head + moved + b"BEGIN:VEVENT" + series) == 201
    connector = CaldavCalendar("work", CaldavSettings(peer.url, USER, lambda: PASSWORD))
    (raw,) = CalendarReplica(calendar).sync(connector).bodies()
    assert raw == peer.get(f"{calendar}a.ics")
    assert raw.count(b"BEGIN:VEVENT") == 2
