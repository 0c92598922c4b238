"""A draft worded once more, for showing what came from where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.drafting.records import DraftKind, Fact, Wording
from assistant.drafting.templates import Templates
from assistant.drafting.wording import word_again
from assistant.insight.records import Evidence
from tests.review.world import make_draft


def test_the_template_names_its_places_and_the_filled_text_has_the_facts() -> None:
    worded = word_again(make_draft(), Templates())
    assert "‹when of message 1›" in worded.template
    assert "Tuesday, 17 November" in worded.filled
    assert "“Is it signed?”" in worded.filled


def test_the_owners_words_stand_in_the_filled_text_only() -> None:
    worded = word_again(replace(make_draft(), wording=Wording(added=("It is.",))), Templates())
    assert "It is." in worded.filled
    assert "It is." not in worded.template


@pytest.mark.parametrize("kind", list(DraftKind))
def test_every_kind_can_be_worded_without_facts(kind: DraftKind) -> None:
    worded = word_again(replace(make_draft(), kind=kind), Templates())
    assert worded.filled.strip()


def test_a_fact_that_names_a_phrase_keeps_its_name() -> None:
    evidence = Evidence(message_id="m1")
    wish = Fact("wish-1", "by_name", evidence, "brightwater")
    day = Fact("holiday", "the new year", evidence, "brightwater", detail="Friday, 1 January")
    draft = replace(make_draft(), kind=DraftKind.GREETING, facts=(wish, day))
    worded = word_again(draft, Templates())
    assert "‹holiday›" in worded.template
    assert "wish 1" not in worded.template
