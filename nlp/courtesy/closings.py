"""Closings: sentences that only thank, greet, wish, acknowledge or sign off.

Patterns over the whole sentence; whether anything else is in it is decided by the other rules,
which win over a closing.
"""

from __future__ import annotations

from nlp.courtesy.greetings import GREETING, SIGN_OFF
from nlp.courtesy.phrases import ACK, RHETORICAL, SOCIAL, THANKS, WISH
from nlp.lexicon import pattern

#: Who is spoken to before the sentence proper: "Pete - ", "Hi Ann, ", "Good morning Torsten, ".
_SPOKEN_TO = pattern(
    r"""
    (?!Thanks|Great|Ok\b|Okay|Regards|Best|Cheers|Yours)
    (?:(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|[Gg]ood (?:morning|afternoon|evening|day)) (?:dear |again )?)?
    [A-Z][\w.\-]{1,14}(?: [A-Z][\w.\-]{1,14})? ?[,!.\-–—]+ ?(?=\S)
    """,
    ignore_case=False,
)
#: Longer sentences do more than thank or wish; salutations and signatures are shorter still.
_LONGEST, _LONGEST_GREETING = 220, 80


def is_greeting(text: str) -> bool:
    """Only a salutation: "Dear Ms Ito,"."""
    return len(text) < _LONGEST_GREETING and GREETING.match(text) is not None


def is_formula(text: str) -> bool:
    """A salutation, or the words above a name: "Beste Grüße, Leopold". Of whatever language."""
    if len(text) >= _LONGEST_GREETING:
        return False
    return GREETING.match(text) is not None or SIGN_OFF.match(text) is not None


def is_social_question(text: str) -> bool:
    """Like "How was your weekend?": asks without wanting an answer."""
    return SOCIAL.match(text) is not None


def is_rhetorical(text: str) -> bool:
    """Like "Who cares?": a statement in the form of a question."""
    return RHETORICAL.search(text) is not None


def is_acknowledgement(text: str) -> bool:
    """Only an acknowledgement: "Sounds good, thanks!"."""
    return len(text) < 120 and ACK.match(text) is not None


def closing_score(text: str) -> float:
    """How surely a sentence that carries no other act is a closing; 0 where it is none."""
    if is_formula(text):
        return 0.95
    if len(text) > _LONGEST:
        return 0.0
    score = _score(text)
    spoken_to = _SPOKEN_TO.match(text)
    if spoken_to:  # "Pete - sounds good."
        score = max(score, _score(text[spoken_to.end() :]))
    return score


def _score(text: str) -> float:
    if ACK.match(text):
        return 0.9
    if THANKS.match(text):
        return 0.85
    if SOCIAL.match(text):
        return 0.7
    return 0.8 if WISH.match(text) else 0.0
