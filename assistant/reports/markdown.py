"""The daily report as CommonMark.

Whatever came from outside is escaped so that it stays text: no link, no HTML, no heading, and no
address that a renderer would turn into a link by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.reports.sheet import lay_out
from assistant.reports.templates import make_environment, render_template
from assistant.reports.values import make_values

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.reports.daily import DailyReport

TEMPLATE = "report/daily.md"

#: These mean something anywhere in a line of CommonMark, or of the dialects around it (strike,
#: table, math, mention, emoji).
_ANYWHERE = re.compile(r"[\\`*_\[\]<>~|#$@^{}]|&(?=[#\w])")
#: An address that GitHub's dialect makes a link of without being asked.
_SCHEME = re.compile(r":(?=/)")
_WWW = re.compile(r"\b(www)\.", re.IGNORECASE)
#: Where a line begins: bullets, numbers, rules and underlines of headings.
_BEGIN = re.compile(r"(?=[-+=])")
_NUMBER = re.compile(r"(\d{1,9})([.)])")


def escape_markdown(text: str) -> str:
    """One folded line as text that every CommonMark renderer shows as it is.

    Source: CommonMark 0.31.2, 2.4: any ASCII punctuation may be escaped with a backslash.
    """
    escaped = _ANYWHERE.sub(r"\\\g<0>", text)
    escaped = _SCHEME.sub("\\\\:", escaped)
    escaped = _WWW.sub(r"\1\\.", escaped)
    escaped = _NUMBER.sub(r"\1\\\2", escaped, count=1) if _NUMBER.match(escaped) else escaped
    return "\\" + escaped if _BEGIN.match(escaped) else escaped


def render_markdown(
    report: DailyReport,
    *,
    everything: bool = False,
    templates: Path | None = None,
    page: str | None = None,
) -> str:
    """The report as CommonMark; ends with a newline.

    Args:
        report: From `build_daily`.
        everything: Every gap in full, however many and however old.
        templates: The owner's folder of templates, whose `report/daily.md` wins if it is there.
        page: Base address of the page, for links; None: no links at all.

    Raises:
        TemplateBroken: the owner's template cannot be rendered.
    """
    values = make_values(lay_out(report, everything=everything), escape_markdown, page=page)
    environment = make_environment(autoescape=False)
    return render_template(environment, TEMPLATE, values, templates=templates)
