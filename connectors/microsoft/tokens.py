"""Access tokens of one account: given while they are good, refreshed when they are refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from connectors.base import AuthError
from connectors.microsoft.entra import Client, Http, application, asking, cache_of
from connectors.microsoft.faults import needs_sign_in
from connectors.microsoft.refusals import sign_in_error

if TYPE_CHECKING:
    import msal


#: A token is not given out any more so long before its end: a request may take a while.
MARGIN_S = 300.0


class Tokens:
    """Access tokens of one account, refreshed when they are refused; for several threads.

    One refresh is under way at a time, and a token that was replaced meanwhile is not replaced
    again. A sign-in that Microsoft no longer takes is not tried again until another one is stored.

    Args:
        account: The account's name, for sentences.
        client: The program as it is registered.
        load: Gives what was stored, or nothing.
        save: Keeps what is to be stored; called when MSAL renewed it.
        http: The requests; tests replace it.
        clock: Seconds; tests replace it.
    """

    def __init__(
        self,
        account: str,
        client: Client,
        load: Callable[[], str],
        save: Callable[[str], None],
        *,
        http: Http | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.account = account
        self._client = client
        self._load = load
        self._save = save
        self._http = http or Http(account, client.authority)
        self._clock = clock
        self._lock = threading.Lock()
        self._current = ""
        self._until = 0.0
        self._dead: tuple[str, AuthError] | None = None

    def __call__(self, refused: str | None = None) -> str:
        """An access token, another one than `refused`.

        Raises:
            AuthError: a person must sign in again.
            TransientError: Microsoft has no time.
        """
        with self._lock:
            if self._current not in ("", refused) and self._clock() < self._until:
                return self._current
            stored = self._load()
            if not stored:
                raise needs_sign_in(self.account)
            if self._dead is not None and self._dead[0] == stored:
                raise self._dead[1]
            cache = cache_of(stored)
            found = self._ask(cache, is_refused=refused is not None)
            if cache.has_state_changed:
                self._save(cache.serialize())
            token = found.get("access_token")
            if isinstance(token, str) and token:
                lives_s = found.get("expires_in")
                self._until = (
                    self._clock() + (lives_s if isinstance(lives_s, int) else 0) - MARGIN_S
                )
                self._current = token
                return token
            self._current = ""
            error = sign_in_error(self.account, found)
            if isinstance(error, AuthError):
                self._dead = (self._load(), error)
            raise error

    def _ask(self, cache: msal.SerializableTokenCache, *, is_refused: bool) -> Mapping[str, Any]:
        app = application(self.account, self._client, self._http, cache)
        users = app.get_accounts()
        if not users:
            raise needs_sign_in(self.account)
        with asking(self.account):
            found = app.acquire_token_silent_with_error(
                list(self._client.scopes), account=users[0], force_refresh=is_refused
            )
        return found if found is not None else {"error": "invalid_grant"}
