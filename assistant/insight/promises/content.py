"""What a promise is about, reduced far enough that its delivery can be recognised.

"I'll send you the revised timeline for the migration by Friday" becomes: act *give*, head
*timeline*, qualifiers *revis*, *migrat*. "Attached is the timeline" has the same head and an act
that fits, so it can be the delivery; "Attached is the invoice" cannot. Words only: who said it, to
whom and when is judged where promises are kept and compared.

English words. Other languages pass through unstemmed and match by equal words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.insight.promises.vocabulary import (
    ACTS,
    BREAKS,
    CONTAINERS,
    DETERMINERS,
    GIVING,
    PHRASES,
    PLACES,
    PREPOSITIONS,
    PRONOUNS,
    RIVALS,
    SECOND_VERB,
    STOP,
    TRACES,
    canonical,
    is_participle,
    number_of,
    prepare,
    stem,
    stems,
)

_WORD = re.compile(r"[^\W_]+(?:#\d+)?(?:['’][^\W\d_]+)?|,")
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th|am|pm|h|ish|k)?|v\d+")


_AUXILIARIES = frozenset("will shall would is are was were be been has have had".split())
#: What follows a verb and no noun.
_OBJECT_BEGINS = DETERMINERS | {"you", "it", "them", "all", "both"}
#: "A final version of the contract" is about the contract.
_OPENED = (
    CONTAINERS
    | {term for rivals in RIVALS for term in rivals}
    | stems(
        "complete full short detailed updated revised corrected filled latest quick brief written "
        "carton pallet pack package pair roll crate bag sack number range selection"
    )
)


@dataclass(frozen=True, slots=True)
class Content:
    """A phrase reduced to what can be compared.

    Attributes:
        acts: Kinds of doing, by name (`give`, `tell`, `talk` …); empty when none is known.
        heads: The things themselves ("contract"); every one has to be delivered.
        qualifiers: Whatever else describes them ("signed", "march").
        pronoun: Speaks of "it" or "them" and names nothing.
        parts: Where several of a kind are named ("January, February and March"), each of them; each
            has to be delivered.
    """

    acts: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    qualifiers: frozenset[str] = frozenset()
    pronoun: bool = False
    parts: frozenset[str] = frozenset()

    @property
    def terms(self) -> frozenset[str]:
        """Heads and qualifiers."""
        return self.heads | self.qualifiers

    @property
    def wanted(self) -> frozenset[str]:
        """What has to be delivered, piece by piece."""
        return self.parts or self.heads


@dataclass
class _Reader:
    """What was read so far of one phrase.

    Attributes:
        noun: The words of the current noun phrase; `inside` while the last word was one of them.
        aside: What describes the subject.
        verb_next: An auxiliary came last: what follows is a verb, known or not.
    """

    acts: list[str] = field(default_factory=list)
    subject: list[list[str]] = field(default_factory=list)
    earlier: list[list[str]] = field(default_factory=list)
    objects: list[list[str]] = field(default_factory=list)
    others: list[list[str]] = field(default_factory=list)
    noun: list[str] = field(default_factory=list)
    direct: bool = True
    aside: list[list[str]] = field(default_factory=list)
    pronoun: bool = False
    inside: bool = False
    verb_next: bool = False

    def close(self) -> None:
        """End the current noun phrase; it is an object until a preposition has followed one."""
        if self.noun:
            (self.objects if self.direct else self.others).append(self.noun)
            self.noun = []

    def auxiliary(self) -> None:
        """Take "will" or "is": what stood before the first is the subject."""
        self.close()
        self.verb_next = True
        if not self.acts and not self.subject:
            self.subject, self.aside = self.objects, self.others
            self.objects, self.others, self.direct = [], [], True

    def verb(self, group: str) -> None:
        """Take a verb: before the first stands the subject; before a further one, what qualifies.

        In "review the contract and send the comments" the comments are what is delivered.
        """
        self.close()
        words = self.objects + self.others
        if self.acts:
            self.earlier += words
        elif words:
            self.subject = words
        self.objects, self.others = [], []
        self.acts.append(group)
        self.direct = True


@lru_cache(maxsize=4096)
def read_content(phrase: str) -> Content:
    """Reduce "send you the revised timeline for the migration" to act, head and qualifiers."""
    text = PLACES.sub(" ", prepare(phrase))
    for pattern, verb in PHRASES:
        text = pattern.sub(verb, text)
    reader = _Reader()
    previous = ""
    tokens = _WORD.findall(text)
    if tokens[1:] and tokens[1] in _OBJECT_BEGINS and stem(tokens[0]) not in ACTS:
        del tokens[0]  # "calibrate the pump": a doing that no other word stands for
    for token in tokens:
        _read(token, previous, reader)
        previous = token
    reader.close()
    return _content(reader)


def _read(token: str, previous: str, reader: _Reader) -> None:
    """Take one word into the reader.

    Inside a noun phrase no verb begins ("the signed order"), but a participle may end it ("have the
    order signed").
    """
    inside, reader.inside = reader.inside and not is_participle(token), False
    verb_next, reader.verb_next = reader.verb_next, False
    group = None if inside or previous in DETERMINERS else ACTS.get(stem(token))
    if token in PRONOUNS:
        reader.pronoun = True
        reader.close()
    elif token in _AUXILIARIES:
        reader.auxiliary()
    elif group is not None and (not reader.acts or previous in SECOND_VERB):
        reader.verb(group)
    elif token in PREPOSITIONS or token in BREAKS:
        reader.close()
        # "The kegs will be on your doorstep" is about the kegs.
        reader.direct = not reader.objects and token in PREPOSITIONS and not verb_next
        _open_container(reader, token)
    elif token in {",", "and", "or", "plus"}:
        reader.close()
    elif token in STOP or _NUMBER.fullmatch(token):
        reader.verb_next = verb_next and token not in _OBJECT_BEGINS
    elif not verb_next:
        reader.noun.append(canonical(token))
        reader.inside = True


def _open_container(reader: _Reader, preposition: str) -> None:
    """Look past the container: "a copy of the contract" is about the contract."""
    last = reader.objects[-1] if reader.objects else None
    if last and preposition in {"of", "for", "to", "on"} and set(last) <= _OPENED:
        reader.others.append(reader.objects.pop())
        reader.direct = True


def _content(reader: _Reader) -> Content:
    """Heads are the last words of the objects; the rest qualifies."""
    told_of = reader.subject if not reader.acts else []
    objects = reader.objects or told_of or reader.others[:1]
    reader.others += reader.aside
    kinds = _kinds(objects)
    # "Check with finance and get back to you" says nothing of what will come back.
    tells_only = bool(reader.acts) and reader.acts[-1] == "tell"
    if not objects and not tells_only:
        objects = reader.earlier[-1:]
    if not objects and not reader.pronoun and "talk" not in reader.acts:
        objects = reader.subject  # "the report will be sent on Friday"
    heads: set[str] = set()
    rest: set[str] = set()
    for words in objects[1:] if kinds else objects:
        head = len(words) - 1
        while head > 0 and words[head] in CONTAINERS:
            head -= 1
        while head > 0 and number_of(words[head]):
            head -= 1
        heads.add(words[head])
        rest.update(words)
    for words in reader.others + reader.earlier:
        rest.update(words)
    rest |= kinds
    return Content(
        acts=frozenset(reader.acts),
        heads=frozenset(heads),
        qualifiers=frozenset(rest - heads),
        pronoun=reader.pronoun and not heads,
        parts=kinds or _parts(heads | rest),
    )


_DESCRIBES = re.compile(r".*(?:ing?|[ai]l|ed|ic|iv|ary?|ish|ern|ly|an|ent|at)\Z")


def _kinds(objects: list[list[str]]) -> frozenset[str]:
    """Of "the operating and the service manual" the two kinds; empty for anything else."""
    if len(objects) != 2 or len(objects[0]) != 1 or len(objects[1]) < 2:
        return frozenset()
    first, second = objects[0][0], objects[1][-2]
    return frozenset({first, second}) if _DESCRIBES.match(first) else frozenset()


def _parts(terms: set[str]) -> frozenset[str]:
    """The months, quarters or numbers of which several are named."""
    for rivals in RIVALS:
        named = frozenset(rivals[term] for term in terms if term in rivals)
        if len(named) > 1:
            return named
    counted = frozenset(term for term in terms if number_of(term))
    nouns = {term.partition("#")[0] for term in counted}
    return counted if len(counted) > 1 and len(nouns) == 1 else frozenset()


def read_terms(text: str) -> frozenset[str]:
    """All words of a text that carry content, stemmed, synonyms joined."""
    words = _WORD.findall(prepare(text))
    return frozenset(
        canonical(word)
        for word in words
        if word not in STOP
        and word not in PREPOSITIONS
        and word not in BREAKS
        and word not in PRONOUNS
        and word != ","
        and not _NUMBER.fullmatch(word)
    )


@lru_cache(maxsize=4096)
def read_acts(text: str) -> frozenset[str]:
    """Every kind of doing that a text names, whether as verb or as noun."""
    lowered = text.casefold().replace("’", "'")
    for pattern, verb in PHRASES:
        lowered = pattern.sub(verb, lowered)
    groups = (TRACES.get(stem(word)) for word in _WORD.findall(lowered))
    return frozenset(group for group in groups if group is not None)


def is_vague(terms: frozenset[str]) -> bool:
    """Whether words recognise nothing by themselves ("the document", "an update", "scan")."""
    return all(term.partition("#")[0] in CONTAINERS for term in terms)


def contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two descriptions exclude each other: March and April, Q3 and Q4, draft and final.

    So do numbers of the same thing: invoice 4711 and invoice 4712.
    """
    for rivals in RIVALS:
        named, also = ({rivals[term] for term in terms & rivals.keys()} for terms in (one, other))
        if named and also and not named & also:
            return True
    numbers, others = _numbers(one), _numbers(other)
    return any(noun in others and not numbers[noun] & others[noun] for noun in numbers)


def _numbers(terms: frozenset[str]) -> dict[str, set[str]]:
    """Noun → the numbers it has."""
    found: dict[str, set[str]] = {}
    for term in terms:
        counted = number_of(term)
        if counted is not None:
            found.setdefault(counted[0], set()).add(counted[1])
    return found


def parts_in(parts: frozenset[str], terms: frozenset[str]) -> frozenset[str]:
    """Which of the parts of a promise some words name."""
    named = {rivals[term] for rivals in RIVALS for term in terms & rivals.keys()}
    return parts & (terms | named)


def acts_fit(promised: frozenset[str], other: frozenset[str]) -> bool:
    """Whether doing the one can be doing the other; an unknown act fits everything."""
    if not promised or not other or promised & other:
        return True
    return bool(promised & GIVING) and bool(other & GIVING)


def same_matter(one: Content, other: Content) -> bool:
    """Whether two named contents are about the same thing done; False where either names none."""
    if not one.heads or not other.heads or not acts_fit(one.acts, other.acts):
        return False
    if "talk" in one.acts ^ other.acts:
        return False
    if not (one.heads <= other.terms and other.heads <= one.terms):
        return False
    return one.qualifiers <= other.terms or other.qualifiers <= one.terms
