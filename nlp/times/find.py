"""Time words: where they stand in a sentence, and what they name.

`find_times` cuts a sentence's time words into atoms (`nlp.times.atoms`) and joins neighbours ("COB
on Monday, October 30, 2000" is one expression). Nothing is resolved here, and nothing decides which
expression is a due date: that is `nlp.due.find`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlp.lexicon import stems
from nlp.times.atoms import read_atom
from nlp.times.cues import bind, with_cue
from nlp.times.grammar import ATOM, JOINT, STARTS, STEMS, WORD
from nlp.times.records import (
    CalendarDate,
    Edge,
    MonthDay,
    NumericDate,
    RelativeDay,
    TimeWords,
    Unit,
    Weekday,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlp.times.records import DayWords


_DIGIT = re.compile(r"\d")


def find_times(sentence: str, known: frozenset[str] | None = None) -> list[TimeWords]:
    """All time expressions of a sentence, in order, not overlapping.

    Args:
        sentence: As `nlp.plain.make_plain` gives it.
        known: Its stems where the caller has them already.
    """
    lower = _lower(sentence)
    if (known or stems(lower)).isdisjoint(STEMS) and not _DIGIT.search(sentence):
        return []
    atoms = [atom for match in _matches(lower) if (atom := read_atom(match, sentence))]
    joined: list[TimeWords] = []
    for atom in atoms:
        merged = _merge(joined[-1], atom, sentence) if joined else None
        if merged is None:
            joined.append(atom)
        else:
            joined[-1] = merged
    whole = [words for words in joined if _stands_alone(words)]
    return bind([found for words in whole if (found := with_cue(words, sentence))], sentence)


def _lower(sentence: str) -> str:
    """In lower case and of the same length, which a few letters change."""
    lower = sentence.lower()
    if len(lower) == len(sentence):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in sentence)


def may_begin(word: str) -> bool:
    """Whether time words, a zone apart, may begin with this lower-case word or digit."""
    return word[:4] in STARTS or word.isdigit()


def _matches(lower: str) -> Iterator[re.Match[str]]:
    """What `ATOM.finditer` finds, tried only where an atom may begin."""
    end = 0
    behind = -2
    for word in WORD.finditer(lower):
        start = word.start()
        if start < end:
            continue
        # A zone may be any word, but only behind an hour: "5 pm Narnia time".
        if start - behind > 2 and not may_begin(word.group()):
            continue
        match = ATOM.match(lower, start)
        if match is not None:
            end = behind = match.end()
            yield match


_SLOTS = ("day", "clock", "part", "period", "offset", "zone")
_CHOICES = frozenset({"or", "and", "and/or", "/"})
_DATES = (CalendarDate, MonthDay, NumericDate)


def _merge(left: TimeWords, right: TimeWords, sentence: str) -> TimeWords | None:
    """One expression out of two neighbours, or None where they are two."""
    between = sentence[left.end : right.start]
    if len(between) > 22 or not JOINT.match(between):
        return None
    if left.vague or right.vague or left.event or right.event:
        return None
    if between.strip() in _CHOICES:
        return _merge_choice(left, right, sentence)
    text = sentence[left.start : right.end]
    if left.day and right.period:
        # "Friday of next week"; anything else beside a day is another time.
        if not (isinstance(left.day, Weekday) and right.period.unit is Unit.WEEK):
            return None
        day_of_week = replace(left.day, weeks=right.period.steps)
        return replace(left, end=right.end, text=text, day=day_of_week)
    if left.period and right.day and not left.period.of_day:
        return _day_of_week(left, right, text)
    if left.close and right.close:
        return None
    both = [slot for slot in _SLOTS if getattr(left, slot) and getattr(right, slot)]
    day, also = left.day or right.day, left.also or right.also
    if both == ["day"]:
        refined = _refine_day(left, right, between.strip())
        if refined is None:
            return None
        (day, also), both = refined, []
    if both:
        return None
    return replace(
        left,
        end=right.end,
        text=text,
        day=day,
        also=also,
        clock=left.clock or right.clock,
        clock_end=left.clock_end or right.clock_end,
        part=left.part or right.part,
        close=left.close or right.close,
        period=left.period or right.period,
        offset=left.offset or right.offset,
        zone=left.zone or right.zone,
    )


def _day_of_week(left: TimeWords, right: TimeWords, text: str) -> TimeWords | None:
    """Like "next week by Wednesday"."""
    week = left.period
    if week is None or week.unit is not Unit.WEEK or week.edge is not Edge.WHOLE or week.number:
        return None
    if not isinstance(right.day, Weekday) or right.day.modifier or right.day.weeks is not None:
        return None
    return replace(right, start=left.start, text=text, day=replace(right.day, weeks=week.steps))


def _merge_choice(left: TimeWords, right: TimeWords, sentence: str) -> TimeWords | None:
    """Like "Thursday or Friday", "10:30 or 11": lasts until the later one, the words stay whole."""
    same_kind = (left.clock and right.clock) or (left.day and right.day)
    if not same_kind or right.period or left.period or left.offset or right.offset:
        return None
    if "/" in sentence[left.end : right.start] and not (left.day and right.day):
        return None
    return replace(
        right,
        start=left.start,
        text=sentence[left.start : right.end],
        day=right.day or left.day,
        first=(left.first or left.day) if left.day and right.day else None,
        part=right.part or left.part,
    )


def _refine_day(
    left: TimeWords, right: TimeWords, between: str
) -> tuple[DayWords, DayWords] | None:
    """Like "Friday, 5 May": the date counts; the weekday says the same again, to be checked."""
    if left.also or not left.day or not right.day:
        return None
    if isinstance(left.day, Weekday | RelativeDay) and isinstance(right.day, _DATES):
        return right.day, left.day
    if (
        isinstance(right.day, Weekday)
        and between in {"", ",", "("}
        and isinstance(left.day, (*_DATES, RelativeDay))
    ):
        return left.day, right.day
    return None


def _stands_alone(words: TimeWords) -> bool:
    """Whether it is more than a bare zone, and has the day it is counted from."""
    if words.period is not None and words.period.of_day and words.day is None:
        return False
    return bool(
        not words.zone or words.day or words.clock or words.close or words.period or words.part
    )
