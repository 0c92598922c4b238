"""One request and its answer on a host that does not behave: it ends, and nothing is sent twice."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from connectors.google.faults import BrokenOff
from connectors.google.line import Line

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
Script = Callable[[socket.socket, int], None]


class Host:
    """Answers each connection, and each request on it, as its script says."""

    def __init__(self, script: Script) -> None:
        self.requests: list[bytes] = []
        self._script = script
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/x"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        while True:
            try:
                request = connection.recv(65536)
                if not request:
                    return
                if not request.startswith((b"GET ", b"POST ")):
                    continue  # the body of the one before
                self.requests.append(request.split(b"\r\n")[0])
                self._script(connection, len(self.requests))
            except OSError:
                return

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@contextmanager
def host(script: Script) -> Iterator[Host]:
    found = Host(script)
    try:
        yield found
    finally:
        found.close()


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line("work", context=None, timeout_s=0.5, deadline_s=0.5)
    yield line
    line.close()


def say(text: bytes) -> Script:
    return lambda connection, _: connection.sendall(text)


def hang_up(text: bytes) -> Script:
    def script(connection: socket.socket, _: int) -> None:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_RDWR)

    return script


def drip(connection: socket.socket, _: int) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        connection.sendall(b" ")
        time.sleep(0.05)


def test_connections_are_kept(line: Line) -> None:
    with host(say(OK)) as peer:
        for _ in range(3):
            assert line.ask("GET", peer.url, {}).body == b"{}"
        assert len(peer.requests) == 3


@pytest.mark.parametrize(
    "script",
    [
        hang_up(b""),
        hang_up(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}"),
        hang_up(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}"),
        hang_up(b"SMTP ready\r\n\r\n"),
        say(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"),
        say(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"),
        say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        say(b"HTTP/1.1 2000000000000000000000 OK\r\n\r\n"),
        say(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"),
        drip,
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_that_is_none_ends_in_time_and_is_asked_for_once(
    line: Line, script: Script, method: str
) -> None:
    with host(script) as peer:
        begun = time.monotonic()
        with pytest.raises(BrokenOff) as told:
            line.ask(method, peer.url, {}, b"{}" if method == "POST" else None)
        assert time.monotonic() - begun < 10
        assert told.value.handed_over
        assert len(peer.requests) == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(line: Line) -> None:
    """What reads is asked again; what writes never goes over a connection that was kept."""

    def once(connection: socket.socket, _: int) -> None:
        connection.sendall(OK)
        connection.shutdown(socket.SHUT_RDWR)

    with host(once) as peer:
        for method in ("GET", "GET", "POST", "POST"):
            assert line.ask(method, peer.url, {}).status == 200
        assert len(peer.requests) == 4


def test_a_host_that_nobody_is_at_was_handed_nothing(line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(BrokenOff) as told:
        line.ask("POST", f"http://127.0.0.1:{port}/x", {}, b"{}")
    assert not told.value.handed_over


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_answers_and_not_followed(line: Line, status: int) -> None:
    answer = f"HTTP/1.1 {status} x\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    with host(say(answer.encode())) as peer:
        assert line.ask("GET", peer.url, {"authorization": "Bearer x"}).status == status
        assert len(peer.requests) == 1
