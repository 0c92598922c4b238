"""Measure the zones on labelled replies: is what remains of a mail exactly what its author wrote?

The labelled folder holds `talon-text.jsonl` and `crisp.jsonl`: `{id, text, reply}`, and their truths
differ. That of talon keeps signatures, disclaimers and forwarded blocks: everything but quotes,
their headers and footers counts as the reply. That of crisp is the new text alone. What is kept is
joined as it stands; blank lines are collapsed and spaces at the ends of lines do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.evaluate.rows import GoldError, read_rows
from nlp.plain import sanitise
from nlp.tags import ZoneKind
from nlp.zones.find import find_zones

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: File, and what of a message its truth holds.
SETS = {
    "talon-text": frozenset(
        {ZoneKind.NEW, ZoneKind.SIGNATURE, ZoneKind.DISCLAIMER, ZoneKind.FORWARD}
    ),
    "crisp": frozenset({ZoneKind.NEW}),
}


@dataclass(frozen=True, slots=True)
class QuoteFigures:
    """How many replies came out exactly right."""

    name: str
    right: int
    total: int
    #: Ids of the others.
    wrong: tuple[str, ...]


def measure_quotes(path: Path, kinds: frozenset[ZoneKind]) -> QuoteFigures:
    """Pairs whose zones of `kinds`, joined as they stand, are the wanted reply.

    Raises:
        GoldError: a line lacks its text or its reply.
    """
    rows = read_rows(path)
    wrong: list[str] = []
    for row in rows:
        text, reply = row.get("text"), row.get("reply")
        if not isinstance(text, str) or not isinstance(reply, str):
            raise GoldError(f"{path.name}: each line needs 'text' and 'reply'")
        if list(_lines(keep_zones(text, kinds))) != list(_lines(sanitise(reply))):
            wrong.append(str(row.get("id")))
    return QuoteFigures(path.stem, len(rows) - len(wrong), len(rows), tuple(wrong))


def measure_labelled(folder: Path) -> list[QuoteFigures]:
    """Both sets of a labelled folder."""
    return [measure_quotes(folder / f"{name}.jsonl", kinds) for name, kinds in SETS.items()]


def keep_zones(text: str, kinds: frozenset[ZoneKind]) -> str:
    """The zones of `kinds`, in order; white space between two neighbours stays as it stands."""
    text = sanitise(text)
    parts: list[str] = []
    after = 0
    for zone in find_zones(text):
        if zone.kind in kinds:
            between = text[after : zone.start]
            parts += ["\n" if between.strip() else between, text[zone.start : zone.end]]
            after = zone.end
    return "".join(parts)


def _lines(text: str) -> Iterator[str]:
    return (line.rstrip() for line in text.strip().split("\n") if line.strip())
