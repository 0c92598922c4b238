"""Stand-off annotation: what the language stage said of each message, under its version.

One row of kind `message` a message, and a row for each zone and each tagged sentence. Tags of
another version are replaced, never mixed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, delete, select, type_coerce

from assistant.store import tables as t
from assistant.store.mail import chunks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

#: Rows whose bodies are read together: a few MB of JSON.
BODIES_AT_ONCE = 8192

#: (kind, start, end, body)
TagRow = tuple[str, int, int, dict[str, Any]]


def load_versions(connection: Connection, owner_id: int) -> dict[int, str]:
    """Message id → the version its tags were made by; untagged ones are missing."""
    c = t.tag.c
    rows = connection.execute(
        select(c.message_id, c.version).where(c.owner_id == owner_id, c.kind == "message")
    )
    return dict(rows.all())


def replace_tags(
    connection: Connection, owner_id: int, version: str, tags: Sequence[tuple[int, list[TagRow]]]
) -> None:
    """Put these tags in the place of whatever the messages had."""
    for some in chunks(message_id for message_id, _ in tags):
        connection.execute(delete(t.tag).where(t.tag.c.message_id.in_(some)))
    rows = [
        {
            "owner_id": owner_id, "message_id": message_id, "version": version, "kind": kind,
            "start": start, "end": end, "body": body,
        }
        for message_id, found in tags
        for kind, start, end, body in found
    ]  # fmt: skip
    if rows:
        connection.execute(t.tag.insert(), rows)


def delete_tags(connection: Connection, message_ids: Sequence[int]) -> None:
    """Forget the tags of messages that are no longer read by rules."""
    for some in chunks(message_ids):
        connection.execute(delete(t.tag).where(t.tag.c.message_id.in_(some)))


def load_tags(
    connection: Connection, owner_id: int
) -> Iterator[tuple[int, str, int, int, dict[str, Any]]]:
    """(message id, kind, start, end, body) of all tags, by message and position."""
    c = t.tag.c
    rows = connection.execute(
        select(c.message_id, c.kind, c.start, c.end, type_coerce(c.body, Text))
        .where(c.owner_id == owner_id)
        .order_by(c.message_id, c.kind, c.start)
    )
    # One call of the JSON reader for many bodies: most of the time of a report went into them.
    while some := rows.fetchmany(BODIES_AT_ONCE):
        bodies = json.loads(f"[{','.join([row[4] for row in some])}]")
        for row, body in zip(some, bodies, strict=True):
            yield row[0], row[1], row[2], row[3], body
