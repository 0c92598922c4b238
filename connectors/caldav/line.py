"""One request, one answer, within bounds: of time, of bytes, and of whom may be asked.

httpx bounds the silence between two bytes, not an answer; it follows redirects with the same
patience, logs every address, and takes proxies from the environment. Here its transport layer
(httpcore) is used bare: every answer has a deadline and a number of bytes, a name is resolved once
and the address looked at before it is connected to, nothing is followed, and nothing is logged.

Not for what is asked: that is `session` and `feed`.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import TracebackType
from typing import Any

import httpcore
import httpx

from connectors.caldav.faults import NotThatAddress, Senseless, TooLarge, broken_off

#: Slower than this is as good as broken off: bytes in a second, after the deadline of an answer.
_MIN_RATE = 16_384
_READ_BYTES = 1 << 16
_USER_AGENT = "Rapport"


@dataclass(slots=True)
class _Patience:
    """Until when the answer under way is waited for."""

    silence_s: float
    deadline: float = 0.0

    def start(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds

    def earn(self, octets: int) -> None:
        self.deadline += octets / _MIN_RATE

    def seconds(self, wanted: float | None) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer took too long")
        return min(left, self.silence_s, wanted or self.silence_s)


class _Stream(httpcore.NetworkStream):
    """A connection whose every read and write ends in time."""

    def __init__(self, inner: httpcore.NetworkStream, patience: _Patience) -> None:
        self._inner = inner
        self._patience = patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        found = self._inner.read(max_bytes, self._patience.seconds(timeout))
        self._patience.earn(len(found))
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._patience.seconds(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._patience.seconds(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._patience)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Network(httpcore.NetworkBackend):
    """Connects to addresses that may be asked.

    Attributes:
        only_loopback: The exchange is not encrypted.
        may_be_private: Whether addresses within a network are taken.
        private: Hosts that turned out to be such.
    """

    def __init__(self, patience: _Patience) -> None:
        self._patience = patience
        self._inner = httpcore.SyncBackend()
        self.only_loopback = False
        self.may_be_private = True
        self.private: set[str] = set()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise OSError("no name of a host") from error
        addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
        for address in addresses:
            self._look_at(host, ip_address(address))
        failure: Exception = OSError("the name has no address")
        for address in addresses:
            seconds = self._patience.seconds(timeout)
            try:
                inner = self._inner.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(inner, self._patience)
        raise failure

    def _look_at(self, host: str, address: IPv4Address | IPv6Address) -> None:
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or address
        if self.only_loopback and not address.is_loopback:
            raise NotThatAddress("is not this machine, and http is not encrypted")
        if address.is_global:
            return
        self.private.add(host)
        if not self.may_be_private:
            raise NotThatAddress("lies within a private network, where the address given does not")


@dataclass(slots=True)
class Answer:
    """What a server said; the body is read once, by `chunks` or `read`.

    Attributes:
        limit: Bytes of the body that are taken, packed or not.
    """

    url: httpx.URL
    status: int
    headers: httpx.Headers
    limit: int
    _raw: Iterable[bytes]

    def chunks(self) -> Iterator[bytes]:
        """The body, unpacked, in pieces of bounded size.

        Raises:
            TooLarge: it has more than `limit` bytes. Senseless: it is packed in another way than
                was offered.
        """
        packing = self.headers.get("Content-Encoding", "identity").strip().lower()
        if packing not in ("identity", "gzip", "x-gzip", ""):
            raise Senseless("it is packed in a way that was not asked for")
        taken = 0
        for piece in self._raw if "gzip" not in packing else _unpack(self._raw):
            taken += len(piece)
            if taken > self.limit:
                raise TooLarge(f"it has more than {self.limit / 1_000_000:g} MB")
            yield piece

    def read(self) -> bytes:
        """The whole body; raises as `chunks`."""
        return b"".join(self.chunks())


def _unpack(raw: Iterable[bytes]) -> Iterator[bytes]:
    # httpx would unpack whatever a piece holds at once, a thousand times its size.
    engine = zlib.decompressobj(wbits=31)
    empty = True
    for piece in raw:
        empty, rest = False, piece
        while True:
            try:
                found = engine.decompress(rest, _READ_BYTES)
            except zlib.error as error:
                raise Senseless("it is packed wrongly") from error
            yield found
            rest = engine.unconsumed_tail
            if not rest and len(found) < _READ_BYTES:
                break
    if not empty and not engine.eof:
        raise Senseless("it is cut off")


class Line:
    """Connections to the hosts of one account; a context manager that closes them.

    Args:
        account: Its name, for sentences.
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
        # At DEBUG httpcore repeats what a server sends: redirects to secret addresses, and, from a
        # server that echoes, the password. It logs nothing else.
        logging.getLogger("httpcore").setLevel(logging.INFO)
        self._account = account
        self._deadline_s = deadline_s
        self._timeout_s = timeout_s
        self._patience = _Patience(timeout_s)
        self._network = _Network(self._patience)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context or ssl.create_default_context(),
            max_connections=1,
            network_backend=self._network,
        )

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def is_private(self, host: str) -> bool:
        """Whether a host that was asked lies within a private network, or is this machine."""
        return host in self._network.private

    @contextlib.contextmanager
    def ask(
        self,
        method: str,
        url: httpx.URL,
        *,
        headers: Mapping[str, str],
        content: bytes = b"",
        limit: int,
        may_be_private: bool = True,
    ) -> Iterator[Answer]:
        """Send one request; its answer, whatever its status. Nothing is followed.

        Raises:
            TransientError, PermanentError: there is no answer, or may be none.
        """
        self._network.only_loopback = url.scheme == "http"
        self._network.may_be_private = may_be_private
        self._patience.start(self._deadline_s)
        sent = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": _USER_AGENT,
            "Accept-Encoding": "gzip",
            **headers,
        }
        if content:
            sent["Content-Length"] = str(len(content))
        names = ("connect", "read", "write", "pool")
        timeouts = dict.fromkeys(names, self._timeout_s)
        with (
            broken_off(self._account, url.host),
            self._pool.stream(
                method,
                httpcore.URL(
                    scheme=url.raw_scheme,
                    host=url.raw_host,
                    port=url.port,
                    target=url.raw_path,
                ),
                headers=[(name.encode(), value.encode()) for name, value in sent.items()],
                content=content,
                extensions={"timeout": timeouts},
            ) as response,
        ):
            headers_found = httpx.Headers(response.headers)
            yield Answer(url, response.status, headers_found, limit, response.iter_stream())


def redirected(answer: Answer) -> httpx.URL | None:
    """Where the answer sends us, or None: it does not, or to nowhere that can be read."""
    if answer.status not in (301, 302, 307, 308):
        return None
    target = answer.headers.get("Location", "")
    try:
        return answer.url.join(target).copy_with(fragment=None) if target else None
    except (httpx.InvalidURL, ValueError):
        return None
