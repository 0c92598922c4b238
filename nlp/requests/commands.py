"""Commands: "please sign it", "send me the file", "let's meet".

A verb at the beginning is not always an order: wishes ("have a nice day"), formulas ("please find
attached") and steps of an instruction ("click Save") are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlp.clauses import Clause


_FORMULA_BASES = words(
    """thank expect find excuse forgive pardon hope wish enjoy rest stay feel hesitate worry mind say bear
    believe trust guess appreciate love congratulate regard welcome attach enclose assume suppose
    hear need sorry talk got thanks look mean imagine have regret be seem do care sound happen
    work glad suggest go feel-free like want know think cc bcc re fw"""
)


#: Steps of an instruction, not something owed.
_STEPS = words("click select press type scroll proceed tap hover enter rise")


_SCHEDULED = pattern(
    r"""
    \bplease (?:note|be (?:advised|aware|informed|reminded|assured)|bear with|accept (?:my|our
        |this)|excuse|forgive|pardon|disregard|ignore|find)\b
    """
)


_POINTING = pattern(
    r"""
    \b(?:see|refer to|find|read)(?: the| my| our| also)? (?:attach\w*|below|above|enclosed
        |my (?:comments|answers|responses|replies|notes)|(?:comments|answers|responses
        |replies) (?:below|inline|in)|inline|next)\b
    """
)


_NEVER_ORDER = pattern(
    r"""
    \A(?:please )?(?:go for it|stay tuned|bear with|tell (?:\w+ )?(?:\w+ )?(?:i said|hi\b|hello
        |congrat\w*|mazel)|accept\b[^.]{0,40}(?:greetings|respect|salutations
        |regards|condolences|apolog\w*|congrat\w*|wishes|thanks|sympathy)|see (?:you|ya)|have a
            |keep (?:in touch|up
        |your|well|safe)|take (?:care(?! of)|your time)|be (?:careful|safe|well|advised|aware
        |assured)|rest assured|trust me|believe me|call it|say (?:hi|hello)|give (?:my
        |our) (?:best|regards|love)|get well|make (?:no mistake|sense)|speaking of
        |talk (?:to you )?(?:soon|later)|mind you|never mind|consider it done|look forward
        |let alone|come on|forget it|don't (?:worry|mention|hesitate|mind|panic)|no need
        |do not worry|love (?:ya|you)|thank|thanks)\b
    """
)


#: One word with an exclamation mark, or with "yes" behind it.
_EXCLAIMED = re.compile(r"\w+\s?(?:,\s?(?:yes|no|indeed|ha)\b[^.?!]{0,10})?!")


#: Of such words those that ask for something.
_CRIED = words("help call reply answer respond confirm sign stop wait hurry")


def find_commands(view: View) -> Iterator[Finding]:
    """Like "Please sign it", "send me the file"."""
    for clause in view.clauses:
        if not clause.imperative or view.parse is None:
            continue
        start = view.parse.starts[clause.verb]
        tail = view.lower[start:]
        if clause.base == "let":
            yield from _let(view, clause, tail)
            continue
        above = view.parent(clause)
        if clause.dep == "conj" and above is not None and above.imperative and above.base == "go":
            continue  # "go and enjoy yourself"
        polite = re.search(
            r"\b(?:please|pls|plz|kindly)\b[ ,]*(?:\w+ly )?(?:do )?(?:not |n't |also |both |all )?\Z",
            view.lower[max(start - 24, 0) : start],
        )
        if clause.base in _FORMULA_BASES and not _is_order_after_all(
            clause.base, tail, negated=clause.negated, polite=polite is not None
        ):
            continue
        if _EXCLAIMED.match(tail) and clause.base not in _CRIED:
            continue  # "Pancake!!" names a thing
        if _NEVER_ORDER.match(view.lower[start:]) or _SCHEDULED.search(
            view.lower[max(start - 10, 0) : start + 25]
        ):
            continue
        if _POINTING.match(tail) or (clause.base in _STEPS and not polite):
            continue
        if clause.base in {"note", "see"} and not re.match(
            r"(?:see|note) (?:if|whether|to|the (?:deadline|change))", tail
        ):
            continue
        if not polite and not _plausible_order(view, clause):
            continue
        yield Finding(Act.REQUEST, 0.9 if polite else 0.75, clause)


#: "Have him call", "have a look": a form of "have" that orders.
_HAVE_DONE = pattern(
    r"""
    have (?:a (?:look|think|word|read|chat|go)|him|her|them|your|the|someone|somebody|\w+ (?:call
        |send|review|sign|contact|look))\b(?! (?:good|great|nice))
    """,
    ignore_case=False,
)


def _is_order_after_all(base: str, tail: str, *, negated: bool, polite: bool) -> bool:
    if base == "do":
        return (
            re.match(
                r"do (?:it|this|that|the|not (?!worry|hesitate|mind|panic)|me a|what|your)\b", tail
            )
            is not None
        )
    if base == "have":
        return _HAVE_DONE.match(tail) is not None
    if base == "be":
        return re.match(r"be (?:sure|prepared|ready|on time|there|at|here)\b", tail) is not None
    if base == "go":
        return re.match(r"go (?:ahead|to|through|with|over)\b", tail) is not None
    if base == "look":
        return re.match(r"look (?:into|at|over|through|for)\b", tail) is not None
    if base == "care":
        return False
    return (
        polite
        and base
        in {
            "work",
            "talk",
            "need",
            "find",
            "stay",
            "enclose",
            "attach",
            "cc",
            "bcc",
            "suggest",
            "say",
            "hear",
        }
        and not re.match(
            r"find (?:attach|enclos|below|the attach|my|our|here)|find\b.{0,30}\battach", tail
        )
        and not negated
    )


#: "To reset it, hold the button": instructions of use.
_HOW_TO = re.compile(
    r"to (?!be (?:clear|honest|sure|safe|frank)|avoid|help|make sure|recap|confirm|save)[a-z]+\b[^.?!;]{2,70}, "
)


def _plausible_order(view: View, clause: Clause) -> bool:
    """Whether a bare verb orders: "Send it", not "thanks see", "Genset 2 passed", "SLA review"."""
    assert view.parse is not None
    parse, verb = view.parse, clause.verb
    if clause.tag == "VBP" and clause.dep not in {"ROOT", "conj", "parataxis", "ccomp", "advcl"}:
        return False
    form = parse.forms[verb]
    if parse.words[verb] in {"am", "are", "is", "was", "were", "got"} or (
        form.isupper() and not view.text.isupper()
    ):
        return False
    if _HOW_TO.match(view.lower):
        return False
    following = verb + 1
    while following < len(parse.words) and parse.tags[following] in {"RB", "RP"}:
        following += 1
    if following == len(parse.words) or not parse.words[following][0].isalnum():
        return clause.base in _ALONE or clause.dep == "conj"
    if parse.tags[following] in {"VBN", "VBD"}:
        return False  # "report attached"
    if parse.tags[following] == "CD":
        return clause.base in _ORDERS and clause.base not in {"build", "order", "release", "test"}
    base = clause.base.removeprefix("re-").removeprefix("re")
    return clause.base in _ORDERS or base in _ORDERS or parse.words[following] in _AFTER_ORDER


#: Verbs that order without an object.
_ALONE = words(
    """call reply answer respond confirm sign stop wait hurry help advise proceed come write phone ring
    send pay ship go try check look listen act order book register vote"""
)
#: What follows a verb that orders, even one that nobody would think of.
_AFTER_ORDER = words(
    """the a an your my our me us him her it them this that these those all any no his their each both
    every some one yourself whatever everything anything nothing someone somebody everyone more less"""
)
#: Verbs that people begin a request with; others must have an object with an article or pronoun.
_ORDERS = words(
    """send give get let make keep take put use add remove change provide prepare bring tell ask write
    reply respond copy include ensure look see find follow go try work set move help pay order ship
    fix print read explain consider think leave stop start cancel postpone arrange discuss talk meet
    join plan do have be call check review sign forward update note confirm schedule book contact
    approve return share submit verify complete advise inform mail email e-mail post upload download
    attach replace repair adjust correct revise amend issue raise reduce increase limit hold release
    open close lock unlock block unblock pick collect deliver drop load unload wait stand watch mind
    remember forget avoid allow switch turn roll run restart reboot reset install test clean wash
    paint cut build draw design draft quote price invoice bill charge credit refund transfer wire
    settle deduct count measure weigh label mark pack wrap store stack report log record register
    enter fill type scan fax cc loop ping text phone ring dial chase push pull escalate delegate
    assign nominate appoint choose select decide propose suggest recommend describe list state
    specify indicate clarify define outline summarise summarize translate edit proofread publish
    circulate distribute hand pass lend buy purchase source supply reserve save spare skip ignore
    treat handle organise organize coordinate inspect examine investigate analyse analyze compare
    match reconcile monitor track trace locate identify resolve solve finish deploy migrate launch
    configure disable enable delete archive restore rename merge split combine separate come stay
    bear bin rush revert depute quantify justify touch book-in rebook allocate block bind credit
    extend renew withdraw waive honour honor remind notify invite host present show demonstrate
    teach train coach brief listen learn search google visit drive walk carry lift fetch feed water
    swap exchange trade sell rent lease hire interview fire pause resume continue proceed halt"""
)


def _let(view: View, clause: Clause, tail: str) -> Iterator[Finding]:
    """Like "Let's meet" asks; "let me check" promises and is no request."""
    if re.match(
        r"let'?s (?:hope|see|face|say|just say|be honest|not forget|assume|wait and see|pray)\b",
        tail,
    ):
        return
    if re.match(r"let(?:'s|s| us)\b(?! know)", tail):
        yield Finding(Act.REQUEST, 0.8, next(iter(view.child_clauses(clause)), clause))
    elif re.match(r"let (?!me\b|us\b|him know|her know|them know)\w+", tail):
        yield Finding(Act.REQUEST, 0.7, clause)


#: "…, let's adjust the numbers".
_LET_US = pattern(
    r"""
    (?:\A|[.,;:!\-–—(] ?|\b(?:and|so|but|then) )let(?:'?s| us) (?!know|hope|see\b|face|say
        |just say|be honest|not forget|assume|pray)[a-z]+
    """,
    ignore_case=False,
)


def find_let_us(view: View) -> Iterator[Finding]:
    """Where the parser lost it: "…, let's adjust the numbers", "lets try before Friday"."""
    if view.stems.isdisjoint({"let", "lets"}):
        return
    match = _LET_US.search(view.lower)
    if match:
        inside = [
            c
            for c in view.clauses
            if view.parse
            and match.start() <= view.parse.starts[c.verb] < match.end() + 1
            and c.base != "let"
        ]
        yield Finding(Act.REQUEST, 0.75, inside[-1] if inside else None)
