"""Events of Graph as iCalendar: that they mean the same, and what a hostile one can do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]

from connectors.microsoft.events import NotAnEvent, last_day_of, to_ical, uid_of
from connectors.microsoft.rules import NoRule, rule_of
from connectors.microsoft.zones import moment_of
from connectors.zones import zone_named
from tests.connectors.contract import SERIES, make_event
from tests.connectors.microsoft.calendars import to_graph

BERLIN = ZoneInfo("Europe/Berlin")
_ORIGIN = {"type": "noEnd"}


def _spread(raw: bytes) -> list[tuple[str, str]]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(
        datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
    )
    return sorted(
        (str(each["UID"]), each["DTSTART"].dt.isoformat())
        for each in found
        if each.get("STATUS") != "CANCELLED"
    )


@pytest.mark.parametrize("name", [name for name in SERIES if "well-formed" not in name])
def test_a_series_happens_when_the_original_happens(name: str) -> None:
    # The oracle asks for a start of what is cancelled.
    start = b"DTSTART;TZID=Europe/Berlin:20260316T090000\r\nSTATUS:CANCELLED"
    raw = SERIES[name].replace(b"STATUS:CANCELLED", start)
    row = to_graph("key", raw)
    assert row is not None
    wanted = [(uid, at.replace("+00:00", "")) for uid, at in _spread(raw)]
    assert [(uid, at.replace("+00:00", "")) for uid, at in _spread(to_ical(row))] == wanted


def _event(**given: Any) -> dict[str, Any]:
    row = to_graph("key", make_event(9))
    assert row is not None
    return row | given


def test_people_words_and_states_are_told() -> None:
    ines = {"emailAddress": {"name": 'Ines "I" Duarte', "address": "ines@ferrol.example"}}
    raw = to_ical(
        _event(
            subject="Plan; part 2, final\nand more",
            body={"contentType": "text", "content": "Zeile 1\r\nZeile 2"},
            location={"displayName": "Raum 4"},
            organizer=ines,
            attendees=[ines | {"type": "optional", "status": {"response": "declined"}}, None, {}],
            categories=["Blau", "a,b"],
            showAs="free",
            sensitivity="private",
            isCancelled=True,
        )
    )
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Plan; part 2, final\nand more"
    assert str(event["DESCRIPTION"]) == "Zeile 1\nZeile 2"
    assert str(event["LOCATION"]) == "Raum 4"
    assert str(event["ORGANIZER"]) == "mailto:ines@ferrol.example"
    attendee: Any = event["ATTENDEE"]
    assert attendee.params["PARTSTAT"] == "DECLINED"
    assert attendee.params["ROLE"] == "OPT-PARTICIPANT"
    assert attendee.params["CN"] == "Ines 'I' Duarte"
    assert (event["STATUS"], event["TRANSP"], event["CLASS"]) == (
        "CANCELLED",
        "TRANSPARENT",
        "PRIVATE",
    )


@pytest.mark.parametrize(
    "hostile", ["a\r\nEND:VEVENT\r\nBEGIN:VEVENT", "a\nATTENDEE:mailto:x@y", "\x00\x1b"]
)
def test_no_text_becomes_a_line_of_its_own(hostile: str) -> None:
    person = {"emailAddress": {"name": hostile, "address": f"x@ferrol.example{hostile}"}}
    raw = to_ical(
        _event(
            subject=hostile,
            bodyPreview=hostile,
            iCalUId=f"u{hostile}",
            location={"displayName": hostile},
            categories=[hostile],
            organizer=person,
            attendees=[person],
        )
    )
    names = [
        line.split(b":")[0].split(b";")[0] for line in raw.replace(b"\r\n ", b"").split(b"\r\n")
    ]
    assert names.count(b"BEGIN") == 2
    assert names.count(b"ATTENDEE") == 1
    assert b"\x00" not in raw
    assert b"\x1b" not in raw


def test_lines_are_folded_within_no_character() -> None:
    raw = to_ical(_event(subject="Grüße 送信 " * 40))
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Grüße 送信 " * 40


@pytest.mark.parametrize(
    ("given", "uid"),
    [
        ("plain@ferrol.example", "plain@ferrol.example"),
        (
            "040000008200E00074C5B7101A82E00800000000" + "00" * 20
            + (b"vCal-Uid\x01\x00\x00\x00" + b"e9@wirth.example\x00").hex().upper(),
            "e9@wirth.example",
        ),
        (
            "040000008200E00074C5B7101A82E00807EA0309" + "AB" * 36,
            "040000008200E00074C5B7101A82E00800000000" + "AB" * 36,
        ),
        ("040000008200E00074C5B7101A82E008zz", "040000008200E00074C5B7101A82E008zz"),
    ],
)  # fmt: skip
def test_a_meeting_has_the_uid_that_other_calendars_know(given: str, uid: str) -> None:
    assert uid_of({"iCalUId": given}) == uid


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"iCalUId": "a"},
        {"iCalUId": "a", "start": {"dateTime": "never", "timeZone": "UTC"}},
        _event(recurrence={"pattern": {"type": "lunar"}, "range": {"type": "noEnd"}}),
        _event(recurrence={}),
        _event(body={"contentType": "text", "content": "x"}, categories=["y" * 90_000] * 60),
    ],
)
def test_what_is_no_event_is_said_to_be_none(row: dict[str, Any]) -> None:
    with pytest.raises(NotAnEvent):
        to_ical(row)


@pytest.mark.parametrize(
    ("pattern", "span", "rule"),
    [
        ({"type": "daily", "interval": 2}, _ORIGIN, "FREQ=DAILY;INTERVAL=2"),
        (
            {"type": "weekly", "interval": 1, "daysOfWeek": ["monday", "friday"], "firstDayOfWeek": "sunday"},
            {"type": "numbered", "numberOfOccurrences": 6},
            "FREQ=WEEKLY;BYDAY=MO,FR;WKST=SU;COUNT=6",
        ),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 15}, _ORIGIN, "FREQ=MONTHLY;BYMONTHDAY=15"),
        (
            {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31},
            _ORIGIN,
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        ),
        (
            {"type": "relativeMonthly", "interval": 3, "daysOfWeek": ["tuesday"], "index": "last"},
            _ORIGIN,
            "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1;INTERVAL=3",
        ),
        (
            {"type": "absoluteYearly", "interval": 1, "dayOfMonth": 3, "month": 10},
            _ORIGIN,
            "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=3",
        ),
        (
            {"type": "relativeYearly", "interval": 1, "daysOfWeek": ["thursday"], "index": "fourth", "month": 11},
            _ORIGIN,
            "FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYSETPOS=4",
        ),
        ({"type": "daily", "interval": 1}, {"type": "endDate", "endDate": "9999-12-31"}, "FREQ=DAILY"),
        (
            {"type": "daily", "interval": 1},
            {"type": "endDate", "endDate": "2026-04-01"},
            "FREQ=DAILY;UNTIL=20260401T215959Z",
        ),
    ],
)  # fmt: skip
def test_a_pattern_is_a_rule(pattern: dict[str, Any], span: dict[str, Any], rule: str) -> None:
    assert rule_of({"pattern": pattern, "range": span}, BERLIN, all_day=False) == rule


def test_the_end_of_an_all_day_series_is_a_date() -> None:
    span = {"type": "endDate", "endDate": "2026-04-01"}
    given = {"pattern": {"type": "daily", "interval": 1}, "range": span}
    assert rule_of(given, None, all_day=True) == "FREQ=DAILY;UNTIL=20260401"


@pytest.mark.parametrize(
    "pattern",
    [
        {"type": "daily"},
        {"type": "daily", "interval": 0},
        {"type": "daily", "interval": "1;X"},
        {"type": "weekly", "interval": 1, "daysOfWeek": []},
        {"type": "weekly", "interval": 1, "daysOfWeek": ["MO\r\nX:"]},
        {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["monday"], "index": "fifth"},
        {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 32},
    ],
)
def test_a_pattern_without_sense_is_no_rule(pattern: dict[str, Any]) -> None:
    with pytest.raises(NoRule):
        rule_of({"pattern": pattern, "range": _ORIGIN}, None, all_day=False)


def test_zones_have_windows_names_and_iana_names() -> None:
    assert zone_named("W. Europe Standard Time") == BERLIN
    assert zone_named("Europe/Berlin") == BERLIN
    assert zone_named("UTC") is None
    assert zone_named("tzone://Microsoft/Custom") is None
    assert zone_named("../../etc/passwd") is None


@pytest.mark.parametrize("value", [None, 3, {}, {"dateTime": 4}, {"dateTime": "x"}])
def test_what_is_no_moment_is_none(value: object) -> None:
    assert moment_of(value) is None


def test_the_last_day_of_an_event_is_known_as_far_as_it_has_one() -> None:
    ended = {"recurrence": {"range": {"type": "endDate", "endDate": "2026-05-01"}}}
    assert last_day_of(ended) == date(2026, 5, 1)
    assert last_day_of({"recurrence": {"range": {"type": "noEnd"}}}) == date.max
    assert last_day_of(_event()) == date(2026, 3, 2)
    assert last_day_of({}) == date.max
