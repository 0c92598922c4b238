"""Folders and calendars that were read once and are no longer there.

A folder that was renamed or filed away is found again under its new name: its old places go without
a word. Where something would be lost with it, nothing is deleted and a sentence says so, until a
person says that it was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.store import calendar as calendar_rows
from assistant.store import cursors
from assistant.store import mail as mail_rows
from assistant.store.engine import read, write
from assistant.store.problems import clear_source
from assistant.store.tallies import delete_tally
from connectors.base import CollectionKind

if TYPE_CHECKING:
    from collections.abc import Collection as Names
    from datetime import datetime

    from sqlalchemy import Connection, Engine


@dataclass(frozen=True, slots=True)
class Gone:
    """A collection that is no longer there: what was deleted of it, or why nothing was."""

    collection: str
    deleted: int = 0
    failed: str | None = None


def settle_gone(
    engine: Engine,
    account_id: int,
    account: str,
    kind: CollectionKind,
    *,
    listed: Names[str],
    now: datetime,
    accept_empty: bool,
) -> list[Gone]:
    """Look after every known collection that is not among the `listed` ones.

    Args:
        engine: The store.
        account_id: Of the account.
        account: Its name, for sentences.
        kind: Mail or calendar.
        listed: The collections that are there; all of them were read without an error.
        now: Noted with an error.
        accept_empty: What is gone was removed on purpose.
    """
    with read(engine) as connection:
        positions = cursors.load_collections(connection, account_id, kind)
    gone = []
    for name in sorted(positions.keys() - set(listed)):
        with write(engine) as connection:
            alone = _count_alone(connection, account_id, name, kind)
            if alone and not accept_empty:
                sentence = _sentence(account, name, alone, kind)
                cursors.fail(connection, positions[name], at=now, error=sentence)
                gone.append(Gone(name, failed=sentence))
                continue
            deleted = _delete(connection, account_id, name, kind)
            clear_source(connection, f"{account}/{name}")
            delete_tally(connection, (account_id, name, kind))
            cursors.delete_position(connection, positions[name])
            gone.append(Gone(name, deleted=deleted))
    return gone


def _count_alone(connection: Connection, account_id: int, name: str, kind: CollectionKind) -> int:
    if kind is CollectionKind.CALENDAR:
        return calendar_rows.count_resources(connection, account_id, name)
    return mail_rows.count_alone(connection, account_id, name)


def _delete(connection: Connection, account_id: int, name: str, kind: CollectionKind) -> int:
    if kind is CollectionKind.CALENDAR:
        return calendar_rows.delete_calendar(connection, account_id, name)
    calendar_rows.delete_calendar(connection, account_id, calendar_rows.MAILED + name)
    return mail_rows.delete_folder(connection, account_id, name)


def _sentence(account: str, name: str, alone: int, kind: CollectionKind) -> str:
    items = "calendar files" if kind is CollectionKind.CALENDAR else "messages"
    return (
        f"'{name}' of account '{account}' is no longer there; its {alone:,} {items} that are "
        "nowhere else stay stored. If it has moved or a drive is not mounted, bring it back and "
        "sync again; if it was removed on purpose, run `rapport sync --accept-empty`."
    )
