"""The search finds the one minimum of the loss, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.model.fit import Examples, collect, fit

_NAMES = ("bias", "a", "b", "c")
_ROWS = st.lists(
    st.tuples(st.sets(st.sampled_from(_NAMES[1:])), st.booleans()), min_size=2, max_size=30
)


def _loss(
    examples: Examples, answers: list[bool], weights: np.ndarray, given: float, penalty: float
) -> float:
    signs = np.where(np.array(answers), 1.0, -1.0)
    misses = np.logaddexp(0.0, -signs * (given + examples.scores(weights))).sum()
    return float(misses + 0.5 * penalty * (weights**2).sum())


@settings(max_examples=60, deadline=None)
@given(
    rows=_ROWS, penalty=st.sampled_from([0.3, 1.0, 5.0]), given=st.sampled_from([0.0, 1.5, -2.0])
)
def test_no_step_in_any_direction_lowers_the_loss(
    rows: list[tuple[set[str], bool]], penalty: float, given: float
) -> None:
    examples = collect([["bias", *sorted(has)] for has, _ in rows], _NAMES)
    answers = [answer for _, answer in rows]
    weights = fit(examples, answers, penalty=penalty, given=[given] * len(rows))
    least = _loss(examples, answers, weights, given, penalty)
    for direction in np.eye(4):
        for step in (0.12, -0.12):
            assert _loss(examples, answers, weights + step * direction, given, penalty) > least


def test_what_the_answers_say_nothing_about_weighs_nothing() -> None:
    examples = collect([["bias", "a"], ["bias"]], ("bias", "a", "unseen"))
    weights = fit(examples, [True, False], penalty=1.0)
    assert weights[2] == 0.0
    assert weights[1] > 0


def test_what_was_known_beforehand_needs_no_correction() -> None:
    examples = collect([["a"], ["b"]], ("a", "b"))
    weights = fit(examples, [True, False], penalty=1.0, given=[20.0, -20.0])
    assert np.abs(weights).max() < 1e-3


def test_a_sentence_that_counts_twice_is_two_sentences() -> None:
    rows = [["bias", "a"], ["bias", "b"], ["bias", "a", "b"]]
    once = fit(collect([*rows, rows[2]], _NAMES), [True, False, True, True], penalty=1.0)
    twice = fit(collect(rows, _NAMES), [True, False, True], penalty=1.0, importance=[1.0, 1.0, 2.0])
    assert once == pytest.approx(twice, abs=0.1)


def test_features_without_a_name_are_left_out() -> None:
    examples = collect([["bias", "a", "unknown"], ["bias"]], _NAMES)
    assert len(examples) == 2
    assert examples.scores(np.array([1.0, 2.0, 4.0, 8.0])).tolist() == [3.0, 1.0]
