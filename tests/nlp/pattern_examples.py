"""Texts that a regular expression matches, its alternatives drawn by a seeded chance.

Rules leave early when none of their stems is in a sentence (`nlp.lexicon.stems`); with these texts a
test can hold that no alternative of a pattern was forgotten among the stems.
"""

from __future__ import annotations

import random
import re
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: Filler for `\w`, digits, white space, anything: never a word of a rule.
_CLASSES = {
    code.CATEGORY_WORD: "q",
    code.CATEGORY_DIGIT: "7",
    code.CATEGORY_SPACE: " ",
    code.CATEGORY_NOT_SPACE: "q",
    code.CATEGORY_NOT_WORD: ",",
    code.CATEGORY_NOT_DIGIT: "q",
}


def examples(pattern: re.Pattern[str], *, count: int = 300, seed: int = 7) -> list[str]:
    """Up to `count` matching texts, each once; repeats of more than twice are not drawn."""
    tree = parser.parse(pattern.pattern, pattern.flags & re.IGNORECASE)
    chance = random.Random(seed)
    drawn = (_draw(tree, chance).strip() for _ in range(count))
    # "n't" never stands alone.
    whole = dict.fromkeys(re.sub(r"(?<![a-z])n't", "qn't", text) for text in drawn)
    # Some patterns want another word behind them.
    return [t for text in whole for t in (text, f"{text} q") if pattern.search(t)]


def _draw(tree: Any, chance: random.Random) -> str:
    return "".join(_part(kind, value, chance) for kind, value in tree)


def _part(kind: Any, value: Any, chance: random.Random) -> str:
    if kind is code.LITERAL:
        return chr(value)
    if kind is code.NOT_LITERAL or kind is code.ANY:
        return "q"
    if kind is code.IN:
        return _in(value, chance)
    if kind is code.BRANCH:
        return _draw(chance.choice(value[1]), chance)
    if kind is code.SUBPATTERN:
        return _draw(value[3], chance)
    if kind in {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}:
        least, most, inner = value
        times = chance.randint(least, max(least, min(int(most), 2)))
        return "".join(_draw(inner, chance) for _ in range(times))
    if kind is code.ATOMIC_GROUP:
        return _draw(value, chance)
    return ""


def _in(items: Any, chance: random.Random) -> str:
    if items[0][0] is code.NEGATE:
        return "q" if (code.LITERAL, ord(" ")) in items else " "
    kind, value = chance.choice(items)
    if kind is code.LITERAL:
        return chr(value)
    if kind is code.RANGE:
        return chr(value[0])
    return _CLASSES.get(value, "q")
