"""Meetings, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.tags import Act, Context
from tests.nlp.meetings_table import MEETINGS, NO_MEETINGS

if TYPE_CHECKING:
    from nlp.tagger import Tagger


@pytest.mark.parametrize("text", MEETINGS)
def test_it_arranges_a_meeting(tagger: Tagger, text: str) -> None:
    tags = tagger.tag(Context(id="m", text=text, presplit=True))
    assert tags.sentences[0].has(Act.MEETING)


@pytest.mark.parametrize("text", NO_MEETINGS)
def test_it_arranges_none(tagger: Tagger, text: str) -> None:
    tags = tagger.tag(Context(id="m", text=text, presplit=True))
    assert not tags.sentences[0].has(Act.MEETING)
