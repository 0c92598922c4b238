"""Complaints and risks, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.grievances.complaints import VERDICTS
from nlp.grievances.facts import FACTS
from nlp.grievances.risks import RISKS as RISK_PHRASES
from nlp.grievances.waiting import WAITING
from nlp.lexicon import stems
from nlp.tags import Act, Context, SentenceTags
from tests.nlp.grievances_table import COMPLAINTS, NEITHER, RISKS
from tests.nlp.pattern_examples import examples

if TYPE_CHECKING:
    from nlp.tagger import Tagger
    from nlp.weighing import Phrase


def read(tagger: Tagger, text: str) -> SentenceTags:
    return tagger.tag(Context(id="g", text=text, presplit=True)).sentences[0]


@pytest.mark.parametrize("text", COMPLAINTS)
def test_it_complains(tagger: Tagger, text: str) -> None:
    assert read(tagger, text).has(Act.COMPLAINT)


@pytest.mark.parametrize("text", RISKS)
def test_it_warns(tagger: Tagger, text: str) -> None:
    assert read(tagger, text).has(Act.RISK)


@pytest.mark.parametrize("text", NEITHER)
def test_it_neither_complains_nor_warns(tagger: Tagger, text: str) -> None:
    tags = read(tagger, text)
    assert not tags.has(Act.COMPLAINT)
    assert not tags.has(Act.RISK)


@pytest.mark.parametrize(
    "phrase",
    [p for p in (*VERDICTS, *WAITING, *FACTS, *RISK_PHRASES) if p.stems],
    ids=lambda phrase: phrase.pattern.pattern[:40],
)
def test_its_stems_let_every_wording_through(phrase: Phrase) -> None:
    shut_out = [t for t in examples(phrase.pattern) if phrase.stems.isdisjoint(stems(t.lower()))]
    assert shut_out == []
