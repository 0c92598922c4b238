"""Promises in the present tense: "the deposit goes out on Thursday", "I'm refunding it today".

A present tense promises when it names a time to come, waits for an event, or does the deed for the
reader; practices ("we ship on Mondays", "I usually call first") and what this very mail does ("I
attach", "herewith I send you") are none. People who write English as a second language promise so
more often than with "will". The patterns need no parse; where there is one, its clause decides
whether the words stand in a condition, a question or somebody else's mouth.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.commitments_scope import hangs_on_reader, is_own_statement
from nlp.commitments_when import AHEAD, LASTING, WHEN_EVENT
from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.verbs import base_form
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlp.clauses import Clause

_ADVERBS = (
    r"(?:(?:also|then|now|just|personally|gladly|immediately|already|still|again|myself|ourselves|even"
    r"|only|actually|currently|all|both|hereby|therefore|of course|both) )*"
)

#: Deeds of the author's that the reader sees or waits for.
_DEEDS = words(
    """send give bring call phone ring text telephone email mail write forward pass deliver ship
    dispatch courier hand return refund credit pay reimburse cover bear issue reissue raise lodge file
    submit upload post publish share circulate prepare draft make remake redo finish complete
    check verify test retest repair fix replace rework correct amend update change adjust
    remove cancel pause stop suspend block unblock release book rebook reserve hold keep order arrange
    organise organize schedule push transfer collect fetch pick come go drive visit
    accompany join explain inform notify report clarify chase escalate
    take put set add load unload clean paint install migrate deploy switch roll restore
    reset calculate quote measure sort lock
    provide supply produce print cut contact remind
    investigate review extend renew waive honour honor compensate train
    double transmit invoice transport repay exchange swap rerun rewrite resend credit"""
)
#: Deeds that give the reader something, so that "you" behind them makes a promise without a time.
_GIVING = words(
    """send give bring call phone ring text telephone email mail write forward deliver ship
    dispatch hand return refund credit reimburse notify accompany keep hold
    reserve pay cover bear"""
)
#: Deeds of the author's own life, unless the reader is named with them.
_PRIVATE = words(
    "go come drive visit take put make keep hold pay cover change add test train review write"
)
#: Words behind which the deed is none of the author's own statements.
_BEFORE = pattern(
    r"""
    (?:\b(?:that|which|who|whom|what|where|why|how|whether|if|than|as|because|since|while|before|when|after|once
        |until|unless|did|do|does|don't|can|could|should|shall|would|may|might|must|let|so|though
        |although|hope|think|believe|guess|sure|whenever|the (?:day|time|moment|way|work|one|ones)|make|have|had|and you|said|says|told)
        |\?) \Z
    """
)
#: What this very mail does.
_HEREBY = pattern(
    r"""
    \b(?:attach(?:ed|ment)?|enclos(?:e|ed|ing)|herewith|hereby|hereunder|below|the following|inline
        |as follows|in copy|this (?:e-?mail|mail|message|letter|note))\b
    """
)
_AUTHOR_DOES = re.compile(rf"\b(?P<who>i|we) {_ADVERBS}(?P<verb>[a-z-]+)\b(?P<tail>[^;!?]*)")
_AUTHOR_IS_DOING = re.compile(
    rf"\b(?:i'm|i am|we're|we are|im) {_ADVERBS}(?P<verb>[a-z-]{{2,20}}ing)\b(?P<tail>[^;!?]*)"
)
_TO_READER = re.compile(r"\b(?:you|your|yours)\b")


def find_present(view: View) -> Iterator[Finding]:
    """Like "I send you the photos tomorrow", "as soon as I have it, we ship"."""
    if view.asks or view.stems.isdisjoint({"i", "we"}):
        return
    for match in _AUTHOR_DOES.finditer(view.lower):
        verb, tail = match["verb"], match["tail"]
        if verb not in _DEEDS or verb in {"put", "set", "cut", "let"}:
            continue
        clause = _clause_at(view, match.start("verb"))
        if not _is_now(view, match, clause) or (clause is not None and clause.tag == "VBD"):
            continue
        to_reader = verb in _GIVING and re.match(
            r" (?:it |this |them |that )?(?:to |for )?(?:you|your)\b", tail
        )
        ahead = AHEAD.search(tail) or (AHEAD.search(view.lower) if verb not in _PRIVATE else None)
        waits = WHEN_EVENT.search(view.lower)
        if to_reader:
            yield Finding(Act.COMMITMENT, 0.7, clause)
        elif match["who"] == "we" and not _TO_READER.search(view.lower):
            continue  # "we send the minutes on Friday" tells how things are done
        elif ahead:
            yield Finding(Act.COMMITMENT, 0.65, clause)
        elif waits and not re.search(r"\bif (?:you|it|that)\b", view.lower):
            yield Finding(Act.COMMITMENT, 0.6, clause)


def find_progressive(view: View) -> Iterator[Finding]:
    """Like "I'm refunding it today", "we are filing the letter tomorrow"."""
    if view.asks or view.stems.isdisjoint({"i", "we", "im"}):
        return
    for match in _AUTHOR_IS_DOING.finditer(view.lower):
        base, tail = base_form(match["verb"], "VBG"), match["tail"]
        clause = _clause_at(view, match.start("verb"))
        if base not in _DEEDS or not _is_now(view, match, clause):
            continue
        if AHEAD.search(tail) or (base not in _PRIVATE and AHEAD.search(view.lower)):
            yield Finding(Act.COMMITMENT, 0.7, clause)


def _is_now(view: View, match: re.Match[str], clause: Clause | None) -> bool:
    """Whether the words are a plain statement of the author's about what is to be done."""
    if _BEFORE.search(view.lower[max(match.start() - 24, 0) : match.start()]):
        return False
    if LASTING.search(view.lower) or _HEREBY.search(view.lower):
        return False
    if clause is None:
        return True
    return (
        is_own_statement(view, clause) and not hangs_on_reader(view, clause) and not clause.negated
    )


def _clause_at(view: View, start: int) -> Clause | None:
    if view.parse is None:
        return None
    starts = view.parse.starts
    return next((clause for clause in view.clauses if starts[clause.verb] == start), None)
