"""The audit log: append-only, each row hashed over itself and the row before it.

It says who did what when to which draft, with the hash of the content before and after; it never
holds a word of a mail. Changing, removing or inserting a row breaks the chain; cutting off its end
leaves draft events without their row. `verify_audit` finds both.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select

from assistant.review.errors import BrokenAudit
from assistant.store.review_tables import audit, draft_event

#: What the first row is chained to.
GENESIS = "0" * 64

_LAST = (
    select(audit.c.seq, audit.c.hash)
    .where(audit.c.owner_id == bindparam("owner"))
    .order_by(audit.c.seq.desc())
    .limit(1)
)
_INSERT = insert(audit)


def record_audit(  # noqa: PLR0913 - the columns of one row
    connection: Connection,
    owner_id: int,
    *,
    at: datetime,
    actor: str,
    action: str,
    object_kind: str,
    object_id: str,
    before_sha256: str | None = None,
    after_sha256: str | None = None,
    event_id: int | None = None,
) -> None:
    """Append one row, in the caller's write transaction (which must have begun IMMEDIATE)."""
    last = connection.execute(_LAST, {"owner": owner_id}).one_or_none()
    values: dict[str, object] = {
        "owner_id": owner_id,
        "seq": last.seq + 1 if last else 1,
        "at": at,
        "actor": actor,
        "action": action,
        "object_kind": object_kind,
        "object_id": object_id,
        "before_sha256": before_sha256,
        "after_sha256": after_sha256,
        "event_id": event_id,
        "prev_hash": last.hash if last else GENESIS,
    }
    connection.execute(_INSERT, {**values, "hash": compute_row_hash(values)})


def compute_row_hash(values: dict[str, object]) -> str:
    """Hash of one row: all of its columns except `id` and `hash`, hexadecimal."""
    plain = {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
        if name not in {"id", "hash"}
    }
    text = json.dumps(plain, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def verify_audit(connection: Connection, owner_id: int) -> int:
    """Walk the whole chain of one owner.

    Returns:
        How many rows it holds.

    Raises:
        BrokenAudit: at the first row that does not fit, or when an event has no row.
    """
    expected_seq, prev_hash = 0, GENESIS
    rows = connection.execute(
        select(audit).where(audit.c.owner_id == owner_id).order_by(audit.c.seq)
    ).mappings()
    for row in rows:
        expected_seq += 1
        _verify_row(row, expected_seq=expected_seq, prev_hash=prev_hash)
        prev_hash = row["hash"]
    missing = connection.execute(
        select(func.count())
        .select_from(draft_event.outerjoin(audit, audit.c.event_id == draft_event.c.id))
        .where(draft_event.c.owner_id == owner_id, audit.c.id.is_(None))
    ).scalar_one()
    if missing:
        raise BrokenAudit(expected_seq + 1, f"{missing} events of drafts have no entry")
    return expected_seq


def _verify_row(row: RowMapping, *, expected_seq: int, prev_hash: str) -> None:
    if row["seq"] != expected_seq:
        raise BrokenAudit(expected_seq, f"the next entry is number {row['seq']}")
    if row["prev_hash"] != prev_hash:
        raise BrokenAudit(expected_seq, "it does not follow the entry before it")
    if compute_row_hash(dict(row)) != row["hash"]:
        raise BrokenAudit(expected_seq, "it was changed")
