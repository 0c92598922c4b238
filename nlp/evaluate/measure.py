"""Several systems on the same labelled items: who finds what, with intervals, per label and slice.

For sentences: the acts, the time words (*exact* where they are the labelled ones, *overlap* where
they share a word with them) and the tone. For messages: whether an answer is awaited. A `maybe`
counts as neither.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nlp.evaluate.baselines import pattern_answer, pattern_needs_reply, vader_tones
from nlp.evaluate.figures import RESAMPLES, Bootstrap, Figure, Scores
from nlp.evaluate.rows import Answer, GoldError
from nlp.tags import Act, ToneLabel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nlp.evaluate.rows import GoldSentence

OURS, RULES, PATTERNS = "rapport", "rules alone", "patterns"
VADER, NEUTRAL = "VADER", "always neutral"
DUE_EXACT, DUE_OVERLAP = "due exact", "due overlap"
TONES, ACCURACY = "tone macro F1", "tone accuracy"
NEEDS_REPLY, ALWAYS = "needs reply", "always yes"

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of some items."""

    items: int
    documents: int
    #: Label → system → scores.
    labels: dict[str, dict[str, Scores]]
    #: Figures that belong to no single label → system → figure.
    others: dict[str, dict[str, Figure]] = field(default_factory=dict)
    #: Language → items of which we say that it is not read.
    unread: dict[str, int] = field(default_factory=dict)


def answer_all(
    sentences: Sequence[GoldSentence], ours: Mapping[str, Sequence[Answer]]
) -> dict[str, Sequence[Answer]]:
    """Our answers (`OURS`, `RULES`) beside those of the baselines that can be had here."""
    texts = [sentence.text for sentence in sentences]
    systems: dict[str, Sequence[Answer]] = {
        **ours,
        PATTERNS: [pattern_answer(text) for text in texts],
        NEUTRAL: [Answer(tone=ToneLabel.NEU)] * len(texts),
    }
    if tones := vader_tones(texts):
        systems[VADER] = [Answer(tone=tone) for tone in tones]
    return systems


def measure_sentences(
    sentences: Sequence[GoldSentence],
    systems: Mapping[str, Sequence[Answer]],
    *,
    resamples: int = RESAMPLES,
) -> Measured:
    """Acts, time words and tone; `systems` answer for `sentences`, in their order."""
    bootstrap = Bootstrap([one.document for one in sentences], resamples=resamples)
    acting = {name: systems[name] for name in (OURS, RULES, PATTERNS) if name in systems}
    judging = {name: systems[name] for name in (OURS, RULES, VADER, NEUTRAL) if name in systems}
    labels: dict[str, dict[str, Scores]] = {}
    for act in Act:
        wanted = [act in one.acts for one in sentences]
        labels[act.value] = {
            name: bootstrap.scores([act in one.acts for one in answers], wanted)
            for name, answers in acting.items()
        }
    if all(one.due is not None for one in sentences):
        for label, agrees in ((DUE_EXACT, _is_same), (DUE_OVERLAP, _overlaps)):
            labels[label] = {
                name: bootstrap.scores(
                    [bool(one.due) for one in answers],
                    [bool(one.due) for one in sentences],
                    right=[
                        agrees(gold, answer.due)
                        for gold, answer in zip(sentences, answers, strict=True)
                    ],
                )
                for name, answers in acting.items()
            }
    others: dict[str, dict[str, Figure]] = {}
    if all(one.tone is not None for one in sentences):
        for tone in ToneLabel:
            wanted = [one.tone is tone for one in sentences]
            labels[f"tone {tone.value}"] = {
                name: bootstrap.scores([one.tone is tone for one in answers], wanted)
                for name, answers in judging.items()
            }
        others = _tone_figures(bootstrap, sentences, judging)
    unread = Counter(answer.unread for answer in systems[OURS] if answer.unread)
    return Measured(len(sentences), bootstrap.documents, labels, others, dict(unread))


def _tone_figures(
    bootstrap: Bootstrap,
    sentences: Sequence[GoldSentence],
    judging: Mapping[str, Sequence[Answer]],
) -> dict[str, dict[str, Figure]]:
    wanted = {tone: [one.tone is tone for one in sentences] for tone in ToneLabel}
    macro, accuracy = {}, {}
    for name, answers in judging.items():
        found = {tone: [one.tone is tone for one in answers] for tone in ToneLabel}
        macro[name] = bootstrap.macro_f1([(found[tone], wanted[tone]) for tone in ToneLabel])
        right = [gold.tone is one.tone for gold, one in zip(sentences, answers, strict=True)]
        accuracy[name] = bootstrap.share(right)
    return {TONES: macro, ACCURACY: accuracy}


def measure_messages(
    rows: Sequence[Mapping[str, object]],
    ours: Sequence[bool],
    *,
    resamples: int = RESAMPLES,
) -> Measured:
    """Whether an answer is awaited: `ours` says so for each row; each row is a document.

    Raises:
        GoldError: no row says yes or no.
    """
    judged = [
        (row, says)
        for row, says in zip(rows, ours, strict=True)
        if row.get("needs_reply") in {"yes", "no"}
    ]
    if not judged:
        raise GoldError("no message is labelled yes or no")
    bootstrap = Bootstrap([str(number) for number in range(len(judged))], resamples=resamples)
    wanted = [row["needs_reply"] == "yes" for row, _ in judged]
    scores = {
        OURS: bootstrap.scores([says for _, says in judged], wanted),
        PATTERNS: bootstrap.scores(
            [pattern_needs_reply(str(row.get("text", ""))) for row, _ in judged], wanted
        ),
        ALWAYS: bootstrap.scores([True] * len(judged), wanted),
    }
    return Measured(len(judged), bootstrap.documents, {NEEDS_REPLY: scores})


def mistakes(label: str, sentences: Sequence[GoldSentence], answers: Sequence[Answer]) -> list[str]:
    """The sentences to which a label was wrongly given, then those that lack it, as lines.

    Args:
        label: An act, "due", or a tone ("neg").
        sentences: The labelled sentences.
        answers: One for each.

    Raises:
        GoldError: there is no such label.
    """
    if label == "due":
        return [
            f"{gold.id} {answer.due!r} for {gold.due!r}: {gold.text}"
            for gold, answer in zip(sentences, answers, strict=True)
            if gold.due is not None and not _is_same(gold, answer.due)
        ]
    extra, missed = [], []
    for gold, answer in zip(sentences, answers, strict=True):
        found, wanted = _has(label, answer), _has(label, gold)
        if found and not wanted:
            extra.append(f"EXTRA  {gold.id} {gold.text}")
        elif wanted and not found:
            missed.append(f"MISSED {gold.id} {gold.text}")
    return extra + missed


def _has(label: str, item: Answer | GoldSentence) -> bool:
    if label in set(ToneLabel):
        return item.tone == label
    if label in set(Act):
        return label in item.acts
    known = ", ".join([*Act, "due", *ToneLabel])
    raise GoldError(f"there is no label {label!r}; the labels are {known}")


def _is_same(gold: GoldSentence, due: str) -> bool:
    return (gold.due or "").split() == due.split()


def _overlaps(gold: GoldSentence, due: str) -> bool:
    """Whether the words share one, as they stand in the sentence."""
    text = " ".join(gold.text.split())
    wanted, found = _words_at(text, gold.due or ""), _words_at(text, due)
    return bool(wanted & found)


def _words_at(text: str, part: str) -> set[int]:
    """Offsets of the words of `part` wherever it stands in `text`."""
    part = " ".join(part.split())
    if not part:
        return set()
    places = (match.start() for match in re.finditer(re.escape(part), text))
    return {at + word.start() for at in places for word in _WORD.finditer(part)}
