"""Everything behind the server: users, mailboxes, who may do what, what was asked, what goes wrong.

A test speaks with this; the operations read and change it under its lock.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.connectors.exchange.server.faults import Fault, Faults
from tests.connectors.exchange.server.mailbox import Folder, Item, Mailbox, opaque
from tests.connectors.exchange.server.soap import Refused

if TYPE_CHECKING:
    from lxml import etree

PASSWORD = "correct horse, 9 Ställe"
TOKEN = "token-of-jonas"


@dataclass
class User:
    r"""Somebody who can sign in, as ``DOMAIN\\login`` or by the address.

    Attributes:
        impersonates: Addresses whose mailboxes this user may open as if it were their owner.
        delegate_of: Addresses whose mailboxes this user may open, and how far.
    """

    login: str
    domain: str
    password: str
    address: str
    impersonates: set[str] = field(default_factory=set)
    delegate_of: dict[str, Literal["read", "write", "send"]] = field(default_factory=dict)


@dataclass
class Asked:
    """One request that was carried out or refused by the operations.

    Attributes:
        acting: The address of the owner of the mailbox that is acted as.
        headers: Of HTTP.
    """

    operation: str
    body: etree._Element
    user: str
    acting: str
    headers: dict[str, str]


@dataclass
class Sent:
    """One message that has left."""

    raw: bytes
    sender: str
    recipients: list[str]


@dataclass
class World:
    """The server's world.

    Attributes:
        requests: Requests by operation, those that failed included.
        bodies: GetItem with MimeContent, by item id: how often a body was handed out.
        looked_at: GetItem by item id, with or without a body.
        asked: Every request that got as far as its operation.
        page_cap: At most so many changes on a page of SyncFolderItems, whatever is asked for.
        find_cap: At most so many items in an answer of FindItem, as a throttling policy has it.
        stuck_states: So many calls of SyncFolderItems give back the state they got, no change, and
            say that there is more; it has been seen of real servers.
        sync_order: How a first SyncFolderItems gives the items: nothing is promised of it.
        rewrites_mime: Exchange keeps properties and writes messages anew: field order, spelling of
            names and folding are its own, in what is handed out and in what is taken. By default a
            message stays byte for byte, so that tests can compare.
        rewrites_message_ids: The server gives every message that leaves an id of its own.
        ical_with_exceptions: MimeContent of a series holds its moved occurrences.
    """

    users: list[User] = field(default_factory=list)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    bodies: Counter[str] = field(default_factory=Counter)
    looked_at: Counter[str] = field(default_factory=Counter)
    asked: list[Asked] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    sync_states: dict[str, SyncPosition] = field(default_factory=dict)
    page_cap: int = 512
    find_cap: int = 1000
    stuck_states: int = 0
    sync_order: Literal["shuffled", "oldest", "newest"] = "shuffled"
    rewrites_mime: bool = False
    rewrites_message_ids: bool = False
    ical_with_exceptions: bool = True
    lock: threading.RLock = field(default_factory=threading.RLock)
    _states: int = 0

    def add_user(
        self, address: str, *, login: str = "", domain: str = "WIRTH", password: str = PASSWORD
    ) -> User:
        """Somebody who can sign in; a mailbox is another thing."""
        user = User(login or address.partition("@")[0], domain, password, address)
        self.users.append(user)
        return user

    def add_mailbox(self, address: str, name: str = "", *, language: str = "de") -> Mailbox:
        mailbox = Mailbox(address, name or address.partition("@")[0].title(), language)
        self.mailboxes[address.lower()] = mailbox
        return mailbox

    @property
    def mailbox(self) -> Mailbox:
        """The first one: Jonas's."""
        return next(iter(self.mailboxes.values()))

    def invalidate_sync_states(self) -> None:
        """The server no longer knows any SyncState it gave: ErrorInvalidSyncStateData."""
        self.sync_states.clear()

    def fail(self, operation: str, error: str = "", /, **given: object) -> Fault:
        """The next requests of an operation go wrong; see `faults.Fault` for what can be given."""
        fault = Fault(operation, **({"error": error} | given))  # type: ignore[arg-type]
        self.faults.waiting.append(fault)
        return fault

    # ── What the operations need ─────────────────────────────────────────────────────────────

    def new_sync_state(self, position: SyncPosition) -> str:
        """An opaque name for a position; another one every time."""
        self._states += 1
        state = opaque("H4sI", f"state {self._states}", 90)
        self.sync_states[state] = position
        return state

    def sync_position(self, state: str, folder: str) -> SyncPosition:
        """The position that a state names.

        Raises:
            Refused: it names none (any more), or one of another folder.
        """
        position = self.sync_states.get(state)
        if position is None or position.folder != folder:
            raise Refused("ErrorInvalidSyncStateData", "The sync state data is invalid.")
        return position

    def mailbox_of(self, address: str) -> Mailbox:
        found = self.mailboxes.get(address.lower())
        if found is None:
            raise Refused(
                "ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it."
            )
        return found

    def holder_of(self, item_id: str) -> Mailbox:
        """The mailbox in which an item is, whoever asks."""
        for mailbox in self.mailboxes.values():
            if mailbox.has(item_id):
                return mailbox
        raise Refused("ErrorItemNotFound", "The specified object was not found in the store.")

    def holder_of_folder(self, folder_id: str) -> Mailbox:
        for mailbox in self.mailboxes.values():
            if folder_id in mailbox.folders:
                return mailbox
        raise Refused("ErrorItemNotFound", "The specified object was not found in the store.")


@dataclass
class SyncPosition:
    """What a client of one folder has been told: change numbers by id."""

    folder: str
    told: dict[str, tuple[int, int]]


@dataclass
class Caller:
    """Who asks, and in whose name."""

    world: World
    user: User
    acting: str

    def mailbox(self, address: str = "", *, write: bool = False) -> Mailbox:
        """A mailbox that this caller may open.

        Raises:
            Refused: there is none, or it may not be opened.
        """
        wanted = self.world.mailbox_of(address or self.acting)
        self.check(wanted, write=write)
        return wanted

    def check(self, mailbox: Mailbox, *, write: bool = False) -> None:
        own = mailbox.address.lower() == self.acting.lower()
        right = self.user.delegate_of.get(mailbox.address.lower())
        if own or (right is not None and (right != "read" or not write)):
            return
        raise Refused("ErrorAccessDenied", "Access is denied. Check credentials and try again.")

    def item(self, item_id: str, *, write: bool = False) -> tuple[Mailbox, Item]:
        """An item that this caller may see, and where it is."""
        mailbox = self.world.holder_of(item_id)
        self.check(mailbox, write=write)
        return mailbox, mailbox.item(item_id)

    def folder(self, folder_id: str, *, write: bool = False) -> tuple[Mailbox, Folder]:
        mailbox = self.world.holder_of_folder(folder_id)
        self.check(mailbox, write=write)
        return mailbox, mailbox.folders[folder_id]


def first_world() -> World:
    """Jonas with his mailbox, and nothing in it."""
    world = World()
    world.add_user("jonas@wirth.example")
    world.add_mailbox("jonas@wirth.example", "Jonas Wirth")
    world.tokens[TOKEN] = "jonas@wirth.example"
    return world
