"""The position in a calendar: its sync token, and the version of every row that was told.

The token alone would be enough while Google keeps it. The versions make the rest cheap: a first
reading that was killed tells nothing twice, a lost token is a listing and no more, and of a series it
is known which occurrences differ, since a change names only the row that changed.

It is JSON; the versions lie in it as a log of `connectors.marks`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from connectors.cursors import parse_cursor
from connectors.marks import Marks

if TYPE_CHECKING:
    from connectors.google.ical import Series

#: Raised when the shape changes; an older position is then a lost one.
VERSION = 1
KIND = "google-calendar"
#: No position of ours unpacks to more: a broken row must not eat memory.
_MAX_BYTES = 1 << 27


class Mark(StrEnum):
    """What became of an event or a series, before the versions of its rows."""

    TOLD = "="
    #: Looked at and left alone: no meeting and no absence.
    LEFT = "!"
    #: Nothing could be made of it; what was told before stays.
    UNREAD = "?"


def _parse_mark(text: str) -> str:
    if text[:1] not in tuple(Mark):
        raise ValueError("a mark that means nothing")
    return text


@dataclass(slots=True)
class Position:
    """What was told of a calendar.

    Attributes:
        token: Changes since it are still to be told; empty in the middle of a first reading.
        reset: A reset round is under way.
        marks: `Mark` and versions, by the id of the event or the series.
    """

    token: str = ""
    reset: bool = False
    marks: Marks[str] = field(default_factory=lambda: Marks(_parse_mark))

    def told(self) -> list[str]:
        """The ids of what was handed on and not taken back."""
        return [name for name, mark in self.marks.items() if mark[0] != Mark.LEFT]

    def rows_of(self, name: str) -> set[str]:
        """The ids of the rows of an event or a series, as they were known."""
        versions = self.marks.get(name, "")[1:].split()
        return {name + version.rpartition(":")[0] for version in versions}

    def finish(self, token: str) -> None:
        """A round has ended."""
        self.token, self.reset = token, False
        self.marks.finish()

    def cursor(self) -> str:
        """The opaque cursor."""
        row = {"v": VERSION, "k": KIND, "t": self.token, "r": self.reset}
        return json.dumps(row | self.marks.to_row() | {"n": len(self.marks)})


def parse_position(cursor: str) -> Position:
    """The position in a cursor.

    Raises:
        CursorUnreadable: damaged, of another version, or of another kind of source.
    """
    return parse_cursor(cursor, _read, kind=KIND, version=VERSION)


def _read(row: dict[str, Any]) -> Position:
    position = Position(str(row["t"]), bool(row["r"]))
    position.marks.restore(row, most_bytes=_MAX_BYTES)
    return position


def mark(kind: Mark, name: str, series: Series) -> str:
    """What is remembered of an event or a series.

    Rows of exceptions that are not named after their series are not remembered by name.
    """
    versions = [
        f"{row_name.removeprefix(name)}:{_print(row)}"
        for row_name, row in sorted(series.rows().items())
        if row_name.startswith(name)
    ]
    return kind.value + " ".join(versions)


def is_known(remembered: str | None, name: str, series: Series) -> bool:
    """Whether exactly these rows were dealt with."""
    return remembered is not None and remembered[1:] == mark(Mark.TOLD, name, series)[1:]


def _print(row: Mapping[str, Any]) -> str:
    """A row's version; one without has its content as version."""
    version = row.get("etag") or json.dumps(row, sort_keys=True, default=str)
    digest = hashlib.blake2b(str(version).encode("utf-8", "replace"), digest_size=9).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")
