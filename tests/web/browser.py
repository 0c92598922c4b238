"""A real browser on a real server: the page of a home on a free port, Chromium without a window.

For tests (fixtures below) and for tools/screenshots.py. A test that asks for `chromium` is skipped
with a sentence where there is no browser:

    def test_today_opens(site: Site, chromium: Browser) -> None:
        page = site.sign_in(chromium.new_context())
        page.goto(site.origin + "/")

Not for what a page holds: tests/web/conftest.py has a client without a window, which is faster.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.app import App
from assistant.web.application import make_application
from assistant.web.live import Live
from assistant.web.sessions import make_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from playwright.sync_api import Browser, BrowserContext, Page

    from assistant.web.pages.account_attempts import Attempts

CHROMIUM_MISSING = (
    "needs a browser: install Debian's chromium or set RAPPORT_CHROMIUM to the program"
)
#: The browser asks nobody for anything: no updates, no sign-in, no list of bad sites.
_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
)
_STARTS_WITHIN_S = 20.0


def find_chromium() -> Path | None:
    """The browser's program, or None. RAPPORT_CHROMIUM wins and may not be wrong.

    Raises:
        pytest.UsageError: RAPPORT_CHROMIUM names no program.
    """
    named = os.environ.get("RAPPORT_CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            problem = f"RAPPORT_CHROMIUM is {named!r}, which is no program."
            raise pytest.UsageError(problem)
        return Path(found)
    debian = Path("/usr/bin/chromium")
    return debian if debian.exists() else None


@contextmanager
def open_chromium(program: Path) -> Iterator[Browser]:
    """A browser without a window; it ends with the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_SWITCHES))
        yield browser
        browser.close()


@dataclass(frozen=True)
class Site:
    """The page of one home, served.

    Attributes:
        origin: `http://127.0.0.1:PORT`.
        clock: The moment that pages speak of.
        attempts: The sign-ins at providers that go on.
    """

    origin: str
    app: App
    live: Live
    clock: Callable[[], datetime]
    attempts: Attempts

    def link(self) -> str:
        """A new single-use sign-in address."""
        token = make_link(self.app.engine, self.app.owner_id, now=self.clock())
        return f"{self.origin}/signin/{token}"

    def sign_in(self, context: BrowserContext) -> Page:
        """A page of this browser that is signed in and shows Today."""
        page = context.new_page()
        page.goto(self.link())
        page.get_by_role("button", name="Open my page").click()
        page.wait_for_url(f"{self.origin}/")
        return page


@contextmanager
def serve(home: Path, clock: Callable[[], datetime]) -> Iterator[Site]:
    """The page of a home on a free port of this machine, answered by a thread until the block ends.

    Raises:
        TimeoutError: it does not start.
    """
    import uvicorn

    app = App.open(home)
    live = Live(app, clock)
    application = make_application(app, live=live, clock=clock)
    config = uvicorn.Config(
        application, log_level="warning", access_log=False, ws="none", lifespan="off"
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            _wait_for(server)
            origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
            yield Site(origin, app, live, clock, application.state.attempts)
        finally:
            server.should_exit = True
            thread.join(timeout=_STARTS_WITHIN_S)
            app.close()


def _wait_for(server: object) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while not getattr(server, "started", False):
        if time.monotonic() > until:
            raise TimeoutError("the page did not start")
        time.sleep(0.02)


# ── Fixtures: tests/web/conftest.py names them ───────────────────────────────────────────────────


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each opens a context of its own."""
    program = find_chromium()
    if program is None:
        pytest.skip(CHROMIUM_MISSING)
    with open_chromium(program) as browser:
        yield browser


@pytest.fixture
def site(home: Path, clock: Callable[[], datetime]) -> Iterator[Site]:
    """The page of a demo home that the test may change, at the moment of `clock`."""
    with serve(home, clock) as site:
        yield site
