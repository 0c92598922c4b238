"""What the classifier sees of a sentence: its wording, its clauses, and what the rules said.

Every feature is a short text that a person can read: `w:will send` (words beside each other),
`^:please` (how it begins), `c:i will send` (subject, modal and verb of a clause), `r:commitment`
(a rule fired). Names and numbers are replaced by their kind, so that wording decides and not topic.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlp.clauses import Clause
    from nlp.tags import Act
    from nlp.view import View

#: Bumped when the same sentence would get other features: models of another number are refused.
FEATURES = 1

#: Longer sentences are read to here; what they do they say before.
_MOST_WORDS = 60

_TOKEN = re.compile(
    r"(?P<link>https?://\S+|www\.\S+|\S+@\S+\.\w+)|(?P<number>\d[\d.,:/%\-]*)|"
    r"(?P<short>'(?:ll|d|m|re|ve|s)\b|n't\b)|(?P<word>[^\W\d_]+?(?=n't\b)|[^\W\d_]+)|(?P<mark>[?!:;…])"
)
_DAYS = words("monday tuesday wednesday thursday friday saturday sunday mon tue wed thu thurs fri")
_MONTHS = words(
    """january february march april june july august september october november december jan feb mar
    apr jun jul aug sep sept oct nov dec"""
)


def tokens_of(lower: str) -> list[str]:
    """The words of a lower-case sentence, numbers, links, days and months as their kinds."""
    found: list[str] = []
    for match in _TOKEN.finditer(lower):
        word = match.group()
        kind = match.lastgroup
        if kind == "link":
            word = "<link>"
        elif kind == "number":
            word = "<number>"
        elif word in _DAYS:
            word = "<day>"
        elif word in _MONTHS:
            word = "<month>"
        found.append(word)
        if len(found) == _MOST_WORDS:
            break
    return found


def features_of(
    view: View, rules: Mapping[Act, float], *, tone: float = 0.0, times: bool = False
) -> list[str]:
    """The features of one sentence, each once, in a fixed order.

    Args:
        view: The sentence.
        rules: What the rules found, with their scores.
        tone: The rules' tone, -1 … +1.
        times: Whether the sentence names a time.
    """
    tokens = tokens_of(view.lower)
    found = {"bias": None}
    padded = ["<", *tokens, ">"]
    for size in (1, 2, 3):
        for start in range(len(padded) - size + 1):
            found["w:" + " ".join(padded[start : start + size])] = None
    for clause in view.clauses:
        for feature in _of_clause(clause):
            found[feature] = None
    found["n:" + _length(len(tokens))] = None
    found["?:asks" if view.asks else "?:tells"] = None
    if view.before is not None and view.before.rstrip().endswith("?"):
        found["b:after question"] = None
    if times:
        found["t:time"] = None
    for act, score in rules.items():
        found[f"r:{act.value}"] = None
        found[
            f"r:{act.value} {'sure' if score >= 0.75 else 'likely' if score >= 0.55 else 'weak'}"
        ] = None
    if not rules:
        found["r:none"] = None
    if tone:
        found[f"r:tone {round(tone * 5):+d}"] = None
    return list(found)


def _of_clause(clause: Clause) -> tuple[str, ...]:
    modal = clause.modal or ("going" if "going" in clause.auxiliaries else "-")
    negated = " not" if clause.negated else ""
    marker = f"{clause.marker} " if clause.marker else ""
    return (
        f"c:{clause.who} {modal}{negated} {clause.base}",
        f"c:{marker}{clause.who} {modal}{negated} {clause.tag}",
        f"c:{clause.base}{' command' if clause.imperative else ''}",
    )


def _length(count: int) -> str:
    return next((str(most) for most in (1, 3, 6, 10, 16, 25) if count <= most), "more")
