"""A host on the loopback that says what it is told to: for what no real one does when it is asked to.

It knows just enough IMAP for a sign-in, a listing and a folder of small messages.
"""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import threading
from collections.abc import Mapping, Set
from types import TracebackType
from typing import Any, Self

from connectors.imap import ImapMail, ImapSettings, Tls


class ScriptedHost:
    """Serves one connection after the other until the block ends.

    Args:
        script: Command → what is answered instead of the usual; ``{tag}`` is put in. The command
            `b""` stands for a line that belongs to a sign-in under way.
        messages: How many messages INBOX has; their UIDs are 10, 20, …
        broken: Numbers of messages whose bodies are refused.
        unlisted: Numbers of messages that no listing names, though they are counted.
        withheld: Numbers of messages whose bodies are never told.
        deadly: Numbers of messages over whose bodies it breaks off.
        aside: Said before every answer to a FETCH.
    """

    def __init__(
        self,
        script: Mapping[bytes, bytes | None],
        *,
        greeting: bytes = b"* OK ready\r\n",
        capabilities: bytes = b"IMAP4rev1 AUTH=PLAIN",
        messages: int = 0,
        broken: Set[int] = frozenset(),
        deadly: Set[int] = frozenset(),
        withheld: Set[int] = frozenset(),
        unlisted: Set[int] = frozenset(),
        aside: bytes = b"",
    ) -> None:
        self.script = dict(script)
        self.greeting, self.capabilities = greeting, capabilities
        self.messages, self.broken, self.deadly, self.aside = messages, broken, deadly, aside
        self.connections, self.withheld, self.unlisted = 0, withheld, unlisted
        self.validity = 7
        self.heard = b""
        self.tokens: list[bytes] = []
        self._open: socket.socket | None = None
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
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
        for each in (self._listening, self._open):
            if each is not None:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def settings(self, **values: Any) -> ImapSettings:
        usual = {"secret": lambda: "", "tls": Tls.NONE, "timeout_s": 2.0, "deadline_s": 3.0}
        return ImapSettings("127.0.0.1", "ann", port=self.port, **{**usual, **values})

    def mail(self, **values: Any) -> ImapMail:
        limits = values.pop("limits", None)
        return ImapMail("work", self.settings(**values), limits=limits)

    def _serve(self) -> None:
        while True:
            try:
                program, _ = self._listening.accept()
            except OSError:
                return
            program.settimeout(10)
            self._open = program
            self.connections += 1
            with program:
                try:
                    program.sendall(self.greeting)
                    self._converse(program)
                except OSError:
                    continue

    def _converse(self, program: socket.socket) -> None:
        with program.makefile("rb") as lines:
            while line := lines.readline():
                self.heard += line
                tag, _, rest = line.strip().partition(b" ")
                command = rest.upper()
                if command.startswith(b"AUTHENTICATE") and b"AUTHENTICATE" not in self.script:
                    program.sendall(b"+ \r\n")
                    self.tokens.append(base64.b64decode(lines.readline()))
                    program.sendall(tag + b" OK in\r\n")
                    continue
                if command.startswith(b"AUTHENTICATE"):
                    program.sendall(b"+ \r\n")
                    lines.readline()
                    program.sendall(self._scripted(b"AUTHENTICATE", tag))
                    if b"" in self.script:
                        lines.readline()
                        program.sendall(self._scripted(b"", tag))
                    continue
                for name in self.script:
                    if name and command.startswith(name) and self.script[name] is not None:
                        program.sendall(self._scripted(name, tag))
                        break
                else:
                    program.sendall(self._usual(command, tag))

    def _scripted(self, name: bytes, tag: bytes) -> bytes:
        return (self.script[name] or b"").replace(b"{tag}", tag)

    def _usual(self, command: bytes, tag: bytes) -> bytes:
        listed = [each for each in range(1, self.messages + 1) if each not in self.unlisted]
        uids = b" ".join(b"%d" % (10 * number) for number in listed)
        if command.startswith(b"CAPABILITY"):
            said = b"* CAPABILITY " + self.capabilities + b"\r\n"
        elif command.startswith(b"LIST"):
            said = b'* LIST () "/" INBOX\r\n'
        elif command.startswith(b"EXAMINE"):
            said = b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] .\r\n" % (
                self.messages,
                self.validity,
            )
        elif command.startswith(b"UID SEARCH"):
            said = b"* SEARCH " + uids + b"\r\n"
        elif command.startswith(b"UID FETCH"):
            return self._fetch(command, tag)
        else:
            said = b""
        return said + tag + b" OK done\r\n"

    def _fetch(self, command: bytes, tag: bytes) -> bytes:
        wanted = {int(uid) for uid in re.findall(rb"\d+", command.split(b" ")[2])}
        if b"*" in command:
            numbers = set(range(1, self.messages + 1)) - self.unlisted
            wanted = {10 * number for number in numbers}
        said = self.aside
        for number in range(1, self.messages + 1):
            if 10 * number not in wanted:
                continue
            if b"BODY.PEEK[]" in command and number in self.deadly:
                raise BrokenPipeError
            if b"BODY.PEEK[]" in command and number in self.broken:
                return said + tag + b" NO [EXPUNGEISSUED] cannot be read\r\n"
            if b"BODY.PEEK[]" in command and number in self.withheld:
                continue
            text = b"Message-ID: <%d@a.example>\r\n\r\nHello\r\n" % number
            items = b"UID %d FLAGS () RFC822.SIZE %d" % (10 * number, len(text))
            if b"X-GM-THRID" in command:
                items += (
                    b' X-GM-THRID 1278455344230334865 X-GM-LABELS ("\\\\Inbox" Kund&AOQ- "a b")'
                )
            if b"HEADER.FIELDS" in command:
                head = text.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
                items += b" BODY[HEADER.FIELDS (MESSAGE-ID)] {%d}\r\n" % len(head) + head
            if b"BODY.PEEK[]" in command:
                items = b"UID %d BODY[] {%d}\r\n" % (10 * number, len(text)) + text
            said += b"* %d FETCH (%s)\r\n" % (number, items)
        return said + tag + b" OK done\r\n"
