"""The report that the README quotes, from the shared demo home."""

from __future__ import annotations

import pytest

from tests.cli.conftest import AS_OF, Rapport, canonical_home, look

__all__ = ["canonical_home", "look"]


@pytest.fixture
def canonical_report(look: Rapport) -> str:
    """The daily report of the demo at its canonical moment."""
    return look("report", "daily", "--as-of", AS_OF).out
