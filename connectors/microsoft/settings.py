"""How a Microsoft account is reached; values and their checks, no connection."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from connectors.base import PermanentError
from connectors.caldav.settings import origin
from connectors.loopback import is_loopback
from connectors.microsoft.gate import Gate

#: Microsoft Graph for everybody but the national clouds.
GRAPH = "https://graph.microsoft.com/v1.0"


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the default of a clock that tests replace


@dataclass(frozen=True, slots=True)
class MicrosoftSettings:
    """One account in Microsoft 365.

    Attributes:
        token: Gives an access token; called with None, or with the token that was just refused:
            then it gives another one, or raises AuthError.
        root: Of Graph: a national cloud has its own, and so has a peer of the tests.
        full_bodies: False: headers only are ever fetched; every record is `truncated`.
        page_size: Rows that one answer may list.
        past_days, ahead_days: What of a calendar is read, around the day of the first reading.
        renew_days: After so many days that window is laid anew.
        context: Certificates to trust; None: those of the system.
        timeout_s: The longest silence before the host counts as gone.
        deadline_s: The longest time for one answer, beside what its bytes need.
        patience_s: The longest that one request may be put off by its host, all waits together.
        gate: Passed by every request: what reads and writes one mailbox shares its settings.
        sleep, chance, now: The clock, and a number from 0 to 1; tests replace them.

    Raises:
        PermanentError: plain text to another machine, or no address of a host.
    """

    token: Callable[[str | None], str] = field(repr=False)
    root: str = GRAPH
    full_bodies: bool = True
    page_size: int = 100
    past_days: int = 400
    ahead_days: int = 400
    renew_days: int = 30
    context: ssl.SSLContext | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    deadline_s: float = 60.0
    patience_s: float = 300.0
    gate: Gate = field(default_factory=Gate, repr=False, compare=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    chance: Callable[[], float] = field(default=random.random, repr=False)
    now: Callable[[], datetime] = field(default=_now, repr=False)

    def __post_init__(self) -> None:
        url = httpx.URL(self.root)
        if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query:
            raise PermanentError("The address of Microsoft Graph begins with https:// and a host.")
        if url.scheme == "http" and not is_loopback(url.host):
            raise PermanentError(
                f"{url.host} is another machine, and http without encryption shows mail and token "
                "to the network. Use its https address."
            )

    @property
    def origin(self) -> str:
        """Scheme, host and port: nothing else is ever asked."""
        return origin(httpx.URL(self.root))

    def window(self) -> tuple[datetime, datetime]:
        """The window of a calendar that is read from today on, whole days of UTC."""
        today = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return today - timedelta(self.past_days), today + timedelta(self.ahead_days)
