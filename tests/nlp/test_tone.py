"""Tone of single sentences, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.tags import Context, ToneLabel
from tests.nlp.tone_table import TABLE

if TYPE_CHECKING:
    from nlp.tagger import Tagger


@pytest.mark.parametrize(("text", "label"), TABLE)
def test_sentence_has_its_tone(tagger: Tagger, text: str, label: str) -> None:
    tone = tagger.tag(Context(id="t", text=text, presplit=True)).sentences[0].tone
    assert tone.label is ToneLabel(label)
    assert -1 <= tone.score <= 1


def test_the_table_is_large_enough() -> None:
    assert len({text for text, _ in TABLE}) == len(TABLE) >= 60
