"""A mailbox, a calendar and a drafts folder in memory, which keep the promises of the real ones.

For tests of everything behind the port: what other clients do to the mailbox is a method
(`add`, `flag`, `move`, `delete`), and what goes wrong is a `Fault` that is used up when it strikes.
Every body handed out and every draft taken is counted. Not for use with real mail: it forgets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from connectors.base import (
    AmbiguousDelivery,
    CalendarPage,
    CalendarRecord,
    Collection,
    CollectionKind,
    CollectionRole,
    ConnectorError,
    CursorExpired,
    FlagChange,
    Listed,
    MailPage,
    MailRecord,
    OutgoingMail,
    PermanentError,
    Problem,
    Receipt,
)
from connectors.limits import MAX_MESSAGE_BYTES, header_block, too_large


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong once.

    Attributes:
        error: What is raised.
        at_page: How many pages of the fetch are given before; 0 raises at once.
        collection: Only there; None: wherever it is first met.
    """

    error: ConnectorError
    at_page: int = 0
    collection: str | None = None


@dataclass(slots=True)
class _Item:
    """One item, and when it was made and last changed (numbers of the change log)."""

    record: MailRecord | CalendarRecord
    made: int
    changed: int


@dataclass(slots=True)
class _Folder:
    """One collection with its change log: the last change of every item that ever was."""

    collection: Collection
    items: dict[str, _Item] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Change:
    """What became of one item: `item` is None when it is gone, `body` false when only flags."""

    provider_id: str
    at: int
    item: _Item | None
    body: bool


@dataclass(slots=True)
class _Account:
    """The part that mail and calendar share: collections, a clock of changes, faults."""

    page_items: int
    folders: dict[str, _Folder] = field(default_factory=dict)
    now: int = 0
    generation: int = 0
    faults: list[Fault] = field(default_factory=list)

    def folder(self, account: str, name: str) -> _Folder:
        try:
            return self.folders[name]
        except KeyError:
            raise PermanentError(
                f"There is no '{name}' in account '{account}' any more. Nothing stored was deleted."
            ) from None

    def put(self, folder: _Folder, record: MailRecord | CalendarRecord) -> None:
        self.now += 1
        folder.gone.pop(record.provider_id, None)
        folder.items[record.provider_id] = _Item(record, self.now, self.now)

    def remove(self, folder: _Folder, provider_id: str) -> None:
        self.now += 1
        del folder.items[provider_id]
        folder.gone[provider_id] = self.now

    def strike(self, collection: str, pages: int) -> None:
        """Raise the first fault that is due, once."""
        for fault in self.faults:
            if fault.at_page == pages and fault.collection in (None, collection):
                self.faults.remove(fault)
                raise fault.error

    def cursor(self, position: int) -> str:
        return f"{self.generation}.{position}"

    def read_cursor(self, cursor: str | None) -> tuple[int, bool]:
        """The position in a cursor, and whether the provider has lost it."""
        if not cursor:
            return 0, False
        generation, _, position = cursor.partition(".")
        return int(position), int(generation) != self.generation

    def listing(self, folder: _Folder) -> Iterator[Listed]:
        """Every item that is there, with the arrival of mail."""
        for name, item in folder.items.items():
            record = item.record
            yield Listed(name, record.received_at if isinstance(record, MailRecord) else None)

    def changes(self, folder: _Folder, since: int) -> list[_Change]:
        """The last change of every item since a position, in the order of the changes."""
        changes = [
            _Change(name, item.changed, item, item.made > since)
            for name, item in folder.items.items()
            if item.changed > since
        ]
        if since:
            changes += [
                _Change(name, at, None, body=False)
                for name, at in folder.gone.items()
                if at > since
            ]
        return sorted(changes, key=lambda change: change.at)


class MemoryMail:
    """`MailConnector` in memory.

    Attributes:
        account: The account's name.
        downloads: Bodies handed out so far.
        faults: What will go wrong; a fault is removed when it strikes.
    """

    def __init__(self, account: str = "memory", *, page_items: int = 100) -> None:
        self.account = account
        self.downloads = 0
        self._data = _Account(page_items)
        self.faults = self._data.faults
        self._names = 0
        self.add_collection("INBOX", CollectionRole.INBOX)

    def add_collection(self, name: str, role: CollectionRole = CollectionRole.OTHER) -> None:
        """Make a folder."""
        self._data.folders[name] = _Folder(Collection(name, CollectionKind.MAIL, role))

    def add(
        self,
        raw: bytes,
        collection: str = "INBOX",
        *,
        flags: frozenset[str] = frozenset(),
        provider_id: str | None = None,
        received_at: datetime | None = None,
        labels: tuple[str, ...] = (),
        provider_thread_id: str | None = None,
        problems: tuple[Problem, ...] = (),
    ) -> str:
        """A message arrives; its provider id, a new one unless it is given."""
        self._names += 1
        name = provider_id or f"m{self._names:06d}"
        truncated = len(raw) > MAX_MESSAGE_BYTES
        if truncated:
            problems = (*problems, too_large(f"'{collection}'", name, len(raw)))
        record = MailRecord(
            provider_id=name,
            collection=collection,
            raw=header_block(raw) if truncated else raw,
            size=len(raw),
            flags=flags,
            received_at=received_at,
            labels=labels,
            provider_thread_id=provider_thread_id,
            truncated=truncated,
            problems=problems,
        )
        self._data.put(self._folder(collection), record)
        return name

    def flag(self, provider_id: str, flags: frozenset[str], collection: str = "INBOX") -> None:
        """Another client changes the flags."""
        item = self._folder(collection).items[provider_id]
        self._data.now += 1
        if isinstance(item.record, MailRecord):
            item.record = replace(item.record, flags=flags)
        item.changed = self._data.now

    def move(self, provider_id: str, source: str, target: str) -> str:
        """Another client moves a message; its new provider id."""
        record = self._folder(source).items[provider_id].record
        self.delete(provider_id, source)
        flags = record.flags if isinstance(record, MailRecord) else frozenset()
        return self.add(record.raw, target, flags=flags)

    def delete(self, provider_id: str, collection: str = "INBOX") -> None:
        """Another client deletes a message for good."""
        self._data.remove(self._folder(collection), provider_id)

    def lose_cursors(self) -> None:
        """The provider forgets its change feed: every cursor given so far is lost.

        The next fetch is a reset round. It names what was known at that cursor without its body.
        """
        self._data.generation += 1

    def expire(self, collection: str = "INBOX") -> None:
        """The next fetch raises CursorExpired, as a provider that cannot say what is new."""
        self.faults.append(Fault(CursorExpired(self.account, collection), collection=collection))

    def list_collections(self) -> Sequence[Collection]:
        """The folders, in the order in which they were made."""
        return [folder.collection for folder in self._data.folders.values()]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        """Changes since `cursor`, oldest first; none when nothing changed.

        Raises:
            PermanentError: there is no such collection. Any other error: a fault struck.
        """
        folder = self._folder(collection)
        since, lost = self._data.read_cursor(cursor)
        self._data.strike(collection, 0)
        changes = self._data.changes(folder, 0 if lost else since)
        size = self._data.page_items
        for number, start in enumerate(range(0, len(changes), size)):
            if number:
                self._data.strike(collection, number)
            portion = changes[start : start + size]
            is_last = start + size >= len(changes)
            position = self._data.now if is_last else portion[-1].at
            # A reset round that is killed starts over: its ids must be named in one round.
            page = self._page(portion, since, lost=lost)
            kept = (cursor or "") if lost and not is_last else self._data.cursor(position)
            yield replace(page, cursor=kept, done=start + len(portion), total=len(changes))
        if lost and not changes:
            yield MailPage(cursor=self._data.cursor(self._data.now), reset=True)

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """What is there; see `CountingConnector`. Names are never given anew here."""
        yield from self._data.listing(self._folder(collection))

    def _page(self, changes: list[_Change], since: int, *, lost: bool) -> MailPage:
        upserted: list[MailRecord] = []
        flags: list[FlagChange] = []
        known: list[str] = []
        for change in changes:
            record = change.item.record if change.item is not None else None
            if not isinstance(record, MailRecord) or change.item is None:
                continue
            if change.item.made > since:
                upserted.append(record)
                continue
            if lost:
                known.append(change.provider_id)
            flags.append(FlagChange(change.provider_id, record.flags))
        self.downloads += len(upserted)
        return MailPage(
            upserted=tuple(upserted),
            flag_changes=tuple(flags),
            deleted_ids=tuple(change.provider_id for change in changes if change.item is None),
            known_ids=tuple(known),
            reset=lost,
        )

    def _folder(self, collection: str) -> _Folder:
        return self._data.folder(self.account, collection)


class MemoryCalendar:
    """`CalendarConnector` in memory; attributes as of `MemoryMail`."""

    def __init__(self, account: str = "memory", *, page_items: int = 100) -> None:
        self.account = account
        self.downloads = 0
        self._data = _Account(page_items)
        self.faults = self._data.faults
        self.add_collection("calendar")

    def add_collection(self, name: str) -> None:
        """Make a calendar."""
        self._data.folders[name] = _Folder(Collection(name, CollectionKind.CALENDAR))

    def put(
        self,
        provider_id: str,
        raw: bytes,
        collection: str = "calendar",
        *,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        """A resource is made or replaced."""
        record = CalendarRecord(provider_id, collection, raw, problems)
        self._data.put(self._folder(collection), record)

    def delete(self, provider_id: str, collection: str = "calendar") -> None:
        """A resource is deleted."""
        self._data.remove(self._folder(collection), provider_id)

    def lose_cursors(self) -> None:
        """Every cursor given so far is lost; as `MemoryMail.lose_cursors`."""
        self._data.generation += 1

    def list_collections(self) -> Sequence[Collection]:
        """The calendars, in the order in which they were made."""
        return [folder.collection for folder in self._data.folders.values()]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[CalendarPage]:
        """Changes since `cursor`, oldest first; none when nothing changed."""
        folder = self._folder(collection)
        since, lost = self._data.read_cursor(cursor)
        self._data.strike(collection, 0)
        changes = self._data.changes(folder, 0 if lost else since)
        size = self._data.page_items
        for number, start in enumerate(range(0, len(changes), size)):
            if number:
                self._data.strike(collection, number)
            portion = changes[start : start + size]
            is_last = start + size >= len(changes)
            position = self._data.now if is_last else portion[-1].at
            page = self._page(portion, since, lost=lost)
            kept = (cursor or "") if lost and not is_last else self._data.cursor(position)
            yield replace(page, cursor=kept, done=start + len(portion), total=len(changes))
        if lost and not changes:
            yield CalendarPage(cursor=self._data.cursor(self._data.now), reset=True)

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """What is there; see `CountingConnector`. Names are never given anew here."""
        yield from self._data.listing(self._folder(collection))

    def _page(self, changes: list[_Change], since: int, *, lost: bool) -> CalendarPage:
        records = [
            change.item.record
            for change in changes
            if change.item is not None and change.item.made > since
        ]
        upserted = tuple(record for record in records if isinstance(record, CalendarRecord))
        self.downloads += len(upserted)
        known = [
            change.provider_id
            for change in changes
            if lost and change.item is not None and change.item.made <= since
        ]
        return CalendarPage(
            upserted=upserted,
            deleted_ids=tuple(change.provider_id for change in changes if change.item is None),
            known_ids=tuple(known),
            reset=lost,
        )

    def _folder(self, collection: str) -> _Folder:
        return self._data.folder(self.account, collection)


@dataclass(frozen=True, slots=True)
class DeliveryFault:
    """Something that goes wrong once when a draft is handed over.

    Attributes:
        error: What is raised.
        stored: Whether the draft was taken before (the answer got lost).
    """

    error: ConnectorError
    stored: bool = False


class MemoryDelivery:
    """`DeliveryConnector` in memory: a provider that takes whatever it is given, and counts.

    It does not look for an earlier copy by itself: a second delivery of the same draft is a second
    draft here, so that a test sees it.

    Attributes:
        account: The account's name.
        taken: Every draft that was stored, oldest first.
        attempts: Calls of `create_draft`.
        lookups: Calls of `find_draft`.
        faults: What will go wrong, one for each attempt, in order.
    """

    def __init__(self, account: str = "memory") -> None:
        self.account = account
        self.taken: list[OutgoingMail] = []
        self.attempts = 0
        self.lookups = 0
        self.faults: list[DeliveryFault] = []

    def lose_answer(self) -> None:
        """The next draft is taken, and the connection ends before the answer."""
        error = AmbiguousDelivery(
            f"The connection to account '{self.account}' ended before the answer. The draft is "
            "looked up before anything else is tried."
        )
        self.faults.append(DeliveryFault(error, stored=True))

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Take one approved message, or fail as the next fault says."""
        self.attempts += 1
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or fault.stored:
            self.taken.append(mail)
        if fault is not None:
            raise fault.error
        return self._receipt(len(self.taken) - 1)

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the first draft with this key."""
        self.lookups += 1
        for number, taken in enumerate(self.taken):
            if taken.draft_key == mail.draft_key:
                return self._receipt(number)
        return None

    def _receipt(self, number: int) -> Receipt:
        return Receipt(f"d{number}", f"the drafts of account '{self.account}'")
