"""Signed-in requests of one account, through Google's client, within quota and with patience.

There is one layer that tries again, and it is here: what reads is repeated after what passes (429,
403 for pace, 5xx, a broken connection), what writes only after a refusal that provably did nothing.
Google's wish to be left alone is kept to the letter; without one the pause is random, from nothing
to 1, 2, 4 … 64 seconds.

Batch requests are not used: they save connections and no quota, and ignore another address.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, Self

from connectors.base import TransientError, Unfinished
from connectors.google.faults import (
    BrokenOff,
    Refused,
    Senseless,
    refusal_error,
    senseless,
)
from connectors.google.line import Line
from connectors.google.quota import MINUTE_S
from connectors.google.transport import Signed, build_service

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from connectors.google.quota import Quota
    from connectors.google.settings import GoogleSettings

#: Tries of a request that Google turns away, and of one whose connection broke.
MAX_TRIES, MAX_BROKEN = 8, 3
LONGEST_PAUSE_S = 64.0


class Client:
    """Google's services for one account; each thread gets a transport of its own.

    Args:
        account: The account's name, for sentences.
        settings: How it is reached.
        service: ``gmail`` or ``calendar``.
    """

    def __init__(self, account: str, settings: GoogleSettings, service: str) -> None:
        self.account = account
        self.settings = settings
        self.requests = 0
        self._service = service
        self._here = threading.local()
        self._begun = settings.clock.monotonic()
        is_mail = service == "gmail"
        self.quota: Quota = settings.gmail_quota if is_mail else settings.calendar_quota

    def methods(self, path: str) -> Any:
        """The methods of a resource, as ``users.messages``, in this thread.

        Google's client makes them anew whenever it is asked, and takes longer for it than the rest of
        a message does (measured: 8 times).
        """
        known: dict[str, Any] = self._here.__dict__.setdefault("methods", {})
        if path not in known:
            found = self._api()
            for name in path.split("."):
                found = getattr(found, name)()
            known[path] = found
        return known[path]

    def _api(self) -> Any:
        if not hasattr(self._here, "api"):
            self._here.line = Line(
                self.account,
                context=self.settings.context,
                timeout_s=self.settings.timeout_s,
                deadline_s=self.settings.deadline_s,
            )
            self._here.api = build_service(
                self._service, self.settings, Signed(self.settings.tokens, self._here.line)
            )
        return self._here.api

    def call(self, request: Any, cost: int, where: str) -> dict[str, Any]:
        """Execute a request that only reads, and again as long as that may help.

        Args:
            request: Of Google's client.
            cost: In units of the quota.
            where: What is asked for, in words that may be shown.

        Raises:
            Refused: with a status that is left to the caller: 400, 404, 409, 410, 412; and 500,
                which Google also says of one broken item, when no try helped.
            AuthError, TransientError, PermanentError: as their names say.
        """
        tries = broken = 0
        waited = 0.0
        while True:
            self._wait_for(cost)
            try:
                return self._execute(request, where)
            except Refused as error:
                tries += 1
                if not error.is_passing:
                    raise self._left_to_caller(error, where) from error
                pause = self._pause(error, tries)
                if tries >= MAX_TRIES or waited + pause > self.settings.longest_pause_s:
                    raise self._given_up(error, where) from error
            except BrokenOff:
                tries, broken = tries + 1, broken + 1
                if broken >= MAX_BROKEN:
                    raise
                pause = self._spread(broken)
            waited += pause
            self._hold(pause)

    def write(self, request: Any, cost: int, where: str) -> dict[str, Any]:
        """Execute a request that changes something; again only if provably nothing was done.

        Raises:
            Refused: any other refusal. Senseless: an answer that cannot be read: it was done.
            BrokenOff: no answer; `handed_over` says whether it may have been done.
            AuthError, TransientError, PermanentError: nothing was done.
        """
        tries, waited = 0, 0.0
        while True:
            self._wait_for(cost)
            try:
                return self._once(request)
            except Refused as error:
                tries += 1
                pause = self._pause(error, tries)
                if not error.is_about_pace:
                    raise
                if tries >= MAX_TRIES or waited + pause > self.settings.longest_pause_s:
                    raise refusal_error(self.account, where, error) from error
            waited += pause
            self._hold(pause)

    def close(self) -> None:
        """End the connections of this thread; the next question opens others."""
        if hasattr(self._here, "line"):
            self._here.line.close()

    def wait_for(self, cost: int) -> float:
        """In how many seconds the quota allows so much more; 0: now."""
        return self.quota.wait(cost, self.settings.clock.monotonic())

    def books(self) -> tuple[float, list[tuple[float, int]]]:
        """The time, in seconds since 1970, and what was spent how long ago; see `carry_over`."""
        clock = self.settings.clock
        return clock.wall(), self.quota.books(clock.monotonic())

    def carry_over(self, books_at: float, books: Sequence[tuple[float, int]]) -> None:
        """Take into account what another process spent just before."""
        clock = self.settings.clock
        passed = clock.wall() - books_at
        if 0 <= passed < MINUTE_S:
            brought_up = [(age + passed, units) for age, units in books]
            self.quota.carry_over(brought_up, clock.monotonic())

    def check_patience(self, cost: int) -> None:
        """End a reading that took its time, or would before the quota allows so much more.

        Raises:
            Unfinished: it did. Nothing is wrong, and nobody has to be left alone.
        """
        patience, now = self.settings.patience_s, self.settings.clock.monotonic()
        if patience is not None and now - self._begun + self.wait_for(cost) > patience:
            raise Unfinished(
                f"Google lets a program read so much in a minute and no more; account "
                f"'{self.account}' goes on from here at the next sync."
            )

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """One reading: its own patience, and its own connections, which end with it."""
        self._begun = self.settings.clock.monotonic()
        try:
            yield
        finally:
            self.close()

    # ── one request ──────────────────────────────────────────────────────────────────────────

    def _execute(self, request: Any, where: str) -> dict[str, Any]:
        try:
            return self._once(request)
        except Senseless as error:
            raise senseless(self.account, where) from error

    def _once(self, request: Any) -> dict[str, Any]:
        self.requests += 1
        try:
            answer = request.execute(num_retries=0)
        except (ValueError, RecursionError) as error:
            raise Senseless from error
        if not isinstance(answer, dict):
            raise Senseless
        return answer

    def _left_to_caller(self, error: Refused, where: str) -> Exception:
        if error.status in (400, 404, 409, 410, 412):
            return error
        return refusal_error(self.account, where, error)

    def _given_up(self, error: Refused, where: str) -> Exception:
        self._leave_alone(error)
        return error if error.status == 500 else refusal_error(self.account, where, error)

    # ── patience ─────────────────────────────────────────────────────────────────────────────

    def _pause(self, error: Refused, tries: int) -> float:
        return error.retry_after_s if error.retry_after_s is not None else self._spread(tries)

    def _spread(self, tries: int) -> float:
        return self.settings.clock.spread() * min(LONGEST_PAUSE_S, 2.0 ** (tries - 1))

    def _leave_alone(self, error: Refused) -> None:
        """Keep to Google's wish also where it is longer than anybody waits here."""
        if error.retry_after_s is not None:
            self._hold(error.retry_after_s)

    def _hold(self, pause: float) -> None:
        """Nobody asks for this account meanwhile."""
        self.quota.hold(self.settings.clock.monotonic() + pause)

    def _wait_for(self, cost: int) -> None:
        clock = self.settings.clock
        while (wait := self.quota.take(cost, clock.monotonic())) > 0:
            if wait > self.settings.longest_pause_s:
                raise TransientError(
                    f"Google asked to be left alone by account '{self.account}'; it is asked again "
                    "when that time is over.",
                    retry_after_s=wait,
                )
            clock.sleep(wait)


class OnClient:
    """Whatever keeps a client of its own, and ends it with its block."""

    _client: Client

    def close(self) -> None:
        """End the connections; the next question opens others."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()
