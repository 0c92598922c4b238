"""The contract, over the double of Graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.local.pages import PageLimits
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.events import to_ical
from connectors.microsoft.mail import MicrosoftMail
from tests.connectors.contract import (
    PAGE_ITEMS,
    CalendarContract,
    CalendarHarness,
    MailContract,
    MailHarness,
)
from tests.connectors.microsoft.calendars import Calendars, NotTaken, to_graph

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph

#: Half a minute; `make test-slow` runs it.
pytestmark = pytest.mark.slow


class GraphMail(MailHarness):
    collection = "Posteingang"
    names_deletions = True

    def __init__(self, graph: Graph, settings: MicrosoftSettings) -> None:
        self.graph = graph
        self.settings = settings

    def connector(self) -> MicrosoftMail:
        return MicrosoftMail("work", self.settings, limits=PageLimits(items=PAGE_ITEMS))

    def add(self, raws: list[bytes]) -> list[str]:  # type: ignore[override]
        return [self.graph.add(raw) for raw in raws]

    def delete(self, handle: str) -> None:
        self.graph.delete(handle)

    def mark_seen(self, handle: str) -> None:
        self.graph.change(handle, read=True)

    def recreate(self, handle: str, raw: bytes) -> str:
        self.delete(handle)
        return self.graph.add(raw)

    def stored(self, raw: bytes) -> bytes:
        return raw


class ForgetfulMail(GraphMail):
    """Graph no longer knows the link."""

    def lose_cursor(self, cursor: str) -> str:
        self.graph.epoch += 1
        return cursor


class TestMail(MailContract):
    @pytest.fixture
    def harness(self, graph: Graph, settings: MicrosoftSettings) -> MailHarness:
        return GraphMail(graph, settings)


class TestMailOfAForgetfulHost(MailContract):
    @pytest.fixture
    def harness(self, graph: Graph, settings: MicrosoftSettings) -> MailHarness:
        return ForgetfulMail(graph, settings)


class GraphCalendar(CalendarHarness):
    collection = "Kalender"

    def __init__(self, graph: Graph, settings: MicrosoftSettings) -> None:
        self.calendars = graph.calendar = Calendars(graph)
        self.settings = settings

    def connector(self) -> MicrosoftCalendar:
        return MicrosoftCalendar("work", self.settings)

    def put(self, name: str, raw: bytes) -> None:
        try:
            self.calendars.put(name, raw)
        except NotTaken:
            pytest.skip("no calendar of Graph can hold that")

    def delete(self, name: str) -> None:
        self.calendars.delete(name)

    def stored(self, raw: bytes) -> bytes:
        """The iCalendar made of what the double holds; that it means the same is `test_events`."""
        row = to_graph("any", raw)
        assert row is not None
        return to_ical(row)


class ForgetfulCalendar(GraphCalendar):
    """Graph no longer knows the link, and names no masters among the rows."""

    def __init__(self, graph: Graph, settings: MicrosoftSettings) -> None:
        super().__init__(graph, settings)
        self.calendars.with_masters = False
        self.graph = graph

    def lose_cursor(self, cursor: str) -> str:
        self.graph.epoch += 1
        return cursor


class TestCalendar(CalendarContract):
    @pytest.fixture
    def harness(self, graph: Graph, settings: MicrosoftSettings) -> CalendarHarness:
        return GraphCalendar(graph, settings)


class TestCalendarOfAForgetfulHost(CalendarContract):
    @pytest.fixture
    def harness(self, graph: Graph, settings: MicrosoftSettings) -> CalendarHarness:
        return ForgetfulCalendar(graph, settings)


del CalendarContract, MailContract  # no tests by themselves
