"""The position in a calendar: its sync-token, and the version of every resource that was told.

The token alone would be enough while the server keeps it. The versions make the rest cheap: a first
reading that was killed goes on, a lost token costs a listing and no download, and a server without
tokens can be read at all.

It is JSON; the versions lie in it as a log of `connectors.marks`. Measured:
`tests/connectors/caldav/test_cursor.py` holds 20,000 resources to 1.5 MB.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from connectors.cursors import parse_cursor
from connectors.marks import Marks

#: Raised when the shape changes; an older position is then a lost one.
VERSION = 1
KIND = "caldav"
#: No position of ours unpacks to more: a broken row must not eat memory.
_MAX_BYTES = 1 << 26


class Mark(StrEnum):
    """What became of a resource, before its version."""

    TOLD = "="
    #: Looked at and left alone: no event in it, or too large. Not looked at again in that version.
    LEFT = "!"
    #: Could not be read: asked for again at every sync.
    FAILED = "?"


@dataclass(slots=True)
class Position:
    """What was told of a calendar.

    Attributes:
        origin: Of the server: on another one the versions mean nothing.
        token: Changes since it are still to be told; empty in the middle of a first reading, and on
            servers without tokens.
        ctag: The state that was read, on a server without tokens.
        reset: A reset round is under way.
        marks: `Mark` and print of the version, by provider id.
    """

    origin: str
    token: str = ""
    ctag: str = ""
    reset: bool = False
    marks: Marks[str] = field(default_factory=lambda: Marks(str))

    def told(self) -> set[str]:
        """The ids of what was handed on and not taken back."""
        return {name for name, mark in self.marks.items() if mark[0] != Mark.LEFT}

    def failed(self) -> set[str]:
        """The ids of what could not be read."""
        return {name for name, mark in self.marks.items() if mark[0] == Mark.FAILED}

    def finish(self, token: str, ctag: str) -> None:
        """A round has ended."""
        self.token, self.ctag, self.reset = token, ctag, False
        self.marks.finish()

    def cursor(self) -> str:
        """The opaque cursor."""
        row = {
            "v": VERSION,
            "k": KIND,
            "o": self.origin,
            "t": self.token,
            "g": self.ctag,
            "r": self.reset,
        }
        return json.dumps(row | self.marks.to_row() | {"n": len(self.marks)})


def parse_position(cursor: str) -> Position:
    """The position in a cursor.

    Raises:
        CursorUnreadable: damaged, of another version, or of another kind of source.
    """
    return parse_cursor(cursor, _read, kind=KIND, version=VERSION)


def _read(row: dict[str, Any]) -> Position:
    position = Position(str(row["o"]), str(row["t"]), str(row["g"]), bool(row["r"]))
    position.marks.restore(row, most_bytes=_MAX_BYTES)
    return position


def mark(kind: Mark, version: str) -> str:
    """What is remembered of a resource: a version may be long, and ten bytes of a print tell it."""
    if not version:
        return kind.value
    digest = hashlib.blake2b(version.encode(), digest_size=10).digest()
    return kind.value + base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def is_known(remembered: str | None, version: str) -> bool:
    """Whether that version was dealt with; an unknown version never was."""
    return (
        bool(version)
        and remembered is not None
        and remembered[0] != Mark.FAILED
        and remembered[1:] == mark(Mark.TOLD, version)[1:]
    )
