"""`account add` on a terminal: from an address to an account that was tried and works.

Asks, tries, asks again what was wrong, and writes after the last answer. Where there is no home yet
it makes one, with what the mailbox itself shows of its owner.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.accounts import Probe, needs_vault, probe, typed_connections, usual_name
from assistant.cli.asking import ask, ask_secret, choose, confirm
from assistant.cli.printing import say, say_wrapped, talk
from assistant.config.providers import find_other_hosts, propose
from assistant.config.records import AccountKind
from assistant.config.write import try_account
from assistant.connections import check_installed
from assistant.errors import RapportError, WrongUsage
from assistant.rights import GUIDES, rights_of
from connectors.base import AuthError, ConnectorError
from connectors.loopback import is_loopback

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.config.records import AccountConfig

_KINDS = (
    AccountKind.IMAP,
    AccountKind.GOOGLE,
    AccountKind.MICROSOFT,
    AccountKind.EXCHANGE,
    AccountKind.CALDAV,
    AccountKind.ICS,
    AccountKind.LOCAL,
)
#: Carries the client secret beside the keys of a table; it is in no file.
CLIENT_SECRET = "client_secret"  # noqa: S105 - a key
#: What becomes of accepted mail: the value of `deliver` and its words.
_DELIVERIES = (
    ("none", "it stays here: this account is only read"),
    ("drafts", "it becomes a draft in this mailbox, and you send it"),
    ("send", "it is sent from this mailbox, after its hold"),
)
_ACCESSES = (
    ("own", "my own"),
    ("delegate", "somebody's who gave me access (delegate)"),
    ("impersonation", "one that this account may act as (impersonation)"),
)


def ask_for_account(
    home: Path, taken: Sequence[str], addresses: Sequence[str]
) -> tuple[AccountConfig, dict[str, Any], str | None, Probe | None]:
    """Ask for one account and try it.

    Args:
        home: Folder of the home; paths are against it.
        taken: Names that other accounts have.
        addresses: The owner's, for proposals.

    Returns:
        The account, the keys of its table, the password to keep, and what the test read saw; None
        where the person chose to add it untried.
    """
    kind = _KINDS[
        choose(
            "What shall be read",
            [GUIDES[kind].title for kind in _KINDS],
            0,
            "Several can be added, one after the other. docs/google.md and docs/microsoft.md say "
            "how a program is registered there, once.",
        )
    ]
    check_installed(kind)
    values = {"name": _ask_name(kind, taken), "kind": kind.value, **_ask_keys(kind, addresses)}
    if kind.signs_in_by_browser:
        return _ask_consent(home, kind, addresses, values)
    secret: str | None = None
    while True:
        account = try_account(home, values)
        show_rights(account)
        if needs_vault(account):
            what = "Its address" if kind is AccountKind.ICS and not account.user else "Password"
            secret = ask_secret(what, GUIDES[kind].secret + ".")
        talk("Trying it …")
        try:
            seen = probe(typed_connections(home, secret), account)
        except (ConnectorError, RapportError) as error:
            talk(str(error))
            again = ["Type the password again", "Change host, user or encryption", "Add it untried"]
            chosen = choose(
                "What now", again, 0 if isinstance(error, AuthError) else 1, "Ctrl-C adds nothing."
            )
            if chosen == 2:
                return account, values, secret, None
            if chosen == 1:
                values = {**values, **_ask_keys(kind, addresses, before=values)}
            continue
        return account, values, secret, seen


def _ask_consent(
    home: Path, kind: AccountKind, addresses: Sequence[str], values: dict[str, Any]
) -> tuple[AccountConfig, dict[str, Any], str | None, Probe | None]:
    """Let the person sign in on the provider's page, as often as it takes."""
    from assistant.cli.consent import sign_in_on_page

    client_secret = values.pop(CLIENT_SECRET, "")
    while True:
        account = try_account(home, values)
        show_rights(account)
        try:
            done = sign_in_on_page(account, client_secret, elsewhere=False)
            talk(f"You signed in as {done.address}. Trying it …")
            seen = probe(typed_connections(home, done.secret), account)
        except (ConnectorError, RapportError) as error:
            talk(str(error))
            again = ["Sign in again", "Change what is registered"]
            if choose("What now", again, 0, "Ctrl-C adds nothing.") == 1:
                values = {**values, **_ask_keys(kind, addresses, before=values)}
                client_secret = values.pop(CLIENT_SECRET, "")
            continue
        if done.ends:
            talk(done.ends)
        values = {**values, "user": done.address}
        return try_account(home, values), values, done.secret, seen


def ask_headers_only(account: AccountConfig) -> bool:
    """Whether the text of mail stays where it is."""
    if not account.reads_mail:
        return False
    return confirm(
        "Read headers only",
        default=False,
        help="y fetches and keeps no text: who wrote to whom and when is known, promises and requests "
        "are not.",
    )


def _ask_name(kind: AccountKind, taken: Sequence[str]) -> str:
    usual = usual_name(kind)
    names = (usual, *(f"{usual}-{number}" for number in range(2, 100)))
    free = next(name for name in names if name not in taken)

    def check(text: str) -> str:
        if not text or len(text) > 100 or not text.isprintable():
            raise WrongUsage("A name is a short word, as work.")
        if text in taken:
            raise WrongUsage(f"There is an account '{text}' already.")
        return text

    return ask("Your word for it", free, "It stands in reports beside what was read there.", check)


def _ask_keys(
    kind: AccountKind, addresses: Sequence[str], before: dict[str, Any] | None = None
) -> dict[str, Any]:
    before = before or {}
    if kind is AccountKind.IMAP:
        return _ask_imap(addresses, before)
    if kind is AccountKind.GOOGLE:
        return _ask_google()
    if kind is AccountKind.MICROSOFT:
        return _ask_microsoft(before)
    if kind is AccountKind.EXCHANGE:
        return _ask_exchange(addresses, before)
    if kind is AccountKind.CALDAV:
        return _ask_caldav(addresses, before)
    if kind is AccountKind.ICS:
        return _ask_ics(before)
    return _ask_local(before)


def _ask_imap(addresses: Sequence[str], before: dict[str, Any]) -> dict[str, Any]:
    user = ask(
        "Address or user name",
        before.get("user") or next(iter(addresses), ""),
        "What you sign in with at the mailbox; mostly the whole address.",
        _line("Somebody signs in there."),
    )
    proposed = propose(user)
    if proposed.note:
        talk(f"Before you go on: {proposed.note}.")
    host = ask(
        "Host",
        before.get("host") or proposed.imap or "",
        "As mail.your.firm; it stands in the set-up page of your provider under IMAP or incoming.",
        _line("A host has a name, as mail.your.firm."),
    )
    kinds = ["implicit", "starttls"]
    ways = ["from the first byte, port 993 (usual)", "STARTTLS, port 143"]
    if is_loopback(host):
        kinds.append("none")
        ways.append("none: the host is this machine")
    usual_way = kinds.index(before["tls"]) if before.get("tls") in kinds else 0
    tls = kinds[choose("Encryption", ways, usual_way, "The first, if unsure.")]
    usual = 993 if tls == "implicit" else 143
    port = ask("Port", str(before.get("port") or usual), "The usual one, if unsure.", _port)
    return {"host": host, "port": port, "tls": tls, "user": user}


def _ask_google() -> dict[str, Any]:
    from assistant.oauth import read_client_file

    client_id, secret = ask(
        "File with the client (path)",
        "",
        "Google Cloud gives it for a client of the type 'Desktop app'; docs/google.md leads there.",
        lambda text: read_client_file(Path(text).expanduser()),
    )
    return {"client_id": client_id, CLIENT_SECRET: secret} | _ask_deliver()


def _ask_microsoft(before: dict[str, Any]) -> dict[str, Any]:
    client_id = ask(
        "Application (client) ID",
        before.get("client_id") or "",
        "Of the program as you registered it with Microsoft; docs/microsoft.md leads there.",
        _line("It stands on the overview page of the registration."),
    )
    tenant = ask(
        "Directory (tenant) ID or domain",
        before.get("tenant") or "organizations",
        "organizations fits every firm, consumers is for Outlook.com.",
        _line("It stands on the overview page of the registration."),
    )
    return {"client_id": client_id, "tenant": tenant} | _ask_deliver()


def _ask_exchange(addresses: Sequence[str], before: dict[str, Any]) -> dict[str, Any]:
    from connectors.exchange import exchange_online_sentence

    host = ask(
        "Host",
        before.get("host") or "",
        "As mail.your.firm: the host of Outlook on the web.",
        _line("A host has a name, as mail.your.firm."),
    )
    if warning := exchange_online_sentence(f"https://{host}/"):
        talk(warning)
    user = ask(
        "User name",
        before.get("user") or next(iter(addresses), ""),
        "As you sign in to Windows: FIRM\\marta, or marta@firm.example.",
        _line("Somebody signs in there."),
    )
    usual = before.get("mailbox") or (user if "@" in user else next(iter(addresses), ""))
    mailbox = ask(
        "Address of the mailbox", usual, "Mail to it lies there.", _line("As m@f.example")
    )
    chosen = choose("Whose mailbox is it", [words for _, words in _ACCESSES], 0, "Mostly your own.")
    values = {"host": host, "user": user, "mailbox": mailbox, "access": _ACCESSES[chosen][0]}
    return values | _ask_deliver(1)


def _ask_deliver(default: int = 0) -> dict[str, Any]:
    chosen = choose(
        "What becomes of mail you accept",
        [words for _, words in _DELIVERIES],
        default,
        "`deliver` in config.toml changes it later; then `rapport account auth` signs in again.",
    )
    return {"deliver": _DELIVERIES[chosen][0]}


def _ask_caldav(addresses: Sequence[str], before: dict[str, Any]) -> dict[str, Any]:
    user = ask(
        "User name",
        before.get("user") or next(iter(addresses), ""),
        "What you sign in with at the calendar server.",
        _line("Somebody signs in there."),
    )
    url = ask(
        "Address of the server",
        before.get("url") or propose(user).caldav or "",
        "As https://cloud.your.firm/; its calendars are found from there.",
        _line("An address begins with https://."),
    )
    values: dict[str, Any] = {"url": url, "user": user}
    if others := find_other_hosts(url):
        talk(f"It keeps calendars on other hosts, which get the password too: {', '.join(others)}")
        values["hosts"] = list(others)
    return values


def _ask_ics(before: dict[str, Any]) -> dict[str, Any]:
    secret = confirm(
        "Is the address itself a secret",
        default="url" not in before,
        help="Who has a private address of a calendar can read it; then it is kept like a password.",
    )
    if secret:
        return {}
    url = ask("Address", before.get("url") or "", "https://… or webcal://…", _line("As https://…"))
    return {"url": url}


def _ask_local(before: dict[str, Any]) -> dict[str, Any]:
    from assistant.cli.interview import check_calendar, check_mail

    mail = ask("Mail (path, - for none)", "", "mbox, Maildir or folder of .eml.", check_mail)
    calendar = ask("Calendar (path, - for none)", "", ".ics file or folder.", check_calendar)
    if mail is None and calendar is None:
        talk("Then there is nothing to read; name one of both.")
        return _ask_local(before)
    values: dict[str, Any] = {}
    if mail is not None:
        values["mail"] = [str(mail)]
    if calendar is not None:
        values["calendar"] = [str(calendar)]
    return values


def show_rights(account: AccountConfig) -> None:
    """What is done in the account, before anybody signs in."""
    say(f"What rapport does in account '{account.name}':")
    for right in rights_of(account):
        say_wrapped(f"it {right.what}: {right.why}", first="  - ", rest="    ")


def _line(sentence: str) -> Any:
    def check(text: str) -> str:
        if not text:
            raise WrongUsage(sentence)
        return text

    return check


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise WrongUsage(f"'{text}' is no port from 1 to 65535.")
    return int(text)
