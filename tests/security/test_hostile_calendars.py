"""Calendars made to hurt: the broken event is named, its neighbour lives, no command stops."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from tests.security.world import ALICE, NOW, OWNER, Home

AS_OF = ("--as-of", NOW.isoformat())


def make_calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def make_event(
    uid: str,
    *more: str,
    start: str = "DTSTART:20261117T090000Z",
    end: str = "DTEND:20261117T100000Z",
    summary: str = "Review",
) -> str:
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20261101T000000Z",
            start,
            end,
            f"SUMMARY:{summary}",
            f"ORGANIZER;CN=Nina Kessler:mailto:{OWNER}",
            f"ATTENDEE;CN=Alice Thorne;PARTSTAT=ACCEPTED:mailto:{ALICE}",
            *more,
            "END:VEVENT",
        ]
    )


def attack(home: Home, calendars: Iterable[Iterable[str]]) -> set[str]:
    """Read hostile calendars beside a good one, run the commands; UIDs of the meetings found.

    All in one home, because a run costs more than a calendar.
    """
    for number, events in enumerate(calendars):
        (home.path / "calendar" / f"{number}.ics").write_bytes(make_calendar(*events))
    (home.path / "calendar" / "good.ics").write_bytes(make_calendar(make_event("good")))
    home.mail()
    assert home.run().code == 0
    for command in (["report", "daily"], ["touchpoints"], ["gaps"], ["meetings"]):
        ended = home.rapport(*command, *AS_OF)
        assert ended.code == 0
        assert not set(ended.out) & set("\x00\x07\x1b\x9b\u202e")
    assert home.rapport("doctor").code == 0
    found = home.rapport("meetings", "--json", *AS_OF).json["meetings"]
    return {meeting["ical_uid"] for meeting in found}


#: Moments that some zone cannot show.
ENDS_OF_TIME = [
    "DTSTART;TZID=Pacific/Kiritimati:00010101T000000",
    "DTSTART:00010101T000000Z",
    "DTSTART:00000000T000000Z",
    "DTSTART;TZID=Pacific/Kiritimati:99991231T235959",
    "DTSTART;TZID=Pacific/Pago_Pago:99991231T235959",
    "DTSTART;VALUE=DATE:99991231",
]


def test_an_event_at_an_end_of_time_stops_nothing(home: Home) -> None:
    events = [
        [make_event(f"end{number}", start=start, end="DTEND:20990101T000000Z")]
        for number, start in enumerate(ENDS_OF_TIME)
    ]
    assert "good" in attack(home, events)


def test_every_moment_is_stored_as_it_is_read() -> None:
    from sqlalchemy.dialects import sqlite

    from assistant.store.metadata import UtcDateTime

    column, dialect = UtcDateTime(), sqlite.dialect()
    for year in (1, 999, 1000, 9999):
        moment = datetime(year, 12, 31, 10, 29, 20, 1, tzinfo=UTC)
        stored = column.process_bind_param(moment, dialect)
        assert stored is not None
        assert len(stored) == len("2026-11-19T15:00:00.000000Z")
        assert column.process_result_value(stored, dialect) == moment


HOSTILE_EVENTS = {
    "secondly": [make_event("x1", "RRULE:FREQ=SECONDLY")],
    "minutely": [make_event("x2", "RRULE:FREQ=MINUTELY")],
    "two rules": [
        make_event("x3", "RRULE:FREQ=DAILY", "RRULE:FREQ=SECONDLY", "EXRULE:FREQ=SECONDLY")
    ],
    "a billion": [make_event("x4", "RRULE:FREQ=DAILY;COUNT=1000000000")],
    "interval 0": [make_event("x5", "RRULE:FREQ=DAILY;INTERVAL=0")],
    "never": [make_event("x6", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31")],
    "every second by parts": [
        make_event(
            "x11",
            "RRULE:FREQ=DAILY;BYHOUR={0};BYMINUTE={1};BYSECOND={1}".format(
                ",".join(map(str, range(24))), ",".join(map(str, range(60)))
            ),
        )
    ],
    "exdates": [
        make_event(
            "x7", "RRULE:FREQ=DAILY", *(f"EXDATE:2026{m:02}01T090000Z" for m in range(1, 13))
        )
    ],
    "endless": [make_event("x8", end="DURATION:P999999999D")],
    "backwards": [make_event("x9", end="DTEND:20200101T000000Z")],
    "terminal": [
        make_event(
            "\x1b[31m\u202eu",
            'ATTENDEE;CN="\x1b[2J\u202eA":mailto:z@fernhill.example',
            summary="\x1b]0;own\x07\u202e{{ 7*7 }}",
        )
    ],
    "files": [make_event("x10", "ATTACH:file:///etc/passwd", "URL:http://127.0.0.1:1/")],
    "nested": ["BEGIN:VEVENT"] * 500,
}


def test_a_hostile_event_leaves_its_neighbours(home: Home) -> None:
    assert "good" in attack(home, HOSTILE_EVENTS.values())


#: A calendar names its zone, and a program may look for a file of that name.
PATHS = [
    "../../../../etc/passwd",
    "/etc/passwd",
    "..",
    ".",
    "Europe",
    "zone.tab",
    "tzdata.zi",
    "%s",
]


def test_a_zone_is_a_name_and_no_path(home: Home) -> None:
    events = [
        make_event(
            zone,
            start=f"DTSTART;TZID={zone}:20261117T090000",
            end=f"DTEND;TZID={zone}:20261117T100000",
        )
        for zone in PATHS
    ]
    assert attack(home, [events]) == {"good", *PATHS}
