"""From the double of Graph into the store: mail and calendar, and what a lost link costs."""

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
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.mail import MicrosoftMail
from tests.connectors.contract import make_event, make_message
from tests.connectors.microsoft.calendars import Calendars

if TYPE_CHECKING:
    from pathlib import Path

    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
OWNER = "jonas@wirth.example"
WHO = WhoConfig((OWNER,))
ACCOUNT = Account(1, 1, "work")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(tmp_path / "rapport.db")
    with write(engine) as connection:
        connection.execute(t.owner.insert().values(address=OWNER, name="Jonas Wirth"))
        connection.execute(t.account.insert().values(owner_id=1, name="work", kind="microsoft"))
    yield engine
    engine.dispose()


def test_a_calendar_comes_into_the_store(
    graph: Graph, settings: MicrosoftSettings, engine: Engine
) -> None:
    graph.calendar = Calendars(graph)
    excluded = "EXDATE;TZID=Europe/Berlin:20260309T090000\r\n"
    graph.calendar.put("series", make_event(9, f"RRULE:FREQ=WEEKLY;COUNT=3\r\n{excluded}"))
    graph.calendar.put("single", make_event(1))

    def sync() -> tuple[int, int]:
        connector = MicrosoftCalendar("work", settings)
        found = sync_calendar(engine, ACCOUNT, connector, now=NOW, progress=lambda *_: None)
        settle_events(engine, 1, who=WHO, zone="Europe/Berlin", now=NOW)
        return sum(each.added for each in found), sum(each.deleted for each in found)

    assert sync() == (2, 0)
    with read(engine) as connection:
        uids = {uid.split("@")[0] for uid in connection.scalars(select(t.event.c.ical_uid))}
    assert uids == {"e1", "e9"}
    graph.calendar.delete("single")
    graph.epoch += 1
    assert sync() == (0, 1)


def test_mail_comes_into_the_store(
    graph: Graph, settings: MicrosoftSettings, engine: Engine
) -> None:
    keys = [graph.add(make_message(number)) for number in range(130)]

    def sync() -> int:
        mail = MicrosoftMail("work", settings)
        done = sync_mailbox(engine, ACCOUNT, mail, now=NOW, progress=lambda *_: None)
        assert [each.failed for each in done if each.failed] == []
        return mail.downloads

    assert sync() == 130
    graph.delete(keys[0])
    graph.epoch += 1
    assert sync() == 0
    with read(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(t.message_place)) == 129


def test_a_move_is_one_message_in_another_place(
    graph: Graph, settings: MicrosoftSettings, engine: Engine
) -> None:
    keys = [graph.add(make_message(number)) for number in range(3)]
    archive = "F/archive="
    graph.folders[archive] = ("Archiv", "")

    def sync() -> int:
        mail = MicrosoftMail("work", settings)
        sync_mailbox(engine, ACCOUNT, mail, now=NOW, progress=lambda *_: None)
        return mail.downloads

    def places() -> list[tuple[str, str]]:
        c = t.message_place.c
        with read(engine) as connection:
            assert connection.scalar(select(func.count()).select_from(t.message)) == 3
            rows = connection.execute(select(c.collection, c.provider_id).order_by(c.provider_id))
            return [(row.collection, row.provider_id) for row in rows]

    assert sync() == 3
    graph.move(keys[1], archive)
    # The port hands a message on with its bytes: what is new in a folder is read there once.
    assert sync() == 1
    assert places() == [("Posteingang", keys[0]), ("Archiv", keys[1]), ("Posteingang", keys[2])]
    assert sync() == 0
