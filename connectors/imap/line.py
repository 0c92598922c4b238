"""The connection to a host, with bounds: no answer takes longer, and none is larger, than allowed.

The standard client waits as long as bytes trickle in and reads a literal of whatever size it is
told. Here every answer has a deadline and a number of bytes, set before its command is sent; a host
that exceeds one is a host that broke off. Nothing that passes is logged or kept.

Not for what is said: that is `session`.
"""

from __future__ import annotations

import contextlib
import imaplib
import io
import select
import socket
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.imap.settings import ImapSettings, Tls
from connectors.limits import MAX_MESSAGE_BYTES
from connectors.loopback import is_loopback

if TYPE_CHECKING:
    from typing_extensions import Buffer

#: The longest line: the numbers of a million messages, as one answer to a search.
MAX_LINE = 10_000_000
#: The largest literal: a message within the limits, from a host that measures badly (Exchange
#: estimates sizes before it has made the message).
MAX_LITERAL = 2 * MAX_MESSAGE_BYTES
#: What any answer may have, beside the bytes that were asked for.
_SPARE_BYTES = 4 << 20
#: Slower than this is as good as broken off: bytes in a second.
_MIN_RATE = 16_384


@dataclass(slots=True)
class _Allowance:
    """What is left of the answer under way."""

    deadline: float
    octets: int

    def seconds(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        return left

    def spend(self, count: int) -> None:
        self.octets -= count
        if self.octets < 0:
            raise ConnectionAbortedError("the answer has more bytes than were asked for")


class _Incoming(io.RawIOBase):
    """The bytes of a socket, within the allowance; none while `quiet`."""

    def __init__(self, sock: socket.socket, allowance: _Allowance, silence_s: float) -> None:
        self._sock = sock
        self._allowance = allowance
        self._silence_s = silence_s
        self.quiet = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        if self.quiet:
            return None
        self._sock.settimeout(min(self._silence_s, self._allowance.seconds()))
        count = self._sock.recv_into(buffer)
        self._allowance.spend(count)
        return count


class Line(imaplib.IMAP4):
    """`imaplib` over a bounded, encrypted connection; connects when it is made.

    Attributes:
        handed_over: Whether all of a message was sent since `allow`: from then on the host may have
            taken it, whatever becomes of the connection.

    Raises:
        OSError: no connection, or no trusted one. `imaplib.IMAP4.error`: no greeting.
    """

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self._allowance = _Allowance(0.0, 0)
        self.handed_over = False
        self._idle_tag = b""
        self.allow()
        super().__init__(*settings.address)

    def allow(self, octets: int = 0) -> None:
        """Begin a command whose answer has about `octets` bytes."""
        seconds = self._settings.deadline_s + octets / _MIN_RATE
        self._allowance.deadline = time.monotonic() + seconds
        self._allowance.octets = 2 * octets + _SPARE_BYTES
        self.handed_over = False

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect; called by the base class."""
        self.host, self.port = host, port
        sock = socket.create_connection((host, port), self._settings.timeout_s)
        try:
            if self._settings.tls is Tls.NONE and not is_loopback(sock.getpeername()[0]):
                # A name for this machine that leads to another one.
                raise ConnectionRefusedError(f"{host} is not this machine")
            if self._settings.tls is Tls.IMPLICIT:
                sock = self._encrypted(sock)
        except OSError:
            sock.close()
            raise
        self._attach(sock)

    def start_tls(self) -> None:
        """Encrypt the connection (RFC 9051, 6.2.1).

        Raises:
            imaplib.IMAP4.error: the host refused, or said something behind its consent that was
                not encrypted: somebody on the way put it there (CVE-2011-0411).
        """
        typ, _ = self._simple_command("STARTTLS")
        if typ != "OK":
            raise self.error("STARTTLS was refused")
        if self._has_more():
            raise self.abort("unencrypted words behind STARTTLS")
        self._attach(self._encrypted(self.sock))
        self.untagged_responses.clear()

    def wait(self, seconds: float) -> bool:
        """Whether the host says something within that time."""
        if self._has_more() or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return True
        return bool(select.select([self.sock], [], [], seconds)[0])

    def begin_idle(self) -> bool:
        """Ask to be told what happens (RFC 2177); nothing else may be asked before `end_idle`.

        Returns:
            Whether the host had something to tell already.
        """
        self.untagged_responses.clear()
        self._idle_tag = self._command("IDLE")
        while self._get_response():
            if self.tagged_commands[self._idle_tag]:
                raise self.error("IDLE was refused")
        return self._tells_of_messages()

    def hear(self) -> bool:
        """Read what the host says while idle; whether it tells of messages."""
        self.allow()
        self._get_response()
        return self._tells_of_messages()

    def end_idle(self) -> bool:
        """Nothing more needs to be told; whether something still was."""
        self.allow()
        self.send(b"DONE\r\n")
        self._command_complete("IDLE", self._idle_tag)
        return self._tells_of_messages()

    def _tells_of_messages(self) -> bool:
        # Else it is "still here", which some hosts say every two minutes.
        return not self.untagged_responses.keys() <= {"OK", "BYE"}

    def read(self, size: int) -> bytes:
        """A literal; called by the base class."""
        if size > MAX_LITERAL:
            raise self.abort(f"a literal of {size} bytes")
        return self._buffered.read(size)

    def readline(self) -> bytes:
        """A line; called by the base class."""
        line = self._buffered.readline(MAX_LINE + 1)
        if len(line) > MAX_LINE:
            raise self.abort("a line without an end")
        return line

    def send(self, data: Buffer) -> None:
        """Bytes to the host; called by the base class."""
        # A line end by itself follows nothing but a literal, and with it the host has all of it.
        self.handed_over = self.handed_over or data == b"\r\n"
        self.sock.settimeout(self._allowance.seconds())
        self.sock.sendall(data)

    def hang_up(self) -> None:
        """Let go of the connection, whatever state it is in; no word is sent."""
        with contextlib.suppress(OSError):
            self.shutdown()

    def __del__(self) -> None:
        """Whoever lets go of a mailbox lets go of its connection."""
        if "sock" in self.__dict__:
            self.hang_up()

    def _log(self, line: str) -> None:
        """The base class keeps the last lines, passwords among them."""

    def _encrypted(self, sock: socket.socket) -> ssl.SSLSocket:
        context = self._settings.context or ssl.create_default_context()
        return context.wrap_socket(sock, server_hostname=self.host)

    def _attach(self, sock: socket.socket) -> None:
        self.sock = sock
        self._incoming = _Incoming(sock, self._allowance, self._settings.timeout_s)
        self.file = self._buffered = io.BufferedReader(self._incoming, 1 << 16)

    def _has_more(self) -> bool:
        """Whether bytes were read from the socket that nobody asked for yet."""
        self._incoming.quiet = True
        try:
            return bool(self._buffered.peek(1))
        finally:
            self._incoming.quiet = False
