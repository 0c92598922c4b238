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
    """For several threads; knows nothing of what passes."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._rest = threading.Lock()

    @contextlib.contextmanager
    def place(self) -> Iterator[None]:
        """A place for one request and its answer; waits for one, and for the end of a rest."""
        with self._places:
            with self._rest:
                pass
            yield

    def rest(self, seconds: float, sleep: Callable[[float], None]) -> None:
        """Let nobody begin a request for so long; rests that overlap are one."""
        if not self._rest.acquire(blocking=False):
            asked = time.monotonic()
            self._rest.acquire()
            seconds -= time.monotonic() - asked
        try:
            sleep(max(seconds, 0.0))
        finally:
            self._rest.release()
