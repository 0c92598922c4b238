"""Clauses of a parsed sentence: who does what, in which mood, under which conjunction.

The rules for acts read clauses instead of trees. A clause is a verb with its subject, auxiliaries
and negation; a verb joined by "and" inherits what it does not say itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from nlp.lexicon import words
from nlp.verbs import base_form

if TYPE_CHECKING:
    from nlp.parse import Parse


class Who(StrEnum):
    """The subject of a clause, as far as pronouns and names tell."""

    I = "i"  # noqa: E741
    WE = "we"
    YOU = "you"
    #: "he", "they", "it", "this", a noun.
    OTHER = "other"
    #: A capitalised name.
    NAME = "name"
    #: "someone", "anybody", "one of you".
    SOMEONE = "someone"
    #: "our team", "my colleague", "my assistant".
    OURS = "ours"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Clause:
    """One verb and what goes with it; indices are token numbers."""

    verb: int
    #: Base form of the verb, lower case.
    base: str
    tag: str
    who: Who
    subject: int | None
    #: Base forms of auxiliaries in order: "will", "be", "have", "do", "going" (to).
    auxiliaries: tuple[str, ...]
    negated: bool
    #: The subject stands behind the first auxiliary or the verb "be".
    inverted: bool
    #: A question word stands before the verb.
    wh: str | None
    imperative: bool
    #: "if", "when", "because" … of a subordinate clause.
    marker: str | None
    #: Dependency label of the verb.
    dep: str
    #: Verb of the clause this one depends on.
    parent: int | None
    passive: bool

    @property
    def modal(self) -> str | None:
        """The first modal: "will", "can", "could", "would", "should", "may", "might", "must"."""
        return next((word for word in self.auxiliaries if word in _MODALS), None)

    @property
    def main(self) -> bool:
        """Neither under a conjunction nor inside another clause's noun."""
        return self.marker is None and self.dep not in {"relcl", "acl", "csubj", "pcomp", "advcl"}


_MODALS = words("will would can could shall should may might must")
_SOMEONE = words(
    "someone somebody anyone anybody everyone everybody whoever all each one either any both some"
)
_SIDE_NOUNS = words(
    """team colleague colleagues assistant office department group people side staff support
    engineer engineers lawyer lawyers counsel manager partner boss secretary paralegal accountant
    finance sales legal developers developer consultant consultants technician warehouse
    logistics accounts hr management director ceo cfo cto
    lads guys crew crews driver drivers dispatcher despatch dispatch workshop toolroom
    technicians electrician electricians plumber fitter fitters installer installers surveyor mechanic
    mechanics foreman supervisor planner planners controller bookkeeper payroll buyer buyers purchasing
    procurement lab laboratory chemist officer clerk registrar treasurer treasury analyst
    analysts underwriter underwriters adjuster handler handlers solicitor solicitors associate auditors
    specialist specialists expert experts representative rep agent coordinator planner designer
    designers architect editor editors producer coach trainer trainers nurse nurses doctor chef kitchen
    reception helpdesk desk administrator admin intern trainee apprentice
    son daughter brother sister wife husband father mother uncle missus"""
)
_VERBISH = ("nsubj", "nsubjpass", "expl", "csubj")
_BEFORE_COMMAND = words(
    """please pls kindly also and then just so but or ok okay now again first second third next
    finally otherwise instead meanwhile therefore thus hence simply - -- : ; , . * always never
    either lastly additionally"""
)


def read_clauses(parse: Parse) -> list[Clause]:
    """The clauses of a sentence, in text order."""
    found: dict[int, Clause] = {}
    order = sorted(_verbs(parse), key=lambda verb: _depth(parse, verb))
    for verb in order:
        found[verb] = _read_clause(parse, verb, found)
    return [found[verb] for verb in sorted(found)]


def _verbs(parse: Parse) -> list[int]:
    return [
        number
        for number, (tag, dep) in enumerate(zip(parse.tags, parse.deps, strict=True))
        if (
            tag.startswith("VB")
            and dep not in {"aux", "auxpass", "amod", "compound", "nmod", "case"}
        )
        or (tag == "MD" and dep not in {"aux", "auxpass"})
        or (dep == "ROOT" and _is_command_noun(parse, number))
    ]


def _is_command_noun(parse: Parse, number: int) -> bool:
    """A command whose verb the tagger took for a noun: "Ship the units", "please advise"."""
    return (
        parse.words[number] in _COMMANDS
        and parse.tags[number] in {"NN", "NNP", "JJ", "RB", "UH", "IN", "FW"}
        and _opens(parse, number)
    )


#: Verbs that commonly begin a request and are as often nouns.
_COMMANDS = words(
    """call ship check email e-mail mail review sign forward update note advise confirm send test
    schedule book ping fax phone print charge contact approve quote order address remove reply
    respond cc copy circle loop process report return share submit verify complete proceed"""
)


def _depth(parse: Parse, number: int) -> int:
    depth = 0
    while parse.heads[number] != number and depth < 60:
        number = parse.heads[number]
        depth += 1
    return depth


def _read_clause(parse: Parse, verb: int, found: dict[int, Clause]) -> Clause:
    kids = parse.children[verb]
    dep = parse.deps[verb]
    parent = _parent(parse, verb, found)
    subject = next((kid for kid in kids if parse.deps[kid] in _VERBISH), None)
    auxiliaries = _auxiliaries(parse, verb)
    negated = any(parse.deps[kid] == "neg" or parse.words[kid] == "never" for kid in kids)
    marker = _marker(parse, verb)
    who = who_is(parse, subject) if subject is not None else Who.NONE
    first = min([k for k in kids if parse.deps[k] in {"aux", "auxpass"}] or [verb])
    inverted = subject is not None and (
        subject > first
        and (
            first != verb
            or base_form(parse.words[verb], "VBZ") in {"be", "have"}
            or parse.tags[verb] == "MD"
        )
    )
    wh = _question_word(parse, verb, subject)
    joined = parent is not None and dep == "conj" and subject is None
    if joined and parent is not None:
        above = found[parent]
        if not auxiliaries or auxiliaries[0] == "be":
            inherits = parse.tags[verb] == parse.tags[above.verb] or parse.tags[verb] == "VB"
            if inherits and not auxiliaries:
                auxiliaries = above.auxiliaries
                negated = negated or (above.negated and "or" in _coordinators(parse, above.verb))
        who, subject = above.who, above.subject
        inverted = inverted or above.inverted
        wh = wh or above.wh
        marker = marker or above.marker
        dep = above.dep if above.dep != "ROOT" else dep
    imperative = _is_imperative(parse, verb, subject, auxiliaries, found)
    if dep == "xcomp" and parent is not None and who is Who.NONE:
        who = found[parent].who
    return Clause(
        verb=verb,
        base=base_form(parse.words[verb], parse.tags[verb]),
        tag=parse.tags[verb],
        who=who,
        subject=subject,
        auxiliaries=auxiliaries,
        negated=negated,
        inverted=inverted,
        wh=wh,
        imperative=imperative,
        marker=marker,
        dep=dep,
        parent=parent,
        passive=any(parse.deps[k] in {"auxpass", "nsubjpass"} for k in kids),
    )


def _coordinators(parse: Parse, verb: int) -> set[str]:
    return {parse.words[kid] for kid in parse.children[verb] if parse.deps[kid] == "cc"}


def _parent(parse: Parse, verb: int, found: dict[int, Clause]) -> int | None:
    number = verb
    while parse.heads[number] != number:
        number = parse.heads[number]
        if number in found:
            return number
    return None


def _auxiliaries(parse: Parse, verb: int) -> tuple[str, ...]:
    names: list[str] = []
    for kid in parse.children[verb]:
        if parse.deps[kid] not in {"aux", "auxpass"} or parse.tags[kid] == "TO":
            continue
        word = parse.words[kid]
        if word == "'d":
            names.append("would" if parse.tags[kid] == "MD" else "have")
        elif word == "'s":
            names.append(
                "be" if parse.tags[verb] == "VBG" or parse.deps[kid] == "auxpass" else "have"
            )
        else:
            names.append(base_form(word, parse.tags[kid]))
    return tuple(names)


def _marker(parse: Parse, verb: int) -> str | None:
    for kid in parse.children[verb]:
        if kid > verb:
            break
        word = parse.words[kid]
        if parse.deps[kid] == "mark" and word != "that" and parse.tags[kid] != "TO":
            return word
        if parse.deps[verb] == "advcl" and parse.deps[kid] == "advmod" and parse.tags[kid] == "WRB":
            return word
    return None


def _question_word(parse: Parse, verb: int, subject: int | None) -> str | None:
    for number in parse.children[verb]:
        if number > verb:
            break
        if parse.deps[number] in {"advcl", "ccomp", "parataxis"}:
            continue  # "when you get a chance, can you …"
        for token in (number, *parse.children[number]):
            if parse.tags[token] in {"WP", "WRB", "WDT", "WP$"} and token < verb:
                return parse.words[token]
    return None


def _opens(parse: Parse, number: int) -> bool:
    """Whether only names, politeness, "don't" and conjunctions stand before the token."""
    return all(
        parse.words[before] in _BEFORE_COMMAND
        or (before >= number - 3 and parse.words[before] in {"do", "don't", "n't", "not"})
        or parse.tags[before]
        in {
            "NNP",
            "NNPS",
            "UH",
            ",",
            ":",
            "-LRB-",
            "-RRB-",
            "CC",
            "LS",
            "CD",
            "RB",
            "HYPH",
            ".",
            "``",
            "''",
            "NFP",
            "SYM",
        }
        for before in range(number)
    )


def _is_imperative(
    parse: Parse,
    verb: int,
    subject: int | None,
    auxiliaries: tuple[str, ...],
    found: dict[int, Clause],
) -> bool:
    kids = parse.children[verb]
    if any(parse.tags[kid] == "TO" and parse.deps[kid] == "aux" for kid in kids):
        return False
    if auxiliaries not in {(), ("do",)}:
        return False
    polite = any(
        parse.words[kid] in {"please", "pls", "plz", "kindly"} for kid in kids if kid < verb
    )
    if subject is not None and not (
        polite and subject < verb and parse.tags[subject] in {"NNP", "UH"}
    ):
        # "Jen, please call" with the name taken for a subject.
        return False
    if parse.tags[verb] not in {"VB", "VBP"} and not _is_command_noun(parse, verb):
        return polite and parse.tags[verb] in {"VBD", "VBN", "NN", "VBZ"} and _opens(parse, verb)
    if polite:
        return True
    head, dep = parse.heads[verb], parse.deps[verb]
    if dep == "conj" and head in found:
        return found[head].imperative
    if dep == "ROOT" and parse.tags[verb] == "VB":
        return True  # "On the day, bring it with you"
    if dep in {"ROOT", "ccomp", "parataxis", "dep"}:
        return _opens(parse, verb) or _after_condition(parse, verb) or _after_break(parse, verb)
    # "Keep it there, so nobody waits": what follows is taken for the main clause.
    return (
        dep in {"advcl", "csubj"}
        and not any(parse.deps[kid] == "mark" and kid < verb for kid in kids)
        and _opens(parse, verb)
    )


def _after_break(parse: Parse, verb: int) -> bool:
    """A command after a semicolon, dash, colon or a comma splice: "… - send it to Ann"."""
    before = verb - 1
    while before >= 0 and (
        parse.words[before] in _BEFORE_COMMAND and parse.words[before].isalpha()
    ):
        before -= 1
    return before >= 0 and parse.words[before] in {
        ";",
        "-",
        "--",
        ":",
        "—",
        "–",
        ".",
        "?",
        "!",
        ")",
        "...",
    }


def _after_condition(parse: Parse, verb: int) -> bool:
    """A command after "If …," or "When …,"."""
    conditions = [
        kid
        for kid in parse.children[verb]
        if kid < verb and parse.deps[kid] in {"advcl", "prep", "npadvmod", "advmod"}
    ]
    if not conditions:
        return False
    last = max(max(parse.subtree(kid)) for kid in conditions)
    return all(
        parse.words[token] in _BEFORE_COMMAND or parse.tags[token] in {"NNP", "UH", ","}
        for token in range(last + 1, verb)
    )


#: Nouns that begin a sentence without an article and are nobody's name.
_BARE_NOUNS = words(
    """payment payments delivery shipping shipment support management marketing sales finance legal
    training pricing access work production testing documentation feedback approval everything
    nothing something work installation maintenance billing invoicing procurement engineering
    operations logistics customs security compliance accounting technology development staff
    management service design research construction research material materials equipment news data
    information time money people customers clients users members details copies results progress
    registration confirmation participation attendance breakfast lunch dinner coffee parking travel
    transport accommodation insurance interest rent traffic demand supply capacity revenue profit
    growth business industry competition quality safety health energy power water gas oil software
    hardware email mail post traffic school university christmas easter summer winter spring autumn
    monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight yesterday"""
)


def _is_untagged_name(parse: Parse, subject: int) -> bool:
    """A name the tagger does not know and takes for a noun: "Ravi will send it"."""
    form = parse.forms[subject]
    return (
        parse.tags[subject] in {"NN", "FW", "JJ", "UH", "VB"}
        and len(form) > 1
        and form[0].isupper()
        and form[1:].islower()
        and not parse.children[subject]
        and form.lower() not in _BARE_NOUNS
        and not form.lower().endswith(("tion", "ment", "ness", "ing", "ship", "ance", "ence"))
    )


def who_is(parse: Parse, subject: int) -> Who:
    """Which party a subject is."""
    word, tag = parse.words[subject], parse.tags[subject]
    if word in {"i", "me", "myself"}:
        return Who.I
    if word in {"we", "us", "'s"}:
        return Who.WE
    if word in {"you", "u", "ya"}:
        return Who.YOU
    joined = [parse.words[kid] for kid in parse.subtree(subject)]
    if "i" in joined and "and" in joined:
        return Who.WE
    if word == "team" and "the" in joined and len(joined) == 2:
        return Who.OURS
    if word in _SOMEONE:
        return (
            Who.YOU if "you" in joined and word in {"all", "each", "both", "any"} else Who.SOMEONE
        )
    if parse.tags[subject] in {"NN", "NNS", "NNP"} and any(
        parse.words[kid] in {"my", "our"} for kid in parse.children[subject]
    ):
        return Who.OURS if word in _SIDE_NOUNS else Who.OTHER
    if tag in {"NNP", "NNPS"} or _is_untagged_name(parse, subject):
        return Who.NAME
    return Who.OTHER
