"""What was wrong with messages, events and sources, kept by name until it is right again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from assistant.store import tables as t

#: A longer key is cut: no provider's id is as long.
KEY_LENGTH = 1000

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from connectors.base import Problem


def record_problems(
    connection: Connection, owner_id: int, source: str, problems: Iterable[Problem]
) -> int:
    """Keep problems of a source; one that is known already changes nothing.

    Returns:
        How many were new.
    """
    wanted = {(problem.key[:KEY_LENGTH], problem.kind): problem.message for problem in problems}
    if not wanted:
        return 0
    c = t.problem.c
    rows = connection.execute(
        select(c.key, c.kind).where(c.owner_id == owner_id, c.source == source)
    )
    known = {(key, kind) for key, kind in rows}
    new = [
        {"owner_id": owner_id, "source": source, "key": key, "kind": kind, "message": message}
        for (key, kind), message in wanted.items()
        if (key, kind) not in known
    ]
    if new:
        connection.execute(t.problem.insert(), new)
    return len(new)


def clear_problems(connection: Connection, owner_id: int, source: str, keys: Iterable[str]) -> None:
    """Forget what was wrong with these items: they are read anew."""
    wanted = set(keys)
    c = t.problem.c
    rows = connection.execute(select(c.id, c.key).where(c.owner_id == owner_id, c.source == source))
    gone = [number for number, key in rows if key in wanted]
    if gone:
        connection.execute(delete(t.problem).where(c.id.in_(gone)))


def replace_problems(
    connection: Connection, owner_id: int, source: str, problems: Iterable[Problem]
) -> None:
    """Make the problems of a source exactly these, touching only what differs."""
    wanted = {(problem.key[:KEY_LENGTH], problem.kind): problem.message for problem in problems}
    c = t.problem.c
    rows = connection.execute(
        select(c.id, c.key, c.kind, c.message).where(c.owner_id == owner_id, c.source == source)
    ).all()
    right = {(row.key, row.kind) for row in rows if wanted.get((row.key, row.kind)) == row.message}
    for row in rows:
        if (row.key, row.kind) not in right:
            connection.execute(delete(t.problem).where(c.id == row.id))
    new = [
        {"owner_id": owner_id, "source": source, "key": key, "kind": kind, "message": message}
        for (key, kind), message in wanted.items()
        if (key, kind) not in right
    ]
    if new:
        connection.execute(t.problem.insert(), new)


def settle_problems(
    connection: Connection,
    owner_id: int,
    source: str,
    kinds: Iterable[str],
    problems: Iterable[Problem],
) -> None:
    """Make the problems of these kinds exactly these; others of the source stay as they are."""
    c = t.problem.c
    here = (c.owner_id == owner_id) & (c.source == source)
    connection.execute(delete(t.problem).where(here, c.kind.in_(list(kinds))))
    record_problems(connection, owner_id, source, problems)


def load_keys(connection: Connection, owner_id: int, source: str) -> frozenset[str]:
    """The items of a source that something is wrong with, cut as they are kept."""
    c = t.problem.c
    rows = connection.execute(
        select(c.key).where(c.owner_id == owner_id, c.source == source, c.key != "")
    )
    return frozenset(rows.scalars())


def clear_source(connection: Connection, source: str) -> None:
    """Forget everything that was wrong with a source: it is no longer there."""
    connection.execute(delete(t.problem).where(t.problem.c.source == source))


def load_problems(connection: Connection, owner_id: int) -> list[tuple[str, str, str, str]]:
    """(source, key, kind, message), sorted."""
    c = t.problem.c
    rows = connection.execute(
        select(c.source, c.key, c.kind, c.message)
        .where(c.owner_id == owner_id)
        .order_by(c.source, c.key, c.kind)
    )
    return [(source, key, kind, message) for source, key, kind, message in rows]
