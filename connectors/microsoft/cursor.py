"""The position in a folder or a calendar: a link of Graph, and what was told.

The link alone would be enough while Graph keeps it. What is remembered of each item makes the rest
cheap: a first reading that was killed goes on, a lost link costs a listing and no download, and a
row that names only what changed of a message can be understood.

It is JSON; the items lie in it as deflated chunks, a later one correcting earlier ones, so that a
page costs its own size and not that of the folder. Measured: `tests/connectors/microsoft/test_cursor.py`
holds 100,000 messages to 8 MB.
"""

from __future__ import annotations

import binascii
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from connectors.chunks import pack, unpack

#: Raised when the shape changes; an older position is then a lost one.
VERSION = 1
KIND = "microsoft"
#: No position of ours unpacks to more: a broken row must not eat memory.
_MAX_BYTES = 1 << 28
#: Chunks beyond this are made one when a round ends.
_MANY_CHUNKS = 24


class CursorUnreadable(Exception):
    """The cursor is not one that this program wrote for a Microsoft account."""


@dataclass(slots=True)
class Position:
    """What was told of a folder or a calendar.

    Attributes:
        origin: Of Graph: elsewhere the ids mean nothing.
        source: The id of the folder or calendar; under the same name there may be another.
        link: To be followed next; empty: a round begins.
        under_way: The link leads on in the middle of a round.
        reset: A reset round is under way.
        window: Of a calendar: first and last moment, as they were asked for.
        marks: What is remembered of each item that was told, by id; in a reset round, of those that
            this round has told or found.
        lost: In a reset round, what was told before it and not found yet.
    """

    origin: str
    source: str
    link: str = ""
    under_way: bool = False
    reset: bool = False
    window: str = ""
    marks: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    _chunks: list[str] = field(default_factory=list)
    _lost_chunk: str = ""

    def add(self, news: Mapping[str, str], gone: Iterable[str] = ()) -> None:
        """Remember marks, and forget items."""
        lines = []
        for name, mark in news.items():
            self.marks[name] = mark
            self.lost.pop(name, None)
            lines.append(f"{name}\t{mark}")
        lines += [name for name in gone if self._forget(name)]
        if lines:
            self._chunks.append(pack(lines))

    def _forget(self, name: str) -> bool:
        was_told = self.marks.pop(name, None) is not None
        return self.lost.pop(name, None) is not None or was_told

    def remembered(self, name: str) -> str | None:
        """The mark of an item, whether this round came to it or not."""
        return self.marks.get(name, self.lost.get(name))

    def restart(self, origin: str, source: str) -> Position:
        """The position from which all is found again; nothing is forgotten."""
        lost = self.lost | self.marks
        chunk = pack(f"{name}\t{mark}" for name, mark in lost.items()) if lost else ""
        fresh = Position(origin, source, reset=True, lost=lost)
        fresh._lost_chunk = chunk
        return fresh

    def finish(self) -> None:
        """A round has ended: what is remembered is one whole again."""
        self.reset, self.lost, self._lost_chunk = False, {}, ""
        if len(self._chunks) > _MANY_CHUNKS:
            self._chunks = []
            self.add(dict(self.marks))

    def cursor(self) -> str:
        """The opaque cursor."""
        row = {
            "v": VERSION,
            "k": KIND,
            "o": self.origin,
            "s": self.source,
            "l": self.link,
            "u": self.under_way,
            "r": self.reset,
            "w": self.window,
            "n": [len(self.marks), len(self.lost)],
            "c": self._chunks,
        }
        if self._lost_chunk:
            row["b"] = self._lost_chunk
        return json.dumps(row)


def parse_position(cursor: str) -> Position:
    """The position in a cursor.

    Raises:
        CursorUnreadable: damaged, of another version, or of another kind of source.
    """
    try:
        row = json.loads(cursor)
        if row["v"] != VERSION or row["k"] != KIND:
            raise CursorUnreadable(cursor[:40])
        position = Position(
            str(row["o"]),
            str(row["s"]),
            str(row["l"]),
            under_way=bool(row["u"]),
            reset=bool(row["r"]),
            window=str(row["w"]),
        )
        if "b" in row:
            position._lost_chunk = str(row["b"])
            lines = unpack(position._lost_chunk, most_bytes=_MAX_BYTES)
            position.lost = dict(_pair(line) for line in lines)
        for chunk in row["c"]:
            _replay(unpack(chunk, most_bytes=_MAX_BYTES), position)
        if [len(position.marks), len(position.lost)] != row["n"]:
            raise CursorUnreadable(cursor[:40])
        position._chunks = list(row["c"])
    except (ValueError, KeyError, TypeError, binascii.Error, zlib.error, RecursionError) as error:
        raise CursorUnreadable(cursor[:40]) from error
    return position


def _pair(line: str) -> tuple[str, str]:
    name, mark = line.split("\t")
    return name, mark


def _replay(lines: Iterable[str], position: Position) -> None:
    for line in lines:
        name, tab, mark = line.partition("\t")
        position.lost.pop(name, None)
        if tab:
            position.marks[name] = mark
        else:
            position.marks.pop(name, None)
