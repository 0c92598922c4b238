"""What a person said about findings and threads; never recomputed, never deleted by the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from assistant.insight.records import Decision
from assistant.store import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def record_decision(connection: Connection, owner_id: int, decision: Decision) -> None:
    """Write one decision down."""
    connection.execute(
        t.decision.insert().values(
            owner_id=owner_id,
            object_kind=decision.object_kind,
            object_id=decision.object_id,
            verb=decision.verb,
            evidence_key=decision.evidence_key,
            value=decision.value,
            at=decision.at,
        )
    )


def load_decisions(
    connection: Connection, owner_id: int, *, as_of: datetime | None = None
) -> tuple[Decision, ...]:
    """Decisions dated up to `as_of` (None: all), oldest first."""
    c = t.decision.c
    query = (
        select(c.object_kind, c.object_id, c.verb, c.at, c.evidence_key, c.value)
        .where(c.owner_id == owner_id)
        .order_by(c.at, c.id)
    )
    if as_of is not None:
        query = query.where(c.at <= as_of)
    return tuple(Decision(*row) for row in connection.execute(query))
