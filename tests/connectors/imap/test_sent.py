"""Copies of sent mail on a real Dovecot: one for each mail, in the folder that is for them."""

from __future__ import annotations

import ssl
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import (
    AmbiguousDelivery,
    AuthError,
    CollectionRole,
    PermanentError,
    TransientError,
)
from connectors.imap import ImapSent
from connectors.imap.folders import Folder, list_folders
from connectors.smtp import SmtpDelivery, SmtpSettings, Tls
from tests.connectors.contract import make_draft
from tests.connectors.dovecot import FULL, PLAIN
from tests.connectors.imap.proxy import Wire
from tests.connectors.imap.scripted import ScriptedHost
from tests.connectors.smtp.peer import PASSWORD as SMTP_PASSWORD
from tests.connectors.smtp.peer import USER, Peer, run_peer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors.base import OutgoingMail, Receipt
    from connectors.imap.session import Session
    from tests.connectors.dovecot import Dovecot
    from tests.connectors.imap.conftest import Mailbox

FOLDER = "Gesendet"


def sent(mailbox: Mailbox, **values: Any) -> ImapSent:
    return ImapSent("work", mailbox.settings(**values))


def copies_of(mailbox: Mailbox, folder: str = FOLDER) -> list[bytes]:
    client = mailbox.other()
    client.select_folder(folder)
    rows = client.fetch("1:*", ["BODY.PEEK[]", "FLAGS"])
    client.logout()
    return [row[b"BODY[]"] for row in rows.values()]


@pytest.fixture
def wire(dovecot: Dovecot) -> Iterator[Wire]:
    with Wire(FULL, dovecot.port) as opened:
        yield opened


@pytest.mark.parametrize("address", [FULL, PLAIN])
def test_a_copy_lies_byte_for_byte_in_the_folder_of_sent_mail(
    mailbox: Mailbox, address: str
) -> None:
    receipt = sent(mailbox, host=address).keep(make_draft())
    assert receipt.location == f"the folder '{FOLDER}'"
    assert copies_of(mailbox) == [make_draft().raw]
    assert sent(mailbox).find(make_draft()) == receipt


def test_a_copy_counts_as_read_and_is_no_draft(mailbox: Mailbox) -> None:
    sent(mailbox).keep(make_draft())
    client = mailbox.other()
    client.select_folder(FOLDER)
    assert set(client.get_flags([1])[1]) - {b"\\Recent"} == {b"\\Seen"}
    client.logout()


def test_asking_twice_keeps_one(mailbox: Mailbox) -> None:
    first = sent(mailbox).keep(make_draft())
    assert sent(mailbox).keep(make_draft()) == first
    assert len(copies_of(mailbox)) == 1


def test_a_copy_is_found_without_the_message(mailbox: Mailbox) -> None:
    receipt = sent(mailbox).keep(make_draft())
    assert sent(mailbox).find(replace(make_draft(), raw=b"")) == receipt


def test_a_copy_that_the_host_made_without_our_field_is_found_by_its_id(mailbox: Mailbox) -> None:
    raw = make_draft().raw.replace(b"X-Rapport-Draft: d-17-3f9a\r\n", b"")
    mailbox.add([raw], FOLDER)
    assert sent(mailbox).find(make_draft()) is not None


@pytest.mark.parametrize(
    "head",
    [
        b"Message-ID: <d-17-3f9a@wirth.example>\r\nX-Rapport-Draft: d-17-3f9a0\r\n",
        b"Message-ID: <d-17-3f9a@wirth.example.org>\r\n",
        b"Subject: <d-17-3f9a@wirth.example> d-17-3f9a\r\n",
        b"In-Reply-To: <d-17-3f9a@wirth.example>\r\n",
    ],
)
def test_what_only_looks_like_it_is_another_mail(mailbox: Mailbox, head: bytes) -> None:
    mailbox.add([head + b"\r\nX-Rapport-Draft: d-17-3f9a\r\n"], FOLDER)
    assert sent(mailbox).find(make_draft()) is None


def test_a_draft_is_no_copy(mailbox: Mailbox) -> None:
    mailbox.add([make_draft().raw], "Entwürfe")
    assert sent(mailbox).find(make_draft()) is None


def test_the_folder_that_the_host_names_comes_before_one_that_is_named_so(
    mailbox: Mailbox,
) -> None:
    client = mailbox.other()
    client.create_folder("Enviados")
    client.logout()
    assert FOLDER in sent(mailbox).keep(make_draft()).location


def test_a_copy_in_another_folder_of_sent_mail_is_found(mailbox: Mailbox) -> None:
    client = mailbox.other()
    client.create_folder("Sent Items")
    client.logout()
    mailbox.add([make_draft().raw], "Sent Items")
    assert "Sent Items" in sent(mailbox).keep(make_draft()).location
    assert copies_of(mailbox) == []


def test_where_there_is_no_folder_of_sent_mail_one_is_made_for_the_first_copy(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_sent(session: Session) -> list[Folder]:
        return [each for each in list_folders(session) if each.role is not CollectionRole.SENT]

    monkeypatch.setattr("connectors.imap.sent.list_folders", without_sent)
    assert sent(mailbox).find(make_draft()) is None
    assert "'Sent'" in sent(mailbox).keep(make_draft()).location
    assert len(copies_of(mailbox, "Sent")) == 1


def test_a_lost_answer_is_told_and_the_next_try_finds_the_copy(
    mailbox: Mailbox, wire: Wire
) -> None:
    wire.cut_after = rb"--b1--\r\n"
    with pytest.raises(AmbiguousDelivery):
        sent(mailbox, port=wire.port).keep(make_draft())
    wire.cut_after = None
    sent(mailbox, port=wire.port).keep(make_draft())
    assert len(copies_of(mailbox)) == 1


def test_what_ends_before_the_last_byte_kept_nothing(mailbox: Mailbox, wire: Wire) -> None:
    wire.cut_before = rb" APPEND "
    with pytest.raises(TransientError):
        sent(mailbox, port=wire.port).keep(make_draft())
    assert copies_of(mailbox) == []


def test_a_refused_password_is_an_auth_error(mailbox: Mailbox) -> None:
    settings = replace(mailbox.settings(), secret=lambda: "wrong")
    with pytest.raises(AuthError):
        ImapSent("work", settings).find(make_draft())


def test_a_host_without_uidplus_is_asked_where_the_copy_is(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.imap.commands.append", _append_without_uid)
    receipt = sent(mailbox).keep(make_draft())
    assert sent(mailbox).find(make_draft()) == receipt


def _append_without_uid(session: Any, folder: str, raw: bytes, flags: Any) -> None:
    with session.command(len(raw)) as client:
        client.append(folder, raw, flags)


def test_what_could_not_be_found_again_is_not_kept(mailbox: Mailbox) -> None:
    with pytest.raises(PermanentError, match="X-Rapport-Draft"):
        sent(mailbox).keep(replace(make_draft(), draft_key="other"))


@pytest.mark.parametrize(
    ("words", "error"), [(b"[OVERQUOTA] full", TransientError), (b"never", PermanentError)]
)
def test_a_host_that_refuses_says_whether_it_passes(words: bytes, error: type[Exception]) -> None:
    script = {
        b'LIST "" "*"': b'* LIST (\\Sent) "/" Sent\r\n{tag} OK done\r\n',
        b"APPEND": b"{tag} NO " + words + b"\r\n",
    }
    with ScriptedHost(script) as host, pytest.raises(error, match="sent mail of account 'work'"):
        ImapSent("work", host.settings()).keep(make_draft())


# ── with a host that sends ───────────────────────────────────────────────────────────────────


@pytest.fixture
def peer(dovecot: Dovecot) -> Iterator[Peer]:
    if dovecot.certificate is None:
        pytest.skip("no openssl on this machine to make a certificate with")
    yield from run_peer(dovecot.certificate, dovecot.certificate.with_suffix(".key"))


def sender(mailbox: Mailbox, peer: Peer, **values: Any) -> SmtpDelivery:
    context = ssl.create_default_context(cafile=str(mailbox.host.certificate))
    settings = SmtpSettings(
        "localhost", USER, lambda: SMTP_PASSWORD, port=peer.port, tls=Tls.STARTTLS, context=context
    )
    return SmtpDelivery("work", settings, sent(mailbox, **values))


def test_what_is_sent_lies_among_the_sent_mail_and_is_sent_once(
    mailbox: Mailbox, peer: Peer
) -> None:
    first = sender(mailbox, peer).create_draft(make_draft())
    assert first.location == f"the folder '{FOLDER}'"
    assert sender(mailbox, peer).create_draft(make_draft()) == first
    assert copies_of(mailbox) == [peer.taken[0][2]] == [make_draft().raw]


def test_a_mailbox_that_breaks_off_over_the_copy_gets_it_at_the_second_try(
    mailbox: Mailbox, peer: Peer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = ImapSent.keep

    def broken_once(self: ImapSent, mail: OutgoingMail) -> Receipt:
        wire.cut_after = None if wire.cut_after else rb"--b1--\r\n"
        return keep(self, mail)

    monkeypatch.setattr(ImapSent, "keep", broken_once)
    receipt = sender(mailbox, peer, port=wire.port).create_draft(make_draft())
    assert FOLDER in receipt.location
    assert len(copies_of(mailbox)) == len(peer.taken) == 1


def test_a_mailbox_that_is_away_keeps_back_what_could_not_be_looked_up(
    mailbox: Mailbox, peer: Peer, wire: Wire
) -> None:
    wire.cut_before = rb"EXAMINE"
    with pytest.raises(TransientError):
        sender(mailbox, peer, port=wire.port).create_draft(make_draft())
    assert peer.taken == []
