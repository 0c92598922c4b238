"""Whether a message waits for an answer, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.tags import Context, NeedsReplyLabel
from tests.nlp.reply_table import TABLE

if TYPE_CHECKING:
    from nlp.tagger import Tagger


@pytest.mark.parametrize(("text", "label"), TABLE)
def test_message_waits_or_does_not(tagger: Tagger, text: str, label: str) -> None:
    found = tagger.tag(Context(id="n", text=text)).needs_reply
    assert found.label is NeedsReplyLabel(label), found


def test_deciding_sentence_is_named(tagger: Tagger) -> None:
    text = "Hi Ann,\n\nThanks for the draft. What does the price include?\n\nTom"
    found = tagger.tag(Context(id="n", text=text)).needs_reply
    assert found.start is not None
    assert text[found.start : found.end] == "What does the price include?"
    assert found.why == "asks a question"


def test_machines_wait_for_nothing(tagger: Tagger) -> None:
    context = Context(id="n", text="Could you confirm your address?", automatic=True)
    assert tagger.tag(context).needs_reply.label is NeedsReplyLabel.NO


def test_automatic_reply_subject_is_enough(tagger: Tagger) -> None:
    context = Context(id="n", text="Please call Mia instead.", subject="Automatic reply: Offer")
    assert tagger.tag(context).needs_reply.label is NeedsReplyLabel.NO


def test_question_of_a_mailing_counts_in_a_real_conversation(tagger: Tagger) -> None:
    text = "Would you be open to a quick call about companies like yours? Learn more below."
    alone = tagger.tag(Context(id="n", text=text))
    talking = tagger.tag(Context(id="n", text=text, previous=("Please tell me more.",)))
    assert alone.needs_reply.label is NeedsReplyLabel.NO
    assert talking.needs_reply.label is NeedsReplyLabel.YES


def test_question_after_a_retraction_stands(tagger: Tagger) -> None:
    text = "Please ignore my last mail. Could you send the March figures instead?"
    assert tagger.tag(Context(id="n", text=text)).needs_reply.label is NeedsReplyLabel.YES


def test_unread_language_is_named_as_the_reason(tagger: Tagger) -> None:
    text = "Czy mogliby Państwo przesłać ofertę do piątku? Dziękuję i pozdrawiam"
    found = tagger.tag(Context(id="n", text=text)).needs_reply
    assert (found.label, found.why) == (NeedsReplyLabel.NO, "its language is not read")


def test_the_table_is_large_enough() -> None:
    assert len({text for text, _ in TABLE}) == len(TABLE) >= 60
