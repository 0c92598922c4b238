"""One SQLite database, one writer: the engine, its pragmas and the two kinds of transaction.

WAL with FULL synchronisation: a commit that was reported is on the disk. Readers see one snapshot
and wait for nobody; a write begins IMMEDIATE, so it waits for its turn at the start and never fails
half way with "database is locked".

SQLite 3.7.0 to 3.51.2 has a race between two connections that checkpoint at the same moment. So
nothing checkpoints by itself: `checkpoint` is called by the one process that holds the home's lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from assistant.errors import (
    RapportError,
    StoreBusy,
    StoreFull,
    StoreReadOnly,
    StoreUnusable,
)

#: Milliseconds a statement waits for another process's transaction.
BUSY_TIMEOUT_MS = 10_000


def open_engine(path: Path) -> Engine:
    """An engine on the database file, which is created when it is not there."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """One write transaction: committed at the end, rolled back on any error.

    Raises:
        StoreFull, StoreBusy, StoreReadOnly, StoreUnusable: the disk refused; with the sentence.
    """
    with _telling(engine), engine.connect() as plain:
        connection = plain.execution_options(rapport_write=True)
        with connection.begin():
            yield connection


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """One read transaction on one snapshot; raises as `write` does."""
    with _telling(engine), engine.connect() as connection, connection.begin():
        yield connection


def checkpoint(engine: Engine) -> None:
    """Move the write-ahead log into the database, as far as readers let it; needs the home's lock."""
    with _telling(engine):
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.DatabaseError as error:
            raise store_error(engine, error) from error
        finally:
            raw.close()


def store_error(engine: Engine, error: BaseException) -> RapportError:
    """The error for people of what SQLite refused."""
    path = Path(str(engine.url.database))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(path)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(path)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}:
        return StoreReadOnly(path)
    return StoreUnusable(path, str(error))


@contextmanager
def _telling(engine: Engine) -> Iterator[None]:
    """Turn what the disk refuses into a sentence; a mistake of ours stays one."""
    try:
        yield
    except DatabaseError as error:
        # Not its other children: a broken constraint or a wrong statement is a bug.
        if type(error) not in {DatabaseError, OperationalError} or error.orig is None:
            raise
        raise store_error(engine, error.orig) from error


def _set_pragmas(raw: SqliteConnection, _record: Any) -> None:
    # The driver's own transaction handling starts transactions late and DEFERRED.
    raw.isolation_level = None
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA wal_autocheckpoint = 0")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA trusted_schema = OFF")
    # Mail texts are read in bulk: 64 MiB of page cache, 256 MiB mapped.
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.execute("PRAGMA mmap_size = 268435456")
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("rapport_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
