"""Readers of atoms that name a day; `nlp.times.atoms` calls them."""

from __future__ import annotations

import re

from nlp.times.grammar import DATED, ORDINAL_DAYS, ORDINALS
from nlp.times.numbers import Slots, count_of, month_number, optional_int, weekday_number
from nlp.times.records import (
    CalendarDate,
    MonthDay,
    NthWeekday,
    NthWorkDay,
    NumericDate,
    RelativeDay,
    Weekday,
)


def read_today(match: re.Match[str]) -> Slots:
    """Like "later today", "tonight", "this afternoon"."""
    part = match.group("t_p") or match.group("t_c")
    part = {"arvo": "afternoon", "aft": "afternoon"}.get(part or "", part)
    if part:
        return {"day": RelativeDay(0), "part": None if part.lower() == "day" else part.lower()}
    word = match.group("t_w")
    if word in {"tonight", "tonite"}:
        return {"day": RelativeDay(0), "part": "night"}
    return {"day": RelativeDay(0 if word == "today" else 1)}


def read_in_weeks(match: re.Match[str]) -> Slots:
    """Like "Monday week", "a week tomorrow"."""
    weeks = int(count_of(match["iw_n"]))
    day = match["iw_d"] or match["iw_e"]
    if day:
        return {"day": Weekday(weekday_number(day), ahead=weeks)}
    word = match["iw_t"] or match["iw_u"]
    return {"day": RelativeDay(7 * weeks + (word == "tomorrow"))}


def read_week_of_weekday(match: re.Match[str]) -> Slots:
    """Like "Friday next week"."""
    number = weekday_number(match["ww_c"] or match["ww_d"])
    which = match["ww_f"] or match["ww_g"]
    if which == "the following":
        return {"vague": True}
    return {"day": Weekday(number, weeks=0 if which == "this" else 1)}


def read_nth_work_day(match: re.Match[str]) -> Slots:
    """Like "the third working day of June"; vague without its month."""
    month, which = match["wn_m"], match["wn_s"]
    if not month and not which:
        return {"vague": True}
    written = match["wn_n"]
    nth = ORDINALS[written] if written in ORDINALS else int(written[:-2])
    steps = 1 if which == "next" else 0
    return {"day": NthWorkDay(nth, month=month_number(month) if month else None, steps=steps)}


def read_nth_weekday(match: re.Match[str]) -> Slots:
    """Like "the first Monday in April"."""
    month = match["nw_m"]
    return {
        "day": NthWeekday(
            ORDINALS[match["nw_n"]],
            weekday_number(match["nw_d"]),
            month=month_number(month) if month else None,
            steps=1 if (match["nw_s"] or "") == "next" else 0,
            year=optional_int(match["nw_y"]),
        )
    }


def read_other_weekday(match: re.Match[str]) -> Slots:
    """Like "Friday after next"; vague where another day decides: "the Monday after"."""
    if match["ow_n"]:
        return {"day": Weekday(weekday_number(match["ow_d"]), "after next")}
    return {"event": True} if match["ow_e"] else {"vague": True}


def read_weekday(match: re.Match[str]) -> Slots:
    """Like "next Friday"."""
    modifier = match.group("w_m") or ""
    modifier = "this" if "this" in modifier or "coming" in modifier else modifier
    return {"day": Weekday(weekday_number(match.group("w_d")), modifier)}


def read_iso(match: re.Match[str]) -> Slots:
    """Like "2026-03-06", with or without a time."""
    slots: Slots = {"day": CalendarDate(int(match["i_d"]), int(match["i_m"]), int(match["i_y"]))}
    if match["i_h"]:
        slots["clock"] = (int(match["i_h"]), int(match["i_n"]))
        slots["zone"] = "utc" if match["i_z"] else None
    return slots


def read_date(match: re.Match[str]) -> Slots:
    """Like "5 May 2026", "May 5th"."""
    if match["e_w"]:
        return {"day": CalendarDate(ORDINAL_DAYS[match["e_w"]], month_number(match["e_n"]))}
    month = match.group("d_m") or match.group("e_m")
    day = match.group("d_d") or match.group("e_d")
    year = match.group("d_y") or match.group("e_y")
    return {"day": CalendarDate(int(day), month_number(month), optional_int(year))}


def read_month_day(match: re.Match[str]) -> Slots:
    """Like "the 25th"."""
    which = match["x_m"] or ""
    months = None if not which else 1 if which == "next" else 0
    return {"day": MonthDay(int(match["x_d"]), months=months)}


def read_numeric(match: re.Match[str]) -> Slots | None:
    """Like "03/04", "3.4.2026"; None where no order makes it a day."""
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


def is_date(match: re.Match[str]) -> bool:
    """Fractions, versions and scores look like dates: a year or a word before decides."""
    if match["n_e"]:
        return True  # `_read_short_date` looked already
    if match["n_y"]:
        return match["n_s"] != "-" or len(match["n_y"]) == 4
    before = match.string[max(match.start() - 16, 0) : match.start()]
    return DATED.search(before) is not None
