"""How late is how bad, which goal holds at which stage, in which order gaps are read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.insight.findings import find_all
from assistant.insight.records import Gap, Severity, Tier
from assistant.insight.severity import choose_severity, gap_order
from tests.insight.builders import make_history, make_message


@pytest.mark.parametrize(
    ("ratio", "severity"),
    [
        (0.0, "watch"),
        (0.7999, "watch"),
        (0.8, "due"),
        (0.9999, "due"),
        (1.0, "late"),
        (1.9999, "late"),
        (2.0, "critical"),
        (50.0, "critical"),
        (None, "due"),
    ],
)
def test_severity_by_clock_over_threshold(ratio: float | None, severity: str) -> None:
    assert choose_severity(ratio) == severity


def a_gap(**changes: Any) -> Gap:
    message = make_message("q", asks="Where are we?")
    (gap,) = find_all(make_history(message, as_of="2025-03-04 12:00")).gaps
    return replace(gap, **changes)


def test_order_is_severity_then_tier_then_ratio_then_age_then_id() -> None:
    base = a_gap(severity=Severity.LATE, ratio=1.2)
    ordered = [
        replace(base, id="1", severity=Severity.CRITICAL, tier=Tier.PROSPECT, ratio=2.0),
        replace(base, id="2", tier=Tier.STRATEGIC, ratio=1.0),
        replace(base, id="3", ratio=1.9),
        replace(base, id="4", since=base.since.replace(hour=8)),
        replace(base, id="5"),
        replace(base, id="6"),
        replace(base, id="7", tier=Tier.PROSPECT, ratio=1.9),
        replace(base, id="8", severity=Severity.DUE, ratio=None),
        replace(base, id="9", severity=Severity.WATCH, ratio=0.7),
    ]
    assert sorted(ordered, key=gap_order) == ordered
