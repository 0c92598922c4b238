"""Tone of a sentence toward the matter or the reader, for business mail.

Words of feeling with weights (`nlp.tone.words`), negation over the words before, and scales for
questions, requests and conditions. Politeness ("please", "thanks", "great, noted") weighs nothing; bad news
told as bad is negative. Complaint and risk push down, but are acts of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import pattern
from nlp.others import leave_out_others
from nlp.tags import Tone, ToneLabel
from nlp.tone.words import FEELINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlp.view import View
    from nlp.weighing import Phrase

#: A sentence is negative or positive from this score on; tried from 0.3 to 0.6 on development mail.
NEGATIVE, POSITIVE = -0.45, 0.45

#: Words of this weight or less ("delay", "helpful") colour a sentence, and never decide it alone.
_WEAK, _WEAK_TOGETHER = 0.3, 0.44

_POLITE = pattern(
    r"""
        \b(?:
            (?:i|we)?(?:'d| would|'ll| will)?
                [ ]?(?:be )?(?:happy|glad|pleased|delighted|more than happy) to\b
            |pleased to (?:inform|announce|confirm|advise|meet|attach|submit|present|invite)
            |great(?=[,.!]|$|, thanks| thanks| to me)
            |(?:sounds|looks|that's|would be|that would be)
                [ ](?:great|good|fantastic|wonderful|excellent|awesome)(?: (?:if|to me))?
            |(?:have|had|hope)
                \b.{0,30}\b
                    (?:
                        great|good|nice|wonderful|fantastic|lovely|happy|fun|excellent|enjoy\w*
                    )
                    [ ]?(?:\w+ )?(?:
                        day|week|weekend|evening|time|holiday|holidays|trip|summer|christmas
                        |new year|one|flight|vacation
                    )
            |happy (?:new year|holidays|birthday|friday|monday|easter|thanksgiving|diwali)
            |merry christmas
            |(?:no|not a|any)
                [ ](?:
                    problem|problems|issues?|trouble|worries|concerns?|risk|difficult\w+
                    |mistakes?|errors?|delay
                )
                \b
            |don't worry|do not worry|never mind
            |sorry (?:for|about) (?:the|any|my|this|that|being|not|missing)
                (?: late| delayed| slow)? ?\w*
            |apologies for|(?:it )?would be (?:great|good|nice|helpful|wonderful|fun)(?! to)
            |good (?:morning|afternoon|evening|day|luck|idea|point|question)
            |great (?:question|point|idea)|best (?:regards|wishes)|too late|by late
            |late (?:fee|payment|today|afternoon|this|next|morning)|lost and found
            |risk (?:management|assessment|analysis|team|review|register|officer)
            |issue (?:tracker|date|log|number)
            |(?:late|early)
                [ ](?:
                    january|february|march|april|may|june|july|august|september|october|november
                    |december
                )
            |error (?:log|message|code)|problem (?:statement|solving)|excellent[,.!]|perfect
            |fantastic[,.!]|awesome[,.!]|wonderful[,.!]|brilliant[,.!]
        )
        """
)
_NEGATION = pattern(
    r"\b(?:not|n't|never|no|nothing|without|hardly|cannot|neither|nor|nobody|none)\b|n't\b"
)
_CONDITION = pattern(
    r"""
        \b(?:
            if|unless|in case|should (?:you|there|any)|whether|in order to|to avoid|avoid
            |prevent
        )
        \b
        """
)


def judge_tone(
    view: View, *, complaint: float, risk: float, asks: bool, offers: bool, polite_only: bool
) -> Tone:
    """Label and score of one sentence.

    Args:
        view: The sentence.
        complaint: Score of the act, 0 where absent.
        risk: Score of the act, 0 where absent.
        asks: The sentence is a request or question: problem words in it are its topic.
        offers: It is an offer or courtesy: neutral.
        polite_only: It only thanks or acknowledges.
    """
    text = leave_out_others(view.text)
    if offers and not complaint:
        return Tone(ToneLabel.NEU, 0.0)
    felt = [feeling for feeling in FEELINGS if not view.stems.isdisjoint(feeling.stems)]
    if not felt and not complaint and not risk:
        return Tone(ToneLabel.NEU, 0.0)
    plain = _POLITE.sub(lambda match: " " * len(match.group()), text)
    score = _sum_up(felt, plain)
    if asks and not complaint:
        score *= 0.5 if score < 0 else 0.7
    if polite_only and 0 < score < 0.6:
        score = 0.0
    if score and text.rstrip().endswith("!"):
        score *= 1.25
    if complaint:
        score = min(score, 0.0) - 0.6
    if risk:
        score = min(score, 0.2) - (0.35 if asks else 0.5)
    score = max(-1.0, min(1.0, score))
    if score <= NEGATIVE:
        return Tone(ToneLabel.NEG, round(score, 3))
    return Tone(ToneLabel.POS if score >= POSITIVE else ToneLabel.NEU, round(score, 3))


def _sum_up(felt: Iterable[Phrase], text: str) -> float:
    """The weights of the words of feeling together, each stretch of text counted once."""
    strong = weak = 0.0
    taken: list[tuple[int, int]] = []
    for feeling in felt:
        for match in feeling.pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            weight = _in_context(feeling.weight, text, match.start())
            if abs(feeling.weight) <= _WEAK:
                weak += weight
            else:
                strong += weight
    return strong + max(-_WEAK_TOGETHER, min(_WEAK_TOGETHER, weak))


def _in_context(weight: float, text: str, start: int) -> float:
    """The weight after negation and condition in the words before."""
    before = text[max(start - 60, 0) : start]
    clause = re.split(r"[,;:.!?]|\bbut\b|\band\b", before)[-1]
    near = " ".join(clause.split()[-4:])
    if _NEGATION.search(near):
        # "not happy" is bad, "no delay" is merely not bad.
        return -0.7 * weight if weight > 0 else -0.3 * weight
    if _CONDITION.search(clause):
        return 0.4 * weight
    return weight
