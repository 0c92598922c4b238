"""The tables of mail, calendars, people and findings; those of review stand in `review_tables`.

Every row carries `owner_id`. Natural keys are unique. What a machine found (tag, promise, gap,
client, person …) can be thrown away and made again; what a person decided (decision, draft, audit)
cannot and never is. Types are portable; SQLite is the first engine, PostgreSQL the second.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from assistant.store.metadata import UtcDateTime, metadata


def _owner() -> Column[int]:
    return Column("owner_id", ForeignKey("owner.id"), nullable=False, index=False)


owner = Table(
    "owner",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String(320), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
)

leave = Table(
    "leave",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("cover", String(320)),
    Column("source", String(40), nullable=False),
    UniqueConstraint("owner_id", "from_on", "source"),
)

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("name", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    #: Failures in a row, what the last one was, and when it is tried again; see `store.accounts`.
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    Column("error_kind", String(20)),
    Column("next_try_at", UtcDateTime),
    #: Of the settings that failed: others are tried at once.
    Column("settings_hash", String(64)),
    UniqueConstraint("owner_id", "name"),
)

#: What a host said it holds, day by day, beside what was stored of it when it was asked.
tally = Table(
    "tally",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("collection", String(500), nullable=False),
    Column("kind", String(10), nullable=False),
    #: As 2026-11-22, in UTC; '' where the host names no day.
    Column("day", String(10), nullable=False),
    Column("theirs", Integer, nullable=False),
    Column("ours", Integer, nullable=False),
    #: Theirs that are not stored: those set aside with a problem, and those nobody can explain.
    Column("missing", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False),
    Column("counted_at", UtcDateTime, nullable=False),
    UniqueConstraint("account_id", "collection", "kind", "day"),
)

sync_cursor = Table(
    "sync_cursor",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("collection", String(500), nullable=False),
    Column("kind", String(10), CheckConstraint("kind IN ('mail', 'calendar')", name="kind")),
    Column("role", String(10), nullable=False),
    #: Position after the last stored page; moves only in the transaction that stores it.
    Column("cursor", Text),
    #: False while a round is not through: killed in the middle, it goes on from `cursor`.
    Column("complete", Boolean, nullable=False),
    #: A lost cursor begins a new round; places that the finished round did not name are gone.
    Column("round", Integer, nullable=False),
    Column("resetting", Boolean, nullable=False),
    Column("last_success_at", UtcDateTime),
    Column("last_error_at", UtcDateTime),
    Column("last_error", Text),
    UniqueConstraint("account_id", "collection", "kind"),
)

client = Table(
    "client",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("slug", String(100), nullable=False),
    Column("name", String(200), nullable=False),
    Column("prospect", Boolean, nullable=False),
    Column("configured", Boolean, nullable=False),
    Column("country", String(2)),
    Column("zone", String(60)),
    #: What was assumed and from what, `{"zone": "…"}`.
    Column("assumed", JSON, nullable=False),
    UniqueConstraint("owner_id", "slug"),
)

client_domain = Table(
    "client_domain",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("slug", String(100), nullable=False),
    Column("domain", String(320), nullable=False),
    UniqueConstraint("owner_id", "domain"),
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("address", String(320), nullable=False),
    Column("name", String(200), nullable=False),
    Column("client", String(100)),
    Column("role", String(40)),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("owner_id", "address"),
)

address = Table(
    "address",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("address", String(320), nullable=False),
    Column("person", String(320), nullable=False),
    UniqueConstraint("owner_id", "address"),
)

absence = Table(
    "absence",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("address", String(320), nullable=False),
    Column("message_key", String(1000), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    UniqueConstraint("owner_id", "address", "message_key"),
)

thread = Table(
    "thread",
    metadata,
    Column("id", String(40), primary_key=True),
    _owner(),
    Column("subject", Text, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    #: Message-ID, or `sha256-…`; a second body under one id gets `#hash8` appended.
    Column("message_key", String(1000), nullable=False),
    Column("message_id", String(1000)),
    Column("body_hash", String(64), nullable=False),
    Column("thread_id", ForeignKey("thread.id")),
    Column("sent_at", UtcDateTime, nullable=False),
    #: date, arrival, received or none.
    Column("sent_at_source", String(10), nullable=False),
    #: Offset of the Date header east of UTC, None where it says nothing.
    Column("date_offset_min", Integer),
    #: `''` where no usable address stands in From or Sender.
    Column("sender", String(320), nullable=False),
    Column("sender_name", String(500), nullable=False),
    Column("subject", Text, nullable=False),
    Column("base_subject", Text, nullable=False),
    Column("reply_prefix", Boolean, nullable=False),
    Column("in_reply_to", Text),
    #: Message-IDs, oldest first.
    Column("references", JSON, nullable=False),
    Column("provider_thread_id", String(200)),
    #: Headers that decide whether a machine wrote it; see `ingest.automatic`.
    Column("machine", JSON, nullable=False),
    Column("calendar_method", String(20)),
    Column("ical_uid", String(1000)),
    #: `[{"name", "size", "type", "sha256"}]`
    Column("attachments", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("has_body", Boolean, nullable=False),
    Column("size", Integer, nullable=False),
    #: Value of our own X-Rapport-Draft header: this program wrote it, a person sent it.
    Column("draft_key", String(200)),
    UniqueConstraint("owner_id", "message_key"),
    Index("ix_message_sent_at", "owner_id", "sent_at"),
    Index("ix_message_thread", "thread_id"),
)

message_place = Table(
    "message_place",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("collection", String(500), nullable=False),
    Column("provider_id", String(1000), nullable=False),
    #: None for a draft: a draft is never a message.
    Column("message_id", ForeignKey("message.id")),
    #: Our own X-Rapport-Draft header of a draft that lies here.
    Column("draft_key", String(200)),
    Column("role", String(10), nullable=False),
    #: The round of `sync_cursor` that last named it.
    Column("round", Integer, nullable=False),
    #: Lower case, sorted, joined by a blank.
    Column("flags", String(200), nullable=False),
    UniqueConstraint("account_id", "collection", "provider_id"),
    Index("ix_message_place_message", "message_id"),
)

message_address = Table(
    "message_address",
    metadata,
    Column("message_id", ForeignKey("message.id"), primary_key=True),
    Column("field", String(8), primary_key=True),
    Column("position", Integer, primary_key=True),
    _owner(),
    Column("address", String(320), nullable=False),
    Column("name", String(500), nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("ical_uid", String(1000), nullable=False),
    #: `''` for a single event, else the original start.
    Column("recurrence_id", String(40), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("start_at", UtcDateTime, nullable=False),
    Column("end_at", UtcDateTime, nullable=False),
    Column("zone", String(60), nullable=False),
    #: Whether the event itself named the zone: it says where a client is.
    Column("zone_stated", Boolean, nullable=False),
    Column("all_day", Boolean, nullable=False),
    #: All-day only: first day, and the day after the last.
    Column("start_on", Date),
    Column("end_on", Date),
    Column("recurring", Boolean, nullable=False),
    Column("status", String(20), nullable=False),
    Column("busy", String(20), nullable=False),
    Column("summary", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("organizer", String(320)),
    Column("organizer_name", String(500), nullable=False),
    Column("known_at", UtcDateTime),
    UniqueConstraint("owner_id", "ical_uid", "recurrence_id"),
    Index("ix_event_start", "owner_id", "start_at"),
)

event_place = Table(
    "event_place",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("collection", String(500), nullable=False),
    Column("provider_id", String(1000), nullable=False),
    #: The resource as provided: series are expanded again as the window moves.
    Column("raw", LargeBinary, nullable=False),
    Column("round", Integer, nullable=False),
    UniqueConstraint("account_id", "collection", "provider_id"),
)

event_source = Table(
    "event_source",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("place_id", ForeignKey("event_place.id"), primary_key=True),
    _owner(),
)

attendee = Table(
    "attendee",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("address", String(320), primary_key=True),
    _owner(),
    Column("name", String(500), nullable=False),
    Column("partstat", String(20), nullable=False),
    #: individual, group, resource, room.
    Column("cutype", String(20), nullable=False),
)

tag = Table(
    "tag",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("message_id", ForeignKey("message.id"), nullable=False),
    Column("version", String(40), nullable=False),
    #: `message` (one a message), `zone` or `sentence`.
    Column("kind", String(20), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("message_id", "version", "kind", "start", "end"),
)

promise = Table(
    "promise",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("fingerprint", String(40), nullable=False),
    Column("message_key", String(1000), nullable=False),
    Column("debtor", String(4), CheckConstraint("debtor IN ('us', 'them')", name="debtor")),
    Column("client", String(100)),
    Column("state", String(20), nullable=False),
    Column("due_from", UtcDateTime),
    Column("due_to", UtcDateTime),
    Column("discharged_by", String(1000)),
    UniqueConstraint("owner_id", "fingerprint"),
)

gap = Table(
    "gap",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("fingerprint", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("client", String(100)),
    Column("since", UtcDateTime, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("evidence_key", String(40), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    UniqueConstraint("owner_id", "fingerprint"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    #: `gap`, `promise` or `thread`.
    Column("object_kind", String(10), nullable=False),
    Column("object_id", String(1000), nullable=False),
    Column("verb", String(10), nullable=False),
    Column("evidence_key", String(40), nullable=False),
    Column("value", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

problem = Table(
    "problem",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    #: Account and collection, `work/inbox.mbox`.
    Column("source", String(600), nullable=False),
    Column("key", String(1000), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("message", Text, nullable=False),
    UniqueConstraint("owner_id", "source", "key", "kind"),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("as_of", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    #: Stage → counts.
    Column("counts", JSON, nullable=False),
    Column("seconds", Float),
    Column("failed", JSON, nullable=False),
)

#: Small facts about the store itself: what an expensive stage last worked on.
state = Table(
    "state",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("key", String(100), nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("owner_id", "key"),
)
