"""The calendar port over a CalDAV server; reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from connectors.base import CalendarPage, Collection, CollectionKind, PermanentError
from connectors.caldav.discovery import find_calendars, find_named
from connectors.caldav.reports import RemoteCalendar
from connectors.caldav.rounds import Bounds, begin_round
from connectors.caldav.session import Session

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
        """The calendars that may hold events.

        Raises:
            AuthError, TransientError, PermanentError: as their names say.
        """
        with Session(self.account, self._settings) as session:
            return [Collection(name, CollectionKind.CALENDAR) for name in find_calendars(session)]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[CalendarPage]:
        """Changes since `cursor`, as pages; none when nothing changed.

        Raises:
            AuthError, TransientError: as their names say.
            PermanentError: the calendar is gone, may not be read, or is suddenly empty.
        """
        with Session(self.account, self._settings) as session:
            url = find_named(session, collection)
            if url is None:
                raise PermanentError(
                    f"There is no '{collection}' in account '{self.account}'. Nothing stored was "
                    "deleted."
                )
            source = RemoteCalendar(session, session.trusted(url), f"'{collection}'")
            yield from begin_round(
                source, collection, cursor, bounds=self._bounds, accept_empty=self._accept_empty
            ).pages()
