"""One round over a calendar: what changed since the cursor, in pages that can be resumed.

::

    no cursor ───────────────► view from nothing, series one by one ──► deltaLink
    deltaLink ───────────────► followed; what changed               ──► deltaLink
    link lost, window worn ──► view from nothing, as a reset round  ──► deltaLink

The rows of a round are read to their end first: an occurrence and its series may be far apart. Of
each resource a print is remembered: killed anywhere, the round begins again and tells only what was
not told; series that nothing is known of are asked for first, so that each try gets further. What lies before a window that was laid anew stays as it was last read.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from connectors.base import (
    CalendarPage,
    CalendarRecord,
    ConnectorError,
    PermanentError,
    Problem,
)
from connectors.local.pages import PageLimits, batches
from connectors.microsoft.crew import in_order
from connectors.microsoft.events import NotAnEvent, last_day_of, to_ical
from connectors.microsoft.faults import LinkLost, Refused, Senseless
from connectors.microsoft.view import Changes, View, as_asked, of_series
from connectors.sentences import empty_alarm

if TYPE_CHECKING:
    from connectors.microsoft.cursor import Position
    from connectors.microsoft.session import Row, Session

#: Times that a sync reads a view from nothing because Graph forgets the link in the middle.
_MAX_RESTARTS = 3
#: The mark of what cannot be told as an event: looked at, and left alone.
LEFT = "?"
#: Begins the mark of a series that Graph could not give: what follows is the mark before. It is asked
#: for again at every sync.
FAILED = "!"
#: Of an answer to one series: this one cannot be read, and the others can.
_BAD_SERIES = frozenset({400, 403, 413, 422, 500, 501})
_STAMP = re.compile(rb"^DTSTAMP:[^\r\n]*\r\n", re.MULTILINE)


@dataclass(slots=True)
class _Told:
    """What a round has found out and not yet told."""

    known: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    broken: Refused | ConnectorError | None = None


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
            Refused, LinkLost, Senseless, and the errors of the port: the pages so far are good.
        """
        position = self.position
        if position.link and not position.reset:
            changes = None if self._is_worn() else self._follow()
            if changes is not None:
                yield from self._tell(changes, self._gone(changes))
                return
            self.position = position = position.restart(position.origin, position.source)
        settings = self.view.session.settings
        first, last = map(as_asked, settings.window())
        self.view.window = (first, last)
        position.window = f"{first}/{last}"
        changes = self._read_view()
        listed = set(changes.names)
        told = [
            name
            for name, mark in {**position.marks.lost, **position.marks}.items()
            if mark not in (LEFT, FAILED)
        ]
        past = [
            name for name in told if name not in listed and ends_before(self._mark(name), first)
        ]
        if not listed and len(told) > len(past) and not self.accept_empty:
            raise self._empty_alarm(len(told) - len(past))
        kept = {*listed, *past}
        gone = [name for name in position.marks if name not in kept]
        yield from self._tell(changes, gone, past)

    def _read_view(self) -> Changes:
        """All that the view holds."""
        restarts = 0
        while True:
            try:
                return self.view.changes()
            except LinkLost:
                restarts += 1
                if restarts > _MAX_RESTARTS:
                    raise

    def _follow(self) -> Changes | None:
        """What changed, or None: the link is no longer known."""
        try:
            changes = self.view.changes(self.position.link)
        except LinkLost:
            return None
        if changes.removed - self.position.marks.keys():
            marks = self.position.marks
            others = marks.keys() - changes.removed - changes.singles.keys()
            changes.series |= dict.fromkeys(of_series(others, marks))
        for name, mark in self.position.marks.items():
            if mark.startswith(FAILED) and name not in changes.removed:
                changes.series.setdefault(name)
        return changes

    def _gone(self, changes: Changes) -> list[str]:
        return sorted(changes.removed & self.position.marks.keys())

    def _is_worn(self) -> bool:
        """Whether the window was laid so long ago that it is laid anew."""
        settings = self.view.session.settings
        try:
            last = datetime.fromisoformat(self.position.window.partition("/")[2])
        except ValueError:
            return True
        return last < settings.window()[1] - timedelta(settings.renew_days)

    # ── telling ──────────────────────────────────────────────────────────────────────────────

    def _tell(
        self, changes: Changes, gone: list[str], past: list[str] | None = None
    ) -> Iterator[CalendarPage]:
        """The pages of a round; the last one carries the link of the next."""
        position = self.position
        told = _Told(gone=[name for name in gone if self._mark(name) not in ("", LEFT)])
        total, done = len(changes.names), 0
        records: list[CalendarRecord] = []
        found = ((record, len(record.raw)) for record in self._read(changes, told))
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
        was_reset = position.reset
        for name in past or ():
            told.known.append(name)
            told.marks[name] = self._mark(name)
        # What the last page tells is remembered with that page: the ones before it may be the last.
        last = {record.provider_id: told.marks.pop(record.provider_id) for record in records}
        position.marks.add(told.marks, gone)
        known = told.known if was_reset else []
        for start in range(self.limits.ids, len(known), self.limits.ids):
            names = tuple(known[start : start + self.limits.ids])
            yield CalendarPage(
                known_ids=names, cursor=position.cursor(), reset=True, done=done, total=total
            )
        moved = position.link != changes.link
        position.link = changes.link
        position.marks.add(last)
        position.finish()
        if records or told.gone or told.problems or was_reset or moved:
            yield CalendarPage(
                upserted=tuple(records),
                deleted_ids=tuple(told.gone),
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

    def _read(self, changes: Changes, told: _Told) -> Iterator[CalendarRecord]:
        """The resources that are new or others than they were."""
        for name, row in changes.singles.items():
            yield from self._look(name, row, told)
        try:
            for name, found in in_order(self.view.session, self._in_turn(changes), self._ask):
                if isinstance(found, Problem):
                    before = self._mark(name)
                    told.problems.append(found)
                    told.marks[name] = FAILED + before
                    told.known += [name] if before else []
                elif found is not None:
                    yield from self._look(name, found, told)
                elif self._mark(name) not in ("", LEFT) and name not in told.gone:
                    told.gone.append(name)
        except (Refused, ConnectorError) as error:
            told.broken = error

    def _ask(self, session: Session, name: str) -> Row | Problem | None:
        """A series, or None: it is gone, or why it cannot be given."""
        try:
            return self.view.series(session, name)
        except Refused as error:
            if error.status not in _BAD_SERIES:
                raise
            return self._unread(name, f"Microsoft does not give it ({error})")
        except Senseless as error:
            return self._unread(name, f"Microsoft does not give it ({error})")

    def _in_turn(self, changes: Changes) -> list[str]:
        """The series: first those that nothing is known of, last those that this round has told."""
        position = self.position
        return sorted(
            changes.series, key=lambda name: (name in position.marks, name in position.marks.lost)
        )

    def _look(self, name: str, row: Row, told: _Told) -> Iterator[CalendarRecord]:
        before = self._mark(name)
        try:
            raw = to_ical(row)
        except NotAnEvent as error:
            told.problems.append(self._unread(name, str(error)))
            told.marks[name] = before or LEFT
            return
        told.marks[name] = mark = mark_of(row, raw)
        if mark == before:
            told.known.append(name)
            return
        yield CalendarRecord(name, self.collection, raw)

    def _mark(self, name: str) -> str:
        """What was told of a resource, or nothing."""
        return (self.position.marks.remembered(name) or "").removeprefix(FAILED)

    def _unread(self, name: str, error: str) -> Problem:
        return Problem(
            "unreadable",
            f"An event in {self.view.where} cannot be told: {error}. The others were read.",
            name,
        )

    def _empty_alarm(self, known: int) -> PermanentError:
        return empty_alarm(
            self.view.session.account,
            self.view.where,
            known=known,
            items="events",
            server="Microsoft",
        )


def mark_of(row: Row, raw: bytes) -> str:
    """What is remembered of a resource: its kind, a print of what was told, and its last day."""
    kind = "r" if isinstance(row.get("recurrence"), dict) else "s"
    # When an event was last written says nothing of what it says.
    digest = hashlib.blake2b(_STAMP.sub(b"", raw), digest_size=10).digest()
    shown = base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
    return f"{kind}{shown}@{last_day_of(row):%Y%m%d}"


def ends_before(mark: str, moment: str) -> bool:
    """Whether a resource was over before a moment, by its mark."""
    try:
        last = date.fromisoformat(mark.rpartition("@")[2])
        return last < datetime.fromisoformat(moment).date()
    except ValueError:
        return False
