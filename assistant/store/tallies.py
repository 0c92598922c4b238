"""What a host said it holds, day by day, beside what was stored of it: the rows of `tally`.

They are made by `ingest.tally`, which counts; here they are kept, summed and read. A collection that
was never counted has none, one that is empty has a row of noughts: the two are never the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from assistant.store import tables as t
from connectors.base import CollectionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

#: Account, collection and kind: what a collection is known by.
Place = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class DayTally:
    """One day of one collection.

    Attributes:
        day: As `2026-11-22`, of UTC; `''` where the host names none.
        theirs: Items that the host listed.
        ours: Items that are stored here.
        missing: Theirs that are not stored, and nobody knows why.
        set_aside: Theirs that are not stored, with a problem that says why.
    """

    day: str
    theirs: int
    ours: int
    missing: int
    set_aside: int

    @property
    def differs(self) -> bool:
        """Whether it is not plainly the same on both sides."""
        return self.theirs != self.ours or bool(self.missing or self.set_aside)


@dataclass(frozen=True, slots=True)
class Tally:
    """A collection as it was last counted; figures as of `DayTally`."""

    theirs: int
    ours: int
    missing: int
    set_aside: int
    counted_at: datetime


def replace_tally(
    connection: Connection, owner_id: int, place: Place, days: Iterable[DayTally], *, at: datetime
) -> None:
    """Keep how a collection was counted, instead of the count before; no day at all is a nought."""
    account_id, collection, kind = place
    delete_tally(connection, place)
    rows = [
        {
            "owner_id": owner_id, "account_id": account_id, "collection": collection, "kind": kind,
            "day": one.day, "theirs": one.theirs, "ours": one.ours, "missing": one.missing,
            "set_aside": one.set_aside, "counted_at": at,
        }
        for one in (*days,) or (DayTally("", 0, 0, 0, 0),)
    ]  # fmt: skip
    connection.execute(t.tally.insert(), rows)


def delete_tally(connection: Connection, place: Place) -> None:
    """Forget how a collection was counted."""
    account_id, collection, kind = place
    c = t.tally.c
    connection.execute(
        delete(t.tally).where(
            c.account_id == account_id, c.collection == collection, c.kind == kind
        )
    )


def load_tallies(connection: Connection, owner_id: int) -> Mapping[Place, Tally]:
    """Every collection that was counted, summed over its days."""
    c = t.tally.c
    rows = connection.execute(
        select(
            c.account_id, c.collection, c.kind, func.sum(c.theirs), func.sum(c.ours),
            func.sum(c.missing), func.sum(c.set_aside), func.max(c.counted_at),
        )
        .where(c.owner_id == owner_id)
        .group_by(c.account_id, c.collection, c.kind)
    )  # fmt: skip
    return {
        (account, collection, kind): Tally(theirs, ours, missing, set_aside, at)
        for account, collection, kind, theirs, ours, missing, set_aside, at in rows
    }


def load_days(
    connection: Connection, owner_id: int
) -> Mapping[tuple[str, str, str], tuple[DayTally, ...]]:
    """(account's name, collection, kind) → its days, the latest first, that without a day last."""
    c = t.tally.c
    rows = connection.execute(
        select(
            t.account.c.name, c.collection, c.kind, c.day, c.theirs, c.ours, c.missing, c.set_aside
        )
        .join(t.account, t.account.c.id == c.account_id)
        .where(c.owner_id == owner_id)
        .order_by(t.account.c.name, c.kind.desc(), c.collection, c.day.desc())
    )
    found: dict[tuple[str, str, str], list[DayTally]] = {}
    for name, collection, kind, *figures in rows:
        found.setdefault((name, collection, kind), []).append(DayTally(*figures))
    return {place: tuple(days) for place, days in found.items()}


def load_counted_at(connection: Connection, place: Place) -> datetime | None:
    """When a collection was last counted; None: never."""
    account_id, collection, kind = place
    c = t.tally.c
    found: datetime | None = connection.execute(
        select(func.max(c.counted_at)).where(
            c.account_id == account_id, c.collection == collection, c.kind == kind
        )
    ).scalar_one()
    return found


def load_stored(connection: Connection, place: Place) -> dict[str, datetime | None]:
    """The ids that are stored of a collection, drafts among them.

    Returns:
        Id → when the message was sent; None for a draft and for a resource of a calendar.
    """
    account_id, collection, kind = place
    if kind == CollectionKind.CALENDAR:
        c = t.event_place.c
        ids = connection.execute(
            select(c.provider_id).where(c.account_id == account_id, c.collection == collection)
        )
        return dict.fromkeys(ids.scalars())
    m = t.message_place.c
    rows = connection.execute(
        select(m.provider_id, t.message.c.sent_at)
        .outerjoin(t.message, t.message.c.id == m.message_id)
        .where(m.account_id == account_id, m.collection == collection)
    )
    return dict(rows.all())


def forget_account(connection: Connection, account_id: int) -> None:
    """Forget what the host of an account counted; nobody asks it any more."""
    connection.execute(t.tally.delete().where(t.tally.c.account_id == account_id))
