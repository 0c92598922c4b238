"""Feelings of people who are not the writer's side: told, not complained of.

"The angry customer called twice" and "two of them only when they are angry" are stories. What our
reader's own side feels, or what somebody feels about us, is left to `nlp.grievances.find`.
"""

from __future__ import annotations

import re

_ADJECTIVE = (
    r"(?:disappointed|frustrated|furious|dissatisfied|unhappy|unsatisfied|upset|annoyed|angry)"
)
_LIKED = r"(?:happy|satisfied|pleased|impressed|amused|thrilled)"
_FELT = rf"(?:{_ADJECTIVE}|fed up|(?:not|less than) (?:\w+ )?{_LIKED})"
_DEGREE = r"(?:very |really |so |too |quite |rather |a bit |a little |even |never |always )?"
_BE = r"(?:is|are|was|were|get|gets|got|become|becomes|seem|seems|sound|sounds|feel|feels)"
_OTHER = (
    r"(?:they|he|she|people|customers|callers|users|guests|clients|someone|somebody|anyone"
    r"|(?:a|the|any|some|most) \w+)"
)

#: "the angry customer", "an upset caller".
_STORY = re.compile(
    rf"\b(?:a|an|the|one|this|that|some|another|every|each|any|these|those|most) {_DEGREE}"
    rf"{_ADJECTIVE} (?!(?:about|with|that|by|at|over|because|and|or|but|as|of|to|in|for)\b)[a-z]+",
    re.IGNORECASE,
)
#: "when they are angry", "whenever a caller gets upset".
_HABIT = re.compile(
    rf"\b(?:when|whenever|if|unless|until) {_OTHER} {_BE} {_DEGREE}{_FELT}\b", re.IGNORECASE
)
#: "Legal is disappointed, …", "Nobody is happy, so …": with more behind it that blames nobody.
_ASIDE = re.compile(
    rf"\A\W*(?!(?:i|we|it|this|that|our|my)\b)(?:(?:nobody|no one|no-one) {_BE} {_DEGREE}{_LIKED}"
    rf"|(?:the )?[^\W\d_]+ {_BE} {_DEGREE}{_FELT})(?=[,;:–-]| - | so\b)",
    re.IGNORECASE,
)
#: What ties a feeling to us, or gives a reason for it.
_TIED = re.compile(
    r"\b(?:you|your|yours|us|we|our|ours|i|me|my|because|since|due|again|still|yet|late|wrong|never"
    r"|not|no|cannot|fail\w*|delay\w*|wait\w*|broken|missing|and)\b|n't\b",
    re.IGNORECASE,
)
#: Who has angry customers of his own, or blames us for them, complains.
_OURS = re.compile(
    r"\b(?:you|your|yours|(?:we|i)(?:'ve| have| had| got| now have))\b", re.IGNORECASE
)


def leave_out_others(text: str) -> str:
    """A sentence with the feelings of uninvolved people blanked, of the same length."""
    if not _OURS.search(text):
        text = _HABIT.sub(_blank, _STORY.sub(_blank, text))
    aside = _ASIDE.match(text)
    rest = text[aside.end() :] if aside else ""
    if aside and re.search(r"\w", rest) and not _TIED.search(rest):
        text = " " * aside.end() + rest
    return text


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
