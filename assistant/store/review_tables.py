"""The tables of drafts: the proposal, its history, its delivery attempts, and the audit chain.

What a person decided lives here and is never recomputed: `draft_event` and `audit` only grow.
`audit` holds no text of a mail, only who did what when to which draft, and hashes.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from assistant.store.metadata import UtcDateTime, metadata

#: The values of `assistant.review.states.DraftState`; a test compares the two.
DRAFT_STATES = (
    "proposed",
    "approved",
    "delivering",
    "delivered",
    "unknown",
    "failed",
    "rejected",
    "snoozed",
    "superseded",
)

_IN_STATES = ", ".join(f"'{state}'" for state in DRAFT_STATES)


def _owner() -> Column[int]:
    return Column("owner_id", ForeignKey("owner.id"), nullable=False)


draft = Table(
    "draft",
    metadata,
    Column("id", String(40), primary_key=True),
    _owner(),
    Column("kind", String(20), nullable=False),
    #: What it is about, stable: `reply:MESSAGE-ID`, `recap:UID/RECURRENCE` …
    Column("occasion", String(1200), nullable=False),
    Column("evidence_key", String(64), nullable=False),
    Column("gap_id", String(40)),
    Column("client", String(100), nullable=False),
    Column("prospect", Boolean, nullable=False),
    Column("thread_id", String(40)),
    #: Account that delivers; None: the owner's only or first one.
    Column("account", String(100)),
    Column("state", String(12), nullable=False),
    #: Rises whenever what a person is shown changes: edit, respond, withdraw.
    Column("revision", Integer, nullable=False),
    #: Over sender, recipients, subject, body, attachments and threading headers.
    Column("content_sha256", String(64), nullable=False),
    #: `{"address", "name"}`
    Column("sender", JSON, nullable=False),
    #: `[{"address", "name"}]`
    Column("to", JSON, nullable=False),
    Column("cc", JSON, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("attachments", JSON, nullable=False),
    Column("in_reply_to", Text),
    Column("references", JSON, nullable=False),
    #: Subject and body as first proposed, for showing what a person changed.
    Column("original", JSON, nullable=False),
    Column("edited", Boolean, nullable=False),
    #: Language, tone, length, omitted facts, the owner's own words.
    Column("wording", JSON, nullable=False),
    Column("addressees", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    #: `[{"code", "message", "confirmable"}]`; approval needs none left unconfirmed.
    Column("blocked_by", JSON, nullable=False),
    #: Keys of the messages of its thread that were known when it was last shown to be fresh.
    Column("basis", JSON, nullable=False),
    Column("why", Text, nullable=False),
    #: Reason of the last transition, for people.
    Column("reason", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("approved_at", UtcDateTime),
    Column("approved_by", String(320)),
    Column("goes_out_at", UtcDateTime),
    Column("snoozed_until", UtcDateTime),
    #: Tries since the approval that provably left nothing.
    Column("tries", Integer, nullable=False),
    Column("next_try_at", UtcDateTime),
    #: Look-ups since its delivery became unknown, and when the next is due; None: a person decides.
    Column("lookups", Integer, nullable=False),
    Column("next_lookup_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    #: When the owner's mailbox was first seen to hold it, and the sent copy.
    Column("seen_at", UtcDateTime),
    Column("sent_message_id", String(1000)),
    CheckConstraint(f"state IN ({_IN_STATES})", name="state"),
    CheckConstraint("revision >= 1", name="revision"),
    UniqueConstraint("owner_id", "kind", "occasion", "evidence_key"),
    Index("ix_draft_state", "owner_id", "state"),
    #: The order of the queue: a page far down, and the counts, without reading texts.
    Index("ix_draft_queue", "owner_id", "state", "client", "created_at", "id", "kind"),
)

draft_event = Table(
    "draft_event",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("draft_id", ForeignKey("draft.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    #: Address of a person, or `rapport`.
    Column("actor", String(320), nullable=False),
    Column("verb", String(20), nullable=False),
    Column("from_state", String(12)),
    Column("to_state", String(12), nullable=False),
    #: After the event. The `accept` event is the approval a delivery must match.
    Column("revision", Integer, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    #: Names of the changed fields, confirmed checks; never a text of the mail.
    Column("detail", JSON, nullable=False),
    Index("ix_draft_event_draft", "draft_id", "id"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("draft_id", ForeignKey("draft.id"), nullable=False),
    Column("account", String(100), nullable=False),
    #: The approval (`draft_event.id`) this attempt acts on.
    Column("approval_id", ForeignKey("draft_event.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    #: Value of X-Rapport-Draft: the same for every attempt at the same approved content.
    Column("draft_key", String(100), nullable=False),
    Column("message_id", String(400), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    #: started, delivered, nothing (provably nothing left), refused, unknown
    Column("outcome", String(12), nullable=False),
    Column("provider_id", String(1000)),
    Column("location", Text),
    Column("error", Text),
    CheckConstraint(
        "outcome IN ('started', 'delivered', 'nothing', 'refused', 'unknown')", name="outcome"
    ),
    UniqueConstraint("draft_id", "attempt"),
    Index("ix_delivery_started", "owner_id", "account", "started_at"),
    Index("ix_delivery_key", "draft_key"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    #: 1, 2, 3 … without a hole, per owner.
    Column("seq", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(320), nullable=False),
    Column("action", String(40), nullable=False),
    Column("object_kind", String(20), nullable=False),
    Column("object_id", String(100), nullable=False),
    #: Hash of the object before and after; None where there was none.
    Column("before_sha256", String(64)),
    Column("after_sha256", String(64)),
    Column("event_id", ForeignKey("draft_event.id")),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("owner_id", "seq"),
    UniqueConstraint("event_id"),
)

#: Statements that keep a table from being rewritten; a migration executes the same ones.
APPEND_ONLY = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
    for table in ("audit", "draft_event")
    for verb in ("UPDATE", "DELETE")
)

for _table, _statement in zip((audit, audit, draft_event, draft_event), APPEND_ONLY, strict=True):
    _on_sqlite = DDL(_statement).execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
    event.listen(_table, "after_create", _on_sqlite)
