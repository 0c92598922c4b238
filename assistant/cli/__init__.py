"""The command line: verbs on nouns. Parses, calls, shows; holds no rule.

Commands live in modules that are imported when they are called, so that `rapport --help` answers
at once. Results go to stdout, talk to stderr; `--json` prints the contract of `contract`.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import click

#: Command → (module, attribute, one line for the help); the order is the order of the help.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("work", "demo", "Try it on an invented firm, or on files of your own."),
    "init": ("setup", "init", "Write the configuration of a new home folder."),
    "account": ("accounts", "account", "Mailboxes and calendars: add, list, sign in, try, remove."),
    "run": ("work", "run", "Read what is new, find gaps, draft, deliver what is approved."),
    "serve": ("serve", "serve", "Open the page: what waits, the drafts, the clients."),
    "login-link": ("serve", "login_link", "A link that signs in to the page that is open."),
    "sync": ("work", "sync", "Only read what is new in mailboxes and calendars."),
    "report": ("report", "report", "The daily gap report."),
    "gaps": ("gaps", "gaps", "What waits, what is late, who has gone quiet; dismiss one."),
    "promises": ("promises", "promises", "The ledger of promises both ways; correct a line."),
    "meetings": ("findings", "meetings", "Client meetings, held or not, with their recaps."),
    "replies": ("findings", "replies", "Who waited for whom and how long, on three clocks."),
    "touchpoints": ("findings", "touchpoints", "Every contact with a client."),
    "drafts": ("drafts", "drafts", "Review drafts: show, accept, edit, respond, ignore …"),
    "deliver": ("work", "deliver", "Deliver what is approved and past its hold."),
    "clients": ("clients", "clients", "Clients and prospects; set, merge or ignore them."),
    "threads": ("mail", "threads", "Conversations; split or join them."),
    "message": ("mail", "message", "One message with its tags."),
    "learn": ("learn", "learn", "Learn from your decisions about promises; nothing leaves."),
    "tag": ("mail", "tag", "Run the language stage on lines of JSON; needs no home."),
    "config": ("upkeep", "config", "Check or show the configuration."),
    "doctor": ("upkeep", "doctor", "What was read, what failed, what could go wrong."),
    "backup": ("upkeep", "backup", "Copy database and configuration into one folder."),
}


class _Lazy(click.Group):
    """Imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, attribute, _ = entry
        command: click.Command = getattr(import_module(f"assistant.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry[2]) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a reader that went away ends it without an error."""
        from assistant.cli.common import leave_stdout

        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            # Click would make it exit status 1.
            leave_stdout()
            raise click.exceptions.Exit(0) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else " See `rapport --help`."
            ctx.fail(f"There is no command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="RAPPORT_HOME",
    help="Folder of configuration, database and drafts. Default: RAPPORT_HOME, else the "
    "platform's data folder.",
)
@click.option(
    "-v", "--verbose", is_flag=True, help="Log what is done, on stderr; no texts of mail."
)
@click.version_option(package_name="rapport", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, home: Path | None, verbose: bool) -> None:
    """Finds who waits for whom, what was promised, which meetings had no follow-up and which
    clients have gone quiet; drafts what closes the gap. Nothing leaves without your approval.

    \b
    First steps:
      rapport demo                      try it on an invented firm
      rapport init --mail PATH --me 'Name <address>' --zone Europe/Berlin --country DE
      rapport run && rapport report daily
      rapport drafts list               then show, accept, edit, respond, ignore, snooze
    """  # noqa: D301
    ctx.obj = home
    listen(verbose)


def listen(verbose: bool) -> None:
    """Send log events to stderr where they are asked for; else nowhere: errors are sentences."""
    import logging

    root = logging.getLogger()
    if verbose:
        form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
        logging.basicConfig(level=logging.INFO, format=form)
    elif not root.handlers:
        root.addHandler(logging.NullHandler())


def main() -> None:
    """Entry point of the `rapport` command; exit codes as documented in the README."""
    from zoneinfo import reset_tzpath

    from assistant.cli.common import run_cli

    # `kill` and a shutting down machine stop as Ctrl-C does: with a sentence, between two pages.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Zones come from the pinned tzdata, never from the machine: two machines, the same hours.
    reset_tzpath(to=())
    # A home holds mail: whatever is written is for its owner alone.
    os.umask(0o077)
    sys.exit(run_cli(cli))
