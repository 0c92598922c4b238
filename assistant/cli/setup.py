"""`init`, `config`, `doctor` and `backup`: a home, and how it is doing."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from assistant.cli.asking import can_ask
from assistant.cli.common import (
    INTERRUPTED,
    PARTLY_DONE,
    example,
    json_option,
    opened,
    resolve_home,
)
from assistant.cli.printing import complain, print_json, say, talk
from assistant.errors import BadConfiguration, RapportError, WrongUsage

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


@example("rapport config check")
@click.group()
def config() -> None:
    """Check or show the configuration."""


@example("rapport config check")
@config.command("check")
@json_option
@click.pass_obj
def config_check(home: Path | None, as_json: bool) -> int:
    """Read every file of the home and say what is wrong or probably not meant."""
    from assistant.assess.clocks import check_countries, check_subdivisions
    from assistant.cli.common import now
    from assistant.config.load import check_dates, load_config
    from assistant.contract import answer

    folder = resolve_home(home)
    loaded = load_config(folder)
    wrong = check_countries(loaded)
    notes = [*check_subdivisions(loaded), *check_dates(loaded, today=now().date())]
    if as_json:
        clients = len(loaded.clients)
        print_json(answer(valid=not wrong, clients=clients, wrong=wrong, notes=notes))
        return BadConfiguration.exit_code if wrong else 0
    for sentence in wrong:
        complain(sentence)
    for note in notes:
        say(f"Note: {note}")
    clients = len(loaded.clients)
    if wrong:
        return BadConfiguration.exit_code
    accounts = len(loaded.accounts)
    say(
        f"{folder} is in order: {accounts} {'account' if accounts == 1 else 'accounts'}, "
        f"{clients} client {'file' if clients == 1 else 'files'}."
    )
    return 0


@example("rapport config show")
@config.command("show")
@json_option
@click.pass_obj
def config_show(home: Path | None, as_json: bool) -> None:
    """Show what is in force, defaults included."""
    import json
    from dataclasses import asdict

    from assistant.config.load import load_config
    from assistant.contract import answer

    values = asdict(load_config(resolve_home(home)))
    plain = json.loads(json.dumps(values, default=_plain))
    if as_json:
        print_json(answer(config=plain))
        return
    for line in _dotted("", plain):
        say(line)


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _dotted(prefix: str, value: object) -> list[str]:
    import json

    if isinstance(value, dict) and value:
        return [
            line
            for key, item in value.items()
            for line in _dotted(f"{prefix}.{key}" if prefix else str(key), item)
        ]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [line for n, item in enumerate(value) for line in _dotted(f"{prefix}[{n}]", item)]
    return [f"{prefix} = {json.dumps(value, ensure_ascii=False)}"]


@example("rapport doctor --days")
@click.command()
@click.option(
    "--days",
    type=click.IntRange(min=1),
    is_flag=False,
    flag_value=30,
    metavar="[N]",
    help="N days of each source as they were counted, those that differ first.  [30]",
)
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, days: int | None) -> int:
    """What was read from where, what is missing or failed and why, and what could go wrong.

    Exit status 3 when a source could not be read or something of it is missing.
    """
    from assistant.cli.common import now
    from assistant.cli.doctor_shown import show_diagnosis
    from assistant.doctor import doctor_json, examine

    with opened(ctx.obj) as app:
        findings = examine(app, now=now())
        zone = app.config.owner.zone
    if as_json:
        print_json(doctor_json(findings))
    else:
        show_diagnosis(findings, zone=zone, days=days)
    return PARTLY_DONE if findings.failed else 0


@example("rapport backup ~/backups/rapport-2026-11-20")
@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.pass_obj
def backup(home: Path | None, target: Path) -> None:
    """Copy database and configuration into the new folder TARGET, while everything runs on.

    The database is copied by SQLite's own backup: one consistent moment.
    """
    from assistant.backup import make_backup
    from assistant.cli.common import now

    with opened(home) as app:
        copied = make_backup(app.engine, app.config.home, target, now=now())
    say(f"Copied {', '.join(copied)} to {target}.")
    say(f"To use it: rapport --home {target} doctor")
