"""The host of the tests in this folder, and another mail program at the same mailboxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from tests.connectors.dovecot import (
    FULL,
    MISSING,
    PASSWORD,
    Dovecot,
    find_dovecot,
    make_host,
    remove,
)

if TYPE_CHECKING:
    from pathlib import Path

    import imapclient

    from connectors.imap import ImapMail


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    if find_dovecot() is None:
        pytest.skip(MISSING)
    host = make_host()
    try:
        host.start()
        yield host
    finally:
        remove(host)


class Mailbox:
    """One user's mailbox: the connectors on it, and what another program does to it."""

    def __init__(self, host: Dovecot, address: str = FULL, user: str | None = None) -> None:
        self.host = host
        self.address = address
        self.user = user or host.new_user()
        self.other().shutdown()  # the first sign-in makes the folders

    def settings(self, **values: Any) -> Any:
        from connectors.imap import ImapSettings, Tls

        usual = {"port": self.host.port, "tls": Tls.NONE, "timeout_s": 10.0, "deadline_s": 20.0}
        address = values.pop("host", self.address)
        return ImapSettings(address, self.user, lambda: PASSWORD, **{**usual, **values})

    def mail(self, **values: Any) -> ImapMail:
        from connectors.imap import ImapMail
        from connectors.local.pages import PageLimits

        limits = values.pop("limits", PageLimits(items=100, ids=50))
        accept_empty = values.pop("accept_empty", False)
        settings = self.settings(**values)
        return ImapMail("work", settings, limits=limits, accept_empty=accept_empty)

    def other(self) -> imapclient.IMAPClient:
        """Another program, signed in."""
        import imapclient

        client = imapclient.IMAPClient(FULL, port=self.host.port, ssl=False, timeout=20)
        client.login(self.user, PASSWORD)
        return client

    def add(
        self, raws: Sequence[bytes], folder: str = "INBOX", flags: Sequence[str] = ()
    ) -> list[int]:
        """Messages arrive; their UIDs."""
        client = self.other()
        if any(b"\0" in raw for raw in raws):
            return self._deliver(raws, client)
        told = client.multiappend(folder, [{"msg": raw, "flags": flags} for raw in raws])
        client.logout()
        return _appended(told[1][0])

    def _deliver(self, raws: Sequence[bytes], client: imapclient.IMAPClient) -> list[int]:
        """As files, since no program may hand NUL bytes to a host."""
        client.select_folder("INBOX")
        for number, raw in enumerate(raws):
            place: Path = (
                self.host.maildir(self.user) / "new" / f"{1772000000 + number}.M{number}.h"
            )
            place.write_bytes(raw)
            # Dovecot reads it as another user, whatever mask an opened home left to this process.
            place.chmod(0o644)
        client.noop()
        uids = sorted(client.search())
        client.logout()
        return uids

    def flag(self, uid: int, flag: str = "\\Seen", folder: str = "INBOX") -> None:
        client = self.other()
        client.select_folder(folder)
        client.add_flags([uid], [flag])
        client.logout()

    def delete(self, uids: Sequence[int], folder: str = "INBOX") -> None:
        client = self.other()
        client.select_folder(folder)
        client.delete_messages(uids, silent=True)
        client.uid_expunge(uids)
        client.logout()


def _appended(told: bytes) -> list[int]:
    """The UIDs of ``[APPENDUID validity 1:3]``."""
    words = told.partition(b"APPENDUID ")[2].split()[1].partition(b"]")[0]
    uids: list[int] = []
    for part in words.split(b","):
        first, _, last = part.partition(b":")
        uids += range(int(first), int(last or first) + 1)
    return uids


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    return Mailbox(dovecot)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests did not run for want of a host."""
    skipped = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if MISSING in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests did not run: {MISSING}.")
