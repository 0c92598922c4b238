"""What a calendar holds and what changed in it, by its calendar view: rows folded into resources.

Graph tells changes of a *view*, a window of time in which every series is spread out into its
occurrences. A resource of ours is a single event, or a whole series by the id of its master: an
occurrence that changed makes its series be read anew. The row of an occurrence that was deleted names
no series; then every known series is looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from connectors.microsoft.faults import Refused, Senseless
from connectors.microsoft.session import MAX_EMPTY, Row, Session, id_of, is_id, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

#: Rows of one round; occurrences count.
MAX_ROWS = 200_000
#: Moments in UTC, and texts as texts.
_PREFER = 'outlook.timezone="UTC", outlook.body-content-type="text"'
_SERIES = (
    "id,iCalUId,subject,body,bodyPreview,start,end,isAllDay,isCancelled,location,organizer,attendees,"
    "categories,showAs,sensitivity,type,recurrence,originalStartTimeZone,lastModifiedDateTime,"
    "cancelledOccurrences"
)


@dataclass(slots=True)
class Changes:
    """One round over a view, read to its end.

    Attributes:
        singles: Single events with all they have, by id.
        series: Ids of masters of which something was named.
        removed: Ids of rows that are gone.
        link: Of the next round.
    """

    singles: dict[str, Row] = field(default_factory=dict)
    series: dict[str, None] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    link: str = ""

    @property
    def names(self) -> list[str]:
        """The resources that were named."""
        return [*self.singles, *self.series]


@dataclass(slots=True)
class View:
    """One calendar through a window of time.

    Attributes:
        where: The calendar, in words that may be shown.
        window: First and last moment, as Graph is asked for them.
    """

    session: Session
    key: str
    where: str
    window: tuple[str, str]

    def changes(self, link: str = "") -> Changes:
        """All that changed since a link; without one, all there is.

        Raises:
            LinkLost: a link is no longer known. Refused, Senseless, and the errors of the port.
        """
        session = self.session
        prefer = f"odata.maxpagesize={session.settings.page_size}, {_PREFER}"
        found = Changes()
        count = empty = 0
        following: object = link
        while True:
            if isinstance(following, str) and following:
                page = session.follow(following, prefer)
            else:
                page = session.get(session.url(f"{self._path}/delta", self._bounds()), prefer)
            rows = rows_of(page)
            for row in rows:
                _fold(row, found)
            count += len(rows)
            empty = 0 if rows else empty + 1
            if count > MAX_ROWS or empty > MAX_EMPTY:
                raise Senseless(f"there are more than {MAX_ROWS:,} events, or no end of them")
            following, last = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
            if isinstance(last, str) and last and not following:
                session.link(last)  # one that leads elsewhere would be an error at every sync
                found.link = last
                return found
            if not isinstance(following, str) or not following:
                raise Senseless("a list of changes has no link that follows")

    def series(self, session: Session, name: str) -> Row | None:
        """A series with what differs in it, or None: it is gone.

        Raises:
            Refused, Senseless, and the errors of the port.
        """
        query = {"$select": _SERIES, "$expand": "exceptionOccurrences"}
        path = f"/me/events/{quote(name, safe='')}"
        try:
            return session.get(session.url(path, query), _PREFER)
        except Refused as error:
            if error.is_gone:
                return None
            raise

    def listing(self) -> Iterator[tuple[str, object]]:
        """Every resource in the window, with the start of a single event; names may come again."""
        query = self._bounds() | {"$select": "id,type,seriesMasterId,start", "$top": "1000"}
        for row in self.session.rows(self.session.url(self._path, query), _PREFER):
            master = _master_of(row)
            yield (master, None) if master else (id_of(row), row.get("start"))

    @property
    def _path(self) -> str:
        return f"/me/calendars/{quote(self.key, safe='')}/calendarView"

    def _bounds(self) -> dict[str, str]:
        return {"startDateTime": self.window[0], "endDateTime": self.window[1]}


def list_calendars(session: Session) -> dict[str, str]:
    """The calendars by name, the usual one first; of several with one name the later have a number.

    Raises:
        Refused, Senseless, and the errors of the port.
    """
    query = {"$select": "id,name,isDefaultCalendar", "$top": "100"}
    rows = list(session.rows(session.url("/me/calendars", query)))
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row.get("isDefaultCalendar") is not True, _name(row), id_of(row))):  # fmt: skip
        usual = name = _name(row)
        number = 1
        while name in found:
            number += 1
            name = f"{usual} ({number})"
        found[name] = id_of(row)
    return found


def as_asked(moment: datetime) -> str:
    """A moment as Graph is asked for it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def of_series(names: Set[str], marks: Mapping[str, str]) -> list[str]:
    """Those of the names that are series, by their marks: also where Graph failed to give one."""
    return [name for name in marks if name in names and marks[name].startswith(("r", "!r"))]


def _fold(row: Row, found: Changes) -> None:
    name = id_of(row)
    if "@removed" in row:
        found.singles.pop(name, None)
        found.series.pop(name, None)
        found.removed.add(name)
        return
    found.removed.discard(name)
    master = _master_of(row)
    if master:
        found.singles.pop(master, None)
        found.series[master] = None
    else:
        found.series.pop(name, None)
        found.singles[name] = row


def _master_of(row: Row) -> str | None:
    """The id of the series a row belongs to, or None: it is a single event."""
    if row.get("type") == "seriesMaster":
        return id_of(row)
    if row.get("type") in ("occurrence", "exception"):
        master = row.get("seriesMasterId")
        if isinstance(master, str) and is_id(master):
            return master
    return None


def _name(row: Row) -> str:
    found = row.get("name")
    plain = " ".join(found.split()) if isinstance(found, str) else ""
    return "".join(letter for letter in plain if letter.isprintable())[:255] or "unnamed"
