"""Which meetings were held, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.insight.held import is_held, is_with, people_of_clients
from assistant.insight.records import Attendee
from tests.insight.builders import ANN, BOB, MAYA, TOM, make_history, make_meeting

if TYPE_CHECKING:
    from assistant.insight.records import Meeting

TOM_ACCEPTED = Attendee(TOM, partstat="accepted")
ANN_SILENT = Attendee(ANN, partstat="needs-action", clients=("arden",))


def held(meeting: Meeting) -> bool:
    return is_held(meeting, make_history(as_of="2025-03-04 11:00"))


@pytest.mark.parametrize(
    "meeting",
    [
        make_meeting(),
        make_meeting(organizer=ANN, people=(ANN,)),
        make_meeting(organizer=TOM, own_partstat="declined"),
        make_meeting(people=(ANN, BOB), declined=(ANN,)),
        make_meeting(organizer=ANN, own_partstat="declined", attendees=(TOM_ACCEPTED,)),
        make_meeting(attendees=(ANN_SILENT,)),
        make_meeting(organizer=ANN, people=(), own_partstat="accepted"),
    ],
)
def test_a_meeting_agreed_by_us_and_not_declined_by_all_of_theirs_was_held(
    meeting: Meeting,
) -> None:
    assert held(meeting)


@pytest.mark.parametrize(
    "meeting",
    [
        make_meeting(cancelled=True),
        make_meeting(all_day=True),
        make_meeting(start="2025-03-04 10:01"),
        make_meeting(people=(TOM,)),
        make_meeting(people=("stranger@unknown.example",)),
        make_meeting(people=(ANN, BOB), declined=(ANN, BOB)),
        make_meeting(organizer=ANN, own_partstat="needs-action"),
        make_meeting(organizer=ANN, own_partstat="tentative"),
        make_meeting(organizer=ANN, own_partstat="declined"),
        make_meeting(organizer=None, own_partstat="needs-action"),
    ],
)
def test_what_was_not_agreed_not_over_or_not_with_a_client_was_not_held(meeting: Meeting) -> None:
    assert not held(meeting)


def test_who_declined_was_not_there() -> None:
    meeting = make_meeting(people=(ANN, BOB), declined=(BOB,))
    assert (is_with(meeting, ANN), is_with(meeting, BOB), is_with(meeting, MAYA)) == (
        True,
        False,
        True,
    )


def test_an_organizer_of_theirs_is_one_of_their_people() -> None:
    meeting = make_meeting(organizer=ANN, people=(MAYA, BOB), own_partstat="accepted")
    assert people_of_clients(meeting, make_history()) == (BOB, ANN)
