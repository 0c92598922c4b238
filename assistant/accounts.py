"""Accounts as a person handles them: what each kind needs and may do, a test read, add and remove.

Called by the command line and the page. Passwords pass through to the vault and to the host, and
are in nothing that is returned.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.config.records import AccountKind
from assistant.connections import Connections
from assistant.errors import NotFound, RapportError, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from assistant.app import App
    from assistant.config.records import AccountConfig
    from assistant.vault import Vault
    from connectors.base import Collection, MailConnector, MailRecord

#: Messages whose headers a test read shows.
SHOWN = 10
#: Messages whose headers it looks at, to tell whose mailbox it is and who is written with.
SAMPLE = 200

#: Two requests of the page must not write down one name twice.
_WRITING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Probe:
    """What a test read saw; nothing of it is stored.

    Attributes:
        collections: Folders and calendars.
        sample: Header blocks of the newest messages of the inbox, newest first.
        sent: The same of the folder of sent mail: whom its owner writes to.
        items: In the first page of calendars: resources by calendar.
    """

    collections: tuple[Collection, ...]
    sample: tuple[MailRecord, ...] = ()
    items: Mapping[str, int] | None = None
    sent: tuple[MailRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """One message of a test read, as it is shown."""

    at: datetime | None
    sender: str
    subject: str


class Typed:
    """A vault that knows one password, for a test read before anything is kept."""

    where = "what was typed"

    def __init__(self, secret: str | None) -> None:
        self._secret = secret

    def get(self, name: str) -> str | None:
        """The password."""
        return self._secret

    def put(self, name: str, secret: str) -> None:
        """Take another one."""
        self._secret = secret

    def delete(self, name: str) -> bool:
        """Forget it."""
        had, self._secret = self._secret is not None, None
        return had


def find_account(app: App, name: str) -> AccountConfig:
    """The account that is called so.

    Raises:
        NotFound: none is.
    """
    for account in app.config.accounts:
        if account.name == name:
            return account
    known = ", ".join(account.name for account in app.config.accounts)
    raise NotFound("account", name, hint=f"There is {known}." if known else "There is none yet.")


def usual_name(kind: AccountKind) -> str:
    """What an account of a kind is called where nobody says otherwise."""
    names = {
        AccountKind.LOCAL: "files",
        AccountKind.CALDAV: "calendar",
        AccountKind.ICS: "calendar",
    }
    return names.get(kind, "work")


def needs_vault(account: AccountConfig) -> bool:
    """Whether its password is to be kept here: no variable and no command gives it."""
    given = account.secret.env is not None or bool(account.secret.command)
    if account.kind is AccountKind.ICS:
        # The address itself may be the secret; with an address and no user there is none.
        return not given and (account.url is None or bool(account.user))
    return account.is_remote and not given


def probe(connections: Connections, account: AccountConfig) -> Probe:
    """A test read: folders, and the headers of the newest messages; stores nothing.

    Raises:
        ConnectorError, RapportError: what is wrong, and what to do.
    """
    from connectors.base import CollectionRole

    collections: list[Collection] = []
    sample: tuple[MailRecord, ...] = ()
    sent: tuple[MailRecord, ...] = ()
    items: dict[str, int] = {}
    if account.reads_mail:
        with connections.mail(replace(account, bodies=False), page=SAMPLE) as mail:
            folders = mail.list_collections()
            collections.extend(folders)
            inbox = [one for one in folders if one.role is CollectionRole.INBOX] or folders
            if inbox:
                sample = _newest(mail, inbox[0].name)
            written = [one for one in folders if one.role is CollectionRole.SENT]
            if written:
                sent = _newest(mail, written[0].name)
    connections.introduce_to_sender(account)
    if account.reads_calendar:
        with connections.calendar(account) as calendar:
            calendars = calendar.list_collections()
            collections.extend(calendars)
            for one in calendars:
                first = next(iter(calendar.fetch_changes(one.name, None)), None)
                items[one.name] = (first.total or len(first.upserted)) if first else 0
    return Probe(tuple(collections), sample, items if account.reads_calendar else None, sent)


def _newest(mail: MailConnector, folder: str) -> tuple[MailRecord, ...]:
    pages = mail.fetch_changes(folder, None)
    return tuple(islice((one for page in pages for one in page.upserted), SAMPLE))


def read_headings(sample: Sequence[MailRecord]) -> tuple[Heading, ...]:
    """Date, sender and subject of the newest messages of a test read, newest first."""
    from assistant.ingest.normalise import normalise

    shown = []
    for record in sample:
        message = normalise(replace(record, truncated=True))
        sender = message.sender
        name = (sender.name or sender.address) if sender else ""
        shown.append(Heading(message.sent_at, name, message.subject))
    shown.sort(key=lambda one: (one.at is not None, one.at), reverse=True)
    return tuple(shown[:SHOWN])


def typed_connections(home: Path, secret: str | None) -> Connections:
    """Connections of a home that use a password which is not kept yet."""
    vault: Vault = Typed(secret)
    return Connections(home, lambda: vault)


def say_where(account: AccountConfig) -> str:
    """How an account is reached, without anything secret."""
    if account.kind is AccountKind.IMAP:
        return f"{account.user} at {account.host}"
    if account.kind is AccountKind.CALDAV:
        return f"{account.user} at {urlsplit(account.url or '').hostname or '-'}"
    if account.kind is AccountKind.ICS:
        # Such an address is often a secret by itself.
        return "an address"
    if account.kind is AccountKind.EXCHANGE:
        return f"{account.mailbox} at {urlsplit(account.url or '').hostname or '-'}"
    if account.kind.signs_in_by_browser:
        provider = "Google" if account.kind is AccountKind.GOOGLE else "Microsoft 365"
        return f"{account.user} at {provider}" if account.user else provider
    paths = [path.name for path in (*account.mail, *account.calendar)]
    return list_some(paths, 3) or "-"


def say_reads(account: AccountConfig) -> str:
    """What is read of an account."""
    if not account.reads_mail:
        return "calendars"
    what = "mail" if account.bodies else "headers only"
    return f"{what}, calendars" if account.reads_calendar else what


def list_some(names: Sequence[str], most: int = 12) -> str:
    """The first of many names, and how many more there are."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def say_given(account: AccountConfig) -> str:
    """Where the password of an account comes from that is not kept here."""
    if account.secret.env is not None:
        return f"the variable {account.secret.env} holds it"
    if account.secret.command:
        return f"'{account.secret.command[0]}' gives it"
    return "it needs none"


def store_account(
    app: App, account: AccountConfig, values: Mapping[str, Any], secret: str | None
) -> str | None:
    """Write an account down and keep its password; returns where, or None where there is none.

    The password first: an account without one would fail at every reading.

    Args:
        app: The home.
        account: What `values` make, as `try_account` gives it.
        values: The keys of its table.
        secret: Its password where that is to be kept here.

    Raises:
        WrongUsage: there is an account of that name; its password is as it was.
        RapportError: there is no safe place for the password, or the configuration cannot be
            written; nothing is kept.
    """
    from assistant.config.write import add_account

    with _WRITING:
        app.reload()
        if account.name in {one.name for one in app.config.accounts}:
            raise WrongUsage(f"There is an account '{account.name}' already; give it another name.")
        where = keep(app, account, secret) if secret is not None else None
        try:
            add_account(app.config.home, values)
        except (RapportError, OSError):
            if where is not None:
                app.vault.delete(account.name)
            raise
        app.reload()
    return where


def keep(app: App, account: AccountConfig, secret: str) -> str:
    """Keep the password of an account; returns where, in words.

    Raises:
        RapportError: there is no safe place for it.
    """
    app.vault.put(account.name, secret)
    clear_pause(app, account.name)
    return app.vault.where


def clear_pause(app: App, name: str) -> None:
    """Let the next reading ask the account's host at once."""
    from assistant.store.accounts import load_states, note_success
    from assistant.store.engine import read, write

    with read(app.engine) as connection:
        state = load_states(connection, app.owner_id).get(name)
    if state is not None and state.error is not None:
        with write(app.engine) as connection:
            note_success(connection, state.id)


def remove_account(app: App, name: str) -> str:
    """Take an account out of the configuration and forget its password; what was read stays.

    Returns:
        What became of its password, in a sentence; ``''`` where none was kept.
    """
    from assistant.config.write import remove_account as remove_table
    from assistant.store.accounts import load_states
    from assistant.store.engine import write
    from assistant.store.tallies import forget_account

    account = find_account(app, name)
    said = _forget_password(app, account) if needs_vault(account) else ""
    remove_table(app.config.home, name)
    app.reload()
    with write(app.engine) as connection:
        state = load_states(connection, app.owner_id).get(name)
        if state is not None:
            forget_account(connection, state.id)
    return said


def _forget_password(app: App, account: AccountConfig) -> str:
    what = "access" if account.kind.signs_in_by_browser else "password"
    try:
        forgotten = app.vault.delete(account.name)
    except RapportError as error:
        # A key that is lost must not keep an account for ever.
        return f"Its {what} could not be forgotten. {error}"
    return f"Its {what} is forgotten." if forgotten else ""
