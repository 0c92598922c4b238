"""How late is how bad, and in which order gaps are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.insight.records import Severity, Tier

if TYPE_CHECKING:
    from assistant.insight.records import Gap

_DUE_FROM = 0.8
_LATE_FROM = 1.0
_CRITICAL_FROM = 2.0

_SEVERITIES = {
    Severity.CRITICAL: 0,
    Severity.LATE: 1,
    Severity.DUE: 2,
    Severity.WATCH: 3,
}
_TIERS = {Tier.STRATEGIC: 0, Tier.STANDARD: 1, Tier.PROSPECT: 2}


def choose_severity(ratio: float | None) -> Severity:
    """From clock ÷ threshold; what has no clock is `due`."""
    if ratio is None:
        return Severity.DUE
    if ratio >= _CRITICAL_FROM:
        return Severity.CRITICAL
    if ratio >= _LATE_FROM:
        return Severity.LATE
    return Severity.DUE if ratio >= _DUE_FROM else Severity.WATCH


def gap_order(gap: Gap) -> tuple[object, ...]:
    """Sort key: severity, tier, ratio; then the older, then the id, so that order never wavers."""
    ratio = gap.ratio if gap.ratio is not None else 0.0
    return _SEVERITIES[gap.severity], _TIERS[gap.tier], -ratio, gap.since, gap.id
