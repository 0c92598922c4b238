"""Reports that were mailed, or not: one row for a kind and the owner's local day.

```
 (none) ─ begin ─► SENDING ─ taken ─► SENT
   │        ▲         ├─ later, tries left ─► RENDERED ─ again ─► SENDING
   │        │         ├─ refused, or the last try ─► FAILED ─ by hand ─► SENDING
   │        └─────────┴─ no answer, or a crash ─► UNKNOWN ─ only by hand ─► SENDING
   └─ nothing to say ─► RENDERED without a try
```

Every change is a compare-and-swap: two processes cannot both begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert

from assistant.store.web_tables import report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Select

DAILY = "daily"
RENDERED, SENDING, SENT, FAILED, UNKNOWN = "rendered", "sending", "sent", "failed", "unknown"
#: A mail that went wrong is told for so long.
TOLD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One row.

    Attributes:
        rendered_at: When it was made last; that is also when it was tried last.
        tries: How often the network was reached for; 0 where it was not to be mailed.
        error: What went wrong the last time, or why it was not mailed; None where nothing.
    """

    day: date
    state: str
    rendered_at: datetime
    sent_at: datetime | None
    tries: int
    error: str | None


def load_report(connection: Connection, owner_id: int, day: date) -> StoredReport | None:
    """The daily report of a day, or None."""
    c = report.c
    found = connection.execute(
        _columns().where(c.owner_id == owner_id, c.kind == DAILY, c.day == day)
    ).one_or_none()
    return None if found is None else StoredReport(*found)


def load_latest(connection: Connection, owner_id: int, *, until: date) -> StoredReport | None:
    """The latest daily report up to a day; later ones are of a clock that was wrong."""
    c = report.c
    found = connection.execute(
        _columns()
        .where(c.owner_id == owner_id, c.kind == DAILY, c.day <= until)
        .order_by(c.day.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else StoredReport(*found)


def load_unmailed(connection: Connection, owner_id: int, *, until: date) -> list[StoredReport]:
    """Reports since the last one sent whose mail failed or is unknown; oldest first, a week at most."""
    c = report.c
    mine = (c.owner_id == owner_id) & (c.kind == DAILY) & (c.day <= until)
    last_sent = connection.execute(
        select(func.max(c.day)).where(mine, c.state == SENT)
    ).scalar_one()
    rows = connection.execute(
        _columns()
        .where(mine, c.state.in_((FAILED, UNKNOWN)), c.day > until - TOLD_FOR)
        .order_by(c.day)
    )
    return [StoredReport(*row) for row in rows if last_sent is None or row.day > last_sent]


def settle_crashed(connection: Connection, owner_id: int) -> None:
    """What a crash left in the middle is unknown.

    Only for who holds the lock of mailing: nobody else is in the middle of anything then.
    """
    c = report.c
    connection.execute(
        update(report)
        .where(c.owner_id == owner_id, c.kind == DAILY, c.state == SENDING)
        .values(state=UNKNOWN, error="The program ended while the mail was on its way.")
    )


def begin_sending(
    connection: Connection,
    owner_id: int,
    day: date,
    *,
    seen: StoredReport | None,
    now: datetime,
    counts: Mapping[str, int],
) -> bool:
    """Write that the mail is about to leave; whether it may, because nobody was faster.

    Args:
        connection: Of a write transaction, committed before the network is reached for.
        owner_id: Whose.
        day: The owner's local day.
        seen: The row that the decision rests on, or None: there was none.
        now: Aware.
        counts: What stands in it, by name.
    """
    c = report.c
    # An earlier day that waited for another try is over.
    connection.execute(
        update(report)
        .where(
            c.owner_id == owner_id, c.kind == DAILY, c.day < day, c.state == RENDERED, c.tries > 0
        )
        .values(state=FAILED)
    )
    values = {"state": SENDING, "rendered_at": now, "counts": dict(counts), "error": None}
    if seen is None:
        return _insert(connection, owner_id, day, tries=1, **values)
    done = connection.execute(
        update(report)
        .where(
            c.owner_id == owner_id, c.kind == DAILY, c.day == day, c.state == seen.state,
            c.tries == seen.tries, c.rendered_at == seen.rendered_at,
        )
        .values(tries=seen.tries + 1, format="mail", sent_at=None, **values)
    )  # fmt: skip
    return done.rowcount == 1


def record_outcome(
    connection: Connection,
    owner_id: int,
    day: date,
    state: str,
    *,
    error: str | None = None,
    sent_at: datetime | None = None,
) -> bool:
    """Write what became of a mail that was being sent; False where it was no longer."""
    c = report.c
    done = connection.execute(
        update(report)
        .where(c.owner_id == owner_id, c.kind == DAILY, c.day == day, c.state == SENDING)
        .values(state=state, error=error, sent_at=sent_at)
    )
    return done.rowcount == 1


def record_silence(
    connection: Connection, owner_id: int, day: date, *, now: datetime, why: str
) -> bool:
    """Write that the day's report is not to be mailed; False where the day has one."""
    return _insert(
        connection, owner_id, day, tries=0, state=RENDERED, rendered_at=now, counts={}, error=why
    )


def _insert(connection: Connection, owner_id: int, day: date, **values: object) -> bool:
    done = connection.execute(
        insert(report)
        .values(owner_id=owner_id, kind=DAILY, day=day, format="mail", **values)
        .on_conflict_do_nothing()
    )
    return done.rowcount == 1


def _columns() -> Select[Any]:
    c = report.c
    return select(c.day, c.state, c.rendered_at, c.sent_at, c.tries, c.error)
