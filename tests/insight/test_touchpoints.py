"""Touchpoints: which contact there was, and which of it went both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assistant.insight.index import build_index
from assistant.insight.touchpoints import find_touchpoints, sort_touchpoints
from tests.insight.builders import (
    ANN,
    BOB,
    CARLA,
    MAYA,
    NICK,
    TOM,
    make_history,
    make_meeting,
    make_message,
)

if TYPE_CHECKING:
    from assistant.insight.records import Message, Touchpoint


def touches(*messages: Message, **history: Any) -> tuple[Touchpoint, ...]:
    made = make_history(*messages, **history)
    return find_touchpoints(made, build_index(made))


def rows(*messages: Message, **history: Any) -> list[tuple[str, str | None, bool]]:
    return [(one.kind, one.person, one.two_way) for one in touches(*messages, **history)]


def ours(identity: str, at: str, **changes: Any) -> Message:
    return make_message(identity, **({"sender": MAYA, "at": f"2025-03-{at} 10:00"} | changes))


def theirs(identity: str, at: str, **changes: Any) -> Message:
    return make_message(identity, **({"sender": ANN, "at": f"2025-03-{at} 10:00"} | changes))


def test_a_mail_alone_is_one_way() -> None:
    assert rows(ours("a", "03")) == [("mail out", ANN, False)]
    assert rows(theirs("a", "03")) == [("mail in", ANN, False)]


def test_an_answer_is_two_way_and_dated_by_the_later() -> None:
    first, second = touches(ours("a", "03"), theirs("b", "04"))
    assert (first.two_way, second.two_way) == (False, True)
    assert second.at.day == 4


def test_our_answer_is_two_way_with_who_is_in_to() -> None:
    found = rows(theirs("a", "03"), ours("b", "04", to=(ANN, BOB), cc=(CARLA,)))
    assert found[1:] == [("mail out", ANN, True), ("mail out", BOB, True)]


def test_reminding_twice_is_not_two_way() -> None:
    found = rows(theirs("a", "03"), ours("b", "04"), ours("c", "20"))
    assert [two_way for *_, two_way in found] == [False, True, False]


def test_each_of_their_people_can_answer() -> None:
    found = rows(ours("a", "03", to=(ANN, BOB)), theirs("b", "04"), theirs("c", "05", sender=BOB))
    assert found[2:] == [("mail in", ANN, True), ("mail in", BOB, True)]


def test_an_answer_in_another_thread_is_one_way() -> None:
    assert [row[2] for row in rows(ours("a", "03"), theirs("b", "04", thread="t2"))] == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    "message",
    [
        theirs("b", "04", automatic=True),
        theirs("b", "04", calendar_method="reply"),
        ours("b", "04", to=(TOM,), cc=(ANN,)),
        ours("b", "04", to=(TOM,)),
        theirs("b", "04", sender=NICK),
    ],
    ids=["automatic", "calendar", "Cc alone", "internal", "prospect"],
)
def test_these_touch_nobody(message: Message) -> None:
    assert rows(message) == []


def test_a_held_meeting_is_two_way_with_everybody_who_did_not_decline() -> None:
    meeting = make_meeting(people=(ANN, BOB, TOM), declined=(BOB,))
    assert rows(meetings=[meeting]) == [("meeting", ANN, True)]


def test_a_meeting_to_come_is_no_touchpoint() -> None:
    assert rows(meetings=[make_meeting(start="2025-05-01 10:00")]) == []


def test_a_mail_to_two_people_counts_once_for_the_client() -> None:
    found = sort_touchpoints(touches(theirs("a", "03"), ours("b", "04", to=(ANN, BOB))))
    assert len(found.two_way["arden"]) == 1
    assert len(found.two_way_with[BOB]) == 1
