"""Whether a message waits for an answer, by tables and for each reason apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from nlp.evaluate.replies import half_of, main, measure_needs_reply
from nlp.model.classifier import ModelFileError
from nlp.needs_reply.model import ReplyModel, read_reply_model, write_reply_model
from nlp.tags import Context, NeedsReply, NeedsReplyLabel
from tests.nlp.reply_messages import CASES, ME, Case
from tests.nlp.reply_table import TABLE

if TYPE_CHECKING:
    from pathlib import Path

    from nlp.tagger import Tagger

YES, NO = NeedsReplyLabel.YES, NeedsReplyLabel.NO
PETER = "Peter Lam <p.lam@stanfield.example>"


def judge(tagger: Tagger, text: str, **context: object) -> NeedsReply:
    return tagger.tag(Context(id="n", text=text, **context)).needs_reply  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "label"), TABLE)
def test_message_waits_or_does_not(tagger: Tagger, text: str, label: str) -> None:
    found = judge(tagger, text)
    assert found.label is NeedsReplyLabel(label), found


def test_messages_of_many_trades_are_read_right(tagger: Tagger) -> None:
    wrong = [(case.label, case.text) for case in CASES if not is_right(tagger, case)]
    assert len(wrong) <= len(CASES) * 0.04, wrong


def is_right(tagger: Tagger, case: Case) -> bool:
    found = judge(
        tagger,
        case.text,
        subject=case.subject or None,
        previous=case.previous,
        to=case.to,
        cc=case.cc,
        from_=case.sender,
        owner=(ME,),
        automatic=case.automatic,
    )
    return found.label.value == case.label


def test_deciding_sentence_is_named(tagger: Tagger) -> None:
    text = "Hi Ann,\n\nThanks for the draft. What does the price include?\n\nTom"
    found = judge(tagger, text)
    assert found.start is not None
    assert text[found.start : found.end] == "What does the price include?"
    assert found.why == "asks a question"


def test_hint_is_the_deciding_sentence_where_no_act_is(tagger: Tagger) -> None:
    text = "Thanks for the lease. Page 7 still needs your initials."
    found = judge(tagger, text, previous=("Here is the lease.",))
    assert found.label is YES
    assert text[found.start : found.end] == "Page 7 still needs your initials."


def test_machines_wait_for_nothing(tagger: Tagger) -> None:
    found = judge(tagger, "Could you confirm your address?", automatic=True)
    assert (found.label, found.why) == (NO, "written by a machine")


@pytest.mark.parametrize(
    "subject", ["Automatic reply: Offer", "Accepted: Review", "Canceled: Review"]
)
def test_subject_of_a_machine_is_enough(tagger: Tagger, subject: str) -> None:
    assert judge(tagger, "Please call Mia instead.", subject=subject).label is NO


def test_question_of_a_mailing_counts_in_a_real_conversation(tagger: Tagger) -> None:
    text = "Would you be open to a quick call about companies like yours? Learn more below."
    assert judge(tagger, text).label is NO
    assert judge(tagger, text, previous=("Please tell me more.",)).label is YES
    assert judge(tagger, text, acquainted=True).label is YES


def test_question_after_a_retraction_stands(tagger: Tagger) -> None:
    text = "Please ignore my last mail. Could you send the March figures instead?"
    assert judge(tagger, text).label is YES


def test_question_taken_back_in_the_same_message_does_not(tagger: Tagger) -> None:
    assert judge(tagger, "Where do I find the price list? Oh, found it. Sorry!").label is NO


@pytest.mark.parametrize(
    ("to", "cc", "text", "label"),
    [
        ((ME,), (), "Could you check the stock?", YES),
        ((PETER,), (ME,), "Could you check the stock?", NO),
        ((PETER,), (ME,), "Peter has the stock. Dana, can you add the prices?", YES),
        ((ME, PETER), (), "Peter, could you check the stock?", NO),
        ((ME, PETER), (), "Peter, the stock is in.\nCould you send the prices?", YES),
        ((ME, PETER), (), "Tom, could you check the stock?", YES),
        ((), (), "Could you check the stock?", YES),
    ],
)
def test_only_who_is_asked_is_waited_for(
    tagger: Tagger, to: tuple[str, ...], cc: tuple[str, ...], text: str, label: NeedsReplyLabel
) -> None:
    assert judge(tagger, text, to=to, cc=cc, owner=(ME,)).label is label


def test_without_an_owner_everybody_is_meant(tagger: Tagger) -> None:
    assert judge(tagger, "Could you check the stock?", to=(PETER,), cc=(ME,)).label is YES


def test_question_mark_alone_asks_again(tagger: Tagger) -> None:
    found = judge(tagger, "?", previous=("When will the plan be ready?",))
    assert (found.label, found.why, found.start, found.end) == (YES, "asks again", 0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "I will send the figures tomorrow.",
        "Thanks, all good!",
        "The list lacks two names, I will add them tomorrow.",
        "The pump leaked on Sunday, but your man came and it is fixed.",
    ],
)
def test_promise_thanks_and_mended_trouble_alone_wait_for_nothing(
    tagger: Tagger, text: str
) -> None:
    assert judge(tagger, text, previous=("How is the pump?",)).label is NO


def test_unread_language_is_named_as_the_reason(tagger: Tagger) -> None:
    text = "Kunt u mij alstublieft de offerte sturen? Hartelijk dank en vriendelijke groeten"
    found = judge(tagger, text)
    assert (found.label, found.why) == (NO, "its language is not read")


def test_fragment_of_no_certain_language_is_read(tagger: Tagger) -> None:
    assert judge(tagger, "Box 4471 ETA?").label is YES


def test_the_tables_are_large_enough() -> None:
    assert len({text for text, _ in TABLE}) == len(TABLE) >= 60
    assert len({(case.text, case.previous, case.to) for case in CASES}) == len(CASES) >= 150


# ── The model's file ─────────────────────────────────────────────────────────────────────────


def test_model_survives_its_file() -> None:
    model = ReplyModel("v", {"w:please": 0.5}, {"mass": 1.0})
    assert read_reply_model(write_reply_model(model)) == model
    assert model.chance_of_waiting(["w:please", "w:unknown"]) == pytest.approx(0.622, abs=0.001)


@pytest.mark.parametrize(
    "packed", [b"", b"no archive", write_reply_model(ReplyModel("", {}, {}))[:20]]
)
def test_damaged_model_is_a_sentence(packed: bytes) -> None:
    with pytest.raises(ModelFileError, match="damaged"):
        read_reply_model(packed)


# ── Measuring ────────────────────────────────────────────────────────────────────────────────


def test_maybe_counts_as_neither_and_halves_stand_apart() -> None:
    rows = [
        {"id": "nr-001", "needs_reply": "yes", "slice": "a"},
        {"id": "nr-002", "needs_reply": "no", "slice": "a"},
        {"id": "nr-003", "needs_reply": "maybe", "slice": "b"},
        {"id": "nr-004", "needs_reply": "yes", "slice": "b"},
    ]
    found = [NeedsReply(label, 0.5, "") for label in (YES, YES, YES, NO)]
    figures = measure_needs_reply(rows, found)
    assert (figures.whole.right_yes, figures.whole.n) == (1, 3)
    assert (figures.halves["kept"].f1, figures.halves["read"].f1) == (1.0, 0.0)
    assert (figures.slices["a"].precision, figures.slices["b"].missed) == (0.5, ["nr-004"])
    assert [half_of(str(row["id"])) for row in rows] == ["kept", "read", "kept", "read"]


def test_mistakes_are_listed_for_the_read_half_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    texts = {"x-1": "The kept one is fine.", "x-2": "The read one is fine."}
    rows = [{"id": name, "text": text, "needs_reply": "yes"} for name, text in texts.items()]
    gold.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main([str(gold), "--errors"]) == 0
    printed = capsys.readouterr().out
    assert "MISSED x-2" in printed
    assert "x-1" not in printed


def test_the_gold_is_read_as_well_as_is_said(tagger: Tagger) -> None:
    from nlp.evaluate.replies import decide_rows, read_rows
    from tests.nlp.test_gold import GOLD

    rows = read_rows(GOLD / "needs_reply.jsonl")
    figures = measure_needs_reply(rows, decide_rows(rows))
    assert figures.whole.f1 >= 0.85
