"""One atom of time words: from a match of the grammar to the slots it fills.

An atom is a day, a clock time, a part of the day, a period, an offset or a zone. The reader of each
kind also refuses what only looks like it: scores, fractions, "sat down", "the 25th item".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nlp.lexicon import words
from nlp.time_grammar import (
    AFTER_HOUR,
    AFTER_MONTH_DAY,
    ATOMS,
    DATED,
    HOURS,
    MONTHS,
    NO_ZONE,
    NUMBERS,
    ORDINALS,
    WEEKDAYS,
)
from nlp.times import (
    CalendarDate,
    Edge,
    Holiday,
    MonthDay,
    NthWeekday,
    NthWorkDay,
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
    if kind == "clock" and (not _is_clock(match) or bool(match["c_and"]) != bool(match["c_b"])):
        return None
    if kind == "numeric" and not _is_date(match):
        return None
    written = sentence[start:end]
    if kind == "weekday" and written.rstrip(".") in {"sat", "sun", "mon"}:
        return None  # "sat down"
    if kind == "month" and written[0].islower():
        return None  # "in may"
    if written == "Bob":
        return None  # a man, not the beginning of business
    if kind == "zone" and not _is_zone(match, written):
        return None
    if kind in {"weekday", "month"} and _TITLE.search(sentence[max(start - 12, 0) : start]):
        return None  # "Ms Friday", "Professor May"
    base = TimeWords(start, end, sentence[start:end])
    return replace(base, **slots)


_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Herr|Frau)\.? \Z")


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
    lowered = text.lower().partition("(")[0].strip()
    return float(lowered) if lowered.isdigit() else float(NUMBERS[lowered])


def _unit(text: str) -> Unit:
    word = text.lower().strip().removeprefix("full ")
    if word.startswith(("business", "working", "work", "bank")):
        return Unit.BUSINESS_DAY
    if word.startswith("mi"):
        return Unit.MINUTE
    letter = word.removeprefix("calendar ")[0]
    return {
        "h": Unit.HOUR, "d": Unit.DAY, "w": Unit.WEEK, "f": Unit.FORTNIGHT, "m": Unit.MONTH,
        "q": Unit.QUARTER, "y": Unit.YEAR,
    }[letter]  # fmt: skip


def _edge(text: str | None) -> Edge:
    word = (text or "").lower()
    if any(start in word for start in ("begin", "start", "early", "first", "top")):
        return Edge.START
    if "mid" in word:
        return Edge.MIDDLE
    if any(
        end in word.replace("later", "")
        for end in ("end", "late", "second", "latter", "close", "last")
    ):
        return Edge.END
    return Edge.WHOLE


def _read_offset(match: re.Match[str]) -> Slots | None:
    pre = (match.group("o_pre") or "").lower()
    unit = _unit(match.group("o_u") or match.group("o_v"))
    count = match.group("o_n") or match.group("o_m")
    if pre == "after":
        return {"event": True}
    if pre in {"over", "during"} and not match.group("o_next"):
        return None  # "over two weeks" says how long it took
    if count and count.lower() == "the" and pre != "within":
        return None
    if count and count.lower() == "the" and unit is Unit.DAY:
        return {"day": RelativeDay(0)}
    within = pre != "in" or match.group("o_next") is not None
    side = (match.group("o_rel") or match.group("o_far") or "").lower()
    least = match.group("o_lo")
    return {
        "offset": Offset(
            _count(None if count == "the" else count),
            unit,
            within=within and pre != "",
            least=_count(least) if least else None,
            side={"": "", "from": "after", "after": "after"}.get(side, "before"),
        )
    }


def _read_end_of(match: re.Match[str]) -> Slots:
    written = next(match[name] for name in ("f_u", "f_v", "f_w", "f_x") if match[name])
    letter = written[-1].lower() if match["f_u"] else written[0].lower()
    unit = {"w": Unit.WEEK, "m": Unit.MONTH, "q": Unit.QUARTER, "y": Unit.YEAR}[letter]
    return {"period": Period(unit, 0, Edge.END)}


def _read_today(match: re.Match[str]) -> Slots:
    part = match.group("t_p") or match.group("t_c")
    if part:
        return {"day": RelativeDay(0), "part": None if part.lower() == "day" else part.lower()}
    word = match.group("t_w").lower()
    if word == "tonight":
        return {"day": RelativeDay(0), "part": "night"}
    return {"day": RelativeDay(0 if word == "today" else 1)}


def _read_in_weeks(match: re.Match[str]) -> Slots:
    weeks = int(_count(match["iw_n"]))
    day = match["iw_d"] or match["iw_e"]
    if day:
        return {"day": Weekday(_weekday(day), ahead=weeks)}
    word = (match["iw_t"] or match["iw_u"]).lower()
    return {"day": RelativeDay(7 * weeks + (word == "tomorrow"))}


def _read_week_of_weekday(match: re.Match[str]) -> Slots:
    number = _weekday(match["ww_c"] or match["ww_d"])
    which = (match["ww_f"] or match["ww_g"]).lower()
    if which == "the following":
        return {"vague": True}
    return {"day": Weekday(number, weeks=0 if which == "this" else 1)}


def _read_nth_weekday(match: re.Match[str]) -> Slots:
    month = match["nw_m"]
    return {
        "day": NthWeekday(
            ORDINALS[match["nw_n"].lower()],
            _weekday(match["nw_d"]),
            month=_month(month) if month else None,
            steps=1 if (match["nw_s"] or "").lower() == "next" else 0,
            year=_optional_int(match["nw_y"]),
        )
    }


def _read_other_weekday(match: re.Match[str]) -> Slots:
    if match["ow_n"]:
        return {"day": Weekday(_weekday(match["ow_d"]), "after next")}
    return {"event": True} if match["ow_e"] else {"vague": True}


def _read_weekday(match: re.Match[str]) -> Slots:
    modifier = (match.group("w_m") or "").lower()
    modifier = "this" if "this" in modifier or "coming" in modifier else modifier
    return {"day": Weekday(_weekday(match.group("w_d")), modifier)}


def _read_nth_work_day(match: re.Match[str]) -> Slots:
    month, which = match["wn_m"], match["wn_s"]
    if not month and not which:
        return {"vague": True}
    written = match["wn_n"]
    nth = ORDINALS[written] if written in ORDINALS else int(written[:-2])
    steps = 1 if which == "next" else 0
    return {"day": NthWorkDay(nth, month=_month(month) if month else None, steps=steps)}


def _read_week_of_month(match: re.Match[str]) -> Slots:
    month = match["wm_m"]
    return {
        "period": Period(
            Unit.MONTH,
            1 if (match["wm_s"] or "").lower() == "next" else 0,
            number=_month(month) if month else None,
            year=_optional_int(match["wm_y"]),
            week=ORDINALS[match["wm_n"].lower()],
        )
    }


def _read_iso(match: re.Match[str]) -> Slots:
    slots: Slots = {"day": CalendarDate(int(match["i_d"]), int(match["i_m"]), int(match["i_y"]))}
    if match["i_h"]:
        slots["clock"] = (int(match["i_h"]), int(match["i_n"]))
        slots["zone"] = "utc" if match["i_z"] else None
    return slots


def _read_calendar_week(match: re.Match[str]) -> Slots | None:
    number = int(match["k_n"])
    before = match.string[max(match.start() - 10, 0) : match.start()]
    bare = match["k_w"] is not None
    if not 1 <= number <= 53 or (bare and not match["k_e"] and not _IN_WEEK.search(before)):
        return None
    year = _optional_int(match["k_y"])
    unsure = bare and year is None
    edge = _edge(match["k_e"])
    return {"period": Period(Unit.WEEK, 0, edge, number=number, year=year, unsure=unsure)}


_IN_WEEK = re.compile(r"\b(?:in|by|before|until|till|end of|than|latest)\s\Z", re.IGNORECASE)


def _read_week_of(match: re.Match[str]) -> Slots:
    if match["wo_e"] or match["wo_x"]:
        return {"period": Period(Unit.WEEK, 0, Edge.END, of_day=True)}
    return {"period": Period(Unit.WEEK, of_day=True)}


def _read_date(match: re.Match[str]) -> Slots:
    month = match.group("d_m") or match.group("e_m")
    day = match.group("d_d") or match.group("e_d")
    year = match.group("d_y") or match.group("e_y")
    return {"day": CalendarDate(int(day), _month(month), _optional_int(year))}


def _read_numeric(match: re.Match[str]) -> Slots | None:
    if match["n_e"]:
        return _read_short_date(match)
    first = int(match["n_a"])
    second = int(match["n_b"] or match["n_c"] or match["n_d"])
    year = match["n_y"]
    if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12):
        return None
    full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    if full is not None and not 1990 <= full <= 2099:
        return None
    dotted = match["n_s"] == "." or match["n_d"] is not None
    # At the end of a sentence the second dot may be the full stop: "call me by 9.10."
    last = match["n_d"] is not None and len(match["n_d"]) == 2 and match.end() == len(match.string)
    before = match.string[max(match.start() - 14, 0) : match.start()]
    unsure = last and first < 24 and _BEFORE_DAY.search(before) is None
    return {"day": NumericDate(first, second, full, dotted=dotted, unsure=unsure)}


def _read_short_date(match: re.Match[str]) -> Slots | None:
    """Like "14.08", which is a day behind "on" and may be a clock time behind other words."""
    first, second = int(match["n_a"]), int(match["n_e"])
    before = match.string[max(match.start() - 14, 0) : match.start()]
    if _BEFORE_CLOCK.search(before):
        return {"clock": (first, second)} if first <= 23 else None
    if not 1 <= first <= 31 or not DATED.search(before):
        return None
    day = _BEFORE_DAY.search(before) is not None
    return {"day": NumericDate(first, second, None, dotted=True, unsure=not day and first < 24)}


_BEFORE_CLOCK = re.compile(r"(?:\bat|\baround|\babout|@)\s\Z", re.IGNORECASE)
_BEFORE_DAY = re.compile(r"(?:\bon|\bday[.,]?|\bbis)\s\(?\Z", re.IGNORECASE)


def _read_named_period(match: re.Match[str]) -> Slots | None:
    quarter = match.group("q_q")
    if quarter:
        year = _optional_int(match.group("q_y"))
        edge = _edge(match.group("q_e"))
        if quarter[0] in "hH":
            before = match.string[max(match.start() - 10, 0) : match.start()]
            if edge is Edge.WHOLE and not _IN_PERIOD.search(before):
                return None  # a heading, hydrogen
            return {"period": Period(Unit.HALF, 0, edge, number=int(quarter[1]), year=year)}
        return {"period": Period(Unit.QUARTER, 0, edge, number=int(quarter[1]), year=year)}
    edge = _edge(match.group("m_e"))
    year = _optional_int(match.group("m_y"))
    return {"period": Period(Unit.MONTH, 0, edge, number=_month(match.group("m_m")), year=year)}


_IN_PERIOD = re.compile(r"\b(?:in|by|before|until|till|during)\s\Z", re.IGNORECASE)


def _read_month(match: re.Match[str]) -> Slots | None:
    before = match.string[max(match.start() - 10, 0) : match.start()]
    if not _IN_PERIOD.search(before):
        return None
    year = _optional_int(match["mm_y"])
    return {"period": Period(Unit.MONTH, 0, number=_month(match["mm_m"]), year=year)}


def _read_month_day(match: re.Match[str]) -> Slots:
    which = (match["x_m"] or "").lower()
    months = None if not which else 1 if which == "next" else 0
    return {"day": MonthDay(int(match["x_d"]), months=months)}


def _read_period(match: re.Match[str]) -> Slots | None:
    if match.group("p_mid"):
        return {"period": Period(Unit.WEEK, 0, Edge.MIDDLE)}
    edge = _edge(match.group("p_e"))
    step = (match.group("p_s") or "").lower()
    unit = Unit(match.group("p_u").lower())
    if match["p_a"]:
        return {"period": Period(unit, 2, edge)}
    if step in {"", "the"} and edge is Edge.WHOLE:
        before = match.string[max(match.start() - 12, 0) : match.start()]
        if unit is not Unit.WEEKEND or not _AT_WEEKEND.search(before):
            return None
    steps = 1 if step in {"next", "the coming", "coming"} else 0
    if unit is Unit.WEEKEND and step != "next":
        steps = 0  # "the coming weekend" is this one
    return {"period": Period(unit, steps, edge)}


_AT_WEEKEND = re.compile(
    r"\b(?:over|at|on|by|before|during|until|till|for|ahead of|prior to)\s\Z", re.IGNORECASE
)


def _read_year(match: re.Match[str]) -> Slots | None:
    edge = _edge(match["y_e"])
    before = match.string[max(match.start() - 10, 0) : match.start()]
    if edge is Edge.WHOLE and not _IN_PERIOD.search(before):
        return None
    return {"period": Period(Unit.YEAR, 0, edge, year=int(match["y_y"]))}


_DAY_BEFORE = re.compile(r"(?:\b(?:mon|tues?|wed|thur?s?|fri)|day|tomorrow)\.? \Z", re.IGNORECASE)


def _read_part(match: re.Match[str]) -> Slots | None:
    if match.group("a_n"):
        hour = {"midnight": 0, "lunchtime": 12}.get(match.group("a_n").lower(), 12)
        return {"clock": (hour, 0)}
    if match.group("a_l"):
        return {"clock": (12, 0)}
    if match.group("a_m"):
        return {"part": "afternoon"}
    if match.group("a_f"):
        return {"part": "morning"}
    word = match.group("a_p").lower()
    if word.startswith(("a", "p")) and word != "afternoon":
        before = match.string[max(match.start() - 12, 0) : match.start()]
        if not _DAY_BEFORE.search(before):
            return None
        return {"part": "morning" if word.startswith("a") else "afternoon"}
    return {"part": "afternoon" if word == "lunchtime" else word}


_AT_HOUR = re.compile(r"\b(?:at|by|before|until|till|around)\s\Z")


def _read_hour(match: re.Match[str]) -> Slots | None:
    """Like "half past nine", "four o'clock", "0900 UTC"."""
    if match["hw_k"]:
        return {"clock": (int(match["hw_k"]), int(match["hw_m"]))}
    written = match["hw_h"] or match["hw_n"] or match["hw_b"]
    before = match.string[max(match.start() - 8, 0) : match.start()]
    if match["hw_b"] and not _AT_HOUR.search(before):
        return None
    hour = int(written) if written.isdigit() else HOURS.index(written) + 1
    if not 1 <= hour <= 23:
        return None
    hour = _on_the_clock(hour, (match["hw_y"] or match["hw_x"] or "").lower())
    past = {"a": 15, "q": 15, "h": 30}[match["hw_q"][0].lower()] if match["hw_q"] else 0
    if match["hw_q"] and match["hw_q"].lower().endswith("to"):
        return {"clock": ((hour - 1) % 24, 45)}
    return {"clock": (hour, past)}


def _on_the_clock(hour: int, suffix: str) -> int:
    """The hour of 24; without a.m. or p.m. a small one is in the afternoon."""
    if suffix.startswith("p") and hour < 12:
        return hour + 12
    if suffix.startswith("a"):
        return 0 if hour == 12 else hour
    return hour + 12 if hour < 7 else hour


def _read_clock(match: re.Match[str]) -> Slots | None:
    hour, minute = int(match.group("c_h")), int(match.group("c_m") or 0)
    suffix = (match.group("c_x") or "").lower()
    if suffix.startswith("p") and hour < 12:
        hour += 12
    elif suffix.startswith("a") and hour == 12:
        hour = 0
    elif suffix in {"", "ish", "-ish"} and hour < 7 and match.group("c_h")[0] != "0":
        hour += 12  # "by 5", "before 4:30" are in the afternoon, "04:30" is not
    if hour > 23:
        return None if hour > 24 else {"clock": (0, 0)}
    return {"clock": (hour, minute), "clock_end": _clock_end(match, hour)}


def _clock_end(match: re.Match[str], first: int) -> tuple[int, int] | None:
    """The end of "8-12", "9 am to noon": always later than its beginning."""
    if match["c_i"] is None:
        return None
    hour, minute = int(match["c_i"]), int(match["c_n"] or 0)
    suffix = (match["c_z"] or "").lower()
    if (suffix.startswith("p") or (not suffix and hour <= first)) and hour < 12:
        hour += 12
    return (hour % 24, minute) if first < hour <= 24 else None


def _is_zone(match: re.Match[str], written: str) -> bool:
    """Whether letters are meant as a zone, by their case and by what stands before them."""
    name = match["z_a"] or match["z_u"] or ""
    capital = written.strip("()").isupper()
    if not match["z_u"] and (name not in _ZONES_LIKE_WORDS or capital):
        return True
    before = match.string[max(match.start() - 6, 0) : match.start()]
    known = match["z_a"] is not None
    return bool(_HOUR_BEFORE.search(before)) and (known or (capital and name not in _NOT_ZONES))


_HOUR_BEFORE = re.compile(r"(?:[ap]\.?m\.?|\d|h|hrs) \(?\Z", re.IGNORECASE)
#: Capitals behind an hour that name no zone, even an unknown one.
_NOT_ZONES = words("but not get let out put set act yet meet wait just must next last at it")
#: Zones only in capitals, or right behind an hour: "the art", "et al.", "das ist".
_ZONES_LIKE_WORDS = words("art ast cat cot ct eat et hst ist mt pet pt wat west")


def _read_zone(match: re.Match[str]) -> Slots | None:
    words_ = match.group("z_a") or match.group("z_u") or match.group("z_w")
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
    cued = match["c_b"] or re.search(
        r"(?:\bat|\bby|\bbefore|\baround|@|\buntil|\d ?(?:[ap]m)? or)\s?\Z", before, re.IGNORECASE
    )
    if not cued:
        return False
    if minutes:
        return int(match["c_h"]) <= 23
    return 1 <= int(match["c_h"]) <= 12 and AFTER_HOUR.match(sentence, match.end()) is not None


def _is_date(match: re.Match[str]) -> bool:
    """Fractions, versions and scores look like dates: a year or a word before decides."""
    if match["n_e"]:
        return True  # `_read_short_date` looked already
    if match["n_y"]:
        return match["n_s"] != "-" or len(match["n_y"]) == 4
    before = match.string[max(match.start() - 16, 0) : match.start()]
    return DATED.search(before) is not None


_READERS: dict[str, Callable[[re.Match[str]], Slots | None]] = {
    "vague": lambda _: {"vague": True},
    "counted": lambda _: {"event": True},
    "then": lambda _: {"event": True},
    "event": lambda _: {"event": True},
    "offset": _read_offset,
    "close": lambda _: {"close": True},
    "opening": lambda _: {"part": "morning"},
    "end_of": _read_end_of,
    "next_work_day": lambda _: {"offset": Offset(1, Unit.BUSINESS_DAY)},
    "after_tomorrow": lambda _: {"day": RelativeDay(2)},
    "today": _read_today,
    "in_weeks": _read_in_weeks,
    "week_of_weekday": _read_week_of_weekday,
    "nth_work_day": _read_nth_work_day,
    "nth_weekday": _read_nth_weekday,
    "week_of_month": _read_week_of_month,
    "other_weekday": _read_other_weekday,
    "weekday": _read_weekday,
    "iso": _read_iso,
    "calendar_week": _read_calendar_week,
    "week_of": _read_week_of,
    "date": _read_date,
    "numeric": _read_numeric,
    "named_period": _read_named_period,
    "period": _read_period,
    "year": _read_year,
    "month": _read_month,
    "month_day": _read_month_day,
    "holiday": lambda m: {"day": Holiday(m["h_n"].lower().removeprefix("the "))},
    "part": _read_part,
    "hour": _read_hour,
    "clock": _read_clock,
    "zone": _read_zone,
}
