"""A first sync of 20,000 messages by the whole program, killed at random; minutes, so not by default."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from assistant.config.records import DATABASE
from connectors.local.pages import PAGE_ITEMS
from tests.conftest import ROOT
from tests.connectors import corpus
from tests.connectors.dovecot import FULL
from tests.connectors.imap.conftest import Mailbox
from tests.connectors.imap.home import write_imap_home
from tests.connectors.imap.proxy import Wire

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.dovecot import Dovecot

MESSAGES, KILLS = 20_000, 20


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_first_sync_killed_at_random_ends_as_if_it_had_not_been(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    mailbox = Mailbox(dovecot)
    maildir = corpus.make_maildir(tmp_path / "mail", MESSAGES)
    raws = [path.read_bytes() for part in ("cur", "new") for path in (maildir / part).iterdir()]
    for start in range(0, MESSAGES, 1000):
        mailbox.add(raws[start : start + 1000])
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    write_imap_home(whole, host=FULL, port=dovecot.port, user=mailbox.user)
    subprocess.run(_command(whole), cwd=ROOT, check=True)
    with Wire(FULL, dovecot.port) as wire:
        write_imap_home(killed, host=FULL, port=wire.port, user=mailbox.user)
        _kill_at_random(killed)
        subprocess.run(_command(killed), cwd=ROOT, check=True)
        assert MESSAGES <= wire.bodies <= MESSAGES + KILLS * PAGE_ITEMS
    assert _state(killed) == _state(whole)
    assert len(_state(whole)) == MESSAGES


def _kill_at_random(home: Path) -> None:
    chance = random.Random(5)
    for _ in range(KILLS):
        with subprocess.Popen(_command(home), cwd=ROOT, stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.05, 1.5))
            program.send_signal(signal.SIGKILL)


def _command(home: Path) -> list[str]:
    return [sys.executable, "-m", "tests.connectors.imap.syncing", str(home)]


def _state(home: Path) -> list[tuple[str, ...]]:
    """Every place with its flags and the message that lies there."""
    store = sqlite3.connect(home / DATABASE)
    rows = store.execute(
        "SELECT p.collection, p.provider_id, p.flags, m.message_key, m.body_hash "
        "FROM message_place p JOIN message m ON m.id = p.message_id ORDER BY 1, 2"
    ).fetchall()
    store.close()
    return rows
