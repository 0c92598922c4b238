"""The calendars of the demo world and the calendar parts of its invitations (RFC 5545, RFC 5546).

Series keep their rule, their exceptions and their zone, as a calendar program exports them. Only
what had happened by `now` is in them: no answer before it was given, no cancellation before it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.demo.dates import WorldCalendar
    from assistant.demo.source import Meeting, Person, World

PRODUCT = "-//Lipowa//Calendar 4.2//EN"

_EU = (
    "BEGIN:DAYLIGHT\nDTSTART:19810329T{s}\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nTZNAME:{dn}\n"
    "TZOFFSETFROM:{so}\nTZOFFSETTO:{do}\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:19961027T{e}\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nTZNAME:{sn}\nTZOFFSETFROM:{do}\nTZOFFSETTO:{so}\n"
    "END:STANDARD"
)
_CENTRAL = _EU.format(s="020000", e="030000", dn="CEST", sn="CET", so="+0100", do="+0200")
_FIXED = (
    "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZNAME:{n}\nTZOFFSETFROM:{o}\nTZOFFSETTO:{o}\n"
    "END:STANDARD"
)
_ZONES = {
    "Europe/Warsaw": _CENTRAL,
    "Europe/Berlin": _CENTRAL,
    "Europe/London": _EU.format(s="010000", e="020000", dn="BST", sn="GMT", so="+0000", do="+0100"),
    "America/New_York": (
        "BEGIN:DAYLIGHT\nDTSTART:20070311T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\n"
        "TZNAME:EDT\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nEND:DAYLIGHT\n"
        "BEGIN:STANDARD\nDTSTART:20071104T020000\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\n"
        "TZNAME:EST\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nEND:STANDARD"
    ),
    "America/Sao_Paulo": _FIXED.format(n="-03", o="-0300"),
    "America/Mexico_City": _FIXED.format(n="CST", o="-0600"),
    "Asia/Dubai": _FIXED.format(n="+04", o="+0400"),
    "Asia/Kolkata": _FIXED.format(n="IST", o="+0530"),
    "Asia/Tokyo": _FIXED.format(n="JST", o="+0900"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How one invited person stands to a meeting at a moment."""

    person: Person
    status: str


def answers_at(
    meeting: Meeting, world: World, calendar: WorldCalendar, now: datetime
) -> list[Answer]:
    """The attendees and what they had answered by `now`; the organiser is not among them."""
    return [
        Answer(world.people[key], _status_at(world.people[key], said, calendar, now))
        for key, said in meeting.attendees.items()
    ]


def _status_at(person: Person, said: str, calendar: WorldCalendar, now: datetime) -> str:
    status, _, when = said.partition(" ")
    if when and calendar.moment(when, person.zone) > now:
        return "needs-action"
    return status


def write_calendar(
    meetings: Iterable[Meeting], world: World, calendar: WorldCalendar, now: datetime, *, name: str
) -> bytes:
    """One `.ics` file with everything known by `now`, in the order given."""
    events = [line for m in meetings for line in event_lines(m, world, calendar, now)]
    return _wrap(events, [f"X-WR-CALNAME:{name}"])


def write_itip(
    meeting: Meeting,
    world: World,
    calendar: WorldCalendar,
    *,
    method: str,
    at: datetime,
    only: Answer | None = None,
    day: str | None = None,
) -> bytes:
    """The calendar part of an invitation, answer or cancellation.

    Args:
        meeting, world, calendar: What is written about, and when it is.
        method: REQUEST, REPLY or CANCEL.
        at: When the mail is sent; an invitation shows the answers known by then.
        only: The one attendee a REPLY speaks for.
        day: The one occurrence of a series that a CANCEL takes out or a REQUEST moves.
    """
    zone = meeting.zone or world.people[meeting.organizer].zone
    start = occurrence_start(meeting, calendar, zone, day)
    head = _head(meeting, at)
    if day is not None:
        head.append(_stamp("RECURRENCE-ID", _occurrence(meeting, calendar, zone, day), zone))
    status = "CANCELLED" if method == "CANCEL" else "CONFIRMED"
    lines = [*head, *_span(start, meeting, zone), f"STATUS:{status}"]
    if meeting.every and day is None:
        lines.append(_rule(meeting))
    people = [only] if only else answers_at(meeting, world, calendar, at - timedelta(seconds=1))
    lines += _people_lines(meeting, world, people)
    return _wrap(["BEGIN:VEVENT", *lines, "END:VEVENT"], [f"METHOD:{method}"])


def event_lines(
    meeting: Meeting, world: World, calendar: WorldCalendar, now: datetime
) -> list[str]:
    """The VEVENTs of one meeting: its master, and one for each occurrence that was moved."""
    organizer = world.people[meeting.organizer]
    zone = meeting.zone or organizer.zone
    made = calendar.moment(meeting.made, organizer.zone)
    people = _people_lines(meeting, world, answers_at(meeting, world, calendar, now))
    called_off = meeting.cancelled and calendar.moment(meeting.cancelled, organizer.zone) <= now
    master = [*_head(meeting, made), f"CREATED:{_utc(made)}"]
    if meeting.all_day:
        master += _all_day(meeting, calendar)
    else:
        master += _span(calendar.moment(meeting.start, zone), meeting, zone)
    if meeting.every:
        master.append(_rule(meeting))
        master += [
            _stamp("EXDATE", _occurrence(meeting, calendar, zone, day), zone)
            for day, when in meeting.skip
            if calendar.moment(when, organizer.zone) <= now
        ]
    master.append(f"STATUS:{'CANCELLED' if called_off else 'CONFIRMED'}")
    if meeting.out_of_office:
        master += ["TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"]
    lines = ["BEGIN:VEVENT", *master, *people, "END:VEVENT"]
    for day, moved_to, when in meeting.moved:
        if calendar.moment(when, organizer.zone) <= now:
            start = calendar.moment(moved_to, zone)
            original = _occurrence(meeting, calendar, zone, day)
            head = [*_head(meeting, calendar.moment(when, organizer.zone)), "SEQUENCE:1"]
            head.append(_stamp("RECURRENCE-ID", original, zone))
            lines += ["BEGIN:VEVENT", *head, *_span(start, meeting, zone), "STATUS:CONFIRMED"]
            lines += [*people, "END:VEVENT"]
    return lines


def occurrences(meeting: Meeting, calendar: WorldCalendar, zone: str) -> list[datetime]:
    """Starts of all authored occurrences, moved and skipped ones at their original time."""
    first = calendar.moment(meeting.start, zone)
    weeks = range(0, (meeting.every or 0) * max(meeting.times, 1) or 1, meeting.every or 1)
    return [first + timedelta(weeks=week) for week in weeks]


def occurrence_start(
    meeting: Meeting, calendar: WorldCalendar, zone: str, day: str | None
) -> datetime:
    """When a meeting begins, or its occurrence of `day`, where that was moved at the new time."""
    if day is None:
        return calendar.moment(meeting.start, zone)
    moved = {original: to for original, to, _ in meeting.moved}
    if day in moved:
        return calendar.moment(moved[day], zone)
    return _occurrence(meeting, calendar, zone, day)


def _occurrence(meeting: Meeting, calendar: WorldCalendar, zone: str, day: str) -> datetime:
    return datetime.combine(calendar.day(day), calendar.moment(meeting.start, zone).timetz())


def _rule(meeting: Meeting) -> str:
    return f"RRULE:FREQ=WEEKLY;INTERVAL={meeting.every};COUNT={meeting.times}"


def _head(meeting: Meeting, stamped: datetime) -> list[str]:
    lines = [f"UID:{meeting.id}@calendar.lipowa.example", f"DTSTAMP:{_utc(stamped)}"]
    lines.append(f"SUMMARY:{_escaped(meeting.title)}")
    if meeting.place:
        lines.append(f"LOCATION:{_escaped(meeting.place)}")
    if meeting.text:
        lines.append(f"DESCRIPTION:{_escaped(' '.join(meeting.text.split()))}")
    return lines


def _span(start: datetime, meeting: Meeting, zone: str) -> list[str]:
    end = start + timedelta(minutes=meeting.minutes)
    return [_stamp("DTSTART", start, zone), _stamp("DTEND", end, zone)]


def _all_day(meeting: Meeting, calendar: WorldCalendar) -> list[str]:
    first = calendar.day(meeting.start)
    days = max(1, meeting.minutes // 1440)
    end = first + timedelta(days=days)
    return [f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]


def _people_lines(meeting: Meeting, world: World, people: Sequence[Answer]) -> list[str]:
    if not people:
        return []
    organizer = world.people[meeting.organizer]
    lines = [f"ORGANIZER;CN={_parameter(organizer.name)}:mailto:{organizer.address}"]
    for answer in people:
        name, status = _parameter(answer.person.name), answer.status.upper()
        rsvp = "RSVP=TRUE;" if status == "NEEDS-ACTION" else ""
        lines.append(
            f"ATTENDEE;ROLE=REQ-PARTICIPANT;{rsvp}PARTSTAT={status};CN={name}"
            f":mailto:{answer.person.address}"
        )
    return lines


def _stamp(name: str, at: datetime, zone: str) -> str:
    return f"{name};TZID={zone}:{at:%Y%m%dT%H%M%S}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _parameter(text: str) -> str:
    return f'"{text}"' if set(text) & set(",;:.") else text


def _wrap(events: list[str], properties: list[str]) -> bytes:
    zones = sorted({z for line in events for z in _ZONES if f"TZID={z}:" in line})
    lines = ["BEGIN:VCALENDAR", f"PRODID:{PRODUCT}", "VERSION:2.0", "CALSCALE:GREGORIAN"]
    lines += properties
    for zone in zones:
        lines += ["BEGIN:VTIMEZONE", f"TZID:{zone}", *_ZONES[zone].split("\n"), "END:VTIMEZONE"]
    lines += [*events, "END:VCALENDAR"]
    return "".join(_folded(line) for line in lines).encode()


def _folded(line: str) -> str:
    """Lines of at most 75 octets (RFC 5545, 3.1), never cut inside a character."""
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > (75 if not pieces else 74):
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + character, size + octets
    return "\r\n ".join([*pieces, piece]) + "\r\n"
