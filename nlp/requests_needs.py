"""Requests stated as needs, wishes and duties: "we need your answer", "I'd like to meet", "you must sign"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.lexicon import words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator


def find_needs(view: View) -> Iterator[Finding]:
    """Like "We need your answer", "the form needs to be signed"."""
    for clause in view.clauses:
        if clause.base not in {"need", "require"} or clause.negated or clause.inverted or clause.wh:
            continue
        if clause.marker in {
            "if",
            "when",
            "because",
            "since",
            "as",
            "unless",
            "whatever",
            "until",
            "before",
            "than",
        } or clause.dep in {"relcl", "acl"}:
            continue
        if (
            clause.modal in {"would", "could", "may", "might"}
            or "do" in clause.auxiliaries
            or clause.tag in {"VBD", "VBN"}
        ):
            continue
        if clause.who in {Who.I, Who.WE, Who.OURS} or (
            clause.who is Who.NAME and view.object_of(clause) is not None
        ):
            yield from _own_need(view, clause)
        elif clause.who is Who.YOU:
            continue
        elif re.search(
            r"(?:needs?|requires?)(?: to have)? (?:your|to be \w+(?:ed|en|d|t|ne)\b|you to)",
            view.lower,
        ):
            yield Finding(Act.REQUEST, 0.6, clause)


def _own_need(view: View, clause: Clause) -> Iterator[Finding]:
    assert view.parse is not None
    tail = view.after(clause.verb)
    if (
        re.match(
            r" (?:to )?(?:talk|speak|meet|discuss|chat|sit down|connect|catch up|get together|have a (?:call|chat|meeting|word))\b",
            tail,
        )
        and " you" in tail + " "
    ):
        yield Finding(Act.REQUEST, 0.75, clause)
    elif re.match(
        r" (?:to (?:have|get|know|see|receive|hear)\b|you\b|your\b|for\b|someone\b|somebody\b|help\b)",
        tail,
    ):
        if not re.match(r" to (?:have|get) (?:a look|back|out|going|up)", tail):
            yield Finding(Act.REQUEST, 0.8, clause)
    elif view.parse.child(clause.verb, "dobj", "ccomp") is not None and not re.match(
        r" to\b", tail
    ):
        vague = re.match(
            r" (?:more time|a break|a vacation|to\b|time\b|coffee|another (?:day|week))", tail
        )
        if not vague:
            yield Finding(Act.REQUEST, 0.7, clause)


def find_wishes(view: View) -> Iterator[Finding]:
    """Like "I'd like to meet you", "we want you to sign"."""
    for clause in view.clauses:
        # "I would have liked" looks back on what did not happen.
        would_like = (
            clause.base in {"like", "love", "prefer"}
            and "would" in clause.auxiliaries
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
        yield from _judge_like(view, clause, past=clause.tag == "VBD")


def _judge_like(view: View, clause: Clause, *, past: bool) -> Iterator[Finding]:
    tail = view.after(clause.verb)
    own = clause.who in {Who.I, Who.WE, Who.OURS}
    if re.match(
        r" (?:to (?:know|understand|find out|hear (?:if|whether|what|when|how)|see (?:if|whether|what|how|where)|check (?:if|whether|on|in|the status)|ask (?:if|whether|what|when|how|about)|learn (?:if|what|how)))\b",
        tail,
    ):
        yield Finding(Act.QUESTION, 0.75, clause)
    elif past and not re.match(r" (?:you|someone|to (?:ask|request|see if|check if))", tail):
        return
    elif re.match(
        r" (?:for )?(?:you|someone|somebody|your (?:team|people)|the team|everyone|everybody|all of you|each of you)\b.{0,40}\bto\b",
        tail,
    ) or re.match(r" (?:your (?!help with nothing)|to (?:ask|request|have you|get you))\b", tail):
        yield Finding(Act.REQUEST, 0.85, clause)
    elif re.match(
        r" to (?:\w+ly )?(?:meet|talk|speak|discuss|chat|visit|sit down|get together|set up|schedule|arrange|catch up|connect|invite|have a (?:call|meeting|chat|quick)|fit a|hop on|reschedule|move|postpone|book)\b",
        tail,
    ):
        yield Finding(Act.REQUEST, 0.75, clause)
    elif re.match(
        r" to (?:have|get|receive|see|obtain|propose|suggest|order|add|change|cancel|place|buy|return|extend|push)\b",
        tail,
    ) or (
        own
        and clause.base in {"like", "prefer"}
        and "would" in clause.auxiliaries
        and view.object_of(clause) is not None
        and not re.match(r" (?:both|to )", tail)
    ):
        yield Finding(Act.REQUEST, 0.65, clause)


def find_duties(view: View) -> Iterator[Finding]:
    """Like "You need to sign it", "you should send", "it needs to be signed by you"."""
    for clause in view.clauses:
        if (
            clause.who is not Who.YOU
            or clause.inverted
            or clause.wh
            or clause.dep in {"relcl", "acl"}
            or clause.negated
        ):
            continue
        if clause.marker in {
            "if",
            "when",
            "once",
            "unless",
            "because",
            "as",
            "since",
            "while",
            "whether",
            "after",
            "until",
            "before",
        }:
            continue
        tail = view.after(clause.verb)
        if (
            clause.base in {"need", "have"}
            and re.match(r" to (?!know|be\b|have|see|understand|say|do with|worry)\w+", tail)
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
        elif clause.modal == "can" and clause.base in {
            "stop",
            "remove",
            "take",
            "delete",
            "drop",
            "cancel",
            "disregard",
            "close",
            "proceed",
        }:
            yield Finding(Act.REQUEST, 0.6, clause)
        elif (
            clause.base == "be"
            and re.match(r" (?:required|asked|requested|expected|kindly) to\b", tail)
        ) or (
            clause.passive
            and clause.base in {"require", "ask", "request", "expect"}
            and " to " in tail
        ):
            yield Finding(Act.REQUEST, 0.7, clause)


_STATES = words(
    "be have see receive get find notice know feel note hear expect understand recognize like think"
)
