"""Runs the real program in forked children that may be killed, and compares what is left behind.

A child is forked from a process that has the language model and every module in memory, so that a
try costs a run and no start. Nothing in the product knows of this: a child that is to die at a
named point carries patches of its own, put in after the fork.
"""

from __future__ import annotations

import os
import pkgutil
import re
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import assistant
import connectors
import nlp
from assistant.cli import cli
from assistant.cli.common import run_cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from nlp.parse import SpacyParser

#: Seconds after which a child that does not end is a hang, not a slow machine.
PATIENCE = 240
#: A program, and scripts that Alembic loads by their path.
_NOT_IMPORTED = ("assistant.__main__", "assistant.store.migrations")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended.

    Attributes:
        code: Its exit code; None where a signal ended it.
        signal: The signal; None where it ended by itself.
    """

    code: int | None
    signal: int | None
    out: str
    err: str
    seconds: float


@cache
def loaded_parser() -> SpacyParser:
    """The language model and every module a run needs, loaded once in this process."""
    for package in (assistant, connectors, nlp):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(_NOT_IMPORTED):
                import_module(module.name)
    from nlp.parse import SpacyParser

    parser = SpacyParser()
    list(parser.parse(["The model is loaded when the first sentence is parsed."]))
    return parser


class Child:
    """One forked process that runs one command."""

    def __init__(
        self, home: Path, *args: str, patch: Callable[[], None] | None = None, log: Path
    ) -> None:
        parser = loaded_parser()
        log.mkdir(parents=True, exist_ok=True)
        self._out, self._err = log / "out", log / "err"
        sys.stdout.flush()
        sys.stderr.flush()
        self._started = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            _be_child(home, args, patch, parser, self._out, self._err)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal; a child that is gone already is left alone."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def wait(self, *, patience: float = PATIENCE) -> Ended:
        """Wait for its end; one that hangs is killed and shows SIGKILL."""
        until = time.monotonic() + patience
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > until:
                self.kill()
            time.sleep(0.005)
        return Ended(
            os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            self._out.read_text(),
            self._err.read_text(),
            time.monotonic() - self._started,
        )


def run_child(
    home: Path, *args: str, patch: Callable[[], None] | None = None, kill_after: float | None = None
) -> Ended:
    """Run one command in a child to its end, or to a SIGKILL after so many seconds."""
    child = Child(home, *args, patch=patch, log=home.parent / "log")
    if kill_after is not None:
        time.sleep(kill_after)
        child.kill()
    return child.wait()


def die() -> None:
    """End this process as a power cut would: nothing is flushed, no handler runs."""
    os.kill(os.getpid(), signal.SIGKILL)


def _be_child(
    home: Path,
    args: tuple[str, ...],
    patch: Callable[[], None] | None,
    parser: SpacyParser,
    out: Path,
    err: Path,
) -> None:
    """Run the command and leave; never returns into the code of the parent."""
    code = 70
    try:
        for path, stream in ((out, 1), (err, 2)):
            number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(number, stream)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _use_parser(parser)
        if patch is not None:
            patch()
        code = run_cli(cli, ["--home", str(home), *args])
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    except BaseException:  # noqa: BLE001 - it must not climb into the test runner of the parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _use_parser(parser: SpacyParser) -> None:
    from nlp import tagger

    _put(tagger, "SpacyParser", lambda: parser)


# ── Homes ────────────────────────────────────────────────────────────────────────────────────────


def fresh_home(world: Path, home: Path) -> Path:
    """A new home that reads the sources of `world` where they lie."""
    home.mkdir(parents=True)
    shutil.copytree(world / "clients", home / "clients")
    text = (world / "config.toml").read_text()
    text = re.sub(r'"((?:mail|calendar)/)', lambda found: f'"{world}/{found[1]}', text)
    (home / "config.toml").write_text(text)
    return home


def copy_home(home: Path, target: Path) -> Path:
    """A home as it lies on the disk, write-ahead log and all."""
    shutil.copytree(home, target)
    return target


# ── Dumps ────────────────────────────────────────────────────────────────────────────────────────

#: Table → columns that may differ between two runs of the same moment.
VOLATILE = {"sync_cursor": {"last_success_at"}, "tally": {"counted_at"}}
#: `run` says that there was a run.
LEFT_OUT = {"run", "alembic_version"}

Row = tuple[Any, ...]
Dump = dict[str, list[Row]]


def dump(home: Path) -> Dump:
    """Every row of every table, row ids included, but for `run` and the last success."""
    found: Dump = {}
    with _opened(home) as connection:
        for table in _tables(connection):
            hidden = VOLATILE.get(table, set())
            names = [name for name in _columns(connection, table) if name not in hidden]
            chosen = ", ".join(f'"{name}"' for name in names)
            rows = connection.execute(f'SELECT {chosen} FROM "{table}"')
            found[table] = sorted(rows, key=repr)
    return found


def natural_dump(home: Path) -> Dump:
    """The same with every surrogate id replaced by the natural key of the row it stands for.

    What a stage noted about ids (`state`) is left out: it is made of them.
    """
    from assistant.store import review_tables, tables  # noqa: F401 - they fill the metadata
    from assistant.store.metadata import metadata

    with _opened(home) as connection:
        keys = _natural_keys(connection, metadata)
        found: Dump = {}
        for table in metadata.sorted_tables:
            if table.name in LEFT_OUT | {"state"}:
                continue
            hidden = VOLATILE.get(table.name, set())
            columns = [column for column in table.columns if column.name not in hidden]
            rows = connection.execute(f'SELECT {_chosen(columns)} FROM "{table.name}"').fetchall()
            found[table.name] = sorted((_natural(columns, row, keys) for row in rows), key=repr)
    return found


#: What a person decided, and what tells of the way and not of where it led.
_OF_THE_WAY = {"draft", "draft_event", "delivery", "audit", "sync_cursor", "tally"}
_COLUMNS_OF_THE_WAY = {"message_place": {"round"}, "event_place": {"round"}, "gap": {"opened_at"}}


def settled_dump(home: Path) -> Dump:
    """What is known of the mail and calendars now, whatever way led to it.

    Threads are called by the first of their messages; closed gaps are left out.
    """
    everything = natural_dump(home)
    names = table_columns()
    thread_of: dict[str, str] = {}
    for values in (dict(zip(names["message"], row, strict=True)) for row in everything["message"]):
        key, thread = values["message_key"], values["thread_id"]
        thread_of[thread] = min(key, thread_of.get(thread, key))
    found: Dump = {}
    for table, rows in everything.items():
        if table in _OF_THE_WAY:
            continue
        hidden = _COLUMNS_OF_THE_WAY.get(table, set())
        settled: list[Row] = []
        for row in rows:
            values = dict(zip(names[table], row, strict=True))
            if table == "gap" and values["closed_at"] is not None:
                continue
            if table in {"thread", "message"}:
                name = "id" if table == "thread" else "thread_id"
                values[name] = thread_of.get(values[name], values[name])
            settled.append(tuple(value for name, value in values.items() if name not in hidden))
        found[table] = sorted(settled, key=repr)
    return found


def table_columns() -> dict[str, list[str]]:
    """Table → the names of the columns of `natural_dump`, in order."""
    from sqlalchemy import Integer

    from assistant.store.metadata import metadata

    return {
        table.name: [
            column.name
            for column in table.columns
            if column.name not in VOLATILE.get(table.name, set())
            and not (column.name == "id" and isinstance(column.type, Integer))
        ]
        for table in metadata.sorted_tables
    }


def differences(
    before: Mapping[str, Iterable[Row]], after: Mapping[str, Iterable[Row]]
) -> list[str]:
    """What two dumps do not share, in lines short enough to read."""
    lines: list[str] = []
    for table in sorted(before.keys() | after.keys()):
        one, two = [*map(repr, before.get(table, ()))], [*map(repr, after.get(table, ()))]
        lines.extend(f"- {table} {row[:300]}" for row in one if row not in set(two))
        lines.extend(f"+ {table} {row[:300]}" for row in two if row not in set(one))
    return lines


def _natural_keys(connection: sqlite3.Connection, metadata: Any) -> dict[tuple[str, Any], Row]:
    """(table, id) → natural key, for tables whose id is a number given by the database."""
    from sqlalchemy import Integer, UniqueConstraint

    keys: dict[tuple[str, Any], Row] = {}
    for table in metadata.sorted_tables:
        number = table.columns.get("id")
        if number is None or not isinstance(number.type, Integer):
            continue
        unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
        names = {column.name for one in unique for column in one.columns} or {
            column.name for column in table.columns
        }
        columns = [one for one in table.columns if one.name in names and one.name != "id"]
        for row in connection.execute(f'SELECT {_chosen([number, *columns])} FROM "{table.name}"'):
            keys[table.name, row[0]] = _natural(columns, row[1:], keys)
    return keys


def _natural(columns: list[Any], row: Row, keys: dict[tuple[str, Any], Row]) -> Row:
    values: list[Any] = []
    for column, value in zip(columns, row, strict=True):
        if column.name == "id" and (column.table.name, value) in keys:
            continue
        target = next((one.column.table.name for one in column.foreign_keys), None)
        values.append(keys.get((target, value), value) if target else value)
    return tuple(values)


def _chosen(columns: list[Any]) -> str:
    return ", ".join(f'"{one.name}"' for one in columns)


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if name not in LEFT_OUT and not name.startswith("sqlite_")]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]


class _opened:  # noqa: N801 - used as a word
    """The database of a home, checked, for reading."""

    def __init__(self, home: Path) -> None:
        self._connection = sqlite3.connect(home / "rapport.db")

    def __enter__(self) -> sqlite3.Connection:
        found = self._connection.execute("PRAGMA integrity_check").fetchone()
        assert found == ("ok",), found
        assert self._connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


# ── Named points ─────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Points:
    """Counts the moments at which a child could die, and kills it at one of them.

    A point is named `stage / what / n`: the n-th of its kind within the stage.

    Attributes:
        target: Where to die; None: nowhere, only note the points in `path`.
        then: What to do there instead of dying.
    """

    target: str | None
    path: Path | None = None
    then: Callable[[], None] = die
    _stage: str = "opening"
    _wrote: bool = False
    _seen: dict[str, int] = field(default_factory=dict)

    def __call__(self) -> None:
        """Put the counters into this process."""
        self._watch_stages()
        self._watch_commits()
        self._watch_statements()
        self._watch_pages()
        self._watch_tagger()
        self._watch_drafts()

    def reach(self, what: str) -> None:
        """Be at a point."""
        name = f"{self._stage} / {what}"
        self._seen[name] = self._seen.get(name, 0) + 1
        point = f"{name} / {self._seen[name]}"
        if self.path is not None:
            with self.path.open("a") as file:
                file.write(point + "\n")
        if point == self.target:
            self.then()

    def _watch_stages(self) -> None:
        from assistant import pipeline

        original = pipeline.run_once

        def run_once(stages: Any, *, announce: Any) -> Any:
            def told(name: str) -> None:
                self._stage = name
                self.reach("begin")
                announce(name)

            result = original(stages, announce=told)
            self._stage = "noting the run"
            return result

        _put(pipeline, "run_once", run_once)

    def _watch_commits(self) -> None:
        from sqlalchemy.engine.default import DefaultDialect

        original = DefaultDialect.do_commit

        def do_commit(dialect: Any, connection: Any) -> None:
            # Transactions that only read end in a commit too; nothing can be lost there.
            writing, self._wrote = self._wrote, False
            if writing:
                self.reach("before commit")
            original(dialect, connection)  # type: ignore[no-untyped-call]
            if writing:
                self.reach("after commit")

        _put(DefaultDialect, "do_commit", do_commit)

    def _watch_statements(self) -> None:
        from sqlalchemy import Engine, event

        def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            verb = statement.lstrip()[:6].upper()
            if verb in {"INSERT", "UPDATE", "DELETE", "CREATE"}:
                self._wrote = True
                self.reach(verb.lower())

        event.listen(Engine, "before_cursor_execute", before)

    def _watch_pages(self) -> None:
        from connectors.local import LocalCalendar, LocalMail

        for connector in (LocalMail, LocalCalendar):
            original = connector.fetch_changes

            def fetch(
                this: Any, collection: str, cursor: str | None, original: Any = original
            ) -> Iterator[Any]:
                for page in original(this, collection, cursor):
                    self.reach("page")
                    yield page

            _put(connector, "fetch_changes", fetch)

    def _watch_tagger(self) -> None:
        from nlp.tagger import Tagger

        original = Tagger.tag_many

        def tag_many(this: Any, contexts: Any, **options: Any) -> Iterator[Any]:
            for number, tags in enumerate(original(this, contexts, **options)):
                if number % 50 == 0:
                    self.reach("tagged")
                yield tags

        _put(Tagger, "tag_many", tag_many)

    def _watch_drafts(self) -> None:
        from connectors.local import LocalDrafts

        original = LocalDrafts.create_draft

        def create_draft(this: Any, mail: Any) -> Any:
            self.reach("before the mailbox")
            receipt = original(this, mail)
            self.reach("after the mailbox")
            return receipt

        _put(LocalDrafts, "create_draft", create_draft)


def _put(owner: Any, name: str, value: Any) -> None:
    """Replace an attribute for the rest of this (child) process."""
    setattr(owner, name, value)


def list_points(home: Path, *args: str) -> list[str]:
    """Every point that a command passes on a copy of this home's state."""
    path = home.parent / "points"
    path.unlink(missing_ok=True)
    ended = run_child(home, *args, patch=Points(None, path))
    assert ended.code == 0, ended.err
    return path.read_text().splitlines()
