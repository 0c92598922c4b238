"""Meetings, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.lexicon import stems
from nlp.meetings import times as meetings_times
from nlp.tags import Act, Context
from tests.nlp.meetings_table import MEETINGS, NO_MEETINGS
from tests.nlp.pattern_examples import examples

if TYPE_CHECKING:
    from nlp.tagger import Tagger
    from nlp.weighing import Phrase


@pytest.mark.parametrize("text", MEETINGS)
def test_it_arranges_a_meeting(tagger: Tagger, text: str) -> None:
    tags = tagger.tag(Context(id="m", text=text, presplit=True))
    assert tags.sentences[0].has(Act.MEETING)


@pytest.mark.parametrize("text", NO_MEETINGS)
def test_it_arranges_none(tagger: Tagger, text: str) -> None:
    tags = tagger.tag(Context(id="m", text=text, presplit=True))
    assert not tags.sentences[0].has(Act.MEETING)


@pytest.mark.parametrize("phrase", meetings_times.PHRASES, ids=range(len(meetings_times.PHRASES)))
def test_the_stems_of_a_phrase_let_every_wording_through(phrase: Phrase) -> None:
    shut_out = [t for t in examples(phrase.pattern) if phrase.stems.isdisjoint(stems(t.lower()))]
    assert shut_out == []
