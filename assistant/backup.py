"""A consistent copy of a home: the database by SQLite's backup API, the files beside it.

A copy is put to use after a loss, or by mistake beside the original; what was approved in the
original may have left since. So a copy holds no approvals: a person gives them again.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import select

from assistant.config.load import CLIENTS_FOLDER, CONFIG_FILE, list_client_files
from assistant.config.reading import read_text
from assistant.config.records import DATABASE, LEARNED
from assistant.errors import RapportError
from assistant.review.moves import MACHINE, move
from assistant.review.review import UNAPPROVED
from assistant.review.rows import load_drafts
from assistant.review.states import DraftState, Verb
from assistant.store import tables as t
from assistant.store.engine import open_engine, write

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Engine


class TargetNotEmpty(RapportError):
    """A backup never overwrites anything."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"{target} is not empty. Name a new folder for the backup.")


def make_backup(engine: Engine, home: Path, target: Path, *, now: datetime) -> list[str]:
    """Copy database, configuration and client files; returns the names of what was copied.

    Raises:
        TargetNotEmpty: the target holds something.
        BadConfiguration: a file to copy is no plain file.
        OSError: it cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise TargetNotEmpty(target)
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    copied = [DATABASE]
    with engine.connect() as connection, closing(sqlite3.connect(target / DATABASE)) as copy:
        raw = connection.connection.driver_connection
        if raw is None:
            raise RapportError(f"The database of {home} could not be opened for copying.")
        raw.backup(copy)
    _take_approvals_back(target / DATABASE, now=now)
    if (home / CONFIG_FILE).is_file():
        _copy(home / CONFIG_FILE, target / CONFIG_FILE)
        copied.append(CONFIG_FILE)
    if (home / LEARNED).is_file():
        _copy(home / LEARNED, target / LEARNED)
        copied.append(LEARNED)
    if (home / CLIENTS_FOLDER).is_dir():
        (target / CLIENTS_FOLDER).mkdir(mode=0o700)
        for path in list_client_files(home / CLIENTS_FOLDER):
            _copy(path, target / CLIENTS_FOLDER / path.name)
        copied.append(f"{CLIENTS_FOLDER}/")
    return copied


def _take_approvals_back(database: Path, *, now: datetime) -> None:
    """Withdraw every approval in the copy, so that nothing leaves from two places."""
    engine = open_engine(database)
    try:
        with write(engine) as connection:
            for owner_id in connection.execute(select(t.owner.c.id)).scalars().all():
                for stored in load_drafts(connection, owner_id, states=[DraftState.APPROVED]):
                    move(
                        connection,
                        stored,
                        Verb.WITHDRAW,
                        actor=MACHINE,
                        at=now,
                        reason="This is a copy; the original may have delivered it since.",
                        values=UNAPPROVED,
                        new_revision=True,
                    )
    finally:
        engine.dispose()


def _copy(source: Path, target: Path) -> None:
    """Copy one small file so that only its owner may read it, whoever may read the source."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(read_text(source))
