"""What runs when, beside the page: a thread that looks at the clock and calls what is due.

It knows no home, no mailbox and no page: a job is a name, a moment and something to call, filled in
by whoever starts it. One job at a time. A job that fails is told, tried again later and later, and
never ends the others; one that was due many times while the machine slept runs once.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.errors import RapportError
from connectors.base import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

#: How often the clock is looked at; what is approved leaves this soon after its hold.
TICK_S = 1.0
#: After a failure: this long, then twice as long each time.
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
#: After a job was skipped because somebody else was at it.
SKIPPED_PAUSE = timedelta(seconds=15)


class Skipped(Exception):
    """Somebody else is at it; no failure. The sentence says who."""


class JobFailed(Exception):
    """The job could not be done; the sentence is for people."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done now and then.

    Attributes:
        name: As people call it: "reading mail and calendars".
        due: The moment it is or was due, as of a moment; None: nothing to do. It is asked every
            second, so it must be cheap; and it must move on once the work is done.
        work: Does it, as of the moment given.

    Raises (work):
        Skipped: not now, somebody else is at it.
        JobFailed, and anything else: it failed.
    """

    name: str
    due: Callable[[datetime], datetime | None]
    work: Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How a job is doing.

    Attributes:
        running: Since when it is at work, or None.
        done_at: When it last ended well.
        failed_at: When it last failed, or None where it went well since; `failures` in a row.
        sentence: What went wrong, or why it was skipped last time.
        not_before: It is not tried again earlier.
    """

    name: str
    running: datetime | None = None
    done_at: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0
    sentence: str = ""
    not_before: datetime | None = None


class Schedule:
    """Calls jobs when they are due, in a thread of its own."""

    def __init__(
        self,
        jobs: Sequence[Job],
        *,
        clock: Callable[[], datetime],
        stopping: threading.Event | None = None,
        ended: Callable[[JobStatus], None] = lambda _: None,
    ) -> None:
        """What to call, by which clock.

        Args:
            jobs: In the order in which they are asked; names are unique.
            clock: Aware UTC.
            stopping: Set by `stop`; work that takes long looks at it.
            ended: Called after each piece of work with how the job stands, to write it down.
        """
        self.stopping = stopping or threading.Event()
        self._jobs = tuple(jobs)
        self._clock = clock
        self._ended = ended
        self._status = {job.name: JobStatus(job.name) for job in jobs}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def status(self) -> tuple[JobStatus, ...]:
        """How every job is doing, in their order."""
        with self._lock:
            return tuple(self._status.values())

    def next_at(self, name: str) -> datetime | None:
        """When a job is tried next; in the past: in a second. None: nothing to do, or no such job.

        Raises:
            Exception: what the job's `due` raises.
        """
        job = next((one for one in self._jobs if one.name == name), None)
        due = job.due(self._clock()) if job is not None else None
        if job is None or due is None:
            return None
        with self._lock:
            not_before = self._status[name].not_before
        return due if not_before is None else max(due, not_before)

    def start(self) -> None:
        """Begin to look at the clock, every second."""
        # A daemon: work that does not end in time must not keep the program alive; every piece of
        # work can be interrupted anywhere and goes on the next time.
        self._thread = threading.Thread(target=self._loop, name="schedule", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Ask for the end and wait for it; whether it came in time."""
        self.stopping.set()
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def tick(self) -> None:
        """Call once, in order, what is due now."""
        for job in self._jobs:
            if self.stopping.is_set():
                return
            now = self._clock()
            if self._may_try(job, now):
                self._try(job, now)

    def _loop(self) -> None:
        while not self.stopping.wait(TICK_S):
            self.tick()

    def _may_try(self, job: Job, now: datetime) -> bool:
        status = self._status[job.name]
        # A clock that was set back must not make a pause of minutes one of days.
        return status.not_before is None or not now < status.not_before <= now + LONGEST_PAUSE

    def _try(self, job: Job, now: datetime) -> None:
        try:
            due = job.due(now)
            if due is None or due > now:
                return
            self._set(job, running=now)
            job.work(now)
        except Skipped as skipped:
            self._set(job, running=None, sentence=str(skipped), not_before=now + SKIPPED_PAUSE)
            log.info("job skipped", extra={"action": "job_skipped", "job": job.name})
        # Whatever it was, the page and the other jobs go on, and a person reads of it.
        except Exception as error:  # noqa: BLE001
            self._note_failure(job, error)
        else:
            done_at = self._clock()
            self._set(
                job, running=None, done_at=done_at, failed_at=None, failures=0, sentence="",
                not_before=None,
            )  # fmt: skip
        self._tell(job)

    def _tell(self, job: Job) -> None:
        try:
            self._ended(self._status[job.name])
        # A disk that cannot take the note was the failure already; the status keeps it.
        except Exception as error:
            log.warning("job not noted", exc_info=error, extra={"action": "job_not_noted"})

    def _note_failure(self, job: Job, error: Exception) -> None:
        failures = self._status[job.name].failures + 1
        log.warning(
            "job failed",
            exc_info=error,
            extra={"action": "job_failed", "job": job.name, "failures": failures},
        )
        at = self._clock()
        self._set(
            job, running=None, failed_at=at, failures=failures, sentence=say_failure(error),
            not_before=at + make_pause(failures),
        )  # fmt: skip

    def _set(self, job: Job, **values: Any) -> None:
        with self._lock:
            self._status[job.name] = replace(self._status[job.name], **values)


def make_pause(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    doubled: int = 2 ** min(failures - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def say_failure(error: Exception) -> str:
    """The sentence of an error: its own where it has one for people, else its kind."""
    if isinstance(error, (JobFailed, RapportError, ConnectorError)):
        return str(error)
    return f"It broke ({type(error).__name__}). `rapport -v serve` shows where."


def next_of(
    every: timedelta, last: Callable[[], datetime | None]
) -> Callable[[datetime], datetime | None]:
    """`due` of work that is repeated: `every` after `last`, at once where there was none.

    However often it was missed, it is due once: nothing is made up for.
    """

    def due(now: datetime) -> datetime | None:
        before = last()
        # Later than now: the clock was set back.
        return now if before is None or before > now else before + every

    return due
