"""What is asked of Google Calendar; its answers as rows. One request costs one unit of the quota."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectors.base import TransientError
from connectors.google.faults import Refused, refusal_error, senseless
from connectors.google.names import is_name, is_token

if TYPE_CHECKING:
    from connectors.base import ConnectorError
    from connectors.google.client import Client

COST = 1
#: Events and calendars in an answer: the most that Google gives.
PAGE_EVENTS, PAGE_CALENDARS = 2500, 250
#: More rows than are taken of one calendar.
MAX_ROWS = 200_000
#: Calendars of Google's own: holidays, birthdays, weeks. Nobody meets anybody there.
_VIRTUAL = "@group.v.calendar.google.com"
_READABLE = frozenset({"reader", "writerWithoutPrivateAccess", "writer", "owner"})
#: How a calendar is read, first and later: a token holds for one way of asking only.
_WAY = {"singleEvents": False, "showDeleted": True, "maxResults": PAGE_EVENTS}
_NAMES = "items(id,status,recurringEventId,eventType,start),nextPageToken"


class TokenLost(Exception):
    """Google no longer knows the sync token."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a listing holds, and the token of what follows it."""

    rows: Sequence[Mapping[str, Any]]
    token: str


class Agenda:
    """Questions about calendars."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def list_calendars(self) -> list[str]:
        """The ids of the calendars whose events may be read, those of Google's own left out.

        Raises:
            AuthError, TransientError, PermanentError: as their names say; so do the others.
        """
        where = "the list of calendars"
        method = self.client.methods("calendarList").list
        fields = "items(id,accessRole,deleted),nextPageToken"
        try:
            pages = list(self._pages(method, {"maxResults": PAGE_CALENDARS}, fields, where))
        except Refused as error:
            raise refusal_error(self.client.account, where, error) from error
        return [
            row["id"]
            for page in pages
            for row in self._rows(page, where)
            if str(row.get("accessRole")) in _READABLE
            and not row.get("deleted")
            and not row["id"].endswith(_VIRTUAL)
        ]

    def list_events(self, calendar: str) -> Rows:
        """Everything in a calendar, deleted things among it, exceptions as rows of their own."""
        try:
            return self._events(calendar, {})
        except Refused as error:
            raise self._refused(error, calendar) from error

    def fetch_changes(self, calendar: str, token: str) -> Rows:
        """The rows that changed since a token.

        Raises:
            TokenLost: nobody knows any more. AuthError, TransientError, PermanentError.
        """
        try:
            return self._events(calendar, {"syncToken": token})
        except Refused as error:
            # 400 is what a token gets that is none: of no use either, and the listing tells whether
            # it is something else.
            if error.status in (400, 410):
                raise TokenLost from error
            raise self._refused(error, calendar) from error

    def list_names(self, calendar: str) -> list[Mapping[str, Any]]:
        """The rows of a calendar with little more than their ids."""
        where = f"'{calendar}'"
        wish = {"calendarId": calendar, **_WAY}
        try:
            pages = self._pages(self._method("list"), wish, _NAMES, where)
            return [row for page in pages for row in self._rows(page, where)]
        except Refused as error:
            raise self._refused(error, calendar) from error

    def list_series(self, calendar: str, uid: str) -> list[Mapping[str, Any]]:
        """The rows that share a UID: a series and its exceptions."""
        where = f"'{calendar}'"
        wish = {"calendarId": calendar, "iCalUID": uid, **_WAY}
        try:
            pages = self._pages(self._method("list"), wish, "items,nextPageToken", where)
            return [row for page in pages for row in self._rows(page, where)]
        except Refused as error:
            raise self._refused(error, calendar) from error

    def fetch_event(self, calendar: str, name: str) -> Mapping[str, Any] | None:
        """One row; None: it is gone."""
        where = f"'{calendar}'"
        try:
            row = self.client.call(
                self._method("get")(calendarId=calendar, eventId=name), COST, where
            )
        except Refused as error:
            if error.status in (404, 410):
                return None
            raise self._refused(error, calendar) from error
        self._check(row, where)
        return row

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    def _events(self, calendar: str, more: Mapping[str, Any]) -> Rows:
        where = f"'{calendar}'"
        wish = {"calendarId": calendar, **_WAY, **more}
        fields = "items,nextPageToken,nextSyncToken"
        rows: list[Mapping[str, Any]] = []
        token: object = None
        for page in self._pages(self._method("list"), wish, fields, where):
            rows += self._rows(page, where)
            token = page.get("nextSyncToken")
            if len(rows) > MAX_ROWS:
                raise senseless(self.client.account, where)
        if not is_token(token):
            raise senseless(self.client.account, where)
        return Rows(rows, token)

    def _pages(
        self, method: Any, wish: Mapping[str, Any], fields: str, where: str
    ) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()
        token: object = None
        while True:
            more: dict[str, object] = {} if token is None else {"pageToken": token}
            page = self.client.call(method(**wish, **more, fields=fields), COST, where)
            yield page
            token = page.get("nextPageToken")
            if not token:
                return
            if not is_token(token):
                raise senseless(self.client.account, where)
            if token in seen:
                raise TransientError(
                    f"Google lists {where} of account '{self.client.account}' in a circle; the "
                    "next sync lists it anew. Nothing stored was deleted."
                )
            seen.add(token)

    def _rows(self, page: Mapping[str, Any], where: str) -> list[dict[str, Any]]:
        rows = page.get("items", [])
        if not isinstance(rows, list):
            raise senseless(self.client.account, where)
        for row in rows:
            self._check(row, where)
        return rows

    def _check(self, row: object, where: str) -> None:
        if not isinstance(row, dict) or not is_name(row.get("id")):
            raise senseless(self.client.account, where)
        # Of an occurrence; it is asked for by this.
        if row.get("recurringEventId") and not is_name(row["recurringEventId"]):
            raise senseless(self.client.account, where)

    def _method(self, name: str) -> Any:
        return getattr(self.client.methods("events"), name)

    def _refused(self, error: Refused, calendar: str) -> ConnectorError:
        return refusal_error(self.client.account, f"'{calendar}'", error)
