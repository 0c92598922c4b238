"""`config`, `doctor` and `backup`: a home, and how it is doing."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.common import PARTLY_DONE, example, json_option, opened, resolve_home
from assistant.cli.printing import complain, print_json, say
from assistant.errors import BadConfiguration


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
