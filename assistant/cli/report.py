"""`report daily`: the gap report on the terminal or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.common import (
    PARTLY_DONE,
    as_of_option,
    example,
    json_option,
    opened,
    parse_as_of,
)
from assistant.cli.listing import Listing
from assistant.cli.printing import print_json, say_painted, terminal_width

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.reports.daily import DailyReport

STYLES: dict[str, dict[str, object]] = {
    "bold": {"bold": True},
    "dim": {"dim": True},
    "good": {"fg": "green"},
    "alert": {"fg": "yellow"},
    "critical": {"fg": "red", "bold": True},
    "late": {"fg": "yellow", "bold": True},
    "due": {"fg": "cyan", "bold": True},
    "watch": {"fg": "blue", "bold": True},
}


@example("rapport report")
@click.group(cls=Listing, default="daily")
def report() -> None:
    """The daily gap report; `rapport report` alone prints it."""


@example(
    "rapport report daily",
    "rapport report daily --as-of 2026-11-19T16:00",
    "rapport report daily --json",
)
@report.command("daily")
@json_option
@as_of_option
@click.option("--all", "everything", is_flag=True, help="Every gap in full, however many.")
@click.pass_obj
def daily(home: Path | None, as_json: bool, as_of: str | None, everything: bool) -> int:
    """What was read, what waits, what is late, which drafts are ready.

    Exit status 3 when a source could not be read: the report says which.
    """
    from assistant.reports.daily import daily_json

    with opened(home) as app:
        built = app.daily_report(parse_as_of(as_of, app))
        templates = app.config.templates
    if as_json:
        print_json(daily_json(built))
    else:
        print_report(built, everything=everything, templates=templates)
    return PARTLY_DONE if built.failed else 0


def print_report(
    built: DailyReport, *, everything: bool = False, templates: Path | None = None
) -> None:
    """The report on stdout, coloured on a terminal."""
    from assistant.reports.render import WIDTH, render_daily

    width = min(WIDTH, terminal_width() or WIDTH)
    text = render_daily(
        built, paint=_paint, width=width, everything=everything, templates=templates
    )
    say_painted(text)


def _paint(text: str, style: str) -> str:
    return click.style(text, **STYLES[style])  # type: ignore[arg-type]
