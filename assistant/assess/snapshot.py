"""What a run judged, kept beside the database, so that looking at it costs no second reading.

Recomputing waits and promises of 10,000 messages takes seconds; between two runs they do not
change, only their clocks run on (`insight.later`). The snapshot is thrown away whenever a run
begins, and believed only while everything it was made from is the same: rows, configuration, code,
and no mail, meeting or decision between its moment and the one that is asked about. Without it, or
with any doubt, everything is computed anew; the answers are the same, which a test holds.

It is a file of our own in the home, readable by its owner alone. It is read by an unpickler that
knows the records of the rules and nothing else: a file that somebody else put there runs no code.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import sys
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

import assistant.assess
import assistant.config
import assistant.ingest
import assistant.insight
from assistant.store import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from assistant.insight.records import Findings, History, Promise, Wait

SNAPSHOT_FILE = "findings.cache"
#: Packages whose data or rules the findings depend on.
_PACKAGES = ("holidays", "tzdata", "icalendar", "tldextract")
_CODE = (assistant.assess, assistant.config, assistant.ingest, assistant.insight)
_RECORDS = "assistant.insight.records"
#: Everything else that records hold.
_PLAIN = frozenset(
    {("datetime", "datetime"), ("datetime", "date"), ("datetime", "timedelta")}
    | {("datetime", "timezone"), ("builtins", "frozenset")}
)


#: What a file can do that is not ours, or not whole.
_UNREADABLE = (
    OSError, EOFError, ImportError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    pickle.UnpicklingError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A history with its waits and promises, as of `history.as_of`."""

    history: History
    waits: tuple[Wait, ...]
    promises: tuple[Promise, ...]


def forget_snapshot(home: Path) -> None:
    """Throw the snapshot away: what it was made from is about to change."""
    (home / SNAPSHOT_FILE).unlink(missing_ok=True)


def make_key(connection: Connection, owner_id: int, home: Path) -> str:
    """What findings are made from, in one word; to be taken before the history is loaded."""
    digest = hashlib.sha256(repr((owner_id, _state_of_rows(connection))).encode())
    files = [home / "config.toml", *sorted((home / "clients").glob("*.toml"))]
    for path in files:
        digest.update(f"{path.name}\0".encode())
        digest.update(path.read_bytes())
    digest.update(repr(_code_stamp()).encode())
    return digest.hexdigest()


def save_snapshot(home: Path, key: str, history: History, findings: Findings) -> None:
    """Keep what was found; where the disk refuses, nothing is kept."""
    parts = (history, findings.waits, findings.promises)
    packed = io.BytesIO()
    _Packer(packed, protocol=5).dump(parts)
    payload = packed.getvalue()
    head = {"key": key, "sha256": hashlib.sha256(payload).hexdigest()}
    path = home / SNAPSHOT_FILE
    half = path.with_suffix(".half")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(head).encode() + b"\n" + payload)
        half.replace(path)
    except OSError:
        # A cache that cannot be written is slow, not wrong.
        with suppress(OSError):
            half.unlink(missing_ok=True)


def load_snapshot(home: Path, key: str) -> Snapshot | None:
    """The snapshot, or None: there is none, or it was made from something else."""
    try:
        with (home / SNAPSHOT_FILE).open("rb") as file:
            head = json.loads(file.readline())
            if head["key"] != key:
                return None
            payload = file.read()
        if hashlib.sha256(payload).hexdigest() != head["sha256"]:
            return None
        history, waits, promises = _Records(io.BytesIO(payload)).load()
    except _UNREADABLE:
        return None
    return Snapshot(history, waits, promises)


def is_quiet_between(
    connection: Connection,
    owner_id: int,
    start: datetime,
    end: datetime,
    *,
    decisions: bool = True,
) -> bool:
    """Whether nothing but time passed in (start, end]: what holds at the one holds at the other.

    `decisions=False` leaves out what a person said meanwhile.
    """
    if end < start or end.astimezone(UTC).year != start.astimezone(UTC).year:
        return False

    def inside(*columns: Any) -> Any:
        return or_(*(and_(column > start, column <= end) for column in columns))

    message, event, decision = t.message.c, t.event.c, t.decision.c
    happened = (
        select(message.id).where(message.owner_id == owner_id, inside(message.sent_at)),
        select(event.id).where(
            event.owner_id == owner_id, inside(event.start_at, event.end_at, event.known_at)
        ),
        *(
            [select(decision.id).where(decision.owner_id == owner_id, inside(decision.at))]
            if decisions
            else []
        ),
    )
    return all(connection.execute(one.limit(1)).first() is None for one in happened)


class _Packer(pickle.Pickler):
    """Writes a record as its class and values: read twice as fast as by the names of its fields."""

    def reducer_override(self, obj: Any) -> Any:
        """Class and values of a record, class and value of an enum; everything else as usual."""
        kind = type(obj)
        if isinstance(obj, Enum):
            # Python 3.11.0 to 3.11.3, Debian 12's among them, would write a call of `getattr`.
            return kind, (obj.value,)
        if kind.__module__ != _RECORDS or not is_dataclass(kind):
            return NotImplemented
        return kind, tuple(getattr(obj, one.name) for one in fields(kind))


class _Records(pickle.Unpickler):
    """Knows the records of the rules, dates and sets; anything else is refused."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of a record.

        Raises:
            pickle.UnpicklingError: it is none of ours.
        """
        if (module == _RECORDS and "." not in name) or (module, name) in _PLAIN:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ in {module, "builtins"}:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no record")


def _state_of_rows(connection: Connection) -> list[tuple[Any, ...]]:
    """Counts and highest ids of everything that is read."""
    numbered, others = (t.message, t.tag, t.event, t.decision), (t.message_address, t.attendee)
    queries = [
        *(select(func.count(), func.max(table.c.id)) for table in numbered),
        *(select(func.count()).select_from(table) for table in others),
    ]
    return [tuple(connection.execute(query).one()) for query in queries]


def _code_stamp() -> tuple[Any, ...]:
    """What changes when the program does: versions, and size and time of the rules' files."""
    versions = []
    for name in ("rapport", *_PACKAGES):
        try:
            versions.append(version(name))
        except PackageNotFoundError:
            versions.append("")
    stamps = [
        (found.st_size, found.st_mtime_ns)
        for package in _CODE
        for folder in package.__path__
        for path in sorted(Path(folder).rglob("*.py"))
        for found in (path.stat(),)
    ]
    return (sys.version, *versions, *stamps)
