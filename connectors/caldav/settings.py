"""How a CalDAV account and a calendar address are reached; values and their checks, no connection."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address

import httpx

from connectors.base import PermanentError
from connectors.loopback import is_loopback

#: What a browser takes as an address at most.
_MAX_URL = 2000
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,30}\.?", re.IGNORECASE)
#: Subscriptions are handed round under these names; they mean nothing but https.
_SUBSCRIPTIONS = ("webcal", "webcals")


class SignIn(StrEnum):
    """What the secret is."""

    #: A password, or a password made for this program: Basic, else Digest (RFC 7617, 7616).
    PASSWORD = "password"  # noqa: S105 - the name of a way, not a password
    #: An access token of OAuth 2.0 (RFC 6750).
    BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class CaldavSettings:
    """One account on a CalDAV server.

    Attributes:
        url: Of the server, of the owner's page there, or of one calendar; the first is enough.
        secret: Gives the password or the token; asked once for every reading, written nowhere.
        hosts: Other hosts that get the password, because the server keeps its calendars there:
            whole names, or ends of names that begin with a dot (``.calendars.example``).
        context: Certificates to trust; None: those of the system.
        timeout_s: The longest silence before the server counts as gone.
        deadline_s: The longest time for one answer, beside what its bytes need.

    Raises:
        PermanentError: plain text to another machine, or an address or user that cannot be one.
    """

    url: str
    user: str
    secret: Callable[[], str] = field(repr=False)
    sign_in: SignIn = SignIn.PASSWORD
    hosts: frozenset[str] = frozenset()
    context: ssl.SSLContext | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    deadline_s: float = 60.0

    def __post_init__(self) -> None:
        parse_address(self.url)
        if not self.user or not self.user.isprintable() or ":" in self.user:
            raise PermanentError(
                "The user of a calendar server is a line of printable characters without ':'."
            )

    def may_sign_in(self, url: httpx.URL) -> bool:
        """Whether the password may be shown there: at the server named, or a host named beside."""
        given = parse_address(self.url)
        if origin(url) == origin(given):
            return True
        return (
            url.scheme == "https"
            and url.port in (None, 443)
            and any(_matches(url.host, host) for host in self.hosts)
        )


@dataclass(frozen=True, slots=True)
class Feed:
    """One calendar at an address, as calendars are subscribed to.

    Attributes:
        name: What its owner calls it: the name of the collection.
        url: ``https://…`` or ``webcal://…``; it is often a secret by itself, and never shown.
        secret: Gives the password of `user`, where one is needed.
    """

    name: str
    url: str = field(repr=False)
    user: str = ""
    secret: Callable[[], str] | None = field(default=None, repr=False)
    context: ssl.SSLContext | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    deadline_s: float = 60.0

    def __post_init__(self) -> None:
        parse_address(self.url)


def parse_address(url: str) -> httpx.URL:
    """An address that may be asked, without fragment; ``webcal`` has become ``https``.

    Raises:
        PermanentError: no address of the web, a password in it, or plain http to another machine.
    """
    if len(url) > _MAX_URL or not url.isprintable():
        raise _no_address()
    scheme, _, rest = url.partition(":")
    try:
        parsed = httpx.URL(f"https:{rest}" if scheme.lower() in _SUBSCRIPTIONS else url)
        parsed = parsed.copy_with(fragment=None)
        host = parsed.host
    except (httpx.InvalidURL, ValueError, TypeError):
        # `from None`: the error repeats the address, which may be a secret.
        raise _no_address() from None
    if scheme.lower() in _SUBSCRIPTIONS and is_loopback(host):
        parsed = parsed.copy_with(scheme="http")  # this machine has no certificate
    if not _is_host(parsed) or not 0 < (parsed.port or 443) < 65_536:
        raise _no_address()
    if parsed.scheme not in ("http", "https") or not host:
        raise _no_address()
    if parsed.userinfo:
        raise PermanentError(
            f"The address of a calendar at {host} holds a name or password. Take it out of the "
            "address and name user and password by themselves."
        )
    if parsed.scheme == "http" and not is_loopback(host):
        raise PermanentError(
            f"{host} is another machine, and http without encryption shows calendar and password "
            "to the network. Use its https address."
        )
    return parsed


def origin(url: httpx.URL) -> str:
    """Scheme, host and port, in the one way they are written."""
    port = url.port or (443 if url.scheme == "https" else 80)
    return f"{url.scheme}://{url.host}:{port}"


def _is_host(url: httpx.URL) -> bool:
    name = url.raw_host.decode("ascii", "replace")
    if _NAME.fullmatch(name):
        return True
    try:
        return bool(ip_address(name.strip("[]")))
    except ValueError:
        return False


def _matches(host: str, pattern: str) -> bool:
    wanted = pattern.casefold()
    return host.endswith(wanted) if wanted.startswith(".") else host == wanted


def _no_address() -> PermanentError:
    return PermanentError(
        "The address of a calendar begins with https:// or webcal:// and names a host. Correct it "
        "in the configuration."
    )
