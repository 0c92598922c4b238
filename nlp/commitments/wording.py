"""Promises told by their wording: "let me check", "will send tonight", "on it", "I promise".

Where no subject stands, or where the parser often loses the verb.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.commitments.when import AHEAD
from nlp.deeds import DELIVERY
from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator


_ACK = r"(?:ok(?:ay)?|sure(?: thing)?|yes|yep|yeah|yup|great|perfect|absolutely|certainly|of course|no problem|no worries|got it|understood|noted|will|thanks|thank you|sounds good|fine|agreed|definitely|alright|all right|right|good|cool|happy to|my pleasure|with pleasure|roger|copy that|consider it done|(?-i:[A-Z]\w+)(?=[,.!;:\-–—]))"


_ELIDED = re.compile(
    rf"\A(?:{_ACK}[ ,.!;:\-–—]{{1,4}}){{0,4}}(?:and |so |then |again |also |but )?(?:will|'ll|shall) (?:do\b(?! (?:you|we|they|i|not)\b)|(?!you\b|we\b|they\b|i\b|he\b|she\b|it\b|the\b|this\b|that\b|there\b|be\b(?! (?:in touch|back|there|sure|sending))|not\b|your\b|our\b|any|need\b|[A-Z])[a-z]+\b)",
)


_ELIDED_LATER = pattern(
    r"""
    (?:\s[-–—]+|[;–—]|\.{2,3})\s(?:and |so |but )?will (?!you\b|we\b|they\b|i\b|he\b|she\b|it\b
        |the\b|this\b|that\b|there\b|be\b|not\b|need\b|have to\b|depend)[a-z]+\b
    """,
    ignore_case=False,
)


_TAKEN_ON = pattern(
    r"""
    \b(?:(?:i'?m|i am|we'?re|we are|(?-i:[A-Z]\w+)(?:'s| is)) (?:already )?on it\b(?!['\w])
        |consider it done|leave it (?:to|with) (?:me|us)|count (?:me|us) in|you (?:can
        |may) count on (?:me|us)|i(?:'ve| have)? got (?:this|it covered)|we(?:'ve
        | have)? got (?:this|it covered)|you have my word|i'?m (?:all )?over it|you bet)\b
    """
)


_ON_IT = re.compile(
    rf"\A(?:{_ACK}[ ,.!;:\-–—]{{1,4}}){{0,4}}(?:i'?m |i am |we'?re |we are |already )?on it\b\W*\Z",
    re.IGNORECASE,
)


_ACCEPTING = pattern(
    r"""
    \A\W*(?:(?:hi|hello|hey|thanks|thank you|ok|okay)(?: (?-i:[A-Z]\w+))?[ ,.!\-–—]{1,4}){0,3}
        (?:sure(?: thing)?|yes|yep|yeah|yup|ok(?:ay)?|absolutely|certainly|of course|no problem
        |no worries|definitely|with pleasure|will do|on it|happy to|glad to|consider it done
        |done deal|you bet|agreed|sounds good|can do|understood|roger|my pleasure|gladly)\b
    """
)


_VAGUE_DEED = pattern(
    r"""
    \A\W*(?:(?:sure(?: thing)?|yes|yep|yeah|yup|ok(?:ay)?|absolutely|certainly|of course
        |no problem|no worries|definitely|with pleasure|great|thanks|thank you|got it|understood
        |noted|perfect|fine|agreed|good|cool|alright|sounds good|will
        |then)(?: (?-i:[A-Z]\w{1,20})(?=[ ,.!]))?[ ,.!;:\-–—]{0,4}){0,5}(?:(?:i|we)(?:'ll| will|'m| am|'re| are)? ?)?(?:will do
        (?: (?:so|it|that|this|asap|now))?|do (?:so|it|that|this)|on it|take care of (?:it|this
        |that)|get (?:it|this|that|right) (?:done|on it|to it)|get (?:right )?on (?:it|this
        |that)|handle (?:it|this|that)|see to (?:it|this|that)|consider it done|leave it (?:to
        |with) (?:me|us)|can do|make it happen|working on (?:it|this|that))\b[ ,.!]*(?:thanks
        |thank you|right away|asap|today|tomorrow|now|shortly|soon|first thing|immediately
        |cheers|by \w+(?: \w+)?|this (?:week|morning|afternoon|evening)|tonight|next week|then
        |for you|on my side|on our side|(?-i:[A-Z]\w+))?[ ,.!]*(?:thanks|thank you
        |cheers)?[.! ]*\Z
    """
)


def is_acceptance(view: View) -> bool:
    """Like "Sure, will do": takes on what was asked without saying what."""
    return len(view.text) < 160 and _VAGUE_DEED.match(view.text) is not None


def opens_with_acceptance(view: View) -> bool:
    """Like "Sure, I'll send it today": an acceptance word before a promise."""
    return _ACCEPTING.match(view.text) is not None


_LET_ME = pattern(
    r"""
    \blet (?:me|us) (?:just |please |quickly |first |also |go |go and |try to |see if i can )*
        (?:check|find out|look|see|get back|get|talk|speak|ask|confirm|verify|think (?:about|on
        |it)|review|run|dig|investigate|double[- ]check|discuss|work|come back|sort|take|try|do
        |send|forward|revert|call|make sure|have a look|pull|follow|consult|figure|put together
        |arrange|set up|go through|read|circle|chase|schedule|prepare|draft)\b
    """
)


def find_let_me(view: View) -> Iterator[Finding]:
    """Like "Let me check and revert"."""
    match = _LET_ME.search(view.lower) if "let" in view.stems else None
    if match is None or view.lower[match.end() :].startswith(
        (" you know", " this straight", " straight")
    ):
        return
    inside = [
        c
        for c in view.clauses
        if view.parse
        and view.parse.starts[c.verb] < match.end()
        and view.parse.starts[c.verb] >= match.start()
        and c.base != "let"
    ]
    yield Finding(Act.COMMITMENT, 0.8, inside[-1] if inside else None)


#: First letters of words one of which stands in every "will", and in every "I'm on it".
_WILL = words("will ll shal")
_TAKING_ON = words("on cons leav coun got word bet over")
#: "Work on it", "are you on it": nobody has taken it on.
_ANOTHER_ON_IT = pattern(
    r"""
    \b(?:are|is) (?:you|someone|anyone|he|she) on it
    |on it(?:s|'s)
    | (?:put|based|working|work|name|date|look|written|click|sleep|stamp|says?|sitting|have|has|had
        |with|spend|spent|depends?|focus|comment|comments|more) (?:\w+ )?on it
    """
)
_SWEARING = words("prom guar comm swea rest like love owe")


def find_elided(view: View) -> Iterator[Finding]:
    """Like "Will send tomorrow", "Sure, will do", "On it"."""
    will = not view.stems.isdisjoint(_WILL)
    match = (
        _ELIDED.match(view.text) or _ELIDED.match(view.lower) or _ELIDED_LATER.search(view.lower)
        if will
        else None
    )
    if match and not view.asks:
        clause = next(
            (c for c in view.clauses if c.modal in {"will", "shall"} and c.subject is None), None
        )
        yield Finding(Act.COMMITMENT, 0.8, clause)
    elif not view.stems.isdisjoint(_TAKING_ON) and (
        _ON_IT.match(view.text)
        or (_TAKEN_ON.search(view.text) and not view.asks and not _ANOTHER_ON_IT.search(view.lower))
    ):
        yield Finding(Act.COMMITMENT, 0.75, None)


_SURE = pattern(
    r"""
    \b(?:i|we) (?:promise|guarantee|commit|swear)\b
    |\bwe(?:'re| are) committed to (?:deliver|fix|resolv|send|provid|get)\w*
    |\brest assured\b.{0,40}\b(?:i|we)(?:'ll| will)\b
    |\b(?:i|we)(?:'d| would) (?:like|love) to (?:participate|attend|join|take part)\b
    |\bi owe you (?:an?|the|that|those|my) (?!apology|beer|drink|lunch|dinner|coffee|favou?r
        |huge|big|debt)
    |\b(?:i|we) would like both \w+ and (?:i|me)\b
    """
)


def find_sworn(view: View) -> Iterator[Finding]:
    """Like "I promise", "I owe you an answer"."""
    if view.stems.isdisjoint(_SWEARING):
        return
    match = _SURE.search(view.text)
    if match and not view.asks and not re.search(r"\bif\b", view.lower[: match.start()]):
        yield Finding(Act.COMMITMENT, 0.65, view.clauses[0] if view.clauses else None)


#: "I've asked Deirdre to send you the label", "the plan is to have it back by Friday".
_ARRANGED = pattern(
    r"""
    \b(?:i|we)(?:'ve| have| just)* (?:asked|told|instructed|arranged for
        |got) (?!you\b)[^.;:?!]{2,45}? to
        (?: )(?:send|call|ring|phone|write|contact|e-?mail|forward|bring|get|give|prepare|draft
            |run|make|look|check|fix|deliver|ship|post|put|correct|change|redo|move|collect|pick
            |take)\b
        [^.;?!]*\b(?:you|your)\b
    |\b(?:the|my|our) (?:plan|aim|intention|idea|goal|target)(?: here| now)? (?:is
        |remains) to (?!be\b|see|make (?:money|sure))[a-z]+
    """,
    ignore_case=False,
)
#: A message or a paper announced without a verb: "More on Monday", "next update half three".
_ANNOUNCED = pattern(
    r"""
    \A(?:(?:and|ok|okay|so|right|thanks|sorry)[,.!–-]? ){0,2}(?:(?:the|my|our|a|an|next|first|full
        |final|revised|new|updated|corrected|proper|quick|written|more) ){0,3}
        (?:more|update|details?|answer|news|reports?|results?|minutes|figures|back to you|invoice
            |draft|photos?|pictures|proposal|quote|quotation|offer|price list|confirmation
        |summary|notes|numbers|version|agenda|recap|credit note|refund|replacement|feedback
            |decision|write-up|slides|scan|copy|list|proofs?|cv|contract|statement)\b
        (?! (?:is|are|was|were|has|have|had|needed|required|due|please|for|from|of|attached|below
            |enclosed|review|meeting|call)\b)[^?:;]{2,50}\Z
    """,
    ignore_case=False,
)


def find_announced(view: View) -> Iterator[Finding]:
    """Like "More on Monday", "I've asked Ben to send you the file", "our plan is to …"."""
    if view.asks:
        return
    match = None if view.stems.isdisjoint(_ARRANGING) else _ARRANGED.search(view.lower)
    if match is not None:
        yield Finding(Act.COMMITMENT, 0.6)
    elif len(view.text) < 70 and not any(c.subject is not None for c in view.clauses):
        match = _ANNOUNCED.match(view.lower)
        if match is not None and AHEAD.search(view.lower) and "please" not in view.lower:
            yield Finding(Act.COMMITMENT, 0.6)


_ARRANGING = words("aske told inst arra got plan aim inte idea goal targ")


_WILL_TEXT = pattern(
    r"""
    (?:\b(?P<side>i|we)(?:'ll| will| shall)|(?<![\w'])(?P<name>(?-i:[A-Z][a-z]+
        (?: [A-Z][a-z]+)?)) will) (?:also |then |just |gladly |personally |happily )*
        (?P<base>[a-z]+)\b(?! (?:be|have)\b)
    """
)


def find_future_in_text(view: View) -> Iterator[Finding]:
    """Where the tagger lost the verb: "I'll forward the file" read as an adverb."""
    if view.stems.isdisjoint(_WILL) or any(c.modal in {"will", "shall"} for c in view.clauses):
        return
    match = _WILL_TEXT.search(view.text)
    if match is None or match["base"].lower() not in DELIVERY or view.asks or view.parse is None:
        return
    if re.search(r"\b(?:if|when|that|which|said|says|think)\b", view.lower[: match.start()]):
        return
    person = None if match["side"] else match["name"]
    if person and person.split()[0].lower() in {"it", "they", "he", "she", "this", "that", "you"}:
        return
    clause = next(
        (c for c in view.clauses if view.parse.starts[c.verb] >= match.start("base")), None
    )
    yield Finding(Act.COMMITMENT, 0.7, clause, person)
