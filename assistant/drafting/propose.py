"""Gaps become drafts: which ones, which not and why, and which known drafts still stand.

Pure: the same findings, history and existing drafts give the same answer. Reconciling with the
rows is `review.reconcile`'s work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.drafting.check_in import plan_check_in
from assistant.drafting.desk import Desk, Plan, make_desk, thread_keys, write_draft
from assistant.drafting.greeting import plan_greetings
from assistant.drafting.lexicon import Lexicon, build_lexicon
from assistant.drafting.nudge import plan_nudge, plan_promise_nudge
from assistant.drafting.recap import plan_recap
from assistant.drafting.records import ONCE, Declined, Draft, DraftKind, Existing, Proposals
from assistant.drafting.reply import plan_reply
from assistant.drafting.status import plan_statuses
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
    # After all others: who gets one of those gets no note besides.
    GapKind.GONE_QUIET,
    GapKind.CADENCE_MISSED,
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
    occasions: bool = True,
) -> Proposals:
    """Drafts for the gaps and occasions of today: one for each while its evidence is unchanged.

    Args:
        findings: From `history`; dismissed gaps get no draft.
        existing: Every draft there ever was, rejected and delivered ones too.
        now: Aware UTC.
        lexicon: Whose name belongs to whom; built from the history when not given.
        written: Message-IDs of mail that carries our own draft header.
        occasions: Also what no gap asks for: holidays, the end of the week.

    Returns:
        New drafts in the order of their gaps, then those of occasions; and what stands, is outdated
        or declined.
    """
    lexicon = lexicon or build_lexicon(history.clients, history.people, history.owner)
    desk = make_desk(
        findings, history, lexicon=lexicon, templates=templates, now=now, written=written
    )
    plans, declined = _plan_all(desk, existing)
    if occasions:
        for found, refused in (plan_greetings(desk), plan_statuses(desk, tuple(plans))):
            plans += found
            declined += refused
    by_key = {(e.kind, e.occasion, e.evidence_key): e for e in existing}
    drafts: dict[str, Draft] = {}
    standing: dict[str, tuple[str, ...]] = {}
    outdated: set[str] = set()
    for plan in plans:
        earlier = [e for e in existing if (e.kind, e.occasion) == (plan.kind, plan.occasion)]
        if plan.kind in ONCE and (plan.late or any(map(_is_dealt_with, earlier))):
            # What is open stays as it is; nothing new, whatever happened since.
            standing.update({e.id: () for e in earlier if e.state in _OPEN})
            continue
        known = by_key.get((plan.kind, plan.occasion, plan.evidence_key))
        if known is not None:
            standing[known.id] = thread_keys(desk, plan.thread_id)
            continue
        kept = [e.id for e in earlier if e.edited and e.state in _OPEN]
        if kept:
            standing.update({key: thread_keys(desk, plan.thread_id) for key in kept})
            outdated.update(kept)
        elif any(e.state in _UNDER_WAY for e in earlier):
            gap_id = plan.gap.id if plan.gap else None
            declined.append(Declined(gap_id, "An earlier draft of it is being delivered."))
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
            found = _plan(desk, gap, existing, plans.values())
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


def _is_dealt_with(draft: Existing) -> bool:
    """Whether a person has decided about a draft, or made it their own."""
    return draft.edited or draft.state not in {"proposed", "superseded"}


def _plan(
    desk: Desk, gap: Gap, existing: Sequence[Existing], plans: Iterable[Plan]
) -> Plan | Declined:
    if gap.kind in {GapKind.REPLY_OWED, GapKind.COMPLAINT_UNACKNOWLEDGED}:
        return plan_reply(desk, gap)
    if gap.kind is GapKind.REPLY_AWAITED:
        return plan_nudge(desk, gap, existing)
    if gap.kind is GapKind.PROMISE_THEIRS_OVERDUE:
        return plan_promise_nudge(desk, gap, existing)
    if gap.kind is GapKind.MET_NO_RECAP:
        return plan_recap(desk, gap)
    return plan_check_in(desk, gap, plans)


def _order(findings: Findings, drafts: Iterable[Draft]) -> list[Draft]:
    """In the order of the gaps: severity first."""
    rank = {gap.id: at for at, gap in enumerate(findings.gaps)}
    return sorted(drafts, key=lambda d: (rank.get(d.gap_id or "", len(rank)), d.id))
