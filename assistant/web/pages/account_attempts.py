"""Sign-ins that go on beside the page: one for each account, of the session that began it.

::

    ASKING ──address or code──▶ WAITING ──the person signed in──▶ TRYING ──▶ KEEPING ──▶ DONE
       └───────────┴── said no, too late, another mailbox, stopped ──┴───────────┴──▶ FAILED

A sign-in waits for a person for minutes, so it has a thread of its own, and the page looks at it.
Everything is in memory and nothing of it in a file: it is gone when the server ends, when its session
does, or some minutes after its end. Which requests belong to it is decided by the token of the
session's forms, which is of one session alone; the number of a session may be given out again.
"""

from __future__ import annotations

import hmac
import re
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from assistant.errors import RapportError
from connectors.base import PermanentError, TransientError
from connectors.loopback import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.config.records import AccountConfig

#: How long a person has in all; by another machine's browser it takes longer.
HERE = timedelta(minutes=5)
ELSEWHERE = timedelta(minutes=10)
#: Sign-ins at one time: each has a thread, and some a port of this machine.
AT_ONCE = 4
#: What one came to is shown this long, and of so many.
SHOWN_FOR = timedelta(minutes=15)
MOST = 20
#: No address of a provider and no answer of one is longer.
MAX_ADDRESS = 8192
#: How often a waiting thread looks whether its session is still there.
_LOOKS_EVERY_S = 1.0
#: Where Google sends a browser at the end.
_LANDING = "http://127.0.0.1"
_CODE = re.compile(r"Open (?P<address>\S+) on any machine and enter the code (?P<code>\S+)\.")


class Phase(StrEnum):
    """How far a sign-in is."""

    ASKING = "asking"
    WAITING = "waiting"
    TRYING = "trying"
    KEEPING = "keeping"
    DONE = "done"
    FAILED = "failed"


_ENDED = frozenset({Phase.DONE, Phase.FAILED})
#: The person has still to do something.
_OPEN = frozenset({Phase.ASKING, Phase.WAITING})


class TooManySignIns(RapportError):
    """Others are not done yet."""

    def __init__(self) -> None:
        super().__init__(
            f"{AT_ONCE} sign-ins are going on already. Wait until one of them is done, or stop it."
        )


class SignsInElsewhere(RapportError):
    """Another session signs in for the same account."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"Somebody signs in for account '{account}' from another browser just now. Wait until "
            "that is done."
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be signed in to.

    Attributes:
        account: As it is, or will be, configured.
        values: The keys of its table, which is written at the end; None: it is there already.
        client_secret: Of the program as Google knows it; empty of others.
        elsewhere: The browser cannot come back to this machine.
    """

    account: AccountConfig
    values: Mapping[str, Any] | None = None
    client_secret: str = field(default="", repr=False)
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """What there is to see of a sign-in.

    Attributes:
        address: What the person is to open; empty until it is known.
        code: What Microsoft's page asks for, where the browser is elsewhere.
        error: Why it failed.
        done: What to say at the end.
    """

    phase: Phase
    address: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    error: str = ""
    done: str = ""


class Attempt:
    """One sign-in. Its thread moves it on, requests look at it, answer and stop it.

    Args:
        plan: What is to be signed in to.
        holder: The token of the session's forms.
        until: When the person has to be done, to be shown.
        patience: How long that is.
        wanted: Whether the session is still there.
    """

    def __init__(
        self,
        plan: Plan,
        holder: str,
        *,
        until: datetime,
        patience: timedelta,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        self.plan = plan
        self.until = until
        self.minutes = patience.total_seconds() / 60
        self._holder = holder.encode()
        self._deadline = time.monotonic() + patience.total_seconds()
        self._wanted = wanted
        self._looked_at = time.monotonic()
        self._changed = threading.Condition()
        self._now = Progress(Phase.ASKING)
        self._pasted: str | None = None
        self._stopped = False
        self._ended_at = 0.0
        self._left = threading.Event()

    def __repr__(self) -> str:
        return f"Attempt({self.plan.account.name!r}, {self.look().phase})"

    def is_of(self, holder: str) -> bool:
        """Whether that session began it."""
        return hmac.compare_digest(self._holder, holder.encode())

    def look(self) -> Progress:
        """How far it is."""
        with self._changed:
            return self._now

    @property
    def has_ended(self) -> bool:
        """Whether it goes no further."""
        with self._changed:
            return self._stopped or self._now.phase in _ENDED

    @property
    def is_old(self) -> bool:
        """Whether it ended so long ago that it is no longer shown."""
        with self._changed:
            since = time.monotonic() - self._ended_at
            return bool(self._ended_at) and since >= SHOWN_FOR.total_seconds()

    # ── for its thread ───────────────────────────────────────────────────────────────────────

    def show(self, told: str) -> None:
        """What the provider wants the person to open, and enter there.

        Raises:
            PermanentError: that is no address for a browser.
        """
        found = _CODE.fullmatch(told)
        address, code = (found["address"], found["code"]) if found is not None else (told, "")
        if not is_openable(address):
            raise PermanentError(
                "The provider named an address that a browser should not open. It is not shown."
            )
        self._move(_OPEN, Progress(Phase.WAITING, address=address, code=code))

    def wait_for_answer(self) -> str:
        """The address that the person pastes.

        Raises:
            TransientError: nobody does.
        """
        with self._changed:
            while self._pasted is None:
                if self._is_over():
                    raise TransientError("Nobody pasted an address.")
                self._changed.wait(_LOOKS_EVERY_S)
            return self._pasted

    def is_over(self) -> bool:
        """Whether nobody waits for the person any more."""
        with self._changed:
            return self._is_over()

    def is_late(self) -> bool:
        """Whether the person took too long."""
        with self._changed:
            return self._now.phase in _OPEN and time.monotonic() >= self._deadline

    def begin_trying(self) -> bool:
        """The person signed in; False: nobody wants it any more."""
        return self._move(_OPEN, Progress(Phase.TRYING))

    def begin_keeping(self) -> bool:
        """It works, and cannot be stopped from here on; False: nobody wants it any more."""
        if not self._wanted():
            self.stop()
        return self._move({Phase.TRYING}, Progress(Phase.KEEPING))

    def finish(self, said: str) -> None:
        """All is kept; nothing secret has to stay here."""
        self.plan = replace(self.plan, client_secret="")
        self._move({Phase.KEEPING}, Progress(Phase.DONE, done=said))

    def fail(self, error: str) -> None:
        """It came to nothing; where it was stopped, nobody is told."""
        self._move(set(Phase) - _ENDED, Progress(Phase.FAILED, error=error))

    def wait_while(self, phase: Phase, timeout_s: float) -> None:
        """Wait until it is further than that, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._now.phase is not phase, timeout_s)

    def leave(self) -> None:
        """Its thread is done with it."""
        self._left.set()

    # ── for requests ─────────────────────────────────────────────────────────────────────────

    def answer(self, pasted: str) -> str:
        """Take the address at which the browser ended; what is wrong with it, or nothing.

        Another attempt's answer, or half of one, ends nothing: the person may paste again.
        """
        text = pasted.strip()
        with self._changed:
            shown, waits = self._now.address, self._now.phase is Phase.WAITING
            if not waits or not self.plan.elsewhere or self._pasted is not None:
                return "An answer is not waited for any more."
            if wrong := check_answer(text, shown):
                return wrong
            self._pasted = text
            self._changed.notify_all()
        return ""

    def stop(self) -> bool:
        """Want it no longer; False: it is kept by now."""
        with self._changed:
            if self._now.phase in {Phase.KEEPING, Phase.DONE}:
                return False
            self._stopped = True
            self._ended_at = self._ended_at or time.monotonic()
            self._now = Progress(Phase.FAILED)
            self._changed.notify_all()
            return True

    def wait_left(self, timeout_s: float) -> None:
        """Wait until its thread is done with it, after `stop`, or the time is over."""
        self._left.wait(timeout_s)

    def _is_over(self) -> bool:
        if self._stopped or time.monotonic() >= self._deadline:
            return True
        if time.monotonic() - self._looked_at >= _LOOKS_EVERY_S:
            self._looked_at = time.monotonic()
            self._stopped = not self._wanted()
        return self._stopped

    def _move(self, before: set[Phase] | frozenset[Phase], after: Progress) -> bool:
        with self._changed:
            if self._stopped or self._now.phase not in before:
                return False
            self._now = after
            if after.phase in _ENDED:
                self._ended_at = time.monotonic()
            self._changed.notify_all()
            return True


class Attempts:
    """The sign-ins of this server."""

    def __init__(self) -> None:
        self._kept: dict[str, Attempt] = {}
        self._running: set[Attempt] = set()
        self._changing = threading.Lock()

    def begin(self, attempt: Attempt, work: Callable[[Attempt], None], holder: str) -> bool:
        """Let a sign-in go on beside the page; False: one of that session does so already.

        Args:
            attempt: The sign-in.
            work: What its thread does.
            holder: The token of the session's forms.

        Raises:
            SignsInElsewhere, TooManySignIns: another has to end first.
        """
        name = attempt.plan.account.name
        with self._changing:
            self._sweep()
            before = self._kept.get(name)
            if before is not None and not before.has_ended:
                if before.is_of(holder):
                    return False
                raise SignsInElsewhere(name)
            if len(self._running) >= AT_ONCE:
                raise TooManySignIns
            self._kept.pop(name, None)
            self._kept[name] = attempt
            self._running.add(attempt)
        threading.Thread(
            target=self._run, args=(attempt, work), name="sign-in", daemon=True
        ).start()
        return True

    def find(self, holder: str, name: str) -> Attempt | None:
        """The sign-in of an account that this session began, or None."""
        with self._changing:
            self._sweep()
            found = self._kept.get(name)
        return found if found is not None and found.is_of(holder) else None

    def forget(self, name: str) -> None:
        """Stop that of an account, and forget it; what is kept by now stays."""
        with self._changing:
            found = self._kept.pop(name, None)
        if found is not None:
            found.stop()

    def forget_session(self, holder: str) -> None:
        """Stop and forget all that a session began."""
        with self._changing:
            names = [name for name, one in self._kept.items() if one.is_of(holder)]
        for name in names:
            self.forget(name)

    def wait(self, timeout_s: float) -> bool:
        """Wait until none is going on; False: that takes longer."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            with self._changing:
                if not self._running:
                    return True
            time.sleep(0.02)
        return False

    def _run(self, attempt: Attempt, work: Callable[[Attempt], None]) -> None:
        try:
            work(attempt)
        finally:
            # Also where it broke: nobody should wait for what does not come.
            attempt.fail("The sign-in ended by a fault of this program; its log says which.")
            with self._changing:
                self._running.discard(attempt)
            attempt.leave()

    def _sweep(self) -> None:
        for name in [name for name, one in self._kept.items() if one.is_old]:
            del self._kept[name]
        over = max(0, len(self._kept) + 1 - MOST)
        ended = [name for name, one in self._kept.items() if one.has_ended]
        for name in ended[:over]:
            del self._kept[name]


def is_openable(address: str) -> bool:
    """Whether an address of a provider may be a link: encrypted, or on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    fits = len(address) <= MAX_ADDRESS and address.isascii() and address.isprintable()
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    return fits and safe and bool(host) and " " not in address


def check_answer(pasted: str, shown: str) -> str:
    """What is wrong with the address that a person pasted; empty where it answers what was shown."""
    if len(pasted) > MAX_ADDRESS:
        return "That is longer than the address of an answer. Copy it once more."
    if not pasted.startswith(_LANDING) or not pasted.isprintable():
        return f"It begins with {_LANDING}; copy all of it."
    try:
        given, wanted = (parse_qs(urlsplit(one).query) for one in (pasted, shown))
    except ValueError:
        return f"It is no address. Copy all of it, from {_LANDING} on."
    state, right = (one.get("state", [""])[0].encode() for one in (given, wanted))
    if not right or not hmac.compare_digest(state, right):
        return (
            "That is not the answer to this sign-in. Open the address above once more, and copy the "
            "one at which the browser ends."
        )
    return ""
