"""The plan of quota: no minute of an account costs more than it may.

A window that slides: what was spent stays on the books for a minute. So no minute, wherever it is
thought to begin, holds more than the limit; Google does not say where its own begin. What another
process spent just before is carried over by the position in the mailbox.
"""

from __future__ import annotations

import threading
from collections import deque

MINUTE_S = 60.0


class Quota:
    """What an account spent in the last minute; shared by all that speak for the account.

    Args:
        units: Of a minute.
    """

    def __init__(self, units: int) -> None:
        self.units = units
        self._spent: deque[tuple[float, int]] = deque()
        self._sum = 0
        self._held_until = 0.0
        self._since: float | None = None
        self._lock = threading.Lock()

    def take(self, cost: int, now: float) -> float:
        """Spend `cost` units, or say in how many seconds that may be tried again; 0: spent."""
        with self._lock:
            wait = self._wait(cost, now)
            if wait <= 0:
                self._since = now if self._since is None else self._since
                self._spent.append((now, cost))
                self._sum += cost
                return 0.0
            return wait

    def spent(self, now: float) -> int:
        """What stands on the books."""
        with self._lock:
            self._forget(now)
            return self._sum

    def carry_over(self, units: int, at: float) -> None:
        """Put on the books what was spent until `at`, unless that was spent here."""
        with self._lock:
            if self._since is None or at < self._since:
                self._since = at
                self._spent.appendleft((at, units))
                self._sum += units

    def wait(self, cost: int, now: float) -> float:
        """In how many seconds so much could be spent; 0: now. Nothing is spent."""
        with self._lock:
            return max(self._wait(cost, now), 0.0)

    def hold(self, until: float) -> None:
        """Spend nothing before a moment: the host asked to be left alone."""
        with self._lock:
            self._held_until = max(self._held_until, until)

    def _wait(self, cost: int, now: float) -> float:
        self._forget(now)
        wait = self._held_until - now
        missing = self._sum + min(cost, self.units) - self.units
        for at, units in self._spent:
            if missing <= 0:
                break
            missing -= units
            wait = max(wait, at + MINUTE_S - now)
        return wait

    def _forget(self, now: float) -> None:
        while self._spent and self._spent[0][0] + MINUTE_S <= now:
            self._sum -= self._spent.popleft()[1]
