"""What is only offered: "feel free to call", "if you like, I can send it".

Decides whether a sentence holds an offer at all, and which conditions behind "let me know if" make
one. What else the sentence asks for is put together in `nlp.requests`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import pattern, words

if TYPE_CHECKING:
    from nlp.view import Finding, View

_OFFER_STEMS = words(
    "free hesi shou call cont emai e reac ping ask ring writ text if disp welc avai arou hand happ glad plea deli will read let can any say just holl case time enqu inqu clar quer doub conc reac my they your your coul woul shou yell whis ring phon text ping mess drop pop come stop swin get prob trou issu"
)


_OFFER = pattern(
    r"""
    \b(?:please )?(?:do )?(?:feel free|don'?t (?:ever )?hesitate|do not hesitate|not hesitate)\b
    |\bshould you (?:have|need|require|wish|want|like|be interested|prefer|run into|encounter)\b
    |\b(?:call|contact|email|e-mail|reach out(?: to)?|ping|write(?: to)?|ask|reach|ring|text)\s
        (?:(?:me|us|him|her|them|[\w.]+) )?(?:\S+ ){0,4}?(?:with|if there are|for) (?:any
        |further|additional) (?:\w+ )?(?:questions?|concerns?|queries|issues?|problems?)\b
    |\b(?:call|contact|email|e-mail|reach out|ping|ask|reach|ring|write|give (?:me|us) a (?:call
        |ring|shout)|get in touch|drop (?:me|us) a (?:line|note)
        |shout)\b[^.?!]{0,50}?\bif (?:you|anyone|anybody|any of you)(?:'re|'d| are| would)? ?
        (?:have (?:any |further |additional |more |other )*(?:questions?|concerns?|queries
        |problems?|issues?|comments?|difficult\w+|trouble)|need|want|wish|like|interested
        |run into|get stuck|require)\b
    |\bif you (?:'d |would )?(?:have (?:any |further |additional |more |other )*(?:questions?
        |concerns?|queries)),? (?:\w+ ){0,3}(?:call|contact|email|ask|reach|let)\b
    |\b(?:at your disposal|you(?:'re| are) (?:always |more than )?welcome to|(?:i|we)(?:'m| am
        |'re| are|'ll be| will be)? (?:always |also )?(?:available|here|around|on hand
        |standing by) (?:to (?:answer|discuss|help|assist|walk|support)|if (?:you|anything)
        |for any (?:questions|help)))\b
    |\bavailable to (?:answer|help|assist) (?:with )?(?:any )?questions?\b
    |\b(?:happy|glad|pleased|delighted|more than happy|willing|ready) to (?:\w+ ){1,6}?(?:\w+ )?
        (?:if (?:you|needed|that|it|useful|helpful|required|necessary|this|easier|preferred
        |better|convenient|of interest)|should you|any questions|any time|whenever
        |at your convenience|on request|upon request)\b
    |\bif (?:it|that|this) (?:helps|would help|is (?:of )?(?:help|helpful|useful|easier
        |any help)|would be (?:helpful|useful|easier|of help)|suits|'s (?:helpful|useful
        |easier)),? (?:i|we) (?:can|could|will|'ll|would|'d)\b
    |\b(?:i|we) (?:can|could|will|'ll|may|'d be happy to|would be happy to|am happy to
        |are happy to) (?:\S+ ){1,14}?if (?:you(?:'d)? (?:want|like|need|prefer|wish
        |are interested|would like|think)|you so (?:wish|desire)|(?:it|that|this) (?:helps
        |would help|is (?:helpful|useful|easier)|works better|would be (?:helpful|useful
        |easier))|needed|desired|preferred|required|useful|helpful)\b
    |\bif (?:you|anyone|anybody|any of you)(?:'d| would|'re| are)? ?(?:want|like|need|prefer
        |wish|require|interested|rather|care)\b[^.?!]{0,90}?(?:,| then| please)? ?(?:(?:i
        |we) (?:can|could|will|'ll|'d be|would be|am happy|are happy|may)\b|(?:please )?
        (?:let (?:me|us) know|call|contact|just ask|ask|reach|shout|give (?:me|us)|drop|email
        |e-mail|ping|tell me))
    |\blet (?:me|us) know (?:if|how|whether) (?:i|we) (?:can|could|may) (?:\w+ )?(?:help|assist
        |be of|do anything|support|provide|answer)\b
    |\byou (?:can|may) (?:always |also )?(?:reach|call|contact|find) (?:me|us|our|him|her) (?:\w+ ){0,3}?
        (?:at|on|any|also|24|day|desk|under|through)\b
    # "if you'd rather have it later, I could …", "if the chairman wishes, we can mock that up"
    |\b(?:if|in case|any ?time|whenever) (?:you|your \w+|your own \w+ \w+|any of your \w+ \w+|anyone|anybody
        |someone|somebody|any of you|they|he|she|it|a \w+|the \w+)(?:'d| would|'re| are|'s| has)?
        (?: ever| rather| really| anyway)* ?
        (?:want|wants|like|likes|prefer|prefers|wish|wishes|rather|care|cares|fancy|fancies|help|helps
        |handier|easier|useful|helpful|suit you|suits you|interested|curious|in doubt|at all unclear|stuck)\b
        [^.?!;]{0,90}?(?:\b(?:i|we|our \w+|they)(?:'d| would|'m| am|'re| are|'ll| will)?
        (?: be)?(?: always| also| then| gladly| happily| more than)* (?:can|could|may|happy|glad|free|ready|welcome|invite|make
        |offer|content|available|willing|know a|pick up)\b|\b(?:just|please|then|simply|,|do|to|kindly) ?
        (?:say|tell|ask|shout|holler|give|call|ring|phone|drop|write|inform|let))
    |\b(?:just )?say the word\b|\bsay so and (?:i|we)\b|\bjust (?:ask|shout|holler)\b|\bholler (?:if|at me)\b
    |\bshould (?:you|any|anything|anyone|there|it|he|she|they|your)\b[^.?!;]{0,80}?, ?(?:please |just |do |simply |kindly )*
        (?:tell|call|ring|phone|write|contact|ask|inform|reach|let (?:me|us)|(?:i|we)(?:'d| would|'m| am|'re| are|'ll| will)
        (?:be )?(?:\w+ )?(?:content|happy|glad|ready|pleased|free|available))
    |\b(?:for|with|in case of) (?:any |all |other |further |more |additional |your )*(?:questions?|enquir\w+|inquir\w+|clarifications?
        |clarity|quer(?:y|ies)|doubts?|concerns?|information)\b[^.?!;]{0,60}?
        (?:contact|call|ring|phone|reply|write|reach|ask|e-?mail|revert|you (?:may|can)|without hesitation)\b
    |\bwould (?:you|it|they) (?:like (?:me|us) to|help if (?:i|we))\b
    |\bquestions? (?:can|may) be (?:sent|addressed|directed|put) to\b
    |\b(?:i|we)(?:'m| am|'re| are| remain| stay) (?:always |also |both )?(?:reachable|at (?:your|hand)|free (?:most|any|all)
        |on my (?:mobile|cell|phone)|on call)\b
    |\bmy (?:mobile|phone|cell|door|line)(?:'s| is) (?:always )?(?:on|open)\b(?! \w)
    # "shout if it breaks"
    |(?:\A|[,;.:–-] ?|\b(?:and|or|so|but|just|please|do|always|then) )(?:shout|holler|yell|whistle
        |give (?:me|us) a (?:shout|bell|buzz)|drop (?:me|us) a line|pop (?:in|over|by|round)|come (?:by|over|round)
        |stop by|swing by|get in touch)\b
        [^.?!;]{0,60}\bif (?:you|there|it|anything|something|the \w+|that|this|any|your|we|i)\b
    |\bany (?:questions?|problems?|trouble|issues?|doubts?|queries)(?: at all)?,? (?:please |just |do )*(?:call|shout|ring|ask|let|say|contact|give|you)\b
    |\b(?:they|you|he|she|your \w+)(?:'re| are|'s| is) (?:always |very |most |more than )*welcome to (?!the\b|our\b|a\b)
    |\bif (?:anything|something)(?: \w+)? (?:feels|looks|seems|is|goes|comes|was) (?:wrong|unclear|odd|off|missing|up|not clear)\b
    |\b(?:can|could) be (?:\w+ ){1,8}?(?:,? )?if you(?:'d| would)? (?:like|want|prefer|wish)\b
    |\b(?:i|we) could (?:also )?(?:\S+ ){1,14}?if (?:you|that|it|this|the|your)\b
    |\b(?:i|we)(?:'d| would|'ll| will) (?:happily|gladly) (?!accept|pay|sign|do so)
    |\b(?:i|we)(?:'d| would) be (?:very |more than |only too |really |quite )?(?:happy|glad|delighted|pleased|willing|ready)
        (?: to )(?!help\b|assist|hear|see|learn|know\b|be\b|do so|have\b|work\b|say|receive|get\b|meet\b|read\b|accept|join|if\b)
    |\A(?:also,? |and |as ever,? )?(?:more than |very )?(?:happy|glad|delighted) to (?!help\b|assist|hear|see|learn|know\b|be\b|have\b|say|report
        |confirm|inform|announce|accept|do (?:it|so|that|this)|receive|take this|get|meet|read|note|share (?:that|the news)|tell|let|oblige)
        (?![^.]*\b(?:i|we)(?:'ll| will)\b)
    """
)


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
    return (
        not view.stems.isdisjoint(_OFFER_STEMS)
        and _OFFER.search(view.text) is not None
        and not _overrides_offer(view)
    )


def _overrides_offer(view: View) -> bool:
    """Like "If you'd like to keep the slot, confirm by Friday": the reader must do something."""
    return re.search(
        r"\bif you (?:want|like|wish|would like)\b(?!.*\b(?:i|we)(?:'ll| can| could| will| would| may)\b).{0,80}\b(?:you (?:must|need|have to)|confirm|sign|return|send|submit|register|rsvp)\b",
        view.lower,
    ) is not None and not re.search(r"\blet (?:me|us) know|feel free|hesitate", view.lower)


def stands_apart(view: View, finding: Finding) -> bool:
    """Whether a request or question stands beside the offer in another clause of its own."""
    match = _OFFER.search(view.text)
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
