"""From labelled sentences to a model: features, weights, and where the cuts lie.

The cuts are chosen on chances that each sentence got from a model trained without its writer, and
only for writers on whose mail no rule was tuned: what looks sure on one's own sentences is not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlp.judgement import QUESTIONS
from nlp.model.classifier import Classifier
from nlp.model.fit import Examples, collect, fit
from nlp.model.learning import show
from nlp.tags import Act, ToneLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nlp.acts import Ruling
    from training.read import Sentence

#: A feature of fewer messages than this is one person's whim.
FEWEST_MESSAGES = 2
#: Of the squared weights; tried from 0.3 to 3 by cross-validation.
PENALTY = 1.0
#: Sentences that do nothing are twice as frequent in real mail as in the training mail.
NARRATION = 2.0
#: Weights smaller than this move no decision.
SMALLEST = 0.01
#: Writers on whose mail no rule was tuned.
UNTUNED = frozenset("CDFGH")
#: What the model adds must be right at least this often on writers it has not seen, in mail where
#: narration is as frequent as in life; more often where an error costs trust.
RIGHT = 0.7
RIGHT_FOR = {Act.COMMITMENT: 0.8, Act.REQUEST: 0.75}
#: Cuts that are tried; above the last one nothing is added.
_TRIED = [number / 100 for number in range(30, 100, 2)]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Sentences as the classifier sees them."""

    sentences: tuple[Sentence, ...]
    rulings: tuple[Ruling | None, ...]
    features: tuple[tuple[str, ...], ...]

    def answers(self, question: str) -> NDArray[np.bool_]:
        """What the labels say, sentence by sentence."""
        return np.array([_is_so(sentence, question) for sentence in self.sentences])

    def rules(self, question: str) -> NDArray[np.bool_]:
        """What the rules alone say."""
        return np.array([_rules_say(ruling, question) for ruling in self.rulings])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What cross-validation found about one question."""

    question: str
    wanted: int
    #: From this chance on the model adds it.
    cut: float
    #: Precision, recall and F1 on writers that neither rules nor model had seen.
    rules: tuple[float, float, float]
    both: tuple[float, float, float]


def prepare(sentences: Sequence[Sentence]) -> Prepared:
    """Parses and rules of every sentence, with the sentence before it in the message."""
    before = [
        sentences[number - 1].text
        if number and sentences[number - 1].document == sentence.document
        else None
        for number, sentence in enumerate(sentences)
    ]
    shown = show([(one.text, earlier) for one, earlier in zip(sentences, before, strict=True)])
    return Prepared(
        tuple(sentences),
        tuple(one.ruling for one in shown),
        tuple(one.features for one in shown),
    )


def train(prepared: Prepared) -> tuple[Classifier, list[Outcome]]:
    """The model of all sentences, and how its like does on writers it has not seen."""
    examples = collect(prepared.features, _vocabulary(prepared))
    writers = np.array([sentence.writer for sentence in prepared.sentences])
    importance = np.array([1.0 if s.acts else NARRATION for s in prepared.sentences])
    columns: list[NDArray[np.float64]] = []
    outcomes: list[Outcome] = []
    for question in QUESTIONS:
        answers = prepared.answers(question)
        chances = np.zeros(len(answers))
        for writer in sorted(set(writers)):
            seen = np.flatnonzero(writers != writer).tolist()
            unseen = np.flatnonzero(writers == writer).tolist()
            weights = _fit(examples.take(seen), answers[seen], importance[seen])
            chances[unseen] = 1 / (1 + np.exp(-examples.take(unseen).scores(weights)))
        judged = np.isin(writers, sorted(UNTUNED))
        rules = prepared.rules(question)
        cut = _choose(question, chances[judged], rules[judged], answers[judged], importance[judged])
        both = rules | (chances >= cut)
        outcomes.append(
            Outcome(
                question,
                int(answers[judged].sum()),
                cut,
                _figures(rules[judged], answers[judged]),
                _figures(both[judged], answers[judged]),
            )
        )
        columns.append(_fit(examples, answers, importance))
    rounded = np.round(np.stack(columns, axis=1), 2)
    kept = {
        name: tuple(row)
        for name, row in zip(examples.names, rounded.tolist(), strict=True)
        if max(map(abs, row)) > SMALLEST
    }
    every = tuple(outcome.cut for outcome in outcomes)
    return Classifier("", tuple(map(str, QUESTIONS)), every, kept), outcomes


def _fit(
    examples: Examples, answers: NDArray[np.bool_], importance: NDArray[np.float64]
) -> NDArray[np.float64]:
    return fit(examples, answers.tolist(), penalty=PENALTY, importance=importance.tolist())


def _vocabulary(prepared: Prepared) -> list[str]:
    seen: Counter[str] = Counter()
    for _, feature in {
        (sentence.document, feature)
        for sentence, features in zip(prepared.sentences, prepared.features, strict=True)
        for feature in features
    }:
        seen[feature] += 1
    return ["bias", *sorted(f for f, n in seen.items() if n >= FEWEST_MESSAGES and f != "bias")]


def _choose(
    question: str,
    chances: NDArray[np.float64],
    rules: NDArray[np.bool_],
    answers: NDArray[np.bool_],
    importance: NDArray[np.float64],
) -> float:
    """The lowest cut above which the model is right often enough about what no rule found."""
    least = next((value for act, value in RIGHT_FOR.items() if act.value == question), RIGHT)
    for cut in _TRIED:
        added = ~rules & (chances >= cut)
        if added.any() and _figures(added, answers, importance)[0] >= least:
            return cut
    return 1.0


def _figures(
    found: NDArray[np.bool_],
    answers: NDArray[np.bool_],
    importance: NDArray[np.float64] | None = None,
) -> tuple[float, float, float]:
    counts = np.ones(len(answers)) if importance is None else importance
    right = float(counts[found & answers].sum())
    precision = right / max(float(counts[found].sum()), 1e-9)
    recall = right / max(float(counts[answers].sum()), 1e-9)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _is_so(sentence: Sentence, question: str) -> bool:
    if question in {ToneLabel.NEG, ToneLabel.POS}:
        return sentence.tone == question
    return question in sentence.acts


def _rules_say(ruling: Ruling | None, question: str) -> bool:
    if ruling is None:
        return False
    if question in {ToneLabel.NEG, ToneLabel.POS}:
        return ruling.tone.label == question
    return question in ruling.scores
