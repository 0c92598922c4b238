"""What is done beside the page of one home, and when.

Reading and judging is done by a process of its own, `rapport run`: pages stay quick meanwhile, the
memory of the language model goes when it ends, and it can be ended at any time. What is approved is
handed over in this process, a second or two after its hold.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import assistant
from assistant.errors import HomeLocked
from assistant.jobs import Job, JobFailed, JobStatus, Schedule, Skipped, next_of
from assistant.pipeline import UNFINISHED
from assistant.presence import is_read_by_server
from assistant.store.engine import read, write
from assistant.store.problems import replace_problems
from assistant.store.runs import find_last_run, is_last_unfinished
from assistant.watching import Bell
from connectors.base import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from threading import Event

    from assistant.app import App
    from assistant.web.live import Live

    Due = Callable[[datetime], datetime | None]

READING = "reading mail and calendars"
DELIVERING = "handing over what is approved"
REPORTING = "mailing the daily report to you"
#: Where failures of jobs stand among the problems.
SOURCE = "schedule"

#: What could not be handed over (switched off, a full hour) is asked about again after this.
HELD_PAUSE = timedelta(minutes=1)
#: A run that is asked to stop gets this long before it is ended; it can be ended anywhere.
RUN_ENDS_WITHIN_S = 4.0
#: Exit statuses of `rapport run`.
_DONE, _IN_PART, _LOCKED = 0, 3, 5
_LONGEST_SENTENCE = 500
#: A provider gives so much mail a minute and no more; where there is more, the next reading begins
#: this long after the last. Between them what is approved is handed over.
GOES_ON_AFTER = timedelta(seconds=5)


def make_schedule(
    app: App,
    live: Live,
    *,
    clock: Callable[[], datetime],
    runs: bool,
    delivers: bool,
    bell: Bell | None = None,
) -> Schedule:
    """The jobs of a home.

    Args:
        runs, delivers: Whether mail is read, and approved drafts handed over, by themselves.
        bell: Rings where there is news of a mailbox, which is then read before its time.
    """
    from threading import Event

    stopping = Event()
    jobs: list[Job] = []
    if reads_by_itself(app, runs=runs):
        every = timedelta(minutes=app.config.schedule.run_every_min)
        reading = Reading(app, live, stopping)
        by_clock, bell = next_of(every, reading.last), bell or Bell()
        due = _soonest(by_clock, bell.due, reading.goes_on_at)
        jobs.append(Job(READING, due, _answering(reading, bell, clock)))
    if delivers:
        # After the reading: what was approved before the machine slept for days must not leave
        # before the mail of those days is known.
        deliveries = Deliveries(app, clock)
        jobs.append(Job(DELIVERING, deliveries.due, deliveries.work))
    if runs:
        # After the reading, so that a morning's report knows the night's mail.
        jobs.append(Job(REPORTING, app.report_due, lambda now: mail_report(app, now)))
    return Schedule(jobs, clock=clock, stopping=stopping, ended=Notebook(app).note)


def reads_by_itself(app: App, *, runs: bool) -> bool:
    """Whether a server reads mail and calendars of a home without being asked."""
    return runs and app.config.schedule.run_every_min > 0


def next_reading_at(app: App, now: datetime) -> datetime | None:
    """When a server of this home, whichever process it is, reads mail next by the clock.

    Returns:
        Not earlier than `now`; None: no server runs that reads. Mail of accounts that are watched
        is read sooner, and one whose host is to be left alone for a while not before that is over.
    """
    if not reads_by_itself(app, runs=is_read_by_server(app.config.home)):
        return None
    with read(app.engine) as connection:
        last = find_last_run(connection, app.owner_id)
    every = timedelta(minutes=app.config.schedule.run_every_min)
    return max(now, next_of(every, lambda: last)(now) or now)


def _soonest(*reasons: Due) -> Due:
    def due(now: datetime) -> datetime | None:
        return min(filter(None, (reason(now) for reason in reasons)), default=None)

    return due


def _answering(
    reading: Reading, bell: Bell, clock: Callable[[], datetime]
) -> Callable[[datetime], None]:
    def work(now: datetime) -> None:
        reading.work(now)
        ended = clock()
        bell.answered(now, ended)
        reading.ended(ended)

    return work


class Reading:
    """`rapport run` in a process of its own."""

    def __init__(self, app: App, live: Live, stopping: Event) -> None:
        self._app = app
        self._live = live
        self._stopping = stopping
        self._goes_on_at: datetime | None = None

    def goes_on_at(self, now: datetime) -> datetime | None:
        """When what could not be fetched at once is asked for; None: all was fetched."""
        if self._goes_on_at is not None and self._goes_on_at > now + GOES_ON_AFTER:
            # The clock was set back.
            self._goes_on_at = now
        return self._goes_on_at

    def ended(self, at: datetime) -> None:
        """A reading came to its end: see whether there was more than it could fetch."""
        with read(self._app.engine) as connection:
            more = is_last_unfinished(connection, self._app.owner_id, unfinished=UNFINISHED)
        self._goes_on_at = at + GOES_ON_AFTER if more else None

    def last(self) -> datetime | None:
        """When it was last begun and came to its end, here or by the command."""
        with read(self._app.engine) as connection:
            return find_last_run(connection, self._app.owner_id)

    def work(self, _now: datetime) -> None:
        """Run once.

        Raises:
            Skipped: another process is at it.
            JobFailed: with what the run said.
        """
        code, err = self._run()
        if code in {_DONE, _IN_PART}:
            # What one source refused stands with that source, and the others were read.
            self._live.refresh()
            return
        if self._stopping.is_set():
            return
        if code == _LOCKED:
            raise Skipped("Another rapport process is reading; this one waits for the next time.")
        raise JobFailed(say_end(code, err))

    def _run(self) -> tuple[int, str]:
        root = str(Path(assistant.__path__[0]).parent)
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        process = subprocess.Popen(
            # -P: never a folder called `assistant` where the server happens to be started.
            [sys.executable, "-P", "-m", "assistant", "--home", str(self._app.config.home), "run",
             "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env={**os.environ, "PYTHONPATH": path},
            # Ctrl-C at the server is for the server, which ends this one itself.
            start_new_session=True,
        )  # fmt: skip
        with process:
            try:
                while True:
                    try:
                        _, err = process.communicate(timeout=0.2)
                    except subprocess.TimeoutExpired:
                        if self._stopping.is_set():
                            _end(process)
                    else:
                        return process.returncode, err
            finally:
                process.kill()


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(RUN_ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()


def say_end(code: int, err: str) -> str:
    """What a run said before it failed, in one line."""
    said = " ".join(err.split())[-_LONGEST_SENTENCE:]
    if code < 0:
        return f"The run was ended by the machine (signal {-code}). {said}".strip()
    return said or f"The run ended with status {code} and without a word."


class Deliveries:
    """What is approved, handed over when its hold ends."""

    def __init__(self, app: App, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._clock = clock
        self._not_before: datetime | None = None

    def due(self, now: datetime) -> datetime | None:
        """When the next hold or pause ends."""
        at = self._app.desk.next_delivery_at()
        if self._not_before is not None and self._not_before > now + HELD_PAUSE:
            # The clock was set back: a pause of a minute must not become one of hours.
            self._not_before = None
        return max(filter(None, (at, self._not_before))) if at is not None else None

    def work(self, now: datetime) -> None:
        """Deliver what is due; each draft tells itself what became of it.

        Raises:
            Skipped: another process is at work in this home.
        """
        try:
            self._app.deliver(clock=self._clock)
        except HomeLocked as error:
            raise Skipped("It is handed over when the run that is under way ends.") from error
        at = self._app.desk.next_delivery_at()
        held = at is not None and at <= now
        self._not_before = now + HELD_PAUSE if held else None


def mail_report(app: App, now: datetime) -> None:
    """Mail the daily report to its owner.

    Raises:
        Skipped: another process is mailing it.
        JobFailed: it was not mailed, or nobody knows; when to try again is the report's own matter.
        BadConfiguration, NoHome: nobody knows whether it is wanted; nothing leaves.
    """
    # The files may ask for no mail any more, or for another hour, since they were looked at last.
    app.reload()
    due = app.report_due(now)
    if due is None or due > now:
        return
    try:
        result = app.mail_report(now)
    except HomeLocked as error:
        raise Skipped("Another rapport process is mailing the report.") from error
    if result.wrong:
        raise JobFailed(result.sentence)


class Notebook:
    """Keeps what failed among the problems, so that every page and `doctor` can tell."""

    def __init__(self, app: App) -> None:
        self._app = app
        #: None: nothing was noted yet, and what an earlier server noted may stand there.
        self._failing: dict[str, str] | None = None

    def note(self, status: JobStatus) -> None:
        """Write down how a job stands, where that changed."""
        failing = dict(self._failing or {})
        if status.failures:
            failing[status.name] = status.sentence
        else:
            failing.pop(status.name, None)
        if failing == self._failing:
            return
        self._failing = failing
        problems = [Problem("job-failed", said, name) for name, said in failing.items()]
        with write(self._app.engine) as connection:
            replace_problems(connection, self._app.owner_id, SOURCE, problems)
