"""The plan of quota: no minute of an account costs more than it may.

A window that slides: what was spent stays on the books for a minute. So no minute, wherever it is
thought to begin, holds more than the limit; Google does not say where its own begin. What another
process spent just before is carried over by the position in the mailbox.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTE_S = 60.0
#: What was spent within so long is one sum on the books that are handed on.
_SUMMED_S = 5.0


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

    def books(self, now: float) -> list[tuple[float, int]]:
        """What was spent how many seconds ago, longest ago first, in some dozen sums.

        A sum stands at the moment of its last part: who keeps to the books waits too long, if at all.
        """
        with self._lock:
            self._forget(now)
            sums: list[list[float]] = []  # when it began, when it ended, units
            for at, units in self._spent:
                if sums and at - sums[-1][0] < _SUMMED_S:
                    sums[-1][1] = at
                    sums[-1][2] += units
                else:
                    sums.append([at, at, units])
        return [(max(now - ended, 0.0), int(units)) for _, ended, units in sums]

    def carry_over(self, books: Sequence[tuple[float, int]], now: float) -> None:
        """Put on these books what stood on those of another process, and nothing that was spent here.

        Args:
            books: Of `books`, brought up to `now`.
            now: The present.
        """
        with self._lock:
            since = self._since
            others = [(now - age, units) for age, units in books if 0 <= age < MINUTE_S]
            others = [(at, units) for at, units in others if since is None or at < since]
            if others:
                self._since = min(at for at, _ in others)
                self._spent = deque(sorted([*others, *self._spent]))
                self._sum += sum(units for _, units in others)

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
