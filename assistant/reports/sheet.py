"""The daily report laid out: what stands where, in which words, before any form is chosen.

The text, the HTML and the Markdown are made from one `Sheet`, so they say the same. Every text in
it is one line, folded, with what a terminal would obey shown as an escape; a form only escapes what
it must of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.insight.matters import join_matters
from assistant.insight.records import GapKind, Severity
from assistant.reports.languages import say_language
from assistant.reports.lines import fold, short_ids
from assistant.reports.matters import Matter, make_matter
from assistant.reports.sections import (
    DraftGroup,
    MeetingRow,
    PromiseRow,
    UnreadRow,
    group_drafts,
    meeting_rows,
    promise_rows,
    say_read,
    trouble_lines,
    unread_rows,
)
from assistant.reports.wording import say_as_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.insight.records import Gap
    from assistant.reports.daily import DailyReport

#: More gaps than this are not read at a glance: the rest gets a line each.
IN_FULL = 25
#: And more lines than this are a list, not a report.
IN_LINES = 40

TITLES = {
    Severity.CRITICAL: "Critical",
    Severity.LATE: "Late",
    Severity.DUE: "Due",
    Severity.WATCH: "To watch",
}

_GRAVE = frozenset({Severity.CRITICAL, Severity.LATE})
_OVERDUE = frozenset({GapKind.PROMISE_OVERDUE, GapKind.PROMISE_THEIRS_OVERDUE})


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of the summary: `4 to watch`, how it is coloured, ` (1 explained)`."""

    text: str
    style: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The matters of one severity: those in full, then those that get a line each."""

    style: str
    title: str
    blocks: tuple[Matter, ...]
    lines: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """What can be done next on the command line."""

    label: str
    command: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole report in words.

    Attributes:
        state: ``gaps``, ``clear`` or ``nothing read``, as in `DailyReport`.
        never_looked: No source was ever read.
        trouble: What failed or was cut short; stands above everything else.
        unshown: How many matters found no place at all.
        folded: Some matters got a line only.
        old_promises: Promises that are overdue for longer than the horizon, folded away.
    """

    owner: str
    day: str
    zone: str
    state: str
    never_looked: bool
    read: str
    trouble: tuple[str, ...]
    counts: tuple[Count, ...]
    groups: tuple[Group, ...]
    unshown: int
    folded: bool
    meetings: tuple[MeetingRow, ...]
    promises: tuple[PromiseRow, ...]
    ageing: tuple[PromiseRow, ...]
    drafts: tuple[DraftGroup, ...]
    unread: tuple[UnreadRow, ...]
    counted: tuple[str, ...]
    hints: tuple[Hint, ...]

    @property
    def title(self) -> str:
        """`Marta Nowak · Thursday 19 November 2026, 16:00 (Europe/Warsaw)`."""
        return f"{self.owner} · {self.day} ({self.zone})"

    @property
    def summary(self) -> str:
        """`6 critical · 4 late · 9 drafts, 5 need your words`; empty where nothing waits."""
        return " · ".join(count.text + count.note for count in self.counts)


def lay_out(report: DailyReport, *, everything: bool = False) -> Sheet:
    """The report as a sheet.

    Args:
        report: From `build_daily`.
        everything: Every gap in full, however many and however old.
    """
    zone = ZoneInfo(report.zone)
    shown, old = split_old_promises(report)
    gaps = report.gaps if everything else shown
    ids = short_ids(gap.id for gap in report.gaps)
    matters = [make_matter(report, together, ids) for together in join_matters(gaps)]
    full = everything or len(matters) <= IN_FULL
    groups, unshown = _groups(matters, full=full)
    return Sheet(
        owner=fold(report.owner),
        day=say_as_of(report.as_of.astimezone(zone)),
        zone=report.zone,
        state=report.state,
        never_looked=not any(source.is_begun for source in report.sources),
        read=say_read(report, zone),
        trouble=tuple(trouble_lines(report)),
        counts=_counts(report, matters),
        groups=groups,
        unshown=unshown,
        folded=not full,
        meetings=meeting_rows(report, zone),
        promises=promise_rows(report, report.promises, zone),
        ageing=promise_rows(report, report.ageing, zone),
        drafts=group_drafts(report),
        unread=unread_rows(report),
        counted=_counted(report, 0 if everything else len(old)),
        hints=_hints(report, matters, full=full),
    )


def split_old_promises(report: DailyReport) -> tuple[tuple[Gap, ...], tuple[Gap, ...]]:
    """The gaps of today's report, and the promises that are overdue for longer than the horizon.

    A wait and a meeting that old are folded by the rules. A promise stays a gap, because it is still
    owed; but what nobody did for three months is no news of this morning.
    """
    before = report.as_of - timedelta(days=report.history.goals.horizon_days)
    old = tuple(gap for gap in report.gaps if gap.kind in _OVERDUE and gap.since < before)
    hidden = {gap.id for gap in old}
    return tuple(gap for gap in report.gaps if gap.id not in hidden), old


def _groups(matters: Sequence[Matter], *, full: bool) -> tuple[tuple[Group, ...], int]:
    """Matters by severity; and how many found no place at all."""
    groups, blocks, lines, unshown = [], 0, 0, 0
    for severity, title in TITLES.items():
        members = [matter for matter in matters if matter.severity is severity]
        in_full, in_lines = [], []
        for matter in members:
            if full or (severity in _GRAVE and blocks < IN_FULL):
                in_full.append(matter)
                blocks += 1
            elif lines < IN_LINES:
                in_lines.append(matter)
                lines += 1
            else:
                unshown += 1
        if members:
            name = f"{title} ({len(members)})"
            groups.append(Group(severity.value, name, tuple(in_full), tuple(in_lines)))
    return tuple(groups), unshown


def _counts(report: DailyReport, matters: Sequence[Matter]) -> tuple[Count, ...]:
    counts = []
    for severity, title in TITLES.items():
        members = [matter for matter in matters if matter.severity is severity]
        explained = sum(matter.explained for matter in members)
        note = f" ({explained} explained)" if explained else ""
        if members:
            counts.append(Count(f"{len(members)} {title.lower()}", severity.value, note))
    if report.drafts:
        words = sum(bool(draft.blocked) for draft in report.drafts)
        need = f", {words} {'needs' if words == 1 else 'need'} your words" if words else ""
        counts.append(Count(_number(len(report.drafts), "draft", "drafts"), "bold", need))
    return tuple(counts)


def _counted(report: DailyReport, old_promises: int) -> tuple[str, ...]:
    """What is not shown, counted."""
    days = report.history.goals.horizon_days
    lines = []
    if report.older:
        waits = _number(report.older, "wait or meeting", "waits and meetings")
        lines.append(f"{waits} older than {days} days folded away.")
    if old_promises:
        promises = _number(old_promises, "promise", "promises")
        lines.append(
            f"{promises} overdue for more than {days} days folded away: rapport report daily --all"
        )
    if report.simply_read:
        languages = ", ".join(
            f"{len(one.messages)} in {say_language(one.language)}" for one in report.simply_read
        )
        lines.append(f"Read by simple rules, which see plain cases only: {languages}.")
    if report.dismissed:
        lines.append(f"{report.dismissed} dismissed: rapport gaps --dismissed")
    return tuple(lines)


def _hints(report: DailyReport, matters: Sequence[Matter], *, full: bool) -> tuple[Hint, ...]:
    if not matters:
        return ()
    hints = [Hint("More about a gap:", "rapport gaps show ID")]
    if not full:
        hints.append(Hint("Every gap in full:", "rapport report daily --all"))
    if report.drafts_of:
        hints.append(Hint("Its draft:", "rapport drafts show ID"))
    hints.append(Hint("Not a gap:", "rapport gaps dismiss ID --reason TEXT"))
    return tuple(hints)


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
