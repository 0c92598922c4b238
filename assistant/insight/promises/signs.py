"""What one message says was done, received or is no longer wanted; nothing of which promise it is.

The language stage tags sentences; a mail that only says "Attached: the contract" or carries
`contract_signed.pdf` has none. So besides the tags, the new text is searched for the few set
phrases of delivery, receipt and release, and the names of attachments are read. Whatever is
negated, conditional or still to come is no sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.insight.promises.content import is_vague, read_acts, read_terms, stem
from assistant.insight.promises.sayings import is_quoted

if TYPE_CHECKING:
    from assistant.insight.records import Message, Sentence


class SignKind(StrEnum):
    """What a sign shows."""

    DONE = "done"  #: the words say that it was done or sent
    FILE = "file"  #: an attachment bears its name
    RECEIVED = "received"  #: the words say that it arrived
    RELEASED = "released"  #: the words say that it is no longer wanted


#: "Done", "all set": fits whatever was promised.
ANYTHING = "anything"

_GIVES = (
    r"attached|enclosed|please find|here(?:'s| is| are| you go| it is| they are)|see below"
    r"|find (?:below|the)|as promised"
)
_FINISHED = r"done|completed|finished|sorted(?: out)?|taken care of|all set|dealt with|in place"
_DID = (
    r"sent|shared|forwarded|emailed|uploaded|submitted|delivered|shipped|posted|went out|gone out"
    r"|paid|signed|fixed|resolved|solved|repaired|deployed|released|rolled out|booked|scheduled"
    r"|arranged|ordered|updated|corrected|reviewed|checked|approved|prepared|installed|activated"
    r"|enabled|removed|cancelled|canceled|configured|confirmed|looked into|asked|raised|published"
)
_GOT = (
    r"received|got (?:it|them|this|that|the|your)|arrived|came through|has reached (?:me|us)"
    r"|thanks?(?: you)?(?: so much| very much| a lot| again)? for (?:the|your|sending|sharing"
    r"|forwarding|providing|getting|fixing|sorting|paying|signing|doing|arranging|booking"
    r"|organi[sz]ing|delivering)"
)
_DROPPED = (
    r"no longer (?:need(?:ed)?|require[sd]?|necessary)|no need\b(?! to (?:worry|apolog|rush|hurry|reply"
    r"|respond|thank|explain|be sorry))|(?:do not|don't|doesn't|does not|won't) need\b[^.!?;]{0,80}?"
    r"\b(?:any ?more|any longer|after all)|not needed(?: any ?more| any longer| after all)?"
    r"|(?:do not|don't) bother|never ?mind|(?:ignore|disregard)\b(?! the noise)|forget (?:about )?"
    r"(?:it|that|the|my)|(?:you can|let's|we can) (?:skip|drop|forget)|scrap (?:it|that|the)"
    r"|(?:it|that|this)(?:'s| is| has been| was) (?:no longer relevant|taken care of on our side)"
)
_GIVE_RE = re.compile(rf"\b(?:{_GIVES})\b|^attached:", re.IGNORECASE)
_FINISHED_RE = re.compile(rf"\b(?:{_FINISHED})\b", re.IGNORECASE)
_DID_RE = re.compile(rf"\b(?:{_DID})\b", re.IGNORECASE)
_GOT_RE = re.compile(rf"\b(?:{_GOT})\b", re.IGNORECASE)
_DROPPED_RE = re.compile(rf"\b(?:{_DROPPED})", re.IGNORECASE)
#: Words of which one stands in every set phrase: looking for these first spares nine messages of
#: ten the long patterns.
_HINTS = frozenset(
    word + mark
    for word in "attached enclosed find here here's here’s below promised done completed finished "
    "sorted care set dealt place sent shared forwarded emailed uploaded submitted delivered shipped "
    "posted out paid signed fixed resolved solved repaired deployed released booked scheduled "
    "arranged ordered updated corrected reviewed checked approved prepared installed activated "
    "enabled removed cancelled canceled configured confirmed looked asked raised published received "
    "got arrived through reached thank thanks longer need needed bother mind nevermind ignore "
    "disregard forget skip drop scrap relevant".split()
    for mark in ("", ".", ",", ":", ";", "!", ")")
)
_CONFIRM_RE = re.compile(r"\b(?:can|could|happy to|pleased to) confirm\b", re.IGNORECASE)
_UNDONE_RE = re.compile(
    r"\b(?:not|never|cannot|unable|yet to|once|until|if|as soon as|unless|waiting for|nothing)\b"
    r"|n't\b",
    re.IGNORECASE,
)
_FUTURE_RE = re.compile(
    r"\b(?:will|shall|would|should|could|can|might|must|to be|being|needs?|want|when|still"
    r"|may (?:be|have|need|take|not|well|also|still|i|we|you|he|she|they)"
    r"|pending|about to|going to|after (?:we|you|i)|follows?|ready to|before)\b|'ll\b|\?\s*$",
    re.IGNORECASE,
)
_HOLDING_RE = re.compile(
    r"\bstill (?:working|waiting|checking|looking|reviewing|chasing|finali|pending|on it)"
    r"|\bworking on (?:it|this|that)\b|\bnot (?:yet|there|quite)\b|\bno (?:update|news)\b"
    r"|\b(?:haven't|hasn't|have not|has not)\b|\bbear with\b|\bin progress\b|\bunder way\b"
    r"|\bon my (?:list|desk)\b|\bmore time\b|\bapolog\w+ for (?:the|this|my) delay\b"
    r"|\b(?:bit|little|few|couple)\b[^.!?]{0,40}\b(?:longer|more (?:days|hours))\b"
    r"|\bhang on\b|\b(?:soon|shortly)\b|\bby (?:the )?end of\b",
    re.IGNORECASE,
)
#: One clause of new text: hard-wrapped lines belong together, an empty line ends it.
_PIECE_RE = re.compile(r"(?:[^\n.!?;]++|\n(?![ \t]*\n)|[.!?](?!\s|$))+[.!?]*")
_CLAUSE_RE = re.compile(
    r",?\s+(?:but|while|whereas|although|though)\s+|,?\s+(?:and|so)\s+(?=(?:i|we|you)\b|will\b)",
    re.IGNORECASE,
)
_IT_RE = re.compile(r"\b(?:it|them|these|those)\b", re.IGNORECASE)
_FILE_WORD_RE = re.compile(r"[^\W\d_]+")
#: Pictures of signatures and wrappers of mail programs: nobody promised those.
_FILE_NOISE_RE = re.compile(
    r"^(?:image\d*|logo|signature|smime|winmail|att\d+)\b|\.(?:ics|p7s|asc)$"
)
_RELEASE_WORDS = frozenset(
    stem(word)
    for word in "longer necessary required bother mind ignore disregard forget skip drop scrap "
    "anymore request question mail email message previous my after find found relevant "
    "never scratch cancel worry don't doesn't won't that's it's side".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign; `acts` and `terms` as `content` reads them, `text` for the words of time.

    Attributes:
        tagged: The language stage said so; else a set phrase or a file name did.
        terms: Empty where the words name nothing ("done", "got it, thanks").
        named: The language stage said what it is about.
    """

    kind: SignKind
    text: str
    acts: frozenset[str]
    terms: frozenset[str]
    tagged: bool = False
    named: bool = False

    @property
    def hands_over(self) -> bool:
        """Whether the thing itself comes with the message: a file, "attached is", "here are"."""
        return self.kind is SignKind.FILE or _GIVE_RE.search(self.text) is not None

    @property
    def bare(self) -> bool:
        """Whether it names nothing by which a promise could be told from another."""
        if self.tagged and ANYTHING in self.acts and not self.named:
            return True
        return is_vague(self.terms) or _IT_RE.search(self.text) is not None


def read_signs(message: Message) -> tuple[Sign, ...]:
    """All signs of a message, in text order, tagged ones first, files last."""
    signs = [sign for one in message.sentences for sign in _tagged(message, one)]
    if not _HINTS.isdisjoint(message.text.lower().split()):
        signs += _phrases(message)
    signs += _files(message)
    return tuple(signs)


def is_holding(message: Message) -> bool:
    """Whether it only keeps the other side waiting: "still working on it", "more by Friday"."""
    for sentence in message.sentences:
        if sentence.acts.get("commitment") and not is_quoted(message, sentence):
            return True
    return _HOLDING_RE.search(new_text(message)) is not None


def new_text(message: Message) -> str:
    """The text with every quote blanked, offsets kept."""
    text = message.text
    for start, end in message.quoted:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _tagged(message: Message, sentence: Sentence) -> list[Sign]:
    """What the language stage says of one sentence."""
    if not (sentence.discharge or sentence.retraction) or is_quoted(message, sentence):
        return []
    text = message.text[sentence.start : sentence.end]
    if sentence.retraction:
        return [_released(text, tagged=True)]
    pending = any(sentence.acts.get(act) for act in ("commitment", "request", "question"))
    if (pending and not sentence.discharge_content) or _is_undone(text):
        return []
    named = sentence.discharge_content or text
    # What a clause puts off is not delivered by the same sentence.
    received = _GOT_RE.search(text) is not None and _DID_RE.search(text) is None
    kind = SignKind.RECEIVED if received else SignKind.DONE
    return [
        Sign(
            kind,
            text,
            _acts(text, kind),
            read_done_terms(named),
            tagged=True,
            named=sentence.discharge_content is not None,
        )
    ]


def _phrases(message: Message) -> list[Sign]:
    """Set phrases in new text that no tag speaks of."""
    signs: list[Sign] = []
    text = new_text(message)
    for piece in _PIECE_RE.finditer(text):
        if _HINTS.isdisjoint(piece[0].lower().split()):
            continue
        over = [
            one for one in message.sentences if one.start < piece.end() and piece.start() < one.end
        ]
        if any(one.discharge or one.retraction for one in over):
            continue
        asks = any(one.acts.get("request") for one in over)
        if any(one.acts.get(act) for one in over for act in ("commitment", "question", "offer")):
            continue
        for clause in _CLAUSE_RE.split(" ".join(piece[0].split())):
            sign = _clause(clause, asks=asks)
            if sign is not None:
                signs.append(sign)
    return signs


def _clause(clause: str, *, asks: bool) -> Sign | None:
    """The sign of one clause, or None. A request shows only what is attached to it."""
    if asks:
        attached = re.search(r"\b(?:attached|enclosed)\s+(.*)", clause, re.IGNORECASE)
        if attached is None:
            return None
        return Sign(SignKind.DONE, clause, frozenset({"give"}), read_done_terms(attached[1]))
    if _DROPPED_RE.search(clause):
        return _released(clause, tagged=False)
    clause = clause.replace("’", "'")
    sure = _CONFIRM_RE.sub(" ", clause)
    if _is_undone(clause) or _FUTURE_RE.search(sure):
        return None
    if _GOT_RE.search(clause):
        kind = SignKind.RECEIVED
    elif _GIVE_RE.search(clause) or _DID_RE.search(clause) or _FINISHED_RE.search(clause):
        kind = SignKind.DONE
    else:
        return None
    return Sign(kind, clause, _acts(clause, kind), read_done_terms(clause))


def _released(text: str, *, tagged: bool) -> Sign:
    """A release; only the clause that releases names what is released."""
    clause = next((one for one in text.split(",") if _DROPPED_RE.search(one)), text)
    terms = frozenset(
        term for term in read_terms(clause) if term not in _RELEASE_WORDS and not read_acts(term)
    )
    return Sign(SignKind.RELEASED, text, read_acts(clause), terms, tagged)


def _files(message: Message) -> list[Sign]:
    """One sign per attachment that somebody attached on purpose."""
    signs = []
    for name in message.attachments:
        if _FILE_NOISE_RE.search(name):
            continue
        words = " ".join(_FILE_WORD_RE.findall(name.rpartition(".")[0] or name))
        acts = read_acts(words) | {"give"}
        signs.append(Sign(SignKind.FILE, name, acts, read_terms(words)))
    # A mail that begins a thread with a file says in its subject what the file is.
    if signs and message.in_reply_to is None and message.base_subject:
        terms = read_terms(message.base_subject)
        signs.append(Sign(SignKind.FILE, message.subject, frozenset({"give"}), terms))
    return signs


def _acts(text: str, kind: SignKind) -> frozenset[str]:
    acts = read_acts(text)
    if kind is SignKind.RECEIVED or _GIVE_RE.search(text):
        acts |= {"give"}
    if _FINISHED_RE.search(text):
        acts |= {ANYTHING}
    return acts


def _is_undone(text: str) -> bool:
    return _UNDONE_RE.search(text) is not None


@lru_cache(maxsize=4096)
def read_done_terms(text: str) -> frozenset[str]:
    """Content words of a clause that says something was done, the doing itself left out."""
    return frozenset(term for term in read_terms(text) if term not in _DOING)


#: Words of delivery and receipt: they name no thing. "report", "draft", "order" and their like can
#: be things, so they stay.
_DOING = frozenset(
    stem(word)
    for word in "send share forward attach enclose find provide deliver submit upload post ship "
    "receive get arrive come reach do complete finish sort take deal handle fix resolve solve "
    "promise confirm noted reviewed checked checking".split()
)
