"""Approved drafts leave, each at most once: claim, call, record.

Not for deciding anything: an approval is a person's `accept` event, and here its hash is compared
with what is about to leave. The claim is committed before the mailbox is called; what happened to a
claim that was never answered is *unknown*, which is looked up and never repeated by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from assistant.drafting.compose import (
    BadAddress,
    BytesDiffer,
    build_mime,
    make_draft_key,
    make_message_id,
)
from assistant.drafting.records import Block, compute_content_sha256
from assistant.review.approval import find_approval, find_objection
from assistant.review.freshness import find_newer_mail
from assistant.review.moves import MACHINE, move
from assistant.review.outcomes import (
    Claim,
    Outcome,
    Report,
    lose,
    postpone_lookup,
    record_lookup,
    record_loss,
    record_nothing,
    record_receipt,
    record_refusal,
)
from assistant.review.review import UNAPPROVED
from assistant.review.rows import StoredDraft, load_draft, load_drafts, make_block_values
from assistant.review.states import DraftState, Verb
from assistant.store.review_tables import delivery as delivery_table
from assistant.store.review_tables import draft as draft_table
from assistant.store.tables import message as message_table
from connectors.base import (
    AmbiguousDelivery,
    AuthError,
    ConnectorError,
    DeliveryConnector,
    OutgoingMail,
    PermanentError,
    Receipt,
    TransientError,
)

if TYPE_CHECKING:
    from assistant.drafting.lexicon import Lexicon

__all__ = [
    "Outcome",
    "Report",
    "Settings",
    "deliver_due",
    "find_next_due",
    "look_up",
    "recover",
]

#: Opens one IMMEDIATE write transaction: `functools.partial(store.engine.write, engine)`.
Writer = Callable[[], AbstractContextManager[Connection]]
ConnectorFor = Callable[[str | None], DeliveryConnector | None]

DEFAULT_HOURLY = 20
_ATTEMPTS = (
    select(delivery_table)
    .where(delivery_table.c.draft_id == bindparam("draft"))
    .order_by(delivery_table.c.attempt)
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What limits deliveries.

    Attributes:
        enabled: Asked right before each delivery: the kill switch.
        hourly: Most deliveries per mailbox within an hour.
    """

    enabled: Callable[[], bool] = lambda: True
    hourly: int = DEFAULT_HOURLY


def recover(connection: Connection, owner_id: int, *, now: datetime) -> list[Report]:
    """Deliveries that were under way when the process stopped become unknown.

    To be called at the start, under the lock of the home, before `deliver_due`.
    """
    reports = []
    for stored in load_drafts(connection, owner_id, states=[DraftState.DELIVERING]):
        reason = "The program stopped while the mailbox was being called."
        lose(connection, stored, reason=reason, now=now)
        reports.append(Report(stored.id, Outcome.UNKNOWN, reason))
    connection.execute(
        update(delivery_table)
        .where(delivery_table.c.owner_id == owner_id, delivery_table.c.outcome == "started")
        .values(outcome="unknown", ended_at=now)
    )
    return reports


def find_next_due(connection: Connection, owner_id: int) -> datetime | None:
    """When `deliver_due` next has something to do; None: nothing waits."""
    columns = draft_table.c
    rows = connection.execute(
        select(columns.goes_out_at, columns.next_try_at, columns.next_lookup_at).where(
            columns.owner_id == owner_id,
            columns.state.in_([DraftState.APPROVED.value, DraftState.UNKNOWN.value]),
        )
    )
    moments = []
    for goes_out_at, next_try_at, next_lookup_at in rows:
        due = [at for at in (goes_out_at, next_try_at) if at is not None]
        moment = next_lookup_at or (max(due) if due else None)
        if moment is not None:
            moments.append(moment)
    return min(moments, default=None)


def deliver_due(
    write: Writer,
    connector_for: ConnectorFor,
    *,
    owner_id: int,
    now: datetime,
    lexicon: Lexicon,
    settings: Settings | None = None,
) -> list[Report]:
    """Look unknown deliveries up, then deliver what is approved and past its hold.

    Args:
        connector_for: The mailbox of a draft's account (None: the default one), or None where no
            mailbox takes drafts; AuthError where the mailbox needs a sign-in first.
        now: Aware UTC; one moment for the whole pass.
        lexicon: Whose address is whose, as known now.

    Returns:
        What became of each draft that was due, in order of its approval.
    """
    settings = settings or Settings()
    states = [DraftState.APPROVED, DraftState.UNKNOWN]
    with write() as connection:
        waiting = load_drafts(connection, owner_id, states=states)
    due = [stored for stored in waiting if _is_due(stored, now)]
    reports = []
    if any(stored.state is DraftState.UNKNOWN for stored in waiting):
        reports = look_up(write, connector_for, owner_id=owner_id, now=now)
    signed_out: set[str] = set()
    for stored in sorted(due, key=lambda s: (s.goes_out_at or now, s.id)):
        try:
            connector = connector_for(stored.account)
        except AuthError as error:
            reports.append(Report(stored.id, Outcome.HELD, f"Nothing left. {error}"))
            continue
        if connector is None:
            sentence = "No mailbox takes drafts; name a drafts folder in the configuration."
            reports.append(Report(stored.id, Outcome.HELD, sentence))
            continue
        if connector.account in signed_out:
            sentence = f"The mailbox '{connector.account}' needs a sign-in first."
            reports.append(Report(stored.id, Outcome.HELD, sentence))
            continue
        report = _deliver_one(
            write,
            connector,
            stored.id,
            owner_id=owner_id,
            now=now,
            lexicon=lexicon,
            settings=settings,
            signed_out=signed_out,
        )
        if report is not None:
            reports.append(report)
    return reports


def look_up(
    write: Writer, connector_for: ConnectorFor, *, owner_id: int, now: datetime
) -> list[Report]:
    """Search the mailboxes for deliveries that got no answer and whose look-up is due."""
    with write() as connection:
        due = [
            (stored, _load_attempts(connection, stored.id))
            for stored in load_drafts(connection, owner_id, states=[DraftState.UNKNOWN])
            if stored.next_lookup_at is not None and stored.next_lookup_at <= now
        ]
    reports = []
    for stored, attempts in due:
        try:
            connector = connector_for(stored.account)
            if connector is None or not attempts:
                continue
            receipt = connector.find_draft(_make_query(attempts[-1]))
        except ConnectorError as error:
            with write() as connection:
                postpone_lookup(connection, stored, now=now, counted=False)
            reports.append(
                Report(stored.id, Outcome.UNKNOWN, f"It could not be looked up. {error}")
            )
            continue
        with write() as connection:
            reports.append(record_lookup(connection, stored, attempts[-1], receipt, now=now))
    return reports


# ── one draft ────────────────────────────────────────────────────────────────────────────────


def _deliver_one(
    write: Writer,
    connector: DeliveryConnector,
    draft_id: str,
    *,
    owner_id: int,
    now: datetime,
    lexicon: Lexicon,
    settings: Settings,
    signed_out: set[str],
) -> Report | None:
    """Claim, call, record; None when somebody else decided meanwhile."""
    with write() as connection:
        earlier = [a for a in _load_attempts(connection, draft_id) if a.outcome != "nothing"]
    try:
        found = _find_earlier(connector, earlier)
    except ConnectorError as error:
        return Report(draft_id, Outcome.HELD, f"An earlier attempt could not be looked up. {error}")
    with write() as connection:
        claim = _claim(
            connection,
            connector.account,
            draft_id,
            owner_id=owner_id,
            now=now,
            lexicon=lexicon,
            settings=settings,
            found=found,
        )
    if not isinstance(claim, Claim):
        return claim
    if found is not None:
        with write() as connection:
            return record_receipt(connection, owner_id, claim, found[1], now=now)
    try:
        receipt = connector.create_draft(claim.mail)
    except AuthError as error:
        signed_out.add(connector.account)
        with write() as connection:
            return record_nothing(connection, owner_id, claim, error, now=now, counted=False)
    except TransientError as error:
        with write() as connection:
            return record_nothing(connection, owner_id, claim, error, now=now, counted=True)
    except PermanentError as error:
        with write() as connection:
            return record_refusal(connection, owner_id, claim, error, now=now)
    except (AmbiguousDelivery, ConnectorError) as error:
        with write() as connection:
            return record_loss(connection, owner_id, claim, error, now=now)
    with write() as connection:
        return record_receipt(connection, owner_id, claim, receipt, now=now)


def _is_due(stored: StoredDraft, now: datetime) -> bool:
    if stored.state is not DraftState.APPROVED or stored.goes_out_at is None:
        return False
    return stored.goes_out_at <= now and (stored.next_try_at is None or stored.next_try_at <= now)


def _claim(
    connection: Connection,
    account: str,
    draft_id: str,
    *,
    owner_id: int,
    now: datetime,
    lexicon: Lexicon,
    settings: Settings,
    found: tuple[str, Receipt] | None,
) -> Claim | Report | None:
    """Read everything again and write *delivering* down, in one transaction."""
    stored = load_draft(connection, owner_id, draft_id)
    if not _is_due(stored, now):
        return None
    if not settings.enabled():
        return Report(draft_id, Outcome.HELD, "Delivery is switched off in the configuration.")
    approval = find_approval(connection, stored)
    reason, block = find_objection(connection, stored, approval, lexicon=lexicon, now=now)
    draft_key = make_draft_key(stored.id, stored.content_sha256)
    if reason is None and found is not None and found[0] != draft_key:
        reason = (
            f"An earlier version of it lies in {found[1].location}. Delete it there, then approve "
            "this one again."
        )
    if reason is not None:
        return _withdraw(connection, stored, reason, block, now=now)
    if found is None and _count_recent(connection, owner_id, account, now) >= settings.hourly:
        sentence = (
            f"'{account}' took {settings.hourly} deliveries within the hour; it goes out later."
        )
        return Report(draft_id, Outcome.HELD, sentence)
    assert approval is not None
    try:
        mail = _make_mail(connection, stored, draft_key)
    except (BadAddress, BytesDiffer) as error:
        return _withdraw(connection, stored, str(error), None, now=now)
    move(connection, stored, Verb.CLAIM, actor=MACHINE, at=now)
    delivery_id = connection.execute(
        insert(delivery_table)
        .values(
            owner_id=owner_id,
            draft_id=draft_id,
            account=account,
            approval_id=approval.id,
            attempt=len(_load_attempts(connection, draft_id)) + 1,
            draft_key=mail.draft_key,
            message_id=mail.message_id,
            started_at=now,
            outcome="started",
        )
        .returning(delivery_table.c.id)
    ).scalar_one()
    return Claim(draft_id, int(delivery_id), mail)


def withdraw_values(
    connection: Connection, stored: StoredDraft, block: Block | None
) -> dict[str, object]:
    """Columns of a withdrawal; with newer mail, what is known from now on and what it asks."""
    if block is None:
        return dict(UNAPPROVED)
    others = [b for b in stored.draft.blocked_by if b.code != block.code]
    basis = sorted(set(stored.draft.basis) | find_newer_mail(connection, stored))
    return {**UNAPPROVED, "blocked_by": make_block_values([block, *others]), "basis": basis}


def _withdraw(
    connection: Connection,
    stored: StoredDraft,
    reason: str,
    block: Block | None,
    *,
    now: datetime,
) -> Report:
    values = withdraw_values(connection, stored, block)
    move(
        connection,
        stored,
        Verb.WITHDRAW,
        actor=MACHINE,
        at=now,
        reason=reason,
        values=values,
        new_revision=True,
        after_sha256=compute_content_sha256(stored.content),
    )
    return Report(stored.id, Outcome.WITHDRAWN, f"{reason} Look at it again.")


def _make_mail(connection: Connection, stored: StoredDraft, draft_key: str) -> OutgoingMail:
    """The bytes of an approved draft: the same ones however often they are made."""
    content = stored.content
    message_id = make_message_id(stored.id, stored.content_sha256, content.sender.address)
    assert stored.approved_at is not None
    raw = build_mime(
        content,
        draft_key=draft_key,
        message_id=message_id,
        date=stored.approved_at,
        from_=content.sender,
    )
    provider_thread_id = None
    if content.in_reply_to:
        provider_thread_id = connection.execute(
            select(message_table.c.provider_thread_id)
            .where(
                message_table.c.owner_id == stored.owner_id,
                message_table.c.message_id == content.in_reply_to,
            )
            .limit(1)
        ).scalar_one_or_none()
    return OutgoingMail(
        raw=raw,
        draft_key=draft_key,
        message_id=message_id,
        in_reply_to=content.in_reply_to,
        provider_thread_id=provider_thread_id,
    )


def _load_attempts(connection: Connection, draft_id: str) -> list[Row[tuple[object, ...]]]:
    """All attempts of a draft, oldest first."""
    return list(connection.execute(_ATTEMPTS, {"draft": draft_id}))


def _find_earlier(
    connector: DeliveryConnector, attempts: list[Row[tuple[object, ...]]]
) -> tuple[str, Receipt] | None:
    """An earlier attempt that the mailbox has after all: its key and receipt, the newest first."""
    for attempt in reversed(attempts):
        receipt = connector.find_draft(_make_query(attempt))
        if receipt is not None:
            return str(attempt.draft_key), receipt
    return None


def _make_query(attempt: Row[tuple[object, ...]]) -> OutgoingMail:
    return OutgoingMail(raw=b"", draft_key=attempt.draft_key, message_id=attempt.message_id)


def _count_recent(connection: Connection, owner_id: int, account: str, now: datetime) -> int:
    """Deliveries of the last hour that left or may have left."""
    columns = delivery_table.c
    return int(
        connection.execute(
            select(func.count())
            .select_from(delivery_table)
            .where(
                columns.owner_id == owner_id,
                columns.account == account,
                columns.started_at > now - timedelta(hours=1),
                columns.outcome != "nothing",
            )
        ).scalar_one()
    )
