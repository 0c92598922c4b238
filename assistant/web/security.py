"""Who may speak to the page, and what a browser may do with it: the shield around everything.

It stands outside of routes and sessions and knows nothing of them. What it refuses never reaches a
view:

- a Host that is not ours: a name of a stranger's that now points at this machine (DNS rebinding);
- a method other than GET, HEAD, POST; a form of another kind, without a length, or too large;
- a form that another site sent (Origin, Sec-Fetch-Site). The form's own token is checked beside the
  session, in `visit.posted`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; "
    "frame-ancestors 'none'"
)

#: On every answer that does not say otherwise itself.
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
    "cache-control": "no-store",
}

#: Names that a browser on this machine uses; the host of `serve --host` is added.
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORM = "application/x-www-form-urlencoded"
#: A draft's text is at most 50,000 characters; each may become twelve bytes in a form.
MAX_BODY = 1_000_000


class ForeignOrigin(Exception):
    """A form was sent from another site; nothing was done."""


def cookie_name(scheme: str, home: Path) -> str:
    """Cookies know no ports: two homes on one machine must not sign each other out."""
    prefix = "__Host-" if scheme == "https" else ""
    return f"{prefix}rapport-{hashlib.sha256(str(home).encode()).hexdigest()[:8]}"


def allowed_hosts(host: str) -> frozenset[str]:
    """The names under which a page bound to `host` may be asked for."""
    return LOCAL_HOSTS | {f"[{host}]".lower() if ":" in host else host.lower()}


def is_host_ours(given: Iterable[str], hosts: frozenset[str]) -> bool:
    """Whether the one Host header names us, with any port."""
    headers = list(given)
    if len(headers) != 1:
        return False
    name = headers[0].lower()
    if not name.endswith("]"):
        head, colon, port = name.rpartition(":")
        name = head if colon and (port.isascii() and port.isdigit()) else name
    return name in hosts


def check_origin(method: str, headers: Mapping[str, str], scheme: str) -> None:
    """Refuse what another site sent.

    Browsers write at least one of the two headers into every form they send; who sends neither is
    none, and can sign in no better than one.

    Raises:
        ForeignOrigin: the browser says so, or says nothing.
    """
    if method in {"GET", "HEAD"}:
        return
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site not in {None, "same-origin"}:
        raise ForeignOrigin
    if origin == f"{scheme}://{headers.get('host', '')}":
        return
    # Under `no-referrer` a browser writes `Origin: null` into its own forms
    # (https://fetch.spec.whatwg.org/#append-a-request-origin-header); then the other header decides.
    if site is None or origin not in {None, "null"}:
        raise ForeignOrigin


class Shield:
    """Refuses strangers, answers HEAD, adds the headers, turns what breaks into a page."""

    def __init__(
        self, app: ASGIApp, *, hosts: frozenset[str], page: Callable[[int, str], Response]
    ):
        """`page` makes the answer for a status and a sentence; it must not need a session."""
        self._app = app
        self._hosts = hosts
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; the lifespan passes through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        refusal = self._refuse(scope)
        if refusal is not None:
            await self._page(*refusal)(scope, receive, answer.send)
            return
        try:
            await self._app(answer.scope, receive, answer.send)
        except Exception:
            if not answer.started:
                await self._page(500, "")(scope, receive, answer.send)
            # Raised again, as the framework does: the server logs it, a test fails with it.
            raise

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        """Status and sentence of why a request goes no further, or None."""
        headers = Headers(scope=scope)
        if not is_host_ours(headers.getlist("host"), self._hosts):
            return 421, (
                "This address does not belong to Rapport, so nothing is shown. Open the address "
                "that `rapport serve` printed."
            )
        if scope["method"] in {"GET", "HEAD"}:
            return None
        if scope["method"] != "POST":
            return 405, ""
        try:
            check_origin("POST", headers, scope["scheme"])
        except ForeignOrigin:
            return 403, ""
        return _refuse_body(headers)


def _refuse_body(headers: Headers) -> tuple[int, str] | None:
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or "transfer-encoding" in headers:
        return 411, "The form came without its length. Nothing was changed."
    if int(length) > MAX_BODY:
        return 413, ""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM and int(length) > 0:
        return 415, "Only forms of this page are understood. Nothing was changed."
    return None


class _Answer:
    """What goes back to the browser, with the headers of the shield."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        self._head = scope["method"] == "HEAD"
        # Over plain HTTP from another machine browsers leave Sec-Fetch-Site out, and no-referrer
        # would make the Origin of our own forms `null`: nothing would be left to judge them by.
        names = Headers(scope=scope).getlist("host")
        self._trustworthy = scope["scheme"] == "https" or is_host_ours(names, LOCAL_HOSTS)
        #: Views answer GET; HEAD is the same without its body.
        self.scope = {**scope, "method": "GET"} if self._head else scope
        self.started = False

    async def send(self, message: Message) -> None:
        """Pass a part on."""
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(raw=list(message["headers"]))
            if not self._trustworthy:
                headers["referrer-policy"] = "same-origin"
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            message = {**message, "headers": headers.raw}
        elif message["type"] == "http.response.body" and self._head:
            message = {**message, "body": b""}
        await self._send(message)
