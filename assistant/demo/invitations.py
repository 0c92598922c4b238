"""The mails that calendars send: invitations, updates, answers, cancellations (RFC 6047).

They are automatic: nobody wrote them, so they say nothing in anybody's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.utils import format_datetime

from assistant.demo.compose import (
    POLICY,
    Mail,
    header_address,
    set_boundaries,
    set_text,
)
from assistant.demo.dates import WorldCalendar, write_sent
from assistant.demo.ics import Answer, occurrence_start, write_itip
from assistant.demo.source import BadWorld, Meeting, Person, World

_SUBJECTS = {
    "request": "Invitation: ",
    "update": "Updated invitation: ",
    "cancel": "Cancelled: ",
}
_METHODS = {"request": "REQUEST", "update": "REQUEST", "reply": "REPLY", "cancel": "CANCEL"}
_ANSWERS = {"accepted": "Accepted: ", "declined": "Declined: ", "tentative": "Tentative: "}


def invitation_mails(world: World, calendar: WorldCalendar) -> Iterator[Mail]:
    """Every such mail of the world, in authored order.

    Raises:
        BadWorld: an answer from somebody who was not invited.
    """
    for meeting in world.meetings.values():
        for row in meeting.mails:
            yield _mail(meeting, row, world, calendar)


def _mail(meeting: Meeting, row: Mapping[str, str], world: World, calendar: WorldCalendar) -> Mail:
    kind = row["kind"]
    sender = world.people[row.get("from", meeting.organizer)]
    key = f"{meeting.id}-{kind}-{sender.key}" if kind == "reply" else f"{meeting.id}-{kind}"
    at = calendar.moment(row["at"], sender.zone)
    message = EmailMessage(policy=POLICY)
    message["From"] = header_address(sender)
    message["To"] = tuple(header_address(person) for person in _recipients(meeting, kind, world))
    message["Subject"] = _subject(meeting, kind, sender)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{key}@{sender.address.partition('@')[2]}>"
    day = row.get("day")
    set_text(message, _text(meeting, kind, sender, world, calendar, day), "utf-8")
    ics = write_itip(
        meeting,
        world,
        calendar,
        method=_METHODS[kind],
        at=at,
        only=_answer(meeting, sender) if kind == "reply" else None,
        day=day,
    )
    message.add_alternative(
        ics.decode().replace("\r\n", "\n"), subtype="calendar", cte="quoted-printable"
    )
    list(message.iter_parts())[-1].set_param("method", _METHODS[kind])
    set_boundaries(message, key)
    return Mail(key, at, message.as_bytes(), sent=sender == world.owner, folder=row.get("folder"))


def _recipients(meeting: Meeting, kind: str, world: World) -> list[Person]:
    if kind == "reply":
        return [world.people[meeting.organizer]]
    return [world.people[key] for key in meeting.attendees]


def _subject(meeting: Meeting, kind: str, sender: Person) -> str:
    if kind == "reply":
        return _ANSWERS[_answer(meeting, sender).status] + meeting.title
    return _SUBJECTS[kind] + meeting.title


def _answer(meeting: Meeting, sender: Person) -> Answer:
    said = meeting.attendees.get(sender.key)
    if said is None:
        raise BadWorld(f"'{sender.key}' answers '{meeting.id}' and was not invited.")
    return Answer(sender, said.partition(" ")[0])


def _text(
    meeting: Meeting,
    kind: str,
    sender: Person,
    world: World,
    calendar: WorldCalendar,
    day: str | None,
) -> str:
    if kind == "reply":
        return f"{sender.name}: {_answer(meeting, sender).status}.\n"
    zone = meeting.zone or world.people[meeting.organizer].zone
    start = occurrence_start(meeting, calendar, zone, day)
    lines = [meeting.title, f"When: {write_sent(start, sender.locale)} ({zone})"]
    if meeting.place:
        lines.append(f"Where: {meeting.place}")
    if meeting.text:
        lines += ["", " ".join(meeting.text.split())]
    return "\n".join(lines) + "\n"
