"""Settings for the double, with a clock that only counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from connectors.exchange.settings import Clock, ExchangeSettings
from tests.connectors.exchange.server import PASSWORD, ExchangeServer

MAILBOX = "jonas@wirth.example"
USER = r"WIRTH\jonas"


def counting_clock(waits: list[float]) -> Clock:
    """A clock that notes what was waited for, in seconds, without waiting."""
    return Clock(
        monotonic=lambda: sum(waits),
        sleep=waits.append,
        spread=lambda: 0.5,
        now=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC),
    )


def settings_for(
    server: ExchangeServer,
    *,
    waits: list[float] | None = None,
    secret: Callable[[], str] = lambda: PASSWORD,
    **changes: Any,
) -> ExchangeSettings:
    """How Jonas's mailbox on the double is reached."""
    given: dict[str, Any] = {"sign_in": "ntlm", **changes}
    return ExchangeSettings(
        server.url,
        given.pop("user", USER),
        secret,
        given.pop("mailbox", MAILBOX),
        clock=counting_clock([] if waits is None else waits),
        **given,
    )
