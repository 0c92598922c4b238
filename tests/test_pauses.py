"""One refusal is enough for readings, deliveries and whoever listens for mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.accounts import clear_pause
from assistant.app import App
from assistant.config.records import SendConfig
from assistant.pauses import SENDING_PAUSE_S, NotedDelivery, Pauses
from assistant.stages import FIRST_PAUSE
from connectors.base import AuthError, OutgoingMail, TransientError
from tests.connectors.imap.home import write_imap_home

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.config.records import AccountConfig
    from connectors.base import Receipt

NOW = datetime.now(UTC)
REFUSED = AuthError("The password was refused.")
MAIL = OutgoingMail(b"Subject: x\r\n\r\n", "key", "id@firm.example")


class Refusing:
    """A mailbox that refuses who we are."""

    account = "work"

    def __init__(self) -> None:
        self.closed = False

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        raise REFUSED

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        raise REFUSED

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    home = tmp_path / "home"
    write_imap_home(home, host="127.0.0.1", port=9, user="marta")
    app = App.open(home)
    yield app
    app.close()


@pytest.fixture
def account(app: App) -> AccountConfig:
    return app.config.accounts[0]


@pytest.fixture
def pauses(app: App) -> Pauses:
    return Pauses(app.engine, app.owner_id)


def test_an_account_nobody_tried_is_not_paused(pauses: Pauses, account: AccountConfig) -> None:
    assert pauses.find(account, NOW) is None


def test_a_refusal_is_a_pause_of_an_hour(pauses: Pauses, account: AccountConfig) -> None:
    pauses.note(account, REFUSED, NOW)
    state = pauses.find(account, NOW + FIRST_PAUSE - timedelta(seconds=1))
    assert state is not None
    assert (state.error, state.failures) == (str(REFUSED), 1)
    assert pauses.find(account, NOW + FIRST_PAUSE) is None


def test_two_who_are_refused_at_once_are_one_refusal(
    pauses: Pauses, account: AccountConfig
) -> None:
    pauses.note(account, REFUSED, NOW)
    pauses.note(account, REFUSED, NOW + timedelta(seconds=1))
    state = pauses.find(account, NOW)
    assert state is not None
    assert (state.failures, state.next_try_at) == (1, NOW + FIRST_PAUSE)


def test_other_settings_end_a_pause(pauses: Pauses, account: AccountConfig) -> None:
    pauses.note(account, REFUSED, NOW)
    assert pauses.find(replace(account, user="marta@firm.example"), NOW) is None


def test_a_sign_in_ends_a_pause(app: App, pauses: Pauses, account: AccountConfig) -> None:
    pauses.note(account, REFUSED, NOW)
    clear_pause(app, account.name)
    assert pauses.find(account, NOW) is None


def test_nothing_is_delivered_to_an_account_that_needs_a_sign_in(
    app: App, pauses: Pauses, account: AccountConfig
) -> None:
    with app.deliveries(NOW) as delivery_for:
        assert delivery_for(None) is not None
    pauses.note(account, REFUSED, NOW)
    with app.deliveries(NOW) as delivery_for, pytest.raises(AuthError, match="account auth work"):
        delivery_for(None)


@pytest.mark.parametrize("ask", [NotedDelivery.create_draft, NotedDelivery.find_draft])
def test_a_delivery_that_is_refused_pauses_the_account(
    pauses: Pauses, account: AccountConfig, ask: object
) -> None:
    inner = Refusing()
    delivery = NotedDelivery(inner, account, pauses, NOW)
    with pytest.raises(AuthError):
        ask(delivery, MAIL)  # type: ignore[operator]
    assert pauses.find(account, NOW) is not None
    delivery.close()
    assert inner.closed


def test_a_host_that_sends_and_refuses_leaves_the_mailbox_alone(
    pauses: Pauses, account: AccountConfig
) -> None:
    sends = replace(account, smtp=SendConfig("smtp.firm.example"))
    with pytest.raises(TransientError) as told:
        NotedDelivery(Refusing(), sends, pauses, NOW).create_draft(MAIL)
    assert told.value.retry_after_s == SENDING_PAUSE_S
    assert pauses.find(sends, NOW) is None
