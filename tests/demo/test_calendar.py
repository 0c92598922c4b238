"""The calendars and the invitations that go by mail, read by the same library as the program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]

from assistant.demo.build import DemoWorld, build_world


def _events(path: Path) -> list[Any]:
    return list(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def _starts(path: Path, summary: str) -> list[str]:
    """UTC starts of all occurrences of that title in the demo's months."""
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    found = recurring_ical_events.of(calendar).between((2026, 8, 1), (2027, 1, 15))
    starts = [event["DTSTART"].dt for event in found if event["SUMMARY"] == summary]
    return sorted(
        f"{start.astimezone(icalendar.vDatetime(start).dt.tzinfo):%m-%d %H:%M}" for start in starts
    )


def test_every_event_reads_without_errors(canonical: DemoWorld) -> None:
    events = [event for path in canonical.calendar for event in _events(path)]
    assert len(events) >= 39
    assert [error for event in events for error in event.errors] == []


def test_the_weekly_call_has_a_hole_and_a_moved_occurrence(canonical: DemoWorld) -> None:
    starts = _starts(canonical.calendar[0], "Weekly AP call")
    assert "11-12 11:00" not in starts
    assert "10-15 11:00" not in starts
    assert "10-16 10:00" in starts
    assert "11-19 11:00" in starts
    assert len(starts) == 15


def test_a_night_across_the_end_of_summer_time_is_an_hour_longer(canonical: DemoWorld) -> None:
    night = next(e for e in _events(canonical.calendar[0]) if "night shift" in str(e["SUMMARY"]))
    start, end = (night[name].dt.astimezone(UTC) for name in ("DTSTART", "DTEND"))
    assert end - start == timedelta(hours=9)


def test_an_update_by_mail_says_when_the_moved_occurrence_is(
    messages: dict[str, EmailMessage],
) -> None:
    message = messages["de-weekly-update@lipowa.example"]
    part = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    event: Any = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")[0]
    assert str(message["Subject"]) == "Updated invitation: Clean-up weekly"
    assert f"{event['RECURRENCE-ID'].dt:%m-%d %H:%M}" == "10-26 10:00"
    assert f"{event['DTSTART'].dt:%m-%d %H:%M}" == "10-27 13:00"


def test_zones_are_defined_in_the_file(canonical: DemoWorld) -> None:
    text = canonical.calendar[0].read_text("utf-8")
    used = {line.split("TZID=")[1].split(":")[0] for line in text.splitlines() if "TZID=" in line}
    assert used == {
        line.removeprefix("TZID:") for line in text.splitlines() if line.startswith("TZID:")
    }
    assert "America/Sao_Paulo" in used


def test_one_event_stands_in_both_calendars(canonical: DemoWorld) -> None:
    work, team = ({str(event["UID"]) for event in _events(path)} for path in canonical.calendar)
    assert work & team == {"house-all-hands@calendar.lipowa.example"}


def test_an_answer_is_there_only_after_it_was_given(tmp_path: Path) -> None:
    before = build_world(tmp_path / "a", now=datetime.fromisoformat("2026-11-16T08:00:00+01:00"))
    status = {str(e["SUMMARY"]): str(e["STATUS"]) for e in _events(before.calendar[0])}
    assert "Renewal discussion" not in status
    assert status["Archive visit"] == "CANCELLED"


def test_an_invitation_carries_its_method_and_uid(messages: dict[str, EmailMessage]) -> None:
    message = messages["ae-renewal-request@marsanoor.example"]
    part = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_content())
    assert part.get_param("method") == "REQUEST"
    assert str(calendar["METHOD"]) == "REQUEST"
    assert str(calendar.walk("VEVENT")[0]["UID"]) == "ae-renewal@calendar.lipowa.example"


@pytest.mark.parametrize(
    ("message_id", "method", "status"),
    [
        ("us-weekly-reply-marta@lipowa.example", "REPLY", "ACCEPTED"),
        ("mx-catchup-reply-luis@tezontle.example", "REPLY", "DECLINED"),
        ("uk-visit-cancel@penhalerook.example", "CANCEL", "ACCEPTED"),
    ],
)
def test_calendar_mail_says_what_was_answered(
    message_id: str, method: str, status: str, messages: dict[str, EmailMessage]
) -> None:
    parts = messages[message_id].walk()
    text = next(p for p in parts if p.get_content_type() == "text/calendar").get_content()
    calendar = icalendar.Calendar.from_ical(text)
    attendees = calendar.walk("VEVENT")[0]["ATTENDEE"]
    first = attendees[0] if isinstance(attendees, list) else attendees
    assert str(calendar["METHOD"]) == method
    assert first.params["PARTSTAT"] == status
