"""`accept` and `deliver` killed at every statement and commit: at most one mail, never unapproved."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.e2e.harness import Points, run_child
from tests.security.world import Home

if TYPE_CHECKING:
    from pathlib import Path


def prepare(home: Home) -> str:
    """A home whose one draft can be approved."""
    home.mail()
    home.run()
    [draft] = home.drafts()
    home.rapport("drafts", "respond", draft["id"], "--add-fact", "The offer is attached.")
    return str(draft["id"])


def copy(home: Home, target: Path) -> Home:
    return Home.at(shutil.copytree(home.path, target / "home"))


def judge(home: Home) -> str:
    """Deliver what can be, hold what left against what was approved; the draft's state."""
    for _ in range(2):
        assert home.rapport("deliver").code in {0, 3}
    with sqlite3.connect(home.path / "rapport.db") as connection:
        [(state,)] = connection.execute("SELECT state FROM draft").fetchall()
        [(approved,)] = connection.execute(
            "SELECT count(*) FROM draft_event WHERE verb = 'accept'"
        ).fetchall()
    connection.close()
    left = len(home.delivered())
    assert left <= min(approved, 1)
    assert state in {"proposed", "delivered", "unknown"}
    assert (state == "delivered") <= (left == 1)
    return str(state)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_anywhere_it_leaves_at_most_once_and_only_approved(
    home: Home, tmp_path: Path
) -> None:
    draft_id = prepare(home)
    for name, command in {
        "accept": ("drafts", "accept", draft_id),
        "deliver": ("deliver",),
    }.items():
        ready = copy(home, tmp_path / name)
        if name == "deliver":
            ready.accept(draft_id)
        noted = tmp_path / name / "points"
        run_child(copy(ready, tmp_path / name / "dry").path, *command, patch=Points(None, noted))
        points = noted.read_text().splitlines()
        assert points
        ends: Counter[str] = Counter()
        for number, point in enumerate(points):
            one = copy(ready, tmp_path / name / str(number))
            assert run_child(one.path, *command, patch=Points(point)).signal == 9
            ends[judge(one)] += 1
        assert ends["delivered"]
        assert ends["proposed" if name == "accept" else "unknown"]
