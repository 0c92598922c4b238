"""A calendar item and its series: what Exchange keeps of an iCalendar object, and when it happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

#: Nobody looks further.
_MOST_OCCURRENCES = 5_000


class NotTaken(Exception):
    """No calendar of Exchange can hold that."""


@dataclass
class Attendee:
    """Somebody invited.

    Attributes:
        role: ``Required``, ``Optional`` or ``Resource``.
        response: As EWS writes it: ``Accept``, ``Tentative``, ``Decline``, ``Unknown`` …
    """

    address: str
    name: str = ""
    role: str = "Required"
    response: str = "Unknown"
    responded_at: datetime | None = None


@dataclass
class Event:
    """A single event, a series, or one occurrence of a series.

    Attributes:
        start, end: Aware, in the event's own zone; an all-day event from midnight to midnight.
        rule: RRULE without UNTIL, which is `until`, a local time without zone; '': no series.
        exceptions: Of a series: occurrences that differ, by their original start in UTC.
        deleted: Of a series: original starts, in UTC, of occurrences that do not take place.
        original: Of an occurrence: when it would have started, in UTC.
        changed: Of an occurrence: it differs from its series.
    """

    uid: str
    start: datetime
    end: datetime
    zone: ZoneInfo
    all_day: bool = False
    subject: str = ""
    location: str = ""
    description: str = ""
    organizer: tuple[str, str] | None = None
    attendees: list[Attendee] = field(default_factory=list)
    busy: str = "Busy"
    sensitivity: str = "Normal"
    categories: tuple[str, ...] = ()
    cancelled: bool = False
    sequence: int = 0
    my_response: str = "Unknown"
    stamp: datetime = datetime(2026, 3, 1, 8, tzinfo=UTC)
    rule: str = ""
    until: datetime | None = None
    exceptions: dict[datetime, Event] = field(default_factory=dict)
    deleted: set[datetime] = field(default_factory=set)
    original: datetime | None = None
    changed: bool = False

    @property
    def type(self) -> str:
        """As EWS calls it."""
        if self.original is not None:
            return "Exception" if self.changed else "Occurrence"
        return "RecurringMaster" if self.rule else "Single"

    @property
    def duration(self) -> timedelta:
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)

    def originals(self, before: datetime) -> Iterator[datetime]:
        """The starts of a series as its rule has them, in UTC, those deleted included.

        Args:
            before: Aware; where to stop.
        """
        local = self.start.astimezone(self.zone).replace(tzinfo=None)
        text = self.rule
        if self.until is not None:
            text += f";UNTIL={self.until:%Y%m%dT%H%M%S}"
        for count, each in enumerate(rrulestr(text, dtstart=local)):
            moment = each.replace(tzinfo=self.zone).astimezone(UTC)
            if moment >= before or count >= _MOST_OCCURRENCES:
                return
            yield moment

    def occurrence(self, original: datetime) -> Event | None:
        """One occurrence of a series; None: it was deleted."""
        if original in self.deleted:
            return None
        if original in self.exceptions:
            return self.exceptions[original]
        start = original.astimezone(self.zone)
        end = self._end_of(start)
        plain = replace(self, start=start, end=end, rule="", until=None, original=original)
        plain.exceptions, plain.deleted = {}, set()
        return plain

    def _end_of(self, start: datetime) -> datetime:
        """By the clock: a day stays a day when the clocks change."""
        length = self.end.replace(tzinfo=None) - self.start.replace(tzinfo=None)
        return (start.replace(tzinfo=None) + length).replace(tzinfo=self.zone)

    def between(self, first: datetime, last: datetime) -> list[Event]:
        """What takes place within [first, last): itself, or the occurrences of a series."""
        if not self.rule:
            return [self] if _overlaps(self, first, last) else []
        found = [each for each in self.exceptions.values() if _overlaps(each, first, last)]
        for original in self.originals(last):
            if original in self.exceptions:
                continue
            each = self.occurrence(original)
            if each is not None and _overlaps(each, first, last):
                found.append(each)
        return found

    def first_and_last(self) -> tuple[Event | None, Event | None]:
        """The ends of a series; None in place of an end that it has not."""
        far = self.start + timedelta(days=366 * 20)
        all_of_it = [self.occurrence(each) for each in self.originals(far)]
        left = [each for each in all_of_it if each is not None]
        ends = self.until is not None or "COUNT=" in self.rule
        return (left[0] if left else None), (left[-1] if left and ends else None)


def _overlaps(event: Event, first: datetime, last: datetime) -> bool:
    return event.start < last and (event.end > first or event.start >= first)
