"""The contract for calendars, over the double of an Exchange Server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.exchange.calendar import ExchangeCalendar
from tests.connectors.contract import CalendarContract, CalendarHarness
from tests.connectors.exchange.agendas import composed
from tests.connectors.exchange.server.event import NotTaken
from tests.connectors.exchange.settings import settings_for

if TYPE_CHECKING:
    from tests.connectors.exchange.server import ExchangeServer

#: Half a minute; `make test-slow` runs it.
pytestmark = pytest.mark.slow


class ExchangeAgenda(CalendarHarness):
    collection = "Kalender"

    def __init__(self, server: ExchangeServer) -> None:
        self.server = server
        self.agenda = server.world.mailbox.agenda
        self.keys: dict[str, str] = {}

    def connector(self) -> ExchangeCalendar:
        return ExchangeCalendar("work", settings_for(self.server))

    def put(self, name: str, raw: bytes) -> None:
        try:
            if name in self.keys:
                self.agenda.replace(self.keys[name], raw)
            else:
                self.keys[name] = self.agenda.add(raw)
        except NotTaken:
            pytest.skip("no calendar of Exchange can hold that")
        except ValueError:
            return  # a task, which lies in no calendar

    def delete(self, name: str) -> None:
        self.server.world.mailbox.delete(self.keys.pop(name))

    def stored(self, raw: bytes) -> bytes:
        """The iCalendar made of what the double holds; that it means the same is `test_calendar`."""
        return composed(raw)


class ForgetfulAgenda(ExchangeAgenda):
    """The server no longer knows the sync state."""

    def lose_cursor(self, cursor: str) -> str:
        self.server.world.invalidate_sync_states()
        return cursor


class TestCalendar(CalendarContract):
    @pytest.fixture
    def harness(self, exchange: ExchangeServer) -> CalendarHarness:
        return ExchangeAgenda(exchange)


class TestCalendarOfAForgetfulServer(CalendarContract):
    @pytest.fixture
    def harness(self, exchange: ExchangeServer) -> CalendarHarness:
        return ForgetfulAgenda(exchange)


del CalendarContract  # no tests by itself
