"""Readers of atoms that name a time of day or a zone; `nlp.times.atoms` calls them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import words
from nlp.times.grammar import AFTER_HOUR, HOURS, NO_ZONE

if TYPE_CHECKING:
    from nlp.times.numbers import Slots


def read_part(match: re.Match[str]) -> Slots | None:
    """Like "in the morning", "noon", "after lunch"."""
    if match.group("a_n"):
        hour = {"midnight": 0, "lunchtime": 12}.get(match.group("a_n"), 12)
        return {"clock": (hour, 0)}
    if match["a_l"] or match["a_k"]:
        return {"clock": (12, 0)}
    if match["a_h"]:
        return {"part": "morning" if match["a_h"] == "first" else "afternoon"}
    if match.group("a_m"):
        return {"part": "afternoon"}
    if match.group("a_f"):
        return {"part": "morning"}
    word = match.group("a_p")
    if word in {"arvo", "aft", "forenoon"}:
        return {"part": "morning" if word == "forenoon" else "afternoon"}
    if word.startswith(("a", "p")) and word != "afternoon":
        before = match.string[max(match.start() - 12, 0) : match.start()]
        if not _DAY_BEFORE.search(before):
            return None
        return {"part": "morning" if word.startswith("a") else "afternoon"}
    return {"part": "afternoon" if word == "lunchtime" else word}


_DAY_BEFORE = re.compile(r"(?:\b(?:mon|tues?|wed|thur?s?|fri)|day|tomorrow)\.? \Z", re.IGNORECASE)


def read_hour(match: re.Match[str]) -> Slots | None:
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
    hour = _on_the_clock(hour, (match["hw_y"] or match["hw_x"] or ""))
    past = {"a": 15, "q": 15, "h": 30}[match["hw_q"][0]] if match["hw_q"] else 0
    if match["hw_q"] and match["hw_q"].endswith("to"):
        return {"clock": ((hour - 1) % 24, 45)}
    return {"clock": (hour, past)}


_AT_HOUR = re.compile(r"\b(?:at|by|before|until|till|around)\s\Z")


def _on_the_clock(hour: int, suffix: str) -> int:
    """The hour of 24; without a.m. or p.m. a small one is in the afternoon."""
    if suffix.startswith("p") and hour < 12:
        return hour + 12
    if suffix.startswith("a"):
        return 0 if hour == 12 else hour
    return hour + 12 if hour < 7 else hour


def read_clock(match: re.Match[str]) -> Slots | None:
    """Like "5 pm", "17:30", "between 8 and 12"."""
    hour, minute = int(match.group("c_h")), int(match.group("c_m") or 0)
    suffix = match.group("c_x") or ""
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
    suffix = match["c_z"] or ""
    if (suffix.startswith("p") or (not suffix and hour <= first)) and hour < 12:
        hour += 12
    return (hour % 24, minute) if first < hour <= 24 else None


def is_clock(match: re.Match[str]) -> bool:
    """Whether digits are an hour: by their own form, or by the words around them."""
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


def read_zone(match: re.Match[str]) -> Slots | None:
    """Like "EST", "your time"; None for "in time", "lead time"."""
    words_ = match.group("z_a") or match.group("z_u") or match.group("z_w")
    if match.group("z_w"):
        first = words_.split()[0]
        if first in NO_ZONE or words_.split()[-1] in NO_ZONE:
            return None
        return {"zone": f"{words_} time"}
    return {"zone": words_}


def is_zone(match: re.Match[str], written: str) -> bool:
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
