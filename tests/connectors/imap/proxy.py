"""A wire between a program and a host that goes wrong where it is told to, and counts what passes.

It listens on the loopback and hands every connection on, plain text both ways. What goes wrong is
set as attributes before or while a connection is open.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from types import TracebackType
from typing import Self


class Wire:
    """Serves connections until the block ends.

    Attributes:
        cut_before: A pattern in what the program sends: it is not handed on, and the wire is cut.
        cut_after: A pattern in what the program sends: the wire is cut as soon as the host answers
            to it; the answer is lost.
        cut_at_answer: A pattern in what the host says: cut there, before it is handed on.
        mute_at: A pattern in what the program sends: from there on nothing passes either way, and
            nobody hangs up: a half-open connection.
        bye_at: A pattern in what the program sends: the host says BYE in its place.
        delay_s: How long every answer takes.
        drip_s: From the third answer on, bytes come one by one, so many seconds apart.
        sent: All that the program sent.
        bodies: Whole messages that passed to the program.
        connections: How many there were.
    """

    def __init__(self, address: str, port: int) -> None:
        self._target = (address, port)
        self.cut_before: bytes | None = None
        self.cut_after: bytes | None = None
        self.cut_at_answer: bytes | None = None
        self.mute_at: bytes | None = None
        self.bye_at: bytes | None = None
        self.delay_s = 0.0
        self.drip_s = 0.0
        self.sent = b""
        self.bodies = 0
        self.octets = 0
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._run(self._serve)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._hang_up(self._listening, *self._open)
        for thread in self._threads:
            thread.join(5)

    def commands(self, pattern: bytes) -> int:
        """How many commands of that kind the program sent."""
        return len(re.findall(pattern, self.sent))

    def _run(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while True:
            try:
                program, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            host = socket.create_connection(self._target)
            self._open += [program, host]
            state = {"muted": False, "cutting": False}
            self._run(self._to_host, program, host, state)
            self._run(self._to_program, program, host, state)

    def _to_host(self, program: socket.socket, host: socket.socket, state: dict[str, bool]) -> None:
        with contextlib.suppress(OSError):
            while octets := program.recv(1 << 16):
                self.sent += octets
                if self.mute_at and re.search(self.mute_at, octets):
                    state["muted"] = True
                if state["muted"]:
                    continue
                if self.bye_at and re.search(self.bye_at, octets):
                    program.sendall(b"* BYE Server shutting down.\r\n")
                    break
                if self.cut_before and re.search(self.cut_before, octets):
                    break
                if self.cut_after and re.search(self.cut_after, octets):
                    state["cutting"] = True
                host.sendall(octets)
        self._hang_up(program, host)

    def _to_program(
        self, program: socket.socket, host: socket.socket, state: dict[str, bool]
    ) -> None:
        answers = 0
        with contextlib.suppress(OSError):
            while octets := host.recv(1 << 20):
                answers += 1
                if state["muted"]:
                    continue
                if state["cutting"]:
                    break
                if self.cut_at_answer and re.search(self.cut_at_answer, octets):
                    break
                time.sleep(self.delay_s)
                self.bodies += len(re.findall(rb"BODY\[\] (?:\{|\")", octets))
                self.octets += len(octets)
                if self.drip_s and answers > 2:
                    for at in range(len(octets)):
                        program.sendall(octets[at : at + 1])
                        time.sleep(self.drip_s)
                else:
                    program.sendall(octets)
        self._hang_up(program, host)

    @staticmethod
    def _hang_up(*sockets: socket.socket) -> None:
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
