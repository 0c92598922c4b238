"""What is remembered of each item of a folder or a calendar: a mark by its key, kept in a cursor.

A cursor goes with every page, and what is remembered may be 100,000 marks. So it is a log: each
addition is a deflated chunk of `connectors.chunks`, a later one correcting earlier ones, and a page
costs its own size and not that of the folder::

    add ──► one chunk more ──► finish ──► more than 24? one chunk of all
    restart ──► what was remembered is lost until it is added again ──► finish ──► forgotten

What a mark says, and what else a cursor holds, is each connector's own; see its `cursor`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from connectors.chunks import pack, unpack

M = TypeVar("M")

#: Chunks beyond this are made one when a round ends. By judgement: a sync that finds little adds one.
MANY_CHUNKS = 24


class MarksUnreadable(ValueError):
    """The marks in a cursor were cut off or changed, or this program did not write them."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the marks in a cursor cannot be read: {why}")


def _key_itself(key: str, _mark: object) -> str:
    return key


@dataclass(slots=True, eq=False)
class Marks(Mapping[str, M]):
    """The marks by key, and the log of how they came to be.

    Keys and written marks hold no line feed, and keys no tab.

    Args:
        parse: Makes a mark of what `str` wrote of it; raises ValueError for what it never wrote.
        name: Under which key of `lost` an item was remembered before, by its key and its mark.

    Attributes:
        lost: In a reset round, what was remembered before it and not added yet.
    """

    parse: Callable[[str], M]
    name: Callable[[str, M], str] = _key_itself
    lost: dict[str, M] = field(default_factory=dict)
    _marks: dict[str, M] = field(default_factory=dict)
    _chunks: list[str] = field(default_factory=list)
    _lost_chunk: str = ""

    def __getitem__(self, key: str) -> M:
        return self._marks[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)

    def items(self) -> ItemsView[str, M]:
        """Keys and marks, in the order in which they came."""
        return self._marks.items()  # that of a Mapping asks for each key, and there are many

    def remembered(self, key: str) -> M | None:
        """The mark of an item, whether this round came to it or not."""
        return self._marks.get(key, self.lost.get(key))

    def add(self, news: Mapping[str, M], gone: Iterable[str] = ()) -> None:
        """Remember marks, and forget items; what is remembered like that already costs nothing."""
        lines = []
        for key, mark in news.items():
            if self._marks.get(key) != mark:
                self._put(key, mark)
                lines.append(f"{key}\t{mark}")
        lines += [key for key in gone if self._forget(key)]
        if lines:
            self._chunks.append(pack(lines))

    def restart(self, lost: Mapping[str, M] | None = None) -> Marks[M]:
        """The marks of a reset round: none yet, and nothing is forgotten.

        Args:
            lost: What is to be found again, where that is not all that is remembered.
        """
        known = {**self.lost, **self._marks} if lost is None else dict(lost)
        fresh = Marks(self.parse, self.name, known)
        fresh._lost_chunk = _packed(known) if known else ""
        return fresh

    def finish(self) -> None:
        """A round has ended: what it did not find is forgotten, and many chunks become one."""
        self.lost, self._lost_chunk = {}, ""
        if len(self._chunks) > MANY_CHUNKS:
            self._chunks = [_packed(self._marks)] if self._marks else []

    def to_row(self) -> dict[str, object]:
        """The fields of a cursor: ``n`` how many marks and lost ones, ``c`` chunks, ``b`` lost."""
        row: dict[str, object] = {"n": [len(self._marks), len(self.lost)], "c": self._chunks}
        return row | {"b": self._lost_chunk} if self._lost_chunk else row

    def restore(self, row: Mapping[str, Any], *, most_bytes: int) -> None:
        """Put the marks of `to_row` into these, which hold none.

        Args:
            row: As it was stored, or what a broken cursor holds in its place. Where none is ever
                lost, ``n`` may be one number.
            most_bytes: No more is unpacked of the chunks, and no more of the lost ones.

        Raises:
            MarksUnreadable: damaged, or too large.
        """
        try:
            counts = row["n"] if isinstance(row["n"], list) else [row["n"], 0]
            self._chunks, self._lost_chunk = list(row["c"]), str(row.get("b", ""))
            if self._lost_chunk:
                for line in _unpacked([self._lost_chunk], most_bytes):
                    key, text = line.split("\t", 1)
                    self.lost[key] = self.parse(text)
            for line in _unpacked(self._chunks, most_bytes):
                key, tab, text = line.partition("\t")
                if tab:
                    self._put(key, self.parse(text))
                else:
                    self._forget(key)
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise MarksUnreadable(str(error)) from error
        if counts != [len(self._marks), len(self.lost)]:
            raise MarksUnreadable("they are not as many as were written")

    def _put(self, key: str, mark: M) -> None:
        self._marks[key] = mark
        self.lost.pop(self.name(key, mark), None)

    def _forget(self, key: str) -> bool:
        was_here = self._marks.pop(key, None) is not None
        return self.lost.pop(key, None) is not None or was_here


def _packed(marks: Mapping[str, object]) -> str:
    return pack(f"{key}\t{mark}" for key, mark in marks.items())


def _unpacked(chunks: Iterable[str], most_bytes: int) -> Iterator[str]:
    for chunk in chunks:
        lines = unpack(chunk, most_bytes=most_bytes)
        most_bytes -= sum(map(len, lines))
        if most_bytes <= 0:
            raise ValueError("they are too many")
        yield from lines
