"""Whether the page of a home is open, and where: one server a home.

A lock says that there is one; `serve.json` beside the database says where, for `rapport
login-link`. The file is gone when the server ends; one that a killed server left is recognised,
because the lock is free. Not for serving, and light to import.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from assistant.errors import RapportError, StoreReadOnly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

FILE = "serve.json"
LOCK = ".serve.lock"


class AlreadyServing(RapportError):
    """The page of this home is open in another process."""

    exit_code = 5

    def __init__(self, home: Path, origin: str | None) -> None:
        where = f" at {origin}" if origin else ""
        super().__init__(
            f"The page of {home} is open already{where}. `rapport login-link` prints a link to it; "
            "end the other one with Ctrl-C to start it anew."
        )


class NotServing(RapportError):
    """No server runs, so there is nothing that a link could open."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"The page of {home} is not open. Start it with `rapport serve`, which prints a link."
        )


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that answers.

    Attributes:
        origin: `http://127.0.0.1:8725`.
        wanted_port: The port asked for, which may have been taken.
        reads: Whether it reads mail and calendars by itself.
    """

    origin: str
    port: int
    wanted_port: int
    reads: bool = False


def find_origin(home: Path) -> str:
    """Where the page of a home is open.

    Raises:
        NotServing: it is not; what a killed server left behind is removed.
    """
    lock = FileLock(home / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        origin = _read_origin(home)
        if origin is None:
            raise NotServing(home) from None
        return origin
    except OSError as error:
        raise StoreReadOnly(home) from error
    try:
        (home / FILE).unlink(missing_ok=True)
    finally:
        lock.release()
    raise NotServing(home)


def is_read_by_server(home: Path) -> bool:
    """Whether a server of this home is running that reads mail and calendars by itself."""
    try:
        find_origin(home)
    except RapportError:
        return False
    return _read_facts(home).get("reads") is True


def refuse_while_open(home: Path) -> None:
    """Leave a home alone whose page somebody looks at.

    Raises:
        AlreadyServing: it is open.
    """
    if home.is_dir():
        with claim_home(home):
            pass


@contextmanager
def claim_home(home: Path) -> Iterator[None]:
    """Be the only server of a home.

    Raises:
        AlreadyServing: there is one.
        StoreReadOnly: the lock cannot be written.
    """
    lock = FileLock(home / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AlreadyServing(home, _read_origin(home)) from error
    except OSError as error:
        raise StoreReadOnly(home) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def told(home: Path, serving: Serving, now: datetime) -> Iterator[None]:
    """Where the page is open, in a file that is there exactly as long."""
    half, path = home / f"{FILE}.half", home / FILE
    facts = {
        "origin": serving.origin,
        "pid": os.getpid(),
        "started_at": now.isoformat(),
        "reads": serving.reads,
    }
    try:
        half.write_text(json.dumps(facts) + "\n", "utf-8")
        half.replace(path)
        yield
    finally:
        half.unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def _read_origin(home: Path) -> str | None:
    origin = _read_facts(home).get("origin")
    return None if origin is None else str(origin)


def _read_facts(home: Path) -> dict[str, object]:
    try:
        facts = json.loads((home / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}
