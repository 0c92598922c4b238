"""A message's text in blocks and pieces: new words open, quotes folded, what was read in it marked.

Offsets are code points into `Message.text`, as everywhere. Spans may lie inside or across each
other and, from hostile or old tags, outside the text: a piece carries the marks of every span that
covers it, and what lies outside is cut off. Each piece is made visible after it was cut, so that no
escape moves an offset.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.web.pages.words import counted, one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.insight.records import Sentence

NEW = "new"
#: Summaries of what is folded, by zone.
_FOLDED = {
    "quote": "Quoted",
    "forward": "Passed on",
    "header": "Head of a quoted mail",
    "signature": "Signature",
    "disclaimer": "Small print",
    "footer": "Footer of a list",
}
#: What a sentence was read as, in words; the first that fits gives the colour.
ACTS = {
    "complaint": "complaint",
    "risk": "risk",
    "commitment": "promise",
    "request": "request",
    "question": "question",
    "offer": "offer",
    "meeting": "meeting",
    "deadline": "date",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of a text, half open.

    Attributes:
        css: Class of the mark, `tag-commitment`.
        label: What is said after it.
    """

    start: int
    end: int
    css: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one block under the same marks.

    Attributes:
        css: Classes of its marks, empty where it is plain.
        labels: Labels of the marks that end with it.
    """

    text: str
    css: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A zone of a message: `summary` is empty for new text, else what stands on the fold."""

    kind: str
    summary: str
    pieces: tuple[Piece, ...]


def find_spans(sentences: Iterable[Sentence]) -> list[Span]:
    """The marks of what the language stage read; thanks and greetings carry none."""
    spans = []
    for one in sentences:
        acts = [act for act in ACTS if act in one.acts]
        if not acts:
            continue
        labels = [ACTS[act] for act in acts if act != "deadline" or one.due is None]
        if one.due is not None:
            labels.append(f"“{one_line(one.due.text)}”" if one.due.text else "date")
        if one.escalation:
            labels.append("escalation")
        if one.intent_to_leave:
            labels.append("may leave")
        spans.append(Span(one.start, one.end, f"tag-{acts[0]}", ", ".join(labels)))
    return spans


def make_blocks(
    text: str,
    zones: Iterable[tuple[str, int, int]],
    spans: Sequence[Span],
    *,
    most: int | None = None,
) -> tuple[Block, ...]:
    """The text as blocks in its order.

    Args:
        zones: (kind, start, end) of what is not new text.
        spans: Marks, in any order.
        most: Characters to show from the beginning; None: all.
    """
    end = len(text) if most is None else min(most, len(text))
    blocks = []
    for kind, first, last in _cover(zones, end):
        if not text[first:last].strip():
            continue
        inner = _without_blank_ends(text, first, last)
        pieces = tuple(_pieces(text, *inner, spans))
        blocks.append(Block(kind, _say_fold(kind, text[first:last]), pieces))
    return tuple(blocks)


def _cover(zones: Iterable[tuple[str, int, int]], end: int) -> Iterator[tuple[str, int, int]]:
    """The zones and, between them, new text; together all of [0, end). Like neighbours join."""
    at = 0
    held: tuple[str, int, int] | None = None
    for kind, start, stop in (*sorted(zones, key=lambda one: one[1]), (NEW, end, end)):
        first, last = max(start, at), min(stop, end)
        for part in ((NEW, at, min(first, end)), (kind, first, last)):
            if part[1] >= part[2]:
                continue
            if held is not None and held[0] == part[0]:
                held = (held[0], held[1], part[2])
                continue
            if held is not None:
                yield held
            held = part
        at = max(at, last)
    if held is not None:
        yield held


def _without_blank_ends(text: str, first: int, last: int) -> tuple[int, int]:
    """A block without empty lines before and after it; the indent of its first line stays."""
    inner = text[first:last]
    lead = len(inner) - len(inner.lstrip("\n\r"))
    return first + lead, first + len(inner.rstrip())


def _pieces(text: str, first: int, last: int, spans: Sequence[Span]) -> Iterator[Piece]:
    over = [
        (max(one.start, first), min(one.end, last), one)
        for one in spans
        if max(one.start, first) < min(one.end, last)
    ]
    cuts = sorted({first, last, *(start for start, _, _ in over), *(stop for _, stop, _ in over)})
    covering: list[list[Span]] = [[] for _ in cuts]
    ending: list[list[Span]] = [[] for _ in cuts]
    for start, stop, span in over:
        begin, beyond = bisect_left(cuts, start), bisect_left(cuts, stop)
        for at in range(begin, beyond):
            covering[at].append(span)
        ending[beyond - 1].append(span)
    for at, (start, stop) in enumerate(pairwise(cuts)):
        yield Piece(
            visible(text[start:stop]),
            " ".join(dict.fromkeys(one.css for one in covering[at])),
            tuple(one.label for one in ending[at]),
        )


def _say_fold(kind: str, text: str) -> str:
    if kind == NEW:
        return ""
    lines = sum(1 for line in text.splitlines() if line.strip())
    return f"{_FOLDED.get(kind, kind.capitalize())}, {counted(lines, 'line')}"
