"""One round over a calendar: what changed since the cursor, in pages that can be resumed.

::

    sync state names nothing ──► no page
    something, no state, a state that is lost, a window that is worn
        ──► the state is followed to its end, then the whole window is listed and compared

The state is taken before the listing, so that what changes in between is named next time. Of each
single event the change key and a print are remembered, of a series the print: killed anywhere, the
round begins again, reads only what was not read, and tells only what was not told. Of a series it is
not documented that an occurrence which changed changes its key: series are read in every round in
which anything changed. What was over before the window stays as it was last read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from connectors.base import (
    CalendarPage,
    CalendarRecord,
    ConnectorError,
    PermanentError,
    Problem,
)
from connectors.exchange.answers import T
from connectors.exchange.clocks import unknown_zone
from connectors.exchange.events import NotAnEvent, compose, last_day_of, modified_of
from connectors.exchange.faults import Refused, Senseless
from connectors.exchange.marks import Mark, parse_mark, print_of, window_of
from connectors.local.pages import PageLimits, batches
from connectors.sentences import empty_alarm

if TYPE_CHECKING:
    from connectors.exchange.agenda_cursor import Position
    from connectors.exchange.answers import Element
    from connectors.exchange.view import Found, Listing, View

_STAMP = re.compile(rb"^DTSTAMP:[^\r\n]*\r\n", re.MULTILINE)


@dataclass(slots=True)
class _Told:
    """What a round has found out and not yet told.

    Attributes:
        here: What is in the window.
        is_unsure: Some series could not be asked for: which of them are gone is not known.
        broken: What ended the reading.
    """

    here: set[str] = field(default_factory=set)
    known: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    is_unsure: bool = False
    broken: Refused | Senseless | ConnectorError | None = None


@dataclass(slots=True)
class CalendarRound:
    """One round over one calendar."""

    view: View
    collection: str
    position: Position
    limits: PageLimits
    accept_empty: bool = False

    def pages(self) -> Iterator[CalendarPage]:
        """The pages; none when nothing changed.

        Raises:
            Refused, Senseless, and the errors of the port: the pages so far are good.
        """
        position = self.position
        is_worn = self._lay_window()
        named, state = self._follow()
        if position.state and not named and not is_worn and not position.reset:
            return
        listing = self.view.listing()
        self._check_empty(listing, named)
        yield from self._tell(listing, state)

    def _lay_window(self) -> bool:
        """Put the window of the cursor, or another one, on the view; whether it is another one."""
        settings = self.view.session.settings
        fresh, known = settings.window(), window_of(self.position.window)
        is_worn = known is None or known[1] < fresh[1] - timedelta(settings.renew_days)
        self.view.window = fresh if known is None or is_worn else known
        self.position.window = "/".join(moment.isoformat() for moment in self.view.window)
        return is_worn

    def _follow(self) -> tuple[set[str], str]:
        """What the sync state names, and the next state."""
        try:
            return self.view.follow(self.position.state)
        except Refused as error:
            if not error.is_lost:
                raise
        # Nothing depends on it: the window is listed as a whole.
        self.position.state = ""
        return self.view.follow("")

    def _check_empty(self, listing: Listing, named: set[str]) -> None:
        """Refuse a calendar that lost everything, unless Exchange names what it lost.

        Raises:
            PermanentError: so it is.
        """
        marks = self._marks()
        told = [
            name
            for name, mark in marks.items()
            if not mark.was_left and not mark.is_over(self.view.window)
        ]
        was_followed = bool(self.position.state)
        if not listing.is_empty or not told or self.accept_empty:
            return
        if not was_followed or not named.issuperset(told):
            raise self._empty_alarm(len(told))

    # ── telling ──────────────────────────────────────────────────────────────────────────────

    def _tell(self, listing: Listing, state: str) -> Iterator[CalendarPage]:
        """The pages of a round; the last one carries the state of the next."""
        position = self.position
        told = _Told()
        total, done = len(listing.singles) + len(listing.series), 0
        records: list[CalendarRecord] = []
        found = ((record, len(record.raw)) for record in self._read(listing, told))
        for batch, is_last in batches(found, self.limits):
            records = batch
            if is_last:
                break
            done += len(batch)
            yield self._page(batch, told, done, total)
        if told.broken is not None:
            if records:
                yield self._page(records, told, done + len(records), total)
            raise told.broken
        gone = self._gone(told)
        deleted = [name for name in gone if not self._mark(name).was_left]
        was_reset = position.reset
        # What the last page tells is remembered with that page: the ones before it may be the last.
        last = {record.provider_id: told.marks.pop(record.provider_id) for record in records}
        position.marks.add(told.marks, gone)
        known = told.known if was_reset else []
        for start in range(self.limits.ids, len(known), self.limits.ids):
            names = tuple(known[start : start + self.limits.ids])
            yield CalendarPage(
                known_ids=names, cursor=position.cursor(), reset=True, done=done, total=total
            )
        position.marks.add(last)
        position.finish(state)
        yield CalendarPage(
            upserted=tuple(records),
            deleted_ids=tuple(deleted),
            known_ids=tuple(known[: self.limits.ids]),
            cursor=position.cursor(),
            reset=was_reset,
            problems=tuple(told.problems),
            done=total,
            total=total,
        )

    def _page(
        self, records: list[CalendarRecord], told: _Told, done: int, total: int
    ) -> CalendarPage:
        position = self.position
        position.marks.add(
            {record.provider_id: told.marks[record.provider_id] for record in records}
        )
        return CalendarPage(
            upserted=tuple(records),
            cursor=position.cursor(),
            reset=position.reset,
            done=done,
            total=total,
        )

    def _gone(self, told: _Told) -> list[str]:
        """What was told and is not there any more; what is over is not looked for."""
        return [
            name
            for name, mark in self._marks().items()
            if name not in told.here
            and not mark.is_over(self.view.window)
            and not (told.is_unsure and mark.kind == "r")
        ]

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def _read(self, listing: Listing, told: _Told) -> Iterator[CalendarRecord]:
        """The resources that are new, or others than they were."""
        told.here.update(listing.singles)
        keys = {name: print_of(key.encode()) for name, (key, _) in listing.singles.items()}
        wanted = [name for name, key in keys.items() if self._mark(name).change_key != key]
        unchanged = listing.singles.keys() - set(wanted)
        told.known += [
            name for name in listing.singles if name in unchanged and not self._mark(name).was_left
        ]
        try:
            for found in self.view.singles(wanted):
                if found.item is None:
                    self._miss(found, told)
                else:
                    yield from self._look(found.name, found.item, keys[found.name], told)
            for found in self.view.masters(listing.series):
                if found.item is None:
                    told.is_unsure = told.is_unsure or bool(found.code)
                    self._miss(found, told)
                elif found.name not in told.here:
                    told.here.add(found.name)
                    yield from self._look(found.name, found.item, "", told)
        except (Refused, Senseless, ConnectorError) as error:
            told.broken = error

    def _look(
        self, name: str, item: Element, change_key: str, told: _Told
    ) -> Iterator[CalendarRecord]:
        before = self._mark(name)
        try:
            raw = self._composed(item)
        except NotAnEvent as error:
            told.problems.append(self._unread(name, str(error)))
            told.marks[name] = str(replace(before, change_key=change_key))
            return
        kind = "s" if item.find(f"{T}Recurrence") is None else "r"
        mark = Mark(kind, print_of(_STAMP.sub(b"", raw)), change_key, last_day_of(item))
        told.marks[name] = str(mark)
        if (mark.kind, mark.told) == (before.kind, before.told):
            told.known.append(name)
            return
        yield CalendarRecord(name, self.collection, raw, self._doubts(name, item))

    def _composed(self, item: Element) -> bytes:
        changed = modified_of(item)
        own = self.view.changed([each.key for each in changed if each.key])
        return compose(
            item,
            [(each, own.get(each.key)) for each in changed],
            mailbox=self.view.session.settings.mailbox,
        )

    def _doubts(self, name: str, item: Element) -> tuple[Problem, ...]:
        zone = unknown_zone(item)
        if not zone or item.find(f"{T}Recurrence") is None:
            return ()
        return (
            Problem(
                "unknown-zone",
                f"A series in {self.view.where} repeats by the clock of a time zone that is not "
                "known. UTC was taken: in the other half of the year its times may be an hour off.",
                name,
            ),
        )

    def _miss(self, found: Found, told: _Told) -> None:
        """Something that was listed could not be read: it is gone by now, or stays as it was told."""
        if found.code:
            told.problems.append(self._unread(found.name, f"Exchange refuses it ({found.code})"))
        else:
            told.here.discard(found.name)

    def _marks(self) -> dict[str, Mark]:
        return {name: parse_mark(mark) for name, mark in self.position.marks.items()}

    def _mark(self, name: str) -> Mark:
        return parse_mark(self.position.marks.get(name, ""))

    def _unread(self, name: str, why: str) -> Problem:
        return Problem(
            "unreadable",
            f"An event in {self.view.where} cannot be told: {why}. The others were read.",
            name,
        )

    def _empty_alarm(self, known: int) -> PermanentError:
        return empty_alarm(
            self.view.session.account,
            self.view.where,
            known=known,
            items="events",
            server="Exchange",
        )
