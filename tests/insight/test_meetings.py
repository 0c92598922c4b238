"""Which meetings were held, when their recap is due, and which message is the recap."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from assistant.insight.index import build_index
from assistant.insight.meetings import view_meetings
from tests.insight.builders import (
    ANN,
    BOB,
    CARLA,
    MAYA,
    NICK,
    TOM,
    make_clock,
    make_history,
    make_meeting,
    make_message,
    make_owner,
    make_sentence,
    utc,
    week,
)

if TYPE_CHECKING:
    from assistant.insight.records import Meeting, MeetingView, Message


def view(*messages: Message, meetings: list[Meeting], **history: Any) -> tuple[MeetingView, ...]:
    made = make_history(*messages, meetings=meetings, **history)
    return view_meetings(made, build_index(made))


def recap_of(*messages: Message, meeting: Meeting | None = None, **history: Any) -> str | None:
    one = meeting or make_meeting("m", start="2025-03-04 10:00", summary="Roadmap review")
    return view(*messages, meetings=[one], **history)[0].recap


def after(text: str = "", **changes: Any) -> Message:
    """A message of ours an hour after the meeting."""
    defaults: dict[str, Any] = {"sender": MAYA, "at": "2025-03-04 12:00", "subject": "Next steps"}
    return make_message(changes.pop("id", "r"), says=text, **(defaults | changes))


def thanks(text: str = "Thanks for the call.", **changes: Any) -> Message:
    message = after(text, **changes)
    return replace(message, sentences=(make_sentence(text, message.text, refers_to_meeting=True),))


# ── Recaps ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message",
    [
        thanks(),
        thanks("As discussed, here are the actions."),
        after(subject="Roadmap review"),
        after(subject="Re: Roadmap review"),
        after("Here is what we said in the roadmap review."),
        after(subject="Notes of the Roadmap review"),
        thanks(sender=TOM),
        thanks(to=(BOB,), cc=(ANN,)),
        thanks(at="2025-03-20 10:00"),
        after(subject="Minutes of our call"),
        after("Thank you for the good conversation this morning."),
        after("The minutes, in brief:"),
        after("Thank you for the good questions; the notes of the review are attached."),
    ],
    ids=["thanks", "as discussed", "base subject", "reply", "title in text", "title in subject",
         "colleague", "in Cc", "late", "minutes in the subject", "thanks untagged", "the minutes",
         "notes attached"],
)  # fmt: skip
def test_these_are_recaps(message: Message) -> None:
    assert recap_of(message) == "r"


@pytest.mark.parametrize(
    "message",
    [
        thanks(at="2025-03-04 09:00"),
        thanks(at="2025-03-04 11:00"),
        thanks(to=(BOB,)),
        thanks(to=(CARLA,)),
        thanks(sender=ANN),
        thanks(automatic=True),
        after("Could you send the figures?"),
        after("It takes ten minutes; thanks for the figures."),
        after("Thank you for the good questions on Tuesday."),
        after("> Roadmap review", quoted=((0, 16),)),
        thanks(to=(TOM,)),
        after(subject="Roadmap review", calendar_method="request"),
    ],
    ids=["before", "at the end's second", "somebody else", "another client", "from the client",
         "automatic", "another matter", "ten minutes", "another thank-you", "quoted title", "internal",
         "invitation"],
)  # fmt: skip
def test_these_are_none(message: Message) -> None:
    assert recap_of(message) is None


@pytest.mark.parametrize(
    ("to", "expected"),
    [((ANN,), None), ((ANN, BOB), "r"), ((ANN, BOB, "cy@arden.example"), "r")],
)
def test_it_has_to_reach_more_than_half(to: tuple[str, ...], expected: str | None) -> None:
    four = make_meeting(
        start="2025-03-04 10:00", people=(ANN, BOB, "cy@arden.example"), summary="Roadmap review"
    )
    assert recap_of(thanks(to=to), meeting=four) == expected


def test_who_declined_is_not_counted() -> None:
    meeting = make_meeting(start="2025-03-04 10:00", people=(ANN, BOB), declined=(BOB,))
    assert recap_of(thanks(to=(ANN,)), meeting=meeting) == "r"


def test_half_is_not_more_than_half() -> None:
    meeting = make_meeting(start="2025-03-04 10:00", people=(ANN, BOB))
    assert recap_of(thanks(to=(ANN,)), meeting=meeting) is None


def test_a_message_in_the_invitations_thread_is_a_recap() -> None:
    invitation = make_message(
        "i", sender=MAYA, at="2025-03-01 10:00", thread="inv", automatic=True,
        calendar_method="request", ical_uid="m", subject="Call",
    )  # fmt: skip
    assert recap_of(invitation, after("Here are the points.", thread="inv")) == "r"
    assert recap_of(invitation, after("Here are the points.", thread="other")) is None


def test_the_first_of_two_is_the_recap() -> None:
    first, second = thanks(id="a"), thanks(id="b", at="2025-03-05 10:00")
    assert recap_of(second, first) == "a"


def test_thanks_for_the_call_is_for_the_latest_call() -> None:
    calls = [
        make_meeting("m1", start="2025-03-03 10:00"),
        make_meeting("m2", start="2025-03-04 10:00"),
    ]
    assert [one.recap for one in view(thanks(), meetings=calls)] == [None, "r"]


def test_thanks_for_the_call_is_for_the_call_with_these_people() -> None:
    calls = [
        make_meeting("m1", start="2025-03-03 10:00", people=(ANN,)),
        make_meeting("m2", start="2025-03-04 10:00", people=(BOB, "cy@arden.example")),
    ]
    assert [one.recap for one in view(thanks(to=(ANN,)), meetings=calls)] == ["r", None]


def test_a_title_of_one_word_in_the_text_names_no_meeting() -> None:
    assert recap_of(after("Shall we call the plumber?"), meeting=make_meeting("m")) is None


# ── Held, due, replaced ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("meeting", "held"),
    [
        (make_meeting(), True),
        (make_meeting(cancelled=True), False),
        (make_meeting(all_day=True), False),
        (make_meeting(start="2025-04-04 10:00"), False),
        (make_meeting(declined=(ANN,)), False),
        (make_meeting(organizer=ANN, own_partstat="needs-action"), False),
        (make_meeting(organizer=ANN, own_partstat="accepted"), True),
    ],
    ids=["held", "cancelled", "all day", "to come", "all declined", "unanswered", "accepted"],
)
def test_which_meetings_were_held(meeting: Meeting, *, held: bool) -> None:
    (one,) = view(meetings=[meeting])
    assert one.held is held
    assert (one.recap_due_at is not None) is held


def test_a_meeting_among_ourselves_is_not_viewed() -> None:
    assert view(meetings=[make_meeting(people=(TOM,))]) == ()


def test_a_meeting_with_a_prospect_has_no_client() -> None:
    (one,) = view(meetings=[make_meeting(people=(NICK,))])
    assert one.client is None


def test_the_client_is_the_one_with_most_people() -> None:
    meeting = make_meeting(people=(CARLA, ANN, BOB), clients=("arden", "brio"))
    (one,) = view(meetings=[meeting])
    assert one.client == "arden"


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2025-03-04 10:00", "2025-03-05 17:00"),
        ("2025-03-07 10:00", "2025-03-10 17:00"),
        ("2025-03-07 22:00", "2025-03-10 17:00"),
        ("2025-03-08 10:00", "2025-03-10 17:00"),
        ("2025-03-10 10:00", "2025-03-12 17:00"),
    ],
    ids=["Tuesday", "Friday", "Friday night", "Saturday", "before our holiday"],
)
def test_the_recap_is_due_at_the_end_of_our_next_working_day(start: str, due: str) -> None:
    owner = make_owner(clock=make_clock(closed={"2025-03-11": "Founders' Day"}))
    (one,) = view(meetings=[make_meeting(start=start)], owner=owner)
    assert one.recap_due_at == utc(due)


def test_who_never_works_has_no_due_moment() -> None:
    owner = make_owner(clock=make_clock(week=week("")))
    (one,) = view(meetings=[make_meeting()], owner=owner)
    assert one.recap_due_at is None


def series(*days: str, **changes: Any) -> list[Meeting]:
    return [
        make_meeting(
            "weekly", start=f"{day} 10:00", recurrence_id=day, recurring=True, summary="Weekly status",
            **changes,
        )
        for day in days
    ]  # fmt: skip


def test_in_a_series_the_next_held_one_replaces_the_open_one() -> None:
    found = view(meetings=series("2025-03-04", "2025-03-11"))
    assert [one.replaced for one in found] == [True, False]


def test_a_cancelled_one_replaces_nothing() -> None:
    first, second = series("2025-03-04", "2025-03-11")
    found = view(meetings=[first, replace(second, cancelled=True)])
    assert [one.replaced for one in found] == [False, False]


def test_each_of_a_series_has_its_own_recap() -> None:
    first = after(id="a", subject="Weekly status", at="2025-03-04 12:00")
    second = after(id="b", subject="Weekly status", at="2025-03-11 12:00")
    found = view(first, second, meetings=series("2025-03-04", "2025-03-11", "2025-03-18"))
    assert [one.recap for one in found] == ["a", "b", None]
    assert [one.replaced for one in found] == [False, False, False]
