"""Every mail and calendar of the shared corpora through the real program: `init`, `sync`, count.

What is stored and what is set aside by name add up, file by file, to a count that is made here in
another way than the connectors': by envelope lines, or by BEGIN:VEVENT lines.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assistant.ingest.events import parse_calendar
from tests.cli.conftest import invoke
from tests.connectors.contract import make_event, make_message

MAIL = {".eml", ".msg", ".mbox", ".txt"}
#: Where a message begins in an mbox: an envelope (an address, or `-`), then its first header.
ENVELOPE = re.compile(rb"(?m)^From (?:-|\S*[@\d]\S*)(?: [^\n]*)?\n(?=[A-Za-z][A-Za-z-]*:)")
MailHome = tuple[Path, list[tuple[Path, str]], int]
ME = ("--me", "Jonas Wirth <jonas@wirth.example>", "--zone", "Europe/Berlin", "--country", "DE")


def mail_files(shared: Path) -> list[Path]:
    """`labelled` holds texts that were cut out of mail; they are files without a message."""
    return sorted(
        path
        for path in (shared / "corpora" / "mail").rglob("*")
        if path.suffix in MAIL and "labelled" not in path.parts
    )


def calendar_files(shared: Path) -> list[Path]:
    return sorted((shared / "corpora" / "ics").rglob("*.ics"))


def split_messages(path: Path) -> list[bytes]:
    """What lies between envelopes with a header behind them; a file without one is one message."""
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    starts = [] if path.suffix == ".eml" else [one.start() for one in ENVELOPE.finditer(content)]
    return [content[start:end] for start, end in pairwise([*(starts or [0]), len(content) + 1])]


def count_messages(path: Path) -> int:
    """Messages in a file; the very same bytes twice in one mbox are one message there."""
    return len({entry.strip() for entry in split_messages(path)})


def count_events(path: Path) -> int:
    """BEGIN:VEVENT lines, folded lines joined."""
    content = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = content.removeprefix(b"\xef\xbb\xbf").replace(b"\n ", b"").replace(b"\n\t", b"")
    return sum(line.strip().upper() == b"BEGIN:VEVENT" for line in lines.split(b"\n"))


def plant(paths: list[Path], folder: Path, neighbour: Any, name: str) -> Iterator[tuple[Path, str]]:
    """A folder for each file, with the file and a good one beside it."""
    for number, path in enumerate(paths):
        place = folder / f"f{number:03d}"
        place.mkdir(parents=True)
        shutil.copyfile(path, place / path.name)
        (place / name).write_bytes(neighbour(10_000 + number))
        yield path, place.name


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(home / "rapport.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def folder_of(name: str) -> str:
    """`f012` out of any name that the program gives to something in that folder."""
    found = re.search(r"f\d{3}", name)
    return found[0] if found else name


@pytest.fixture(scope="module")
def mail_home(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> MailHome:
    """A home that read every mail file, (file, its folder) of each, and what it left out."""
    base = tmp_path_factory.mktemp("mail")
    files = list(plant(mail_files(shared_dir), base / "mail", make_message, "zz-good.eml"))
    assert invoke(base / "home", "init", "--mail", str(base / "mail"), *ME).code == 0
    answer = invoke(base / "home", "sync", "--json")
    assert (answer.code, answer.err) == (0, "")
    counts = answer.json["stages"]["mail of local"]
    left_out = sum(len(split_messages(path)) + 1 for path, _ in files)
    left_out -= counts["added"] + counts["known"]
    return base / "home", files, left_out


def test_every_mail_file_is_stored_or_set_aside_by_name(mail_home: MailHome) -> None:
    home, files, left_out = mail_home
    places = rows(home, "SELECT collection, provider_id FROM message_place")
    stored = Counter(folder_of(collection + provider) for collection, provider in places)
    placed = {(collection, provider) for collection, provider in places}
    aside = Counter(
        folder_of(source + key)
        for source, key, message in rows(home, "SELECT source, key, message FROM problem")
        if (source.partition("/")[2], key) not in placed and message
    )
    wrong = {
        path.name: (stored[folder], aside[folder], count_messages(path) + 1)
        for path, folder in files
        if stored[folder] + aside[folder] != count_messages(path) + 1
    }
    assert wrong == {}
    assert aside.total() == left_out


def test_a_good_mail_beside_every_file_survives(mail_home: MailHome) -> None:
    home, files, _ = mail_home
    keys = {key for (key,) in rows(home, "SELECT message_key FROM message")}
    assert {f"m{10_000 + n}@ferrol.example" for n in range(len(files))} <= keys


def test_every_stored_message_can_be_shown(mail_home: MailHome) -> None:
    home, _, _ = mail_home
    keys = [key for (key,) in rows(home, "SELECT message_key FROM message ORDER BY message_key")]
    for key in keys[:: max(1, len(keys) // 12)]:
        answer = invoke(home, "message", "show", key, "--json")
        assert (answer.code, answer.err) == (0, ""), key
        assert answer.json["schema"] == 1


def test_a_second_look_reads_nothing_new(mail_home: MailHome) -> None:
    home, _, _ = mail_home
    answer = invoke(home, "sync", "--json")
    counts = answer.json["stages"]["mail of local"]
    assert (counts["added"], counts["deleted"]) == (0, 0)


@pytest.fixture(scope="module")
def calendar_home(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A home that read every calendar, and (file, its folder) of each."""
    base = tmp_path_factory.mktemp("calendar")
    paths = calendar_files(shared_dir)
    assert len(paths) == 239
    files = list(plant(paths, base / "calendar", make_event, "zz-good.ics"))
    assert invoke(base / "home", "init", "--calendar", str(base / "calendar"), *ME).code == 0
    answer = invoke(base / "home", "sync")
    assert answer.code == 0, answer.err
    assert answer.err == ""
    return base / "home", files


def test_every_event_is_kept_or_set_aside_by_name(calendar_home: tuple[Path, Any]) -> None:
    home, files = calendar_home
    kept: Counter[str] = Counter()
    for collection, provider, raw in rows(
        home, "SELECT collection, provider_id, raw FROM event_place"
    ):
        series = parse_calendar(raw, zone="Europe/Berlin").series
        kept[folder_of(collection + "/" + provider)] += sum(len(one.events) for one in series)
    aside = Counter(
        folder_of(source + key)
        for source, key in rows(home, "SELECT source, key FROM problem WHERE message != '' "
                                "AND kind = 'event-set-aside'")
    )  # fmt: skip
    wrong = {
        path.name: (kept[folder], aside[folder], count_events(path) + 1)
        for path, folder in files
        if kept[folder] + aside[folder] != count_events(path) + 1
    }
    assert wrong == {}


def test_a_calendar_without_events_is_named(calendar_home: tuple[Path, Any]) -> None:
    home, files = calendar_home
    named = {
        folder_of(source + key) for source, key in rows(home, "SELECT source, key FROM problem")
    }
    silent = [path for path, folder in files if not count_events(path) and folder not in named]
    assert silent == []


def test_a_good_event_beside_every_calendar_survives(calendar_home: tuple[Path, Any]) -> None:
    home, files = calendar_home
    found = {uid for (uid,) in rows(home, "SELECT ical_uid FROM event")}
    assert {f"e{10_000 + n}@wirth.example" for n in range(len(files))} <= found


@pytest.mark.parametrize("name", ["ksummit", "open-iscsi"])
def test_threads_are_those_of_notmuch(name: str, shared_dir: Path, tmp_path: Path) -> None:
    corpora = shared_dir / "corpora" / "mail"
    truth = json.loads((corpora / "threads.json").read_text())["corpora"][name]
    home = tmp_path / "home"
    assert invoke(home, "init", "--mail", str(corpora / truth["mailbox"]), *ME).code == 0
    assert invoke(home, "sync").code == 0
    threads = invoke(home, "threads", "--json").json["threads"]
    assert {frozenset(one["message_ids"]) for one in threads} == {
        frozenset(one) for one in truth["threads"]
    }
    assert sum(len(one["message_ids"]) for one in threads) == sum(map(len, truth["threads"]))
