"""Brings a database to this version's tables, in one transaction per step.

Alembic is loaded only when there is something to do: most starts find the newest revision and
compare one string.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from assistant.errors import StoreTooNew, StoreUnusable
from assistant.store.engine import open_engine, read, store_error

if TYPE_CHECKING:
    from sqlalchemy import Engine

#: The newest revision; a test holds it against the migrations folder.
HEAD = "0004"

MIGRATIONS = Path(__file__).parent / "migrations"


def open_store(path: Path) -> Engine:
    """An engine on a database that has this version's tables; created when missing.

    Raises:
        StoreUnusable, StoreFull, StoreReadOnly, StoreBusy: the disk refused, or it is no database.
        StoreTooNew: a later version of rapport wrote it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(path, error.strerror or str(error)) from error
    engine = open_engine(path)
    try:
        revision = current_revision(engine)
        if revision != HEAD:
            _upgrade(engine, path, revision)
    except (DatabaseError, sqlite3.Error) as error:
        raise store_error(engine, getattr(error, "orig", None) or error) from error
    return engine


def current_revision(engine: Engine) -> str | None:
    """The revision that the database stands at, None for a new one."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with read(engine) as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(engine: Engine, path: Path, revision: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise StoreTooNew(path, revision)
    config.attributes["engine"] = engine
    command.upgrade(config, "head")
