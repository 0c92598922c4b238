"""From the double of an Exchange Server into the store: mail, calendar, and what a lost state costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, func, select

from assistant.ingest.calendars import settle_events
from assistant.ingest.records import WhoConfig
from assistant.ingest.sync import Account, sync_calendar, sync_mailbox
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.migrate import open_store
from connectors.exchange.calendar import ExchangeCalendar
from connectors.exchange.mail import ExchangeMail
from tests.connectors.contract import make_event, make_message
from tests.connectors.exchange.settings import MAILBOX, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.exchange.server import ExchangeServer

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
WHO = WhoConfig((MAILBOX,))
ACCOUNT = Account(1, 1, "work")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(tmp_path / "rapport.db")
    with write(engine) as connection:
        connection.execute(t.owner.insert().values(address=MAILBOX, name="Jonas Wirth"))
        connection.execute(t.account.insert().values(owner_id=1, name="work", kind="exchange"))
    yield engine
    engine.dispose()


def test_a_calendar_comes_into_the_store(exchange: ExchangeServer, engine: Engine) -> None:
    agenda = exchange.world.mailbox.agenda
    excluded = "EXDATE;TZID=Europe/Berlin:20260309T090000\r\n"
    agenda.add(make_event(9, f"RRULE:FREQ=WEEKLY;COUNT=3\r\n{excluded}"))
    single = agenda.add(make_event(1))

    def sync() -> tuple[int, int]:
        connector = ExchangeCalendar("work", settings_for(exchange))
        found = sync_calendar(engine, ACCOUNT, connector, now=NOW, progress=lambda *_: None)
        settle_events(engine, 1, who=WHO, zone="Europe/Berlin", now=NOW)
        return sum(each.added for each in found), sum(each.deleted for each in found)

    assert sync() == (2, 0)
    with read(engine) as connection:
        uids = {uid.split("@")[0] for uid in connection.scalars(select(t.event.c.ical_uid))}
    assert uids == {"e1", "e9"}
    exchange.world.mailbox.delete(single)
    exchange.world.invalidate_sync_states()
    assert sync() == (0, 1)


def test_mail_comes_into_the_store(exchange: ExchangeServer, engine: Engine) -> None:
    mailbox = exchange.world.mailbox
    keys = [mailbox.add_message("inbox", make_message(number)) for number in range(130)]

    def sync() -> int:
        exchange.world.bodies.clear()
        mail = ExchangeMail("work", settings_for(exchange))
        done = sync_mailbox(engine, ACCOUNT, mail, now=NOW, progress=lambda *_: None)
        assert [each.failed for each in done if each.failed] == []
        return exchange.world.bodies.total()

    assert sync() == 130
    mailbox.delete(keys[0])
    exchange.world.invalidate_sync_states()
    assert sync() == 0
    with read(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(t.message_place)) == 129
