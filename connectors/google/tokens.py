"""Access to an account: its token, renewed by one caller at a time, and what ends it.

    fine ──expired, or refused by Google──▶ renewed ──▶ fine
                                              ├── invalid_grant ──▶ needs sign-in, for good
                                              └── no answer ──▶ TransientError, tried again later

A refusal is remembered until somebody has signed in anew: an account that needs it costs one request,
whoever asks however often.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from connectors.base import AuthError, PermanentError, TransientError
from connectors.google.faults import BrokenOff, needs_sign_in, read_refusal, refusal_error
from connectors.google.line import Line
from connectors.google.settings import AUTH_URL, TOKEN_URL, check_address

#: An access token is renewed so long before it ends.
EARLY = timedelta(seconds=60)
#: A longer one is no token.
_MAX_TOKEN = 8192
#: Nothing that Google gives lasts longer.
_LONGEST_S = 10 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """The program, as the owner's Cloud project knows it ("Desktop app").

    Attributes:
        secret: Of the client; for an installed program Google treats it as no secret.
        token_url, auth_url: Other ones are for tests.
    """

    client_id: str
    secret: str = field(default="", repr=False)
    token_url: str = TOKEN_URL
    auth_url: str = AUTH_URL

    def __post_init__(self) -> None:
        check_address(self.token_url)
        check_address(self.auth_url)


@dataclass(frozen=True, slots=True)
class Token:
    """What signing in gave.

    Attributes:
        access: Shown with every request; good until `expires_at`.
        refresh: Gets the next one.
        scopes: What was granted, not what was asked for.
        signed_in_at: When a person signed in.
        ends_at: When the refresh token ends, where Google says so: a project in *Testing* gives
            seven days.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    scopes: frozenset[str]
    signed_in_at: datetime
    ends_at: datetime | None = None

    def to_json(self) -> str:
        """As it is kept, in the vault: it is a secret."""
        row = asdict(self) | {"scopes": sorted(self.scopes)}
        return json.dumps(row, default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str) -> Token:
        """The token that `to_json` wrote.

        Raises:
            ValueError: something else.
        """
        try:
            row = json.loads(text)
            ends = row["ends_at"]
            return cls(
                str(row["access"]),
                str(row["refresh"]),
                _aware(row["expires_at"]),
                frozenset(map(str, row["scopes"])),
                _aware(row["signed_in_at"]),
                None if ends is None else _aware(ends),
            )
        except (KeyError, TypeError) as error:
            # `from None`: the error may repeat a piece of it.
            raise ValueError("what is kept is no token of Google") from error.__cause__


class Tokens:
    """The token of one account, for all that speak for it; for several threads at once.

    Args:
        account: Its name, for sentences.
        client: The program.
        load: Gives what is kept; a ValueError of `Token.from_json` may pass through, AuthError where
            nothing is kept.
        store: Keeps a renewed one.
        now: The time, aware UTC.
        context: Certificates to trust; None: those of the system.
        timeout_s: The longest silence.
    """

    def __init__(
        self,
        account: str,
        client: OAuthClient,
        *,
        load: Callable[[], Token],
        store: Callable[[Token], None],
        now: Callable[[], datetime],
        context: ssl.SSLContext | None = None,
        timeout_s: float = 30.0,
    ) -> None:
        self.account = account
        self._client = client
        self._load = load
        self._store = store
        self._now = now
        self._context = context
        self._timeout_s = timeout_s
        self._token: Token | None = None
        self._refusal: AuthError | None = None
        self._lock = threading.Lock()

    def access(self, *, refused: str | None = None) -> str:
        """An access token that should do.

        Args:
            refused: The one that Google just did not take; another is asked for, unless somebody
                else has got it meanwhile.

        Raises:
            AuthError: a person has to sign in. TransientError: Google cannot be asked now.
        """
        with self._lock:
            token = self._current()
            if token.access == refused or token.expires_at - EARLY <= self._now():
                token = self._renew(token)
            return token.access

    def scopes(self) -> frozenset[str]:
        """What was granted.

        Raises:
            AuthError: a person has to sign in.
        """
        with self._lock:
            return self._current().scopes

    def refuse(self) -> AuthError:
        """Google takes not even a new access token; the error, raised from now on."""
        with self._lock:
            return self._refuse("the access it was given is no longer valid")

    def _current(self) -> Token:
        """What is known; a refusal holds until a person has signed in anew."""
        if self._refusal is not None:
            kept = self._load_kept()
            if self._token is not None and kept.refresh == self._token.refresh:
                raise self._refusal
            self._refusal, self._token = None, kept
        if self._token is None:
            self._token = self._load_kept()
        return self._token

    def _load_kept(self) -> Token:
        try:
            return self._load()
        except ValueError as error:
            raise needs_sign_in(self.account, "what is kept is no access") from error.__cause__

    def _renew(self, token: Token) -> Token:
        if not token.refresh:
            raise self._refuse("it has no lasting access")
        answer = ask_for_token(
            self.account,
            self._client,
            {"grant_type": "refresh_token", "refresh_token": token.refresh},
            context=self._context,
            timeout_s=self._timeout_s,
        )
        if answer is None:
            raise self._refuse("its access ended, or was taken back")
        renewed = read_token(self.account, answer, self._now(), before=token)
        self._token = renewed
        self._store(renewed)
        return renewed

    def _refuse(self, why: str) -> AuthError:
        self._refusal = needs_sign_in(self.account, why)
        return self._refusal


def ask_for_token(
    account: str,
    client: OAuthClient,
    fields: Mapping[str, str],
    *,
    context: ssl.SSLContext | None,
    timeout_s: float,
) -> dict[str, Any] | None:
    """One request to the token endpoint; None where the grant is refused (``invalid_grant``).

    Raises:
        AuthError: the program itself is refused. TransientError: no answer, or not now.
    """
    who = {"client_id": client.client_id}
    if client.secret:
        who["client_secret"] = client.secret
    line = Line(account, context=context, timeout_s=timeout_s, deadline_s=timeout_s)
    try:
        answer = line.ask(
            "POST",
            client.token_url,
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            urlencode({**who, **fields}).encode(),
        )
    except BrokenOff as error:
        # Of the access; whoever asked for it handed nothing over yet.
        raise TransientError(str(error)) from error
    finally:
        line.close()
    row = _row(answer.body)
    if answer.status == 200:
        return row
    word = row.get("error")
    if word == "invalid_grant":
        return None
    if word in ("invalid_client", "unauthorized_client", "deleted_client"):
        raise needs_sign_in(account, "its Cloud project or OAuth client is not known any more")
    refusal = read_refusal(answer.status, answer.headers, b"")
    if refusal.is_passing:
        raise TransientError(
            f"Google cannot renew the access of account '{account}' now (status {answer.status}); "
            "it is tried again at the next sync.",
            retry_after_s=refusal.retry_after_s,
        )
    raise refusal_error(account, "a new access", refusal)


def read_token(
    account: str, row: Mapping[str, Any], now: datetime, *, before: Token | None = None
) -> Token:
    """The token of an answer.

    Args:
        account: The account's name.
        row: The answer.
        now: When it came.
        before: The one that it renews: what the answer leaves out stays.

    Raises:
        PermanentError: there is no token in it.
    """
    access, lasts = row.get("access_token"), row.get("expires_in", 3600)
    refresh = row.get("refresh_token") or (before.refresh if before else "")
    scope = row.get("scope")
    if not (_is_token(access) and isinstance(lasts, int) and (refresh == "" or _is_token(refresh))):
        raise PermanentError(f"Google's answer for account '{account}' holds no token.")
    ends = row.get("refresh_token_expires_in")
    fresh = Token(
        str(access),
        refresh,
        now + _lasting(lasts),
        frozenset(scope.split()) if isinstance(scope, str) else frozenset(),
        now,
        now + _lasting(ends) if isinstance(ends, int) else None,
    )
    if before is None:
        return fresh
    return replace(
        fresh,
        scopes=fresh.scopes or before.scopes,
        signed_in_at=before.signed_in_at,
        ends_at=before.ends_at,
    )


def _row(body: bytes) -> dict[str, Any]:
    try:
        row = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _lasting(seconds: int) -> timedelta:
    return timedelta(seconds=min(max(seconds, 0), _LONGEST_S))


def _is_token(value: object) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= _MAX_TOKEN
        and value.isascii()
        and value.isprintable()
        and " " not in value
    )


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without zone")
    return moment.astimezone(UTC)
