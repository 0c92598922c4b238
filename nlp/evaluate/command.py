"""Measure the language stage on labelled files; prints figures, asserts nothing.

    python -m nlp.evaluate gold.jsonl …                        every label, with 95 % intervals
    python -m nlp.evaluate gold.jsonl --errors commitment      and the mistakes of one label
    python -m nlp.evaluate --labelled DIR                      quotes: talon-text, crisp

Gold is one sentence a line, in document order: `{id, document, paragraph, text, labels, due,
tone}`; or one message a line with `needs_reply` (yes, no, maybe). The rules without the model, plain
patterns, VADER and always-neutral are measured in the same run. What `rapport tag` printed can be scored instead:

    python -m nlp.evaluate gold.jsonl --records | rapport tag --presplit --jobs 2 > tags.jsonl
    python -m nlp.evaluate gold.jsonl --tags tags.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.evaluate.figures import RESAMPLES
from nlp.evaluate.measure import (
    NEEDS_REPLY,
    OURS,
    RULES,
    VADER,
    answer_all,
    measure_messages,
    measure_sentences,
    mistakes,
)
from nlp.evaluate.quotes import measure_labelled
from nlp.evaluate.rows import (
    GoldError,
    answer_of_record,
    half_of,
    read_rows,
    read_tags,
    records_of,
    sentences_of,
    tag_rows,
)
from nlp.evaluate.show import quote_line, slice_lines, table
from nlp.tagger import Tagger, shipped_tagger
from nlp.tags import NeedsReplyLabel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nlp.evaluate.measure import Measured
    from nlp.evaluate.rows import GoldSentence

SCHEMA = 1

#: Exit codes of STYLE.md.
_DONE, _WRONG = 0, 1

_NO_VADER = (
    "VADER is not installed, so tone stands without it: it is a development dependency, "
    "vaderSentiment in requirements/dev.txt.\n"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """How to measure."""

    #: "even", "odd" or "": which documents.
    half: str = ""
    #: The key of a line that names slices.
    by: str = "slice"
    #: The label whose mistakes are listed; "" for none.
    errors: str = ""
    #: What `rapport tag` printed; None tags here.
    tags: Path | None = None
    jobs: int = 1
    resamples: int = RESAMPLES


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one labelled file."""

    file: str
    #: Of the language stage that was measured; "" where tags do not say.
    version: str
    whole: Measured
    slices: dict[str, Measured]
    #: Lines about the mistakes that were asked for.
    mistakes: list[str]


def evaluate_file(path: Path, choice: Choice) -> Evaluation:
    """The figures of a file of labelled sentences or of labelled messages.

    Raises:
        GoldError: the file, or that of the tags, cannot be used.
    """
    rows = read_rows(path)
    if _are_messages(rows, path.name):
        return _evaluate_messages(path.name, _half_of_messages(rows, choice.half), choice)
    return _evaluate_sentences(path.name, _sentences(rows, path.name, choice.half), choice)


def _evaluate_sentences(name: str, sentences: Sequence[GoldSentence], choice: Choice) -> Evaluation:
    if choice.tags is None:
        tagger = shipped_tagger()
        version = tagger.version
        ours = tag_rows(sentences, tagger, jobs=choice.jobs)
    else:
        tags = read_tags(choice.tags, [one.id for one in sentences])
        version = _version_of(tags)
        ours = [answer_of_record(record) for record in tags]
    rules = tag_rows(sentences, Tagger(), jobs=choice.jobs)
    systems = answer_all(sentences, {OURS: ours, RULES: rules})

    def measure(numbers: Sequence[int]) -> Measured:
        part = {system: [answers[n] for n in numbers] for system, answers in systems.items()}
        return measure_sentences([sentences[n] for n in numbers], part, resamples=choice.resamples)

    groups = _slices([one.row for one in sentences], choice.by)
    return Evaluation(
        name,
        version,
        measure(range(len(sentences))),
        {group: measure(numbers) for group, numbers in groups.items()},
        mistakes(choice.errors, sentences, ours) if choice.errors else [],
    )


def _evaluate_messages(
    name: str, rows: Sequence[Mapping[str, object]], choice: Choice
) -> Evaluation:
    from nlp.evaluate.replies import context_of

    if choice.tags is None:
        tagger = shipped_tagger()
        version = tagger.version
        tagged = tagger.tag_many(map(context_of, rows), jobs=choice.jobs)
        ours = [one.needs_reply.label is NeedsReplyLabel.YES for one in tagged]
    else:
        tags = read_tags(choice.tags, [str(row["id"]) for row in rows])
        version = _version_of(tags)
        ours = [_label_of(record) == NeedsReplyLabel.YES for record in tags]

    def measure(numbers: Sequence[int]) -> Measured:
        return measure_messages(
            [rows[n] for n in numbers], [ours[n] for n in numbers], resamples=choice.resamples
        )

    # A `maybe` is no judgement: slices are of the others.
    judged = [n for n, row in enumerate(rows) if row["needs_reply"] in {"yes", "no"}]
    groups = _slices([rows[n] for n in judged], choice.by)
    return Evaluation(
        name,
        version,
        measure(judged),
        {group: measure([judged[n] for n in numbers]) for group, numbers in groups.items()},
        _message_mistakes([(rows[n], ours[n]) for n in judged]) if choice.errors else [],
    )


def _message_mistakes(judged: Sequence[tuple[Mapping[str, object], bool]]) -> list[str]:
    """Of the half that may be read only."""
    from nlp.evaluate.replies import READ
    from nlp.evaluate.replies import half_of as reply_half_of

    return [
        f"{'EXTRA ' if says else 'MISSED'} {row['id']} {row['text']!r}"
        for row, says in judged
        if says != (row["needs_reply"] == "yes") and reply_half_of(str(row["id"])) == READ
    ]


def _label_of(record: Mapping[str, object]) -> str:
    found = record.get("needs_reply")
    if not isinstance(found, dict):
        raise GoldError(f"the line of {record.get('id')!r} was not printed by `rapport tag`")
    return str(found.get("label"))


def _version_of(tags: Sequence[Mapping[str, object]]) -> str:
    return ", ".join(sorted({str(record.get("version", "")) for record in tags}))


def _are_messages(rows: Sequence[Mapping[str, object]], name: str) -> bool:
    if not rows or not {"labels", "needs_reply"} & set(rows[0]):
        raise GoldError(f"{name}: the first line has neither 'labels' nor 'needs_reply'")
    return "labels" not in rows[0]


def _sentences(rows: list[dict[str, object]], name: str, half: str) -> list[GoldSentence]:
    sentences = sentences_of(rows, name=name)
    return half_of(sentences, [one.document for one in sentences], half)


def _half_of_messages(rows: list[dict[str, object]], half: str) -> list[dict[str, object]]:
    """Messages are halved by the number in their id, as their gold says."""
    from nlp.evaluate.replies import READ
    from nlp.evaluate.replies import half_of as reply_half_of

    if not half:
        return rows
    return [row for row in rows if (reply_half_of(str(row["id"])) == READ) == (half == "even")]


def _slices(rows: Sequence[Mapping[str, object]], by: str) -> dict[str, list[int]]:
    """Numbers of the rows by the value of one of their keys."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if by in row:
            found.setdefault(str(row[by]), []).append(number)
    return dict(sorted(found.items()))


def _print_records(path: Path, half: str) -> None:
    """What `rapport tag` reads: sentences for --presplit, messages without it."""
    rows = read_rows(path)
    if _are_messages(rows, path.name):
        rows = _half_of_messages(rows, half)
    else:
        rows = list(records_of(_sentences(rows, path.name, half)))
    sys.stdout.writelines(json.dumps(row) + "\n" for row in rows)


def _print_table(evaluation: Evaluation, choice: Choice) -> None:
    whole = evaluation.whole
    kind = "messages" if NEEDS_REPLY in whole.labels else "sentences"
    half = f", {choice.half} half" if choice.half else ""
    title = (
        f"{evaluation.file}{half}: {whole.items:,} {kind}, {whole.documents:,} documents; language "
        f"stage {evaluation.version}; in brackets 95 % of {choice.resamples:,} draws of documents"
    )
    lines = [title, *table(whole)]
    for name, measured in evaluation.slices.items():
        lines += slice_lines(measured, f"{choice.by} {name}")
    sys.stdout.write("\n".join([*lines, *evaluation.mistakes, ""]) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of the files named on the command line; 0, or 1 where one is unusable."""
    options = _parse(arguments)
    names = (field.name for field in fields(Choice))
    choice = Choice(**{name: getattr(options, name) for name in names})
    try:
        if options.records:
            for path in options.gold:
                _print_records(path, choice.half)
        else:
            _measure(options, choice)
    except GoldError as error:
        sys.stderr.write(f"{error}.\n")
        return _WRONG
    return _DONE


def _measure(options: argparse.Namespace, choice: Choice) -> None:
    found = []
    for path in options.gold:
        found.append(evaluate_file(path, choice))
        if not options.json:
            _print_table(found[-1], choice)
    quotes = measure_labelled(options.labelled) if options.labelled else []
    if options.json:
        document = {
            "schema": SCHEMA,
            "half": choice.half or None,
            "resamples": choice.resamples,
            "files": [asdict(one) for one in found],
            "quotes": [asdict(one) for one in quotes],
        }
        sys.stdout.write(json.dumps(document, indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{quote_line(one)}\n" for one in quotes)
    if any(VADER not in systems for one in found for systems in one.whole.others.values()):
        sys.stderr.write(_NO_VADER)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m nlp.evaluate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("gold", nargs="*", type=Path, metavar="FILE", help="labelled lines")
    parser.add_argument("--half", choices=("even", "odd"), default="", help="every other document")
    parser.add_argument("--by", default="slice", metavar="KEY", help="slices: default `slice`")
    parser.add_argument("--errors", default="", metavar="LABEL", help="list its mistakes")
    parser.add_argument(
        "--tags", type=Path, metavar="FILE", help="score what `rapport tag` printed"
    )
    parser.add_argument("--records", action="store_true", help="print lines for `rapport tag`")
    parser.add_argument(
        "--labelled", type=Path, metavar="DIR", help="talon-text.jsonl, crisp.jsonl"
    )
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="processes that tag")
    parser.add_argument("--resamples", type=_positive, default=RESAMPLES, metavar="N", help="draws")
    parser.add_argument("--json", action="store_true", help="print the same as JSON")
    options = parser.parse_args(arguments)
    if not options.gold and not options.labelled:
        parser.error("name a labelled file, or --labelled DIR")
    return options


def _positive(typed: str) -> int:
    if (number := int(typed)) < 1:
        raise ValueError
    return number
