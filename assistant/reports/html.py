"""The daily report as HTML that mail programs show: one column, styles in place, nothing remote.

No image, no script, no font, no link but to the owner's own page. Colours are given in pairs of ink
and paper and again for dark mode, so that a program that inverts them, one that reads the style
sheet and one that reads neither all show something legible. Without any style it reads from top to
bottom as a plain page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from assistant.reports.sheet import lay_out
from assistant.reports.templates import make_environment, render_template
from assistant.reports.values import make_values

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.reports.daily import DailyReport

TEMPLATE = "report/daily.html"

#: Mail programs make links of whatever looks like an address. A break of no width behind the dot
#: or the slashes of a stranger's text keeps it text, and lets it wrap.
_LINKISH = re.compile(r"(?<=\w)[.@\u3002\uff0e\uff61\uff20](?=\w)|(?<=:)//")
_NO_WIDTH = "&#8203;"

_SANS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace"

INK, PAPER, QUIET, LINE, WASH = "#1c2128", "#ffffff", "#57606a", "#d8dee4", "#f6f8fa"
#: Severities on white, at least 4.5:1; the words say it too.
MARKS = {"critical": "#b3261e", "late": "#8a5300", "due": "#0b5cad", "watch": "#57606a"}

#: What stands in `style` attributes, by what it is for. No double quotes.
STYLES = {
    "body": f"margin:0;padding:0;background-color:{PAPER};color:{INK}",
    "preheader": "display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;"
    f"line-height:1px;opacity:0;color:{PAPER}",
    "outer": f"border-collapse:collapse;background-color:{PAPER}",
    "column": "border-collapse:collapse;table-layout:fixed;max-width:600px;margin:0 auto",
    "cell": f"padding:24px 20px 28px;text-align:left;background-color:{PAPER};color:{INK};"
    f"font-family:{_SANS};font-size:16px;line-height:1.5;word-break:break-word;"
    "overflow-wrap:anywhere",
    "h1": f"margin:0 0 4px;font-size:22px;line-height:1.25;font-weight:600;color:{INK}",
    "h2": f"margin:32px 0 4px;padding:0 0 6px;border-bottom:1px solid {LINE};font-size:14px;"
    "line-height:1.4;font-weight:700;letter-spacing:0.04em;text-transform:uppercase",
    "h3": f"margin:0 0 4px;font-size:16px;line-height:1.4;font-weight:600;color:{INK}",
    "h4": f"margin:14px 0 2px;font-size:14px;line-height:1.4;font-weight:600;color:{QUIET}",
    "p": "margin:0 0 6px",
    "meta": f"margin:0 0 6px;font-size:13px;line-height:1.45;color:{QUIET}",
    "kind": f"margin:0 0 4px;font-size:14px;line-height:1.45;color:{QUIET}",
    "summary": "margin:16px 0 0;font-weight:600",
    "trouble": "margin:18px 0 0;padding:12px 14px;border-left:4px solid #8a5300;"
    f"background-color:#fff8e5;color:{INK}",
    "alert": "margin:0 0 6px",
    "matter": "margin:16px 0 0;padding:0 0 0 14px;border-left:3px solid",
    "quote": f"margin:0 0 6px;padding:0;font-style:italic;color:{QUIET}",
    "next": "margin:0 0 6px",
    "row": f"margin:0;padding:7px 0;border-bottom:1px solid {LINE}",
    "link": "color:#0b5cad;text-decoration:underline",
    "code": f"font-family:{_MONO};font-size:13px;background-color:{WASH};color:{INK}",
    "foot": f"margin:32px 0 0;padding:12px 0 0;border-top:1px solid {LINE};font-size:13px;"
    f"line-height:1.6;color:{QUIET}",
}  # fmt: skip


def escape_html(text: str) -> Markup:
    """One folded line as HTML text in which a mail program finds no address to link."""
    return Markup(_LINKISH.sub(rf"\g<0>{_NO_WIDTH}", str(escape(text))))  # noqa: S704


def render_html(
    report: DailyReport,
    *,
    everything: bool = False,
    templates: Path | None = None,
    page: str | None = None,
) -> str:
    """The report as one HTML document; ends with a newline.

    Args:
        report: From `build_daily`.
        everything: Every gap in full, however many and however old.
        templates: The owner's folder of templates, whose `report/daily.html` wins if it is there.
        page: Base address of the page, for links; None: no links at all.

    Raises:
        TemplateBroken: the owner's template cannot be rendered.
    """
    values = make_values(lay_out(report, everything=everything), escape_html, page=page)
    environment = make_environment(autoescape=True)
    styled = {**values, "css": STYLES, "marks": MARKS}
    return render_template(environment, TEMPLATE, styled, templates=templates)
