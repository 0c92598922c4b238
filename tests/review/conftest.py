"""One database file per test, and an owner in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.store.engine import write
from tests.review.world import Writer, add_owner, make_file_engine, make_writer

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = make_file_engine(tmp_path / "review.db")
    yield made
    made.dispose()


@pytest.fixture
def writer(engine: Engine) -> Writer:
    return make_writer(engine)


@pytest.fixture
def owner_id(engine: Engine) -> int:
    with write(engine) as connection:
        return add_owner(connection)
