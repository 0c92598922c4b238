"""Measure the language stage on labelled files; prints figures, asserts nothing.

    python -m nlp.evaluate gold.jsonl [--errors commitment] [--labelled DIR]

Gold is one sentence a line, in document order: `{id, document, paragraph, text, labels, due,
tone}`. The labelled folder holds `talon-text.jsonl` and `crisp.jsonl`: `{id, text, reply}`.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.plain import sanitise
from nlp.tagger import Tagger
from nlp.tags import Act, Context, SentenceTags, ToneLabel, ZoneKind
from nlp.zones import find_zones

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(slots=True)
class Counts:
    """Right, wrongly found and missed, with the texts of the mistakes."""

    right: int = 0
    extra: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, *, found: bool, wanted: bool, text: str) -> None:
        """Count one sentence."""
        if found and wanted:
            self.right += 1
        elif found:
            self.extra.append(text)
        elif wanted:
            self.missed.append(text)

    @property
    def precision(self) -> float:
        """Right among found, 0 where nothing was found."""
        return _ratio(self.right, self.right + len(self.extra))

    @property
    def recall(self) -> float:
        """Right among wanted, 0 where nothing was wanted."""
        return _ratio(self.right, self.right + len(self.missed))

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.precision * self.recall, self.precision + self.recall)

    def line(self, name: str) -> str:
        """One row of the table."""
        wanted = self.right + len(self.missed)
        return (
            f"{name:12} P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  n {wanted}"
        )


def measure_acts(
    rows: Sequence[dict[str, object]], tags: Sequence[SentenceTags]
) -> dict[Act, Counts]:
    """Counts per act; `rows` and `tags` go together."""
    counts = {act: Counts() for act in Act}
    for row, sentence in zip(rows, tags, strict=True):
        wanted = set(_labels(row))
        for act, count in counts.items():
            count.add(found=sentence.has(act), wanted=act.value in wanted, text=str(row["text"]))
    return counts


def measure_tone(
    rows: Sequence[dict[str, object]], tags: Sequence[SentenceTags]
) -> dict[ToneLabel, Counts]:
    """Counts per tone."""
    counts = {label: Counts() for label in ToneLabel}
    for row, sentence in zip(rows, tags, strict=True):
        for label, count in counts.items():
            count.add(
                found=sentence.tone.label is label,
                wanted=row["tone"] == label.value,
                text=str(row["text"]),
            )
    return counts


def measure_due(rows: Sequence[dict[str, object]], tags: Sequence[SentenceTags]) -> Counts:
    """Exact matches of the time words among the sentences where gold names some."""
    counts = Counts()
    for row, sentence in zip(rows, tags, strict=True):
        wanted = str(row["due"])
        if wanted:
            found = sentence.due.text if sentence.due else ""
            text = f"{found!r} for {wanted!r}: {row['text']}"
            counts.add(found=found == wanted, wanted=True, text=text)
    return counts


def measure_quotes(path: Path, kinds: frozenset[ZoneKind]) -> tuple[int, int, list[str]]:
    """Pairs whose zones of `kinds`, joined, equal the wanted reply with blank lines collapsed.

    Returns:
        Right, all, ids of the wrong ones.
    """
    wrong: list[str] = []
    rows = _read(path)
    for row in rows:
        text = sanitise(str(row["text"]))
        kept = "\n".join(text[z.start : z.end] for z in find_zones(text) if z.kind in kinds)
        if _lines(kept) != _lines(sanitise(str(row["reply"]))):
            wrong.append(str(row["id"]))
    return len(rows) - len(wrong), len(rows), wrong


def tag_rows(rows: Iterable[dict[str, object]], tagger: Tagger | None = None) -> list[SentenceTags]:
    """Tags of presplit sentences; the earlier sentences of the paragraph are the context."""
    found: list[SentenceTags] = []
    for tags in (tagger or Tagger()).tag_many(_contexts(rows)):
        empty = SentenceTags(0, tags.read_until)
        found.append(tags.sentences[0] if tags.sentences else empty)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of the files named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m nlp.evaluate", description=__doc__)
    parser.add_argument("gold", type=Path, help="labelled sentences, JSON lines")
    parser.add_argument("--labelled", type=Path, help="folder with talon-text.jsonl, crisp.jsonl")
    parser.add_argument("--errors", default="", help="an act, a tone or 'due': list its mistakes")
    options = parser.parse_args(arguments)
    rows = _read(options.gold)
    tags = tag_rows(rows)
    acts, tones, due = measure_acts(rows, tags), measure_tone(rows, tags), measure_due(rows, tags)
    lines = [count.line(act.value) for act, count in acts.items()]
    macro = sum(count.f1 for count in tones.values()) / len(tones)
    lines += [count.line(f"tone {label.value}") for label, count in tones.items()]
    lines.append(f"tone macro F1 {macro:.3f}, sentences {len(rows)}")
    lines.append(f"due words exact {due.right} of {due.right + len(due.missed)}")
    if options.labelled:
        lines += _quote_lines(options.labelled)
    if options.errors:
        named: dict[str, Counts] = {
            str(name): count for name, count in (*acts.items(), *tones.items())
        }
        lines += _mistakes({**named, "due": due}[options.errors])
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _quote_lines(folder: Path) -> list[str]:
    whole = frozenset({ZoneKind.NEW, ZoneKind.SIGNATURE, ZoneKind.DISCLAIMER, ZoneKind.FORWARD})
    found = []
    for name, kinds in (("talon-text", whole), ("crisp", frozenset({ZoneKind.NEW}))):
        right, total, wrong = measure_quotes(folder / f"{name}.jsonl", kinds)
        found.append(f"quotes {name}: {right} of {total} (wrong: {', '.join(wrong) or 'none'})")
    return found


def _mistakes(count: Counts) -> list[str]:
    return [f"EXTRA  {text}" for text in count.extra] + [f"MISSED {text}" for text in count.missed]


def _contexts(rows: Iterable[dict[str, object]]) -> Iterable[Context]:
    paragraph: tuple[object, object] | None = None
    earlier: list[str] = []
    for row in rows:
        here = (row.get("document"), row.get("paragraph"))
        if here != paragraph:
            paragraph, earlier = here, []
        text = str(row["text"])
        yield Context(id=str(row["id"]), text=text, previous=tuple(earlier), presplit=True)
        earlier.append(text)


def _labels(row: dict[str, object]) -> list[str]:
    labels = row["labels"]
    return [str(label) for label in labels] if isinstance(labels, list) else []


def _read(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


if __name__ == "__main__":
    sys.exit(main())
