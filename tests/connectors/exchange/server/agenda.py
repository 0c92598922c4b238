"""The calendars of a mailbox: events come, change and go, and occurrences have ids of their own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.from_ical import event_of
from tests.connectors.exchange.server.mailbox import Item, opaque
from tests.connectors.exchange.server.soap import Refused

if TYPE_CHECKING:
    from tests.connectors.exchange.server.event import Event
    from tests.connectors.exchange.server.mailbox import Mailbox


@dataclass
class Agenda:
    """What another program does at the calendars of a mailbox.

    An occurrence is given by the id of its series and its original start, aware.
    """

    mailbox: Mailbox
    _occurrences: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def add(self, raw: bytes, *, folder: str = "calendar") -> str:
        """An iCalendar object is put into a calendar; the id of its event, or of its series.

        Raises:
            NotTaken: Exchange cannot hold it.
            ValueError: there is no event in it.
        """
        event = event_of(raw)
        if event is None:
            raise ValueError("There is no event in it.")
        return self.add_event(event, folder=folder)

    def add_event(self, event: Event, *, folder: str = "calendar") -> str:
        item = self.mailbox.add_item(folder, b"")
        item.kind, item.item_class, item.event, item.read = (
            "CalendarItem",
            "IPM.Appointment",
            event,
            True,
        )
        if not event.uid:
            event.uid = "040000008200E00074C5B7101A82E008" + item.id[-32:-8].encode().hex().upper()
        return item.id

    def replace(self, item_id: str, raw: bytes) -> None:
        """An event is written anew; its id stays."""
        event = event_of(raw)
        if event is None:
            raise ValueError("There is no event in it.")
        self._changed(item_id, event)

    def change(self, item_id: str, **given: object) -> None:
        """Fields of `Event` get other values."""
        self._changed(item_id, replace(self.event(item_id), **given))  # type: ignore[arg-type]

    def cancel_occurrence(self, item_id: str, original: datetime) -> None:
        """One occurrence of a series does not take place; it vanishes from the view."""
        series = self.event(item_id)
        series.exceptions.pop(original.astimezone(UTC), None)
        series.deleted.add(original.astimezone(UTC))
        self._changed(item_id, series)

    def change_occurrence(self, item_id: str, original: datetime, **given: object) -> str:
        """One occurrence gets other values, such as `start` and `end`; its id."""
        series = self.event(item_id)
        before = series.occurrence(original.astimezone(UTC))
        assert before is not None
        changed = replace(before, changed=True, **given)  # type: ignore[arg-type]
        series.exceptions[original.astimezone(UTC)] = changed
        self._changed(item_id, series)
        return self.occurrence_id(item_id, changed)

    def respond(self, item_id: str, address: str, response: str) -> None:
        """Somebody answers an invitation: ``Accept``, ``Tentative`` or ``Decline``."""
        event = self.event(item_id)
        for each in event.attendees:
            if each.address.lower() == address.lower():
                each.response, each.responded_at = response, self.mailbox.tick()
        if address.lower() == self.mailbox.address.lower():
            event.my_response = response
        self._changed(item_id, event)

    def event(self, item_id: str) -> Event:
        event = self.mailbox.item(item_id).event
        assert event is not None
        return event

    def _changed(self, item_id: str, event: Event) -> None:
        item = self.mailbox.item(item_id)
        item.event = event
        self.mailbox.touch(item)

    # ── What the operations need ─────────────────────────────────────────────────────────────

    def knows(self, item_id: str) -> bool:
        """Whether that is the id of an occurrence which was told."""
        return item_id in self._occurrences

    def occurrence_id(self, series: str, event: Event) -> str:
        """The id of an occurrence; the same as long as its series has its id."""
        assert event.original is not None
        key = opaque("occurrence", f"{series} {event.original.isoformat()}", 126)
        self._occurrences[key] = (series, event.original)
        return key

    def occurrence(self, item_id: str) -> Item:
        """An occurrence as an item.

        Raises:
            Refused: it does not take place any more.
        """
        series, original = self._occurrences[item_id]
        event = self.event(series).occurrence(original)
        if event is None:
            text = "The occurrence was deleted from the series."
            raise Refused("ErrorCalendarOccurrenceIsDeletedFromRecurrence", text)
        return self.as_item(self.mailbox.item(series), event)

    def as_item(self, series: Item, event: Event) -> Item:
        """An occurrence of a series as an item; the series itself where it is none."""
        if event.original is None:
            return series
        changed = event.type == "Exception"
        item_class = "IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}"
        return replace(
            series,
            id=self.occurrence_id(series.id, event),
            event=event,
            item_class=item_class if changed else "IPM.Appointment.Occurrence",
        )

    def series_of(self, item_id: str) -> Item:
        """The series of an occurrence; a `RecurringMasterItemId` names it so."""
        series, _ = self._occurrences.get(item_id, ("", None))
        return self.mailbox.item(series)

    def numbered(self, series: Item, index: int) -> Item:
        """An occurrence of a series by its number, from 1; deleted ones are counted.

        Raises:
            Refused: there is none of that number, or it was deleted.
        """
        assert series.event is not None
        far = datetime(2100, 1, 1, tzinfo=UTC)
        for number, original in enumerate(series.event.originals(far), 1):
            if number == index:
                event = series.event.occurrence(original)
                if event is None:
                    text = "The occurrence was deleted from the series."
                    raise Refused("ErrorCalendarOccurrenceIsDeletedFromRecurrence", text)
                return self.as_item(series, event)
        text = "Occurrence index is out of recurrence range."
        raise Refused("ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange", text)

    def view(self, folder: str, first: datetime, last: datetime) -> list[Item]:
        """What takes place within [first, last), earliest first; series as their occurrences."""
        found = [
            self.as_item(item, event)
            for item in self.mailbox.items(folder)
            if item.event is not None
            for event in item.event.between(first, last)
        ]
        return sorted(found, key=_start_of)


def _start_of(item: Item) -> datetime:
    assert item.event is not None
    return item.event.start
