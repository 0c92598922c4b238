"""Readers of atoms that count ahead or name a week, month, year; `nlp.times.atoms` calls them."""

from __future__ import annotations

import re

from nlp.times.grammar import ORDINALS
from nlp.times.numbers import Slots, count_of, month_number, optional_int
from nlp.times.records import Edge, Offset, Period, RelativeDay, Unit

_LONG = frozenset({Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR})


def read_offset(match: re.Match[str]) -> Slots | None:
    """Like "in two weeks", "within 3-5 working days"."""
    pre = match.group("o_pre") or ""
    unit = _unit(match.group("o_u") or match.group("o_v"))
    count = match.group("o_n") or match.group("o_m")
    if pre == "after":
        return {"event": True}
    if pre in {"over", "during"} and not match.group("o_next"):
        return None  # "over two weeks" says how long it took
    if count and count.lower() == "the" and pre not in {"within", "inside"}:
        return None
    if count and count.lower() == "the" and unit is Unit.DAY:
        return {"day": RelativeDay(0)}
    if pre == "in" and count is None and unit in _LONG:
        # Within a week from now, or any time next week: the later.
        return {"period": Period(unit, 1, unsure=True)}
    within = pre != "in" or match.group("o_next") is not None
    side = match.group("o_rel") or match.group("o_far") or ""
    least = match.group("o_lo")
    return {
        "offset": Offset(
            count_of(None if count == "the" else count),
            unit,
            within=within and pre != "",
            least=count_of(least) if least else None,
            side={"": "", "from": "after", "after": "after"}.get(side, "before"),
        )
    }


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


def read_end_of(match: re.Match[str]) -> Slots:
    """Like "EOM", "year end", "the last day of the month"."""
    written = next(match[name] for name in ("f_u", "f_v", "f_w", "f_x") if match[name])
    letter = written[-1] if match["f_u"] else written[0]
    unit = {"w": Unit.WEEK, "m": Unit.MONTH, "q": Unit.QUARTER, "y": Unit.YEAR}[letter]
    return {"period": Period(unit, 0, Edge.END)}


def read_period(match: re.Match[str]) -> Slots | None:
    """Like "next week", "early next month", "the weekend"."""
    if match.group("p_mid"):
        return {"period": Period(Unit.WEEK, 0, Edge.MIDDLE)}
    edge = _edge(match.group("p_e"))
    step = match.group("p_s") or ""
    unit = Unit(match.group("p_u"))
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


def read_named_period(match: re.Match[str]) -> Slots | None:
    """Like "mid-August", "Q3", "end of H1"."""
    quarter = match.group("q_q")
    if quarter:
        year = optional_int(match.group("q_y"))
        edge = _edge(match.group("q_e"))
        if quarter[0] == "h":
            before = match.string[max(match.start() - 10, 0) : match.start()]
            if edge is Edge.WHOLE and not _IN_PERIOD.search(before):
                return None  # a heading, hydrogen
            return {"period": Period(Unit.HALF, 0, edge, number=int(quarter[1]), year=year)}
        return {"period": Period(Unit.QUARTER, 0, edge, number=int(quarter[1]), year=year)}
    edge = _edge(match.group("m_e"))
    year = optional_int(match.group("m_y"))
    return {
        "period": Period(Unit.MONTH, 0, edge, number=month_number(match.group("m_m")), year=year)
    }


def read_month(match: re.Match[str]) -> Slots | None:
    """Like "in June"; a bare month is none, it may be a name."""
    before = match.string[max(match.start() - 10, 0) : match.start()]
    if not _IN_PERIOD.search(before):
        return None
    year = optional_int(match["mm_y"])
    return {"period": Period(Unit.MONTH, 0, number=month_number(match["mm_m"]), year=year)}


def read_year(match: re.Match[str]) -> Slots | None:
    """Like "end of 2026", "by 2027"."""
    edge = _edge(match["y_e"])
    before = match.string[max(match.start() - 10, 0) : match.start()]
    if edge is Edge.WHOLE and not _IN_PERIOD.search(before):
        return None
    return {"period": Period(Unit.YEAR, 0, edge, year=int(match["y_y"]))}


_IN_PERIOD = re.compile(r"\b(?:in|by|before|until|till|during)\s\Z", re.IGNORECASE)


def read_week_of_month(match: re.Match[str]) -> Slots:
    """Like "the first week of May"."""
    month = match["wm_m"]
    return {
        "period": Period(
            Unit.MONTH,
            1 if (match["wm_s"] or "") == "next" else 0,
            number=month_number(month) if month else None,
            year=optional_int(match["wm_y"]),
            week=ORDINALS[match["wm_n"]],
        )
    }


def read_calendar_week(match: re.Match[str]) -> Slots | None:
    """Like "CW 33", "end of KW 12/2027", "in week 30"."""
    number = int(match["k_n"])
    before = match.string[max(match.start() - 10, 0) : match.start()]
    bare = match["k_w"] is not None
    if not 1 <= number <= 53 or (bare and not match["k_e"] and not _IN_WEEK.search(before)):
        return None
    year = optional_int(match["k_y"])
    unsure = bare and year is None
    edge = _edge(match["k_e"])
    return {"period": Period(Unit.WEEK, 0, edge, number=number, year=year, unsure=unsure)}


_IN_WEEK = re.compile(r"\b(?:in|by|before|until|till|end of|than|latest)\s\Z", re.IGNORECASE)


def read_week_of(match: re.Match[str]) -> Slots:
    """Like "week commencing" before a date."""
    if match["wo_e"] or match["wo_x"]:
        return {"period": Period(Unit.WEEK, 0, Edge.END, of_day=True)}
    return {"period": Period(Unit.WEEK, of_day=True)}


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
