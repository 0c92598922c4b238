"""One mailbox: its folders and items, their ids and change numbers, and another program at it.

Ids are opaque and long; an item that moves gets another one, as Exchange does. What an item is
(mail, event) and how it is shown is not known here.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.soap import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.connectors.exchange.server.agenda import Agenda
    from tests.connectors.exchange.server.event import Event

#: Well-known name, class, name in German and in English.
WELL_KNOWN = [
    ("inbox", "IPF.Note", "Posteingang", "Inbox"),
    ("drafts", "IPF.Note", "Entwürfe", "Drafts"),
    ("sentitems", "IPF.Note", "Gesendete Elemente", "Sent Items"),
    ("deleteditems", "IPF.Note", "Gelöschte Elemente", "Deleted Items"),
    ("junkemail", "IPF.Note", "Junk-E-Mail", "Junk Email"),
    ("outbox", "IPF.Note", "Postausgang", "Outbox"),
    ("conversationhistory", "IPF.Note", "Aufgezeichnete Unterhaltungen", "Conversation History"),
    ("syncissues", "IPF.Note", "Synchronisierungsprobleme", "Sync Issues"),
    ("calendar", "IPF.Appointment", "Kalender", "Calendar"),
    ("contacts", "IPF.Contact", "Kontakte", "Contacts"),
    ("tasks", "IPF.Task", "Aufgaben", "Tasks"),
    ("notes", "IPF.StickyNote", "Notizen", "Notes"),
    ("journal", "IPF.Journal", "Journal", "Journal"),
]


@dataclass
class Item:
    """A message or a calendar item.

    Attributes:
        raw: RFC 5322 bytes of a message; empty for a calendar item.
        change, read_change: Numbers of the last change at all and of the last of the read flag.
        verb: What was done with it: 0 nothing, 102 answered, 103 answered to all, 104 passed on.
        event: The calendar item.
        index, topic: What a client wrote to put it into a conversation; the first in base64.
        answers, answer_verb: Of a draft: the id of the message it answers, and the verb which that
            one gets when the draft leaves.
    """

    id: str
    folder: str
    raw: bytes
    received_at: datetime
    change: int
    read_change: int = 0
    kind: str = "Message"
    item_class: str = "IPM.Note"
    read: bool = False
    draft: bool = False
    flagged: bool = False
    associated: bool = False
    verb: int = 0
    categories: tuple[str, ...] = ()
    event: Event | None = None
    index: str = ""
    topic: str = ""
    answers: str = ""
    answer_verb: int = 0
    fields: Message = field(default_factory=Message)

    def __post_init__(self) -> None:
        self.read_headers()

    def read_headers(self) -> None:
        """Look at the header again, after `raw` has changed."""
        self.fields = BytesHeaderParser().parsebytes(self.raw[:262144])

    @property
    def change_key(self) -> str:
        return change_key(self.id, self.change + self.read_change)

    def header(self, name: str) -> str:
        """The decoded value of a header, or nothing."""
        value = self.fields.get(name)
        return "" if value is None else decoded(str(value))


@dataclass
class Folder:
    """A folder; `items` in the order of their arrival, by id."""

    id: str
    name: str
    parent: str
    folder_class: str
    well_known: str = ""
    items: dict[str, Item] = field(default_factory=dict)
    change: int = 1
    hidden: bool = False

    @property
    def change_key(self) -> str:
        return change_key(self.id, self.change)


@dataclass
class Mailbox:
    """A mailbox, and what another mail program does at it.

    A folder is given by its well-known name (`inbox`), its display name, or its id.
    """

    address: str
    name: str = ""
    language: str = "de"
    folders: dict[str, Folder] = field(default_factory=dict)
    #: The time of the next thing that happens; a minute passes with each.
    clock: datetime = datetime(2026, 3, 2, 6, tzinfo=UTC)
    agenda: Agenda = field(init=False)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _changes: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        # Here and not above: the agenda is made of items.
        from tests.connectors.exchange.server.agenda import Agenda

        self.agenda = Agenda(self)
        root = self._add_folder("root", "", "", "root")
        names = ("Oberste Ebene des Informationsspeichers", "Top of Information Store")
        top = self._add_folder(names[self.language != "de"], root.id, "", "msgfolderroot")
        for key, folder_class, german, english in WELL_KNOWN:
            shown = german if self.language == "de" else english
            self._add_folder(shown, top.id, folder_class, key)

    # ── Another program ──────────────────────────────────────────────────────────────────────

    def folder(self, name: str) -> Folder:
        """A folder by well-known name, display name or id.

        Raises:
            KeyError: there is none.
        """
        for attribute in ("well_known", "name", "id"):
            for each in self.folders.values():
                if getattr(each, attribute) == name:
                    return each
        raise KeyError(name)

    def add_folder(
        self,
        name: str,
        parent: str = "msgfolderroot",
        folder_class: str = "IPF.Note",
        *,
        hidden: bool = False,
    ) -> str:
        """A new folder; its id. Outlook shows no hidden one."""
        folder = self._add_folder(name, self.folder(parent).id, folder_class, "")
        folder.hidden = hidden
        return folder.id

    def rename_folder(self, folder: str, name: str) -> None:
        changed = self.folder(folder)
        changed.name, changed.change = name, changed.change + 1

    def delete_folder(self, folder: str) -> None:
        """A folder and all below it are gone for good."""
        gone = self.folder(folder)
        for each in self.children(gone):
            self.delete_folder(each.id)
        del self.folders[gone.id]

    def add_message(
        self,
        folder: str,
        raw: bytes,
        *,
        received_at: datetime | None = None,
        read: bool = False,
        draft: bool = False,
        item_class: str = "IPM.Note",
    ) -> str:
        """A message arrives; its id.

        Args:
            item_class: ``IPM.Schedule.Meeting.Request`` makes a `MeetingRequest` of it, ``IPM.Post``
                a `PostItem`, ``IPM.Document`` an `Item`; most others are a `Message`.
        """
        item = self.add_item(folder, raw, received_at=received_at)
        item.read, item.draft, item.item_class = read, draft, item_class
        item.kind = _KINDS.get(item_class, "Message")
        return item.id

    def move(self, item_id: str, folder: str) -> str:
        """A message goes to another folder; its new id. The old one is not known any more."""
        item = self.item(item_id)
        del self.folders[item.folder].items[item.id]
        target = self.folder(folder)
        item.id, item.folder, item.change = self._item_id(), target.id, next(self._changes)
        target.items[item.id] = item
        return item.id

    def delete(self, item_id: str) -> None:
        """An item is gone for good; an occurrence of a series leaves the series."""
        item = self.item(item_id)
        if item.event is not None and item.event.original is not None:
            series = self.agenda.series_of(item_id)
            self.agenda.cancel_occurrence(series.id, item.event.original)
            return
        del self.folders[item.folder].items[item.id]

    def set_read(self, item_id: str, read: bool = True) -> None:
        item = self.item(item_id)
        if item.read != read:
            item.read, item.read_change = read, next(self._changes)

    def set_flagged(self, item_id: str, flagged: bool = True) -> None:
        item = self.item(item_id)
        item.flagged = flagged
        self.touch(item)

    def set_categories(self, item_id: str, *categories: str) -> None:
        item = self.item(item_id)
        item.categories = categories
        self.touch(item)

    def add_event(self, raw: bytes, folder: str = "calendar") -> str:
        """An iCalendar object comes into a calendar; its id. `agenda` has the rest."""
        return self.agenda.add(raw, folder=folder)

    # ── What the operations need ─────────────────────────────────────────────────────────────

    def item(self, item_id: str) -> Item:
        """An item by its id, or an occurrence of a series by its own.

        Raises:
            Refused: there is none (any more).
        """
        if self.agenda.knows(item_id):
            return self.agenda.occurrence(item_id)
        for folder in self.folders.values():
            if item_id in folder.items:
                return folder.items[item_id]
        raise Refused("ErrorItemNotFound", "The specified object was not found in the store.")

    def has(self, item_id: str) -> bool:
        found = any(item_id in folder.items for folder in self.folders.values())
        return found or self.agenda.knows(item_id)

    def items(self, folder: str) -> list[Item]:
        """The items of a folder, oldest first."""
        return list(self.folder(folder).items.values())

    def children(self, parent: Folder) -> list[Folder]:
        return [each for each in self.folders.values() if each.parent == parent.id]

    def add_item(self, folder: str, raw: bytes, *, received_at: datetime | None = None) -> Item:
        target = self.folder(folder)
        at = received_at or self.tick()
        item = Item(self._item_id(), target.id, raw, at, next(self._changes))
        target.items[item.id] = item
        return item

    def touch(self, item: Item) -> None:
        """An item has changed."""
        item.change = self.next_change()

    def next_change(self) -> int:
        return next(self._changes)

    def new_message_id(self) -> str:
        """A Message-ID of the server's own, with its angle brackets."""
        data = hashlib.shake_256(f"{self.address} {next(self._numbers)}".encode()).hexdigest(16)
        return f"<{data}@mail.wirth.example>"

    def tick(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    def _add_folder(self, name: str, parent: str, folder_class: str, well_known: str) -> Folder:
        key = opaque("AAMkAGFolder", f"{self.address} {next(self._numbers)}", 66)
        folder = Folder(key, name, parent, folder_class, well_known)
        self.folders[key] = folder
        return folder

    def _item_id(self) -> str:
        return opaque("AAMkAGItem", f"{self.address} {next(self._numbers)}", 105)


_KINDS = {
    "IPM.Schedule.Meeting.Request": "MeetingRequest",
    "IPM.Schedule.Meeting.Canceled": "MeetingCancellation",
    "IPM.Schedule.Meeting.Resp.Pos": "MeetingResponse",
    "IPM.Schedule.Meeting.Resp.Neg": "MeetingResponse",
    "IPM.Schedule.Meeting.Resp.Tent": "MeetingResponse",
    "IPM.Post": "PostItem",
    "IPM.Activity": "Item",
    "IPM.Document": "Item",
}


def opaque(prefix: str, seed: str, size: int) -> str:
    """Base64 in which nothing can be read, always with a slash and a plus; `size` bytes of it."""
    data = hashlib.shake_256(f"{prefix} {seed}".encode()).digest(size)
    return "AAMk" + base64.b64encode(b"\xff\xef\xbe\xfb" + data).decode()


def change_key(key: str, change: int) -> str:
    return (
        "CQAAABYAAA" + base64.b64encode(hashlib.sha256(f"{key}{change}".encode()).digest()).decode()
    )


def decoded(value: str) -> str:
    """A header field as people read it (RFC 2047); what cannot be decoded stays as it is."""
    try:
        parts = [
            part.decode(charset or "utf-8", "replace") if isinstance(part, bytes) else part
            for part, charset in decode_header(value)
        ]
    except (LookupError, ValueError):
        return value
    return " ".join("".join(parts).split())
