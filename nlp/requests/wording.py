"""One wording that carries an act, and a cheap test whether to look for it at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.lexicon import pattern, words

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

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
        """Where the phrase stands in a sentence that `Wordings.likely` names it for."""
        return self.pattern.search(view.text)


class Wordings:
    """Wordings by the stems that stand in them, so that a sentence asks only a few."""

    def __init__(self, *wordings: Wording) -> None:
        """Args:
        wordings: In the order in which they are looked for.
        """
        self._wordings = wordings
        self._by_stem: dict[str, list[int]] = {}
        for number, wording in enumerate(wordings):
            for stem in wording.stems:
                self._by_stem.setdefault(stem, []).append(number)

    def likely(self, view: View) -> Sequence[Wording]:
        """Those one of whose words stands in the sentence, in order."""
        numbers: set[int] = set()
        for stem in view.stems:
            found = self._by_stem.get(stem)
            if found is not None:
                numbers.update(found)
        return [self._wordings[number] for number in sorted(numbers)]
