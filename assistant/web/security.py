"""Who may speak to the page and what the browser may do with it: hosts, origins, headers, sizes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; "
    "frame-ancestors 'none'"
)

HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class ForeignOrigin(Exception):
    """A form was sent from another site; nothing was done."""


def cookie_name(scheme: str, home: Path) -> str:
    """Cookies know no ports: two homes on one machine must not sign each other out."""
    prefix = "__Host-" if scheme == "https" else ""
    return f"{prefix}rapport-{hashlib.sha256(str(home).encode()).hexdigest()[:8]}"


def check_origin(method: str, headers: Mapping[str, str], scheme: str) -> None:
    """Refuse what another site sent.

    Raises:
        ForeignOrigin: the browser says so, or says nothing.
    """
    if method in {"GET", "HEAD"}:
        return
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        raise ForeignOrigin
    ours = f"{scheme}://{headers.get('host', '')}"
    # Under no-referrer a browser writes `Origin: null` into its own forms.
    if origin != ours and not (site is not None and origin in {None, "null"}):
        raise ForeignOrigin


class Shield:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.encode(), value.encode())
                        for name, value in HEADERS.items()
                        if name.encode() not in given
                    ),
                ]
            await send(message)

        await self._app(scope, receive, sending)
