"""Microsoft's sign-in host through MSAL: the program as it is registered, and bounded requests.

MSAL speaks the protocol; its requests go over the same bounded connections as everything else, and to
the host that was named alone. The program is a public client: there is no secret of its own.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx

from connectors.base import AuthError, PermanentError, TransientError
from connectors.caldav.faults import Senseless, retry_after_s
from connectors.caldav.line import Line
from connectors.microsoft.refusals import sign_in_error
from connectors.microsoft.session import trusted

if TYPE_CHECKING:
    import msal

AUTHORITY = "https://login.microsoftonline.com"
#: Reading mail and calendars; `User.Read` says whose they are.
READING = ("User.Read", "Mail.Read", "Calendars.Read")
#: Drafts need this in place of Mail.Read; sending needs Mail.Send beside it.
WRITING = ("Mail.ReadWrite",)
SENDING = ("Mail.ReadWrite", "Mail.Send")
_MAX_ANSWER = 2_000_000
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
class _Response:
    """An answer in the shape that MSAL reads."""

    status_code: int
    #: It may be a token.
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

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
            Line(self._account, context=trusted(), timeout_s=20.0, deadline_s=40.0) as line,
            line.ask(method, target, headers=_plain(headers), content=body, limit=_MAX_ANSWER)
            as answer,
        ):  # fmt: skip
            if answer.status in (408, 429):
                raise TransientError(
                    f"Microsoft cannot sign in account '{self._account}' now; it is tried again at "
                    "the next sync.",
                    retry_after_s=retry_after_s(answer.headers),
                )
            try:
                text = answer.read().decode("utf-8", "replace")
            except Senseless:
                raise _not_taken(self._account) from None
            if answer.status < 500 and not _is_object(text):
                raise _not_taken(self._account)
            return _Response(answer.status, text, answer.headers)


def _is_object(text: str) -> bool:
    """Whether it is a JSON object; a network that wants a sign-in of its own shows a page."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _plain(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {
        str(name): str(value)
        for name, value in (headers or {}).items()
        if str(value).isprintable() and name.lower() not in ("host", "content-length")
    }


def application(
    account: str, client: Client, http: Http, cache: msal.SerializableTokenCache
) -> msal.PublicClientApplication:
    """MSAL over the bounded requests; it asks the host for its addresses.

    Raises:
        PermanentError: MSAL is not installed, or the tenant is unknown.
        TransientError: the host has no time.
    """
    try:
        import msal
    except ImportError as error:
        raise PermanentError(_MISSING) from error
    # It repeats what Microsoft answers: at DEBUG always, as an error where it cannot be read, and
    # the name of a person as a warning. What went wrong is said here.
    logging.getLogger("msal").setLevel(logging.CRITICAL)
    try:
        return msal.PublicClientApplication(
            client.client_id,
            authority=f"{client.authority}/{client.tenant}",
            token_cache=cache,
            http_client=http,
            instance_discovery=False,
        )
    except msal.exceptions.MsalError as error:
        raise sign_in_error(account, {}) from error
    except ValueError as error:
        raise PermanentError(
            f"The sign-in host of account '{account}' does not know the tenant "
            f"'{client.tenant}'. Correct the tenant in the configuration."
        ) from error


def cache_of(stored: str) -> msal.SerializableTokenCache:
    """What was stored, as MSAL keeps it; empty: nothing yet.

    Raises:
        AuthError: it cannot be read. PermanentError: MSAL is not installed.
    """
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
def asking(account: str) -> Iterator[None]:
    """Translate what MSAL raises where the host has no time."""
    import msal

    try:
        yield
    except msal.exceptions.MsalError:
        raise sign_in_error(account, {}) from None
    except (
        # What it raises where an answer is not what it takes for granted: numbers, claims, dates.
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RuntimeError,
    ):
        # `from None`: the error may repeat what was answered, and that may be a token.
        raise _not_taken(account) from None


def _not_taken(account: str) -> TransientError:
    return TransientError(
        f"The sign-in host of account '{account}' gave an answer that is not taken. Where a network "
        "asks for a sign-in of its own, do that first; then try again."
    )
