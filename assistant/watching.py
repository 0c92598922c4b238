"""Hearing of mail while the page is open: one thread an account waits until its host says something.

    looking ─► connected ─► waiting ─┬─ news ────► the bell rings: mail is to be read soon
       ▲                             ├─ silence ─► waits again, on the same connection
       │                             ├─ lost ────► again after a while, later each time
       └──── others, or none ◄───────┴─ refused ─► not again before the account's pause is over

It knows no home, no mailbox and no page: whom to watch, how, and what to do about a refusal is
filled in by whoever starts it. It tells that there is news, never what; a reading finds out. Where
it cannot wait, the reading every few minutes has to do, and the status says so.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from assistant.errors import RapportError
from connectors.base import AuthError, ConnectorError, PermanentError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

log = logging.getLogger(__name__)

#: How often it is asked whom to watch, and whether a pause is over.
LOOK_S = 20.0
#: A wait is begun again after this long, which also finds out that a connection is dead: routers
#: forget a silent one after five minutes, hosts after thirty (RFC 2177).
RENEW_S = 240.0
#: After a lost connection: a random time up to this, then up to twice as long each time.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 64.0
#: A connection that held so long was no failure.
HELD = timedelta(minutes=1)
#: What will not work as it stands is tried again after this: a host may learn.
HOPELESS_S = 3600.0
#: After a refusal that nobody could write down.
REFUSED = timedelta(hours=1)
#: Between two waits when there was news, so that a busy mailbox is not a busy loop.
NEWS_PAUSE_S = 1.0

#: After the last news it is waited this long for more, but not longer than that after the first.
QUIET = timedelta(seconds=2)
PATIENCE = timedelta(seconds=8)
#: Readings because of news begin at least this far apart; after one that took long, so many times
#: as far.
APART = timedelta(seconds=20)
SHARE = 3


class Watcher(Protocol):
    """Waits for news of one mailbox, on a connection of its own; used by one thread."""

    def wait(self, seconds: float, stop: Callable[[], bool]) -> str:
        """``news``, ``silence`` or ``stopped``; waiting 0 seconds only connects.

        Raises:
            AuthError, TransientError, PermanentError: as of a reading.
        """
        ...

    def close(self) -> None:
        """End the connection; nothing is raised."""
        ...


@dataclass(frozen=True, slots=True)
class Pause:
    """An account that is to be left alone.

    Attributes:
        until: Not before then.
        sentence: Why, for people.
    """

    until: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class Target:
    """An account to be watched.

    Attributes:
        settings: What tells its settings from others; other settings are another target.
        open: Makes its watcher; None: its kind has none. Connects to nothing.
        find_pause: Whether it is to be left alone now.
        refused: Writes down that its host refused who we are.
    """

    account: str
    settings: str
    open: Callable[[], Watcher | None] = field(compare=False)
    find_pause: Callable[[], Pause | None] = field(compare=False)
    refused: Callable[[AuthError], None] = field(compare=False)


class WatchState(StrEnum):
    """Whether news of an account is heard."""

    CONNECTING = "connecting"
    #: It is heard at once.
    WATCHING = "watching"
    #: The connection was lost; it is tried again.
    LOST = "lost"
    #: The account is left alone, mostly until a person signs in.
    PAUSED = "paused"
    #: It cannot be heard as things stand; mail is looked for by the clock.
    BY_CLOCK = "by-clock"


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """How it stands with one account.

    Attributes:
        since: When this state began.
        sentence: Why nothing is heard; empty where it is.
        next_try_at: When it is tried again; None: it is being tried, or works.
    """

    account: str
    state: WatchState
    since: datetime
    sentence: str = ""
    next_try_at: datetime | None = None


class Bell:
    """Gathers news until it is worth a reading.

    Raises nothing and waits for nothing: it says when a reading is due.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._began: datetime | None = None
        self._apart = APART

    def ring(self, now: datetime) -> None:
        """There is news."""
        with self._lock:
            self._first = self._first or now
            self._last = now

    def due(self, now: datetime) -> datetime | None:
        """When what was heard is to be read; None: nothing was."""
        with self._lock:
            if self._first is None or self._last is None:
                return None
            if self._last > now:  # the clock was set back
                return now
            due = min(self._last + QUIET, self._first + PATIENCE)
            if self._began is None or self._began > now:
                return due
            return max(due, self._began + self._apart)

    def answered(self, began: datetime, ended: datetime) -> None:
        """A reading came to its end: what was heard before it began is known."""
        with self._lock:
            self._began = began
            self._apart = max(APART, SHARE * (ended - began))
            if self._last is not None and self._last <= began:
                self._first = self._last = None
            elif self._first is not None:
                self._first = max(self._first, began)


class Inbox:
    """One account that is watched: a step at a time, so that a test needs no thread."""

    def __init__(
        self,
        target: Target,
        *,
        heard: Callable[[str], None],
        clock: Callable[[], datetime],
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """See `Watching`."""
        self.target = target
        #: Set to be looked at anew, and at the end.
        self.wake = threading.Event()
        self.ended = False
        self.status = WatchStatus(target.account, WatchState.CONNECTING, clock())
        self._heard = heard
        self._clock = clock
        self._jitter = jitter
        self._watcher: Watcher | None = None
        self._failures = 0
        self._hold_until: datetime | None = None

    def run(self) -> None:
        """Watch until it is ended."""
        try:
            while not self.ended:
                self.wake.wait(self.step())
                self.wake.clear()
        finally:
            self._let_go()

    def end(self) -> None:
        """Ask for the end; a wait under way notices within half a second."""
        self.ended = True
        self.wake.set()

    def step(self) -> float:
        """Connect or wait once; seconds until the next step."""
        try:
            pause = self._find_pause()
            if pause is not None:
                self._let_go()
                self._failures = 0
                return self._stand(WatchState.PAUSED, pause.sentence, pause.until, LOOK_S)
            return self._wait()
        except AuthError as error:
            return self._note_refusal(error)
        except PermanentError as error:
            self._let_go()
            return self._stand(WatchState.BY_CLOCK, str(error), None, HOPELESS_S)
        except (TransientError, RapportError) as error:
            return self._note_loss(error)
        # A bug in here must not end the watch for good, nor go unnoticed.
        except Exception as error:
            log.warning(
                "watching broke",
                exc_info=error,
                extra={"action": "watch_broke", "account": self.target.account},
            )
            return self._note_loss(error)

    def _find_pause(self) -> Pause | None:
        pause = self.target.find_pause()
        if pause is not None:
            self._hold_until = None
            return pause
        now = self._clock()
        if self._hold_until is not None and now < self._hold_until <= now + REFUSED:
            return Pause(self._hold_until, self.status.sentence)
        self._hold_until = None
        return None

    def _wait(self) -> float:
        if self._watcher is None:
            if self.status.state is not WatchState.LOST:
                self._stand(WatchState.CONNECTING, "", None, 0)
            self._watcher = self.target.open()
            if self._watcher is None:
                return self._stand(WatchState.BY_CLOCK, "", None, HOPELESS_S)
            self._watcher.wait(0, self._is_over)
            if not self.ended:
                # What came before the connection was made is told by nobody.
                self._heard(self.target.account)
            self._stand(WatchState.WATCHING, "", None, 0)
            log.info(
                "account '%s': new mail is heard of at once", self.target.account,
                extra={"action": "watching", "account": self.target.account},
            )  # fmt: skip
        if self._watcher.wait(RENEW_S, self._is_over) == "news" and not self.ended:
            self._heard(self.target.account)
            return NEWS_PAUSE_S
        return 0

    def _is_over(self) -> bool:
        return self.wake.is_set()

    def _note_refusal(self, error: AuthError) -> float:
        self._let_go()
        if self.ended:
            return 0
        self._stand(WatchState.PAUSED, str(error), None, 0)
        # Held here where it cannot be written down: a host that is asked again locks mailboxes.
        self._hold_until = self._clock() + REFUSED
        try:
            self.target.refused(error)
        except Exception as broken:
            log.warning(
                "refusal not noted",
                exc_info=broken,
                extra={"action": "refusal_not_noted", "account": self.target.account},
            )
        else:
            self._hold_until = None
        return 0

    def _note_loss(self, error: Exception) -> float:
        self._let_go()
        now = self._clock()
        held = self.status.state is WatchState.WATCHING and now - self.status.since >= HELD
        self._failures = 1 if held else self._failures + 1
        seconds = make_pause(self._failures, self._jitter)
        if isinstance(error, TransientError) and error.retry_after_s is not None:
            seconds = max(seconds, min(error.retry_after_s, HOPELESS_S))
        if isinstance(error, (ConnectorError, RapportError)):
            sentence = str(error)
        else:
            sentence = f"It broke ({type(error).__name__}). `rapport -v serve` shows where."
        return self._stand(WatchState.LOST, sentence, now + timedelta(seconds=seconds), seconds)

    def _stand(
        self, state: WatchState, sentence: str, next_try_at: datetime | None, seconds: float
    ) -> float:
        """Take a state; `seconds` is handed back."""
        same = self.status.state is state
        since = self.status.since if same else self._clock()
        self.status = WatchStatus(self.target.account, state, since, sentence, next_try_at)
        if not same and sentence:
            log.info(
                "account '%s': new mail is not heard of (%s): %s",
                self.target.account, state.value, sentence,
                extra={"action": "not_watching", "account": self.target.account, "state": state},
            )  # fmt: skip
        return seconds

    def _let_go(self) -> None:
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.close()


class Watching:
    """Watches all accounts that there are, as they come and go."""

    def __init__(
        self,
        find_targets: Callable[[], Iterable[Target]],
        *,
        heard: Callable[[str], None],
        clock: Callable[[], datetime],
    ) -> None:
        """Whom to watch, and whom to tell.

        Args:
            find_targets: The accounts to be watched now; asked every `LOOK_S` seconds.
            heard: Called, in the thread of the account, with the account of which there is news.
            clock: Aware UTC.
        """
        self._find_targets = find_targets
        self._heard = heard
        self._clock = clock
        self._lock = threading.Lock()
        self._inboxes: dict[Target, tuple[Inbox, threading.Thread]] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def status(self) -> tuple[WatchStatus, ...]:
        """How it stands with every account, in their order."""
        with self._lock:
            return tuple(inbox.status for inbox, _ in self._inboxes.values())

    def start(self) -> None:
        """Begin to look whom to watch."""
        # Daemons, all of them: a host that is slow to answer must not keep the program alive.
        self._thread = threading.Thread(target=self._loop, name="watching", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Ask for the end and wait for it; whether it came in time. May be called again."""
        self._stopping.set()
        with self._lock:
            threads = [thread for _, thread in self._inboxes.values()]
            for inbox, _ in self._inboxes.values():
                inbox.end()
        if self._thread is not None:
            threads.append(self._thread)
        until = time.monotonic() + timeout_s
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def look(self) -> None:
        """Watch whoever is new, and nobody who is gone or has other settings now."""
        try:
            targets = tuple(self._find_targets())
        except RapportError as error:
            # The files are being edited: those who are watched stay.
            log.warning("accounts unknown", exc_info=error, extra={"action": "accounts_unknown"})
            return
        with self._lock:
            if not self._stopping.is_set():
                self._take(targets)

    def _take(self, targets: Sequence[Target]) -> None:
        for gone in self._inboxes.keys() - set(targets):
            self._inboxes.pop(gone)[0].end()
        before = self._inboxes
        self._inboxes = {one: before.get(one) or self._begin(one) for one in targets}

    def _begin(self, target: Target) -> tuple[Inbox, threading.Thread]:
        inbox = Inbox(target, heard=self._heard, clock=self._clock)
        name = f"watching {target.account}"
        thread = threading.Thread(target=inbox.run, name=name, daemon=True)
        thread.start()
        return inbox, thread

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            # Whatever it was, those who are watched stay, and it is tried again.
            except Exception as error:
                log.warning("watching broke", exc_info=error, extra={"action": "watch_broke"})
            self._stopping.wait(LOOK_S)


def make_pause(failures: int, jitter: Callable[[float, float], float] = random.uniform) -> float:
    """Seconds to wait after so many lost connections in a row: a random part of a longer time."""
    longest = min(FIRST_PAUSE_S * 2 ** min(failures - 1, 20), LONGEST_PAUSE_S)
    return jitter(0.0, longest)
