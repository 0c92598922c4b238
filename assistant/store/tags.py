"""Stand-off annotation: what the language stage said of each message, under its version.

One row of kind `message` a message, and a row for each zone and each tagged sentence. Tags of
another version are replaced, never mixed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from assistant.store import tables as t
from assistant.store.mail import chunks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

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
        select(c.message_id, c.kind, c.start, c.end, c.body)
        .where(c.owner_id == owner_id)
        .order_by(c.message_id, c.kind, c.start)
    )
    for row in rows:
        yield row.message_id, row.kind, row.start, row.end, row.body
