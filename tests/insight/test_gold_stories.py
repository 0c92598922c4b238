"""The stories of the gold, written by somebody who had not seen the code: at most 5 % wrong states.

Kept apart from the project's own stories, and in two halves: `python -m tests.insight.stories` prints
the same table. What the README of the gold calls unsure is counted by itself and held to nothing.
"""

from __future__ import annotations

import pytest

from tests.insight.stories.__main__ import measure, print_table, total
from tests.insight.stories.gold import load_gold

#: The share of wrong states that is borne: another state, none, or one of no promise.
BORNE = 0.05


@pytest.fixture(scope="module")
def halves() -> dict[str, dict[str, int]]:
    found = {}
    for half in ("read", "kept"):
        counts = total(sure for sure, _ in measure(load_gold(half)).values())
        found[half] = dict(counts)
    return found


@pytest.mark.parametrize("half", ["read", "kept"])
def test_few_states_are_wrong(halves: dict[str, dict[str, int]], half: str) -> None:
    counts = halves[half]
    assert counts["listed"] >= 50
    assert counts["wrong"] <= BORNE * counts["listed"], counts


def test_the_table_names_both_halves(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("read", "kept"), limit=1)
    printed = capsys.readouterr().out
    assert "read: 1 stories" in printed
    assert "kept: 1 stories" in printed
