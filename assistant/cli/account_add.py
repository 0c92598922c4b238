"""`account add`: a mailbox or a calendar, by options or by questions; tried before it is written."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.account_shown import account_json, probe_json, show_probe
from assistant.cli.common import example, json_option, now, opened, resolve_home
from assistant.cli.printing import complain, print_json, say, talk
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from assistant.accounts import Probe
    from assistant.app import App
    from assistant.config.records import AccountConfig

KINDS = ("imap", "google", "microsoft", "exchange", "caldav", "ics", "local")
#: Kind → what an account is called where no name is given.
_NAMES = {"local": "files", "caldav": "caldav", "ics": "ics"}


@example(
    "rapport account add",
    "rapport account add imap --name work --host mail.firm.example --user marta@firm.example",
    "rapport account add google --client client_secret.json --deliver drafts",
    "rapport account add microsoft --client-id 0f2a… --tenant firm.example",
    "rapport account add exchange --host mail.firm.example --user 'FIRM\\marta' --mailbox marta@firm.example",
    "rapport account add caldav --name calendar --url https://cloud.firm.example --user marta --secret-env DAV_PASSWORD",
    "rapport account add ics --name trainings --url webcal://events.firm.example/trainings.ics",
)
@click.command("add")
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.option("--name", metavar="N", help="Your word for it.")
@click.option("--host", metavar="H", help="imap, exchange: the host.")
@click.option("--port", metavar="P", type=click.IntRange(1, 65535), help="imap: its port.")
@click.option(
    "--tls", type=click.Choice(["implicit", "starttls", "none"]), help="imap: the encryption."
)
@click.option("--user", metavar="U", help="Who signs in.")
@click.option(
    "--sign-in",
    type=click.Choice(["password", "token", "ntlm", "basic"]),
    help="What the secret is; exchange: how it is shown.",
)
@click.option("--url", metavar="URL", help="caldav, ics, exchange: the address.")
@click.option("--mail", multiple=True, metavar="PATH", help="local: a source of mail.")
@click.option("--calendar", multiple=True, metavar="PATH", help="local: an .ics file or folder.")
@click.option("--only", multiple=True, metavar="CALENDAR", help="Read these calendars only.")
@click.option("--also", multiple=True, metavar="HOST", help="caldav: it gets the password too.")
@click.option("--skip", multiple=True, metavar="FOLDER", help="Do not read this folder.")
@click.option("--headers-only", is_flag=True, help="Fetch and keep no bodies.")
@click.option("--certificate", metavar="FILE", help="Certificates to trust, as your firm's own.")
@click.option("--secret-env", metavar="VAR", help="The variable that holds the password.")
@click.option("--secret-command", metavar="CMD", help="The command that prints the password.")
@click.option("--password-stdin", is_flag=True, help="The password is the first line of stdin.")
@click.option("--smtp", metavar="HOST", help="imap: send accepted mail through this host.")
@click.option("--smtp-user", metavar="U", help="Who signs in there.  [default: --user]")
@click.option(
    "--client",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="google: the client, as downloaded from Google Cloud.",
)
@click.option("--client-id", metavar="ID", help="google, microsoft: of the program as registered.")
@click.option("--tenant", metavar="T", help="microsoft: the directory's id or domain.")
@click.option("--mailbox", metavar="ADDRESS", help="exchange: the mailbox.  [default: --user]")
@click.option(
    "--access", type=click.Choice(["own", "delegate", "impersonation"]), help="exchange: as whom."
)
@click.option(
    "--deliver",
    type=click.Choice(["none", "drafts", "send"]),
    help="google, microsoft, exchange: what becomes of accepted mail.",
)
@click.option("--no-browser", is_flag=True, help="Sign in with a browser on another machine.")
@click.option("--untested", is_flag=True, help="Add it without a test read.")
@json_option
@click.pass_obj
def add(home: Path | None, /, as_json: bool, **given: Any) -> None:
    """Add a mailbox or a calendar; without options it asks.

    A test read comes first, so that what is added works. Passwords, and what signing in with a
    browser gives, are kept in the keyring or a sealed file, never in the configuration.
    """
    from assistant.accounts import store_account
    from assistant.cli.asking import can_ask
    from assistant.cli.consent import ask_password

    if given["kind"] is None:
        if not can_ask():
            raise WrongUsage(f"Name the kind: `rapport account add {'|'.join(KINDS)} --name …`.")
        _add_by_asking(home)
        return
    _check_options(given)
    with opened(home) as app:
        values = _values(given)
        configured = _configured(app, values)
        ends = ""
        if configured.kind.signs_in_by_browser:
            configured, secret, ends = _consented(app, configured, values, given, shows=not as_json)
        else:
            _warn(configured)
            secret = ask_password(app, configured, stdin=given["password_stdin"]) or ""
        seen = None if given["untested"] else probe_typed(app, configured, secret or None)
        where = store_account(app, configured, values, secret or None)
    if as_json:
        from assistant.contract import answer

        print_json(answer(account=account_json(configured), **probe_json(seen)))
        return
    if seen is not None:
        show_probe(seen)
    say_added(configured, where, ends)


def say_added(account: AccountConfig, where: str | None, ends: str) -> None:
    """The last words of adding one."""
    what = "access" if account.kind.signs_in_by_browser else "password"
    say(f"Added account '{account.name}'.{f' Its {what} is in {where}.' if where else ''}")
    if ends:
        talk(ends)
    talk("Next: rapport run")


def _warn(account: AccountConfig) -> None:
    """Tell whoever names Exchange Online that it takes no such program any more."""
    if account.kind == "exchange":
        from connectors.exchange import exchange_online_sentence

        if sentence := exchange_online_sentence(account.url or ""):
            complain(sentence)


def _consented(
    app: App,
    account: AccountConfig,
    values: dict[str, Any],
    given: dict[str, Any],
    *,
    shows: bool,
) -> tuple[AccountConfig, str, str]:
    """Sign in on the provider's page; `values` learn the address that was signed in with."""
    from assistant.cli.account_wizard import show_rights
    from assistant.cli.consent import find_client, sign_in_on_page
    from assistant.config.write import try_account
    from assistant.connections import check_installed

    check_installed(account.kind)
    # Where access cannot be kept, nobody should sign in.
    app.vault.get(account.name)
    if shows:
        show_rights(account)
    client_secret = find_client(account, app, given["client"])
    done = sign_in_on_page(account, client_secret, elsewhere=given["no_browser"])
    values.setdefault("user", done.address)
    return try_account(app.config.home, values), done.secret, done.ends


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
    say_added(found, where, "")


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """The keys of the table that the options say."""
    from assistant.config.providers import find_other_hosts

    kind = given["kind"]
    command = given["secret_command"]
    values: dict[str, Any] = {
        "name": given["name"] or _NAMES.get(kind, "work"),
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
        "client_id": given["client_id"],
        "tenant": given["tenant"],
        "mailbox": given["mailbox"],
        "access": given["access"],
        "deliver": given["deliver"],
        "secret_env": given["secret_env"],
        "secret_command": shlex.split(command) if command else None,
    }
    if given["client"]:
        from assistant.oauth import read_client_file

        values["client_id"] = read_client_file(given["client"])[0]
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


def _check_options(given: dict[str, Any]) -> None:
    """Refuse what only other kinds have, and would be lost without a word."""
    kind = given["kind"]
    if given["client"] and kind != "google":
        raise WrongUsage("--client FILE is for google; microsoft has --client-id ID.")
    if given["client"] and given["client_id"]:
        raise WrongUsage("Write --client FILE or --client-id ID, not both.")
    if given["no_browser"] and kind not in {"google", "microsoft"}:
        raise WrongUsage("--no-browser is for google and microsoft; others are given a password.")
    if given["password_stdin"] and kind in {"google", "microsoft"}:
        raise WrongUsage(f"{kind} takes no password: you sign in on its page.")


def probe_typed(app: App, account: AccountConfig, secret: str | None) -> Probe:
    """A test read with a secret that is not kept yet."""
    from assistant.accounts import probe, typed_connections

    return probe(typed_connections(app.config.home, secret), account)
