"""What a machine does to a run: two at once, a signal, a full, broken or write-protected disk.

Each ends in a sentence and its exit code, nothing stored is lost, and the next run goes on.
"""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.e2e.conftest import RUN
from tests.e2e.harness import Child, Dump, Points, differences, natural_dump, run_child

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def assert_it_goes_on(home: Path, whole: Dump) -> None:
    again = run_child(home, *RUN)
    assert (again.code, again.err) == (0, "")
    assert differences(whole, natural_dump(home)) == []


def test_a_second_process_is_told_and_readers_are_not_kept_waiting(
    home: Path, whole: Dump, tmp_path: Path
) -> None:
    waiting, go_on = tmp_path / "waiting", tmp_path / "go-on"

    def wait() -> None:
        waiting.touch()
        until = time.monotonic() + 60
        while not go_on.exists() and time.monotonic() < until:
            time.sleep(0.01)

    first = Child(home, *RUN, patch=Points("reading / begin / 1", then=wait), log=tmp_path / "1")
    while not waiting.exists():
        time.sleep(0.01)
    for command in (RUN, ("sync",), ("deliver",)):
        second = run_child(home, *command)
        assert second.code == 5
        assert second.err.startswith("rapport: Another rapport process is working in")
    reader = run_child(home, "gaps", "--json")
    assert (reader.code, reader.err) == (0, "")
    go_on.touch()
    assert first.wait().code == 0
    assert differences(whole, natural_dump(home)) == []


def test_sigterm_stops_in_the_middle_with_a_sentence(home: Path, whole: Dump) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "--home", str(home), *RUN],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while _count(home, "message") < 90 and time.monotonic() < until:
        time.sleep(0.01)
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert time.monotonic() - started < 10
    assert process.returncode == 130
    assert err.strip() == "Stopped. What was done so far is kept; run it again to go on."
    assert_it_goes_on(home, whole)


def limit_pages(pages: int) -> Callable[[], None]:
    """A disk that is full once the database has so many pages of 4 kB."""

    def patch() -> None:
        on_connect(f"PRAGMA max_page_count = {pages}")

    return patch


def on_connect(statement: str) -> None:
    from sqlalchemy import Engine, event

    def run(raw: Any, _record: Any) -> None:
        raw.execute(statement)

    event.listen(Engine, "connect", run)


@pytest.mark.parametrize("pages", [20, 75, 140, 200])
def test_a_full_disk_stops_with_a_sentence(home: Path, whole: Dump, pages: int) -> None:
    ended = run_child(home, *RUN, patch=limit_pages(pages))
    assert ended.code == 75
    assert ended.err == (
        f"rapport: There is no room left for the database {home}/rapport.db. What was stored so "
        "far is kept; free some space and run this again to go on.\n"
    )
    assert_it_goes_on(home, whole)


def limit_file_size() -> None:
    """A disk that takes no more than 400 kB into one file; the write fails half way."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))


def test_a_disk_that_fails_stops_with_a_sentence(home: Path, whole: Dump) -> None:
    ended = run_child(home, *RUN, patch=limit_file_size)
    assert ended.code == 1
    assert "cannot be used: disk I/O error." in ended.err
    assert "Traceback" not in ended.err
    assert_it_goes_on(home, whole)


def forbid_writing() -> None:
    on_connect("PRAGMA query_only = ON")


def test_a_database_that_may_not_be_written_is_still_read(home: Path, whole: Dump) -> None:
    assert run_child(home, *RUN).code == 0
    ended = run_child(home, *RUN, patch=forbid_writing)
    assert ended.code == 1
    assert "rapport.db may not be written. Make the file and its folder writable" in ended.err
    reader = run_child(home, "gaps", "--json", patch=forbid_writing)
    assert (reader.code, reader.err) == (0, "")
    assert_it_goes_on(home, whole)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(home: Path, whole: Dump) -> None:
    home.chmod(0o500)
    try:
        ended = run_child(home, *RUN)
    finally:
        home.chmod(0o700)
    assert ended.code == 1
    assert "may not be written" in ended.err
    assert_it_goes_on(home, whole)


def test_a_file_that_is_no_database_is_left_as_it_is(home: Path) -> None:
    database = home / "rapport.db"
    database.write_bytes(b"Dear diary, " * 1000)
    ended = run_child(home, *RUN)
    assert ended.code == 1
    assert "cannot be used: file is not a database." in ended.err
    assert database.read_bytes() == b"Dear diary, " * 1000


def test_a_damaged_database_is_told_from_a_bug(home: Path) -> None:
    assert run_child(home, *RUN).code == 0
    content = bytearray((home / "rapport.db").read_bytes())
    content[8192:-8192] = b"\xff" * (len(content) - 16384)
    (home / "rapport.db").write_bytes(content)
    ended = run_child(home, *RUN)
    assert ended.code == 1
    assert "cannot be used: database disk image is malformed." in ended.err
    assert "restore a backup" in ended.err


def _count(home: Path, table: str) -> int:
    if not (home / "rapport.db").exists():
        return 0
    connection = sqlite3.connect(home / "rapport.db", timeout=10)
    try:
        return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()
