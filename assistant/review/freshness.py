"""Whether a draft's thread has moved on since the draft was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from assistant.store.tables import message, message_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.review.rows import StoredDraft

#: Message keys given to one statement; SQLite allows 32,766 variables.
_CHUNK = 500


def find_thread_keys(connection: Connection, stored: StoredDraft) -> set[str]:
    """Keys of all messages that stand in the threads of the draft's basis now.

    Threads are looked up by the messages, not by id: joining two threads changes ids. What lies
    only in a drafts folder is no message.
    """
    threads: set[str] = set()
    for keys in _chunks(stored.draft.basis):
        threads |= set(
            connection.execute(
                select(message.c.thread_id).where(
                    message.c.owner_id == stored.owner_id,
                    message.c.message_key.in_(keys),
                    message.c.thread_id.is_not(None),
                )
            ).scalars()
        )
    if not threads:
        return set()
    return set(
        connection.execute(
            select(message.c.message_key)
            .join(message_place, message_place.c.message_id == message.c.id)
            .where(
                message.c.owner_id == stored.owner_id,
                message.c.thread_id.in_(sorted(threads)),
                message_place.c.role != "drafts",
            )
        ).scalars()
    )


def find_newer_mail(connection: Connection, stored: StoredDraft) -> frozenset[str]:
    """Keys of messages in the draft's thread that were not known when it was written."""
    return frozenset(find_thread_keys(connection, stored) - set(stored.draft.basis))


def _chunks(keys: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return (keys[at : at + _CHUNK] for at in range(0, len(keys), _CHUNK))
