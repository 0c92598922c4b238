"""A second run changes nothing: the whole database is compared, row ids included."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import RUN
from tests.e2e.harness import Dump, differences, dump, natural_dump, run_child

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def test_a_second_run_changes_no_row(home: Path) -> None:
    assert run_child(home, *RUN).code == 0
    before = dump(home)
    assert before["message"]
    assert before["gap"]
    assert before["draft"]
    again = run_child(home, *RUN)
    assert (again.code, again.err) == (0, "")
    assert differences(before, dump(home)) == []


def test_two_homes_on_one_mailbox_are_equal_but_for_ids(home: Path, whole: Dump) -> None:
    assert run_child(home, *RUN).code == 0
    assert differences(whole, natural_dump(home)) == []


def test_reading_and_judging_apart_end_as_one_run(home: Path, whole: Dump) -> None:
    assert run_child(home, "sync").code == 0
    assert run_child(home, *RUN).code == 0
    left = differences(whole, natural_dump(home))
    assert [line for line in left if " problem " not in line] == []


def test_looking_changes_nothing(home: Path) -> None:
    assert run_child(home, *RUN).code == 0
    before = dump(home)
    looks = ("gaps", "promises", "meetings", "replies", "touchpoints", "threads", "clients list")
    for look in looks:
        ended = run_child(home, *look.split(), "--json")
        assert (ended.code, ended.err) == (0, ""), look
    assert run_child(home, "report", "daily").code == 0
    assert differences(before, dump(home)) == []
