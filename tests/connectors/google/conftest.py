"""Google accounts of the tests in this folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.google import (
    Clock,
    GoogleCalendar,
    GoogleDrafts,
    GoogleMail,
    GoogleSending,
    GoogleSettings,
    OAuthClient,
    Token,
    Tokens,
)
from connectors.google.agenda_rounds import Bounds
from connectors.local.pages import PageLimits
from tests.connectors.google.double import READ, WRITE, Double, serving
from tests.connectors.google.myworld import MISSING
from tests.connectors.google.world_sign_in import CLIENT_ID, CLIENT_SECRET

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class FakeTime:
    """Time that passes only while somebody waits, and by `tick` when somebody looks."""

    at: float = 0.0
    tick: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> Clock:
        return Clock(self._look, self._sleep, lambda: 1.0, lambda: NOW.timestamp() + self.at)

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.at)

    def _look(self) -> float:
        self.at += self.tick
        return self.at

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


class Account:
    """One account on a Google that listens, and what the program keeps of it."""

    def __init__(self, double: Double, scopes: frozenset[str] = WRITE) -> None:
        self.double = double
        self.time = FakeTime()
        double.clock = lambda: self.time.at
        access, refresh = double.sign_in.grant(scopes)
        # Time is waited away by the hour here: this access ends when the double says so.
        self.kept = Token(access, refresh, NOW + timedelta(days=3650), scopes, NOW)
        self.client = OAuthClient(
            CLIENT_ID, CLIENT_SECRET, f"{double.url}/token", f"{double.url}/auth"
        )

    def tokens(self) -> Tokens:
        return Tokens(
            "work", self.client, load=lambda: self.kept, store=self._store, now=self.time.now
        )

    def settings(self, **values: Any) -> GoogleSettings:
        usual = {
            "tokens": self.tokens(),
            "gmail_root": f"{self.double.url}/",
            "calendar_root": f"{self.double.url}/calendar/v3/",
            "clock": self.time.clock(),
            "timeout_s": 20.0,
        }
        return GoogleSettings(**{**usual, **values})

    def mail(self, **values: Any) -> GoogleMail:
        limits = values.pop("limits", PageLimits(items=100, ids=50))
        accept_empty = values.pop("accept_empty", False)
        return GoogleMail("work", self.settings(**values), limits=limits, accept_empty=accept_empty)

    def calendar(self, **values: Any) -> GoogleCalendar:
        bounds = values.pop("bounds", Bounds(events=50, ids=40))
        accept_empty = values.pop("accept_empty", False)
        return GoogleCalendar(
            "work", self.settings(**values), bounds=bounds, accept_empty=accept_empty
        )

    def drafts(self, **values: Any) -> GoogleDrafts:
        return GoogleDrafts("work", self.settings(**values))

    def sending(self, **values: Any) -> GoogleSending:
        return GoogleSending("work", self.settings(**values))

    def _store(self, token: Token) -> None:
        self.kept = token


@pytest.fixture
def double() -> Iterator[Double]:
    pytest.importorskip("googleapiclient", reason="needs the extra 'google'")
    with serving() as double:
        yield double


@pytest.fixture
def account(double: Double) -> Account:
    return Account(double)


@pytest.fixture
def reader(double: Double) -> Account:
    """An account that was allowed to read and nothing else."""
    return Account(double, READ)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests did not run for want of a peer."""
    skipped = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if MISSING in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests did not run: {MISSING}.")
