"""The position in a folder: a sync state of Exchange, and what was told.

The state alone would be enough while Exchange knows it. It comes with ids only, in no order, so it
is remembered of each item whether it still waits to be read: a first reading that was killed goes
on, newest first. What else is remembered makes a lost state cheap: the id and a print of Message-ID
and arrival tell which messages are known, so that none is downloaded again.

It is JSON; the items lie in it as deflated chunks, a later one correcting earlier ones, so that a
page costs its own size and not that of the folder. Measured: `tests/connectors/exchange/test_cursor.py`
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
KIND = "exchange"
#: Instead of flags: the item was listed and waits to be read; it could not be read, and is asked for
#: again at every sync; it is no mail.
WAITING, FAILED, OTHER = "w", "?", "-"
#: Beside flags: something of the item changed, and it was not looked at since.
STALE = "u"
#: No position of ours unpacks to more: a broken row must not eat memory.
_MAX_BYTES = 1 << 28
#: Chunks beyond this are made one when a round ends.
_MANY_CHUNKS = 24


class CursorUnreadable(Exception):
    """The cursor is not one that this program wrote for a folder of an Exchange Server."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is remembered of an item.

    Attributes:
        flags: A letter each, sorted; or one of `WAITING`, `FAILED`, `OTHER`.
        mark: A print of its Message-ID and arrival; empty where it has none.
        alias: Its provider id, where that is not its id: it was told before ids were given anew.
    """

    flags: str
    mark: str = ""
    alias: str = ""

    @property
    def is_told(self) -> bool:
        """Whether the reader has a record of it."""
        return self.flags not in (WAITING, FAILED, OTHER)


@dataclass(slots=True)
class Position:
    """What was told of a folder.

    Attributes:
        origin: Of the mailbox: elsewhere the ids mean nothing.
        source: The id of the folder; under the same name there may be another.
        state: Of SyncFolderItems, for what comes next; empty: from nothing.
        listing: A first or a reset round is under way: all items are looked at, newest first.
        reset: It is a reset round.
        items: What is remembered of each item by its id; in a reset round, of those it found.
        lost: In a reset round, what was told before it and not found yet.
    """

    origin: str
    source: str
    state: str = ""
    listing: bool = True
    reset: bool = False
    items: dict[str, Told] = field(default_factory=dict)
    lost: dict[str, Told] = field(default_factory=dict)
    _chunks: list[str] = field(default_factory=list)
    _lost_chunk: str = ""

    def add(self, news: Mapping[str, Told], gone: Iterable[str] = ()) -> None:
        """Remember items, and forget others."""
        lines = []
        for key, told in news.items():
            self.items[key] = told
            self.lost.pop(told.alias or key, None)
            lines.append(_line(key, told))
        lines += [key for key in gone if self.items.pop(key, None) is not None]
        if lines:
            self._chunks.append(pack(lines))

    def provider_id(self, key: str) -> str:
        """How the reader knows an item."""
        told = self.items.get(key)
        return told.alias if told is not None and told.alias else key

    def restart(self, origin: str, source: str) -> Position:
        """The position from which all is found again; nothing that was told is forgotten."""
        lost = dict(self.lost)
        for key, told in self.items.items():
            if told.flags not in (WAITING, OTHER):
                lost[told.alias or key] = Told(told.flags, told.mark)
        fresh = Position(origin, source, reset=True, lost=lost)
        fresh._lost_chunk = pack(_line(key, told) for key, told in lost.items()) if lost else ""
        return fresh

    def finish(self) -> None:
        """A round has ended: what is remembered is one whole again."""
        self.listing, self.reset, self.lost, self._lost_chunk = False, False, {}, ""
        if len(self._chunks) > _MANY_CHUNKS:
            self._chunks = []
            self.add(dict(self.items))

    def cursor(self) -> str:
        """The opaque cursor."""
        row = {
            "v": VERSION,
            "k": KIND,
            "o": self.origin,
            "s": self.source,
            "t": self.state,
            "l": self.listing,
            "r": self.reset,
            "n": [len(self.items), len(self.lost)],
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
            str(row["t"]),
            listing=bool(row["l"]),
            reset=bool(row["r"]),
        )
        if "b" in row:
            position._lost_chunk = str(row["b"])
            lines = unpack(position._lost_chunk, most_bytes=_MAX_BYTES)
            position.lost = dict(_entry(line) for line in lines)
        for chunk in row["c"]:
            _replay(unpack(chunk, most_bytes=_MAX_BYTES), position)
        if [len(position.items), len(position.lost)] != row["n"]:
            raise CursorUnreadable(cursor[:40])
        position._chunks = list(row["c"])
    except (ValueError, KeyError, TypeError, binascii.Error, zlib.error, RecursionError) as error:
        raise CursorUnreadable(cursor[:40]) from error
    return position


def _line(key: str, told: Told) -> str:
    return f"{key}\t{told.flags}\t{told.mark}" + (f"\t{told.alias}" if told.alias else "")


def _entry(line: str) -> tuple[str, Told]:
    key, flags, mark, *alias = line.split("\t")
    return key, Told(flags, mark, alias[0] if alias else "")


def _replay(lines: Iterable[str], position: Position) -> None:
    for line in lines:
        if "\t" not in line:
            position.items.pop(line, None)
            continue
        key, told = _entry(line)
        position.items[key] = told
        position.lost.pop(told.alias or key, None)
