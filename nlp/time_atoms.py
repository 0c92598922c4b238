"""One atom of time words: from a match of the grammar to the slots it fills.

An atom is a day, a clock time, a part of the day, a period, an offset or a zone. The reader of each
kind also refuses what only looks like it: scores, fractions, "sat down", "the 25th item".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nlp.time_grammar import (
    AFTER_HOUR,
    AFTER_MONTH_DAY,
    ATOMS,
    DATED,
    MONTHS,
    NO_ZONE,
    NUMBERS,
    WEEKDAYS,
)
from nlp.times import (
    CalendarDate,
    Edge,
    Holiday,
    MonthDay,
    NumericDate,
    Offset,
    Period,
    RelativeDay,
    TimeWords,
    Unit,
    Weekday,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def read_atom(match: re.Match[str], sentence: str) -> TimeWords | None:
    """What one match of `nlp.time_grammar.ATOM` names; None where it only looks like time words."""
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
    if kind == "clock" and not _is_clock(match):
        return None
    if kind == "numeric" and not _is_date(match):
        return None
    if kind == "weekday" and match["w_d"] in {"sat", "sun", "mon"} and not match["w_m"]:
        return None  # "sat down"
    base = TimeWords(start, end, sentence[start:end])
    return replace(base, **slots)


def _kind(match: re.Match[str]) -> str:
    return next(name for name, _ in ATOMS if match.group(name) is not None)


Slots = dict[str, Any]


def _month(word: str) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(word.lower()[:3]))


def _weekday(word: str) -> int:
    return next(n for n, name in enumerate(WEEKDAYS) if name.startswith(word.lower()[:2]))


def _optional_int(text: str | None) -> int | None:
    return int(text) if text else None


def _count(text: str | None) -> float:
    if not text:
        return 1
    lowered = text.lower()
    return float(lowered) if lowered.isdigit() else float(NUMBERS[lowered])


def _unit(text: str) -> Unit:
    word = text.lower().strip()
    if word.startswith(("business", "working", "work", "bank")):
        return Unit.BUSINESS_DAY
    if word.startswith("mi"):
        return Unit.MINUTE
    letter = word.removeprefix("calendar ")[0]
    return {
        "h": Unit.HOUR, "d": Unit.DAY, "w": Unit.WEEK, "m": Unit.MONTH, "q": Unit.QUARTER, "y": Unit.YEAR,
    }[letter]  # fmt: skip


def _edge(text: str | None) -> Edge:
    word = (text or "").lower()
    if "begin" in word or "start" in word or "early" in word or "first half" in word:
        return Edge.START
    if "mid" in word:
        return Edge.MIDDLE
    if "end" in word or "late" in word.replace("later", "") or "second half" in word:
        return Edge.END
    return Edge.WHOLE


def _read_offset(match: re.Match[str]) -> Slots | None:
    pre = (match.group("o_pre") or "").lower()
    unit = _unit(match.group("o_u") or match.group("o_v"))
    count = match.group("o_n") or match.group("o_m")
    if pre == "after":
        return {"event": True}
    if count is None and not match.group("o_next"):
        return None
    if count and count.lower() == "the" and (unit is not Unit.HOUR or pre != "within"):
        return None
    within = pre == "within" or match.group("o_next") is not None
    return {"offset": Offset(_count(None if count == "the" else count), unit, within=within)}


def _read_end_of(match: re.Match[str]) -> Slots:
    letter = (match.group("f_u") or "")[-1:].lower() or match.group("f_v")[0].lower()
    unit = {"w": Unit.WEEK, "m": Unit.MONTH, "q": Unit.QUARTER, "y": Unit.YEAR}[letter]
    return {"period": Period(unit, 0, Edge.END)}


def _read_today(match: re.Match[str]) -> Slots:
    part = match.group("t_p")
    if part:
        return {"day": RelativeDay(0), "part": part.lower()}
    word = match.group("t_w").lower()
    if word == "tonight":
        return {"day": RelativeDay(0), "part": "night"}
    return {"day": RelativeDay(0 if word == "today" else 1)}


def _read_week_of_weekday(match: re.Match[str]) -> Slots:
    far = match.group("ww_a") or match.group("ww_b")
    if far:
        return {"day": Weekday(_weekday(far), "plus a week")}
    return {"day": Weekday(_weekday(match.group("ww_c") or match.group("ww_d")), weeks=1)}


def _read_weekday(match: re.Match[str]) -> Slots:
    modifier = (match.group("w_m") or "").lower()
    modifier = "this" if "this" in modifier or "coming" in modifier else modifier
    return {
        "day": Weekday(
            _weekday(match.group("w_d")), "next" if "following" in modifier else modifier
        )
    }


def _read_date(match: re.Match[str]) -> Slots:
    month = match.group("d_m") or match.group("e_m")
    day = match.group("d_d") or match.group("e_d")
    year = match.group("d_y") or match.group("e_y")
    return {"day": CalendarDate(int(day), _month(month), _optional_int(year))}


def _read_numeric(match: re.Match[str]) -> Slots | None:
    first = int(match["n_a"])
    second = int(match["n_b"] or match["n_c"] or match["n_d"])
    year = match["n_y"]
    if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12):
        return None
    full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    if full is not None and not 1990 <= full <= 2099:
        return None
    dotted = match["n_s"] == "." or match["n_d"] is not None
    return {"day": NumericDate(first, second, full, dotted=dotted)}


def _read_named_period(match: re.Match[str]) -> Slots:
    quarter = match.group("q_q")
    if quarter:
        year = _optional_int(match.group("q_y"))
        edge = _edge(match.group("q_e"))
        return {"period": Period(Unit.QUARTER, 0, edge, number=int(quarter[1]), year=year)}
    edge = _edge(match.group("m_e"))
    year = _optional_int(match.group("m_y"))
    return {"period": Period(Unit.MONTH, 0, edge, number=_month(match.group("m_m")), year=year)}


def _read_month(match: re.Match[str]) -> Slots | None:
    written = match["mm_m"]
    before = match.string[max(match.start() - 10, 0) : match.start()]
    if written[0].islower() or not re.search(
        r"\b(?:in|by|before|until|during)\s\Z", before, re.IGNORECASE
    ):
        return None
    year = _optional_int(match["mm_y"])
    return {"period": Period(Unit.MONTH, 0, number=_month(written), year=year)}


def _read_period(match: re.Match[str]) -> Slots | None:
    if match.group("p_mid"):
        return {"period": Period(Unit.WEEK, 0, Edge.MIDDLE)}
    edge = _edge(match.group("p_e"))
    step = (match.group("p_s") or "").lower()
    if step in {"", "the"} and edge is Edge.WHOLE:
        return None
    steps = 1 if step in {"next", "the coming", "coming", "the following"} else 0
    return {"period": Period(Unit(match.group("p_u").lower()), steps, edge)}


def _read_part(match: re.Match[str]) -> Slots | None:
    if match.group("a_n"):
        hour = {"midnight": 0, "lunchtime": 12}.get(match.group("a_n").lower(), 12)
        return {"clock": (hour, 0)}
    if match.group("a_f"):
        return {"part": "morning"}
    word = match.group("a_p").lower()
    if word.startswith(("a", "p")) and word != "afternoon":
        return None
    return {"part": "afternoon" if word == "lunchtime" else word}


def _read_clock(match: re.Match[str]) -> Slots | None:
    hour, minute = int(match.group("c_h")), int(match.group("c_m") or 0)
    suffix = (match.group("c_x") or "").lower()
    if suffix.startswith("p") and hour < 12:
        hour += 12
    elif suffix.startswith("a") and hour == 12:
        hour = 0
    elif not suffix and match.group("c_m") is None and hour < 7:
        hour += 12  # "by 5" is in the afternoon
    if hour > 23:
        return None if hour > 24 else {"clock": (0, 0)}
    return {"clock": (hour, minute)}


def _read_zone(match: re.Match[str]) -> Slots | None:
    words_ = (match.group("z_a") or match.group("z_w")).lower()
    if match.group("z_w"):
        first = words_.split()[0]
        if first in NO_ZONE or words_.split()[-1] in NO_ZONE:
            return None
        return {"zone": f"{words_} time"}
    return {"zone": words_}


def _is_clock(match: re.Match[str]) -> bool:
    sentence = match.string
    suffix, minutes = match.group("c_x"), match.group("c_m")
    if suffix or (minutes and match.group("c_s") in ":h"):
        return (
            not (suffix or "").lower().startswith(("h", "hours", "hrs"))
            or len(match.group("c_h")) == 2
        )
    before = sentence[max(match.start() - 14, 0) : match.start()]
    cued = re.search(
        r"(?:\bat|\bby|\bbefore|\baround|@|\buntil|\d ?(?:[ap]m)? or)\s?\Z", before, re.IGNORECASE
    )
    if cued is None:
        return False
    if minutes:
        return int(match["c_h"]) <= 23
    return 1 <= int(match["c_h"]) <= 12 and AFTER_HOUR.match(sentence, match.end()) is not None


def _is_date(match: re.Match[str]) -> bool:
    """Fractions, versions and scores look like dates: a year or a word before decides."""
    if match["n_y"]:
        return match["n_s"] != "-" or len(match["n_y"]) == 4
    before = match.string[max(match.start() - 16, 0) : match.start()]
    return DATED.search(before) is not None


_READERS: dict[str, Callable[[re.Match[str]], Slots | None]] = {
    "vague": lambda _: {"vague": True},
    "event": lambda _: {"event": True},
    "offset": _read_offset,
    "close": lambda _: {"close": True},
    "end_of": _read_end_of,
    "after_tomorrow": lambda _: {"day": RelativeDay(2)},
    "today": _read_today,
    "week_of_weekday": _read_week_of_weekday,
    "weekday": _read_weekday,
    "iso": lambda m: {"day": CalendarDate(int(m["i_d"]), int(m["i_m"]), int(m["i_y"]))},
    "date": _read_date,
    "numeric": _read_numeric,
    "named_period": _read_named_period,
    "period": _read_period,
    "month": _read_month,
    "month_day": lambda m: {"day": MonthDay(int(m["x_d"]))},
    "holiday": lambda m: {"day": Holiday(m["h_n"].lower().removeprefix("the "))},
    "part": _read_part,
    "clock": _read_clock,
    "zone": _read_zone,
}
