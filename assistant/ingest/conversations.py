"""Puts conversations together once the pages are in, and writes only what changed its thread."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, delete, select, type_coerce, update

from assistant.ingest.records import ThreadInput
from assistant.ingest.subject import subject_key
from assistant.ingest.threads import (
    JoinThreads,
    SplitThread,
    ThreadDecision,
    assign_threads,
    find_affected,
)
from assistant.store import tables as t
from assistant.store.decisions import load_decisions
from assistant.store.engine import read, write
from assistant.store.mail import chunks
from assistant.store.rows import load_state, record_state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine

#: `decision.object_kind` of what people split and joined.
THREAD = "thread"
#: So many new messages are threaded with what they can touch; more, with everything.
FEW = 200
#: Headers that only lists write; empty ones are not stored.
_LISTED = frozenset({"list_id", "list_unsubscribe", "precedence"})


def settle_threads(engine: Engine, owner_id: int, own_addresses: frozenset[str]) -> int:
    """Give every message its thread; returns how many messages changed theirs.

    Skipped while every message has one and no decision is new. A few new messages are put together
    with the threads they can touch, many with everything.
    """
    with read(engine) as connection:
        decisions = _decisions(connection, owner_id)
        mark = hashlib.sha256(repr((decisions, sorted(own_addresses))).encode()).hexdigest()
        c = t.message.c
        query = select(c.id).where(c.owner_id == owner_id, c.thread_id.is_(None))
        loose = list(connection.execute(query.limit(FEW + 1)).scalars())
        same_words = load_state(connection, owner_id, "threads") == mark
        if not loose and same_words:
            return 0
        rows: Sequence[Any]
        if len(loose) <= FEW and same_words and not decisions:
            rows, inputs = _load_affected(connection, owner_id, loose)
        else:
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


def _load_affected(
    connection: Connection, owner_id: int, loose: Sequence[int]
) -> tuple[list[Any], list[ThreadInput]]:
    """The loose messages and every message of the threads they may change, oldest first."""
    found: dict[str, Any] = {}

    def load_threads(chosen: Any) -> list[ThreadInput]:
        rows = _load_rows(connection, owner_id, chosen)
        found.update((row.message_key, row) for row in rows)
        return _thread_inputs(rows, _load_people(connection, owner_id, [row.id for row in rows]))

    links = _Links(connection, owner_id)

    def load(wanted: frozenset[str]) -> list[ThreadInput]:
        threads = links.threads_with(wanted)
        return [
            one
            for some in chunks(sorted(threads))
            for one in load_threads(t.message.c.thread_id.in_(some))
        ]

    inputs = find_affected(load_threads(t.message.c.id.in_(loose)), load)
    rows = sorted(found.values(), key=lambda row: (row.sent_at, row.message_key))
    return rows, inputs


class _Links:
    """Under which names the threads of a store are found; `find_links` of every message."""

    def __init__(self, connection: Connection, owner_id: int) -> None:
        c = t.message.c
        query = select(
            c.thread_id, c.message_id, c.message_key, c.provider_thread_id, c.base_subject,
            c.reply_prefix, type_coerce(c.references, Text).label("references"),
        )  # fmt: skip
        self._rows = connection.execute(
            query.where(c.owner_id == owner_id, c.thread_id.is_not(None))
        ).all()
        known = json.loads(f"[{','.join([row.references for row in self._rows])}]")
        self._references: list[list[str]] = known

    def threads_with(self, links: frozenset[str]) -> set[str]:
        """Ids of the threads that have one of the links."""
        kinds: dict[str, set[str]] = {"id": set(), "key": set(), "provider": set()}
        kinds |= {"lonely": set(), "subject": set()}
        for link in links:
            kind, _, name = link.partition(":")
            kinds[kind].add(name)
        ids, subjects, lonely = kinds["id"], kinds["subject"], kinds["lonely"]
        found: set[str] = set()
        for row, references in zip(self._rows, self._references, strict=True):
            if (
                row.message_id in ids
                or not ids.isdisjoint(references)
                or row.message_key in kinds["key"]
                or row.provider_thread_id in kinds["provider"]
            ):
                found.add(row.thread_id)
            elif subjects or (row.reply_prefix and not references):
                # Only a reply without headers can be drawn in by a subject; lists are looked at
                # too, which costs nothing but a few messages more.
                key = subject_key(row.base_subject) if row.base_subject else ""
                if key and (key in subjects or (key in lonely and row.reply_prefix)):
                    found.add(row.thread_id)
        return found


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


def _load_rows(connection: Connection, owner_id: int, condition: Any = None) -> Sequence[Any]:
    """What threads are made of, oldest first; no texts, and JSON as it is stored."""
    c = t.message.c
    query = select(
        c.id, c.message_key, c.message_id, c.thread_id, c.sent_at, c.sender, c.subject,
        c.base_subject, c.reply_prefix, c.provider_thread_id,
        type_coerce(c.references, Text).label("references"),
        type_coerce(c.machine, Text).label("machine"),
    )  # fmt: skip
    query = query.where(c.owner_id == owner_id).order_by(c.sent_at, c.message_key)
    if condition is not None:
        query = query.where(condition)
    return connection.execute(query).all()


def _load_people(
    connection: Connection, owner_id: int, only: Sequence[int] | None = None
) -> Mapping[int, frozenset[str]]:
    """Message id → everybody in To and Cc; of all messages, or of these."""
    c = t.message_address.c
    query = select(c.message_id, c.address).where(c.owner_id == owner_id, c.field.in_(("to", "cc")))
    queries = [query]
    if only is not None:
        queries = [query.where(c.message_id.in_(some)) for some in chunks(only)]
    found: defaultdict[int, set[str]] = defaultdict(set)
    for each in queries:
        for message_id, address in connection.execute(each):
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
    gone = {row.thread_id for row in rows if row.thread_id} - subjects.keys()
    for some in chunks(sorted(gone)):
        connection.execute(delete(t.thread).where(c.id.in_(some)))
