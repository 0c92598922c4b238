"""Phrases with weights: several weak ones together say what none says alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.lexicon import pattern, words

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from nlp.view import View


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase and how much it weighs; one of its stems stands in everything it matches."""

    weight: float
    stems: frozenset[str]
    pattern: re.Pattern[str]


def weighted(*rows: tuple[float, str, str]) -> tuple[Phrase, ...]:
    """Rows of weight, stems (none where any sentence may match) and pattern."""
    return tuple(Phrase(weight, words(stems), pattern(block)) for weight, stems, block in rows)


def weigh(view: View, text: str, phrases: Iterable[Phrase]) -> float:
    """What the phrases weigh that stand in `text`, together."""
    stems = view.stems
    return sum(
        phrase.weight
        for phrase in phrases
        if not (phrase.stems and stems.isdisjoint(phrase.stems)) and phrase.pattern.search(text)
    )


def stands(view: View, phrases: Iterable[Phrase]) -> bool:
    """Whether one of the phrases stands in the sentence."""
    return any(
        not view.stems.isdisjoint(phrase.stems) and phrase.pattern.search(view.text)
        for phrase in phrases
    )
