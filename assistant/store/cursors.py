"""Where each collection was left off, and when it last went well.

A cursor moves only in the transaction that stores its page: `advance` is called there. A round
begins with a lost cursor (or with none) and ends when the connector has no more pages; only a
round that ended says what is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from assistant.store import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from connectors.base import Collection

#: The role of a collection that its owner does not want to be read.
SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Position:
    """One row of `sync_cursor`."""

    id: int
    cursor: str | None
    complete: bool
    round: int
    resetting: bool
    last_success_at: datetime | None
    last_error: str | None
    role: str


def load_position(
    connection: Connection,
    owner_id: int,
    account_id: int,
    collection: Collection,
    *,
    role: str | None = None,
) -> Position:
    """The position in a collection; created at its very beginning when it is new.

    Args:
        role: What the collection counts as from now on; None: what its provider says.
    """
    c, wanted = t.sync_cursor.c, role or collection.role
    found = find_position(connection, account_id, collection.name, collection.kind)
    if found is None:
        values = {
            "owner_id": owner_id, "account_id": account_id, "collection": collection.name,
            "kind": collection.kind, "role": wanted, "complete": False, "round": 0,
            "resetting": False,
        }  # fmt: skip
        connection.execute(t.sync_cursor.insert().values(values))
        return load_position(connection, owner_id, account_id, collection, role=role)
    connection.execute(
        t.sync_cursor.update().where(c.id == found.id, c.role != wanted).values(role=wanted)
    )
    return found


def find_position(
    connection: Connection, account_id: int, collection: str, kind: str
) -> Position | None:
    """The position in a collection; None: it was never looked at."""
    c = t.sync_cursor.c
    row = connection.execute(
        select(
            c.id,
            c.cursor,
            c.complete,
            c.round,
            c.resetting,
            c.last_success_at,
            c.last_error,
            c.role,
        ).where(c.account_id == account_id, c.collection == collection, c.kind == kind)
    ).first()
    return Position(*row) if row is not None else None


def advance(
    connection: Connection, position_id: int, *, cursor: str, round_: int, resetting: bool
) -> None:
    """Move the cursor, in the transaction that stores its page."""
    _update(
        connection, position_id, cursor=cursor, complete=False, round=round_, resetting=resetting
    )


def finish(connection: Connection, position_id: int, *, at: datetime) -> None:
    """The collection was read to its end."""
    _update(
        connection, position_id, complete=True, resetting=False, last_success_at=at,
        last_error=None, last_error_at=None,
    )  # fmt: skip


def pause(connection: Connection, position_id: int) -> None:
    """Reading stopped because it was enough for now: nothing failed, and the end is not reached."""
    _update(connection, position_id, complete=False, last_error=None, last_error_at=None)


def fail(connection: Connection, position_id: int, *, at: datetime, error: str) -> None:
    """Reading stopped; what was stored stays, and the next run goes on from the cursor."""
    _update(connection, position_id, last_error=error, last_error_at=at)


def forget(connection: Connection, account_id: int, collection: str) -> None:
    """Read the collection from its beginning next time; nothing stored is deleted by this.

    Nor by that reading: it is no reset round, since without a position nobody could tell a folder
    that is suddenly empty from one that was emptied.
    """
    c = t.sync_cursor.c
    connection.execute(
        t.sync_cursor.update()
        .where((c.account_id == account_id) & (c.collection == collection))
        .values(cursor=None, complete=False)
    )


def load_collections(connection: Connection, account_id: int, kind: str) -> dict[str, int]:
    """Name → position id of every collection of an account that was ever looked at."""
    c = t.sync_cursor.c
    rows = connection.execute(
        select(c.collection, c.id).where(c.account_id == account_id, c.kind == kind)
    )
    return dict(rows.all())


def delete_position(connection: Connection, position_id: int) -> None:
    """Forget that a collection was ever looked at."""
    connection.execute(t.sync_cursor.delete().where(t.sync_cursor.c.id == position_id))


def _update(connection: Connection, position_id: int, **values: object) -> None:
    connection.execute(
        t.sync_cursor.update().where(t.sync_cursor.c.id == position_id).values(**values)
    )
