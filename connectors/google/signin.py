"""Signing in with a browser: the loopback redirect with PKCE (RFC 8252, RFC 7636).

::

    this program ──address──▶ browser ──consent──▶ Google ──redirect──▶ 127.0.0.1, this program
         └── on a machine without a browser: the address is printed, and the address that the browser
             ends at, which it cannot open, is pasted back

What is asked for grows with what is used: to read first, and to write drafts as well when drafts are
turned on. All of it is asked for each time: Google does not promise programs like this one that access
adds up, and what was once granted to the same project for something else is not wanted.
People untick boxes, so what was granted is looked at, not what was asked for. The library
google-auth-oauthlib is not used: it brings four others, logs tokens at debug level, takes an unticked
box for an error, and has no bound of time; what it does is a page here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qs, urlencode, urlsplit

from connectors.base import AuthError, PermanentError
from connectors.google.coming_back import MAX_ADDRESS, PATIENCE_S, Loopback
from connectors.google.tokens import OAuthClient, Token, ask_for_token, read_token

_SCOPES = "https://www.googleapis.com/auth/"
#: Where a browser is sent when there is nobody listening: the address is copied from it.
PASTED_REDIRECT = "http://127.0.0.1:8765/"


class Access(StrEnum):
    """What an account is allowed to do, by Google's names."""

    READ_MAIL = f"{_SCOPES}gmail.readonly"
    READ_CALENDARS = f"{_SCOPES}calendar.readonly"
    #: Writes drafts, and may send: Google has no narrower one. Asked for when drafts are turned on.
    WRITE_DRAFTS = f"{_SCOPES}gmail.compose"


#: What each is called beside its box on Google's page.
BOXES = {
    Access.READ_MAIL: "View your email messages and settings",
    Access.READ_CALENDARS: "See and download any calendar you can access using your Google Calendar",
    Access.WRITE_DRAFTS: "Manage drafts and send emails",
}


#: Never asked for: access that holds it is refused whole messages, and searches.
METADATA = f"{_SCOPES}gmail.metadata"
METADATA_BOX = "View your email message metadata such as labels and headers, but not the email body"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One attempt to sign in.

    Attributes:
        url: What the browser is to open.
        redirect: Where it comes back to.
        asked: What was asked for.
    """

    url: str
    redirect: str
    asked: frozenset[Access]
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def begin(
    client: OAuthClient,
    wanted: frozenset[Access],
    *,
    redirect: str = PASTED_REDIRECT,
    address: str = "",
) -> SignIn:
    """The beginning of a sign-in: an address for the browser, and what has to be kept until its end.

    Args:
        client: The program, as the owner's Cloud project knows it.
        wanted: All that is to be allowed.
        redirect: On this machine.
        address: Of the account, where it is known: Google's page offers it first.
    """
    verifier, state = secrets.token_urlsafe(64), secrets.token_urlsafe(24)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    fields = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect,
        "scope": " ".join(sorted(wanted)),
        "state": state,
        "code_challenge": challenge.decode().rstrip("="),
        "code_challenge_method": "S256",
        "access_type": "offline",
        # Without it a second sign-in gets no refresh token.
        "prompt": "consent",
    }
    if address:
        fields["login_hint"] = address
    return SignIn(f"{client.auth_url}?{urlencode(fields)}", redirect, wanted, state, verifier)


def finish(
    account: str,
    client: OAuthClient,
    attempt: SignIn,
    came_back: str,
    *,
    now: datetime,
    context: ssl.SSLContext | None = None,
    timeout_s: float = 30.0,
) -> Token:
    """The token for what a person allowed.

    Args:
        account: Its name, for sentences.
        client: As of `begin`.
        attempt: Of `begin`.
        came_back: The whole address at which the browser ended; a person may have pasted it.
        now: Aware UTC.
        context: Certificates to trust; None: those of the system.
        timeout_s: The longest silence.

    Raises:
        AuthError: the person said no, or this is not the answer to this attempt.
        TransientError: Google cannot be asked now.
        PermanentError: it is no answer.
    """
    code = _code_in(account, attempt, came_back)
    answer = ask_for_token(
        account,
        client,
        {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": attempt.verifier,
            "redirect_uri": attempt.redirect,
        },
        context=context,
        timeout_s=timeout_s,
    )
    if answer is None:
        raise AuthError(
            f"Google did not take the answer for account '{account}': it was used before, or is "
            f"older than a few minutes. Run `rapport account auth {account}` once more."
        )
    token = read_token(account, answer, now)
    if not token.refresh:
        raise PermanentError(
            f"Google gave account '{account}' no lasting access. The OAuth client has to be of the "
            "type 'Desktop app'."
        )
    if METADATA in token.scopes:
        raise AuthError(
            f"Access for account '{account}' holds '{METADATA_BOX}' as well, and with that Gmail "
            "refuses whole messages, whatever else is allowed. Take the access of your project back "
            "at myaccount.google.com/connections, and sign in again."
        )
    return token


def missing(token: Token, wanted: frozenset[Access]) -> tuple[Access, ...]:
    """What is wanted and was not granted, in the order in which `Access` names it."""
    return tuple(each for each in Access if each in wanted and each not in token.scopes)


def missing_sentence(account: str, lacking: tuple[Access, ...]) -> str:
    """What to do about boxes that were not ticked; `lacking` is not empty."""
    boxes = "; ".join(f"'{BOXES[each]}'" for each in lacking)
    return (
        f"Account '{account}' was not allowed everything it needs. Run `rapport account auth "
        f"{account}` and tick: {boxes}."
    )


def ending_sentence(account: str, token: Token, now: datetime) -> str | None:
    """What there is to say of access that ends by itself; None where Google names no end.

    A Cloud project whose audience is *External* and whose publishing status is *Testing* gives
    access for seven days.
    """
    if token.ends_at is None:
        return None
    left = token.ends_at - now
    when = f"{token.ends_at:%A, %d %B, %H:%M} UTC"
    if left <= timedelta(0):
        return (
            f"The access of account '{account}' ended on {when}. Run `rapport account auth "
            f"{account}`."
        )
    return (
        f"The access of account '{account}' ends on {when}: its Cloud project is in 'Testing', "
        "which gives seven days. Under 'Google Auth Platform', 'Audience', choose 'Publish app' "
        f"(or 'Internal' in an organisation), then run `rapport account auth {account}`."
    )


def _code_in(account: str, attempt: SignIn, came_back: str) -> str:
    text = came_back.strip()
    if len(text) > MAX_ADDRESS:
        raise PermanentError("That is longer than the address of an answer. Copy it once more.")
    try:
        fields = parse_qs(urlsplit(text).query)
    except ValueError as error:
        raise PermanentError("That is no address. Copy it whole, from http:// on.") from error
    state, code, refusal = (fields.get(name, [""])[0] for name in ("state", "code", "error"))
    if not hmac.compare_digest(state.encode(), attempt.state.encode()):
        raise AuthError(
            f"That is not the answer to this sign-in of account '{account}'. Copy the whole address "
            "at which the browser ended, from http:// on, and of the last attempt."
        )
    if refusal == "access_denied":
        raise AuthError(f"Access for account '{account}' was not given. Nothing was changed.")
    if refusal or not code:
        raise AuthError(
            f"Google did not let account '{account}' sign in. Run `rapport account auth {account}` "
            "once more; if it stays so, check the OAuth client of the Cloud project."
        )
    return code


def sign_in(  # noqa: PLR0913 - one attempt, each argument named
    account: str,
    client: OAuthClient,
    wanted: frozenset[Access],
    *,
    show: Callable[[str], None],
    now: Callable[[], datetime],
    ask: Callable[[], str] | None = None,
    address: str = "",
    timeout_s: float = PATIENCE_S,
    stopped: Callable[[], bool] = lambda: False,
) -> Token:
    """Sign in from beginning to end.

    Args:
        account: Its name, for sentences.
        client: The program.
        wanted: What is to be allowed.
        show: Told the address that a browser is to open; it may open one.
        now: The time, aware UTC.
        ask: Gives the address at which the browser ended, as a person pasted it; None: the browser
            runs on this machine and comes back by itself.
        address: Of the account, where it is known.
        timeout_s: How long a person has, where the browser comes back by itself.
        stopped: Whether nobody waits for it any more.

    Raises:
        AuthError, TransientError, PermanentError: as of `finish` and `Loopback.wait`.
    """
    if ask is not None:
        attempt = begin(client, wanted, address=address)
        show(attempt.url)
        return finish(account, client, attempt, ask(), now=now())
    with Loopback() as loopback:
        attempt = begin(client, wanted, redirect=loopback.redirect, address=address)
        loopback.state = attempt.state
        show(attempt.url)
        came_back = loopback.wait(timeout_s, stopped)
    return finish(account, client, attempt, came_back, now=now())
