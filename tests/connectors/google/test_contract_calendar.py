"""Google Calendar, held to the contract on the double."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.google.ical import compose, gather
from tests.connectors.contract import CalendarContract, CalendarHarness
from tests.connectors.google.conftest import Account
from tests.connectors.google.world_calendar import PRIMARY, rows_of_ics

if TYPE_CHECKING:
    from connectors.google import GoogleCalendar
    from tests.connectors.google.double import Double

#: Half a minute; `make test-slow` runs it.
pytestmark = pytest.mark.slow


class GoogleHarness(CalendarHarness):
    collection = PRIMARY

    def __init__(self, account: Account) -> None:
        self.account = account
        self.world = account.double.calendar
        self._names: dict[bytes, list[str]] = {}

    def connector(self) -> GoogleCalendar:
        return self.account.calendar()

    def put(self, name: str, raw: bytes) -> None:
        try:
            rows = rows_of_ics(name, raw)
        except ValueError:
            pytest.skip("Google takes no such calendar")
        for row in rows:
            self.world.put(row)
        self._names[raw] = [row["id"] for row in rows]

    def delete(self, name: str) -> None:
        for row in rows_of_ics(name, next(iter(self._names))):
            self.world.cancel(row["id"])

    def stored(self, raw: bytes) -> bytes:
        rows = [self.world._shown(self.world.calendars[PRIMARY][one]) for one in self._names[raw]]
        (series,) = gather(rows).values()
        return compose(series)


class ForgetfulHarness(GoogleHarness):
    def lose_cursor(self, cursor: str) -> str:
        """The token is what gets lost; the cursor itself stays good."""
        self.world.forget_tokens()
        return cursor


class TestGoogleCalendar(CalendarContract):
    @pytest.fixture
    def harness(self, double: Double) -> CalendarHarness:
        return GoogleHarness(Account(double))


class TestGoogleCalendarWithALostToken(CalendarContract):
    @pytest.fixture
    def harness(self, double: Double) -> CalendarHarness:
        return ForgetfulHarness(Account(double))


del CalendarContract  # it is no test by itself
