"""One connection to a host that takes mail: commands and replies, each within bounds.

The standard client waits as long as bytes trickle in, keeps replies of any length, signs in by ways
of its own choice, and cannot say whether the final dot had left. Here every step has a silence and
a deadline, a reply a number of bytes, and the dot is a step of its own. Nothing that passes is
logged or kept.

Not for what is said: that is `conversation`.
"""

from __future__ import annotations

import contextlib
import io
import re
import socket
import ssl
import time
from dataclasses import dataclass

from connectors.base import PermanentError
from connectors.loopback import is_loopback
from connectors.smtp.settings import SmtpSettings, Tls

#: Octets of a reply's line (RFC 5321 allows 512) and of a whole reply; more is no reply.
MAX_LINE, MAX_REPLY = 2_048, 65_536
#: Octets of a command: a token in a sign-in is the longest (RFC 4954, 4).
MAX_COMMAND = 12_288
#: What a refusal is quoted with.
MAX_WORDS = 160
#: Slower than this is as good as broken off: bytes in a second.
_MIN_RATE = 16_384
_CHUNK = 1 << 16

_REPLY = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


class BrokenOff(ConnectionError):
    """The host ended the connection, instead of a reply or within one."""


class Senseless(Exception):
    """What the host said is no reply of SMTP."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the host answered: 2xx done, 3xx go on, 4xx not now, 5xx never."""

    code: int
    lines: tuple[str, ...] = ()

    @property
    def kind(self) -> int:
        """The first digit."""
        return self.code // 100

    def __str__(self) -> str:
        """Code and words as one short line of plain characters."""
        plain = " ".join(_UNPRINTABLE.sub(" ", " ".join(self.lines)).split())
        words = f"{self.code} {plain}".strip()
        return words if len(words) <= MAX_WORDS else words[: MAX_WORDS - 1] + "…"


class _Incoming(io.RawIOBase):
    """The bytes of a socket, in time, up to a number; without waiting while `quiet`."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.silence_s = self.until = 0.0
        self.octets = 0
        self.quiet = self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        self._sock.settimeout(0 if self.quiet else min(self.silence_s, seconds_to(self.until)))
        try:
            count = self._sock.recv_into(buffer)
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        self.ended = not count
        self.octets -= count
        if self.octets < 0:
            raise Senseless("a reply without an end")
        return count


class Line:
    """A connection; opened when it is made.

    Args:
        settings: How the host is reached.
        octets: About how many are going to be written, for the time that this needs.

    Raises:
        OSError: no connection, or no trusted one.
    """

    def __init__(self, settings: SmtpSettings, octets: int = 0) -> None:
        self._settings = settings
        self._until = time.monotonic() + settings.deadline_s + octets / _MIN_RATE
        sock = socket.create_connection(settings.address, settings.timeout_s)
        try:
            if settings.tls is Tls.NONE and not is_loopback(sock.getpeername()[0]):
                # A name for this machine that leads to another one.
                raise ConnectionRefusedError(f"{settings.host} is not this machine")
            if settings.tls is Tls.IMPLICIT:
                sock = self._encrypted(sock)
        except OSError:
            sock.close()
            raise
        self._attach(sock)

    def command(self, words: str) -> Reply:
        """Say something, and hear the answer.

        Raises:
            OSError: the connection is over. Senseless: the answer is none.
        """
        octets = words.encode()
        if len(octets) > MAX_COMMAND or any(each in octets for each in b"\r\n\0"):
            raise PermanentError(
                f"Something that {self._settings.host} has to be told does not fit into one line; "
                "it was not told."
            )
        self.write(octets + b"\r\n")
        return self.reply()

    def reply(self) -> Reply:
        """The next reply; as `command`."""
        return self._read(self._settings.timeout_s, self._until)

    def write(self, octets: bytes) -> None:
        """Bytes as they are."""
        for at in range(0, len(octets), _CHUNK):
            self._sock.settimeout(min(self._settings.timeout_s, seconds_to(self._until)))
            self._sock.sendall(octets[at : at + _CHUNK])

    def end_message(self) -> Reply:
        """The final dot, and the answer to it, for which there is a deadline anew.

        Raises:
            OSError, Senseless: nobody knows whether the host has the message.
        """
        self._until = time.monotonic() + self._settings.deadline_s
        self.write(b".\r\n")
        return self._read(self._settings.deadline_s, self._until)

    def hear(self) -> Reply | None:
        """What the host said without being asked, or None; nothing is waited for.

        Raises:
            OSError: the connection is over. Senseless: it is no reply.
        """
        self._incoming.quiet = True
        self._incoming.octets = MAX_REPLY
        try:
            said = self._buffered.peek(1)
        finally:
            self._incoming.quiet = False
        if not said and self._incoming.ended:
            raise BrokenOff("the host hung up")
        return self.reply() if said else None

    def start_tls(self) -> None:
        """Encrypt the connection, once the host consented (RFC 3207).

        Raises:
            OSError: no trusted connection. Senseless: the host went on without encryption:
                somebody on the way put words into its mouth (CVE-2011-0411).
        """
        if self.hear() is not None:
            raise Senseless("unencrypted words behind STARTTLS")
        self._attach(self._encrypted(self._sock))

    def hang_up(self, *, politely: bool = False) -> None:
        """Let go of the connection, whatever state it is in; nothing is raised."""
        with contextlib.suppress(OSError):
            if politely:
                # What it answers harms nobody, so nobody waits for it.
                self.write(b"QUIT\r\n")
        with contextlib.suppress(OSError):
            self._sock.close()

    def _read(self, silence_s: float, until: float) -> Reply:
        incoming = self._incoming
        incoming.silence_s, incoming.until, incoming.octets = silence_s, until, MAX_REPLY
        code, lines = 0, list[str]()
        while True:
            line = self._buffered.readline(MAX_LINE)
            if not line.endswith(b"\n"):
                if len(line) == MAX_LINE:
                    raise Senseless("a line without an end")
                raise BrokenOff("the host hung up")
            found = _REPLY.fullmatch(line.rstrip(b"\r\n"))
            if found is None or (lines and int(found[1]) != code):
                raise Senseless("something that is no reply")
            code = int(found[1])
            lines.append((found[3] or b"").decode("utf-8", "replace"))
            if found[2] != b"-":
                return Reply(code, tuple(lines))

    def _encrypted(self, sock: socket.socket) -> ssl.SSLSocket:
        context = self._settings.context or ssl.create_default_context()
        sock.settimeout(min(self._settings.timeout_s, seconds_to(self._until)))
        return context.wrap_socket(sock, server_hostname=self._settings.host)

    def _attach(self, sock: socket.socket) -> None:
        self._sock = sock
        self._incoming = _Incoming(sock)
        self._buffered = io.BufferedReader(self._incoming, MAX_LINE)


def seconds_to(moment: float) -> float:
    """Seconds until a moment of the monotonic clock.

    Raises:
        TimeoutError: it has passed.
    """
    left = moment - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    return left
