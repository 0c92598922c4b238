"""The contract of mail, over the double of an Exchange Server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.exchange.mail import ExchangeMail
from connectors.local.pages import PageLimits
from tests.connectors.contract import PAGE_ITEMS, MailContract, MailHarness
from tests.connectors.exchange.settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.connectors.exchange.server import ExchangeServer

#: Half a minute; `make test-slow` runs it.
pytestmark = pytest.mark.slow


class ServerMail(MailHarness):
    collection = "Posteingang"
    names_deletions = True

    def __init__(self, server: ExchangeServer) -> None:
        self.server = server
        self.mailbox = server.world.mailbox
        self.settings = settings_for(server)

    def connector(self) -> ExchangeMail:
        return ExchangeMail("work", self.settings, limits=PageLimits(items=PAGE_ITEMS))

    def add(self, raws: Sequence[bytes]) -> list[str]:
        return [self.mailbox.add_message("inbox", raw) for raw in raws]

    def delete(self, handle: str) -> None:
        self.mailbox.delete(handle)

    def mark_seen(self, handle: str) -> None:
        self.mailbox.set_read(handle)

    def recreate(self, handle: str, raw: bytes) -> str:
        self.delete(handle)
        return self.mailbox.add_message("inbox", raw)

    def stored(self, raw: bytes) -> bytes:
        return raw


class ForgetfulMail(ServerMail):
    """The server no longer knows any state that it gave."""

    def lose_cursor(self, cursor: str) -> str:
        self.server.world.invalidate_sync_states()
        return cursor


class TestMail(MailContract):
    @pytest.fixture
    def harness(self, exchange: ExchangeServer) -> MailHarness:
        return ServerMail(exchange)


class TestMailOfAForgetfulServer(MailContract):
    @pytest.fixture
    def harness(self, exchange: ExchangeServer) -> MailHarness:
        return ForgetfulMail(exchange)


del MailContract  # no tests by itself
