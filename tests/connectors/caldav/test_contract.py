"""Two CalDAV servers, held to the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.caldav import CaldavCalendar, CaldavSettings
from tests.connectors.caldav_peers import PASSWORD, USER
from tests.connectors.contract import CalendarContract, CalendarHarness

if TYPE_CHECKING:
    from tests.connectors.caldav_peers import Peer


class ServerHarness(CalendarHarness):
    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.collection = peer.new_calendar()
        self._names: dict[bytes, str] = {}
        self._waiting: dict[str, bytes] = {}

    def connector(self) -> CaldavCalendar:
        self._fill()
        return CaldavCalendar("work", CaldavSettings(self.peer.url, USER, lambda: PASSWORD))

    def put(self, name: str, raw: bytes) -> None:
        path = f"{self.collection}{name}.ics"
        if name[1:].isdigit() and path not in self._names.values():
            self._names[raw] = path
            self._waiting[f"{name}.ics"] = raw
            return
        self._fill()
        status = self.peer.put(path, raw)
        if status in (400, 412):
            pytest.skip(f"{type(self.peer).__name__} takes no such calendar")
        assert status in (201, 204)
        self._names[raw] = path

    def delete(self, name: str) -> None:
        self._fill()
        self.peer.delete(f"{self.collection}{name}.ics")

    def stored(self, raw: bytes) -> bytes:
        return self.peer.get(self._names[raw])

    def _fill(self) -> None:
        if self._waiting:
            self.peer.fill(self.collection, self._waiting)
        self._waiting = {}


class TestRadicale(CalendarContract):
    @pytest.fixture
    def harness(self, radicale: Peer) -> CalendarHarness:
        return ServerHarness(radicale)


class TestXandikos(CalendarContract):
    @pytest.fixture
    def harness(self, xandikos: Peer) -> CalendarHarness:
        return ServerHarness(xandikos)
