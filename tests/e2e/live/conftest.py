"""The hosts of the tests in this folder, and homes whose accounts are there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Clock, canonical_home, look
from tests.connectors.caldav.conftest import radicale, xandikos
from tests.connectors.caldav_peers import MISSING as NO_PEERS
from tests.connectors.dovecot import MISSING as NO_DOVECOT
from tests.connectors.imap.conftest import dovecot
from tests.e2e.live.hosts import CalendarHost, MailHost, secrets

if TYPE_CHECKING:
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

__all__ = ["canonical_home", "dovecot", "look", "radicale", "xandikos"]


@pytest.fixture(scope="module")
def real_program() -> Iterator[Clock]:
    """The program in this process: passwords in its environment, one model, a clock of ours."""
    from nlp import tagger
    from tests.e2e.harness import loaded_parser

    now = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.cli.common._clock", now)
        patch.setattr(tagger, "SpacyParser", loaded_parser)
        for name, value in secrets().items():
            patch.setenv(name, value)
        yield now


@pytest.fixture(autouse=True)
def clock(real_program: Clock) -> Clock:
    """The clock of the commands, at the canonical moment; in the place of that of other suites."""
    return real_program


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts that say nothing are waited for a second and not half a minute."""
    import connectors.caldav
    import connectors.imap
    import connectors.smtp

    for module, name in (
        (connectors.imap, "ImapSettings"),
        (connectors.smtp, "SmtpSettings"),
        (connectors.caldav, "CaldavSettings"),
        (connectors.caldav, "Feed"),
    ):
        settings = partial(getattr(module, name), timeout_s=1.0, deadline_s=2.0)
        monkeypatch.setattr(module, name, settings)


@pytest.fixture
def mail_host(dovecot: Dovecot) -> MailHost:
    """An empty mailbox."""
    return MailHost(dovecot)


@pytest.fixture
def calendar_host(radicale: Peer) -> CalendarHost:
    """No calendar yet."""
    return CalendarHost(radicale)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests of this folder did not run for want of a host."""
    for missing in (NO_DOVECOT, NO_PEERS):
        skipped = [
            report.nodeid
            for report in terminalreporter.stats.get("skipped", [])
            if "e2e/live" in report.nodeid and missing in str(report.longrepr)
        ]
        if skipped:
            terminalreporter.write_line(
                f"{len(skipped)} tests with real hosts did not run: {missing}."
            )
