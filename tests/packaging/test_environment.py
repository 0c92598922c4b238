"""The set-up: taken when whole, never when broken, built once however many ask for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.environment import SetupFailed, choose_stamp, ensure

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent.parent

#: Builds slowly and counts itself; dies in the middle when told to.
BUILD = """
import os, sys, time
from pathlib import Path
from tools.environment import ensure

root, mode = Path(sys.argv[1]), sys.argv[2]

def build(environment):
    (environment / "half").write_text("half")
    with (root / "builds").open("a") as file:
        file.write("x")
    if mode == "killed":
        os.kill(os.getpid(), 9)
    time.sleep(0.3)
    (environment / "whole").write_text("whole")

ensure(root, "stamp", build)
"""


@pytest.fixture
def count_builds() -> tuple[list[Path], Callable[[Path], None]]:
    """A builder that leaves a file, and the list of folders it was given."""
    built: list[Path] = []

    def build(environment: Path) -> None:
        (environment / "whole").write_text("whole")
        built.append(environment)

    return built, build


def start(root: Path, mode: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", BUILD, str(root), mode], cwd=ROOT)


def environments(root: Path) -> list[Path]:
    return sorted(root.glob(".venv-*"))


def test_a_whole_environment_is_taken_as_it_is(
    tmp_path: Path, count_builds: tuple[list[Path], Callable[[Path], None]]
) -> None:
    built, build = count_builds
    first = ensure(tmp_path, "stamp", build)
    second = ensure(tmp_path, "stamp", build)
    assert built == [first] == [second]
    assert (tmp_path / ".venv" / "whole").exists()


def test_another_stamp_builds_another_and_keeps_the_former(
    tmp_path: Path, count_builds: tuple[list[Path], Callable[[Path], None]]
) -> None:
    built, build = count_builds
    for stamp in ("one", "two", "three"):
        ensure(tmp_path, stamp, build)
    assert (tmp_path / ".venv").resolve() == built[2].resolve()
    assert environments(tmp_path) == sorted(built[1:])


def test_going_back_to_the_former_stamp_builds_nothing(
    tmp_path: Path, count_builds: tuple[list[Path], Callable[[Path], None]]
) -> None:
    built, build = count_builds
    for stamp in ("one", "two", "one"):
        ensure(tmp_path, stamp, build)
    assert len(built) == 2
    assert (tmp_path / ".venv").resolve() == built[0].resolve()


def test_a_killed_set_up_never_looks_done(
    tmp_path: Path, count_builds: tuple[list[Path], Callable[[Path], None]]
) -> None:
    assert start(tmp_path, "killed").wait() == -9
    (half,) = environments(tmp_path)
    assert not (tmp_path / ".venv").exists()
    whole = ensure(tmp_path, "stamp", count_builds[1])
    assert whole != half
    assert environments(tmp_path) == [whole]


def test_a_killed_change_leaves_the_former_environment_in_use(
    tmp_path: Path, count_builds: tuple[list[Path], Callable[[Path], None]]
) -> None:
    former = ensure(tmp_path, "former", count_builds[1])
    assert start(tmp_path, "killed").wait() == -9
    assert (tmp_path / ".venv").resolve() == former.resolve()


def test_a_failed_build_leaves_the_former_environment_in_use(
    tmp_path: Path, count_builds: tuple[list[Path], Callable[[Path], None]]
) -> None:
    def fail(environment: Path) -> None:
        raise SetupFailed(f"filling {environment.name}", "no network")

    former = ensure(tmp_path, "former", count_builds[1])
    with pytest.raises(SetupFailed, match="no network"):
        ensure(tmp_path, "stamp", fail)
    assert (tmp_path / ".venv").resolve() == former.resolve()


def test_two_at_once_build_one(tmp_path: Path) -> None:
    both = [start(tmp_path, "whole"), start(tmp_path, "whole")]
    assert [process.wait() for process in both] == [0, 0]
    assert (tmp_path / "builds").read_text() == "x"
    assert (tmp_path / ".venv" / "whole").exists()


def test_a_folder_in_the_way_is_named_and_left_alone(
    tmp_path: Path, count_builds: tuple[list[Path], Callable[[Path], None]]
) -> None:
    (tmp_path / ".venv").mkdir()
    with pytest.raises(SetupFailed, match="move it away"):
        ensure(tmp_path, "stamp", count_builds[1])
    assert (tmp_path / ".venv").is_dir()


def make_tree(folder: Path, *, lock: str = "click==8.1.7", version: str = "1.0") -> Path:
    (folder / "requirements").mkdir(parents=True)
    (folder / "requirements" / "dev.txt").write_text(lock)
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "p"\nversion = "{version}"\n[build-system]\nrequires = []\n'
    )
    return folder


def test_the_stamp_is_the_same_for_the_same_tree(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "a")
    assert choose_stamp(tree) == choose_stamp(tree)


def test_the_stamp_changes_with_lock_project_and_place(tmp_path: Path) -> None:
    trees = [
        make_tree(tmp_path / "a"),
        make_tree(tmp_path / "moved"),
        make_tree(tmp_path / "b" / "a", lock="click==8.1.8"),
        make_tree(tmp_path / "c" / "a", version="1.1"),
    ]
    assert len({choose_stamp(tree) for tree in trees}) == len(trees)
