"""Requests to a CalDAV server, signed in: who may get the password, redirects, and refusals.

The password goes to the server that the owner named, and to hosts named beside it, over TLS or
within this machine. Whatever an answer points at besides is not asked at all.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from types import TracebackType

import httpx

from connectors.base import AuthError, ConnectorError, PermanentError
from connectors.caldav.faults import Senseless, senseless, status_error
from connectors.caldav.line import Answer, Line, redirected
from connectors.caldav.multistatus import Multistatus, read_multistatus
from connectors.caldav.settings import CaldavSettings, SignIn, parse_address

#: Most redirects of one request; well-known addresses need one or two.
MAX_REDIRECTS = 5
#: A listing of the most resources that are taken, twice over.
MAX_LISTING_BYTES = 64_000_000
#: Of a secret; tokens of some providers have 2 kB.
_MAX_SECRET = 8192


class _Bearer(httpx.Auth):
    """A token, as RFC 6750 has it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class Session:
    """One reading of an account; a context manager that closes its connections.

    Args:
        account: Its name, for sentences.
        settings: How it is reached; the secret is asked for here.

    Raises:
        AuthError: there is no secret to be had.
    """

    def __init__(self, account: str, settings: CaldavSettings) -> None:
        self.account = account
        self.settings = settings
        self.home = parse_address(settings.url)
        self._auth = _sign_in(account, settings)
        self._line = Line(
            account,
            context=settings.context,
            timeout_s=settings.timeout_s,
            deadline_s=settings.deadline_s,
        )

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.__exit__(kind, error, trace)

    @contextlib.contextmanager
    def ask(
        self,
        method: str,
        url: httpx.URL,
        body: bytes = b"",
        *,
        depth: str = "0",
        limit: int = MAX_LISTING_BYTES,
    ) -> Iterator[Answer]:
        """Send a request, and follow where it is sent on; the answer, of whatever status but 401.

        Raises:
            AuthError: the password was refused. TransientError, PermanentError: there is no answer,
                or it leads to where the password must not go.
        """
        for _ in range(MAX_REDIRECTS + 1):
            with self._signed(method, url, body, depth, limit) as answer:
                target = redirected(answer)
                if target is None:
                    yield answer
                    return
            url = self.trusted(target)
        raise PermanentError(
            f"{url.host} of account '{self.account}' sends every request on to another address, "
            f"more than {MAX_REDIRECTS} times. Check the address of the account."
        )

    def multistatus(
        self, method: str, url: httpx.URL, body: bytes, where: str, *, depth: str = "0"
    ) -> Multistatus:
        """Send a request that a multistatus answers.

        Args:
            method: ``PROPFIND`` or ``REPORT``.
            url: Of what is asked.
            body: XML.
            where: What is asked for, in words that may be shown.
            depth: How far down.

        Raises:
            AuthError, TransientError, PermanentError: as their names say.
        """
        with self.ask(method, url, body, depth=depth) as answer:
            if answer.status != 207:
                raise self.refused(answer, where)
            try:
                return read_multistatus(answer.chunks())
            except Senseless as error:
                raise senseless(self.account, where, url.host, error) from error

    def trusted(self, url: httpx.URL) -> httpx.URL:
        """The address, if the password may be shown there.

        Raises:
            PermanentError: it may not.
        """
        if self.settings.may_sign_in(url):
            return url
        raise PermanentError(
            f"{self.home.host} keeps calendars of account '{self.account}' at "
            f"{url.scheme}://{url.netloc.decode('ascii')}, and the password was not shown there. If "
            "that host belongs to the same provider, name it among the hosts of the account."
        )

    def refused(self, answer: Answer, where: str) -> ConnectorError:
        """The error of an answer that is none of those that were hoped for."""
        return status_error(self.account, where, answer.url.host, answer.status, answer.headers)

    @contextlib.contextmanager
    def _signed(
        self, method: str, url: httpx.URL, body: bytes, depth: str, limit: int
    ) -> Iterator[Answer]:
        for attempt in (1, 2):
            with self._send(method, url, body, depth, limit) as answer:
                if answer.status != 401:
                    yield answer
                    return
                if attempt == 1 and self._learn_digest(answer):
                    continue
                raise self.refused(answer, "its calendars")

    @contextlib.contextmanager
    def _send(
        self, method: str, url: httpx.URL, body: bytes, depth: str, limit: int
    ) -> Iterator[Answer]:
        flow = self._auth.auth_flow(httpx.Request(method, url))
        request = next(flow)
        for _ in range(2):
            with self._line.ask(
                method, url, headers=_headers(request, body, depth), content=body, limit=limit
            ) as answer:
                following = _next_try(flow, request, answer) if answer.status == 401 else None
                if following is None:
                    yield answer
                    return
            request = following

    def _learn_digest(self, answer: Answer) -> bool:
        """Whether the server takes the password by Digest alone, and gets it so from now on."""
        ways = [
            value.split(" ", 1)[0].lower() for value in answer.headers.get_list("WWW-Authenticate")
        ]
        if self.settings.sign_in is not SignIn.PASSWORD or "basic" in ways or "digest" not in ways:
            return False
        self._auth = httpx.DigestAuth(self.settings.user, _secret(self.account, self.settings))
        return True


def _next_try(
    flow: Generator[httpx.Request, httpx.Response, None], request: httpx.Request, answer: Answer
) -> httpx.Request | None:
    try:
        return flow.send(httpx.Response(401, headers=answer.headers, request=request))
    except (StopIteration, httpx.ProtocolError, KeyError, ValueError):
        return None  # a challenge that makes no sense is a refusal


def _headers(request: httpx.Request, body: bytes, depth: str) -> dict[str, str]:
    headers = (
        {"Authorization": request.headers["Authorization"]}
        if ("Authorization" in request.headers)
        else {}
    )
    if body:
        headers |= {"Content-Type": "application/xml; charset=utf-8", "Depth": depth}
    return headers


def _sign_in(account: str, settings: CaldavSettings) -> httpx.Auth:
    secret = _secret(account, settings)
    if settings.sign_in is SignIn.BEARER:
        return _Bearer(secret)
    return httpx.BasicAuth(settings.user, secret)


def _secret(account: str, settings: CaldavSettings) -> str:
    secret = settings.secret()
    fine = secret.isprintable() and 0 < len(secret) <= _MAX_SECRET
    if settings.sign_in is SignIn.BEARER:
        fine = fine and secret.isascii() and " " not in secret
    if not fine:
        raise AuthError(
            f"What is kept as the password of account '{account}' cannot be one: it is empty, too "
            f"long, or holds characters that are none. Run `rapport account auth {account}`."
        )
    return secret
