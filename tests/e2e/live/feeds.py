"""One calendar at an address of this machine, as calendars are subscribed to."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class FeedHost:
    """Serves what `calendar` holds at any address, until the block ends.

    Attributes:
        calendar: The file.
        status: What every request is answered with; not 200: with `says` as its words.
        says: The body of such an answer; `{headers}` stands for what was sent to it.
        asked: The paths that were asked for.
    """

    def __init__(self, calendar: bytes = b"") -> None:
        self.calendar = calendar
        self.status, self.says = 200, ""
        self.asked: list[str] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked.append(self.path)
                body = host.calendar
                if host.status != 200:
                    body = host.says.replace("{headers}", f"{self.path} {self.headers}").encode()
                self.send_response(host.status)
                self.send_header("Content-Type", "text/calendar; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_PROPFIND = do_OPTIONS = do_REPORT = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def table(self, name: str = "feed") -> str:
        """The account's table of the configuration."""
        return (
            f'\n[[account]]\nname = "{name}"\nkind = "ics"\n'
            f'url = "webcal://127.0.0.1:{self.port}/{name}.ics"\n'
        )
