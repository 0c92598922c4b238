"""Promises of what becomes of things: "you'll have it tomorrow", "copies will be sent", "it ships today".

Nobody of the author's side is named, but the thing is theirs to send, to mend or to finish. What
people do is in `nlp.commitments.future` and `nlp.commitments.people`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.commitments.scope import is_own_statement
from nlp.commitments.when import AHEAD, HEREBY, LASTING
from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

#: "You will have": no promise when one has these.
_HAVE_NOTHING = pattern(
    r"""
    (?:have|get|receive) (?:to|been|any|no|questions|time|used|fun
        |a (?:great|good|nice|chance|problem|feel)|the (?:chance|opportunity))\b
    """
)
_TOLD = words("notify inform contact update refund credit reimburse send provide call pay")
_READER_SEES = pattern(
    r"""
    \b(?:then )?you (?:will |'ll |can |should |then )*(?:then |also )?(?:have|get|receive|hear
        |see)\b
    """
)
_EXPECT = pattern(
    r"""
    (?:\A|[,;:.–—-] |\bso |\band |\bplease )(?:you (?:can|may|should) )?expect
        (?: it| them| this| that| an?\b| the\b| our\b| my\b| to (?:hear|have|receive|see|get)| news)
    """
)


def find_reader_gets(view: View) -> Iterator[Finding]:
    """Like "You'll have it tomorrow", "you will hear from us"."""
    for clause in view.clauses:
        if (
            clause.who is not Who.YOU
            or clause.modal not in {"will", "shall"}
            or clause.negated
            or not is_own_statement(view, clause)
        ):
            continue
        tail = view.lower[view.parse.starts[clause.verb] :] if view.parse else ""
        if clause.base in {"have", "get", "receive"} and not _HAVE_NOTHING.match(tail):
            yield Finding(Act.COMMITMENT, 0.75, clause)
        elif (
            clause.base == "hear"
            or (clause.base == "see" and AHEAD.search(tail))
            or (clause.passive and clause.base in _TOLD)
            or re.match(r"be (?:notified|informed|contacted|updated)", tail)
        ):
            yield Finding(Act.COMMITMENT, 0.7, clause)


#: "You get the proof tonight", not "when you get it".
_READER_GETS = pattern(
    r"""
    (?:\A|[,;:–—-] |\b(?:and|so|then|also|next \w+|mon\w+|tues\w+|wednes\w+|thurs\w+|fri\w+
        |\d) |[a-z)\d] )you (?:then )?(?P<verb>get|receive|have|can have)\b(?P<tail>[^;?!]*)
    """,
    ignore_case=False,
)


#: Words behind which "you get" is a condition or a question.
_CONDITION_BEFORE = pattern(
    r"""
    \b(?:if|when|that|what|as|once|where|which|because|unless|whether|do|did|can|could|before
        |after|until|hope|in case|than|how|the \w+)\Z
    """,
    ignore_case=False,
)


def find_reader_gets_now(view: View) -> Iterator[Finding]:
    """Like "you get the proof tonight", "4.1 you can have tonight", "expect it on Monday"."""
    if view.asks or view.stems.isdisjoint({"you", "expe"}):
        return
    if _EXPECT.search(view.lower) and not view.stems.isdisjoint({"expe"}):
        if not re.search(r"\b(?:we|i|they|don't|not|would) expect", view.lower) and AHEAD.search(
            view.lower
        ):
            yield Finding(Act.COMMITMENT, 0.65)
        return
    match = _READER_GETS.search(view.lower)
    if match is None or _CONDITION_BEFORE.search(view.lower[: match.start("verb") - 4].rstrip()):
        return
    if (
        not AHEAD.search(match["tail"])
        or LASTING.search(view.lower)
        or _HAVE_NOTHING.match(view.lower, match.start("verb"))
    ):
        return
    if match["verb"] == "have" or re.search(r"\b(?:if|when) you\b", view.lower):
        return
    yield Finding(Act.COMMITMENT, 0.6)


_PASSIVE_DEEDS = words(
    """send deliver ship distribute provide forward e-mail email mail issue circulate submit complete
    finish update fix resolve refund credit share post upload process return prepare publish supply
    dispatch install replace repair correct release make
    raise honour honor clean crate paint courier deposit lodge pay reimburse reserve print reissue
    redo rework retest collect waive deduct restore rebuild redraw amend remake rebook repay repaint
    settle compensate transfer arrange hand ready re-send resend re-issue transmit file re-run rerun
    fit pack load swap exchange remove adjust cover extend
    review apply reflect prorate list confirm deal handle address sort add set bring give check test
    investigate examine calculate keep write correct credit serve look build translate record"""
)
#: Subjects of a passive that are no promise's: "decisions will be made".
_NO_THING = words("you decision decisions progress announcement mistakes he she they")
_BY_OTHERS = pattern(r"\bby (?:you|your|the (?:client|customer|vendor|court|bank|authorit\w+))\b")


def find_passive(view: View) -> Iterator[Finding]:
    """Like "The report will be sent tomorrow", "copies are being shipped", "an invitation will follow"."""
    for clause in view.clauses:
        if (
            clause.who not in {Who.OTHER, Who.NAME, Who.NONE}
            or clause.negated
            or clause.subject is None
            or not is_own_statement(view, clause)
            or not clause.main
        ):
            continue
        will = clause.modal in {"will", "shall"}
        if clause.passive and clause.base in _PASSIVE_DEEDS:
            if _is_promised(view, clause, will=will):
                yield Finding(Act.COMMITMENT, 0.65, clause)
        elif (
            will
            and clause.base == "follow"
            and clause.tag == "VB"
            and view.object_of(clause) is None
        ):
            yield Finding(Act.COMMITMENT, 0.65, clause)


def _is_promised(view: View, clause: Clause, *, will: bool) -> bool:
    tail = view.after(clause.verb)
    being = "be" in clause.auxiliaries and "being" in view.lower and not HEREBY.search(view.lower)
    made = clause.base != "make" or re.search(r"\bavailable\b", tail) or AHEAD.search(tail)
    return bool(
        (will or being)
        and made
        and not _BY_OTHERS.search(tail)
        and view.word(clause.subject) not in _NO_THING
    )


#: A thing on its way to the reader, with a future.
_WILL_REACH = pattern(
    r"""
    (?:\bwill|'ll|\bshall|\bshould|\bis going to
        |\bare going to) (?:also |then |now |all |hopefully )*
        (?:be (?:with|at) you\b
        |be (?:back )?(?:in|on|at) your (?:hands?|desk|dock|portal|inbox|account|drive|site|table)
        |be on (?:its|their|his|her) way
        |reach you\b|come to you\b|arrive with you\b|land (?:in|on) your|be yours\b
        |go out\b|follow\b(?! (?:the|a|an|our|your|this|that|suit|from|up)\b)
        |(?:show|appear)(?: up)? (?:in|on) (?:your|the next|the \w+ statement)
        |be (?:right|ready|done|fixed|live|back up|up and running|finished|complete|sorted
            |in place)\b(?= (?:by|on|to|for you|tomorrow|today|tonight|before|within|next|this
            |again|in)\b))
    """,
    ignore_case=False,
)
#: The same in the present tense; with a time to come.
_REACHES = pattern(
    r"""
    \b(?:go(?:es)? (?:out|up|to you|back to you|into (?:the|your|thursday|friday|monday))\b
        |follows?\b(?! (?:the|a|an|our|your|this|that|suit|from|up|on from)\b)
        |ships?\b(?= (?:today|tomorrow|tonight|on|this|next|by|out|to you))
        |leaves? (?:here|us|our|the (?:warehouse|plant|works|factory|yard))\b
        |comes? to you\b|reach(?:es)? you\b
        |(?:is|are|'s|'re) (?:going (?:out|up|to you|into)|coming to you|leaving|shipping
            |on (?:its|their) way)\b
        |gets? (?:sent|fixed|shipped|paid|changed|replaced|posted|delivered|stopped|credited))
    """,
    ignore_case=False,
)
_THERE_WILL = pattern(
    r"""
    \bthere(?:'ll| will) be (?:an?|the|some|one|two|three|our)\b(?!\ (?:meeting|call|delay|session
        |discussion|review|training|strike|break))
    """,
    ignore_case=False,
)


#: First letters of words one of which stands in everything the patterns match.
_MOVING = words(
    """be reac come arri land go goes out foll show appe ship leav goin comi gets get ther"""
)
_COMING = words("will ll shal shou goin")


def find_arriving(view: View) -> Iterator[Finding]:
    """Like "The drawings will be with you on Friday", "the deposit goes out tomorrow"."""
    if view.asks or view.stems.isdisjoint(_MOVING):
        return
    if not view.stems.isdisjoint(_COMING):
        match = _WILL_REACH.search(view.lower)
        if match is not None and _is_plain(view, match):
            yield Finding(Act.COMMITMENT, 0.7, view.clause_within(match))
            return
    match = _REACHES.search(view.lower)
    if (
        match is not None
        and _is_plain(view, match)
        and AHEAD.search(view.lower)
        and not LASTING.search(view.lower)
    ):
        yield Finding(Act.COMMITMENT, 0.65, view.clause_within(match))
        return
    match = _THERE_WILL.search(view.lower) if "ther" in view.stems else None
    if match is not None and re.search(
        r"\b(?:for|to|with) you\b|\byour\b|\bat our (?:cost|expense)\b", view.lower[match.end() :]
    ):
        yield Finding(Act.COMMITMENT, 0.65, view.clause_within(match))


#: What makes the same words a condition, a wish or a clause about something else.
_NOT_PLAIN = pattern(
    r"""
    \b(?:if|when|whether|unless|until|once|that|which|who|what|how|where|hope|hoping|as|after
        |before|because|you|they|not|never|n't|i|we)\b
    """,
    ignore_case=False,
)


def _is_plain(view: View, match: re.Match[str]) -> bool:
    """Neither condition nor relative clause nor anybody's wish or hope stands before the words."""
    before = view.lower[max(match.start() - 60, 0) : match.start()]
    last = re.split(r"[,;:.()–—]| - |\b(?:and|so|but|then)\b", before)[-1]
    return not _NOT_PLAIN.search(last)
