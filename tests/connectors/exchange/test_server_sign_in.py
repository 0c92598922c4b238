"""The double lets in whom an Exchange Server lets in, and fails as one fails."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import find_shared
from tests.connectors.contract import make_message
from tests.connectors.exchange.raw import codes, get_folder, get_items, post, wrapped
from tests.connectors.exchange.server import TOKEN, ExchangeServer
from tests.connectors.exchange.server.ntlm import md4
from tests.connectors.exchange.stock import account, close, exchangelib

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

CLARA = "clara@wirth.example"


def opened(exchange: ExchangeServer, **given: Any) -> list[Any]:
    """The inbox by the stock client: its number of messages."""
    mailbox = account(exchange, **given)
    try:
        return [mailbox.inbox.total_count]
    finally:
        close(mailbox)


# ── Who is there ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sign_in", ["NTLM", "basic"])
@pytest.mark.parametrize("user", ["WIRTH\\jonas", "jonas@wirth.example"])
def test_a_password_opens_the_mailbox(exchange: ExchangeServer, sign_in: str, user: str) -> None:
    assert opened(exchange, sign_in=sign_in, user=user) == [0]


@pytest.mark.parametrize("sign_in", ["NTLM", "basic"])
def test_another_password_does_not(exchange: ExchangeServer, sign_in: str) -> None:
    with pytest.raises(exchangelib.errors.UnauthorizedError):
        opened(exchange, sign_in=sign_in, password="guess")
    assert exchange.world.requests["GetFolder"] == 0


def test_ntlm_signs_in_a_connection_and_not_a_request(exchange: ExchangeServer) -> None:
    mailbox = account(exchange)
    for _ in range(3):
        mailbox.inbox.refresh()
    close(mailbox)
    assert exchange.accepted == 1
    assert exchange.world.requests["401"] == 2


@pytest.mark.parametrize(("token", "status"), [(TOKEN, 200), ("another", 401)])
def test_a_token_opens_it_too(exchange: ExchangeServer, token: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/xml"}
    body = wrapped(get_folder())
    assert httpx.post(exchange.url, content=body, headers=headers).status_code == status


def test_a_way_that_it_does_not_offer_is_refused() -> None:
    with (
        ExchangeServer(find_shared(), schemes=("Negotiate", "NTLM")) as server,
        pytest.raises(exchangelib.errors.UnauthorizedError),
    ):
        opened(server, sign_in="basic")


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        (b"abc", "a448017aaf21d8525fc10ae87aa6729d"),
        (b"12345678901234567890" * 4, "e33b4ddc9c38f2199c3e7b164fcc0536"),
    ],
)
def test_the_digest_under_ntlm_is_that_of_rfc_1320(text: bytes, digest: str) -> None:
    assert md4(text).hex() == digest


@pytest.mark.parametrize("bound", [True, False])
def test_over_tls_the_proof_is_bound_to_the_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: bool
) -> None:
    import requests_ntlm  # type: ignore[import-untyped, unused-ignore]

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate(tmp_path)))
    if not bound:
        monkeypatch.setattr(requests_ntlm.HttpNtlmAuth, "_get_server_cert", lambda *_: None)
    with ExchangeServer(find_shared(), certificate=tmp_path / "host.pem") as server:
        if bound:
            assert opened(server) == [0]
            return
        with pytest.raises(exchangelib.errors.UnauthorizedError):
            opened(server)
        assert "bound" in server.problems[0]


def certificate(folder: Path) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl, to make a certificate: apt-get install openssl")
    path = folder / "host.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(path.with_suffix(".key")), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


# ── In whose name ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clara(exchange: ExchangeServer) -> ExchangeServer:
    """Clara has a mailbox with one message, and Jonas may not open it yet."""
    exchange.world.add_mailbox(CLARA).add_message("inbox", make_message(1))
    return exchange


def test_a_strangers_mailbox_stays_closed(clara: ExchangeServer) -> None:
    with pytest.raises(exchangelib.errors.ErrorAccessDenied):
        account(clara, mailbox=CLARA).root.refresh()
    assert codes(post(clara, get_folder(mailbox=CLARA))[1]) == ["ErrorAccessDenied"]


def test_a_delegate_opens_it_and_an_item_of_it(clara: ExchangeServer) -> None:
    (item,) = clara.world.mailboxes[CLARA].items("inbox")
    assert codes(post(clara, get_items(item.id))[1]) == ["ErrorAccessDenied"]
    clara.world.users[0].delegate_of[CLARA] = "read"
    assert opened(clara, mailbox=CLARA) == [1]
    assert codes(post(clara, get_items(item.id))[1]) == ["NoError"]


@pytest.mark.parametrize(("right", "code"), [("read", "ErrorAccessDenied"), ("write", "NoError")])
def test_a_delegate_writes_only_where_he_may(clara: ExchangeServer, right: Any, code: str) -> None:
    clara.world.users[0].delegate_of[CLARA] = right
    (item,) = clara.world.mailboxes[CLARA].items("inbox")
    body = f"<m:ItemIds><t:ItemId Id='{item.id}'/></m:ItemIds>"
    answer = post(clara, f"<m:DeleteItem DeleteType='HardDelete'>{body}</m:DeleteItem>")[1]
    assert codes(answer) == [code]


def test_impersonation_needs_the_right_for_it(clara: ExchangeServer) -> None:
    with pytest.raises(exchangelib.errors.ErrorImpersonateUserDenied):
        opened(clara, mailbox=CLARA, impersonation=True)
    clara.world.users[0].impersonates.add(CLARA)
    assert opened(clara, mailbox=CLARA, impersonation=True) == [1]
    assert clara.world.asked[-1].acting == CLARA


def test_a_mailbox_that_is_not_there_is_named_so(exchange: ExchangeServer) -> None:
    answer = post(exchange, get_folder(mailbox="nobody@wirth.example"))[1]
    assert codes(answer) == ["ErrorNonExistentMailbox"]


# ── What goes wrong ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("hint", [None, 1500])
@pytest.mark.parametrize("as_fault", [True, False])
def test_it_is_busy_with_and_without_a_hint(
    exchange: ExchangeServer, hint: int | None, as_fault: bool
) -> None:
    exchange.world.fail("GetFolder", "ErrorServerBusy", back_off_ms=hint, as_fault=as_fault)
    with pytest.raises(exchangelib.errors.ErrorServerBusy) as caught:
        opened(exchange)
    assert caught.value.back_off == (1.5 if hint and as_fault else caught.value.back_off)
    assert opened(exchange) == [0]


def test_the_line_answers_without_soap(exchange: ExchangeServer) -> None:
    exchange.world.fail("*", status=503, retry_after=7, times=1)
    answer = httpx.post(
        exchange.url, content=wrapped(get_folder()), headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")


@pytest.mark.parametrize("reset", [True, False])
@pytest.mark.parametrize(("lost", "left"), [("before", 1), ("after", 0)])
def test_a_lost_answer_may_have_been_carried_out(
    exchange: ExchangeServer, lost: str, left: int, reset: bool
) -> None:
    key = exchange.world.mailbox.add_message("inbox", make_message(1))
    exchange.world.fail("DeleteItem", lost=lost, reset=reset)
    body = f"<m:ItemIds><t:ItemId Id='{key}'/></m:ItemIds>"
    with pytest.raises(httpx.ReadError if reset else httpx.RemoteProtocolError):
        post(exchange, f"<m:DeleteItem DeleteType='HardDelete'>{body}</m:DeleteItem>")
    assert len(exchange.world.mailbox.items("inbox")) == left


def test_one_item_of_a_batch_fails(exchange: ExchangeServer) -> None:
    keys = [exchange.world.mailbox.add_message("inbox", make_message(n)) for n in range(3)]
    exchange.world.fail("GetItem", "ErrorItemCorrupt", item=keys[1])
    assert codes(post(exchange, get_items(*keys))[1]) == ["NoError", "ErrorItemCorrupt", "NoError"]


def test_a_failure_can_wait_and_repeat(exchange: ExchangeServer) -> None:
    exchange.world.fail("GetFolder", "ErrorAccessDenied", after=1, times=2)
    answers = [codes(post(exchange, get_folder())[1]) for _ in range(4)]
    assert answers == [["NoError"], ["ErrorAccessDenied"], ["ErrorAccessDenied"], ["NoError"]]
    assert exchange.world.requests["GetFolder"] == 4


def test_a_throttled_server_is_busy_again_and_again(exchange: ExchangeServer) -> None:
    exchange.world.fail("*", "ErrorServerBusy", back_off_ms=500, after=2, every=2)
    answers = [codes(post(exchange, get_folder())[1])[0] for _ in range(7)]
    assert [number for number, code in enumerate(answers) if code != "NoError"] == [2, 5]


def test_connections_end_between_two_requests(exchange: ExchangeServer) -> None:
    exchange.requests_per_connection = 1
    mailbox = account(exchange)
    mailbox.inbox.refresh()
    close(mailbox)
    assert exchange.accepted > 1


def test_answers_may_be_compressed(exchange: ExchangeServer) -> None:
    exchange.compress = True
    assert opened(exchange) == [0]
