"""Against a mailbox of Graph that nobody here wrote: what it can do of what is asked for.

`@inbox-zero/emulate` 0.4.5 has folders, listings, calendars and their view. It has no delta, no
`$value`, no drafts of MIME and no search by Message-ID: those are asked of a double of ours.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.base import CollectionRole
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.events import to_ical
from connectors.microsoft.mail import MicrosoftMail
from connectors.microsoft.session import Session
from connectors.microsoft.settings import MicrosoftSettings

VERSION = "@inbox-zero/emulate@0.4.5"
MISSING = (
    "needs node 20 and a mailbox of Graph to talk to: npm install --prefix .peers/graph "
    f"{VERSION}; elsewhere: name that folder in RAPPORT_GRAPH_PEER"
)
_ROOT = Path(__file__).resolve().parents[3]
_SEED = """
tokens: {peer-token: {login: jonas@wirth.example, scopes: []}}
microsoft:
  users: [{email: jonas@wirth.example, name: Jonas Wirth}]
  messages:
    - user_email: jonas@wirth.example
      from: {address: ines@ferrol.example, name: Ines Duarte}
      to_recipients: [{address: jonas@wirth.example}]
      subject: Delivery 1
      body_content: See you on Monday.
      parent_folder_id: inbox
  calendars:
    - {id: office, user_email: jonas@wirth.example, name: Office, is_default_calendar: true}
  calendar_events:
    - id: review
      user_email: jonas@wirth.example
      calendar_microsoft_id: office
      calendar_id: office
      subject: Review
      start_date_time: "2026-03-02T09:00:00"
      end_date_time: "2026-03-02T10:00:00"
"""


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MicrosoftSettings]:
    folder = Path(os.environ.get("RAPPORT_GRAPH_PEER") or _ROOT / ".peers" / "graph")
    program = folder / "node_modules" / "@inbox-zero" / "emulate" / "dist" / "index.js"
    node = shutil.which("node")
    if node is None or not program.exists():
        pytest.skip(MISSING)
    home = tmp_path_factory.mktemp("graph")
    (home / "seed.yaml").write_text(_SEED, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    command = [node, str(program), "start", "--service", "microsoft", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--seed", "seed.yaml"],
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(process, port)
        yield MicrosoftSettings(
            lambda _: "peer-token",
            f"http://localhost:{port}/v1.0",
            now=lambda: datetime(2026, 3, 2, tzinfo=UTC),
        )
    finally:
        process.terminate()
        process.wait(10)


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(200):
        assert process.poll() is None, "the peer did not start"
        try:
            address = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the peer did not answer")


def test_its_folders_are_read_with_what_they_are_for(peer: MicrosoftSettings) -> None:
    found = [(each.name, each.role) for each in MicrosoftMail("work", peer).list_collections()]
    assert found[:3] == [
        ("Inbox", CollectionRole.INBOX),
        ("Sent Items", CollectionRole.SENT),
        ("Drafts", CollectionRole.DRAFTS),
    ]


def test_its_messages_are_counted(peer: MicrosoftSettings) -> None:
    items = list(MicrosoftMail("work", peer).list_items("Inbox", None))
    assert len({item.provider_id for item in items}) == len(items) >= 1
    assert all(item.at is not None for item in items)


def test_its_calendars_and_events_are_counted(peer: MicrosoftSettings) -> None:
    calendar = MicrosoftCalendar("work", peer)
    assert "Office" in [each.name for each in calendar.list_collections()]
    assert "review" in [item.provider_id for item in calendar.list_items("Office", None)]


def test_its_events_become_icalendar(peer: MicrosoftSettings) -> None:
    with Session("work", peer) as session:
        row = session.get(session.url("/me/calendars/office/events/review"))
    raw = to_ical(row)
    assert b"DTSTART:20260302T090000Z\r\n" in raw
    assert b"SUMMARY:Review\r\n" in raw
