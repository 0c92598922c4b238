"""How many requests of one mailbox are under way, and whether Graph wants to be left alone.

A mailbox takes four requests of a program at once (documented: *Outlook service limits*) and refuses
a fifth. Whatever asks the same mailbox passes the same gate: that of its settings.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

#: Requests that a mailbox takes at once.
AT_ONCE = 4


class Gate:
    """For several threads; knows nothing of what passes.

    Args:
        clock: Seconds; tests replace it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._changed = threading.Condition()
        self._resting = 0
        self._sleeper = threading.Lock()
        self._clock = clock
        self._closed_until = clock()

    @contextlib.contextmanager
    def place(self) -> Iterator[None]:
        """A place for one request and its answer; waits for one, and for the end of a rest."""
        with self._places:
            with self._changed:
                self._changed.wait_for(lambda: not self._resting)
            yield

    def rest(self, seconds: float, sleep: Callable[[float], None]) -> None:
        """Let nobody begin a request for so long; rests that overlap are one."""
        with self._changed:
            self._resting += 1
        try:
            asked = self._clock()
            is_first = self._sleeper.acquire(blocking=False)
            if not is_first:
                self._sleeper.acquire()
                seconds -= self._clock() - asked
            try:
                sleep(max(seconds, 0.0))
            finally:
                self._sleeper.release()
        finally:
            with self._changed:
                self._resting -= 1
                self._changed.notify_all()

    def close(self, seconds: float) -> None:
        """Nobody waits so long: until then nothing is to be asked at all."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)

    def closed_s(self) -> float:
        """How long nothing is to be asked, in seconds; 0: it may."""
        return max(self._closed_until - self._clock(), 0.0)
