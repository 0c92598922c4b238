"""How an account on an Exchange Server is reached; values and their checks, no connection."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from connectors.base import PermanentError
from connectors.loopback import is_loopback

#: Hosts of Exchange Online.
_ONLINE = frozenset({"outlook.office365.com", "outlook.office.com"})
_MAX_ADDRESS = 254


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the default of a clock that tests replace


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as it passes; tests give one that only counts.

    Attributes:
        monotonic: Seconds since some moment.
        sleep: Waits so many seconds.
        spread: A number from 0 to 1, for pauses that must not all end at once.
        now: Aware UTC.
    """

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    spread: Callable[[], float] = random.random
    now: Callable[[], datetime] = _now


@dataclass(frozen=True, slots=True)
class ExchangeSettings:
    r"""One mailbox on an Exchange Server.

    Attributes:
        url: Of the endpoint, ``https://HOST/EWS/Exchange.asmx``; it is never looked for.
        user: Who signs in, as ``DOMAIN\name`` or ``name@domain``; with a token it is not used.
        secret: Gives the password or, with ``oauth``, an access token; asked at every sign-in, and
            once more for another token when one was refused.
        sign_in: What the secret is shown by. ``basic`` shows the password to the host.
        mailbox: Its primary SMTP address.
        access: ``own``, or another's mailbox by rights on it (``delegate``) or by the right to act
            as its owner (``impersonation``).
        full_bodies: False: headers only are ever fetched; every record is `truncated`.
        context: Certificates to trust; None: those of the system.
        page_size: Rows that one answer may list, at most 512.
        item_batch: Messages that one answer may hold.
        past_days, ahead_days: What of a calendar is read, around the day of the first reading.
        renew_days: After so many days that window is laid anew.
        timeout_s: The longest silence before the host counts as gone; a large folder is listed for
            the first time in tens of seconds.
        deadline_s: The longest time for one answer, beside what its bytes need.
        longest_pause_s: What is waited at most, in all, until one request is granted.
        clock: Time.

    Raises:
        PermanentError: plain text to another machine, no address of an endpoint or of a mailbox, or
            a user that cannot be told to a host.
    """

    url: str
    user: str
    secret: Callable[[], str] = field(repr=False)
    mailbox: str
    sign_in: Literal["ntlm", "basic", "oauth"] = "ntlm"
    access: Literal["own", "delegate", "impersonation"] = "own"
    full_bodies: bool = True
    context: ssl.SSLContext | None = field(default=None, repr=False)
    page_size: int = 512
    item_batch: int = 10
    past_days: int = 400
    ahead_days: int = 400
    renew_days: int = 30
    timeout_s: float = 60.0
    deadline_s: float = 120.0
    longest_pause_s: float = 300.0
    clock: Clock = field(default_factory=Clock, repr=False)

    def __post_init__(self) -> None:
        self._check_url()
        if self.sign_in != "oauth" and not (self.user and self.user.isprintable()):
            raise PermanentError("The user of a mailbox is a line of printable characters.")
        local, at, domain = self.mailbox.rpartition("@")
        whole = local and at and domain and self.mailbox.isprintable() and " " not in self.mailbox
        if not whole or len(self.mailbox) > _MAX_ADDRESS:
            raise PermanentError(
                "An account on Exchange names its mailbox by its primary address, name@domain."
            )
        if not 1 <= self.page_size <= 512 or not 1 <= self.item_batch <= 100:
            raise PermanentError("An answer of Exchange lists 1 to 512 rows, or 1 to 100 messages.")

    def _check_url(self) -> None:
        try:
            parts = urlsplit(self.url)
            port_is_one = parts.port is None or parts.port > 0
        except ValueError:
            parts, port_is_one = SplitResult("", "", "", "", ""), False
        is_line = self.url.isascii() and self.url.isprintable() and " " not in self.url
        if (
            not is_line
            or not port_is_one
            or parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.username is not None
            or parts.query
            or parts.fragment
        ):
            raise PermanentError(
                "The address of an Exchange Server is https://HOST/EWS/Exchange.asmx, without a "
                "user in it."
            )
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise PermanentError(
                f"{parts.hostname} is another machine, and http without encryption shows mail and "
                "password to the network. Use its https address."
            )

    @property
    def host(self) -> str:
        """The host of the endpoint, for sentences."""
        return urlsplit(self.url).hostname or ""

    @property
    def origin(self) -> str:
        """Scheme, host and port, and whose mailbox: elsewhere the ids mean nothing."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.casefold()} {self.mailbox.casefold()}"

    def window(self) -> tuple[datetime, datetime]:
        """The window of a calendar that is read from today on, whole days of UTC."""
        today = self.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return today - timedelta(self.past_days), today + timedelta(self.ahead_days)


def exchange_online_sentence(url: str) -> str | None:
    """What to say of an endpoint in Exchange Online, or None: it is on another host.

    Source: CONNECTORS.md; Microsoft's notice on the retirement of EWS in Exchange Online.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").casefold()
    except ValueError:
        return None
    if host not in _ONLINE:
        return None
    return (
        f"{host} is Exchange Online, which refuses Exchange Web Services since October 2026 and "
        "ends them on 1 April 2027. Use an account of kind 'microsoft' for this mailbox."
    )
