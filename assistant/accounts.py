"""Accounts as a person handles them: what each kind needs and may do, a test read, add and remove.

Called by the command line and the page. Passwords pass through to the vault and to the host, and
are in nothing that is returned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from assistant.config.records import AccountKind
from assistant.connections import Connections
from assistant.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from assistant.app import App
    from assistant.config.records import AccountConfig
    from assistant.vault import Vault
    from connectors.base import Collection, MailRecord

#: Messages whose headers a test read shows.
SHOWN = 10
#: Messages whose headers it looks at, to tell whose mailbox it is and who is written with.
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Right:
    """Something the program does in an account, and what for."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class KindGuide:
    """A kind of account in words.

    Attributes:
        title: What it is.
        rights: Exactly what is done there; nothing else ever is.
        secret: What to type as its password.
    """

    title: str
    rights: tuple[Right, ...]
    secret: str


GUIDES: Mapping[AccountKind, KindGuide] = {
    AccountKind.LOCAL: KindGuide(
        "Files on this machine: mbox, Maildir, .eml, .ics",
        (Right("reads the files you name", "to see who waits for whom"),),
        "no password",
    ),
    AccountKind.IMAP: KindGuide(
        "A mailbox on a host, by IMAP",
        (
            Right("reads all folders but junk", "to see who waits for whom, and what was promised"),
            Right("puts drafts you accepted into the drafts folder", "so that you can send them"),
            Right("marks, moves and deletes nothing", "your other mail programs see no difference"),
        ),
        "the mailbox's password; better one made for this program alone, which most hosts call an "
        "app password: IMAP has no smaller right than the whole mailbox",
    ),
    AccountKind.CALDAV: KindGuide(
        "Calendars on a server, by CalDAV",
        (
            Right("reads the calendars", "to see meetings, their people, and your leave"),
            Right("writes nothing there", "invitations are answered in your calendar program"),
        ),
        "the password of the calendar server; better one made for this program alone",
    ),
    AccountKind.ICS: KindGuide(
        "One calendar at an address, as one subscribes to it",
        (Right("reads that one address", "to see its meetings"),),
        "no password, or that of the address",
    ),
}

#: Added where accepted mail is sent.
SENDS = Right("sends mail you accepted, after its hold", "because you turned [account.smtp] on")


@dataclass(frozen=True, slots=True)
class Probe:
    """What a test read saw; nothing of it is stored.

    Attributes:
        collections: Folders and calendars.
        sample: Header blocks of the newest messages of the inbox, newest first.
        items: In the first page of calendars: resources by calendar.
    """

    collections: tuple[Collection, ...]
    sample: tuple[MailRecord, ...] = ()
    items: Mapping[str, int] | None = None


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
    items: dict[str, int] = {}
    if account.reads_mail:
        with connections.mail(replace(account, bodies=False), page=SAMPLE) as mail:
            folders = mail.list_collections()
            collections.extend(folders)
            inbox = [one for one in folders if one.role is CollectionRole.INBOX] or folders
            if inbox:
                pages = mail.fetch_changes(inbox[0].name, None)
                sample = tuple(islice((one for page in pages for one in page.upserted), SAMPLE))
    if account.reads_calendar:
        with connections.calendar(account) as calendar:
            calendars = calendar.list_collections()
            collections.extend(calendars)
            for one in calendars:
                first = next(iter(calendar.fetch_changes(one.name, None)), None)
                items[one.name] = (first.total or len(first.upserted)) if first else 0
    return Probe(tuple(collections), sample, items if account.reads_calendar else None)


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


def rights_of(account: AccountConfig) -> tuple[Right, ...]:
    """Exactly what is done in an account as it is configured."""
    rights = GUIDES[account.kind].rights
    if not account.bodies:
        rights = tuple(
            Right("reads headers only: no text is fetched or kept", "because bodies = false")
            if right.what.startswith("reads all folders")
            else right
            for right in rights
        )
    return (*rights, SENDS) if account.smtp is not None else rights


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


def remove_account(app: App, name: str) -> bool:
    """Take an account out of the configuration and forget its password; what was read stays.

    Returns:
        Whether a password was kept and is forgotten.
    """
    from assistant.config.write import remove_account as remove_table

    account = find_account(app, name)
    forgotten = app.vault.delete(name) if needs_vault(account) else False
    remove_table(app.config.home, name)
    app.reload()
    return forgotten
