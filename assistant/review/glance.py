"""Drafts at a glance: how many stand where, and a line for those that a page names.

No texts are read: at 10,000 drafts a page of Today has milliseconds for all of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from assistant.review.states import DraftState
from assistant.store.review_tables import draft as draft_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

_C = draft_table.c
_COLUMNS = (
    _C.id, _C.kind, _C.state, _C.client, _C.to, _C.subject, _C.blocked_by, _C.delivered_at,
    _C.goes_out_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DraftGlance:
    """One draft as other pages name it.

    Attributes:
        client: Slug, a prospect's too.
        to: (name, address) of everybody in To; the name may be empty.
        blocked: Something must be filled in or looked at before it can be accepted.
        delivered_at: Since when it lies in the owner's mailbox; None: it does not.
    """

    id: str
    kind: str
    state: DraftState
    client: str
    to: tuple[tuple[str, str], ...]
    subject: str
    blocked: bool
    delivered_at: datetime | None
    goes_out_at: datetime | None


def count_drafts(connection: Connection, owner_id: int) -> Mapping[DraftState, int]:
    """How many drafts are in each state; states without any are left out."""
    rows = connection.execute(
        select(_C.state, func.count()).where(_C.owner_id == owner_id).group_by(_C.state)
    )
    return {DraftState(state): count for state, count in rows}


def glance_at(
    connection: Connection, owner_id: int, ids: Collection[str]
) -> Mapping[str, DraftGlance]:
    """Those of some drafts that the owner has, by id."""
    if not ids:
        return {}
    rows = connection.execute(
        select(*_COLUMNS).where(_C.owner_id == owner_id, _C.id.in_(list(ids)))
    )
    return {found.id: found for found in map(_glance, rows)}


def glance_at_first(
    connection: Connection, owner_id: int, states: Iterable[DraftState], *, most: int
) -> list[DraftGlance]:
    """The first drafts of some states, oldest first, at most so many."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(_C.owner_id == owner_id, _C.state.in_([str(state) for state in states]))
        .order_by(_C.created_at, _C.id)
        .limit(most)
    )
    return [_glance(row) for row in rows]


def _glance(row: Any) -> DraftGlance:
    return DraftGlance(
        id=row.id,
        kind=row.kind,
        state=DraftState(row.state),
        client=row.client,
        to=tuple((one.get("name") or "", one["address"]) for one in row.to),
        subject=row.subject,
        blocked=bool(row.blocked_by),
        delivered_at=row.delivered_at,
        goes_out_at=row.goes_out_at,
    )
