"""Fixtures for every test: the shared folder, and the count of what did not run without it.

Not for the cast of a suite (people, messages, events): those stand beside the tests that use them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
SHARED_MISSING = "needs the shared corpora: set RAPPORT_SHARED or put `shared` beside the checkout"


def find_shared() -> Path | None:
    """The folder of corpora and gold answers, or None where there is none.

    RAPPORT_SHARED wins; else `shared` beside the checkout. A name that is set and wrong is an
    error, so that a misspelt path is not mistaken for an absent one.

    Raises:
        pytest.UsageError: RAPPORT_SHARED names no folder.
    """
    named = os.environ.get("RAPPORT_SHARED")
    if named:
        folder = Path(named).expanduser().resolve()
        if not folder.is_dir():
            problem = f"RAPPORT_SHARED is {named!r}, which is not a folder."
            raise pytest.UsageError(problem)
        return folder
    beside = ROOT.parent / "shared"
    return beside if beside.is_dir() else None


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The shared folder; a test that asks for it is skipped with a sentence where it is missing."""
    folder = find_shared()
    if folder is None:
        pytest.skip(SHARED_MISSING)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark who needs the shared folder, and skip them before their fixtures run without it."""
    missing = find_shared() is None
    for item in items:
        if "shared_dir" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.needs_shared)
        if missing and item.get_closest_marker("needs_shared"):
            item.add_marker(pytest.mark.skip(reason=SHARED_MISSING))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many suites did not run for want of the shared folder.

    Counted from the reports, which xdist's workers send back, so the figure is right in parallel.
    """
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if SHARED_MISSING in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(_sentence_on_skipped(report.nodeid for report in skipped))


def _sentence_on_skipped(nodeids: Iterable[str]) -> str:
    """Tests and the suites (files) they belong to, in one line."""
    ids = list(nodeids)
    suites = sorted({nodeid.partition("::")[0] for nodeid in ids})
    return (
        f"{len(suites)} suites ({len(ids)} tests) did not run: {SHARED_MISSING}. "
        f"They are {', '.join(suites)}."
    )
