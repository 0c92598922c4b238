"""Acts of a sentence by rules over its parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.tags import Act, ActScore, Context, SentenceTags

if TYPE_CHECKING:
    from nlp.parse import Parse
    from nlp.plain import Plain


def needs_parse(sentence: str) -> bool:
    """Whether a cheap look at the words leaves anything for the parser to decide."""
    return len(sentence) > 1


def read_sentence(
    plain: Plain, span: tuple[int, int], parse: Parse | None, context: Context
) -> SentenceTags:
    """The tags of one sentence."""
    acts: list[ActScore] = []
    if plain.text.rstrip().endswith("?"):
        acts.append(ActScore(Act.QUESTION, 0.8))
    if plain.text.lower().startswith("please"):
        acts.append(ActScore(Act.REQUEST, 0.8))
    if parse and "i" in parse.words and ("will" in parse.words or "'ll" in parse.words):
        acts.append(ActScore(Act.COMMITMENT, 0.8))
    return SentenceTags(span[0], span[1], tuple(acts))
