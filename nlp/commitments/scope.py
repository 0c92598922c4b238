"""Whether a clause speaks for the author's side, now and without an "if you like", and for whom.

The rules for promises ask these questions of every clause before they look at its verb.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Clause, Who
from nlp.lexicon import pattern, words

if TYPE_CHECKING:
    from nlp.view import View


def hangs_on_reader(view: View, clause: Clause) -> bool:
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


_CONDITION = re.compile(
    r"\b(?:if|unless|absent|failing|without|otherwise|or else|after (?:expiry|that|this))\b"
)
_THREAT = pattern(
    r"""
    (?:\b(?:will|shall|am|are|be|going to)|'ll|'m|'re)\b[^.;]{0,40}?
        (?:suspend|withhold|terminat|sue\b|claim damages|refuse|reject|report you|dispute
            |charge you|charg(?:e|ing) back
        |escalat|instruct (?:our|my)|fil(?:e|ing) (?:a )?(?:claim|complaint|suit)|tak(?:e
            |ing) (?:the matter|our business|legal|this (?:further|to|up)|it (?:further|up with))
        |\bover to (?:our |my )?(?:lawyers?|counsel|attorneys?|solicitors?|collections?)|look
            (?:ing)? (?:elsewhere|for (?:another|a new|other))
        |go(?:ing)? elsewhere|(?:the|our|my) (?:lawyers?|attorneys?|solicitors?|card company
            |ombudsman)
        |(?:on|at) your (?:own )?(?:costs?|expense|account)|stop(?:ping)? (?:paying|payments?|all
            |work\b|deliver\w+|shipments?))
    """
)


def is_threat(view: View) -> bool:
    """Like "unless it is paid, we shall suspend deliveries": no promise, though in its form."""
    return _CONDITION.search(view.lower) is not None and _THREAT.search(view.lower) is not None


def is_own_statement(view: View, clause: Clause) -> bool:
    """Whether the clause says something of the author's own: no question, condition, hearsay."""
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


def start_of_deed(view: View, clause: Clause) -> int:
    """Offset of "be" or of the verb behind the modal."""
    assert view.parse is not None
    kids = [
        k
        for k in view.parse.children[clause.verb]
        if view.parse.words[k] in {"be", "been"} and k < clause.verb
    ]
    return view.parse.starts[kids[0] if kids else clause.verb]


_ORGANISATION = words(
    "inc ltd llc gmbh corp ag plc sa team group department company bank court committee congress senate board management agency commission government"
)


def person_of(view: View, clause: Clause) -> str | None:
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
