"""Accounts of which only the headers are read: what was kept of their mail before, taken off.

`settle_bodies` is called before an account is read and again when all were: it knows what was
settled last time, so switching either way needs nobody to remember it. A message that also lies in
an account that is read whole keeps its body.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from assistant.store import tables as t
from assistant.store.calendar import MAILED, delete_calendar
from assistant.store.mail import chunks
from assistant.store.rows import load_state, record_state

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

#: What `state` calls the accounts that were read by headers only.
STATE = "headers-only accounts"
#: The columns of a message that come from its body, as they are without one.
_EMPTY = {
    "text": "",
    "has_body": False,
    "body_hash": "",
    "attachments": [],
    "ical_uid": None,
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did.

    Attributes:
        removed: Messages that lost their body.
        reading_again: Accounts that are read from their beginning, because bodies are wanted now.
    """

    removed: int = 0
    reading_again: int = 0


def settle_bodies(connection: Connection, owner_id: int, headers_only: Collection[int]) -> Settled:
    """Bring the store in line with which accounts are read by headers only.

    Args:
        connection: In a write transaction.
        owner_id: Whose accounts.
        headers_only: Ids of the accounts with `bodies = false`.
    """
    wanted = frozenset(headers_only)
    before = frozenset(json.loads(load_state(connection, owner_id, STATE) or "[]"))
    again = before - wanted
    for account_id in again:
        forget_mail_cursors(connection, account_id)
    removed = remove_bodies(connection, owner_id, wanted)
    if wanted != before:
        record_state(connection, owner_id, STATE, json.dumps(sorted(wanted)))
    return Settled(removed, len(again))


def remove_bodies(connection: Connection, owner_id: int, account_ids: Collection[int]) -> int:
    """Take the body off every message that lies in these accounts and nowhere else.

    Its texts, tags, attachments' names and calendar parts go; headers, places and what a person
    decided stay. Of evidence that gaps quoted, the words go too. Drafts stay as they were written.

    Returns:
        How many messages lost their body.
    """
    if not account_ids:
        return 0
    # What is deleted is overwritten on the disk too, and not only let go of.
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    ids = sorted(account_ids)
    place, message = t.message_place.c, t.message.c
    inside = select(place.message_id).where(place.account_id.in_(ids))
    outside = (
        select(place.id)
        .where(place.message_id == message.id, place.account_id.not_in(ids))
        .exists()
    )
    rows = connection.execute(
        select(message.id, message.message_key).where(
            message.owner_id == owner_id, message.has_body, message.id.in_(inside), ~outside
        )
    ).all()
    for some in chunks(row.id for row in rows):
        connection.execute(delete(t.tag).where(t.tag.c.message_id.in_(some)))
        connection.execute(update(t.message).where(message.id.in_(some)).values(**_EMPTY))
    if rows:
        _remove_quotes(connection, owner_id, {row.message_key for row in rows})
    for account_id, collection in _mailed_calendars(connection, ids):
        delete_calendar(connection, account_id, collection)
    return len(rows)


def forget_mail_cursors(connection: Connection, account_id: int) -> None:
    """Read all mail of an account from its beginning next time; nothing stored is deleted."""
    c = t.sync_cursor.c
    connection.execute(
        update(t.sync_cursor)
        .where(c.account_id == account_id, c.kind == "mail")
        .values(cursor=None, complete=False)
    )


def count_headers_only(connection: Connection, owner_id: int) -> Mapping[str, int]:
    """Account → how many of its messages are stored without their body; the others are missing.

    A message in two accounts is counted in both. Those that were too large to be read count too.
    """
    place, message = t.message_place.c, t.message.c
    rows = connection.execute(
        select(t.account.c.name, func.count(func.distinct(message.id)))
        .select_from(t.message)
        .join(t.message_place, place.message_id == message.id)
        .join(t.account, t.account.c.id == place.account_id)
        .where(message.owner_id == owner_id, ~message.has_body)
        .group_by(t.account.c.name)
        .order_by(t.account.c.name)
    )
    return dict(rows.all())


def _mailed_calendars(connection: Connection, account_ids: list[int]) -> list[tuple[int, str]]:
    """The collections of calendar parts of mails in some accounts."""
    c = t.event_place.c
    rows = connection.execute(
        select(c.account_id, c.collection)
        .where(c.account_id.in_(account_ids), c.collection.startswith(MAILED))
        .distinct()
    )
    return [(row.account_id, row.collection) for row in rows]


def _remove_quotes(connection: Connection, owner_id: int, keys: set[str]) -> None:
    """Take the words of some messages out of what gaps rest on; ids and places stay."""
    c = t.gap.c
    for number, evidence in connection.execute(
        select(c.id, c.evidence).where(c.owner_id == owner_id)
    ).all():
        if any(one.get("quote") and one.get("message_id") in keys for one in evidence):
            bare = [
                {name: value for name, value in one.items() if name != "quote"}
                if one.get("message_id") in keys
                else one
                for one in evidence
            ]
            connection.execute(update(t.gap).where(c.id == number).values(evidence=bare))
