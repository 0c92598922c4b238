"""The model card, written with the model so that it cannot drift from it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nlp.judgement import QUESTIONS
from nlp.tags import ToneLabel
from training.fitting import FEWEST_MESSAGES, NARRATION, PENALTY, RIGHT, RIGHT_FOR, UNTUNED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp.model.classifier import Classifier
    from training.fitting import Outcome
    from training.read import Sentence


def write_card(
    model: Classifier, outcomes: Sequence[Outcome], sentences: Sequence[Sentence], *, size: int
) -> str:
    """The card in Markdown.

    Args:
        model: What was trained, with its version.
        outcomes: One for each question.
        sentences: What it was trained on.
        size: Bytes of the model's file.
    """
    writers = sorted({one.writer for one in sentences})
    untuned = ", ".join(sorted(UNTUNED))
    careful = ", ".join(f"{act.value} {share:.0%}" for act, share in RIGHT_FOR.items())
    return f"""# Model card: the sentence model

Written by `make model`; do not edit. Version `{model.version}`, {size:,} bytes, {len(model.weights):,} features.

## What it is

One logistic regression for each question a sentence can be asked: {", ".join(map(str, QUESTIONS))}. It reads
words beside each other (one to three), clauses (subject, modal, verb) and what the rules found. What a
rule found stands; the model adds what no rule knows. A deadline follows from the due words, not from
the model. It runs on the machine it is installed on, and the same sentence has the same answer on every run.

## What it was trained on

{len(sentences):,} sentences of {len({one.document for one in sentences}):,} messages in `training/sentences`, invented and labelled by {len(writers)} writers who had read
the annotation guidelines and not the rules. English of natives and non-natives. No real mail, and none of the
sentences it is measured on in `docs/language.md`.

{_counts(sentences)}

Features of fewer than {FEWEST_MESSAGES} messages are left out; squared weights are penalised by {PENALTY:g}; sentences without an
act count {NARRATION:g} times, because real mail holds more of them.

## How it does on writers it has not seen

Each sentence is judged by a model trained without its writer. Shown are the writers {untuned}, on whose mail no
rule was tuned. The model adds an act from the chance on above which it was right at least {RIGHT:.0%} of the times
that no rule had found it ({careful}), narration counted {NARRATION:g} times. From 1.00 on means that it adds nothing.

{_figures(outcomes)}

Figures on real mail, with intervals and beside other methods: `docs/language.md`.

## Limits

English only. Dry sarcasm, complaints told as bare facts and hints at leaving are mostly missed; the tone of
single sentences is weak, and no alert rests on it alone. The training mail is livelier than real mail. Labels
were given once, by the writer; nobody labelled it a second time, so there is no figure of agreement.
"""


def _counts(sentences: Sequence[Sentence]) -> str:
    acts = Counter(act.value for one in sentences for act in one.acts)
    tones = Counter(one.tone for one in sentences)
    plain = sum(not one.acts for one in sentences)
    rows = [*sorted(acts.items()), ("none of them", plain)]
    rows += [("negative", tones[ToneLabel.NEG]), ("positive", tones[ToneLabel.POS])]
    lines = [f"| {name} | {count:,} |" for name, count in rows]
    return "\n".join(["| label | sentences |", "|---|---|", *lines])


def _figures(outcomes: Sequence[Outcome]) -> str:
    lines = [
        f"| {one.question} | {one.wanted} | {_three(one.rules)} | {_three(one.both)} | {one.cut:.2f} |"
        for one in outcomes
    ]
    head = [
        "| question | n | rules alone: precision, recall, F1 | with the model | adds from |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *lines])


def _three(figures: tuple[float, float, float]) -> str:
    return "{:.2f} {:.2f} **{:.2f}**".format(*figures)


def write_reply_card(
    *, version: str, size: int, messages: int, sentences: int, lines: list[str]
) -> str:
    """The card of the reply model in Markdown.

    Args:
        version: Of the model.
        size: Bytes of its file.
        messages: Judged messages it was trained on.
        sentences: Labelled sentences that took part.
        lines: Figures on messages left out.
    """
    figures = "\n".join(f"    {line}" for line in lines)
    return f"""# Model card: the reply model

Written by `make model`; do not edit. Version `{version}`, {size:,} bytes.

## What it is

Two logistic regressions that vote with the rules of `nlp/needs_reply`: whether a sentence makes its message
wait for an answer, and whether a message is a stranger's mailing. They read words beside each other, the
acts that were found, the place of the sentence and what stands around it. The answer names its sentence.

## What it was trained on

{messages:,} invented messages in `training/messages`, judged as a whole while they were written beside the code, and
{sentences:,} sentences of `training/sentences` with less weight. The gold of `tests/nlp` is never read. Where the model
outvotes a rule was chosen on these messages left out in turn, on the demo and on the half of that gold that may be read.

## How it does on its own messages, left out in turn

{figures}

They are a harder set than mail is: many are pairs that differ in one word. Figures on messages judged by somebody who
knew neither rules nor model: `docs/language.md`.

## Limits

English only. Quiet complaints, hints and decisions put before the reader without a question are missed most; an order
that no mail answers is taken for one that does.
"""
