"""Words of the reports."""

from __future__ import annotations

import pytest

from assistant.reports.wording import say_promised


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("send the plan", "send the plan"),
        ("send you the training calendar", "send them the training calendar"),
        ("send the plan to you by Friday", "send the plan to them by Friday"),
        ("check your figures against ours", "check their figures against ours"),
        ("tell You and YOUR team", "tell them and their team"),
        ("check whether you can start in May", "check whether they can start in May"),
        # Read two ways, or with the speaker in it: as it was said.
        ("make sure you get it", "make sure they get it"),
        ("keep going until you say stop", "“keep going until you say stop”"),
        ("send you my notes", "“send you my notes”"),
        ("see what I can do", "“see what I can do”"),
        ("look into a second speaker", "look into a second speaker"),
        ("reach Youssef", "reach Youssef"),
    ],
)
def test_a_promise_of_ours_is_said_to_the_owner(content: str, said: str) -> None:
    assert say_promised(content, ours=True) == said


def test_a_promise_of_theirs_keeps_their_words() -> None:
    assert say_promised("send you the list", ours=False) == "“send you the list”"
    assert say_promised("send the list", ours=False) == "send the list"
