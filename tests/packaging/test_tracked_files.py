"""Nothing in the tree names one machine, a registry's host, or a package that must not be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

#: Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.~/])/(?:wo" + r"rk|ro" + r"ot)/\w"),
    "the host of a package registry": re.compile(
        r"(?:py" + r"pi\.org|python" + r"hosted\.org|npm" + r"js\.(?:org|com)|cra" + r"tes\.io)"
    ),
    "an import of the squatted model name": re.compile(
        r"(?:import|from|load\(.)\s*en_core_web_sm\b(?!_)"
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(root: Path, tracked: list[Path], what: str) -> None:
    found = []
    for path in tracked:
        text = (root / path).read_bytes().decode("utf-8", "replace")
        found += [f"{path}: {hit[0]}" for hit in FORBIDDEN[what].finditer(text)]
    assert found == []


def test_no_environment_or_cache_is_tracked(tracked: list[Path]) -> None:
    left = [path for path in tracked if {"__pycache__", ".venv"} & set(path.parts)]
    assert left == []


def test_every_folder_of_tests_is_a_package(root: Path, tracked: list[Path]) -> None:
    folders = {path.parent for path in tracked if path.parts[0] == "tests" and path.suffix == ".py"}
    assert [str(folder) for folder in folders if not (root / folder / "__init__.py").exists()] == []
