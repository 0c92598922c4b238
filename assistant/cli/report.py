"""`report daily`: the gap report on the terminal, as a page or as JSON, and by mail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.common import (
    PARTLY_DONE,
    TRY_AGAIN,
    as_of_option,
    example,
    json_option,
    now,
    opened,
    parse_as_of,
)
from assistant.cli.listing import Listing
from assistant.cli.printing import complain, print_json, say_painted, talk, terminal_width
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from assistant.reports.daily import DailyReport
    from assistant.reports.mailing import MailResult

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
    "rapport report daily --format html --output report.html",
    "rapport report daily --mail",
)
@report.command("daily")
@json_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    default="text",
    show_default=True,
    help="How it is written down.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Into a file, not on stdout."
)
@as_of_option
@click.option("--all", "everything", is_flag=True, help="Every gap in full, however many or old.")
@click.option(
    "--mail", is_flag=True, help="Mail it to your own first address, once a day, and print nothing."
)
@click.option("--again", is_flag=True, help="With --mail: although today's was mailed already.")
@click.pass_obj
def daily(
    home: Path | None,
    as_json: bool,
    form: str,
    output: Path | None,
    as_of: str | None,
    everything: bool,
    mail: bool,
    again: bool,
) -> int:
    """What was read, what waits, what is late, which drafts are ready.

    Exit status 3 when a source could not be read: the report says which. With --mail 1 when the
    mail was refused or nobody knows whether it was taken, 75 when it can be tried again.
    """
    from assistant.reports.daily import daily_json
    from assistant.reports.forms import ReportForm, render_report

    if mail or again:
        if not mail or as_json or output or as_of or everything or form != "text":
            raise WrongUsage(
                "--mail mails the report of this moment in its own form: it goes with --again only, "
                "and --again only with it."
            )
        return _mail(home, again=again)
    form = "json" if as_json else form
    with opened(home) as app:
        built = app.daily_report(parse_as_of(as_of, app))
        templates, page = app.config.templates, app.config.report.page
    if output is None and form == "text":
        print_report(built, everything=everything, templates=templates)
    elif output is None and form == "json":
        print_json(daily_json(built))
    else:
        text = render_report(
            built, ReportForm(form), everything=everything, templates=templates, page=page
        )
        if output is None:
            # Escaped for its form already; a page is to be piped as it is.
            click.echo(text, nl=False)
        else:
            write_file(output, text)
            talk(f"Written to {output}.")
    return PARTLY_DONE if built.failed else 0


def _mail(home: Path | None, *, again: bool) -> int:
    with opened(home) as app:
        result = app.mail_report(now(), by_hand=True, again=again)
    return tell_mail(result)


def tell_mail(result: MailResult) -> int:
    """Say what became of the mail, on stderr; the exit status of it."""
    from assistant.reports.mailing import MailOutcome

    if not result.wrong:
        talk(result.sentence)
        return 0
    complain(result.sentence)
    return TRY_AGAIN if result.outcome is MailOutcome.LATER else 1


def write_file(path: Path, text: str) -> None:
    """The report as a file that only its owner reads, the old one or the new one, never half.

    Raises:
        WrongUsage: the file cannot be written there.
    """
    import os
    import tempfile

    path = path.expanduser().absolute()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WrongUsage(f"{path} cannot be written: {error.strerror}.") from error


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
