"""How late is how bad, what the goals are, and in which order gaps are read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.records import Severity, Tier

if TYPE_CHECKING:
    from datetime import date

    from assistant.insight.records import Client, Gap, Goals
    from assistant.insight.worktime import WorkClock

_DUE_FROM = 0.8
_LATE_FROM = 1.0
_CRITICAL_FROM = 2.0
_HOUR_S = 3600

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


def reply_goal_s(client: Client | None, on: date, goals: Goals, ours: WorkClock) -> int:
    """Working seconds of ours within which a client's message of a day should be answered.

    Strategic tier, the honeymoon (first days of the contract) and the renewal (last days before
    its end) have the short goal; everybody else, prospects too, the ordinary one.
    """
    if client is not None and not client.prospect and _is_close(client, on, goals):
        return round(goals.reply_owed_strategic_h * _HOUR_S)
    return round(goals.reply_owed_wd * ours.working_day_s)


def _is_close(client: Client, on: date, goals: Goals) -> bool:
    if client.tier is Tier.STRATEGIC:
        return True
    start, renewal = client.start_on, client.renewal_on
    if start is not None and start <= on < start + timedelta(days=goals.honeymoon_days):
        return True
    return renewal is not None and renewal - timedelta(days=goals.renewal_days) <= on <= renewal


def gap_order(gap: Gap) -> tuple[object, ...]:
    """Sort key: severity, tier, ratio; then the older, then the id, so that order never wavers."""
    ratio = gap.ratio if gap.ratio is not None else 0.0
    return _SEVERITIES[gap.severity], _TIERS[gap.tier], -ratio, gap.since, gap.id
