"""One wording that carries an act, and a cheap test whether to look for it at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.lexicon import pattern, words

if TYPE_CHECKING:
    import re

    from nlp.tags import Act
    from nlp.view import View


class Wording:
    """A phrase in words that no tree tells apart, the act it carries and how surely."""

    def __init__(self, act: Act, score: float, stems: str, block: str) -> None:
        """Args:
        act: What a sentence with these words does.
        score: How surely, 0 to 1.
        stems: One of them stands in all that the phrase matches, see `nlp.lexicon.stems`.
        block: The phrase, laid out as `nlp.lexicon.pattern` reads it.
        """
        self.act = act
        self.score = score
        self.stems = words(stems)
        self.pattern = pattern(block)

    def search(self, view: View) -> re.Match[str] | None:
        """Where the phrase stands in the sentence, if it does."""
        if view.stems.isdisjoint(self.stems):
            return None
        return self.pattern.search(view.text)
