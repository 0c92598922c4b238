"""What the language stage is measured beside: patterns anybody would write, and a word list.

Not part of the product. The patterns were written down in one go from the definitions and never
tuned on any labelled file; they show what an afternoon with regular expressions gives. VADER
(Hutto & Gilbert, ICWSM 2014) is the word-list sentiment that mail tools commonly use, at its usual
cut of 0.05; it is a development dependency, and measuring goes on without it.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

from nlp.evaluate.rows import Answer
from nlp.tags import Act, ToneLabel

if TYPE_CHECKING:
    from collections.abc import Iterable

_VADER_CUT = 0.05

_DAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|tomorrow|noon|eod|cob|"
    r"(?:the )?end of (?:the |this |next )?(?:day|week|month|quarter|year|business)|"
    r"(?:this|next) (?:week|month|quarter|year|morning|afternoon|evening|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)|"
    r"(?:the )?\d{1,2}(?:st|nd|rd|th)|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d{1,2}(?::\d{2})? ?[ap]\.?m\.?|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.? \d{1,2}(?:st|nd|rd|th)?|"
    r"\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december))"
)
_DUE = re.compile(
    rf"\b(?:(?:by|before|until|till|on|no later than)\s+{_DAY}|{_DAY}|"
    r"asap|as soon as possible|immediately|"
    r"(?:with)?in (?:the next )?(?:\d+|a|one|two|three|a few) (?:business |working )?(?:hours?|days?|weeks?))"
    r"(?!\w)",
    re.IGNORECASE,
)

_ACTS = {
    act: re.compile(pattern, re.IGNORECASE)
    for act, pattern in {
        Act.COMMITMENT: r"\b(?:i|we)(?:'ll| will| shall|(?:'m|'re| am| are) going to)\b(?! be happy)"
        r"|\blet me (?!know)|\bwill do\b|\byou(?:'ll| will) (?:have|get|receive)\b",
        Act.REQUEST: r"\bplease\b|\b(?:can|could|would|will) you\b|\b(?:i|we) (?:need|want|would like|'d like) you to\b"
        r"|\b(?:i|we)(?:'d| would) appreciate\b|\blet(?:'s| us) (?:meet|talk|discuss)\b",
        Act.QUESTION: r"\?\W*\Z|\blet (?:me|us) know (?:whether|what|when|where|who|how|which)\b|\bi wonder\b",
        Act.OFFER: r"\blet (?:me|us) know if\b|\bfeel free\b|\bif you (?:want|like|need|wish|have any questions)\b|\bshould you\b"
        r"|\b(?:would|do) you (?:like|want) (?:me|us) to\b",
        Act.MEETING: r"\b(?:meet|meeting|conference call|call on|lunch|dinner|appointment|schedule|reschedule|calendar|zoom|available)\b",
        Act.COMPLAINT: r"\b(?:disappoint\w*|unacceptable|complain\w*|frustrat\w*|annoy\w*|dissatisf\w*|unhappy|still (?:waiting|haven't|not)|terrible|poor (?:service|quality)|fed up|ridiculous)\b",
        Act.RISK: r"\b(?:cancel(?:ling|ing)? (?:our|the|this) (?:contract|order|subscription|account)|terminat\w+|competitors?|lawyers?|legal (?:action|steps)|lawsuit|sue|budget cuts?|switch(?:ing)? to|breach)\b",
        Act.CLOSING: r"\A\W*(?:thanks|thank you|many thanks|thx|regards|best|kind regards|cheers|sincerely|hi|hello|dear|good (?:morning|afternoon|evening)|ok|okay|great|sounds good|see you|take care)\b.{0,40}\Z",
    }.items()
}

_ASKS = re.compile(
    r"\?|\bplease\b|\b(?:can|could|would|will) you\b|\blet (?:me|us) know\b|\b(?:i|we) need\b",
    re.IGNORECASE,
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)


def pattern_answer(text: str) -> Answer:
    """What plain patterns say of a sentence; they judge no tone."""
    acts = {act for act, pattern in _ACTS.items() if pattern.search(text)}
    if Act.OFFER in acts:
        acts -= {Act.REQUEST, Act.COMMITMENT}
    if Act.REQUEST in acts:
        acts -= {Act.QUESTION}
    if acts - {Act.CLOSING}:
        acts -= {Act.CLOSING}
    due = _DUE.search(text) if acts & {Act.COMMITMENT, Act.REQUEST} else None
    if due:
        acts |= {Act.DEADLINE}
    return Answer(acts=frozenset(acts), due=due.group() if due else "")


def pattern_needs_reply(text: str) -> bool:
    """Whether plain patterns find anything asked in a message outside quoted lines."""
    return _ASKS.search(_QUOTED_LINE.sub("", text)) is not None


def vader_tones(texts: Iterable[str]) -> list[ToneLabel] | None:
    """VADER's tone of each sentence, or None where it is not installed."""
    try:
        vader = import_module("vaderSentiment.vaderSentiment")
    except ModuleNotFoundError:
        return None
    judge = vader.SentimentIntensityAnalyzer()
    return [_vader_label(judge.polarity_scores(text)["compound"]) for text in texts]


def _vader_label(compound: float) -> ToneLabel:
    if compound >= _VADER_CUT:
        return ToneLabel.POS
    return ToneLabel.NEG if compound <= -_VADER_CUT else ToneLabel.NEU
