"""The contract of delivery, over the double of an Exchange Server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.exchange.drafts import ExchangeDrafts
from tests.connectors.contract import DeliveryContract, DeliveryHarness
from tests.connectors.exchange.settings import settings_for

if TYPE_CHECKING:
    from tests.connectors.exchange.server import ExchangeServer

#: Long: with the slow ones.
pytestmark = pytest.mark.slow


class ServerDrafts(DeliveryHarness):
    def __init__(self, server: ExchangeServer) -> None:
        self.server = server

    def connector(self) -> ExchangeDrafts:
        return ExchangeDrafts("work", settings_for(self.server))

    def stored(self) -> list[bytes]:
        return [item.raw for item in self.server.world.mailbox.items("drafts")]

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server.world.fail("CreateItem", "ErrorServerBusy", back_off_ms=2000)

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server.world.fail("CreateItem", lost="after")


class TestDrafts(DeliveryContract):
    @pytest.fixture
    def harness(self, exchange: ExchangeServer) -> DeliveryHarness:
        return ServerDrafts(exchange)


class DraftsOfAnotherKindOfServer(ServerDrafts):
    """It is busy by a status, and breaks off with a status that says nothing."""

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server.world.fail("CreateItem", status=503, retry_after=7)

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server.world.fail("CreateItem", lost="after")


class TestDraftsOfAnotherKindOfServer(DeliveryContract):
    @pytest.fixture
    def harness(self, exchange: ExchangeServer) -> DeliveryHarness:
        return DraftsOfAnotherKindOfServer(exchange)


del DeliveryContract  # no test by itself
