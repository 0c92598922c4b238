"""Who gets a mail: exactly who stands in it, or nobody."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from connectors.base import OutgoingMail, PermanentError
from connectors.smtp.envelope import make_envelope
from tests.connectors.smtp.sent import make_mail


@pytest.mark.parametrize(
    ("to", "recipients"),
    [
        ("a@x.example", ["a@x.example"]),
        ("<a@x.example>", ["a@x.example"]),
        ("A B <a@x.example>, c@x.example", ["a@x.example", "c@x.example"]),
        ('"B, C <d@x.example>" <a@x.example>', ["a@x.example"]),
        (r'"A \" <d@x.example>, \"" <a@x.example>', ["a@x.example"]),
        ("J. R. Wirth <a@x.example>", ["a@x.example"]),
        ("=?utf-8?q?In=C3=A9s_=3Cd=40x=2Eexample=3E=2C?= <a@x.example>", ["a@x.example"]),
        ("Inés <a@x.example>,\r\n\tb+c@sub.x.example", ["a@x.example", "b+c@sub.x.example"]),
        ("a@x.example, A <a@x.example>", ["a@x.example"]),
        ("o'neil_{1}@x.example", ["o'neil_{1}@x.example"]),
        ("用户@例子.example", ["用户@例子.example"]),
    ],
)
def test_recipients_are_who_stands_there(to: str, recipients: list[str]) -> None:
    assert list(make_envelope(make_mail(to=to)).recipients) == recipients


@pytest.mark.parametrize(
    "to",
    [
        "",
        "Ines",
        "a@x.example b@x.example",
        "a@x.example; b@x.example",
        "a@x.example,",
        ",a@x.example",
        "a@x.example,,b@x.example",
        "a@x.example (b@x.example)",
        "team: a@x.example, b@x.example;",
        "undisclosed-recipients:;",
        '"a b"@x.example',
        "a@[127.0.0.1]",
        "<@relay.example:a@x.example>",
        "<a@x.example> <b@x.example>",
        "A <a@x.example> b",
        "a@x.example> RCPT TO:<b@x.example",
        "<a@x.example\r\n >",
        "a@x.example\x00",
        "a@x.example\x0bb@x.example",
        "a@x.\u2028example",
        "a@-x.example",
        "a@x..example",
        ".a@x.example",
        "a@x.example.",
        "a@b@x.example",
        "=?utf-8?q?a=40x=2Eexample?=",
        f"{'a' * 65}@x.example",
        f"a@{'x' * 60}.{'y' * 60}.{'y' * 60}.{'y' * 60}.{'y' * 60}.example",
        ", ".join(f"a{number}@x.example" for number in range(101)),
    ],
)
def test_what_could_mean_somebody_else_is_nobody(to: str) -> None:
    folded = to.replace(", ", ",\r\n ")
    with pytest.raises(PermanentError, match="nothing was sent"):
        make_envelope(make_mail(to=folded))


@pytest.mark.parametrize(
    "head",
    [
        "To: c@x.example\r\n",
        "From: c@x.example\r\n",
        "no field\r\n",
        "Bad Name: x\r\n",
        "X-A: b\r\r\nTo: c@x.example\r\n",
        "X-A: b\nTo: c@x.example\r\n",
        "X-A: b\x0cc\r\n",
        "X-A: " + "x" * 999 + "\r\n",
        "Bcc: a@x.example\r\nBCC: b@x.example\r\n",
    ],
)
def test_a_header_that_readers_would_read_differently_does_not_leave(head: str) -> None:
    with pytest.raises(PermanentError, match="nothing was sent"):
        make_envelope(make_mail(head=head))


@pytest.mark.parametrize("sender", ["", "a@x.example, b@x.example", "nobody", "<>"])
def test_there_is_one_sender(sender: str) -> None:
    with pytest.raises(PermanentError):
        make_envelope(make_mail(sender=sender))


@pytest.mark.parametrize("body", ["a\nb\r\n", "a\rb\r\n", "a\0b\r\n", "\r\n.\n\r\n", "x" * 999])
def test_lines_that_hosts_change_do_not_leave(body: str) -> None:
    with pytest.raises(PermanentError, match="change on the way"):
        make_envelope(make_mail(body=body))


@pytest.mark.parametrize(
    "mail",
    [
        replace(make_mail(), draft_key="other"),
        replace(make_mail(), raw=make_mail().raw.partition(b"\r\n\r\n")[0] + b"\r\n"),
        replace(make_mail(), raw=b"\r\n" + make_mail().raw),
        replace(make_mail(), raw=b" " + make_mail().raw),
        replace(make_mail(), raw=make_mail().raw.replace(b"Delivery", b"\xff")),
        replace(make_mail(), raw=b""),
        make_mail(body=("x" * 900 + "\r\n") * 30_000),
    ],
)
def test_what_is_no_mail_of_ours_does_not_leave(mail: OutgoingMail) -> None:
    with pytest.raises(PermanentError, match="nothing was sent"):
        make_envelope(mail)


@pytest.mark.parametrize(
    "to",
    ["(" * 100_000, '"' + "a" * 200_000, "a " * 100_000, "a@" * 60_000, '"a" ' * 60_000, "a." * 90_000],
)  # fmt: skip
def test_hostile_addresses_are_refused_in_no_time(to: str) -> None:
    lines = "\r\n ".join(to[at : at + 900] for at in range(0, len(to), 900))
    begun = time.monotonic()
    with pytest.raises(PermanentError):
        make_envelope(make_mail(to=lines))
    assert time.monotonic() - begun < 2


def test_only_the_blind_field_is_taken_out() -> None:
    mail = make_mail(head="Bcc: b@x.example,\r\n c@x.example\r\n", body="Bcc: d@x.example\r\n")
    envelope = make_envelope(mail)
    assert envelope.octets == mail.raw.replace(b"Bcc: b@x.example,\r\n c@x.example\r\n", b"")
    assert "d@x.example" not in envelope.recipients


@pytest.mark.parametrize(
    ("mail", "needs"),
    [
        (make_mail(), (False, False)),
        (make_mail(body="Grüße\r\n"), (True, False)),
        (make_mail(to="Inés <a@x.example>"), (True, True)),
        (make_mail(sender="é@x.example"), (True, True)),
        (make_mail(head="Bcc: Inés <a@x.example>\r\n"), (False, False)),
        (make_mail(head="Bcc: <inés@x.example>\r\n"), (False, True)),
    ],
)
def test_what_a_host_must_be_able_to_take(mail: OutgoingMail, needs: tuple[bool, bool]) -> None:
    envelope = make_envelope(mail)
    assert (envelope.is_8bit, envelope.is_utf8) == needs
