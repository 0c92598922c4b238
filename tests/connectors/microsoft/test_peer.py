"""Against a mailbox of Graph that nobody here wrote: what it can do of what is asked for.

`@inbox-zero/emulate` 0.4.5 has folders, listings, threads, read marks, replies, calendars and their
view. It has no delta, no `$value` and no search by Message-ID: where drafts and calendars need them,
`gaps` stands in front of it and adds these alone. It takes a reply of MIME and keeps no byte of it:
bytes are asked of a double of ours.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.base import AmbiguousDelivery, CollectionRole, OutgoingMail
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.drafts import MicrosoftDrafts
from connectors.microsoft.events import to_ical
from connectors.microsoft.mail import MicrosoftMail
from connectors.microsoft.sending import MicrosoftSending
from connectors.microsoft.session import Row, Session
from connectors.microsoft.settings import MicrosoftSettings
from tests.connectors.contract import make_draft
from tests.connectors.microsoft.gaps import Gaps
from tests.connectors.microsoft.loopback import serve
from tests.connectors.replica import CalendarReplica

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


def peer_folder(name: str, variable: str) -> Path:
    """Where a peer is installed: as its variable says, beside the other peers, or in the project."""
    peers = os.environ.get("RAPPORT_CALDAV_PEERS") or _ROOT / ".peers"
    return Path(os.environ.get(variable) or Path(peers) / name)


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MicrosoftSettings]:
    folder = peer_folder("graph", "RAPPORT_GRAPH_PEER")
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


@pytest.fixture
def gaps(peer: MicrosoftSettings) -> Iterator[Gaps]:
    front = Gaps(peer.root)
    with serve(front.answer) as url:
        front.url = url
        yield front


@pytest.fixture
def mailbox(peer: MicrosoftSettings, gaps: Gaps) -> MicrosoftSettings:
    """The peer with what it leaves out."""
    return replace(peer, root=f"{gaps.url}/v1.0", sleep=lambda _: None)


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


# ── drafts ───────────────────────────────────────────────────────────────────────────────────


def _messages(peer: MicrosoftSettings) -> list[Row]:
    with Session("work", peer) as session:
        return list(session.rows(session.url("/me/messages", {"$top": "1000"})))


def _parent(peer: MicrosoftSettings) -> Row:
    (found,) = [row for row in _messages(peer) if row["subject"] == "Delivery 1"]
    return found


def _reply(peer: MicrosoftSettings, key: str) -> OutgoingMail:
    """A reply to the message of the peer, which names it as it likes."""
    draft = make_draft(key)
    parent = str(_parent(peer)["internetMessageId"]).strip("<>")
    raw = draft.raw.replace(b"<m1@ferrol.example>", f"<{parent}>".encode())
    return replace(draft, raw=raw, in_reply_to=parent)


def test_a_draft_lies_in_the_thread_of_what_it_answers_which_stays_unread(
    peer: MicrosoftSettings, mailbox: MicrosoftSettings, gaps: Gaps
) -> None:
    assert _parent(peer)["isRead"] is False
    draft = _reply(peer, "peer-1")
    receipt = MicrosoftDrafts("work", mailbox).create_draft(draft)
    (row,) = [row for row in _messages(peer) if row["id"] == receipt.provider_id]
    assert row["isDraft"] is True
    assert row["conversationId"] == _parent(peer)["conversationId"]
    assert _parent(peer)["isRead"] is False  # the peer marks it when it is answered
    assert gaps.mimes[receipt.provider_id] == draft.raw
    assert any("/createReply" in path for path in gaps.asked)


def test_a_lost_answer_leaves_one_draft_that_is_found_and_what_it_answers_unread(
    peer: MicrosoftSettings, mailbox: MicrosoftSettings, gaps: Gaps
) -> None:
    before = len(_messages(peer))
    gaps.lose_next = True
    draft = _reply(peer, "peer-2")
    with pytest.raises(AmbiguousDelivery):
        MicrosoftDrafts("work", mailbox).create_draft(draft)
    found = MicrosoftDrafts("work", mailbox).find_draft(draft)
    assert found is not None
    assert MicrosoftDrafts("work", mailbox).create_draft(draft) == found
    assert len(_messages(peer)) == before + 1
    assert _parent(peer)["isRead"] is False


def test_a_mail_is_sent_by_the_id_of_its_draft(
    peer: MicrosoftSettings, mailbox: MicrosoftSettings
) -> None:
    draft = _reply(peer, "peer-3")
    sending = MicrosoftSending("work", mailbox)
    receipt = sending.create_draft(draft)
    assert sending.find_draft(draft) == receipt
    (row,) = [row for row in _messages(peer) if row["id"] == receipt.provider_id]
    assert row["isDraft"] is False


# ── calendar ─────────────────────────────────────────────────────────────────────────────────


def _put(peer: MicrosoftSettings, subject: str, day: int) -> str:
    event = {
        "subject": subject,
        "start": {"dateTime": f"2026-03-{day:02d}T09:00:00"},
        "end": {"dateTime": f"2026-03-{day:02d}T10:00:00"},
    }
    with Session("work", peer) as session:
        url = session.url("/me/calendars/office/events")
        return str(session.send("POST", url, json.dumps(event).encode(), "application/json")["id"])


def test_its_calendar_is_read_followed_and_found_again(
    peer: MicrosoftSettings, mailbox: MicrosoftSettings, gaps: Gaps
) -> None:
    replica = CalendarReplica("Office").sync(MicrosoftCalendar("work", mailbox))
    assert "review" in replica.records
    key = _put(peer, "Planning", 4)
    replica.sync(MicrosoftCalendar("work", mailbox))
    assert [each.provider_id for page in replica.pages for each in page.upserted] == [key]
    assert b"DTSTART:20260304T090000Z" in replica.records[key].raw
    gaps.epoch += 1
    other = _put(peer, "Retrospective", 5)
    replica.sync(MicrosoftCalendar("work", mailbox))
    assert [each.provider_id for page in replica.pages for each in page.upserted] == [other]
    fresh = CalendarReplica("Office").sync(MicrosoftCalendar("work", mailbox))
    assert replica.records == fresh.records
    assert replica.listing(MicrosoftCalendar("work", mailbox)) == sorted(replica.records)
