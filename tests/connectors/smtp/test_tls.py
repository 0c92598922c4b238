"""Encryption and sign-in: with a host that nobody here wrote, and with one that cheats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import AmbiguousDelivery, AuthError, PermanentError, TransientError
from connectors.smtp import SmtpDelivery, SmtpSettings, Tls
from tests.connectors.smtp.host import BEFORE, BEHIND, ScriptedSmtp
from tests.connectors.smtp.peer import PASSWORD, USER, Peer
from tests.connectors.smtp.sent import MemorySent, make_mail

if TYPE_CHECKING:
    import ssl

    from connectors.base import OutgoingMail

#: More than the buffers between two programs hold.
LONG = make_mail(body=("y" * 70 + "\r\n") * 100_000)
SIGNED: dict[str, Any] = {"user": "ann", "secret": lambda: "s3cret"}


def send(settings: SmtpSettings, mail: OutgoingMail | None = None) -> None:
    SmtpDelivery("work", settings, MemorySent()).create_draft(mail or make_mail())


def reach(peer: Peer, context: ssl.SSLContext, secret: str = PASSWORD) -> SmtpSettings:
    return SmtpSettings(
        "localhost", USER, lambda: secret, port=peer.port, tls=Tls.STARTTLS, context=context
    )


@pytest.mark.parametrize(
    "mail",
    [
        make_mail(body=".\r\n..\r\n.a\r\n\r\n"),
        make_mail(head="Cc: b@x.example\r\nBcc: c@x.example\r\n", body="Grüße 送信\r\n"),
        make_mail(to="Inés <inés@ferrol.example>"),
        make_mail(body=("x" * 998 + "\r\n") * 200),
    ],
)
def test_a_real_host_takes_a_mail_from_who_signed_in(
    peer: Peer, trusting: ssl.SSLContext, mail: OutgoingMail
) -> None:
    send(reach(peer, trusting), mail)
    [(sender, recipients, raw, signed_in)] = peer.taken
    assert raw == mail.raw.replace(b"Bcc: c@x.example\r\n", b"")
    assert sender == "jonas@wirth.example"
    assert signed_in
    assert len(recipients) == (3 if b"Bcc" in mail.raw else 1)


def test_a_real_host_refuses_a_wrong_password(peer: Peer, trusting: ssl.SSLContext) -> None:
    with pytest.raises(AuthError, match="refused the password") as told:
        send(reach(peer, trusting, "wr0ng"))
    assert "wr0ng" not in str(told.value)
    assert peer.taken == []


def test_a_real_host_that_nobody_trusts_is_told_nothing(peer: Peer) -> None:
    settings = SmtpSettings("localhost", USER, lambda: PASSWORD, port=peer.port, tls=Tls.STARTTLS)
    with pytest.raises(PermanentError, match="certificate that is not to be trusted"):
        send(settings)


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_encryption_comes_before_everything(
    served: ssl.SSLContext, trusting: ssl.SSLContext, tls: Tls
) -> None:
    implicit = tls is Tls.IMPLICIT
    with ScriptedSmtp(tls=served, implicit=implicit, offers=("AUTH PLAIN",)) as host:
        send(host.settings(host="localhost", tls=tls, context=trusting, **SIGNED))
    assert len(host.taken) == 1
    if tls is Tls.STARTTLS:
        assert host.verbs()[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_certificate_for_another_name_ends_it(
    served: ssl.SSLContext, trusting: ssl.SSLContext, tls: Tls
) -> None:
    with (
        ScriptedSmtp(tls=served, implicit=tls is Tls.IMPLICIT) as host,
        pytest.raises(PermanentError, match="certificate"),
    ):
        send(host.settings(tls=tls, context=trusting, **SIGNED))
    assert "AUTH" not in host.verbs()


def test_without_starttls_nothing_is_told() -> None:
    with ScriptedSmtp(offers=("AUTH PLAIN",)) as host:
        with pytest.raises(PermanentError, match="offers no STARTTLS"):
            send(host.settings(tls=Tls.STARTTLS, **SIGNED))
        assert host.verbs() == ["EHLO"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (b"454 later", TransientError),
        (b"502 never", PermanentError),
        (b"220 go on\r\n250 AUTH PLAIN", PermanentError),
    ],
)
def test_words_without_encryption_are_no_encryption(
    served: ssl.SSLContext, trusting: ssl.SSLContext, reply: bytes, error: type[Exception]
) -> None:
    with (
        ScriptedSmtp(tls=served, replies={"STARTTLS": reply}) as host,
        pytest.raises(error, match="nothing was sent"),
    ):
        send(host.settings(host="localhost", tls=Tls.STARTTLS, context=trusting, **SIGNED))
    assert host.verbs() == ["EHLO", "STARTTLS"]


def test_what_was_offered_without_encryption_is_forgotten(
    served: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with (
        ScriptedSmtp(tls=served, replies={"EHLO": b"250-x\r\n250-STARTTLS\r\n250 AUTH"}) as host,
        pytest.raises(PermanentError, match="no sign-in by password"),
    ):
        send(host.settings(host="localhost", tls=Tls.STARTTLS, context=trusting, **SIGNED))
    assert host.verbs() == ["EHLO", "STARTTLS", "EHLO"]


@pytest.mark.parametrize("stage", [*BEFORE, "STARTTLS"])
@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_cut_before_the_dot_is_passing(
    served: ssl.SSLContext, trusting: ssl.SSLContext, tls: Tls, stage: str
) -> None:
    if stage == "STARTTLS" and tls is Tls.IMPLICIT:
        stage = "EHLO"
    implicit, mail = tls is Tls.IMPLICIT, LONG if stage == "body" else make_mail()
    with (
        ScriptedSmtp(tls=served, implicit=implicit, cut_at=stage, offers=("AUTH PLAIN",)) as host,
        pytest.raises(TransientError, match="nothing was sent"),
    ):
        send(host.settings(host="localhost", tls=tls, context=trusting, **SIGNED), mail)
    assert host.taken == []


@pytest.mark.parametrize("stage", BEHIND)
def test_a_cut_behind_the_dot_is_unknown(
    served: ssl.SSLContext, trusting: ssl.SSLContext, stage: str
) -> None:
    with (
        ScriptedSmtp(tls=served, cut_at=stage) as host,
        pytest.raises(AmbiguousDelivery),
    ):
        send(host.settings(host="localhost", tls=Tls.STARTTLS, context=trusting))
    assert len(host.taken) == 1


def test_a_host_without_encryption_where_it_is_expected_is_for_good() -> None:
    with ScriptedSmtp() as host, pytest.raises(PermanentError, match="does not speak TLS"):
        send(host.settings(tls=Tls.IMPLICIT))
