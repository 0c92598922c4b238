"""Migrations: the newest is the one the program asks for, and they build what the tables say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Table, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

import assistant.store.review_tables  # noqa: F401 - fills the metadata
from assistant.store import tables as t
from assistant.store.engine import open_engine, read, write
from assistant.store.metadata import metadata
from assistant.store.migrate import HEAD, MIGRATIONS, current_revision, open_store
from assistant.store.web_tables import REPORT_STATES, report

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

NOW = datetime(2026, 11, 19, 15, tzinfo=UTC)


def config_for(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def revisions(engine: Engine) -> list[str]:
    """All of them, oldest first."""
    scripts = ScriptDirectory.from_config(config_for(engine)).walk_revisions()
    return [script.revision for script in scripts][::-1]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A database of this version."""
    return open_store(tmp_path / "rapport.db")


def test_the_program_asks_for_the_newest(engine: Engine) -> None:
    assert revisions(engine)[-1] == HEAD
    assert current_revision(engine) == HEAD


def test_migrations_build_what_the_tables_say(engine: Engine) -> None:
    with read(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_checks_are_those_of_the_tables(engine: Engine, table: Table) -> None:
    built = {found["name"] for found in inspect(engine).get_check_constraints(table.name)}
    wanted = {one.name for one in table.constraints if isinstance(one, CheckConstraint)}
    assert built == wanted


def test_a_database_of_the_first_version_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    old = open_engine(path)
    command.upgrade(config_for(old), "0001")
    with write(old) as connection:
        connection.execute(
            text("INSERT INTO owner (id, address, name) VALUES (7, 'a@b.example', 'A')")
        )
    old.dispose()
    engine = open_store(path)
    assert current_revision(engine) == HEAD
    with read(engine) as connection:
        assert connection.execute(select(t.owner.c.id)).scalars().all() == [7]


def test_every_step_can_be_taken_back(engine: Engine) -> None:
    command.downgrade(config_for(engine), "0001")
    assert current_revision(engine) == "0001"
    assert not inspect(engine).has_table("user_session")
    command.upgrade(config_for(engine), "head")
    assert current_revision(engine) == HEAD


@pytest.mark.parametrize("state", [*REPORT_STATES, "lost"])
def test_a_report_is_in_a_known_state(engine: Engine, state: str) -> None:
    if state != "lost":
        add_report(engine, state)
        return
    with pytest.raises(IntegrityError):
        add_report(engine, state)


def test_a_day_has_one_report(engine: Engine) -> None:
    add_report(engine, "sent")
    with pytest.raises(IntegrityError):
        add_report(engine, "failed")


def add_report(engine: Engine, state: str) -> None:
    with write(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO owner (id, address, name) VALUES (1, 'a@b.example', 'A') "
                "ON CONFLICT DO NOTHING"
            )
        )
        connection.execute(
            insert(report).values(
                owner_id=1, kind="daily", day=NOW.date(), rendered_at=NOW, counts={}, state=state,
                tries=0,
            )
        )  # fmt: skip
