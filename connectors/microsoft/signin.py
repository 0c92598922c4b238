"""Signing in to Microsoft: by the browser of this machine, or by a code from another.

In the browser the program uses an authorization code with PKCE, received on the loopback; a device
code is for machines without a browser, and many organisations refuse it. What Microsoft gives is kept
by whoever calls, as one text that holds a refresh token: it is as good as a password.
"""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from connectors.base import AuthError
from connectors.microsoft.entra import Client, Http, application, asking, cache_of
from connectors.microsoft.refusals import sign_in_error

if TYPE_CHECKING:
    import msal


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that went well.

    Attributes:
        user: The address that was signed in with, for people.
        store: What is to be kept, as secret as a password.
    """

    user: str
    store: str = field(repr=False)


def sign_in_by_browser(
    account: str,
    client: Client,
    show: Callable[[str], None],
    *,
    timeout_s: float = 300.0,
    http: Http | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> SignedIn:
    """Sign in with an authorization code and PKCE, received on the loopback.

    Args:
        account: The account's name, for sentences.
        client: The program as it is registered, with ``http://localhost`` as redirect URI.
        show: Opens an address in a browser, or shows it.
        timeout_s: How long a person may take.
        http: The requests; tests replace it.
        stopped: Whether nobody waits for it any more; asked every second or more often.

    Raises:
        AuthError: refused, too late, or less was granted than was asked for.
        TransientError, PermanentError: Microsoft cannot be asked.
    """
    cache = cache_of("")
    app = application(account, client, http or Http(account, client.authority), cache)
    with _Landing() as landing:
        flow = app.initiate_auth_code_flow(
            list(client.scopes),
            redirect_uri=f"http://localhost:{landing.server_port}",
            response_mode="form_post",  # the code is in no address and no history
        )
        show(str(flow["auth_uri"]))
        answer = landing.wait(str(flow["state"]), timeout_s, stopped)
    if answer is None:
        raise _nobody(account, timeout_s)
    with asking(account):
        found = app.acquire_token_by_auth_code_flow(flow, answer)
    if "access_token" not in found:
        raise sign_in_error(account, found)
    return _signed_in(account, client, cache, found)


def sign_in_by_device_code(
    account: str,
    client: Client,
    show: Callable[[str], None],
    *,
    timeout_s: float = 600.0,
    http: Http | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> SignedIn:
    """Sign in on another machine, with a code that `show` shows; many organisations refuse it.

    Raises: as `sign_in_by_browser`.
    """
    cache = cache_of("")
    app = application(account, client, http or Http(account, client.authority), cache)
    with asking(account):
        flow = app.initiate_device_flow(list(client.scopes))
    if "user_code" not in flow:
        raise sign_in_error(account, flow, by_device_code=True)
    show(
        f"Open {_shown(flow.get('verification_uri'))} on any machine and enter the code "
        f"{_shown(flow['user_code'])}."
    )
    until = time.monotonic() + timeout_s
    with asking(account):
        found = app.acquire_token_by_device_flow(
            flow, exit_condition=lambda _: time.monotonic() >= until or stopped()
        )
    if found.get("error") in _NOBODY:
        raise _nobody(account, timeout_s)
    if "access_token" not in found:
        raise sign_in_error(account, found, by_device_code=True)
    return _signed_in(account, client, cache, found)


#: The code was not entered, in time or at all.
_NOBODY = frozenset({"authorization_pending", "slow_down", "code_expired", "expired_token"})


def _nobody(account: str, timeout_s: float) -> AuthError:
    return AuthError(
        f"Nobody signed in for account '{account}' within {timeout_s:g} s; nothing was changed. Run "
        f"`rapport account auth {account}` to try again."
    )


def _shown(text: object) -> str:
    """What a host names, fit for a terminal."""
    return "".join(letter for letter in str(text) if letter.isprintable())[:200]


class _Landing(HTTPServer):
    """Waits on the loopback for the browser to come back."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.timeout = 0.2
        self.state = ""
        self.answer: dict[str, str] | None = None

    def wait(
        self, state: str, timeout_s: float, stopped: Callable[[], bool]
    ) -> dict[str, str] | None:
        """The form with that state, or None: nobody came in time, or nobody waits any more."""
        self.state = state
        until = time.monotonic() + timeout_s
        while self.answer is None and time.monotonic() < until and not stopped():
            self.handle_request()
        return self.answer

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing: who breaks off, or sends half a request, is not the one waited for."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 5.0

    def do_POST(self) -> None:
        landing = self.server
        assert isinstance(landing, _Landing)
        size = self.headers.get("Content-Length", "")
        length = int(size) if size.isdecimal() and len(size) < 6 else 0
        given = dict(parse_qsl(self.rfile.read(length).decode("ascii", "replace")))
        is_ours = bool(landing.state) and given.get("state") == landing.state
        if is_ours:
            landing.answer = given
        said = "You can close this page." if is_ours else "This is not the page you look for."
        body = f"<!doctype html><title>Rapport</title><p>{html.escape(said)}".encode()
        self.send_response(200 if is_ours else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


def _signed_in(
    account: str, client: Client, cache: msal.SerializableTokenCache, found: Mapping[str, Any]
) -> SignedIn:
    missing = _missing(client.scopes, str(found.get("scope", "")).split())
    if missing:
        raise AuthError(
            f"Microsoft granted account '{account}' less than it was asked for: "
            f"{', '.join(missing)} is missing. Sign in again and grant it, or ask the "
            "administrator for consent."
        )
    if not any(cache.search(cache.CredentialType.REFRESH_TOKEN)):
        raise AuthError(
            f"Microsoft gave account '{account}' a sign-in for an hour and nothing to renew it with: "
            "'offline_access' was not granted. Sign in again and grant it, or ask the administrator "
            "for consent."
        )
    claims = found.get("id_token_claims")
    user = str(claims.get("preferred_username", "")) if isinstance(claims, dict) else ""
    return SignedIn(user, cache.serialize())


def _missing(wanted: Iterable[str], granted: Iterable[str]) -> list[str]:
    """Scopes that were not granted; Graph names them with its address, or without."""
    have = {scope.rpartition("/")[2].lower() for scope in granted}
    have |= {scope.replace("readwrite", "read") for scope in have}
    return [scope for scope in wanted if scope.lower() not in have]
