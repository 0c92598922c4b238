"""Matters as blocks of the report: several gaps that one reply closes, told once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.insight.records import GapKind
from assistant.reports.lines import ID_LENGTH, cut, fold
from assistant.reports.wording import say_kind, say_who, short_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.insight.records import Gap, Severity
    from assistant.reports.daily import DailyReport

#: A quote shows what was said; who needs all of it opens the message.
QUOTE_WIDTH = 200


@dataclass(frozen=True, slots=True)
class Reference:
    """One gap or draft that a block speaks of.

    Attributes:
        id: In full, for links; ``""`` where nothing is to be linked.
        text: As `gap 3be37d3a` or `draft 874f71bc needs your words`.
    """

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One block of the report; several texts where it holds several gaps, the gravest first.

    Attributes:
        short: The gravest gap's shortened id.
        subject: ``""`` where the name says it already.
        quote: ``""`` where the reason holds it already.
    """

    severity: Severity
    explained: bool
    short: str
    who: str
    kind: str
    subject: str
    whys: tuple[str, ...]
    quote: str
    next_steps: tuple[str, ...]
    gaps: tuple[Reference, ...]
    drafts: tuple[Reference, ...]


def make_matter(report: DailyReport, gaps: Sequence[Gap], ids: Mapping[str, str]) -> Matter:
    """One block in words.

    Args:
        report: What they stand in.
        gaps: One or more that belong together, gravest first.
        ids: Gap id → as it is shown.
    """
    head = gaps[0]
    who = say_who(report.history, head)
    told = _leave_out_repeats(gaps)
    whys = _different(fold(gap.why) for gap in told)
    drafts = _different(report.drafts_of.get(gap.id) for gap in gaps)
    return Matter(
        severity=head.severity,
        explained=head.explained,
        short=ids[head.id],
        who=who,
        kind=say_kind(_name_giver(gaps)),
        # A gap of a whole client has its name for a subject: once is enough.
        subject="" if fold(head.subject) == who.split(", ")[-1] else fold(head.subject),
        whys=whys,
        quote=_quote(gaps, whys),
        next_steps=_different(fold(gap.next_step) for gap in told),
        gaps=tuple(Reference(gap.id, f"gap {ids[gap.id]}") for gap in gaps),
        drafts=tuple(_draft(report, draft) for draft in drafts if draft is not None),
    )


def _name_giver(gaps: Sequence[Gap]) -> Gap:
    """The gap whose kind names the block: a complaint before the answer it is owed."""
    complaints = (gap for gap in gaps if gap.kind is GapKind.COMPLAINT_UNACKNOWLEDGED)
    return next(complaints, gaps[0])


def _leave_out_repeats(gaps: Sequence[Gap]) -> list[Gap]:
    """Without answers owed to the very message that complains: that wait is told already."""
    complained = {gap.since for gap in gaps if gap.kind is GapKind.COMPLAINT_UNACKNOWLEDGED}
    return [
        gap for gap in gaps if gap.kind is not GapKind.REPLY_OWED or gap.since not in complained
    ]


def _different(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


def _quote(gaps: Sequence[Gap], whys: Sequence[str]) -> str:
    quotes = (one.quote for gap in gaps for one in gap.evidence if one.quote)
    quote = fold(next(quotes, ""))
    return "" if any(quote in why for why in whys) else cut(quote, QUOTE_WIDTH)


def _draft(report: DailyReport, draft: str) -> Reference:
    line = next((one for one in report.drafts if one.id == draft), None)
    text = f"draft {draft[:ID_LENGTH]}"
    if line is None:
        return Reference(draft, text)
    if line.delivered_at is not None:
        local = line.delivered_at.astimezone(ZoneInfo(report.zone))
        since = f"{short_day(local, report.as_of)} {local:%H:%M}"
        return Reference(draft, f"draft waiting in your mailbox since {since}")
    if line.state == "proposed":
        return Reference(draft, f"{text} {'needs your words' if line.blocked else 'ready'}")
    return Reference(draft, f"{text} {line.state}")
