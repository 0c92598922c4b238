"""One round over a calendar: what changed since the cursor, in pages that can be resumed.

::

    no cursor ─────────────► reconcile: state, listing, resources by fifties ──► token
    token ─────────────────► follow: sync-collection, resources by fifties ────► next token
    token lost, or cursor ─► reconcile, as a reset round                     ──► token

A reconciliation takes the state *before* it lists: what changes meanwhile is told again by the next
round, and known by its version. Killed anywhere, a round goes on from the last stored cursor: what
was told is known by its version and not downloaded again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from connectors.base import CalendarPage, CalendarRecord, PermanentError, Problem
from connectors.caldav.cursor import (
    Mark,
    Position,
    is_known,
    mark,
    parse_position,
)
from connectors.caldav.faults import TokenLost
from connectors.caldav.reports import MAX_RESOURCE_BYTES, Changes, RemoteCalendar, Resource
from connectors.caldav.settings import origin
from connectors.cursors import CursorUnreadable

#: Resources in a page: what one multiget asks for.
PAGE_RESOURCES = 50
#: Bytes of resources in a page, as of mail.
PAGE_BYTES = 8 << 20
#: Ids in a page; they are small.
PAGE_IDS = 5000
_EVENT = re.compile(rb"(?im)^[\xef\xbb\xbf \t]*BEGIN:VEVENT\b")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of a page; tests set small ones."""

    resources: int = PAGE_RESOURCES
    octets: int = PAGE_BYTES
    ids: int = PAGE_IDS


@dataclass(slots=True)
class Round:
    """One round over one calendar."""

    source: RemoteCalendar
    collection: str
    position: Position
    bounds: Bounds
    #: Whether a calendar that lost all its events was emptied on purpose.
    accept_empty: bool = False
    #: Whether the cursor was one that nobody can read: it is unknown what was told before.
    blind: bool = False

    def pages(self) -> Iterator[CalendarPage]:
        """The pages; none when nothing changed."""
        if self.position.token and not self.position.reset:
            try:
                yield from self._follow()
            except TokenLost:
                self.position.token, self.position.reset = "", True
            else:
                return
        yield from self._reconcile()

    def _follow(self) -> Iterator[CalendarPage]:
        position = self.position
        seen: set[str] = set()
        while True:
            seen.add(position.token)
            changes = self.source.fetch_changes(position.token)
            failed = sorted(position.failed() - changes.versions.keys() - changes.gone)
            yield from self._tell(changes, gone=changes.gone, retried=failed, token=changes.token)
            if not changes.is_part:
                return
            position.token = self.source.following(changes.token, seen)

    def _reconcile(self) -> Iterator[CalendarPage]:
        position = self.position
        state = self.source.fetch_state()
        ctag = "" if state.token else state.ctag
        if ctag and ctag == position.ctag and not position.reset and not position.failed():
            return
        listing = self.source.list_events()
        told = position.told()
        if not listing.versions and (told or self.blind) and not self.accept_empty:
            raise self._empty_alarm(len(told))
        gone = position.marks.keys() - listing.versions.keys()
        yield from self._tell(listing, gone=gone, token=state.token, ctag=ctag)

    def _tell(
        self,
        changes: Changes,
        *,
        gone: Set[str],
        token: str,
        ctag: str = "",
        retried: Sequence[str] = (),
    ) -> Iterator[CalendarPage]:
        """The pages of one answer; the last one carries the token that follows it."""
        position = self.position
        wanted = [
            name
            for name, version in changes.versions.items()
            if not is_known(position.marks.get(name), version)
        ]
        wanted += retried
        total = len(wanted)
        done = 0
        upserted: set[str] = set()
        page = CalendarPage(reset=position.reset, total=total, problems=self._foreign(changes))
        for batch, is_last in self._batches(wanted):
            found = self._page(batch, changes)
            upserted |= {record.provider_id for record in found.upserted}
            done += len(batch)
            page = replace(found, done=done, total=total, problems=page.problems + found.problems)
            if not is_last:
                yield replace(page, cursor=position.cursor())
                page = CalendarPage()
        page = replace(page, reset=position.reset, done=done, total=total)
        small = self._small_news(changes, gone, upserted)
        for start in range(0, len(small), self.bounds.ids):
            if start:
                yield replace(page, cursor=position.cursor())
                page = CalendarPage(reset=position.reset, done=done, total=total)
            portion = small[start : start + self.bounds.ids]
            lost = [name for name, is_there in portion if not is_there]
            known = tuple(name for name, is_there in portion if is_there)
            page = replace(page, known_ids=known, deleted_ids=(*page.deleted_ids, *lost))
            position.marks.add({}, lost)
        position.marks.add({}, gone)
        is_new = (token, ctag) != (position.token, position.ctag)
        if is_new or total or small or position.reset or page.problems:
            position.finish(token, ctag)
            yield replace(page, cursor=position.cursor())

    def _small_news(
        self, changes: Changes, gone: Set[str], upserted: Set[str]
    ) -> list[tuple[str, bool]]:
        """What is told of names alone: in a reset round what is there, else what is gone.

        What a reset round does not name, its reader lets go.
        """
        position = self.position
        if not position.reset:
            return [(name, False) for name in sorted(gone & position.told())]
        there = changes.versions.keys() & position.told() - upserted
        return [(name, True) for name in sorted(there)]

    def _batches(self, names: Sequence[str]) -> Iterator[tuple[list[Resource], bool]]:
        """Resources in batches within the bounds of a page; True with the last one."""
        for start in range(0, len(names), self.bounds.resources):
            is_last = start + self.bounds.resources >= len(names)
            batch: list[Resource] = []
            octets = 0
            for resource in self.source.fetch(names[start : start + self.bounds.resources]):
                size = len(resource.raw or b"")
                if batch and octets + size > self.bounds.octets:
                    yield batch, False
                    batch, octets = [], 0
                batch.append(resource)
                octets += size
            yield batch, is_last

    def _page(self, batch: Sequence[Resource], changes: Changes) -> CalendarPage:
        """What a batch says; the position remembers it."""
        position = self.position
        records: list[CalendarRecord] = []
        problems: list[Problem] = []
        taken_back: list[str] = []
        news: dict[str, str] = {}
        for resource in batch:
            name = resource.name
            version = resource.version or changes.versions.get(name, "")
            before = position.marks.get(name, "!")[0]
            if resource.is_gone:
                continue  # the next round says so
            if resource.raw is None:
                kind = Mark.LEFT if resource.is_too_large and before == Mark.LEFT else Mark.FAILED
                kind = Mark.TOLD if resource.is_too_large and before != Mark.LEFT else kind
                problems.append(self._unread(resource))
                news[name] = mark(kind, version)
            elif _EVENT.search(resource.raw) is None:
                if before != Mark.LEFT:
                    taken_back.append(name)
                news[name] = mark(Mark.LEFT, version)
            else:
                records.append(CalendarRecord(name, self.collection, resource.raw))
                news[name] = mark(Mark.TOLD, version)
        position.marks.add(news)
        return CalendarPage(
            upserted=tuple(records),
            deleted_ids=tuple(taken_back),
            reset=position.reset,
            problems=tuple(problems),
        )

    def _unread(self, resource: Resource) -> Problem:
        if resource.is_too_large:
            return Problem(
                "too-large",
                f"An event in {self.source.where} has more than "
                f"{MAX_RESOURCE_BYTES // 1_000_000} MB; it was not read.",
                resource.name,
            )
        return Problem(
            "unreadable",
            f"The server does not give an event in {self.source.where}; the others were read. It "
            "is asked for again at the next sync.",
            resource.name,
        )

    def _foreign(self, changes: Changes) -> tuple[Problem, ...]:
        if not changes.foreign:
            return ()
        return (
            Problem(
                "foreign-address",
                f"The server names {changes.foreign:,} resources of {self.source.where} that lie "
                "elsewhere; they were left out.",
            ),
        )

    def _empty_alarm(self, known: int) -> PermanentError:
        count = f"0 of {known:,} events" if known else "no events"
        return PermanentError(
            f"{self.source.where} of account '{self.source.session.account}' now holds {count}; "
            "nothing stored was deleted. If the calendar has moved, correct the address of the "
            "account; if it was emptied on purpose, run `rapport sync --accept-empty`."
        )


def begin_round(
    source: RemoteCalendar,
    collection: str,
    cursor: str | None,
    *,
    bounds: Bounds,
    accept_empty: bool,
) -> Round:
    """The round that goes on from a cursor; None or empty: from nothing."""
    here = origin(source.url)
    if not cursor:
        return Round(source, collection, Position(here), bounds, accept_empty)
    try:
        position = parse_position(cursor)
    except CursorUnreadable:
        position = Position(here, reset=True)
        return Round(source, collection, position, bounds, accept_empty, blind=True)
    if position.origin != here:
        position = Position(here, reset=True)
        return Round(source, collection, position, bounds, accept_empty, blind=True)
    return Round(source, collection, position, bounds, accept_empty)
