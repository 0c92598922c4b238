"""`account`: the mailboxes and calendars that are read; sign in, try, list, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from assistant.cli.account_add import add, probe_typed
from assistant.cli.account_shown import account_json, probe_json, show_probe
from assistant.cli.common import (
    NEEDS_SIGN_IN,
    PARTLY_DONE,
    example,
    json_option,
    now,
    opened,
)
from assistant.cli.printing import complain, print_json, say, say_wrapped, table, talk
from assistant.errors import RapportError, WrongUsage
from connectors.base import AuthError, ConnectorError


@example("rapport account list")
@click.group()
def account() -> None:
    """Mailboxes and calendars: add, list, sign in, try, remove."""


account.add_command(add)


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
@click.option(
    "--client",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="google: the client, as downloaded from Google Cloud.",
)
@click.option("--no-browser", is_flag=True, help="Sign in with a browser on another machine.")
@click.option("--password-stdin", is_flag=True, help="The password is the first line of stdin.")
@click.option("--untested", is_flag=True, help="Keep it without a test read.")
@click.pass_obj
def auth(
    home: Path | None,
    name: str,
    client: Path | None,
    no_browser: bool,
    password_stdin: bool,
    untested: bool,
) -> None:
    """Sign in again: on the provider's page, or with another password; tried before it is kept."""
    from assistant.accounts import clear_pause, find_account, keep, needs_vault, say_given
    from assistant.cli.consent import ask_password, find_client, sign_in_on_page
    from assistant.connections import check_installed

    with opened(home) as app:
        account = find_account(app, name)
        if not account.is_remote:
            raise WrongUsage(f"Account '{name}' is files on this machine; they need no password.")
        if not needs_vault(account):
            probe_typed(app, account, None)
            clear_pause(app, name)
            say(
                f"Account '{name}' lets us in. Its password is not kept here: {say_given(account)}."
            )
            return
        what, ends = "password", ""
        if account.kind.signs_in_by_browser:
            check_installed(account.kind)
            done = sign_in_on_page(account, find_client(account, app, client), elsewhere=no_browser)
            what, secret, ends = "access", done.secret, done.ends
        else:
            secret = ask_password(app, account, stdin=password_stdin) or ""
        if not untested:
            probe_typed(app, account, secret)
        where = keep(app, account, secret)
    say(f"Account '{name}' lets us in; its {what} is in {where}.")
    if ends:
        talk(ends)


@example("rapport account check", "rapport account check work --json")
@account.command("check")
@click.argument("name", required=False)
@json_option
@click.pass_obj
def check(home: Path | None, name: str | None, as_json: bool) -> None:
    """Try an account, or all: sign in, list its folders, read the newest headers; stores nothing."""
    from assistant.accounts import clear_pause, find_account, probe
    from assistant.contract import answer
    from assistant.rights import rights_of

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
