"""Hearing of mail: when it is tried, when not, what is told, and when it is worth a reading."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.errors import NoHome
from assistant.watching import (
    APART,
    HELD,
    HOPELESS_S,
    LONGEST_PAUSE_S,
    LOOK_S,
    NEWS_PAUSE_S,
    PATIENCE,
    QUIET,
    RENEW_S,
    SHARE,
    Bell,
    Inbox,
    Pause,
    Target,
    Watching,
    WatchState,
    make_pause,
)
from connectors.base import AuthError, PermanentError, TransientError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


class Host:
    """A host and the account on it: what it answers to each connection and wait, in order."""

    def __init__(self, clock: Clock, says: Sequence[str | Exception] = ()) -> None:
        self.clock = clock
        self.says = list(says)
        self.opened = self.closed = 0
        self.waits: list[float] = []
        self.heard: list[str] = []
        self.refusals: list[AuthError] = []
        self.pause: Pause | None = None
        self.has_watcher = True
        self.note_fails: Exception | None = None

    def inbox(self) -> Inbox:
        """Its account, watched; pauses after a loss are as long as they may be."""
        return Inbox(
            self.target(), heard=self.heard.append, clock=self.clock, jitter=lambda _, most: most
        )

    def target(self, settings: str = "a") -> Target:
        return Target("work", settings, self.open, lambda: self.pause, self.note)

    def open(self) -> Host | None:
        self.opened += 1
        return self if self.has_watcher else None

    def wait(self, seconds: float, stop: Callable[[], bool]) -> str:
        self.waits.append(seconds)
        answer = self.says.pop(0) if self.says else "silence"
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.closed += 1

    def note(self, error: AuthError) -> None:
        self.refusals.append(error)
        if self.note_fails is not None:
            raise self.note_fails
        self.pause = Pause(self.clock() + timedelta(hours=1), str(error))


@pytest.fixture
def clock() -> Clock:
    return Clock()


LOST = TransientError("The host is away.")
REFUSED = AuthError("The password was refused.")


# ── one account ──────────────────────────────────────────────────────────────────────────────


def test_it_connects_once_and_waits_again_and_again(clock: Clock) -> None:
    host = Host(clock)
    inbox = host.inbox()
    assert [inbox.step() for _ in range(3)] == [0, 0, 0]
    assert (host.opened, host.waits) == (1, [0, RENEW_S, RENEW_S, RENEW_S])
    assert inbox.status.state is WatchState.WATCHING
    assert RENEW_S < 29 * 60


def test_what_came_before_the_connection_is_read_as_well(clock: Clock) -> None:
    host = Host(clock)
    host.inbox().step()
    assert host.heard == ["work"]


def test_news_ring_and_a_busy_mailbox_is_no_busy_loop(clock: Clock) -> None:
    host = Host(clock, ["silence", "news", "silence"])
    inbox = host.inbox()
    assert inbox.step() == NEWS_PAUSE_S
    assert host.heard == ["work", "work"]
    assert inbox.step() == 0
    assert host.opened == 1


def test_a_lost_connection_is_tried_again_later_each_time(clock: Clock) -> None:
    host = Host(clock, [LOST] * 9)
    inbox = host.inbox()
    pauses = [inbox.step() for _ in range(9)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 64, 64]
    assert inbox.status.state is WatchState.LOST
    assert inbox.status.sentence == "The host is away."
    assert inbox.status.next_try_at == NOW + timedelta(seconds=64)
    assert host.heard == []
    inbox.step()
    assert (inbox.status.state, inbox.status.sentence) == (WatchState.WATCHING, "")


def test_a_connection_that_held_was_no_failure(clock: Clock) -> None:
    host = Host(clock, [LOST, LOST, LOST])
    inbox = host.inbox()
    for _ in range(4):
        inbox.step()
    clock.at += HELD
    host.says = [LOST]
    assert inbox.step() == 1


def test_a_host_that_lets_in_and_breaks_off_is_asked_less_and_less(clock: Clock) -> None:
    host = Host(clock, ["silence", LOST] * 4)
    inbox = host.inbox()
    assert [inbox.step() for _ in range(4)] == [1, 2, 4, 8]


@pytest.mark.parametrize("failures", [1, 2, 7, 8, 1000])
def test_pauses_are_random_and_bounded(failures: int) -> None:
    assert 0 <= make_pause(failures) <= min(2 ** (failures - 1), LONGEST_PAUSE_S)


def test_a_host_that_says_when_is_obeyed(clock: Clock) -> None:
    host = Host(clock, [TransientError("Later.", retry_after_s=300)])
    assert host.inbox().step() == 300


def test_a_refused_password_is_tried_once_and_written_down(clock: Clock) -> None:
    host = Host(clock, [REFUSED])
    inbox = host.inbox()
    pauses = [inbox.step() for _ in range(50)]
    assert host.opened == 1
    assert host.refusals == [REFUSED]
    assert set(pauses[1:]) == {LOOK_S}
    assert inbox.status.state is WatchState.PAUSED
    assert inbox.status.next_try_at == NOW + timedelta(hours=1)


def test_whoever_signs_in_elsewhere_is_not_made_to_wait(clock: Clock) -> None:
    host = Host(clock, [REFUSED])
    inbox = host.inbox()
    inbox.step()
    assert inbox.step() == LOOK_S
    assert LOOK_S <= 60
    host.pause = None
    inbox.step()
    assert inbox.status.state is WatchState.WATCHING


def test_a_refusal_that_cannot_be_written_down_is_kept_in_mind(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    host = Host(clock, [REFUSED])
    host.note_fails = OSError(28, "No space left")
    inbox = host.inbox()
    for _ in range(50):
        inbox.step()
    assert host.opened == 1
    assert inbox.status.sentence == str(REFUSED)
    clock.at += timedelta(hours=1, seconds=1)
    inbox.step()
    assert host.opened == 2


def test_an_account_that_is_paused_is_not_asked_and_let_go(clock: Clock) -> None:
    host = Host(clock)
    inbox = host.inbox()
    inbox.step()
    host.pause = Pause(NOW + timedelta(hours=2), "Another reading was refused.")
    assert inbox.step() == LOOK_S
    assert (host.closed, inbox.status.state) == (1, WatchState.PAUSED)
    assert inbox.status.sentence == "Another reading was refused."


def test_a_host_that_cannot_announce_mail_is_left_to_the_clock(clock: Clock) -> None:
    host = Host(clock, [PermanentError("It offers no IDLE.")])
    inbox = host.inbox()
    assert inbox.step() == HOPELESS_S
    assert inbox.status.state is WatchState.BY_CLOCK
    assert inbox.status.sentence == "It offers no IDLE."
    assert (host.closed, host.heard) == (1, [])


def test_a_kind_that_cannot_be_watched_is_left_to_the_clock(clock: Clock) -> None:
    host = Host(clock)
    host.has_watcher = False
    inbox = host.inbox()
    assert inbox.step() == HOPELESS_S
    assert inbox.status.state is WatchState.BY_CLOCK


@pytest.mark.parametrize("error", [ValueError("secret words"), MemoryError(), OSError(5, "x")])
def test_a_bug_ends_no_watch_and_tells_no_words(clock: Clock, error: Exception) -> None:
    host = Host(clock, ["silence", error])
    inbox = host.inbox()
    assert inbox.step() == 1
    assert inbox.status.sentence.startswith(f"It broke ({type(error).__name__})")
    assert "secret" not in inbox.status.sentence
    inbox.step()
    assert inbox.status.state is WatchState.WATCHING


def test_what_is_logged_names_the_account(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    host = Host(clock, ["silence", LOST])
    inbox = host.inbox()
    inbox.step()
    inbox.step()
    assert [record.getMessage() for record in caplog.records] == [
        "account 'work': new mail is heard of at once",
        "account 'work': new mail is not heard of (lost): The host is away.",
        "account 'work': new mail is heard of at once",
    ]


def test_after_the_end_nothing_rings(clock: Clock) -> None:
    host = Host(clock, ["silence", "news"])
    inbox = host.inbox()
    inbox.end()
    inbox.step()
    assert host.heard == []


# ── when a reading is due ────────────────────────────────────────────────────────────────────


def test_without_news_nothing_is_due() -> None:
    assert Bell().due(NOW) is None


def test_a_little_is_waited_for_more() -> None:
    bell = Bell()
    bell.ring(NOW)
    assert bell.due(NOW) == NOW + QUIET
    bell.ring(NOW + SECOND)
    assert bell.due(NOW + SECOND) == NOW + SECOND + QUIET


def test_news_without_end_are_read_all_the_same() -> None:
    bell = Bell()
    for number in range(60):
        bell.ring(NOW + number * SECOND)
    assert bell.due(NOW + 60 * SECOND) == NOW + PATIENCE


def test_what_was_heard_before_a_reading_is_done_with_it() -> None:
    bell = Bell()
    bell.ring(NOW)
    bell.answered(NOW + SECOND, NOW + 5 * SECOND)
    assert bell.due(NOW + 6 * SECOND) is None


def test_what_is_heard_during_a_reading_is_read_after_it_and_not_at_once() -> None:
    bell = Bell()
    bell.ring(NOW)
    bell.ring(NOW + 3 * SECOND)
    bell.answered(NOW + 2 * SECOND, NOW + 5 * SECOND)
    assert bell.due(NOW + 6 * SECOND) == NOW + 2 * SECOND + APART


def test_readings_that_take_long_are_further_apart() -> None:
    bell = Bell()
    bell.answered(NOW, NOW + 30 * SECOND)
    bell.ring(NOW + 31 * SECOND)
    assert bell.due(NOW + 31 * SECOND) == NOW + SHARE * 30 * SECOND


def test_a_clock_set_back_holds_nothing_up() -> None:
    bell = Bell()
    bell.answered(NOW, NOW + SECOND)
    bell.ring(NOW)
    earlier = NOW - timedelta(days=3)
    assert bell.due(earlier) == earlier
    bell.ring(earlier)
    due = bell.due(earlier)
    assert due is not None
    assert due <= earlier + QUIET


# ── all accounts ─────────────────────────────────────────────────────────────────────────────


class Quiet(Host):
    """A host at which nothing ever happens; a wait lasts until it is ended."""

    def wait(self, seconds: float, stop: Callable[[], bool]) -> str:
        self.waits.append(seconds)
        until = time.monotonic() + min(seconds, 20)
        while time.monotonic() < until and not stop():
            time.sleep(0.01)
        return "stopped" if stop() else "silence"


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if is_so():
            return
        time.sleep(0.01)
    pytest.fail("it never came to be so")


@pytest.fixture
def targets() -> list[Target]:
    return []


@pytest.fixture
def watching(clock: Clock, targets: list[Target]) -> Watching:
    return Watching(lambda: list(targets), heard=lambda _: None, clock=clock)


def states(watching: Watching) -> list[WatchState]:
    return [status.state for status in watching.status()]


def test_accounts_come_and_go(clock: Clock, targets: list[Target], watching: Watching) -> None:
    host = Quiet(clock)
    watching.look()
    assert watching.status() == ()
    targets.append(host.target())
    watching.look()
    watching.look()
    until(lambda: states(watching) == [WatchState.WATCHING])
    targets.clear()
    watching.look()
    until(lambda: host.closed == 1)
    assert (watching.status(), host.opened) == ((), 1)


def test_other_settings_are_watched_anew(
    clock: Clock, targets: list[Target], watching: Watching
) -> None:
    before, after = Quiet(clock), Quiet(clock)
    targets[:] = [before.target("a")]
    watching.look()
    until(lambda: states(watching) == [WatchState.WATCHING])
    targets[:] = [after.target("b")]
    watching.look()
    until(lambda: states(watching) == [WatchState.WATCHING] and before.closed == 1)
    assert after.opened == 1
    assert watching.stop(5)


def test_files_that_cannot_be_read_end_no_watch(clock: Clock, tmp_path: Path) -> None:
    host = Quiet(clock)
    found: list[object] = [[host.target()], NoHome(tmp_path)]

    def find() -> list[Target]:
        answer = found.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[return-value]

    watching = Watching(find, heard=lambda _: None, clock=clock)
    watching.look()
    watching.look()
    until(lambda: states(watching) == [WatchState.WATCHING])
    assert watching.stop(5)
    assert host.closed == 1


def test_it_begins_by_itself_and_ends_in_time(
    clock: Clock, targets: list[Target], watching: Watching
) -> None:
    hosts = [Quiet(clock), Quiet(clock)]
    targets[:] = [
        Target(f"account {number}", "a", host.open, lambda: None, host.note)
        for number, host in enumerate(hosts)
    ]
    watching.start()
    until(lambda: states(watching) == [WatchState.WATCHING] * 2)
    began = time.monotonic()
    watching.stop(0)
    assert watching.stop(5)
    assert time.monotonic() - began < 2
    assert [host.closed for host in hosts] == [1, 1]


def test_a_host_that_does_not_answer_holds_up_no_end(
    clock: Clock, targets: list[Target], watching: Watching
) -> None:
    answers = threading.Event()

    class Silent(Quiet):
        def wait(self, seconds: float, stop: Callable[[], bool]) -> str:
            answers.wait(30)
            return "silence"

    silent, fine = Silent(clock), Quiet(clock)
    targets[:] = [
        Target("silent", "a", silent.open, lambda: None, silent.note),
        Target("fine", "a", fine.open, lambda: None, fine.note),
    ]
    watching.start()
    until(lambda: states(watching) == [WatchState.CONNECTING, WatchState.WATCHING])
    began = time.monotonic()
    assert not watching.stop(0.2)
    assert time.monotonic() - began < 2
    until(lambda: fine.closed == 1)
    answers.set()
