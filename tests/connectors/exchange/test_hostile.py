"""Hosts that lie, dribble, promise, redirect and pretend: bounded, told apart, and never quoted."""

from __future__ import annotations

import base64
import hashlib
import shutil
import ssl
import struct
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import AuthError, ConnectorError, PermanentError, TransientError
from connectors.exchange.answers import parse_replies
from connectors.exchange.faults import Refused, Senseless
from connectors.exchange.mail import ExchangeMail
from connectors.exchange.session import Session
from connectors.exchange.settings import ExchangeSettings
from tests.connectors.contract import make_message
from tests.connectors.exchange.settings import MAILBOX, counting_clock, settings_for
from tests.connectors.exchange.wire import Wire, http, serve
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.exchange.server import ExchangeServer

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

INBOX = "Posteingang"
SECRET = "hunter2-Ställe"
SOAP = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
M = 'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
T = 'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'


def at(wire: Wire, sign_in: str = "basic", **changes: Any) -> ExchangeSettings:
    settings = ExchangeSettings(
        wire.url, r"WIRTH\jonas", lambda: SECRET, MAILBOX, clock=counting_clock([])
    )
    return replace(settings, **{"sign_in": sign_in, **changes})


def ask(settings: ExchangeSettings) -> None:
    ExchangeMail("work", settings).list_collections()


def fill(server: ExchangeServer, count: int) -> list[str]:
    return [server.world.mailbox.add_message("inbox", make_message(n)) for n in range(count)]


def envelope(inside: str) -> bytes:
    return f"<s:Envelope {SOAP} {M} {T}><s:Body>{inside}</s:Body></s:Envelope>".encode()


def reply(inside: str, operation: str = "GetFolder", level: str = "Success") -> str:
    name = f"m:{operation}ResponseMessage"
    return (
        f'<{name} ResponseClass="{level}"><m:ResponseCode>NoError</m:ResponseCode>{inside}</{name}>'
    )


def replies(*inside: str, operation: str = "GetFolder") -> bytes:
    name = f"m:{operation}Response"
    return envelope(f"<{name}><m:ResponseMessages>{''.join(inside)}</m:ResponseMessages></{name}>")


# ── Answers that are none ────────────────────────────────────────────────────────────────────────

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE s:Envelope [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9))
    + b"]>"
    + replies(reply("&j;"))
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE html><html><form>password</form></html>", "page of the web"),
        (b"  <HTML><body>OWA</body></HTML>", "page of the web"),
        (b"", "not XML"),
        (b"OK", "not XML"),
        (BOMB, "not XML"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + replies(reply("")), "not XML"),
        (b"<!-- <!DOCTYPE -->" + replies(reply("")), "not XML"),
        (replies(reply(""))[:-20], "cut off"),
        (replies(reply("&unknown;")), "cut off"),
        (replies(reply("<t:Folders>")), "cut off"),
        (replies(reply("")).decode().encode("utf-16"), "not XML"),
        (b'<?xml version="1.0" encoding="utf-7"?>' + replies(reply("")), "not XML"),
        (envelope(""), "no body"),
        (envelope("<m:FindFolderResponse/>"), "something else"),
        (replies(reply("", level="Error")), "neither yes nor no"),
        (replies(reply("")), "something else"),
        (replies("<a/>" * 500_000), "too many"),
        (replies("<a>" * 100_000 + "</a>" * 100_000), "cut off"),
    ],
)
def test_what_is_no_answer_is_a_sentence_and_deletes_nothing(
    exchange: ExchangeServer, body: bytes, said: str
) -> None:
    exchange.world.fail("GetFolder", status=200, body=body)
    with pytest.raises(PermanentError, match=f"(?s){said}.*Nothing stored was deleted"):
        ask(settings_for(exchange))


def test_a_listing_that_is_cut_off_anywhere_is_no_shorter_listing(
    exchange: ExchangeServer,
) -> None:
    whole = replies(
        reply(
            "<m:SyncState>s2</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>"
            "<m:Changes>"
            + '<t:Create><t:Message><t:ItemId Id="AAMkA" ChangeKey="C"/></t:Message></t:Create>' * 3
            + "</m:Changes>",
            "SyncFolderItems",
        ),
        operation="SyncFolderItems",
    )
    assert len(parse_replies(whole, "SyncFolderItems")) == 1
    for end in range(len(whole)):
        with pytest.raises(Senseless):
            parse_replies(whole[:end], "SyncFolderItems")
    fill(exchange, 3)
    replica = MailReplica(INBOX).sync(ExchangeMail("work", settings_for(exchange)))
    exchange.world.fail("SyncFolderItems", status=200, body=whole[:-30])
    with pytest.raises(PermanentError):
        replica.sync(ExchangeMail("work", settings_for(exchange)))
    assert len(replica.records) == 3


def test_control_characters_of_names_are_borne() -> None:
    body = replies(reply("<m:Folders><t:Folder><t:DisplayName>A&#x1F;B\x01C</t:DisplayName>"
                         "</t:Folder></m:Folders>"))  # fmt: skip
    (found,) = parse_replies(body, "GetFolder")
    assert found.element.findtext(".//{*}DisplayName") == "A?BC"


@pytest.mark.parametrize(
    "change",
    [
        "",
        "<m:SyncState></m:SyncState><m:IncludesLastItemInRange>false</m:IncludesLastItemInRange>",
        '<m:SyncState>same</m:SyncState><m:Changes><t:Create><t:Message><t:ItemId Id="a"/></t:Message></t:Create></m:Changes>',
        '<m:SyncState>s</m:SyncState><m:Changes><t:Delete><t:ItemId Id=""/></t:Delete></m:Changes>',
        '<m:SyncState>s</m:SyncState><m:Changes><t:Delete><t:ItemId Id="a&#10;b"/></t:Delete></m:Changes>',
        '<m:SyncState>s</m:SyncState><m:Changes><t:Create><t:Message/></t:Create></m:Changes>',
        f'<m:SyncState>s</m:SyncState><m:Changes><t:Create><t:ItemId Id="{"x" * 2000}"/></t:Create></m:Changes>',
    ],
)  # fmt: skip
def test_changes_without_sense_come_to_an_end(exchange: ExchangeServer, change: str) -> None:
    body = replies(reply(change, "SyncFolderItems"), operation="SyncFolderItems")
    exchange.world.fail("SyncFolderItems", status=200, body=body, times=500)
    with pytest.raises(PermanentError, match="not taken"):
        MailReplica(INBOX).sync(ExchangeMail("work", settings_for(exchange)))
    assert exchange.world.requests["SyncFolderItems"] <= 202


def test_a_batch_that_is_answered_in_part_is_no_answer(exchange: ExchangeServer) -> None:
    fill(exchange, 5)
    one = replies(reply("<m:Items/>", "GetItem"), operation="GetItem")
    exchange.world.fail("GetItem", status=200, body=one)
    with pytest.raises(PermanentError, match="something else"):
        MailReplica(INBOX).sync(ExchangeMail("work", settings_for(exchange)))


@pytest.mark.parametrize("content", ["", "<t:MimeContent>A</t:MimeContent>"])
def test_a_message_without_content_is_a_problem(exchange: ExchangeServer, content: str) -> None:
    fill(exchange, 1)
    body = replies(
        reply(f"<m:Items><t:Message>{content}</t:Message></m:Items>", "GetItem"),
        operation="GetItem",
    )
    exchange.world.fail("GetItem", status=200, body=body)
    replica = MailReplica(INBOX).sync(ExchangeMail("work", settings_for(exchange)))
    assert replica.kinds() == ["unreadable"]


# ── Bytes and time ───────────────────────────────────────────────────────────────────────────────


def test_a_promise_of_a_gigabyte_is_not_waited_for() -> None:
    promise = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
    with serve(lambda _: [promise]) as wire, pytest.raises(PermanentError, match="more than 16 MB"):
        ask(at(wire))


def test_an_answer_without_end_is_cut() -> None:
    def answer(_: bytes) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        while True:
            yield b"10000\r\n" + b"<" * 65536 + b"\r\n"

    with serve(answer) as wire, pytest.raises(PermanentError, match="more than 16 MB"):
        ask(at(wire))


def test_a_refusal_without_end_is_cut() -> None:
    def answer(_: bytes) -> Iterator[bytes]:
        yield b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 999999999\r\n\r\n"

    with serve(answer) as wire, pytest.raises(PermanentError, match="more than 16 MB"):
        ask(at(wire, "ntlm"))


def dribble(head: bytes, piece: bytes) -> Iterator[bytes]:
    yield head
    while True:
        time.sleep(0.02)
        yield piece


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9000\r\n",
    ],
)
def test_a_host_that_dribbles_is_left(head: bytes) -> None:
    with (
        serve(lambda _: dribble(head, b"a")) as wire,
        pytest.raises(TransientError, match=r"in time|not HTTP"),
    ):
        ask(at(wire, deadline_s=0.3))


@pytest.mark.parametrize(
    "pieces",
    [
        [b"SSH-2.0-OpenSSH_9.6\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"],
        [b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"],
    ],
)
def test_what_is_not_http_is_a_sentence_that_quotes_nothing(pieces: Iterable[bytes]) -> None:
    def once(_: bytes) -> Iterator[bytes]:
        yield from pieces
        raise OSError

    with serve(once) as wire, pytest.raises(TransientError) as caught:
        ask(at(wire))
    assert not {"OpenSSH", "yyyy", "half"} & set(str(caught.value).split())


# ── Elsewhere ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Same", "308 Same"])
@pytest.mark.parametrize("sign_in", ["ntlm", "basic", "oauth"])
def test_no_other_host_is_asked(status: str, sign_in: str) -> None:
    with (
        serve(lambda _: [http(b"")]) as other,
        serve(lambda _: [http(b"", status, f"Location: {other.url}")]) as wire,
    ):
        settings = at(wire, sign_in, secret=lambda: "token")
        with pytest.raises(PermanentError, match="not followed"):
            ask(settings)
        assert other.heard == []


def challenge(*, flags: int = 0xE28A8215) -> str:
    """A challenge of NTLM for nobody."""
    name = "EVIL".encode("utf-16le")
    info = struct.pack("<HH", 2, len(name)) + name + bytes(4)
    header = struct.pack("<8sIHHII8s8sHHI8s", b"NTLMSSP\0", 2, len(name), len(name), 56, flags,
                         b"\1" * 8, bytes(8), len(info), len(info), 56 + len(name), bytes(8))  # fmt: skip
    return "NTLM " + base64.b64encode(header + name + info).decode()


def test_a_challenge_is_answered_with_a_proof_and_once() -> None:
    def answer(request: bytes) -> Iterator[bytes]:
        yield http(b"", "401 No", f"WWW-Authenticate: {challenge()}")

    with serve(answer) as wire, pytest.raises(AuthError):
        ask(at(wire, "ntlm"))
    assert len(wire.heard) == 2
    everything = b"".join(wire.heard)
    assert SECRET.encode() not in everything
    assert SECRET.encode("utf-16le") not in base64.b64decode(
        everything.split(b"Authorization: NTLM ")[2].split(b"\r\n")[0]
    )


@pytest.mark.parametrize(
    "offer",
    [
        "NTLM",
        "NTLM !!!",
        "NTLM AAAA",
        f"NTLM {'A' * 40_000}",
        challenge()[:40],
        "Negotiate",
    ],
)
def test_a_challenge_that_is_none_is_answered_with_nothing(offer: str) -> None:
    with (
        serve(lambda _: [http(b"", "401 No", f"WWW-Authenticate: {offer}")]) as wire,
        pytest.raises(PermanentError, match="challenge"),
    ):
        ask(at(wire, "ntlm"))
    assert len(wire.heard) <= 2


def test_a_connection_that_ends_at_the_challenge_is_no_sign_in() -> None:
    answer = http(b"", "401 No", f"WWW-Authenticate: {challenge()}", "Connection: close")
    with serve(lambda _: [answer]) as wire, pytest.raises(PermanentError, match=r"'ntlm'.*stays"):
        ask(at(wire, "ntlm"))
    assert len(wire.heard) == 2
    assert [_message_in(each)[8] for each in wire.heard] == [1, 1]


def _message_in(request: bytes) -> bytes:
    """What was said by NTLM; its ninth byte is the kind: 1 asks for a challenge, 3 is the proof."""
    return base64.b64decode(request.split(b"Authorization: NTLM ")[1].split(b"\r\n")[0])


def test_a_proof_that_is_answered_by_a_closed_connection_is_told_twice_at_most() -> None:
    def answer(request: bytes) -> Iterator[bytes]:
        if _message_in(request)[8] == 3:
            raise ConnectionAbortedError
        yield http(b"", "401 No", f"WWW-Authenticate: {challenge()}")

    with serve(answer) as wire, pytest.raises(TransientError):
        ask(at(wire, "ntlm"))
    assert [_message_in(each)[8] for each in wire.heard] == [1, 3, 1, 3]


def test_a_host_that_closes_and_offers_another_way_is_told_so() -> None:
    answer = http(b"", "401 No", 'WWW-Authenticate: Basic realm="x"', "Connection: close")
    with serve(lambda _: [answer]) as wire, pytest.raises(PermanentError, match="'basic'"):
        ask(at(wire, "ntlm"))
    assert len(wire.heard) == 1


def test_a_host_that_asks_for_basic_is_not_given_it() -> None:
    answer = http(b"", "401 No", 'WWW-Authenticate: Basic realm="x"')
    with serve(lambda _: [answer]) as wire, pytest.raises(PermanentError, match="'basic'"):
        ask(at(wire, "ntlm"))
    assert not any(b"Basic" in each for each in wire.heard)


@pytest.mark.parametrize("status", ["200 OK", "500 No", "403 No", "418 No", "401 No"])
def test_what_a_host_says_is_never_quoted(status: str) -> None:
    def echo(request: bytes) -> Iterator[bytes]:
        shown = base64.b64encode(f"WIRTH\\jonas:{SECRET}".encode()).decode()
        fault = (
            f"<s:Fault><faultcode>a:{SECRET}</faultcode><faultstring>{SECRET}{shown}</faultstring>"
            '<detail xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">'
            f"<e:ResponseCode>{shown}==</e:ResponseCode><e:Message>{SECRET}</e:Message></detail>"
            "</s:Fault>"
        )
        yield http(envelope(fault), status)

    with serve(echo) as wire, pytest.raises(ConnectorError) as caught:
        ask(at(wire, longest_pause_s=0.0))
    assert "hunter2" not in str(caught.value)
    assert base64.b64encode(SECRET.encode())[:12].decode() not in str(caught.value)


@pytest.mark.parametrize(
    "code", ["__class__", "Error" * 30, "Error Server", "ErrorServerBusy\n", "ErrorÜ"]
)
def test_a_code_that_is_no_word_is_none(code: str) -> None:
    assert str(Refused(500, code.strip() + "" if code.endswith("\n") else code)) in (
        "status 500",
        "__class__",
        "ErrorServerBusy",
    )


# ── Certificates ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl, to make a certificate: apt-get install openssl")
    path = tmp_path_factory.mktemp("tls") / "host.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(path.with_suffix(".key")), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


@pytest.fixture
def encrypted(exchange: ExchangeServer, certificate: Path) -> ExchangeServer:
    """The double behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    server = exchange._server
    assert server is not None
    server.socket = context.wrap_socket(server.socket, server_side=True)
    exchange.url = exchange.url.replace("http://", "https://")
    return exchange


def test_a_certificate_of_nobody_is_told_nothing(encrypted: ExchangeServer) -> None:
    with pytest.raises(PermanentError, match="certificate"):
        ask(settings_for(encrypted))
    assert encrypted.world.requests == {}


def test_over_tls_the_proof_is_bound_to_the_certificate(
    encrypted: ExchangeServer, certificate: Path
) -> None:
    fill(encrypted, 3)
    context = ssl.create_default_context(cafile=str(certificate))
    settings = settings_for(encrypted, context=context)
    replica = MailReplica(INBOX).sync(ExchangeMail("work", settings))
    assert len(replica.records) == 3
    shown = ssl.PEM_cert_to_DER_cert(certificate.read_text())
    bound = b"tls-server-end-point:" + hashlib.sha256(shown).digest()
    binding = hashlib.md5(bytes(16) + struct.pack("<I", len(bound)) + bound).digest()
    proof = next(
        asked.headers["Authorization"]
        for asked in encrypted.world.asked
        if "Authorization" in asked.headers
    )
    assert binding in base64.b64decode(proof.removeprefix("NTLM "))


def test_plain_text_where_tls_should_be_is_a_sentence(
    exchange: ExchangeServer,
) -> None:
    exchange.url = exchange.url.replace("http://", "https://")
    with pytest.raises(PermanentError, match="TLS"):
        ask(settings_for(exchange))


def test_the_session_forgets_the_secret(exchange: ExchangeServer) -> None:
    session = Session("work", settings_for(exchange))
    with session:
        session.call(
            "GetFolder",
            folders=[session.ews.usual_folder("inbox")],
            additional_fields=None,
            shape="IdOnly",
        )
    assert session._secret is None
