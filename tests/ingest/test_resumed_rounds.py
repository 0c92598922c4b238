"""A round after a lost position that is interrupted, resumed, and lost again in between."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from assistant.ingest.sync import Account, sync_mailbox
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.migrate import open_store
from connectors.base import MailPage, TransientError
from connectors.memory import MemoryMail
from tests.connectors.contract import make_message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Interrupted(MemoryMail):
    """Breaks off after so many pages."""

    pages = 100

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        for number, page in enumerate(super().fetch_changes(collection, cursor)):
            if number == self.pages:
                raise TransientError("Gone for now.")
            yield page


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(tmp_path / "rapport.db")
    with write(engine) as connection:
        connection.execute(t.owner.insert().values(address="o@wirth.example", name="O"))
        connection.execute(t.account.insert().values(owner_id=1, name="work", kind="imap"))
    yield engine
    engine.dispose()


def sync(engine: Engine, mailbox: MemoryMail) -> set[str]:
    """Read it; the ids that are stored then."""
    sync_mailbox(engine, Account(1, 1, "work"), mailbox, now=NOW, progress=lambda *_: None)
    with read(engine) as connection:
        return set(connection.scalars(select(t.message_place.c.provider_id)))


@pytest.mark.parametrize("pages", [1, 2, 3])
@pytest.mark.parametrize("lost_again", [False, True])
def test_what_was_named_and_then_deleted_does_not_stay(
    engine: Engine, pages: int, lost_again: bool
) -> None:
    mailbox = Interrupted("work", page_items=10)
    ids = [mailbox.add(make_message(number)) for number in range(40)]
    assert sync(engine, mailbox) == set(ids)
    mailbox.lose_cursors()
    mailbox.pages = pages
    sync(engine, mailbox)
    for gone in (ids[0], ids[-1]):
        mailbox.delete(gone)
    if lost_again:
        mailbox.lose_cursors()
    mailbox.pages = 100
    assert sync(engine, mailbox) == set(ids[1:-1])
