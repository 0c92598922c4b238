"""The agreed rhythm with a client: periods, whether each had its touch, and how long is too quiet.

Periods are days, weeks from Monday, calendar months and quarters in the owner's zone. For a daily
cadence only days on which both sides work are periods, so that Friday's miss is still seen on
Monday. A longer period that is half or more closed on either side is waived.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assistant.insight.touchpoints import MEETING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from assistant.insight.records import Client, Touchpoint
    from assistant.insight.worktime import WorkClock

#: Longest silence of a cadence before slack, in days. Daily takes the week's: below it, weekends
#: alone would make a client quiet.
QUIET_DAYS = {"daily": 7.0, "weekly": 7.0, "monthly": 31.0, "quarterly": 92.0}
_SLACK_DAYS = 2.0
_SLACK_SHARE = 0.1
#: How far back a daily cadence looks for a day that both sides worked.
_DAYS_BACK = 31

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Adherence:
    """Periods that were due, and how many of them had the agreed touch."""

    due: int
    met: int

    @property
    def share(self) -> float | None:
        """Met ÷ due; None where none was due."""
        return self.met / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One client's cadence on both clocks.

    Attributes:
        ours, theirs: Clocks of owner and client; periods are days of the owner's zone.
        touches: The client's touchpoints, oldest first.
        known_from: First day that was read at all; periods that began before are not judged.
    """

    client: Client
    ours: WorkClock
    theirs: WorkClock
    touches: Sequence[Touchpoint]
    known_from: date

    def last_period(self, as_of: datetime) -> Period | None:
        """The last complete period that is due; None where it is waived or not judged."""
        period = self._last_complete(self.ours.local_day(as_of))
        if self.client.cadence == "daily":
            for _ in range(_DAYS_BACK):
                if not self.is_waived(period):
                    break
                period = self._before(period)
        return period if self.is_due(period) else None

    def is_due(self, period: Period) -> bool:
        """Whether a touch was agreed in a period: known, under contract, not waived."""
        begins = max(self.known_from, self.client.start_on or self.known_from)
        return period[0] >= begins and not self.is_waived(period)

    def is_waived(self, period: Period) -> bool:
        """Whether half or more of the days usually worked are closed on either side."""
        days = [period[0] + timedelta(days=ahead) for ahead in range((period[1] - period[0]).days)]
        return any(_is_half_closed(clock, days) for clock in (self.ours, self.theirs))

    def has_touch(self, period: Period) -> bool:
        """Whether a period had the agreed touch."""
        start, end = (self.ours.day_bounds(day)[0] for day in period)
        return self._touch_between(start, end)

    def touched_since(self, period: Period, as_of: datetime) -> bool:
        """Whether the next agreed touch came after a period's end."""
        start = self.ours.day_bounds(period[1])[0]
        return self._touch_between(start, as_of + timedelta(microseconds=1))

    def adherence(self, as_of: datetime) -> Adherence:
        """Over all periods that are due, from the first known to the last complete."""
        met = due = 0
        for period in self._periods(self.ours.local_day(as_of)):
            if self.is_due(period):
                due += 1
                met += self.has_touch(period)
        return Adherence(due, met)

    def _periods(self, today: date) -> Iterator[Period]:
        """Complete periods, newest first, as far back as is known."""
        period = self._last_complete(today)
        while period[0] >= self.known_from:
            yield period
            period = self._before(period)

    def _touch_between(self, start: datetime, end: datetime) -> bool:
        """Whether an agreed touch lies in [start, end)."""
        first = bisect_left(self.touches, start, key=lambda touch: touch.at)
        for touch in self.touches[first:]:
            if touch.at >= end:
                return False
            if self._is_agreed(touch):
                return True
        return False

    def _is_agreed(self, touch: Touchpoint) -> bool:
        kind = self.client.cadence_kind
        return kind == "any" or (touch.kind == MEETING) is (kind == "meeting")

    def _last_complete(self, today: date) -> Period:
        return self._before((self._start(today), today))

    def _before(self, period: Period) -> Period:
        end = period[0]
        return self._start(end - timedelta(days=1)), end

    def _start(self, day: date) -> date:
        """First day of the period around a day."""
        match self.client.cadence:
            case "weekly":
                return day - timedelta(days=day.weekday())
            case "monthly":
                return day.replace(day=1)
            case "quarterly":
                return day.replace(month=day.month - (day.month - 1) % 3, day=1)
            case _:
                return day


def _is_half_closed(clock: WorkClock, days: Sequence[date]) -> bool:
    usual = [day for day in days if clock.spec.week[day.weekday()]]
    closed = sum(clock.is_closed(day) for day in usual)
    return closed * 2 >= len(usual)


def with_slack(days: float) -> float:
    """An interval plus the larger of two days and ten per cent, in days."""
    return days + max(_SLACK_DAYS, _SLACK_SHARE * days)


def quiet_after_days(client: Client, default_days: float) -> float:
    """Days without a two-way touchpoint after which a client is quiet."""
    return with_slack(QUIET_DAYS.get(client.cadence or "", default_days))


def role_key(role: str) -> str:
    """A role as the goals name it: "Decision-Maker" is "decision maker"."""
    words = " ".join(role.casefold().replace("_", " ").replace("-", " ").split())
    return "day-to-day" if words == "day to day" else words
