"""Records of what time words name: days, periods, offsets, and the expression they form.

`nlp.time_words` reads them out of a sentence, `nlp.due_resolve` turns them into instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """Units of offsets and periods."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    BUSINESS_DAY = "business_day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Edge(StrEnum):
    """Which part of a period is meant."""

    WHOLE = "whole"
    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """Days from the day of speaking: today is 0."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """0 is Monday; `modifier` is "", "this" or "next"; `weeks` counts whole weeks ahead."""

    number: int
    modifier: str = ""
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date with a named month, or ISO; the year may be missing."""

    day: int
    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class MonthDay:
    """Like "the 25th"."""

    day: int


@dataclass(frozen=True, slots=True)
class NumericDate:
    """Like "03/04" or "3.4.2026": which is the day depends on the speaker."""

    first: int
    second: int
    year: int | None
    dotted: bool


@dataclass(frozen=True, slots=True)
class Holiday:
    """Like "Christmas"; only holidays whose date everybody agrees on."""

    name: str


DayWords = RelativeDay | Weekday | CalendarDate | MonthDay | NumericDate | Holiday


@dataclass(frozen=True, slots=True)
class Period:
    """Like "next week" (steps 1), "end of this month" (steps 0, END), "mid-August" (month 8), "Q3"."""

    unit: Unit
    steps: int = 0
    edge: Edge = Edge.WHOLE
    #: A named month (1 to 12) or quarter (1 to 4).
    number: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Offset:
    """Like "in two business days"; `within` means at any time until then."""

    amount: float
    unit: Unit
    within: bool = False


@dataclass(frozen=True, slots=True)
class TimeWords:
    """One expression; `text` is what stands at [start, end) of the sentence."""

    start: int
    end: int
    text: str
    #: Lower case, without its noun: "by", "before", "no later than", "on", "".
    cue: str = ""
    day: DayWords | None = None
    #: Hour and minute.
    clock: tuple[int, int] | None = None
    #: "morning", "afternoon", "evening", "night".
    part: str | None = None
    #: End of the speaker's working day.
    close: bool = False
    period: Period | None = None
    offset: Offset | None = None
    #: Names no time: "asap", "soon".
    vague: bool = False
    #: Tied to an event: "after the holidays", "before Thursday's meeting".
    event: bool = False
    #: Lower-case zone words: "est", "your time", "london time".
    zone: str | None = None

    @property
    def is_deadline_cue(self) -> bool:
        """Whether the cue itself says that something must be done by then."""
        return self.cue in DEADLINE_CUES


DEADLINE_CUES = frozenset({"by", "before", "until", "no later than", "within", "due", "latest"})
