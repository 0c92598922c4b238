"""A web server on the loopback that says what a test tells it to, and notes what it was asked."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """One answer; `drip_s` is the pause after every byte of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drip_s: float = 0.0
    raw: bytes | None = None


Script = Callable[[Asked], Reply]


@dataclass
class Scripted:
    """The running server: its address, what it was asked, and what it says."""

    url: str
    asked: list[Asked]
    script: Script

    def methods(self) -> list[str]:
        return [each.method for each in self.asked]


@contextlib.contextmanager
def serve(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """Run a server with a script; it may be exchanged while it runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
            running.asked.append(asked)
            reply = running.script(asked)
            with contextlib.suppress(OSError):
                self.say(reply)

        do_GET = do_PROPFIND = do_REPORT = answer  # noqa: N815

        def say(self, reply: Reply) -> None:
            if reply.raw is not None:
                self.wfile.write(reply.raw)
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if not reply.drip_s:
                self.wfile.write(reply.body)
                return
            for number in range(len(reply.body)):
                self.wfile.write(reply.body[number : number + 1])
                self.wfile.flush()
                time.sleep(reply.drip_s)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    scheme = "http"
    if tls is not None:
        scheme = "https"
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    running = Scripted(f"{scheme}://127.0.0.1:{server.server_port}", [], script)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
