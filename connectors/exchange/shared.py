"""One session for all the questions of a connector.

A connection is signed in once, not once for each folder, and where a password is refused it is not
shown again. Whoever forgets to end it has it ended when the connector is forgotten.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from connectors.exchange.session import Session

if TYPE_CHECKING:
    from connectors.exchange.settings import ExchangeSettings


class Shared:
    """The session of a connector, made when it is first used; used by one thread at a time.

    Args:
        account, settings: As of `Session`.
    """

    def __init__(self, account: str, settings: ExchangeSettings) -> None:
        self._account = account
        self._settings = settings
        self._session: Session | None = None

    def session(self) -> Session:
        """The session, made where there is none; it is not for its user to close."""
        if self._session is None:
            self._session = Session(self._account, self._settings)
            weakref.finalize(self, self._session.close)
        return self._session

    def close(self) -> None:
        """End the connection; the secret is forgotten, and asked for at the next use."""
        session, self._session = self._session, None
        if session is not None:
            session.close()
