"""One gap as text: a block that says everything, or one line of a long list."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.reports.lines import ID_LENGTH, cut, fold, pad, width_of, wrap
from assistant.reports.wording import say_kind, say_who, short_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.insight.records import Gap
    from assistant.reports.daily import DailyReport

#: A quote shows what was said; who needs all of it opens the message.
QUOTE_WIDTH = 200
#: A name is not cut below this, however narrow the terminal.
_WHO_LEAST = 16


def gap_block(
    report: DailyReport,
    gap: Gap,
    *,
    short_id: str,
    paint: Callable[[str, str], str],
    width: int,
) -> str:
    """Who · what kind · subject, why, quote, next step, and under which id; several lines."""
    lines = [
        _heading(report, gap, paint, width),
        wrap(fold(gap.why), width, first="    "),
        *_quote(gap, width),
        wrap(fold(gap.next_step), width, first="    → ", rest="      "),
        paint(f"    {_reference(report, gap, short_id)}", "dim"),
    ]
    return "\n".join(lines)


def gap_line(report: DailyReport, gap: Gap, *, short_id: str, width: int) -> str:
    """Id, who, what kind and subject in one line."""
    who, kind = say_who(report.history, gap), say_kind(gap)
    text = " · ".join(part for part in (who, kind, fold(gap.subject)) if part)
    return f"  {pad(short_id, 8)}  {cut(text, width - 12)}"


def _heading(report: DailyReport, gap: Gap, paint: Callable[[str, str], str], width: int) -> str:
    """The subject stands on the first line where there is room, else on one of its own."""
    kind = say_kind(gap)
    who = cut(say_who(report.history, gap), max(_WHO_LEAST, width - len(kind) - 5))
    # A gap of a whole client has its name for a subject: once is enough.
    subject = (
        "" if fold(gap.subject) == say_who(report.history, gap).split(", ")[-1] else gap.subject
    )
    subject = fold(subject)
    used = 2 + width_of(who) + 3 + len(kind)
    first = f"  {paint(who, 'bold')} · {kind}"
    if not subject:
        return first
    if used + 3 + width_of(subject) <= width:
        return f"{first} · {subject}"
    return f"{first}\n  {cut(subject, width - 2)}"


def _quote(gap: Gap, width: int) -> list[str]:
    quote = next((one.quote for one in gap.evidence if one.quote), None)
    if not quote or fold(quote) in fold(gap.why):
        return []
    return [wrap(f"“{cut(fold(quote), QUOTE_WIDTH)}”", width, first="    ", rest="     ")]


def _reference(report: DailyReport, gap: Gap, short_id: str) -> str:
    draft = report.drafts_of.get(gap.id)
    if draft is None:
        return f"gap {short_id}"
    line = next((one for one in report.drafts if one.id == draft), None)
    reference = f"gap {short_id} · draft {draft[:ID_LENGTH]}"
    if line is None:
        return reference
    if line.delivered_at is not None:
        local = line.delivered_at.astimezone(ZoneInfo(report.zone))
        since = f"{short_day(local, report.as_of)} {local:%H:%M}"
        return f"gap {short_id} · draft waiting in your mailbox since {since}"
    if line.state == "proposed":
        return f"{reference} {'needs your words' if line.blocked else 'ready'}"
    return f"{reference} {line.state}"
