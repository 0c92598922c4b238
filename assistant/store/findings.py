"""Findings reconciled with their rows: identity, since, evidence, opened and closed.

Clocks and severity are computed on reading and are not stored. A gap that comes back after it was
closed is opened again under its old identity.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from assistant.store import tables as t

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from assistant.insight.records import Gap, Promise


def reconcile_gaps(
    connection: Connection, owner_id: int, gaps: Iterable[Gap], *, now: datetime
) -> tuple[int, int]:
    """Make the stored gaps those that were found.

    Returns:
        How many were opened and how many closed.
    """
    c = t.gap.c
    found = {gap.id: gap for gap in gaps}
    stored = {
        row.fingerprint: row
        for row in connection.execute(select(t.gap).where(c.owner_id == owner_id))
    }
    opened = closed = 0
    for fingerprint, gap in found.items():
        row = stored.get(fingerprint)
        values = _gap_values(gap)
        if row is None:
            connection.execute(
                t.gap.insert().values(
                    owner_id=owner_id, fingerprint=fingerprint, opened_at=now, **values
                )
            )
            opened += 1
        elif row.closed_at is not None:
            _update_gap(connection, row.id, opened_at=now, closed_at=None, **values)
            opened += 1
        elif any(getattr(row, name) != value for name, value in values.items()):
            _update_gap(connection, row.id, **values)
    for fingerprint, row in stored.items():
        if fingerprint not in found and row.closed_at is None:
            _update_gap(connection, row.id, closed_at=now)
            closed += 1
    return opened, closed


def reconcile_promises(connection: Connection, owner_id: int, promises: Iterable[Promise]) -> int:
    """Make the stored ledger the one that was found; returns rows changed."""
    c = t.promise.c
    found = {promise.id: _promise_values(promise) for promise in promises}
    stored = {
        row.fingerprint: row
        for row in connection.execute(select(t.promise).where(c.owner_id == owner_id))
    }
    changed = 0
    for fingerprint, values in found.items():
        row = stored.get(fingerprint)
        if row is None:
            connection.execute(
                t.promise.insert().values(owner_id=owner_id, fingerprint=fingerprint, **values)
            )
        elif any(getattr(row, name) != value for name, value in values.items()):
            connection.execute(update(t.promise).where(c.id == row.id).values(**values))
        else:
            continue
        changed += 1
    gone = [row.id for fingerprint, row in stored.items() if fingerprint not in found]
    for number in gone:
        connection.execute(delete(t.promise).where(c.id == number))
    return changed + len(gone)


def _gap_values(gap: Gap) -> dict[str, Any]:
    evidence = [
        {name: value for name, value in asdict(one).items() if value is not None}
        for one in gap.evidence
    ]
    return {
        "kind": gap.kind.value,
        "client": gap.client,
        "since": gap.since,
        "evidence": evidence,
        "evidence_key": gap.evidence_key,
    }


def _update_gap(connection: Connection, gap_id: int, **values: Any) -> None:
    connection.execute(update(t.gap).where(t.gap.c.id == gap_id).values(**values))


def _promise_values(promise: Promise) -> dict[str, Any]:
    return {
        "message_key": promise.message_id,
        "debtor": promise.debtor.value,
        "client": promise.client,
        "state": promise.state.value,
        "due_from": promise.due.from_at if promise.due else None,
        "due_to": promise.due.to_at if promise.due else None,
        "discharged_by": promise.discharged_by_message or promise.discharged_by_event,
    }
