"""Requests stated as needs: "we need your answer", "the form needs to be signed", "I expect it by noon".

What the author's side needs, expects or demands is for the reader to give. Wishes are in
`nlp.requests.wishes`, what the reader must do in `nlp.requests.duties`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.commitments.when import AHEAD
from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Conjunctions under which a need is a reason or a condition.
_REASONS = words("if when because since as unless whatever until before than")
_TALK_NEEDED = pattern(
    r"""
    \s(?:to )?(?:talk|speak|meet|discuss|chat|sit down|connect|catch up|get together
        |have a (?:call|chat|meeting|word))\b
    """
)
_GIVEN = re.compile(
    r" (?:to (?:have|get|know|see|receive|hear)\b|you\b|your\b|for\b|someone\b|somebody\b|help\b)"
)
_OWN_MOVE = re.compile(r" to (?:have|get) (?:a look|back|out|going|up)")
_VAGUE_NEED = re.compile(
    r" (?:more time|a break|a vacation|to\b|time\b|coffee|another (?:day|week))"
)
_THING_NEEDS = re.compile(
    r"(?:needs?|requires?)(?: to have)? (?:your|to be \w+(?:ed|en|d|t|ne)\b|you to)"
)


def find_needs(view: View) -> Iterator[Finding]:
    """Like "We need your answer", "the form needs to be signed"."""
    for clause in view.clauses:
        if clause.base not in {"need", "require"} or clause.negated or clause.inverted or clause.wh:
            continue
        if clause.marker in _REASONS or clause.dep in {"relcl", "acl"}:
            continue
        own = clause.who in {Who.I, Who.WE, Who.OURS}
        if clause.modal in {"could", "may", "might"} or (clause.modal == "would" and not own):
            continue
        if clause.tag in {"VBD", "VBN"} or ("do" in clause.auxiliaries and not own):
            continue
        if own or (clause.who is Who.NAME and view.object_of(clause) is not None):
            yield from _own_need(view, clause)
        elif clause.who is not Who.YOU and _THING_NEEDS.search(view.lower):
            yield Finding(Act.REQUEST, 0.6, clause)


def _own_need(view: View, clause: Clause) -> Iterator[Finding]:
    assert view.parse is not None
    tail = view.after(clause.verb)
    if _TALK_NEEDED.match(tail) and " you" in tail + " ":
        yield Finding(Act.REQUEST, 0.75, clause)
    elif _GIVEN.match(tail):
        if not _OWN_MOVE.match(tail):
            yield Finding(Act.REQUEST, 0.8, clause)
    elif (
        view.parse.child(clause.verb, "dobj", "ccomp") is not None
        and not re.match(r" to\b", tail)
        and not _VAGUE_NEED.match(tail)
    ):
        yield Finding(Act.REQUEST, 0.7, clause)


#: What somebody who expects or demands it waits for: an object, not "expect to finish".
_EXPECTED = re.compile(
    r" (?:an? |the |your |both |all |one |two |three |this |that |it |them |these |those |some |to (?:see|receive|have|hear|get)\b|payment|delivery|confirmation|(?:a )?full|complete|written|immediate)"
)
#: What may be expected of no reader.
_FORECAST = re.compile(
    r" (?:an? |the )?(?:\w+ )?(?:delay|rain|snow|traffic|profit|loss|rise|increase|decrease|drop|growth|turnout|crowd|change|result|baby|number of)"
)


def find_demands(view: View) -> Iterator[Finding]:
    """Like "I expect both names by noon", "we demand a recount", "I want it in writing today"."""
    for clause in view.clauses:
        if clause.who not in {Who.I, Who.WE} or clause.negated or clause.inverted or clause.wh:
            continue
        if (
            clause.marker in _REASONS
            or clause.dep in {"relcl", "acl"}
            or clause.tag not in {"VBP", "VB"}
        ):
            continue
        tail = view.after(clause.verb)
        plain = clause.modal in {None, "must"} and "have" not in clause.auxiliaries
        if clause.base == "demand" and plain:
            yield Finding(Act.REQUEST, 0.8, clause)
        elif clause.base == "expect" and plain and _EXPECTED.match(tail):
            if AHEAD.search(tail) and not _FORECAST.match(tail):
                yield Finding(Act.REQUEST, 0.65, clause)
        elif clause.base == "want" and clause.modal is None and "do" not in clause.auxiliaries:
            if _EXPECTED.match(tail) and view.object_of(clause) is not None:
                yield Finding(Act.REQUEST, 0.65, clause)
        elif clause.base in {"ask", "insist", "have"} and clause.modal == "must":
            if clause.base == "have" and not _EXPECTED.match(tail):
                continue
            yield Finding(Act.REQUEST, 0.7, clause)
