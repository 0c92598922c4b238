"""Accounts that are left alone because their host refused who we are: one memory for all who ask.

Readings, deliveries and whoever listens for mail sign in to the same mailbox. One refusal is enough
for all of them: many hosts lock a mailbox after a handful of wrong passwords.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.connections import let_go
from assistant.stages import hash_settings, next_try, say_paused
from assistant.store.accounts import ErrorKind, ensure_account, load_states, note_failure
from assistant.store.engine import read, write
from connectors.base import AuthError, TransientError

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Engine

    from assistant.config.records import AccountConfig
    from assistant.store.accounts import AccountState
    from connectors.base import DeliveryConnector, OutgoingMail, Receipt

#: A host that sends is asked again after this, three times in all; its refusals say nothing about
#: the mailbox beside it, which goes on being read.
SENDING_PAUSE_S = 3600.0


class Pauses:
    """The pauses of one home's accounts."""

    def __init__(self, engine: Engine, owner_id: int) -> None:
        self._engine = engine
        self._owner_id = owner_id

    def find(self, account: AccountConfig, now: datetime) -> AccountState | None:
        """The state of an account that is to be left alone now, whatever for; None: it is not."""
        with read(self._engine) as connection:
            state = load_states(connection, self._owner_id).get(account.name)
        if state is None or not account.is_remote:
            return None
        return state if state.is_paused(now, hash_settings(account)) else None

    def note(self, account: AccountConfig, error: AuthError, now: datetime) -> None:
        """Write down that a host refused who we are; a pause that is under way stays as it is."""
        digest = hash_settings(account)
        with write(self._engine) as connection:
            state = ensure_account(connection, self._owner_id, account.name, account.kind)
            if state.is_paused(now, digest):
                return
            note_failure(
                connection,
                state,
                kind=ErrorKind.SIGN_IN,
                error=str(error),
                next_try_at=next_try(error, state.failures + 1, now),
                settings_hash=digest,
            )

    def check(self, account: AccountConfig, now: datetime, zone: ZoneInfo) -> None:
        """Leave an account alone that needs a sign-in.

        Raises:
            AuthError: it does; the sentence says why and until when.
        """
        state = self.find(account, now)
        if state is not None and state.error_kind is ErrorKind.SIGN_IN:
            raise AuthError(say_paused(account, state, zone))


class NotedDelivery:
    """Where drafts go, with refusals written down."""

    def __init__(
        self, inner: DeliveryConnector, account: AccountConfig, pauses: Pauses, now: datetime
    ) -> None:
        self.account = inner.account
        self._inner = inner
        self._configured = account
        self._pauses = pauses
        self._now = now

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """As the connector does.

        Raises:
            ConnectorError: likewise; a host that sends and refuses who we are is asked again later.
        """
        try:
            return self._inner.create_draft(mail)
        except AuthError as error:
            if self._configured.smtp is not None:
                raise TransientError(str(error), retry_after_s=SENDING_PAUSE_S) from error
            self._pauses.note(self._configured, error, self._now)
            raise

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """As the connector does."""
        try:
            return self._inner.find_draft(mail)
        except AuthError as error:
            self._pauses.note(self._configured, error, self._now)
            raise

    def close(self) -> None:
        """End the connection."""
        let_go(self._inner)
