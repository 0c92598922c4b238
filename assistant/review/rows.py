"""Drafts between rows and records: reading, writing, and what `propose` must know of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, select

from assistant.drafting.records import (
    Addressee,
    Block,
    Content,
    Draft,
    DraftKind,
    Existing,
    Fact,
    Length,
    Mailbox,
    Tone,
    Wording,
)
from assistant.errors import AmbiguousId
from assistant.insight.records import Evidence
from assistant.review.errors import DraftNotFound
from assistant.review.states import NOT_OVER, OPEN_STATES, DraftState
from assistant.store.review_tables import draft as draft_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


#: Built once: naming some forty columns anew costs more than the query.
_ALL = select(draft_table)


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft with its state, as one row says it.

    Attributes:
        draft: What drafting made, with the content as it is now.
        content_sha256: As stored; a writer compares it with the content before trusting it.
        goes_out_at: End of the hold; None unless approved.
        next_lookup_at: While unknown: when it is looked up next; None: a person decides.
    """

    draft: Draft
    owner_id: int
    account: str | None
    state: DraftState
    revision: int
    content_sha256: str
    original: Mapping[str, str]
    edited: bool
    reason: str
    created_at: datetime
    changed_at: datetime
    approved_at: datetime | None
    approved_by: str | None
    goes_out_at: datetime | None
    snoozed_until: datetime | None
    tries: int
    next_try_at: datetime | None
    lookups: int
    next_lookup_at: datetime | None
    delivered_at: datetime | None
    seen_at: datetime | None
    sent_message_id: str | None

    @property
    def id(self) -> str:
        """The draft's id."""
        return self.draft.id

    @property
    def content(self) -> Content:
        """What is approved and what leaves."""
        return self.draft.content


def load_draft(connection: Connection, owner_id: int, draft_id: str) -> StoredDraft:
    """One draft of the owner, by its whole id.

    Raises:
        DraftNotFound: the owner has none of this id.
    """
    row = (
        connection.execute(
            _ALL.where(draft_table.c.owner_id == owner_id, draft_table.c.id == draft_id)
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise DraftNotFound(draft_id)
    return _from_row(row)


def find_draft(connection: Connection, owner_id: int, given: str) -> StoredDraft:
    """One draft by its id or the unique beginning of it.

    Raises:
        DraftNotFound: nothing begins so.
        AmbiguousId: several do.
    """
    ids = connection.execute(
        select(draft_table.c.id).where(
            draft_table.c.owner_id == owner_id,
            draft_table.c.id.startswith(given, autoescape=True),
        )
    ).scalars()
    found = sorted(ids)
    if not found or not given:
        raise DraftNotFound(given)
    if len(found) > 1 and given not in found:
        raise AmbiguousId("draft", given, len(found))
    return load_draft(connection, owner_id, given if given in found else found[0])


def load_drafts(
    connection: Connection, owner_id: int, *, states: Iterable[DraftState] | None = None
) -> list[StoredDraft]:
    """Drafts of the owner, oldest first; all states when none are named."""
    query = _ALL.where(draft_table.c.owner_id == owner_id)
    if states is not None:
        query = query.where(draft_table.c.state.in_([str(state) for state in states]))
    rows = connection.execute(query.order_by(draft_table.c.created_at, draft_table.c.id))
    return [_from_row(row) for row in rows.mappings()]


def load_open_drafts(connection: Connection, owner_id: int) -> list[StoredDraft]:
    """Drafts that wait for a person or for their delivery."""
    return load_drafts(connection, owner_id, states=OPEN_STATES)


def load_waiting_names(connection: Connection, owner_id: int) -> list[tuple[str, str | None, str]]:
    """(id, gap id, occasion) of drafts that are not over, oldest first; no texts."""
    c = draft_table.c
    rows = connection.execute(
        select(c.id, c.gap_id, c.occasion)
        .where(
            c.owner_id == owner_id,
            c.state.in_([str(state) for state in NOT_OVER]),
            (c.state != str(DraftState.DELIVERED)) | c.sent_message_id.is_(None),
        )
        .order_by(c.created_at, c.id)
    )
    return [(row.id, row.gap_id, row.occasion) for row in rows]


def load_existing(connection: Connection, owner_id: int) -> list[Existing]:
    """Every draft there ever was, as far as `propose` must know of it."""
    columns = draft_table.c
    rows = connection.execute(
        select(
            columns.id,
            columns.kind,
            columns.occasion,
            columns.evidence_key,
            columns.state,
            columns.thread_id,
            columns.edited,
            columns.delivered_at,
        ).where(columns.owner_id == owner_id)
    )
    return [
        Existing(
            id=row.id,
            kind=DraftKind(row.kind),
            occasion=row.occasion,
            evidence_key=row.evidence_key,
            state=row.state,
            thread_id=row.thread_id,
            edited=row.edited,
            delivered_at=row.delivered_at,
        )
        for row in rows
    ]


def make_insert_values(draft: Draft, *, account: str | None, now: datetime) -> dict[str, Any]:
    """Columns of a newly proposed draft, except owner, state and hash."""
    content = draft.content
    return {
        "id": draft.id,
        "kind": draft.kind.value,
        "occasion": draft.occasion,
        "evidence_key": draft.evidence_key,
        "gap_id": draft.gap_id,
        "client": draft.client,
        "prospect": draft.prospect,
        "thread_id": draft.thread_id,
        "account": account,
        **make_content_values(content),
        "original": {"subject": content.subject, "body": content.body},
        "edited": False,
        **make_wording_values(draft),
        "blocked_by": make_block_values(draft.blocked_by),
        "basis": list(draft.basis),
        "why": draft.why,
        "reason": "",
        "created_at": now,
        "changed_at": now,
        "tries": 0,
        "lookups": 0,
    }


def make_content_values(content: Content) -> dict[str, Any]:
    """The columns of a content."""
    return {
        "sender": asdict(content.sender),
        "to": [asdict(mailbox) for mailbox in content.to],
        "cc": [asdict(mailbox) for mailbox in content.cc],
        "subject": content.subject,
        "body": content.body,
        "attachments": list(content.attachments),
        "in_reply_to": content.in_reply_to,
        "references": list(content.references),
    }


def make_wording_values(draft: Draft) -> dict[str, Any]:
    """The columns a draft is worded anew from."""
    wording = draft.wording
    return {
        "wording": {
            "language": wording.language,
            "tone": wording.tone.value,
            "length": wording.length.value,
            "omit": list(wording.omit),
            "added": list(wording.added),
        },
        "facts": [_fact_values(fact) for fact in draft.facts],
        "addressees": [asdict(addressee) for addressee in draft.addressees],
    }


def make_block_values(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The column of blocks."""
    return [asdict(block) for block in blocks]


def _fact_values(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "value": fact.value,
        "evidence": asdict(fact.evidence) if fact.evidence else None,
        "client": fact.client,
        "detail": fact.detail,
        "until": fact.until.isoformat() if fact.until else None,
    }


def _from_row(row: RowMapping) -> StoredDraft:
    return StoredDraft(
        draft=_draft_from_row(row),
        owner_id=row["owner_id"],
        account=row["account"],
        state=DraftState(row["state"]),
        revision=row["revision"],
        content_sha256=row["content_sha256"],
        original=row["original"],
        edited=row["edited"],
        reason=row["reason"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        approved_at=row["approved_at"],
        approved_by=row["approved_by"],
        goes_out_at=row["goes_out_at"],
        snoozed_until=row["snoozed_until"],
        tries=row["tries"],
        next_try_at=row["next_try_at"],
        lookups=row["lookups"],
        next_lookup_at=row["next_lookup_at"],
        delivered_at=row["delivered_at"],
        seen_at=row["seen_at"],
        sent_message_id=row["sent_message_id"],
    )


def _draft_from_row(row: RowMapping) -> Draft:
    wording = row["wording"]
    return Draft(
        id=row["id"],
        kind=DraftKind(row["kind"]),
        occasion=row["occasion"],
        evidence_key=row["evidence_key"],
        gap_id=row["gap_id"],
        client=row["client"],
        prospect=row["prospect"],
        thread_id=row["thread_id"],
        content=Content(
            sender=Mailbox(**row["sender"]),
            to=tuple(Mailbox(**mailbox) for mailbox in row["to"]),
            cc=tuple(Mailbox(**mailbox) for mailbox in row["cc"]),
            subject=row["subject"],
            body=row["body"],
            attachments=tuple(row["attachments"]),
            in_reply_to=row["in_reply_to"],
            references=tuple(row["references"]),
        ),
        wording=Wording(
            language=wording["language"],
            tone=Tone(wording["tone"]),
            length=Length(wording["length"]),
            omit=tuple(wording["omit"]),
            added=tuple(wording["added"]),
        ),
        facts=tuple(_fact_from(values) for values in row["facts"]),
        addressees=tuple(Addressee(**values) for values in row["addressees"]),
        blocked_by=tuple(Block(**values) for values in row["blocked_by"]),
        basis=tuple(row["basis"]),
        why=row["why"],
    )


def _fact_from(values: Mapping[str, Any]) -> Fact:
    until = values["until"]
    return Fact(
        name=values["name"],
        value=values["value"],
        evidence=Evidence(**values["evidence"]) if values["evidence"] else None,
        client=values["client"],
        detail=values["detail"],
        until=datetime.fromisoformat(until) if until else None,
    )
