"""What drafting is made of: facts with their evidence, wording, content, proposals.

All frozen. `Content` is exactly what a person approves and what leaves; its hash is what an
approval is tied to.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from assistant.insight.records import Evidence


class DraftKind(StrEnum):
    """What a draft is for; the value names its template."""

    REPLY = "reply"  #: an answer the owner owes
    NUDGE = "nudge"  #: a reminder of something the client owes
    RECAP = "recap"  #: a follow-up after a meeting
    GREETING = "greeting"  #: a wish for a holiday of the person's country
    STATUS = "status"  #: what was done with a client this week, what comes, what is in the way
    CHECK_IN = "check_in"  #: a note to a client who has gone quiet


#: Kinds that are not repeated once a person has dealt with one, whatever happens meanwhile.
ONCE = frozenset({DraftKind.GREETING, DraftKind.STATUS})


class Tone(StrEnum):
    """How it speaks."""

    FORMAL = "formal"
    WARM = "warm"


class Length(StrEnum):
    """How much it says."""

    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address, lower case, with the display name for the header."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a draft may say, about exactly one client.

    Attributes:
        name: What `--omit` takes: ``question-1``, ``promise-2``, ``meeting`` …
        value: The words, cleaned; mail text is only ever a value.
        evidence: Message or meeting it rests on; None only for the owner's own words.
        client: Slug of the client it is about.
        detail: When or who, in words, in the reader's zone; may be empty.
        until: When a moment it names as coming will have passed; None where it names none.
    """

    name: str
    value: str
    evidence: Evidence | None
    client: str
    detail: str = ""
    until: datetime | None = None

    @property
    def group(self) -> str:
        """The name without its number: ``question`` of ``question-1``."""
        head, dash, tail = self.name.rpartition("-")
        return head if dash and tail.isdigit() else self.name


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody greeted: how formally and how warmly; both empty where no name is known."""

    address: str
    client: str
    formal: str
    warm: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How a draft is put; `respond` changes it.

    Attributes:
        omit: Names of facts that are left out.
        added: The owner's own sentences. The first ones fill the empty places in order, the others
            stand as paragraphs.
    """

    language: str = "en"
    tone: Tone = Tone.FORMAL
    length: Length = Length.FULL
    omit: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Why a draft cannot be approved as it stands.

    Attributes:
        code: Stable word: ``slot``, ``mixed-thread``, ``foreign-name`` …
        confirmable: A person may approve nevertheless by naming the code.
    """

    code: str
    message: str
    confirmable: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What is approved and what leaves.

    Attributes:
        attachments: Names and hashes, ``name:sha256``; nothing drafts any yet.
        in_reply_to, references: Message-IDs without angle brackets.
    """

    sender: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str
    body: str
    attachments: tuple[str, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


def compute_content_sha256(content: Content) -> str:
    """Hash over everything of a content, hexadecimal; independent of the order of nothing."""

    def pair(mailbox: Mailbox) -> list[str]:
        return [mailbox.address, mailbox.name]

    fields = {
        "sender": pair(content.sender),
        "to": [pair(mailbox) for mailbox in content.to],
        "cc": [pair(mailbox) for mailbox in content.cc],
        "subject": content.subject,
        "body": content.body,
        "attachments": list(content.attachments),
        "in_reply_to": content.in_reply_to,
        "references": list(content.references),
    }
    text = json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as far as drafting knows it; states and times belong to review.

    Attributes:
        id: Hash of kind, occasion and evidence: the same finding proposes the same draft.
        occasion: What it is about, stable from run to run.
        evidence_key: Changes when what it rests on changes.
        basis: Message ids of the thread that were known when it was written.
        why: One sentence for the person who approves.
    """

    id: str
    kind: DraftKind
    occasion: str
    evidence_key: str
    gap_id: str | None
    client: str
    prospect: bool
    thread_id: str | None
    content: Content
    wording: Wording
    facts: tuple[Fact, ...]
    addressees: tuple[Addressee, ...]
    blocked_by: tuple[Block, ...] = ()
    basis: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Existing:
    """What drafting must know of a draft that is already there.

    Attributes:
        state: A `DraftState` value.
        edited: A person changed it: it is never replaced by a machine's.
        delivered_at: When it was put into the mailbox; None before.
    """

    id: str
    kind: DraftKind
    occasion: str
    evidence_key: str
    state: str
    thread_id: str | None = None
    edited: bool = False
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """A gap or an occasion that gets no draft now, and why, for people.

    Attributes:
        gap_id: The gap, or None for an occasion (a holiday, the end of a week).
        kind, client, person: What would have been written, and to whom, for an occasion.
    """

    gap_id: str | None
    why: str
    kind: DraftKind | None = None
    client: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Proposals:
    """What `propose` found.

    Attributes:
        drafts: New ones, in the order of their gaps.
        standing: Existing drafts that their finding still supports: id → ids of all messages that
            are in the thread now.
        outdated: Of these, ids of drafts that a person worked on and that newer evidence overtook:
            they stay, but ask again.
        declined: Gaps and occasions without a draft, with the reason.
    """

    drafts: tuple[Draft, ...] = ()
    standing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outdated: frozenset[str] = frozenset()
    declined: tuple[Declined, ...] = field(default_factory=tuple)
