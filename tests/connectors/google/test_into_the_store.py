"""From a Google account into the store: mail, meetings, and what a lost history costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, func, select

from assistant.ingest.calendars import settle_events
from assistant.ingest.records import WhoConfig
from assistant.ingest.sync import Account as StoredAccount
from assistant.ingest.sync import Synced, sync_calendar, sync_mailbox
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.migrate import open_store
from connectors.google import GoogleMail
from tests.connectors.contract import make_message
from tests.connectors.google.conftest import NOW
from tests.connectors.google.test_calendar import at, master, occurrence

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.google.conftest import Account

OWNER = "jonas@wirth.example"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(tmp_path / "rapport.db")
    with write(engine) as connection:
        connection.execute(t.owner.insert().values(address=OWNER, name="Jonas Wirth"))
        connection.execute(t.account.insert().values(owner_id=1, name="work", kind="google"))
    yield engine
    engine.dispose()


def test_mail_comes_into_the_store_and_drafts_are_no_messages(
    account: Account, engine: Engine
) -> None:
    world = account.double.mail
    names = [world.add(make_message(number)) for number in range(5)]
    world.add(make_message(9), ["DRAFT"])

    def sync() -> tuple[int, int, str | None]:
        (done,) = sync_mailbox(
            engine,
            StoredAccount(1, 1, "work"),
            account.mail(),
            now=NOW,
            progress=lambda *_: None,
        )
        return done.added, done.deleted, done.failed

    assert sync() == (5, 0, None)
    world.delete(names[0])
    world.add(make_message(6))
    world.forget_history()
    assert sync() == (1, 1, None)
    with read(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(t.message)) == 5


def test_a_series_comes_into_the_store_with_what_differs(account: Account, engine: Engine) -> None:
    world = account.double.calendar
    world.put(master())
    world.put(occurrence(9, start=at(10, 14), end=at(10, 15)))
    world.cancel(occurrence(16)["id"], **occurrence(16))
    (done,) = sync_calendar(
        engine,
        StoredAccount(1, 1, "work"),
        account.calendar(),
        now=NOW,
        progress=lambda *_: None,
    )
    settle_events(engine, 1, who=WhoConfig((OWNER,)), zone="Europe/Berlin", now=NOW)
    assert (done.added, done.failed) == (1, None)
    with read(engine) as connection:
        assert set(connection.scalars(select(t.event.c.ical_uid))) == {"m1@google.com"}


def test_a_first_reading_that_ends_early_is_kept_and_leaves_the_account_alone(
    account: Account, engine: Engine
) -> None:
    """What came is stored, nobody is paused for it, and the next reading goes on."""
    world = account.double.mail
    names = [world.add(make_message(number)) for number in range(700)]
    settings = account.settings(patience_s=90.0)

    def sync() -> Synced:
        connector = GoogleMail("work", settings)
        (done,) = sync_mailbox(
            engine, StoredAccount(1, 1, "work"), connector, now=NOW, progress=lambda *_: None
        )
        # Of the collection, not of the account: its calendars are read in the same run.
        assert done.cause is None
        return done

    first = sync()
    assert (first.unfinished, first.failed) == (1, None)
    assert 580 < first.added < 600
    with read(engine) as connection:
        stored = connection.scalars(select(t.message_place.c.provider_id)).all()
    assert sorted(stored) == names[-first.added :]
    second = sync()
    assert (second.added, second.unfinished) == (700 - first.added, 0)
    assert account.double.fetched() == dict.fromkeys(names, 1)
