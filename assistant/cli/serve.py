"""`serve` and `login-link`: the page of a home, and a way in."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from assistant.cli.common import as_of_option, example, now, opened, parse_as_of
from assistant.cli.printing import say, talk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from assistant.app import App
    from assistant.presence import Serving
    from assistant.web.server import Wish

#: Those of `assistant.web.server`, which is not imported for a help text; a test compares them.
HOST, PORT = "127.0.0.1", 8725
#: What ends the server: Ctrl-C, `kill` and a machine that shuts down, a terminal that is closed.
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@example("rapport serve", "rapport serve --port 9000 --open")
@click.command()
@click.option("--host", default=HOST, show_default=True, help="Where to listen.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=PORT,
    show_default=True,
    help="The next free one is taken where it is taken; 0: any.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the link in your browser.")
@as_of_option
@click.option("--no-schedule", is_flag=True, help="Read and deliver nothing by itself.")
@click.option(
    "--allow-network",
    is_flag=True,
    help="Let --host be an address that other machines reach. It is plain HTTP: only behind an "
    "encrypted tunnel.",
)
@click.pass_obj
def serve(
    home: Path | None,
    host: str,
    port: int,
    open_browser: bool,
    as_of: str | None,
    no_schedule: bool,
    allow_network: bool,
) -> int:
    """Open the page in your browser: what waits, the drafts, the clients.

    Prints a link that signs in once and lasts ten minutes; `rapport login-link` prints another.
    While it runs it reads mail and calendars every ten minutes ([schedule] in config.toml), new
    mail in the inbox of a mail host within seconds, and hands over what you accepted when its hold
    ends. Ctrl-C ends it, exit status 0.

    With --as-of the page's clock starts at that moment and nothing is read by itself: for looking
    back, and for demonstrations.
    """
    from assistant.web.server import Wish

    with opened(home) as app:
        clock = now if as_of is None else _clock_from(parse_as_of(as_of, app))
        wish = Wish(
            clock=clock,
            wall=now,
            host=host,
            port=port,
            allow_network=allow_network,
            runs=as_of is None and not no_schedule,
            delivers=not no_schedule,
        )
        serve_until_stopped(app, wish, open_browser=open_browser)
    return 0


def serve_until_stopped(app: App, wish: Wish, *, open_browser: bool) -> None:
    """Serve, say where, and come back when a person or the machine ends it."""
    from assistant.web.server import serve_home

    def ready(serving: Serving) -> None:
        if serving.port != serving.wanted_port and serving.wanted_port:
            talk(f"Port {serving.wanted_port} is taken, so the page is at {serving.port}.")
        link = _make_link(app, serving.origin)
        say(
            f"Your page is open at {serving.origin}. This link signs you in once, within ten minutes:"
        )
        say()
        say(f"  {link}")
        say()
        talk("Ctrl-C ends it.")
        if open_browser:
            _open_browser(link)

    stop = threading.Event()
    with _ended_by_signals(stop):
        serve_home(app, wish, ready=ready, stop=stop)
    talk("The page is closed.")


@example("rapport login-link")
@click.command("login-link")
@click.pass_obj
def login_link(home: Path | None) -> None:
    """Print a link that signs in to the page of `rapport serve`, once, within ten minutes."""
    from assistant.presence import find_origin

    with opened(home) as app:
        say(_make_link(app, find_origin(app.config.home)))


def _make_link(app: App, origin: str) -> str:
    from assistant.web.sessions import make_link

    return f"{origin}/signin/{make_link(app.engine, app.owner_id, now=now())}"


def _clock_from(moment: datetime) -> Callable[[], datetime]:
    """A clock that starts at a moment and goes on as the real one does."""
    ahead = moment - now()
    return lambda: now() + ahead


@contextmanager
def _ended_by_signals(stop: threading.Event) -> Iterator[None]:
    """Set `stop` on Ctrl-C and its kin; a second one ends at once."""

    def end(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, end) for number in ENDS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _open_browser(link: str) -> None:
    import webbrowser

    if not webbrowser.open(link):
        talk("No browser could be opened; open the link yourself.")
