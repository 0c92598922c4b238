"""Accounts whose owner signs in on the provider's own page: Google and Microsoft.

::

    sign_in ──address──▶ the person's browser ──consent──▶ provider ──▶ one secret, kept in the vault
    settings_of ──▶ that secret renews the access with which connectors ask

What signing in gives is one text for each account, as good as a password. Of Google it holds the
client secret of the owner's Cloud project too, without which access cannot be renewed. Nothing here
keeps it; `accounts.keep` does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.config.records import AccountKind
from assistant.errors import WrongUsage
from connectors.base import AuthError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from assistant.config.records import AccountConfig
    from connectors.google import Access, GoogleSettings, OAuthClient
    from connectors.microsoft import MicrosoftSettings
    from connectors.microsoft.entra import Client, Http

#: Gmail grants 300 messages a minute. A reading waits so long for more in all; then what came is
#: judged, and the next reading goes on from there.
GOOGLE_PATIENCE_S = 90.0
#: What one request is put off by its host at most, all waits together: accounts are read one after
#: another, and the next reading goes on.
LONGEST_PAUSE_S = 120.0


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)  # noqa: TID251 - the default of a clock that tests replace


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the providers are; None: where everybody finds them. Tests have others.

    Attributes:
        google_sign_in, google_tokens: Google's consent page, and where codes become tokens.
        gmail, google_calendar: Roots of the two services.
        graph: Root of Microsoft Graph.
        entra: Makes the requests to Microsoft's sign-in host, for an account's name.
    """

    google_sign_in: str | None = None
    google_tokens: str | None = None
    gmail: str | None = None
    google_calendar: str | None = None
    graph: str | None = None
    entra: Callable[[str], Http] | None = None


#: Those that the program uses.
ENDPOINTS = Endpoints()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a person's consent gave.

    Attributes:
        address: Of the mailbox that was signed in to.
        secret: What is to be kept for the account.
        ends: Of access that ends by itself: when, and what to do; empty where it does not.
    """

    address: str
    secret: str = field(repr=False)
    ends: str = ""


@dataclass(frozen=True, slots=True)
class KeptGoogle:
    """The secret of a Google account, taken apart.

    Attributes:
        client_secret: Of the registered program; an installed program's is no real secret.
        token: As `Token.to_json` writes it; empty where nobody signed in yet.
    """

    client_secret: str = field(repr=False)
    token: str = field(default="", repr=False)

    def to_text(self) -> str:
        """As it is kept."""
        return json.dumps({"client_secret": self.client_secret, "token": self.token})

    @classmethod
    def from_text(cls, text: str) -> KeptGoogle:
        """What `to_text` wrote.

        Raises:
            ValueError: something else.
        """
        row = json.loads(text)
        if not isinstance(row, dict) or set(row) != {"client_secret", "token"}:
            raise ValueError("what is kept is no access to Google")
        return cls(str(row["client_secret"]), str(row["token"]))


class NeverSignedIn(AuthError):
    """Nobody has signed in for an account yet."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"Nobody has signed in for account '{account}' yet. `rapport account auth {account}` "
            "opens the provider's page."
        )


def say_unusable(account: str) -> str:
    """What is kept for an account that another program, or another kind of account, kept."""
    return (
        f"What is kept for account '{account}' is no access to it. `rapport account auth {account}` "
        "signs in again."
    )


# ── signing in ───────────────────────────────────────────────────────────────────────────────


def sign_in(
    account: AccountConfig,
    *,
    client_secret: str = "",
    show: Callable[[str], None],
    paste: Callable[[], str] | None = None,
    elsewhere: bool = False,
    clock: Callable[[], datetime] = utc_now,
    endpoints: Endpoints | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> SignedIn:
    """Let a person sign in on the provider's page, and see that all that is needed was granted.

    Args:
        account: The account as configured; its `deliver` says how much is asked for.
        client_secret: Of the program as Google knows it.
        show: Told the address to open; of Microsoft's device code a whole sentence.
        paste: Of Google, where the browser is `elsewhere`: gives the address at which it ended.
        elsewhere: The browser runs on another machine than this.
        clock: The time, aware UTC.
        endpoints: Where the providers are.
        stopped: Whether nobody waits for the person any more; asked every second or more often.

    Raises:
        AuthError: the person said no, was too late, or left out what is needed.
        TransientError, PermanentError: the provider cannot be asked, or does not know the program.
    """
    places = endpoints or ENDPOINTS
    if account.kind is AccountKind.GOOGLE:
        ask = paste if elsewhere else None
        client = google_client(account, client_secret, places)
        return _sign_in_google(
            account, client, show, ask, clock=clock, places=places, stopped=stopped
        )
    from connectors.microsoft.signin import sign_in_by_browser, sign_in_by_device_code

    begin = sign_in_by_device_code if elsewhere else sign_in_by_browser
    http = None if places.entra is None else places.entra(account.name)
    found = begin(account.name, microsoft_client(account), show, http=http, stopped=stopped)
    check_owner(account, found.user)
    return SignedIn(found.user, found.store)


def _sign_in_google(
    account: AccountConfig,
    client: OAuthClient,
    show: Callable[[str], None],
    ask: Callable[[], str] | None,
    *,
    clock: Callable[[], datetime],
    places: Endpoints,
    stopped: Callable[[], bool],
) -> SignedIn:
    from connectors.google import GoogleMail
    from connectors.google.signin import ending_sentence, missing, missing_sentence, sign_in

    name, wanted = account.name, google_access(account)
    token = sign_in(
        name, client, wanted,
        show=show, now=clock, ask=ask, address=account.user, stopped=stopped,
    )  # fmt: skip
    if lacking := missing(token, wanted):
        raise AuthError(missing_sentence(name, lacking))
    kept = [KeptGoogle(client.secret, token.to_json()).to_text()]
    settings = google_settings(account, client, lambda: kept[-1], kept.append, clock, places)
    mail = GoogleMail(name, settings)
    try:
        address = mail.fetch_address()
    finally:
        mail.close()
    check_owner(account, address)
    return SignedIn(address, kept[-1], ending_sentence(name, token, clock()) or "")


def check_owner(account: AccountConfig, address: str) -> None:
    """Refuse a sign-in to another mailbox: a browser is often signed in to a private one too.

    Raises:
        AuthError: it is another one.
    """
    if account.user and address.casefold() != account.user.casefold():
        raise AuthError(
            f"You signed in as {address}, and account '{account.name}' is that of {account.user}. "
            "Nothing was changed. Choose the other one on the provider's page, or correct `user` "
            "in config.toml."
        )


def google_access(account: AccountConfig) -> frozenset[Access]:
    """What an account at Google must be allowed: no more than what is turned on."""
    from connectors.google import Access

    reading = {Access.READ_MAIL, Access.READ_CALENDARS}
    return frozenset(reading | {Access.WRITE_DRAFTS} if account.deliver else reading)


def google_client(
    account: AccountConfig, client_secret: str, endpoints: Endpoints | None = None
) -> OAuthClient:
    """The program, as the owner's Cloud project knows it."""
    from connectors.google import OAuthClient
    from connectors.google.settings import AUTH_URL, TOKEN_URL

    places = endpoints or ENDPOINTS
    return OAuthClient(
        account.client_id,
        client_secret,
        token_url=places.google_tokens or TOKEN_URL,
        auth_url=places.google_sign_in or AUTH_URL,
    )


def microsoft_client(account: AccountConfig) -> Client:
    """The program, as it is registered with Microsoft, and what it may ask for."""
    from connectors.microsoft.entra import Client, scopes_for

    scopes = scopes_for(drafts=account.deliver is not None, sending=account.sends)
    return Client(account.client_id, account.tenant, scopes=scopes)


# ── using what signing in gave ───────────────────────────────────────────────────────────────


def google_settings(
    account: AccountConfig,
    client: OAuthClient,
    load: Callable[[], str],
    save: Callable[[str], None],
    clock: Callable[[], datetime],
    endpoints: Endpoints | None = None,
) -> GoogleSettings:
    """How an account at Google is reached.

    Args:
        account: The account.
        client: As `google_client` makes it of the client secret that is kept.
        load: Gives what is kept; AuthError where nothing is.
        save: Keeps what was renewed.
        clock: The time, aware UTC.
        endpoints: Where Google is.
    """
    from connectors.google import GoogleSettings, Token, Tokens
    from connectors.google.settings import CALENDAR_ROOT, GMAIL_ROOT

    places = endpoints or ENDPOINTS
    tokens = Tokens(
        account.name,
        client,
        load=lambda: Token.from_json(KeptGoogle.from_text(load()).token),
        store=lambda token: save(KeptGoogle(client.secret, token.to_json()).to_text()),
        now=clock,
    )
    return GoogleSettings(
        tokens,
        gmail_root=places.gmail or GMAIL_ROOT,
        calendar_root=places.google_calendar or CALENDAR_ROOT,
        full_bodies=account.bodies,
        patience_s=GOOGLE_PATIENCE_S,
    )


def find_lacks(account: AccountConfig, kept: str, now: datetime) -> tuple[list[str], list[str]]:
    """What there is to say of the access of an account at Google, from what is kept alone.

    Returns:
        What keeps it from working, and what is good to know; a sentence each.
    """
    from connectors.google import Token
    from connectors.google.signin import ending_sentence, missing, missing_sentence

    try:
        token = Token.from_json(KeptGoogle.from_text(kept).token)
    except ValueError:
        return [say_unusable(account.name)], []
    lacking = missing(token, google_access(account))
    wrong = [missing_sentence(account.name, lacking)] if lacking else []
    ends = ending_sentence(account.name, token, now)
    if ends is not None and token.ends_at is not None and token.ends_at <= now:
        return [*wrong, ends], []
    return wrong, [ends] if ends is not None else []


def microsoft_settings(
    account: AccountConfig,
    load: Callable[[], str],
    save: Callable[[str], None],
    endpoints: Endpoints | None = None,
) -> MicrosoftSettings:
    """How an account at Microsoft is reached; as `google_settings`."""
    from connectors.microsoft import MicrosoftSettings
    from connectors.microsoft.settings import GRAPH
    from connectors.microsoft.tokens import Tokens

    places = endpoints or ENDPOINTS
    http = None if places.entra is None else places.entra(account.name)
    tokens = Tokens(account.name, microsoft_client(account), load, save, http=http)
    return MicrosoftSettings(
        tokens,
        root=places.graph or GRAPH,
        full_bodies=account.bodies,
        patience_s=LONGEST_PAUSE_S,
    )


# ── the program as it is registered ──────────────────────────────────────────────────────────

#: Google's file has some four hundred characters.
MAX_CLIENT_FILE = 16_384


def read_client_file(path: Path) -> tuple[str, str]:
    """Client ID and client secret of the file that Google Cloud gives for download.

    Raises:
        WrongUsage: it is another file, or the client is of another type.
    """
    try:
        with path.open("rb") as file:
            octets = file.read(MAX_CLIENT_FILE + 1)
    except OSError as error:
        raise WrongUsage(f"{path} cannot be read: {error.strerror}.") from error
    return read_client(octets, path.name)


def read_client(text: str | bytes, called: str) -> tuple[str, str]:
    """Client ID and client secret of the text of that file.

    Args:
        text: What the file holds.
        called: The name of the text, for sentences; nothing of the text is in them.

    Raises:
        WrongUsage: it is another text, or the client is of another type.
    """
    try:
        row = json.loads(text) if len(text) <= MAX_CLIENT_FILE else None
    except (ValueError, RecursionError):
        row = None
    if isinstance(row, dict) and "web" in row:
        raise WrongUsage(
            f"{called} is of a client of the type 'Web application'. Make one of the type "
            "'Desktop app' in Google Cloud and take its file."
        )
    found = row.get("installed") if isinstance(row, dict) else None
    client_id, secret = (
        (found.get("client_id"), found.get("client_secret"))
        if isinstance(found, dict)
        else (None, None)
    )
    if not (isinstance(client_id, str) and isinstance(secret, str) and client_id and secret):
        raise WrongUsage(
            f"{called} is not the file that Google Cloud gives for a client ('Download JSON')."
        )
    return client_id, secret
