"""What is only offered: "feel free to call", "if you like, I can send it".

Decides whether a sentence holds an offer at all, and which conditions behind "let me know if" make
one. What else the sentence asks for is put together in `nlp.requests.find`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import pattern
from nlp.requests.offer_wordings import OFFERS
from nlp.requests.wording import Wordings

if TYPE_CHECKING:
    from nlp.view import Finding, View

_OFFERS = Wordings(*OFFERS)

WANTS = pattern(
    r"""
    (?:you|anyone|anybody|any of you|someone|your \w+|they)(?:'d| would|'re| are| still| ever
        | also)* ?(?:need|want|require|like|wish|prefer|(?:be )?interested in (?:part|att|join
        |seeing|hear|learn|disc|mov)|interested\b(?! in (?:buy|sell|purch))|care (?:for|to)
        |run into|encounter|(?:have|has|had|got|'ve got|see|think of
        |find) (?:any |further |additional |more |other |some |specific )*(?:questions?
        |concerns?|comments?|queries|query|issues?|problems?|doubts?|objections?|trouble
        |difficult\w+|feedback|suggestions?|inquir\w+))\b
    """
)


HELP = pattern(
    r"""
    (?:i|we)(?:'m| am| are)? (?:can |could |may |should )?(?:\w+ )?(?:help|assist|be of
        |do anything|support you|provide (?:any|further|more)|answer|clarify)\b
    |(?:there(?:'s| is) )?anything (?:else )?(?:i|we) can
    |(?:there (?:are|is) |there's )?any(?:thing)? ?(?:other |further |more )?(?:questions?
        |concerns?|issues?|problems?|is unclear|isn't clear|is not clear|comes up
        |else (?:you need|we can|i can))\b
    |questions\b
    |you'd like (?:me|us)
    |you would like (?:me|us|for)
    |you want (?:me|us)
    """
)


_HURRY = pattern(
    r"""
    \b(?:asap|as soon as possible|immediately|by (?:mon|tue|wed|thu|fri|tomorrow|today|tonight
        |noon|\d|the end|end of|cob|eod|close|next)\w*|no later than)\b
    """
)


def is_offer(view: View) -> bool:
    """Whether the sentence offers something, rather than asks for it."""
    return any(wording.search(view) for wording in _OFFERS.likely(view)) and not _overrides_offer(
        view
    )


#: "If you'd like to keep it, confirm": a condition with a duty behind it.
_MUST_THEN = pattern(
    r"""
    \bif you (?:want|like|wish|would like)\b(?!.*\b(?:i|we)(?:'ll| can| could| will| would
        | may)\b).{0,80}\b(?:you (?:must|need|have to)|confirm|sign|return|send|submit|register
        |rsvp)\b
    """,
    ignore_case=False,
)


def _overrides_offer(view: View) -> bool:
    """Like "If you'd like to keep the slot, confirm by Friday": the reader must do something."""
    return _MUST_THEN.search(view.lower) is not None and not re.search(
        r"\blet (?:me|us) know|feel free|hesitate", view.lower
    )


def stands_apart(view: View, finding: Finding) -> bool:
    """Whether a request or question stands beside the offer in another clause of its own."""
    found = [
        match for wording in _OFFERS.likely(view) if (match := wording.search(view)) is not None
    ]
    match = min(found, key=lambda match: match.start(), default=None)
    if finding.clause is None or view.parse is None or match is None:
        return False
    at = view.parse.starts[finding.clause.verb]
    if match.start() - 8 <= at <= match.end() + 4:
        return False
    between = view.lower[min(at, match.start()) : max(at, match.end())]
    hurried = _HURRY.search(view.text) and re.search(
        r"\b(?:please|confirm|reply|respond|contact|call|send|e-?mail|register)\b", view.lower
    )
    if hurried and re.search(
        r"\bif you(?:'re| are|'d| would)? (?:like|want|wish|interested)\b", view.lower
    ):
        return True
    return (
        re.search(r"[;,.?!\-]|\band\b|\bbut\b", between) is not None
        and finding.score >= 0.8
        and not re.match(
            r"(?:call|contact|email|e-mail|let|ask|reach|ping|have|tell|inform|shout|say|ring|phone)\b",
            finding.clause.base,
        )
    )
