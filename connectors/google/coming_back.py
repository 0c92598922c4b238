"""Waits on this machine for a browser to come back from Google's page, and takes nobody else for it."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.base import TransientError

#: How long a person has for it.
PATIENCE_S = 300.0
#: The longest address that is taken back.
MAX_ADDRESS = 8192
_LOOKS_EVERY_S = 0.2


class Loopback:
    """Waits on this machine for the browser to come back, once; a context manager.

    Attributes:
        redirect: Where the browser is to be sent.
        state: Of the attempt that is waited for: whatever else comes by is no answer.
    """

    def __init__(self) -> None:
        self.state = ""
        self._came_back = ""
        self._done = threading.Event()
        handler = type("_Once", (_Once,), {"take": self._take})
        self._server = HTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        self.redirect = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(
        self, timeout_s: float = PATIENCE_S, stopped: Callable[[], bool] = lambda: False
    ) -> str:
        """The address at which the browser came back.

        Args:
            timeout_s: How long a person has.
            stopped: Whether nobody waits for it any more; asked a few times a second.

        Raises:
            TransientError: it did not.
        """
        until = time.monotonic() + timeout_s
        while not self._done.wait(min(_LOOKS_EVERY_S, max(0.0, until - time.monotonic()))):
            if stopped():
                raise TransientError("The sign-in was stopped. Nothing was changed.")
            if time.monotonic() >= until:
                raise TransientError(
                    f"Nobody signed in within {timeout_s / 60:g} minutes. Where the browser runs on "
                    "another machine, sign in by pasting the address."
                )
        return self._came_back

    def _take(self, path: str) -> bool:
        """Whether that is the answer."""
        (state, *_) = parse_qs(urlsplit(path).query).get("state", [""])
        is_right = hmac.compare_digest(state.encode(), self.state.encode())
        if not self.state or not is_right or len(path) > MAX_ADDRESS:
            return False
        if not self._done.is_set():
            self._came_back = self.redirect.rstrip("/") + path
            self._done.set()
        return True


class _Once(BaseHTTPRequestHandler):
    """Takes the answer, and says that the window can be closed."""

    timeout = 10

    #: Takes a path, and says whether it is the answer.
    take: Callable[[str], bool]

    def do_GET(self) -> None:
        is_answer = self.take(self.path)
        words = b"You can close this window and go back to Rapport.\n"
        self.send_response(200 if is_answer else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(words if is_answer else b"Nothing here.\n")

    def log_message(self, *_: Any) -> None:
        """Nothing is logged: the address holds a code."""
