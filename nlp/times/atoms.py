"""One atom of time words: from a match of the grammar to the slots it fills.

An atom is a day, a clock time, a part of the day, a period, an offset or a zone. The reader of each
kind also refuses what only looks like it: scores, fractions, "sat down", "the 25th item".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlp.times.atom_clock import is_clock, is_zone, read_clock, read_hour, read_part, read_zone
from nlp.times.atom_days import (
    is_date,
    read_date,
    read_in_weeks,
    read_iso,
    read_month_day,
    read_nth_weekday,
    read_nth_work_day,
    read_numeric,
    read_other_weekday,
    read_today,
    read_week_of_weekday,
    read_weekday,
)
from nlp.times.atom_spans import (
    read_calendar_week,
    read_end_of,
    read_month,
    read_named_period,
    read_offset,
    read_period,
    read_week_of,
    read_week_of_month,
    read_year,
)
from nlp.times.grammar import AFTER_MONTH_DAY, ATOMS
from nlp.times.records import Holiday, Offset, RelativeDay, TimeWords, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from nlp.times.numbers import Slots


def read_atom(match: re.Match[str], sentence: str) -> TimeWords | None:
    """What one match of `nlp.times.grammar.ATOM` names; None where it only looks like time words."""
    kind = match.lastgroup if match.lastgroup in _READERS else _kind(match)
    slots = _READERS[kind](match)
    if slots is None:
        return None
    start, end = match.span()
    if kind == "month_day":
        after = sentence[end:]
        has_the = match.group().lower().startswith("the")
        cued = re.search(r"\b(?:by|on|before|until)\s\Z", sentence[:start], re.IGNORECASE)
        if not (has_the or cued) or not AFTER_MONTH_DAY.match(after):
            return None
    if kind == "clock" and (not is_clock(match) or bool(match["c_and"]) != bool(match["c_b"])):
        return None
    if kind == "numeric" and not is_date(match):
        return None
    written = sentence[start:end]
    if kind == "weekday" and written.rstrip(".") in {"sat", "sun", "mon"}:
        return None  # "sat down"
    if kind == "month" and written[0].islower():
        return None  # "in may"
    if written == "Bob":
        return None  # a man, not the beginning of business
    if kind == "zone" and not is_zone(match, written):
        return None
    if kind in {"weekday", "month"} and _TITLE.search(sentence[max(start - 12, 0) : start]):
        return None  # "Ms Friday", "Professor May"
    base = TimeWords(start, end, sentence[start:end])
    return replace(base, **slots)


_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Herr|Frau)\.? \Z")


def _kind(match: re.Match[str]) -> str:
    return next(name for name, _ in ATOMS if match.group(name) is not None)


_READERS: dict[str, Callable[[re.Match[str]], Slots | None]] = {
    "vague": lambda _: {"vague": True},
    "counted": lambda _: {"event": True},
    "then": lambda _: {"event": True},
    "event": lambda _: {"event": True},
    "offset": read_offset,
    "close": lambda _: {"close": True},
    "opening": lambda _: {"part": "morning"},
    "end_of": read_end_of,
    "next_work_day": lambda _: {"offset": Offset(1, Unit.BUSINESS_DAY)},
    "after_tomorrow": lambda _: {"day": RelativeDay(2)},
    "today": read_today,
    "in_weeks": read_in_weeks,
    "week_of_weekday": read_week_of_weekday,
    "nth_work_day": read_nth_work_day,
    "nth_weekday": read_nth_weekday,
    "week_of_month": read_week_of_month,
    "other_weekday": read_other_weekday,
    "weekday": read_weekday,
    "iso": read_iso,
    "calendar_week": read_calendar_week,
    "week_of": read_week_of,
    "date": read_date,
    "numeric": read_numeric,
    "named_period": read_named_period,
    "period": read_period,
    "year": read_year,
    "month": read_month,
    "month_day": read_month_day,
    "holiday": lambda m: {"day": Holiday(m["h_n"].removeprefix("the "))},
    "part": read_part,
    "hour": read_hour,
    "clock": read_clock,
    "zone": read_zone,
}
