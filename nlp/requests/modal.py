"""Requests put as questions: "could you send it?", "can we meet?", "would it be possible to …".

The modal, the subject and the verb decide whether the answer is a deed (request) or information
(question: "can you attend?", "should we wait?").
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.deeds import DELIVERY
from nlp.lexicon import pattern, words
from nlp.requests.informing import INFORMING, asks_to_inform
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator


_JOINT_DOING = words(
    """meet talk speak discuss chat schedule reschedule move push set arrange get have review go connect
    catch make postpone agree plan start finalize finalise confirm do see add change extend use update
    include remove receive keep try sync hop jump touch regroup
    take sit invite grab hold swap squeeze pencil fix walk bring convene pick pop aim say suggest
    propose settle split stick switch trade delay defer bump shift slot resume cover"""
)
#: "Shall we …?" that proposes; "shall we proceed?" asks.
_PROPOSED = words(
    """meet say talk speak chat do make set schedule book call get try have go aim fix pencil start
    catch grab take discuss agree move move-on hop connect keep"""
)
#: "Can I …?" with these wants something done; with others it wants to know.
_WANTED = words(
    """get have see borrow receive trouble bother request book swap change cancel move add order reserve
    exchange return extend postpone claim switch"""
)
#: "May I come by on Friday?": asks for the reader's time.
_VISITING = words("come call visit stop drop pop join phone ring meet speak talk swing")
#: What the author politely does with a "may I".
_FORMAL = words("suggest propose invite remind trouble recommend advise urge")


def find_modal_questions(view: View) -> Iterator[Finding]:
    """Like "Could you send it?", "can we meet?"."""
    for clause in view.clauses:
        modal = clause.modal
        if (
            not clause.inverted
            or modal not in {"can", "could", "would", "will", "may", "might", "should", "shall"}
            or clause.wh in {"what", "why", "when", "where", "how", "which"}
        ):
            continue
        if clause.marker in {"if", "whether"} or (
            modal == "should" and clause.who in {Who.YOU, Who.SOMEONE}
        ):
            continue  # "Should you need …" is an offer
        found = _judge_modal(view, clause, modal)
        if found is not None:
            yield found


def _judge_modal(view: View, clause: Clause, modal: str) -> Finding | None:
    who, base = clause.who, clause.base
    tail = view.after(clause.verb)
    if who in {Who.YOU, Who.SOMEONE, Who.NAME, Who.OURS} or (
        who is Who.OTHER
        and clause.subject is not None
        and (
            view.word(clause.subject) in {"somebody", "team", "guys", "they", "he", "she"}
            or view.has_child(clause.subject, "your")
        )
    ):
        if base in INFORMING and asks_to_inform(base, tail):
            return Finding(Act.QUESTION, 0.8, clause)
        if clause.passive:
            return Finding(Act.QUESTION, 0.7, clause)  # "will the site be affected?"
        if base == "let":
            # Otherwise decided by what is to be known.
            gives = re.match(r" (?:me|us) (?:have|see|get|borrow)\b", tail)
            return Finding(Act.REQUEST, 0.8, clause) if gives else None
        if modal == "will":
            asks = base in {
                "be",
                "attend",
                "come",
                "have",
                "need",
                "want",
                "make",
                "get",
                "go",
            } or re.search(r"\bor\b", tail)
            return Finding(Act.QUESTION if asks else Act.REQUEST, 0.75, clause)
        if modal in {"would", "could", "can", "might"}:
            return replace(_judge_polite(base, modal, tail), clause=clause)
    if who in {Who.WE, Who.I}:
        return _judge_joint(clause, modal, tail)
    return _judge_thing(view, clause, modal, tail) if who is Who.OTHER else None


#: "Would it be possible to send …", but not "possible that it rains".
_POSSIBLE_DEED = pattern(
    r"""
    possible (?:for (?:you|someone|us|me|your)|to (?:get|have|receive|send|see|meet|move|push
        |schedule|reschedule|arrange|provide|extend|speak|talk|discuss))
    """,
    ignore_case=False,
)


def _judge_thing(view: View, clause: Clause, modal: str, tail: str) -> Finding | None:
    """Like "would it be possible to …", "could the start be moved?"."""
    base = clause.base
    if modal in {"would", "will", "could"} and re.search(r"\bpossible\b", tail) and base == "be":
        asks = _POSSIBLE_DEED.search(tail)
        return Finding(Act.REQUEST if asks else Act.QUESTION, 0.75, clause)
    if modal == "could" and view.word(clause.subject) == "it":
        moved = base == "be" and re.search(r"\b(?:instead|rather|earlier|later)\b", tail)
        return Finding(Act.REQUEST, 0.65, clause) if moved else None
    if (
        modal in {"could", "would"}
        and base in DELIVERY - {"work"}
        and not clause.passive
        and view.word(clause.subject) not in _NOBODY
    ):
        return Finding(Act.REQUEST, 0.65, clause)  # "could the clinic look at them?"
    if modal == "could" and clause.passive and base not in _HAPPENS:
        return Finding(Act.REQUEST, 0.65, clause)  # "could the start be moved to ten?"
    if modal == "can" and clause.passive and base in _MOVED:
        return Finding(Act.REQUEST, 0.6, clause)
    return None


#: "Could it be moved?" asks for it; "could it be damaged?" asks whether.
_MOVED = words(
    """move change bring send deliver put add include keep leave shift extend postpone split swap
    collect reserve arrange sort settle sign pay credit refund correct remove redo repeat repair fix"""
)
_HAPPENS = words(
    "cause affect damage lose steal forget mean relate break hit delay explain justify expect"
)
_NOBODY = words("this that these those there which what it they he she that's")


#: "Would you be able to send it", "so kind as to".
_ABLE_TO = pattern(
    r"""
    (?: you)? ?(?:be )?(?:able|willing|so kind|kind enough|open|prepared)\b(?: to (?!attend|make
        |join|come|meet))?
    """,
    ignore_case=False,
)


#: "Can you make it on Friday", "can you do 3pm": asks for attendance.
_AT_A_TIME = pattern(
    r"""
    (?: it)?(?: (?:on|at|in|for|this|next|to the|by))? ?(?:mon|tue|wed|thu|fri|sat|sun|tomorrow
        |today|\d|lunch|the (?:meeting|call)|next|this)
    """,
    ignore_case=False,
)


_OPINIONS = words("like want prefer say recommend agree suggest rather love object")
_ATTENDING = words("attend come join hear think imagine manage")
#: "Can you fill it, or do I call them?": a choice of two answers.
_OR_ELSE = re.compile(r"\bor (?:do|does|is|are|will|would|shall|should|can|could|did|has|have) ")


def _judge_polite(base: str, modal: str, tail: str) -> Finding:
    """What "can/could/would/will you BASE TAIL" asks for."""
    if base == "believe" or _OR_ELSE.search(tail):
        return Finding(Act.QUESTION, 0.7)
    if base == "be" and modal in {"would", "could"}:
        able = _ABLE_TO.match(tail)
        if able and "to" in able.group():
            return Finding(Act.REQUEST, 0.85)
        return Finding(Act.QUESTION, 0.7)
    if modal == "would" and base in _OPINIONS:
        return Finding(Act.QUESTION, 0.75)
    if modal in {"can", "could"} and base in _ATTENDING:
        return Finding(Act.QUESTION, 0.7)
    if base in {"make", "do"} and modal in {"can", "could"} and _AT_A_TIME.match(tail):
        return Finding(Act.QUESTION, 0.75)
    if base == "see" and not re.match(r" (?:if|whether|to|that)\b", tail):
        return Finding(Act.QUESTION, 0.6)
    return Finding(Act.REQUEST, 0.9)


def _judge_joint(clause: Clause, modal: str, tail: str) -> Finding | None:
    base = clause.base
    if modal == "shall" and clause.who is Who.WE and base in _PROPOSED:
        return Finding(Act.REQUEST, 0.7, clause)
    if modal in {"may", "could", "might", "can"} and base in _FORMAL:
        return Finding(Act.REQUEST, 0.75, clause)
    if modal in {"should", "shall"}:
        return Finding(Act.QUESTION, 0.8, clause)
    if modal in {"will", "would"}:
        return Finding(Act.QUESTION, 0.7, clause)
    if clause.who is Who.WE and base in _JOINT_DOING:
        return Finding(Act.REQUEST, 0.75, clause)
    if base in _WANTED or (clause.who is Who.I and modal != "should" and base in _VISITING):
        return Finding(Act.REQUEST, 0.8, clause)
    if base == "ask" and re.match(r" (?:you|for|that)\b", tail):
        return Finding(Act.REQUEST, 0.75, clause)
    return Finding(Act.QUESTION, 0.65, clause)


_MODAL_TEXT = pattern(
    r"""
    \b(?P<modal>can|could|would|will) (?P<who>you|someone|somebody|anyone|anybody|one of you)
        (?: guys| all
        | both)? (?:please |kindly |also |possibly |just |maybe |perhaps |quickly )*
        (?P<base>[a-z]+)(?P<tail>[^.?!;]*)
    """,
    ignore_case=False,
)


def find_modal_text(view: View) -> Iterator[Finding]:
    """Where the parser lost it: "*** Ben - Could you forward …"."""
    match = _MODAL_TEXT.search(view.lower)
    if match is None or any(c.inverted and c.modal for c in view.clauses):
        return
    before = view.lower[: match.start()].rstrip()
    if (
        before
        and before[-1] not in ',;:-–—.!?)*>"'
        and not re.search(r"\b(?:and|so|but|also|please|then|hi|hello|hey|or|friday)\Z", before)
    ):
        return  # "the work that you can …"
    base, tail = match["base"], match["tail"]
    if base in {"let", "not"} or (
        match["modal"] == "will" and base in {"be", "have", "attend", "come", "need"}
    ):
        return
    if base in INFORMING and asks_to_inform(base, tail):
        yield Finding(Act.QUESTION, 0.7)
        return
    clause = next((c for c in view.clauses if c.base == base), None)
    judged = _judge_polite(base, match["modal"], tail)
    yield Finding(judged.act, judged.score - 0.1, clause)
