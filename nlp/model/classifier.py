"""The trained half of the sentence stage: a linear model over wording, clauses and rules.

It reads the features of `nlp.model.features`, adds their weights and turns the sum into a chance between
0 and 1 for each thing a sentence can do or be. What a rule found stands: a person can be told which
rule it was. The model adds what no rule knows, and only where it is sure enough: where the cuts
lie was chosen on mail of writers it was not trained on (`python -m training`), and stands in the
model's file with its weights. Only what a person decided can outvote a rule (`nlp.model.learning`).

Nothing is computed but sums in a fixed order, so the same sentence has the same answer everywhere.
"""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from nlp.model.features import FEATURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The packaged model.
_FILE = "model/sentences.json.gz"


#: A rule's word counts at least this much against what a person taught: odds of four to one.
RULE = 1.4


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of one question about one sentence."""

    #: Sum of the weights: the logarithm of the odds.
    total: float
    #: The part of it that a person's decisions taught; mostly 0.
    taught: float
    #: The chance from which on it is so without a rule.
    cut: float

    @property
    def chance(self) -> float:
        """0 … 1."""
        return _chance(self.total + self.taught)

    def decide(self, *, rule: bool) -> bool:
        """Whether it is so, given whether a rule says so."""
        if rule:
            return max(self.total, RULE) + self.taught > 0
        return self.chance >= self.cut


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of features for each question: the acts by their names, "neg" and "pos"."""

    #: Names the training that made it; part of the pipeline's version.
    version: str
    questions: tuple[str, ...]
    #: The chance from which on the model adds each of them.
    cuts: tuple[float, ...]
    #: feature → one weight for each of `questions`.
    weights: Mapping[str, Sequence[float]]
    #: question → feature → what a person's decisions add to its weight.
    taught: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def judge(self, features: Sequence[str]) -> dict[str, Judgement]:
        """Every question about a sentence with these features."""
        sums = [0.0] * len(self.questions)
        for feature in features:
            row = self.weights.get(feature)
            if row is not None:
                for number, weight in enumerate(row):
                    sums[number] += weight
        return {
            question: Judgement(total, self._taught(question, features), cut)
            for question, total, cut in zip(self.questions, sums, self.cuts, strict=True)
        }

    def _taught(self, question: str, features: Sequence[str]) -> float:
        added = self.taught.get(question)
        return sum(added.get(feature, 0.0) for feature in features) if added else 0.0

    def reasons(self, features: Sequence[str], question: str, *, most: int = 5) -> list[str]:
        """The features that spoke loudest for it, loudest first."""
        number = self.questions.index(question)
        told = [(self.weights[f][number], f) for f in features if f in self.weights]
        return [
            f for weight, f in sorted(told, key=lambda one: (-one[0], one[1]))[:most] if weight > 0
        ]


class ModelFileError(ValueError):
    """The model's file does not belong to this program, or is damaged."""


def read_classifier(packed: bytes) -> Classifier:
    """A model from the bytes that `write_classifier` made.

    Raises:
        ModelFileError: made for other features, or not readable.
    """
    try:
        told = json.loads(gzip.decompress(packed))
        if told["features"] != FEATURES:
            raise ModelFileError(
                f"The sentence model was trained for features {told['features']}, this program "
                f"makes features {FEATURES}. Train it again: python -m training"
            )
        return Classifier(
            version=told["version"],
            questions=tuple(told["questions"]),
            cuts=tuple(told["cuts"]),
            weights={name: tuple(row) for name, row in told["weights"].items()},
        )
    except (OSError, EOFError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise ModelFileError("The sentence model's file is damaged; install again.") from error


def write_classifier(model: Classifier) -> bytes:
    """The same bytes for the same model, on every machine."""
    told = {
        "features": FEATURES,
        "version": model.version,
        "questions": model.questions,
        "cuts": model.cuts,
        "weights": {name: model.weights[name] for name in sorted(model.weights)},
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


@cache
def packaged_classifier() -> Classifier:
    """The model that comes with the program; read once."""
    return read_classifier((resources.files("nlp") / _FILE).read_bytes())


def _chance(total: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
