"""What a reader of the port keeps: a stand-in for ingest that the contract can look into."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from connectors.base import CountingConnector, CursorExpired

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors.base import (
        CalendarConnector,
        CalendarPage,
        CalendarRecord,
        MailConnector,
        MailPage,
        MailRecord,
        Problem,
    )


@dataclass
class MailReplica:
    """The messages of one collection by provider id, kept up by pages alone.

    A killed sync is one that stops after some pages: their cursor is kept, the rest never happened.
    """

    collection: str
    cursor: str | None = None
    records: dict[str, MailRecord] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    pages: list[MailPage] = field(default_factory=list)
    told: int = 0
    _named: set[str] | None = None
    _counted_anew: bool = False

    def sync(self, connector: MailConnector, *, stop_after: int | None = None) -> MailReplica:
        self.pages, self._counted_anew = [], False
        for page in islice(self._pages(connector), stop_after):
            self._apply(page)
        if stop_after is None or len(self.pages) < stop_after:
            self._finish()
        return self

    def _pages(self, connector: MailConnector) -> Iterator[MailPage]:
        try:
            yield from connector.fetch_changes(self.collection, self.cursor)
        except CursorExpired:
            for page in connector.fetch_changes(self.collection, None):
                yield replace(page, reset=True)

    def _apply(self, page: MailPage) -> None:
        self.pages.append(page)
        if page.reset and not self._counted_anew:
            # A resumed round names again what it told before.
            self._named, self._counted_anew = set(), True
        for record in page.upserted:
            self.records[record.provider_id] = record
            self.problems += record.problems
        for change in page.flag_changes:
            old = self.records[change.provider_id]
            self.records[change.provider_id] = replace(old, flags=change.flags)
        for gone in page.deleted_ids:
            self.records.pop(gone, None)
        if self._named is not None:
            self._named |= {record.provider_id for record in page.upserted}
            self._named |= {change.provider_id for change in page.flag_changes}
            self._named |= set(page.known_ids)
        self.problems += page.problems
        self.told += len(page.upserted)
        self.cursor = page.cursor

    def _finish(self) -> None:
        if self._named is not None:
            self.records = {k: v for k, v in self.records.items() if k in self._named}
            self._named = None

    def listing(self, connector: object) -> list[str]:
        """What the provider lists when it is asked, sorted."""
        return _list_items(connector, self.collection, self.cursor)

    def state(self) -> Counter[tuple[bytes, frozenset[str]]]:
        """What is in the mailbox, without the ids."""
        return Counter((record.raw, record.flags) for record in self.records.values())

    def bodies(self) -> list[bytes]:
        return sorted(record.raw for record in self.records.values())

    def kinds(self) -> list[str]:
        """The kinds of all problems told, sorted."""
        return sorted(problem.kind for problem in self.problems)


@dataclass
class CalendarReplica:
    """The resources of one calendar by provider id; as `MailReplica`."""

    collection: str
    cursor: str | None = None
    records: dict[str, CalendarRecord] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    pages: list[CalendarPage] = field(default_factory=list)
    _named: set[str] | None = None
    _counted_anew: bool = False

    def sync(
        self, connector: CalendarConnector, *, stop_after: int | None = None
    ) -> CalendarReplica:
        self.pages, self._counted_anew = [], False
        for page in islice(connector.fetch_changes(self.collection, self.cursor), stop_after):
            self._apply(page)
        if (stop_after is None or len(self.pages) < stop_after) and self._named is not None:
            self.records = {k: v for k, v in self.records.items() if k in self._named}
            self._named = None
        return self

    def _apply(self, page: CalendarPage) -> None:
        self.pages.append(page)
        if page.reset and not self._counted_anew:
            # A resumed round names again what it told before.
            self._named, self._counted_anew = set(), True
        for record in page.upserted:
            self.records[record.provider_id] = record
            self.problems += record.problems
        for gone in page.deleted_ids:
            self.records.pop(gone, None)
        if self._named is not None:
            self._named |= {record.provider_id for record in page.upserted} | set(page.known_ids)
        self.problems += page.problems
        self.cursor = page.cursor

    def listing(self, connector: object) -> list[str]:
        """What the provider lists when it is asked, sorted."""
        return _list_items(connector, self.collection, self.cursor)

    def bodies(self) -> list[bytes]:
        return sorted(record.raw for record in self.records.values())

    def kinds(self) -> list[str]:
        return sorted(problem.kind for problem in self.problems)


def _list_items(connector: object, collection: str, cursor: str | None) -> list[str]:
    assert isinstance(connector, CountingConnector)
    items = list(connector.list_items(collection, cursor))
    assert all(item.at is None or item.at.utcoffset() == timedelta(0) for item in items)
    return sorted(item.provider_id for item in items)
