"""Acts of single sentences, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.tags import Act, Context, SentenceTags
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


def test_the_table_is_large_enough() -> None:
    assert len({text for text, _ in TABLE}) == len(TABLE) >= 200
