"""Measure the needs-reply decision on labelled messages; prints figures, asserts nothing.

    python -m nlp.evaluate.replies tests/nlp/gold/needs_reply.jsonl [--errors]

Gold is one message a line: the keys of the `tag --jsonl` contract, and `needs_reply` (`yes`, `no`,
`maybe`) and `slice`. A `maybe` counts as neither. The rows with an even number may have been read
by whoever writes the rules (*read*), those with an odd one may not (*kept*): the figures of the
kept half are the ones that count, and mistakes are listed for the read half alone.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.tagger import shipped_tagger
from nlp.tags import Context, NeedsReplyLabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nlp.tagger import Tagger
    from nlp.tags import NeedsReply

READ, KEPT = "read", "kept"


@dataclass(slots=True)
class ReplyCounts:
    """Decisions beside judgements; `yes` is what precision and recall are about."""

    right_yes: int = 0
    right_no: int = 0
    #: Ids of messages wrongly taken to wait, and of those missed.
    extra: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, row_id: str, *, found: bool, wanted: bool) -> None:
        """Count one message."""
        if found and wanted:
            self.right_yes += 1
        elif found:
            self.extra.append(row_id)
        elif wanted:
            self.missed.append(row_id)
        else:
            self.right_no += 1

    @property
    def precision(self) -> float:
        """Right among those taken to wait, 0 where none was."""
        return _ratio(self.right_yes, self.right_yes + len(self.extra))

    @property
    def recall(self) -> float:
        """Found among those that wait, 0 where none does."""
        return _ratio(self.right_yes, self.right_yes + len(self.missed))

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def n(self) -> int:
        """Messages that were judged yes or no."""
        return self.right_yes + self.right_no + len(self.extra) + len(self.missed)

    def line(self, name: str) -> str:
        """One row of the table."""
        yes = self.right_yes + len(self.missed)
        return (
            f"{name:20} P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"
            f"  yes {yes}  no {self.n - yes}  right {self.right_yes + self.right_no} of {self.n}"
        )


@dataclass(slots=True)
class ReplyFigures:
    """Counts of everything, of each half and of each slice."""

    whole: ReplyCounts = field(default_factory=ReplyCounts)
    halves: dict[str, ReplyCounts] = field(
        default_factory=lambda: {READ: ReplyCounts(), KEPT: ReplyCounts()}
    )
    slices: dict[str, ReplyCounts] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The table: the whole, the halves, the slices."""
        found = [self.whole.line("needs reply")]
        found += [counts.line(f"  {name} half") for name, counts in self.halves.items()]
        found += [self.slices[name].line(f"  {name}") for name in sorted(self.slices)]
        return found


def measure_needs_reply(
    rows: Sequence[Mapping[str, object]], decisions: Sequence[NeedsReply]
) -> ReplyFigures:
    """Count decisions against judgements; `rows` and `decisions` go together."""
    figures = ReplyFigures()
    for row, decision in zip(rows, decisions, strict=True):
        if row["needs_reply"] not in {"yes", "no"}:
            continue
        wanted = row["needs_reply"] == "yes"
        found = decision.label is NeedsReplyLabel.YES
        name = str(row["id"])
        slice_counts = figures.slices.setdefault(str(row.get("slice", "none")), ReplyCounts())
        for counts in (figures.whole, figures.halves[half_of(name)], slice_counts):
            counts.add(name, found=found, wanted=wanted)
    return figures


def decide_rows(
    rows: Iterable[Mapping[str, object]], tagger: Tagger | None = None
) -> list[NeedsReply]:
    """The decision for each row, by the whole language stage as it is shipped."""
    tagged = (tagger or shipped_tagger()).tag_many(context_of(row) for row in rows)
    return [tags.needs_reply for tags in tagged]


def context_of(row: Mapping[str, object]) -> Context:
    """A gold row as the language stage gets it; `automatic` comes from the headers."""
    return Context(
        id=str(row["id"]),
        text=str(row["text"]),
        from_=str(row["from"]) if row.get("from") else None,
        to=_strings(row.get("to")),
        cc=_strings(row.get("cc")),
        owner=_strings(row.get("owner")),
        subject=str(row["subject"]) if row.get("subject") else None,
        previous=_strings(row.get("previous")),
        automatic=bool(row.get("automatic")),
    )


def half_of(row_id: str) -> str:
    """`read` for an even number at the end of the id, `kept` for an odd one or none."""
    number = re.search(r"\d+\Z", row_id)
    return READ if number and int(number[0]) % 2 == 0 else KEPT


def reply_lines(path: Path, *, errors: bool = False, tagger: Tagger | None = None) -> list[str]:
    """The figures of a gold file, and the mistakes of its read half where wanted."""
    rows = read_rows(path)
    decisions = decide_rows(rows, tagger)
    figures = measure_needs_reply(rows, decisions)
    lines = figures.lines()
    if errors:
        by_id = {str(row["id"]): row for row in rows}
        why = {str(row["id"]): one for row, one in zip(rows, decisions, strict=True)}
        half = figures.halves[READ]
        for kind, ids in (("EXTRA", half.extra), ("MISSED", half.missed)):
            lines += [f"{kind:6} {one} ({why[one].why}): {by_id[one]['text']!r}" for one in ids]
    return lines


def read_rows(path: Path) -> list[dict[str, object]]:
    """The rows of a gold file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of the file named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m nlp.evaluate.replies", description=__doc__)
    parser.add_argument("gold", type=Path, help="labelled messages, JSON lines")
    parser.add_argument("--errors", action="store_true", help="list the mistakes of the read half")
    options = parser.parse_args(arguments)
    sys.stdout.write("\n".join(reply_lines(options.gold, errors=options.errors)) + "\n")
    return 0


def _strings(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(map(str, _listed(value)))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


if __name__ == "__main__":
    sys.exit(main())
