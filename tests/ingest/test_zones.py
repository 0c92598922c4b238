"""Names and rules of time zones as calendars write them."""

from __future__ import annotations

import pytest

from assistant.ingest.events import parse_calendar
from assistant.ingest.zones import find_zone, load_zone


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("UTC", "UTC"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/America/Indiana/Knox", "America/Indiana/Knox"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("Eastern Standard Time 1", "America/New_York"),
        ("India Standard Time", "Asia/Kolkata"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Zurich"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(GMT+05:30) Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata"),
        ("(UTC) Dublin, Edinburgh, Lisbon, London", "Europe/London"),
        ("US-Eastern", "US/Eastern"),
        ("GMT+0200", "UTC+02:00"),
        ("UTC-3", "UTC-03:00"),
    ],
)
def test_names_are_understood(tzid: str, zone: str) -> None:
    found = find_zone(tzid, {}, default="Asia/Tokyo")
    assert (found.name, found.problem) == (zone, "")
    load_zone(found.name)


@pytest.mark.parametrize(
    "tzid", ["Middle-earth", "", "../../etc/passwd", "America", "Europe/", "a" * 500, "\x00"]
)
def test_an_unknown_name_takes_the_default_and_says_so(tzid: str) -> None:
    found = find_zone(tzid, {}, default="Asia/Tokyo")
    assert found.name == "Asia/Tokyo"
    assert "Asia/Tokyo was taken" in found.problem


def test_of_strange_words_the_offset_is_left() -> None:
    found = find_zone("(UTC+05:45) Somewhere else", {}, default="UTC")
    assert found.name == "UTC+05:45"
    assert found.problem


def calendar(standard: str, daylight: str = "") -> bytes:
    return (
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Customized Time Zone\n"
        f"BEGIN:STANDARD\n{standard}\nEND:STANDARD\n"
        + (f"BEGIN:DAYLIGHT\n{daylight}\nEND:DAYLIGHT\n" if daylight else "")
        + "END:VTIMEZONE\nBEGIN:VEVENT\nUID:1\n"
        "DTSTART;TZID=Customized Time Zone:20260715T100000\nEND:VEVENT\nEND:VCALENDAR\n"
    ).encode()


BERLIN = (
    (
        "DTSTART:16011028T030000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\n"
        "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100"
    ),
    (
        "DTSTART:16010325T020000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\n"
        "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200"
    ),
)
NEW_YORK = (
    (
        "DTSTART:20071104T020000\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\n"
        "TZOFFSETFROM:-0400\nTZOFFSETTO:-0500"
    ),
    (
        "DTSTART:20070311T020000\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\n"
        "TZOFFSETFROM:-0500\nTZOFFSETTO:-0400"
    ),
)


@pytest.mark.parametrize(
    ("rules", "zone"),
    [
        (BERLIN, "Europe/Berlin"),
        (NEW_YORK, "America/New_York"),
        (("DTSTART:19700101T000000\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530",), "Asia/Kolkata"),
        (("DTSTART:19700101T000000\nTZOFFSETFROM:+1345\nTZOFFSETTO:+1345",), "UTC+13:45"),
    ],
)
def test_rules_are_compared_with_real_zones(rules: tuple[str, ...], zone: str) -> None:
    (series,) = parse_calendar(calendar(*rules)).series
    assert series.events[0].zone == zone


def test_rules_that_no_zone_has_leave_an_offset_and_a_problem() -> None:
    standard, daylight = BERLIN
    parsed = parse_calendar(calendar(standard, daylight.replace("BYMONTH=3", "BYMONTH=5")))
    assert parsed.series[0].events[0].zone == "UTC+01:00"
    assert [problem.kind for problem in parsed.problems] == ["unknown-zone"]


@pytest.mark.parametrize(
    "rules",
    ["", "TZOFFSETTO:+9999", "TZOFFSETTO:x", "DTSTART:x\nTZOFFSETTO:+0100\nRRULE:FREQ=SECONDLY",
     "DTSTART:99990101T000000\nTZOFFSETFROM:-1200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY"],
)  # fmt: skip
def test_broken_rules_do_not_raise(rules: str) -> None:
    parsed = parse_calendar(calendar(rules), zone="Europe/Berlin")
    assert sum(len(series.events) for series in parsed.series) == 1
