"""Reading back a cursor of our own, and whether it is of this source; for any kind of source.

A cursor is stored JSON, and comes back as it was, damaged, or from another account. A connector's
`cursor` module says what its position holds; what a lost one leads to, its rounds say.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Protocol, Self, TypeVar


class CursorUnreadable(Exception):
    """The cursor is not one that this program wrote for such a source."""


class OfASource(Protocol):
    """A position in one folder or calendar of one server."""

    origin: str
    source: str


class Restartable(OfASource, Protocol):
    """A position from which a reset round can begin."""

    def restart(self, origin: str, source: str) -> Self:
        """The position from which all is found again."""


P = TypeVar("P")
Placed = TypeVar("Placed", bound=OfASource)
Kept = TypeVar("Kept", bound=Restartable)


def parse_cursor(cursor: str, read: Callable[[dict[str, Any]], P], *, kind: str, version: int) -> P:
    """The position in a cursor.

    Args:
        cursor: JSON with ``v``, the version, and ``k``, the kind of source; or whatever was stored.
        read: Makes the position of all its fields. ValueError, KeyError and TypeError, which
            broken fields raise, need no care in it.

    Raises:
        CursorUnreadable: damaged, of another version, or of another kind of source.
    """
    try:
        row = json.loads(cursor)
        if row["v"] != version or row["k"] != kind:
            raise CursorUnreadable(cursor[:40])
        return read(row)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CursorUnreadable(cursor[:40]) from error


def find_known(
    cursor: str | None, parse: Callable[[str], Placed], *, origin: str, source: str
) -> Placed | None:
    """The position in a cursor, or None: there is none, or none that means anything here."""
    if not cursor:
        return None
    try:
        position = parse(cursor)
    except CursorUnreadable:
        return None
    return position if (position.origin, position.source) == (origin, source) else None


def brought_up(known: Kept | None, fresh: Kept) -> Kept:
    """The position to go on from: a new one, the known one, or that of a reset round.

    Args:
        known: As it was stored, if anything was.
        fresh: That of a first round over the source as it is now.
    """
    if known is None:
        return fresh
    if (known.origin, known.source) != (fresh.origin, fresh.source):
        return known.restart(fresh.origin, fresh.source)
    return known
