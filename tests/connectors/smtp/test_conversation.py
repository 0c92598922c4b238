"""One mail over SMTP: what is known whatever the host says, and wherever it breaks off."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from connectors.base import (
    AmbiguousDelivery,
    AuthError,
    ConnectorError,
    PermanentError,
    TransientError,
)
from connectors.smtp import SignIn, SmtpDelivery, SmtpSettings, Tls, introduce
from tests.connectors.smtp.host import BEFORE, BEHIND, ScriptedSmtp, unpack
from tests.connectors.smtp.sent import MemorySent, make_mail

MAIL = make_mail()
#: More than the buffers between two programs hold: a cut in the middle is felt in the middle.
LONG = make_mail(body=("y" * 70 + "\r\n") * 300_000)
SIGNED: dict[str, Any] = {"user": "ann", "secret": lambda: "s3cret"}
AUTH = ("AUTH PLAIN LOGIN", "8BITMIME")


def send(host: ScriptedSmtp, mail: Any = MAIL, **values: Any) -> None:
    SmtpDelivery("work", host.settings(**values), MemorySent()).create_draft(mail)


def test_a_mail_arrives_byte_for_byte_at_everybody() -> None:
    body = ".a dot\r\n..\r\n.\r\n\r\nend\r\n"
    mail = make_mail(head="Cc: a@x.example,\r\n B <b@x.example>\r\n", body=body)
    with ScriptedSmtp() as host:
        send(host, mail)
    [taken] = host.taken
    assert taken.raw == mail.raw
    assert taken.sender == "jonas@wirth.example"
    assert taken.recipients == ("ines@ferrol.example", "a@x.example", "b@x.example")
    assert host.commands[0] == "EHLO [127.0.0.1]"


def test_blind_recipients_get_it_and_are_not_named() -> None:
    mail = make_mail(head="BCC : c@x.example,\r\n\td@x.example\r\nX-Bcc: stays\r\n")
    with ScriptedSmtp() as host:
        send(host, mail)
    [taken] = host.taken
    assert taken.recipients[1:] == ("c@x.example", "d@x.example")
    assert taken.raw == mail.raw.replace(b"BCC : c@x.example,\r\n\td@x.example\r\n", b"")


@pytest.mark.parametrize("stage", BEFORE)
def test_a_cut_before_the_dot_sent_nothing(stage: str) -> None:
    with (
        ScriptedSmtp(cut_at=stage, offers=(*AUTH, "SIZE")) as host,
        pytest.raises(TransientError, match="nothing was sent"),
    ):
        send(host, LONG if stage == "body" else MAIL, **SIGNED)
    assert host.taken == []
    assert host.connections == 1


@pytest.mark.parametrize("stage", BEHIND)
def test_a_cut_behind_the_dot_is_unknown(stage: str) -> None:
    with ScriptedSmtp(cut_at=stage) as host, pytest.raises(AmbiguousDelivery, match="looked up"):
        send(host)
    assert len(host.taken) == host.connections == 1


@pytest.mark.parametrize("stage", [*BEFORE[1:-1], "dot"])
def test_a_host_that_falls_silent_is_left(stage: str) -> None:
    wanted = AmbiguousDelivery if stage == "dot" else TransientError
    with ScriptedSmtp(mute_at=stage, offers=AUTH) as host, pytest.raises(wanted):
        send(host, timeout_s=0.3, deadline_s=0.6, **SIGNED)


@pytest.mark.parametrize("code", [421, 450, 451, 452, 454, 471, 499])
@pytest.mark.parametrize("stage", ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "dot"])
def test_not_now_is_passing_at_every_step(stage: str, code: int) -> None:
    with (
        ScriptedSmtp(replies={stage: b"%d later" % code}, offers=AUTH) as host,
        pytest.raises(TransientError, match=str(code)),
    ):
        send(host, **SIGNED)
    assert host.taken == []


@pytest.mark.parametrize("code", [500, 501, 502, 503, 504, 521, 541, 550, 551, 552, 553, 554, 555])
@pytest.mark.parametrize("stage", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "dot"])
def test_never_is_for_good_at_every_step(stage: str, code: int) -> None:
    with (
        ScriptedSmtp(replies={stage: b"%d no" % code}, offers=AUTH) as host,
        pytest.raises(PermanentError, match=str(code)),
    ):
        send(host, **SIGNED)
    assert host.taken == []


@pytest.mark.parametrize(
    ("stage", "code", "error"),
    [
        ("AUTH", 535, AuthError),
        ("AUTH", 534, AuthError),
        ("AUTH", 530, AuthError),
        ("AUTH", 550, AuthError),
        ("AUTH", 504, PermanentError),
        ("AUTH", 538, PermanentError),
        ("MAIL", 530, AuthError),
        ("AUTH", 334, PermanentError),
    ],
)
def test_who_may_not_send_signs_in_again(stage: str, code: int, error: type[Exception]) -> None:
    with (
        ScriptedSmtp(replies={stage: b"%d s3cret" % code}, offers=AUTH) as host,
        pytest.raises(error) as told,
    ):
        send(host, **SIGNED)
    assert "s3cret" not in str(told.value)


def test_a_host_that_wants_a_sign_in_which_nobody_set_is_for_good() -> None:
    with ScriptedSmtp(replies={"MAIL": b"530 who?"}) as host, pytest.raises(PermanentError):
        send(host)


@pytest.mark.parametrize("reply", [b"250 ok", b"251 on its way", b"252 perhaps"])
def test_a_recipient_may_be_taken_in_several_words(reply: bytes) -> None:
    with ScriptedSmtp(replies={"RCPT": reply}) as host:
        send(host)
    assert len(host.taken) == 1


@pytest.mark.parametrize(
    ("reply", "error"), [(b"550 who?", PermanentError), (b"450 later", TransientError)]
)
def test_where_one_recipient_is_refused_nobody_gets_it(
    reply: bytes, error: type[ConnectorError]
) -> None:
    mail = make_mail(head="Cc: b@x.example, c@x.example\r\n")
    with (
        ScriptedSmtp(replies={"RCPT:b@x.example": reply}) as host,
        pytest.raises(error, match=r"b@x\.example: \d+ \w+.*nobody got it") as told,
    ):
        send(host, mail)
    assert "c@x.example" not in str(told.value)
    assert host.taken == []
    assert "RSET" in host.verbs()
    assert "DATA" not in host.verbs()


@pytest.mark.parametrize(
    "reply",
    [b"what?", b"999 odd", b"150 odd", b"\xff\xfe", b"25", b"250x", b"250-a\r\n550 b", b"354 more",
     b"250 " + b"x" * 9000, b"250-x\r\n" * 20_000 + b"250 x"],
)  # fmt: skip
def test_nonsense_behind_the_dot_is_unknown_and_before_it_for_good(reply: bytes) -> None:
    with ScriptedSmtp(replies={"dot": reply}) as host, pytest.raises(AmbiguousDelivery):
        send(host)
    with ScriptedSmtp(replies={"MAIL": reply}) as host, pytest.raises(PermanentError):
        send(host)
    assert host.taken == []


def test_a_host_that_answers_the_dot_before_it_came_gets_none() -> None:
    with (
        ScriptedSmtp(replies={"DATA": b"354 go on\r\n250 taken"}) as host,
        pytest.raises(PermanentError, match="nothing was sent"),
    ):
        send(host)
    assert host.taken == []


@pytest.mark.parametrize("stage", ["greeting", "EHLO"])
def test_words_of_a_host_are_shown_short_and_plain(stage: str) -> None:
    with (
        ScriptedSmtp(replies={stage: b"554 \x1b[31mno\x07 " + b"x" * 1000}) as host,
        pytest.raises(PermanentError) as told,
    ):
        send(host)
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 400


def test_a_host_that_drips_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_drip, args=(listening,), daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        begun = time.monotonic()
        settings = SmtpSettings("127.0.0.1", port=port, tls=Tls.NONE, timeout_s=2.0, deadline_s=0.5)
        with pytest.raises(TransientError):
            SmtpDelivery("work", settings, MemorySent()).create_draft(MAIL)
        assert time.monotonic() - begun < 2
        thread.join(6)


def _drip(listening: socket.socket) -> None:
    line, _ = listening.accept()
    with line:
        try:
            for _ in range(100):
                line.sendall(b"2")
                time.sleep(0.05)
        except OSError:
            return


def test_nobody_there_is_passing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    settings = SmtpSettings("127.0.0.1", port=port, tls=Tls.NONE)
    with pytest.raises(TransientError, match="Connection refused"):
        SmtpDelivery("work", settings, MemorySent()).create_draft(MAIL)


# ── what the host can do ─────────────────────────────────────────────────────────────────────


def test_text_beyond_ascii_goes_where_it_is_taken() -> None:
    mail = make_mail(body="Schöne Grüße\r\n")
    with ScriptedSmtp(offers=("8BITMIME",)) as host:
        send(host, mail)
    assert host.taken[0].raw == mail.raw
    assert "MAIL FROM:<jonas@wirth.example> BODY=8BITMIME" in host.commands
    with ScriptedSmtp(offers=()) as host, pytest.raises(PermanentError, match="8BITMIME"):
        send(host, mail)
    assert "MAIL" not in host.verbs()


def test_addresses_beyond_ascii_go_where_they_are_taken() -> None:
    mail = make_mail(to="Ines <inés@ferrol.example>")
    with ScriptedSmtp() as host:
        send(host, mail)
    assert host.taken[0].recipients == ("inés@ferrol.example",)
    assert any(each.endswith("BODY=8BITMIME SMTPUTF8") for each in host.commands)
    with (
        ScriptedSmtp(offers=("8BITMIME",)) as host,
        pytest.raises(PermanentError, match="SMTPUTF8"),
    ):
        send(host, mail)
    assert "MAIL" not in host.verbs()


@pytest.mark.parametrize(
    ("offer", "is_sent"), [("SIZE 100", False), ("SIZE 0", True), ("SIZE", True), ("SIZE x", True)]
)
def test_a_mail_over_the_size_that_the_host_takes_is_not_begun(offer: str, is_sent: bool) -> None:
    with ScriptedSmtp(offers=(offer,)) as host:
        if is_sent:
            send(host)
            assert f"MAIL FROM:<jonas@wirth.example> SIZE={len(MAIL.raw)}" in host.commands
        else:
            with pytest.raises(PermanentError, match="over 100 bytes"):
                send(host)
            assert "MAIL" not in host.verbs()


# ── who sends ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("offer", ["AUTH PLAIN LOGIN", "AUTH=PLAIN", "auth login plain"])
def test_a_password_goes_in_one_word_where_it_may(offer: str) -> None:
    with ScriptedSmtp(offers=(offer,)) as host:
        send(host, user="ann", secret=lambda: "pässwort")
    [signed] = [each for each in host.commands if each.startswith("AUTH")]
    assert unpack(signed) == "\0ann\0pässwort"


def test_a_password_goes_in_two_words_where_it_must() -> None:
    with ScriptedSmtp(offers=("AUTH LOGIN CRAM-MD5",)) as host:
        send(host, **SIGNED)
    at = host.commands.index("AUTH LOGIN")
    assert [unpack(each) for each in host.commands[at + 1 : at + 3]] == ["ann", "s3cret"]


def test_a_token_goes_by_its_own_way() -> None:
    with ScriptedSmtp(offers=("AUTH XOAUTH2 PLAIN",)) as host:
        send(host, sign_in=SignIn.XOAUTH2, **SIGNED)
    [signed] = [each for each in host.commands if each.startswith("AUTH")]
    assert unpack(signed) == "user=ann\1auth=Bearer s3cret\1\1"


def test_a_refused_token_is_told_after_an_empty_answer() -> None:
    script = {"AUTH": b"334 eyJzdGF0dXMiOiI0MDEifQ==", "": b"535 expired"}
    with (
        ScriptedSmtp(replies=script, offers=("AUTH XOAUTH2",)) as host,
        pytest.raises(AuthError, match=r"535.*rapport account auth work"),
    ):
        send(host, sign_in=SignIn.XOAUTH2, **SIGNED)
    assert "" in host.commands


@pytest.mark.parametrize("offers", [(), ("AUTH CRAM-MD5",), ("AUTH XOAUTH2",)])
def test_a_host_without_a_way_to_sign_in_is_not_told_who_asks(offers: tuple[str, ...]) -> None:
    with (
        ScriptedSmtp(offers=offers) as host,
        pytest.raises(PermanentError, match="no sign-in by password"),
    ):
        send(host, **SIGNED)
    assert host.verbs() in (["EHLO"], ["EHLO", "QUIT"])


def test_a_refused_sign_in_is_not_repeated() -> None:
    with ScriptedSmtp(replies={"AUTH": b"535 no"}, offers=AUTH) as host:
        delivery = SmtpDelivery("work", host.settings(**SIGNED), MemorySent())
        for _ in range(3):
            with pytest.raises(AuthError):
                delivery.create_draft(MAIL)
    assert host.connections == 1


# ── settings ─────────────────────────────────────────────────────────────────────────────────


def test_plain_text_goes_to_this_machine_only() -> None:
    with pytest.raises(PermanentError, match="another machine"):
        SmtpSettings("smtp.firm.example", tls=Tls.NONE)


@pytest.mark.parametrize("user", ["", "ann\r\nQUIT", "a\0b"])
def test_a_user_is_a_line(user: str) -> None:
    with pytest.raises(PermanentError):
        SmtpSettings("smtp.firm.example", user)


@pytest.mark.parametrize(
    ("tls", "port"), [(Tls.IMPLICIT, 465), (Tls.STARTTLS, 587), (Tls.NONE, 25)]
)
def test_the_usual_port_is_that_of_the_encryption(tls: Tls, port: int) -> None:
    assert SmtpSettings("localhost", tls=tls).address == ("localhost", port)


def test_the_secret_is_in_no_text_of_the_settings() -> None:
    assert "secret" not in repr(SmtpSettings("localhost", "ann", lambda: "s3cret"))


def test_a_host_is_tried_without_a_word_of_mail() -> None:
    with ScriptedSmtp(offers=AUTH) as host:
        introduce("work", host.settings(**SIGNED))
    # At the end of the host: QUIT is not waited for.
    assert host.verbs() == ["EHLO", "AUTH", "QUIT"]
    assert host.taken == []


def test_a_host_that_is_tried_and_refuses_says_so() -> None:
    with (
        ScriptedSmtp(replies={"AUTH": b"535 no"}, offers=AUTH) as host,
        pytest.raises(AuthError, match="rapport account auth work"),
    ):
        introduce("work", host.settings(**SIGNED))


@pytest.mark.parametrize("stage", ["connect", "EHLO", "AUTH"])
def test_a_host_that_breaks_off_while_it_is_tried_is_tried_later(stage: str) -> None:
    with ScriptedSmtp(cut_at=stage, offers=AUTH) as host, pytest.raises(TransientError):
        introduce("work", host.settings(**SIGNED))
