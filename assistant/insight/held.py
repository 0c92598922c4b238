"""Which meetings were held, and with whom. It says nothing of recaps or of what was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.insight.records import Client, History, Meeting

_ACCEPTED = frozenset({"accepted", "organizer"})


def is_held(meeting: Meeting, history: History) -> bool:
    """Whether a meeting took place, as far as a calendar can tell.

    An occurrence with a client's person, over at `as_of`, not cancelled, not all-day, organised or
    accepted by our side, not declined by all of theirs.
    """
    if meeting.cancelled or meeting.all_day or meeting.end_at > history.as_of:
        return False
    theirs = people_of_clients(meeting, history)
    if not theirs or not _is_agreed_by_us(meeting, history):
        return False
    declined = _declined(meeting)
    return any(address not in declined for address in theirs)


def is_with(meeting: Meeting, address: str) -> bool:
    """Whether somebody is invited to a meeting, or calls it, and did not decline."""
    if address == meeting.organizer:
        return address not in _declined(meeting)
    return any(
        attendee.address == address and attendee.partstat != "declined"
        for attendee in meeting.attendees
    )


def people_of_clients(meeting: Meeting, history: History) -> tuple[str, ...]:
    """Everybody on a meeting, the organizer too, who is of a client or prospect."""
    invited = [attendee.address for attendee in meeting.attendees]
    if meeting.organizer is not None:
        invited.append(meeting.organizer)
    return tuple(
        address for address in dict.fromkeys(invited) if client_of(address, history) is not None
    )


def client_of(address: str, history: History) -> Client | None:
    """The client or prospect of an address."""
    person = history.people.get(address)
    if person is None or person.client is None:
        return None
    return history.clients.get(person.client)


def _is_agreed_by_us(meeting: Meeting, history: History) -> bool:
    """Whether somebody of our side calls the meeting or said yes to it."""
    if meeting.own_partstat in _ACCEPTED:
        return True
    if meeting.organizer is not None and history.is_ours(meeting.organizer):
        return True
    return any(
        attendee.partstat == "accepted" and history.is_ours(attendee.address)
        for attendee in meeting.attendees
    )


def _declined(meeting: Meeting) -> frozenset[str]:
    return frozenset(
        attendee.address for attendee in meeting.attendees if attendee.partstat == "declined"
    )
