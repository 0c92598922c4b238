"""One request and its answer over HTTP, bounded in time and bytes, and sent exactly once.

exchangelib sends over requests, which reads an answer whole before anybody can count it, bounds the
silence and not the answer, and whose NTLM repeats a request by itself. Here is the standard
library's client instead: NTLM signs in a connection and not a request, so this is one connection
that its user knows about. No redirects are followed, no proxies of the environment are used, nothing
is compressed, and nothing is logged.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from connectors.base import ConnectorError, PermanentError, TransientError
from connectors.exchange.faults import TooLarge, unsure

#: Slower than this is as good as broken off: bytes in a second, after the deadline of an answer.
SLOWEST_BYTES_S = 16_384
#: A connection that lay idle longer is not believed.
STALE_S = 50.0
_PIECE = 1 << 16
_USER_AGENT = "Rapport"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; names of headers in lower case, of several with one name all in a row."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _TooLate(TimeoutError):
    """More time than an answer may take."""


class _TooMuch(Exception):
    """More bytes than an answer may have."""


class _Patience:
    """Until when the answer under way is waited for."""

    def __init__(self, silence_s: float, deadline_s: float) -> None:
        self._silence_s = silence_s
        self._deadline_s = deadline_s
        self._end = 0.0

    def start(self) -> None:
        self._end = time.monotonic() + self._deadline_s

    def earn(self, octets: int) -> None:
        self._end += octets / SLOWEST_BYTES_S

    def seconds(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise _TooLate
        return min(left, self._silence_s)


class _Incoming(io.RawIOBase):
    """What a connection receives, every read of which ends in time; the header's too."""

    def __init__(self, inner: socket.socket, patience: _Patience) -> None:
        self._inner = inner
        self._patience = patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._inner.settimeout(self._patience.seconds())
        found = self._inner.recv_into(buffer)
        self._patience.earn(found)
        return found


class _Socket:
    """The little that the client asks of a socket, bounded in time."""

    def __init__(self, inner: socket.socket, patience: _Patience) -> None:
        self._inner = inner
        self._patience = patience

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._inner, self._patience))

    def sendall(self, octets: bytes) -> None:
        self._patience.earn(len(octets))
        self._inner.settimeout(self._patience.seconds())
        self._inner.sendall(octets)

    def close(self) -> None:
        """Nothing: the client ends its connection under an answer that is still to be read.

        Where the host wants it ended, it does so once the header is there. The line ends it.
        """


class Line:
    """One connection to one host; used by one thread.

    Args:
        account: The account's name, for sentences.
        url: Where everything is posted to.
        context: Certificates to trust; None: those of the system.
        timeout_s: The longest silence.
        deadline_s: The longest time for one answer, beside what its bytes need.

    Attributes:
        number: Of the connection: it grows with each new one.
    """

    def __init__(
        self,
        account: str,
        url: str,
        *,
        context: ssl.SSLContext | None,
        timeout_s: float,
        deadline_s: float,
    ) -> None:
        self.number = 0
        self._account = account
        self._parts = urlsplit(url)
        self._context = context
        self._timeout_s = timeout_s
        self._patience = _Patience(timeout_s, deadline_s)
        self._connection: http.client.HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self._used_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the connection of before can still be used, as far as can be told."""
        return self._connection is not None and time.monotonic() - self._used_at <= STALE_S

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
        if self._socket is not None:
            self._socket.close()
        self._connection = self._socket = None

    def certificate(self) -> bytes | None:
        """What the host showed (DER), or None: the connection is not encrypted."""
        if isinstance(self._socket, ssl.SSLSocket):
            return self._socket.getpeercert(binary_form=True)
        return None

    def connect(self) -> None:
        """A new connection, in place of the one of before.

        Raises:
            TransientError, PermanentError: there is none; nothing was told to anybody.
        """
        self.close()
        host, port = self._parts.hostname or "", self._parts.port
        try:
            if self._parts.scheme == "https":
                context = self._context or ssl.create_default_context()
                connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                    host, port, timeout=self._timeout_s, context=context
                )
            else:
                connection = http.client.HTTPConnection(host, port, timeout=self._timeout_s)
            connection.connect()
        except (OSError, UnicodeError) as error:
            raise self._broken(error) from error
        inner = connection.sock
        connection.sock = cast("socket.socket", _Socket(inner, self._patience))
        self._connection, self._socket = connection, inner
        self.number += 1

    def post(self, body: bytes, headers: Mapping[str, str], *, limit: int, makes: bool) -> Answer:
        """Send a request once, over the connection that is there; its answer, of any status.

        Args:
            body: Of the request.
            headers: Of the request.
            limit: Bytes of the answer that are taken.
            makes: Something is made, so a lost answer is no failure.

        Raises:
            ConnectionLost: the connection was closed before anything came back.
            AmbiguousDelivery: with `makes`: nobody knows.
            TransientError, PermanentError: there is no answer. TooLarge: a larger one.
        """
        if self._connection is None:
            self.connect()
        connection = self._connection
        if connection is None:  # for the type checker: `connect` made one, or raised
            raise ConnectionLost
        self._patience.start()
        handed_over = False
        try:
            connection.request(
                "POST", self._parts.path or "/", body, {"User-Agent": _USER_AGENT, **headers}
            )
            handed_over = True
            return self._receive(connection, limit)
        except _TooMuch as error:
            self.close()
            raise TooLarge(f"it has more than {limit / 1_000_000:g} MB") from error
        except (ConnectionError, http.client.RemoteDisconnected) as error:
            self.close()
            if makes and handed_over:
                raise unsure(self._account) from error
            raise ConnectionLost from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if makes and handed_over:
                raise unsure(self._account) from error.__cause__
            # `from None` where the error repeats what the server sent.
            raise self._broken(error) from (error if isinstance(error, OSError) else None)

    def lost(self) -> ConnectorError:
        """The error of a connection that is closed whenever it is used."""
        return self._broken(ConnectionResetError())

    def _receive(self, connection: http.client.HTTPConnection, limit: int) -> Answer:
        answer = connection.getresponse()
        if (answer.length or 0) > limit:
            raise _TooMuch
        pieces: list[bytes] = []
        octets = 0
        while piece := answer.read1(_PIECE):
            pieces.append(piece)
            octets += len(piece)
            if octets > limit:
                raise _TooMuch
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        headers: dict[str, str] = {}
        for name, value in answer.getheaders():
            key = name.lower()
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        # Read to its end it is not closed yet, and would hold up the next on this connection.
        answer.close()
        self._used_at = time.monotonic()
        if answer.will_close:
            self.close()
        return Answer(answer.status, headers, b"".join(pieces))

    def _broken(self, error: Exception) -> ConnectorError:
        host, account = self._parts.hostname, self._account
        if isinstance(error, ssl.SSLCertVerificationError):
            return PermanentError(
                f"{host} of account '{account}' showed a certificate that is not to be trusted; "
                "nothing was told to it. Correct the address, or trust the authority that made the "
                "certificate."
            )
        if isinstance(error, ssl.SSLError):
            return PermanentError(
                f"{host} of account '{account}' does not speak TLS as it should. Check the address "
                "of the account."
            )
        what = "cannot be reached"
        if isinstance(error, TimeoutError):
            what = "did not answer in time"
        elif isinstance(error, http.client.HTTPException):
            what = "broke off, or answered something that is not HTTP"
        return TransientError(
            f"{host} of account '{account}' {what}. What was read so far is kept; the next sync "
            "goes on from there."
        )


class ConnectionLost(Exception):
    """The connection was closed, and no answer had begun."""
