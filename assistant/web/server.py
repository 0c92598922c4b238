"""The server of one home's page: where it listens, who may knock, how it ends.

claim ─► listen ─► tell where ─► answer until asked to stop ─► the schedule, the server, the file
"""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.errors import WrongUsage
from assistant.presence import Serving, claim_home, told
from assistant.watching import Bell
from assistant.web.application import make_application
from assistant.web.listening import make_watching
from assistant.web.live import Live
from assistant.web.schedule import make_schedule, reads_by_itself
from assistant.web.security import allowed_hosts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from starlette.types import ASGIApp

    from assistant.app import App
    from assistant.jobs import Schedule
    from assistant.watching import Watching

HOST = "127.0.0.1"
PORT = 8725
#: Ports looked at after the wanted one; then the machine chooses.
PORTS_TRIED = 20
#: What is under way when the end is asked for gets this long; together less than ten seconds.
ANSWERS_END_WITHIN_S = 3
SCHEDULE_ENDS_WITHIN_S = 6.0
STARTS_WITHIN_S = 30.0
SWITCH_S = 0.0005


class NotOnThisMachineAlone(WrongUsage):
    """The host would let others knock, and nobody said that this is wanted."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} can be reached from other machines, and the page speaks unencrypted HTTP: who "
            "listens on the network reads your mail with you. Leave --host out to serve this "
            "machine alone, or add --allow-network where only an encrypted tunnel leads there."
        )


class HostUnknown(WrongUsage):
    """There is no such address on this machine."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"Nothing can listen at '{host}' ({reason}). Use 127.0.0.1, or the address of one "
            "network interface of this machine."
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """How the page is to be served.

    Attributes:
        clock: The moment of pages and decisions; aware UTC.
        wall: The real time.
        runs: Whether mail and calendars are read on a schedule.
        delivers: Whether approved drafts are handed over when their hold ends.
    """

    clock: Callable[[], datetime]
    wall: Callable[[], datetime]
    host: str = HOST
    port: int = PORT
    allow_network: bool = False
    runs: bool = True
    delivers: bool = True


def serve_home(
    app: App, wish: Wish, *, ready: Callable[[Serving], None], stop: threading.Event
) -> None:
    """Answer until `stop` is set; returns within ten seconds after it.

    Args:
        ready: Called once, when a browser can ask.

    Raises:
        AlreadyServing: another process serves this home.
        NotOnThisMachineAlone, HostUnknown: the host is not for use.
        TimeoutError: the server did not start.
    """
    check_host(wish.host, allow_network=wish.allow_network)
    # A view gives way at every statement to the database, and would wait this long each time while
    # the next look is computed; the default is ten times as long.
    sys.setswitchinterval(SWITCH_S)
    with ExitStack() as stack:
        stack.enter_context(claim_home(app.config.home))
        listening = stack.enter_context(listen(wish.host, wish.port))
        port = int(listening.getsockname()[1])
        reads = reads_by_itself(app, runs=wish.runs)
        serving = Serving(make_origin(wish.host, port), port, wish.port, reads)
        live, bell = Live(app, wish.clock), Bell()
        schedule = make_schedule(
            app, live, clock=wish.clock, runs=wish.runs, delivers=wish.delivers, bell=bell
        )
        watching = make_watching(app, bell, clock=wish.clock) if reads else None
        application = make_application(
            app, live=live, clock=wish.clock, wall=wish.wall,
            hosts=allowed_hosts(wish.host), schedule=schedule, watching=watching,
        )  # fmt: skip
        stack.enter_context(told(app.config.home, serving, wish.wall()))
        stack.enter_context(_answering(application, listening))
        stack.enter_context(_working(schedule, watching))
        # The first page should not wait for what can be computed now.
        live.refresh()
        ready(serving)
        stop.wait()


@contextmanager
def _working(schedule: Schedule, watching: Watching | None) -> Iterator[None]:
    """What is done beside the page; both end at the same time, within `SCHEDULE_ENDS_WITHIN_S`."""
    schedule.start()
    if watching is not None:
        watching.start()
    try:
        yield
    finally:
        until = time.monotonic() + SCHEDULE_ENDS_WITHIN_S
        if watching is not None:
            watching.stop(0)
        schedule.stop(SCHEDULE_ENDS_WITHIN_S)
        if watching is not None:
            watching.stop(max(0.0, until - time.monotonic()))


def check_host(host: str, *, allow_network: bool) -> None:
    """Refuse to listen where others can knock, unless that is wanted.

    Raises:
        NotOnThisMachineAlone: nobody said that it is.
        HostUnknown: every address at once, which has no name that a browser could ask for; or none.
    """
    addresses = {ipaddress.ip_address(found[4][0].partition("%")[0]) for found in _resolve(host, 0)}
    if any(one.is_unspecified for one in addresses):
        raise HostUnknown(host, "that is every address at once")
    if not allow_network and not all(one.is_loopback for one in addresses):
        raise NotOnThisMachineAlone(host)


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """A socket at the port, or at the next free one.

    Raises:
        HostUnknown: the host is no address of this machine.
        OSError: the port may not be used.
    """
    listening = _bind(host, port)
    try:
        listening.listen(128)
        yield listening
    finally:
        listening.close()


def make_origin(host: str, port: int) -> str:
    """`http://HOST:PORT`."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bind(host: str, port: int) -> socket.socket:
    import errno

    last = min(port + PORTS_TRIED, 65_535)
    for number in [*range(port, last + 1), 0] if port else [0]:
        family, kind, _, _, address = _resolve(host, number)[0]
        listening = socket.socket(family, kind)
        # A server that was just ended leaves connections behind that would keep the port.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(address)
        except OSError as error:
            listening.close()
            if error.errno == errno.EADDRNOTAVAIL:
                raise HostUnknown(host, "it is no address of this machine") from error
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return listening
    raise AssertionError("the machine always finds a free port or says why not")


def _resolve(host: str, port: int) -> list[Any]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostUnknown(host, "nobody knows that name") from error


@contextmanager
def _answering(application: ASGIApp, listening: socket.socket) -> Iterator[None]:
    """A thread that answers requests.

    Raises:
        TimeoutError: it does not begin to.
    """
    import uvicorn

    config = uvicorn.Config(
        application,
        http="h11",
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=64,
        timeout_graceful_shutdown=ANSWERS_END_WITHIN_S,
    )
    server = uvicorn.Server(config)
    # Its own thread, and a daemon, which the threads of the views inherit: a view that computes for
    # long does not keep the program from ending.
    thread = threading.Thread(target=server.run, args=([listening],), name="server", daemon=True)
    thread.start()
    try:
        _wait_for(server, thread)
        yield
    finally:
        server.should_exit = True
        thread.join(ANSWERS_END_WITHIN_S + 1)


def _wait_for(server: Any, thread: threading.Thread) -> None:
    waited = threading.Event()
    for _ in range(int(STARTS_WITHIN_S / 0.02)):
        if server.started:
            return
        if not thread.is_alive():
            break
        waited.wait(0.02)
    raise TimeoutError("the page did not start; `rapport -v serve` shows why")
