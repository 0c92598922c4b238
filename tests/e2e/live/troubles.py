"""What goes wrong at one provider, in the words of its double, and how often it is asked meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.connectors.google.double import Fault
from tests.connectors.microsoft.loopback import refused

if TYPE_CHECKING:
    from tests.e2e.live.together import Together

#: More than any run asks.
ALWAYS = 2_000
HOUR_S = 3600


@dataclass(frozen=True)
class Trouble:
    """A provider that does not do what it is asked, until `heal`.

    Attributes:
        account: The account's name.
        name: What happens.
        pauses: The host says for how long it wants to be left alone, and that is an hour.
    """

    account: str
    name: str
    begin: Callable[[Together], None]
    pauses: bool = False

    def __str__(self) -> str:
        return f"{self.account}-{self.name}"


def google(status: int, reason: str = "", after_s: int | None = None) -> Callable[[Together], None]:
    """Everything but the renewal of access is answered so."""
    hint = {} if after_s is None else {"Retry_After": str(after_s)}

    def begin(all_of_them: Together) -> None:
        for service in ("gmail.", "calendar."):
            fault = Fault(status, reason)
            fault.headers.update(hint)
            all_of_them.google.double.plan(service, fault, times=ALWAYS)

    return begin


def microsoft(status: int, code: str, after_s: int | None = None) -> Callable[[Together], None]:
    """Everything at Graph is answered so."""
    hint = {} if after_s is None else {"Retry_After": str(after_s)}

    def begin(all_of_them: Together) -> None:
        all_of_them.microsoft.graph.faults += [("", refused(status, code, **hint))] * ALWAYS

    return begin


def exchange(error: str = "", **given: int) -> Callable[[Together], None]:
    """Everything is answered so."""

    def begin(all_of_them: Together) -> None:
        all_of_them.exchange.world.fail("*", error, times=ALWAYS, **given)

    return begin


TROUBLES = [
    Trouble("google", "429", google(429, "rateLimitExceeded")),
    Trouble("google", "429-an-hour", google(429, "rateLimitExceeded", HOUR_S), pauses=True),
    Trouble("google", "403-rate", google(403, "userRateLimitExceeded")),
    Trouble("google", "403-rate-an-hour", google(403, "rateLimitExceeded", HOUR_S), pauses=True),
    Trouble("google", "503", google(503, "backendError")),
    Trouble("google", "503-an-hour", google(503, "backendError", HOUR_S), pauses=True),
    Trouble("microsoft", "429", microsoft(429, "TooManyRequests")),
    Trouble("microsoft", "429-an-hour", microsoft(429, "TooManyRequests", HOUR_S), pauses=True),
    Trouble("microsoft", "503", microsoft(503, "ServiceUnavailable")),
    Trouble("microsoft", "503-an-hour", microsoft(503, "Busy", HOUR_S), pauses=True),
    Trouble("exchange", "busy", exchange("ErrorServerBusy")),
    Trouble(
        "exchange",
        "busy-an-hour",
        exchange("ErrorServerBusy", back_off_ms=HOUR_S * 1000),
        pauses=True,
    ),
    Trouble("exchange", "503", exchange(status=503)),
    Trouble("exchange", "503-an-hour", exchange(status=503, retry_after=HOUR_S), pauses=True),
]

#: The same, once each and for a second: what a run waits for and nobody hears of.
HICCUPS = [
    Trouble("google", "429", google(429, "rateLimitExceeded", 1)),
    Trouble("google", "403-rate", google(403, "rateLimitExceeded", 1)),
    Trouble("google", "503", google(503, "backendError", 1)),
    Trouble("microsoft", "429", microsoft(429, "TooManyRequests", 1)),
    Trouble("microsoft", "503", microsoft(503, "ServiceUnavailable", 1)),
    Trouble("exchange", "busy", exchange("ErrorServerBusy", back_off_ms=1000)),
    Trouble("exchange", "503", exchange(status=503, retry_after=1)),
]


def begin_once(trouble: Trouble, all_of_them: Together) -> None:
    """Only the first request is answered so."""
    trouble.begin(all_of_them)
    for plan in all_of_them.google.double.planned[:1]:
        plan.times = 1
    del all_of_them.google.double.planned[1:]
    del all_of_them.microsoft.graph.faults[1:]
    for fault in all_of_them.exchange.world.faults.waiting:
        fault.times = 1


def heal(all_of_them: Together) -> None:
    """Everything works again."""
    all_of_them.google.double.planned.clear()
    all_of_them.microsoft.graph.faults.clear()
    all_of_them.exchange.world.faults.waiting.clear()


def asked(all_of_them: Together, account: str) -> int:
    """How many requests a provider was asked, its sign-in included."""
    if account == "google":
        return all_of_them.google.double.asked.total()
    if account == "microsoft":
        return len(all_of_them.microsoft.graph.asked) + len(all_of_them.microsoft.entra.calls)
    return all_of_them.exchange.server.accepted + all_of_them.exchange.world.requests.total()
