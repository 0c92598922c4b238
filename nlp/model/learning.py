"""What one person's decisions teach the classifier, on that person's machine.

A lesson is a sentence and whether it promises. The shipped weights stay as they are; what is learned
is a small correction on top of them, over the features of the lessons alone, so that sentences
worded otherwise are read as before. Whether it helps is measured before it is taken over: each lesson
is judged by a correction that was made without it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nlp.acts import find_by_rules
from nlp.gate import is_sentence, needs_parse
from nlp.judgement import rule_features
from nlp.model.classifier import RULE
from nlp.model.features import FEATURES
from nlp.model.fit import collect, fit
from nlp.parse import SpacyParser
from nlp.plain import make_plain, sanitise
from nlp.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nlp.acts import Ruling
    from nlp.model.classifier import Classifier
    from nlp.parse import ParserModel

#: Fewer decisions than this say more about one sentence than about the person's language.
FEWEST = 8
#: Of the squared corrections: one decision moves a chance a little, five like ones move it across.
PENALTY = 0.5


@dataclass(frozen=True, slots=True)
class Lesson:
    """One sentence a person decided about."""

    text: str
    #: The sentence before it in the message.
    before: str | None
    #: "commitment": what was decided.
    question: str
    answer: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """A correction of one model by one person's decisions."""

    #: Of the model that it corrects.
    base: str
    features: int
    lessons: int
    #: Of the lessons; how many the model read right without and with the correction, each judged
    #: by one made without it.
    right_before: int
    right_after: int
    #: question → feature → what is added to its weight.
    corrections: Mapping[str, Mapping[str, float]]

    @property
    def helps(self) -> bool:
        """Whether it reads lessons right that it has not seen and the model reads wrong."""
        return self.right_after > self.right_before

    @property
    def version(self) -> str:
        """Names the corrections; part of the version of the tags."""
        told = json.dumps(self.corrections, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as rules and classifier see it."""

    #: None where nothing is a sentence.
    ruling: Ruling | None
    features: tuple[str, ...]


def show(
    sentences: Sequence[tuple[str, str | None]], parser: ParserModel | None = None
) -> list[Shown]:
    """What the classifier is shown of sentences, each with the one before it."""
    plains = []
    for text, _ in sentences:
        clean = sanitise(text)
        plains.append(make_plain(clean, 0, len(clean)))
    wanted = [number for number, plain in enumerate(plains) if needs_parse(plain.text)]
    parsed = (parser or SpacyParser()).parse([plains[number].text for number in wanted])
    parses = dict(zip(wanted, parsed, strict=True))
    found: list[Shown] = []
    for number, (plain, (_, before)) in enumerate(zip(plains, sentences, strict=True)):
        view = View(plain.text, parses.get(number), before)
        ruling = find_by_rules(view) if is_sentence(plain.text) else None
        features = tuple(rule_features(view, ruling)) if ruling else ("bias",)
        found.append(Shown(ruling, features))
    return found


def learn(
    model: Classifier, lessons: Sequence[Lesson], parser: ParserModel | None = None
) -> Learned:
    """What the lessons teach; nothing where they are too few.

    Args:
        model: What is corrected.
        lessons: Each sentence once.
        parser: The spaCy model where None.
    """
    corrections: dict[str, dict[str, float]] = {}
    before = after = 0
    for question in sorted({lesson.question for lesson in lessons}):
        own = [lesson for lesson in lessons if lesson.question == question]
        shown = show([(lesson.text, lesson.before) for lesson in own], parser)
        right_before = _right(model, own, shown)
        before += right_before
        if len(own) < FEWEST:
            after += right_before
            continue
        after += sum(
            _right(_correct(model, own, shown, without=number), [own[number]], [shown[number]])
            for number in range(len(own))
        )
        corrections[question] = _corrections(model, own, shown)
    return Learned(model.version, FEATURES, len(lessons), before, after, corrections)


def corrected(model: Classifier, learned: Learned) -> Classifier:
    """The model with what was learned; the same model where that was learned on another one."""
    if learned.base != model.version or learned.features != FEATURES:
        return model
    return replace(model, taught=learned.corrections, version=f"{model.version}.{learned.version}")


def _corrections(
    model: Classifier, lessons: Sequence[Lesson], shown: Sequence[Shown]
) -> dict[str, float]:
    question = lessons[0].question
    # Without the bias: many refused promises must not make every sentence less of a promise.
    names = sorted({f for one in shown for f in one.features if f != "bias"})
    if not names:
        return {}
    taught = [
        (one, lesson)
        for one, lesson in zip(shown, lessons, strict=True)
        if any(f != "bias" for f in one.features)
    ]
    weights = fit(
        collect([one.features for one, _ in taught], names),
        [lesson.answer for _, lesson in taught],
        penalty=PENALTY,
        given=[_given(model, one, question) for one, _ in taught],
    )
    rounded = {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}
    return {name: weight for name, weight in rounded.items() if weight}


def _correct(
    model: Classifier, lessons: Sequence[Lesson], shown: Sequence[Shown], *, without: int
) -> Classifier:
    kept = [number for number in range(len(lessons)) if number != without]
    added = _corrections(model, [lessons[n] for n in kept], [shown[n] for n in kept])
    one = Learned(model.version, FEATURES, len(kept), 0, 0, {lessons[0].question: added})
    return corrected(model, one)


def _right(model: Classifier, lessons: Sequence[Lesson], shown: Sequence[Shown]) -> int:
    right = 0
    for lesson, one in zip(lessons, shown, strict=True):
        said = model.judge(one.features)[lesson.question]
        right += said.decide(rule=_ruled(one, lesson.question)) == lesson.answer
    return right


def _given(model: Classifier, shown: Shown, question: str) -> float:
    """The odds a correction starts from: a rule's word counts, as in `Judgement.decide`."""
    total = model.judge(shown.features)[question].total
    return max(total, RULE) if _ruled(shown, question) else total


def _ruled(shown: Shown, question: str) -> bool:
    return shown.ruling is not None and question in {act.value for act in shown.ruling.scores}
