"""The order of the stages, nothing else.

Each stage is a port: a name and something to call, filled in by `app`. Every stage is idempotent
and picks up where the last run stopped, so a run can end anywhere and be run again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: What a stage counts where there was more than it could fetch at once; the next run goes on.
UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage did.

    Attributes:
        counts: What was counted, by name.
        failed: Sentences of what could not be done; the other stages go on.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a run."""

    name: str
    work: Callable[[], Outcome]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did, stage by stage.

    Attributes:
        seconds: Stage → wall seconds.
    """

    counts: Mapping[str, Mapping[str, int]]
    seconds: Mapping[str, float]
    failed: tuple[str, ...]


def run_once(stages: Sequence[Stage], *, announce: Callable[[str], None]) -> RunResult:
    """Run the stages in order; what one could not do is told and does not stop the others."""
    counts: dict[str, Mapping[str, int]] = {}
    seconds: dict[str, float] = {}
    failed: list[str] = []
    for stage in stages:
        announce(stage.name)
        started = time.perf_counter()
        outcome = stage.work()
        seconds[stage.name] = time.perf_counter() - started
        counts[stage.name] = dict(outcome.counts)
        failed.extend(outcome.failed)
    return RunResult(counts, seconds, tuple(failed))
