"""`demo`, `run`, `sync` and `deliver`: what reads, judges, drafts and hands over."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.common import (
    PARTLY_DONE,
    Progress,
    as_of_option,
    complain,
    json_option,
    now,
    opened,
    parse_as_of,
    print_json,
    resolve_home,
    say,
    talk,
)
from assistant.cli.setup import SeveralValues, create_home
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.pipeline import RunResult


@click.command()
@json_option
@as_of_option
@click.pass_obj
def run(home: Path | None, as_json: bool, as_of: str | None) -> int:
    """Read what is new, find gaps, draft, and deliver what is approved and past its hold.

    Safe to repeat and to interrupt: a run goes on where the last one stopped. Exit status 3 when
    a source could not be read, 5 when another process is at work in this home.
    """
    progress = Progress()
    with opened(home) as app:
        result = app.run(now=parse_as_of(as_of, app), clock=now, progress=progress)
    progress.clear()
    return _tell(result, as_json)


@click.command()
@json_option
@click.option(
    "--accept-empty",
    is_flag=True,
    help="A mailbox or calendar that is suddenly empty or cut off was made so on purpose.",
)
@click.pass_obj
def sync(home: Path | None, as_json: bool, accept_empty: bool) -> int:
    """Only read what is new in mailboxes and calendars."""
    progress = Progress()
    with opened(home) as app:
        result = app.sync(now=now(), progress=progress, accept_empty=accept_empty)
    progress.clear()
    return _tell(result, as_json)


@click.command()
@json_option
@click.option("--wait", is_flag=True, help="Wait until the holds of approved drafts are over.")
@click.pass_obj
def deliver(home: Path | None, as_json: bool, wait: bool) -> int:
    """Deliver what is approved and past its hold; nothing else."""
    with opened(home) as app:
        if wait:
            _wait_for_holds(app)
        result = app.deliver(clock=now)
    return _tell(result, as_json)


def _wait_for_holds(app: App) -> None:
    due = app.desk.next_delivery_at()
    if due is None:
        return
    seconds = (due - now()).total_seconds()
    if seconds > 0:
        talk(f"Waiting {seconds:.0f} s until the last hold is over; Ctrl-C stops waiting.")
        time.sleep(seconds)


def _tell(result: RunResult, as_json: bool) -> int:
    if as_json:
        from assistant.contract import answer

        counts = {stage: dict(counts) for stage, counts in result.counts.items()}
        print_json(answer(stages=counts, failed=list(result.failed)))
    else:
        for stage, figures in result.counts.items():
            done = ", ".join(f"{count:,} {name}" for name, count in figures.items() if count)
            say(f"{stage}: {done or 'nothing new'}")
    for sentence in result.failed:
        complain(sentence)
    return PARTLY_DONE if result.failed else 0


@click.command(cls=SeveralValues)
@click.option("--mail", multiple=True, metavar="PATH", help="Your own mbox, Maildir or folder.")
@click.option("--calendar", multiple=True, metavar="PATH", help="Your own .ics files.")
@click.option("--me", multiple=True, metavar="'Name <address>'", help="You, with --mail.")
@click.option("--zone", metavar="Z", help="Your zone, as Europe/Berlin.  [default: the machine's]")
@click.option("--country", metavar="C", help="Two letters: your public holidays.")
@click.pass_obj
def demo(
    home: Path | None,
    mail: tuple[str, ...],
    calendar: tuple[str, ...],
    me: tuple[str, ...],
    zone: str | None,
    country: str | None,
) -> int:
    """Run everything on an invented firm, or on files of your own, and print today's report.

    Writes into a folder of its own (--home, else `rapport-demo` in the current folder) and
    changes nothing anywhere else.
    """
    from assistant.cli.report import print_report

    target = resolve_home(home) if home is not None else Path.cwd() / "rapport-demo"
    own = bool(mail or calendar)
    if own and not me:
        raise WrongUsage("Say who you are, so that your own mail can be told: --me 'Name <a@b>'.")
    moment = now()
    if own:
        _own_home(target, mail, calendar, me, zone, country)
    else:
        _invented_home(target)
    progress = Progress()
    with opened(target) as app:
        result = app.run(now=moment, clock=now, progress=progress)
        progress.clear()
        built = app.daily_report(moment)
    print_report(built)
    _next_steps(target, drafts=len(built.drafts))
    for sentence in result.failed:
        complain(sentence)
    return PARTLY_DONE if result.failed else 0


def _own_home(
    target: Path,
    mail: tuple[str, ...],
    calendar: tuple[str, ...],
    me: tuple[str, ...],
    zone: str | None,
    country: str | None,
) -> None:
    """A home of its own for these files; kept from run to run, so a second run is quick."""
    from assistant.config.load import CONFIG_FILE

    if (target / CONFIG_FILE).exists():
        talk(f"Using the configuration in {target}; delete that folder to begin anew.")
        return
    create_home(
        target,
        mail=mail,
        calendar=calendar,
        me=me,
        zone=zone,
        country=country,
        subdivision=None,
        hours=None,
        internal_domains=(),
    )


def _invented_home(target: Path) -> None:
    """The demo world, written anew so that it ends today."""
    import shutil

    from assistant.config.load import CONFIG_FILE
    from assistant.demo.build import build_world

    mark = target / ".demo"
    if target.exists() and any(target.iterdir()) and not mark.exists():
        raise WrongUsage(
            f"{target} holds something else than a demo. Name an empty folder with --home, or use "
            "`rapport init` for a real one."
        )
    if (target / CONFIG_FILE).exists():
        shutil.rmtree(target)
    target.mkdir(parents=True, exist_ok=True)
    mark.touch()
    build_world(target, now=now())


def _next_steps(target: Path, *, drafts: int) -> None:
    prefix = f"rapport --home {target}"
    say()
    say(f"How to review the {drafts} drafts:" if drafts else "What next:")
    say(f"  {prefix} drafts list")
    say(f"  {prefix} drafts show ID        the text, who gets it, why, and what each line rests on")
    say(
        f"  {prefix} drafts accept ID      then `deliver --wait`: a draft in your mailbox, not sent"
    )
    say(f"  {prefix} drafts edit|respond|ignore|snooze|undo ID")
