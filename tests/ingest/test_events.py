"""Calendars, event by event, and the occurrences of series."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.events import expand, find_uid, parse_calendar
from assistant.ingest.records import CalendarEvent, EventAttendee, Mailbox
from tests.ingest.builders import utc

ZONE = "Europe/Berlin"


def vevent(
    *lines: str, uid: str | None = "u1", start: str | None = "DTSTART:20261109T090000Z"
) -> str:
    head = [f"UID:{uid}"] if uid else []
    return "\r\n".join(["BEGIN:VEVENT", *head, *([start] if start else []), *lines, "END:VEVENT"])


def vcalendar(*events: str, method: str = "") -> bytes:
    head = f"METHOD:{method}\r\n" if method else ""
    body = "\r\n".join(events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{body}\r\nEND:VCALENDAR\r\n".encode()


def only(*lines: str, start: str | None = "DTSTART:20261109T090000Z") -> CalendarEvent:
    (series,) = parse_calendar(vcalendar(vevent(*lines, start=start)), zone=ZONE).series
    return series.events[0]


def occurrences(
    *events: str, window: tuple[str, str] = ("2026-11-01 00:00", "2027-02-01 00:00")
) -> list[CalendarEvent]:
    (series,) = parse_calendar(vcalendar(*events), zone=ZONE).series
    return list(expand(series, utc(window[0]), utc(window[1]), zone=ZONE).occurrences)


def starts(*events: str) -> list[str]:
    return [f"{each.start_at:%m-%d %H:%M}" for each in occurrences(*events)]


# ── One event ────────────────────────────────────────────────────────────────────────────────


def test_an_event_is_read_whole() -> None:
    event = only(
        "DTEND:20261109T100000Z",
        "SUMMARY:Plan\\, reviewed",
        "DESCRIPTION:One\\nTwo",
        "LOCATION:Room 1",
        "ORGANIZER;CN=Ann Owner:mailto:Ann@ours.example",
        'ATTENDEE;CN="Client, Carla";PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT:mailto:carla@client.example',
        "ATTENDEE;CUTYPE=ROOM:mailto:room@ours.example",
        "SEQUENCE:2",
        "STATUS:TENTATIVE",
        "CREATED:20261001T080000Z",
        "DTSTAMP:20261005T080000Z",
        "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
    )
    assert (event.ical_uid, event.recurrence_id, event.sequence) == ("u1", "", 2)
    assert (event.start_at, event.end_at) == (utc("2026-11-09 09:00"), utc("2026-11-09 10:00"))
    assert (event.summary, event.description) == ("Plan, reviewed", "One\nTwo")
    assert event.organizer == Mailbox("ann@ours.example", "Ann Owner")
    assert event.attendees[0] == EventAttendee(
        "carla@client.example", "Client, Carla", "accepted", "opt-participant"
    )
    assert event.attendees[1].cutype == "room"
    assert (event.status, event.busy) == ("tentative", "oof")
    assert (event.known_at, event.stamped_at) == (utc("2026-10-01 08:00"), utc("2026-10-05 08:00"))


@pytest.mark.parametrize(
    ("start", "more", "expected"),
    [
        ("DTSTART;TZID=America/New_York:20261109T090000", "DURATION:PT90M",
         ("2026-11-09 14:00", "2026-11-09 15:30", "America/New_York")),
        ("DTSTART;TZID=Eastern Standard Time:20260709T090000", "",
         ("2026-07-09 13:00", "2026-07-09 13:00", "America/New_York")),
        ("DTSTART:20261109T090000", "", ("2026-11-09 08:00", "2026-11-09 08:00", ZONE)),
        ("DTSTART;VALUE=DATE:20261109", "", ("2026-11-08 23:00", "2026-11-09 23:00", ZONE)),
        ("DTSTART:20261109", "DTEND:20261112", ("2026-11-08 23:00", "2026-11-11 23:00", ZONE)),
        ("DTSTART:20261109T240000Z", "", ("2026-11-10 00:00", "2026-11-10 00:00", "UTC")),
        ("DTSTART:2026-11-09T09:00:00Z", "", ("2026-11-09 09:00", "2026-11-09 09:00", "UTC")),
        # 02:30 does not exist that night: the offset before it counts.
        ("DTSTART;TZID=Europe/Berlin:20260329T023000", "",
         ("2026-03-29 01:30", "2026-03-29 01:30", ZONE)),
        ("DTSTART:20261109T090000Z", "DURATION:-PT1H",
         ("2026-11-09 09:00", "2026-11-09 09:00", "UTC")),
    ],
)  # fmt: skip
def test_times_are_utc_with_the_zone_of_the_event(
    start: str, more: str, expected: tuple[str, str, str]
) -> None:
    event = only(*([more] if more else []), start=start)
    assert (event.start_at, event.end_at, event.zone) == (
        utc(expected[0]),
        utc(expected[1]),
        expected[2],
    )


def test_all_day_events_have_days() -> None:
    event = only("DTEND;VALUE=DATE:20261111", start="DTSTART;VALUE=DATE:20261109")
    assert (event.all_day, event.start_on, event.end_on) == (
        True,
        date(2026, 11, 9),
        date(2026, 11, 11),
    )


def test_only_a_zone_the_event_names_is_stated() -> None:
    assert only(start="DTSTART;TZID=Asia/Tokyo:20261109T090000").zone_stated
    assert not only(start="DTSTART:20261109T090000").zone_stated
    assert not only(start="DTSTART;TZID=Nowhere:20261109T090000").zone_stated


def test_without_a_uid_an_event_is_known_by_its_hash() -> None:
    raw = vcalendar(vevent("SUMMARY:Plan", "DTSTAMP:20261001T000000Z", uid=None))
    again = vcalendar(vevent("SUMMARY:Plan", "DTSTAMP:20261002T000000Z", uid=None))
    uid = parse_calendar(raw).series[0].ical_uid
    assert uid.startswith("sha256-")
    assert uid == parse_calendar(again).series[0].ical_uid == find_uid([raw])


def test_a_cancellation_cancels() -> None:
    parsed = parse_calendar(vcalendar(vevent(), method="CANCEL"))
    assert (parsed.method, parsed.series[0].events[0].cancelled) == ("cancel", True)
    assert only("STATUS:CANCELLED").cancelled


def test_folded_lines_and_line_ends_do_not_matter() -> None:
    raw = vcalendar(vevent("SUMMARY:A long tit\r\n le with \xfc")).replace(b"\r\n", b"\n")
    assert parse_calendar(raw).series[0].events[0].summary == "A long title with ü"


# ── Broken neighbours ────────────────────────────────────────────────────────────────────────

GOOD = vevent("SUMMARY:Good", uid="good")


@pytest.mark.parametrize(
    "bad",
    [
        vevent(start=None, uid="bad"),
        vevent(start="DTSTART:soon", uid="bad"),
        vevent(start="DTSTART:20269999T000000Z", uid="bad"),
        vevent(start="DTSTART:99991231T235959Z", uid="bad").replace(
            "END:VEVENT", "DURATION:P9999W\r\nEND:VEVENT"
        ),
        vevent("RECURRENCE-ID:never", uid="bad"),
        "BEGIN:VEVENT\r\nUID:bad\r\nDTSTART:20261109T090000Z",
        "BEGIN:VEVENT\r\nUID:bad\r\nDTSTART:20261109T090000Z\r\nBEGIN:VALARM\r\nTRIGGER:x",
        "BEGIN:VEVENT",
    ],
)
def test_a_broken_event_is_set_aside_and_harms_no_neighbour(bad: str) -> None:
    parsed = parse_calendar(vcalendar(GOOD, bad, GOOD.replace("good", "good2")))
    assert [series.ical_uid for series in parsed.series] == ["good", "good2"]
    assert len(parsed.set_aside) == 1
    assert parsed.set_aside[0].reason
    assert "event-set-aside" in [problem.kind for problem in parsed.problems]


def test_an_event_cut_by_the_end_of_the_file_is_set_aside() -> None:
    parsed = parse_calendar(vcalendar(GOOD, vevent(uid="cut"))[:-30])
    assert [series.ical_uid for series in parsed.series] == ["good"]
    assert parsed.set_aside[0].reason == "the file ends before it is closed"


def test_an_unclosed_alarm_is_forgiven() -> None:
    event = vevent("BEGIN:VALARM", "TRIGGER:-PT5M", "SUMMARY:Alarm")
    parsed = parse_calendar(vcalendar(event))
    assert (len(parsed.series), parsed.set_aside) == (1, ())
    assert parsed.series[0].events[0].summary == ""


def test_of_two_versions_the_newer_is_kept() -> None:
    old, new = vevent("SEQUENCE:1", "SUMMARY:Old"), vevent("SEQUENCE:2", "SUMMARY:New")
    for raw in (vcalendar(old, new), vcalendar(new, old)):
        parsed = parse_calendar(raw)
        assert parsed.series[0].events[0].summary == "New"
        assert [each.reason for each in parsed.set_aside] == [
            "the calendar holds a newer version of it"
        ]


@pytest.mark.parametrize("raw", [b"hello", b"\x00\xff" * 50, b"BEGIN:VCARD\nFN:x\nEND:VCARD"])
def test_what_is_no_calendar_holds_nothing(raw: bytes) -> None:
    assert parse_calendar(raw).series == ()


def test_an_empty_file_is_no_problem() -> None:
    assert parse_calendar(b"").problems == ()
    assert [each.kind for each in parse_calendar(b"hello").problems] == ["no-calendar"]


# ── Series ───────────────────────────────────────────────────────────────────────────────────

WEEKLY = vevent("DTEND;TZID=Europe/Berlin:20261019T110000", "RRULE:FREQ=WEEKLY;COUNT=5",
                start="DTSTART;TZID=Europe/Berlin:20261019T100000")  # fmt: skip


def test_a_single_event_is_itself() -> None:
    (event,) = occurrences(GOOD)
    assert (event.recurrence_id, event.recurring) == ("", False)


def test_occurrences_keep_the_wall_clock_over_the_change_of_time() -> None:
    found = occurrences(WEEKLY, window=("2026-10-01 00:00", "2026-12-01 00:00"))
    assert [f"{each.start_at:%m-%d %H:%M}" for each in found] == [
        "10-19 08:00",
        "10-26 09:00",  # winter time since the night before
        "11-02 09:00",
        "11-09 09:00",
        "11-16 09:00",
    ]
    assert found[0].recurrence_id == "2026-10-19T08:00:00Z"
    assert all(each.end_at - each.start_at == found[0].end_at - found[0].start_at for each in found)
    assert all(each.recurring for each in found)


def test_the_window_is_half_open_and_what_runs_into_it_counts() -> None:
    window = ("2026-11-02 09:30", "2026-11-09 09:00")
    assert [f"{each.start_at:%m-%d}" for each in occurrences(WEEKLY, window=window)] == ["11-02"]


def with_lines(event: str, *lines: str) -> str:
    return event.replace("END:VEVENT", "\r\n".join([*lines, "END:VEVENT"]))


@pytest.mark.parametrize(
    "excluded",
    [
        "EXDATE;TZID=Europe/Berlin:20261109T100000",
        "EXDATE:20261109T090000Z",
        "EXDATE;VALUE=DATE:20261109",
        "EXDATE;TZID=America/New_York:20261109T040000",
        "EXDATE:20261101T090000Z,20261109T090000Z",
    ],
)
def test_an_excluded_date_is_out_however_it_is_written(excluded: str) -> None:
    assert starts(with_lines(WEEKLY, excluded)) == ["11-02 09:00", "11-16 09:00"]


def test_an_added_date_is_in() -> None:
    added = with_lines(WEEKLY, "RDATE;TZID=Europe/Berlin:20261112T150000",
                       "RDATE;VALUE=PERIOD:20261113T090000Z/PT3H")  # fmt: skip
    found = occurrences(added)
    assert [f"{each.start_at:%m-%d %H:%M}" for each in found] == [
        "11-02 09:00", "11-09 09:00", "11-12 14:00", "11-13 09:00", "11-16 09:00",
    ]  # fmt: skip
    assert (found[3].end_at - found[3].start_at).total_seconds() == 3 * 3600


MOVED = vevent("RECURRENCE-ID;TZID=Europe/Berlin:20261109T100000", "SUMMARY:Moved",
               "DTEND:20261110T160000Z", start="DTSTART:20261110T150000Z")  # fmt: skip


@pytest.mark.parametrize("events", [(WEEKLY, MOVED), (MOVED, WEEKLY)])
def test_a_moved_occurrence_keeps_its_name(events: tuple[str, ...]) -> None:
    found = occurrences(*events)
    moved = next(each for each in found if each.summary == "Moved")
    assert moved.recurrence_id == "2026-11-09T09:00:00Z"
    assert moved.start_at == utc("2026-11-10 15:00")
    assert len(found) == 3


def test_a_cancelled_occurrence_is_there_and_cancelled() -> None:
    cancelled = with_lines(MOVED, "STATUS:CANCELLED")
    found = occurrences(WEEKLY, cancelled)
    assert [each.cancelled for each in found] == [False, True, False]


def test_an_exception_without_its_master_stands_alone() -> None:
    (event,) = occurrences(MOVED)
    assert (event.recurrence_id, event.recurring) == ("2026-11-09T09:00:00Z", True)


def test_an_exception_moved_into_the_window_is_seen() -> None:
    early = MOVED.replace("20261109T100000", "20261019T100000")
    assert "Moved" in [each.summary for each in occurrences(WEEKLY, early)]


def test_an_exception_that_names_only_the_day_is_found() -> None:
    by_day = MOVED.replace("RECURRENCE-ID;TZID=Europe/Berlin:20261109T100000",
                           "RECURRENCE-ID;VALUE=DATE:20261109")  # fmt: skip
    found = occurrences(WEEKLY, by_day)
    assert len(found) == 3
    assert found[1].summary == "Moved"


def test_this_and_future_moves_the_rest() -> None:
    rest = vevent(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261109T100000", "SUMMARY:Later",
        "DTEND;TZID=Europe/Berlin:20261110T123000",
        start="DTSTART;TZID=Europe/Berlin:20261110T120000",
    )  # fmt: skip
    found = occurrences(WEEKLY, rest)
    assert [(f"{each.start_at:%m-%d %H:%M}", each.summary) for each in found] == [
        ("11-02 09:00", ""),
        ("11-10 11:00", "Later"),
        ("11-17 11:00", "Later"),
    ]
    assert found[2].recurrence_id == "2026-11-16T09:00:00Z"
    assert (found[2].end_at - found[2].start_at).total_seconds() == 1800


def test_all_day_series_count_in_days() -> None:
    event = vevent("RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO", "EXDATE;VALUE=DATE:20261116",
                   start="DTSTART;VALUE=DATE:20261109")  # fmt: skip
    found = occurrences(event)
    assert [(each.recurrence_id, each.start_on, each.end_on) for each in found] == [
        ("2026-11-09", date(2026, 11, 9), date(2026, 11, 10)),
        ("2026-11-23", date(2026, 11, 23), date(2026, 11, 24)),
    ]


@pytest.mark.parametrize("until", ["20261116T090000Z", "20261116T100000", "20261116"])
def test_until_is_included(until: str) -> None:
    event = WEEKLY.replace("COUNT=5", f"UNTIL={until}")
    assert starts(event)[-1] == "11-16 09:00"


def test_two_rules_are_one_series_and_exrule_takes_out() -> None:
    event = with_lines(WEEKLY, "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=3", "EXRULE:FREQ=DAILY;COUNT=15")
    assert starts(event) == ["11-04 09:00", "11-09 09:00", "11-16 09:00"]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY;INTERVAL=0", "x"])
def test_a_refused_rule_leaves_the_first_occurrence_and_a_problem(rule: str) -> None:
    raw = vcalendar(vevent(f"RRULE:{rule}"))
    (series,) = parse_calendar(raw, zone=ZONE).series
    found = expand(series, utc("2026-11-01 00:00"), utc("2027-01-01 00:00"))
    assert [each.recurrence_id for each in found.occurrences] == ["2026-11-09T09:00:00Z"]
    assert [problem.kind for problem in found.problems] == ["recurrence"]


# ── Anything ─────────────────────────────────────────────────────────────────────────────────

_LINES = st.sampled_from(
    ["BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM",
     "BEGIN:VTIMEZONE", "END:VTIMEZONE", "BEGIN:STANDARD", "END:STANDARD", "TZID:x", "UID:1",
     "DTSTART:20261109T090000Z", "DTSTART;VALUE=DATE:20261109", "DTSTART;TZID=x:20261109T090000",
     "DTSTART:00010101T000000Z", "DTSTART;TZID=Asia/Tokyo:00010101T000000",
     "DTSTART:99991231T235959", "DTEND:20261109T100000Z", "DURATION:P9999999W",
     "RRULE:FREQ=DAILY", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "RRULE:FREQ=WEEKLY;COUNT=3",
     "EXDATE:x", "EXDATE;VALUE=DATE:20261110", "RDATE:20261112T090000Z/PT1H", "RDATE:/",
     "RECURRENCE-ID:20261110T090000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261110T090000Z",
     "ATTENDEE;CN=\"x:mailto:a@b.example", "ORGANIZER:", ":", ";", "X", "TZOFFSETTO:+0100",
     "TZOFFSETFROM:-2359", " folded", "SEQUENCE:x", "STATUS:CANCELLED", "METHOD:REQUEST"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(_LINES, max_size=40))
def test_every_event_is_read_or_set_aside(lines: list[str]) -> None:
    raw = "\r\n".join(lines).encode()
    unfolded = raw.replace(b"\r\n ", b"").split(b"\r\n")
    parsed = parse_calendar(raw, zone=ZONE)
    read = sum(len(series.events) for series in parsed.series)
    assert read + len(parsed.set_aside) == unfolded.count(b"BEGIN:VEVENT")
    for series in parsed.series:
        expand(series, utc("2026-11-01 00:00"), utc("2027-02-01 00:00"), zone=ZONE)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=500))
def test_no_bytes_raise(raw: bytes) -> None:
    parse_calendar(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + raw)
