"""Numbers of time words, and what a reader of an atom gives back."""

from __future__ import annotations

from typing import Any

from nlp.times.grammar import MONTHS, NUMBERS, WEEKDAYS

#: The fields of `nlp.times.records.TimeWords` that an atom fills.
Slots = dict[str, Any]


def month_number(word: str) -> int:
    """1 to 12."""
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(word.lower()[:3]))


def weekday_number(word: str) -> int:
    """0 is Monday."""
    return next(n for n, name in enumerate(WEEKDAYS) if name.startswith(word.lower()[:2]))


def optional_int(text: str | None) -> int | None:
    """None for no text."""
    return int(text) if text else None


def count_of(text: str | None) -> float:
    """Of "two", "15", "fifteen (15)"; 1 where no number stands."""
    if not text:
        return 1
    lowered = text.lower().partition("(")[0].strip()
    return float(lowered) if lowered.isdigit() else float(NUMBERS[lowered])
