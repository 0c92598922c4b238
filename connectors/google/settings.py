"""How a Google account is reached: addresses, patience and the plan of quota; values, no connection."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from connectors.base import PermanentError
from connectors.google.quota import Quota
from connectors.loopback import is_loopback

if TYPE_CHECKING:
    from connectors.google.tokens import Tokens

GMAIL_ROOT = "https://gmail.googleapis.com/"
CALENDAR_ROOT = "https://www.googleapis.com/calendar/v3/"
AUTH_URL = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address

#: Of Gmail, a minute and user, for every Cloud project made since 2025.
GMAIL_UNITS = 6000
#: Requests to calendars, a minute and user.
CALENDAR_REQUESTS = 600


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as it passes; tests give one that only counts.

    Attributes:
        monotonic: Seconds since some moment.
        sleep: Waits so many seconds.
        spread: A number from 0 to 1, for pauses that must not all end at once.
        wall: Seconds since 1970; it may be set.
    """

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    spread: Callable[[], float] = random.random
    wall: Callable[[], float] = time.time  # noqa: TID251 - the default of a clock


@dataclass(frozen=True, slots=True)
class GoogleSettings:
    """One Google account. Mail, calendars and drafts of it share one object, and so one quota.

    Attributes:
        tokens: Gives access tokens, and renews them.
        gmail_root, calendar_root: Where the two services are; other ones are for tests.
        full_bodies: False: only the headers of mail are ever fetched; every record is `truncated`.
        context: Certificates to trust; None: those of the system.
        timeout_s: The longest silence before Google counts as gone.
        deadline_s: The longest time for one answer, beside what its bytes need.
        longest_pause_s: What is waited at most, in all, until one request is granted.
        patience_s: How long one reading of mail fetches, waiting for quota included; then it ends
            with a TransientError, what came is kept, and the next goes on from there. Every reading
            gets a message further, however short it is. None: as long as it takes.
        clock: Time.
        gmail_quota, calendar_quota: What was spent in the last minute.

    Raises:
        PermanentError: plain text to another machine, or no address at all.
    """

    tokens: Tokens = field(repr=False)
    gmail_root: str = GMAIL_ROOT
    calendar_root: str = CALENDAR_ROOT
    full_bodies: bool = True
    context: ssl.SSLContext | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    deadline_s: float = 60.0
    longest_pause_s: float = 120.0
    patience_s: float | None = None
    clock: Clock = field(default_factory=Clock, repr=False)
    gmail_quota: Quota = field(default_factory=lambda: Quota(GMAIL_UNITS), repr=False)
    calendar_quota: Quota = field(default_factory=lambda: Quota(CALENDAR_REQUESTS), repr=False)

    def __post_init__(self) -> None:
        check_address(self.gmail_root)
        check_address(self.calendar_root)


def check_address(url: str) -> None:
    """Refuse an address that a token must not be shown to.

    Raises:
        PermanentError: not https, and not this machine.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise PermanentError("An address of Google begins with https:// and names a host.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise PermanentError(
            f"{parts.hostname} is another machine, and http without encryption shows mail and "
            "token to the network. Use its https address."
        )
