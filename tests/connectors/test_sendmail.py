"""A note to oneself: who gets it, and what is known when something goes wrong."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from connectors.base import AmbiguousDelivery, AuthError, PermanentError, TransientError
from connectors.secret import read_secret
from connectors.sendmail import NoteToSelf, SendmailCommand, SmtpHost
from tests.connectors.fake_smtp import STAGES, FakeSmtp

RAW = b"Subject: hello\r\n\r\n.a line with a dot\r\n..\r\n.\r\nend\r\n"
NOTE = NoteToSelf("ann@firm.example", RAW)
#: More than the buffers between two programs hold: a cut in the middle is felt in the middle.
LONG = NoteToSelf("ann@firm.example", b"x\r\n" + (b"y" * 70 + b"\r\n") * 300_000)
FAST: dict[str, Any] = {"timeout_s": 2.0, "deadline_s": 3.0}


def host(server: FakeSmtp, **values: Any) -> SmtpHost:
    return SmtpHost("127.0.0.1", server.port, **{"tls": "none", **FAST, **values})


# ── the note ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address",
    ["", "ann", "-oQ/tmp@x.example", "a@b.example,c@d.example", "a@b.example\r\nRCPT TO:<c@d.example>",
     "a b@c.example", "<a@b.example>", "a@b.example ", "ä@b.example", "a@-b.example", "|cat@x.example\n"],
)  # fmt: skip
def test_what_could_be_read_as_another_address_is_none(address: str) -> None:
    with pytest.raises(PermanentError):
        NoteToSelf(address, RAW)


@pytest.mark.parametrize("raw", [b"a\nb\r\n", b"a\rb\r\n", b"a\r\n.\n\r\n", b"a", b""])
def test_line_ends_that_hosts_read_differently_are_refused(raw: bytes) -> None:
    with pytest.raises(PermanentError, match="line ends"):
        NoteToSelf("ann@firm.example", raw)


# ── SMTP ─────────────────────────────────────────────────────────────────────────────────────


def test_the_mail_arrives_as_it_was_from_and_to_the_one_address() -> None:
    with FakeSmtp() as server:
        host(server).send(NOTE)
    [(sender, recipients, mail)] = server.taken
    assert sender == "mail FROM:<ann@firm.example>"
    assert recipients == ["rcpt TO:<ann@firm.example>"]
    assert mail == RAW
    assert server.commands[0] == "ehlo [127.0.0.1]"


@pytest.mark.parametrize("stage", STAGES)
def test_a_cut_says_whether_anything_can_have_been_taken(stage: str) -> None:
    with FakeSmtp(cut_at=stage) as server:
        if stage == "quit":
            host(server).send(NOTE)
        else:
            with pytest.raises(AmbiguousDelivery if stage in {"dot", "reply"} else TransientError):
                host(server).send(LONG if stage == "body" else NOTE)
    assert bool(server.taken) == (stage in {"dot", "reply", "quit"})
    assert server.connections == 1


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt", "data", "dot"])
def test_a_host_that_falls_silent_is_left(stage: str) -> None:
    with FakeSmtp(mute_at=stage) as server:
        wanted = AmbiguousDelivery if stage == "dot" else TransientError
        with pytest.raises(wanted):
            host(server, timeout_s=0.3).send(NOTE)


@pytest.mark.parametrize("code", [b"421 busy", b"450 later", b"550 no such user", b"552 too big"])
@pytest.mark.parametrize("stage", ["greeting", "mail", "rcpt", "data", "dot"])
def test_a_refusal_is_definite_at_every_stage(stage: str, code: bytes) -> None:
    later = code.startswith(b"4")
    with FakeSmtp(replies={stage: code}) as server:
        with pytest.raises(TransientError if later else PermanentError) as refused:
            host(server).send(NOTE)
        assert code.decode() in str(refused.value)
    assert server.taken == []


@pytest.mark.parametrize("reply", [b"what?", b"999 odd", b"\xff\xfe", b"250" * 9000])
def test_nonsense_behind_the_final_dot_is_unknown(reply: bytes) -> None:
    with FakeSmtp(replies={"dot": reply}) as server, pytest.raises(AmbiguousDelivery):
        host(server).send(NOTE)


def test_a_host_that_drips_is_left_at_the_deadline() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    import threading
    import time

    def drip() -> None:
        line, _ = listening.accept()
        try:
            for _ in range(100):
                line.sendall(b"2")
                time.sleep(0.05)
        except OSError:
            pass
        line.close()

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    begun = time.monotonic()
    slow = SmtpHost(
        "127.0.0.1", listening.getsockname()[1], tls="none", timeout_s=2, deadline_s=0.5
    )
    with pytest.raises(TransientError):
        slow.send(NOTE)
    assert time.monotonic() - begun < 2
    thread.join(6)
    listening.close()


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(TransientError, match="cannot be reached: Connection refused"):
        SmtpHost("127.0.0.1", port, tls="none", **FAST).send(NOTE)


def test_without_encryption_nothing_is_said() -> None:
    with FakeSmtp() as server, pytest.raises(PermanentError, match="does not offer STARTTLS"):
        host(server, tls="starttls").send(NOTE)
    assert not any(command.startswith("mail") for command in server.commands)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost that nobody trusts, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine to make a certificate with")
    place = tmp_path_factory.mktemp("tls") / "host.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(place), "-out", str(place) + ".crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    with place.open("ab") as file:
        file.write(Path(f"{place}.crt").read_bytes())
    return place


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_who_signs_in_is_taken_over_tls(certificate: Path, tls: str) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    served = server_side(certificate)
    with FakeSmtp(tls=served, implicit=tls == "implicit", auth="ann\0s3cret") as server:
        SmtpHost(
            "localhost", server.port, tls=tls, user="ann", secret=lambda: "s3cret",
            context=trusting, **FAST,
        ).send(NOTE)  # fmt: skip
    assert server.taken[0][2] == RAW


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_that_nobody_trusts_ends_it(certificate: Path, tls: str) -> None:
    served = server_side(certificate)
    with (
        FakeSmtp(tls=served, implicit=tls == "implicit", auth="ann\0s3cret") as server,
        pytest.raises(PermanentError, match="certificate that is not to be trusted"),
    ):
        SmtpHost(
            "localhost", server.port, tls=tls, user="ann", secret=lambda: "s3cret", **FAST
        ).send(NOTE)
    assert not any("AUTH" in command.upper() for command in server.commands)


def test_a_refused_password_stands_in_no_error() -> None:
    with FakeSmtp(auth="ann\0right") as server, pytest.raises(AuthError) as refused:
        host(server, user="ann", secret=lambda: "wr0ng-s3cret").send(NOTE)
    assert "127.0.0.1 refused the password of 'ann' (535)" in str(refused.value)
    assert "wr0ng" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert server.taken == []


def test_a_host_without_sign_in_is_told() -> None:
    with FakeSmtp() as server, pytest.raises(PermanentError, match="AUTH extension not supported"):
        host(server, user="ann", secret=lambda: "x").send(NOTE)


# ── a command ────────────────────────────────────────────────────────────────────────────────


def command(tmp_path: Path, code: str, *, timeout_s: float = 5.0) -> SendmailCommand:
    script = tmp_path / "sendmail.py"
    script.write_text(f"import sys, os, time, signal\nmail = sys.stdin.buffer.read()\n{code}\n")
    return SendmailCommand([sys.executable, str(script)], timeout_s=timeout_s)


def test_a_command_gets_the_mail_and_the_one_address(tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'got')!r}, 'wb').write(repr(sys.argv[1:]).encode() + mail)"
    command(tmp_path, code).send(NOTE)
    got = (tmp_path / "got").read_bytes()
    assert got == b"['-i', '--', 'ann@firm.example']" + RAW.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("sys.exit(75)", TransientError),
        ("sys.exit(69)", TransientError),
        ("sys.stderr.write('no\\x1b[31m account'); sys.exit(78)", PermanentError),
        ("sys.exit(1)", PermanentError),
        ("os.kill(os.getpid(), signal.SIGKILL)", AmbiguousDelivery),
        ("time.sleep(60)", AmbiguousDelivery),
    ],
)
def test_how_a_command_ends_says_what_is_known(
    tmp_path: Path, code: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as told:
        command(tmp_path, code, timeout_s=1.0).send(NOTE)
    assert "\x1b" not in str(told.value)


def test_a_command_that_is_not_there_took_nothing() -> None:
    with pytest.raises(PermanentError, match="cannot be run: No such file"):
        SendmailCommand(["/nowhere/sendmail"]).send(NOTE)


def test_what_a_stopped_command_started_is_stopped_too(tmp_path: Path) -> None:
    child = "import time; time.sleep(30)"
    code = (
        "import subprocess\n"
        f"p = subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(p.pid))\n"
        "p.wait()"
    )
    with pytest.raises(AmbiguousDelivery):
        command(tmp_path, code, timeout_s=1.0).send(NOTE)
    pid = int((tmp_path / "pid").read_text())
    # A killed process dies when the kernel next runs it; the child itself would sleep on for 30 s.
    patience = time.monotonic() + 10
    while not (gone := _is_gone(pid)) and time.monotonic() < patience:
        time.sleep(0.02)
    assert gone


def _is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state.split(") ")[1].startswith("Z")


# ── secrets ──────────────────────────────────────────────────────────────────────────────────


def test_a_secret_comes_from_the_environment_or_a_command() -> None:
    assert read_secret(env="PW", command=(), environ={"PW": "s3cret"}) == "s3cret"
    told = (sys.executable, "-c", "print('s3cret'); print('more')")
    assert read_secret(env=None, command=told, environ=os.environ) == "s3cret"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("print('s3cret'); raise SystemExit(2)", "ended with status 2"),
        ("pass", "printed no password"),
        ("import time; print('s3cret', flush=True); time.sleep(9)", "gave no password within"),
    ],
)
def test_a_command_without_a_secret_is_told_without_it(code: str, sentence: str) -> None:
    with pytest.raises(AuthError, match=sentence) as told:
        read_secret(
            env=None, command=(sys.executable, "-c", code), environ=os.environ, timeout_s=1.0
        )
    assert "s3cret" not in str(told.value)


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(AuthError, match="The variable PW holds no password"):
        read_secret(env="PW", command=(), environ={})
