"""Promises whose subject is not the author: "you'll have it tomorrow", "copies will be sent", "Ann will call"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Who
from nlp.commitments_scope import is_own_statement, person_of
from nlp.deeds import DELIVERY
from nlp.lexicon import words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator


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
        if clause.base in {"have", "get", "receive"} and not re.match(
            r"(?:have|get|receive) (?:to|been|any|no|questions|a (?:great|good|nice|chance|problem|feel)|the (?:chance|opportunity)|time|used|fun)\b",
            tail,
        ):
            yield Finding(Act.COMMITMENT, 0.75, clause)
        elif (
            clause.base == "hear"
            or (
                clause.base == "be"
                and re.match(r"be (?:notified|informed|contacted|updated)", tail)
            )
            or (
                clause.passive
                and clause.base
                in {
                    "notify",
                    "inform",
                    "contact",
                    "update",
                    "refund",
                    "credit",
                    "reimburse",
                    "send",
                    "provide",
                }
            )
        ):
            yield Finding(Act.COMMITMENT, 0.7, clause)


_PASSIVE_DEEDS = words(
    """send deliver ship distribute provide forward e-mail email mail issue circulate submit complete
    finish update fix resolve refund credit share post upload process return prepare publish supply
    dispatch install replace repair correct release make"""
)


def find_passive(view: View) -> Iterator[Finding]:
    """Like "The report will be sent tomorrow", "copies are being shipped", "an invitation will follow"."""
    for clause in view.clauses:
        if (
            clause.who not in {Who.OTHER, Who.NAME, Who.NONE}
            or clause.negated
            or not is_own_statement(view, clause)
            or not clause.main
        ):
            continue
        will = clause.modal in {"will", "shall"}
        if (
            clause.passive
            and clause.base in _PASSIVE_DEEDS
            and clause.subject is not None
            and view.parse is not None
        ):
            tail = view.after(clause.verb)
            being = "be" in clause.auxiliaries and "being" in view.lower
            made = clause.base != "make" or "available" in tail
            if (
                (will or being)
                and made
                and not re.search(r"\bby (?:you|your|the (?:client|customer|vendor))\b", tail)
                and view.word(clause.subject)
                not in {
                    "you",
                    "decision",
                    "decisions",
                    "progress",
                    "announcement",
                    "mistakes",
                    "he",
                    "she",
                    "they",
                }
            ):
                yield Finding(Act.COMMITMENT, 0.65, clause)
        elif (
            will
            and clause.base == "follow"
            and clause.tag == "VB"
            and view.object_of(clause) is None
            and clause.subject is not None
        ):
            yield Finding(Act.COMMITMENT, 0.65, clause)


def find_named(view: View) -> Iterator[Finding]:
    """Like "Ann will send it": a named person will do something that reaches the reader."""
    for clause in view.clauses:
        if (
            clause.who is not Who.NAME
            or clause.negated
            or not is_own_statement(view, clause)
            or view.parse is None
        ):
            continue
        plan = clause.modal in {"will", "shall"} and clause.base in DELIVERY
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
        near = re.search(r"\b(?:you|your|it|this|that|them|back|up|the)\b", tail)
        yield Finding(
            Act.COMMITMENT, 0.7 if near else 0.55, deed if going and deed else clause, person
        )
