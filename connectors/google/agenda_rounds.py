"""One round over a calendar: what changed since the cursor, in pages that can be resumed.

::

    no cursor ─────────────▶ list everything ──▶ what is not known by its version ──▶ token
    token ─────────────────▶ rows that changed ──▶ their series, whole ──▶ next token
    token lost, or cursor ─▶ list everything, as a reset round ──▶ token

A change names a row: an event, or one occurrence of a series, which may come before its series and
may hold ids only. What is told is the whole series, so its other rows are asked for: by its UID in
one request, and one by one where that did not bring them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.base import CalendarPage, CalendarRecord, PermanentError, Problem
from connectors.cursors import CursorUnreadable
from connectors.google.agenda import Agenda, Rows, TokenLost
from connectors.google.agenda_cursor import (
    Mark,
    Position,
    is_known,
    mark,
    parse_position,
)
from connectors.google.ical import NoEvent, Series, compose, gather
from connectors.google.names import is_name

#: Events in a page, and ids.
PAGE_EVENTS = 250
PAGE_IDS = 5000


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of a page; tests set small ones."""

    events: int = PAGE_EVENTS
    ids: int = PAGE_IDS


@dataclass(slots=True)
class AgendaRound:
    """One round over one calendar.

    Attributes:
        accept_empty: A calendar that lost all its events was emptied on purpose.
        blind: The cursor was one that nobody can read: it is unknown what was told before.
    """

    agenda: Agenda
    calendar: str
    position: Position
    bounds: Bounds
    accept_empty: bool = False
    blind: bool = False

    def pages(self) -> Iterator[CalendarPage]:
        """The pages; none when nothing changed."""
        position = self.position
        if position.token and not position.reset:
            try:
                changes = self.agenda.fetch_changes(self.calendar, position.token)
            except TokenLost:
                position.token, position.reset = "", True
            else:
                yield from self._follow(changes)
                return
        yield from self._reconcile()

    def _follow(self, changes: Rows) -> Iterator[CalendarPage]:
        found = {
            name: self._completed(name, series) for name, series in gather(changes.rows).items()
        }
        gone = [name for name, series in found.items() if series.is_gone]
        yield from self._tell(found, gone=gone, token=changes.token)

    def _completed(self, name: str, series: Series) -> Series:
        """A series with all its rows; what changed names some of them."""
        if series.master is not None and series.is_gone:
            return series
        known = self.position.rows_of(name)
        missing = known - series.rows().keys()
        if series.master is None:
            missing.add(name)
        elif not missing:
            return series
        uid = self._uid(series)
        if uid and len(missing) > 1:
            others = gather(self.agenda.list_series(self.calendar, uid)).get(name, Series())
            series = Series(
                series.master if series.master is not None else others.master,
                others.exceptions | series.exceptions,
            )
            missing -= series.rows().keys()
        for row_name in sorted(missing):
            row = self.agenda.fetch_event(self.calendar, row_name)
            if row is not None and row_name == name:
                series = Series(row, series.exceptions)
            elif row is not None:
                series.exceptions[row_name] = row
        return series

    def _uid(self, series: Series) -> str:
        uids = (row.get("iCalUID") for row in series.rows().values())
        return next((uid for uid in uids if is_name(uid)), "")

    def _reconcile(self) -> Iterator[CalendarPage]:
        position = self.position
        listing = self.agenda.list_events(self.calendar)
        found = {
            name: series for name, series in gather(listing.rows).items() if not series.is_gone
        }
        told = position.told()
        if not found and (told or self.blind) and not self.accept_empty:
            raise self._empty_alarm(len(told))
        gone = [name for name in position.marks if name not in found]
        yield from self._tell(found, gone=gone, token=listing.token)

    def _tell(
        self, found: Mapping[str, Series], *, gone: Sequence[str], token: str
    ) -> Iterator[CalendarPage]:
        """The pages of one answer; the last one carries the token that follows it."""
        position = self.position
        left = set(gone)
        wanted = [
            name
            for name, series in found.items()
            if name not in left and not is_known(position.marks.get(name), name, series)
        ]
        known = [
            name
            for name in position.told()
            if position.reset and name in found and name not in left and name not in wanted
        ]
        total, size = len(wanted), self.bounds.events
        page = CalendarPage(reset=position.reset, total=total)
        for start in range(0, total, size):
            batch = wanted[start : start + size]
            page = replace(self._page(batch, found), done=start + len(batch), total=total)
            if start + size < total:
                yield replace(page, cursor=position.cursor())
        small = [(name, True) for name in known]
        small += [(name, False) for name in gone if name in position.marks]
        for start in range(0, len(small), self.bounds.ids):
            if start:
                yield replace(page, cursor=position.cursor())
                page = CalendarPage(reset=position.reset, done=total, total=total)
            page = self._with_names(page, small[start : start + self.bounds.ids])
        # A token that is another one with nothing behind it is no news: the one before does as well.
        if total or small or position.reset or not position.token:
            position.finish(token)
            yield replace(page, cursor=position.cursor())

    def _with_names(self, page: CalendarPage, small: Sequence[tuple[str, bool]]) -> CalendarPage:
        told = set(self.position.told())
        lost = [name for name, is_there in small if not is_there]
        self.position.marks.add({}, lost)
        return replace(
            page,
            known_ids=tuple(name for name, is_there in small if is_there),
            deleted_ids=(*page.deleted_ids, *(name for name in lost if name in told)),
        )

    def _page(self, batch: Sequence[str], found: Mapping[str, Series]) -> CalendarPage:
        """What a batch says; the position remembers it."""
        records: list[CalendarRecord] = []
        problems: list[Problem] = []
        taken_back: list[str] = []
        news: dict[str, str] = {}
        told = set(self.position.told())
        for name in batch:
            series = found[name]
            kind = Mark.LEFT if series.is_left_out else Mark.TOLD
            if kind is Mark.LEFT and name in told:
                taken_back.append(name)
            elif kind is Mark.TOLD:
                try:
                    records.append(CalendarRecord(name, self.calendar, compose(series)))
                except NoEvent as error:
                    kind = Mark.UNREAD
                    problems.append(self._unread(name, error))
            news[name] = mark(kind, name, series)
        self.position.marks.add(news)
        return CalendarPage(
            upserted=tuple(records),
            deleted_ids=tuple(taken_back),
            reset=self.position.reset,
            problems=tuple(problems),
        )

    def _unread(self, name: str, error: NoEvent) -> Problem:
        return Problem(
            "unreadable",
            f"Google gives an event in '{self.calendar}' of account "
            f"'{self.agenda.client.account}' that cannot be read: it is {error}. The others were "
            "read.",
            name,
        )

    def _empty_alarm(self, known: int) -> PermanentError:
        count = f"0 of {known:,} events" if known else "no events"
        return PermanentError(
            f"'{self.calendar}' of account '{self.agenda.client.account}' now holds {count}; "
            "nothing stored was deleted. If it was emptied on purpose, run `rapport sync "
            "--accept-empty`."
        )


def begin_round(
    agenda: Agenda, calendar: str, cursor: str | None, *, bounds: Bounds, accept_empty: bool
) -> AgendaRound:
    """The round that goes on from a cursor; None or empty: from nothing."""
    if not cursor:
        return AgendaRound(agenda, calendar, Position(), bounds, accept_empty)
    try:
        position = parse_position(cursor)
    except CursorUnreadable:
        position = Position(reset=True)
        return AgendaRound(agenda, calendar, position, bounds, accept_empty, blind=True)
    return AgendaRound(agenda, calendar, position, bounds, accept_empty)
