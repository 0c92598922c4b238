"""Google on the loopback: Gmail, calendars and the token endpoint, as their documents describe them.

A double of ours, for what no peer serves: deletions in the history, exceptions of series as rows of
their own, access that ends, grants that lack a scope. Every request is held to the discovery document
that Google ships: one that it does not know is a violation, and fails the test.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.connectors.google.discovery import Asked, load, select
from tests.connectors.google.world_calendar import CalendarWorld
from tests.connectors.google.world_mail import MailWorld
from tests.connectors.google.world_sign_in import SignInWorld

GMAIL = "https://www.googleapis.com/auth/gmail."
READ = frozenset({f"{GMAIL}readonly", "https://www.googleapis.com/auth/calendar.readonly"})
WRITE = READ | {f"{GMAIL}compose"}


class Fault(Exception):
    """An answer with an error."""

    def __init__(
        self, status: int, reason: str = "", *, says: dict[str, Any] | None = None, **headers: str
    ) -> None:
        super().__init__(status, reason)
        self.status, self.reason, self.headers = status, reason, headers
        self.says = says or {}


class Dropped(Exception):
    """The connection ends without an answer."""


@dataclass
class Planned:
    """Something that goes wrong with the next requests for a method.

    Attributes:
        method: Its id, or the beginning of one.
        fault: What is answered; None: nothing, the connection ends.
        after: The request is carried out first.
    """

    method: str
    fault: Fault | None
    times: int = 1
    after: bool = False
    skip: int = 0


#: Units of Gmail's quota, as Google's table has them for Cloud projects made since 2025.
UNITS = {
    "gmail.users.getProfile": 1,
    "gmail.users.labels.list": 1,
    "gmail.users.history.list": 2,
    "gmail.users.messages.list": 5,
    "gmail.users.messages.get": 20,
}


@dataclass
class Double:
    """One Google account.

    Attributes:
        clock: The time of those who ask, in seconds.
        spent: When how many units of Gmail's quota were spent.
    """

    mail: MailWorld = field(default_factory=MailWorld)
    calendar: CalendarWorld = field(default_factory=CalendarWorld)
    sign_in: SignInWorld = field(default_factory=SignInWorld)
    planned: list[Planned] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    log: list[Asked] = field(default_factory=list)
    url: str = ""
    clock: Callable[[], float] = lambda: 0.0
    spent: list[tuple[float, int]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, method: str, fault: Fault | None, **values: Any) -> None:
        self.planned.append(Planned(method, fault, **values))

    def units(self) -> int:
        """What was spent of Gmail's quota in all."""
        return sum(cost for _, cost in self.spent)

    def fetched(self) -> Counter[str]:
        """How often the body of each message was asked for."""
        name = "gmail.users.messages.get"
        return Counter(asked.path["id"] for asked in self.log if asked.method == name)

    def handle(
        self, verb: str, url: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """The answer to one request.

        Raises:
            Dropped: there is none.
        """
        with self._lock:
            try:
                return self._answer(verb, url, headers, body)
            except (AssertionError, ValueError) as error:
                self.violations.append(str(error))
                return _error(400, "badRequest")
            except Fault as fault:
                return _error(fault.status, fault.reason, fault.headers, fault.says)

    def _answer(
        self, verb: str, url: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        path = urlsplit(url).path
        if path == "/token":
            self.asked["token"] += 1
            self._go_wrong("token", after=False)
            status, row = self.sign_in.token(parse_qs(body.decode()))
            self._go_wrong("token", after=True)
            return _json(status, row)
        if path == "/auth":
            where = self.sign_in.authorize(parse_qs(urlsplit(url).query))
            return 302, {"Location": where}, b""
        is_mail = path.startswith("/gmail/")
        document = load("gmail", "v1") if is_mail else load("calendar", "v3")
        asked = document.find(verb, url, body)
        self.asked[asked.method] += 1
        self.log.append(asked)
        self.spent.append((self.clock(), UNITS.get(asked.method, 0)))
        granted = self.sign_in.scopes(headers.get("authorization", "").removeprefix("Bearer "))
        if granted is None:
            raise Fault(401, "authError")
        if not granted & asked.scopes:
            raise Fault(403, "insufficientPermissions")
        self._go_wrong(asked.method, after=False)
        row = (self.mail if is_mail else self.calendar).answer(asked)
        self._go_wrong(asked.method, after=True)
        if isinstance(row, int):
            raise Fault(row, {404: "notFound", 410: "fullSyncRequired"}.get(row, "badRequest"))
        return _json(200, select(row, asked.fields))

    def _go_wrong(self, method: str, *, after: bool) -> None:
        for plan in self.planned:
            if not (method.startswith(plan.method) and plan.after == after and plan.times):
                continue
            if plan.skip:
                plan.skip -= 1
                continue
            plan.times -= 1
            if plan.fault is None:
                raise Dropped
            raise plan.fault


def _json(status: int, row: Any) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json; charset=UTF-8"}, json.dumps(row).encode()


def _error(
    status: int,
    reason: str,
    headers: dict[str, str] | None = None,
    says: dict[str, Any] | None = None,
) -> tuple[int, dict[str, str], bytes]:
    rows = [{"message": "m", "domain": "global", "reason": reason}]
    error = {"code": status, "message": "A sentence of theirs", "errors": rows, **(says or {})}
    found = _json(status, {"error": error})
    named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
    return found[0], found[1] | named, found[2]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    double: ClassVar[Double]

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            status, named, content = self.double.handle(self.command, self.path, headers, body)
        except Dropped:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in named.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the names of the base class

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def serving() -> Iterator[Double]:
    """A double that listens; requests that no document knows fail the test."""
    double = Double()
    handler = type("Handler", (_Handler,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    if double.violations:
        raise AssertionError("; ".join(double.violations))
