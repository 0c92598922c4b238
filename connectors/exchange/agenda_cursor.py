"""The position in a calendar: a sync state, a window, and a mark of each event that was told.

The window is compared as a whole, so a lost state costs nothing but a listing. The marks are what
makes a comparison possible; they lie as deflated chunks in JSON, as those of `cursor`, a later one
correcting earlier ones.
"""

from __future__ import annotations

import binascii
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from connectors.chunks import pack, unpack
from connectors.exchange.cursor import CursorUnreadable

#: Raised when the shape changes; an older position is then a lost one.
VERSION = 1
KIND = "exchange-calendar"
#: No position of ours unpacks to more: a broken row must not eat memory.
_MAX_BYTES = 1 << 27
#: Chunks beyond this are made one when a round ends.
_MANY_CHUNKS = 24


@dataclass(slots=True)
class Position:
    """What was told of a calendar.

    Attributes:
        origin: Of the mailbox: elsewhere the ids mean nothing.
        source: The id of the calendar; under the same name there may be another.
        state: Of SyncFolderItems; empty: a round is under way, or none was yet.
        window: First and last moment, with ``/`` between.
        reset: It is not known what was told before.
        marks: What is remembered of each event, by its id.
    """

    origin: str
    source: str
    state: str = ""
    window: str = ""
    reset: bool = False
    marks: dict[str, str] = field(default_factory=dict)
    _chunks: list[str] = field(default_factory=list)

    def add(self, news: Mapping[str, str], gone: Iterable[str] = ()) -> None:
        """Remember marks, and forget events."""
        lines = []
        for name, mark in news.items():
            if self.marks.get(name) != mark:
                self.marks[name] = mark
                lines.append(f"{name}\t{mark}")
        lines += [name for name in gone if self.marks.pop(name, None) is not None]
        if lines:
            self._chunks.append(pack(lines))

    def finish(self, state: str) -> None:
        """A round has ended, and the next begins with a state: what is remembered is one whole."""
        self.state, self.reset = state, False
        if len(self._chunks) > _MANY_CHUNKS:
            self._chunks = [pack(f"{name}\t{mark}" for name, mark in self.marks.items())]

    def cursor(self) -> str:
        """The opaque cursor."""
        return json.dumps(
            {
                "v": VERSION,
                "k": KIND,
                "o": self.origin,
                "s": self.source,
                "t": self.state,
                "w": self.window,
                "r": self.reset,
                "n": len(self.marks),
                "c": self._chunks,
            }
        )


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
            str(row["o"]), str(row["s"]), str(row["t"]), str(row["w"]), reset=bool(row["r"])
        )
        for chunk in row["c"]:
            for line in unpack(chunk, most_bytes=_MAX_BYTES):
                name, tab, mark = line.partition("\t")
                if tab:
                    position.marks[name] = mark
                else:
                    position.marks.pop(name, None)
        if len(position.marks) != row["n"]:
            raise CursorUnreadable(cursor[:40])
        position._chunks = list(row["c"])
    except (ValueError, KeyError, TypeError, binascii.Error, zlib.error, RecursionError) as error:
        raise CursorUnreadable(cursor[:40]) from error
    return position
