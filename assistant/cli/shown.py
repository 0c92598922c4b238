"""What the command line last showed of each draft, so that `accept ID` approves what was read.

A note beside the database, for this command line alone: revision and hash by draft, no word of a
mail. A home that cannot be written has none; then the draft as it is now is meant.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from assistant.review.rows import StoredDraft

NAME = ".shown"
#: Drafts remembered, the latest last; more than a person has before them.
MOST = 2_000


def remember(home: Path, drafts: Iterable[StoredDraft]) -> None:
    """Note drafts whose text a person sees now; a line of a list is no reading of it."""
    from assistant.config.write import replace_file

    known = _load(home)
    for stored in drafts:
        known.pop(stored.id, None)
        known[stored.id] = (stored.revision, stored.content_sha256)
    try:
        replace_file(home / NAME, json.dumps(dict(list(known.items())[-MOST:])))
    except OSError:
        return  # a home on a read-only disk can be looked at all the same


def recall(home: Path, draft_id: str) -> tuple[int, str] | None:
    """Revision and hash that were last shown of a draft; None: it never was."""
    return _load(home).get(draft_id)


def _load(home: Path) -> dict[str, tuple[int, str]]:
    try:
        found = json.loads((home / NAME).read_text(encoding="utf-8"))
        return {str(key): (int(number), str(digest)) for key, (number, digest) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
