"""`demo`, `run`, `sync` and `deliver`: what reads, judges, drafts and hands over."""

from __future__ import annotations

import math
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.common import (
    PARTLY_DONE,
    as_of_option,
    example,
    json_option,
    note_places,
    now,
    opened,
    parse_as_of,
    resolve_home,
)
from assistant.cli.printing import Progress, complain, print_json, say, talk
from assistant.cli.setup import SeveralValues, create_home
from assistant.errors import WrongUsage
from assistant.pipeline import UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from assistant.app import App
    from assistant.pipeline import RunResult
    from assistant.reports.daily import DraftLine


@example("rapport run", "rapport run --as-of 2026-11-19T16:00", "rapport run --mail-report")
@click.command()
@json_option
@as_of_option
@click.option(
    "--mail-report",
    is_flag=True,
    help="Then mail the daily report to yourself if it is due; for cron, every quarter of an hour.",
)
@click.pass_obj
def run(home: Path | None, as_json: bool, as_of: str | None, mail_report: bool) -> int:
    """Read what is new, find gaps, draft, and deliver what is approved and past its hold.

    Safe to repeat and to interrupt: a run goes on where the last one stopped. Exit status 3 when
    a source could not be read, 5 when another process is at work in this home.
    """
    if mail_report and as_of is not None:
        raise WrongUsage("--mail-report mails the report of this moment; leave --as-of out.")
    progress = Progress()
    with opened(home) as app:
        note_places(app)
        while True:
            result = app.run(now=parse_as_of(as_of, app), clock=now, progress=progress)
            progress.clear()
            code = _tell(result, as_json)
            if not _reads_on(result, as_json):
                break
            talk(
                "Reading on. What came so far is judged: `rapport report daily` in another window "
                "shows it. Ctrl-C stops, and nothing is lost."
            )
        return (_mail_report(app) or code) if mail_report else code


def _reads_on(result: RunResult, as_json: bool) -> bool:
    """Whether there was more than one reading may fetch, and somebody sits there and sees it come.

    Without a terminal a run ends after its reading: the next one goes on.
    """
    is_watched = not as_json and sys.stderr.isatty()
    return is_watched and any(counts.get(UNFINISHED) for counts in result.counts.values())


def _mail_report(app: App) -> int:
    """Mail the report if its time has come; silent where it has not."""
    from assistant.cli.report import tell_mail
    from assistant.reports.mailing import MailOutcome

    result = app.mail_report(now())
    quiet = {MailOutcome.NOT_DUE, MailOutcome.DONE}
    return 0 if result.outcome in quiet else tell_mail(result)


@example("rapport sync")
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


@example("rapport deliver --wait")
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
    """Sleep until the last approved draft may leave; drafts on hold can be undone meanwhile."""
    holds = [one.goes_out_at for one in app.desk.list(everything=False) if one.goes_out_at]
    seconds = (max(holds) - now()).total_seconds() if holds else 0.0
    if seconds > 0:
        talk(f"Waiting {math.ceil(seconds)} s until the last hold is over; Ctrl-C stops waiting.")
        time.sleep(seconds)


#: Stages as a person calls them; the keys are those of the JSON.
_STAGES = {
    "headers only": "texts of accounts read by headers only",
    "conversations": "conversations put together anew",
    "events": "events put together anew",
    "reading": "language read",
    "judging": "gaps",
    "drafting": "drafts",
    "delivering": "deliveries",
}


def _tell(result: RunResult, as_json: bool) -> int:
    if as_json:
        from assistant.contract import answer

        counts = {stage: dict(counts) for stage, counts in result.counts.items()}
        print_json(answer(stages=counts, failed=list(result.failed)))
    else:
        for stage, figures in result.counts.items():
            done = ", ".join(
                _count(count, name)
                for name, count in figures.items()
                if count and name != UNFINISHED
            )
            said = f"{_STAGES.get(stage, stage)}: {done or 'nothing new'}"
            say(
                f"{said}; there is more, which the next run reads"
                if figures.get(UNFINISHED)
                else said
            )
    for sentence in result.failed:
        complain(sentence)
    return PARTLY_DONE if result.failed else 0


#: Beginnings of the counts' names that are plural nouns; "moved", "new" are none.
_NOUNS = {"promises": "promise", "gaps": "gap", "messages": "message"}


def _count(count: int, name: str) -> str:
    """`12 promises changed`, `1 promise changed`."""
    noun, blank, rest = name.partition(" ")
    if count == 1:
        noun = _NOUNS.get(noun, noun)
    return f"{count:,} {noun}{blank}{rest}"


@example(
    "rapport demo",
    "rapport demo --mail ~/Mail/archive.mbox --me 'Marta Nowak <marta@firm.example>'",
)
@click.command(cls=SeveralValues)
@click.option("--mail", multiple=True, metavar="PATH...", help="Your own mbox, Maildir or folder.")
@click.option("--calendar", multiple=True, metavar="PATH...", help="Your own .ics files.")
@click.option("--me", multiple=True, metavar="'Name <address>'...", help="You, with --mail.")
@click.option("--zone", metavar="Z", help="Your zone, as Europe/Berlin.  [default: the machine's]")
@click.option("--country", metavar="C", help="Two letters: your public holidays.")
@click.option(
    "--serve/--no-serve",
    "serves",
    default=None,
    help="Open the page at the end, until Ctrl-C.  [default: on a terminal]",
)
@click.pass_obj
def demo(
    home: Path | None,
    mail: tuple[str, ...],
    calendar: tuple[str, ...],
    me: tuple[str, ...],
    zone: str | None,
    country: str | None,
    serves: bool | None,
) -> int:
    """Run everything on an invented firm, or on files of your own, print today's report, and open
    the page.

    Writes into a folder of its own (--home, else `rapport-demo` in the current folder) and
    changes nothing anywhere else. Without a terminal it ends after the report.
    """
    from assistant.cli.report import print_report
    from assistant.presence import refuse_while_open

    target = resolve_home(home) if home is not None else Path.cwd() / "rapport-demo"
    own = bool(mail or calendar)
    if own and not me:
        raise WrongUsage("Say who you are, so that your own mail can be told: --me 'Name <a@b>'.")
    refuse_while_open(target)
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
        ready = find_ready(app, built.drafts, moment)
    print_report(built)
    serves = _is_terminal() if serves is None else serves
    _next_steps(target, built.drafts, ready=ready, serves=serves)
    for sentence in result.failed:
        complain(sentence)
    if serves:
        _serve(target)
    return PARTLY_DONE if result.failed else 0


def _is_terminal() -> bool:
    """Whether a person sits here: a pipe or a build machine must not be kept waiting."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _serve(target: Path) -> None:
    from assistant.cli.serve import serve_until_stopped
    from assistant.web.server import Wish

    say()
    with opened(target) as app:
        serve_until_stopped(app, Wish(clock=now, wall=now), open_browser=False)


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


def find_ready(app: App, drafts: Sequence[DraftLine], at: datetime) -> str | None:
    """The id of the first draft that `drafts accept` would take as it stands."""
    for one in drafts:
        if one.state != "proposed" or one.blocked:
            continue
        # The report knows what was asked of a person; accepting looks at the text once more.
        if not app.desk.blocks(app.desk.find(one.id), now=at):
            return one.id
    return None


def _next_steps(
    target: Path, drafts: Sequence[DraftLine], *, ready: str | None, serves: bool
) -> None:
    """How to go on, with a draft of the report as the example: one that can be accepted, if any."""
    prefix = f"rapport --home {shlex.quote(str(target))}"
    say()
    if ready is not None:
        _say_verbs(prefix, ready[:8], ready=True)
    elif drafts:
        _say_verbs(prefix, drafts[0].id[:8], ready=False)
    if not serves:
        say("The same in your browser, page by page:")
        say(f"  {prefix} serve")


def _say_verbs(prefix: str, short: str, *, ready: bool) -> None:
    say("How to review the drafts, for example:")
    accept = (f"accept {short}", "it becomes a draft in your mailbox, not sent")
    for command, meaning in (
        (f"show {short}", "who gets it, why, the text, what each line rests on"),
        *((accept,) if ready else ()),
        (f"edit|respond|ignore|snooze|undo {short}", "change it, or say no"),
    ):
        say(f"  {prefix} drafts {command}")
        say(f"      {meaning}")
    say(f"  {prefix} deliver --wait")
    say("      hands over what you accepted, after its hold")
