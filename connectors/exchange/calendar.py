"""The calendars of a mailbox on an Exchange Server as a `CalendarConnector`; reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from connectors.base import (
    CalendarPage,
    Collection,
    CollectionKind,
    CursorExpired,
    Listed,
)
from connectors.cursors import find_known
from connectors.exchange.agenda_cursor import Position, parse_position
from connectors.exchange.agendas import list_calendars
from connectors.exchange.calendar_rounds import CalendarRound
from connectors.exchange.faults import Senseless
from connectors.exchange.marks import parse_mark, window_of
from connectors.exchange.session import Session, translated
from connectors.exchange.view import View
from connectors.local.pages import PageLimits
from connectors.sentences import collection_gone

if TYPE_CHECKING:
    from connectors.exchange.settings import ExchangeSettings

#: Events in a page.
PAGE_EVENTS = 100


class ExchangeCalendar:
    """`CalendarConnector` over Exchange Web Services. A collection is called as its owner calls it.

    Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How the server is reached, and how much of a calendar is read.
        accept_empty: Calendars that lost all their events were emptied on purpose.
        limits: Bounds of a page.
    """

    def __init__(
        self,
        account: str,
        settings: ExchangeSettings,
        *,
        accept_empty: bool = False,
        limits: PageLimits | None = None,
    ) -> None:
        self.account = account
        self._settings = settings
        self._accept_empty = accept_empty
        self._limits = limits or PageLimits(items=PAGE_EVENTS)

    def list_collections(self) -> Sequence[Collection]:
        """The calendars of the mailbox, the usual one first.

        Raises:
            AuthError: a person must sign in again.
            TransientError, PermanentError: they cannot be listed.
        """
        with (
            Session(self.account, self._settings) as session,
            translated(self.account, "the list of calendars"),
        ):
            names = list_calendars(session)
        return [Collection(name, CollectionKind.CALENDAR) for name in names]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[CalendarPage]:
        """Changes since `cursor`, as pages; none when nothing changed.

        Raises:
            AuthError: a person must sign in again.
            TransientError: Exchange has no time, or was cut off; the pages so far are good.
            PermanentError: the calendar is gone, may not be read, or is suddenly empty.
        """
        with (
            Session(self.account, self._settings) as session,
            translated(self.account, f"'{collection}'"),
        ):
            view = self._find(session, collection)
            position = self._position(cursor, view.key)
            yield from CalendarRound(
                view, collection, position, self._limits, self._accept_empty
            ).pages()

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """Every single event and series in the window; see `CountingConnector`.

        What was over before the window began, and was told once, is listed as the cursor has it:
        Exchange is not asked for it any more.

        Raises:
            AuthError, TransientError: as their names say.
            PermanentError: the calendar is gone, or may not be read.
            CursorExpired: the cursor is none of this calendar's.
        """
        with (
            Session(self.account, self._settings) as session,
            translated(self.account, f"'{collection}'"),
        ):
            view = self._find(session, collection)
            marks: Mapping[str, str] = {}
            if cursor:
                position = self._known(cursor, view.key)
                if position is None or position.reset:
                    raise CursorExpired(self.account, collection)
                view.window = window_of(position.window) or view.window
                marks = position.marks
            listed = _listed(view)
        left = {name for name, mark in marks.items() if parse_mark(mark).was_left}
        for name, mark in marks.items():
            if parse_mark(mark).is_over(view.window):
                listed.setdefault(name, None)
        for name, at in listed.items():
            if name not in left:
                yield Listed(name, at.astimezone(UTC) if at else None)

    def _find(self, session: Session, collection: str) -> View:
        key = list_calendars(session).get(collection)
        if key is None:
            raise collection_gone(self.account, collection)
        return View(session, key, f"'{collection}'", self._settings.window())

    def _position(self, cursor: str | None, key: str) -> Position:
        # Of a cursor that nobody can read it is unknown what was told before: all is told again.
        fresh = Position(self._settings.origin, key, reset=bool(cursor))
        return self._known(cursor, key) or fresh

    def _known(self, cursor: str | None, key: str) -> Position | None:
        return find_known(cursor, parse_position, origin=self._settings.origin, source=key)


def _listed(view: View) -> dict[str, datetime | None]:
    """The start of each single event, and the series, by id.

    Raises:
        Senseless: a series cannot be asked for, so the listing is not whole.
    """
    listing = view.listing()
    listed = {name: start for name, (_, start) in listing.singles.items()}
    for found in view.masters(listing.series, whole=False):
        if found.code:
            raise Senseless(f"a series is refused ({found.code})")
        if found.item is not None:
            listed.setdefault(found.name, None)
    return listed
