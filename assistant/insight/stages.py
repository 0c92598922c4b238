"""The stage of a contract and the goal that it sets for replies: one rule for gaps and statistics."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.records import Tier

if TYPE_CHECKING:
    from datetime import date, datetime

    from assistant.insight.records import Client, Goals
    from assistant.insight.worktime import WorkClock

_HOUR_S = 3600


def reply_goal_s(client: Client | None, at: datetime, goals: Goals, ours: WorkClock) -> int:
    """Working seconds of ours within which a client's message is to be answered.

    The stage at the time of the message decides: strategic tier, honeymoon and renewal have the
    short goal; everybody else, prospects too, the ordinary one.
    """
    if client is not None and not client.prospect and _is_close(client, ours.local_day(at), goals):
        return round(goals.reply_owed_strategic_h * _HOUR_S)
    return round(goals.reply_owed_wd * ours.working_day_s)


def is_honeymoon(client: Client, on: date, goals: Goals) -> bool:
    """Whether a day is among the first days of a contract (90 by default)."""
    start = client.start_on
    return start is not None and start <= on < start + timedelta(days=goals.honeymoon_days)


def is_renewal(client: Client, on: date, goals: Goals) -> bool:
    """Whether a contract ends within the renewal time (180 days by default), last day included."""
    end = client.renewal_on
    return end is not None and end - timedelta(days=goals.renewal_days) <= on <= end


def _is_close(client: Client, on: date, goals: Goals) -> bool:
    if client.tier is Tier.STRATEGIC:
        return True
    return is_honeymoon(client, on, goals) or is_renewal(client, on, goals)
