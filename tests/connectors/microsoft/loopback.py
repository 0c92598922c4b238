"""A web server on the loopback that answers with JSON, drops connections, and counts what it is asked."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass
class Asked:
    """One request.

    Attributes:
        path: Without query, decoded.
        target: As it came.
    """

    method: str
    target: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """One answer; `lost`: the connection ends in its place; `cut`: so many bytes are missing."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False
    cut: int = 0


def as_json(row: dict[str, Any], status: int = 200, **headers: str) -> Reply:
    return Reply(status, json.dumps(row).encode(), {"Content-Type": "application/json", **headers})


def refused(status: int, code: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return as_json({"error": {"code": code, "message": "said by the double"}}, status, **named)


Script = Callable[[Asked], Reply]


@contextlib.contextmanager
def serve(script: Script) -> Iterator[str]:
    """Run a server with a script; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def answer(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length", 0))
            asked = Asked(
                self.command,
                self.path,
                unquote(parts.path),
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                dict(self.headers),
                self.rfile.read(length),
            )
            reply = script(asked)
            if reply.lost:
                self.close_connection = True
                return
            with contextlib.suppress(OSError):
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[: len(reply.body) - reply.cut])
                self.wfile.flush()
                self.close_connection = self.close_connection or reply.cut > 0

        do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
