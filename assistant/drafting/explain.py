"""Why a gap has no draft, in one sentence: the same rules as `propose`, asked about one gap."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.drafting.propose import propose
from assistant.insight.records import GapKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from assistant.drafting.lexicon import Lexicon
    from assistant.drafting.records import Existing, Proposals
    from assistant.drafting.templates import Templates
    from assistant.insight.records import Findings, Gap, History

#: What stands for the program to write nothing, for kinds that are never drafted.
_NEVER = {
    GapKind.PROMISE_DUE: "Keeping a promise is yours to do; nothing is written for it.",
    GapKind.PROMISE_OVERDUE: "Only you know when it will be done; nothing is written for it.",
    GapKind.INVITATION_UNANSWERED: "Your calendar answers invitations, not a mail.",
}
_NO_DRAFT = "No draft is written for this kind of gap."
#: What became of a draft with the same evidence: none is proposed twice.
_BECAME = {
    "rejected": "You turned its draft down; another comes only with new evidence.",
    "delivered": "Its draft was delivered; another comes only with new evidence.",
    "failed": "Its draft could not be delivered; reopen that one.",
    "unknown": "Whether its draft was delivered is not known; look into your mailbox.",
    "superseded": "Its draft was withdrawn, as something newer came; the next run looks again.",
}


def explain_no_draft(
    findings: Findings,
    history: History,
    gap: Gap,
    existing: Sequence[Existing],
    *,
    now: datetime,
    templates: Templates,
    lexicon: Lexicon | None = None,
    written: frozenset[str] = frozenset(),
) -> str:
    """One sentence about a gap for which no draft waits.

    Args:
        findings: The gap is one of theirs; others of its thread are looked at with it, as one
            thread gets one reminder, and a quiet client's others, as it gets one draft.
        existing, now, templates, lexicon, written: As for `propose`.
    """

    def look_at(gaps: tuple[Gap, ...]) -> Proposals:
        return propose(
            replace(findings, gaps=gaps), history, existing, now=now, templates=templates,
            lexicon=lexicon, written=written, occasions=False,
        )  # fmt: skip

    alone = look_at((gap,))
    if alone.declined:
        return alone.declined[0].why
    for one in existing:
        if one.id in alone.standing and one.state in _BECAME:
            return _BECAME[one.state]
    if not alone.drafts:
        return _NEVER.get(gap.kind, _NO_DRAFT)
    beside = tuple(one for one in findings.gaps if one.id == gap.id or _touch(one, gap))
    for declined in look_at(beside).declined:
        if declined.gap_id == gap.id:
            return declined.why
    return "The next run writes one."


def _touch(one: Gap, other: Gap) -> bool:
    """Whether what is written for one gap can stand in the way of the other's draft."""
    if other.kind in {GapKind.GONE_QUIET, GapKind.CADENCE_MISSED}:
        return one.client == other.client
    return one.thread_id is not None and one.thread_id == other.thread_id
