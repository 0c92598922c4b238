"""The outbox with a mailbox that sends: an answer that is lost is looked up, and nothing sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.review.outbox import Outcome, Report, deliver_due, recover
from assistant.review.review import reopen
from assistant.review.rows import load_draft
from assistant.review.states import DraftState
from connectors.smtp import SmtpDelivery, SmtpSettings, Tls
from tests.connectors.imap.proxy import Wire
from tests.connectors.smtp.sent import MemorySent
from tests.review.conftest import engine, owner_id, writer
from tests.review.world import LEXICON, ME, NOW, Writer, add_draft, add_message, approve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.connectors.smtp.peer import Peer

__all__ = ["engine", "owner_id", "writer"]

#: The final dot, as the last thing that is said.
DOT = rb"\A\.\r\n\Z|\r\n\.\r\n\Z"


class Sender:
    """An approved draft, and a program that delivers it through a wire; anew at each pass."""

    def __init__(self, writer: Writer, owner_id: int, wire: Wire) -> None:
        self.writer, self.owner_id, self.wire = writer, owner_id, wire
        self.sent = MemorySent()
        with writer() as connection:
            add_message(connection, owner_id, "m1@brightwater.example")
            self.draft_id = approve(connection, add_draft(connection, owner_id)).id

    def deliver(self, after_s: float) -> list[Report]:
        settings = SmtpSettings(
            "127.0.0.1", port=self.wire.port, tls=Tls.NONE, timeout_s=5.0, deadline_s=5.0
        )
        connector = SmtpDelivery("mail", settings, self.sent)
        return deliver_due(
            self.writer,
            lambda _account: connector,
            owner_id=self.owner_id,
            now=NOW + timedelta(seconds=after_s),
            lexicon=LEXICON,
        )

    def state(self) -> DraftState:
        with self.writer() as connection:
            return load_draft(connection, self.owner_id, self.draft_id).state


@pytest.fixture
def sender(writer: Writer, owner_id: int, plain_peer: Peer) -> Iterator[Sender]:
    with Wire("127.0.0.1", plain_peer.port) as wire:
        yield Sender(writer, owner_id, wire)


def test_what_was_approved_is_sent_once(sender: Sender, plain_peer: Peer) -> None:
    [report] = sender.deliver(60)
    assert (report.outcome, report.message) == (
        Outcome.DELIVERED,
        "It was sent, and lies in the folder 'Sent'.",
    )
    assert sender.deliver(600) == []
    [(_, recipients, raw, _)] = plain_peer.taken
    assert recipients == ["jonas@brightwater.example"]
    assert [raw] == list(sender.sent.copies.values())


def test_a_lost_answer_is_looked_up_and_never_repeated(sender: Sender, plain_peer: Peer) -> None:
    sender.wire.cut_after = DOT
    [report] = sender.deliver(60)
    assert report.outcome is Outcome.UNKNOWN
    sender.wire.cut_after = None
    for after_s in (120, 400, 2000, 4000, 90_000):
        assert all(each.outcome is Outcome.UNKNOWN for each in sender.deliver(after_s))
    assert sender.state() is DraftState.UNKNOWN
    assert len(plain_peer.taken) == sender.wire.connections == 1
    # Before it was sent, and at the three look-ups after it.
    assert sender.sent.calls["find"] == 4


def test_a_copy_that_the_host_made_settles_a_lost_answer(sender: Sender, plain_peer: Peer) -> None:
    sender.wire.cut_after = DOT
    sender.deliver(60)
    [(_, _, raw, _)] = plain_peer.taken
    key = raw.partition(b"X-Rapport-Draft: ")[2].partition(b"\r\n")[0].decode()
    sender.sent.copies[key] = raw
    [report] = sender.deliver(120)
    assert (report.outcome, report.message) == (
        Outcome.DELIVERED,
        "It was found in the folder 'Sent'.",
    )
    assert len(plain_peer.taken) == sender.wire.connections == 1


def test_a_copy_that_turns_up_stops_what_a_person_approved_again(
    sender: Sender, plain_peer: Peer
) -> None:
    sender.wire.cut_after = DOT
    sender.deliver(60)
    sender.wire.cut_after = None
    [(_, _, raw, _)] = plain_peer.taken
    key = raw.partition(b"X-Rapport-Draft: ")[2].partition(b"\r\n")[0].decode()
    sender.sent.copies[key] = raw
    with sender.writer() as connection:
        approve(
            connection,
            reopen(connection, sender.owner_id, sender.draft_id, actor=ME, now=NOW),
        )
    [report] = sender.deliver(120)
    assert report.outcome is Outcome.DELIVERED
    assert len(plain_peer.taken) == 1


def test_a_program_that_stopped_while_it_sent_does_not_send_again(
    sender: Sender, plain_peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sender.sent, "keep", stop)
    with pytest.raises(KeyboardInterrupt):
        sender.deliver(60)
    with sender.writer() as connection:
        recover(connection, sender.owner_id, now=NOW + timedelta(seconds=61))
    for after_s in (130, 400, 2000):
        sender.deliver(after_s)
    assert sender.state() is DraftState.UNKNOWN
    assert len(plain_peer.taken) == 1


def test_what_was_cut_before_the_dot_is_sent_at_the_next_try(
    sender: Sender, plain_peer: Peer
) -> None:
    sender.wire.cut_before = rb"\ADATA\r\n"
    [report] = sender.deliver(60)
    assert report.outcome is Outcome.HELD
    assert "Nothing left." in report.message
    sender.wire.cut_before = None
    [report] = sender.deliver(600)
    assert report.outcome is Outcome.DELIVERED
    assert len(plain_peer.taken) == 1
