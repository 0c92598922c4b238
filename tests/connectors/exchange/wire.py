"""A host on loopback that answers with bytes of a test's choice, HTTP or not."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Answer = Callable[[bytes], Iterable[bytes]]


@dataclass
class Wire:
    """A running host.

    Attributes:
        heard: The requests, header and body, in their order.
    """

    url: str
    heard: list[bytes] = field(default_factory=list)


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """An answer of HTTP."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@contextlib.contextmanager
def serve(answer: Answer) -> Iterator[Wire]:
    """A host whose answer to each request is made of the pieces that `answer` gives."""
    listener = socket.create_server(("127.0.0.1", 0))
    wire = Wire(f"http://127.0.0.1:{listener.getsockname()[1]}/EWS/Exchange.asmx")
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while request := _request(connection):
                wire.heard.append(request)
                for piece in answer(request):
                    if over.is_set():
                        return
                    connection.sendall(piece)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _request(connection: socket.socket) -> bytes:
    heard = b""
    while b"\r\n\r\n" not in heard:
        piece = connection.recv(65536)
        if not piece:
            return b""
        heard += piece
    header, _, body = heard.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in header.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            return b""
        body += piece
    return header + b"\r\n\r\n" + body
