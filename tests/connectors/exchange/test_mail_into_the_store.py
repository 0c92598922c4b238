"""From the double of Exchange into the store: mail, moves, and what a lost state costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, func, select

from assistant.ingest.sync import Account, sync_mailbox
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.migrate import open_store
from connectors.exchange.mail import ExchangeMail
from tests.connectors.contract import make_message
from tests.connectors.exchange.settings import MAILBOX, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.exchange.server import ExchangeServer

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
ACCOUNT = Account(1, 1, "work")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(tmp_path / "rapport.db")
    with write(engine) as connection:
        connection.execute(t.owner.insert().values(address=MAILBOX, name="Jonas Wirth"))
        connection.execute(t.account.insert().values(owner_id=1, name="work", kind="exchange"))
    yield engine
    engine.dispose()


def sync(engine: Engine, server: ExchangeServer) -> int:
    """Bodies that a sync downloaded."""
    mail = ExchangeMail("work", settings_for(server))
    done = sync_mailbox(engine, ACCOUNT, mail, now=NOW, progress=lambda *_: None)
    assert [each.failed for each in done if each.failed] == []
    return mail.downloads


def places(engine: Engine) -> list[tuple[str, str]]:
    c = t.message_place.c
    with read(engine) as connection:
        rows = connection.execute(select(c.collection, c.provider_id).order_by(c.id))
        return [(row.collection, row.provider_id) for row in rows]


def test_mail_comes_into_the_store(exchange: ExchangeServer, engine: Engine) -> None:
    mailbox = exchange.world.mailbox
    keys = [mailbox.add_message("inbox", make_message(number)) for number in range(130)]
    assert sync(engine, exchange) == 130
    mailbox.delete(keys[0])
    exchange.world.invalidate_sync_states()
    assert sync(engine, exchange) == 0
    assert len(places(engine)) == 129
    assert sync(engine, exchange) == 0


def test_a_move_is_one_message_in_another_place(exchange: ExchangeServer, engine: Engine) -> None:
    mailbox = exchange.world.mailbox
    keys = [mailbox.add_message("inbox", make_message(number)) for number in range(3)]
    mailbox.add_folder("Ferrol")
    assert sync(engine, exchange) == 3
    moved = mailbox.move(keys[1], "Ferrol")
    # The port hands a message on with its bytes: what is new in a folder is read there once.
    assert sync(engine, exchange) == 1
    with read(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(t.message)) == 3
    assert set(places(engine)) == {
        ("Posteingang", keys[0]),
        ("Ferrol", moved),
        ("Posteingang", keys[2]),
    }
    assert sync(engine, exchange) == 0


def test_ids_that_were_given_anew_change_no_place(exchange: ExchangeServer, engine: Engine) -> None:
    mailbox = exchange.world.mailbox
    keys = [mailbox.add_message("inbox", make_message(number)) for number in range(40)]
    assert sync(engine, exchange) == 40
    before = places(engine)
    for key in keys:
        mailbox.move(mailbox.move(key, "outbox"), "inbox")
    exchange.world.invalidate_sync_states()
    assert sync(engine, exchange) == 0
    assert places(engine) == before
