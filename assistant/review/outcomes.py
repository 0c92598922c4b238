"""What came back from the mailbox, written down: a receipt, nothing, a refusal, no answer.

Not for calling it: `review.outbox` claims and calls, then hands the answer here. Each function runs
in a transaction of its own, after the call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, update

from assistant.review.moves import MACHINE, move
from assistant.review.rows import load_draft
from assistant.review.states import DraftState, Verb, find_next
from assistant.store.review_tables import delivery as delivery_table
from assistant.store.review_tables import draft as draft_table
from connectors.base import ConnectorError, TransientError

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.review.rows import StoredDraft
    from connectors.base import OutgoingMail, Receipt

MAX_TRIES = 3
#: Seconds before the second and third try, unless the mailbox asks for longer.
RETRY_AFTER_S = (60, 300)
#: Seconds after a lost delivery at which the mailbox is searched for it.
LOOKUP_AFTER_S = (60, 300, 1800)

#: A failed draft is proposed again before it can be accepted again.
_AGAIN = "After that `rapport drafts reopen {id}` and accept it again."


class Outcome(StrEnum):
    """What became of one draft in one pass."""

    DELIVERED = "delivered"  #: the mailbox has it
    HELD = "held"  #: stays approved: kill switch, cap, no mailbox, sign-in, or a later try
    WITHDRAWN = "withdrawn"  #: something changed since the approval; a person looks again
    FAILED = "failed"  #: refused for good
    UNKNOWN = "unknown"  #: no answer; looked up later


@dataclass(frozen=True, slots=True)
class Report:
    """One draft's outcome with its sentence."""

    draft_id: str
    outcome: Outcome
    message: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery written down and not yet answered."""

    draft_id: str
    delivery_id: int
    mail: OutgoingMail


def record_receipt(
    connection: Connection, owner_id: int, claim: Claim, receipt: Receipt, *, now: datetime
) -> Report:
    """The mailbox has it: delivered, unless a person has decided otherwise meanwhile."""
    _end(connection, claim.delivery_id, "delivered", now, receipt=receipt)
    stored = load_draft(connection, owner_id, claim.draft_id)
    sentence = f"It {'was sent, and ' if receipt.sent else ''}lies in {receipt.location}."
    if find_next(stored.state, Verb.RECEIVE) is not None:
        values = {"delivered_at": now, "next_lookup_at": None}
        move(
            connection, stored, Verb.RECEIVE, actor=MACHINE, at=now, values=values, reason=sentence
        )
    return Report(claim.draft_id, Outcome.DELIVERED, sentence)


def record_nothing(
    connection: Connection,
    owner_id: int,
    claim: Claim,
    error: ConnectorError,
    *,
    now: datetime,
    counted: bool,
) -> Report:
    """Provably nothing left: approved again, or failed after the third time."""
    _end(connection, claim.delivery_id, "nothing", now, error=error)
    stored = load_draft(connection, owner_id, claim.draft_id)
    if stored.state is not DraftState.DELIVERING:
        return Report(claim.draft_id, Outcome.UNKNOWN, str(error))
    tries = stored.tries + (1 if counted else 0)
    if tries >= MAX_TRIES:
        reason = f"{MAX_TRIES} tries came to nothing. {error} {_AGAIN.format(id=claim.draft_id)}"
        move(connection, stored, Verb.FAIL, actor=MACHINE, at=now, reason=reason)
        return Report(claim.draft_id, Outcome.FAILED, reason)
    wait_s = RETRY_AFTER_S[tries - 1] if counted else 0
    if isinstance(error, TransientError) and error.retry_after_s:
        wait_s = max(wait_s, int(error.retry_after_s) + 1)
    next_try_at = now + timedelta(seconds=wait_s) if wait_s else None
    values = {"tries": tries, "next_try_at": next_try_at}
    move(connection, stored, Verb.RETRY, actor=MACHINE, at=now, reason=str(error), values=values)
    return Report(claim.draft_id, Outcome.HELD, f"Nothing left. {error}")


def record_refusal(
    connection: Connection, owner_id: int, claim: Claim, error: ConnectorError, *, now: datetime
) -> Report:
    """Refused for good: failed."""
    _end(connection, claim.delivery_id, "refused", now, error=error)
    stored = load_draft(connection, owner_id, claim.draft_id)
    reason = f"{error} {_AGAIN.format(id=claim.draft_id)}"
    if stored.state is DraftState.DELIVERING:
        move(connection, stored, Verb.FAIL, actor=MACHINE, at=now, reason=reason)
    return Report(claim.draft_id, Outcome.FAILED, reason)


def record_loss(
    connection: Connection, owner_id: int, claim: Claim, error: ConnectorError, *, now: datetime
) -> Report:
    """No answer: the attempt may have been taken."""
    _end(connection, claim.delivery_id, "unknown", now, error=error)
    stored = load_draft(connection, owner_id, claim.draft_id)
    if stored.state is DraftState.DELIVERING:
        lose(connection, stored, reason=str(error), now=now)
    return Report(claim.draft_id, Outcome.UNKNOWN, str(error))


def lose(connection: Connection, stored: StoredDraft, *, reason: str, now: datetime) -> None:
    """A claim without an answer becomes unknown; its first look-up is due in a minute."""
    next_lookup_at = now + timedelta(seconds=LOOKUP_AFTER_S[0])
    values = {"lookups": 0, "next_lookup_at": next_lookup_at}
    move(connection, stored, Verb.LOSE, actor=MACHINE, at=now, reason=reason, values=values)


def record_lookup(
    connection: Connection,
    stored: StoredDraft,
    attempt: Row[tuple[object, ...]],
    receipt: Receipt | None,
    *,
    now: datetime,
) -> Report:
    """What a search of the mailbox found: delivered, or looked up again, or a person decides."""
    current = load_draft(connection, stored.owner_id, stored.id)
    if current.state is not DraftState.UNKNOWN:
        return Report(stored.id, Outcome.HELD, "Somebody decided about it meanwhile.")
    if receipt is not None:
        _end(connection, attempt.id, "delivered", now, receipt=receipt)
        values = {"delivered_at": now, "next_lookup_at": None}
        sentence = f"It was found in {receipt.location}."
        move(
            connection, current, Verb.RECEIVE, actor=MACHINE, at=now, values=values, reason=sentence
        )
        return Report(stored.id, Outcome.DELIVERED, sentence)
    again = postpone_lookup(connection, current, now=now, counted=True)
    if again is None:
        sentence = (
            f"It was not found in the mailbox. Look yourself, then `rapport drafts reopen "
            f"{stored.id}` or ignore it."
        )
    else:
        sentence = f"It was not found yet; the next look is at {again:%H:%M} UTC."
    return Report(stored.id, Outcome.UNKNOWN, sentence)


def postpone_lookup(
    connection: Connection, stored: StoredDraft, *, now: datetime, counted: bool
) -> datetime | None:
    """When it is looked up next: at least a minute from now; None after the last time."""
    lookups = stored.lookups + (1 if counted else 0)
    again = None
    if lookups < len(LOOKUP_AFTER_S):
        planned = stored.changed_at + timedelta(seconds=LOOKUP_AFTER_S[lookups])
        again = max(planned, now + timedelta(seconds=LOOKUP_AFTER_S[0]))
    connection.execute(
        update(draft_table)
        .where(
            draft_table.c.id == stored.id,
            draft_table.c.owner_id == stored.owner_id,
            draft_table.c.state == DraftState.UNKNOWN.value,
        )
        .values(lookups=lookups, next_lookup_at=again)
    )
    return again


def _end(
    connection: Connection,
    delivery_id: int,
    outcome: str,
    now: datetime,
    *,
    receipt: Receipt | None = None,
    error: ConnectorError | None = None,
) -> None:
    """Close one attempt's row."""
    connection.execute(
        update(delivery_table)
        .where(delivery_table.c.id == delivery_id)
        .values(
            outcome=outcome,
            ended_at=now,
            provider_id=receipt.provider_id if receipt else None,
            location=receipt.location if receipt else None,
            error=str(error) if error else None,
        )
    )
