"""The position in a folder: a sync state of Exchange, and what was told.

The state alone would be enough while Exchange knows it. It comes with ids only, in no order, so it
is remembered of each item whether it still waits to be read: a first reading that was killed goes
on, newest first. What else is remembered makes a lost state cheap: the id and a print of Message-ID
and arrival tell which messages are known, so that none is downloaded again.

It is JSON; what is remembered lies in it as a log of `connectors.marks`. Measured:
`tests/connectors/exchange/test_cursor.py` holds 100,000 messages to 8 MB.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from connectors.cursors import parse_cursor
from connectors.marks import Marks

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

    def __str__(self) -> str:
        return f"{self.flags}\t{self.mark}" + (f"\t{self.alias}" if self.alias else "")

    @property
    def is_told(self) -> bool:
        """Whether the reader has a record of it."""
        return self.flags not in (WAITING, FAILED, OTHER)


def parse_told(text: str) -> Told:
    """What `str` wrote of a `Told`.

    Raises:
        ValueError: it never wrote that.
    """
    flags, mark, *alias = text.split("\t")
    return Told(flags, mark, alias[0] if alias else "")


def _told_as(key: str, told: Told) -> str:
    return told.alias or key


@dataclass(slots=True)
class Position:
    """What was told of a folder.

    Attributes:
        origin: Of the mailbox: elsewhere the ids mean nothing.
        source: The id of the folder; under the same name there may be another.
        state: Of SyncFolderItems, for what comes next; empty: from nothing.
        listing: A first or a reset round is under way: all items are looked at, newest first.
        reset: It is a reset round.
        items: What is remembered of each item by its id; in a reset round, of those it found. What
            it has not found yet is `lost` in it, by provider id.
    """

    origin: str
    source: str
    state: str = ""
    listing: bool = True
    reset: bool = False
    items: Marks[Told] = field(default_factory=lambda: Marks(parse_told, _told_as))

    def provider_id(self, key: str) -> str:
        """How the reader knows an item."""
        told = self.items.get(key)
        return _told_as(key, told) if told is not None else key

    def restart(self, origin: str, source: str) -> Position:
        """The position from which all is found again; nothing that was told is forgotten."""
        lost = dict(self.items.lost)
        for key, told in self.items.items():
            if told.flags not in (WAITING, OTHER):
                lost[_told_as(key, told)] = Told(told.flags, told.mark)
        return Position(origin, source, reset=True, items=self.items.restart(lost))

    def finish(self) -> None:
        """A round has ended: what is remembered is one whole again."""
        self.listing, self.reset = False, False
        self.items.finish()

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
        }
        return json.dumps(row | self.items.to_row())


def parse_position(cursor: str) -> Position:
    """The position in a cursor.

    Raises:
        CursorUnreadable: damaged, of another version, or of another kind of source.
    """
    return parse_cursor(cursor, _read, kind=KIND, version=VERSION)


def _read(row: dict[str, Any]) -> Position:
    position = Position(
        str(row["o"]),
        str(row["s"]),
        str(row["t"]),
        listing=bool(row["l"]),
        reset=bool(row["r"]),
    )
    position.items.restore(row, most_bytes=_MAX_BYTES)
    return position
