"""What differs between two texts, word by word, for people: kept, removed and added pieces.

Plain text in, plain text out; a template escapes it and puts ``ins`` and ``del`` around the pieces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: A named place of a template, a word, a run of blanks, or one other sign.
_TOKEN = re.compile(r"‹[^›\n]*›|\w+|\n|[^\S\n]+|[^\w\s]", re.UNICODE)
#: Comparing is quadratic in what differs: longer texts are compared line by line.
MAX_TOKENS = 4_000


class Change(StrEnum):
    """What became of a piece."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what became of it."""

    change: Change
    text: str


def compare_words(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that lead from one text to the other, in reading order.

    Joining all but the added pieces gives `before`, all but the removed ones `after`.
    """
    if before == after:
        return (Piece(Change.SAME, after),) if after else ()
    old, new = _split(before), _split(after)
    if len(old) + len(new) > MAX_TOKENS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[a:b])))
            continue
        pieces.append(Piece(Change.REMOVED, "".join(old[a:b])))
        pieces.append(Piece(Change.ADDED, "".join(new[c:d])))
    return tuple(_join(piece for piece in pieces if piece.text))


def differs(pieces: Sequence[Piece]) -> bool:
    """Whether anything was added or removed."""
    return any(piece.change is not Change.SAME for piece in pieces)


def _split(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _join(pieces: Iterable[Piece]) -> list[Piece]:
    """Single blanks kept between two changed words are taken into the change: it reads better."""
    found: list[Piece] = []
    removed = added = ""
    for piece in pieces:
        if piece.change is Change.REMOVED:
            removed += piece.text
        elif piece.change is Change.ADDED:
            added += piece.text
        elif (removed or added) and piece.text.strip(" ") == "":
            removed, added = removed + piece.text, added + piece.text
        else:
            found += _flush(removed, added)
            removed = added = ""
            found.append(piece)
    return found + _flush(removed, added)


def _flush(removed: str, added: str) -> list[Piece]:
    if removed == added:
        return [Piece(Change.SAME, removed)] if removed else []
    # A blank that only trailed the change goes back to what is kept.
    blanks = len(removed) - len(removed.rstrip(" "))
    blanks = min(blanks, len(added) - len(added.rstrip(" ")))
    kept = removed[len(removed) - blanks :]
    if blanks:
        removed, added = removed[:-blanks], added[:-blanks]
    made = (Piece(Change.REMOVED, removed), Piece(Change.ADDED, added), Piece(Change.SAME, kept))
    return [piece for piece in made if piece.text]
