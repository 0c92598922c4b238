"""The one writer of a draft's state: a compare-and-swap with its event and its audit row.

Every verb of `review`, of the outbox and of reconciliation ends here. The caller's transaction must
have begun IMMEDIATE; the three writes are in it together or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from assistant.drafting.records import Draft, compute_content_sha256
from assistant.review.audit import record_audit
from assistant.review.errors import AlreadyApproved, NotAllowed, StaleDraft
from assistant.review.rows import StoredDraft, load_draft, make_insert_values
from assistant.review.states import DraftState, Verb, find_next
from assistant.store.review_tables import draft as draft_table
from assistant.store.review_tables import draft_event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

#: Who acts when no person does.
MACHINE = "rapport"

_INSERT_DRAFT = insert(draft_table)
_INSERT_EVENT = insert(draft_event).returning(draft_event.c.id)

#: What a person reads of an event that happened meanwhile.
_SAID = {
    Verb.ACCEPT: "It was approved by {actor}.",
    Verb.EDIT: "{actor} edited its {changed}.",
    Verb.RESPOND: "{actor} changed its {changed}.",
    Verb.IGNORE: "{actor} rejected it.",
    Verb.SNOOZE: "{actor} set it aside.",
    Verb.UNDO: "{actor} took the last decision back.",
    Verb.WITHDRAW: "Its approval was withdrawn: {reason}",
    Verb.FLAG: "It was marked: {reason}",
    Verb.SUPERSEDE: "It was superseded: {reason}",
    Verb.CLAIM: "Its delivery began.",
    Verb.RECEIVE: "It was delivered.",
    Verb.FAIL: "Its delivery failed.",
    Verb.LOSE: "Its delivery got no answer.",
}


def insert_draft(
    connection: Connection, owner_id: int, draft: Draft, *, account: str | None, now: datetime
) -> None:
    """Store a new proposal with its first event and audit row."""
    sha256 = compute_content_sha256(draft.content)
    connection.execute(
        _INSERT_DRAFT,
        {
            **make_insert_values(draft, account=account, now=now),
            "owner_id": owner_id,
            "state": DraftState.PROPOSED.value,
            "revision": 1,
            "content_sha256": sha256,
        },
    )
    _record(
        connection,
        owner_id,
        draft.id,
        at=now,
        actor=MACHINE,
        verb=Verb.PROPOSE,
        from_state=None,
        to_state=DraftState.PROPOSED,
        revision=1,
        before=None,
        after=sha256,
        reason=draft.why,
        detail={},
    )


def move(  # noqa: PLR0913 - one keyword per column it may set
    connection: Connection,
    stored: StoredDraft,
    verb: Verb,
    *,
    actor: str,
    at: datetime,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
    new_revision: bool = False,
    after_sha256: str | None = None,
) -> int:
    """Move one draft by one verb.

    Args:
        stored: As read in this transaction or shown to a person: state, revision and hash must
            still be these.
        values: Other columns to set.
        detail: For the event: names, never texts of the mail.
        new_revision: What a person is shown changes.
        after_sha256: Hash of the new content; None: the content stays.

    Returns:
        Id of the event.

    Raises:
        NotAllowed: the table has no such move.
        StaleDraft: the row is no longer what `stored` says.
    """
    to_state = find_next(stored.state, verb)
    if to_state is None:
        raise NotAllowed(stored.id, verb.value, stored.state.value)
    revision = stored.revision + (1 if new_revision else 0)
    after = after_sha256 or stored.content_sha256
    columns = draft_table.c
    result = connection.execute(
        update(draft_table)
        .where(
            columns.owner_id == stored.owner_id,
            columns.id == stored.id,
            columns.state == stored.state.value,
            columns.revision == stored.revision,
            columns.content_sha256 == stored.content_sha256,
        )
        .values(
            **dict(values or {}),
            state=to_state.value,
            revision=revision,
            content_sha256=after,
            reason=reason,
            changed_at=at,
        )
    )
    if result.rowcount != 1:
        raise explain_stale(connection, stored.owner_id, stored.id, revision=stored.revision)
    return _record(
        connection,
        stored.owner_id,
        stored.id,
        at=at,
        actor=actor,
        verb=verb,
        from_state=stored.state,
        to_state=to_state,
        revision=revision,
        before=stored.content_sha256,
        after=after,
        reason=reason,
        detail=dict(detail or {}),
    )


def explain_stale(
    connection: Connection, owner_id: int, draft_id: str, *, revision: int
) -> StaleDraft:
    """The error that says what happened to a draft since a revision was shown."""
    current = load_draft(connection, owner_id, draft_id)
    if revision > current.revision or revision < 1:
        last = f"There is no revision {revision} of it; the last is {current.revision}."
        return StaleDraft(draft_id, [last])
    approved = current.state is DraftState.APPROVED and current.revision == revision
    if approved and current.approved_by and current.approved_at:
        return AlreadyApproved(draft_id, current.approved_by, current.approved_at)
    events = connection.execute(
        select(draft_event)
        .where(draft_event.c.owner_id == owner_id, draft_event.c.draft_id == draft_id)
        .order_by(draft_event.c.id)
    ).mappings()
    since = [
        _say(dict(event))
        for event in events
        if event["revision"] > revision
        or (event["revision"] == revision and event["verb"] in _DECIDING)
    ]
    return StaleDraft(draft_id, [sentence for sentence in since if sentence])


#: Events that leave the revision as it is and yet change what may be done.
_DECIDING = {verb.value for verb in (Verb.ACCEPT, Verb.IGNORE, Verb.SNOOZE, Verb.SUPERSEDE)}


def _say(event: Mapping[str, Any]) -> str:
    changed: Sequence[str] = event["detail"].get("changed", [])
    return _SAID.get(Verb(event["verb"]), "").format(
        actor=event["actor"],
        changed=" and ".join(changed) or "wording",
        reason=event["reason"],
    )


def _record(  # noqa: PLR0913 - the columns of one row
    connection: Connection,
    owner_id: int,
    draft_id: str,
    *,
    at: datetime,
    actor: str,
    verb: Verb,
    from_state: DraftState | None,
    to_state: DraftState,
    revision: int,
    before: str | None,
    after: str,
    reason: str,
    detail: dict[str, Any],
) -> int:
    """One event and its audit row."""
    event_id = connection.execute(
        _INSERT_EVENT,
        {
            "owner_id": owner_id,
            "draft_id": draft_id,
            "at": at,
            "actor": actor,
            "verb": verb.value,
            "from_state": from_state.value if from_state else None,
            "to_state": to_state.value,
            "revision": revision,
            "content_sha256": after,
            "reason": reason,
            "detail": detail,
        },
    ).scalar_one()
    record_audit(
        connection,
        owner_id,
        at=at,
        actor=actor,
        action=verb.value,
        object_kind="draft",
        object_id=draft_id,
        before_sha256=before,
        after_sha256=after,
        event_id=event_id,
    )
    return int(event_id)
