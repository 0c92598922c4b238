"""`init`: the configuration of a new home, by options or by answering."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from assistant.cli.asking import can_ask
from assistant.cli.common import (
    INTERRUPTED,
    example,
    resolve_home,
)
from assistant.cli.printing import say, talk
from assistant.errors import RapportError, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.cli.interview import Answers, Said
    from assistant.config.records import OwnerConfig
    from assistant.ingest.firstlook import Proposal

#: Options of `init` and `demo` that take several values after one flag.
SEVERAL = ("--mail", "--calendar", "--me", "--internal-domain")


class SeveralValues(click.Command):
    """Lets `--mail A B` mean `--mail A --mail B`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the flag before each further value."""
        spread: list[str] = []
        flag: str | None = None
        for arg in args:
            if arg.startswith("-"):
                flag = arg if arg in SEVERAL else None
                if flag is None:
                    spread.append(arg)
            elif flag is not None:
                spread.extend((flag, arg))
            else:
                spread.append(arg)
        return super().parse_args(ctx, spread)


class HomeExists(RapportError):
    """`init` never overwrites a configuration."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already and was left as it is. Edit it, or choose another folder "
            "with --home."
        )


Value = TypeVar("Value")


@example(
    "rapport --home ~/rapport init",
    "rapport --home ~/rapport init --mail ~/Mail/archive.mbox --calendar ~/work.ics --me 'Marta Nowak <marta@firm.example>' --zone Europe/Warsaw --country PL",
)
@click.command(cls=SeveralValues)
@click.option("--mail", multiple=True, metavar="PATH...", help="mbox, Maildir or folder of .eml.")
@click.option("--calendar", multiple=True, metavar="PATH...", help=".ics file or folder of them.")
@click.option(
    "--me",
    multiple=True,
    metavar="'Name <address>'...",
    help="You. Required where there is no terminal to ask on.",
)
@click.option("--zone", metavar="Z", help="IANA zone, as Europe/Berlin.  [default: the machine's]")
@click.option("--country", metavar="C", help="Two letters, as DE: your public holidays.")
@click.option("--subdivision", metavar="S", help="State or region, as BY.")
@click.option("--hours", metavar="H", help="'mon-thu 08:30-12:30,13:15-17:30; fri 08:30-14:00'.")
@click.option(
    "--internal-domain",
    multiple=True,
    metavar="D...",
    help="A domain of your firm.  [default: those of --me, free mail left out]",
)
@click.pass_context
def init(
    ctx: click.Context,
    mail: tuple[str, ...],
    calendar: tuple[str, ...],
    me: tuple[str, ...],
    zone: str | None,
    country: str | None,
    subdivision: str | None,
    hours: str | None,
    internal_domain: tuple[str, ...],
) -> None:
    """Write the configuration of a new home folder.

    On a terminal it asks for what no option says, where --me or every source is missing.
    """
    home: Path | None = ctx.obj
    folder = resolve_home(home)
    prefix = f"rapport --home {shlex.quote(str(folder))}" if home is not None else "rapport"
    if can_ask() and not (me and (mail or calendar)):
        said = _said(mail, calendar, me, zone, country, subdivision, hours, internal_domain)
        answers = _interview(folder, said)
        _say_next(folder, prefix, has_account=bool(answers.mail or answers.calendar))
        return
    if not me:
        raise click.MissingParameter(ctx=ctx, param=_parameter(ctx.command, "me"))
    create_home(
        folder,
        mail=mail,
        calendar=calendar,
        me=me,
        zone=zone,
        country=country,
        subdivision=subdivision,
        hours=hours,
        internal_domains=internal_domain,
    )
    _say_next(folder, prefix, has_account=True)


def _parameter(command: click.Command, name: str) -> click.Parameter:
    return next(parameter for parameter in command.params if parameter.name == name)


def _say_next(folder: Path, prefix: str, *, has_account: bool) -> None:
    say(f"Wrote {folder / 'config.toml'}.")
    say("Next:")
    if not has_account:
        say(f"  {prefix} account add")
    say(f"  {prefix} run")
    say(f"  {prefix} report daily")


def create_home(
    home: Path,
    *,
    mail: tuple[str, ...],
    calendar: tuple[str, ...],
    me: tuple[str, ...],
    zone: str | None,
    country: str | None,
    subdivision: str | None,
    hours: str | None,
    internal_domains: tuple[str, ...],
) -> None:
    """Check what was given and write the home's `config.toml`.

    Raises:
        WrongUsage, HomeExists, PermanentError: with the sentence for the person.
    """
    _refuse_existing(home)
    if not mail and not calendar:
        raise WrongUsage("Name at least one source: --mail PATH or --calendar PATH.")
    said = _said(mail, calendar, me, zone, country, subdivision, hours, internal_domains)
    owner = _owner(said)
    mail_paths, calendar_paths = said.mail or (), said.calendar or ()
    for sentence in _look_at(mail_paths, calendar_paths):
        talk(f"Note: {sentence}")
    internal = said.internal if said.internal is not None else _own_domains(owner)
    write_home(home, owner, mail=mail_paths, calendar=calendar_paths, internal=internal)


def write_home(
    home: Path,
    owner: OwnerConfig,
    *,
    mail: tuple[Path, ...],
    calendar: tuple[Path, ...],
    internal: tuple[str, ...],
    clients: tuple[Proposal, ...] = (),
) -> None:
    """Write `config.toml` and the files of named clients: all of them, or none.

    A client file that is there already is left as it is.

    Raises:
        BadConfiguration: what was written cannot be read back; it was taken away again.
    """
    from assistant.assess.clocks import check_subdivisions
    from assistant.config.load import CONFIG_FILE, load_config
    from assistant.config.records import AccountConfig
    from assistant.config.write import write_config

    account = AccountConfig("local", mail=mail, calendar=calendar, drafts=Path("drafts"))
    written: list[Path] = []
    try:
        # The configuration last: it is what makes a folder a home.
        written.extend(write_clients(home, clients))
        written.append(home / CONFIG_FILE)
        accounts = (account,) if mail or calendar else ()
        write_config(home, owner, internal_domains=internal, accounts=accounts)
        loaded = load_config(home)
    except (RapportError, OSError, KeyboardInterrupt):
        for path in reversed(written):
            path.unlink(missing_ok=True)
        raise
    for note in check_subdivisions(loaded):
        talk(f"Note: {note}")


def write_clients(home: Path, clients: Sequence[Proposal]) -> list[Path]:
    """Write the files of proposed clients; one that is there already is left as it is."""
    from assistant.config.load import CLIENTS_FOLDER
    from assistant.config.write import change_client

    written = []
    for client in (proposal.client for proposal in clients):
        path = home / CLIENTS_FOLDER / f"{client.slug}.toml"
        if path.exists():
            continue
        values = {
            "name": client.name,
            "domains": list(client.domains),
            "addresses": list(client.addresses),
        }
        written.append(change_client(home, client.slug, {k: v for k, v in values.items() if v}))
    return written


def _interview(home: Path, said: Said) -> Answers:
    """Ask for what is not said and write the home; whoever stops leaves nothing."""
    from assistant.cli.common import now
    from assistant.cli.interview import interview

    _refuse_existing(home)
    talk(f"This writes {home / 'config.toml'} after the last answer, and nothing before it.")
    talk("Enter takes what stands in brackets, ? explains, Ctrl-C stops.")
    try:
        answers = interview(said, user=Path.home(), here=Path.cwd(), now=now())
        for sentence in _look_at(said.mail or (), said.calendar or ()):
            talk(f"Note: {sentence}")
        write_home(
            home,
            answers.owner,
            mail=answers.mail,
            calendar=answers.calendar,
            internal=answers.internal,
            clients=answers.clients,
        )
    except (click.Abort, KeyboardInterrupt) as stop:
        talk("Stopped. Nothing was written.")
        raise click.exceptions.Exit(INTERRUPTED) from stop
    return answers


def _refuse_existing(home: Path) -> None:
    from assistant.config.load import CONFIG_FILE

    if (home / CONFIG_FILE).exists():
        raise HomeExists(home / CONFIG_FILE)


def _own_domains(owner: OwnerConfig) -> tuple[str, ...]:
    """The domains of the owner's addresses: colleagues are no clients. Free mail says nothing."""
    from assistant.cli.answers import firm_domains

    own = firm_domains(owner.addresses)
    if own:
        talk(
            f"{' and '.join(own)} is taken as your own firm: who writes from there is a colleague. "
            "If not, take it out of internal_domains in config.toml."
        )
    return own


def _look_at(mail: tuple[Path, ...], calendar: tuple[Path, ...]) -> list[str]:
    """What cannot be read yet: told at once, and again by every run until it can."""
    from connectors.local.detect import find_sources

    sentences = [
        str(source.failure)
        for path in mail
        for source in find_sources("local", path, path.name)
        if source.failure is not None
    ]
    sentences.extend(f"There is nothing at {path}." for path in calendar if not path.exists())
    return sentences


def _said(
    mail: tuple[str, ...],
    calendar: tuple[str, ...],
    me: tuple[str, ...],
    zone: str | None,
    country: str | None,
    subdivision: str | None,
    hours: str | None,
    internal_domains: tuple[str, ...],
) -> Said:
    """What the options say, checked.

    Raises:
        WrongUsage: with the option and the form that is expected.
    """
    from assistant.cli.answers import (
        check_country,
        check_domain,
        check_hours,
        check_person,
        check_zone,
    )
    from assistant.cli.interview import Said

    people = [_checked("--me", check_person, one) for one in me]
    name = next((name for name, _ in people if name), "")
    addresses = tuple(address for _, address in people)
    domains = tuple(_checked("--internal-domain", check_domain, one) for one in internal_domains)
    return Said(
        mail=_absolute(mail) or None,
        calendar=_absolute(calendar) or None,
        me=(name or addresses[0].partition("@")[0], addresses) if people else None,
        zone=None if zone is None else _checked("--zone", check_zone, zone),
        country=None if country is None else _checked("--country", check_country, country),
        subdivision=subdivision,
        hours=None if hours is None else _checked("--hours", check_hours, hours),
        internal=domains or None,
    )


def _absolute(paths: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(Path(path).expanduser().absolute() for path in paths)


def _checked(option: str, check: Callable[[str], Value], text: str) -> Value:
    try:
        return check(text)
    except WrongUsage as error:
        raise WrongUsage(f"{option}: {error}") from error


def _owner(said: Said) -> OwnerConfig:
    """The owner as the options say, with what is taken from this machine where they are silent."""
    from assistant.cli.answers import machine_zone
    from assistant.config.records import OwnerConfig

    if said.me is None:
        raise WrongUsage("Say who you are: --me 'Your Name <you@firm.com>'.")
    zone = said.zone
    if zone is None:
        zone = machine_zone()
        talk(f"No --zone was given: {zone} is taken from this machine.")
    if said.country is None:
        talk("No --country was given: no public holidays are known for you.")
    name, addresses = said.me
    return OwnerConfig(name, addresses, zone, said.country, said.subdivision, said.hours)
