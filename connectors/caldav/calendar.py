"""The calendar port over a CalDAV server; reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

from connectors.base import (
    CalendarPage,
    Collection,
    CollectionKind,
    CursorExpired,
    Listed,
    PermanentError,
)
from connectors.caldav.cursor import parse_position
from connectors.caldav.discovery import find_calendars, find_named
from connectors.caldav.reports import RemoteCalendar
from connectors.caldav.rounds import Bounds, begin_round
from connectors.caldav.session import Session
from connectors.caldav.settings import origin
from connectors.cursors import CursorUnreadable

if TYPE_CHECKING:
    from connectors.caldav.settings import CaldavSettings


class CaldavCalendar:
    """`CalendarConnector` over a CalDAV server. A collection is named by its path there.

    Args:
        account: The account's name, for sentences.
        settings: How the server is reached.
        accept_empty: Calendars that lost all their events were emptied on purpose.
        bounds: Of a page.
    """

    def __init__(
        self,
        account: str,
        settings: CaldavSettings,
        *,
        accept_empty: bool = False,
        bounds: Bounds | None = None,
    ) -> None:
        self.account = account
        self._settings = settings
        self._accept_empty = accept_empty
        self._bounds = bounds or Bounds()

    def list_collections(self) -> Sequence[Collection]:
        """The calendars that may hold events, by name: servers give them in any order.

        Raises:
            AuthError, TransientError, PermanentError: as their names say.
        """
        with Session(self.account, self._settings) as session:
            names = sorted(find_calendars(session))
        return [Collection(name, CollectionKind.CALENDAR) for name in names]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[CalendarPage]:
        """Changes since `cursor`, as pages; none when nothing changed.

        Raises:
            AuthError, TransientError: as their names say.
            PermanentError: the calendar is gone, may not be read, or is suddenly empty.
        """
        with Session(self.account, self._settings) as session:
            source = self._find(session, collection)
            yield from begin_round(
                source, collection, cursor, bounds=self._bounds, accept_empty=self._accept_empty
            ).pages()

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """Every event of a calendar by its name; a server tells no dates with them.

        See `CountingConnector`. What was looked at and left alone, because there is no event in it
        or it is too large, is no item here either.

        Raises:
            AuthError, TransientError: as their names say.
            PermanentError: the calendar is gone, or may not be read.
            CursorExpired: the cursor is none of this server's.
        """
        with Session(self.account, self._settings) as session:
            source = self._find(session, collection)
            left = self._left_alone(collection, cursor, origin(source.url))
            yield from (Listed(name) for name in source.list_events().versions if name not in left)

    def _left_alone(self, collection: str, cursor: str | None, here: str) -> Set[str]:
        if not cursor:
            return frozenset()
        try:
            position = parse_position(cursor)
        except CursorUnreadable as error:
            raise CursorExpired(self.account, collection) from error
        if position.origin != here or position.reset:
            raise CursorExpired(self.account, collection)
        return position.marks.keys() - position.told()

    def _find(self, session: Session, collection: str) -> RemoteCalendar:
        url = find_named(session, collection)
        if url is None:
            raise PermanentError(
                f"There is no '{collection}' in account '{self.account}'. Nothing stored was "
                "deleted."
            )
        return RemoteCalendar(session, session.trusted(url), f"'{collection}'")
