"""The demo world as it is written to disk: complete, well formed, never from the future."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import load_config
from assistant.demo.build import DemoWorld, build_world
from assistant.demo.expected import CANONICAL_NOW
from tests.demo.conftest import read_all

if TYPE_CHECKING:
    from tests.demo.conftest import Moved, Stored


def _bytes_below(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_same_now_gives_the_same_bytes(canonical: DemoWorld, tmp_path: Path) -> None:
    build_world(tmp_path, now=CANONICAL_NOW)
    assert _bytes_below(tmp_path) == _bytes_below(canonical.home)


def test_now_may_come_in_any_zone(canonical: DemoWorld, tmp_path: Path) -> None:
    build_world(tmp_path, now=CANONICAL_NOW.astimezone(UTC))
    assert _bytes_below(tmp_path) == _bytes_below(canonical.home)


def test_it_is_large_enough_to_look_like_work(canonical: DemoWorld) -> None:
    assert canonical.messages >= 250
    assert canonical.meetings >= 60
    assert canonical.events >= 35


def test_the_count_is_what_lies_in_the_mailboxes(
    canonical: DemoWorld, stored: list[Stored]
) -> None:
    ids = [item.message["Message-ID"] for item in stored if item.place != ".Drafts"]
    assert len({i for i in ids if i}) + ids.count(None) == canonical.messages


def test_every_kind_of_mail_source_is_used(stored: list[Stored]) -> None:
    places = Counter(item.place for item in stored)
    assert set(places) == {
        "archive.mbox", "saved", "INBOX", ".Sent", ".Drafts", ".Newsletters", ".Clients.Corbel",
    }  # fmt: skip


def test_some_mail_lies_in_two_folders_byte_for_byte(canonical: DemoWorld) -> None:
    copies = [path.read_bytes() for path in (canonical.home / "mail").rglob("*us-qbr-4*")]
    assert len(copies) == 2
    assert copies[0] == copies[1]


def test_a_body_line_that_begins_with_from_is_quoted_in_the_archive(canonical: DemoWorld) -> None:
    archive = (canonical.home / "mail" / "archive.mbox").read_bytes()
    assert b"\n>From Krak" in archive
    froms = re.findall(rb"^From .*$", archive, re.MULTILINE)
    assert all(line.startswith(b"From MAILER-DAEMON ") for line in froms)


def test_messages_parse_without_defects(stored: list[Stored]) -> None:
    spoilt = {
        str(item.message["Message-ID"])
        for item in stored
        for part in item.message.walk()
        if part.defects or any(value.defects for value in part.values())
    }
    assert spoilt == set()


def test_one_subject_is_raw_8_bit_and_one_message_has_no_id(
    canonical: DemoWorld, stored: list[Stored]
) -> None:
    raw = [p.read_bytes() for p in (canonical.home / "mail").rglob("*.mail*") if p.is_file()]
    heads = [text.split(b"\n\n")[0] for text in raw]
    assert sum(not head.isascii() for head in heads) == 1
    assert sum(item.message["Message-ID"] is None for item in stored) == 1


def test_nothing_is_dated_after_now(moved: Moved) -> None:
    dates = [parsedate_to_datetime(str(item.message["Date"])) for item in moved.stored]
    assert max(dates) <= moved.world.now
    assert min(dates) > moved.world.now - timedelta(days=90)
    assert moved.world.messages > 330


def test_answers_come_after_what_they_answer(moved: Moved) -> None:
    sent = {
        str(item.message["Message-ID"]): parsedate_to_datetime(str(item.message["Date"]))
        for item in moved.stored
    }
    early = [
        (key, parent)
        for key, parents in (
            (str(item.message["Message-ID"]), str(item.message["References"] or "").split())
            for item in moved.stored
        )
        for parent in parents
        if sent[key] <= sent[parent]
    ]
    assert early == []


def test_the_configuration_is_one_that_the_program_reads(moved: Moved) -> None:
    config = load_config(moved.world.home)
    assert config.owner.name == "Marta Zaleska"
    assert len(config.clients) == 6
    sources = [path for a in config.accounts for path in (*a.mail, *a.calendar)]
    assert all(path.exists() for path in sources)


def test_two_clients_are_left_for_the_program_to_find(canonical: DemoWorld) -> None:
    names = {path.stem for path in (canonical.home / "clients").iterdir()}
    assert names == {
        "corbel-stroud", "jacaranda", "marsanoor", "minamikawa", "ostertal", "tezontle",
    }  # fmt: skip


def test_the_client_files_cover_six_countries(canonical: DemoWorld) -> None:
    files = (canonical.home / "clients").iterdir()
    countries = {tomllib.loads(path.read_text("utf-8"))["country"] for path in files}
    assert countries == {"US", "DE", "JP", "BR", "AE", "MX"}


def test_a_build_takes_less_than_two_seconds(tmp_path: Path) -> None:
    import time

    began = time.process_time()
    build_world(tmp_path, now=CANONICAL_NOW)
    assert time.process_time() - began < 2


def test_the_notes_of_a_review_reach_all_who_took_part(tmp_path: Path) -> None:
    home = build_world(tmp_path, now=datetime(2026, 11, 22, 7, tzinfo=UTC)).home
    notes = next(
        message
        for item in read_all(home)
        if (message := item.message)["Message-ID"] == "<jp-posters-2@lipowa.example>"
    )
    reached = f"{notes['To']}, {notes['Cc']}"
    assert {"y.tanabe@minamikawa.example", "t.mizushima@minamikawa.example"} <= set(
        re.findall(r"[\w.]+@[\w.]+", reached)
    )
