"""The demo world as a home, run once at its canonical moment and copied for whoever changes it."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.cli import cli
from assistant.cli.common import run_cli

#: The moment that `expected.json` speaks of.
CANONICAL = datetime(2026, 11, 19, 16, 0, tzinfo=ZoneInfo("Europe/Warsaw"))
AS_OF = CANONICAL.isoformat()


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.out)
        return value


Rapport = Callable[..., Answer]


def invoke(home: Path, *args: str) -> Answer:
    """Run one command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_cli(cli, ["--home", str(home), *args])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def canonical_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo world after `rapport run` at its canonical moment. Not to be changed."""
    from assistant.demo.build import build_world

    home = tmp_path_factory.mktemp("demo") / "home"
    build_world(home, now=CANONICAL)
    answer = invoke(home, "run", "--as-of", AS_OF)
    assert answer.code == 0, answer.err
    return home


@pytest.fixture
def home(canonical_home: Path, tmp_path: Path) -> Path:
    """A copy of the demo home that a test may change."""
    copy = tmp_path / "home"
    shutil.copytree(canonical_home, copy)
    return copy


@pytest.fixture
def rapport(home: Path) -> Rapport:
    """`rapport("gaps", "--json")` on a copy of the demo home."""

    def run(*args: str) -> Answer:
        return invoke(home, *args)

    return run


@pytest.fixture(scope="session")
def look(canonical_home: Path) -> Rapport:
    """The same on the shared home, for commands that only read."""

    def run(*args: str) -> Answer:
        return invoke(canonical_home, *args)

    return run
