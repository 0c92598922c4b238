"""Puts conversations together once the pages are in, and writes only what changed its thread."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, delete, select, type_coerce, update

from assistant.ingest.records import ThreadInput
from assistant.ingest.threads import JoinThreads, SplitThread, ThreadDecision, assign_threads
from assistant.store import tables as t
from assistant.store.decisions import load_decisions
from assistant.store.engine import read, write
from assistant.store.rows import load_state, record_state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine

#: `decision.object_kind` of what people split and joined.
THREAD = "thread"
#: Headers that only lists write; empty ones are not stored.
_LISTED = frozenset({"list_id", "list_unsubscribe", "precedence"})


def settle_threads(engine: Engine, owner_id: int, own_addresses: frozenset[str]) -> int:
    """Give every message its thread; returns how many messages changed theirs.

    Skipped while every message has one and no decision is new.
    """
    with read(engine) as connection:
        decisions = _decisions(connection, owner_id)
        mark = hashlib.sha256(repr((decisions, sorted(own_addresses))).encode()).hexdigest()
        c = t.message.c
        loose = connection.execute(
            select(c.id).where(c.owner_id == owner_id, c.thread_id.is_(None)).limit(1)
        ).first()
        if loose is None and load_state(connection, owner_id, "threads") == mark:
            return 0
        rows = _load_rows(connection, owner_id)
        inputs = _thread_inputs(rows, _load_people(connection, owner_id))
    known = {row.message_key: row.thread_id for row in rows if row.thread_id is not None}
    threading = assign_threads(
        inputs, known=known, decisions=decisions, own_addresses=own_addresses
    )
    changed = [
        (row.id, threading.thread_of[row.message_key])
        for row in rows
        if row.thread_id != threading.thread_of[row.message_key]
    ]
    with write(engine) as connection:
        _store_threads(connection, owner_id, rows, threading.thread_of, changed)
        record_state(connection, owner_id, "threads", mark)
    return len(changed)


def _decisions(connection: Connection, owner_id: int) -> list[ThreadDecision]:
    found: list[ThreadDecision] = []
    for decision in load_decisions(connection, owner_id):
        if decision.object_kind != THREAD:
            continue
        if decision.verb == "split":
            found.append(SplitThread(decision.object_id))
        else:
            found.append(JoinThreads(decision.object_id, decision.value))
    return found


def _load_rows(connection: Connection, owner_id: int) -> Sequence[Any]:
    """What threads are made of, oldest first; no texts, and JSON as it is stored."""
    c = t.message.c
    query = select(
        c.id, c.message_key, c.message_id, c.thread_id, c.sent_at, c.sender, c.subject,
        c.base_subject, c.reply_prefix, c.provider_thread_id,
        type_coerce(c.references, Text).label("references"),
        type_coerce(c.machine, Text).label("machine"),
    )  # fmt: skip
    query = query.where(c.owner_id == owner_id).order_by(c.sent_at, c.message_key)
    return connection.execute(query).all()


def _load_people(connection: Connection, owner_id: int) -> Mapping[int, frozenset[str]]:
    """Message id → everybody in To and Cc."""
    c = t.message_address.c
    found: defaultdict[int, set[str]] = defaultdict(set)
    for message_id, address in connection.execute(
        select(c.message_id, c.address).where(c.owner_id == owner_id, c.field.in_(("to", "cc")))
    ):
        found[message_id].add(address)
    return {message_id: frozenset(people) for message_id, people in found.items()}


def _thread_inputs(rows: Sequence[Any], people: Mapping[int, frozenset[str]]) -> list[ThreadInput]:
    nobody: frozenset[str] = frozenset()
    references = json.loads(f"[{','.join([row.references for row in rows])}]")
    return [
        ThreadInput(
            key=row.message_key,
            message_id=row.message_id,
            references=tuple(known),
            sent_at=row.sent_at,
            base_subject=row.base_subject,
            reply_prefix=row.reply_prefix,
            listed=row.machine != "{}" and not _LISTED.isdisjoint(json.loads(row.machine)),
            provider_thread_id=row.provider_thread_id,
            people=people.get(row.id, nobody) | ({row.sender} if row.sender else nobody),
        )
        for row, known in zip(rows, references, strict=True)
    ]


def _store_threads(
    connection: Connection,
    owner_id: int,
    rows: Any,
    thread_of: Mapping[str, str],
    changed: list[tuple[int, str]],
) -> None:
    subjects: dict[str, str] = {}
    for row in rows:
        subjects.setdefault(thread_of[row.message_key], row.base_subject or row.subject)
    c = t.thread.c
    stored = dict(connection.execute(select(c.id, c.subject).where(c.owner_id == owner_id)).all())
    new = [
        {"id": thread, "owner_id": owner_id, "subject": subject}
        for thread, subject in subjects.items()
        if thread not in stored
    ]
    if new:
        connection.execute(t.thread.insert(), new)
    for thread, subject in subjects.items():
        if stored.get(thread, subject) != subject:
            connection.execute(update(t.thread).where(c.id == thread).values(subject=subject))
    if changed:
        # The cursor of the driver repeats one prepared statement; far faster than one call a row.
        connection.exec_driver_sql(
            "UPDATE message SET thread_id = ? WHERE id = ?",
            [(thread, message_id) for message_id, thread in changed],
        )
    gone = [thread for thread in stored if thread not in subjects]
    for thread in gone:
        connection.execute(delete(t.thread).where(c.id == thread))
