"""Google's calendars as a `CalendarConnector`; reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from connectors.base import (
    CalendarPage,
    Collection,
    CollectionKind,
    CursorExpired,
    Listed,
    PermanentError,
)
from connectors.cursors import CursorUnreadable
from connectors.google.agenda import Agenda
from connectors.google.agenda_cursor import Mark, Position, parse_position
from connectors.google.agenda_rounds import Bounds, begin_round
from connectors.google.client import Client, OnClient
from connectors.google.ical import gather

if TYPE_CHECKING:
    from connectors.google.settings import GoogleSettings


class GoogleCalendar(OnClient):
    """`CalendarConnector` over the Calendar API. A collection is named by its id there.

    A record is an event, or a series with its exceptions, as an iCalendar object. Not for two
    threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How it is reached.
        accept_empty: Calendars that lost all their events were emptied on purpose.
        bounds: Of a page.
    """

    def __init__(
        self,
        account: str,
        settings: GoogleSettings,
        *,
        accept_empty: bool = False,
        bounds: Bounds | None = None,
    ) -> None:
        self.account = account
        self._client = Client(account, settings, "calendar")
        self._agenda = Agenda(self._client)
        self._accept_empty = accept_empty
        self._bounds = bounds or Bounds()

    def list_collections(self) -> Sequence[Collection]:
        """The calendars whose events may be read, by id; those of Google's own are left out.

        Raises:
            AuthError, TransientError, PermanentError: as their names say.
        """
        with self._client.reading():
            names = sorted(self._agenda.list_calendars())
        return [Collection(name, CollectionKind.CALENDAR) for name in names]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[CalendarPage]:
        """Changes since `cursor`, as pages; none when nothing changed.

        Raises:
            AuthError, TransientError: as their names say.
            PermanentError: the calendar is gone, may not be read, or is suddenly empty.
        """
        self._check(collection)
        with self._client.reading():
            yield from begin_round(
                self._agenda,
                collection,
                cursor,
                bounds=self._bounds,
                accept_empty=self._accept_empty,
            ).pages()

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """Every event and series of a calendar by its id. See `CountingConnector`.

        Raises:
            AuthError, TransientError, PermanentError: as of `fetch_changes`.
            CursorExpired: the cursor is none of this connector's, or a reset round is under way.
        """
        self._check(collection)
        position = self._parse(collection, cursor)
        with self._client.reading():
            found = gather(self._agenda.list_names(collection))
        for name, series in found.items():
            left = series.is_left_out or position.marks.get(name, " ")[0] == Mark.LEFT
            if not series.is_gone and not left:
                yield Listed(name)

    def _parse(self, collection: str, cursor: str | None) -> Position:
        try:
            position = parse_position(cursor) if cursor else Position()
        except CursorUnreadable as error:
            raise CursorExpired(self.account, collection) from error
        if position.reset:
            raise CursorExpired(self.account, collection)
        return position

    def _check(self, collection: str) -> None:
        """Refuse a name that would be read as something else than the id of a calendar."""
        if not collection or not collection.isprintable() or collection in (".", ".."):
            raise PermanentError(
                f"There is no calendar {collection!r} in account '{self.account}'. Nothing stored "
                "was deleted."
            )
