"""The tables of the page and of what is sent to the owner: sign-ins and daily reports.

Of a session and of a sign-in link only the SHA-256 of its secret is kept: whoever reads the
database or a backup of it cannot sign in with what stands there.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from assistant.store.metadata import UtcDateTime, metadata

#: What became of a report: made, being mailed, mailed, not mailed, nobody knows whether mailed.
REPORT_STATES = ("rendered", "sending", "sent", "failed", "unknown")

_IN_STATES = ", ".join(f"'{state}'" for state in REPORT_STATES)


def _owner() -> Column[int]:
    return Column("owner_id", ForeignKey("owner.id"), nullable=False)


user_session = Table(
    "user_session",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    #: Written at most once a minute.
    Column("seen_at", UtcDateTime, nullable=False),
    #: A sentence for the next page.
    Column("flash", Text),
)

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

report = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    #: `daily`, `weekly` …
    Column("kind", String(20), nullable=False),
    #: The owner's local day.
    Column("day", Date, nullable=False),
    Column("rendered_at", UtcDateTime, nullable=False),
    #: `html`, `markdown` or `text`; None where only counts are kept.
    Column("format", String(20)),
    Column("body", Text),
    #: What stood in it, by name.
    Column("counts", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("sent_at", UtcDateTime),
    Column("tries", Integer, nullable=False),
    Column("error", Text),
    UniqueConstraint("owner_id", "kind", "day"),
    CheckConstraint(f"state IN ({_IN_STATES})", name="state"),
)
