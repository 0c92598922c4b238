"""Waits on both sides: what opens one, what does not, and what ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assistant.insight.index import build_index
from assistant.insight.records import Direction, Side, Wait, WaitEnd
from assistant.insight.waits import find_waits
from tests.insight.builders import (
    ANN,
    BOB,
    CARLA,
    MAYA,
    NICK,
    TOM,
    make_absence,
    make_client,
    make_clock,
    make_history,
    make_meeting,
    make_message,
    make_owner,
    make_person,
    utc,
)

if TYPE_CHECKING:
    from assistant.insight.records import History, Message

ASK = "Could you send me the figures for the first quarter?"
H = 3600


def waits_in(history: History, side: Side | None = None) -> list[Wait]:
    found = find_waits(history, build_index(history))
    return [wait for wait in found if side is None or wait.side is side]


def waits_on_us(*messages: Message, **options: Any) -> list[Wait]:
    return waits_in(make_history(*messages, **options), Side.US)


def waits_on_them(*messages: Message, **options: Any) -> list[Wait]:
    return waits_in(make_history(*messages, **options), Side.THEM)


def question(message_id: str = "q", **changes: Any) -> Message:
    return make_message(message_id, **{"asks": ASK, **changes})


def our_question(message_id: str = "q", **changes: Any) -> Message:
    return make_message(message_id, **{"sender": MAYA, "asks": ASK, **changes})


def answer(message_id: str = "a", **changes: Any) -> Message:
    given = {"sender": MAYA, "at": "2025-03-03 11:00", "says": "Here they are.", **changes}
    return make_message(message_id, **given)


# ── What opens a wait on us ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message",
    [
        question(),
        make_message("q", requests="Please send the contract."),
        make_message("q", complains="This is the third delay in a row."),
        question(to=(TOM,), cc=(MAYA,)),
        question(to=(CARLA,), cc=(MAYA,), tags={"addressed_to": ("Maya",)}),
        question(to=(BOB,), cc=(TOM,), tags={"addressed_to": ("tom okafor",)}),
        question(sentences=(), deciding=None),
        make_message("q", promises="I will be there.", asks="Is ten o'clock good?"),
        make_message("q", says="Which one is it", needs_reply=True, deciding=(0, 15)),
    ],
)
def test_a_message_that_asks_our_side_opens_a_wait(message: Message) -> None:
    (wait,) = waits_on_us(message)
    assert (wait.person, wait.client, wait.open) == (ANN, "arden", True)


@pytest.mark.parametrize(
    "message",
    [
        make_message(says="The office is closed on Friday."),
        make_message(thanks="Thanks, all good!", needs_reply=True),
        make_message(promises="I will send the figures tomorrow."),
        make_message("q", complains="All settled since.", needs_reply=False, deciding=None),
        question(automatic=True),
        question(calendar_method="request"),
        question(to=(BOB,), cc=(MAYA,)),
        question(to=(), cc=(MAYA,)),
        question(to=(BOB,), cc=(MAYA,), tags={"addressed_to": ("Bob",)}),
        question(to=(MAYA, BOB), tags={"addressed_to": ("Bob",)}),
        question(sender="news@letters.example"),
        question(direction=Direction.OTHER, sender="robot@shop.example"),
        question(sender=TOM, to=(MAYA,)),
        question(sender=NICK, to=(TOM,), cc=(MAYA,)),
    ],
)
def test_what_asks_nobody_of_ours_opens_nothing(message: Message) -> None:
    assert waits_on_us(message) == []


def test_a_prospect_who_asks_the_owner_waits_and_is_marked() -> None:
    (wait,) = waits_on_us(question(sender=NICK))
    assert (wait.client, wait.prospect) == ("novum", True)


def test_a_prospect_is_awaited_by_nobody() -> None:
    assert waits_on_them(our_question(to=(NICK,))) == []


def test_the_deciding_sentence_is_evidence_by_its_characters() -> None:
    (wait,) = waits_on_us(question(says="Hello Maya."))
    assert wait.deciding.quote == ASK
    assert (wait.deciding.start, wait.deciding.end) == (12, 12 + len(ASK))


def test_a_complaint_and_an_escalation_are_named() -> None:
    (wait,) = waits_on_us(
        question(),
        make_message(
            "again",
            at="2025-03-04 10:00",
            complains="I will take this to your director.",
            tags={"escalation": True},
        ),
    )
    assert wait.complaint is not None
    assert (wait.complaint.message_id, wait.escalation) == ("again", True)


# ── What ends it ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message",
    [
        answer(),
        answer(sender=TOM),
        answer(to=(BOB,)),
        answer(to=(TOM,), cc=(ANN,)),
        answer(thanks="Thanks!", says=""),
        answer(thread="t2"),
        answer(thread="t2", to=(BOB,), cc=(ANN,), sender=TOM),
        answer(thread="t2", subject="New", quotes=ASK),
        answer(
            thread="t2",
            subject="New",
            quotes="Could you send me the figures\nfor the first quarter?",
        ),
    ],
)
def test_an_answer_of_our_side_ends_it(message: Message) -> None:
    (wait,) = waits_on_us(question(), message)
    assert (wait.end_kind, wait.end_message_id) == (WaitEnd.ANSWER, "a")
    assert (wait.elapsed_s, wait.ours_s, wait.theirs_s) == (H, H, H)


@pytest.mark.parametrize(
    "message",
    [
        answer(to=(TOM,)),
        answer(to=(CARLA,)),
        answer(automatic=True),
        answer(calendar_method="reply"),
        answer(at="2025-03-03 09:00"),
        answer(thread="t2", subject="New"),
        answer(thread="t2", to=(BOB,)),
        answer(thread="t2", at="2025-03-17 10:01"),
        answer(thread="t2", subject="New", quotes="Best regards, Ann"),
        answer(thread="t2", subject="New", attachments=("image001.png",)),
    ],
)
def test_what_is_no_answer_leaves_it_open(message: Message) -> None:
    (wait,) = waits_on_us(
        question(says="Best regards, Ann", attachments=("image001.png",)),
        make_message(says="Best regards, Ann", at="2025-02-03 10:00", thread="old", subject="Old"),
        message,
    )
    assert wait.open
    assert wait.end_message_id is None


def test_an_attachment_of_the_same_name_answers_under_another_subject() -> None:
    (wait,) = waits_on_us(
        question(attachments=("offer.pdf",)),
        answer(thread="t2", subject="Signed", attachments=("offer.pdf", "logo.png")),
    )
    assert wait.end_message_id == "a"


def test_fourteen_days_are_counted_to_the_second() -> None:
    in_time = answer(thread="t2", at="2025-03-17 10:00")
    (wait,) = waits_on_us(question(), in_time)
    assert wait.end_message_id == "a"


def test_a_chaser_gives_an_answer_elsewhere_fourteen_days_more() -> None:
    (wait,) = waits_on_us(
        question(),
        question("chaser", at="2025-03-12 10:00"),
        answer(thread="t2", at="2025-03-20 10:00"),
    )
    assert wait.end_message_id == "a"


def test_a_question_taken_back_is_withdrawn() -> None:
    (wait,) = waits_on_us(
        question(),
        make_message("never mind", sender=BOB, at="2025-03-03 12:00", withdraws="Please ignore."),
    )
    assert (wait.end_kind, wait.end_message_id) == (WaitEnd.WITHDRAWN, "never mind")


def test_taking_back_and_asking_anew_ends_one_wait_and_opens_the_next() -> None:
    first, second = waits_on_us(
        question(),
        make_message(
            "both", at="2025-03-03 12:00", asks="And the forecast?", withdraws="Found it."
        ),
    )
    assert first.end_message_id == second.start_message_id == "both"


def test_a_held_meeting_with_who_asked_ends_it() -> None:
    (wait,) = waits_on_us(question(), meetings=[make_meeting(start="2025-03-04 10:00")])
    assert (wait.end_kind, wait.end_ical_uid, wait.end_recurrence_id) == ("meeting", "call", "")
    assert wait.end_at == utc("2025-03-04 10:00")
    assert wait.ours_s == 8 * H


@pytest.mark.parametrize(
    "meeting",
    [
        make_meeting(start="2025-03-03 09:30"),
        make_meeting(people=(BOB,)),
        make_meeting(people=(ANN, BOB), declined=(ANN,)),
        make_meeting(cancelled=True),
        make_meeting(all_day=True),
        make_meeting(organizer=ANN, own_partstat="declined"),
        make_meeting(organizer=ANN, own_partstat="needs-action"),
        make_meeting(start="2025-03-31 11:30"),
    ],
)
def test_a_meeting_that_was_not_held_with_who_asked_ends_nothing(meeting: Any) -> None:
    (wait,) = waits_on_us(question(), meetings=[meeting], as_of="2025-03-31 12:00")
    assert wait.open


def test_the_first_of_several_ends_it() -> None:
    (wait,) = waits_on_us(
        question(),
        answer("in thread", at="2025-03-05 10:00"),
        answer("elsewhere", at="2025-03-04 10:00", thread="t2"),
        meetings=[make_meeting(start="2025-03-04 15:00")],
    )
    assert wait.end_message_id == "elsewhere"


def test_after_an_end_elsewhere_the_next_question_opens_anew() -> None:
    first, second = waits_on_us(
        question(),
        question("chaser", at="2025-03-03 12:00"),
        question("later", at="2025-03-06 10:00"),
        meetings=[make_meeting(start="2025-03-04 10:00")],
    )
    assert (first.messages, second.messages) == (("q", "chaser"), ("later",))
    assert (first.open, second.open) == (False, True)


def test_an_answer_dated_before_its_question_took_no_time() -> None:
    (wait,) = waits_on_us(
        question(at="2025-03-03 10:05"), answer(at="2025-03-03 10:04", in_reply_to="q")
    )
    assert (wait.end_message_id, wait.elapsed_s, wait.ours_s) == ("a", 0, 0)
    assert not wait.off_hours


def test_a_wait_that_began_and_ended_in_one_conversation_knows_its_first_reply() -> None:
    first, second = waits_on_us(
        question(),
        answer(),
        question("q2", at="2025-03-03 12:00"),
        answer("a2", at="2025-03-03 13:00"),
    )
    assert (first.first_reply, second.first_reply) == (True, False)


def test_our_mail_makes_the_next_reply_no_first_one() -> None:
    (wait,) = waits_on_us(answer(at="2025-03-03 09:00"), question())
    assert not wait.first_reply


def test_two_clients_in_one_thread_are_answered_one_by_one() -> None:
    waits = waits_on_us(
        question("ann", to=(MAYA, CARLA)),
        question("carla", sender=CARLA, to=(MAYA, ANN), at="2025-03-03 10:30"),
        answer(to=(CARLA,)),
    )
    assert [(wait.client, wait.open) for wait in waits] == [("arden", True), ("brio", False)]


# ── Waits on them ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message",
    [
        our_question(),
        our_question(sender=TOM, cc=(MAYA,)),
        make_message("q", sender=MAYA, requests="Please sign the contract."),
        our_question(to=(TOM,), cc=(ANN,), tags={"addressed_to": ("Ann",)}),
    ],
)
def test_our_question_waits_for_whom_it_asks(message: Message) -> None:
    (wait,) = waits_on_them(message)
    assert (wait.person, wait.people, wait.open) == (ANN, (ANN,), True)


@pytest.mark.parametrize(
    "message",
    [
        make_message(sender=MAYA, says="Here are the figures."),
        make_message(sender=MAYA, promises="We will send them."),
        make_message(sender=MAYA, complains="The invoice is still unpaid."),
        our_question(to=(TOM,), cc=(ANN,)),
        our_question(to=(TOM, ANN), tags={"addressed_to": ("Tom",)}),
        our_question(to=(TOM,)),
        our_question(automatic=True),
        our_question(to=("someone@elsewhere.example",)),
    ],
)
def test_what_asks_nobody_of_theirs_waits_for_nobody(message: Message) -> None:
    assert waits_on_them(message) == []


@pytest.mark.parametrize(
    "message",
    [
        make_message("a", at="2025-03-03 11:00", says="Yes."),
        make_message("a", sender=BOB, to=(TOM,), at="2025-03-03 11:00", says="Yes."),
        make_message("a", thread="t2", at="2025-03-03 11:00", says="Yes."),
        make_message("a", thread="t2", subject="N", sender=BOB, at="2025-03-03 11:00", quotes=ASK),
    ],
)
def test_any_person_of_the_client_ends_a_wait_on_them(message: Message) -> None:
    (wait,) = waits_on_them(our_question(), message)
    assert (wait.end_kind, wait.end_message_id, wait.theirs_s) == ("answer", "a", H)


@pytest.mark.parametrize(
    "message",
    [
        make_message("a", at="2025-03-03 11:00", says="I am away.", automatic=True),
        make_message("a", sender=CARLA, at="2025-03-03 11:00", says="Yes."),
        make_message("a", to=(TOM,), thread="t2", at="2025-03-03 11:00", says="Yes."),
        make_message("a", thread="t2", subject="New", at="2025-03-03 11:00", says="Yes."),
    ],
)
def test_what_does_not_answer_us_leaves_it_open(message: Message) -> None:
    (wait,) = waits_on_them(our_question(), message)
    assert wait.open


def test_our_follow_up_does_not_restart_a_wait_on_them() -> None:
    (wait,) = waits_on_them(our_question(), our_question("nudge", at="2025-03-05 10:00"))
    assert (wait.start_message_id, wait.messages) == ("q", ("q", "nudge"))


def test_a_held_meeting_with_an_addressee_ends_it() -> None:
    call = make_meeting(people=(BOB,), start="2025-03-04 10:00")
    (for_ann,) = waits_on_them(our_question(), meetings=[call])
    (for_both,) = waits_on_them(our_question(to=(ANN, BOB)), meetings=[call])
    assert (for_ann.open, for_both.end_kind) == (True, WaitEnd.MEETING)


def test_we_can_take_our_question_back() -> None:
    taken = make_message("b", sender=MAYA, at="2025-03-03 12:00", withdraws="Please ignore.")
    (wait,) = waits_on_them(our_question(), taken)
    assert wait.end_kind is WaitEnd.WITHDRAWN


def test_nobody_waits_for_a_person_who_ended() -> None:
    gone = make_person(ANN, ended_at=utc("2025-03-03 10:00:30"))
    bounce = make_message(
        "bounce",
        sender="mailer-daemon@arden.example",
        at="2025-03-03 10:00:30",
        automatic=True,
        client=None,
    )
    (wait,) = waits_on_them(our_question(), bounce, people=[gone])
    assert (wait.end_kind, wait.end_message_id) == (WaitEnd.ENDED, "bounce")
    assert waits_on_them(our_question(at="2025-03-04 10:00"), people=[gone]) == []


def test_while_one_of_two_is_still_there_we_wait_for_that_one() -> None:
    gone = make_person(ANN, ended_at=utc("2025-03-03 10:00:30"))
    (wait,) = waits_on_them(our_question(to=(ANN, BOB)), people=[gone])
    assert (wait.open, wait.person, wait.people) == (True, BOB, (ANN, BOB))


def test_an_absence_stops_their_clock_in_a_wait_on_them_only() -> None:
    away = [make_absence(ANN, "2025-03-04", "2025-03-05")]
    on_them, on_us = (
        our_question(at="2025-03-03 16:00"),
        question("p", at="2025-03-03 16:00", thread="t2", subject="Other"),
    )
    (them,) = waits_on_them(on_them, absences=away, as_of="2025-03-06 10:00")
    (us,) = waits_on_us(on_us, absences=away, as_of="2025-03-06 10:00")
    assert (them.theirs_s, us.theirs_s) == (2 * H, 18 * H)


def test_another_addressee_keeps_their_clock_running() -> None:
    away = make_absence(ANN, "2025-03-04", "2025-03-05")
    both = [away, make_absence(BOB, "2025-03-05", "2025-03-07")]
    message = our_question(to=(ANN, BOB), at="2025-03-03 16:00")
    (one_away,) = waits_on_them(message, absences=[away], as_of="2025-03-06 10:00")
    (both_away,) = waits_on_them(message, absences=both, as_of="2025-03-06 10:00")
    assert (one_away.theirs_s, both_away.theirs_s) == (18 * H, 10 * H)


def test_an_addressee_of_a_follow_up_is_present_from_then_on() -> None:
    away = make_absence(ANN, "2025-03-04", "2025-03-06")
    (wait,) = waits_on_them(
        our_question(at="2025-03-03 16:00"),
        our_question("nudge", to=(ANN, BOB), at="2025-03-05 09:00"),
        absences=[away],
        as_of="2025-03-06 10:00",
    )
    assert wait.theirs_s == H + 8 * H + H


def test_a_person_in_another_zone_has_a_clock_of_their_own() -> None:
    tokyo = make_person(ANN, clock=make_clock("Asia/Tokyo"))
    (wait,) = waits_on_them(
        our_question(at="2025-03-03 23:00"), people=[tokyo], as_of="2025-03-04 02:00"
    )
    assert (wait.theirs_s, wait.ours_s) == (2 * H, 0)


def test_an_owner_with_two_addresses_is_answered_at_either() -> None:
    owner = make_owner(addresses=(MAYA, "maya@home.example"))
    (wait,) = waits_on_them(
        our_question(),
        make_message("a", to=("maya@home.example",), thread="t2", at="2025-03-04 10:00"),
        owner=owner,
    )
    assert wait.end_message_id == "a"


# ── Both ─────────────────────────────────────────────────────────────────────────────────────


def test_internal_mail_and_strangers_open_nothing() -> None:
    history = make_history(
        question(sender=TOM, to=(MAYA,)),
        our_question(to=(TOM,), at="2025-03-03 11:00"),
        question("x", sender="x@unknown.example", at="2025-03-03 12:00"),
    )
    assert waits_in(history) == []


def test_a_question_back_ends_one_wait_and_opens_the_other() -> None:
    history = make_history(question(), our_question("back", at="2025-03-03 11:00"))
    us, them = waits_in(history)
    assert (us.end_message_id, them.start_message_id, them.open) == ("back", "back", True)


def test_waits_do_not_depend_on_the_order_of_messages_in_a_second() -> None:
    messages = [question(), answer(at="2025-03-03 10:00", in_reply_to="q")]
    forward, backward = make_history(*messages), make_history(*reversed(messages))
    assert waits_in(forward) == waits_in(backward)
    assert waits_in(forward)[0].end_message_id == "a"


def test_a_client_without_hours_is_waited_for_without_a_crash() -> None:
    idle = make_client(clock=make_clock(week=((),) * 7))
    (wait,) = waits_on_them(our_question(), clients=[idle])
    assert (wait.theirs_s, wait.open) == (0, True)
