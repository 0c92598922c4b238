"""What one message says was done, received or is no longer wanted; nothing of which promise it is.

The language stage tags sentences; a mail that only says "Attached: the contract" or carries
`contract_signed.pdf` has none. So besides the tags, the new text is searched for the few set
phrases of delivery, receipt and release, and the names of attachments are read. Whatever is
negated, conditional or still to come is no sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.insight.promises import sign_words as words
from assistant.insight.promises.content import is_vague, read_acts, read_terms
from assistant.insight.promises.sayings import is_full_promise, is_quoted

if TYPE_CHECKING:
    from assistant.insight.records import Message, Sentence


class SignKind(StrEnum):
    """What a sign shows."""

    DONE = "done"  #: the words say that it was done or sent
    FILE = "file"  #: an attachment bears its name
    TOLD = "told"  #: a line says what it is: "Serial number: 4711"
    WORKS = "works"  #: what was to be mended works again, whoever says it
    RECEIVED = "received"  #: the words say that it arrived
    RELEASED = "released"  #: the words say that it is no longer wanted
    WITHDRAWN = "withdrawn"  #: its debtor says that it will not be


#: What stands in a mail behind "Agenda:" has at least so many words.
_WORDS_OF_A_TEXT = 4
#: Characters; what runs on for longer without a full stop is no sentence of a person.
_LONGEST_PIECE = 600
#: "Done", "all set": fits whatever was promised.
ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign; `acts` and `terms` as `content` reads them, `text` for the words of time.

    Attributes:
        tagged: The language stage said so; else a set phrase or a file name did.
        terms: Empty where the words name nothing ("done", "got it, thanks").
        named: The language stage said what it is about.
        doer: Who did it, as written, where that is not the author: "you", "your team", "Priya".
        partial: Only some of it came, by its own words or the message's.
        around: The sentence in which a clause stands, for the day that another clause may name.
    """

    kind: SignKind
    text: str
    acts: frozenset[str]
    terms: frozenset[str]
    tagged: bool = False
    named: bool = False
    doer: str | None = None
    partial: bool = False
    around: str = ""

    @property
    def hands_over(self) -> bool:
        """Whether the thing itself comes with the message: a file, "attached is", "here are"."""
        return self.kind is SignKind.FILE or words.GIVE.search(self.text) is not None

    @property
    def by_anybody(self) -> bool:
        """Whether it may speak of what either side did: "the boards were delivered"."""
        return (
            self.kind is SignKind.DONE
            and not self.hands_over
            and words.PASSIVE.search(self.text) is not None
            and words.FIRST_PERSON.search(self.text) is None
        )

    @property
    def bare(self) -> bool:
        """Whether it names nothing by which a promise could be told from another."""
        if self.tagged and ANYTHING in self.acts and not self.named:
            return True
        return is_vague(self.terms) or _is_called_it(self.text)


def read_signs(message: Message) -> tuple[Sign, ...]:
    """All signs of a message, in text order, tagged ones first, files last."""
    said = frozenset(message.text.lower().split())
    hinted, told = not words.HINTS.isdisjoint(said), not words.TOLD_HINTS.isdisjoint(said)
    partial = False
    if not words.PARTIAL_HINTS.isdisjoint(said):
        partial = words.PARTIAL.search(new_text(message)) is not None
    signs = [sign for one in message.sentences for sign in _tagged(message, one, partial=partial)]
    pieces = _pieces(message) if hinted or told else []
    if hinted:
        signs += _phrases(pieces, partial=partial)
    if told:
        signs += [sign for piece in pieces for sign in _lines_that_tell(piece)]
    signs += _files(message, partial=partial)
    return tuple(signs)


def is_holding(message: Message) -> bool:
    """Whether it only keeps the other side waiting: "still working on it", "more by Friday"."""
    for sentence in message.sentences:
        if is_full_promise(sentence) and not is_quoted(message, sentence):
            return True
    return words.HOLDING.search(new_text(message)) is not None


def lets_go(message: Message) -> bool:
    """Whether it answers a withdrawal with "no problem" and asks for nothing more."""
    text = new_text(message)
    return words.ASSENT.search(text) is not None and words.DISSENT.search(text) is None


def says_missing(message: Message) -> bool:
    """Whether it says that nothing was attached: "the file is missing", "I forgot to attach it"."""
    return words.MISSING.search(new_text(message)) is not None


def new_text(message: Message) -> str:
    """The text with every quote blanked, offsets kept."""
    text = message.text
    for start, end in message.quoted:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _tagged(message: Message, sentence: Sentence, *, partial: bool) -> list[Sign]:
    """What the language stage says of one sentence."""
    if not (sentence.discharge or sentence.retraction) or is_quoted(message, sentence):
        return []
    text = message.text[sentence.start : sentence.end].replace("’", "'")
    if sentence.retraction:
        return [_released(text, tagged=True)]
    asks = any(sentence.acts.get(act) for act in ("request", "question"))
    pending = asks or is_full_promise(sentence)
    if (pending and not sentence.discharge_content) or words.UNDONE.search(text):
        return []
    # What a clause puts off is not delivered by the same sentence.
    received = words.GOT.search(text) is not None and words.DID.search(text) is None
    if received and words.THANKS_FOR_WORDS.search(text):
        return []
    named = sentence.discharge_content
    if named is not None and words.CALENDAR.fullmatch(named):
        return []  # "the month was closed"
    kind = SignKind.RECEIVED if received else SignKind.DONE
    return [
        Sign(
            kind,
            text,
            _acts(text, kind),
            read_done_terms(text if named is None else named),
            tagged=True,
            named=named is not None,
            doer=_doer(text),
            partial=partial or words.PART_OF.search(text) is not None,
        )
    ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """One clause of new text that no tag of delivery speaks of, and what the tags say of it."""

    text: str
    asks: bool
    pending: bool


def _pieces(message: Message) -> list[_Piece]:
    found: list[_Piece] = []
    for piece in words.PIECE.finditer(new_text(message)):
        if piece.end() - piece.start() > _LONGEST_PIECE:
            continue
        text = " ".join(piece[0].split()).replace("’", "'")
        said = frozenset(text.lower().split())
        if words.HINTS.isdisjoint(said) and words.TOLD_HINTS.isdisjoint(said):
            continue
        over = [
            one for one in message.sentences if one.start < piece.end() and piece.start() < one.end
        ]
        if any(one.discharge or one.retraction for one in over):
            continue
        asks = any(one.acts.get("request") for one in over)
        pending = any(
            is_full_promise(one) or one.acts.get("question") or one.acts.get("offer")
            for one in over
        )
        found.append(_Piece(text, asks, pending))
    return found


def _phrases(pieces: list[_Piece], *, partial: bool) -> list[Sign]:
    """Set phrases in new text that no tag speaks of."""
    signs: list[Sign] = []
    for piece in pieces:
        said = frozenset(piece.text.lower().split())
        missing = not words.MISSING_HINTS.isdisjoint(said) and words.MISSING.search(piece.text)
        if missing or words.HINTS.isdisjoint(said):
            continue
        if not words.WITHDRAWN_HINTS.isdisjoint(said) and words.WITHDRAWN.search(piece.text):
            terms = read_done_terms(piece.text)
            signs.append(Sign(SignKind.WITHDRAWN, piece.text, frozenset(), terms))
            continue
        if piece.pending:
            continue
        for clause in words.CLAUSE.split(piece.text):
            sign = _clause(clause, asks=piece.asks, partial=partial)
            if sign is not None:
                signs.append(replace(sign, around=piece.text))
    return signs


def _clause(clause: str, *, asks: bool, partial: bool) -> Sign | None:
    """The sign of one clause, or None. A request shows only what is attached to it."""
    if words.DROPPED.search(clause):
        return _released(clause, tagged=False)
    if asks:
        attached = re.search(r"\b(?:attached|enclosed)\s+(.*)", clause, re.IGNORECASE)
        if attached is None:
            return None
        return Sign(SignKind.DONE, clause, frozenset({"give"}), read_done_terms(attached[1]))
    clause = words.STILL_TO_COME.sub("", clause)
    sure = words.CONFIRM.sub(" ", clause)
    if words.UNDONE.search(clause) or words.FUTURE.search(sure):
        return None
    doer = _doer(clause)
    if doer is not None and words.TALKED.search(clause):
        kind = SignKind.DONE
    elif words.GOT.search(clause):
        if words.THANKS_FOR_WORDS.search(clause):
            return None
        kind = SignKind.RECEIVED
    elif any(
        one.search(clause)
        for one in (words.GIVE, words.DID, words.FINISHED, words.HERE_THE, words.THERE)
    ):
        kind = SignKind.DONE
    elif words.WORKS.search(clause):
        fix = frozenset({"fix"})
        return Sign(SignKind.WORKS, clause, fix, read_done_terms(clause))
    else:
        return None
    return Sign(
        kind,
        clause,
        _acts(clause, kind),
        read_done_terms(clause),
        doer=doer,
        partial=partial or words.PART_OF.search(clause) is not None,
    )


def _released(text: str, *, tagged: bool) -> Sign:
    """A release; only the clause that releases names what is released."""
    clause = next((one for one in text.split(",") if words.DROPPED.search(one)), text)
    terms = frozenset(
        term
        for term in read_terms(clause)
        if term not in words.RELEASE_WORDS and not read_acts(term)
    )
    return Sign(SignKind.RELEASED, text, read_acts(clause), terms, tagged)


def _lines_that_tell(piece: _Piece) -> list[Sign]:
    """A clause that gives in a line what can be told in one: "The code is 4711"."""
    if piece.asks or piece.pending:
        return []
    found = words.HEADED.match(piece.text)
    if found is None or piece.text.endswith("?"):
        return []
    if words.UNDONE.search(piece.text) or words.HOLDING.search(piece.text):
        return []
    terms = read_terms(found["what"])
    told = terms & words.TOLD_IN_A_LINE and any(one.isdigit() for one in found["value"])
    written = terms & words.TEXTS and len(found["value"].split()) >= _WORDS_OF_A_TEXT
    if not told and not (written and ":" in piece.text):
        return []
    return [Sign(SignKind.TOLD, piece.text, frozenset({"give", "tell"}), terms)]


def _files(message: Message, *, partial: bool) -> list[Sign]:
    """One sign per attachment that somebody attached on purpose."""
    signs = []
    for name in message.attachments:
        if words.FILE_NOISE.search(name):
            continue
        named = words.words_of_file(name)
        acts = read_acts(named) | {"give"}
        signs.append(Sign(SignKind.FILE, name, acts, read_terms(named), partial=partial))
    # A mail that begins a thread with a file says in its subject what the file is.
    if signs and message.in_reply_to is None and message.base_subject:
        terms = read_terms(message.base_subject)
        give = frozenset({"give"})
        signs.append(Sign(SignKind.FILE, message.subject, give, terms, partial=partial))
    return signs


@lru_cache(maxsize=4096)
def _is_called_it(text: str) -> bool:
    """Whether the thing is only called it."""
    return words.IT.search(text) is not None and words.PRONOUN.search(text) is not None


def _doer(text: str) -> str | None:
    """Who did it, as written, where the sentence begins with somebody else than the author."""
    found = words.DOER.search(text)
    return found["doer"] if found else None


def _acts(text: str, kind: SignKind) -> frozenset[str]:
    acts = read_acts(text)
    if kind is SignKind.RECEIVED or words.GIVE.search(text) or words.HERE_THE.search(text):
        acts |= {"give"}
    if words.TALKED.search(text):
        acts |= {"talk"}
    if words.FINISHED.search(text):
        acts |= {ANYTHING}
    return acts


@lru_cache(maxsize=4096)
def read_done_terms(text: str) -> frozenset[str]:
    """Content words of a clause that says something was done, the doing itself left out."""
    return frozenset(term for term in read_terms(text) if term not in words.DOING)
