"""Signing in: by browser, by code, by refresh; and a sign-in that is dead."""

from __future__ import annotations

import logging
import socket
import struct
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from connectors.base import AuthError, PermanentError, TransientError
from connectors.microsoft.entra import AUTHORITY, Client, Http, scopes_for
from connectors.microsoft.signin import SignedIn, sign_in_by_browser, sign_in_by_device_code
from connectors.microsoft.tokens import Tokens
from tests.connectors.microsoft.entra import CLIENT_ID, TENANT, Entra
from tests.connectors.microsoft.loopback import serve

CLIENT = Client(CLIENT_ID, TENANT)


@pytest.fixture
def entra() -> Iterator[Entra]:
    double = Entra()
    with serve(double.answer) as url:
        double.url = url
        yield double


@dataclass
class Browser:
    """Follows what it is shown, on a thread of its own as a person would."""

    entra: Entra
    given: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    def __call__(self, address: str) -> None:
        self.shown.append(address)
        back, form = self.entra.consent(address)
        where = httpx.URL(back).copy_with(host="127.0.0.1")
        if self.given:
            form = {"state": form["state"]} | self.given
        visit = threading.Thread(target=self._visit, args=(where, form), daemon=True)
        visit.start()

    def _visit(self, where: httpx.URL, form: dict[str, str]) -> None:
        with httpx.Client(trust_env=False) as client:
            client.get(where)
            client.post(where, data=form | {"state": "foreign"})
            client.post(where, data=form)


def sign_in(entra: Entra, client: Client = CLIENT) -> SignedIn:
    return sign_in_by_browser("work", client, Browser(entra), http=entra.http(), timeout_s=20)


def _tokens(entra: Entra, kept: list[str]) -> Tokens:
    return Tokens("work", CLIENT, lambda: kept[-1], kept.append, http=entra.http())


def test_a_browser_signs_in_with_a_code_and_pkce(entra: Entra) -> None:
    found = sign_in(entra)
    assert found.user == "jonas@wirth.example"
    assert "refresh-1" in found.store
    assert "refresh-1" not in repr(found)


def test_a_device_code_signs_in_without_a_browser(entra: Entra) -> None:
    shown: list[str] = []
    found = sign_in_by_device_code("work", CLIENT, shown.append, http=entra.http())
    assert "ABCD-1234" in shown[0]
    assert found.user == "jonas@wirth.example"


def test_less_than_was_asked_for_is_refused_and_named(entra: Entra) -> None:
    entra.granted = "https://graph.microsoft.com/User.Read Calendars.Read openid"
    with pytest.raises(AuthError, match=r"less than it was asked for: Mail\.Read is missing"):
        sign_in(entra)


def test_more_than_was_asked_for_is_taken(entra: Entra) -> None:
    entra.granted = "https://graph.microsoft.com/User.Read Calendars.ReadWrite Mail.ReadWrite"
    assert sign_in(entra).user


def test_nobody_comes_in_time(entra: Entra) -> None:
    with pytest.raises(AuthError, match="Nobody signed in"):
        sign_in_by_browser("work", CLIENT, lambda _: None, http=entra.http(), timeout_s=0.3)


@pytest.mark.parametrize("begin", [sign_in_by_browser, sign_in_by_device_code])
def test_nobody_is_waited_for_who_was_told_to_stop(
    entra: Entra, begin: Callable[..., SignedIn]
) -> None:
    entra.pending = 99
    shown: list[str] = []
    with pytest.raises(AuthError, match="nothing was changed"):
        begin(
            "work", CLIENT, shown.append,
            http=entra.http(), timeout_s=60, stopped=lambda: bool(shown),
        )  # fmt: skip


def test_a_refusal_in_the_browser_is_told(entra: Entra) -> None:
    browser = Browser(entra, {"error": "access_denied"})
    with pytest.raises(AuthError, match="access_denied"):
        sign_in_by_browser("work", CLIENT, browser, http=entra.http(), timeout_s=20)


def test_scopes_are_no_more_than_what_is_turned_on() -> None:
    assert scopes_for() == ("User.Read", "Mail.Read", "Calendars.Read")
    assert scopes_for(drafts=True) == ("User.Read", "Calendars.Read", "Mail.ReadWrite")
    assert "Mail.Send" in scopes_for(sending=True)
    assert "Mail.Send" not in scopes_for(drafts=True)


def test_a_sign_in_that_cannot_be_renewed_is_refused(entra: Entra) -> None:
    entra.without = ("refresh_token",)
    with pytest.raises(AuthError, match="'offline_access' was not granted"):
        sign_in(entra)


def test_a_code_that_nobody_enters_is_told_as_that(entra: Entra) -> None:
    entra.pending = 99
    with pytest.raises(AuthError, match="Nobody signed in for account 'work' within 0 s"):
        sign_in_by_device_code("work", CLIENT, lambda _: None, http=entra.http(), timeout_s=0)


def test_a_code_that_a_rule_forbids_is_told_with_the_other_way(entra: Entra) -> None:
    entra.error = {"error": "invalid_grant", "error_codes": [53003]}
    with pytest.raises(AuthError, match="forbid device codes: sign in with a browser"):
        sign_in_by_device_code("work", CLIENT, lambda _: None, http=entra.http())


def test_half_a_visit_to_the_landing_disturbs_nobody(
    entra: Entra, capfd: pytest.CaptureFixture[str]
) -> None:
    browser = Browser(entra)

    def show(address: str) -> None:
        port = httpx.URL(dict(httpx.URL(address).params)["redirect_uri"]).port
        with socket.create_connection(("127.0.0.1", port or 0)) as visit:
            visit.sendall(b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\nstate=")
            visit.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        browser(address)

    assert sign_in_by_browser("work", CLIENT, show, http=entra.http(), timeout_s=20).user
    assert capfd.readouterr().err == ""


# ── tokens ───────────────────────────────────────────────────────────────────────────────────


def test_a_token_that_is_good_is_given_without_a_call(entra: Entra) -> None:
    kept = [sign_in(entra).store]
    before = len(entra.calls)
    tokens = _tokens(entra, kept)
    assert tokens(None) == "access-1"
    assert not any("token" in call for call in entra.calls[before:])
    asked = len(entra.calls)
    assert tokens(None) == "access-1"
    assert len(entra.calls) == asked


def test_a_token_near_its_end_is_asked_for_again(entra: Entra) -> None:
    kept = [sign_in(entra).store]
    now = [0.0]
    tokens = Tokens(
        "work", CLIENT, lambda: kept[-1], kept.append, http=entra.http(), clock=lambda: now[0]
    )
    tokens(None)
    asked = len(entra.calls)
    now[0] = 3400.0
    tokens(None)
    assert len(entra.calls) > asked


@pytest.mark.parametrize(("status", "kind"), [(503, TransientError), (400, PermanentError)])
def test_a_sign_in_host_that_does_not_know_the_tenant_or_has_no_time(
    entra: Entra, status: int, kind: type[Exception]
) -> None:
    kept = [sign_in(entra).store]
    entra.discovery = status
    with pytest.raises(kind):
        _tokens(entra, kept)(None)


def test_a_refused_token_is_refreshed_and_what_is_new_is_kept(entra: Entra) -> None:
    kept = [sign_in(entra).store]
    tokens = _tokens(entra, kept)
    assert tokens(tokens(None)) == "access-2"
    assert "refresh-2" in kept[-1]
    assert _tokens(entra, kept)("access-2") == "access-3"


def test_many_threads_refresh_once(entra: Entra) -> None:
    kept = [sign_in(entra).store]
    tokens = _tokens(entra, kept)
    refused = tokens(None)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(tokens(refused))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["access-2"] * 8


def test_a_dead_sign_in_is_asked_for_three_times_at_most(entra: Entra) -> None:
    kept = [sign_in(entra).store]
    tokens = _tokens(entra, kept)
    refused = tokens(None)
    entra.error = {"error": "invalid_grant", "error_description": "SECRET"}
    entra.calls.clear()
    for _ in range(10):
        with pytest.raises(AuthError, match="account auth work") as caught:
            tokens(refused)
        assert "SECRET" not in str(caught.value)
    assert len([call for call in entra.calls if call == "POST token"]) <= 3


def test_a_new_sign_in_revives_a_dead_account(entra: Entra) -> None:
    kept = [sign_in(entra).store]
    tokens = _tokens(entra, kept)
    refused = tokens(None)
    entra.error = {"error": "invalid_grant"}
    with pytest.raises(AuthError):
        tokens(refused)
    entra.error = None
    kept.append(sign_in(entra).store)
    assert tokens(None).startswith("access-")


def test_a_host_without_time_is_no_dead_sign_in(entra: Entra) -> None:
    kept = [sign_in(entra).store]
    tokens = _tokens(entra, kept)
    refused = tokens(None)
    entra.error, entra.status = {"error": "temporarily_unavailable"}, 503
    with pytest.raises(TransientError):
        tokens(refused)
    entra.error = None
    assert tokens(refused).startswith("access-")


@pytest.mark.parametrize("stored", ["", "{", "[]", '{"RefreshToken": 3}'])
def test_what_is_kept_may_be_nothing_or_broken(entra: Entra, stored: str) -> None:
    with pytest.raises(AuthError):
        _tokens(entra, [stored])(None)


@pytest.mark.parametrize(
    "raw",
    [
        b"<html><title>Sign in to the hotel</title>",
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"access_token": "canary-1", "refresh',
        b'{"access_token": "canary-1", "expires_in": "soon", "id_token": "x", "client_info": "y"}',
        b'{"access_token": "canary-1", "id_token": "a.b.c"}',
        b'{"access_token": {"canary-1": 3}, "client_info": 4}',
    ],
)
@pytest.mark.parametrize("status", [200, 400, 503])
def test_an_answer_that_is_none_is_no_dead_sign_in_and_is_not_repeated(
    entra: Entra, caplog: pytest.LogCaptureFixture, raw: bytes, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    kept = [sign_in(entra).store]
    tokens = _tokens(entra, kept)
    first = tokens(None)
    entra.raw, entra.status = raw, status
    try:
        given = tokens(first)
    except TransientError as error:
        shown = "".join(traceback.format_exception(error))
        assert "canary-1" not in shown
    else:
        assert given == "canary-1"
    assert "canary-1" not in caplog.text
    entra.raw = None
    assert tokens(first).startswith(("access-", "canary-"))


def test_a_host_that_is_asked_too_often_is_no_dead_sign_in(entra: Entra) -> None:
    kept = [sign_in(entra).store]
    tokens = _tokens(entra, kept)
    first = tokens(None)
    entra.raw, entra.status = b'{"error": "invalid_grant"}', 429
    with pytest.raises(TransientError):
        tokens(first)
    entra.raw = None
    assert tokens(first) == "access-2"


def test_no_token_is_in_a_log_a_repr_or_an_error(
    entra: Entra, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    found = sign_in(entra)
    kept = [found.store]
    http = entra.http()
    tokens = Tokens("work", CLIENT, lambda: kept[-1], kept.append, http=http)
    refused = tokens(tokens(None))
    entra.error = {"error": "invalid_grant", "error_description": "AADSTS700082: refresh-2"}
    with pytest.raises(AuthError) as caught:
        tokens(refused)
    shown = [repr(each) for each in (found, tokens, http, caught.value)]
    shown += traceback.format_exception(caught.value)
    shown += [caplog.text, *(repr(vars(record)) for record in caplog.records)]
    for secret in ("access-1", "access-2", "refresh-1", "refresh-2"):
        assert not any(secret in text for text in shown), secret
    assert "jonas@" not in caplog.text


def test_no_other_host_is_asked() -> None:
    http = Http("work", AUTHORITY)
    for url in ("https://evil.example/token", "http://login.microsoftonline.com/token"):
        with pytest.raises(PermanentError, match="another host"):
            http.post(url, data={"refresh_token": "x"})
