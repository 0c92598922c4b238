"""The calendars of a Microsoft account as a `CalendarConnector`; reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from connectors.base import (
    CalendarPage,
    Collection,
    CollectionKind,
    CursorExpired,
    Listed,
)
from connectors.cursors import find_known
from connectors.local.pages import PageLimits
from connectors.microsoft.calendar_rounds import LEFT, CalendarRound, ends_before
from connectors.microsoft.cursor import Position, parse_position
from connectors.microsoft.session import Session, translated
from connectors.microsoft.view import View, as_asked, list_calendars
from connectors.microsoft.zones import moment_of
from connectors.sentences import collection_gone

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings

#: Events in a page.
PAGE_EVENTS = 100


class MicrosoftCalendar:
    """`CalendarConnector` over Microsoft Graph. A collection is called as its owner calls it.

    Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How Graph is reached, and how much of a calendar is read.
        accept_empty: Calendars that lost all their events were emptied on purpose.
        limits: Bounds of a page.
    """

    def __init__(
        self,
        account: str,
        settings: MicrosoftSettings,
        *,
        accept_empty: bool = False,
        limits: PageLimits | None = None,
    ) -> None:
        self.account = account
        self._settings = settings
        self._accept_empty = accept_empty
        self._limits = limits or PageLimits(items=PAGE_EVENTS)

    def list_collections(self) -> Sequence[Collection]:
        """The calendars of the account, the usual one first.

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
            TransientError: Graph has no time, or was cut off; the pages so far are good.
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
        Graph is not asked for it any more.

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
                first, slash, last = position.window.partition("/")
                view.window = (first, last) if slash else view.window
                marks = position.marks
            listed: dict[str, object] = {}
            for name, start in view.listing():
                if marks.get(name) != LEFT:
                    listed.setdefault(name, start)
        for name, mark in marks.items():
            if ends_before(mark, view.window[0]):
                listed.setdefault(name, None)
        for name, start in listed.items():
            at = moment_of(start)
            yield Listed(name, at.astimezone(UTC) if at else None)

    def _find(self, session: Session, collection: str) -> View:
        key = list_calendars(session).get(collection)
        if key is None:
            raise collection_gone(self.account, collection)
        first, last = map(as_asked, self._settings.window())
        return View(session, key, f"'{collection}'", (first, last))

    def _position(self, cursor: str | None, key: str) -> Position:
        # Of a cursor that nobody can read it is unknown what was told before: all is told again.
        fresh = Position(self._settings.origin, key, reset=bool(cursor))
        return self._known(cursor, key) or fresh

    def _known(self, cursor: str | None, key: str) -> Position | None:
        return find_known(cursor, parse_position, origin=self._settings.origin, source=key)
