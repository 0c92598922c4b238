"""Promises with the author's side as subject: "I will send", "we are going to", "I'm checking"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.commitments.scope import hangs_on_reader, is_own_statement, person_of, start_of_deed
from nlp.commitments.when import HEREBY
from nlp.deeds import DELIVERY, NO_DEED, OWN_LIFE, score_being, score_deed
from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator


#: "I am checking": running deeds the reader will hear of.
_RUNNING = words(
    """send check work look follow prepare get arrange ship draft finalise finalize investigate chase
    coordinate gather compile update process fix organise organize schedule pull verify resolve
    escalate revise complete finish pursue book order issue"""
)


#: What one promises not to do; other refusals are none.
_KEPT_FROM = pattern(
    r"""
    (?:say|tell|share|mention|disclose|proceed|forget|let|do|send|charge|bill|start|change|move
        |invoice|contest|object|pursue|enforce|claim|miss|disappoint|disturb|bother|trouble|publish
        |touch|pass|repeat|close|cancel|rest|stop|leave)\b
    """
)

_PLANNED = words("plan intend aim propose mean")


def find_future(view: View) -> Iterator[Finding]:
    """Like "I will", "we shall", "I'm going to", "I'll be sending"."""
    for clause in view.clauses:
        side = clause.who in {Who.I, Who.WE, Who.OURS}
        if not side or clause.modal not in {"will", "shall"} or not is_own_statement(view, clause):
            continue
        if hangs_on_reader(view, clause):
            continue
        tail = view.lower[start_of_deed(view, clause) :] if view.parse else ""
        if clause.negated and not _KEPT_FROM.match(tail):
            continue
        if re.search(
            r"\bor (?:else )?(?:i|we)\b[^,;]{0,12}\Z", view.lower[: start_of_deed(view, clause)]
        ):
            continue  # "… or we will suspend the service" threatens
        score = _score_future(
            clause, tail, done_by_others=_HAVE_DONE.search(view.lower) is not None
        )
        if score:
            person = person_of(view, clause) if clause.who is Who.OURS else None
            yield Finding(Act.COMMITMENT, score, clause, person)


#: "I'll have the keys cut": somebody else's deed on the author's order.
_HAVE_DONE = pattern(
    r"""
    (?:\b(?:i|we) (?:will|shall)|\b(?:i|we)'ll) (?:also |then )?have
        (?: )(?:the|an?|your|my|our|it|them|him|her|this|that|these|those|someone|somebody|both|all)\b
    """,
    ignore_case=False,
)


def _score_future(clause: Clause, tail: str, *, done_by_others: bool) -> float:
    if "have" in clause.auxiliaries:
        return 0.8 if done_by_others else 0.0  # "we will have finished"
    if tail.startswith("be ") or clause.base == "be":
        return score_being(clause.base, tail, running=clause.tag == "VBG")
    if clause.passive:
        return 0.0
    score = score_deed(clause.base, tail)
    return min(score, 0.85) if clause.who is Who.OURS else score


def find_plans(view: View) -> Iterator[Finding]:
    """Like "I'm going to call", "I plan to send", "I am about to": the deed is the infinitive."""
    for clause in view.clauses:
        if (
            clause.who not in {Who.I, Who.WE, Who.OURS}
            or clause.negated
            or not is_own_statement(view, clause)
        ):
            continue
        if hangs_on_reader(view, clause):
            continue
        deed = view.xcomp(clause)
        if (
            deed is None
            or deed.wh
            or deed.base in NO_DEED | OWN_LIFE
            or deed.base in {"be", "have-been"}
        ):
            continue
        tail = view.lower[view.parse.starts[deed.verb] :] if view.parse else ""
        present = (
            clause.tag in {"VBP", "VBZ", "VBG", "VB"}
            and clause.modal not in {"would", "could", "should", "might", "may", "can"}
            and "have" not in clause.auxiliaries
        )
        past = (
            "be" in clause.auxiliaries
            and re.search(r"\b(?:was|were)\b", view.lower[: view.parse.starts[clause.verb]])
            if view.parse
            else None
        )
        if (
            not present
            or past
            or (
                deed.base in {"meet", "go", "visit", "see"}
                and not re.search(r"\byou(?:r)?\b|go (?:over|through|ahead)", tail)
            )
        ):
            continue
        score = _score_plan(clause, view, tail)
        if score:
            yield Finding(
                Act.COMMITMENT,
                score,
                deed,
                person_of(view, clause) if clause.who is Who.OURS else None,
            )


#: What "I need to …" promises: to ask and to look.
_ASK_AROUND = pattern(
    r"""
    (?:check|confirm|verify|speak|talk|ask|consult|run (?:this|it)|look into|get back|follow up
        |double.?check|review)\b
    """,
    ignore_case=False,
)


#: The time without which "I hope to send it" is no promise.
_HOPED_FOR = pattern(
    r"""
    \b(?:by|today|tomorrow|tonight|this|next|monday|tuesday|wednesday|thursday|friday|week|eod|cob
        |soon|shortly)\b
    """,
    ignore_case=False,
)


def _score_plan(clause: Clause, view: View, tail: str) -> float:
    if clause.base == "go" and clause.tag == "VBG" and "be" in clause.auxiliaries:
        return 0.85
    if clause.base in _PLANNED:
        return 0.75
    if (
        clause.base in {"want", "need", "have"}
        and clause.who is Who.I
        and clause.modal in {None, "will"}
        and clause.tag == "VBP"
    ):
        asks_around = _ASK_AROUND.match(tail)
        return 0.55 if asks_around and not re.search(r"\b(?:with|to) you\b", tail) else 0.0
    if clause.base in {"expect", "hope", "try", "aim"} and _HOPED_FOR.search(tail):
        return 0.6
    if clause.base in {"promise", "commit", "undertake", "guarantee", "agree", "volunteer"}:
        return 0.85
    if clause.base in {"start", "begin"} and "be" in clause.auxiliaries:
        return 0.0
    return 0.0


def find_running(view: View) -> Iterator[Finding]:
    """Like "I am checking on it", "we're preparing the quote"."""
    for clause in view.clauses:
        if (
            clause.who not in {Who.I, Who.WE, Who.OURS}
            or clause.tag != "VBG"
            or clause.negated
            or not is_own_statement(view, clause)
        ):
            continue
        if clause.auxiliaries != ("be",) or clause.base not in _RUNNING or view.parse is None:
            continue
        if any(view.word(k) in {"was", "were", "been"} for k in view.parse.children[clause.verb]):
            continue
        tail = view.lower[view.parse.starts[clause.verb] :]
        if _NO_RUNNING.match(tail) or HEREBY.search(view.lower):
            continue
        yield Finding(
            Act.COMMITMENT, 0.6, clause, person_of(view, clause) if clause.who is Who.OURS else None
        )


#: Running deeds that nobody waits for, or that this very mail completes.
_NO_RUNNING = pattern(
    r"""
    (?:looking (?!into)|checking (?!on|with|into|whether|if|internally|for you|this|that|it\b)
        |checking (?:in|to see|on (?:the )?status|if you|whether you)|getting (?!(?:it|this|that
        |you|the|a|back|ready to|\w+ (?:signed|approved|done))\b)|working (?!on (?:it|this|that
        |your|a (?:fix|solution|response|reply|quote|proposal)|getting|the \w+(?: \w+)? (?:and
        |now|for you|you)|resolving|fixing)|to (?:fix|resolve|get))|sending (?:you )?(?:this
        |my)\b|following[- ]up (?:on|about|regarding|with regards?|to (?:see|check|ask)|since)
        |processing (?:at|in)|updating you)
    """
)


#: What makes "I can have it ready" a mere ability.
_ONLY_ABLE = pattern(
    r"""
    \bif (?:you|it|that|needed)\b|\bso (?:that )?(?:i|we) can\b|\bas (?:best|soon|much|well
        |quickly) as?\b|\bor\b.{0,20}\?
    """,
    ignore_case=False,
)


#: The time that makes "I can have it ready" a promise.
_READY_BY = pattern(
    r"""
    \b(?:by|tomorrow|today|tonight|this (?:week|afternoon|morning)|next week|monday|tuesday
        |wednesday|thursday|friday|end of|eod|cob|within)\b
    """,
    ignore_case=False,
)


def find_able(view: View) -> Iterator[Finding]:
    """Like "I can have it ready by Friday": with a date it is meant as a promise."""
    for clause in view.clauses:
        if (
            clause.who not in {Who.I, Who.WE}
            or clause.modal != "can"
            or clause.negated
            or clause.inverted
            or not is_own_statement(view, clause)
        ):
            continue
        if _ONLY_ABLE.search(view.lower):
            continue
        tail = view.lower[view.parse.starts[clause.verb] :] if view.parse else ""
        if re.match(r"do (?:mon|tue|wed|thu|fri|tomorrow|\d|next|early|late)", tail):
            continue  # "we can do Tuesday" names a time to meet
        if (
            clause.base in DELIVERY | {"have", "do"}
            and _READY_BY.search(tail)
            and not re.search(
                r"\b(?:meet|call|talk|speak|available|discuss|chat|come|join)\b", tail
            )
        ):
            yield Finding(Act.COMMITMENT, 0.6, clause)
