"""Which mailboxes are watched, what is said about it, and when a reading is due because of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from assistant.app import App
from assistant.errors import BadConfiguration
from assistant.jobs import Job, JobFailed, Schedule
from assistant.pauses import Pauses
from assistant.presence import LOCK, Serving, claim_home, told
from assistant.store.engine import read
from assistant.store.runs import find_last_run
from assistant.watching import APART, QUIET, Bell, WatchState, WatchStatus
from assistant.web.listening import find_targets, say_watch
from assistant.web.schedule import READING, make_schedule, next_reading_at
from connectors.base import AuthError
from tests.connectors.imap.home import write_imap_home
from tests.web.conftest import NOW, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.watching import Target
    from assistant.web.live import Live

TEN = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


@pytest.fixture
def mail_app(tmp_path: Path) -> Iterator[App]:
    """A home with a mailbox on a host, which nobody asks."""
    home = tmp_path / "mail-home"
    write_imap_home(home, host="127.0.0.1", port=9, user="marta")
    app = App.open(home)
    yield app
    app.close()


def targets(app: App, clock: Clock) -> list[Target]:
    return find_targets(app, clock=clock)


def test_mailboxes_on_hosts_are_watched_and_files_are_not(
    app: App, mail_app: App, clock: Clock
) -> None:
    assert [one.account for one in targets(mail_app, clock)] == ["work"]
    assert targets(app, clock) == []


def test_an_inbox_that_is_not_read_is_not_watched(mail_app: App, clock: Clock) -> None:
    config = mail_app.config.home / "config.toml"
    config.write_text(config.read_text() + '\nskip = ["INBOX"]\n')
    assert targets(mail_app, clock) == []


def test_the_files_decide_and_other_settings_are_another_target(
    mail_app: App, clock: Clock
) -> None:
    before = targets(mail_app, clock)
    assert targets(mail_app, clock) == before
    config = mail_app.config.home / "config.toml"
    config.write_text(config.read_text().replace("port = 9", "port = 10"))
    assert targets(mail_app, clock) != before
    config.write_text("this is no TOML")
    with pytest.raises(BadConfiguration):
        targets(mail_app, clock)


def test_a_refusal_of_a_reading_is_a_pause_of_the_watch_and_the_other_way_round(
    mail_app: App, clock: Clock
) -> None:
    [target] = targets(mail_app, clock)
    assert target.find_pause() is None
    target.refused(AuthError("Refused."))
    [account] = mail_app.config.accounts
    state = Pauses(mail_app.engine, mail_app.owner_id).find(account, clock())
    pause = target.find_pause()
    assert state is not None
    assert pause is not None
    assert (state.next_try_at, state.error) == (pause.until, pause.sentence)
    clock.at = pause.until
    assert target.find_pause() is None


AT = NOW + timedelta(minutes=5)
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("state", "sentence", "next_try_at", "says"),
    [
        (WatchState.WATCHING, "", None, "work: new mail is read within seconds."),
        (WatchState.CONNECTING, "", None, "work: checked every 10 min; its host is being asked"),
        (WatchState.LOST, "Away.", AT, "was lost. It is tried again at 2026-"),
        (WatchState.PAUSED, "Refused.", AT, "work: left alone. Refused. It is tried again at"),
        (WatchState.BY_CLOCK, "No IDLE.", None, "work: checked every 10 min. No IDLE."),
        (WatchState.BY_CLOCK, "", None, "This host cannot announce mail."),
    ],
)
def test_how_it_stands_is_said_in_words(
    state: WatchState, sentence: str, next_try_at: object, says: str
) -> None:
    status = WatchStatus("work", state, NOW, sentence, next_try_at)  # type: ignore[arg-type]
    assert says in say_watch(status, every_min=10, zone=WARSAW)


# ── when a reading is due ────────────────────────────────────────────────────────────────────


def test_news_make_a_reading_due_before_its_time(app: App, live: Live, clock: Clock) -> None:
    with read(app.engine) as connection:
        last = find_last_run(connection, app.owner_id)
    assert last is not None
    clock.at = last + SECOND
    bell = Bell()
    schedule = make_schedule(app, live, clock=clock, runs=True, delivers=False, bell=bell)
    assert schedule.next_at(READING) == last + TEN
    bell.ring(clock())
    assert schedule.next_at(READING) == clock() + QUIET
    began = clock()
    bell.answered(began, began)
    clock.pass_(seconds=1)
    bell.ring(clock())
    assert schedule.next_at(READING) == began + APART


def test_after_a_failure_the_next_try_is_told(clock: Clock) -> None:
    def fail(_: object) -> None:
        raise JobFailed("The disk is full.")

    schedule = Schedule([Job("work", lambda now: now, fail)], clock=clock)
    assert schedule.next_at("work") == NOW
    schedule.tick()
    assert schedule.next_at("work") == NOW + 30 * SECOND
    assert schedule.next_at("another") is None


def test_another_process_can_tell_when_mail_is_read_next(app: App) -> None:
    with read(app.engine) as connection:
        last = find_last_run(connection, app.owner_id)
    assert last is not None
    home, now = app.config.home, last + SECOND
    assert next_reading_at(app, now) is None
    for reads, expected in ((True, last + TEN), (False, None)):
        serving = Serving("http://127.0.0.1:8725", 8725, 8725, reads)
        with claim_home(home), told(home, serving, now):
            assert next_reading_at(app, now) == expected
    with claim_home(home), told(home, Serving("http://x", 1, 1, reads=True), now):
        assert next_reading_at(app, last + 2 * TEN) == last + 2 * TEN
    assert (home / LOCK).exists()
