"""The promises that one message makes: who owes whom what, before anything is known of the rest.

A commitment sentence is one promise. A word of acceptance ("sure, will do") takes content and date
from the request that it answers; before a full promise it is part of that. Quoted words, courtesy
and what the other side should do are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.insight.index import Index, is_human, recipients
from assistant.insight.promises.content import Content, is_vague, read_content, read_terms
from assistant.insight.promises.people import Names, resolve_name
from assistant.insight.records import Direction, Due, Message, Sentence, Side

#: How many earlier messages of the other side are looked through for the request that a word of
#: acceptance answers, when the one answered asks for nothing.
_REQUESTS_BACK = 3
_YOU_HAVE = re.compile(
    r"\byou(?:['’]ll| will| shall| should)(?: [a-z]+)? have\b(?! to\b)", re.IGNORECASE
)
_HAVE = re.compile(r"\A(?:you (?:will|shall|should) )?have\b", re.IGNORECASE)
#: What ends "I'll check with finance" and tells that an answer is promised; it is often cut off
#: from the phrase that names the matter.
_GET_BACK = re.compile(
    r"\b(?:and|then|to)\s+(?:will\s+)?(?:(?:get|come|report|write|circle)\s+back(?:\s+to\s+you)?"
    r"|let\s+you\s+know|revert|(?:update|inform|tell|answer)\s+you|keep\s+you\s+(?:posted|updated))\b",
    re.IGNORECASE,
)
#: "Tom will send it", wherever a greeting before it was taken for the name.
_WILL = re.compile(r"\b(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)(?:'ll|’ll| will| is going to)\b")
#: No name: "our technician", "somebody from support".
_ROLE = re.compile(r"(?:our|my|the|an?|some\w+|one of)\b", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:both|all|everything|each)\b", re.IGNORECASE)
#: How much before a sentence is looked at for what its "it" may be.
_CHARACTERS_BEFORE = 300
_SENTENCE_END = re.compile(r"[.!?:]\s+|\n\s*\n")
#: The least score of a commitment that becomes a line: a wrong "overdue" costs more trust than a
#: missed one.
SURE = 0.5
#: How things stand, without a date: "the data is being restored", "we are testing it now".
_UNDER_WAY = re.compile(
    r"(?:\b(?:is|are|am)|['’](?:s|re|m)) (?:(?:being|still|now|currently|already|just) [^\W\d_]+"
    r"|[^\W\d_]+ing\b.*\b(?:now|currently|at the moment|at present)\Z)",
    re.IGNORECASE,
)
#: Being away is no promise.
_AWAY = re.compile(
    r"\b(?:be|am|is|are)(?: [^\W\d_]+)? (?:out of (?:the )?office|away|on (?:(?:annual|parental|sick) )?leave"
    r"|on (?:holiday|vacation|a business trip)|off(?: sick| work)?|travell?ing|unavailable)\b",
    re.IGNORECASE,
)
#: What hangs on the reader's word is an offer: "just say the word and I'll call you".
_ON_WISH = re.compile(
    r"\b(?:say the word|(?:let|tell|ask|call|ping|e-?mail) (?:me|us)(?: know)?"
    r"|give (?:me|us) a (?:shout|call|ring)|drop (?:me|us) a line)\b[^.!?]{0,60}?"
    r"\band (?:i|we|(?-i:[A-Z])\w+)(?:['’]ll| will)\b",
    re.IGNORECASE,
)
#: "Hi Ann, no worries, the keys …": what stands before the thing in a whole sentence.
_OPENING = re.compile(
    r"\A(?:(?:hi|hello|hey|dear|(?:good )?(?:morning|afternoon|evening))\b[^,]{0,40},\s*"
    r"|(?:no (?:worries|problem)|sure|yes|ok(?:ay)?|of course|certainly|absolutely|thanks|thank you"
    r"|great|perfect|understood|noted)\b[^,]{0,20},\s*)+",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\balso\b|\bas well\b|\bin addition\b|\btoo\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saying:
    """A promise as it was said.

    Attributes:
        slug: Key of the client or prospect it concerns.
        matter: `text` reduced; where that names nothing, what the answered request named.
        accepted: Takes on a request; content and perhaps date are the request's.
        further: The same yes takes on another request before this one.
        hints: Where the matter names nothing: the words of the thread's subject and of the sentence
            before, one of which may be what "it" is.
    """

    message: Message
    sentence: Sentence
    side: Side
    slug: str
    person: str
    creditor: str | None
    text: str
    matter: Content
    due: Due | None
    accepted: bool = False
    request_message_id: str | None = None
    further: bool = False
    hints: frozenset[str] = frozenset()

    @property
    def subject(self) -> frozenset[str]:
        """The words of the thread's subject."""
        return read_terms(self.message.base_subject)

    @property
    def quote(self) -> str:
        """The sentence as it stands in the message."""
        return self.message.text[self.sentence.start : self.sentence.end]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, with the message that made it."""

    message: Message
    sentence: Sentence

    @property
    def words(self) -> str:
        return self.message.text[self.sentence.start : self.sentence.end]

    @property
    def text(self) -> str:
        return content_text(self.message, self.sentence)


def side_of(message: Message) -> Side:
    """The side that a message comes from; strangers never reach the ledger."""
    return Side.US if message.direction is Direction.OUT else Side.THEM


def is_quoted(message: Message, sentence: Sentence) -> bool:
    """Whether any of a sentence stands in a quote."""
    return any(start < sentence.end and sentence.start < end for start, end in message.quoted)


def content_text(message: Message, sentence: Sentence) -> str:
    """The phrase of what is promised or asked; the sentence itself where none was found."""
    text = sentence.content or message.text[sentence.start : sentence.end]
    return _OPENING.sub("", text) or text


def find_sayings(message: Message, index: Index, names: Names) -> list[Saying]:
    """All promises that a human message of our side or of a client's person makes, in text order.

    Args:
        message: Any; automatic, internal and strangers' messages make none.
        index: Of the history.
        names: For the names in the sentences.
    """
    if not message.sentences or not message.clients or not is_human(message):
        return []
    if message.direction is Direction.OTHER:
        return []
    sentences = [one for one in message.sentences if not is_quoted(message, one)]
    sayings: list[Saying] = []
    for place, sentence in enumerate(sentences):
        promises = is_full_promise(sentence)
        if promises and _ON_WISH.search(message.text, sentence.start, sentence.end):
            continue
        if promises:
            sayings.append(_full(message, sentence, index, names))
        elif sentence.acceptance and not _leads_to_promise(message, sentences[place + 1 :]):
            sayings += _accepted(message, sentence, index, names)
    return sayings


def is_full_promise(sentence: Sentence) -> bool:
    """Whether a sentence surely promises, more than it offers or asks, and says what."""
    score = sentence.acts.get("commitment", 0.0)
    other = max(sentence.acts.get("offer", 0.0), sentence.acts.get("request", 0.0))
    if score < SURE or score < other or sentence.debtor == "recipient" or _tells_only(sentence):
        return False
    return not sentence.acceptance or _says_what(sentence)


def _tells_only(sentence: Sentence) -> bool:
    """Whether the words tell of an absence, or of what is under way, and name no day."""
    said = sentence.content or ""
    if _AWAY.search(said):
        return True
    due = sentence.due
    undated = due is None or due.to_at is None
    return undated and bool(_UNDER_WAY.search(f"{said} {due.text}" if due is not None else said))


def _says_what(sentence: Sentence) -> bool:
    """Whether an accepting sentence names what it takes on: "will do" does not."""
    if not sentence.content:
        return False
    matter = read_content(sentence.content)
    return bool(matter.heads or matter.acts)


def _leads_to_promise(message: Message, rest: Sequence[Sentence]) -> bool:
    """Whether the next tagged sentence is the full promise that a word of acceptance opens."""
    if not rest or not is_full_promise(rest[0]):
        return False
    return not _ALSO.search(message.text, rest[0].start, rest[0].end)


def _full(message: Message, sentence: Sentence, index: Index, names: Names) -> Saying:
    """A promise in its own words."""
    text = content_text(message, sentence)
    words = message.text[sentence.start : sentence.end]
    if _YOU_HAVE.search(words):
        text = _HAVE.sub("send", text)
    back = _GET_BACK.search(words)
    if back is not None and _GET_BACK.search(text) is None:
        text = f"{text} {back[0]}"
    matter = _read(text, sentence.due)
    asked = find_requests(message, index) if sentence.acceptance or matter.pronoun else []
    due = sentence.due
    if matter.pronoun and len(asked) == 1:
        named = _read(asked[0].text, asked[0].sentence.due)
        matter = Content(matter.acts or named.acts, named.heads, named.qualifiers)
    if sentence.acceptance and due is None and len(asked) == 1:
        due = asked[0].sentence.due
    side, person, creditor = _parties(message, sentence, index, names)
    source = (asked[0].message, asked[0].sentence) if len(asked) == 1 else (message, sentence)
    return Saying(
        message=message,
        sentence=sentence,
        side=side,
        slug=_slug(message, person, creditor, index),
        person=person,
        creditor=creditor,
        text=text,
        matter=matter,
        due=due,
        accepted=sentence.acceptance,
        request_message_id=asked[0].message.id if sentence.acceptance and asked else None,
        hints=frozenset() if matter.heads else find_hints(*source),
    )


def _accepted(message: Message, sentence: Sentence, index: Index, names: Names) -> list[Saying]:
    """What "sure, will do" takes on.

    The request that is quoted right above it; else every dated one, or all where it says "both"; else
    the first. Where no request is found, a sentence tagged as commitment stands for itself.
    """
    asked = find_requests(message, index)
    if not asked and not sentence.acts.get("commitment"):
        return []
    side, person, creditor = _parties(message, sentence, index, names)
    parties = (side, person, creditor)
    chosen: list[_Asked | None] = [*_chosen(message, sentence, asked)] or [None]
    taken = [_taken_on(message, sentence, one, parties, index) for one in chosen]
    return [replace(saying, further=number > 0) for number, saying in enumerate(taken)]


def _chosen(message: Message, sentence: Sentence, asked: list[_Asked]) -> list[_Asked]:
    """The requests that a word of acceptance means."""
    quoted = _quoted_above(message, sentence)
    above = [one for one in asked if " ".join(one.words.split()) in quoted]
    if above:
        return above[-1:]
    if _BOTH.search(message.text, sentence.start, sentence.end):
        return asked
    return [one for one in asked if one.sentence.due is not None] or asked[:1]


def _quoted_above(message: Message, sentence: Sentence) -> str:
    """The quote that ends right above a sentence, its marks left out; empty for none."""
    for start, end in message.quoted:
        if end <= sentence.start and not message.text[end : sentence.start].strip():
            lines = message.text[start:end].splitlines()
            return " ".join(" ".join(line.lstrip("> |") for line in lines).split())
    return ""


def _taken_on(
    message: Message,
    sentence: Sentence,
    asked: _Asked | None,
    parties: tuple[Side, str, str | None],
    index: Index,
) -> Saying:
    """One accepted request as a promise."""
    side, person, creditor = parties
    text = content_text(message, sentence) if asked is None else asked.text
    said = asked.sentence.due if asked is not None else None
    matter = _read(text, said or sentence.due)
    source = (message, sentence) if asked is None else (asked.message, asked.sentence)
    return Saying(
        message=message,
        sentence=sentence,
        side=side,
        slug=_slug(message, person, creditor, index),
        person=person,
        creditor=creditor,
        text=text,
        matter=matter,
        due=sentence.due or said,
        accepted=asked is not None,
        request_message_id=asked.message.id if asked is not None else None,
        hints=frozenset() if matter.heads else find_hints(*source),
    )


def find_hints(message: Message, sentence: Sentence) -> frozenset[str]:
    """The words of a thread's subject and of what stands right before a sentence."""
    own = message.text[sentence.start : sentence.end].partition(sentence.content or "\0")[0]
    before = message.text[max(0, sentence.start - _CHARACTERS_BEFORE) : sentence.start]
    last = [one for one in _SENTENCE_END.split(before) if one.strip()][-1:]
    terms = read_terms(message.base_subject) | read_terms(" ".join(last)) | read_terms(own)
    return frozenset() if is_vague(terms) else terms


def find_requests(message: Message, index: Index) -> list[_Asked]:
    """The requests that an answer answers: those of the message it replies to, else the newest.

    Only requests of the other side that put the duty on the addressee.
    """
    for asking in _answered(message, index):
        asked = [
            _Asked(asking, sentence)
            for sentence in asking.sentences
            if sentence.acts.get("request")
            and sentence.debtor in (None, "recipient")
            and not is_quoted(asking, sentence)
        ]
        if asked:
            return asked
    return []


def _answered(message: Message, index: Index) -> Iterator[Message]:
    """What a message may answer: its parent, then what was asked of its side latest before it."""
    parent = index.by_id.get(message.in_reply_to or "")
    if parent is not None and parent.thread_id == message.thread_id and _asks(parent, message):
        yield parent
    others = (one for one in reversed(index.thread_before(message)) if _asks(one, message))
    yield from islice(others, _REQUESTS_BACK)


def _asks(one: Message, message: Message) -> bool:
    """Whether a message can have asked what another answers.

    A human one of the other side; or of a colleague, written to the author of the answer, who takes
    it on before the client's eyes.
    """
    sides = {one.direction, message.direction}
    if not is_human(one) or Direction.OTHER in sides:
        return False
    return len(sides) == 2 or (one.sender != message.sender and message.sender in one.to)


def _parties(
    message: Message, sentence: Sentence, index: Index, names: Names
) -> tuple[Side, str, str | None]:
    """Debtor's side, debtor, creditor.

    A named person of the other side owes it to the author: "Priya will send you the keys" said by
    us of their Priya is a promise of theirs.
    """
    side, person = side_of(message), message.sender
    named, meant = _find_person(message, sentence, index, names)
    if named:
        person = meant or (person if _ROLE.match(named) else named)
        if meant is not None and _side(meant, index) not in (None, side):
            return (_side(meant, index) or side), meant, message.sender
    return side, person, _creditor(message, sentence, side, index, names)


def _find_person(
    message: Message, sentence: Sentence, index: Index, names: Names
) -> tuple[str | None, str | None]:
    """The name of who is to do it, and whose it is, where that can be told.

    A name that is only spoken to ("Hi Oskar, I'll send it") is none; "Ann, copied, will send it"
    names a colleague.
    """
    named = sentence.person
    if not named:
        return None, None
    meant = resolve_name(named, message, index, names)
    greeted = {name.split()[0] for name in sentence.addressed_to if name}
    if greeted.isdisjoint(named.split()):
        return named, meant
    if meant is not None and meant != message.sender and _side(meant, index) is side_of(message):
        return named, meant
    found = _WILL.search(message.text, sentence.start, sentence.end)
    if found is None or found["name"] == "I" or not greeted.isdisjoint(found["name"].split()):
        return None, None
    return found["name"], resolve_name(found["name"], message, index, names)


def _creditor(
    message: Message, sentence: Sentence, side: Side, index: Index, names: Names
) -> str | None:
    """Whom the sentence speaks to, else who is answered, else the first addressee over there."""
    for name in sentence.addressed_to:
        meant = resolve_name(name, message, index, names)
        if meant is not None and _side(meant, index) not in (None, side):
            return meant
    parent = index.by_id.get(message.in_reply_to or "")
    if parent is not None and _side(parent.sender, index) not in (None, side):
        return parent.sender
    over_there = [one for one in recipients(message) if _side(one, index) not in (None, side)]
    return over_there[0] if over_there else None


def _side(address: str, index: Index) -> Side | None:
    """The side of an address; None for strangers."""
    if index.is_ours(address):
        return Side.US
    return Side.THEM if index.client_of(address) is not None else None


def _slug(message: Message, person: str, creditor: str | None, index: Index) -> str:
    """The client of whoever of both is not ours, else the first on the message."""
    for address in (creditor, person):
        slug = index.client_of(address) if address is not None else None
        if slug is not None:
            return slug
    return index.sender_client(message) or message.clients[0]


def _read(text: str, due: Due | None) -> Content:
    """What a phrase is about, its time words left out."""
    if due is not None and due.text:
        text = re.sub(re.escape(due.text), " ", text, flags=re.IGNORECASE)
    return read_content(text)
