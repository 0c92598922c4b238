"""From a real server into the store: what a person's calendar becomes, and what a lost token costs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, func, select, update

from assistant.ingest.calendars import settle_events
from assistant.ingest.records import WhoConfig
from assistant.ingest.sync import Account, sync_calendar
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.migrate import open_store
from connectors.caldav import CaldavCalendar, CaldavSettings
from tests.connectors.caldav_peers import PASSWORD, USER, Peer
from tests.connectors.contract import make_event

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.ingest.sync import Synced

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
OWNER = "jonas@wirth.example"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(tmp_path / "rapport.db")
    with write(engine) as connection:
        connection.execute(t.owner.insert().values(address=OWNER, name="Jonas Wirth"))
        connection.execute(t.account.insert().values(owner_id=1, name="work", kind="caldav"))
    yield engine
    engine.dispose()


def sync(engine: Engine, peer: Peer, calendar: str) -> Synced:
    settings = CaldavSettings(f"{peer.url}{calendar}", USER, lambda: PASSWORD)
    (done,) = sync_calendar(
        engine,
        Account(1, 1, "work"),
        CaldavCalendar("work", settings),
        now=NOW,
        progress=lambda *_: None,
    )
    settle_events(engine, 1, who=WhoConfig((OWNER,)), zone="Europe/Berlin", now=NOW)
    return done


@pytest.mark.parametrize("name", ["radicale", "xandikos"])
def test_a_calendar_comes_into_the_store(
    name: str, request: pytest.FixtureRequest, engine: Engine
) -> None:
    peer: Peer = request.getfixturevalue(name)
    calendar = peer.new_calendar()
    series = make_event(
        9, "RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=Europe/Berlin:20260309T090000\r\n"
    )
    peer.put(f"{calendar}series.ics", series)
    peer.put(f"{calendar}single.ics", make_event(1))
    assert sync(engine, peer, calendar).added == 2
    with read(engine) as connection:
        uids = set(connection.scalars(select(t.event.c.ical_uid)))
        starts = connection.scalar(select(func.count()).select_from(t.event))
    assert {uid.split("@")[0] for uid in uids} == {"e1", "e9"}
    assert starts

    peer.delete(f"{calendar}single.ics")
    with write(engine) as connection:
        row = connection.execute(select(t.sync_cursor.c.id, t.sync_cursor.c.cursor)).one()
        lost = json.dumps(json.loads(row.cursor) | {"t": "http://ferrol.example/1"})
        connection.execute(update(t.sync_cursor).values(cursor=lost))
    done = sync(engine, peer, calendar)
    assert (done.added, done.deleted, done.failed) == (0, 1, None)
    with read(engine) as connection:
        assert {uid.split("@")[0] for uid in connection.scalars(select(t.event.c.ical_uid))} == {
            "e9"
        }
