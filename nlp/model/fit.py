"""Logistic regression on sentences' features: labelled examples in, weights out.

One yes-or-no question at a time, with a quadratic penalty on the weights. Scores given beforehand are
the start of each sentence's sum: what is fitted is then a correction to the model that made them, as
when the shipped model learns from one person's decisions. The loss is convex, so that the answer is the one point where the gradient vanishes and does not depend
on where the search begins; sums run in a fixed order, so that it is the same on every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: The search ends this near to the minimum, as the length of the way there over all weights.
_NEAR = 0.05
_MOST_STEPS = 5000


class FitError(RuntimeError):
    """The search for the best weights did not arrive."""


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
    given: Sequence[float] | None = None,
    importance: Sequence[float] | None = None,
) -> NDArray[np.float64]:
    """The weights that explain the answers best and are no larger than that needs.

    Args:
        examples: The sentences.
        answers: One for each of them.
        penalty: Of each squared weight; > 0.
        given: What each sentence's sum begins with; 0 where None.
        importance: How often each sentence counts; once where None.

    Returns:
        One weight for each of `examples.names`.

    Raises:
        FitError: the search did not arrive.
    """
    begun = np.zeros(len(examples)) if given is None else np.asarray(given, dtype=float)
    wanted = np.asarray(answers, dtype=np.float64)
    counts = np.ones(len(examples)) if importance is None else np.asarray(importance, dtype=float)
    penalties = np.full(len(examples.names), penalty)
    # The curvature along each feature is at most this: a step of its inverse never overshoots, and
    # rare features, whose curvature is small, take long steps.
    lengths = np.diff(examples.bounds)
    steps = 1.0 / (0.25 * examples.pull(counts * lengths) + penalties)
    weights = ahead = np.zeros(len(examples.names))
    pace = 1.0
    for _ in range(_MOST_STEPS):
        chances = 1.0 / (1.0 + np.exp(-np.clip(begun + examples.scores(ahead), -30, 30)))
        slope = examples.pull(counts * (chances - wanted)) + penalties * ahead
        # The loss curves at least by the penalty: nearer to its minimum than this in all.
        if float(np.linalg.norm(slope)) < _NEAR * penalty:
            return ahead
        new = ahead - steps * slope
        if float(np.dot(slope, new - weights)) > 0:
            pace = 1.0  # going uphill: forget the momentum
        following = (1.0 + np.sqrt(1.0 + 4.0 * pace * pace)) / 2.0
        ahead = new + ((pace - 1.0) / following) * (new - weights)
        weights, pace = new, float(following)
    raise FitError(f"No minimum found in {_MOST_STEPS} steps for {len(examples)} sentences.")
