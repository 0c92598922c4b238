"""Offers, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.lexicon import stems
from nlp.requests import offered
from nlp.requests.offered import is_offered
from nlp.tags import Act, Context
from nlp.view import View
from tests.nlp.offers_table import NO_OFFERS, OFFERS
from tests.nlp.pattern_examples import examples

if TYPE_CHECKING:
    from nlp.tagger import Tagger
    from nlp.weighing import Phrase


@pytest.mark.parametrize("text", OFFERS)
def test_it_is_offered(tagger: Tagger, text: str) -> None:
    tags = tagger.tag(Context(id="o", text=text, presplit=True)).sentences[0]
    assert tags.has(Act.OFFER)
    assert not tags.has(Act.REQUEST)
    assert not tags.has(Act.COMMITMENT)


@pytest.mark.parametrize("text", OFFERS)
def test_its_stems_let_it_through(text: str) -> None:
    assert is_offered(View(text))


@pytest.mark.parametrize("text", NO_OFFERS)
def test_it_is_no_offer(tagger: Tagger, text: str) -> None:
    assert not tagger.tag(Context(id="o", text=text, presplit=True)).sentences[0].has(Act.OFFER)


@pytest.mark.parametrize("phrase", offered.PHRASES, ids=range(len(offered.PHRASES)))
def test_the_stems_of_a_phrase_let_every_wording_through(phrase: Phrase) -> None:
    shut_out = [t for t in examples(phrase.pattern) if phrase.stems.isdisjoint(stems(t.lower()))]
    assert shut_out == []
