"""Tone of single sentences, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.lexicon import stems
from nlp.tags import Context, ToneLabel
from nlp.tone.words import FEELINGS
from tests.nlp.pattern_examples import examples
from tests.nlp.tone_table import TABLE

if TYPE_CHECKING:
    from nlp.tagger import Tagger
    from nlp.weighing import Phrase


@pytest.mark.parametrize(("text", "label"), TABLE)
def test_sentence_has_its_tone(tagger: Tagger, text: str, label: str) -> None:
    tone = tagger.tag(Context(id="t", text=text, presplit=True)).sentences[0].tone
    assert tone.label is ToneLabel(label)
    assert -1 <= tone.score <= 1


def test_the_table_is_large_enough() -> None:
    assert len({text for text, _ in TABLE}) == len(TABLE) >= 60


@pytest.mark.parametrize("feeling", FEELINGS, ids=lambda f: f"{f.weight} {f.pattern.pattern[6:30]}")
def test_its_stems_let_every_word_through(feeling: Phrase) -> None:
    shut_out = [t for t in examples(feeling.pattern) if feeling.stems.isdisjoint(stems(t.lower()))]
    assert shut_out == []
