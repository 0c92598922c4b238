"""Time words: where they stand in a sentence, and what they name.

`find_times` cuts a sentence's time words into atoms (`nlp.time_atoms`) and joins neighbours ("COB
on Monday, October 30, 2000" is one expression). Nothing is resolved here, and nothing decides which
expression is a due date: that is `nlp.due`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlp.lexicon import stems
from nlp.time_atoms import read_atom
from nlp.time_grammar import ATOM, CUE, CUE_KINDS, JOINT, STEMS
from nlp.times import CalendarDate, MonthDay, NumericDate, RelativeDay, TimeWords, Unit, Weekday

if TYPE_CHECKING:
    from nlp.times import DayWords


_DIGIT = re.compile(r"\d")


def find_times(sentence: str, known: frozenset[str] | None = None) -> list[TimeWords]:
    """All time expressions of a sentence, in order, not overlapping.

    Args:
        sentence: As `nlp.plain.make_plain` gives it.
        known: Its stems where the caller has them already.
    """
    if (known or stems(sentence.lower())).isdisjoint(STEMS) and not _DIGIT.search(sentence):
        return []
    atoms = [atom for match in ATOM.finditer(sentence) if (atom := read_atom(match, sentence))]
    joined: list[TimeWords] = []
    for atom in atoms:
        merged = _merge(joined[-1], atom, sentence) if joined else None
        if merged is None:
            joined.append(atom)
        else:
            joined[-1] = merged
    whole = [words for words in joined if _stands_alone(words)]
    return [found for words in whole if (found := _with_cue(words, sentence))]


_SLOTS = ("day", "clock", "part", "period", "offset", "zone")


def _merge(left: TimeWords, right: TimeWords, sentence: str) -> TimeWords | None:
    """One expression out of two neighbours, or None where they are two."""
    between = sentence[left.end : right.start]
    if len(between) > 22 or not JOINT.match(between):
        return None
    if left.vague or right.vague or left.event or right.event:
        return None
    if between.strip() in {"or", "and"}:
        return _merge_choice(left, right, sentence)
    both = [slot for slot in _SLOTS if getattr(left, slot) and getattr(right, slot)]
    day: DayWords | None = left.day or right.day
    if both == ["day"]:
        refined = _refine_day(left.day, right.day, between.strip())
        if refined is None:
            return None
        day, both = refined, []
    if both or (left.close and right.close) or (left.period and right.day):
        return None
    if left.day and right.period:
        if not (isinstance(left.day, Weekday) and right.period.unit is Unit.WEEK):
            return None
        return replace(
            left,
            end=right.end,
            text=sentence[left.start : right.end],
            day=replace(left.day, weeks=right.period.steps),
        )
    return TimeWords(
        start=left.start,
        end=right.end,
        text=sentence[left.start : right.end],
        day=day,
        clock=left.clock or right.clock,
        part=left.part or right.part,
        close=left.close or right.close,
        period=left.period or right.period,
        offset=left.offset or right.offset,
        zone=left.zone or right.zone,
    )


def _merge_choice(left: TimeWords, right: TimeWords, sentence: str) -> TimeWords | None:
    """Like "Thursday or Friday", "10:30 or 11": the later one counts, the words stay whole."""
    same_kind = (left.clock and right.clock) or (left.day and right.day)
    if not same_kind or right.period or left.period:
        return None
    day = right.day or left.day
    return replace(
        right,
        start=left.start,
        text=sentence[left.start : right.end],
        day=day,
        part=right.part or left.part,
    )


def _refine_day(left: DayWords | None, right: DayWords | None, between: str) -> DayWords | None:
    """Like "Friday, 5 May": the date counts; the weekday only says the same again."""
    dates = (CalendarDate, MonthDay, NumericDate)
    if isinstance(left, Weekday | RelativeDay) and isinstance(right, dates):
        return right
    if (
        isinstance(right, Weekday)
        and between in {"", ",", "("}
        and isinstance(left, (*dates, RelativeDay))
    ):
        return left
    return None


def _stands_alone(words: TimeWords) -> bool:
    """A bare zone, "in the morning" or "at 5" without anything else is kept only with a clock."""
    return not (
        words.zone and not (words.day or words.clock or words.close or words.period or words.part)
    )


def _with_cue(words: TimeWords, sentence: str) -> TimeWords | None:
    """The expression with the preposition before it; None where it names the past."""
    before = sentence[: words.start]
    found = CUE.search(before[-40:])
    cue = ""
    start = words.start
    if found:
        written = " ".join(found.group("word").lower().split())
        base = written.removeprefix("at the very ").removeprefix("at the ")
        cue = next((kind for word, kind in CUE_KINDS.items() if base.startswith(word)), written)
        if "no later" in base or "not later" in base:
            cue = "no later than"
        if cue in {"since", "last", "past", "previous"}:
            return None
        if cue not in {"for", "of", "from", "due", "every", "each", "between"}:
            start = len(before) - len(before[-40:]) + found.start("word")
    if words.event:
        first = words.text.split()[0].lower()
        cue = "before" if first in {"before", "prior", "ahead", "in"} else first
    if words.offset and words.offset.within:
        cue = "within"
    end = words.end
    latest = re.match(r",? (?:at the (?:very )?latest|latest)\b", sentence[end:], re.IGNORECASE)
    if latest:
        end += latest.end()
        cue = "latest"
    if sentence[end - 1] == "." and not sentence[:end].lower().endswith(("a.m.", "p.m.")):
        end -= 1
    return replace(words, start=start, end=end, text=sentence[start:end], cue=cue)
