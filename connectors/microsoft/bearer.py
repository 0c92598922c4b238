"""The token that several sessions ask with: one that was refused is replaced once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from connectors.base import AuthError

_MAX_TOKEN = 16_384


class Bearer:
    """For several threads; it lives as long as one reading.

    Args:
        account: Its name, for sentences.
        ask: `MicrosoftSettings.token`.
    """

    def __init__(self, account: str, ask: Callable[[str | None], str]) -> None:
        self._account = account
        self._ask = ask
        self._lock = threading.Lock()
        self._current: str | None = None
        self._dead: AuthError | None = None

    def other_than(self, refused: str | None) -> str:
        """A token that is not `refused`; who comes second gets the one that the first was given.

        Raises:
            AuthError: a person must sign in again; that is asked once.
            TransientError: there is none to be had now.
        """
        with self._lock:
            if self._dead is not None:
                raise self._dead
            if self._current is None or self._current == refused:
                try:
                    self._current = self._checked(self._ask(refused))
                except AuthError as error:
                    self._dead = error
                    raise
            return self._current

    def _checked(self, token: str) -> str:
        if not token or not token.isascii() or not token.isprintable() or len(token) > _MAX_TOKEN:
            raise AuthError(
                f"What is kept as the sign-in of account '{self._account}' is none. Run `rapport "
                f"account auth {self._account}`."
            )
        return token
