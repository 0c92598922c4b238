"""Hosts and wires that go wrong: every wait is bounded, nothing is lost, no secret is told."""

from __future__ import annotations

import logging
import ssl
import time
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import AuthError, PermanentError, TransientError
from connectors.imap import ImapMail, ImapSettings, SignIn, Tls
from connectors.local.pages import PageLimits
from tests.connectors.contract import make_message
from tests.connectors.dovecot import FULL, PASSWORD
from tests.connectors.imap.proxy import Wire
from tests.connectors.imap.scripted import ScriptedHost
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.connectors.dovecot import Dovecot
    from tests.connectors.imap.conftest import Mailbox

CANARY = "canary-7f3a9c51e2"


@pytest.fixture
def wire(dovecot: Dovecot) -> Iterator[Wire]:
    with Wire(FULL, dovecot.port) as opened:
        yield opened


def impatient(mailbox: Mailbox, wire: Wire, **values: Any) -> ImapMail:
    return mailbox.mail(port=wire.port, timeout_s=1.0, deadline_s=2.0, **values)


@pytest.fixture
def filled(mailbox: Mailbox) -> Mailbox:
    mailbox.add([make_message(number) for number in range(250)])
    return mailbox


# ── connections that end, stall or trickle ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("attribute", "pattern"),
    [
        ("mute_at", rb"AUTHENTICATE"),
        ("mute_at", rb" LIST "),
        ("mute_at", rb" EXAMINE "),
        ("mute_at", rb"BODY\.PEEK"),
        ("bye_at", rb" EXAMINE "),
        ("bye_at", rb"BODY\.PEEK"),
        ("cut_before", rb" LIST "),
        ("cut_before", rb"BODY\.PEEK"),
        ("cut_at_answer", rb"BODY\[\]"),
    ],
)
def test_a_connection_that_ends_or_stalls_is_told_in_bounded_time_and_taken_up_again(
    filled: Mailbox, wire: Wire, attribute: str, pattern: bytes
) -> None:
    setattr(wire, attribute, pattern)
    replica = MailReplica("INBOX")
    began = time.monotonic()
    with pytest.raises(TransientError, match="account 'work'"):
        replica.sync(impatient(filled, wire))
    assert time.monotonic() - began < 4
    setattr(wire, attribute, None)
    replica.sync(impatient(filled, wire))
    assert replica.told == len(replica.records) == 250


def test_an_answer_that_trickles_is_given_up(filled: Mailbox, wire: Wire) -> None:
    wire.drip_s = 0.2
    began = time.monotonic()
    with pytest.raises(TransientError):
        MailReplica("INBOX").sync(impatient(filled, wire))
    assert time.monotonic() - began < 4


def test_the_same_connector_goes_on_after_a_cut(filled: Mailbox, wire: Wire) -> None:
    connector, replica = impatient(filled, wire), MailReplica("INBOX")
    wire.cut_before = rb"BODY\.PEEK"
    with pytest.raises(TransientError):
        replica.sync(connector)
    wire.cut_before = None
    replica.sync(connector)
    assert replica.told == len(replica.records) == 250


def test_a_slow_host_is_waited_for(filled: Mailbox, wire: Wire) -> None:
    wire.delay_s = 0.1
    replica = MailReplica("INBOX").sync(impatient(filled, wire))
    assert len(replica.records) == 250


def test_nobody_there_is_said_at_once(dovecot: Dovecot) -> None:
    settings = ImapSettings("127.0.0.1", "ann", lambda: PASSWORD, port=1, tls=Tls.NONE)
    with pytest.raises(TransientError, match="cannot be reached"):
        ImapMail("work", settings).list_collections()


def test_one_connection_serves_all_folders(filled: Mailbox, wire: Wire) -> None:
    connector = impatient(filled, wire)
    for collection in connector.list_collections():
        list(connector.fetch_changes(collection.name, None))
    assert wire.connections == 1


# ── a host with a script ─────────────────────────────────────────────────────────────────────


def test_a_literal_larger_than_any_message_is_not_read() -> None:
    with (
        ScriptedHost({b"LIST": b"* LIST () {99999999999}\r\n"}) as host,
        pytest.raises(TransientError, match="literal"),
    ):
        host.mail().list_collections()


def test_an_answer_without_an_end_is_given_up() -> None:
    with (
        ScriptedHost({b"LIST": b"* LIST () " + b"x" * 30_000_000}) as host,
        pytest.raises(TransientError),
    ):
        host.mail().list_collections()


@pytest.mark.parametrize(
    "answer",
    [
        b"* LIST (((\r\n{tag} OK done\r\n",
        b'* LIST () "/"\r\n{tag} OK done\r\n',
        b'* LIST (\\Noselect) "/" a\r\n{tag} OK done\r\n',
        b"{tag} OK done\r\n",
        b"{tag} NO not today\r\n",
        b"{tag} BAD what\r\n",
    ],
)
def test_a_listing_that_is_not_imap_or_empty_is_no_empty_mailbox(answer: bytes) -> None:
    with (
        ScriptedHost({b"LIST": answer}) as host,
        pytest.raises(PermanentError, match="list of folders"),
    ):
        host.mail().list_collections()


def test_a_host_that_lets_in_without_a_sign_in_is_not_used() -> None:
    with (
        ScriptedHost({}, greeting=b"* PREAUTH welcome\r\n") as host,
        pytest.raises(PermanentError, match="PREAUTH"),
    ):
        host.mail().list_collections()


@pytest.mark.parametrize(
    "greeting", [b"* BYE too busy\r\n", b"220 mail.example ESMTP\r\n", b"\0\r\n"]
)
def test_what_does_not_greet_as_a_mail_host_is_said(greeting: bytes) -> None:
    with ScriptedHost({}, greeting=greeting) as host, pytest.raises(TransientError):
        host.mail().list_collections()


@pytest.mark.parametrize(
    "words",
    ["[UNAVAILABLE] backend down", "[LIMIT] later", "[ALERT] Too many simultaneous connections."],
)
def test_a_sign_in_that_is_refused_for_now_may_be_tried_again(words: str) -> None:
    with (
        ScriptedHost({b"AUTHENTICATE": f"{{tag}} NO {words}\r\n".encode()}) as host,
        pytest.raises(TransientError, match="cannot sign in"),
    ):
        host.mail().list_collections()


def test_a_token_is_told_as_xoauth2_says() -> None:
    with ScriptedHost({}, capabilities=b"IMAP4rev1 AUTH=XOAUTH2") as host:
        connector = host.mail(sign_in=SignIn.XOAUTH2, secret=lambda: "ya29.token")
        assert [each.name for each in connector.list_collections()] == ["INBOX"]
    assert host.tokens == [b"user=ann\x01auth=Bearer ya29.token\x01\x01"]


def test_a_token_that_is_refused_needs_a_new_sign_in() -> None:
    refusal = b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n"
    script = {b"AUTHENTICATE": refusal, b"": b"{tag} NO [AUTHENTICATIONFAILED] invalid\r\n"}
    with (
        ScriptedHost(script, capabilities=b"IMAP4rev1 AUTH=XOAUTH2") as host,
        pytest.raises(AuthError, match="account auth"),
    ):
        host.mail(sign_in=SignIn.XOAUTH2).list_collections()


# ── refused, and secret ──────────────────────────────────────────────────────────────────────


def test_a_refused_password_asks_for_a_sign_in_and_is_not_told_again(
    mailbox: Mailbox, wire: Wire
) -> None:
    settings = ImapSettings(FULL, mailbox.user, lambda: CANARY, port=wire.port, tls=Tls.NONE)
    connector = ImapMail("work", settings)
    for _ in range(5):
        with pytest.raises(AuthError, match="rapport account auth work"):
            connector.list_collections()
    assert wire.connections == 1


@pytest.mark.parametrize("capabilities", [b"IMAP4rev1 AUTH=PLAIN", b"IMAP4rev1"])
def test_no_secret_is_in_errors_logs_or_representations(
    capabilities: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    echo = f"{{tag}} NO wrong password {CANARY} {CANARY}\r\n".encode()
    caplog.set_level(logging.DEBUG)
    script = {b"AUTHENTICATE": echo, b"LOGIN": echo}
    with ScriptedHost(script, capabilities=capabilities) as host:
        connector = host.mail(secret=lambda: CANARY)
        with pytest.raises(AuthError) as caught:
            connector.list_collections()
    error: BaseException | None = caught.value
    told = [caplog.text, repr(host.settings(secret=lambda: CANARY))]
    while error is not None:
        told += [str(error), repr(error)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert all(CANARY not in words for words in told)


def test_nothing_that_passes_is_logged(mailbox: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    mailbox.add([make_message(1, CANARY)])
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    MailReplica("INBOX").sync(mailbox.mail())
    for secret in (PASSWORD, CANARY, "ferrol.example"):
        assert secret not in caplog.text


@pytest.mark.parametrize("secret", ["", "ünïcode", 'with "quotes" and \\', "line\r\nbreak"])
def test_any_password_reaches_the_host_as_it_is_or_not_at_all(secret: str) -> None:
    with ScriptedHost({}) as host:
        host.mail(secret=lambda: secret).list_collections()
    assert host.tokens == [b"\0ann\0" + secret.encode()]


def test_a_line_break_in_a_password_ends_no_command() -> None:
    with (
        ScriptedHost({}, capabilities=b"IMAP4rev1") as host,
        pytest.raises(AuthError, match="characters"),
    ):
        host.mail(secret=lambda: "a\r\nX DELETE INBOX").list_collections()
    assert b"DELETE" not in host.heard


# ── encryption ───────────────────────────────────────────────────────────────────────────────


def trusting(dovecot: Dovecot) -> ssl.SSLContext:
    if dovecot.certificate is None:
        pytest.skip("no openssl on this machine to make a certificate with")
    return ssl.create_default_context(cafile=str(dovecot.certificate))


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
def test_mail_is_read_over_an_encrypted_connection(
    dovecot: Dovecot, filled: Mailbox, tls: Tls
) -> None:
    port = dovecot.tls_port if tls is Tls.IMPLICIT else dovecot.port
    connector = filled.mail(host="localhost", port=port, tls=tls, context=trusting(dovecot))
    assert len(MailReplica("INBOX").sync(connector).records) == 250


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_certificate_that_is_not_trusted_or_for_another_host_ends_it(
    dovecot: Dovecot, mailbox: Mailbox, tls: Tls, host: str
) -> None:
    context = trusting(dovecot) if host == "127.0.0.1" else None
    port = dovecot.tls_port if tls is Tls.IMPLICIT else dovecot.port
    with pytest.raises(PermanentError, match="certificate"):
        mailbox.mail(host=host, port=port, tls=tls, context=context).list_collections()


@pytest.mark.parametrize(
    "host", ["mail.example", "192.0.2.1", "localhost.example", "127.0.0.1.example"]
)
def test_plain_text_to_another_machine_is_refused(host: str) -> None:
    with pytest.raises(PermanentError, match="another machine"):
        ImapSettings(host, "ann", lambda: PASSWORD, tls=Tls.NONE)


def test_a_host_without_starttls_hears_no_password() -> None:
    with ScriptedHost({}) as host, pytest.raises(PermanentError, match="STARTTLS"):
        host.mail(tls=Tls.STARTTLS).list_collections()
    assert b"AUTHENTICATE" not in host.heard


def test_words_put_behind_starttls_are_not_believed() -> None:
    script = {b"STARTTLS": b"{tag} OK go\r\n* CAPABILITY IMAP4rev1\r\n"}
    with (
        ScriptedHost(script, capabilities=b"IMAP4rev1 STARTTLS AUTH=PLAIN") as host,
        pytest.raises(TransientError, match="STARTTLS"),
    ):
        host.mail(tls=Tls.STARTTLS).list_collections()


def test_tls_to_a_port_that_speaks_none_is_said(dovecot: Dovecot, mailbox: Mailbox) -> None:
    with pytest.raises(PermanentError, match="TLS"):
        mailbox.mail(host="localhost", tls=Tls.IMPLICIT).list_collections()


# ── Google's own ─────────────────────────────────────────────────────────────────────────────


def test_conversations_and_labels_of_google_are_read_where_they_are_told() -> None:
    capabilities = b"IMAP4rev1 AUTH=PLAIN X-GM-EXT-1"
    with ScriptedHost({}, messages=1, capabilities=capabilities) as host:
        (record,) = MailReplica("INBOX").sync(host.mail()).records.values()
    assert record.provider_thread_id == "1278455344230334865"
    assert record.labels == ("Inbox", "Kundä", "a b")


# ── one bad message ──────────────────────────────────────────────────────────────────────────


def test_a_message_that_the_host_cannot_give_costs_that_message() -> None:
    with ScriptedHost({}, messages=5, broken={3}) as host:
        replica = MailReplica("INBOX").sync(host.mail(limits=PageLimits(items=100)))
    assert len(replica.records) == 4
    assert replica.kinds() == ["unreadable"]


def test_a_message_that_the_host_withholds_is_named_and_tried_again() -> None:
    with ScriptedHost({}, messages=5, withheld={3}) as host:
        replica = MailReplica("INBOX").sync(host.mail())
        assert [(each.kind, each.key) for each in replica.problems] == [("unreadable", "7.30")]
        host.withheld = set()
        replica.sync(host.mail())
    assert set(replica.records) == {f"7.{uid}" for uid in (10, 20, 30, 40, 50)}


@pytest.mark.parametrize("unlisted", [{3}, {1, 2, 3, 4, 5}])
def test_a_listing_that_is_shorter_than_the_folder_deletes_nothing(unlisted: set[int]) -> None:
    with ScriptedHost({}, messages=5) as host:
        replica = MailReplica("INBOX").sync(host.mail())
        host.unlisted = unlisted
        replica.sync(host.mail())
    assert len(replica.records) == 5


def test_after_new_uids_a_short_listing_deletes_nothing_either() -> None:
    with ScriptedHost({}, messages=5) as host:
        replica = MailReplica("INBOX").sync(host.mail())
        host.validity, host.unlisted = 8, {3}
        with pytest.raises(TransientError, match="listed 4"):
            replica.sync(host.mail())
        host.unlisted = set()
        replica.sync(host.mail())
    assert len(replica.records) == 5
    assert replica.told == 5


def test_messages_over_which_the_host_breaks_off_cost_those_messages() -> None:
    with ScriptedHost({}, messages=40, deadly={3, 17}) as host:
        replica = MailReplica("INBOX").sync(host.mail())
    assert len(replica.records) == 38
    assert replica.kinds() == ["unreadable"] * 2
    assert host.connections <= 15


@pytest.mark.parametrize("fault", ["broken", "deadly"])
def test_a_host_that_gives_no_message_at_all_is_left_alone(fault: str) -> None:
    every: Any = {fault: set(range(1, 301))}
    with ScriptedHost({}, messages=300, **every) as host:
        with pytest.raises((TransientError, PermanentError)):
            MailReplica("INBOX").sync(host.mail())
        assert host.connections <= 22
        assert host.heard.count(b"UID FETCH") <= 60


def test_a_host_that_asks_for_patience_is_asked_once() -> None:
    script = {b"UID FETCH": b"{tag} NO [LIMIT] slow down\r\n"}
    with ScriptedHost(script, messages=300) as host:
        with pytest.raises(TransientError, match="slow down"):
            MailReplica("INBOX").sync(host.mail())
        assert host.heard.count(b"UID FETCH") == 1


def test_two_folders_are_not_read_at_once(filled: Mailbox) -> None:
    connector = filled.mail()
    first = connector.fetch_changes("INBOX", None)
    next(first)
    list(connector.fetch_changes("Gesendet", None))
    with pytest.raises(TransientError, match="Another folder"):
        next(first)


def test_flags_told_unasked_are_given_to_nobody() -> None:
    with ScriptedHost({}, messages=3, aside=b"* 1 FETCH (FLAGS (\\Seen))\r\n") as host:
        replica = MailReplica("INBOX").sync(host.mail())
    assert [record.flags for record in replica.records.values()] == [frozenset()] * 3
