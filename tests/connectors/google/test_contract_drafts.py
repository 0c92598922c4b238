"""Drafts of Gmail, made and sent, held to the contract on the double."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.connectors.contract import DeliveryContract, DeliveryHarness
from tests.connectors.google.conftest import Account
from tests.connectors.google.double import Fault, Planned

if TYPE_CHECKING:
    from connectors.google import GoogleDrafts, GoogleSending
    from tests.connectors.google.double import Double

#: Half a minute; `make test-slow` runs it.
pytestmark = pytest.mark.slow


class DraftsHarness(DeliveryHarness):
    method = "gmail.users.drafts.create"

    def __init__(self, account: Account) -> None:
        self.account = account
        self.world = account.double.mail

    def connector(self) -> GoogleDrafts:
        return self.account.drafts()

    def stored(self) -> list[bytes]:
        return [self.world.messages[name].raw for name in self.world.drafts.values()]

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plan = Planned(self.method, Fault(403, "userRateLimitExceeded"), times=99)
        monkeypatch.setattr(self.account.double, "planned", [plan])

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plan = Planned(self.method, None, times=99, after=True)
        monkeypatch.setattr(self.account.double, "planned", [plan])


class SendingHarness(DraftsHarness):
    method = "gmail.users.drafts.send"

    def connector(self) -> GoogleSending:
        return self.account.sending()

    def stored(self) -> list[bytes]:
        return [kept.raw for kept in self.world.messages.values() if "SENT" in kept.labels]


class TestGoogleDrafts(DeliveryContract):
    @pytest.fixture
    def harness(self, double: Double) -> DeliveryHarness:
        return DraftsHarness(Account(double))


class TestGoogleDraftsNotInTheIndexYet(DeliveryContract):
    @pytest.fixture
    def harness(self, double: Double) -> DeliveryHarness:
        double.mail.lag = True
        return DraftsHarness(Account(double))


class TestGoogleSending(DeliveryContract):
    @pytest.fixture
    def harness(self, double: Double) -> DeliveryHarness:
        return SendingHarness(Account(double))


del DeliveryContract  # it is no test by itself
