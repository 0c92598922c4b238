"""The demo world as a home, run once at its canonical moment and copied for whoever changes it."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
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


class Clock:
    """The time that commands see; a test moves it on."""

    def __init__(self) -> None:
        self.at = CANONICAL

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **duration: float) -> None:
        """Let time pass: `clock.pass_(seconds=31)`."""
        self.at += timedelta(**duration)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Every command of a test runs at the canonical moment, or when the test says."""
    clock = Clock()
    monkeypatch.setattr("assistant.cli.common._clock", clock)
    return clock


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


def mail_arrives(home: Path, name: str, *, subject: str, text: str, **headers: str) -> None:
    """Put a mail of Meenal Deshpande to Marta Zaleska into the demo's Maildir.

    Further headers by name, `_` for `-`; `None` as a default is left out by passing "".
    """
    given = {
        "From": "Meenal Deshpande <meenal.deshpande@nilambari.example>",
        "To": "Marta Zaleska <marta.zaleska@lipowa.example>",
        "Subject": subject,
        "Date": "Thu, 19 Nov 2026 20:10:00 +0530",
        "Message-ID": f"<{name}@nilambari.example>",
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    head = "".join(f"{key}: {value}\n" for key, value in given.items() if value)
    (home / "mail" / "maildir" / "new" / f"{name}.test").write_text(f"{head}\n{text}\n")
