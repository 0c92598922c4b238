"""Text made to cost: twice as long may take about twice as long, never four times."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from assistant.drafting.lexicon import _name_marks
from assistant.ingest.lookalikes import make_skeleton
from assistant.ingest.people import tidy_name
from connectors.local.roles import role_of
from nlp.gate import is_sentence
from nlp.zones.separators import is_rule

#: Quadratic work takes 64 times as long for an input 8 times as long, linear work 8 times.
TIMES = 8
MOST = 24
#: Below this a clock says nothing; work that short is no attack.
NOTHING_S = 0.02

CASES: list[tuple[Callable[[str], object], Callable[[int], str]]] = [
    (tidy_name, lambda n: "a" + " " * n + "b"),
    (tidy_name, lambda n: "(" * n),
    (tidy_name, lambda n: "a" + " via" * n + "\n"),
    (role_of, lambda n: "a" + "." * n + "x"),
    (role_of, lambda n: "a" + ".mbox" * n),
    (_name_marks, lambda n: "a" + " " * n + "b"),
    (_name_marks, lambda n: "a" + ", " * n + "b"),
    (is_rule, lambda n: "-" * n + "x"),
    (is_sentence, lambda n: "a@" * n),
    (is_sentence, lambda n: "!" * n + "a"),
    (is_sentence, lambda n: "received this " * n),
    (make_skeleton, lambda n: "xn--" + "a" * n),
]


def cost(work: Callable[[str], object], text: str) -> float:
    """Seconds of the quickest of three tries."""
    found = []
    for _ in range(3):
        began = time.perf_counter()
        work(text)
        found.append(time.perf_counter() - began)
    return min(found)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("work", "make"), CASES)
def test_work_grows_with_the_text_and_not_faster(
    work: Callable[[str], object], make: Callable[[int], str]
) -> None:
    small = cost(work, make(2_000))
    large = cost(work, make(2_000 * TIMES))
    assert large < NOTHING_S or large / small < MOST
