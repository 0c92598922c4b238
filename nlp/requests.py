"""Requests, questions and offers: what the author wants the reader to do or to say.

The lines between them are those of the annotation guidelines: a request put as a question is a
request; "let me know if Tuesday works" is a question; "let me know if you have questions" is an
offer. Each rule looks at one clause or one phrase and returns at most one finding.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.courtesy import is_rhetorical, is_social_question
from nlp.lexicon import words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OFFER = re.compile(
    r"\b(?:please )?(?:do )?(?:feel free|don'?t (?:ever )?hesitate|do not hesitate|not hesitate)\b"
    r"|\bshould you (?:have|need|require|wish|want|like|be interested|prefer|run into|encounter)\b"
    r"|\b(?:call|contact|email|e-mail|reach out(?: to)?|ping|write(?: to)?|ask|reach|ring|text)\s(?:(?:me|us|him|her|them|[\w.]+) )?(?:\S+ ){0,4}?(?:with|if there are|for) (?:any|further|additional) (?:\w+ )?(?:questions?|concerns?|queries|issues?|problems?)\b"
    r"|\b(?:call|contact|email|e-mail|reach out|ping|ask|reach|ring|write|give (?:me|us) a (?:call|ring|shout)|get in touch|drop (?:me|us) a (?:line|note)|shout)\b[^.?!]{0,50}?\bif (?:you|anyone|anybody|any of you)(?:'re|'d| are| would)? ?(?:have (?:any |further |additional |more |other )*(?:questions?|concerns?|queries|problems?|issues?|comments?|difficult\w+|trouble)|need|want|wish|like|interested|run into|get stuck|require)\b"
    r"|\bif you (?:'d |would )?(?:have (?:any |further |additional |more |other )*(?:questions?|concerns?|queries)),? (?:\w+ ){0,3}(?:call|contact|email|ask|reach|let)\b"
    r"|\b(?:at your disposal|you(?:'re| are) (?:always |more than )?welcome to|(?:i|we)(?:'m| am|'re| are|'ll be| will be)? (?:always |also )?(?:available|here|around|on hand|standing by) (?:to (?:answer|discuss|help|assist|walk|support)|if (?:you|anything)|for any (?:questions|help)))\b"
    r"|\bavailable to (?:answer|help|assist) (?:with )?(?:any )?questions?\b"
    r"|\b(?:happy|glad|pleased|delighted|more than happy|willing|ready) to (?:\w+ ){1,6}?(?:\w+ )?(?:if (?:you|needed|that|it|useful|helpful|required|necessary|this|easier|preferred|better|convenient|of interest)|should you|any questions|any time|whenever|at your convenience|on request|upon request)\b"
    r"|\bif (?:it|that|this) (?:helps|would help|is (?:of )?(?:help|helpful|useful|easier|any help)|would be (?:helpful|useful|easier|of help)|suits|'s (?:helpful|useful|easier)),? (?:i|we) (?:can|could|will|'ll|would|'d)\b"
    r"|\b(?:i|we) (?:can|could|will|'ll|may|'d be happy to|would be happy to|am happy to|are happy to) (?:\S+ ){1,14}?if (?:you(?:'d)? (?:want|like|need|prefer|wish|are interested|would like|think)|you so (?:wish|desire)|(?:it|that|this) (?:helps|would help|is (?:helpful|useful|easier)|works better|would be (?:helpful|useful|easier))|needed|desired|preferred|required|useful|helpful)\b"
    r"|\bif (?:you|anyone|anybody|any of you)(?:'d| would|'re| are)? ?(?:want|like|need|prefer|wish|require|interested|rather|care)\b[^.?!]{0,90}?(?:,| then| please)? ?(?:(?:i|we) (?:can|could|will|'ll|'d be|would be|am happy|are happy|may)\b|(?:please )?(?:let (?:me|us) know|call|contact|just ask|ask|reach|shout|give (?:me|us)|drop|email|e-mail|ping|tell me))"
    r"|\blet (?:me|us) know (?:if|how|whether) (?:i|we) (?:can|could|may) (?:\w+ )?(?:help|assist|be of|do anything|support|provide|answer)\b"
    r"|\byou can (?:always )?(?:reach|call|contact|find) (?:me|us) (?:at|on|any)\b",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"(?:you|anyone|anybody|any of you|someone|your \w+|they)(?:'d| would|'re| are| still| ever| also)* ?"
    r"(?:need|want|require|like|wish|prefer|(?:be )?interested in (?:part|att|join|seeing|hear|learn|disc|mov)|interested\b(?! in (?:buy|sell|purch))|care (?:for|to)|run into|encounter|"
    r"(?:have|has|had|got|'ve got|see|think of|find) (?:any |further |additional |more |other |some |specific )*(?:questions?|concerns?|comments?|queries|query|issues?|problems?|doubts?|objections?|trouble|difficult\w+|feedback|suggestions?|inquir\w+))\b",
    re.IGNORECASE,
)
_HELP = re.compile(
    r"(?:i|we)(?:'m| am| are)? (?:can |could |may |should )?(?:\w+ )?(?:help|assist|be of|do anything|support you|provide (?:any|further|more)|answer|clarify)\b|(?:there(?:'s| is) )?anything (?:else )?(?:i|we) can|"
    r"(?:there (?:are|is) |there's )?any(?:thing)? ?(?:other |further |more )?(?:questions?|concerns?|issues?|problems?|is unclear|isn't clear|is not clear|comes up|else (?:you need|we can|i can))\b|questions\b|"
    r"you'd like (?:me|us)|you would like (?:me|us|for)|you want (?:me|us)",
    re.IGNORECASE,
)
_LET_KNOW = re.compile(
    r"\b(?:let (?:me|us|him|her|them|(?-i:[A-Z]\w+))(?: all| both)? know|(?:tell|inform|advise|update|notify) (?:me|us))\b(?: \w+ly\b)?(?: asap| please| back| too| then)?(?P<tail>[^.;!]*)",
    re.IGNORECASE,
)
_ABLE = re.compile(
    r"(?:you|someone|somebody|anyone|anybody|one of you|any of you|your \w+)(?:'d| would|'re| are| \w+)? (?:can|could|able to|be able to|willing to|mind)\b(?! (?:\w+ )?(?:attend|make|join|come|be|participate|meet|do (?:mon|tue|wed|thu|fri|it|that)))",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"(?:there (?:are|is)|there's|anything|something|this|it|any of|that)\b.{0,30}\b(?:changes?|missing|wrong|incorrect|needs?|different|amend\w*|updates?)\b",
    re.IGNORECASE,
)
_WHEN_DONE = re.compile(
    r"(?:when|once|as soon as|after|whenever) (?:you|it|they|this|that|these|those|the \w+(?: \w+)?|all|everything)\b.{0,6}(?:is|are|'s|'re|has|have|'ve|get|gets|receive|send|finish|hear|complete|make|know|want me)\b(?:.{0,20}(?:ready|done|finished|complete|sent|received|arriv|here|back|shipp|book|sign|heard|final|a (?:chance|copy)))?",
    re.IGNORECASE,
)
_WH = re.compile(
    r"[, ]*(?:of |about |on |as to |asap |please |exactly |also |by \w+ )*(?:what|when|where|why|who|whom|whose|which|how|whether|if|your (?:\w+ )?(?:availab\w+|thoughts|opinion|preference|view|feeling|plans?|schedule|position|ideas?|take|decision|interest))\b",
    re.IGNORECASE,
)

_FORMULA_BASES = words(
    """thank expect find excuse forgive pardon hope wish enjoy rest stay feel hesitate worry mind say bear
    believe trust guess appreciate love congratulate regard welcome attach enclose assume suppose
    hear need sorry talk got thanks look mean imagine have regret be seem do care sound happen
    work glad suggest go feel-free like want know think cc bcc re fw"""
)
#: Steps of an instruction, not something owed.
_STEPS = words("click select press type scroll proceed tap hover enter rise")
_SCHEDULED = re.compile(
    r"\bplease (?:note|be (?:advised|aware|informed|reminded|assured)|bear with|accept (?:my|our|this)|excuse|forgive|pardon|disregard|ignore|find)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:see|refer to|find|read)(?: the| my| our| also)? (?:attach\w*|below|above|enclosed|my (?:comments|answers|responses|replies|notes)|(?:comments|answers|responses|replies) (?:below|inline|in)|inline|next)\b",
    re.IGNORECASE,
)
_NEVER_ORDER = re.compile(
    r"\A(?:please )?(?:go for it|stay tuned|bear with|see (?:you|ya)|have a|keep (?:in touch|up|your|well|safe)|take (?:care(?! of)|your time)|be (?:careful|safe|well|advised|aware|assured)|rest assured|trust me|believe me|"
    r"call it|say (?:hi|hello)|give (?:my|our) (?:best|regards|love)|get well|make (?:no mistake|sense)|speaking of|talk (?:to you )?(?:soon|later)|mind you|never mind|consider it done|look forward|let alone|come on|forget it|"
    r"don't (?:worry|mention|hesitate|mind|panic)|no need|do not worry|love (?:ya|you)|thank|thanks)\b",
    re.IGNORECASE,
)

_JOINT_DOING = words(
    """meet talk speak discuss chat schedule reschedule move push set arrange get have review go connect
    catch make postpone agree plan start finalize finalise confirm do see add change extend use update
    include remove receive keep try sync hop jump touch regroup"""
)
_MEET_BASES = words(
    """meet talk speak discuss chat visit connect sit regroup catch sync touch hop jump get-together
    schedule arrange reschedule invite set see"""
)
_INFORM_BASES = words("tell let advise inform say remind explain")
_BE_READY = words(
    "available free able interested ok okay willing happy around there in open comfortable ready aware"
)


_OFFER_STEMS = words(
    "free hesi shou call cont emai e reac ping ask ring writ text if disp welc avai arou hand happ glad plea deli will read let can any"
)


def find_asks(view: View) -> list[Finding]:
    """Requests, questions and offers of a sentence, at most one finding of each."""
    offer = (
        not view.stems.isdisjoint(_OFFER_STEMS)
        and _OFFER.search(view.text) is not None
        and not _overrides_offer(view)
    )
    found: dict[Act, Finding] = {}
    for rule in _RULES:
        for finding in rule(view):
            known = found.get(finding.act)
            if known is None or finding.score > known.score:
                found[finding.act] = finding
    if Act.QUESTION in found and (is_social_question(view.text) or is_rhetorical(view.text)):
        del found[Act.QUESTION]
    if offer or Act.OFFER in found:
        found[Act.OFFER] = found.get(Act.OFFER) or Finding(Act.OFFER, 0.85)
        found = {act: f for act, f in found.items() if act is Act.OFFER or _apart(view, f)}
    if Act.QUESTION not in found and Act.REQUEST not in found and Act.OFFER not in found:
        found.update({f.act: f for f in _plain_question(view)})
    return list(found.values())


_HURRY = re.compile(
    r"\b(?:asap|as soon as possible|immediately|by (?:mon|tue|wed|thu|fri|tomorrow|today|tonight|noon|\d|the end|end of|cob|eod|close|next)\w*|no later than)\b",
    re.IGNORECASE,
)


def _overrides_offer(view: View) -> bool:
    """Like "If you'd like to keep the slot, confirm by Friday": the reader must do something."""
    return re.search(
        r"\bif you (?:want|like|wish|would like)\b(?!.*\b(?:i|we)(?:'ll| can| could| will| would| may)\b).{0,80}\b(?:you (?:must|need|have to)|confirm|sign|return|send|submit|register|rsvp)\b",
        view.lower,
    ) is not None and not re.search(r"\blet (?:me|us) know|feel free|hesitate", view.lower)


def _apart(view: View, finding: Finding) -> bool:
    """Whether a request or question stands beside the offer in another clause of its own."""
    match = _OFFER.search(view.text)
    if finding.clause is None or view.parse is None or match is None:
        return False
    at = view.parse.starts[finding.clause.verb]
    if match.start() - 8 <= at <= match.end() + 4:
        return False
    between = view.lower[min(at, match.start()) : max(at, match.end())]
    hurried = _HURRY.search(view.text) and re.search(
        r"\b(?:please|confirm|reply|respond|contact|call|send|e-?mail|register)\b", view.lower
    )
    if hurried and re.search(
        r"\bif you(?:'re| are|'d| would)? (?:like|want|wish|interested)\b", view.lower
    ):
        return True
    return (
        re.search(r"[;,.?!\-]|\band\b|\bbut\b", between) is not None
        and finding.score >= 0.8
        and not re.match(
            r"(?:call|contact|email|e-mail|let|ask|reach|ping|have)\b", finding.clause.base
        )
    )


def _let_know(view: View) -> Iterator[Finding]:
    for match in _LET_KNOW.finditer(view.text):
        before = view.lower[: match.start()]
        if re.search(
            r"\b(?:i|we|they|he|she|it|will|would|'ll|to|can|not|n't|could|should)\s+(?:\w+ly )?\Z",
            before,
        ) and not re.search(
            r"(?:\b(?:can|could|would|will|please|kindly)(?: you| someone| anyone)(?: please| kindly| also| guys| all)?|\b(?:you|them|him|her|us)(?: all)? to|need to|have to|asked? to|\bplease|\bto please)\s\Z",
            before,
        ):
            continue  # "I will let you know", "he told me"
        act = _kind_of_tail(match.group("tail"))
        clause = next((c for c in view.clauses if _starts_in(view, c, match)), None)
        yield Finding(act, 0.85 if act is not Act.REQUEST else 0.75, clause)


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
        if _HELP.match(rest) or _WANTS.match(rest):
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


#: One word with an exclamation mark, or with "yes" behind it.
_EXCLAIMED = re.compile(r"\w+\s?(?:,\s?(?:yes|no|indeed|ha)\b[^.?!]{0,10})?!")
#: Of such words those that ask for something.
_CRIED = words("help call reply answer respond confirm sign stop wait hurry")


def _commands(view: View) -> Iterator[Finding]:
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
        if clause.tag == "VBP" and not polite and not _plausible_order(view, clause):
            continue
        yield Finding(Act.REQUEST, 0.9 if polite else 0.75, clause)


def _is_order_after_all(base: str, tail: str, *, negated: bool, polite: bool) -> bool:
    if base == "do":
        return (
            re.match(
                r"do (?:it|this|that|the|not (?!worry|hesitate|mind|panic)|me a|what|your)\b", tail
            )
            is not None
        )
    if base == "have":
        return (
            re.match(
                r"have (?:him|her|them|your|the|someone|somebody|\w+ (?:call|send|review|sign|contact|look))\b(?! (?:good|great|nice))",
                tail,
            )
            is not None
        )
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


def _plausible_order(view: View, clause: Clause) -> bool:
    """A bare present form opens a request only at the beginning: "Send it", not "thanks see"."""
    assert view.parse is not None
    return (
        clause.dep in {"ROOT", "conj", "parataxis", "ccomp"}
        and clause.tag in {"VB", "VBP"}
        and not re.match(r"(?:am|are|is|was|were)\b", clause.base)
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


def _modal_questions(view: View) -> Iterator[Finding]:
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
        and view.word(clause.subject) in {"somebody", "team", "guys", "they", "he", "she"}
    ):
        if base in _INFORM_BASES and _informs(base, tail):
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
    if (
        who is Who.OTHER
        and modal in {"would", "will", "could"}
        and re.search(r"\bpossible\b", tail)
        and base == "be"
    ):
        asks = re.search(
            r"possible (?:for (?:you|someone|us|me|your)|to (?:get|have|receive|send|see|meet|move|push|schedule|reschedule|arrange|provide|extend|speak|talk|discuss))",
            tail,
        )
        return Finding(Act.REQUEST if asks else Act.QUESTION, 0.75, clause)
    return None


def _informs(base: str, tail: str) -> bool:
    """Like "tell me where …", "explain why" … but "tell me the figures" is a request."""
    if base in {"explain", "remind"}:
        return False
    return (
        re.match(
            r"(?: (?:me|us|him|her))?(?: please)?(?: know)?,? ?(?:asap |please |exactly |again )*(?:what|when|where|why|who|which|how|whether|if)\b",
            tail,
        )
        is not None
    )


def _judge_polite(base: str, modal: str, tail: str) -> Finding:
    """What "can/could/would/will you BASE TAIL" asks for."""
    if base == "be" and modal in {"would", "could"}:
        able = re.match(
            r"(?: you)? ?(?:be )?(?:able|willing|so kind|kind enough|open|prepared)\b(?: to (?!attend|make|join|come|meet))?",
            tail,
        )
        if able and "to" in able.group():
            return Finding(Act.REQUEST, 0.85)
        return Finding(Act.QUESTION, 0.7)
    if modal == "would" and base in {
        "like",
        "want",
        "prefer",
        "say",
        "recommend",
        "agree",
        "suggest",
        "rather",
        "love",
        "object",
    }:
        return Finding(Act.QUESTION, 0.75)
    if base in {"attend", "come", "join", "hear", "think", "imagine", "manage"} and modal in {
        "can",
        "could",
    }:
        return Finding(Act.QUESTION, 0.7)
    if (
        base in {"make", "do"}
        and modal in {"can", "could"}
        and re.match(
            r"(?: it)?(?: (?:on|at|in|for|this|next|to the|by))? ?(?:mon|tue|wed|thu|fri|sat|sun|tomorrow|today|\d|lunch|the (?:meeting|call)|next|this)",
            tail,
        )
    ):
        return Finding(Act.QUESTION, 0.75)
    if base == "see" and not re.match(r" (?:if|whether|to|that)\b", tail):
        return Finding(Act.QUESTION, 0.6)
    return Finding(Act.REQUEST, 0.9)


def _judge_joint(clause: Clause, modal: str, tail: str) -> Finding | None:
    base = clause.base
    if modal in {"should", "shall"}:
        return Finding(Act.QUESTION, 0.8, clause)
    if modal in {"will", "would"}:
        return Finding(Act.QUESTION, 0.7, clause)
    if clause.who is Who.WE and base in _JOINT_DOING:
        return Finding(Act.REQUEST, 0.75, clause)
    if base in {"get", "have", "see", "borrow", "receive", "trouble", "bother", "request", "book"}:
        return Finding(Act.REQUEST, 0.8, clause)
    if base == "ask" and re.match(r" (?:you|for|that)\b", tail):
        return Finding(Act.REQUEST, 0.75, clause)
    return Finding(Act.QUESTION, 0.65, clause)


def _needs(view: View) -> Iterator[Finding]:
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


def _likes(view: View) -> Iterator[Finding]:
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


#: Act, score, stems one of which stands in the phrase, phrase.
_PHRASES: tuple[tuple[Act, float, frozenset[str], re.Pattern[str]], ...] = tuple(
    (act, score, words(stems), re.compile(pattern, re.IGNORECASE))
    for act, score, stems, pattern in (
        (Act.REQUEST, 0.8, "appr grat obli than help grea good nice idea wond fant love usef perf best bett awes", r"\b(?:would(?: very much| greatly| really| also)?|'d(?: really| very much)?|do|should|shall) (?:be )?(?:\w+ )?(?:appreciate|grateful|obliged|thankful|helpful|great|good|nice|ideal|wonderful|fantastic|lovely|useful|perfect|best|better|awesome)(?: it| to me| to us)?,? if (?:you|someone|one of you|anyone|we|your)\b"),
        (Act.REQUEST, 0.75, "appr", r"\b(?:i|we)(?:'d| would)(?: very much| greatly| really| also)? appreciate (?!(?:it\b(?! if)|that$|the (?:offer|gesture)))"),
        (Act.REQUEST, 0.7, "appr welc", r"\b(?:comments?|feedback|suggestions?|input|thoughts|referrals?|ideas|advice|guidance|any help|any \w+|assistance|confirmation|response|reply|answer)\b[^?!]{0,60}\b(?:is|are|would be|will be) (?:much |greatly |very much |highly |always |most )?(?:appreciated|welcome)\b"),
        (Act.REQUEST, 0.7, "appr", r"\b(?:would be|will be) (?:much |greatly |very much |highly |most )?appreciated\b"),
        (Act.REQUEST, 0.8, "hopi wond hope", r"\b(?:i|we)(?:'m| am|'re| are| was| were| had been)? (?:just )?(?:hoping|wondering if|wondering whether|hoped) (?:that )?(?:you|someone|anyone|one of you|we) (?:could|can|would|might|may|will)\b"),
        (Act.REQUEST, 0.7, "hope hopi", r"\b(?:i |we |just |still |do )?hop(?:e|ing) (?:that )?(?:you|we|someone)(?:'ll| will| can| could)(?: be able to)? (?!have a|enjoy|be\b|feel|find|understand|like|agree|forgive|see|continue|keep|all)(?:have (?:the )?(?:time|chance) to )?\w+"),
        (Act.REQUEST, 0.8, "ask aski requ urge urgi beg invi", r"\b(?:i|we)(?:'m| am|'re| are|'d| would| do|'d like to| would like to| must| will| need to| have to)?(?: also| just| kindly| now| therefore| hereby| only| again)* (?:ask(?:ing)?|request(?:ing)?|urg(?:e|ing)|beg|invit(?:e|ing)) (?:that )?(?:you|everyone|all|each|for (?:your|a|an|the)|your|our)\b"),
        (Act.REQUEST, 0.75, "ask asks aske", r"\b(?-i:[A-Z]\w+) (?:has |have )?ask(?:s|ed) (?:that (?:you|we)|if you (?:could|can|would)|you to)\b"),
        (Act.REQUEST, 0.75, "requ remi", r"\b(?:this is|here is|consider this) (?:a|my|our|the) (?:formal |kind |gentle |friendly )?(?:request|reminder) (?:for|to|that)\b"),
        (Act.REQUEST, 0.6, "remi", r"\b(?:just |quick |gentle |kind |friendly )?reminder (?:to|that (?:you|your|all|the|we))\b"),
        (Act.REQUEST, 0.7, "sugg prop reco advi", r"\b(?:i|we)(?:'d| would)? (?:suggest|propose|recommend|advise)(?: strongly)?(?: that)? (?:you|we|they|a|an|the|moving|having|meeting|using|doing|going|to|one|this|these|our|setting|keeping|chang\w+|add\w+|schedul\w+)\b"),
        (Act.REQUEST, 0.65, "sugg prop reco requ", r"\bmy (?:suggestion|proposal|recommendation|request) (?:is|would be)\b"),
        (Act.REQUEST, 0.7, "perh mayb", r"\b(?:perhaps|maybe) (?:(?:you|someone) (?:can|could|should|might)\b(?! (?:be\b|see\b))|we (?:can|could|should) (?:meet|talk|speak|discuss|chat|schedule|set up|catch up|have a))"),
        (Act.REQUEST, 0.65, "may migh", r"(?<!that )\byou (?:may|might) (?:want|wish|need) to\b"),
        (Act.REQUEST, 0.7, "awai wait pend", r"\b(?:i|we)?(?:'m| am|'re| are)?(?: still| now| currently| just| eagerly)? ?(?:await(?:ing)?|waiting (?:on|for)|pending) (?:for )?(?:your|the (?:client's|final)|approval|confirmation|instructions?|a (?:reply|response)|feedback|sign-?off|news from you|payment)\b"),
        (Act.REQUEST, 0.7, "atta encl here belo draf dist circ", r"\b(?:attached|enclosed|here is|here are|below is|draft|distributed|circulated)\b[^.?!]{0,60}\bfor (?:your )?(?:kind |final |urgent )?(?:review|approval|comments?|signature|action|feedback|input|sign-?off|consideration|confirmation|completion)\b"),
        (Act.REQUEST, 0.8, "how what", r"\b(?:how|what) about (?!(?:you|the (?:others?|rest))\b[ ?])(?=.*(?:\d|mon|tue|wed|thu|fri|sat|sun|tomorrow|today|lunch|dinner|coffee|breakfast|next|this|after|prior|before|noon|meeting|call|we\b|a (?:quick|short)))"),
        (Act.REQUEST, 0.7, "woul great good help nice d", r"\b(?:would be|'d be) (?:really |very |so )?(?:great|good|helpful|nice|useful|ideal|fantastic) to (?:get|have|hear|see|receive|know)\b"),
        (Act.REQUEST, 0.7, "love welc like", r"\b(?:would|'d) (?:really |also )?(?:love|like|welcome)(?: to (?:hear|get|have|see|receive))? your (?:\w+ )?(?:thoughts|feedback|input|comments|opinions?|views?|ideas|take|perspective)\b"),
        (Act.REQUEST, 0.8, "chan way poss", r"\b(?:any|is there (?:a|any)|what are the|a) (?:chance|way|possibility)(?: that)?(?: of)? (?:you|we|your|someone|i) (?:can|could|might|would|getting|get|sending|meeting|to)\b"),
        (Act.REQUEST, 0.8, "mind", r"\b(?:would|do|did|if) you (?:\w+ )?mind (?:if we |if i )?\w+"),
        (Act.REQUEST, 0.8, "able", r"\b(?:are|is) (?:you|someone|anyone|your team|your side) (?:\w+ )?able to (?!attend|make|join|come|participate|do (?:mon|tue|wed|thu|fri))"),
        (Act.REQUEST, 0.8, "thin", r"\bdo you think (?:you|we|someone) (?:can|could|might)\b(?! (?:be\b|expect))"),
        (Act.REQUEST, 0.75, "why", r"\bwhy (?:don't|do not|not) (?:you|we)\b(?! (?:have|know|like|just))"),
        (Act.REQUEST, 0.8, "who whic", r"(?:\A|[.,;:!\-–—] ?|\b(?:so|and|but|hi|hello) )(?:who|which of you) (?:can|could|will|would|is able to) (?:help|take|handle|look|send|provide|do|cover|please|own|assist|review|pick|join)\b"),
        (Act.REQUEST, 0.8, "if", r"\A(?:(?:please|and|also|so|but|hi|hello|(?-i:[A-Z]\w+))[ ,:\-–]{1,3}){0,4}(?:[^.?!,]{0,30}, )?if you (?:could|can|would|would be so kind)\b(?!.{0,60}\b(?:i|we)(?:'ll|'d| will| would| can| could)\b)(?! (?:see|recall|remember|imagine|not|wait|present))"),
        (Act.REQUEST, 0.75, "forg reme sure ensu", r"\b(?:don't|do not|never) forget\b|\bremember to\b|(?<!'ll )(?<!will )(?<!to )(?<!i )(?<!we )(?<!can )\bmake sure (?:that |to |you|the|your|all)|\bbe sure to\b|\bensure (?:that |you|the|your|all)\b(?<!to ensure )(?<!we ensure )"),
        (Act.REQUEST, 0.75, "poss", r"\b(?:is|are|it is|it's) (?:it )?possible (?:for you|that you|for someone|for your)\b"),
        (Act.REQUEST, 0.65, "paym repo time form resp comm subm invo feed it they this thes prop draf docu slid", r"\b(?:payment|report|reports|timesheets?|forms?|responses?|comments?|submissions?|invoices?|feedback|it|they|this|these|proposals?|drafts?|documents?|slides) (?:is|are|will be|must be (?:in|received|submitted|returned|sent)|should be (?:in|received|submitted|returned|sent)|needs to be|need to be|has to be|have to be) (?:now )?(?:due|submitted|returned|completed|received|signed|paid|approved|finalized|finalised|in)\b(?! diligence)(?! to\b)"),
        (Act.REQUEST, 0.7, "trus expe coun rely", r"\b(?:i|we)(?:'d| would| will|'ll)? (?:trust|expect|count on|rely on) (?:that )?(?:you|your team)(?: will| to|'ll)\b"),
        (Act.REQUEST, 0.6, "plea pls plz kind", r"\b(?:please|pls|plz|kindly) (?:\w+ly )?(?!note|be |find|accept|excuse|forgive|disregard|ignore|bear|feel|do not hesitate|don't|see|let|know|and|thanks|thank|as|refer|contact|call|keep in|have a|enjoy|take care|,)(?:\w+)"),
        (Act.QUESTION, 0.75, "inqu enqu", r"\b(?:writing|like|wanted|want|wish) to (?:inquire|enquire)\b"),
        (Act.REQUEST, 0.65, "inte", r"\binterested in (?:a|an|receiving|getting|having|your|seeing) (?:\w+ ){0,2}(?:quote|quotation|proposal|demo|estimate|offer|prices?|sample)\b"),
        (Act.QUESTION, 0.7, "wond curi uncl", r"\b(?:i|we)(?:'m| am|'re| are| was| were)? (?:also |just |still |only )*(?:wonder(?:ed|ing)?|curious|unclear)(?: to know| to see| about)? (?:if(?! you (?:could|can|would|might))|whether(?! you (?:could|can|would))|what|when|where|how|which|who|why)\b"),
        (Act.QUESTION, 0.75, "know find lear hear ask see chec unde", r"(?:\b(?:i|we)\b[^.?!,]{0,25} |\A\W*|\b(?:just|also) )(?:want(?:ed|ing|s)?|like|love|need(?:ed)?|try(?:ing)?|keen|interested|curious) to (?:know|find out|learn|hear|ask|see|check|understand)(?: about)? (?:if|whether|what|when|where|how|which|who|why|were)\b"),
        (Act.QUESTION, 0.7, "do does", r"\bdo(?:es)? (?:you|anyone|anybody|someone|either of you) (?:happen to )?(?:know|have|recall|remember|think|see|want|agree|mean)\b"),
        (Act.QUESTION, 0.7, "find figu tryi try", r"\b(?:find(?:ing)? out|figure out) (?:what|when|whether|how|if)\b(?=.*\b(?:trying|try)\b)|\btrying to (?:find out|figure out) (?:what|when|whether|how|if)\b"),
        (Act.QUESTION, 0.75, "any", r"\A(?:(?:hi|hello|and|also|so|(?-i:[A-Z]\w+))[ ,:\-–]{1,3}){0,4}any (?!.*\b(?:appreciated|welcome)\b)(?:news|updates?|word|progress|thoughts|idea|ideas|feedback|luck|questions for)\b"),
        (Act.QUESTION, 0.7, "what wher when how why who", r"\b(?:what|where|when|how|why|who) (?:is|are|was|were|do|does|did|can|will|would|should) (?:the|your|you|we|our|i|it|they|this|that|these)\b[^.?!]*\?"),
    )
)  # fmt: skip
_REPORTED = re.compile(
    r"\b(?:he|she|they|client|customer|\w+s) (?:said|told|says|asked|thinks?|believes?)\s*\Z",
    re.IGNORECASE,
)


def _phrases(view: View) -> Iterator[Finding]:
    for act, score, stems, pattern in _PHRASES:
        if view.stems.isdisjoint(stems):
            continue
        match = pattern.search(view.text)
        if match is None:
            continue
        if act is Act.QUESTION and not view.asks and pattern.pattern.endswith("?"):
            continue
        yield Finding(act, score, _clause_near(view, match))


#: Verbs that only introduce what is asked: "we would appreciate it if you could send …".
_LEADING = words(
    "appreciate be hope wonder ask request suggest propose recommend love like think trust expect"
)


def _clause_near(view: View, match: re.Match[str]) -> Clause | None:
    """The clause that the phrase is about: inside the match, or behind one that introduces it."""
    if view.parse is None:
        return None
    starts = view.parse.starts
    inside = [c for c in view.clauses if match.start() <= starts[c.verb] < match.end()]
    behind = [c for c in view.clauses if starts[c.verb] >= match.end()]
    if inside and not (behind and inside[-1].base in _LEADING):
        return inside[-1]
    return behind[0] if behind else None


def _obligations(view: View) -> Iterator[Finding]:
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

_AUX_FIRST = re.compile(
    r"\A(?:(?:and|so|but|also|or|then|ok|okay|yes|no|well|thanks|hi|hello|hey|oh|i\.e\.|e\.g\.|\(?[a-z]\)|oh god|by the way|btw|in that case|if so|first|second)[ ,:\-–]{1,3}|(?-i:[A-Z][\w.]*)[,:\-–] ?){0,4}"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|isn't|aren't|wasn't|don't|doesn't|didn't|hasn't|haven't|can't|couldn't|won't|wouldn't|shouldn't|am|may) "
    r"(?:i|you|we|he|she|it|they|this|that|these|those|there|the|your|our|my|his|her|their|anyone|anybody|someone|any|everyone|all|dinner|lunch|(?-i:[A-Z]\w+)|monday|tuesday|wednesday|thursday|friday)\b",
    re.IGNORECASE,
)
_WH_FIRST = re.compile(
    r"\A(?:(?:and|so|but|also|or|then|ok|okay|hi|hello|hey|oh|by the way|btw|in that case|if so|first|second)[ ,:\-–]{1,3}|(?-i:[A-Z][\w.]*)[,:\-–] ?){0,3}"
    r"(?:what|when|where|why|who|which|how)\b(?:'s| is| are| was| were| do| does| did| can| could| will| would| should| shall| has| have| much| many| long| soon| often| far| \w+ (?:is|are|do|does|did|should|would|will|can)) \w",
    re.IGNORECASE,
)


def _plain_question(view: View) -> Iterator[Finding]:
    """What asks and is neither request nor offer nor mere talk."""
    if is_social_question(view.text) or is_rhetorical(view.text):
        return
    if view.asks:
        if not re.search(r"[a-z]", view.lower) or re.match(
            r"\W*(?:hi|hello|hey|dear|thanks|thank you|ok|okay|right|really|huh|what|well)\W*\Z",
            view.lower,
        ):
            return
        yield Finding(
            Act.QUESTION, 0.85, next((c for c in view.clauses if c.inverted or c.wh), None)
        )
    elif (
        _AUX_FIRST.match(view.text)
        and any(c.inverted and c.main for c in view.clauses)
        and not re.search(r"\b(?:had|should|were) (?:i|you|we|they)\b.{0,60},", view.lower)
    ):
        yield Finding(Act.QUESTION, 0.65, view.clauses[0])
    elif (
        _WH_FIRST.match(view.text)
        and any(c.inverted for c in view.clauses)
        and len(view.text) < 140
    ):
        yield Finding(Act.QUESTION, 0.6, view.clauses[0])


def _let_us(view: View) -> Iterator[Finding]:
    """Where the parser lost it: "…, let's adjust the numbers", "lets try before Friday"."""
    match = re.search(
        r"(?:\A|[.,;:!\-–—(] ?|\b(?:and|so|but|then) )let(?:'?s| us) (?!know|hope|see\b|face|say|just say|be honest|not forget|assume|pray)[a-z]+",
        view.lower,
    )
    if match:
        inside = [
            c
            for c in view.clauses
            if view.parse
            and match.start() <= view.parse.starts[c.verb] < match.end() + 1
            and c.base != "let"
        ]
        yield Finding(Act.REQUEST, 0.75, inside[-1] if inside else None)


_MODAL_TEXT = re.compile(
    r"\b(?P<modal>can|could|would|will) (?P<who>you|someone|somebody|anyone|anybody|one of you)(?: guys| all| both)? (?:please |kindly |also |possibly |just |maybe |perhaps |quickly )*(?P<base>[a-z]+)(?P<tail>[^.?!;]*)"
)


def _modal_text(view: View) -> Iterator[Finding]:
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
    if base in _INFORM_BASES and _informs(base, tail):
        yield Finding(Act.QUESTION, 0.7)
        return
    clause = next((c for c in view.clauses if c.base == base), None)
    judged = _judge_polite(base, match["modal"], tail)
    yield Finding(judged.act, judged.score - 0.1, clause)


_RULES: tuple[Callable[[View], Iterator[Finding]], ...] = (
    _let_know,
    _commands,
    _modal_questions,
    _needs,
    _likes,
    _phrases,
    _obligations,
    _let_us,
    _modal_text,
)
