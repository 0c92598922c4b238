"""Drafts on a real Dovecot: exactly one, whatever becomes of the connection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import AmbiguousDelivery, CollectionRole, PermanentError, TransientError
from connectors.imap import ImapDrafts
from connectors.imap.folders import Folder, list_folders
from tests.connectors.contract import DeliveryContract, DeliveryHarness, make_draft
from tests.connectors.dovecot import FULL, PLAIN
from tests.connectors.imap.conftest import Mailbox
from tests.connectors.imap.proxy import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from connectors.imap.session import Session
    from tests.connectors.dovecot import Dovecot

FOLDER = "Entwürfe"


class ImapDeliveryHarness(DeliveryHarness):
    """Faults by a wire that is cut."""

    def __init__(self, host: Dovecot, wire: Wire) -> None:
        self.mailbox = Mailbox(host)
        self.wire = wire

    def connector(self) -> ImapDrafts:
        return ImapDrafts("work", self.mailbox.settings(port=self.wire.port, host=FULL))

    def stored(self) -> list[bytes]:
        return drafts_of(self.mailbox)

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(self.wire, "cut_before", rb" APPEND ")

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # The end of the message: the host has it, and its answer is lost.
        monkeypatch.setattr(self.wire, "cut_after", rb"--b1--\r\n")


def drafts_of(mailbox: Mailbox, folder: str = FOLDER) -> list[bytes]:
    client = mailbox.other()
    client.select_folder(folder)
    rows = client.fetch("1:*", ["BODY.PEEK[]", "FLAGS"])
    client.logout()
    assert all({b"\\Draft", b"\\Seen"} <= set(row[b"FLAGS"]) for row in rows.values())
    return [row[b"BODY[]"] for row in rows.values()]


@pytest.fixture
def wire(dovecot: Dovecot) -> Iterator[Wire]:
    with Wire(FULL, dovecot.port) as opened:
        yield opened


class TestDrafts(DeliveryContract):
    @pytest.fixture
    def harness(self, tmp_path: Path, dovecot: Dovecot, wire: Wire) -> DeliveryHarness:
        return ImapDeliveryHarness(dovecot, wire)


del DeliveryContract


def drafts(mailbox: Mailbox, **values: Any) -> ImapDrafts:
    return ImapDrafts("work", mailbox.settings(**values))


def test_a_repeated_delivery_stores_no_second_draft(mailbox: Mailbox) -> None:
    first = drafts(mailbox).create_draft(make_draft())
    assert drafts(mailbox).create_draft(make_draft()) == first
    assert len(drafts_of(mailbox)) == 1


def test_a_lost_answer_is_looked_up_before_a_second_try(mailbox: Mailbox, wire: Wire) -> None:
    wire.cut_after = rb"--b1--\r\n"
    with pytest.raises(AmbiguousDelivery, match="looked up"):
        drafts(mailbox, port=wire.port).create_draft(make_draft())
    wire.cut_after = None
    drafts(mailbox, port=wire.port).create_draft(make_draft())
    assert len(drafts_of(mailbox)) == 1


@pytest.mark.parametrize(
    ("attribute", "pattern"),
    [
        ("cut_before", rb"authenticate|AUTHENTICATE|LOGIN"),
        ("cut_before", rb" APPEND "),
        ("bye_at", rb" APPEND "),
        ("cut_at_answer", rb"\+ OK"),
    ],
)
def test_what_ends_before_the_last_byte_stored_nothing(
    mailbox: Mailbox, wire: Wire, attribute: str, pattern: bytes
) -> None:
    setattr(wire, attribute, pattern)
    with pytest.raises(TransientError):
        drafts(mailbox, port=wire.port).create_draft(make_draft())
    assert drafts_of(mailbox) == []


def test_what_was_lost_on_the_way_is_looked_up_and_not_found(mailbox: Mailbox, wire: Wire) -> None:
    wire.cut_before = rb"X-Rapport-Draft: d-17"
    with pytest.raises(AmbiguousDelivery):
        drafts(mailbox, port=wire.port).create_draft(make_draft())
    assert drafts(mailbox).find_draft(make_draft()) is None


def test_without_uidplus_the_receipt_is_looked_up(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.imap.commands.append", _append_without_uid)
    receipt = drafts(mailbox).create_draft(make_draft())
    assert drafts(mailbox).find_draft(make_draft()) == receipt


def _append_without_uid(session: Any, folder: str, raw: bytes, flags: Any) -> None:
    with session.command(len(raw)) as client:
        client.append(folder, raw, flags)


def test_a_draft_that_a_person_sent_meanwhile_is_found(mailbox: Mailbox) -> None:
    drafts(mailbox).create_draft(make_draft())
    client = mailbox.other()
    client.select_folder(FOLDER)
    client.copy([1], "Gesendet")
    client.delete_messages([1])
    client.expunge()
    client.logout()
    receipt = drafts(mailbox).find_draft(make_draft())
    assert receipt is not None
    assert "Gesendet" in receipt.location


def test_a_key_within_a_longer_key_is_another_draft(mailbox: Mailbox) -> None:
    drafts(mailbox).create_draft(make_draft("d-17"))
    assert drafts(mailbox).find_draft(make_draft("d-1")) is None


def test_a_message_with_our_key_in_its_text_is_no_draft_of_ours(mailbox: Mailbox) -> None:
    mailbox.add(
        [b"Subject: X-Rapport-Draft: d-17-3f9a\r\n\r\nX-Rapport-Draft: d-17-3f9a\r\n"], FOLDER
    )
    assert drafts(mailbox).find_draft(make_draft()) is None


def test_a_draft_goes_to_the_folder_that_is_named_for_it_where_no_role_is_told(
    mailbox: Mailbox,
) -> None:
    folder = drafts(mailbox, host=PLAIN).create_draft(make_draft()).location
    assert FOLDER in folder


def test_where_there_is_no_drafts_folder_one_is_made(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_drafts(session: Session) -> list[Folder]:
        return [each for each in list_folders(session) if each.role is not CollectionRole.DRAFTS]

    monkeypatch.setattr("connectors.imap.drafts.list_folders", without_drafts)
    assert "'Drafts'" in drafts(mailbox).create_draft(make_draft()).location
    assert len(drafts_of(mailbox, "Drafts")) == 1


def test_a_draft_without_its_own_header_is_refused(mailbox: Mailbox) -> None:
    mail = make_draft()
    with pytest.raises(PermanentError, match="X-Rapport-Draft"):
        drafts(mailbox).create_draft(replace(mail, draft_key="other"))


def test_line_ends_that_a_host_would_change_are_refused(mailbox: Mailbox) -> None:
    mail = make_draft()
    with pytest.raises(PermanentError, match="line ends"):
        drafts(mailbox).create_draft(replace(mail, raw=mail.raw + b"a\nb"))
