"""What a calendar holds in a window of time, by its calendar view; and whether anything changed in it.

A calendar view spreads every series out into its occurrences and names no series: the series is asked
for by one of its occurrences. It lists a thousand rows and two years at most, so a window is looked
at in slices, and a slice that is too full in halves. Whether to look at all is told by
SyncFolderItems, which names single events and series, and never occurrences: it is a signal here, and
no listing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lxml import etree

from connectors.exchange import ews
from connectors.exchange.answers import M, T, all_at, attribute_at, text_at
from connectors.exchange.changes import fetch_changes
from connectors.exchange.events import moment_at
from connectors.exchange.faults import Refused, Senseless
from connectors.exchange.folders import id_at

if TYPE_CHECKING:
    from connectors.exchange.answers import Element, Reply
    from connectors.exchange.session import Session

#: What `events.compose` reads of an item. The body comes as text, whatever it was written as.
PROPERTIES = (
    "item:Subject",
    "item:TextBody",
    "item:Sensitivity",
    "item:Categories",
    "item:LastModifiedTime",
    "calendar:UID",
    "calendar:DateTimeStamp",
    "calendar:Start",
    "calendar:End",
    "calendar:IsAllDayEvent",
    "calendar:LegacyFreeBusyStatus",
    "calendar:Location",
    "calendar:IsCancelled",
    "calendar:MyResponseType",
    "calendar:Organizer",
    "calendar:RequiredAttendees",
    "calendar:OptionalAttendees",
    "calendar:Resources",
    "calendar:AppointmentSequenceNumber",
    "calendar:Recurrence",
    "calendar:LastOccurrence",
    "calendar:ModifiedOccurrences",
    "calendar:DeletedOccurrences",
    "calendar:StartTimeZone",
)
_BODY = "item:TextBody"
_ID = "t:ItemId"
_ROW = ("calendar:CalendarItemType", "calendar:UID", "calendar:Start")
#: Rows that a calendar view lists at most, by Exchange's own bound for a client (EWSFindCountLimit).
_MAX_ROWS_OF_VIEW = 1000
#: Rows of one listing; occurrences count.
MAX_ROWS = 200_000
#: Far below the two years that a view may show, and of most calendars below its thousand rows.
_SLICE = timedelta(days=92)
_SHORTEST_SLICE = timedelta(minutes=2)
_TOO_FULL = frozenset({"ErrorExceededFindCountLimit", "ErrorCalendarViewRangeTooBig"})
#: Views that one listing may need.
_MAX_VIEWS = 5_000
#: Occurrences of a series that are read one by one; of the others only the moments are told.
_MAX_CHANGED = 500


class Made:
    """An element that stands where exchangelib wants an object that makes one."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def to_xml(self, version: object = None) -> Element:
        """As exchangelib asks for it."""
        return self._element


@dataclass(slots=True)
class Listing:
    """What a calendar holds in a window.

    Attributes:
        singles: Change key and start of each single event, by id.
        series: For each series the id of one of its occurrences.
    """

    singles: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)
    series: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not self.singles and not self.series


@dataclass(frozen=True, slots=True)
class Found:
    """An item that was asked for.

    Attributes:
        name: The id that it was asked for by; of a series, its own.
        item: None: it is not there any more, or cannot be read.
        code: Why it cannot be read, where it is there; otherwise empty.
    """

    name: str
    item: Element | None
    code: str = ""


@dataclass(slots=True)
class View:
    """One calendar through a window of time.

    Attributes:
        key: The id of its folder.
        where: The calendar, in words that may be shown.
        window: First and last moment.
    """

    session: Session
    key: str
    where: str
    window: tuple[datetime, datetime]

    def follow(self, state: str) -> tuple[set[str], str]:
        """The ids of what was made, changed or deleted since a sync state, and the next one.

        Raises:
            Refused: among others `is_lost`: the state is no longer known. And as `Session.call`.
        """
        named: set[str] = set()
        for page in fetch_changes(self.session, self.key, state):
            named |= {change.key for change in page.changes}
            state = page.state
        return named, state

    def listing(self) -> Listing:
        """Everything in the window.

        Raises:
            Refused, Senseless, and the errors of the port: a listing is whole, or an error.
        """
        found = Listing()
        by_uid: dict[str, dict[str, list[str]]] = {}
        seen: set[str] = set()
        for row in self._rows():
            name = id_at(row, _ID)
            if name in seen:
                continue
            seen.add(name)
            if len(seen) > MAX_ROWS:
                raise Senseless(f"there are more than {MAX_ROWS:,} events")
            if text_at(row, "t:CalendarItemType") in ("Occurrence", "Exception"):
                starts = by_uid.setdefault(text_at(row, "t:UID") or name, {})
                starts.setdefault(text_at(row, "t:Start"), []).append(name)
            else:
                change_key = attribute_at(row, "t:ItemId", "ChangeKey")
                found.singles[name] = change_key, moment_at(row, "Start")
        for starts in by_uid.values():
            # Two series may have one UID, where somebody copied one: then they coincide.
            coinciding: list[str] = max(starts.values(), key=len)
            found.series += coinciding
        return found

    def singles(self, names: Sequence[str]) -> Iterator[Found]:
        """Single events, with all that is told of them, in this order."""
        for batch in self._batches(names):
            yield from self._get(batch, "ItemId", "Id", PROPERTIES)

    def masters(self, occurrences: Sequence[str], *, whole: bool = True) -> Iterator[Found]:
        """The series of occurrences; without `whole` only their ids. One may come twice."""
        for batch in self._batches(occurrences):
            fields = PROPERTIES if whole else ()
            for found in self._get(batch, "RecurringMasterItemId", "OccurrenceId", fields):
                name = found.name if found.item is None else id_at(found.item, _ID)
                yield Found(name, found.item, found.code)

    def changed(self, names: Sequence[str]) -> dict[str, Element]:
        """Occurrences that were changed, by id; what cannot be read is left out."""
        latest = names[-_MAX_CHANGED:]
        return {found.name: found.item for found in self.singles(latest) if found.item is not None}

    # ── requests ─────────────────────────────────────────────────────────────────────────────

    def _rows(self) -> Iterator[Element]:
        """The rows of all slices, in the order of time."""
        slices = [self.window]
        while slices[-1][1] - slices[-1][0] > _SLICE:
            start, end = slices.pop()
            slices += [(start, start + _SLICE), (start + _SLICE, end)]
        slices.reverse()
        for _ in range(_MAX_VIEWS):
            if not slices:
                return
            start, end = slices.pop()
            rows = self._view(start, end)
            if rows is not None:
                yield from rows
                continue
            if end - start < _SHORTEST_SLICE:
                raise Senseless(f"more than {_MAX_ROWS_OF_VIEW:,} events lie in one minute")
            # Events begin and end with a minute: half-way through one, none only touches the cut.
            middle = (start + (end - start) / 2).replace(second=30, microsecond=0)
            slices += [(middle, end), (start, middle)]
        raise Senseless("there is no end of events")

    def _view(self, start: datetime, end: datetime) -> list[Element] | None:
        """The rows of a slice, or None: there are too many for one view."""
        wanted = etree.Element(
            f"{M}CalendarView",
            MaxEntriesReturned=str(_MAX_ROWS_OF_VIEW),
            StartDate=_as_asked(start),
            EndDate=_as_asked(end),
        )
        try:
            replies = self.session.call(
                "FindItem",
                folders=[ews.folder(self.key)],
                additional_fields=ews.fields(*_ROW),
                restriction=None,
                order_fields=None,
                query_string=None,
                shape="IdOnly",
                depth="Shallow",
                calendar_view=Made(wanted),
                page_size=None,
            )
            roots = [reply.granted().find(f"{M}RootFolder") for reply in replies]
        except Refused as error:
            if error.code in _TOO_FULL:
                return None
            raise
        if len(roots) != 1 or (root := roots[0]) is None:
            raise Senseless("a calendar view has no rows")
        rows = all_at(root, "t:Items/*")
        is_whole = root.get("IncludesLastItemInRange") in ("true", "1")
        # A view that is full to its bound is not believed to be whole.
        return rows if is_whole and len(rows) < _MAX_ROWS_OF_VIEW else None

    def _batches(self, names: Sequence[str]) -> Iterator[Sequence[str]]:
        size = self.session.settings.item_batch
        for start in range(0, len(names), size):
            yield names[start : start + size]

    def _get(
        self, names: Sequence[str], tag: str, attribute: str, fields: Sequence[str]
    ) -> Iterator[Found]:
        """Items by ids of some kind, in their order."""
        try:
            replies = self._ask(names, tag, attribute, fields)
        except Senseless:
            # Ten may be too large for one answer, or one of them may spoil it: then one by one, and
            # at last without its text.
            if len(names) > 1:
                for name in names:
                    yield from self._get([name], tag, attribute, fields)
                return
            if _BODY not in fields:
                raise
            replies = self._ask(names, tag, attribute, [each for each in fields if each != _BODY])
        for name, reply in zip(names, replies, strict=True):
            yield _found(name, reply)

    def _ask(
        self, names: Sequence[str], tag: str, attribute: str, fields: Sequence[str]
    ) -> list[Reply]:
        payload = self.session.ews.payload(
            "GetItem", items=[], additional_fields=ews.fields(*fields) or None, shape="IdOnly"
        )
        for ids in payload.iterfind(f"{M}ItemIds"):
            for name in names:
                etree.SubElement(ids, f"{T}{tag}", {attribute: name})
        replies = self.session.ask("GetItem", payload)
        if len(replies) != len(names):
            raise Senseless("it answers for more or fewer events than were asked for")
        return replies


def _found(name: str, reply: Reply) -> Found:
    if reply.is_ok:
        items = all_at(reply.element, "m:Items/*")
        if len(items) != 1:
            raise Senseless("it grants an event and does not hold it")
        return Found(name, items[0])
    refusal = reply.refusal()
    return Found(name, None, "" if refusal.is_gone else refusal.code or "no reason")


def _as_asked(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
