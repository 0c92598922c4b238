"""The position in a folder or a calendar: a link of Graph, and what was told.

The link alone would be enough while Graph keeps it. What is remembered of each item makes the rest
cheap: a first reading that was killed goes on, a lost link costs a listing and no download, and a
row that names only what changed of a message can be understood.

It is JSON; what is remembered lies in it as a log of `connectors.marks`. Measured:
`tests/connectors/microsoft/test_cursor.py` holds 100,000 messages to 8 MB.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from connectors.cursors import parse_cursor
from connectors.marks import Marks

#: Raised when the shape changes; an older position is then a lost one.
VERSION = 1
KIND = "microsoft"
#: No position of ours unpacks to more: a broken row must not eat memory.
_MAX_BYTES = 1 << 28


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
    """

    origin: str
    source: str
    link: str = ""
    under_way: bool = False
    reset: bool = False
    window: str = ""
    marks: Marks[str] = field(default_factory=lambda: Marks(str))

    def restart(self, origin: str, source: str) -> Position:
        """The position from which all is found again; nothing is forgotten."""
        return Position(origin, source, reset=True, marks=self.marks.restart())

    def finish(self) -> None:
        """A round has ended: what is remembered is one whole again."""
        self.reset = False
        self.marks.finish()

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
        }
        return json.dumps(row | self.marks.to_row())


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
        str(row["l"]),
        under_way=bool(row["u"]),
        reset=bool(row["r"]),
        window=str(row["w"]),
    )
    position.marks.restore(row, most_bytes=_MAX_BYTES)
    return position
