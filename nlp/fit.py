"""Logistic regression on sentences' features: labelled examples in, weights out.

One yes-or-no question at a time, with a quadratic penalty toward given weights: towards zero when
the shipped model is made, towards the shipped model when it learns from one person's decisions. The
loss is convex, so that the answer is the one point where the gradient vanishes and does not depend
on where the search begins; sums run in a fixed order, so that it is the same on every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

#: The search ends when no weight would move the loss by more than this.
_TOLERANCE = 1e-5
_MOST_STEPS = 3000


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences by their features: which of `names` each one has."""

    names: tuple[str, ...]
    #: Numbers of features, sentence after sentence.
    columns: NDArray[np.int64]
    #: Where each sentence begins in `columns`, and the end of the last one; no sentence is empty.
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def scores(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of its features' weights for each sentence."""
        sums: NDArray[np.float64] = np.add.reduceat(
            weights[self.columns], self.bounds[:-1], dtype=np.float64
        )
        return sums

    def pull(self, residuals: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of its sentences' residuals for each feature."""
        spread = np.repeat(residuals, np.diff(self.bounds))
        sums = np.bincount(self.columns, weights=spread, minlength=len(self.names))
        return np.asarray(sums, dtype=np.float64)

    def take(self, rows: Sequence[int]) -> Examples:
        """Only some of the sentences, in the order given."""
        parts = [self.columns[self.bounds[row] : self.bounds[row + 1]] for row in rows]
        bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
        return Examples(self.names, np.concatenate(parts), bounds.astype(np.int64))


def collect(features: Sequence[Sequence[str]], names: Sequence[str]) -> Examples:
    """Sentences' features as numbers; those that are not in `names` are left out.

    Args:
        features: Of each sentence; at least one of them is in `names` ("bias").
        names: The features that count, each once.
    """
    numbers = {name: number for number, name in enumerate(names)}
    known = [[numbers[name] for name in row if name in numbers] for row in features]
    bounds = np.cumsum([0, *map(len, known)], dtype=np.int64)
    columns = np.fromiter((n for row in known for n in row), dtype=np.int64, count=int(bounds[-1]))
    return Examples(tuple(names), columns, bounds)


def fit(
    examples: Examples,
    answers: Sequence[bool],
    *,
    penalty: float,
    prior: Mapping[str, float] | None = None,
    importance: Sequence[float] | None = None,
) -> NDArray[np.float64]:
    """The weights that explain the answers best without straying far from `prior`.

    Args:
        examples: The sentences.
        answers: One for each of them.
        penalty: Of the squared distance of each weight from its prior; > 0. "bias" is free.
        prior: Weights that are kept where the answers say nothing; 0 where a feature is missing.
        importance: How often each sentence counts; once where None.

    Returns:
        One weight for each of `examples.names`.
    """
    start = np.array([(prior or {}).get(name, 0.0) for name in examples.names])
    wanted = np.asarray(answers, dtype=np.float64)
    counts = np.ones(len(examples)) if importance is None else np.asarray(importance, dtype=float)
    penalties = np.array([penalty if name != "bias" else penalty / 100 for name in examples.names])
    lengths = np.diff(examples.bounds)
    # A bound on the curvature: a step of its inverse never overshoots.
    curvature = 0.25 * float(_largest(examples, counts, lengths)) + penalty
    step = 1.0 / curvature
    weights, ahead, pace = start.copy(), start.copy(), 1.0
    for _ in range(_MOST_STEPS):
        chances = 1.0 / (1.0 + np.exp(-np.clip(examples.scores(ahead), -30, 30)))
        slope = examples.pull(counts * (chances - wanted)) + penalties * (ahead - start)
        if float(np.max(np.abs(slope))) < _TOLERANCE * max(1.0, float(counts.sum()) / 100):
            return ahead
        new = ahead - step * slope
        if float(np.dot(slope, new - weights)) > 0:
            pace = 1.0  # going uphill: forget the momentum
        following = (1.0 + np.sqrt(1.0 + 4.0 * pace * pace)) / 2.0
        ahead = new + ((pace - 1.0) / following) * (new - weights)
        weights, pace = new, float(following)
    return weights


def _largest(examples: Examples, counts: NDArray[np.float64], lengths: NDArray[np.int64]) -> float:
    """The largest eigenvalue of the sentences' weighted second moments, by power iteration."""
    vector = np.ones(len(examples.names))
    value = float(np.max(lengths))
    for _ in range(30):
        image = examples.pull(counts * examples.scores(vector))
        value = float(np.linalg.norm(image))
        vector = image / value
    return value * 1.05
