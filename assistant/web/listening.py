"""Which mailboxes of a home are watched for new mail while its page is open.

`assistant.watching` knows how to watch; here are the accounts, their pauses and their connections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.pauses import Pauses
from assistant.stages import hash_settings
from assistant.watching import Pause, Target, Watching, WatchState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from assistant.app import App
    from assistant.config.records import AccountConfig
    from assistant.watching import Bell, WatchStatus

#: The folder that is watched; mail elsewhere is found by the clock.
_WATCHED = "INBOX"


def make_watching(app: App, bell: Bell, *, clock: Callable[[], datetime]) -> Watching:
    """Watches the mailboxes of a home, and rings where there is news."""
    return Watching(
        lambda: find_targets(app, clock=clock), heard=lambda _: bell.ring(clock()), clock=clock
    )


def find_targets(app: App, *, clock: Callable[[], datetime]) -> list[Target]:
    """The accounts that can be watched, as the files of the home say now.

    Raises:
        BadConfiguration, NoHome: they cannot be read.
    """
    home = app.read_again()
    return [
        _make_target(home, account, clock)
        for account in home.config.accounts
        if account.is_remote and account.reads_mail and _WATCHED not in account.skip
    ]


def _make_target(app: App, account: AccountConfig, clock: Callable[[], datetime]) -> Target:
    pauses = Pauses(app.engine, app.owner_id)

    def find_pause() -> Pause | None:
        state = pauses.find(account, clock())
        if state is None or state.next_try_at is None:
            return None
        return Pause(state.next_try_at, state.error or "")

    return Target(
        account.name,
        hash_settings(account),
        open=lambda: app.connections.watch(account),
        find_pause=find_pause,
        refused=lambda error: pauses.note(account, error, clock()),
    )


def say_watch(status: WatchStatus, *, every_min: int, zone: ZoneInfo) -> str:
    """How soon new mail of an account is known, in one sentence or two.

    Args:
        every_min: Minutes between two readings by the clock.
        zone: The owner's, for times.
    """
    name, by_clock = status.account, f"checked every {every_min} min"
    if status.state is WatchState.WATCHING:
        return f"{name}: new mail is read within seconds."
    if status.state is WatchState.CONNECTING:
        return f"{name}: {by_clock}; its host is being asked to announce mail."
    again = f" It is tried again at {_say_time(status, zone)}." if status.next_try_at else ""
    if status.state is WatchState.PAUSED:
        return f"{name}: left alone. {status.sentence}{again}"
    if status.state is WatchState.LOST:
        return f"{name}: {by_clock}; the connection that announces mail was lost.{again}"
    return f"{name}: {by_clock}. {status.sentence or 'This host cannot announce mail.'}"


def _say_time(status: WatchStatus, zone: ZoneInfo) -> str:
    assert status.next_try_at is not None
    return f"{status.next_try_at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
