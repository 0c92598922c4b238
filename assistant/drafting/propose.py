"""Gaps become drafts: which ones, which not and why, and which known drafts still stand.

Pure: the same findings, history and existing drafts give the same answer. Reconciling with the
rows is `review.reconcile`'s work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.drafting.desk import Desk, Plan, make_desk, thread_keys, write_draft
from assistant.drafting.lexicon import Lexicon, build_lexicon
from assistant.drafting.nudge import plan_nudge, plan_promise_nudge
from assistant.drafting.recap import plan_recap
from assistant.drafting.records import Declined, Draft, DraftKind, Existing, Proposals
from assistant.drafting.reply import plan_reply
from assistant.insight.records import Findings, Gap, GapKind, History

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from assistant.drafting.templates import Templates

#: Kinds that get a draft, in the order they are looked at: a question of ours before a promise of
#: theirs in the same thread, so that one thread gets one reminder.
DRAFTED = (
    GapKind.COMPLAINT_UNACKNOWLEDGED,
    GapKind.REPLY_OWED,
    GapKind.REPLY_AWAITED,
    GapKind.PROMISE_THEIRS_OVERDUE,
    GapKind.MET_NO_RECAP,
)
#: States in which a person's version must not be replaced by a machine's.
_OPEN = frozenset({"proposed", "snoozed", "approved"})
#: States in which its mail may be on its way.
_UNDER_WAY = frozenset({"delivering", "unknown"})


def propose(
    findings: Findings,
    history: History,
    existing: Sequence[Existing],
    *,
    now: datetime,
    templates: Templates,
    lexicon: Lexicon | None = None,
    written: frozenset[str] = frozenset(),
) -> Proposals:
    """Drafts for the gaps of today: one per gap or occasion while its evidence is unchanged.

    Args:
        findings: From `history`; dismissed gaps get no draft.
        existing: Every draft there ever was, rejected and delivered ones too.
        now: Aware UTC.
        lexicon: Whose name belongs to whom; built from the history when not given.
        written: Message-IDs of mail that carries our own draft header.

    Returns:
        New drafts in the order of their gaps, and what stands, is outdated or declined.
    """
    lexicon = lexicon or build_lexicon(history.clients, history.people, history.owner)
    desk = make_desk(
        findings, history, lexicon=lexicon, templates=templates, now=now, written=written
    )
    plans, declined = _plan_all(desk, existing)
    by_key = {(e.kind, e.occasion, e.evidence_key): e for e in existing}
    drafts: dict[str, Draft] = {}
    standing: dict[str, tuple[str, ...]] = {}
    outdated: set[str] = set()
    for plan in plans:
        known = by_key.get((plan.kind, plan.occasion, plan.evidence_key))
        if known is not None:
            standing[known.id] = thread_keys(desk, plan.thread_id)
            continue
        earlier = [e for e in existing if (e.kind, e.occasion) == (plan.kind, plan.occasion)]
        kept = [e.id for e in earlier if e.edited and e.state in _OPEN]
        if kept:
            standing.update({key: thread_keys(desk, plan.thread_id) for key in kept})
            outdated.update(kept)
        elif any(e.state in _UNDER_WAY for e in earlier):
            declined.append(Declined(plan.gap.id, "An earlier draft of it is being delivered."))
        else:
            draft = write_draft(desk, plan)
            drafts.setdefault(draft.id, draft)
    ordered = _order(findings, drafts.values())
    return Proposals(tuple(ordered), standing, frozenset(outdated), tuple(declined))


def _plan_all(desk: Desk, existing: Sequence[Existing]) -> tuple[list[Plan], list[Declined]]:
    """One plan per occasion; a thread gets one reminder, whatever else is awaited in it."""
    plans: dict[str, Plan] = {}
    declined: list[Declined] = []
    reminded: set[str] = set()
    for kind in DRAFTED:
        for gap in (g for g in desk.findings.gaps if g.kind is kind):
            found = _plan(desk, gap, existing)
            if isinstance(found, Declined):
                declined.append(found)
                continue
            if found.occasion in plans:
                continue
            if found.kind is DraftKind.NUDGE and found.thread_id in reminded:
                declined.append(Declined(gap.id, "Another reminder goes into the same thread."))
                continue
            plans[found.occasion] = found
            if found.kind is DraftKind.NUDGE and found.thread_id:
                reminded.add(found.thread_id)
    return list(plans.values()), declined


def _plan(desk: Desk, gap: Gap, existing: Sequence[Existing]) -> Plan | Declined:
    if gap.kind in {GapKind.REPLY_OWED, GapKind.COMPLAINT_UNACKNOWLEDGED}:
        return plan_reply(desk, gap)
    if gap.kind is GapKind.REPLY_AWAITED:
        return plan_nudge(desk, gap, existing)
    if gap.kind is GapKind.PROMISE_THEIRS_OVERDUE:
        return plan_promise_nudge(desk, gap, existing)
    return plan_recap(desk, gap)


def _order(findings: Findings, drafts: Iterable[Draft]) -> list[Draft]:
    """In the order of the gaps: severity first."""
    rank = {gap.id: at for at, gap in enumerate(findings.gaps)}
    return sorted(drafts, key=lambda d: (rank.get(d.gap_id or "", len(rank)), d.id))
