"""The position in a calendar: a sync state, a window, and a mark of each event that was told.

The window is compared as a whole, so a lost state costs nothing but a listing. The marks are what
makes a comparison possible; they lie in JSON as a log of `connectors.marks`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from connectors.cursors import parse_cursor
from connectors.marks import Marks

#: Raised when the shape changes; an older position is then a lost one.
VERSION = 1
KIND = "exchange-calendar"
#: No position of ours unpacks to more: a broken row must not eat memory.
_MAX_BYTES = 1 << 27


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
    marks: Marks[str] = field(default_factory=lambda: Marks(str))

    def finish(self, state: str) -> None:
        """A round has ended, and the next begins with a state: what is remembered is one whole."""
        self.state, self.reset = state, False
        self.marks.finish()

    def cursor(self) -> str:
        """The opaque cursor."""
        row = {
            "v": VERSION,
            "k": KIND,
            "o": self.origin,
            "s": self.source,
            "t": self.state,
            "w": self.window,
            "r": self.reset,
        }
        # A calendar is compared as a whole: none of its marks is ever lost, so none is counted.
        return json.dumps(row | self.marks.to_row() | {"n": len(self.marks)})


def parse_position(cursor: str) -> Position:
    """The position in a cursor.

    Raises:
        CursorUnreadable: damaged, of another version, or of another kind of source.
    """
    return parse_cursor(cursor, _read, kind=KIND, version=VERSION)


def _read(row: dict[str, Any]) -> Position:
    position = Position(
        str(row["o"]), str(row["s"]), str(row["t"]), str(row["w"]), reset=bool(row["r"])
    )
    position.marks.restore(row, most_bytes=_MAX_BYTES)
    return position
