"""Everything the rules read, in bulk and in a stable order: plain rows, no meaning added."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from assistant.store import tables as t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class Addresses:
    """Who a message goes to: (address, name) in the order of the header."""

    to: tuple[tuple[str, str], ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    bcc: tuple[tuple[str, str], ...] = ()
    reply_to: tuple[tuple[str, str], ...] = ()


NOBODY = Addresses()


def load_messages(
    connection: Connection, owner_id: int, *, as_of: datetime | None = None
) -> Sequence[Row[Any]]:
    """Rows of `message` dated up to `as_of`, oldest first, ties by key."""
    c = t.message.c
    query = select(t.message).where(c.owner_id == owner_id).order_by(c.sent_at, c.message_key)
    if as_of is not None:
        query = query.where(c.sent_at <= as_of)
    return connection.execute(query).all()


def load_addresses(connection: Connection, owner_id: int) -> Mapping[int, Addresses]:
    """Message id → its addressees; messages to nobody are missing."""
    c = t.message_address.c
    found: dict[int, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    rows = connection.execute(
        select(c.message_id, c.field, c.address, c.name)
        .where(c.owner_id == owner_id)
        .order_by(c.message_id, c.field, c.position)
    )
    for message_id, field, address, name in rows:
        found[message_id][field].append((address, name))
    return {
        message_id: Addresses(
            tuple(fields.get("to", ())),
            tuple(fields.get("cc", ())),
            tuple(fields.get("bcc", ())),
            tuple(fields.get("reply-to", ())),
        )
        for message_id, fields in found.items()
    }


def load_events(connection: Connection, owner_id: int) -> Sequence[Row[Any]]:
    """Rows of `event`, by start, ties by uid."""
    c = t.event.c
    query = select(t.event).where(c.owner_id == owner_id)
    return connection.execute(query.order_by(c.start_at, c.ical_uid, c.recurrence_id)).all()


def load_attendees(
    connection: Connection, owner_id: int
) -> Mapping[int, list[tuple[str, str, str, str]]]:
    """Event id → (address, name, partstat, cutype), by address."""
    c = t.attendee.c
    found: dict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
    rows = connection.execute(
        select(c.event_id, c.address, c.name, c.partstat, c.cutype)
        .where(c.owner_id == owner_id)
        .order_by(c.event_id, c.address)
    )
    for event_id, *person in rows:
        found[event_id].append(tuple(person))
    return found


def load_state(connection: Connection, owner_id: int, key: str) -> str | None:
    """What a stage last noted under `key`."""
    c = t.state.c
    return connection.execute(
        select(c.value).where(c.owner_id == owner_id, c.key == key)
    ).scalar_one_or_none()


def record_state(connection: Connection, owner_id: int, key: str, value: str) -> None:
    """Note what a stage worked on."""
    c = t.state.c
    result = connection.execute(
        t.state.update().where(c.owner_id == owner_id, c.key == key).values(value=value)
    )
    if result.rowcount == 0:
        connection.execute(t.state.insert().values(owner_id=owner_id, key=key, value=value))


def forget_state(connection: Connection, owner_id: int, key: str) -> None:
    """What was noted under `key` is settled."""
    c = t.state.c
    connection.execute(t.state.delete().where(c.owner_id == owner_id, c.key == key))


def load_threads(connection: Connection, owner_id: int) -> list[tuple[str, str, list[str]]]:
    """(thread id, subject, message keys oldest first), the thread with the latest mail last."""
    c, thread = t.message.c, t.thread.c
    rows = connection.execute(
        select(c.thread_id, thread.subject, c.message_key)
        .join(t.thread, thread.id == c.thread_id)
        .where(c.owner_id == owner_id)
        .order_by(c.sent_at, c.message_key)
    )
    found: dict[str, tuple[str, str, list[str]]] = {}
    for thread_id, subject, key in rows:
        # Taken out and put in again: the order of the dictionary is that of the latest message.
        entry = found.pop(thread_id, (thread_id, subject, []))
        entry[2].append(key)
        found[thread_id] = entry
    return list(found.values())
