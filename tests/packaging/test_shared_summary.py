"""Without the shared folder its suites are skipped with a sentence, and the summary counts them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

BY_FIXTURE = """
def test_reads(shared_dir):
    assert (shared_dir / "corpora").is_dir()

def test_reads_again(shared_dir):
    assert shared_dir
"""
BY_MARK = """
import pytest

@pytest.mark.needs_shared
def test_marked():
    pass

def test_alone():
    pass
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small tree with this project's conftest and two suites that need the shared folder."""
    tests = tmp_path / "checkout" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "conftest.py", tests)
    shutil.copy(ROOT / "pyproject.toml", tests.parent)
    (tests / "test_fixture.py").write_text(BY_FIXTURE)
    (tests / "test_mark.py").write_text(BY_MARK)
    return tests.parent


def run(checkout: Path, *options: str, shared: str | None = None) -> str:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environ.pop("RAPPORT_SHARED", None)
    if shared is not None:
        environ["RAPPORT_SHARED"] = shared
    command = [sys.executable, "-m", "pytest", "-q", *options]
    done = subprocess.run(
        command, cwd=checkout, env=environ, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("options", [("-n", "0"), ("-n", "2")], ids=["alone", "parallel"])
def test_the_summary_says_how_many_suites_did_not_run(
    checkout: Path, options: tuple[str, ...]
) -> None:
    output = run(checkout, *options)
    assert "2 suites (3 tests) did not run: needs the shared corpora" in output
    assert "1 passed, 3 skipped" in output


def test_the_folder_beside_the_checkout_is_found(checkout: Path) -> None:
    (checkout.parent / "shared" / "corpora").mkdir(parents=True)
    output = run(checkout, "-n", "0")
    assert "4 passed" in output
    assert "did not run" not in output


def test_a_named_folder_wins(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "corpora").mkdir(parents=True)
    assert "4 passed" in run(checkout, "-n", "0", shared=str(tmp_path / "elsewhere"))


def test_a_misspelt_name_is_an_error(checkout: Path, tmp_path: Path) -> None:
    output = run(checkout, "-n", "0", shared=str(tmp_path / "shraed"))
    assert "which is not a folder" in output
    assert "passed" not in output
