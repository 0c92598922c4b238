"""From labelled sentences to a model: features, weights, and where the cuts lie.

The cuts are chosen on chances that each sentence got from a model trained without its writer, and
only for writers on whose mail no rule was tuned: what looks sure on one's own sentences is not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlp.acts import find_by_rules
from nlp.classifier import Classifier, Cuts
from nlp.fit import Examples, collect, fit
from nlp.gate import is_sentence, needs_parse
from nlp.judgement import QUESTIONS, rule_features
from nlp.parse import SpacyParser
from nlp.plain import make_plain, sanitise
from nlp.tags import Act, ToneLabel
from nlp.view import View

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
UNTUNED = frozenset("CDF")
#: The least precision of an act whose error costs trust; the others seek the best F1.
PRECISE = {Act.COMMITMENT: 0.8, Act.REQUEST: 0.8, Act.COMPLAINT: 0.6, Act.RISK: 0.6}

_ADD = [number / 100 for number in range(20, 96, 5)]
_KEEP = [0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3]


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
    cuts: Cuts
    #: Precision, recall and F1 on writers that neither rules nor model had seen.
    rules: tuple[float, float, float]
    both: tuple[float, float, float]


def prepare(sentences: Sequence[Sentence]) -> Prepared:
    """Parses and rules of every sentence, with the sentence before it in the message."""
    plains = []
    for sentence in sentences:
        text = sanitise(sentence.text)
        plains.append(make_plain(text, 0, len(text)))
    wanted = [number for number, plain in enumerate(plains) if needs_parse(plain.text)]
    parses = dict(zip(wanted, SpacyParser().parse([plains[n].text for n in wanted]), strict=True))
    rulings: list[Ruling | None] = []
    features: list[tuple[str, ...]] = []
    for number, plain in enumerate(plains):
        same = number and sentences[number - 1].document == sentences[number].document
        view = View(plain.text, parses.get(number), plains[number - 1].text if same else None)
        ruling = find_by_rules(view) if is_sentence(plain.text) else None
        rulings.append(ruling)
        features.append(tuple(rule_features(view, ruling)) if ruling else ("bias",))
    return Prepared(tuple(sentences), tuple(rulings), tuple(features))


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
        cuts = _choose(
            question, chances[judged], rules[judged], answers[judged], importance[judged]
        )
        both = np.where(rules, chances >= cuts.keep, chances >= cuts.add)
        outcomes.append(
            Outcome(
                question,
                int(answers[judged].sum()),
                cuts,
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
    every = tuple(outcome.cuts for outcome in outcomes)
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
) -> Cuts:
    """The cuts with the best F1 among those that are precise enough; ties go to the careful."""
    least = next((value for act, value in PRECISE.items() if act.value == question), 0.0)
    tried: list[tuple[bool, float, float, float]] = []
    for add in _ADD:
        for keep in _KEEP:
            found = np.where(rules, chances >= keep, chances >= add)
            precision, _, f1 = _figures(found, answers, importance)
            enough = precision >= least
            tried.append((enough, f1 if enough else precision, add, keep))
    _, _, add, keep = max(tried)
    return Cuts(add, keep)


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
