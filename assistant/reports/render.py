"""The daily report as text for a terminal: lines of 78 columns, colour only where asked.

Whatever a stranger wrote is folded and escaped here, once, before it is placed in the template.
Which gaps there are and how bad they are is decided elsewhere.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.errors import RapportError
from assistant.insight.records import Severity
from assistant.reports.gap_lines import gap_block, gap_line
from assistant.reports.lines import cut, fold, short_ids, width_of, wrap
from assistant.reports.sections import (
    draft_groups,
    meeting_line,
    promise_lines,
    say_read,
    trouble_lines,
    unread_lines,
)
from assistant.reports.wording import say_as_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from assistant.insight.records import Gap
    from assistant.reports.daily import DailyReport

TEMPLATE = "report/daily.txt"
#: Room for a quoted mail's mark on a terminal of 80.
WIDTH = 78
#: Below this a table of drafts says nothing.
NARROWEST = 50
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


class TemplateBroken(RapportError):
    """The owner's template of the report cannot be rendered."""

    exit_code = 78

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be used: {reason}. Correct it, or delete it to use the packaged one."
        )


def plain(text: str, _style: str) -> str:
    """No colour at all."""
    return text


def render_daily(
    report: DailyReport,
    *,
    paint: Callable[[str, str], str] = plain,
    width: int = WIDTH,
    everything: bool = False,
    templates: Path | None = None,
) -> str:
    """The report as text; ends with a newline.

    Args:
        report: From `build_daily`.
        paint: Colours a text for the terminal; `plain` where there is none.
        width: Columns of a line; fewer than `NARROWEST` are not tried.
        everything: Every gap in full, however many there are.
        templates: The owner's folder of templates, whose `report/daily.txt` wins if it is there.

    Raises:
        TemplateBroken: the owner's template cannot be rendered.
    """
    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.globals.update(
        bold=lambda text: paint(text, "bold"),
        dim=lambda text: paint(text, "dim"),
        good=lambda text: paint(text, "good"),
        alert=lambda text: paint(text, "alert"),
        heading=lambda style, text: paint(text.upper(), style or "bold"),
    )
    context = _context(report, paint, width=max(NARROWEST, width), everything=everything)
    if templates is not None and (templates / TEMPLATE).is_file():
        path = templates / TEMPLATE
        try:
            return environment.from_string(path.read_text(encoding="utf-8")).render(context)
        except (jinja2.TemplateError, UnicodeDecodeError) as error:
            raise TemplateBroken(path, str(error)) from error
    source = (resources.files("templates") / TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(source).render(context)


def _context(
    report: DailyReport, paint: Callable[[str, str], str], *, width: int, everything: bool
) -> dict[str, Any]:
    zone = ZoneInfo(report.zone)
    local = report.as_of.astimezone(zone)
    ids = short_ids(gap.id for gap in report.gaps)
    full = everything or len(report.gaps) <= IN_FULL
    groups, unshown = _groups(report, ids, paint, width=width, full=full)
    return {
        "state": report.state,
        "never_looked": not report.sources,
        "title": cut(f"{fold(report.owner)} · {say_as_of(local)} ({report.zone})", width),
        "read": wrap(say_read(report, zone), width),
        "trouble": [wrap(line, width, first="! ", rest="  ") for line in trouble_lines(report)],
        "summary": _summary(report, paint, width=width),
        "groups": groups,
        "unshown": unshown,
        "has_gaps": bool(report.gaps),
        "has_gap_drafts": bool(report.drafts_of),
        "folded": not full,
        "meetings": [meeting_line(report, view, zone, width=width) for view in report.meetings],
        "promises": promise_lines(report, report.promises, zone, width=width),
        "ageing": promise_lines(report, report.ageing, zone, width=width),
        "drafts": draft_groups(report, width=width),
        "unread": unread_lines(report, width=width),
        "older": report.older,
        "horizon": report.history.goals.horizon_days,
        "dismissed": report.dismissed,
    }


def _summary(report: DailyReport, paint: Callable[[str, str], str], *, width: int) -> str:
    """Counts by severity and of drafts, as `6 critical · 4 late · 9 drafts, 5 need your words`."""
    parts = []
    for severity, title in TITLES.items():
        gaps = [gap for gap in report.gaps if gap.severity is severity]
        explained = sum(gap.explained for gap in gaps)
        if gaps:
            note = f" ({explained} explained)" if explained else ""
            parts.append((f"{len(gaps)} {title.lower()}", severity.value, note))
    if report.drafts:
        count = len(report.drafts)
        words = sum(bool(draft.blocked) for draft in report.drafts)
        need = f", {words} {'needs' if words == 1 else 'need'} your words" if words else ""
        parts.append((f"{count} draft{'s' if count != 1 else ''}", "bold", need))
    lines, used = "", 0
    for text, style, note in parts:
        size = width_of(text + note) + 3
        if used:
            lines, used = (lines + " · ", used) if used + size <= width else (lines + "\n", 0)
        lines, used = lines + paint(text, style) + note, used + size
    return lines


def _groups(
    report: DailyReport,
    ids: Mapping[str, str],
    paint: Callable[[str, str], str],
    *,
    width: int,
    full: bool,
) -> tuple[list[dict[str, Any]], int]:
    """Gaps by severity; and how many found no place at all."""
    groups, blocks, lines, unshown = [], 0, 0, 0
    for severity, title in TITLES.items():
        gaps = [gap for gap in report.gaps if gap.severity is severity]
        shown = []
        for gap in gaps:
            if full or (_grave(gap) and blocks < IN_FULL):
                text = gap_block(report, gap, short_id=ids[gap.id], paint=paint, width=width)
                blocks += 1
            elif lines < IN_LINES:
                text = gap_line(report, gap, short_id=ids[gap.id], width=width)
                lines += 1
            else:
                unshown += 1
                continue
            shown.append({"text": text, "block": "\n" in text})
        if gaps:
            name = f"{title} ({len(gaps)})"
            groups.append({"style": severity.value, "title": name, "gaps": shown})
    return groups, unshown


def _grave(gap: Gap) -> bool:
    return gap.severity in {Severity.CRITICAL, Severity.LATE}
