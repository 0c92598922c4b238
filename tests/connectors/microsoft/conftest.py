"""The double of Graph, running."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors.microsoft.settings import MicrosoftSettings
from tests.connectors.microsoft.graph import ROOT, TOKEN, Graph
from tests.connectors.microsoft.loopback import serve


@pytest.fixture
def graph() -> Iterator[Graph]:
    double = Graph()
    with serve(double.answer) as url:
        double.url = url
        yield double
    assert double.wrong == []


@pytest.fixture
def waits() -> list[float]:
    """What was waited for, in seconds, without waiting."""
    return []


@pytest.fixture
def settings(graph: Graph, waits: list[float]) -> MicrosoftSettings:
    return MicrosoftSettings(
        lambda _: TOKEN,
        graph.url + ROOT,
        sleep=waits.append,
        chance=lambda: 0.5,
        now=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC),
    )
