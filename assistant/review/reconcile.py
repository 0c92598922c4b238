"""Today's proposals against the drafts that are there: new ones in, overtaken ones out.

What a person worked on is never replaced: it is marked and asks again. Running it twice with the
same proposals changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, update

from assistant.review.approval import make_newer_mail_block, make_newer_mail_reason
from assistant.review.moves import MACHINE, insert_draft, move
from assistant.review.review import NEWER_MAIL, UNAPPROVED
from assistant.review.rows import StoredDraft, load_draft, load_drafts, make_block_values
from assistant.review.states import OPEN_STATES, DraftState, Verb
from assistant.store.review_tables import delivery, draft

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Set
    from datetime import datetime

    from assistant.drafting.records import Draft, DraftKind, Proposals


_REPLACED = "Newer mail made another draft."
#: By whether no gap asked for it.
_OVER = {
    False: "Its gap closed.",
    True: "Its time is over, or it no longer fits what came in between.",
}


@dataclass(slots=True)
class Counts:
    """What one reconciliation did, in drafts."""

    proposed: int = 0
    superseded: int = 0
    withdrawn: int = 0
    woken: int = 0
    flagged: int = 0
    revived: int = 0


def reconcile_drafts(
    connection: Connection,
    owner_id: int,
    proposals: Proposals,
    *,
    now: datetime,
    account_of: Callable[[Draft], str | None] = lambda _: None,
) -> Counts:
    """Bring the stored drafts in line with what `propose` found.

    Args:
        proposals: Made from the drafts as they are in this database.
        account_of: Mailbox that will take a new draft; None: the default one.
    """
    counts = Counts()
    kept: set[tuple[DraftKind, str]] = set()
    replaced = {(d.kind, d.occasion) for d in proposals.drafts}
    known = {
        row.id: DraftState(row.state)
        for row in connection.execute(
            select(draft.c.id, draft.c.state).where(draft.c.owner_id == owner_id)
        )
    }
    for draft_id, keys in proposals.standing.items():
        if known.get(draft_id) is DraftState.SUPERSEDED:
            stored = load_draft(connection, owner_id, draft_id)
            _revive(connection, stored, keys, now=now, counts=counts)
    for stored in load_drafts(connection, owner_id, states=OPEN_STATES):
        standing = proposals.standing.get(stored.id)
        if standing is None:
            newer = (stored.draft.kind, stored.draft.occasion) in replaced
            if newer and stored.edited:
                # Edited since the proposals were made: the next run sees that and asks.
                kept.add((stored.draft.kind, stored.draft.occasion))
                continue
            reason = _REPLACED if newer else _OVER[stored.draft.gap_id is None]
            _supersede(connection, stored, reason, now=now, counts=counts)
        else:
            outdated = stored.id in proposals.outdated
            _refresh(connection, stored, standing, outdated=outdated, now=now, counts=counts)
    for proposal in proposals.drafts:
        if proposal.id not in known and (proposal.kind, proposal.occasion) not in kept:
            insert_draft(connection, owner_id, proposal, account=account_of(proposal), now=now)
            counts.proposed += 1
    if DraftState.SNOOZED in known.values():
        counts.woken += wake_drafts(connection, owner_id, now=now)
    return counts


def wake_drafts(connection: Connection, owner_id: int, *, now: datetime) -> int:
    """Snoozed drafts whose moment has come wait for a person again."""
    woken = 0
    for stored in load_drafts(connection, owner_id, states=[DraftState.SNOOZED]):
        if stored.snoozed_until is not None and stored.snoozed_until <= now:
            values = {"snoozed_until": None}
            move(connection, stored, Verb.WAKE, actor=MACHINE, at=now, values=values)
            woken += 1
    return woken


def note_mailbox(
    connection: Connection,
    owner_id: int,
    *,
    drafts: Set[str],
    sent: Mapping[str, str],
    now: datetime,
) -> int:
    """Take over what the owner did with delivered drafts in the mailbox.

    A sent copy closes its draft. A draft that was seen in the drafts folder and is there no more
    counts as rejected. An unknown delivery that is seen is delivered.

    Args:
        drafts: Draft keys that lie in a drafts folder after a complete synchronisation.
        sent: Draft key → Message-ID of sent copies.

    Returns:
        How many drafts changed.
    """
    changed = 0
    states = [DraftState.DELIVERED, DraftState.UNKNOWN]
    for stored in load_drafts(connection, owner_id, states=states):
        keys = set(
            connection.execute(
                select(delivery.c.draft_key).where(
                    delivery.c.draft_id == stored.id,
                    delivery.c.outcome.in_(["delivered", "unknown"]),
                )
            ).scalars()
        )
        changed += _note_one(connection, stored, keys, drafts=drafts, sent=sent, now=now)
    return changed


def _note_one(
    connection: Connection,
    stored: StoredDraft,
    keys: set[str],
    *,
    drafts: Set[str],
    sent: Mapping[str, str],
    now: datetime,
) -> int:
    there, gone_out = keys & drafts, sorted(keys & set(sent))
    changed = 0
    if stored.state is DraftState.UNKNOWN:
        if not there and not gone_out:
            return 0
        values = {"delivered_at": now, "next_lookup_at": None}
        reason = "It was seen in the mailbox."
        move(connection, stored, Verb.RECEIVE, actor=MACHINE, at=now, values=values, reason=reason)
        stored = load_draft(connection, stored.owner_id, stored.id)
        changed = 1
    if gone_out:
        if stored.sent_message_id is None:
            _set(connection, stored, sent_message_id=sent[gone_out[0]])
            changed = 1
        return changed
    if there:
        if stored.seen_at is None:
            _set(connection, stored, seen_at=now)
            changed = 1
        return changed
    if stored.seen_at is not None and stored.sent_message_id is None:
        reason = (
            "It is no longer among the drafts of the mailbox: deleted, or sent in another form."
        )
        move(connection, stored, Verb.DISCARD, actor=MACHINE, at=now, reason=reason)
        changed = 1
    return changed


def _set(connection: Connection, stored: StoredDraft, **values: object) -> None:
    connection.execute(
        update(draft)
        .where(draft.c.owner_id == stored.owner_id, draft.c.id == stored.id)
        .values(**values)
    )


def _revive(
    connection: Connection,
    stored: StoredDraft,
    keys: tuple[str, ...],
    *,
    now: datetime,
    counts: Counts,
) -> None:
    reason = "Its gap is open again."
    values = {"basis": list(keys)}
    move(connection, stored, Verb.REVIVE, actor=MACHINE, at=now, reason=reason, values=values)
    counts.revived += 1


def _supersede(
    connection: Connection, stored: StoredDraft, reason: str, *, now: datetime, counts: Counts
) -> None:
    """Out of the way; an approval is taken back first, and says so."""
    if stored.state is DraftState.APPROVED:
        move(
            connection,
            stored,
            Verb.WITHDRAW,
            actor=MACHINE,
            at=now,
            reason=reason,
            values=UNAPPROVED,
            new_revision=True,
        )
        stored = load_draft(connection, stored.owner_id, stored.id)
        counts.withdrawn += 1
    values = {"snoozed_until": None}
    move(connection, stored, Verb.SUPERSEDE, actor=MACHINE, at=now, reason=reason, values=values)
    counts.superseded += 1


def _refresh(
    connection: Connection,
    stored: StoredDraft,
    keys: tuple[str, ...],
    *,
    outdated: bool,
    now: datetime,
    counts: Counts,
) -> None:
    """A draft that stands: newer mail in its thread is taken note of, or asked about."""
    newer = set(keys) - set(stored.draft.basis)
    if not newer:
        return
    basis = {"basis": list(keys)}
    if stored.state is not DraftState.APPROVED and not outdated:
        # Its evidence is the same, so its text still fits; who approves it next knows the mail.
        _set(connection, stored, **basis)
        return
    others = [block for block in stored.draft.blocked_by if block.code != NEWER_MAIL]
    blocks = make_block_values([make_newer_mail_block(len(newer)), *others])
    approved = stored.state is DraftState.APPROVED
    move(
        connection,
        stored,
        Verb.WITHDRAW if approved else Verb.FLAG,
        actor=MACHINE,
        at=now,
        reason=make_newer_mail_reason(len(newer)),
        values={**UNAPPROVED, **basis, "blocked_by": blocks, "snoozed_until": None},
        new_revision=True,
    )
    if approved:
        counts.withdrawn += 1
    else:
        counts.flagged += 1
