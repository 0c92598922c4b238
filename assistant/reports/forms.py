"""One report in the form that is asked for."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.reports.daily import daily_json
from assistant.reports.html import render_html
from assistant.reports.lines import escape_controls
from assistant.reports.markdown import render_markdown
from assistant.reports.render import render_daily

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.reports.daily import DailyReport


class ReportForm(StrEnum):
    """How a report is written down."""

    TEXT = "text"  #: lines of 78 columns
    MARKDOWN = "markdown"  #: CommonMark
    HTML = "html"  #: one document for mail programs and browsers
    JSON = "json"  #: the contract of docs/json.md


def render_report(
    report: DailyReport,
    form: ReportForm,
    *,
    everything: bool = False,
    templates: Path | None = None,
    page: str | None = None,
) -> str:
    """The report as one text that ends with a newline, without colours.

    Args:
        report: From `build_daily`.
        form: Which one; the JSON has every gap in full anyway.
        everything: Every gap in full, however many and however old.
        templates: The owner's folder of templates, or None.
        page: Base address of the page, for links; None: no links.

    Raises:
        TemplateBroken: the owner's template cannot be rendered.
    """
    if form is ReportForm.JSON:
        text = json.dumps(daily_json(report), ensure_ascii=False, indent=2)
        return escape_controls(text, json_text=True) + "\n"
    if form is ReportForm.TEXT:
        return render_daily(report, everything=everything, templates=templates)
    render = render_html if form is ReportForm.HTML else render_markdown
    return render(report, everything=everything, templates=templates, page=page)
