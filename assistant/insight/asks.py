"""Which messages put a question to the other side, by the definitions of a wait.

The language stage alone says whether a message needs an answer: what asks, requests, complains or
hints, and what is thanks, promise, rhetoric or a mailing. Here stands whom it is put to, which
takes the people of the history. Nothing here looks at what came after.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from assistant.insight.headers_only import may_ask_them, may_ask_us
from assistant.insight.index import is_human, recipients
from assistant.insight.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.insight.index import Index
    from assistant.insight.records import Message, Sentence

_ASKING = frozenset({"question", "request", "complaint"})
#: Why the language stage holds that a message waits, where it asks for nothing outright: of ours
#: such a message opens no wait on them.
_UNASKED = frozenset(
    {
        "complains",
        "puts the relationship in question",
        "reports a problem",
        "sounds as if an answer is expected",
        "warns of a risk",
    }
)


def asks_us(message: Message, slug: str, index: Index) -> bool:
    """Whether a client's message opens a wait on us.

    It asks, requests or complains, and has somebody of our side in To or names one where it asks;
    a prospect's has the owner in To. In Cc alone nobody is asked. Where only headers were read, it
    may ask (`insight.headers_only`).
    """
    if not message.has_body:
        return may_ask_us(message, slug, index)
    if not needs_answer(message):
        return False
    client = index.client(slug)
    if client is not None and client.prospect:
        return any(index.is_owner(address) for address in message.to)
    ours = [address for address in message.to if index.is_ours(address)]
    if not ours:
        return _names_us(message, index)
    theirs = index.client_people(message.cc + message.to, slug)
    return not _is_put_to(message, theirs, ours=recipients_of_ours(message, index), index=index)


def asked_of_them(message: Message, slug: str, index: Index) -> tuple[str, ...]:
    """Whom of a client a message of ours asks: those in To, and those in Cc whom it names.

    Empty where it asks nobody of them. People who had ended before are not awaited.
    """
    if not message.has_body:
        to = may_ask_them(message, slug, index)
        return tuple(one for one in to if not _has_ended(one, message, index))
    if not needs_answer(message) or _only_complains(message):
        return ()
    to = index.client_people(message.to, slug)
    named = [
        address
        for address in index.client_people(message.cc, slug)
        if any(_is_called(address, name, index) for name in _names(message))
    ]
    own = recipients_of_ours(message, index)
    if _is_put_to(message, own, ours=(*to, *named), index=index):
        return ()
    return tuple(
        address
        for address in dict.fromkeys((*to, *named))
        if not _has_ended(address, message, index)
    )


def recipients_of_ours(message: Message, index: Index) -> tuple[str, ...]:
    """Those of our side in To and Cc."""
    return tuple(address for address in recipients(message) if index.is_ours(address))


def needs_answer(message: Message) -> bool:
    """Whether a human message waits for an answer, whoever it is put to."""
    return is_human(message) and not message.closing and message.needs_reply


def takes_back(message: Message) -> bool:
    """Whether a message takes back what its author asked before ("please ignore, found it")."""
    return is_human(message) and any(sentence.retraction for sentence in message.sentences)


def asking_sentences(message: Message) -> tuple[Sentence, ...]:
    """Tagged sentences that ask, request or complain and are not taken back in the same breath."""
    return tuple(
        sentence
        for sentence in message.sentences
        if not sentence.retraction and not _ASKING.isdisjoint(sentence.acts)
    )


def complains(sentence: Sentence) -> bool:
    """Whether a sentence complains, escalates or threatens to leave."""
    return "complaint" in sentence.acts or sentence.escalation or sentence.intent_to_leave


def evidence_of(message: Message, span: tuple[int, int] | None) -> Evidence:
    """Evidence with its quote; the whole message where no characters decided."""
    if span is None or not message.text:
        return Evidence(message_id=message.id)
    start, end = span
    return Evidence(message_id=message.id, quote=message.text[start:end], start=start, end=end)


def deciding_evidence(message: Message) -> Evidence:
    """The sentence for which a message needs an answer."""
    if message.deciding is not None:
        return evidence_of(message, message.deciding)
    sentence = next(
        (one for one in message.sentences if complains(one)),
        next(iter(asking_sentences(message)), None),
    )
    return evidence_of(message, None if sentence is None else (sentence.start, sentence.end))


def escalates(messages: Iterable[Message]) -> bool:
    """Whether some message escalates explicitly or says that the client means to leave."""
    return any(
        sentence.escalation or sentence.intent_to_leave
        for message in messages
        for sentence in message.sentences
    )


def _only_complains(message: Message) -> bool:
    """Whether a message waits for complaints, trouble or its tone alone: ours opens no wait."""
    asking = asking_sentences(message)
    if not asking:
        return message.needs_reply_why in _UNASKED
    return not any({"question", "request"} & one.acts.keys() for one in asking)


def _has_ended(address: str, message: Message, index: Index) -> bool:
    person = index.person(address)
    return person is not None and person.ended_at is not None and person.ended_at <= message.sent_at


def _names(message: Message) -> tuple[str, ...]:
    """Names that the asking sentences of a message speak to."""
    return tuple(name for sentence in asking_sentences(message) for name in sentence.addressed_to)


def _names_us(message: Message, index: Index) -> bool:
    """Whether an asking sentence speaks to one of our side by name."""
    others = [address for address in message.to if not index.is_ours(address)]
    return any(
        any(_is_called(address, name, index) for address in index.our_people)
        and not any(_is_called(address, name, index) for address in others)
        for name in _names(message)
    )


def _is_put_to(message: Message, own: Iterable[str], *, ours: Iterable[str], index: Index) -> bool:
    """Whether every asking sentence speaks, by name, to people of its writer's own side only.

    "Bob, could you send Maya the figures?", from Bob's colleague to Maya and Bob, asks Bob.
    """
    asking = asking_sentences(message)
    if not asking or not all(sentence.addressed_to for sentence in asking):
        return False
    own, ours = tuple(own), tuple(ours)
    return all(
        any(_is_called(address, name, index) for address in own)
        and not any(_is_called(address, name, index) for address in ours)
        for name in _names(message)
    )


def _is_called(address: str, name: str, index: Index) -> bool:
    """Whether a name as written means a person: the whole name, or its first or last word."""
    wanted = _plain(name)
    if not wanted:
        return False
    person = index.person(address)
    full = _plain(person.name) if person is not None else ""
    words = full.split()
    local = _plain(address.partition("@")[0].replace(".", " ").replace("_", " "))
    return wanted in {full, local, *words[:1], *words[-1:], *local.split()[:1]}


def _plain(name: str) -> str:
    """A name without case, accents and doubled spaces."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())
