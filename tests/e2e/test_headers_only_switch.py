"""`bodies = false` switched on and off between two runs, by the whole program."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from tests.cli.conftest import invoke

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
[owner]
name = "Ann Arden"
addresses = ["ann@firm.example"]

[[account]]
name = "files"
mail = ["mail"]
"""
LETTER = b"""From: Bob Brandt <bob@nilambari.example>\r
To: Ann Arden <ann@firm.example>\r
Subject: Harbour\r
Message-ID: <1@nilambari.example>\r
Date: Wed, 18 Nov 2026 10:00:00 +0100\r
\r
Could you send the canary-4711 list by Friday?\r
"""


def write_home(home: Path, more: str = "") -> None:
    (home / "config.toml").write_text(CONFIG + more, encoding="utf-8")


def texts(home: Path) -> list[tuple[str, int]]:
    store = sqlite3.connect(home / "rapport.db")
    rows = store.execute("SELECT text, has_body FROM message").fetchall()
    store.close()
    return [(text.strip(), has_body) for text, has_body in rows]


def test_switching_takes_the_texts_off_and_reads_them_again(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "one.eml").write_bytes(LETTER)
    whole = [("Could you send the canary-4711 list by Friday?", 1)]
    write_home(tmp_path)
    assert invoke(tmp_path, "sync").code == 0
    assert texts(tmp_path) == whole
    write_home(tmp_path, "bodies = false\n")
    assert invoke(tmp_path, "sync").code == 0
    assert texts(tmp_path) == [("", 0)]
    assert b"canary-4711" not in (tmp_path / "rapport.db").read_bytes()
    write_home(tmp_path)
    assert invoke(tmp_path, "sync").code == 0
    assert texts(tmp_path) == whole


def test_a_home_without_such_an_account_has_no_stage_for_it(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "one.eml").write_bytes(LETTER)
    write_home(tmp_path)
    counts = invoke(tmp_path, "sync", "--json").json
    assert "headers only" not in str(counts)
