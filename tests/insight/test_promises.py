"""The ledger: which sentences become lines, who owes whom, what becomes of a line without delivery.

How deliveries are recognised is in test_discharge.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.insight.index import build_index
from assistant.insight.promises import build_ledger
from assistant.insight.records import Decision, Direction, History, Message, Promise, Sentence, Side
from tests.insight.builders import (
    ANN,
    BOB,
    CARLA,
    MAYA,
    NICK,
    TOM,
    make_client,
    make_clock,
    make_due,
    make_history,
    make_message,
    make_sentence,
    utc,
)

FRIDAY = make_due("2025-03-07 00:00", "2025-03-08 00:00", text="by Friday")
MONDAY = make_due("2025-03-10 00:00", "2025-03-11 00:00", text="on Monday")
EARLY = "2025-03-05 12:00"


def ledger(*messages: Message, **history: Any) -> tuple[Promise, ...]:
    return of(make_history(*messages, **history))


def of(history: History) -> tuple[Promise, ...]:
    return build_ledger(history, build_index(history))


def promise_mail(text: str = "I'll send the contract by Friday.", **changes: Any) -> Message:
    defaults: dict[str, Any] = {"sender": MAYA, "at": "2025-03-03 10:00", "due": FRIDAY}
    return make_message(changes.pop("id", "p"), promises=text, **(defaults | changes))


def accept_mail(text: str = "Sure, will do.", **changes: Any) -> Message:
    """A reply whose first line is a word of acceptance."""
    more = changes.pop("says", "")
    message = make_message(
        changes.pop("id", "yes"),
        **({"sender": MAYA, "at": "2025-03-03 11:00", "in_reply_to": "q"} | changes),
        says=f"{text}\n{more}".strip(),
    )
    accepting = make_sentence(text, message.text, acceptance=True)
    return replace(message, sentences=(accepting, *message.sentences))


def ask_mail(text: str = "Could you send the contract by Friday?", **changes: Any) -> Message:
    defaults: dict[str, Any] = {"sender": ANN, "at": "2025-03-03 09:00", "due": FRIDAY}
    return make_message(changes.pop("id", "q"), requests=text, **(defaults | changes))


# ── What becomes a line ──────────────────────────────────────────────────────────────────────


def test_our_commitment_to_a_client_is_a_line() -> None:
    (promise,) = ledger(promise_mail(), as_of=EARLY)
    assert (promise.debtor, promise.person, promise.creditor) == (Side.US, MAYA, ANN)
    assert (promise.client, promise.state, promise.due) == ("arden", "open", FRIDAY)
    assert promise.quote == "I'll send the contract by Friday."
    assert (promise.start, promise.end) == (0, len(promise.quote))


def test_a_clients_commitment_to_us_is_a_line_of_theirs() -> None:
    (promise,) = ledger(promise_mail(sender=ANN), as_of=EARLY)
    assert (promise.debtor, promise.person, promise.creditor) == (Side.THEM, ANN, MAYA)


def test_a_colleagues_commitment_is_ours() -> None:
    (promise,) = ledger(promise_mail(sender=TOM), as_of=EARLY)
    assert (promise.debtor, promise.person) == (Side.US, TOM)


@pytest.mark.parametrize(
    "message",
    [
        promise_mail(automatic=True),
        promise_mail(to=(TOM,)),
        promise_mail(direction=Direction.OTHER, sender="news@list.example"),
        make_message("q", sender=ANN, requests="Please send it by Friday.", due=FRIDAY),
        make_message("o", sender=MAYA, tags={}, says="Let me know if you want the contract."),
        promise_mail(calendar_method="request"),
    ],
    ids=["automatic", "internal", "stranger", "request alone", "untagged", "calendar"],
)
def test_these_make_no_line(message: Message) -> None:
    assert ledger(message, as_of=EARLY) == ()


def test_an_offer_that_looks_like_a_promise_is_none() -> None:
    message = promise_mail(tags={"acts": {"commitment": 0.4, "offer": 0.8}})
    assert ledger(message, as_of=EARLY) == ()


def test_what_the_reader_should_do_is_no_promise_of_the_writer() -> None:
    assert ledger(promise_mail(tags={"debtor": "recipient"}), as_of=EARLY) == ()


def test_quoted_words_never_count() -> None:
    message = promise_mail("> I'll send the contract by Friday.")
    quoted = replace(message, quoted=((0, len(message.text)),))
    assert ledger(quoted, as_of=EARLY) == ()


def test_a_promise_to_a_prospect_is_a_line_without_a_client() -> None:
    (promise,) = ledger(promise_mail(to=(NICK,)), as_of=EARLY)
    assert promise.client is None
    assert promise.creditor == NICK


def test_two_sentences_are_two_lines_in_text_order() -> None:
    text = "I'll send the contract by Friday.\nI'll book the room on Monday."
    message = make_message("p", sender=MAYA, says=text)
    both = tuple(
        Sentence(
            text.index(line),
            text.index(line) + len(line),
            {"commitment": 0.9},
            debtor="author",
            content=line,
        )
        for line in text.splitlines()
    )
    found = ledger(replace(message, sentences=both), as_of=EARLY)
    assert [one.quote for one in found] == text.splitlines()


def test_the_id_is_the_same_from_run_to_run_and_after_later_mail() -> None:
    (before,) = ledger(promise_mail(), as_of=EARLY)
    later = make_message("later", sender=ANN, at="2025-03-04 10:00", says="Lunch on Thursday?")
    (after,) = ledger(promise_mail(), later, as_of=EARLY)
    assert before.id == after.id


# ── Who owes whom ────────────────────────────────────────────────────────────────────────────


def test_a_named_colleague_becomes_the_person_and_our_side_stays_the_debtor() -> None:
    message = promise_mail("Tom will send it by Friday.", cc=(TOM,), tags={"person": "Tom"})
    (promise,) = ledger(message, as_of=EARLY)
    assert (promise.debtor, promise.person) == (Side.US, TOM)


def test_a_named_person_of_theirs_owes_it_to_us() -> None:
    message = promise_mail("Bob will send it by Friday.", cc=(BOB,), tags={"person": "Bob Brandt"})
    (promise,) = ledger(message, as_of=EARLY)
    assert (promise.debtor, promise.person, promise.creditor) == (Side.THEM, BOB, MAYA)


def test_a_name_that_nobody_has_stays_as_written() -> None:
    message = promise_mail("Zoe will send it by Friday.", tags={"person": "Zoe", "debtor": "third"})
    (promise,) = ledger(message, as_of=EARLY)
    assert (promise.debtor, promise.person) == (Side.US, "Zoe")


def test_the_creditor_is_whom_the_sentence_speaks_to() -> None:
    message = promise_mail(to=(ANN, BOB), tags={"addressed_to": ("Bob",)})
    (promise,) = ledger(message, as_of=EARLY)
    assert promise.creditor == BOB


def test_else_the_creditor_is_who_is_answered() -> None:
    asked = make_message("q", sender=BOB, at="2025-03-03 09:00", says="Where are we?")
    (promise,) = ledger(asked, promise_mail(to=(ANN, BOB), in_reply_to="q"), as_of=EARLY)
    assert promise.creditor == BOB


def test_a_name_of_our_own_side_is_no_creditor() -> None:
    message = promise_mail(to=(ANN, TOM), tags={"addressed_to": ("Tom",)})
    (promise,) = ledger(message, as_of=EARLY)
    assert promise.creditor == ANN


# ── Accepted requests ────────────────────────────────────────────────────────────────────────


def test_an_accepted_request_takes_quote_from_the_yes_and_the_rest_from_the_request() -> None:
    (promise,) = ledger(ask_mail(), accept_mail(), as_of=EARLY)
    assert promise.quote == "Sure, will do."
    assert promise.content == "Could you send the contract by Friday?"
    assert (promise.debtor, promise.creditor) == (Side.US, ANN)
    assert (promise.due, promise.message_id, promise.request_message_id) == (FRIDAY, "yes", "q")


def test_one_yes_to_two_requests_is_one_promise_of_the_dated_one() -> None:
    asked = ask_mail()
    text = "Please use the new letterhead.\n" + asked.text
    both = (
        make_sentence("Please use the new letterhead.", text, "request", content="use it"),
        replace(asked.sentences[0], start=31, end=len(text)),
    )
    found = ledger(replace(asked, text=text, sentences=both), accept_mail(), as_of=EARLY)
    assert [(one.content, one.due) for one in found] == [(asked.text, FRIDAY)]


def test_the_zone_of_an_accepted_date_is_its_speakers() -> None:
    kolkata = replace(FRIDAY, zone="Asia/Kolkata")
    (promise,) = ledger(ask_mail(due=kolkata), accept_mail(), as_of=EARLY)
    assert promise.due is not None
    assert promise.due.zone == "Asia/Kolkata"


def test_a_yes_without_a_request_is_no_promise() -> None:
    chat = make_message("q", sender=ANN, at="2025-03-03 09:00", says="We are in town on Friday.")
    assert ledger(chat, accept_mail(), as_of=EARLY) == ()


def test_a_yes_before_a_full_promise_is_one_commitment_the_full_one() -> None:
    full = make_message(
        "yes",
        sender=MAYA,
        at="2025-03-03 11:00",
        in_reply_to="q",
        says="Sure.",
        promises="I'll send the contract on Monday.",
        due=MONDAY,
    )
    yes = make_sentence("Sure.", full.text, acceptance=True)
    (promise,) = ledger(ask_mail(), replace(full, sentences=(yes, *full.sentences)), as_of=EARLY)
    assert promise.quote == "I'll send the contract on Monday."
    assert promise.due == MONDAY


def test_yes_and_something_else_as_well_are_two() -> None:
    full = make_message(
        "yes",
        sender=MAYA,
        at="2025-03-03 11:00",
        in_reply_to="q",
        says="Sure, will do.",
        promises="I'll also book the room.",
    )
    yes = make_sentence("Sure, will do.", full.text, acceptance=True)
    found = ledger(ask_mail(), replace(full, sentences=(yes, *full.sentences)), as_of=EARLY)
    assert [one.quote for one in found] == ["Sure, will do.", "I'll also book the room."]


def test_one_sentence_that_accepts_and_promises_keeps_the_requests_date() -> None:
    message = promise_mail(
        "Sure, I'll send it over.",
        id="yes",
        at="2025-03-03 11:00",
        in_reply_to="q",
        due=None,
        tags={"acceptance": True, "content": "send it over"},
    )
    (promise,) = ledger(ask_mail(), message, as_of=EARLY)
    assert (promise.content, promise.due) == ("send it over", FRIDAY)


def test_will_do_tagged_as_commitment_still_takes_its_content_from_the_request() -> None:
    yes = accept_mail()
    tags = replace(yes.sentences[0], acts={"commitment": 0.7}, content="do", debtor="author")
    (promise,) = ledger(ask_mail(), replace(yes, sentences=(tags,)), as_of=EARLY)
    assert (promise.content, promise.due) == ("Could you send the contract by Friday?", FRIDAY)


def test_a_yes_answers_the_other_sides_request_not_our_own() -> None:
    ours = make_message("q", sender=TOM, at="2025-03-03 09:00", requests="Please send the deck.")
    assert ledger(ours, accept_mail(), as_of=EARLY) == ()


def test_a_yes_finds_its_request_in_the_thread_without_headers() -> None:
    thanks = make_message("t", sender=ANN, at="2025-03-03 10:30", thanks="Thanks!")
    found = ledger(ask_mail(), thanks, accept_mail(in_reply_to=None), as_of=EARLY)
    assert [one.request_message_id for one in found] == ["q"]


def test_a_client_who_accepts_owes_us() -> None:
    asked = ask_mail(sender=MAYA)
    (promise,) = ledger(asked, accept_mail(sender=ANN), as_of=EARLY)
    assert (promise.debtor, promise.person, promise.creditor) == (Side.THEM, ANN, MAYA)


# ── Said again ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "As said, I'll send the contract by Friday.",
        "You will have the agreement by Friday.",
        "I'll send it by Friday.",
    ],
)
def test_said_again_in_the_thread_without_a_new_date_is_the_same_promise(text: str) -> None:
    again = promise_mail(text, id="again", at="2025-03-04 10:00")
    (promise,) = ledger(promise_mail(), again, as_of=EARLY)
    assert promise.message_id == "p"


def test_said_again_without_any_date_is_the_same_promise() -> None:
    again = promise_mail("I'll send the contract.", id="again", at="2025-03-04 10:00", due=None)
    assert len(ledger(promise_mail(), again, as_of=EARLY)) == 1


def test_the_same_day_said_more_closely_is_no_new_date() -> None:
    close = make_due("2025-03-07 17:00", text="by end of business Friday")
    again = promise_mail("I'll send the contract.", id="again", at="2025-03-04 10:00", due=close)
    assert [one.state for one in ledger(promise_mail(), again, as_of=EARLY)] == ["open"]


def test_another_thing_is_another_promise() -> None:
    other = promise_mail("I'll send the invoice by Friday.", id="o", at="2025-03-04 10:00")
    assert len(ledger(promise_mail(), other, as_of=EARLY)) == 2


def test_march_and_april_are_two_promises() -> None:
    march = promise_mail("I'll send the March report by Friday.")
    april = promise_mail("I'll send the April report by Friday.", id="o", at="2025-03-04 10:00")
    assert len(ledger(march, april, as_of=EARLY)) == 2


def test_the_same_words_to_another_client_are_another_promise() -> None:
    other = promise_mail(id="o", to=(CARLA,), thread="t2", at="2025-03-04 10:00")
    assert [one.client for one in ledger(promise_mail(), other, as_of=EARLY)] == ["arden", "brio"]


def test_a_weekly_promise_is_new_after_it_was_kept() -> None:
    report = promise_mail("I'll send the report by Friday.")
    sent = make_message("d", sender=MAYA, at="2025-03-07 10:00", says="Attached is the report.")
    nextone = promise_mail(
        "I'll send the report on Monday.", id="n", at="2025-03-08 10:00", due=MONDAY
    )
    found = ledger(report, sent, nextone, as_of="2025-03-09 10:00")
    assert [one.state for one in found] == ["kept", "open"]


# ── New dates ────────────────────────────────────────────────────────────────────────────────


def test_a_new_date_in_time_renegotiates_and_opens_a_successor() -> None:
    again = promise_mail(
        "I'll send the contract on Monday.", id="n", at="2025-03-06 10:00", due=MONDAY
    )
    old, new = ledger(promise_mail(), again, as_of="2025-03-09 10:00")
    assert (old.state, new.state, new.succeeds) == ("renegotiated", "open", old.id)


def test_it_can_be_renegotiated_by_saying_only_it() -> None:
    again = promise_mail(
        "I'll get it to you on Monday instead.", id="n", at="2025-03-06 10:00", due=MONDAY
    )
    old, new = ledger(promise_mail(), again, as_of="2025-03-09 10:00")
    assert (old.state, new.succeeds) == ("renegotiated", old.id)


def test_the_successor_is_what_gets_kept() -> None:
    again = promise_mail("I'll get it to you on Monday.", id="n", at="2025-03-06 10:00", due=MONDAY)
    sent = make_message("d", sender=MAYA, at="2025-03-10 10:00", says="Attached is the contract.")
    old, new = ledger(promise_mail(), again, sent)
    assert (old.state, new.state, new.discharged_by_message) == ("renegotiated", "kept", "d")


def test_a_new_date_after_the_old_one_passed_leaves_the_first_slipped() -> None:
    late = promise_mail(
        "I'll send the contract on Monday.", id="n", at="2025-03-08 10:00", due=MONDAY
    )
    sent = make_message("d", sender=MAYA, at="2025-03-10 10:00", says="Attached is the contract.")
    old, new = ledger(promise_mail(), late, sent)
    assert (old.state, old.discharged_at) == ("slipped", None)
    assert (new.state, new.succeeds) == ("kept", old.id)


def test_a_date_for_an_undated_promise_is_a_new_date() -> None:
    undated = promise_mail("I'll send the contract.", due=None)
    dated = promise_mail(id="n", at="2025-03-04 10:00")
    old, new = ledger(undated, dated, as_of=EARLY)
    assert (old.state, new.succeeds) == ("renegotiated", old.id)


def test_an_accepted_new_date_renegotiates_too() -> None:
    asked = ask_mail(
        "Could you send the contract on Monday instead?", due=MONDAY, at="2025-03-04 09:00"
    )
    found = ledger(promise_mail(), asked, accept_mail(at="2025-03-04 11:00"), as_of=EARLY)
    assert [one.state for one in found] == ["renegotiated", "open"]


def test_a_call_on_monday_is_no_new_date_for_the_contract() -> None:
    call = promise_mail("I'll call you on Monday.", id="n", at="2025-03-04 10:00", due=MONDAY)
    assert [one.state for one in ledger(promise_mail(), call, as_of=EARLY)] == ["open", "open"]


# ── Time passes ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("as_of", "state"), [("2025-03-07 23:59", "open"), ("2025-03-08 00:00", "slipped")]
)
def test_it_slips_when_the_due_range_is_over(as_of: str, state: str) -> None:
    assert [one.state for one in ledger(promise_mail(), as_of=as_of)] == [state]


@pytest.mark.parametrize("due", [None, make_due(None, text="ASAP")])
def test_an_undated_promise_never_slips(due: Any) -> None:
    (promise,) = ledger(promise_mail(due=due), as_of="2025-12-01 10:00")
    assert promise.state == "open"


@pytest.mark.parametrize(
    ("as_of", "ageing"), [("2025-03-17 09:59", False), ("2025-03-17 10:00", True)]
)
def test_an_undated_promise_is_ageing_after_ten_working_days(as_of: str, ageing: bool) -> None:
    (promise,) = ledger(promise_mail(due=None), as_of=as_of)
    assert promise.ageing is ageing


def test_theirs_age_on_their_clock() -> None:
    closed = make_clock(closed={"2025-03-10": "Holiday"})
    (promise,) = ledger(
        promise_mail(sender=ANN, due=None),
        clients=[make_client("arden", clock=closed)],
        as_of="2025-03-17 16:00",
    )
    assert not promise.ageing


# ── Released ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "No need to send the contract any more.",
        "We no longer need the contract.",
        "Please ignore, found it.",
        "Don't bother, we have one.",
        "Never mind.",
        "You can skip the contract after all.",
    ],
)
def test_the_creditor_releases(text: str) -> None:
    release = make_message("r", sender=ANN, at="2025-03-04 10:00", says=text)
    assert [one.state for one in ledger(promise_mail(), release)] == ["cancelled"]


def test_a_tagged_retraction_releases() -> None:
    release = make_message(
        "r", sender=ANN, at="2025-03-04 10:00", withdraws="Scratch that, thanks."
    )
    assert [one.state for one in ledger(promise_mail(), release)] == ["cancelled"]


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("No need to worry about the delay.", ANN),
        ("No need to reply.", ANN),
        ("We no longer need the invoice.", ANN),
        ("No need to send the contract any more.", MAYA),
    ],
    ids=["worry", "reply", "another thing", "the debtor himself"],
)
def test_these_release_nothing(text: str, sender: str) -> None:
    words = make_message("r", sender=sender, at="2025-03-04 10:00", says=text)
    assert [one.state for one in ledger(promise_mail(), words, as_of=EARLY)] == ["open"]


def test_a_release_in_another_thread_has_to_name_it() -> None:
    vague = make_message("r", sender=ANN, at="2025-03-04 10:00", thread="t2", says="Never mind.")
    named = replace(vague, text="We no longer need the contract.")
    assert [one.state for one in ledger(promise_mail(), vague, as_of=EARLY)] == ["open"]
    assert [one.state for one in ledger(promise_mail(), named, as_of=EARLY)] == ["cancelled"]


# ── A person's word ──────────────────────────────────────────────────────────────────────────


def decide(verb: str, at: str = "2025-03-07 12:00", value: str = "") -> tuple[Promise, ...]:
    (promise,) = ledger(promise_mail(), as_of=EARLY)
    word = Decision("promise", promise.id, verb, utc(at), value=value)
    return ledger(promise_mail(), decisions=[word])


@pytest.mark.parametrize(
    ("at", "state"), [("2025-03-07 12:00", "kept"), ("2025-03-10 12:00", "kept_late")]
)
def test_done_keeps_it_by_the_time_of_the_decision(at: str, state: str) -> None:
    (promise,) = decide("done", at)
    assert (promise.state, promise.discharged_at) == (state, utc(at))
    assert promise.discharged_by_message is None


@pytest.mark.parametrize(
    ("named", "state"),
    [
        ("2025-03-06T12:00:00+00:00", "kept"),
        ("2025-03-09T12:00:00+00:00", "kept_late"),
        ("2025-01-01T12:00:00+00:00", "kept"),
        ("2025-09-01T12:00:00+00:00", "kept_late"),
        ("some day", "kept_late"),
    ],
    ids=["in time", "late", "before it was said", "later than the word", "unreadable"],
)
def test_done_may_name_its_own_moment(named: str, state: str) -> None:
    (promise,) = decide("done", "2025-03-10 12:00", named)
    assert promise.state == state


def test_not_takes_it_off_the_ledger() -> None:
    assert decide("not") == ()


def test_what_repeats_a_refused_line_stays_off_too() -> None:
    (promise,) = ledger(promise_mail(), as_of=EARLY)
    word = Decision("promise", promise.id, "not", utc("2025-03-03 12:00"))
    again = promise_mail(id="again", at="2025-03-04 10:00")
    assert ledger(promise_mail(), again, decisions=[word]) == ()


def test_a_set_date_replaces_the_due_range() -> None:
    (promise,) = decide("date", value="2025-05-01T00:00:00+00:00/2025-05-02T00:00:00+00:00")
    assert promise.state == "open"
    assert promise.due is not None
    assert promise.due.to_at == utc("2025-05-02 00:00")


def test_a_decision_of_the_future_is_not_known_yet() -> None:
    (promise,) = ledger(promise_mail(), as_of=EARLY)
    word = Decision("promise", promise.id, "done", utc("2025-03-06 12:00"))
    assert [one.state for one in ledger(promise_mail(), decisions=[word], as_of=EARLY)] == ["open"]
