"""Commitments: what the author's side will do.

A commitment is a clause whose subject is the author's side, whose mood is a plain future, a plan or
a running action, and whose verb is something one can do for somebody. Hypotheticals, refusals,
courtesies and what hangs on the reader's wish are none (DEFINITIONS.md "Commitments").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.deeds import DELIVERY, NO_DEED, OWN_LIFE, score_being, score_deed
from nlp.lexicon import words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: "I am checking": running deeds the reader will hear of.
_RUNNING = words(
    """send check work look follow prepare get arrange ship draft finalise finalize investigate chase
    coordinate gather compile update process fix organise organize schedule pull verify resolve
    escalate revise complete finish pursue book order issue"""
)
_PLANNED = words("plan intend aim propose mean")
_ACK = r"(?:ok(?:ay)?|sure(?: thing)?|yes|yep|yeah|yup|great|perfect|absolutely|certainly|of course|no problem|no worries|got it|understood|noted|will|thanks|thank you|sounds good|fine|agreed|definitely|alright|all right|right|good|cool|happy to|my pleasure|with pleasure|roger|copy that|consider it done|(?-i:[A-Z]\w+)(?=[,.!;:\-–—]))"
_ELIDED = re.compile(
    rf"\A(?:{_ACK}[ ,.!;:\-–—]{{1,4}}){{0,4}}(?:and |so |then |again |also |but )?(?:will|'ll|shall) (?:do\b(?! (?:you|we|they|i|not)\b)|(?!you\b|we\b|they\b|i\b|he\b|she\b|it\b|the\b|this\b|that\b|there\b|be\b(?! (?:in touch|back|there|sure|sending))|not\b|your\b|our\b|any|need\b|[A-Z])[a-z]+\b)",
)
_ELIDED_LATER = re.compile(
    r"(?:\s[-–—]+|[;–—]|\.{2,3})\s(?:and |so |but )?will (?!you\b|we\b|they\b|i\b|he\b|she\b|it\b|the\b|this\b|that\b|there\b|be\b|not\b|need\b|have to\b|depend)[a-z]+\b"
)
_TAKEN_ON = re.compile(
    r"\b(?:(?:i'?m|i am|we'?re|we are|(?-i:[A-Z]\w+)(?:'s| is)) (?:already )?on it\b(?!['\w])|consider it done|leave it (?:to|with) (?:me|us)|count (?:me|us) in|you (?:can|may) count on (?:me|us)|i(?:'ve| have)? got (?:this|it covered)|we(?:'ve| have)? got (?:this|it covered)|you have my word|i'?m (?:all )?over it|you bet)\b",
    re.IGNORECASE,
)
_ON_IT = re.compile(
    rf"\A(?:{_ACK}[ ,.!;:\-–—]{{1,4}}){{0,4}}(?:i'?m |i am |we'?re |we are |already )?on it\b\W*\Z",
    re.IGNORECASE,
)
_ACCEPTING = re.compile(
    r"\A\W*(?:(?:hi|hello|hey|thanks|thank you|ok|okay)(?: (?-i:[A-Z]\w+))?[ ,.!\-–—]{1,4}){0,3}(?:sure(?: thing)?|yes|yep|yeah|yup|ok(?:ay)?|absolutely|certainly|of course|no problem|no worries|definitely|with pleasure|will do|on it|happy to|glad to|"
    r"consider it done|done deal|you bet|agreed|sounds good|can do|understood|roger|my pleasure|gladly)\b",
    re.IGNORECASE,
)
_VAGUE_DEED = re.compile(
    r"\A\W*(?:(?:sure(?: thing)?|yes|yep|yeah|yup|ok(?:ay)?|absolutely|certainly|of course|no problem|no worries|definitely|with pleasure|great|thanks|thank you|got it|understood|noted|perfect|fine|agreed|good|cool|alright|sounds good|will|then)[ ,.!;:\-–—]{0,4}){0,5}"
    r"(?:(?:i|we)(?:'ll| will|'m| am|'re| are)? ?)?(?:will do(?: (?:so|it|that|this|asap|now))?|do (?:so|it|that|this)|on it|take care of (?:it|this|that)|get (?:it|this|that|right) (?:done|on it|to it)|get (?:right )?on (?:it|this|that)|handle (?:it|this|that)|see to (?:it|this|that)|consider it done|leave it (?:to|with) (?:me|us)|can do|make it happen|working on (?:it|this|that))\b"
    r"[ ,.!]*(?:thanks|thank you|right away|asap|today|tomorrow|now|shortly|soon|first thing|immediately|cheers|by \w+(?: \w+)?|this (?:week|morning|afternoon|evening)|tonight|next week|then|for you|on my side|on our side|(?-i:[A-Z]\w+))?[ ,.!]*(?:thanks|thank you|cheers)?[.! ]*\Z",
    re.IGNORECASE,
)


def find_commitments(view: View) -> list[Finding]:
    """Commitments of a sentence, surest first; empty where it makes none."""
    found = [finding for rule in _RULES for finding in rule(view)]
    return sorted(found, key=lambda finding: -finding.score)


def is_acceptance(view: View) -> bool:
    """Like "Sure, will do": takes on what was asked without saying what."""
    return len(view.text) < 160 and _VAGUE_DEED.match(view.text) is not None


def opens_with_acceptance(view: View) -> bool:
    """Like "Sure, I'll send it today": an acceptance word before a promise."""
    return _ACCEPTING.match(view.text) is not None


def _hangs_on_reader(view: View, clause: Clause) -> bool:
    """Only "if you like"-conditions make an offer; what events decide stays a promise."""
    for child in view.clauses:
        if child.parent != clause.verb or child.marker not in {"if", "should", "when"}:
            continue
        if child.marker == "when":
            if child.who is Who.YOU and child.base in {"have", "get"}:
                return True  # "when you have a minute"
            continue
        if child.who in {Who.YOU, Who.SOMEONE} and (
            child.base
            in {"want", "like", "need", "prefer", "wish", "require", "desire", "think", "agree-to"}
            or "would" in child.auxiliaries
        ):
            return True
    return False


def _usable(view: View, clause: Clause) -> bool:
    if clause.inverted or clause.wh:
        return False
    if (
        clause.marker
        in {
            "if",
            "when",
            "whether",
            "unless",
            "until",
            "once",
            "whenever",
            "as",
            "how",
            "what",
            "where",
            "than",
            "before",
            "after",
        }
        and clause.dep == "advcl"
    ):
        return False
    if clause.dep in {"relcl", "acl", "pcomp", "csubj"}:
        return False
    parent = view.parent(clause)
    if parent is not None and clause.dep == "ccomp":
        if parent.who in {Who.OTHER, Who.NAME, Who.YOU, Who.SOMEONE} and parent.base in {
            "say",
            "tell",
            "ask",
            "think",
            "want",
            "know",
            "see",
            "wonder",
            "believe",
            "assume",
            "mention",
            "expect",
            "hope",
            "understand",
            "claim",
        }:
            return False
        if parent.base in {
            "hope",
            "wish",
            "doubt",
            "know",
            "ask",
            "wonder",
            "see",
            "wait",
            "suppose",
            "imagine",
        } and (parent.negated or parent.base in {"hope", "wish", "doubt", "ask", "wonder", "wait"}):
            return False
        if parent.negated and parent.base in {"think", "believe", "be", "expect"}:
            return False
    if not view.asks:
        return True
    # "I'll send it Friday, ok?" promises; "Carol, will you or Mark …?" asks.
    asked = any(c.inverted or c.wh for c in view.clauses if c.verb <= clause.verb and c.main)
    return clause.who in {Who.I, Who.WE} and not asked


def _future(view: View) -> Iterator[Finding]:
    """Like "I will", "we shall", "I'm going to", "I'll be sending"."""
    for clause in view.clauses:
        side = clause.who in {Who.I, Who.WE, Who.OURS}
        if not side or clause.modal not in {"will", "shall"} or not _usable(view, clause):
            continue
        if _hangs_on_reader(view, clause):
            continue
        tail = view.lower[_start_of(view, clause) :] if view.parse else ""
        if clause.negated and not re.match(
            r"(?:say|tell|share|mention|disclose|proceed|forget|let|do|send|charge|bill|start|change|move)\b",
            tail,
        ):
            continue
        if re.search(
            r"\bor (?:else )?(?:i|we)\b[^,;]{0,12}\Z", view.lower[: _start_of(view, clause)]
        ):
            continue  # "… or we will suspend the service" threatens
        score = _score_future(clause, tail)
        if score:
            person = _person(view, clause) if clause.who is Who.OURS else None
            yield Finding(Act.COMMITMENT, score, clause, person)


def _start_of(view: View, clause: Clause) -> int:
    """Offset of "be" or of the verb behind the modal."""
    assert view.parse is not None
    kids = [
        k
        for k in view.parse.children[clause.verb]
        if view.parse.words[k] in {"be", "been"} and k < clause.verb
    ]
    return view.parse.starts[kids[0] if kids else clause.verb]


def _score_future(clause: Clause, tail: str) -> float:
    if clause.base == "have" and "have" in clause.auxiliaries:
        return 0.0  # "we will have finished"
    if tail.startswith("be ") or clause.base == "be":
        return score_being(clause.base, tail, running=clause.tag == "VBG")
    if clause.passive:
        return 0.0
    score = score_deed(clause.base, tail)
    return min(score, 0.85) if clause.who is Who.OURS else score


def _going_to(view: View) -> Iterator[Finding]:
    """Like "I'm going to call", "I plan to send", "I am about to": the deed is the infinitive."""
    for clause in view.clauses:
        if (
            clause.who not in {Who.I, Who.WE, Who.OURS}
            or clause.negated
            or not _usable(view, clause)
        ):
            continue
        if _hangs_on_reader(view, clause):
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
                _person(view, clause) if clause.who is Who.OURS else None,
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
        asks_around = re.match(
            r"(?:check|confirm|verify|speak|talk|ask|consult|run (?:this|it)|look into|get back|follow up|double.?check|review)\b",
            tail,
        )
        return 0.55 if asks_around and not re.search(r"\b(?:with|to) you\b", tail) else 0.0
    if clause.base in {"expect", "hope", "try", "aim"} and re.search(
        r"\b(?:by|today|tomorrow|tonight|this|next|monday|tuesday|wednesday|thursday|friday|week|eod|cob|soon|shortly)\b",
        tail,
    ):
        return 0.6
    if clause.base in {"promise", "commit", "undertake", "guarantee", "agree", "volunteer"}:
        return 0.85
    if clause.base in {"start", "begin"} and "be" in clause.auxiliaries:
        return 0.0
    return 0.0


def _running(view: View) -> Iterator[Finding]:
    """Like "I am checking on it", "we're preparing the quote"."""
    for clause in view.clauses:
        if (
            clause.who not in {Who.I, Who.WE, Who.OURS}
            or clause.tag != "VBG"
            or clause.negated
            or not _usable(view, clause)
        ):
            continue
        if clause.auxiliaries != ("be",) or clause.base not in _RUNNING or view.parse is None:
            continue
        if any(view.word(k) in {"was", "were", "been"} for k in view.parse.children[clause.verb]):
            continue
        tail = view.lower[view.parse.starts[clause.verb] :]
        if _NO_RUNNING.match(tail):
            continue
        yield Finding(
            Act.COMMITMENT, 0.6, clause, _person(view, clause) if clause.who is Who.OURS else None
        )


#: Running deeds that nobody waits for, or that this very mail completes.
_NO_RUNNING = re.compile(
    r"(?:looking (?!into)|checking (?!on|with|into|whether|if|internally|for you|this|that|it\b)|checking (?:in|to see|on (?:the )?status|if you|whether you)|"
    r"getting (?!(?:it|this|that|you|the|a|back|ready to|\w+ (?:signed|approved|done))\b)|working (?!on (?:it|this|that|your|a (?:fix|solution|response|reply|quote|proposal)|getting|the \w+(?: \w+)? (?:and|now|for you|you)|resolving|fixing)|to (?:fix|resolve|get))|"
    r"sending (?:you )?(?:this|my)\b|following[- ]up (?:on|about|regarding|with regards?|to (?:see|check|ask)|since)|processing (?:at|in)|updating you)",
    re.IGNORECASE,
)


def _let_me(view: View) -> Iterator[Finding]:
    match = re.search(
        r"\blet (?:me|us) (?:just |please |quickly |first |also |go |go and |try to |see if i can )*(?:check|find out|look|see|get back|get|talk|speak|ask|confirm|verify|think (?:about|on|it)|review|run|dig|investigate|double[- ]check|discuss|work|come back|sort|take|try|do|send|forward|revert|call|make sure|have a look|pull|follow|consult|figure|put together|arrange|set up|go through|read|circle|chase|schedule|prepare|draft)\b",
        view.lower,
    )
    if match is None or view.lower[match.end() :].startswith(
        (" you know", " this straight", " straight")
    ):
        return
    inside = [
        c
        for c in view.clauses
        if view.parse
        and view.parse.starts[c.verb] < match.end()
        and view.parse.starts[c.verb] >= match.start()
        and c.base != "let"
    ]
    yield Finding(Act.COMMITMENT, 0.8, inside[-1] if inside else None)


def _reader_gets(view: View) -> Iterator[Finding]:
    """Like "You'll have it tomorrow", "you will hear from us"."""
    for clause in view.clauses:
        if (
            clause.who is not Who.YOU
            or clause.modal not in {"will", "shall"}
            or clause.negated
            or not _usable(view, clause)
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


def _passive(view: View) -> Iterator[Finding]:
    """Like "The report will be sent tomorrow", "copies are being shipped", "an invitation will follow"."""
    for clause in view.clauses:
        if (
            clause.who not in {Who.OTHER, Who.NAME, Who.NONE}
            or clause.negated
            or not _usable(view, clause)
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


def _named(view: View) -> Iterator[Finding]:
    """Like "Ann will send it": a named person will do something that reaches the reader."""
    for clause in view.clauses:
        if (
            clause.who is not Who.NAME
            or clause.negated
            or not _usable(view, clause)
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
        person = _person(view, clause)
        if not (plan or going) or person is None or (clause.passive and not going):
            continue
        tail = view.after(clause.verb)
        near = re.search(r"\b(?:you|your|it|this|that|them|back|up|the)\b", tail)
        yield Finding(
            Act.COMMITMENT, 0.7 if near else 0.55, deed if going and deed else clause, person
        )


_ORGANISATION = words(
    "inc ltd llc gmbh corp ag plc sa team group department company bank court committee congress senate board management agency commission government"
)


def _person(view: View, clause: Clause) -> str | None:
    """The name of the subject as written, or "our team"; None for firms and places."""
    parse, subject = view.parse, clause.subject
    if parse is None or subject is None:
        return None
    tokens = [
        subject,
        *(
            k
            for k in parse.children[subject]
            if parse.deps[k] in {"compound", "poss", "amod", "flat"} and k < subject
        ),
    ]
    tokens.sort()
    if clause.who is Who.OURS:
        # "my colleague Ben": the name in apposition, else the role.
        name = next(
            (
                k
                for k in parse.children[subject]
                if parse.deps[k] == "appos" and parse.tags[k] == "NNP"
            ),
            None,
        )
        if name is not None:
            tokens = [name]
        start = parse.starts[tokens[0]]
        return parse.text[start : parse.starts[tokens[-1]] + len(parse.forms[tokens[-1]])]
    if (
        any(parse.words[k].strip(".") in _ORGANISATION for k in tokens)
        or parse.words[tokens[0]] == "the"
        or view.has_child(subject, "the")
    ):
        return None
    if parse.forms[subject].isupper() and len(parse.forms[subject]) > 2:
        return None
    start = parse.starts[tokens[0]]
    return parse.text[start : parse.starts[subject] + len(parse.forms[subject])]


def _elided(view: View) -> Iterator[Finding]:
    """Like "Will send tomorrow", "Sure, will do", "On it"."""
    match = (
        _ELIDED.match(view.text) or _ELIDED.match(view.lower) or _ELIDED_LATER.search(view.lower)
    )
    if match and not view.asks:
        clause = next(
            (c for c in view.clauses if c.modal in {"will", "shall"} and c.subject is None), None
        )
        yield Finding(Act.COMMITMENT, 0.8, clause)
    elif _ON_IT.match(view.text) or (
        _TAKEN_ON.search(view.text)
        and not view.asks
        and not re.search(
            r"\b(?:are|is) (?:you|someone|anyone|he|she) on it|on it(?:s|'s)| (?:put|based|working|work|name|date|look|written|click|sleep|stamp|says?|sitting|have|has|had|with|spend|spent|depends?|focus|comment|comments|more) (?:\w+ )?on it",
            view.lower,
        )
    ):
        yield Finding(Act.COMMITMENT, 0.75, None)


def _able(view: View) -> Iterator[Finding]:
    """Like "I can have it ready by Friday": with a date it is meant as a promise."""
    for clause in view.clauses:
        if (
            clause.who not in {Who.I, Who.WE}
            or clause.modal != "can"
            or clause.negated
            or clause.inverted
            or not _usable(view, clause)
        ):
            continue
        if re.search(
            r"\bif (?:you|it|that|needed)\b|\bso (?:that )?(?:i|we) can\b|\bas (?:best|soon|much|well|quickly) as?\b|\bor\b.{0,20}\?",
            view.lower,
        ):
            continue
        tail = view.lower[view.parse.starts[clause.verb] :] if view.parse else ""
        if re.match(r"do (?:mon|tue|wed|thu|fri|tomorrow|\d|next|early|late)", tail):
            continue  # "we can do Tuesday" names a time to meet
        if (
            clause.base in DELIVERY | {"have", "do"}
            and re.search(
                r"\b(?:by|tomorrow|today|tonight|this (?:week|afternoon|morning)|next week|monday|tuesday|wednesday|thursday|friday|end of|eod|cob|within)\b",
                tail,
            )
            and not re.search(
                r"\b(?:meet|call|talk|speak|available|discuss|chat|come|join)\b", tail
            )
        ):
            yield Finding(Act.COMMITMENT, 0.6, clause)


_SURE = re.compile(
    r"\b(?:i|we) (?:promise|guarantee|commit|swear)\b|\bwe(?:'re| are) committed to (?:deliver|fix|resolv|send|provid|get)\w*|\brest assured\b.{0,40}\b(?:i|we)(?:'ll| will)\b|"
    r"\b(?:i|we)(?:'d| would) (?:like|love) to (?:participate|attend|join|take part)\b|\bi owe you (?:an?|the|that|those|my) (?!apology|beer|drink|lunch|dinner|coffee|favou?r|huge|big|debt)|\b(?:i|we) would like both \w+ and (?:i|me)\b",
    re.IGNORECASE,
)


def _sworn(view: View) -> Iterator[Finding]:
    match = _SURE.search(view.text)
    if match and not view.asks and not re.search(r"\bif\b", view.lower[: match.start()]):
        yield Finding(Act.COMMITMENT, 0.65, view.clauses[0] if view.clauses else None)


_WILL_TEXT = re.compile(
    r"(?:\b(?P<side>i|we)(?:'ll| will| shall)|(?<![\w'])(?P<name>(?-i:[A-Z][a-z]+(?: [A-Z][a-z]+)?)) will) (?:also |then |just |gladly |personally |happily )*(?P<base>[a-z]+)\b(?! (?:be|have)\b)",
    re.IGNORECASE,
)


def _will_text(view: View) -> Iterator[Finding]:
    """Where the tagger lost the verb: "I'll forward the file" read as an adverb."""
    match = _WILL_TEXT.search(view.text)
    if match is None or match["base"].lower() not in DELIVERY or view.asks or view.parse is None:
        return
    if any(c.modal in {"will", "shall"} for c in view.clauses) or re.search(
        r"\b(?:if|when|that|which|said|says|think)\b", view.lower[: match.start()]
    ):
        return
    person = None if match["side"] else match["name"]
    if person and person.split()[0].lower() in {"it", "they", "he", "she", "this", "that", "you"}:
        return
    clause = next(
        (c for c in view.clauses if view.parse.starts[c.verb] >= match.start("base")), None
    )
    yield Finding(Act.COMMITMENT, 0.7, clause, person)


_RULES: tuple[Callable[[View], Iterator[Finding]], ...] = (
    _future,
    _going_to,
    _running,
    _let_me,
    _reader_gets,
    _passive,
    _named,
    _elided,
    _able,
    _sworn,
    _will_text,
)
