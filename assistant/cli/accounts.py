"""`account`: the mailboxes and calendars that are read; sign in, try, list, remove."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.account_shown import account_json, probe_json, show_probe
from assistant.cli.common import (
    NEEDS_SIGN_IN,
    PARTLY_DONE,
    example,
    json_option,
    now,
    opened,
    resolve_home,
)
from assistant.cli.printing import complain, print_json, say, say_wrapped, table, talk
from assistant.errors import RapportError, WrongUsage
from connectors.base import AuthError, ConnectorError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.accounts import Probe
    from assistant.app import App
    from assistant.config.records import AccountConfig

#: Longer input is no password; see `connectors.secret`.
_MAX_SECRET = 4096


@example("rapport account list")
@click.group()
def account() -> None:
    """Mailboxes and calendars: add, list, sign in, try, remove."""


@example(
    "rapport account add",
    "rapport account add imap --name work --host mail.firm.example --user marta@firm.example",
    "rapport account add caldav --name calendar --url https://cloud.firm.example --user marta --secret-env DAV_PASSWORD",
    "rapport account add ics --name trainings --url webcal://events.firm.example/trainings.ics",
)
@account.command("add")
@click.argument("kind", required=False, type=click.Choice(["imap", "caldav", "ics", "local"]))
@click.option("--name", metavar="N", help="Your word for it.")
@click.option("--host", metavar="H", help="imap: the host.")
@click.option("--port", metavar="P", type=click.IntRange(1, 65535), help="imap: its port.")
@click.option(
    "--tls", type=click.Choice(["implicit", "starttls", "none"]), help="imap: the encryption."
)
@click.option("--user", metavar="U", help="Who signs in.")
@click.option("--sign-in", type=click.Choice(["password", "token"]), help="What the secret is.")
@click.option("--url", metavar="URL", help="caldav, ics: the address.")
@click.option("--mail", multiple=True, metavar="PATH", help="local: a source of mail.")
@click.option("--calendar", multiple=True, metavar="PATH", help="local: an .ics file or folder.")
@click.option("--only", multiple=True, metavar="CALENDAR", help="caldav: read these only.")
@click.option("--also", multiple=True, metavar="HOST", help="caldav: it gets the password too.")
@click.option("--skip", multiple=True, metavar="FOLDER", help="imap: do not read this folder.")
@click.option("--headers-only", is_flag=True, help="imap, local: fetch and keep no bodies.")
@click.option("--certificate", metavar="FILE", help="Certificates to trust, as your firm's own.")
@click.option("--secret-env", metavar="VAR", help="The variable that holds the password.")
@click.option("--secret-command", metavar="CMD", help="The command that prints the password.")
@click.option("--password-stdin", is_flag=True, help="The password is the first line of stdin.")
@click.option("--smtp", metavar="HOST", help="imap: send accepted mail through this host.")
@click.option("--smtp-user", metavar="U", help="Who signs in there.  [default: --user]")
@click.option("--untested", is_flag=True, help="Add it without a test read.")
@json_option
@click.pass_obj
def add(home: Path | None, /, as_json: bool, **given: Any) -> None:
    """Add a mailbox or a calendar; without options it asks.

    A test read comes first, so that what is added works. The password is kept in the keyring or a
    sealed file, never in the configuration.
    """
    from assistant.accounts import store_account
    from assistant.cli.asking import can_ask

    if given["kind"] is None:
        if not can_ask():
            raise WrongUsage("Name the kind: `rapport account add imap|caldav|ics|local --name …`.")
        _add_by_asking(home)
        return
    with opened(home) as app:
        values = _values(given)
        configured = _configured(app, values)
        secret = _secret(app, configured, stdin=given["password_stdin"])
        seen = None if given["untested"] else _probe(app, configured, secret)
        where = store_account(app, configured, values, secret)
    if as_json:
        from assistant.contract import answer

        print_json(answer(account=account_json(configured), **probe_json(seen)))
        return
    if seen is not None:
        show_probe(seen)
    say(f"Added account '{configured.name}'.{f' Its password is in {where}.' if where else ''}")
    talk("Next: rapport run")


def _add_by_asking(home: Path | None) -> None:
    from assistant.accounts import SAMPLE, store_account
    from assistant.assess.who import make_who_config
    from assistant.cli.account_wizard import ask_for_account, ask_headers_only
    from assistant.cli.interview import Said, ask_clients, ask_owner
    from assistant.cli.setup import write_clients, write_home
    from assistant.config.load import CONFIG_FILE, load_config
    from assistant.ingest.firstlook import FirstLook, look_at

    folder = resolve_home(home)
    talk("Enter takes what stands in brackets, ? explains, Ctrl-C stops and leaves nothing.")
    is_new = not (folder / CONFIG_FILE).exists()
    config = None if is_new else load_config(folder)
    taken = [one.name for one in config.accounts] if config else []
    found, values, secret, seen = ask_for_account(
        folder, taken, config.owner.addresses if config else ()
    )
    look = FirstLook()
    if seen is not None:
        show_probe(seen)
        look = look_at((*seen.sample, *seen.sent), limit=2 * SAMPLE)
    if ask_headers_only(found):
        values["bodies"] = False
    if config is None:
        owner, internal, clients = ask_owner(look, Said(), now=now())
        write_home(folder, owner, mail=(), calendar=(), internal=internal, clients=clients)
    else:
        write_clients(folder, ask_clients(look, make_who_config(config)))
    with opened(home) as app:
        where = store_account(app, found, values, secret)
    say(f"Added account '{found.name}'.{f' Its password is in {where}.' if where else ''}")
    talk("Next: rapport run")


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """The keys of the table that the options say."""
    from assistant.config.providers import find_other_hosts

    kind = given["kind"]
    command = given["secret_command"]
    values: dict[str, Any] = {
        "name": given["name"] or {"local": "files"}.get(kind, "work" if kind == "imap" else kind),
        "kind": kind,
        "host": given["host"],
        "port": given["port"],
        "tls": given["tls"],
        "url": given["url"],
        "user": given["user"],
        "sign_in": given["sign_in"],
        "mail": list(given["mail"]) or None,
        "calendar": list(given["calendar"]) or None,
        "calendars": list(given["only"]) or None,
        "hosts": list(given["also"] or find_other_hosts(given["url"] or "")) or None,
        "skip": list(given["skip"]) or None,
        "bodies": False if given["headers_only"] else None,
        "certificate": given["certificate"],
        "secret_env": given["secret_env"],
        "secret_command": shlex.split(command) if command else None,
    }
    if given["smtp"]:
        values["smtp"] = {"host": given["smtp"], "user": given["smtp_user"] or given["user"]}
    return {key: value for key, value in values.items() if value is not None}


def _configured(app: App, values: dict[str, Any]) -> AccountConfig:
    """The account those keys make, checked as the file would be; nothing is written."""
    from assistant.config.write import try_account

    if values["name"] in {one.name for one in app.config.accounts}:
        raise WrongUsage(
            f"There is an account '{values['name']}' already; give this one another --name."
        )
    return try_account(app.config.home, values)


def _secret(app: App, account: AccountConfig, *, stdin: bool) -> str | None:
    """The password where it is to be kept here."""
    from assistant.accounts import GUIDES, needs_vault
    from assistant.cli.asking import ask_secret, can_ask

    if not needs_vault(account):
        return None
    # Where it cannot be kept, nobody should have typed it.
    app.vault.get(account.name)
    what = "Its address" if account.kind == "ics" and not account.user else "Password"
    if stdin:
        line = sys.stdin.readline(_MAX_SECRET + 1).rstrip("\r\n")
        if not line or len(line) > _MAX_SECRET:
            raise WrongUsage("The first line of stdin holds no password.")
        return line
    if not can_ask():
        raise WrongUsage(
            "Say where its password is: --password-stdin, --secret-env VAR or "
            "--secret-command CMD; on a terminal it is asked for."
        )
    return ask_secret(f"{what} of account '{account.name}'", GUIDES[account.kind].secret)


def _probe(app: App, account: AccountConfig, secret: str | None) -> Probe:
    from assistant.accounts import probe, typed_connections

    return probe(typed_connections(app.config.home, secret), account)


@example("rapport account list")
@account.command("list")
@json_option
@click.pass_obj
def list_accounts(home: Path | None, as_json: bool) -> None:
    """Every account, how it is reached, and how it is doing."""
    from assistant.accounts import say_reads, say_where
    from assistant.contract import answer, moment
    from assistant.store.accounts import load_states
    from assistant.store.engine import read
    from assistant.store.sources import load_sources

    with opened(home) as app:
        with read(app.engine) as connection:
            states = load_states(connection, app.owner_id)
            sources = load_sources(connection, app.owner_id)
        zone, accounts = app.zone, app.config.accounts
    last = {
        one.name: max(
            (s.last_success_at for s in sources if s.account == one.name and s.last_success_at),
            default=None,
        )
        for one in accounts
    }
    # Of one folder or calendar, where the account as a whole went well.
    errors = {one.account: one.error for one in reversed(sources) if one.error}
    errors |= {name: state.error for name, state in states.items() if state.error is not None}
    if as_json:
        rows = [
            {
                **account_json(one),
                "last_success_at": moment(last[one.name]),
                "error": errors.get(one.name),
                "next_try_at": moment(states[one.name].next_try_at) if one.name in states else None,
            }
            for one in accounts
        ]
        print_json(answer(accounts=rows))
        return
    if not accounts:
        say("There is no account yet. `rapport account add` adds a mailbox or a calendar.")
        return
    lines: list[tuple[str, ...]] = []
    for one in accounts:
        state = states.get(one.name)
        at = last[one.name]
        said = "never read"
        if state is not None and state.error_kind == "sign-in":
            said = "needs a sign-in"
        elif state is not None and state.error is not None:
            said = "failed"
        elif at is not None:
            said = "partly read" if one.name in errors else "read"
        when = f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "-"
        lines.append((one.name, one.kind.value, say_where(one), say_reads(one), said, when))
    table(lines, header=("name", "kind", "where", "reads", "state", "last read"))
    for one in accounts:
        if one.name in errors:
            talk(f"{one.name}: {errors[one.name]}")


@example(
    "rapport account auth work", "pass show mail/firm | rapport account auth work --password-stdin"
)
@account.command("auth")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="The password is the first line of stdin.")
@click.option("--untested", is_flag=True, help="Keep it without a test read.")
@click.pass_obj
def auth(home: Path | None, name: str, password_stdin: bool, untested: bool) -> None:
    """Give an account another password; it is tried before it is kept."""
    from assistant.accounts import clear_pause, find_account, keep, needs_vault, say_given

    with opened(home) as app:
        account = find_account(app, name)
        if not account.is_remote:
            raise WrongUsage(f"Account '{name}' is files on this machine; they need no password.")
        if not needs_vault(account):
            _probe(app, account, None)
            clear_pause(app, name)
            say(
                f"Account '{name}' lets us in. Its password is not kept here: {say_given(account)}."
            )
            return
        secret = _secret(app, account, stdin=password_stdin)
        assert secret is not None
        if not untested:
            _probe(app, account, secret)
        where = keep(app, account, secret)
    say(f"Account '{name}' lets us in; its password is in {where}.")


@example("rapport account check", "rapport account check work --json")
@account.command("check")
@click.argument("name", required=False)
@json_option
@click.pass_obj
def check(home: Path | None, name: str | None, as_json: bool) -> None:
    """Try an account, or all: sign in, list its folders, read the newest headers; stores nothing."""
    from assistant.accounts import clear_pause, find_account, probe, rights_of
    from assistant.contract import answer

    results: list[dict[str, Any]] = []
    codes = {0}
    with opened(home) as app:
        accounts = [find_account(app, name)] if name else list(app.config.accounts)
        if not accounts:
            say("There is no account yet. `rapport account add` adds a mailbox or a calendar.")
        for one in accounts:
            try:
                seen = probe(app.connections, one)
            except (ConnectorError, RapportError) as error:
                codes.add(NEEDS_SIGN_IN if isinstance(error, AuthError) else PARTLY_DONE)
                results.append({**account_json(one), "ok": False, "error": str(error)})
                if not as_json:
                    complain(f"{one.name}: {error}")
                continue
            clear_pause(app, one.name)
            results.append({**account_json(one), "ok": True, "error": None, **probe_json(seen)})
            if not as_json:
                say(f"{one.name}: works.")
                for right in rights_of(one):
                    say_wrapped(f"it {right.what}: {right.why}", first="  - ", rest="    ")
                show_probe(seen)
    if as_json:
        print_json(answer(checked_at=now().isoformat(), accounts=results))
    if codes != {0}:
        raise click.exceptions.Exit(max(codes))


@example("rapport account remove work")
@account.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(home: Path | None, name: str, yes: bool) -> None:
    """Take an account out of the configuration and forget its password; what was read stays."""
    from assistant.accounts import find_account, remove_account
    from assistant.cli.asking import can_ask, confirm

    with opened(home) as app:
        find_account(app, name)
        if not yes:
            if not can_ask():
                raise WrongUsage("Say --yes: nobody can be asked here.")
            question = f"Remove account '{name}'? What was read of it stays"
            if not confirm(
                question, default=False, help="y takes it out of config.toml; nothing else changes."
            ):
                talk("Nothing was changed.")
                return
        password = remove_account(app, name)
    say(f"Removed account '{name}'. {password}".strip())
    talk("What was read of it stays in the database, and in what is found.")
