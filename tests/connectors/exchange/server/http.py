"""The server on the loopback: HTTP, sign-in, faults on the line, and which operation answers."""

from __future__ import annotations

import contextlib
import gzip
import os
import socket
import ssl
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.connectors.exchange.server.operations import OPERATIONS
from tests.connectors.exchange.server.rights import caller_of
from tests.connectors.exchange.server.schema import Validator
from tests.connectors.exchange.server.signing_in import SCHEMES, SigningIn
from tests.connectors.exchange.server.soap import (
    Envelope,
    Refused,
    WholeRefused,
    as_bytes,
    elements,
    envelope,
    failed,
    fault,
    m,
    name_of,
    opened,
)
from tests.connectors.exchange.server.world import Asked, User, World, first_world

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.samples import Sample
    from tests.connectors.exchange.server.faults import Fault

PATH = "/EWS/Exchange.asmx"
#: What Exchange takes in one request, by default.
_LARGEST_REQUEST = 64_000_000
#: Operations whose errors come with an empty `Items`.
_WITH_ITEMS = {"CreateItem", "GetItem", "MoveItem", "CopyItem", "UpdateItem"}


class ExchangeServer:
    """A running double; use it with `with`.

    Args:
        shared: The folder that holds `ews` with the schemas, or None: nothing is validated.
        schemes: The ways to sign in that it offers.
        certificate: A PEM file, its key beside it with the suffix ``.key``: TLS is spoken, and NTLM
            must be bound to the certificate (Extended Protection).

    Attributes:
        url: The endpoint.
        world: What is behind it; a test changes it under `world.lock` or between requests.
        violations: Sentences on requests and answers that the schemas refuse; must stay empty.
        compress: Answers are sent with gzip to clients that take it.
        accepted: Connections so far.
        problems: Why proofs of NTLM were not taken.
        requests_per_connection: With so many answers a connection ends, and its sign-in; 0: never.
    """

    def __init__(
        self,
        shared: Path | None = None,
        *,
        schemes: tuple[str, ...] = SCHEMES,
        certificate: Path | None = None,
    ) -> None:
        self.validator = Validator(shared)
        self.world: World = first_world()
        self.schemes = schemes
        self.violations: list[str] = []
        self.compress = False
        self.accepted = 0
        self.problems: list[str] = []
        self.requests_per_connection = 0
        self.certificate = certificate
        self.url = ""
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"double": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate, self.certificate.with_suffix(".key"))
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()
        scheme = "http" if self.certificate is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}{PATH}"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def replay(self, sample: Sample, *, times: int = 1) -> None:
        """The next requests of the sample's operation get the sample, byte for byte.

        It is validated first: a sample that breaks the schemas is a violation like any other.
        """
        answer = opened(sample.raw)
        if name_of(answer.body) != "Fault":
            self._validate("answer", sample.operation, answer.body, answer.header)
        self.world.fail(
            sample.operation, status=sample.status, body=sample.raw, times=times, headers={}
        )

    # ── One request ──────────────────────────────────────────────────────────────────────────

    def answer(self, raw: bytes, user: User, headers: dict[str, str]) -> Reply:
        """The answer to the bytes of a request of somebody who has signed in."""
        try:
            asked = opened(raw)
            operation = name_of(asked.body)
            self._validate("request", operation, asked.body, asked.header)
        except WholeRefused as error:
            return Reply(500, as_bytes(fault(error)))
        with self.world.lock:
            self.world.requests[operation] += 1
            wrong = self.world.faults.take(operation)
            if wrong is not None and (wrong.status or wrong.lost == "before"):
                reply = Reply.of(wrong)
            else:
                reply = self._carried_out(operation, asked, user, headers, wrong)
        if wrong is not None:
            time.sleep(wrong.delay_s)
            reply.lost, reply.reset = bool(wrong.lost), wrong.reset
        return reply

    def _carried_out(
        self,
        operation: str,
        asked: Envelope,
        user: User,
        headers: dict[str, str],
        wrong: Fault | None,
    ) -> Reply:
        try:
            if wrong is not None and wrong.error and wrong.is_fault:
                raise WholeRefused(wrong.error, wrong.text, wrong.values)
            caller = caller_of(self.world, user, asked)
            self.world.asked.append(
                Asked(operation, asked.body, user.address, caller.acting, headers)
            )
            if operation not in OPERATIONS:
                text = f"The double knows no {operation}."
                self.violations.append(text)
                raise WholeRefused("ErrorInvalidRequest", text)
            if wrong is not None and wrong.error:
                answers = _all_failed(operation, asked.body, wrong)
            else:
                answers = OPERATIONS[operation](caller, asked.body)
        except Refused as error:
            return Reply(500, as_bytes(fault(error)))
        body = m(f"{operation}Response", m("ResponseMessages", *answers))
        self._validate("answer", operation, body, [])
        return Reply(200, as_bytes(envelope(body)))

    def _validate(
        self, what: str, operation: str, body: etree._Element, header: list[etree._Element]
    ) -> None:
        """Remember what the schemas refuse; a request is refused as Exchange refuses it."""
        problems = self.validator.problems(body, header)
        self.violations += [f"{what} {operation}: {each}" for each in problems]
        if problems and what == "request":
            raise WholeRefused(
                "ErrorSchemaValidation", f"The request failed schema validation: {problems[0]}"
            )


def _all_failed(operation: str, body: etree._Element, wrong: Fault) -> list[etree._Element]:
    """The error in a response message for each thing that was asked for."""
    holders = [
        each for each in elements(body) if name_of(each).endswith(("Ids", "Items", "Changes"))
    ]
    error = Refused(wrong.error, wrong.text, wrong.values)
    with_items = operation in _WITH_ITEMS
    return [
        failed(operation, error, m("Items") if with_items else None)
        for _ in (elements(holders[-1]) if holders else [body])
    ]


class Reply:
    """An answer on the line; `lost`: the connection ends in its place, or is `reset`."""

    def __init__(
        self, status: int = 200, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> None:
        self.status = status
        self.body = body
        self.headers = {"Content-Type": "text/xml; charset=utf-8"} | (headers or {})
        self.lost = False
        self.reset = False

    @classmethod
    def of(cls, wrong: Fault) -> Reply:
        headers = dict(wrong.headers)
        if wrong.retry_after is not None:
            headers["Retry-After"] = str(wrong.retry_after)
        return cls(wrong.status or 200, wrong.body, headers)


class _Handler(BaseHTTPRequestHandler):
    double: ExchangeServer
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16

    def setup(self) -> None:
        super().setup()
        self.double.accepted += 1
        self.answered = 0
        pem = self.double.certificate
        der = None if pem is None else ssl.PEM_cert_to_DER_cert(pem.read_text())
        self.signing_in = SigningIn(
            self.double.world, self.double.schemes, der, problems=self.double.problems
        )

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        if length > _LARGEST_REQUEST:
            self.close_connection = True
            return self._send(Reply(413))
        raw = self.rfile.read(length)
        if self.path != PATH:
            return self._send(Reply(404))
        user = self.signing_in.admit(self.headers.get("Authorization"))
        if user is None:
            return self._refuse()
        reply = self.double.answer(raw, user, dict(self.headers))
        if reply.lost:
            self.close_connection = True
            if reply.reset:
                # To end without lingering is a reset.
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                os.close(self.connection.detach())
            return None
        return self._send(reply)

    def do_GET(self) -> None:
        self._send(Reply(405))

    def _refuse(self) -> None:
        with self.double.world.lock:
            self.double.world.requests["401"] += 1
        self.send_response(401)
        for offer in self.signing_in.offers():
            self.send_header("WWW-Authenticate", offer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, reply: Reply) -> None:
        body = reply.body
        if self.double.compress and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body)
            reply.headers["Content-Encoding"] = "gzip"
        self.answered += 1
        if self.answered == self.double.requests_per_connection:
            self.close_connection = True
            reply.headers["Connection"] = "close"
        with contextlib.suppress(OSError):
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""
