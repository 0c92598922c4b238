"""Links that Graph forgets, anywhere in a round: the state of a fresh sync, and no body twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from connectors.base import PermanentError, TransientError
from connectors.local.pages import PageLimits
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.gate import Gate
from connectors.microsoft.mail import MicrosoftMail
from tests.connectors.contract import make_event, make_message
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.microsoft.loopback import Reply, as_json, refused
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph
    from tests.connectors.microsoft.loopback import Asked

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

INBOX, NAME = "Posteingang", "Kalender"
LOST = [
    (410, "SyncStateNotFound"),
    (410, "resyncRequired"),
    (400, "SyncStateInvalid"),
    (400, "BadRequest"),
    (410, ""),
]
ELSEWHERE = "https://evil.example/v1.0/me/messages/delta?$deltatoken=1"


def _mail(settings: MicrosoftSettings) -> MicrosoftMail:
    return MicrosoftMail("work", settings, limits=PageLimits(items=20))


def _lose_next_link(graph: Graph, after: int, reply: Reply) -> None:
    """The link of so many answers of a change feed is followed, and the next one is lost."""
    seen = 0

    def watch(asked: Asked) -> None:
        nonlocal seen
        if "token=" in asked.target:
            seen += 1
            if seen == after + 1:
                graph.faults.append(("/delta", reply))

    graph.on_request = watch


@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize(("status", "code"), LOST)
def test_a_first_reading_whose_link_is_lost_ends_the_same(
    graph: Graph, settings: MicrosoftSettings, after: int, status: int, code: str
) -> None:
    graph.page = 20
    keys = [graph.add(make_message(number)) for number in range(100)]
    _lose_next_link(graph, after, refused(status, code))
    replica = MailReplica(INBOX).sync(_mail(settings))
    assert replica.state() == MailReplica(INBOX).sync(_mail(settings)).state()
    assert replica.told == len(replica.records) == len(keys)
    assert replica.sync(_mail(settings)).pages == []


@pytest.mark.parametrize("after", range(3))
def test_changes_whose_link_is_lost_end_the_same_without_a_body_twice(
    graph: Graph, settings: MicrosoftSettings, after: int
) -> None:
    graph.page = 20
    keys = [graph.add(make_message(number)) for number in range(60)]
    replica = MailReplica(INBOX).sync(_mail(settings))
    for key in keys[:10]:
        graph.delete(key)
    for key in keys[10:20]:
        graph.change(key, read=True)
    for number in range(60, 100):
        graph.add(make_message(number))
    before = len(graph.paths("$value"))
    _lose_next_link(graph, after, refused(410, "SyncStateNotFound"))
    replica.sync(_mail(settings))
    assert len(graph.paths("$value")) - before == 40
    assert replica.state() == MailReplica(INBOX).sync(_mail(settings)).state()


@pytest.mark.parametrize("after", range(1, 4))
def test_what_goes_between_two_lost_links_is_gone(
    graph: Graph, settings: MicrosoftSettings, after: int
) -> None:
    graph.page = 20
    keys = [graph.add(make_message(number)) for number in range(80)]
    replica = MailReplica(INBOX).sync(_mail(settings))
    graph.epoch += 1
    lost = 0

    def watch(asked: Asked) -> None:
        nonlocal lost
        if "skiptoken" in asked.target:
            lost += 1
            if lost == after:
                graph.faults.append(("/delta", refused(410, "SyncStateNotFound")))
                for key in keys[75:]:
                    graph.delete(key)

    graph.on_request = watch
    replica.sync(_mail(settings))
    assert sorted(replica.records) == sorted(keys[:75])
    assert replica.state() == MailReplica(INBOX).sync(_mail(settings)).state()


def test_links_that_are_lost_for_ever_are_passing_and_delete_nothing(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.page = 20
    for number in range(60):
        graph.add(make_message(number))
    replica = MailReplica(INBOX).sync(_mail(settings))
    before = len(graph.asked)
    graph.on_request = lambda asked: (
        graph.faults.append(("/delta", refused(410, "resyncRequired")))
        if "token=" in asked.target
        else None
    )
    with pytest.raises(TransientError, match="forgot again and again"):
        replica.sync(_mail(settings))
    assert len(replica.records) == 60
    assert len(graph.asked) - before < 40
    assert not any("$value" in each.path for each in graph.asked[before:])
    graph.on_request = lambda _: None
    graph.faults.clear()
    assert len(replica.sync(_mail(settings)).records) == 60


@pytest.mark.parametrize("kind", ["@odata.nextLink", "@odata.deltaLink"])
def test_a_link_to_elsewhere_is_not_remembered(
    graph: Graph, settings: MicrosoftSettings, kind: str
) -> None:
    graph.add(make_message(1))
    replica = MailReplica(INBOX).sync(_mail(settings))
    before = replica.cursor
    graph.add(make_message(2))
    graph.faults.append(("/delta", as_json({"value": [], kind: ELSEWHERE})))
    with pytest.raises(PermanentError, match="another host"):
        replica.sync(_mail(settings))
    assert replica.cursor == before
    assert len(replica.sync(_mail(settings)).records) == 2


# ── calendars ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def calendars(graph: Graph) -> Calendars:
    graph.calendar = Calendars(graph)
    for number in range(120):
        graph.calendar.put(f"e{number}", make_event(number))
    for number in range(4):
        graph.calendar.put(f"s{number}", make_event(number, "RRULE:FREQ=WEEKLY;COUNT=12\r\n"))
    found: Calendars = graph.calendar
    return found


@pytest.mark.parametrize(("status", "code"), LOST)
def test_a_view_whose_link_is_lost_in_the_middle_is_read_again(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings, status: int, code: str
) -> None:
    _lose_next_link(graph, 0, refused(status, code))
    replica = CalendarReplica(NAME).sync(MicrosoftCalendar("work", settings))
    assert len(replica.records) == 124
    calendars.delete("e7")
    calendars.put("s1", make_event(1))
    _lose_next_link(graph, 0, refused(status, code))
    replica.sync(MicrosoftCalendar("work", settings))
    fresh = CalendarReplica(NAME).sync(MicrosoftCalendar("work", settings))
    assert replica.records == fresh.records
    assert sum(len(page.upserted) for page in replica.pages) == 1


def test_a_view_whose_links_are_lost_for_ever_is_passing(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    replica = CalendarReplica(NAME).sync(MicrosoftCalendar("work", settings))
    before = len(graph.asked)
    graph.on_request = lambda asked: (
        graph.faults.append(("/delta", refused(410, "SyncStateNotFound")))
        if "token=" in asked.target
        else None
    )
    with pytest.raises(TransientError, match="forgot again and again"):
        replica.sync(MicrosoftCalendar("work", settings))
    assert len(replica.records) == 124
    assert len(graph.asked) - before < 20


def test_a_link_of_a_view_to_elsewhere_is_not_remembered(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    replica = CalendarReplica(NAME).sync(MicrosoftCalendar("work", settings))
    before = replica.cursor
    graph.faults.append(("/delta", as_json({"value": [], "@odata.deltaLink": ELSEWHERE})))
    with pytest.raises(PermanentError, match="another host"):
        replica.sync(MicrosoftCalendar("work", settings))
    assert replica.cursor == before
    assert replica.sync(MicrosoftCalendar("work", settings)).pages == []


def test_each_try_under_constant_throttling_gets_further(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    for number in range(4, 40):
        calendars.put(f"s{number:02d}", make_event(number, "RRULE:FREQ=WEEKLY;COUNT=3\r\n"))
    replica = CalendarReplica(NAME)
    for _ in range(12):
        known = len(replica.records)
        granted = 0

        def watch(asked: Asked) -> None:
            nonlocal granted
            granted += "/me/events/" in asked.path
            if granted > 8:
                graph.faults.append(
                    ("/me/events/", refused(429, "TooManyRequests", Retry_After="900"))
                )

        graph.on_request = watch
        later = replace(settings, gate=Gate())
        try:
            replica.sync(MicrosoftCalendar("work", later))
        except TransientError:
            assert len(replica.records) > known or len(replica.records) == 160
        graph.faults.clear()
    assert len(replica.records) == 160


def test_a_calendar_that_lost_all_but_what_is_past_is_an_alarm(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.calendar = Calendars(graph)
    graph.calendar.put("past", make_event(1).replace(b"20260302", b"20250301"))
    graph.calendar.put("now", make_event(2))
    replica = CalendarReplica(NAME).sync(MicrosoftCalendar("work", settings))

    later = replace(settings, now=lambda: datetime(2026, 6, 2, tzinfo=UTC))
    graph.calendar.events.clear()
    with pytest.raises(PermanentError, match="0 of 1"):
        replica.sync(MicrosoftCalendar("work", later))
    assert sorted(replica.records) == ["E/now=", "E/past="]
