"""What runs when: due once, told when it fails, tried later, never ending the others."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.app import App
from assistant.errors import BadConfiguration
from assistant.jobs import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    SKIPPED_PAUSE,
    Job,
    JobFailed,
    Schedule,
    Skipped,
    make_pause,
    next_of,
)
from assistant.store.engine import read
from assistant.store.problems import load_problems
from assistant.web.schedule import (
    DELIVERING,
    HELD_PAUSE,
    READING,
    SOURCE,
    Deliveries,
    Notebook,
    make_schedule,
    say_end,
)
from tests.web.conftest import NOW, Clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from assistant.web.live import Live

MINUTE = timedelta(minutes=1)


class Work:
    """A job that counts, fails on demand, and is due every ten minutes."""

    def __init__(self, name: str = "work") -> None:
        self.done: list[datetime] = []
        self.fails: list[Exception] = []
        self.job = Job(name, next_of(10 * MINUTE, self.last), self.work)

    def last(self) -> datetime | None:
        return self.done[-1] if self.done else None

    def work(self, now: datetime) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.done.append(now)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def ticked(schedule: Schedule, clock: Clock, *, times: int, every: timedelta) -> None:
    for _ in range(times):
        schedule.tick()
        clock.at += every


def test_it_is_done_at_once_and_then_every_ten_minutes(clock: Clock) -> None:
    work = Work()
    ticked(Schedule([work.job], clock=clock), clock, times=61, every=MINUTE / 2)
    assert [at - NOW for at in work.done] == [0 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE]


def test_after_days_of_sleep_it_is_done_once(clock: Clock) -> None:
    work = Work()
    schedule = Schedule([work.job], clock=clock)
    schedule.tick()
    clock.pass_(days=3)
    ticked(schedule, clock, times=5, every=timedelta(seconds=1))
    assert len(work.done) == 2


def test_a_clock_set_back_stops_nothing(clock: Clock) -> None:
    work = Work()
    schedule = Schedule([work.job], clock=clock)
    schedule.tick()
    clock.pass_(days=-3)
    schedule.tick()
    assert len(work.done) == 2


def test_a_failure_is_told_and_tried_again_later_and_later(clock: Clock) -> None:
    work = Work()
    work.fails = [JobFailed("The disk is full.")] * 3
    schedule = Schedule([work.job], clock=clock)
    tries: list[timedelta] = []
    for _ in range(600):
        before = len(work.fails)
        schedule.tick()
        if len(work.fails) < before or (work.done and not tries[3:]):
            tries.append(clock() - NOW)
        clock.pass_(seconds=1)
    assert [one.total_seconds() for one in tries] == [0, 30, 90, 210]
    [status] = schedule.status()
    assert (status.failures, status.failed_at, status.sentence) == (0, None, "")


def test_what_failed_says_so(clock: Clock) -> None:
    work = Work()
    work.fails = [JobFailed("The disk is full.")]
    schedule = Schedule([work.job], clock=clock)
    schedule.tick()
    [status] = schedule.status()
    assert (status.failures, status.failed_at) == (1, NOW)
    assert status.sentence == "The disk is full."
    assert status.not_before == NOW + FIRST_PAUSE


@pytest.mark.parametrize("failures", [1, 5, 8, 50, 10_000])
def test_pauses_grow_to_an_hour(failures: int) -> None:
    assert FIRST_PAUSE <= make_pause(failures) <= LONGEST_PAUSE
    assert failures < 8 or make_pause(failures) == LONGEST_PAUSE


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ValueError("secret words"), "It broke (ValueError)"),
        (MemoryError(), "It broke (MemoryError)"),
        (RecursionError(), "It broke (RecursionError)"),
        (OSError(28, "No space left"), "It broke (OSError)"),
    ],
)
def test_a_bug_in_one_job_leaves_the_others(clock: Clock, error: Exception, says: str) -> None:
    broken, fine = Work("broken"), Work("fine")
    broken.fails = [error]
    schedule = Schedule([broken.job, fine.job], clock=clock)
    schedule.tick()
    assert fine.done == [NOW]
    assert schedule.status()[0].sentence.startswith(says)
    assert "secret" not in schedule.status()[0].sentence


def test_asking_whether_it_is_due_may_fail_too(clock: Clock) -> None:
    def due(_: datetime) -> datetime | None:
        raise JobFailed("The database is busy.")

    schedule = Schedule([Job("work", due, lambda _: None)], clock=clock)
    schedule.tick()
    assert schedule.status()[0].sentence == "The database is busy."


def test_a_skipped_job_has_not_failed(clock: Clock) -> None:
    work = Work()
    work.fails = [Skipped("Another process is at it.")]
    schedule = Schedule([work.job], clock=clock)
    schedule.tick()
    [status] = schedule.status()
    assert (status.failures, status.failed_at) == (0, None)
    assert status.sentence == "Another process is at it."
    clock.at += SKIPPED_PAUSE
    schedule.tick()
    assert len(work.done) == 1


def test_who_writes_it_down_may_fail(clock: Clock) -> None:
    def broken(_: object) -> None:
        raise OSError(28, "No space left")

    work = Work()
    schedule = Schedule([work.job], clock=clock, ended=broken)
    ticked(schedule, clock, times=2, every=11 * MINUTE)
    assert len(work.done) == 2


def test_the_thread_begins_and_ends() -> None:
    worked = threading.Event()

    def now() -> datetime:
        return datetime.now(UTC)

    job = Job("work", lambda now: None if worked.is_set() else now, lambda _: worked.set())
    schedule = Schedule([job], clock=now)
    schedule.start()
    assert worked.wait(10)
    assert schedule.stop(10)
    assert not schedule.stop(0) or schedule.stopping.is_set()


def test_work_that_does_not_end_is_left_behind(clock: Clock) -> None:
    begun, let_go = threading.Event(), threading.Event()

    def work(_: datetime) -> None:
        begun.set()
        let_go.wait(30)

    schedule = Schedule([Job("work", lambda now: now, work)], clock=clock)
    schedule.start()
    assert begun.wait(10)
    assert not schedule.stop(0.1)
    let_go.set()


# ── the jobs of a home ───────────────────────────────────────────────────────────────────────


def approve(app: App, clock: Clock) -> str:
    stored = next(one for one in app.desk.list(everything=False) if not one.draft.blocked_by)
    app.desk.accept(app.desk.shown(stored.id, None, None), confirm=frozenset(), now=clock())
    return stored.id


def state_of(app: App, draft_id: str) -> str:
    return app.desk.find(draft_id).state.value


def test_what_is_approved_leaves_when_its_hold_ends(app: App, live: Live, clock: Clock) -> None:
    schedule = make_schedule(app, live, clock=clock, runs=False, delivers=True)
    draft_id = approve(app, clock)
    states = []
    for _ in range(33):
        schedule.tick()
        states.append(state_of(app, draft_id))
        clock.pass_(seconds=1)
    assert states.index("delivered") in {30, 31, 32}


def test_what_was_taken_back_does_not_leave(app: App, live: Live, clock: Clock) -> None:
    schedule = make_schedule(app, live, clock=clock, runs=False, delivers=True)
    draft_id = approve(app, clock)
    clock.pass_(seconds=20)
    app.desk.undo(draft_id, now=clock())
    clock.pass_(seconds=20)
    schedule.tick()
    assert state_of(app, draft_id) == "proposed"


def test_a_busy_home_is_waited_for(app: App, live: Live, clock: Clock) -> None:
    schedule = make_schedule(app, live, clock=clock, runs=False, delivers=True)
    draft_id = approve(app, clock)
    clock.pass_(seconds=31)
    with app.locked():
        schedule.tick()
    assert schedule.status()[0].failures == 0
    assert state_of(app, draft_id) == "approved"
    clock.at += SKIPPED_PAUSE
    schedule.tick()
    assert state_of(app, draft_id) == "delivered"


def test_the_kill_switch_is_not_asked_every_second(home: Path, app: App, clock: Clock) -> None:
    approve(app, clock)
    config = home / "config.toml"
    config.write_text(config.read_text() + "\n[delivery]\nenabled = false\n")
    clock.pass_(seconds=31)
    deliveries = Deliveries(app, clock)
    assert deliveries.due(clock()) <= clock()  # type: ignore[operator]
    deliveries.work(clock())
    assert deliveries.due(clock()) == clock() + HELD_PAUSE


def test_after_a_run_by_hand_the_next_reading_is_due_ten_minutes_later(
    app: App, live: Live, clock: Clock
) -> None:
    from assistant.store.runs import find_last_run

    with read(app.engine) as connection:
        last = find_last_run(connection, app.owner_id)
    assert last is not None
    schedule = make_schedule(app, live, clock=clock, runs=True, delivers=False)
    job = next(job for job in schedule._jobs if job.name == READING)
    assert job.due(last) == last + timedelta(minutes=10)


def test_a_home_may_be_read_by_hand_alone(home: Path, live: Live, clock: Clock) -> None:
    config = home / "config.toml"
    config.write_text(config.read_text() + "\n[schedule]\nrun_every_min = 0\n")
    app = App.open(home)
    schedule = make_schedule(app, live, clock=clock, runs=True, delivers=True)
    app.close()
    assert READING not in {status.name for status in schedule.status()}
    assert DELIVERING in {status.name for status in schedule.status()}


def reading(app: App, live: Live, *, stopping: bool = False) -> Callable[[], None]:
    """Work that reads in a process of its own."""
    from assistant.web.schedule import Reading

    event = threading.Event()
    if stopping:
        event.set()
    return lambda: Reading(app, live, event).work(NOW)


def test_reading_is_done_by_a_process_of_its_own(app: App, live: Live) -> None:
    from assistant.store.runs import find_last_run

    with read(app.engine) as connection:
        before = find_last_run(connection, app.owner_id)
    reading(app, live)()
    with read(app.engine) as connection:
        after = find_last_run(connection, app.owner_id)
    assert before is not None
    assert after is not None
    assert after > before


def test_a_reading_waits_for_another_process(app: App, live: Live) -> None:
    with app.locked(), pytest.raises(Skipped, match="Another rapport process"):
        reading(app, live)()


def test_a_reading_that_cannot_be_done_says_why(home: Path, app: App, live: Live) -> None:
    (home / "config.toml").write_text("this is no TOML")
    with pytest.raises(JobFailed, match=r"config\.toml"):
        reading(app, live)()


def test_a_reading_that_is_under_way_is_ended(app: App, live: Live) -> None:
    reading(app, live, stopping=True)()
    # It ended by itself or by being asked; either way its lock is free again.
    with app.locked():
        pass


@pytest.mark.parametrize("more", [0, 1])
def test_what_could_not_be_read_at_once_is_read_next(
    app: App, live: Live, clock: Clock, more: int
) -> None:
    from assistant.store import tables as t
    from assistant.store.engine import write
    from assistant.web.schedule import GOES_ON_AFTER, Reading

    counts = {"mail of work": {"added": 300, "unfinished": more}, "judging": {}}
    with write(app.engine) as connection:
        values = {"as_of": clock(), "started_at": clock(), "counts": counts, "failed": []}
        connection.execute(t.run.insert().values(owner_id=app.owner_id, **values))
    reading = Reading(app, live, threading.Event())
    assert reading.goes_on_at(clock()) is None
    reading.ended(clock())
    assert reading.goes_on_at(clock()) == (clock() + GOES_ON_AFTER if more else None)


@pytest.mark.parametrize(
    ("code", "err", "says"),
    [
        (78, "rapport: config.toml, line 3: no.\n", "rapport: config.toml, line 3: no."),
        (-9, "", "The run was ended by the machine (signal 9)."),
        (1, "", "The run ended with status 1 and without a word."),
        (1, "x" * 9000, "x" * 500),
    ],
)
def test_how_a_run_ended_in_words(code: int, err: str, says: str) -> None:
    assert say_end(code, err) == says


def test_failures_stand_among_the_problems_until_it_goes_well(app: App, clock: Clock) -> None:
    work = Work("reading")
    work.fails = [JobFailed("The disk is full.")]
    schedule = Schedule([work.job], clock=clock, ended=Notebook(app).note)
    schedule.tick()
    assert (SOURCE, "reading", "job-failed", "The disk is full.") in problems(app)
    clock.at += FIRST_PAUSE
    schedule.tick()
    assert not [one for one in problems(app) if one[0] == SOURCE]


def test_what_an_earlier_server_noted_is_forgotten(app: App, clock: Clock) -> None:
    work = Work("reading")
    work.fails = [BadConfiguration(app.config.home, "no.")]
    Schedule([work.job], clock=clock, ended=Notebook(app).note).tick()
    Schedule([Work("reading").job], clock=clock, ended=Notebook(app).note).tick()
    assert not [one for one in problems(app) if one[0] == SOURCE]


def problems(app: App) -> list[tuple[str, str, str, str]]:
    with read(app.engine) as connection:
        return load_problems(connection, app.owner_id)
