"""What the reader shall tell: "let me know whether …", "could you advise when …".

Depending on what is to be told it is a question ("let me know if Tuesday works"), a request ("let me
know when you have signed it") or an offer ("let me know if you need anything").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import pattern, words
from nlp.requests.offers import HELP, WANTS
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlp.clauses import Clause


INFORMING = words("tell let advise inform say remind explain")


_LET_KNOW = pattern(
    r"""
    \b(?:let (?:me|us|him|her|them|(?-i:[A-Z]\w+))(?: all| both)? know|(?:tell|inform|advise
        |update|notify) (?:me|us))\b(?: \w+ly\b)?(?: asap| please| back| too| then)?
        (?P<tail>[^.;!]*)
    """
)


_ABLE = pattern(
    r"""
    (?:you|someone|somebody|anyone|anybody|one of you|any of you|your \w+)(?:'d| would|'re| are
        | \w+)? (?:can|could|able to|be able to|willing to|mind)\b(?! (?:\w+ )?(?:attend|make
        |join|come|be|participate|meet|do (?:mon|tue|wed|thu|fri|it|that)))
    """
)


_CHANGES = pattern(
    r"""
    (?:there (?:are|is)|there's|anything|something|this|it|any of|that)\b.{0,30}\b(?:changes?
        |missing|wrong|incorrect|needs?|different|amend\w*|updates?)\b
    """
)


_WHEN_DONE = pattern(
    r"""
    (?:when|once|as soon as|after|whenever) (?:you|it|they|this|that|these|those|the \w+
        (?: \w+)?|all|everything)\b.{0,6}(?:is|are|'s|'re|has|have|'ve|get|gets|receive|send
        |finish|hear|complete|make|know|want me)\b(?:.{0,20}(?:ready|done|finished|complete|sent
        |received|arriv|here|back|shipp|book|sign|heard|final|a (?:chance|copy)))?
    """
)


_WH = pattern(
    r"""
    [, ]*(?:of |about |on |as to |asap |please |exactly |also |by \w+ )*(?:what|when|where|why
        |who|whom|whose|which|how|whether|if|your (?:\w+ )?(?:availab\w+|thoughts|opinion
        |preference|view|feeling|plans?|schedule|position|ideas?|take|decision|interest))\b
    """
)


_TOLD = words("let tell info advi upda noti")


#: Before "let me know": what asks for it.
_ASKED_TO = pattern(
    r"""
    (?:\b(?:can|could|would|will|please|kindly)(?: you| someone| anyone)(?: please| kindly| also
        | guys| all)?|\b(?:you|them|him|her|us)(?: all)? to|need to|have to|asked? to|\bplease
        |\bto please)\s\Z
    """,
    ignore_case=False,
)


def find_let_know(view: View) -> Iterator[Finding]:
    """Like "Let me know if Tuesday works", "please advise when it ships"."""
    if view.stems.isdisjoint(_TOLD):
        return
    for match in _LET_KNOW.finditer(view.text):
        before = view.lower[: match.start()]
        if re.search(
            r"\b(?:i|we|they|he|she|it|will|would|'ll|to|can|not|n't|could|should)\s+(?:\w+ly )?\Z",
            before,
        ) and not _ASKED_TO.search(before):
            continue  # "I will let you know", "he told me"
        act = _kind_of_tail(match.group("tail"))
        clause = next((c for c in view.clauses if _starts_in(view, c, match)), None)
        yield Finding(act, 0.85 if act is not Act.REQUEST else 0.75, clause)


#: "Pls advise if …", "explain what happened": to be told is what is asked for.
_TELLING = words("tell advise inform explain clarify indicate specify state say quote")
_WHAT = re.compile(
    r" ?(?:(?:me|us|him|her|back|also|please|then|straight|just|clearly|exactly|by (?:return|e-?mail)|"
    r"until \w+|by \w+|in detail|in writing|kindly|asap),? ){0,4}(?:about |of |on )?(?:in )?"
    r"(?:what|when|where|why|who|whose|which|how|whether|if)\b(?! (?:you )?(?:have|need|want|possible|any)\b)"
)


def find_told(view: View) -> Iterator[Finding]:
    """Like "Please advise if you can accept": a command whose answer is information."""
    for clause in view.clauses:
        if clause.imperative and clause.base in _TELLING and _WHAT.match(view.after(clause.verb)):
            yield Finding(Act.QUESTION, 0.7, clause)


def _starts_in(view: View, clause: Clause, match: re.Match[str]) -> bool:
    return view.parse is not None and match.start() <= view.parse.starts[clause.verb] < match.start(
        "tail"
    )


def _kind_of_tail(tail: str) -> Act:
    text = tail.strip(" ,!:-–)(")
    condition = re.match(
        r"(?:asap |please |by \w+ |of |soon )*(?:if|whether(?: or not)?|in case|should)\s(?P<rest>.*)",
        text,
        re.IGNORECASE,
    )
    if condition:
        rest = condition.group("rest")
        if HELP.match(rest) or WANTS.match(rest):
            return Act.OFFER
        if _ABLE.match(rest) or _CHANGES.match(rest):
            return Act.REQUEST
        return Act.QUESTION
    if re.match(
        r"how (?:i|we) (?:can|could|may) (?:\w+ )?(?:help|assist|support)", text, re.IGNORECASE
    ):
        return Act.OFFER
    if _WHEN_DONE.match(text):
        return Act.REQUEST
    return Act.QUESTION if _WH.match(text) else Act.REQUEST


#: Behind "tell", "know": the thing to be told.
_WHAT_TO_TELL = pattern(
    r"""
    (?: (?:me|us|him|her))?(?: please)?(?: know)?,? ?(?:asap |please |exactly |again )*(?:what
        |when|where|why|who|which|how|whether|if)\b
    """,
    ignore_case=False,
)


def asks_to_inform(base: str, tail: str) -> bool:
    """Like "tell me where …", "explain why" … but "tell me the figures" is a request."""
    if base in {"explain", "remind"}:
        return False
    return _WHAT_TO_TELL.match(tail) is not None
