"""The project's own stories: every promise in the state it should be in, end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.insight.stories.compare import compare
from tests.insight.stories.letters import load_letters
from tests.insight.stories.world import tell

if TYPE_CHECKING:
    from tests.insight.stories.records import Story

STORIES = load_letters()


@pytest.mark.parametrize(
    "story", [pytest.param(story, id=f"{theme}: {story.id}") for theme, story in STORIES]
)
def test_a_story_ends_as_it_should(story: Story) -> None:
    sure, _ = compare(story, tell(story))
    assert not sure.faults, "\n".join(sure.faults)


def test_there_are_enough_of_them() -> None:
    names = [story.id for _, story in STORIES]
    assert len(names) == len(set(names))
    assert len(names) >= 60
