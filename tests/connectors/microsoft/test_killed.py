"""First readings that are killed anywhere, and how early a large mailbox is of use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from connectors.local.pages import PageLimits
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.crew import AHEAD
from connectors.microsoft.mail import MicrosoftMail
from tests.connectors.contract import make_event, make_message
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

INBOX, NAME = "Posteingang", "Kalender"
MESSAGES = 65
#: Rows in an answer and messages in a page, so that pages end within answers and at their ends.
ROWS, ITEMS = 20, 8
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3\r\n"


def _mail(settings: MicrosoftSettings, *, full_bodies: bool = True) -> MicrosoftMail:
    limits = PageLimits(items=ITEMS)
    return MicrosoftMail("work", replace(settings, full_bodies=full_bodies), limits=limits)


@pytest.mark.parametrize("full_bodies", [True, False])
@pytest.mark.parametrize("after", range(1, 14))
def test_a_first_reading_of_mail_killed_after_any_page_goes_on(
    graph: Graph, settings: MicrosoftSettings, after: int, full_bodies: bool
) -> None:
    graph.page = ROWS
    newest_first = [graph.add(make_message(number)) for number in range(MESSAGES)][::-1]
    replica = MailReplica(INBOX)
    replica.sync(_mail(settings, full_bodies=full_bodies), stop_after=after)
    told = replica.told
    assert list(replica.records) == newest_first[:told]
    replica.sync(_mail(settings, full_bodies=full_bodies))
    assert replica.told == len(replica.records) == MESSAGES
    again = len(graph.paths("$value")) - MESSAGES
    assert not full_bodies or again <= AHEAD
    assert replica.sync(_mail(settings, full_bodies=full_bodies)).pages == []


def test_a_first_reading_of_mail_killed_after_every_page_goes_on(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.page = ROWS
    for number in range(MESSAGES):
        graph.add(make_message(number))
    replica = MailReplica(INBOX)
    for _ in range(30):
        replica.sync(_mail(settings), stop_after=1)
    assert replica.pages == []
    assert replica.told == len(replica.records) == MESSAGES


@pytest.mark.parametrize("after", range(1, 12))
def test_a_first_reading_of_a_calendar_killed_after_any_page_goes_on(
    graph: Graph, settings: MicrosoftSettings, after: int
) -> None:
    _fill(graph)
    replica = CalendarReplica(NAME).sync(_calendar(settings), stop_after=after)
    told = len(replica.records)
    replica.sync(_calendar(settings))
    assert sum(len(page.upserted) for page in replica.pages) == 50 - told
    assert len(replica.records) == 50
    assert replica.sync(_calendar(settings)).pages == []


def test_a_first_reading_of_a_calendar_killed_after_every_page_goes_on(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    _fill(graph)
    replica, told = CalendarReplica(NAME), 0
    for _ in range(20):
        replica.sync(_calendar(settings), stop_after=1)
        told += sum(len(page.upserted) for page in replica.pages)
    assert replica.pages == []
    assert told == len(replica.records) == 50


def _fill(graph: Graph) -> None:
    graph.calendar = Calendars(graph)
    for number in range(30):
        graph.calendar.put(f"e{number}", make_event(number))
    for number in range(20):
        graph.calendar.put(f"s{number}", make_event(number, WEEKLY))


def _calendar(settings: MicrosoftSettings) -> MicrosoftCalendar:
    return MicrosoftCalendar("work", settings, limits=PageLimits(items=5))


# ── a large mailbox ──────────────────────────────────────────────────────────────────────────


def test_the_newest_hundred_are_told_after_little_more_than_a_hundred_requests(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    newest_first = [graph.add(make_message(number)) for number in range(1000)][::-1]
    replica = MailReplica(INBOX).sync(MicrosoftMail("work", settings), stop_after=1)
    assert list(replica.records) == newest_first[:100]
    assert len(graph.asked) <= 100 + 20


def test_twenty_thousand_messages_cost_one_request_each_and_one_for_a_hundred_rows(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    for number in range(20_000):
        graph.add(make_message(number))
    replica = MailReplica(INBOX).sync(MicrosoftMail("work", settings))
    assert replica.told == len(replica.records) == 20_000
    bodies = len(graph.paths("$value"))
    rows = len(graph.paths("/delta"))
    assert bodies == 20_000
    assert 200 <= rows <= 202
    assert len(graph.asked) - bodies - rows <= 10
    assert graph.most_at_once <= 4
