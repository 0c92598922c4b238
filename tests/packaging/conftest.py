"""Fixtures for what is shipped: the tree's own files, and a clean environment for programs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def tracked(root: Path) -> list[Path]:
    """The files git knows, as paths under the checkout; those deleted just now left out."""
    if not (root / ".git").exists():
        pytest.skip("not a git checkout: which files are the project's own is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True
    )
    names = [Path(name) for name in listed.stdout.split("\0") if name]
    return [name for name in names if (root / name).is_file()]


@pytest.fixture
def clean_environ(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of an outer make or of the tree reaches programs that a test starts."""
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHONPATH", "PYTHON", "RAPPORT_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("RAPPORT_DEMO_")]:
        monkeypatch.delenv(name)
