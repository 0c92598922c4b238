"""Promises of what others do for the reader: "Ann will send it", "our lads are retesting tonight".

Named people, colleagues and units of the author's side, and whoever shall come to the reader. A
third party's plans that do not reach the reader are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.commitments.scope import is_own_statement, person_of
from nlp.commitments.when import AHEAD, LASTING
from nlp.deeds import DELIVERY, VISIBLE
from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What somebody sent by the author does at the reader's.
_ERRANDS = DELIVERY | words(
    "telephone collect come stay accompany fetch attend inspect measure load begin start see wait ask"
)
#: What a person whom the author does not name does to the reader.
_TO_READER = pattern(
    r"""
    (?:contact|call|ring|phone|telephone|visit|write to|reach out to|get in touch with|come to
        |come and
        |e-?mail|send|bring|meet|show|give|help|pick|collect|be with|be in touch with|get back to
        |come back to|accompany|receive|receiving|answer|pull|stay)\b[^.;]{0,40}\b(?:you|your)\b
    """
)
#: Being there for the reader.
_PRESENT_FOR = pattern(
    r"""
    be (?:there|here (?:at|by|from|to)|with you|at your|in touch|on site|onsite|joining|waiting
        |around to|your\b|available to (?:you|help|take|answer)
        |the (?:contact|one)|on the call|on hand|(?:in )?attend(?:ing|ance))
    """
)
#: A deed for somebody, which "he", "she" and "they" of the author's side may have been named for.
_FOR_SOMEBODY = re.compile(r"\b(?:you|your|it|this|that|them|back|there|him|her)\b")
_NEAR = re.compile(r"\b(?:you|your|it|this|that|them|back|up|the)\b")
_PERSON = words(
    """someone somebody engineer technician driver courier surveyor investigator colleague electrician
    plumber specialist expert manager adviser advisor consultant member one representative fitter
    inspector agent"""
)


def find_named(view: View) -> Iterator[Finding]:
    """Like "Ann will send it", "Chidi from our warehouse will collect the boxes"."""
    for clause in view.clauses:
        if (
            clause.who is not Who.NAME
            or clause.negated
            or not is_own_statement(view, clause)
            or view.parse is None
        ):
            continue
        plan = clause.modal in {"will", "shall"} and clause.base in _ERRANDS
        deed = view.xcomp(clause)
        going = (
            deed is not None
            and clause.base in {"go", "suppose", "plan"}
            and "be" in clause.auxiliaries
            and deed.base in DELIVERY
        )
        person = person_of(view, clause)
        if not (plan or going) or person is None or (clause.passive and not going):
            continue
        tail = view.after(clause.verb)
        yield Finding(
            Act.COMMITMENT,
            0.7 if _NEAR.search(tail) else 0.55,
            deed if going and deed else clause,
            person,
        )


def find_sent(view: View) -> Iterator[Finding]:
    """Like "He'll show you", "a technician will call you", "someone is going to contact you"."""
    for clause in view.clauses:
        if clause.who not in {Who.OTHER, Who.SOMEONE, Who.OURS, Who.NAME} or clause.negated:
            continue
        if view.parse is None or not is_own_statement(view, clause) or clause.passive:
            continue
        deed = view.xcomp(clause) if clause.base == "go" and clause.tag == "VBG" else None
        if clause.modal not in {"will", "shall"} and deed is None:
            continue
        if not _is_person(view, clause):
            continue
        doing = deed or clause
        start = view.parse.starts[doing.verb]
        if _TO_READER.match(view.text, start) or (
            clause.base == "be" and _PRESENT_FOR.match(view.text, start)
        ):
            yield Finding(Act.COMMITMENT, 0.65, doing, _name(view, clause))
        elif (
            view.word(clause.subject) in {"he", "she"}
            and doing.base in _ERRANDS | {"have"}
            and _FOR_SOMEBODY.search(view.after(doing.verb))
        ):
            yield Finding(Act.COMMITMENT, 0.55, doing)


def find_colleagues_doing(view: View) -> Iterator[Finding]:
    """Like "Our lads are retesting tonight", "Mrs Pugh is writing to them this week"."""
    for clause in view.clauses:
        if clause.who not in {Who.OURS, Who.NAME} or clause.negated:
            continue
        running = clause.tag == "VBG" and clause.auxiliaries == ("be",)
        present = clause.tag == "VBZ" and not clause.auxiliaries and clause.who is Who.OURS
        if not (running or present) or not is_own_statement(view, clause):
            continue
        tail = view.after(clause.verb)
        if (
            tail.startswith(" to ")
            or clause.base not in _ERRANDS | VISIBLE
            or not AHEAD.search(tail)
            or LASTING.search(view.lower)
        ):
            continue
        if view.parse is None or view.asks or re.search(r"\b(?:was|were)\b", view.lower):
            continue
        person = person_of(view, clause)
        if person is not None:
            yield Finding(Act.COMMITMENT, 0.65, clause, person)


def _is_person(view: View, clause: Clause) -> bool:
    word = view.word(clause.subject)
    if clause.who in {Who.OURS, Who.NAME} or word in {"he", "she"} or word in _PERSON:
        return True
    subject = clause.subject
    return subject is not None and view.has_child(subject, "my", "our")


def _name(view: View, clause: Clause) -> str | None:
    return person_of(view, clause) if clause.who in {Who.OURS, Who.NAME} else None
