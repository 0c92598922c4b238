"""What every chapter of the due dates shares: the speaker, the expression being read, the answer.

Nothing is resolved here. `nlp.due.resolve` is the entry; `nlp.due.days`, `nlp.due.clock`,
`nlp.due.work`, `nlp.due.offsets` and `nlp.due.periods` each turn one kind of words into local days
and times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from nlp.tags import UndatedReason
    from nlp.times.records import TimeWords

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words these are: the moment of speaking on the speaker's own clock."""

    #: Aware, in the speaker's zone.
    said_at: datetime
    zone: str
    locale: str | None = None
    #: IANA name, for "your time"; None where unknown.
    reader_zone: str | None = None
    workday_end: time = time(17)
    work_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    #: Days of the speaker's calendar on which nobody works; those around the message are enough.
    closed_days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Resolved:
    """[from_at, to_at) in UTC, equal for a moment; or a reason why there is none."""

    from_at: datetime | None = None
    to_at: datetime | None = None
    zone: str | None = None
    ambiguous: bool = False
    reason: UndatedReason | None = None


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """The words name no time that can be told; `resolve` turns it into an answer."""

    reason: UndatedReason


@dataclass(slots=True)
class Reading:
    """Works on one expression; local times are naive until the last step of `resolve`."""

    words: TimeWords
    speaker: Speaker
    #: IANA name of the zone the words are in.
    zone: str
    #: Set by the chapter that found two readings and took the later.
    ambiguous: bool = False
    #: Naive, on the clock of `zone`.
    now: datetime = field(init=False)
    today: date = field(init=False)

    def __post_init__(self) -> None:
        # In the zone of the words: "EOD your time" means the reader's day.
        self.now = self.speaker.said_at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        self.today = self.now.date()


def whole_day(day: date) -> tuple[datetime, datetime]:
    """From its midnight to the next."""
    return datetime.combine(day, time()), datetime.combine(day + DAY, time())


def month_start(year: int, month: int) -> date:
    """The first of a month; month 13 is January of the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
