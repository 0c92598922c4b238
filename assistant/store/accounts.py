"""How an account is doing: whether its host let us in, and when it may be asked again.

A host that refuses who we are is not asked over and over: that locks mailboxes. Whoever repairs the
account, by another password or other settings, is not made to wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from assistant.store import tables as t

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection


class ErrorKind(StrEnum):
    """What stands between us and an account."""

    #: The host refuses who we are; a person must sign in again.
    SIGN_IN = "sign-in"
    #: It may work later.
    LATER = "later"
    #: It will not work as it stands.
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AccountState:
    """One account as the last readings left it.

    Attributes:
        failures: Readings in a row in which the account as a whole failed.
        error: The sentence of the last one, None where it went well.
        next_try_at: The host is not asked earlier; None: at the next reading.
        settings_hash: Of the settings that failed.
    """

    id: int
    failures: int = 0
    error: str | None = None
    error_kind: ErrorKind | None = None
    next_try_at: datetime | None = None
    settings_hash: str | None = None

    def is_paused(self, now: datetime, settings_hash: str) -> bool:
        """Whether an account with such settings is to be left alone now."""
        return (
            self.next_try_at is not None
            and self.next_try_at > now
            and self.settings_hash == settings_hash
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and calendars of an account that were ever looked at, summed up.

    Attributes:
        count: How many there are.
        failed: Those that something stopped at the last reading.
        unfinished: Those that were read without trouble and not to their end.
        last_success_at: When one of them was last read to its end; None: never.
    """

    count: int = 0
    failed: int = 0
    unfinished: int = 0
    last_success_at: datetime | None = None


def load_places(connection: Connection, owner_id: int) -> Mapping[str, Places]:
    """Name → places of every account of which one was looked at."""
    c = t.sync_cursor.c
    failed = case((c.last_error.is_not(None), 1), else_=0)
    unfinished = case((c.last_error.is_(None) & ~c.complete, 1), else_=0)
    rows = connection.execute(
        select(
            t.account.c.name, func.count(), func.sum(failed), func.sum(unfinished),
            func.max(c.last_success_at),
        )
        .join(t.account, t.account.c.id == c.account_id)
        .where(c.owner_id == owner_id)
        .group_by(t.account.c.name)
    )  # fmt: skip
    return {name: Places(count, bad, open_, at) for name, count, bad, open_, at in rows}


def ensure_account(connection: Connection, owner_id: int, name: str, kind: str) -> AccountState:
    """The state of an account; it is written down when it is new, and under its present kind."""
    known = load_states(connection, owner_id).get(name)
    c = t.account.c
    if known is None:
        connection.execute(t.account.insert().values(owner_id=owner_id, name=name, kind=kind))
        return load_states(connection, owner_id)[name]
    connection.execute(t.account.update().where(c.id == known.id, c.kind != kind).values(kind=kind))
    return known


def load_states(connection: Connection, owner_id: int) -> Mapping[str, AccountState]:
    """Name → state of every account that was ever looked at."""
    c = t.account.c
    rows = connection.execute(
        select(
            c.name, c.id, c.failures, c.error, c.error_kind, c.next_try_at, c.settings_hash
        ).where(c.owner_id == owner_id)
    )
    return {
        name: AccountState(id_, failures, error, kind and ErrorKind(kind), next_try, digest)
        for name, id_, failures, error, kind, next_try, digest in rows
    }


def note_success(connection: Connection, account_id: int) -> None:
    """The account let us in and could be read."""
    _update(
        connection, account_id, failures=0, error=None, error_kind=None, next_try_at=None,
        settings_hash=None,
    )  # fmt: skip


def note_failure(
    connection: Connection,
    state: AccountState,
    *,
    kind: ErrorKind,
    error: str,
    next_try_at: datetime | None,
    settings_hash: str,
) -> None:
    """The account as a whole failed once more."""
    _update(
        connection, state.id, failures=state.failures + 1, error=error, error_kind=kind.value,
        next_try_at=next_try_at, settings_hash=settings_hash,
    )  # fmt: skip


def _update(connection: Connection, account_id: int, **values: object) -> None:
    connection.execute(t.account.update().where(t.account.c.id == account_id).values(**values))
