"""What is true of the waits of any conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.insight.index import build_index
from assistant.insight.records import Side, Wait
from assistant.insight.waits import find_waits
from tests.insight.builders import (
    ANN,
    BOB,
    CARLA,
    MAYA,
    TOM,
    make_history,
    make_meeting,
    make_message,
    utc,
)

if TYPE_CHECKING:
    from assistant.insight.records import History, Message

START = utc("2025-03-03 08:00")
AS_OF = utc("2025-03-31 12:00")
PEOPLE = (ANN, BOB, CARLA, MAYA, TOM)


@st.composite
def conversations(draw: st.DrawFn, threads: int = 3) -> list[Message]:
    """Up to a dozen messages between five people, in a few threads, at any pace."""
    messages: list[Message] = []
    sent_at = START
    for number in range(draw(st.integers(1, 12))):
        sent_at += timedelta(minutes=draw(st.integers(1, 3000)))
        sender = draw(st.sampled_from(PEOPLE))
        others = [one for one in PEOPLE if one != sender]
        to = draw(st.lists(st.sampled_from(others), min_size=1, max_size=2, unique=True))
        thread = draw(st.integers(1, threads))
        kind = draw(st.sampled_from(("asks", "says", "thanks", "promises", "withdraws")))
        words: dict[str, Any] = {kind: f"These are the words of message {number}."}
        messages.append(
            make_message(
                f"m{number:02}",
                sender=sender,
                to=to,
                at=sent_at,
                thread=f"t{thread}",
                subject=f"Subject {draw(st.integers(1, threads))}",
                **words,
            )
        )
    return messages


def waits_of(history: History) -> tuple[Wait, ...]:
    return find_waits(history, build_index(history))


def walked(messages: list[Message], side: Side) -> list[tuple[str, str | None]]:
    """The rule itself for one thread between Arden and us: (start, end) message by message."""
    found: list[tuple[str, str | None]] = []
    start: str | None = None
    for message in messages:
        theirs = message.sender in (ANN, BOB)
        ours = message.sender in (MAYA, TOM)
        to_theirs = any(one in (ANN, BOB) for one in message.to)
        to_ours = any(one in (MAYA, TOM) for one in message.to)
        asking, answering = (theirs, ours and to_theirs)
        if side is Side.THEM:
            asking, answering = answering, asking
        if start is not None and answering:
            found.append((start, message.id))
            start = None
        elif asking:
            if start is not None and any(one.retraction for one in message.sentences):
                found.append((start, message.id))
                start = None
            reached = to_ours if side is Side.US else to_theirs
            if start is None and message.needs_reply and reached:
                start = message.id
    return found if start is None else [*found, (start, None)]


@settings(max_examples=200, deadline=None)
@given(messages=conversations(threads=1))
def test_one_thread_is_walked_as_the_definition_says(messages: list[Message]) -> None:
    found = waits_of(make_history(*messages, as_of=AS_OF))
    for side in Side:
        mine = [
            (wait.start_message_id, wait.end_message_id)
            for wait in found
            if wait.client == "arden" and wait.side is side
        ]
        assert mine == walked(messages, side)


@settings(max_examples=150, deadline=None)
@given(messages=conversations(), met=st.lists(st.integers(1, 400), max_size=3))
def test_waits_of_one_side_follow_each_other_and_count_whole_seconds(
    messages: list[Message], met: list[int]
) -> None:
    meetings = [
        make_meeting(f"c{number}", start=START + timedelta(hours=hours), people=(ANN, CARLA))
        for number, hours in enumerate(met)
    ]
    last: dict[tuple[str, str | None, Side], Wait] = {}
    for wait in waits_of(make_history(*messages, meetings=meetings, as_of=AS_OF)):
        end = wait.end_at or AS_OF
        assert wait.elapsed_s == int((end - wait.start_at).total_seconds())
        assert 0 <= wait.ours_s <= wait.elapsed_s
        assert 0 <= wait.theirs_s <= wait.elapsed_s
        assert wait.messages[0] == wait.start_message_id
        place = (wait.thread_id, wait.client, wait.side)
        if place in last:
            before = last[place].end_at
            assert before is not None
            assert before <= wait.start_at
        last[place] = wait


@settings(max_examples=100, deadline=None)
@given(messages=conversations(), data=st.data())
def test_automatic_mail_changes_nothing(messages: list[Message], data: st.DataObject) -> None:
    robot = replace(
        data.draw(st.sampled_from(messages)),
        id="robot",
        sent_at=START + timedelta(minutes=data.draw(st.integers(0, 20_000))),
        automatic=True,
    )
    without = waits_of(make_history(*messages, as_of=AS_OF))
    assert waits_of(make_history(*messages, robot, as_of=AS_OF)) == without


@settings(max_examples=100, deadline=None)
@given(messages=conversations(), hours=st.integers(0, 600))
def test_an_earlier_look_sees_the_same_waits_still_open(
    messages: list[Message], hours: int
) -> None:
    earlier = START + timedelta(hours=hours)
    early = make_history(*(one for one in messages if one.sent_at <= earlier), as_of=earlier)
    late = {
        (wait.start_message_id, wait.side, wait.client): wait
        for wait in waits_of(make_history(*messages, as_of=AS_OF))
    }
    for wait in waits_of(early):
        later = late[wait.start_message_id, wait.side, wait.client]
        if wait.end_at is not None:
            assert (later.end_at, later.end_message_id) == (wait.end_at, wait.end_message_id)
        elif later.end_at is not None:
            assert later.end_at > earlier
