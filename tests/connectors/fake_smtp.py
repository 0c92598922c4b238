"""An SMTP host on the loopback that misbehaves where it is told to, and counts what it took."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

#: The places where a conversation can be cut, in order; at `dot` all of the mail has arrived.
STAGES = ("greeting", "ehlo", "mail", "rcpt", "data", "body", "dot", "reply", "quit")


class FakeSmtp:
    r"""Serves one connection after the other until the block ends.

    Args:
        cut_at: Stage at which the connection is closed without an answer; at ``body`` in the middle
            of the mail, at ``reply`` in the middle of the last answer.
        replies: Stage → what is answered instead of the usual; without a line end.
        tls: For STARTTLS, or from the first byte where `implicit` is true.
        auth: ``user\\0password`` that is accepted; None: AUTH is not offered.
        mute_at: Stage at which nothing more is ever said.
    """

    def __init__(
        self,
        *,
        cut_at: str | None = None,
        mute_at: str | None = None,
        replies: Mapping[str, bytes] | None = None,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        auth: str | None = None,
    ) -> None:
        self.cut_at, self.mute_at, self.replies = cut_at, mute_at, dict(replies or {})
        self.tls, self.implicit, self.auth = tls, implicit, auth
        self.connections = 0
        self.commands: list[str] = []
        #: (sender, recipients, mail) of what was answered with 250, or would have been.
        self.taken: list[tuple[str, list[str], bytes]] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop.set()
        # Wakes the thread that waits for a connection.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(5)
        self._listening.close()

    def _serve(self) -> None:
        while True:
            line, _ = self._listening.accept()
            if self._stop.is_set():
                line.close()
                return
            self.connections += 1
            line.settimeout(5)
            with contextlib.ExitStack() as opened, contextlib.suppress(_Cut, OSError):
                opened.enter_context(line)
                self._talk(line, opened)

    def _talk(self, line: socket.socket, opened: contextlib.ExitStack) -> None:
        if self.implicit and self.tls is not None:
            line = opened.enter_context(self.tls.wrap_socket(line, server_side=True))
        sender, recipients = "", list[str]()
        self._answer(line, "greeting", b"220 fake.example ESMTP")
        file = opened.enter_context(line.makefile("rb"))
        while command := file.readline():
            words = command.decode("ascii").strip()
            self.commands.append(words)
            verb = words.split(" ")[0].upper()
            if verb in {"EHLO", "HELO"}:
                self._answer(line, "ehlo", self._offers(line))
            elif verb == "STARTTLS" and self.tls is not None:
                self._answer(line, "starttls", b"220 go on")
                line = opened.enter_context(self.tls.wrap_socket(line, server_side=True))
                file = opened.enter_context(line.makefile("rb"))
            elif verb == "AUTH":
                given = base64.b64decode(words.split(" ")[-1]).decode()
                right = given == f"\0{self.auth}"
                self._answer(
                    line, "auth", b"235 welcome" if right else b"535 5.7.8 " + given.encode()
                )
            elif verb == "MAIL":
                sender = words
                self._answer(line, "mail", b"250 ok")
            elif verb == "RCPT":
                recipients.append(words)
                self._answer(line, "rcpt", b"250 ok")
            elif verb == "DATA":
                self._answer(line, "data", b"354 go on")
                mail = self._read(file)
                self._pause("dot")
                if self.replies.get("dot", b"250").startswith(b"250"):
                    self.taken.append((sender, recipients, mail))
                if self.cut_at == "reply":
                    line.sendall(b"25")
                    raise _Cut
                line.sendall(self.replies.get("dot", b"250 taken") + b"\r\n")
            elif verb == "QUIT":
                self._answer(line, "quit", b"221 bye")
                return
            else:
                line.sendall(b"502 what?\r\n")

    def _offers(self, line: socket.socket) -> bytes:
        offers = [b"fake.example"]
        secured = isinstance(line, ssl.SSLSocket)
        if self.tls is not None and not secured:
            offers.append(b"STARTTLS")
        if self.auth is not None and (secured or self.tls is None):
            offers.append(b"AUTH PLAIN")
        lines = [b"250-" + one for one in offers[:-1]] + [b"250 " + offers[-1]]
        return b"\r\n".join(lines)

    def _read(self, file: Iterable[bytes]) -> bytes:
        lines: list[bytes] = []
        for line in file:
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)
            if self.cut_at == "body":
                raise _Cut
        raise _Cut

    def _answer(self, line: socket.socket, stage: str, usual: bytes) -> None:
        self._pause(stage)
        line.sendall(self.replies.get(stage, usual) + b"\r\n")

    def _pause(self, stage: str) -> None:
        if self.mute_at == stage:
            self._stop.wait(5)
        if stage in {self.cut_at, self.mute_at}:
            if stage == "dot":
                # It has everything, and who is to say that it did not keep it?
                self.taken.append(("?", [], b""))
            raise _Cut


class _Cut(Exception):
    """The connection ends here."""
