"""Sign-in links that work once, and the sessions that they open; only hashes are stored.

A session's secret lives in the browser's cookie and nowhere else; the token that guards its forms
is derived from it. So neither the database nor a backup of it lets anybody in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from assistant.errors import StoreBusy, StoreFull, StoreReadOnly
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.web_tables import sign_in_link, user_session

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Select

LINK_LASTS = timedelta(minutes=10)
#: Without a click, and in all.
IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
#: How exactly "last seen" is known: a page that is only read should not write each time.
SEEN_EVERY = timedelta(minutes=1)
#: A used link is remembered this long, to be told from one that never was.
LINK_REMEMBERED = timedelta(days=1)
#: Where `state` keeps that single-key shortcuts are off.
KEYS_OFF = "web_keys_off"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in.

    Attributes:
        id: Of its row; no secret.
        csrf: What its forms carry.
        keys: Whether single-key shortcuts are on.
        flash: A sentence for the next page.
    """

    id: int
    owner_id: int
    csrf: str
    keys: bool
    created_at: datetime
    seen_at: datetime
    flash: str | None = None


def make_link(engine: Engine, owner_id: int, *, now: datetime) -> str:
    """A new single-use token for `/signin/TOKEN`; old ones are swept."""
    token = secrets.token_urlsafe(32)
    c = sign_in_link.c
    with write(engine) as connection:
        connection.execute(delete(sign_in_link).where(c.expires_at < now - LINK_REMEMBERED))
        connection.execute(
            insert(sign_in_link).values(
                owner_id=owner_id,
                token_sha256=_hash(token),
                created_at=now,
                expires_at=now + LINK_LASTS,
            )
        )
    return token


def find_link(engine: Engine, owner_id: int, token: str, *, now: datetime) -> bool:
    """Whether a link can still be used; looking does not use it up."""
    with read(engine) as connection:
        return connection.execute(_usable(owner_id, token, now)).first() is not None


def sign_in(
    engine: Engine, owner_id: int, token: str, *, now: datetime, old: str | None = None
) -> str | None:
    """Use a link up: the secret of a new session, or None where the link is used or over.

    Args:
        old: The secret that the browser had; its session ends.
    """
    link, secret = sign_in_link.c, secrets.token_urlsafe(32)
    with write(engine) as connection:
        used = connection.execute(
            update(sign_in_link)
            .where(link.id.in_(_usable(owner_id, token, now)))
            .values(used_at=now)
        )
        if used.rowcount != 1:
            return None
        if old is not None:
            _end(connection, owner_id, old)
        _sweep(connection, now)
        connection.execute(
            insert(user_session).values(
                owner_id=owner_id, token_sha256=_hash(secret), created_at=now, seen_at=now
            )
        )
    return secret


def find_session(engine: Engine, owner_id: int, secret: str, *, now: datetime) -> Session | None:
    """The session of a cookie, or None: there is none, or it is over. Notes that it was seen."""
    c, s = user_session.c, t.state.c
    with read(engine) as connection:
        row = connection.execute(
            select(c.id, c.created_at, c.seen_at, c.flash).where(
                c.owner_id == owner_id,
                c.token_sha256 == _hash(secret),
                c.seen_at > now - IDLE,
                c.created_at > now - ABSOLUTE,
            )
        ).one_or_none()
        if row is None:
            return None
        off = connection.execute(
            select(s.id).where(s.owner_id == owner_id, s.key == KEYS_OFF)
        ).first()
    session = Session(
        id=row.id,
        owner_id=owner_id,
        csrf=_csrf(secret),
        keys=off is None,
        created_at=row.created_at,
        seen_at=row.seen_at,
        flash=row.flash,
    )
    return _note_seen(engine, session, now)


def is_open(engine: Engine, session: Session, *, now: datetime) -> bool:
    """Whether a session goes on; the number of one that ended may be another's by now."""
    c = user_session.c
    with read(engine) as connection:
        row = connection.execute(
            select(c.id).where(
                c.owner_id == session.owner_id,
                c.id == session.id,
                c.created_at == session.created_at,
                c.seen_at > now - IDLE,
                c.created_at > now - ABSOLUTE,
            )
        ).first()
    return row is not None


def end_session(engine: Engine, owner_id: int, secret: str) -> None:
    """Sign out."""
    with write(engine) as connection:
        _end(connection, owner_id, secret)


def set_flash(engine: Engine, session: Session, sentence: str | None) -> None:
    """Say something on the session's next page, or nothing any more."""
    with write(engine) as connection:
        connection.execute(
            update(user_session).where(user_session.c.id == session.id).values(flash=sentence)
        )


def take_flash(engine: Engine, session: Session) -> str | None:
    """The sentence for this page; it is shown once, or again where nothing can be written."""
    if session.flash is not None:
        with suppress(StoreBusy, StoreFull, StoreReadOnly):
            set_flash(engine, session, None)
    return session.flash


def set_keys(engine: Engine, owner_id: int, *, on: bool) -> None:
    """Switch single-key shortcuts; holds for every session of the owner."""
    c = t.state.c
    with write(engine) as connection:
        connection.execute(delete(t.state).where(c.owner_id == owner_id, c.key == KEYS_OFF))
        if not on:
            connection.execute(insert(t.state).values(owner_id=owner_id, key=KEYS_OFF, value="1"))


def is_csrf_right(session: Session, given: str) -> bool:
    """Whether a form came from a page of this session."""
    return hmac.compare_digest(session.csrf.encode(), given.encode())


def _note_seen(engine: Engine, session: Session, now: datetime) -> Session:
    if now - session.seen_at < SEEN_EVERY:
        return session
    try:
        with write(engine) as connection:
            connection.execute(
                update(user_session).where(user_session.c.id == session.id).values(seen_at=now)
            )
    except (StoreBusy, StoreFull, StoreReadOnly):
        # Reading goes on where nothing can be written; the session only ends sooner.
        return session
    return replace(session, seen_at=now)


def _usable(owner_id: int, token: str, now: datetime) -> Select[tuple[int]]:
    c = sign_in_link.c
    return select(c.id).where(
        c.owner_id == owner_id,
        c.token_sha256 == _hash(token),
        c.used_at.is_(None),
        c.expires_at > now,
    )


def _end(connection: Connection, owner_id: int, secret: str) -> None:
    c = user_session.c
    connection.execute(
        delete(user_session).where(c.owner_id == owner_id, c.token_sha256 == _hash(secret))
    )


def _sweep(connection: Connection, now: datetime) -> None:
    c = user_session.c
    connection.execute(
        delete(user_session).where((c.seen_at <= now - IDLE) | (c.created_at <= now - ABSOLUTE))
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _csrf(secret: str) -> str:
    return hmac.new(secret.encode(), b"rapport form", hashlib.sha256).hexdigest()
