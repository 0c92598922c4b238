"""Records of what time words name: days, periods, offsets, and the expression they form.

`nlp.times.find` reads them out of a sentence, `nlp.due.resolve` turns them into instants.
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
    FORTNIGHT = "fortnight"
    WEEKEND = "weekend"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
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
    """0 is Monday; `modifier` is "", "this" or "next"."""

    number: int
    modifier: str = ""
    #: Of the week so many after the running one ("Friday next week" is 1).
    weeks: int | None = None
    #: Weeks after the coming one ("Monday week", "a week on Tuesday" are 1).
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """Like "the first Monday of June", "the last Friday of next month"; `nth` -1 is the last."""

    nth: int
    number: int
    #: None counts `steps` months from the running one.
    month: int | None = None
    steps: int = 0
    year: int | None = None


@dataclass(frozen=True, slots=True)
class NthWorkDay:
    """Like "the third working day of June"; fields as in `NthWeekday`."""

    nth: int
    month: int | None = None
    steps: int = 0


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date with a named month, or ISO; the year may be missing."""

    day: int
    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class MonthDay:
    """Like "the 25th"; `months` 0 is "of this month", 1 "of next month"."""

    day: int
    months: int | None = None


@dataclass(frozen=True, slots=True)
class NumericDate:
    """Like "03/04" or "3.4.2026": which is the day depends on the speaker."""

    first: int
    second: int
    year: int | None
    dotted: bool
    #: May as well be a clock time: "by 9.10".
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Holiday:
    """Like "Christmas"; only holidays whose date everybody agrees on."""

    name: str


DayWords = (
    RelativeDay
    | Weekday
    | NthWeekday
    | NthWorkDay
    | CalendarDate
    | MonthDay
    | NumericDate
    | Holiday
)


@dataclass(frozen=True, slots=True)
class Period:
    """Like "next week" (steps 1), "end of this month" (steps 0, END), "mid-August" (number 8), "Q3"."""

    unit: Unit
    steps: int = 0
    edge: Edge = Edge.WHOLE
    #: A named month (1 to 12), quarter (1 to 4), half (1, 2) or ISO week (1 to 53).
    number: int | None = None
    year: int | None = None
    #: "The second week of May" is 2; the last is -1.
    week: int | None = None
    #: The week of the day that stands beside it: "week commencing 3 August".
    of_day: bool = False
    #: May mean something else: "week 5" of a project, "in the next week" from now.
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Offset:
    """Like "in two business days"; `within` means at any time until then."""

    amount: float
    unit: Unit
    within: bool = False
    #: The smaller of two numbers: "in 3-4 days".
    least: float | None = None
    #: "after" or "before": counted from the day beside it ("two weeks from Friday"), else "".
    side: str = ""


@dataclass(frozen=True, slots=True)
class TimeWords:
    """One expression; `text` is what stands at [start, end) of the sentence."""

    start: int
    end: int
    text: str
    #: Lower case, without its noun: "by", "before", "no later than", "on", "".
    cue: str = ""
    day: DayWords | None = None
    #: The same day said once more, and to be checked: the weekday of "Friday, 5 May".
    also: DayWords | None = None
    #: The earlier of two days: the Thursday of "Thursday or Friday".
    first: DayWords | None = None
    #: Hour and minute.
    clock: tuple[int, int] | None = None
    #: Where it ends: the 12 of "between 8 and 12".
    clock_end: tuple[int, int] | None = None
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


#: Cues that say by themselves that something must be done by then.
DEADLINE_CUES = frozenset({"by", "before", "until", "no later than", "within", "due", "latest"})
