"""Gaps as matters: what one act closes belongs together.

A complaint and the answer owed in the same wait are two gaps to the rules and one matter to a
person: one reply closes both. Reports and pages show matters; how they look is theirs to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.insight.records import GapKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.insight.records import Gap

_ONE_REPLY = frozenset({GapKind.REPLY_OWED, GapKind.COMPLAINT_UNACKNOWLEDGED})


def join_matters(gaps: Iterable[Gap]) -> list[tuple[Gap, ...]]:
    """Gaps in the order given, those that one act closes together at the place of the first."""
    matters: dict[tuple[str | None, ...], list[Gap]] = {}
    for gap in gaps:
        together = gap.kind in _ONE_REPLY and gap.wait_start is not None
        key = ("wait", gap.client, gap.wait_start) if together else ("gap", gap.id)
        matters.setdefault(key, []).append(gap)
    return [tuple(matter) for matter in matters.values()]
