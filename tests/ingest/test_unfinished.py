"""A provider that gives so much at a time: no failure, and the next reading goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from assistant.ingest.sync import Account, Synced, sync_mailbox
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.migrate import open_store
from connectors.base import MailPage, TransientError, Unfinished
from connectors.memory import MemoryMail
from tests.connectors.contract import make_message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Rationed(MemoryMail):
    """Gives two pages, then no more for now."""

    error: TransientError = Unfinished("Enough for now.")

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        for number, page in enumerate(super().fetch_changes(collection, cursor)):
            if number == 2:
                raise self.error
            yield page


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(tmp_path / "rapport.db")
    with write(engine) as connection:
        connection.execute(t.owner.insert().values(address="o@wirth.example", name="O"))
        connection.execute(t.account.insert().values(owner_id=1, name="work", kind="google"))
    yield engine
    engine.dispose()


@pytest.fixture
def mailbox() -> Rationed:
    mailbox = Rationed("work", page_items=10)
    for number in range(50):
        mailbox.add(make_message(number))
    return mailbox


def sync(engine: Engine, mailbox: MemoryMail) -> Synced:
    [done] = sync_mailbox(engine, Account(1, 1, "work"), mailbox, now=NOW, progress=lambda *_: None)
    return done


def position(engine: Engine) -> tuple[bool, str | None, bool]:
    c = t.sync_cursor.c
    with read(engine) as connection:
        row = connection.execute(select(c.complete, c.last_error, c.last_success_at)).one()
    return row.complete, row.last_error, row.last_success_at is not None


def test_it_is_no_failure_and_not_the_end(engine: Engine, mailbox: Rationed) -> None:
    done = sync(engine, mailbox)
    assert (done.added, done.unfinished, done.failed, done.cause) == (20, 1, None, None)
    assert position(engine) == (False, None, False)


def test_the_next_readings_go_on_until_all_is_there(engine: Engine, mailbox: Rationed) -> None:
    done = [sync(engine, mailbox) for _ in range(3)]
    assert [(one.added, one.unfinished) for one in done] == [(20, 1), (20, 1), (10, 0)]
    assert position(engine) == (True, None, True)


def test_it_takes_back_what_failed_before(engine: Engine, mailbox: Rationed) -> None:
    mailbox.error = TransientError("Gone for now.")
    assert sync(engine, mailbox).failed == "Gone for now."
    assert position(engine)[1] == "Gone for now."
    mailbox.error = Unfinished("Enough for now.")
    sync(engine, mailbox)
    assert position(engine) == (False, None, False)
