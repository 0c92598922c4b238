"""The IMAP connector on a real Dovecot, held to the contract: by QRESYNC, by CONDSTORE, by neither."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.connectors.contract import MailContract, MailHarness
from tests.connectors.dovecot import CONDSTORE, FULL, PLAIN
from tests.connectors.imap.conftest import Mailbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from connectors.imap import ImapMail
    from tests.connectors.dovecot import Dovecot


class ImapHarness(MailHarness):
    collection = "INBOX"
    # UIDs are never used again: what is gone is gone, and a few messages are believed to be.
    names_deletions = True

    def __init__(self, host: Dovecot, address: str) -> None:
        self.mailbox = Mailbox(host, address)

    def connector(self) -> ImapMail:
        return self.mailbox.mail()

    def add(self, raws: Sequence[bytes]) -> list[str]:
        return [str(uid) for uid in self.mailbox.add(raws)]

    def delete(self, handle: str) -> None:
        self.mailbox.delete([int(handle)])

    def mark_seen(self, handle: str) -> None:
        self.mailbox.flag(int(handle))

    def recreate(self, handle: str, raw: bytes) -> str:
        self.delete(handle)
        return self.add([raw])[0]

    def stored(self, raw: bytes) -> bytes:
        # A host sends CRLF, and 0x80 for the NUL that RFC 9051 forbids (Dovecot's choice).
        return re.sub(rb"\r?\n", b"\r\n", raw).replace(b"\0", b"\x80")


class _OnDovecot(MailContract):
    address: str

    @pytest.fixture
    def harness(self, tmp_path: Path, dovecot: Dovecot) -> MailHarness:
        return ImapHarness(dovecot, self.address)


class TestWithQresync(_OnDovecot):
    address = FULL


class TestWithCondstore(_OnDovecot):
    address = CONDSTORE


class TestWithNeither(_OnDovecot):
    address = PLAIN


del MailContract, _OnDovecot  # they are no tests by themselves
