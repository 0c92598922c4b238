"""Lines and paragraphs at the end of a message: what its last chapters have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp.tags import ZoneKind

_DELIMITER = re.compile(r"[ \t]{0,4}(?:--|—|––|_{2,5}|-{3,5}|\*{3,5}|={3,5}) ?\Z")
_RULE = re.compile(r"[ \t]{0,4}[-_=*—]{6,}[ \t]{0,4}\Z")


def is_delimiter(line: str) -> bool:
    """A "-- " or another line of dashes, underscores, stars or equal signs, short or long."""
    return _DELIMITER.match(line) is not None or _RULE.match(line) is not None


def mark(kinds: list[ZoneKind], first: int, last: int, kind: ZoneKind) -> None:
    """Label lines [first, last)."""
    kinds[first:last] = [kind] * (last - first)


def back_over_blank(lines: list[str], first: int, end: int) -> int:
    """The end without the blank lines before it; never below `first`."""
    while end > first and not lines[end - 1].strip():
        end -= 1
    return end


def split_paragraphs(lines: list[str], first: int, last: int) -> list[tuple[int, int]]:
    """Runs of visible lines in [first, last), as [first, last) pairs."""
    found: list[tuple[int, int]] = []
    start = -1
    for number in range(first, last):
        if lines[number].strip():
            start = number if start < 0 else start
        elif start >= 0:
            found.append((start, number))
            start = -1
    if start >= 0:
        found.append((start, last))
    return found
