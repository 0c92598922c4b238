"""A database, a mailbox that counts, and drafts to put into them; everything is invented."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, Engine, Table, create_engine, event, insert
from sqlalchemy.pool import StaticPool

from assistant.drafting.compose import normalise_content
from assistant.drafting.lexicon import Lexicon, build_lexicon
from assistant.drafting.records import (
    Addressee,
    Content,
    Draft,
    DraftKind,
    Fact,
    Mailbox,
    Proposals,
    Wording,
)
from assistant.insight.records import Client, ClockSpec, Evidence, Owner, Person
from assistant.review.moves import insert_draft
from assistant.review.outbox import Report, deliver_due
from assistant.review.review import Shown, accept
from assistant.review.rows import StoredDraft, load_draft
from assistant.store import review_tables, tables
from assistant.store.engine import open_engine, write
from assistant.store.metadata import UtcDateTime, metadata
from connectors.base import OutgoingMail, Receipt

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
OURS = "maya@harborline.example"
JONAS = "jonas@brightwater.example"
ANA = "ana@brightwater.example"
PRIYA = "priya@kestrelworks.example"
ME = OURS

OWNER = Owner("Maya Lindqvist", (OURS,), ClockSpec("Europe/Stockholm"))
LEXICON: Lexicon = build_lexicon(
    {
        "brightwater": Client("brightwater", "Brightwater Logistics GmbH", ClockSpec()),
        "kestrel": Client("kestrel", "Kestrel Works Inc.", ClockSpec()),
    },
    {
        p.address: p
        for p in (
            Person(JONAS, "Jonas Weber", "brightwater"),
            Person(ANA, "Ana Souza", "brightwater"),
            Person(PRIYA, "Priya Rao", "kestrel"),
        )
    },
    OWNER,
)
_INSERT_MESSAGE = insert(tables.message).returning(tables.message.c.id)
_INSERT_PLACE = insert(tables.message_place)
_COUNTER = itertools.count(1)

Writer = Callable[[], AbstractContextManager[Connection]]


def make_file_engine(path: Path) -> Engine:
    """The real engine on a file, with all tables."""
    assert review_tables.draft is not None
    engine = open_engine(path)
    with write(engine) as connection:
        metadata.create_all(connection)
    return engine


def make_memory_engine() -> Engine:
    """One connection to a database in memory: quick, for long random runs."""
    engine = create_engine("sqlite://", poolclass=StaticPool)

    def on_connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    with engine.begin() as connection:
        metadata.create_all(connection)
    return engine


def make_writer(engine: Engine) -> Writer:
    """Opens write transactions on an engine."""
    return partial(write, engine)


def add_owner(connection: Connection) -> int:
    """A new owner; rows of different owners never meet."""
    number = next(_COUNTER)
    row = insert(tables.owner).values(address=f"{number}-{OURS}", name=OWNER.name)
    return int(connection.execute(row.returning(tables.owner.c.id)).scalar_one())


def add_message(
    connection: Connection,
    owner_id: int,
    key: str,
    *,
    thread_id: str = "t1",
    role: str = "inbox",
    at: datetime = NOW - timedelta(days=1),
    draft_key: str | None = None,
) -> None:
    """A message in a thread, lying in a folder of this role."""
    thread_id = f"{owner_id}-{thread_id}"
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO thread (id, owner_id, subject) VALUES (?, ?, 'Contract')",
        (thread_id, owner_id),
    )
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO account (owner_id, name, kind) VALUES (?, 'mail', 'local')",
        (owner_id,),
    )
    account_id = connection.exec_driver_sql(
        "SELECT id FROM account WHERE owner_id = ?", (owner_id,)
    ).scalar_one()
    known = {
        "owner_id": owner_id,
        "message_key": key,
        "message_id": key,
        "thread_id": thread_id,
        "sent_at": at,
        "sender": JONAS,
        "draft_key": draft_key,
    }
    message_id = connection.execute(
        _INSERT_MESSAGE, {**_blank(tables.message), **known}
    ).scalar_one()
    connection.execute(
        _INSERT_PLACE,
        {
            **_blank(tables.message_place),
            "owner_id": owner_id,
            "account_id": account_id,
            "collection": role,
            "provider_id": key,
            "message_id": message_id,
            "role": role,
        },
    )


@functools.cache
def _blank(table: Table) -> dict[str, object]:
    """Empty values for the columns that may not be null, whatever they are by now."""
    blanks: dict[type, object] = {str: "", int: 0, bool: False, float: 0.0, list: [], dict: {}}
    return {
        column.name: [] if isinstance(column.type, JSON) else blanks[column.type.python_type]
        for column in table.columns
        if not (column.nullable or column.primary_key or column.foreign_keys)
        and not isinstance(column.type, UtcDateTime)
    }


def make_draft(number: int = 1, **fields: Any) -> Draft:
    """A reply without anything to fill in."""
    content = fields.pop("content", None) or normalise_content(
        Content(
            sender=Mailbox(OURS, "Maya Lindqvist"),
            to=(Mailbox(JONAS, "Jonas Weber"),),
            cc=(),
            subject="Re: Contract",
            body="Dear Jonas Weber,\n\nThank you. It is signed.\n\nKind regards,\nMaya Lindqvist\n",
            in_reply_to=f"m{number}@brightwater.example",
            references=(f"m{number}@brightwater.example",),
        )
    )
    defaults: dict[str, Any] = {
        "id": f"draft{number}",
        "kind": DraftKind.REPLY,
        "occasion": f"reply:{number}",
        "evidence_key": "e1",
        "gap_id": f"gap{number}",
        "client": "brightwater",
        "prospect": False,
        "thread_id": "t1",
        "content": content,
        "wording": Wording(),
        "facts": (
            Fact(
                "message-1",
                "Contract",
                Evidence(message_id=f"m{number}@brightwater.example"),
                "brightwater",
                detail="Tuesday, 17 November",
            ),
            Fact(
                "question-1",
                "Is it signed?",
                Evidence(message_id=f"m{number}@brightwater.example", quote="Is it signed?"),
                "brightwater",
            ),
        ),
        "addressees": (Addressee(JONAS, "brightwater", "Jonas Weber", "Jonas"),),
        "basis": (f"m{number}@brightwater.example",),
        "why": "Jonas waits.",
    }
    return Draft(**{**defaults, **fields})


def add_draft(connection: Connection, owner_id: int, **fields: Any) -> StoredDraft:
    """A proposed draft in the database."""
    draft = make_draft(**fields)
    insert_draft(connection, owner_id, draft, account=None, now=NOW)
    return load_draft(connection, owner_id, draft.id)


def shown(stored: StoredDraft) -> Shown:
    """What a person sees of a draft."""
    return Shown(stored.id, stored.revision, stored.content_sha256)


def approve(connection: Connection, stored: StoredDraft, **fields: Any) -> StoredDraft:
    """Approve what is stored, at NOW."""
    options: dict[str, Any] = {"actor": ME, "now": NOW, "lexicon": LEXICON, **fields}
    return accept(connection, stored.owner_id, shown(stored), **options)


def standing(*drafts: Draft, **fields: Any) -> Proposals:
    """Proposals that support these drafts as they are."""
    return Proposals(standing={draft.id: draft.basis for draft in drafts}, **fields)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mail that the fake mailbox took."""

    draft_key: str
    message_id: str
    recipients: tuple[str, ...]
    sender: str
    subject: str
    body: str
    raw: bytes

    @property
    def draft_id(self) -> str:
        return self.draft_key.partition(".")[0]


@dataclass
class FakeMailbox:
    """A mailbox that records what it accepts and misbehaves when told to.

    Attributes:
        script: What the next calls do, oldest first: an exception to raise, before taking the mail
            or (as a tuple with True) after it was taken; None or nothing left: takes it.
    """

    account: str = "mail"
    accepted: list[Accepted] = field(default_factory=list)
    script: list[BaseException | tuple[BaseException, bool] | None] = field(default_factory=list)
    finding: list[BaseException] = field(default_factory=list)
    calls: int = 0
    on_accept: Callable[[Accepted], None] | None = None

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        self.calls += 1
        step = self.script.pop(0) if self.script else None
        error, taken = step if isinstance(step, tuple) else (step, step is None)
        if taken:
            self._take(mail)
        if error is not None:
            raise error
        return Receipt(f"p{len(self.accepted)}", "the drafts folder")

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        if self.finding:
            raise self.finding.pop(0)
        for number, accepted in enumerate(self.accepted, 1):
            if accepted.draft_key == mail.draft_key:
                return Receipt(f"p{number}", "the drafts folder")
        return None

    def _take(self, mail: OutgoingMail) -> None:
        parsed = message_from_bytes(mail.raw, policy=policy.default)
        people = [*parsed["to"].addresses, *(parsed["cc"].addresses if parsed["cc"] else ())]
        accepted = Accepted(
            draft_key=parsed["X-Rapport-Draft"],
            message_id=parsed["Message-ID"].strip("<>"),
            recipients=tuple(person.addr_spec for person in people),
            sender=parsed["from"].addresses[0].addr_spec,
            subject=str(parsed["subject"]),
            body=parsed.get_content().replace("\r\n", "\n"),
            raw=mail.raw,
        )
        self.accepted.append(accepted)
        if self.on_accept is not None:
            self.on_accept(accepted)


def deliver(
    writer: Writer,
    mailbox: FakeMailbox | None,
    owner_id: int,
    *,
    after_s: float = 60,
    **fields: Any,
) -> list[Report]:
    """One pass of the outbox so many seconds after NOW."""
    return deliver_due(
        writer,
        lambda _account: mailbox,
        owner_id=owner_id,
        now=NOW + timedelta(seconds=after_s),
        lexicon=LEXICON,
        **fields,
    )


@contextmanager
def unlocked(engine: Engine) -> Iterator[Connection]:
    """A write transaction for a test's own meddling."""
    with write(engine) as connection:
        yield connection


def with_body(draft: Draft, body: str) -> Draft:
    """The draft with another body."""
    return replace(draft, content=replace(draft.content, body=body))
