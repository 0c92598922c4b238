"""Whether an approval still covers what is about to leave.

The hash check, newer mail, and the blocks that were not confirmed: read right before the claim, in
its transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, bindparam, select

from assistant.drafting.records import Block, compute_content_sha256
from assistant.review.freshness import find_newer_mail
from assistant.review.review import NEWER_MAIL, find_blocks, mark_block
from assistant.review.states import Verb
from assistant.store.review_tables import draft_event

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.drafting.lexicon import Lexicon
    from assistant.review.rows import StoredDraft

_APPROVAL = (
    select(draft_event)
    .where(
        draft_event.c.owner_id == bindparam("owner"),
        draft_event.c.draft_id == bindparam("draft"),
        draft_event.c.verb == Verb.ACCEPT.value,
    )
    .order_by(draft_event.c.id.desc())
    .limit(1)
)


def find_approval(connection: Connection, stored: StoredDraft) -> Row[tuple[object, ...]] | None:
    """The newest `accept` event of a draft."""
    return connection.execute(
        _APPROVAL, {"owner": stored.owner_id, "draft": stored.id}
    ).one_or_none()


def matches_approval(stored: StoredDraft, approval: Row[tuple[object, ...]] | None) -> bool:
    """Whether what is about to leave is what a person approved: the hash check."""
    actual = compute_content_sha256(stored.content)
    return (
        approval is not None
        and approval.content_sha256 == actual
        and stored.content_sha256 == actual
        and approval.revision == stored.revision
    )


def find_objection(
    connection: Connection,
    stored: StoredDraft,
    approval: Row[tuple[object, ...]] | None,
    *,
    lexicon: Lexicon,
    now: datetime,
) -> tuple[str | None, Block | None]:
    """Why an approved draft must not leave now, and what a person must confirm before it may."""
    if not matches_approval(stored, approval):
        return "Its content is not the one that was approved.", None
    newer = find_newer_mail(connection, stored)
    if newer:
        return make_newer_mail_reason(len(newer)), make_newer_mail_block(len(newer))
    detail = approval.detail if approval is not None else {}
    confirmed, marks = set(detail.get("confirmed", ())), detail.get("marks")
    for block in find_blocks(stored.draft, lexicon=lexicon, now=now):
        # Approvals of before 22 November 2026 name the codes alone.
        is_known = marks is None or mark_block(block) in marks
        if not (block.confirmable and block.code in confirmed and is_known):
            return block.message, None
    return None, None


def make_newer_mail_reason(count: int) -> str:
    """Why newer mail takes an approval back."""
    came = "1 newer message has" if count == 1 else f"{count} newer messages have"
    return f"{came} come in the thread since it was written."


def make_newer_mail_block(count: int) -> Block:
    """What a person confirms, or clears by editing."""
    return Block(NEWER_MAIL, make_newer_mail_reason(count), confirmable=True)
