"""`report daily`: the gap report on the terminal or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.common import (
    PARTLY_DONE,
    as_of_option,
    escape_controls,
    json_option,
    opened,
    parse_as_of,
    print_json,
)

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


@click.group()
def report() -> None:
    """Reports for the day."""


@report.command("daily")
@json_option
@as_of_option
@click.pass_obj
def daily(home: Path | None, as_json: bool, as_of: str | None) -> int:
    """What was read, what waits, what is late, which drafts are ready.

    Exit status 3 when a source could not be read: the report says which.
    """
    from assistant.reports.daily import daily_json

    with opened(home) as app:
        built = app.daily_report(parse_as_of(as_of, app))
    if as_json:
        print_json(daily_json(built))
    else:
        print_report(built)
    return PARTLY_DONE if built.failed else 0


def print_report(built: DailyReport) -> None:
    """The report on stdout, coloured on a terminal."""
    from assistant.reports.render import render_daily

    click.echo(render_daily(built, paint=_paint), nl=False)


def _paint(text: str, style: str) -> str:
    return click.style(escape_controls(text), **STYLES[style])  # type: ignore[arg-type]
