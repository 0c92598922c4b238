"""Requests stated as wishes: "I'd like to meet you", "we want you to sign", "I should like the name"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.lexicon import pattern
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What the author would like to know.
_TO_KNOW = pattern(
    r"""
    \sto (?:know|understand|find out|hear (?:if|whether|what|when|how)|be told (?:if|whether|what
        |when|how|why)
        |see (?:if|whether|what|how|where)|check (?:if|whether|on|in|the status)
        |ask (?:if|whether|what|when|how|about)|learn (?:if|what|how))\b
    """
)
#: Whom the author would like to do it.
_SOMEBODY_TO = pattern(
    r"""
    \s(?:for )?(?:you|someone|somebody|your (?:team|people)|the team|everyone|everybody|all of you
        |each of you)\b.{0,40}\bto\b
    """
)
_YOURS = re.compile(r" (?:your |to (?:ask|request|have you|get you|be told|be informed)\b)")
_TO_MEET = pattern(
    r"""
    \sto (?:\w+ly )?(?:meet|talk|speak|discuss|chat|visit|sit down|get together|set up|schedule
        |arrange
        |catch up|connect|invite|have a (?:call|meeting|chat|quick)|fit a|hop on|reschedule|move
        |postpone|book|walk (?:you|your))\b
    """
)
_TO_HAVE = pattern(
    r"""
    \sto (?:have|get|receive|see|obtain|propose|suggest|order|add|change|cancel|place|buy|return
        |extend
        |push)\b
    """
)


def find_wishes(view: View) -> Iterator[Finding]:
    """Like "I'd like to meet you", "we want you to sign"."""
    for clause in view.clauses:
        # "I would have liked" looks back on what did not happen.
        would_like = (
            clause.base in {"like", "love", "prefer"}
            and _politely(clause)
            and "have" not in clause.auxiliaries
        )
        wants = (
            clause.base in {"want", "wish", "look"}
            and clause.who in {Who.I, Who.WE}
            and clause.modal is None
        )
        if not (would_like or wants) or clause.inverted or clause.wh or clause.negated:
            continue
        if (
            clause.marker in {"if", "whether", "as", "when"}
            or clause.dep in {"relcl", "acl"}
            or clause.who in {Who.YOU, Who.SOMEONE, Who.NONE}
        ):
            continue
        yield from _judge_wish(view, clause, past=clause.tag == "VBD")


def _politely(clause: Clause) -> bool:
    should = "should" in clause.auxiliaries and clause.who in {Who.I, Who.WE}
    return should or "would" in clause.auxiliaries


def _judge_wish(view: View, clause: Clause, *, past: bool) -> Iterator[Finding]:
    tail = view.after(clause.verb)
    own = clause.who in {Who.I, Who.WE, Who.OURS}
    if _TO_KNOW.match(tail):
        yield Finding(Act.QUESTION, 0.75, clause)
    elif past and not re.match(r" (?:you|someone|to (?:ask|request|see if|check if))", tail):
        return
    elif _SOMEBODY_TO.match(tail) or _YOURS.match(tail):
        yield Finding(Act.REQUEST, 0.85, clause)
    elif _TO_MEET.match(tail):
        yield Finding(Act.REQUEST, 0.75, clause)
    elif _TO_HAVE.match(tail) or (
        own
        and clause.base in {"like", "prefer"}
        and _politely(clause)
        and view.object_of(clause) is not None
        and not re.match(r" (?:both|to )", tail)
    ):
        yield Finding(Act.REQUEST, 0.65, clause)
