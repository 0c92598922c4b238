"""The daily report as text for a terminal: lines of 78 columns, colour only where asked.

Which gaps there are, how bad they are and in which words they are said is decided elsewhere; here
the words of the sheet become lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.reports.gap_lines import gap_block, gap_line
from assistant.reports.lines import cut, pad, width_of, wrap
from assistant.reports.sheet import lay_out
from assistant.reports.templates import TemplateBroken, make_environment, render_template

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from assistant.reports.daily import DailyReport
    from assistant.reports.sections import DraftGroup, MeetingRow, PromiseRow, UnreadRow
    from assistant.reports.sheet import Count, Group, Hint, Sheet

__all__ = ["TEMPLATE", "WIDTH", "TemplateBroken", "plain", "render_daily"]

TEMPLATE = "report/daily.txt"
#: Room for a quoted mail's mark on a terminal of 80.
WIDTH = 78
#: Below this a table of drafts says nothing.
NARROWEST = 50
#: Columns of a recipient in the list of drafts, at most and beside the subject.
_TO_WIDTH = 24
_TO_LEAST = 8
#: What a draft's line needs besides: indent, id, kind, blanks, the begin of a subject.
_DRAFT_REST = 42


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
        everything: Every gap in full, however many and however old.
        templates: The owner's folder of templates, whose `report/daily.txt` wins if it is there.

    Raises:
        TemplateBroken: the owner's template cannot be rendered.
    """
    environment = make_environment(autoescape=False)
    environment.globals.update(
        bold=lambda text: paint(text, "bold"),
        dim=lambda text: paint(text, "dim"),
        good=lambda text: paint(text, "good"),
        alert=lambda text: paint(text, "alert"),
        heading=lambda style, text: paint(text.upper(), style or "bold"),
    )
    sheet = lay_out(report, everything=everything)
    context = _context(sheet, paint, width=max(NARROWEST, width))
    return render_template(environment, TEMPLATE, context, templates=templates)


def _context(sheet: Sheet, paint: Callable[[str, str], str], *, width: int) -> dict[str, Any]:
    return {
        "state": sheet.state,
        "never_looked": sheet.never_looked,
        "title": cut(sheet.title, width),
        "read": wrap(sheet.read, width),
        "trouble": [wrap(line, width, first="! ", rest="  ") for line in sheet.trouble],
        "summary": _summary(sheet.counts, paint, width=width),
        "groups": [_group(group, paint, width=width) for group in sheet.groups],
        "unshown": sheet.unshown,
        "meetings": [_meeting_line(row, width=width) for row in sheet.meetings],
        "promises": _promise_lines(sheet.promises, width=width),
        "ageing": _promise_lines(sheet.ageing, width=width),
        "drafts": _draft_groups(sheet.drafts, width=width),
        "unread": [_unread_line(row, width=width) for row in sheet.unread],
        "counted": sheet.counted,
        "hints": _hint_lines(sheet.hints),
    }


def _summary(counts: Sequence[Count], paint: Callable[[str, str], str], *, width: int) -> str:
    """Counts by severity and of drafts, broken between two of them."""
    lines, used = "", 0
    for count in counts:
        size = width_of(count.text + count.note) + 3
        if used:
            lines, used = (lines + " · ", used) if used + size <= width else (lines + "\n", 0)
        lines, used = lines + paint(count.text, count.style) + count.note, used + size
    return lines


def _group(group: Group, paint: Callable[[str, str], str], *, width: int) -> dict[str, Any]:
    blocks = [gap_block(matter, paint=paint, width=width) for matter in group.blocks]
    lines = [gap_line(matter, width=width) for matter in group.lines]
    return {"style": group.style, "title": group.title, "blocks": blocks, "lines": lines}


def _meeting_line(row: MeetingRow, *, width: int) -> str:
    """`09:00–10:00  Client: title`."""
    return f"  {row.time}  {cut(f'{row.client}: {row.title}', width - 15)}"


def _promise_lines(rows: Sequence[PromiseRow], *, width: int) -> list[str]:
    """`by Wed 25 Nov  Client: what was promised  (id)`, wrapped beside its date."""
    column = max((len(row.when) for row in rows), default=0)
    return [
        wrap(
            f"{row.client}: {row.what} ({row.short})",
            width,
            first=f"  {pad(row.when, column)}  ",
            rest=" " * (column + 4),
        )
        for row in rows
    ]


def _draft_groups(groups: Sequence[DraftGroup], *, width: int) -> list[dict[str, Any]]:
    most = max(_TO_LEAST, min(_TO_WIDTH, width - _DRAFT_REST))
    names = [cut(row.to, most) for group in groups for row in group.rows]
    column = max(map(width_of, names), default=0)
    found = []
    for group in groups:
        lines = []
        for row in group.rows:
            begin = f"    {row.short}  {pad(row.kind, 8)}  {pad(cut(row.to, most), column)}  "
            lines.append(begin + cut(row.subject, max(10, width - width_of(begin))))
        found.append({"title": group.title, "lines": lines})
    return found


def _unread_line(row: UnreadRow, *, width: int) -> str:
    """`2 in German, the last: “Neue Anschrift” from Annika Pohl`."""
    return cut(f"  {row.count}: “{row.subject}” from {row.sender}", width)


def _hint_lines(hints: Sequence[Hint]) -> list[str]:
    column = max((len(hint.label) for hint in hints), default=0)
    return [f"{pad(hint.label, column)} {hint.command}" for hint in hints]
