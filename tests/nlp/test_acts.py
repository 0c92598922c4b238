"""Acts of single sentences, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.tags import Act, Context, NeedsReplyLabel, SentenceTags
from tests.nlp.acts_table import TABLE

if TYPE_CHECKING:
    from nlp.tagger import Tagger

NAMES = {
    "c": Act.COMMITMENT,
    "r": Act.REQUEST,
    "q": Act.QUESTION,
    "o": Act.OFFER,
    "d": Act.DEADLINE,
    "m": Act.MEETING,
    "x": Act.COMPLAINT,
    "k": Act.RISK,
    "z": Act.CLOSING,
}


def read(tagger: Tagger, text: str) -> SentenceTags:
    return tagger.tag(Context(id="s", text=text, presplit=True)).sentences[0]


@pytest.mark.parametrize(("text", "acts"), TABLE, ids=[text[:60] for text, _ in TABLE])
def test_sentence_carries_its_acts(tagger: Tagger, text: str, acts: str) -> None:
    found = {scored.act for scored in read(tagger, text).acts}
    assert found == {NAMES[letter] for letter in acts}


@pytest.mark.parametrize(
    "text",
    [
        "Unsubscribe here.",
        "Unsubscribe",
        "To unsubscribe, click here.",
        "Click here to unsubscribe from this newsletter.",
        "Manage your preferences | Unsubscribe",
        "Update your email preferences or unsubscribe here: https://letters.example/u",
        "View this email in your browser",
        "View in browser",
    ],
)
def test_links_of_a_newsletters_footer_are_no_act(tagger: Tagger, text: str) -> None:
    assert read(tagger, text).acts == ()
    whole = tagger.tag(Context(id="s", text=f"Hello, ten tips. {text}"))
    assert whole.needs_reply.label is NeedsReplyLabel.NO


@pytest.mark.parametrize(
    "text", ["Please unsubscribe me from your list.", "Could you view it in your browser?"]
)
def test_request_with_words_of_a_footer_stays_one(tagger: Tagger, text: str) -> None:
    assert read(tagger, text).has(Act.REQUEST)


def test_the_table_is_large_enough() -> None:
    assert len({text for text, _ in TABLE}) == len(TABLE) >= 200
