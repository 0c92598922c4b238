"""A signed-in browser without a window, on the demo world after a run at its canonical moment.

def test_today_answers(client: TestClient) -> None:
    assert client.get("/").status_code == 200

def test_a_gap_is_dismissed(post: Post) -> None:
    assert post("/gaps/…/dismiss", reason="…").status_code == 303
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from fastapi.testclient import TestClient

from assistant.app import App
from assistant.demo.build import build_world
from assistant.demo.expected import CANONICAL_NOW
from assistant.web.application import make_application
from assistant.web.live import Live
from assistant.web.security import cookie_name
from assistant.web.sessions import find_session, make_link
from tests.web.browser import CHROMIUM_MISSING, chromium, site

if TYPE_CHECKING:
    import httpx2

#: The fixtures of the real browser; pytest finds them here.
__all__ = ["chromium", "site"]

ORIGIN = "http://127.0.0.1:8725"
NOW = CANONICAL_NOW.astimezone(UTC)


class Clock:
    """The time that the page sees; a test moves it on: `clock.pass_(seconds=31)`."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **duration: float) -> None:
        """Let time pass."""
        self.at += timedelta(**duration)


class Post(Protocol):
    """`post("/drafts/ID/accept", revision=1, sha256=…)`; adds what the form's page would hold."""

    def __call__(self, path: str, **fields: object) -> httpx2.Response: ...


@pytest.fixture(scope="session")
def canonical_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo world after `run` at its canonical moment. Not to be changed."""
    home = tmp_path_factory.mktemp("demo") / "home"
    build_world(home, now=NOW)
    app = App.open(home)
    result = app.run(now=NOW, clock=lambda: NOW, progress=lambda *_: None)
    app.close()
    assert not result.failed
    return home


@pytest.fixture
def home(canonical_home: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    copy = tmp_path / "home"
    shutil.copytree(canonical_home, copy)
    return copy


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(home: Path) -> Iterator[App]:
    """The home, opened."""
    app = App.open(home)
    yield app
    app.close()


@pytest.fixture
def live(app: App, clock: Clock) -> Live:
    return Live(app, clock)


@pytest.fixture
def stranger(app: App, live: Live, clock: Clock) -> Iterator[TestClient]:
    """A browser that is not signed in."""
    application = make_application(app, live=live, clock=clock)
    with TestClient(
        application,
        base_url=ORIGIN,
        headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"},
        follow_redirects=False,
    ) as client:
        yield client


@pytest.fixture
def client(stranger: TestClient, app: App, clock: Clock) -> TestClient:
    """A browser that is signed in; does not follow redirects."""
    token = make_link(app.engine, app.owner_id, now=clock())
    answer = stranger.post(f"/signin/{token}")
    assert answer.status_code == 303, answer.text
    return stranger


@pytest.fixture
def csrf(client: TestClient, app: App, clock: Clock) -> str:
    """The token of the signed-in session."""
    secret = client.cookies[cookie_name("http", app.config.home)]
    session = find_session(app.engine, app.owner_id, secret, now=clock())
    assert session is not None
    return session.csrf


@pytest.fixture
def post(client: TestClient, csrf: str) -> Post:
    def send(path: str, **fields: object) -> httpx2.Response:
        return client.post(path, data={"csrf": csrf, **fields})

    return send


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests did not run for want of a browser."""
    skipped = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if CHROMIUM_MISSING in str(report.longrepr)
    ]
    if skipped:
        files = ", ".join(sorted({nodeid.partition("::")[0] for nodeid in skipped}))
        terminalreporter.write_line(
            f"{len(skipped)} tests did not run: {CHROMIUM_MISSING} ({files})."
        )
