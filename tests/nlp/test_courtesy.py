"""Closings, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.tags import Act, Context
from tests.nlp.closing_table import CLOSINGS, MORE_THAN_CLOSINGS

if TYPE_CHECKING:
    from nlp.tagger import Tagger


@pytest.mark.parametrize("text", CLOSINGS)
def test_it_only_closes(tagger: Tagger, text: str) -> None:
    tags = tagger.tag(Context(id="c", text=text, presplit=True))
    assert [scored.act for scored in tags.sentences[0].acts] == [Act.CLOSING]


@pytest.mark.parametrize("text", MORE_THAN_CLOSINGS)
def test_it_does_more_than_close(tagger: Tagger, text: str) -> None:
    tags = tagger.tag(Context(id="c", text=text, presplit=True))
    assert not tags.sentences[0].has(Act.CLOSING)


def test_a_sign_off_of_another_land_does_not_tell_the_language(tagger: Tagger) -> None:
    tags = tagger.tag(Context(id="c", text="Viele Grüße, Jannik", presplit=True))
    assert tags.language == "en"


def test_a_sign_off_below_foreign_sentences_is_of_their_language(tagger: Tagger) -> None:
    before = ("Vielen Dank für die schnelle Antwort, wir melden uns nächste Woche wieder.",)
    tags = tagger.tag(Context(id="c", text="Viele Grüße, Jan", previous=before, presplit=True))
    assert tags.language == "de"
