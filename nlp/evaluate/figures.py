"""Precision, recall and F1 with intervals, by drawing documents again.

Sentences of one mail resemble each other, so that an interval over sentences would be too narrow:
whole documents are drawn, with replacement, as often as there are. The interval is that between the
2.5th and the 97.5th percentile of the figure over the draws (Efron & Tibshirani, An Introduction to
the Bootstrap, 1993, chapter 13). The draws are the same for every label and every system, and the
same on every run. Counts per document are all that is kept, so that it takes milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

RESAMPLES = 2000
_SEED = 20_261_122
_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure from 0 to 1 with its 95 % interval."""

    #: None where there is nothing to divide by.
    value: float | None
    #: Both None where one document, or nothing, leaves no interval.
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """What a system did with one label."""

    #: Items that have the label, items it was given to, and both at once.
    n: int
    found: int
    right: int
    precision: Figure
    recall: Figure
    f1: Figure


class Bootstrap:
    """Draws of the documents of some items; all arrays have one entry per item."""

    def __init__(self, documents: Sequence[str], *, resamples: int = RESAMPLES) -> None:
        """Args:
        documents: Of each item, at least one.
        resamples: How often to draw.
        """
        numbers: dict[str, int] = {}
        self._document = np.array([numbers.setdefault(one, len(numbers)) for one in documents])
        self.documents = len(numbers)
        drawn = np.random.default_rng(_SEED).integers(
            self.documents, size=(resamples, self.documents)
        )
        rows = np.repeat(np.arange(resamples), self.documents)
        flat = np.bincount(
            rows * self.documents + drawn.ravel(), minlength=resamples * self.documents
        )
        #: How often each draw has each document.
        self._times: NDArray[np.float64] = flat.reshape(resamples, self.documents).astype(float)

    def scores(
        self,
        found: Sequence[bool],
        wanted: Sequence[bool],
        *,
        right: Sequence[bool] | None = None,
    ) -> Scores:
        """Precision, recall and F1 of one label.

        Args:
            found: The system gave it.
            wanted: The item has it.
            right: Where both hold, whether the system's answer is the wanted one; always if None.
        """
        counted = self._counts(found, wanted, right)
        total = counted.sum(axis=0)
        drawn = self._times @ counted
        return Scores(
            n=int(total[1]),
            found=int(total[0]),
            right=int(total[2]),
            precision=self._figure(total[2], total[0], drawn[:, 2], drawn[:, 0]),
            recall=self._figure(total[2], total[1], drawn[:, 2], drawn[:, 1]),
            f1=self._figure(
                2 * total[2], total[0] + total[1], 2 * drawn[:, 2], drawn[:, 0] + drawn[:, 1]
            ),
        )

    def share(self, right: Sequence[bool]) -> Figure:
        """The share of the items for which something holds."""
        counted = np.stack([self._sum(right), self._sum([True] * len(right))], axis=1)
        total, drawn = counted.sum(axis=0), self._times @ counted
        return self._figure(total[0], total[1], drawn[:, 0], drawn[:, 1])

    def macro_f1(self, labels: Sequence[tuple[Sequence[bool], Sequence[bool]]]) -> Figure:
        """The mean F1 of several labels, each given as (found, wanted).

        Draws in which a label neither stands nor is found have no mean and are left out.
        """
        values: list[float] = []
        draws: list[NDArray[np.float64]] = []
        for found, wanted in labels:
            counted = self._counts(found, wanted, None)
            total, drawn = counted.sum(axis=0), self._times @ counted
            values.append(_divide(2 * total[2:3], total[0:1] + total[1:2])[0])
            draws.append(_divide(2 * drawn[:, 2], drawn[:, 0] + drawn[:, 1]))
        return self._interval(float(np.mean(values)), np.mean(draws, axis=0))

    def _counts(
        self, found: Sequence[bool], wanted: Sequence[bool], right: Sequence[bool] | None
    ) -> NDArray[np.float64]:
        """Per document: found, wanted, right."""
        given, meant = np.asarray(found, dtype=bool), np.asarray(wanted, dtype=bool)
        both = given & meant
        if right is not None:
            both &= np.asarray(right, dtype=bool)
        return np.stack([self._sum(given), self._sum(meant), self._sum(both)], axis=1)

    def _sum(self, holds: Sequence[bool] | NDArray[np.bool_]) -> NDArray[np.float64]:
        weights = np.asarray(holds, dtype=float)
        return np.bincount(self._document, weights=weights, minlength=self.documents).astype(float)

    def _figure(
        self,
        part: float,
        whole: float,
        drawn_parts: NDArray[np.float64],
        drawn_wholes: NDArray[np.float64],
    ) -> Figure:
        value = float(part / whole) if whole else float("nan")
        return self._interval(value, _divide(drawn_parts, drawn_wholes))

    def _interval(self, value: float, draws: NDArray[np.float64]) -> Figure:
        if np.isnan(value):
            return Figure(None)
        known = draws[~np.isnan(draws)]
        if self.documents < 2 or not len(known):
            return Figure(value)
        low, high = np.percentile(known, _PERCENTILES)
        return Figure(value, float(low), float(high))


def _divide(parts: NDArray[np.float64], wholes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Element by element; nan where there is nothing to divide by."""
    found: NDArray[np.float64] = np.full(parts.shape, np.nan)
    np.divide(parts, wholes, out=found, where=wholes > 0)
    return found
