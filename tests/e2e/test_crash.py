"""A run that is killed anywhere and run again leaves what an uninterrupted run leaves.

Killed means SIGKILL of a real process: no handler, no flush. Points are named by stage, kind and
number (`tests.e2e.harness.Points`); the moments are drawn from a printed seed.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import RUN
from tests.e2e.harness import (
    Dump,
    Points,
    copy_home,
    differences,
    list_points,
    natural_dump,
    run_child,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

#: One of most stages, of every kind; the long suite takes all of them.
NAMED = (
    "opening / before commit / 1",
    "mail of work / insert / 8",
    "mail of work / before commit / 9",
    "mail of work / after commit / 9",
    "conversations / update / 1",
    "reading / after commit / 2",
    "judging / insert / 20",
    "drafting / insert / 12",
    "noting the run / before commit / 1",
)
MOMENTS = 50
#: Every point is tried; of statements, of which there are hundreds, every so manieth.
STATEMENTS_APART = 25


@pytest.mark.parametrize("point", NAMED)
def test_killed_at_a_named_point_it_goes_on(home: Path, whole: Dump, point: str) -> None:
    assert run_child(home, *RUN, patch=Points(point)).signal == signal.SIGKILL
    again = run_child(home, *RUN)
    assert (again.code, again.err) == (0, "")
    assert differences(whole, natural_dump(home)) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_at_every_point_it_goes_on(make_home: Callable[[], Path], whole: Dump) -> None:
    points = list_points(make_home(), *RUN)
    statements = [one for one in points if one.split(" / ")[1] in _STATEMENTS]
    chosen = [one for one in points if one not in set(statements)]
    wrong: dict[str, list[str]] = {}
    for point in (*chosen, *statements[::STATEMENTS_APART]):
        home = make_home()
        assert run_child(home, *RUN, patch=Points(point)).signal == signal.SIGKILL, point
        again = run_child(home, *RUN)
        left = differences(whole, natural_dump(home))
        if again.code or again.err or left:
            wrong[point] = [again.err, *left]
    print(f"{len(chosen)} points, {len(statements[::STATEMENTS_APART])} statements")  # noqa: T201
    assert wrong == {}


_STATEMENTS = frozenset({"insert", "update", "delete", "create"})


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_at_random_moments_it_goes_on(make_home: Callable[[], Path], whole: Dump) -> None:
    seed = int(os.environ.get("RAPPORT_SEED", random.randrange(1 << 32)))
    print(f"RAPPORT_SEED={seed}")  # noqa: T201
    chance = random.Random(seed)
    lasts = run_child(make_home(), *RUN).seconds
    wrong: dict[str, list[str]] = {}
    killed = 0
    for number in range(MOMENTS):
        home = make_home()
        # Every third is killed a second time, on its way back.
        moments = [chance.uniform(0, lasts) for _ in range(2 if number % 3 == 0 else 1)]
        for moment in moments:
            killed += run_child(home, *RUN, kill_after=moment).signal == signal.SIGKILL
        again = run_child(home, *RUN)
        left = differences(whole, natural_dump(home))
        if again.code or again.err or left:
            wrong[", ".join(f"{one:.3f} s" for one in moments)] = [again.err, *left]
    print(f"{MOMENTS} tries, {killed} kills, a run lasts {lasts:.2f} s")  # noqa: T201
    assert wrong == {}
    assert killed >= MOMENTS // 2


def test_a_write_ahead_log_left_behind_is_read(home: Path, whole: Dump, tmp_path: Path) -> None:
    killed = run_child(home, *RUN, patch=Points("judging / after commit / 1"))
    assert killed.signal == signal.SIGKILL
    assert (home / "rapport.db-wal").stat().st_size > 0
    moved = copy_home(home, tmp_path / "moved" / "home")
    assert run_child(moved, "gaps", "--json").code == 0
    assert run_child(moved, *RUN).code == 0
    assert differences(whole, natural_dump(moved)) == []


def test_killed_in_the_second_run_changes_nothing(home: Path, whole: Dump) -> None:
    assert run_child(home, *RUN).code == 0
    killed = run_child(home, *RUN, patch=Points("mail of work / before commit / 5"))
    assert killed.signal == signal.SIGKILL
    assert differences(whole, natural_dump(home)) == []
