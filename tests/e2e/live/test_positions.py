"""Positions that are lost: the state of a fresh sync, and nothing that is known is fetched again."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from assistant.config.records import DATABASE
from tests.cli.conftest import invoke
from tests.connectors.dovecot import FULL
from tests.connectors.imap.proxy import Wire
from tests.e2e.harness import differences, settled_dump
from tests.e2e.live.hosts import CalendarHost, MailHost, split, write_home

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot
    from tests.e2e.live.hosts import Letter

pytestmark = pytest.mark.slow


def test_a_mailbox_whose_messages_are_numbered_anew(
    world: Path, tmp_path: Path, dovecot: Dovecot
) -> None:
    mail = MailHost(dovecot)
    count = mail.fill(world)
    with Wire(FULL, dovecot.port) as wire:
        home = write_home(tmp_path / "home", world, mail.table(port=wire.port))
        assert invoke(home, "run").code == 0
        assert wire.bodies == count
        _change(mail)
        dovecot.renumber(mail.user)
        wire.bodies = 0
        assert invoke(home, "run").code == 0
        # The one that came meanwhile, and the printer's, which has no Message-ID to be known by.
        assert wire.bodies == 2
        fresh = write_home(tmp_path / "fresh", world, mail.table(port=wire.port))
        assert invoke(fresh, "run").code == 0
    found = differences(_without_uids(fresh), _without_uids(home))
    assert not found, "\n".join(found[:20])


def _without_uids(home: Path) -> dict[str, list[tuple[str]]]:
    """What is known; a known message keeps the name that it had before."""
    return {
        table: [(re.sub(r"'\d{9,10}\.\d+'", "UID", repr(row)),) for row in rows]
        for table, rows in settled_dump(home).items()
    }


def _change(mail: MailHost) -> None:
    """While nobody looks one mail goes, one is read, one comes."""
    first, second, *_ = sorted(mail.read("INBOX"), key=lambda one: one.raw)
    mail.mailbox.delete([first.uid])
    mail.mailbox.flag(second.uid, "\\Flagged")
    mail.mailbox.add([_anew(second)])


def _anew(letter: Letter) -> bytes:
    head, _, rest = letter.raw.partition(b"Message-ID: <")
    return head + b"Message-ID: <anew." + rest


@pytest.mark.parametrize("lost", ["token", "cursor"])
def test_a_calendar_whose_position_is_lost(
    lost: str, world: Path, tmp_path: Path, radicale: Peer
) -> None:
    calendar = CalendarHost(radicale)
    calendar.fill(world)
    with Wire("127.0.0.1", radicale.port) as wire:
        table = calendar.table(port=wire.port)
        home = write_home(tmp_path / "home", world, table)
        assert invoke(home, "run").code == 0
        path = next(path for name, path in calendar.paths.items() if "work" in name)
        radicale.delete(f"{path}0.ics")
        moved = split((world / "calendar" / "work.ics").read_bytes())["1.ics"]
        assert radicale.put(f"{path}1.ics", moved.replace(b"SUMMARY:", b"SUMMARY:Moved ")) in {
            201,
            204,
        }
        _lose(home, lost)
        wire.sent = b""
        assert invoke(home, "run").code == 0
        asked = set(_resources(wire.sent))
        fresh = write_home(tmp_path / "fresh", world, table)
        assert invoke(fresh, "run").code == 0
    if lost == "token":
        assert asked == {"1.ics"}, "only what changed"
    found = differences(settled_dump(fresh), settled_dump(home))
    assert not found, "\n".join(found[:20])


def _resources(sent: bytes) -> list[str]:
    """The resources that multiget asked for."""
    return [found.decode() for found in re.findall(rb"<d:href>[^<]*/(\w+\.ics)</d:href>", sent)]


def _lose(home: Path, what: str) -> None:
    with closing(sqlite3.connect(home / DATABASE)) as store:
        for number, cursor in store.execute(
            "SELECT id, cursor FROM sync_cursor WHERE cursor IS NOT NULL"
        ).fetchall():
            lost = json.dumps(json.loads(cursor) | {"t": "http://nobody.example/1"})
            store.execute(
                "UPDATE sync_cursor SET cursor = ? WHERE id = ?",
                (lost if what == "token" else "gone", number),
            )
        store.commit()
