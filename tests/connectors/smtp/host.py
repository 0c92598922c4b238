"""An SMTP host on the loopback that says and drops what it is told to, and counts what it took."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from connectors.smtp import SmtpSettings, Tls

#: Where a connection can be cut before anything can have been taken, in order.
BEFORE = ("connect", "greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "body")
#: Where all of the mail has arrived: at the final dot, and in the middle of the answer to it.
BEHIND = ("dot", "reply")


@dataclass(frozen=True)
class Taken:
    """A mail that was answered with 250, or would have been."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class ScriptedSmtp:
    r"""Serves one connection after the other until the block ends.

    Args:
        replies: Stage → what is answered instead of the usual, without a line end. Stages are
            ``greeting``, the commands in capitals, ``dot``; ``RCPT:address`` is one recipient's.
        cut_at: Stage at which the connection ends: ``connect``, one of those, ``body`` in the
            middle of the text, ``reply`` in the middle of the last answer.
        mute_at: Stage at which nothing more is said.
        offers: What EHLO tells.
        tls: For STARTTLS, or from the first byte where `implicit` is true.
        on_taken: Called with a mail before its answer.
    """

    def __init__(
        self,
        *,
        replies: Mapping[str, bytes] | None = None,
        cut_at: str | None = None,
        mute_at: str | None = None,
        offers: tuple[str, ...] = ("8BITMIME", "SMTPUTF8", "SIZE 1000000"),
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        on_taken: Callable[[Taken], None] | None = None,
    ) -> None:
        self.replies, self.cut_at, self.mute_at = dict(replies or {}), cut_at, mute_at
        self.offers, self.tls, self.implicit, self.on_taken = offers, tls, implicit, on_taken
        self.connections = 0
        self.commands: list[str] = []
        self.taken: list[Taken] = []
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

    def settings(self, **values: Any) -> SmtpSettings:
        """How it is reached."""
        usual = {"tls": Tls.NONE, "timeout_s": 2.0, "deadline_s": 3.0, "port": self.port}
        return SmtpSettings(values.pop("host", "127.0.0.1"), **{**usual, **values})

    def verbs(self) -> list[str]:
        """The commands that came, without what they said."""
        return [each.split(" ")[0] for each in self.commands]

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
                self._pause("connect")
                self._converse(line, opened)

    def _converse(self, line: socket.socket, opened: contextlib.ExitStack) -> None:
        if self.implicit and self.tls is not None:
            line = opened.enter_context(self.tls.wrap_socket(line, server_side=True))
        self._answer(line, "greeting", b"220 host.example ESMTP")
        file = opened.enter_context(line.makefile("rb"))
        sender, recipients = "", list[str]()
        while command := file.readline():
            words = command.decode("utf-8", "replace").strip()
            self.commands.append(words)
            verb = words.split(" ")[0]
            address = "".join(re.findall(r"<(.*)>", words))
            if verb == "STARTTLS":
                self._answer(line, verb, b"220 go on")
                assert self.tls is not None
                line = opened.enter_context(self.tls.wrap_socket(line, server_side=True))
                file = opened.enter_context(line.makefile("rb"))
            elif verb == "MAIL":
                sender = address
                self._answer(line, verb, b"250 ok")
            elif verb == "RCPT":
                recipients.append(address)
                self._answer(line, verb, self.replies.get(f"RCPT:{address}", b"250 ok"))
            elif verb == "DATA":
                self._answer(line, verb, b"354 go on")
                if self.replies.get("DATA", b"354").startswith(b"354"):
                    self._take(line, file, sender, recipients)
            elif verb == "QUIT":
                return
            else:
                self._answer(line, verb, self._usual(line, words))

    def _usual(self, line: socket.socket, words: str) -> bytes:
        """What is answered to a command that changes nothing here; within a sign-in, to a word."""
        if words.startswith("EHLO"):
            return self._offers(secured=isinstance(line, ssl.SSLSocket))
        if words == "RSET":
            return b"250 forgotten"
        asks_on = words == "AUTH LOGIN" or self.commands[-2:-1] == ["AUTH LOGIN"]
        return b"334 " if asks_on else b"235 welcome"

    def _offers(self, *, secured: bool) -> bytes:
        offers = ["host.example", *self.offers]
        if self.tls is not None and not secured:
            offers.append("STARTTLS")
        return "\r\n".join(
            f"250{' ' if number == len(offers) else '-'}{each}"
            for number, each in enumerate(offers, 1)
        ).encode()

    def _take(self, line: socket.socket, file: Any, sender: str, recipients: list[str]) -> None:
        lines: list[bytes] = []
        for each in file:
            if each == b".\r\n":
                break
            lines.append(each[1:] if each.startswith(b".") else each)
            self._pause("body")
        else:
            raise _Cut
        answer = self.replies.get("dot", b"250 taken")
        if answer.startswith(b"250"):
            taken = Taken(sender, tuple(recipients), b"".join(lines))
            self.taken.append(taken)
            if self.on_taken is not None:
                self.on_taken(taken)
        self._pause("dot")
        if self.cut_at == "reply":
            line.sendall(b"25")
            raise _Cut
        line.sendall(answer + b"\r\n")

    def _answer(self, line: socket.socket, stage: str, usual: bytes) -> None:
        self._pause(stage)
        line.sendall(self.replies.get(stage, usual) + b"\r\n")

    def _pause(self, stage: str) -> None:
        if self.mute_at == stage:
            self._stop.wait(5)
        if stage in {self.cut_at, self.mute_at}:
            raise _Cut


class _Cut(Exception):
    """The connection ends here."""


def unpack(words: str) -> str:
    """What a sign-in said, from its last word."""
    return base64.b64decode(words.rsplit(" ", 1)[-1]).decode()
