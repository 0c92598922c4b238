"""Signing in to Microsoft: by the browser of this machine, by a code from another, and by refresh.

The program is a public client: there is no secret of its own. In the browser it uses an authorization
code with PKCE, received on the loopback; a device code is for machines without a browser, and many
organisations refuse it. What Microsoft gives is kept by whoever calls, as one text that holds a
refresh token: it is as good as a password.

MSAL speaks the protocol; its requests go over the same bounded connections as everything else, and to
the host that was named alone.
"""

from __future__ import annotations

import contextlib
import html
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import httpx

from connectors.base import AuthError, ConnectorError, PermanentError, TransientError
from connectors.caldav.faults import Senseless
from connectors.caldav.line import Line
from connectors.microsoft.faults import needs_sign_in

if TYPE_CHECKING:
    import msal

log = logging.getLogger(__name__)

AUTHORITY = "https://login.microsoftonline.com"
#: Reading mail and calendars; `User.Read` says whose they are.
READING = ("User.Read", "Mail.Read", "Calendars.Read")
#: Drafts need this in place of Mail.Read; sending needs Mail.Send beside it.
WRITING = ("Mail.ReadWrite",)
SENDING = ("Mail.ReadWrite", "Mail.Send")
_MAX_ANSWER = 2_000_000
#: Errors of OAuth after which only a person can help.
_DEAD = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
_MISSING = (
    "Microsoft accounts need the library msal: install it with `pip install 'rapport[microsoft]'`."
)


@dataclass(frozen=True, slots=True)
class Client:
    """The program as it is registered with Microsoft.

    Attributes:
        client_id: The *Application (client) ID* of the registration.
        tenant: The *Directory (tenant) ID*, a domain, or ``organizations``, ``consumers``,
            ``common``.
        authority: The sign-in host; national clouds have their own.
        scopes: What is asked for; `offline_access` is added by MSAL.
    """

    client_id: str
    tenant: str = "organizations"
    authority: str = AUTHORITY
    scopes: tuple[str, ...] = READING


def scopes_for(*, drafts: bool = False, sending: bool = False) -> tuple[str, ...]:
    """What is to be asked for: no more than what is turned on."""
    wider = SENDING if sending else WRITING if drafts else ()
    return tuple(scope for scope in READING if not (wider and scope == "Mail.Read")) + wider


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that went well.

    Attributes:
        user: The address that was signed in with, for people.
        store: What is to be kept, as secret as a password.
    """

    user: str
    store: str


@dataclass(frozen=True, slots=True)
class _Response:
    """An answer in the shape that MSAL reads."""

    status_code: int
    text: str
    headers: Mapping[str, str]

    def raise_for_status(self) -> None:
        """MSAL asks for this where it cannot go on."""
        if self.status_code >= 400:
            raise TransientError(
                f"The sign-in host of Microsoft answered with status {self.status_code}."
            )


class Http:
    """The requests of MSAL, within bounds, to one host.

    Args:
        account: The account's name, for sentences.
        authority: The only host that is asked.
        reroute: Where a request really goes; a peer of the tests speaks plain http.
    """

    def __init__(
        self,
        account: str,
        authority: str,
        *,
        reroute: Callable[[httpx.URL], httpx.URL] = lambda url: url,
    ) -> None:
        self._account = account
        self._host = httpx.URL(authority).host
        self._reroute = reroute
        self.calls = 0

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> _Response:
        """Ask."""
        return self._ask("GET", url, params, headers, b"")

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> _Response:
        """Ask with a form."""
        body = data if isinstance(data, str) else urlencode(data or {})
        named = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._ask("POST", url, params, named, body.encode())

    def close(self) -> None:
        """Nothing is kept open."""

    def _ask(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        body: bytes,
    ) -> _Response:
        target = httpx.URL(url)
        if target.scheme != "https" or target.host != self._host:
            raise PermanentError(
                f"The sign-in of account '{self._account}' would lead to another host than "
                f"{self._host}; it was not asked."
            )
        target = self._reroute(target.copy_merge_params(dict(params)) if params else target)
        self.calls += 1
        with (
            Line(self._account, context=None, timeout_s=20.0, deadline_s=40.0) as line,
            line.ask(method, target, headers=_plain(headers), content=body, limit=_MAX_ANSWER)
            as answer,
        ):  # fmt: skip
            try:
                text = answer.read().decode("utf-8", "replace")
            except Senseless as error:
                raise TransientError(
                    f"The sign-in host of account '{self._account}' gave an answer that is not "
                    "taken; try again."
                ) from error
            return _Response(answer.status, text, answer.headers)


def _plain(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {
        str(name): str(value)
        for name, value in (headers or {}).items()
        if str(value).isprintable() and name.lower() not in ("host", "content-length")
    }


class Tokens:
    """Access tokens of one account, refreshed when they are refused; for several threads.

    One refresh is under way at a time, and a token that was replaced meanwhile is not replaced
    again. A sign-in that Microsoft no longer takes is not tried again until another one is stored.

    Args:
        account: The account's name, for sentences.
        client: The program as it is registered.
        load: Gives what was stored, or nothing.
        save: Keeps what is to be stored; called when MSAL renewed it.
        http: The requests; tests replace it.
    """

    def __init__(
        self,
        account: str,
        client: Client,
        load: Callable[[], str],
        save: Callable[[str], None],
        *,
        http: Http | None = None,
    ) -> None:
        self.account = account
        self._client = client
        self._load = load
        self._save = save
        self._http = http or Http(account, client.authority)
        self._lock = threading.Lock()
        self._current = ""
        self._dead = ""

    def __call__(self, refused: str | None = None) -> str:
        """An access token, another one than `refused`.

        Raises:
            AuthError: a person must sign in again.
            TransientError: Microsoft has no time.
        """
        with self._lock:
            if refused is not None and self._current not in ("", refused):
                return self._current
            stored = self._load()
            if not stored or stored == self._dead:
                raise needs_sign_in(self.account)
            cache = _cache(stored)
            found = self._ask(cache, is_refused=refused is not None)
            if cache.has_state_changed:
                self._save(cache.serialize())
            token = found.get("access_token")
            if isinstance(token, str) and token:
                self._current = token
                return token
            self._current = ""
            if found.get("error") in _DEAD:
                self._dead = self._load()
            raise _oauth_error(self.account, found)

    def _ask(self, cache: msal.SerializableTokenCache, *, is_refused: bool) -> Mapping[str, Any]:
        app = _application(self.account, self._client, self._http, cache)
        users = app.get_accounts()
        if not users:
            raise needs_sign_in(self.account)
        with _asking(self.account):
            found = app.acquire_token_silent_with_error(
                list(self._client.scopes), account=users[0], force_refresh=is_refused
            )
        return found if found is not None else {"error": "invalid_grant"}


def sign_in_by_browser(
    account: str,
    client: Client,
    show: Callable[[str], None],
    *,
    timeout_s: float = 300.0,
    http: Http | None = None,
) -> SignedIn:
    """Sign in with an authorization code and PKCE, received on the loopback.

    Args:
        account: The account's name, for sentences.
        client: The program as it is registered, with ``http://localhost`` as redirect URI.
        show: Opens an address in a browser, or shows it.
        timeout_s: How long a person may take.
        http: The requests; tests replace it.

    Raises:
        AuthError: refused, too late, or less was granted than was asked for.
        TransientError, PermanentError: Microsoft cannot be asked.
    """
    cache = _cache("")
    app = _application(account, client, http or Http(account, client.authority), cache)
    with _Landing() as landing:
        flow = app.initiate_auth_code_flow(
            list(client.scopes),
            redirect_uri=f"http://localhost:{landing.server_port}",
            response_mode="form_post",  # the code is in no address and no history
        )
        show(str(flow["auth_uri"]))
        answer = landing.wait(str(flow["state"]), timeout_s)
    if answer is None:
        raise AuthError(
            f"Nobody signed in for account '{account}' within {timeout_s:g} s; nothing was changed."
        )
    try:
        with _asking(account):
            found = app.acquire_token_by_auth_code_flow(flow, answer)
    except ValueError as error:
        raise AuthError(
            f"The answer to the sign-in of account '{account}' was not the one that was waited "
            "for; nothing was changed. Try again."
        ) from error
    return _signed_in(account, client, cache, found)


def sign_in_by_device_code(
    account: str,
    client: Client,
    show: Callable[[str], None],
    *,
    timeout_s: float = 600.0,
    http: Http | None = None,
) -> SignedIn:
    """Sign in on another machine, with a code that `show` shows; many organisations refuse it.

    Raises: as `sign_in_by_browser`.
    """
    cache = _cache("")
    app = _application(account, client, http or Http(account, client.authority), cache)
    with _asking(account):
        flow = app.initiate_device_flow(list(client.scopes))
    if "user_code" not in flow:
        raise _oauth_error(account, flow)
    show(
        f"Open {flow.get('verification_uri')} on any machine and enter the code "
        f"{flow['user_code']}."
    )
    until = time.monotonic() + timeout_s
    with _asking(account):
        found = app.acquire_token_by_device_flow(
            flow, exit_condition=lambda _: time.monotonic() >= until
        )
    return _signed_in(account, client, cache, found)


class _Landing(HTTPServer):
    """Waits on the loopback for the browser to come back."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.timeout = 0.2
        self.state = ""
        self.answer: dict[str, str] | None = None

    def wait(self, state: str, timeout_s: float) -> dict[str, str] | None:
        """The form with that state, or None: nobody came in time."""
        self.state = state
        until = time.monotonic() + timeout_s
        while self.answer is None and time.monotonic() < until:
            self.handle_request()
        return self.answer


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


def _application(
    account: str, client: Client, http: Http, cache: msal.SerializableTokenCache
) -> msal.PublicClientApplication:
    try:
        import msal
    except ImportError as error:
        raise PermanentError(_MISSING) from error
    # At DEBUG it repeats what Microsoft answers.
    logging.getLogger("msal").setLevel(logging.WARNING)
    try:
        return msal.PublicClientApplication(
            client.client_id,
            authority=f"{client.authority}/{client.tenant}",
            token_cache=cache,
            http_client=http,
            instance_discovery=False,
        )
    except (ValueError, KeyError) as error:
        raise PermanentError(
            f"The sign-in host of account '{account}' does not know the tenant "
            f"'{client.tenant}'. Correct the tenant in the configuration."
        ) from error


def _cache(stored: str) -> msal.SerializableTokenCache:
    try:
        import msal
    except ImportError as error:
        raise PermanentError(_MISSING) from error
    cache = msal.SerializableTokenCache()
    if stored:
        try:
            _check_shape(json.loads(stored))
            cache.deserialize(stored)
        except (ValueError, TypeError, AttributeError, KeyError):
            # `from None`: the error may repeat what is kept.
            raise AuthError(
                "What is kept as the sign-in to Microsoft cannot be read. Sign in again."
            ) from None
    return cache


def _check_shape(stored: dict[str, object]) -> None:
    for each in stored.values():
        if not isinstance(each, dict):
            raise TypeError("no store of MSAL")


@contextlib.contextmanager
def _asking(account: str) -> Iterator[None]:
    """Translate what MSAL raises where the host has no time."""
    import msal

    try:
        yield
    except msal.exceptions.MsalError as error:
        raise _oauth_error(account, {}) from error


def _signed_in(
    account: str, client: Client, cache: msal.SerializableTokenCache, found: Mapping[str, Any]
) -> SignedIn:
    if "access_token" not in found:
        raise _oauth_error(account, found)
    missing = _missing(client.scopes, str(found.get("scope", "")).split())
    if missing:
        raise AuthError(
            f"Microsoft granted account '{account}' less than it was asked for: "
            f"{', '.join(missing)} is missing. Sign in again and grant it, or ask the "
            "administrator for consent."
        )
    claims = found.get("id_token_claims")
    user = str(claims.get("preferred_username", "")) if isinstance(claims, dict) else ""
    return SignedIn(user, cache.serialize())


def _missing(wanted: Iterable[str], granted: Iterable[str]) -> list[str]:
    """Scopes that were not granted; Graph names them with its address, or without."""
    have = {scope.rpartition("/")[2].lower() for scope in granted}
    have |= {scope.replace("readwrite", "read") for scope in have}
    return [scope for scope in wanted if scope.lower() not in have]


def _oauth_error(account: str, found: Mapping[str, Any]) -> ConnectorError:
    error = str(found.get("error", ""))
    if error in _DEAD:
        return needs_sign_in(account)
    if error in ("temporarily_unavailable", "server_error", "slow_down", ""):
        return TransientError(
            f"Microsoft cannot sign in account '{account}' now; it is tried again at the next sync."
        )
    shown = "".join(letter for letter in error if letter.isalnum() or letter == "_")[:60]
    return AuthError(
        f"Microsoft did not sign in account '{account}' ({shown}). Run `rapport account auth "
        f"{account}`; where the organisation asks for it, its administrator must consent first."
    )
