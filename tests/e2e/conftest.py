"""The demo world as sources that lie still, and homes that read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import AS_OF, CANONICAL
from tests.e2e.harness import Dump, fresh_home, natural_dump, run_child

RUN = ("run", "--as-of", AS_OF)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's mail, calendars and client files. Not to be changed."""
    from assistant.demo.build import build_world

    target = tmp_path_factory.mktemp("world") / "demo"
    build_world(target, now=CANONICAL)
    return target


@pytest.fixture
def make_home(world: Path, tmp_path: Path) -> Callable[[], Path]:
    """`make_home()`: another new home on the demo world."""
    count = 0

    def make() -> Path:
        nonlocal count
        count += 1
        return fresh_home(world, tmp_path / f"h{count}" / "home")

    return make


@pytest.fixture
def home(make_home: Callable[[], Path]) -> Path:
    """A new home on the demo world, nothing read yet."""
    return make_home()


@pytest.fixture(scope="session")
def whole(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Dump:
    """What one uninterrupted run leaves behind."""
    home = fresh_home(world, tmp_path_factory.mktemp("whole") / "home")
    ended = run_child(home, *RUN)
    assert ended.code == 0, ended.err
    return natural_dump(home)
