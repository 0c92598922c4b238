"""The double of an Exchange Server, running, and what it found wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SHARED_MISSING, find_shared
from tests.connectors.exchange.server import ExchangeServer


@pytest.fixture
def schemas(shared_dir: Path) -> Path:
    """The shared folder with the schemas of EWS in it; without them a test is skipped, and counted."""
    if not (shared_dir / "ews").is_dir():
        pytest.skip(f"{SHARED_MISSING} (it has no ews)")
    return shared_dir


@pytest.fixture
def exchange() -> Iterator[ExchangeServer]:
    """A server with Jonas's empty mailbox.

    It fails the test if a request or an answer broke the schemas; without the shared folder nothing
    is validated, and `test_server.py` says so among what did not run.
    """
    with ExchangeServer(find_shared()) as server:
        yield server
    assert server.violations == []
