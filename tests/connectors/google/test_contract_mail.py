"""Gmail, held to the contract on the double."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.connectors.contract import MailContract, MailHarness
from tests.connectors.google.conftest import Account
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectors.google import GoogleMail
    from tests.connectors.google.double import Double

#: Half a minute; `make test-slow` runs it.
pytestmark = pytest.mark.slow


class GmailHarness(MailHarness):
    collection = "All mail"
    names_deletions = True

    def __init__(self, account: Account) -> None:
        self.account = account
        self.world = account.double.mail

    def connector(self) -> GoogleMail:
        return self.account.mail()

    def add(self, raws: Sequence[bytes]) -> list[str]:
        return [self.world.add(raw) for raw in raws]

    def delete(self, handle: str) -> None:
        self.world.delete(handle)

    def mark_seen(self, handle: str) -> None:
        self.world.label(handle, remove=["UNREAD"])

    def recreate(self, handle: str, raw: bytes) -> str:
        self.delete(handle)
        return self.world.add(raw)

    def stored(self, raw: bytes) -> bytes:
        return raw


class ForgetfulHarness(GmailHarness):
    def lose_cursor(self, cursor: str) -> str:
        """The history is what gets lost; the cursor itself stays good."""
        self.world.forget_history()
        return cursor


class TestGmail(MailContract):
    @pytest.fixture
    def harness(self, double: Double) -> MailHarness:
        return GmailHarness(Account(double))


class TestGmailWithALostHistory:
    """The same promises where the history is what gets lost."""

    @pytest.fixture
    def harness(self, double: Double) -> MailHarness:
        return ForgetfulHarness(Account(double))

    @pytest.fixture
    def replica(self, harness: MailHarness) -> MailReplica:
        return MailReplica(harness.collection)

    test_it_ends_in_the_state_of_a_fresh_sync = (
        MailContract.test_a_lost_cursor_ends_in_the_state_of_a_fresh_sync
    )
    test_it_may_be_killed = MailContract.test_a_round_after_a_lost_cursor_may_be_killed


del MailContract  # it is no test by itself
