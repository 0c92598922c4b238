"""How a promise is recognised as kept: words of either side, files, meetings; and what is no sign."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.insight.index import build_index
from assistant.insight.promises import build_ledger
from assistant.insight.records import Attendee, Meeting, Message, Promise
from tests.insight.builders import (
    ANN,
    BOB,
    CARLA,
    MAYA,
    TOM,
    make_client,
    make_clock,
    make_due,
    make_history,
    make_meeting,
    make_message,
    make_sentence,
)

FRIDAY = make_due("2025-03-07 00:00", "2025-03-08 00:00", text="by Friday")


def ledger(*messages: Message, **history: Any) -> tuple[Promise, ...]:
    made = make_history(*messages, **history)
    return build_ledger(made, build_index(made))


def promised(text: str = "I'll send the contract by Friday.", **changes: Any) -> Message:
    defaults: dict[str, Any] = {"sender": MAYA, "at": "2025-03-03 10:00", "due": FRIDAY}
    return make_message(changes.pop("id", "p"), promises=text, **(defaults | changes))


def said(text: str, **changes: Any) -> Message:
    defaults: dict[str, Any] = {"sender": MAYA, "at": "2025-03-06 10:00"}
    return make_message(changes.pop("id", "d"), says=text, **(defaults | changes))


def tagged(text: str, content: str | None = None, **changes: Any) -> Message:
    """A message whose whole text the language stage tagged as a discharge."""
    message = said(text, **changes)
    sentence = make_sentence(text, message.text, discharge=True, discharge_content=content)
    return replace(message, sentences=(sentence,))


def state(*messages: Message, **history: Any) -> str:
    """The state of the first promise."""
    return ledger(*messages, **history)[0].state.value


# ── The debtor's words ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ("I'll send the contract by Friday.", "Attached is the contract."),
        ("I'll send the contract by Friday.", "Please find attached\nthe signed contract."),
        ("I'll send the contract by Friday.", "Here is the agreement we spoke of."),
        ("I'll share the deck by Friday.", "As promised, the slides are below."),
        ("I'll get you the numbers by Friday.", "Here are the figures for May."),
        ("I'll prepare the proposal by Friday.", "The proposal is attached."),
        ("I'll review the contract by Friday.", "I have reviewed the contract, it looks fine."),
        ("I'll fix the login issue by Friday.", "The login problem is fixed now."),
        ("We'll pay the March invoice by Friday.", "The March invoice was paid this morning."),
        ("I'll have the report delivered by Friday.", "The report has been delivered."),
        ("I'll sign the NDA by Friday.", "I signed the NDA, see below."),
        ("I'll book the room by Friday.", "The room is booked."),
        ("I'll send you a copy of the licence by Friday.", "Attached the licence."),
        ("I'll send the contract by Friday.", "Please sign the attached contract."),
    ],
)
def test_the_debtors_words_keep_it(promise: str, words: str) -> None:
    (one,) = ledger(promised(promise), said(words))
    assert (one.state, one.discharged_by_message) == ("kept", "d")


def test_what_the_language_stage_read_as_done_keeps_it() -> None:
    promise = promised("We will load the fuel tables by Friday.")
    done = tagged("The three fuel tables are loaded.", "The three fuel tables", thread="t2")
    assert state(promise, done) == "kept"


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ("I'll send the contract by Friday.", "Attached is the invoice."),
        ("I'll send the contract by Friday.", "Still working on the contract."),
        ("I'll send the contract by Friday.", "The contract has not been sent yet."),
        ("I'll send the contract by Friday.", "The contract will be sent shortly."),
        ("I'll send the contract by Friday.", "I haven't sent the contract, sorry."),
        ("I'll send the contract by Friday.", "Once the contract is signed we can start."),
        ("I'll send the contract by Friday.", "Was the contract delivered?"),
        ("I'll send the contract by Friday.", "Happy Monday, how was the trip to the coast?"),
        ("I'll send the contract by Friday.", "Attached is the deck; the contract follows."),
        ("I'll pay the invoice by Friday.", "Attached is the invoice for your files."),
        ("I'll send the March report by Friday.", "Attached is the April report."),
        ("I'll send the final report by Friday.", "Attached is the draft report."),
        ("I'll call you by Friday.", "Attached is the deck."),
        ("I'll get back to you by Friday.", "Still waiting for the board, bear with me."),
        ("I'll get back to you by Friday.", "Thanks!"),
    ],
)
def test_these_words_of_the_debtor_keep_nothing(promise: str, words: str) -> None:
    assert state(promised(promise), said(words), as_of="2025-03-07 12:00") == "open"


def test_what_is_said_again_is_no_delivery() -> None:
    again = promised(id="again", at="2025-03-06 10:00")
    assert state(promised(), again, as_of="2025-03-07 12:00") == "open"


def test_what_came_late_delivers_nothing_that_the_same_mail_promises_anew() -> None:
    text = "The licence quote came in late.\nYou will have the pricing on Monday."
    monday = make_due("2025-03-10 00:00", "2025-03-11 00:00", text="on Monday")
    moved = replace(
        said(text),
        sentences=(
            make_sentence(
                "The licence quote came in late.",
                text,
                discharge=True,
                discharge_content="The licence quote",
            ),
            make_sentence(
                "You will have the pricing on Monday.",
                text,
                "commitment",
                debtor="author",
                content="have the pricing",
                due=monday,
            ),
        ),
    )
    found = ledger(promised("I'll send the pricing by Friday."), moved, as_of="2025-03-07 12:00")
    assert [one.state for one in found] == ["renegotiated", "open"]


def test_a_weekly_report_is_delivered_by_the_mail_that_promises_the_next() -> None:
    weekly = promised("I'll send the report by Friday.")
    text = "Attached is the report.\nI'll send the next report by Friday week."
    due = make_due("2025-03-14 00:00", "2025-03-15 00:00", text="by Friday week")
    again = make_sentence(
        "I'll send the next report by Friday week.",
        text,
        "commitment",
        debtor="author",
        content="send the next report",
        due=due,
    )
    found = ledger(weekly, replace(said(text), sentences=(again,)), as_of="2025-03-07 12:00")
    assert [one.state for one in found] == ["kept", "open"]


def test_a_quoted_delivery_counts_for_nothing() -> None:
    quoting = said("Thanks for the call.", quotes="Attached is the contract.")
    assert state(promised(), quoting, as_of="2025-03-07 12:00") == "open"


def test_a_tagged_discharge_names_its_thing() -> None:
    message = tagged("The papers are with you since this morning.", "the contract")
    assert state(promised(), message) == "kept"


def test_a_tagged_discharge_of_another_thing_keeps_nothing() -> None:
    message = tagged("The deck went out this morning.", "the deck")
    assert state(promised(), message, as_of="2025-03-07 12:00") == "open"


@pytest.mark.parametrize("words", ["Done.", "All done, have a look.", "Sent it this morning."])
def test_done_keeps_the_only_open_promise_of_the_thread(words: str) -> None:
    assert state(promised(), tagged(words)) == "kept"


def test_done_keeps_none_of_two() -> None:
    other = promised("I'll send the invoice by Friday.", id="o", at="2025-03-04 10:00")
    found = ledger(promised(), other, tagged("Done."), as_of="2025-03-07 12:00")
    assert [one.state for one in found] == ["open", "open"]


def test_done_in_another_thread_keeps_nothing() -> None:
    assert state(promised(), tagged("Done.", thread="t2"), as_of="2025-03-07 12:00") == "open"


def test_a_colleague_can_deliver() -> None:
    assert state(promised(), said("Attached is the contract.", sender=TOM)) == "kept"


def test_a_delivery_before_the_promise_keeps_nothing() -> None:
    early = said("Attached is the contract.", at="2025-03-01 10:00")
    assert state(early, promised(), as_of="2025-03-07 12:00") == "open"


def test_two_things_are_both_needed() -> None:
    both = promised("I'll send the contract and the invoice by Friday.")
    first = said("Attached is the contract.")
    second = said("And here is the invoice.", id="d2", at="2025-03-07 10:00")
    assert state(both, first, as_of="2025-03-07 12:00") == "open"
    (one,) = ledger(both, first, second)
    assert (one.state, one.discharged_by_message) == ("kept", "d2")


def test_of_two_like_promises_the_better_named_is_kept() -> None:
    march = promised("I'll send the March report by Friday.")
    april = promised("I'll send the April report by Friday.", id="a", at="2025-03-04 10:00")
    found = ledger(march, april, said("Attached is the April report."), as_of="2025-03-07 12:00")
    assert [one.state for one in found] == ["open", "kept"]


# ── In time or late ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-03-07 23:59", "kept"),
        ("2025-03-08 00:00", "kept"),
        ("2025-03-08 00:01", "kept_late"),
        ("2025-03-20 10:00", "kept_late"),
    ],
)
def test_after_the_end_of_due_is_late(at: str, expected: str) -> None:
    assert state(promised(), said("Attached is the contract.", at=at)) == expected


def test_an_undated_promise_is_never_late() -> None:
    sent = said("Attached is the contract.", at="2025-03-28 10:00")
    assert state(promised("I'll send the contract.", due=None), sent) == "kept"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The contract went out yesterday.", "kept_late"),
        ("The contract was sent on Friday.", "kept"),
        ("The contract was sent three days ago.", "kept"),
        ("The contract was delivered on time, see the tracking.", "kept"),
        ("The contract was sent last week.", "kept"),
    ],
)
def test_the_words_say_whether_it_was_in_time(words: str, expected: str) -> None:
    assert state(promised(), said(words, at="2025-03-10 10:00")) == expected


def test_yesterday_is_read_in_the_speakers_zone() -> None:
    tokyo = make_client("arden", clock=make_clock("Asia/Tokyo"))
    due = make_due("2025-03-06 15:00", "2025-03-07 15:00", text="by Friday", zone="Asia/Tokyo")
    theirs = promised("I'll send the contract by Friday.", sender=ANN, due=due)
    # 15:30 UTC on the 8th is the 9th in Tokyo, so yesterday is the 8th: too late there.
    late = said("The contract went out yesterday.", sender=ANN, at="2025-03-08 15:30")
    assert state(theirs, late, clients=[tokyo]) == "kept_late"
    assert state(theirs, late) == "kept"


# ── The creditor's words ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        "We received the contract, all fine.",
        "Thanks for the contract!",
        "Thank you so much for sending the agreement.",
        "The contract arrived this morning.",
        "Got the contract, thanks.",
    ],
)
def test_receipt_keeps_it(words: str) -> None:
    assert state(promised(), said(words, sender=ANN)) == "kept"


@pytest.mark.parametrize(
    "words",
    [
        "Got it, thanks.",
        "Thanks for the call.",
        "We have not received the contract yet.",
        "Once we have received the contract we will sign.",
        "Did you get the contract out?",
        "Attached is the contract with our remarks.",
        "We sent the contract to legal.",
    ],
)
def test_these_words_of_the_creditor_keep_nothing(words: str) -> None:
    assert state(promised(), said(words, sender=ANN), as_of="2025-03-07 12:00") == "open"


def test_who_has_got_the_payment_need_not_say_released() -> None:
    theirs = promised("We will release the payment by Friday.", sender=ANN)
    arrived = said("The payment arrived yesterday, thank you.", at="2025-03-08 10:00")
    assert state(theirs, arrived) == "kept"


def test_got_it_after_a_delivery_without_words_keeps_it() -> None:
    silent = said("The text follows below: parties, scope and prices as agreed.", id="s")
    receipt = said("Got it, thanks.", id="r", sender=ANN, at="2025-03-06 12:00")
    (one,) = ledger(promised(), silent, receipt)
    assert (one.state, one.discharged_by_message) == ("kept", "r")


def test_got_it_after_a_holding_answer_keeps_nothing() -> None:
    holding = said("Still working on it, bear with me.", id="s")
    receipt = said("Got it, thanks.", id="r", sender=ANN, at="2025-03-06 12:00")
    assert state(promised(), holding, receipt, as_of="2025-03-07 12:00") == "open"


def test_the_clients_promise_is_kept_by_our_receipt() -> None:
    theirs = promised(sender=ANN)
    assert state(theirs, said("We received the contract, thank you.")) == "kept"


# ── Files ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    ["contract.pdf", "2025-03_contract_v2.docx", "signedcontract.pdf", "agreement-final.pdf"],
)
def test_a_file_of_that_name_keeps_it(name: str) -> None:
    assert state(promised(), said("Hello Ann,", attachments=(name,))) == "kept"


@pytest.mark.parametrize("name", ["invoice.pdf", "image001.png", "invite.ics", "smime.p7s"])
def test_other_files_keep_nothing(name: str) -> None:
    message = said("Hello Ann, how are you?", attachments=(name,))
    assert state(promised(), message, as_of="2025-03-07 12:00") == "open"


def test_a_scan_without_a_name_keeps_the_only_open_promise() -> None:
    assert state(promised(), said("Hello Ann,", attachments=("scan0001.pdf",))) == "kept"


def test_the_creditors_own_file_keeps_nothing() -> None:
    message = said("Our remarks are inside.", sender=ANN, attachments=("contract.pdf",))
    assert state(promised(), message, as_of="2025-03-07 12:00") == "open"


def test_a_new_mail_with_a_file_may_name_it_in_the_subject() -> None:
    message = said("Hello Ann,", thread="t2", subject="Contract", attachments=("scan7.pdf",))
    assert state(promised(), message) == "kept"


# ── Across threads ───────────────────────────────────────────────────────────────────────────


def test_a_delivery_in_another_thread_to_the_creditor_keeps_it() -> None:
    assert state(promised(), said("Attached is the contract.", thread="t2")) == "kept"


def test_a_delivery_to_a_colleague_of_the_creditor_keeps_it_too() -> None:
    message = said("Attached is the contract.", thread="t2", to=(BOB,))
    assert state(promised(), message) == "kept"


def test_a_delivery_inside_our_own_house_does_not() -> None:
    message = said("Attached is the contract.", thread="t2", to=(TOM,))
    assert state(promised(), message, as_of="2025-03-07 12:00") == "open"


def test_a_delivery_to_another_client_does_not() -> None:
    message = said("Attached is the contract.", thread="t2", to=(CARLA,))
    assert state(promised(), message, as_of="2025-03-07 12:00") == "open"


def test_across_threads_half_of_the_description_has_to_fit() -> None:
    lease = promised("I'll send the contract for the north office by Friday.")
    other = said("Attached is the contract for the new printers.", thread="t2")
    same = said("Attached is the north office contract.", thread="t2")
    assert state(lease, other, as_of="2025-03-07 12:00") == "open"
    assert state(lease, same) == "kept"


def test_the_document_is_too_vague_across_threads() -> None:
    vague = promised("I'll send the document by Friday.")
    assert (
        state(vague, said("Attached is the document.", thread="t2"), as_of="2025-03-07") == "open"
    )
    assert state(vague, said("Attached is the document.")) == "kept"


# ── Telling ──────────────────────────────────────────────────────────────────────────────────


def test_an_answer_that_tells_something_keeps_getting_back() -> None:
    message = said("The board said yes, we can start in April with both teams.")
    assert state(promised("I'll get back to you by Friday."), message) == "kept"


def test_asking_back_tells_nothing() -> None:
    message = make_message(
        "d", sender=MAYA, at="2025-03-06 10:00", asks="Which of the two offices did you mean again?"
    )
    back = promised("I'll get back to you by Friday.")
    assert state(back, message, as_of="2025-03-07 12:00") == "open"


def test_letting_know_about_a_thing_needs_the_thing() -> None:
    told = promised("I'll let you know about the budget by Friday.")
    other = said("The venue is booked and the caterer has confirmed for forty people.")
    same = said("The budget was approved in full, so we can go ahead.")
    assert state(told, other, as_of="2025-03-07 12:00") == "open"
    assert state(told, same) == "kept"


# ── Meetings ─────────────────────────────────────────────────────────────────────────────────

CALL_DUE = make_due("2025-03-04 00:00", "2025-03-05 00:00", text="on Tuesday")


def call(text: str = "I'll call you on Tuesday.", **changes: Any) -> Message:
    return promised(text, **({"due": CALL_DUE} | changes))


def test_a_held_meeting_in_the_range_keeps_a_call() -> None:
    (one,) = ledger(call(), meetings=[make_meeting("m", start="2025-03-04 10:00")])
    assert (one.state, one.discharged_by_event) == ("kept", "m")


@pytest.mark.parametrize(
    "meeting",
    [
        make_meeting(start="2025-03-03 15:00"),
        make_meeting(start="2025-03-04 10:00", cancelled=True),
        make_meeting(start="2025-03-04 10:00", declined=(ANN,)),
        make_meeting(start="2025-03-04 10:00", people=(BOB,)),
        make_meeting(start="2025-03-11 10:00", recurring=True, summary="Weekly status"),
        make_meeting(start="2025-03-04 10:00", people=(CARLA,)),
    ],
    ids=["before", "cancelled", "declined", "somebody else", "a later regular one", "elsewhere"],
)
def test_these_meetings_keep_no_call(meeting: Meeting) -> None:
    assert state(call(), meetings=[meeting]) == "slipped"


def test_a_later_meeting_by_itself_keeps_it_late() -> None:
    assert state(call(), meetings=[make_meeting(start="2025-03-06 10:00")]) == "kept_late"


def test_attendance_promised_is_kept_by_attending() -> None:
    text = "We'll attend the steering committee on Tuesday."
    meeting = make_meeting(start="2025-03-04 10:00", summary="Steering committee", organizer=ANN)
    assert state(call(text), meetings=[meeting]) == "kept"


def test_talking_to_finance_is_not_kept_by_a_client_call() -> None:
    text = "I'll talk to finance on Tuesday."
    assert state(call(text), meetings=[make_meeting(start="2025-03-04 10:00")]) == "slipped"


def test_thanks_for_the_call_keeps_a_call_without_a_calendar() -> None:
    thanks = said("Thanks for the call.", sender=ANN, at="2025-03-05 09:00")
    tags = make_sentence("Thanks for the call.", thanks.text, "closing", refers_to_meeting=True)
    (one,) = ledger(call(), replace(thanks, sentences=(tags,)))
    assert (one.state, one.discharged_by_message) == ("kept", "d")


def test_an_invitation_keeps_the_promise_to_set_up_a_call() -> None:
    meeting = make_meeting(start="2025-03-20 10:00")
    invited = replace(meeting, known_at=make_message(at="2025-03-05 10:00").sent_at)
    (one,) = ledger(promised("I'll set up a call by Friday."), meetings=[invited])
    assert (one.state, one.discharged_by_event) == ("kept", "call")


def test_the_clients_own_invitation_does_not_keep_ours() -> None:
    meeting = make_meeting(start="2025-03-20 10:00", organizer=ANN)
    invited = replace(
        meeting,
        known_at=make_message(at="2025-03-05 10:00").sent_at,
        attendees=(Attendee(MAYA, partstat="accepted"), Attendee(ANN)),
    )
    assert state(promised("I'll set up a call by Friday."), meetings=[invited]) == "slipped"
