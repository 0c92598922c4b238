"""Calendars into the store: many events at a time, and problems that a person can still read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, select

from assistant.ingest.calendars import MAX_PROBLEMS, settle_events
from assistant.ingest.events import parse_calendar
from assistant.ingest.records import WhoConfig
from assistant.store import tables as t
from assistant.store.calendar import store_resource
from assistant.store.engine import read, write
from assistant.store.mail import Folder
from assistant.store.migrate import open_store
from assistant.store.problems import load_problems
from tests.ingest.builders import OWNER

NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(tmp_path / "rapport.db")
    with write(engine) as connection:
        connection.execute(t.owner.insert().values(address=OWNER, name="Ann Owner"))
        connection.execute(t.account.insert().values(owner_id=1, name="local", kind="local"))
    yield engine
    engine.dispose()


def settle(engine: Engine, raw: bytes) -> int:
    with write(engine) as connection:
        store_resource(connection, Folder(1, 1, "work.ics", "other", 1), "work.ics", raw)
    return settle_events(engine, 1, who=WhoConfig((OWNER,)), zone="Europe/Berlin", now=NOW)


def daily_series(count: int) -> bytes:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:u{number}\r\nDTSTART:20261101T{number % 24:02}0000Z\r\n"
        "RRULE:FREQ=DAILY;COUNT=20\r\nATTENDEE:mailto:carla@client.example\r\nEND:VEVENT\r\n"
        for number in range(count)
    )
    return f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n".encode()


def test_many_events_are_written_in_few_statements(engine: Engine) -> None:
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert settle(engine, daily_series(60)) == 1_200
    assert len(statements) < 60
    with read(engine) as connection:
        assert connection.execute(select(func.count()).select_from(t.attendee)).scalar() == 1_200


def test_an_event_that_changed_is_written_again_and_no_other(engine: Engine) -> None:
    settle(engine, daily_series(3))
    changed = daily_series(3).replace(b"UID:u1\r\n", b"UID:u1\r\nSUMMARY:New\r\n")
    assert settle(engine, changed) == 20
    assert settle(engine, daily_series(2)) == 40  # 20 as before, 20 gone


@pytest.mark.parametrize("broken", [1, MAX_PROBLEMS, MAX_PROBLEMS + 1, 5_000])
def test_a_hundred_broken_events_are_named_and_the_rest_counted(
    engine: Engine, broken: int
) -> None:
    raw = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * broken + daily_series(1)[17:]
    assert settle(engine, raw) == 20
    with read(engine) as connection:
        problems = load_problems(connection, 1)
    assert len(problems) == min(broken, MAX_PROBLEMS + 1)
    more = broken - MAX_PROBLEMS
    assert ([key for _, key, _, _ in problems if key == f"and {more} more"] != []) is (more > 0)
    assert len(parse_calendar(raw).set_aside) == broken


def invited(answer: str, *, sequence: int = 0, day: int = 5) -> bytes:
    return (
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:one\r\nSEQUENCE:{sequence}\r\n"
        f"DTSTART:202611{day:02}T090000Z\r\nDTEND:202611{day:02}T100000Z\r\n"
        f"ATTENDEE;PARTSTAT={answer}:mailto:{OWNER}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


ASKED, YES, NO = "NEEDS-ACTION", "ACCEPTED", "DECLINED"


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        ([invited(ASKED), invited(YES)], "accepted"),
        ([invited(YES), invited(ASKED)], "accepted"),
        ([invited(ASKED, sequence=2), invited(YES)], "accepted"),
        ([invited(ASKED, sequence=2, day=6), invited(YES)], "needs-action"),
        ([invited(ASKED), invited(YES, sequence=2, day=6)], "accepted"),
        ([invited(NO, sequence=2), invited(YES)], "declined"),
        ([invited(YES), invited(NO), invited(ASKED)], "declined"),
        ([invited(ASKED), invited(ASKED)], "needs-action"),
    ],
)
def test_an_answer_in_one_calendar_counts_in_all_that_have_the_meeting_at_that_time(
    engine: Engine, versions: list[bytes], told: str
) -> None:
    with write(engine) as connection:
        for number, raw in enumerate(versions):
            name = f"{number}.ics"
            store_resource(connection, Folder(1, 1, name, "other", 1), name, raw)
    settle_events(engine, 1, who=WhoConfig((OWNER,)), zone="Europe/Berlin", now=NOW)
    with read(engine) as connection:
        assert connection.execute(select(t.attendee.c.partstat)).scalars().all() == [told]
