"""Phrases with weights: none of them is slow on a sentence of the greatest length."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from nlp.grievances import complaints, facts, risks, waiting
from nlp.meetings import times as meetings_times
from nlp.requests import offered
from nlp.sentences import MAX_SENTENCE
from nlp.tone.words import FEELINGS
from tests.nlp.pattern_examples import examples

if TYPE_CHECKING:
    from nlp.weighing import Phrase

PHRASES = (
    *complaints.VERDICTS,
    *facts.FACTS,
    *waiting.WAITING,
    *risks.RISKS,
    *offered.PHRASES,
    *meetings_times.PHRASES,
    *FEELINGS,
)


@pytest.mark.parametrize("phrase", PHRASES, ids=range(len(PHRASES)))
def test_a_phrase_said_again_and_again_is_read_in_no_time(phrase: Phrase) -> None:
    said = [text[: len(text) * 2 // 3] + " " for text in examples(phrase.pattern, count=30)[:6]]
    started = time.process_time()
    for text in (*said, "today ", "half ", "the 5th ", "very ", "a "):
        phrase.pattern.search((text * MAX_SENTENCE)[:MAX_SENTENCE])
    assert time.process_time() - started < 2
