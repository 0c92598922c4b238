"""The project's own gold is well formed: what measures others must not be wrong itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.nlp.gold.stories.check_stories import faults_of_story

GOLD = Path(__file__).parent / "gold"
STORIES = sorted((GOLD / "stories").glob("*.json"))


def read(name: str) -> list[dict[str, Any]]:
    lines = (GOLD / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_agrees_with_itself(path: Path) -> None:
    assert faults_of_story(path) == []


@pytest.mark.parametrize("name", ["needs_reply.jsonl", "deadlines.jsonl", "due_dates.jsonl"])
def test_every_line_has_a_name_of_its_own(name: str) -> None:
    names = [line["id"] for line in read(name)]
    assert len(names) == len(set(names)) > 0


@pytest.mark.parametrize("name", ["deadlines.jsonl", "due_dates.jsonl"])
def test_time_words_stand_in_their_sentence(name: str) -> None:
    assert [line["id"] for line in read(name) if line["due"] not in line["text"]] == []


def test_a_deadline_is_labelled_exactly_where_time_words_are() -> None:
    lines = read("deadlines.jsonl")
    assert [
        line["id"] for line in lines if bool(line["due"]) != ("deadline" in line["labels"])
    ] == []


def test_needs_reply_knows_three_answers() -> None:
    assert {line["needs_reply"] for line in read("needs_reply.jsonl")} == {"yes", "no", "maybe"}
