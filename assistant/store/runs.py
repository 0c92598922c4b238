"""When mail and calendars were last read and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from assistant.store import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

#: Runs looked back at: those between two full ones only delivered.
_BACK = 200


def find_last_run(connection: Connection, owner_id: int) -> datetime | None:
    """When the last run began that read, judged and drafted; None: there was none."""
    found = _find_last(connection, owner_id)
    return found[0] if found is not None else None


def is_last_unfinished(connection: Connection, owner_id: int, *, unfinished: str) -> bool:
    """Whether there was more than that run could fetch: a stage counted something `unfinished`."""
    found = _find_last(connection, owner_id)
    return found is not None and any(counts.get(unfinished) for counts in found[1].values())


def _find_last(
    connection: Connection, owner_id: int
) -> tuple[datetime, dict[str, dict[str, int]]] | None:
    c = t.run.c
    rows = connection.execute(
        select(c.started_at, c.counts)
        .where(c.owner_id == owner_id)
        .order_by(c.id.desc())
        .limit(_BACK)
    )
    return next(((row.started_at, row.counts) for row in rows if "judging" in row.counts), None)
