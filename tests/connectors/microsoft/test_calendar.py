"""Calendars of Graph beyond the contract: windows, deleted occurrences, what is past, alarms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from connectors.base import CursorExpired, PermanentError, TransientError
from connectors.local.pages import PageLimits
from connectors.microsoft.calendar import MicrosoftCalendar
from tests.connectors.contract import make_event
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.microsoft.loopback import Reply, as_json, refused
from tests.connectors.replica import CalendarReplica

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph

NAME = "Kalender"
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=8\r\n"


@pytest.fixture
def calendars(graph: Graph) -> Calendars:
    double = Calendars(graph)
    graph.calendar = double
    return double


def _sync(settings: MicrosoftSettings, *, accept_empty: bool = False) -> CalendarReplica:
    connector = MicrosoftCalendar("work", settings, accept_empty=accept_empty)
    return CalendarReplica(NAME).sync(connector)


def _later(settings: MicrosoftSettings, year: int, month: int) -> MicrosoftSettings:
    return replace(settings, now=lambda: datetime(year, month, 2, tzinfo=UTC))


def test_calendars_of_one_name_are_told_apart(
    calendars: Calendars, settings: MicrosoftSettings
) -> None:
    found = MicrosoftCalendar("work", settings).list_collections()
    assert [each.name for each in found] == ["Kalender", "Kalender (2)"]


@pytest.mark.parametrize("with_masters", [True, False])
def test_an_occurrence_that_is_deleted_alone_is_taken_out_of_its_series(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings, with_masters: bool
) -> None:
    calendars.with_masters = with_masters
    calendars.put("series", make_event(9, WEEKLY))
    calendars.put("other", make_event(3, WEEKLY))
    replica = _sync(settings)
    excluded = "EXDATE;TZID=Europe/Berlin:20260309T090000\r\n"
    calendars.put("series", make_event(9, WEEKLY + excluded))
    # Graph names the occurrence that is gone, and nothing else.
    calendars.log[-1:] = [("E/none=", [f"{'E/series='}.o20260309"])]
    replica.sync(MicrosoftCalendar("work", settings))
    assert [each.provider_id for page in replica.pages for each in page.upserted] == ["E/series="]
    assert b"EXDATE;TZID=Europe/Berlin:20260309T090000" in replica.records["E/series="].raw


def test_a_series_that_is_gone_with_its_occurrences_is_told(
    calendars: Calendars, settings: MicrosoftSettings
) -> None:
    calendars.put("series", make_event(9, WEEKLY))
    calendars.put("other", make_event(3))
    replica = _sync(settings)
    calendars.delete("series")
    calendars.log[-1] = (calendars.log[-1][0], calendars.log[-1][1][1:])  # only occurrences
    replica.sync(MicrosoftCalendar("work", settings))
    assert list(replica.records) == ["E/other="]


def test_a_window_is_laid_anew_after_a_while_and_what_is_past_stays(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    calendars.put("past", make_event(1))
    calendars.put("endless", make_event(2, "RRULE:FREQ=WEEKLY\r\n"))
    replica = _sync(settings)
    calendars.put("new", make_event(3).replace(b"20260302", b"20271202"))
    much_later = _later(settings, 2027, 11)
    replica.sync(MicrosoftCalendar("work", much_later))
    assert sorted(replica.records) == ["E/endless=", "E/new=", "E/past="]
    assert all(page.reset for page in replica.pages)
    assert [each.provider_id for page in replica.pages for each in page.upserted] == ["E/new="]
    connector = MicrosoftCalendar("work", much_later)
    assert replica.listing(connector) == sorted(replica.records)
    assert replica.sync(connector).pages == []


def test_within_the_renewal_the_link_is_followed(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    calendars.put("a", make_event(1))
    replica = _sync(settings)
    graph.asked.clear()
    replica.sync(
        MicrosoftCalendar("work", replace(settings, now=lambda: datetime(2026, 3, 30, tzinfo=UTC)))
    )
    assert replica.pages == []
    assert not any("startDateTime" in each.query for each in graph.asked)


def test_a_calendar_that_lost_everything_is_an_alarm(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    calendars.put("a", make_event(1))
    replica = _sync(settings)
    calendars.events.clear()
    graph.epoch += 1
    with pytest.raises(PermanentError, match="0 of 1"):
        replica.sync(MicrosoftCalendar("work", settings))
    assert len(replica.records) == 1
    replica.sync(MicrosoftCalendar("work", settings, accept_empty=True))
    assert replica.records == {}


def test_after_a_lost_link_known_events_are_named_and_not_told(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    for number in range(20):
        calendars.put(f"e{number}", make_event(number))
    replica = _sync(settings)
    graph.epoch += 1
    replica.sync(MicrosoftCalendar("work", settings, limits=PageLimits(items=5, ids=7)))
    assert [len(page.known_ids) for page in replica.pages] == [7, 6, 7]
    assert not any(page.upserted for page in replica.pages)
    assert len(replica.records) == 20


def test_an_event_that_cannot_be_told_is_named_and_the_others_are_read(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    calendars.put("good", make_event(1))
    calendars.put("bad", make_event(2, WEEKLY))
    calendars.events["E/bad="]["recurrence"]["pattern"]["type"] = "lunar"
    replica = _sync(settings)
    assert list(replica.records) == ["E/good="]
    assert [each.key for each in replica.problems] == ["E/bad="]
    assert replica.listing(MicrosoftCalendar("work", settings)) == ["E/good="]


def test_an_event_that_was_only_written_again_is_not_told_again(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    calendars.put("a", make_event(1))
    replica = _sync(settings)
    calendars.put("a", make_event(1))
    calendars.events["E/a="]["lastModifiedDateTime"] = "2026-03-02T08:00:00Z"
    replica.sync(MicrosoftCalendar("work", settings))
    assert not any(page.upserted for page in replica.pages)


def test_what_was_told_before_graph_had_no_time_is_kept(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    for number in range(5):
        calendars.put(f"s{number}", make_event(number, WEEKLY))
    graph.faults.append(("E/s3=", refused(503, "ServiceUnavailable")))
    replica = CalendarReplica(NAME)
    with pytest.raises(TransientError):
        replica.sync(MicrosoftCalendar("work", replace(settings, patience_s=0.0)))
    told = len(replica.records)
    assert told in (3, 4)  # one more was asked for beside it
    replica.sync(MicrosoftCalendar("work", settings))
    assert sum(len(page.upserted) for page in replica.pages) == 5 - told


@pytest.mark.parametrize(
    "reply",
    [
        refused(400, "ErrorInvalidRequest"),
        refused(500, "ErrorInternalServerError"),
        refused(403, "ErrorAccessDenied"),
        Reply(200, b"<html>"),
    ],
)
def test_a_series_that_graph_cannot_give_is_named_and_asked_for_again(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings, reply: Reply
) -> None:
    for number in range(12):
        calendars.put(f"s{number:02d}", make_event(number, WEEKLY))
    graph.faults += [("E/s03=", reply) for _ in range(99)]
    connector = MicrosoftCalendar("work", settings)
    replica = CalendarReplica(NAME).sync(connector)
    assert len(replica.records) == 11
    assert [each.key for each in replica.problems] == ["E/s03="]
    calendars.put("new", make_event(1))
    assert "E/new=" in replica.sync(connector).records
    graph.faults.clear()
    assert "E/s03=" in replica.sync(connector).records
    assert replica.sync(connector).pages == []


def test_a_known_series_that_graph_cannot_give_for_a_while_stays(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    calendars.put("series", make_event(9, WEEKLY))
    calendars.put("other", make_event(3, WEEKLY))
    connector = MicrosoftCalendar("work", settings)
    replica = CalendarReplica(NAME).sync(connector)
    graph.epoch += 1
    graph.faults += [("E/series=", refused(400, "ErrorInvalidRequest")) for _ in range(2)]
    replica.sync(connector).sync(connector)
    assert sorted(replica.records) == ["E/other=", "E/series="]
    calendars.put("series", make_event(9, "LOCATION:Room 4\r\n" + WEEKLY))
    assert b"Room 4" in replica.sync(connector).records["E/series="].raw
    calendars.delete("series")
    assert sorted(replica.sync(connector).records) == ["E/other="]


def test_the_cursor_of_another_calendar_is_none(
    calendars: Calendars, settings: MicrosoftSettings
) -> None:
    calendars.put("a", make_event(1))
    replica = _sync(settings)
    with pytest.raises(CursorExpired):
        list(MicrosoftCalendar("work", settings).list_items("Kalender (2)", replica.cursor))


def test_a_view_without_a_link_that_follows_is_an_error(
    graph: Graph, calendars: Calendars, settings: MicrosoftSettings
) -> None:
    graph.faults.append(("calendarView/delta", as_json({"value": []})))
    with pytest.raises(PermanentError, match="Nothing stored"):
        _sync(settings)
