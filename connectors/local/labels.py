"""The names that configured paths give to their collections."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from connectors.local.files import safe_name


def label_paths(paths: Sequence[Path | str]) -> list[tuple[str, Path]]:
    """Each path with the first part of its collections' names: its last part, made unique.

    A second path of the same name gets a number, so that adding one never renames another.
    """
    labelled: list[tuple[str, Path]] = []
    taken: set[str] = set()
    for each in paths:
        path = Path(each).expanduser()
        label = name = safe_name(path.name or path.resolve().name) or "mail"
        number = 1
        while label in taken:
            number += 1
            label = f"{name} ({number})"
        taken.add(label)
        labelled.append((label, path))
    return labelled
