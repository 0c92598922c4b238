"""A consistent copy of a home: the database by SQLite's backup API, the files beside it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from assistant.config.load import CLIENTS_FOLDER, CONFIG_FILE
from assistant.config.records import DATABASE
from assistant.errors import RapportError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


class TargetNotEmpty(RapportError):
    """A backup never overwrites anything."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"{target} is not empty. Name a new folder for the backup.")


def make_backup(engine: Engine, home: Path, target: Path) -> list[str]:
    """Copy database, configuration and client files; returns the names of what was copied.

    Raises:
        TargetNotEmpty: the target holds something.
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
    if (home / CONFIG_FILE).exists():
        shutil.copy2(home / CONFIG_FILE, target / CONFIG_FILE)
        copied.append(CONFIG_FILE)
    if (home / CLIENTS_FOLDER).is_dir():
        shutil.copytree(home / CLIENTS_FOLDER, target / CLIENTS_FOLDER)
        copied.append(f"{CLIENTS_FOLDER}/")
    return copied
