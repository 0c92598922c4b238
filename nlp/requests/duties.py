"""Requests stated as duties: "you need to sign it", "the badges are to be returned", "X must reach us".

What the reader must do, what must be done to a thing, and what a group that the reader belongs to
must do. What would be nice to have is in `nlp.requests.wishes`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Who
from nlp.commitments.when import AHEAD
from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Conjunctions under which a duty is a reason or a condition.
_REASONS = words("if when once unless because as since while whether after until before than")
_TO_DO = re.compile(r" to (?!know|be\b|have|see|understand|say|do with|worry|admit|wait|laugh)\w+")
_STATES = words(
    "be have see receive get find notice know feel note hear expect understand recognize like think"
)
#: "You can stop the work": permission that orders.
_LET_GO = words("stop remove take delete drop cancel disregard close proceed")


def find_duties(view: View) -> Iterator[Finding]:
    """Like "You need to sign it", "you should send", "you are required to sign"."""
    for clause in view.clauses:
        if (
            clause.who is not Who.YOU
            or clause.inverted
            or clause.wh
            or clause.dep in {"relcl", "acl"}
            or clause.negated
            or clause.marker in _REASONS
        ):
            continue
        tail = view.after(clause.verb)
        if (
            clause.base in {"need", "have"}
            and _TO_DO.match(tail)
            and clause.tag not in {"VBD", "VBN"}
            and clause.modal in {None, "will", "would"}
        ):
            if clause.base == "have" and clause.modal is None and "do" in clause.auxiliaries:
                continue
            yield Finding(Act.REQUEST, 0.7, view.xcomp(clause) or clause)
        elif (
            clause.modal in {"should", "must"}
            and clause.base not in _STATES
            and not clause.passive
            and "have" not in clause.auxiliaries
        ):
            yield Finding(Act.REQUEST, 0.65, clause)
        elif clause.modal == "can" and clause.base in _LET_GO:
            yield Finding(Act.REQUEST, 0.6, clause)
        elif (
            clause.base == "be"
            and re.match(r" (?:required|asked|requested|expected|kindly) to\b", tail)
        ) or (
            clause.passive
            and clause.base in {"require", "ask", "request", "expect", "invite"}
            and " to " in tail
        ):
            yield Finding(Act.REQUEST, 0.7, clause)


_MUST = r"(?:must|has to|have to|is to|are to|needs to|need to)"
#: What must become of a thing, with or without a date.
_MUST_BE = pattern(
    rf"""
    \b{_MUST} (?:all |now |please |first |both |also |only |therefore |\w+ly )?
        (?:be (?P<done>(?!noted|said|admitted|honest|borne|remembered|understood|considered|seen
            |based|called|related|used|allowed|supposed)
            (?:\w+ly )?[a-z-]+(?:ed|en|wn|nt|ut|id|ld|et|pt|de|ne|ght))\b
        |be (?:here|with us|with me|back|in our|at our|on our|on my|in the data room|in by|at the)\b
        |reach (?:us|me|our)\b|arrive\b|stop\b)
    """,
    ignore_case=False,
)
_SHOULD_REACH = pattern(
    r"""
    \bshould (?:reach (?:us|me|our)|be (?:with us|with me|returned|submitted|received|sent
        |completed|signed|paid|in by)|arrive (?:here|at our))\b
    """,
    ignore_case=False,
)
_REQUIRED_BY = pattern(
    r"""
    \b(?:needed|required|wanted|expected|due) (?:from you|asap|urgently|at once|back|here
        |immediately|no later|latest|in writing)?
        \s?(?:by|before|until|within|no later|not later|latest|under|today|tomorrow|tonight|this
            |asap|from you|from your)\b
    """,
    ignore_case=False,
)


def find_thing_duties(view: View) -> Iterator[Finding]:
    """Like "The badges are to be handed in by Friday", "the drawings must reach us"."""
    if view.asks or view.stems.isdisjoint(_THING_STEMS):
        return
    match = _MUST_BE.search(view.lower) if _OBLIGES.search(view.lower) else None
    if match is not None and _is_plain(view, match):
        if AHEAD.search(view.lower, match.end()):
            yield Finding(Act.REQUEST, 0.65, view.clause_within(match))
        return
    match = _SHOULD_REACH.search(view.lower) if "shou" in view.stems else None
    if match is not None and _is_plain(view, match) and AHEAD.search(view.lower):
        yield Finding(Act.REQUEST, 0.65, view.clause_within(match))
        return
    match = None if view.stems.isdisjoint(_WANTED) else _REQUIRED_BY.search(view.lower)
    if match is not None and _is_plain(view, match):
        yield Finding(Act.REQUEST, 0.6, view.clause_within(match))


_OBLIGES = re.compile(r" (?:must|(?:has|have|is|are|needs?) to) ")
_WANTED = words("need requ want expe due")
_THING_STEMS = words("must has have is are need shal shou requ want expe due")


#: What makes the same words a condition, a relative clause or somebody else's duty.
_NOT_PLAIN = pattern(
    r"""
    \b(?:if|when|whether|unless|until|once|that|which|who|what|how|where|because|not|never
        |no longer|i|we|they|he|she|our|my|seems?|as)\b
    """,
    ignore_case=False,
)


def _is_plain(view: View, match: re.Match[str]) -> bool:
    """No condition, no relative clause and nobody of the author's side stands before the words."""
    before = view.lower[max(match.start() - 70, 0) : match.start()]
    part = re.split(r"[,;:.()–—]| - |\b(?:and|so|but|then)\b", before)[-1]
    return not _NOT_PLAIN.search(part)


#: What is asked of a group without naming who asks: "guests are kindly requested to …".
_IS_ASKED = pattern(
    r"""
    \b(?:is|are|'re
        |will be) (?:all |both |also |kindly |therefore |hereby |again |politely |respectfully |cordially |urgently |still )*
        (?:(?:requested|asked|required|reminded|urged|advised|invited|expected|encouraged
            |instructed|obliged) (?:to (?!be (?:high|low|dry|rain|sunny|a |an |the ))|not to )
        |(?:kindly|respectfully|urgently) (?:requested|required|needed|asked)
        |(?:requested|required|needed) (?:by|before|until|within|no later|for|from|in writing|asap
            |urgently|at once))
    """,
    ignore_case=False,
)


def find_asked_groups(view: View) -> Iterator[Finding]:
    """Like "Guests are kindly requested to sign in", "attendance is required by 9"."""
    if view.asks or view.stems.isdisjoint(_ASKED_STEMS):
        return
    match = _IS_ASKED.search(view.lower)
    if match is not None and _is_plain(view, match):
        yield Finding(Act.REQUEST, 0.65, view.clause_within(match))


_ASKED_STEMS = words("requ aske remi urge advi invi expe enco inst obli need")

#: Groups that a notice speaks to.
_ADDRESSED = words(
    """customers clients users members participants guests tenants suppliers vendors staff employees
    applicants candidates attendees visitors drivers residents parents students exhibitors delegates
    colleagues everyone everybody all anyone someone somebody bidders subscribers teams departments
    managers passengers owners"""
)
_DUTY = words("should must")


def find_group_duties(view: View) -> Iterator[Finding]:
    """Like "Customers should update before Friday", "someone needs to fetch them", "your bank must confirm"."""
    for clause in view.clauses:
        if (
            clause.subject is None
            or clause.inverted
            or clause.wh
            or clause.negated
            or clause.passive
        ):
            continue
        if (
            clause.marker in _REASONS
            or clause.dep in {"relcl", "acl"}
            or clause.tag in {"VBD", "VBN"}
        ):
            continue
        addressed = (
            view.word(clause.subject) in _ADDRESSED
            or clause.who is Who.SOMEONE
            or view.has_child(clause.subject, "your")
        )
        if not addressed or clause.who is Who.YOU:
            continue
        obliged = clause.modal in _DUTY and clause.base not in _STATES
        needs = (
            clause.base in {"need", "have"}
            and clause.modal in {None, "will"}
            and _TO_DO.match(view.after(clause.verb))
        )
        if obliged or needs:
            yield Finding(Act.REQUEST, 0.65, view.xcomp(clause) or clause if needs else clause)
