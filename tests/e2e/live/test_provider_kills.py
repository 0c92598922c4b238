"""A first reading of hundreds of messages and events from a provider, killed at random."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from connectors.google.quota import Quota
from connectors.local.pages import PageLimits
from tests.cli.conftest import CANONICAL
from tests.connectors.google.world_calendar import rows_of_ics
from tests.e2e.harness import Child, Ended, differences, natural_dump, run_child
from tests.e2e.live.small import Home, make_home, make_mail
from tests.e2e.live.together import Together, make_meeting, together

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

# The doubles' threads are not in the children, which do not need them.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

#: What a program that dies may have fetched in vain.
A_PAGE = 50
MESSAGES, EVENTS, KILLS = 600, 60, 8


@pytest.fixture
def all_of_them(
    tmp_path: Path, dovecot: Dovecot, radicale: Peer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Together]:
    import connectors.exchange.mail
    import connectors.google.mail
    import connectors.microsoft.mail

    for module in (connectors.google.mail, connectors.microsoft.mail, connectors.exchange.mail):
        monkeypatch.setattr(module, "PageLimits", partial(PageLimits, items=A_PAGE))
    # A program that dies forgets what it spent of its quota; how it keeps to it is tested elsewhere.
    ample = partial(connectors.google.GoogleSettings, gmail_quota=Quota(10_000_000))
    monkeypatch.setattr(connectors.google, "GoogleSettings", ample)
    with together(tmp_path, dovecot, radicale, monkeypatch) as accounts:
        yield accounts


def fill(all_of_them: Together, account: str) -> None:
    """Mail and meetings of half a year."""
    for number in range(MESSAGES):
        all_of_them.put(make_mail(f"mail{number}", f"Sentence {number}. " * (number % 40)), account)
    for number in range(EVENTS):
        raw = make_meeting(f"event{number}@ferrol.example", at=CANONICAL - timedelta(days=number))
        if account == "google":
            for row in rows_of_ics(f"work{number}", raw):
                all_of_them.google.double.calendar.put(row)
        elif account == "microsoft":
            all_of_them.microsoft.calendar.put(f"work{number}", raw)
        else:
            all_of_them.exchange.mailbox.agenda.add(raw)


def bodies(all_of_them: Together, account: str) -> int:
    """How many bodies were asked for."""
    if account == "google":
        return all_of_them.google.double.fetched().total()
    if account == "microsoft":
        return len(all_of_them.microsoft.graph.paths("/$value"))
    return all_of_them.exchange.world.bodies.total()


def killed_when(home: Home, is_time: Callable[[], bool]) -> Ended:
    """A sync that dies when it is time, or ends before."""
    child = Child(home.path, "sync", log=home.path.parent / "log")
    until = time.monotonic() + 6
    while not is_time() and time.monotonic() < until:
        time.sleep(0.002)
    child.kill()
    return child.wait()


def sign_in(all_of_them: Together, account: str, home: Home) -> None:
    if account == "google":
        all_of_them.google.sign_in(home.path)
    elif account == "microsoft":
        all_of_them.microsoft.sign_in(home.path)


@pytest.mark.parametrize("account", ["google", "microsoft", "exchange"])
def test_a_first_reading_killed_at_random_ends_as_if_it_had_not_been(
    all_of_them: Together, account: str, tmp_path: Path
) -> None:
    fill(all_of_them, account)
    table = getattr(all_of_them, account).table()
    whole = make_home(tmp_path / "whole" / "home", table)
    sign_in(all_of_them, account, whole)
    began = run_child(whole.path, "sync")
    assert began.code == 0, began.err
    assert bodies(all_of_them, account) == MESSAGES

    killed = make_home(tmp_path / "killed" / "home", table)
    sign_in(all_of_them, account, killed)
    chance, died = random.Random(5), 0
    for _ in range(KILLS):
        seen = bodies(all_of_them, account) + chance.randrange(1, A_PAGE * 3 // 2)
        ended = killed_when(killed, lambda: bodies(all_of_them, account) >= seen)  # noqa: B023
        died += ended.signal is not None
    ended = run_child(killed.path, "sync")
    assert ended.code == 0, ended.err
    assert died >= KILLS / 2
    fetched = bodies(all_of_them, account) - MESSAGES
    assert MESSAGES <= fetched <= MESSAGES + died * A_PAGE
    found = differences(state(whole), state(killed))
    assert not found, "\n".join(found[:20])


def state(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """Every message, event and place, by their natural keys."""
    everything = natural_dump(home.path)
    tables = ("message", "message_place", "event", "event_place", "attendee", "thread")
    return {table: everything[table] for table in tables}
