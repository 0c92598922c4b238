"""The daily report as text for a terminal: lines of at most 78 columns, colour only where asked."""

from __future__ import annotations

import textwrap
from datetime import date, datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import jinja2

from assistant.insight.records import GapKind, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.insight.records import Gap, Promise
    from assistant.reports.daily import DailyReport
    from assistant.store.sources import Source

WIDTH = 78


TITLES = {
    Severity.CRITICAL: "Critical",
    Severity.LATE: "Late",
    Severity.DUE: "Due",
    Severity.WATCH: "Watch",
}

KINDS = {
    GapKind.REPLY_OWED: "waits for your answer",
    GapKind.REPLY_AWAITED: "has not answered you",
    GapKind.PROMISE_DUE: "your promise is due",
    GapKind.PROMISE_OVERDUE: "your promise is overdue",
    GapKind.PROMISE_THEIRS_OVERDUE: "their promise is overdue",
    GapKind.COMPLAINT_UNACKNOWLEDGED: "complaint without an answer",
    GapKind.GONE_QUIET: "has gone quiet",
    GapKind.CADENCE_MISSED: "agreed contact missed",
    GapKind.MET_NO_RECAP: "meeting without a recap",
    GapKind.INVITATION_UNANSWERED: "invitation without your answer",
    GapKind.RECAP_UNCONFIRMED: "recap not confirmed",
}

DRAFT_KINDS = {"reply": "answer", "nudge": "reminder", "recap": "recap"}


def plain(text: str, _style: str) -> str:
    """No colour at all."""
    return text


def render_daily(report: DailyReport, *, paint: Callable[[str, str], str] = plain) -> str:
    """The report as text; ends with a newline.

    Args:
        report: From `build_daily`.
        paint: Colours a text for the terminal; `plain` where there is none.
    """
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - plain text
    )
    environment.filters["indented"] = _indented
    environment.globals.update(
        bold=lambda text: paint(text, "bold"),
        dim=lambda text: paint(text, "dim"),
        good=lambda text: paint(text, "good"),
        alert=lambda text: paint(text, "alert"),
        heading=lambda severity, text: paint(text.upper(), str(severity) or "bold"),
    )
    source = (resources.files("templates") / "report" / "daily.txt").read_text(encoding="utf-8")
    return environment.from_string(source).render(_context(report))


def _context(report: DailyReport) -> dict[str, Any]:
    zone = ZoneInfo(report.zone)
    return {
        "report": report,
        "title": _title(report, zone),
        "read": textwrap.fill(_read(report, zone), WIDTH),
        "trouble": _trouble(report),
        "first_step": "Run `rapport doctor` to see which source gave nothing and why.",
        "groups": _groups(report),
        "meetings": [_meeting_line(report, view, zone) for view in report.meetings],
        "promises": [_promise_line(report, promise, zone) for promise in report.promises],
        "ageing": [_promise_line(report, promise, zone) for promise in report.ageing],
        "drafts": _draft_lines(report),
        "unread": [
            f"{len(unread.messages)} × {unread.language}: "
            f"rapport message show {unread.messages[-1]}"
            for unread in report.unread
        ],
        "horizon": report.history.goals.horizon_days,
    }


def _title(report: DailyReport, zone: ZoneInfo) -> str:
    local = report.as_of.astimezone(zone)
    return f"{report.owner} · {local:%A} {long_day(local)}, {local:%H:%M} ({report.zone})"


def _read(report: DailyReport, zone: ZoneInfo) -> str:
    parts = [
        _kind_read([one for one in report.sources if one.kind == kind], noun, zone, report.as_of)
        for kind, noun in (("mail", "message"), ("calendar", "event"))
    ]
    return "Read: " + "; ".join(parts) + "."


def _kind_read(sources: list[Source], noun: str, zone: ZoneInfo, as_of: datetime) -> str:
    if not sources:
        return f"no {'mailbox' if noun == 'message' else 'calendar'}"
    count = sum(source.items for source in sources)
    if count == 0:
        return f"0 {noun}s"
    first = min(source.from_at for source in sources if source.from_at)
    last = max(source.to_at for source in sources if source.to_at)
    text = f"{count:,} {noun}{'s' if count != 1 else ''} from "
    text += (
        f"{short_day(first.astimezone(zone), as_of)} to {short_day(last.astimezone(zone), as_of)}"
    )
    successes = [source.last_success_at for source in sources if source.last_success_at]
    if successes and min(successes) < as_of - timedelta(hours=12):
        oldest = min(successes).astimezone(zone)
        text += f", last looked at {short_day(oldest, as_of)} {oldest:%H:%M}"
    return text


def _trouble(report: DailyReport) -> list[str]:
    lines = [textwrap.fill(text, WIDTH, subsequent_indent="  ") for text in report.failed]
    unfinished = [one for one in report.sources if not one.complete and not one.error]
    lines.extend(
        f"'{source.collection}' was not read to its end; run `rapport sync` to go on."
        for source in unfinished
    )
    if report.problems:
        noun = "problem" if report.problems == 1 else "problems"
        lines.append(f"{report.problems} {noun} with single items: rapport doctor")
    return lines


def _groups(report: DailyReport) -> list[dict[str, Any]]:
    groups = []
    for severity, title in TITLES.items():
        gaps = [gap for gap in report.gaps if gap.severity is severity]
        if gaps:
            lines = [_gap_lines(report, gap) for gap in gaps]
            groups.append({"severity": severity.value, "title": title, "gaps": lines})
    return groups


def _gap_lines(report: DailyReport, gap: Gap) -> dict[str, str]:
    quote = next((one.quote for one in gap.evidence if one.quote), None)
    draft = report.drafts_of.get(gap.id)
    references = [f"gap {gap.id}"]
    message = next((one.message_id for one in gap.evidence if one.message_id), None)
    if draft:
        references.append(f"draft ready: rapport drafts show {draft}")
    elif message:
        references.append(f"rapport message show {message}")
    return {
        "who": _who(report, gap),
        "kind": KINDS[gap.kind],
        "subject": gap.subject,
        "why": gap.why,
        "quote": f"“{textwrap.shorten(quote, 200, placeholder=' …')}”" if quote else "",
        "next_step": gap.next_step,
        "reference": " · ".join(references),
    }


def _who(report: DailyReport, gap: Gap) -> str:
    people = [report.history.people[one] for one in gap.people if one in report.history.people]
    client = report.history.clients.get(gap.client) if gap.client else None
    organisation = client.name if client else "Prospect"
    if len(people) == 1:
        return f"{people[0].name or people[0].address}, {organisation}"
    if not client and gap.people:
        return f"{gap.people[0]}, {organisation}"
    return organisation


def _meeting_line(report: DailyReport, view: Any, zone: ZoneInfo) -> str:
    meeting = view.meeting
    start, end = meeting.start_at.astimezone(zone), meeting.end_at.astimezone(zone)
    client = report.history.clients[view.client].name
    return f"{start:%H:%M}–{end:%H:%M}  {client}: {meeting.summary}"


def _promise_line(report: DailyReport, promise: Promise, zone: ZoneInfo) -> str:
    client = report.history.clients.get(promise.client or "")
    name = client.name if client else promise.creditor or ""
    if promise.due is None or promise.due.to_at is None:
        said = promise.said_at.astimezone(zone)
        when = f"since {short_day(said, report.as_of)}"
    else:
        last = (promise.due.to_at - timedelta(seconds=1)).astimezone(zone)
        when = f"by {last:%a} {short_day(last, report.as_of)}"
    content = textwrap.shorten(promise.content, 60, placeholder=" …")
    return f"{when:<18} {name}: {content}  ({promise.id})"


def _draft_lines(report: DailyReport) -> list[str]:
    lines = []
    for draft in report.drafts:
        kind = DRAFT_KINDS.get(draft.kind, draft.kind)
        state = "" if draft.state == "proposed" else f" [{draft.state}]"
        subject = textwrap.shorten(draft.subject, 44, placeholder=" …")
        lines.append(f"{draft.id}  {kind} to {', '.join(draft.to)}: {subject}{state}")
    return lines


def long_day(value: date) -> str:
    """`19 November 2026`."""
    return f"{value.day} {value:%B %Y}"


def short_day(value: date, as_of: datetime) -> str:
    """`19 Nov`, with the year only where it is another."""
    year = "" if value.year == as_of.year else f" {value.year}"
    return f"{value.day} {value:%b}{year}"


def _indented(text: str, first: str = "    ", rest: str | None = None) -> str:
    rest = first if rest is None else rest
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=rest)
