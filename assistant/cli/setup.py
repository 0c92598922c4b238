"""`init`, `config`, `doctor` and `backup`: a home, and how it is doing."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.common import PARTLY_DONE, example, is_address, json_option, opened, resolve_home
from assistant.cli.printing import complain, print_json, say, say_wrapped, table, talk
from assistant.errors import BadConfiguration, RapportError, WrongUsage

if TYPE_CHECKING:
    from assistant.config.records import OwnerConfig
    from assistant.insight.records import DayHours

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


@example(
    "rapport --home ~/rapport init --mail ~/Mail/archive.mbox --calendar ~/work.ics --me 'Marta Nowak <marta@firm.example>' --zone Europe/Warsaw --country PL"
)
@click.command(cls=SeveralValues)
@click.option("--mail", multiple=True, metavar="PATH...", help="mbox, Maildir or folder of .eml.")
@click.option("--calendar", multiple=True, metavar="PATH...", help=".ics file or folder of them.")
@click.option("--me", multiple=True, required=True, metavar="'Name <address>'...", help="You.")
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
@click.pass_obj
def init(
    home: Path | None,
    mail: tuple[str, ...],
    calendar: tuple[str, ...],
    me: tuple[str, ...],
    zone: str | None,
    country: str | None,
    subdivision: str | None,
    hours: str | None,
    internal_domain: tuple[str, ...],
) -> None:
    """Write the configuration of a new home folder."""
    folder = resolve_home(home)
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
    say(f"Wrote {folder / 'config.toml'}.")
    prefix = f"rapport --home {shlex.quote(str(folder))}" if home is not None else "rapport"
    say("Next:")
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
    from assistant.assess.clocks import check_subdivisions
    from assistant.config.load import CONFIG_FILE, load_config
    from assistant.config.records import AccountConfig
    from assistant.config.write import write_config

    if (home / CONFIG_FILE).exists():
        raise HomeExists(home / CONFIG_FILE)
    if not mail and not calendar:
        raise WrongUsage("Name at least one source: --mail PATH or --calendar PATH.")
    owner = _owner(me, zone, country, subdivision, hours)
    mail_paths = tuple(Path(path).expanduser().absolute() for path in mail)
    calendar_paths = tuple(Path(path).expanduser().absolute() for path in calendar)
    for sentence in _look_at(mail_paths, calendar_paths):
        talk(f"Note: {sentence}")
    account = AccountConfig(
        "local", mail=mail_paths, calendar=calendar_paths, drafts=Path("drafts")
    )
    internal = _internal(internal_domains) or _own_domains(owner)
    check_country(owner)
    path = write_config(home, owner, internal_domains=internal, accounts=(account,))
    try:
        loaded = load_config(home)
    except RapportError:
        path.unlink()
        raise
    for note in check_subdivisions(loaded):
        talk(f"Note: {note}")


def _own_domains(owner: OwnerConfig) -> tuple[str, ...]:
    """The domains of the owner's addresses: colleagues are no clients. Free mail says nothing."""
    from assistant.ingest.domains import domain_of, is_free_mail

    domains = dict.fromkeys(domain_of(address) for address in owner.addresses)
    own = tuple(domain for domain in domains if not is_free_mail(domain))
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


def check_country(owner: OwnerConfig) -> None:
    """Refuse a country that the holiday data does not know.

    Raises:
        WrongUsage: with the nearest known code.
    """
    if owner.country is None:
        return
    from assistant.insight.closed_days import explain_country

    sentence = explain_country(owner.country)
    if sentence:
        raise WrongUsage(sentence)


def _owner(
    me: tuple[str, ...],
    zone: str | None,
    country: str | None,
    subdivision: str | None,
    hours: str | None,
) -> OwnerConfig:
    from email.utils import parseaddr

    from assistant.config.hours import BadHours, parse_week
    from assistant.config.records import OwnerConfig

    parsed = [parseaddr(one) for one in me]
    for given, (_, address) in zip(me, parsed, strict=True):
        if not is_address(address):
            raise WrongUsage(f"'{given}' names no address; write --me 'Your Name <you@firm.com>'.")
    name = next((name for name, _ in parsed if name), parsed[0][1].partition("@")[0])
    week: tuple[DayHours, ...] | None = None
    if hours:
        try:
            week = parse_week(hours)
        except BadHours as error:
            raise WrongUsage(f"--hours: {error}.") from error
    return OwnerConfig(
        name=name,
        addresses=tuple(address.lower() for _, address in parsed),
        zone=_check_zone(zone),
        country=_check_country_code(country),
        subdivision=subdivision,
        hours=week,
    )


def _check_country_code(country: str | None) -> str | None:
    if country is None:
        talk("No --country was given: no public holidays are known for you.")
        return None
    if len(country) != 2 or not country.isalpha():
        raise WrongUsage(f"--country: '{country}' is no two-letter code such as DE or US.")
    return country.upper()


def _check_zone(zone: str | None) -> str:
    from zoneinfo import available_timezones

    from assistant.config.load import nearest_zones

    if zone is None:
        zone = _machine_zone()
        talk(f"No --zone was given: {zone} is taken from this machine.")
    if zone not in available_timezones():
        near = nearest_zones(zone)
        hint = f" Did you mean {' or '.join(near)}?" if near else " Use a name as Europe/Berlin."
        raise WrongUsage(f"--zone: no time zone is called '{zone}'.{hint}")
    return zone


def _machine_zone() -> str:
    from zoneinfo import available_timezones

    parts = Path("/etc/localtime").resolve().parts
    for start in range(len(parts)):
        name = "/".join(parts[start:])
        if name in available_timezones():
            return name
    return "UTC"


def _internal(domains: tuple[str, ...]) -> tuple[str, ...]:
    for domain in domains:
        if "." not in domain or "@" in domain.lstrip("@"):
            raise WrongUsage(f"--internal-domain: '{domain}' is no domain such as firm.example.")
    return tuple(domain.lower().lstrip("@") for domain in domains)


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


@example("rapport doctor")
@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> int:
    """What was read from where, what failed and why, and what could go wrong.

    Exit status 3 when a source could not be read.
    """
    from assistant.cli.common import now
    from assistant.doctor import doctor_json, examine

    with opened(ctx.obj) as app:
        findings = examine(app, now=now())
    if as_json:
        print_json(doctor_json(findings))
    else:
        rows = [
            (f"{one.account}/{one.collection}", one.kind, f"{one.items:,}", one.span, one.state)
            for one in findings.sources
        ]
        if rows:
            table(rows, header=("source", "kind", "items", "from – to", "state"))
            say()
        for line in (*findings.failed, *findings.problems, *findings.notes):
            say_wrapped(line, first="- ", rest="  ")
        if not findings.failed and not findings.problems:
            say("Everything that is configured was read." if rows else "Nothing was read yet.")
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
