"""One request and its answer over HTTP, bounded in time and bytes, and sent exactly once.

The transport that comes with Google's client (httplib2) repeats a request by itself when a
connection breaks, a POST too: a draft whose confirmation got lost would be made twice. So this is
the standard library's client instead, behind the few things that Google's asks of a transport. No
redirects are followed, no proxies of the environment are used, nothing is compressed.
"""

from __future__ import annotations

import http.client
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from connectors.google.faults import unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectors.base import ConnectorError

#: A message of the largest size that Gmail keeps, in base64, and its JSON.
MAX_ANSWER_BYTES = 80_000_000
#: Slower than this a host is not coming to an end.
SLOWEST_BYTES_S = 16_000
#: A connection that lay idle longer is not believed.
STALE_S = 50.0
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _TooMuch(OSError):
    """More time or bytes than an answer may take."""


class Line:
    """Connections to a few hosts, one each; used by one thread.

    Args:
        account: The account's name, for sentences.
        context: Certificates to trust; None: those of the system.
        timeout_s: The longest silence.
        deadline_s: The longest time for one answer, beside what its bytes need.
    """

    def __init__(
        self,
        account: str,
        *,
        context: ssl.SSLContext | None,
        timeout_s: float,
        deadline_s: float,
    ) -> None:
        self._account = account
        self._context = context
        self._timeout_s = timeout_s
        self._deadline_s = deadline_s
        self._kept: dict[tuple[str, str], tuple[http.client.HTTPConnection, float]] = {}

    def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        """Send a request once; its answer, of whatever status.

        A connection that was kept may have been closed by the host meanwhile; what only reads is
        then asked on a new one, and what writes always is.

        Raises:
            BrokenOff: there is no answer. PermanentError: a certificate that is not to be trusted.
        """
        parts = urlsplit(url)
        kept = self._take(parts) if method == "GET" else None
        if kept is not None:
            try:
                self._send(kept, parts, method, headers, body)
                return self._receive(kept, parts)
            except ConnectionError:
                kept.close()  # the host closed it meanwhile
            except (OSError, http.client.HTTPException) as error:
                kept.close()
                raise self._broken_off(parts, error, handed_over=True) from error
        return self._ask_anew(parts, method, headers, body)

    def _ask_anew(
        self, parts: SplitResult, method: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        handed_over = False
        connection: http.client.HTTPConnection | None = None
        try:
            connection = self._connect(parts)
            self._send(connection, parts, method, headers, body)
            handed_over = True
            return self._receive(connection, parts)
        except (OSError, http.client.HTTPException) as error:
            if connection is not None:
                connection.close()
            raise self._broken_off(parts, error, handed_over=handed_over) from error

    def close(self) -> None:
        """End all connections."""
        for connection, _ in self._kept.values():
            connection.close()
        self._kept = {}

    def _send(
        self,
        connection: http.client.HTTPConnection,
        parts: SplitResult,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> None:
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request(method, target, body, dict(headers))

    def _receive(self, connection: http.client.HTTPConnection, parts: SplitResult) -> Answer:
        answer = connection.getresponse()
        content = self._read(answer)
        if answer.will_close:
            connection.close()
        else:
            self._kept[parts.scheme, parts.netloc] = connection, time.monotonic()
        return Answer(
            answer.status, {name.lower(): value for name, value in answer.getheaders()}, content
        )

    def _broken_off(
        self, parts: SplitResult, error: Exception, *, handed_over: bool
    ) -> ConnectorError:
        return unreachable(self._account, parts.hostname or "", error, handed_over=handed_over)

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        begun = time.monotonic()
        pieces: list[bytes] = []
        octets = 0
        while piece := answer.read1(_PIECE):
            pieces.append(piece)
            octets += len(piece)
            allowed = self._deadline_s + octets / SLOWEST_BYTES_S
            if octets > MAX_ANSWER_BYTES or time.monotonic() - begun > allowed:
                raise _TooMuch
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        # Read to its end it is not closed yet, and would hold up the next on this connection.
        answer.close()
        return b"".join(pieces)

    def _take(self, parts: SplitResult) -> http.client.HTTPConnection | None:
        found = self._kept.pop((parts.scheme, parts.netloc), None)
        if found is None or time.monotonic() - found[1] <= STALE_S:
            return found and found[0]
        found[0].close()
        return None

    def _connect(self, parts: SplitResult) -> http.client.HTTPConnection:
        host, port = parts.hostname or "", parts.port
        kept = self._kept.pop((parts.scheme, parts.netloc), None)
        if kept is not None:
            kept[0].close()
        if parts.scheme == "https":
            context = self._context or ssl.create_default_context()
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=self._timeout_s, context=context
            )
        else:
            connection = http.client.HTTPConnection(host, port, timeout=self._timeout_s)
        connection.connect()
        return connection
