"""A draft as others see it: the JSON contract."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.drafting.records import Fact
    from assistant.review.rows import StoredDraft


def draft_json(stored: StoredDraft) -> dict[str, Any]:
    """One draft for `drafts list|show --json`; every key is always there.

    `evidence` names per fact what it rests on (all null for the owner's own words); `fact` is what
    `respond --omit` takes. `client` is null for a prospect.
    """
    draft = stored.draft
    kept = [fact for fact in draft.facts if fact.name not in draft.wording.omit]
    return {
        "id": stored.id,
        "kind": draft.kind.value,
        "state": stored.state.value,
        "revision": stored.revision,
        "sha256": stored.content_sha256,
        "client": None if draft.prospect else draft.client,
        "to": [mailbox.address for mailbox in draft.content.to],
        "cc": [mailbox.address for mailbox in draft.content.cc],
        "subject": draft.content.subject,
        "body": draft.content.body,
        "evidence": [_evidence_json(fact) for fact in kept],
        "blocked_by": [
            {"code": block.code, "message": block.message, "confirmable": block.confirmable}
            for block in draft.blocked_by
        ],
        "goes_out_at": format_time(stored.goes_out_at),
    }


def drafts_json(drafts: list[StoredDraft]) -> dict[str, Any]:
    """The answer of `drafts list --json`."""
    return {"schema": 1, "drafts": [draft_json(stored) for stored in drafts]}


def format_time(at: datetime | None) -> str | None:
    """UTC with Z, to the second; None stays None."""
    if at is None:
        return None
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _evidence_json(fact: Fact) -> dict[str, Any]:
    evidence = fact.evidence
    return {
        "fact": fact.name,
        "message_id": evidence.message_id if evidence else None,
        "ical_uid": evidence.ical_uid if evidence else None,
        "recurrence_id": evidence.recurrence_id if evidence else None,
        "quote": evidence.quote if evidence else None,
        "start": evidence.start if evidence else None,
        "end": evidence.end if evidence else None,
    }
