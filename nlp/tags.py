"""The records of the language stage: what goes in (`Context`) and what comes out (`MessageTags`).

Every offset is a code point offset, half open, into `Context.text` exactly as it was given. Times
are aware UTC. Nothing here computes anything beyond checking its own fields, and nothing here knows
spaCy: callers can import this module without paying for a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class ZoneKind(StrEnum):
    """What a stretch of a message is."""

    #: What the author wrote in this message, inline answers included.
    NEW = "new"
    #: Somebody's earlier words, repeated.
    QUOTE = "quote"
    #: A message passed on as a whole.
    FORWARD = "forward"
    #: Attribution lines and From/Sent/To/Subject blocks of quoted or forwarded mail.
    HEADER = "header"
    #: Name, title, telephone, address, "sent from my phone".
    SIGNATURE = "signature"
    #: Confidentiality and legal boilerplate.
    DISCLAIMER = "disclaimer"
    #: What a mailing list or a service appends.
    FOOTER = "footer"


class Act(StrEnum):
    """What a sentence does, by DEFINITIONS.md "Commitments"."""

    #: The author's side is obliged to act.
    COMMITMENT = "commitment"
    #: The addressee is obliged to act.
    REQUEST = "request"
    #: Wants information.
    QUESTION = "question"
    #: Conditional on the reader's wish, or a courtesy formula.
    OFFER = "offer"
    #: Names when a commitment or request of the sentence is due; exactly when `due` is set.
    DEADLINE = "deadline"
    #: Proposes, arranges, confirms, moves or cancels a meeting or call.
    MEETING = "meeting"
    #: Dissatisfaction, blame, escalation.
    COMPLAINT = "complaint"
    #: Danger for the relationship: leaving, budget, competitor, legal, lost trust.
    RISK = "risk"
    #: Only thanks, greeting, sign-off, small talk, acknowledgement.
    CLOSING = "closing"


class ToneLabel(StrEnum):
    """The author's tone as a manager would judge it; politeness is neutral."""

    #: Annoyed, worried, disappointed, blaming, bad news told as bad.
    NEG = "neg"
    #: All else.
    NEU = "neu"
    #: Genuinely pleased, praising.
    POS = "pos"


class NeedsReplyLabel(StrEnum):
    """Whether the author waits for an answer."""

    #: Asks, requests, complains or proposes a time.
    YES = "yes"
    #: Everything else.
    NO = "no"


class UndatedReason(StrEnum):
    """Why a due phrase has no bounds."""

    #: "ASAP", "soon": words that name no time.
    VAGUE = "vague"
    #: "after the holidays", "once the audit is done": tied to an event.
    EVENT = "event"
    #: The time the message was sent is not known.
    NO_SENT_TIME = "no_sent_time"
    #: A date that does not exist or a form the resolver refuses.
    UNREADABLE = "unreadable"


class Depth(StrEnum):
    """How much of a message's language is read."""

    #: English: every act, tone, due dates, who owes what.
    FULL = "full"
    #: Plain cases by a table of patterns (`nlp.foreign`): what is not tagged may still be there.
    SIMPLE = "simple"
    #: Unread: zones and language only.
    NONE = "none"


class Debtor(StrEnum):
    """Who is obliged by a commitment or request, seen from the author."""

    #: The author or the author's side ("I", "we", a named colleague).
    AUTHOR = "author"
    #: The addressee.
    RECIPIENT = "recipient"
    #: Somebody else.
    THIRD = "third"


@dataclass(frozen=True, slots=True)
class Zone:
    """One stretch of the text; zones are in text order and never overlap."""

    kind: ZoneKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ActScore:
    """An act and how sure the rules are, 0 < score <= 1."""

    act: Act
    score: float


@dataclass(frozen=True, slots=True)
class Tone:
    """The label and where on the scale from -1 (negative) to +1 (positive)."""

    label: ToneLabel
    score: float


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: the words, and the range [from_at, to_at) they mean.

    A moment has `from_at == to_at`. Without bounds, `undated_reason` says why.
    """

    #: The time words as written.
    text: str
    #: Offsets of `text` in the message.
    start: int
    end: int
    #: Aware UTC, or None where the words name no resolvable time.
    from_at: datetime | None = None
    to_at: datetime | None = None
    #: IANA name of the zone the words were read in.
    zone: str | None = None
    #: Two readings were possible (03/04); the later one was taken.
    ambiguous: bool = False
    undated_reason: UndatedReason | None = None


@dataclass(frozen=True, slots=True)
class SentenceTags:
    """One sentence of new text and what the rules found in it."""

    start: int
    end: int
    #: Ordered as in `Act`; at most one of each.
    acts: tuple[ActScore, ...] = ()
    tone: Tone = Tone(ToneLabel.NEU, 0.0)
    #: Present exactly when `acts` holds a deadline.
    due: Due | None = None
    #: Who owes: set with a commitment (author, or third) or a request (recipient).
    debtor: Debtor | None = None
    #: The named person who will do it ("Ann will send it"): "Ann".
    person: str | None = None
    #: The content phrase of the commitment or request: "send the contract".
    content: str | None = None
    #: "Sure, will do": takes on what the other side asked.
    acceptance: bool = False
    #: "Please ignore, found it": takes back an earlier question or request.
    retraction: bool = False
    #: Says that something was done, delivered or received.
    discharge: bool = False
    #: What was done: "the signed contract"; None when the sentence does not say ("done").
    discharge_content: str | None = None
    #: Names spoken to, or named as the one asked ("Ben, can you …").
    addressed_to: tuple[str, ...] = ()
    #: Takes the matter to superiors or threatens to.
    escalation: bool = False
    #: Says the author's side will or may end the relationship.
    intent_to_leave: bool = False
    #: Refers back to a meeting (thanks for the call, as discussed, notes, recap, minutes, actions).
    meeting_reference: bool = False

    def has(self, act: Act) -> bool:
        """Whether the sentence carries the act."""
        return any(scored.act == act for scored in self.acts)

    def score(self, act: Act) -> float:
        """The act's score, 0.0 where it is absent."""
        return next((scored.score for scored in self.acts if scored.act == act), 0.0)


@dataclass(frozen=True, slots=True)
class NeedsReply:
    """Whether the author waits for an answer, and the sentence that decided it."""

    label: NeedsReplyLabel
    #: How sure the rules are of "yes", 0 to 1.
    score: float
    #: One short reason for a person: "asks a question".
    why: str
    #: The deciding sentence; None when no sentence decided.
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class MessageTags:
    """Everything the language stage says about one message."""

    #: As given in `Context.id`.
    id: str
    #: ISO 639-1 code, or "und" where it cannot be told.
    language: str
    #: Whether acts are read in this language; False means *unread: language*, never "nothing there".
    #: `depth` says how well they are read.
    supported: bool
    #: In text order, covering every character up to `read_until` that is not white space.
    zones: tuple[Zone, ...]
    #: Of new text only, in text order; without acts where `supported` is False.
    sentences: tuple[SentenceTags, ...]
    needs_reply: NeedsReply
    #: The message is nothing but thanks, greeting or acknowledgement.
    closing: bool
    #: Code points of the text that were read.
    read_until: int = 0

    #: Code points after `read_until` that were not read because of the length limit; mostly 0.
    cut_characters: int = 0
    #: `NONE` exactly where `supported` is False.
    depth: Depth = Depth.FULL


@dataclass(frozen=True, slots=True)
class Context:
    """One message to be read, and what is known about it."""

    id: str
    text: str
    #: Aware; None leaves every due range without bounds.
    sent_at: datetime | None = None
    #: IANA zone of the speaker; None or unknown reads in UTC.
    zone: str | None = None
    #: Like "en_GB" or "de-DE": decides between day/month and month/day.
    locale: str | None = None
    from_: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    #: Addresses of whoever the question "does it wait for an answer?" is asked for, and of his own
    #: side; empty where unknown: then everybody in To is taken to be meant.
    owner: tuple[str, ...] = ()
    #: The two sides have written to each other before: no stranger's mailing is looked for.
    acquainted: bool = False
    subject: str | None = None
    #: Texts of earlier messages of the thread, newest last.
    previous: tuple[str, ...] = ()
    #: The message was written by a machine.
    automatic: bool = False
    #: IANA zone of the reader, for "your time".
    reader_zone: str | None = None
    #: The speaker's working day and week (0 is Monday), for EOD, "this week", "two business days".
    workday_start: time = time(9)
    workday_end: time = time(17)
    work_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    #: Days around the message on which nobody of the speaker's works: public holidays, leave apart.
    closed_days: frozenset[date] = frozenset()
    #: The text is one sentence of new text.
    presplit: bool = False
