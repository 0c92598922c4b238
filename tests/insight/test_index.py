"""What the shared look-ups find."""

from __future__ import annotations

from assistant.insight.index import between, build_index, is_human
from tests.insight.builders import ANN, BOB, CARLA, MAYA, make_history, make_message, utc


def test_an_answer_never_stands_before_what_it_answers() -> None:
    history = make_history(
        make_message("late clock", at="2025-03-03 10:05", asks="When?"),
        make_message(
            "answer", sender=MAYA, at="2025-03-03 10:01", says="Now.", in_reply_to="late clock"
        ),
        make_message("thanks", at="2025-03-03 10:03", thanks="Thanks!", in_reply_to="answer"),
    )
    index = build_index(history)
    assert [message.id for message in index.thread("t1")] == ["late clock", "answer", "thanks"]


def test_a_loop_of_forged_headers_keeps_every_message() -> None:
    history = make_history(
        make_message("a", at="2025-03-03 10:00", in_reply_to="b"),
        make_message("b", at="2025-03-03 10:01", in_reply_to="a"),
        make_message("c", at="2025-03-03 10:02", in_reply_to="c"),
    )
    assert {one.id for one in build_index(history).thread("t1")} == {"a", "b", "c"}


def test_messages_are_found_by_person_and_client_once() -> None:
    history = make_history(
        make_message("both", sender=MAYA, to=(ANN, CARLA), cc=(ANN,), at="2025-03-03 10:00"),
        make_message("bob", sender=BOB, at="2025-03-03 11:00"),
        make_message("robot", at="2025-03-03 12:00", automatic=True),
    )
    index = build_index(history)
    assert [one.id for one in index.client_messages["arden"]] == ["both", "bob"]
    assert [one.id for one in index.sent_to[ANN]] == ["both"]
    assert [one.id for one in index.sent_by[MAYA]] == ["both"]
    assert ANN not in index.sent_by


def test_calendar_mail_is_not_human() -> None:
    assert not is_human(make_message(calendar_method="reply"))
    assert is_human(make_message())


def test_between_leaves_out_the_lower_bound_and_keeps_the_upper() -> None:
    history = make_history(*(make_message(at=f"2025-03-03 {hour}:00") for hour in (10, 11, 12, 13)))
    found = between(history.messages, utc("2025-03-03 10:00"), utc("2025-03-03 12:00"))
    assert [one.sent_at.hour for one in found] == [11, 12]
