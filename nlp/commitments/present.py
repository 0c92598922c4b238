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

from nlp.commitments.scope import hangs_on_reader, is_own_statement
from nlp.commitments.when import AHEAD, HEREBY, LASTING, WHEN_EVENT
from nlp.deeds import VISIBLE
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

#: Deeds that give the reader something, so that "you" behind them makes a promise without a time.
_GIVING = words(
    """send give bring call phone ring text telephone email mail write forward deliver ship
    dispatch hand return refund credit reimburse notify accompany keep hold
    reserve pay cover bear"""
)
#: States, feelings and travels; and what is only planned or tried.
_NOT_FOR_READER = words(
    """be have get feel hope expect look think wonder try plan leave fly travel live sleep eat rest move
    sit stand suffer lose die struggle wait await become worry marry retire turn assume guess start
    begin talk refer aim consider hear read learn study enjoy love miss want need say tell ask
    attach enclose run celebrate close open marry suggest propose host hold seek hop"""
)
#: Deeds of the author's own life, unless the reader is named with them.
_PRIVATE = words(
    "go come drive visit take put make keep hold pay cover change add test train review write"
)
#: Words behind which the deed is none of the author's own statements.
_BEFORE = pattern(
    r"""
    (?:\b(?:that|which|who|whom|what|where|why|how|whether|if|than|as|because|since|while|before
        |when|after|once
        |until|unless|did|do|does|don't|can|could|should|shall|would|may|might|must|let|so|though
        |although|hope|think|believe|guess|sure|whenever|the (?:day|time|moment|way|work|one|ones)
            |make|have|had|and you|said|says|told)
        |\?) \Z
    """
)
#: Running deeds that are done with this very mail, or that nobody waits for.
_WITH_THIS = words(
    """send forward write return explain inform notify report clarify share post pass deliver submit
    circulate resend transmit check verify review investigate prepare draft calculate measure sort
    test produce make order ship issue publish update complete finish text email e-mail
    mail contact remind provide supply raise go come drive visit take pay cover train
    change collect adjust add join fetch pick accompany"""
)
_WITHOUT_TIME = VISIBLE - _WITH_THIS
#: What the author is doing at the moment of writing.
_ABOUT_THIS = re.compile(
    r" (?:this (?:mail|message|note|letter)|you (?:because|about|to)|to (?:ask|say|see|check|find|complain|let|tell|report)|because|about\b|on behalf|regarding|from\b|up\b|off\b|in sick|all\b)"
)
_AUTHOR_DOES = re.compile(rf"\b(?P<who>i|we) {_ADVERBS}(?P<verb>[a-z-]+)\b(?P<tail>[^;!?]*)")
_AUTHOR_IS_DOING = re.compile(
    rf"\b(?:(?P<who>i'm|i am|im)|we're|we are) {_ADVERBS}(?P<verb>[a-z-]{{2,20}}ing)\b(?P<tail>[^;!?]*)"
)
_TO_READER = re.compile(r"\b(?:you|your|yours)\b")


def find_present(view: View) -> Iterator[Finding]:
    """Like "I send you the photos tomorrow", "as soon as I have it, we ship"."""
    if view.asks or view.stems.isdisjoint({"i", "we"}):
        return
    for match in _AUTHOR_DOES.finditer(view.lower):
        verb, tail = match["verb"], match["tail"]
        if verb not in VISIBLE or verb in {"put", "set", "cut", "let"}:
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
        if base in _NOT_FOR_READER or not _is_now(view, match, clause):
            continue
        if base not in VISIBLE:
            if AHEAD.search(tail) and (match["who"] or _TO_READER.search(view.lower)):
                yield Finding(Act.COMMITMENT, 0.6, clause)
            continue
        if AHEAD.search(tail) or (base not in _PRIVATE and AHEAD.search(view.lower)):
            yield Finding(Act.COMMITMENT, 0.7, clause)
        elif base in _WITHOUT_TIME and not _ABOUT_THIS.match(tail):
            yield Finding(Act.COMMITMENT, 0.55, clause)


def _is_now(view: View, match: re.Match[str], clause: Clause | None) -> bool:
    """Whether the words are a plain statement of the author's about what is to be done."""
    if _BEFORE.search(view.lower[max(match.start() - 24, 0) : match.start()]):
        return False
    if LASTING.search(_part(view, match)) or HEREBY.search(view.lower):
        return False
    if clause is None:
        return True
    own = is_own_statement(view, clause) or _names_object_first(view, clause)
    return own and not hangs_on_reader(view, clause) and not clause.negated


def _names_object_first(view: View, clause: Clause) -> bool:
    """Like "Hotel and dinner we are arranging", which the parser takes for a mere noun."""
    if view.parse is None or clause.dep != "relcl" or clause.wh:
        return False
    parse, head = view.parse, view.parse.heads[clause.verb]
    return parse.deps[head] == "ROOT" and parse.tags[head] in {"NN", "NNS", "NNP", "NNPS", "CD"}


def _part(view: View, match: re.Match[str]) -> str:
    """The text of the match with what stands before it in the same part of the sentence."""
    before = re.split(r"[,;:.()]|\band\b|\bbut\b", view.lower[: match.start()])[-1]
    return before + re.split(r"[,;:]|\band\b|\bbut\b", match.group())[0]


def _clause_at(view: View, start: int) -> Clause | None:
    if view.parse is None:
        return None
    starts = view.parse.starts
    return next((clause for clause in view.clauses if starts[clause.verb] == start), None)


#: A sentence that leaves the author out: "Paying it tonight", "Seeing our CFO at 3".
_SUBJECT_LEFT_OUT = re.compile(
    r"\A(?:(?:ok|okay|yes|sure|thanks|hi|hello|and|also|so|now|just|back|already)[ ,.!]+){0,3}"
    r"(?P<verb>[a-z-]{2,20}ing)\b(?P<tail>[^;!?]*)"
)
#: A thing announced without a verb: "remittance to follow", "seating plan to come Monday".
_TO_FOLLOW = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\byet )(?<!\bhave )(?<!\bhas )(?<!\bbest )(?<!\bmore )(?<!\bwant )"
    r"(?<!\blike )(?<!\beasy )(?<!\bhard )(?<!\bneed )(?<!\bworse )(?<!\byears )(?<!\byou )"
    r"\bto (?:follow|come)\b(?=\s*(?:\Z|[.,;!)]|(?:on |by |this |next )?(?:mon|tues|wednes|thurs|fri|week|month|tomorrow|today|tonight|shortly|separately|soon|under)))"
)


def find_left_out(view: View) -> Iterator[Finding]:
    """Like "Paying it tonight, remittance to follow"."""
    if view.asks:
        return
    match = _SUBJECT_LEFT_OUT.match(view.lower)
    if match is not None and base_form(match["verb"], "VBG") in VISIBLE | {"see", "try"}:
        part = re.split(r"[,;:–—]| - ", match["tail"])[0]
        finite = [c for c in view.clauses if c.subject is not None and c.verb < 12 and c.main]
        if AHEAD.search(part) and not (
            finite and view.lower.find(view.word(finite[0].verb)) <= match.start("tail") + len(part)
        ):
            yield Finding(Act.COMMITMENT, 0.65, next(iter(view.clauses), None))
            return
    if "foll" in view.stems or "come" in view.stems:
        match = _TO_FOLLOW.search(view.lower)
        if match is not None and len(view.text) < 120:
            yield Finding(Act.COMMITMENT, 0.65)
