"""The calendars of the double: rows of events, exceptions of series as rows of their own."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.connectors.google.discovery import Asked

PRIMARY = "jonas@wirth.example"
#: What may not be asked for together with a sync token.
_EXCLUDED = {
    "iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin",
    "timeMax", "updatedMin",
}  # fmt: skip


@dataclass
class CalendarWorld:
    """Calendars by id, each with its rows by id.

    Attributes:
        page: Most rows of a page, less than what is asked for.
        bare: Cancelled rows hold their id and nothing else.
        uid_search: Whether a search by UID finds exceptions too.
    """

    calendars: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {PRIMARY: {}})
    entries: list[dict[str, Any]] = field(
        default_factory=lambda: [{"id": PRIMARY, "accessRole": "owner", "primary": True}]
    )
    page: int = 2500
    bare: bool = False
    uid_search: bool = True
    tokens_from: int = 0
    _now: int = 0

    # ── what another program does ────────────────────────────────────────────────────────────

    def put(self, row: dict[str, Any], calendar: str = PRIMARY) -> dict[str, Any]:
        """A row is made or replaced."""
        self._now += 1
        known = self.calendars[calendar].pop(row["id"], {})
        kept = {
            "status": "confirmed",
            "iCalUID": f"{row['id']}@google.com",
            "eventType": "default",
            "sequence": 0,
            "organizer": {"email": PRIMARY, "self": True},
            **row,
            "kind": "calendar#event",
            "etag": f'"{self._now}"',
            "updated": (
                datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=self._now)
            ).isoformat(),
            "_at": self._now,
        }
        # A changed row keeps its place in listings only by chance.
        self.calendars[calendar][row["id"]] = kept
        return {**known, **kept}

    def cancel(self, name: str, calendar: str = PRIMARY, **more: Any) -> None:
        """An event, a series or an occurrence is cancelled."""
        before = self.calendars[calendar].get(name, {})
        self.put({**before, "id": name, **more, "status": "cancelled"}, calendar)

    def forget_tokens(self) -> None:
        self._now += 1
        self.tokens_from = self._now

    # ── what the service answers ─────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Any:
        if asked.method == "calendar.calendarList.list":
            return self._paged(self.entries, asked)
        rows = self.calendars.get(asked.path["calendarId"])
        if rows is None:
            return 404
        if asked.method == "calendar.events.get":
            row = rows.get(asked.path["eventId"])
            return 404 if row is None else self._shown(row)
        assert asked.method == "calendar.events.list", asked.method
        return self._list(rows, asked)

    def _list(self, rows: dict[str, dict[str, Any]], asked: Asked) -> Any:
        token = asked.one("syncToken")
        assert not (token and _EXCLUDED & asked.query.keys()), "not with a sync token"
        assert asked.one("singleEvents") == "false"
        assert asked.one("showDeleted") == "true"
        found = list(rows.values())
        if token:
            if int(token.removeprefix("t")) < self.tokens_from:
                return 410
            found = [row for row in found if row["_at"] > int(token.removeprefix("t"))]
        if uid := asked.one("iCalUID"):
            found = [row for row in found if row["iCalUID"] == uid]
            if not self.uid_search:
                found = [row for row in found if "recurringEventId" not in row]
        page = self._paged([self._shown(row) for row in found], asked)
        if "nextPageToken" not in page:
            page["nextSyncToken"] = f"t{self._now}"
        return page

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        shown = {name: value for name, value in row.items() if not name.startswith("_")}
        if row["status"] != "cancelled":
            return shown
        kept = {"id", "status", "etag", "kind"}
        if not self.bare:
            kept |= {"recurringEventId", "originalStartTime"}
        return {name: value for name, value in shown.items() if name in kept}

    def _paged(self, rows: list[dict[str, Any]], asked: Asked) -> dict[str, Any]:
        start = int(asked.one("pageToken", "0"))
        end = start + min(int(asked.one("maxResults", "250")), self.page)
        page: dict[str, Any] = {"items": rows[start:end]}
        return page | {"nextPageToken": str(end)} if end < len(rows) else page


def rows_of_ics(name: str, raw: bytes) -> list[dict[str, Any]]:
    """The rows that Google would keep of an iCalendar object.

    Raises:
        ValueError: Google would not take it.
    """
    import icalendar

    base = base64.b32hexencode(name.encode()).decode().lower().rstrip("=")
    calendar = icalendar.Calendar.from_ical(raw)
    events = calendar.walk("VEVENT")
    if not events:
        day = {"date": "2026-03-02"}
        return [{"id": base, "eventType": "workingLocation", "start": day, "end": day}]
    return [_row(base, event) for event in events]


def _row(base: str, event: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": base, "iCalUID": str(event["UID"])}
    if "SUMMARY" in event:
        row["summary"] = str(event["SUMMARY"])
    if "LOCATION" in event:
        row["location"] = str(event["LOCATION"])
    if "DTSTART" in event:
        start = event["DTSTART"].dt
        lasts = timedelta(hours=1) if isinstance(start, datetime) else timedelta(days=1)
        row |= {"start": _time(start), "end": _time(start + lasts)}
    rules = [
        f"{key}{_parameters(one)}:{one.to_ical().decode()}"
        for key in ("RRULE", "EXDATE")
        for one in (event.get(key) if isinstance(event.get(key), list) else [event.get(key)])
        if one is not None
    ]
    if rules:
        row["recurrence"] = rules
    if "RECURRENCE-ID" in event:
        original = event["RECURRENCE-ID"].dt
        row["id"] = f"{base}_{original.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        row |= {"recurringEventId": base, "originalStartTime": _time(original)}
    if event.get("STATUS") == "CANCELLED":
        row["status"] = "cancelled"
    return row


def _parameters(one: Any) -> str:
    zone = getattr(one, "params", {}).get("TZID")
    return f";TZID={zone}" if zone else ""


def _time(moment: date) -> dict[str, str]:
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    zone = getattr(moment.tzinfo, "key", None) or "UTC"
    return {"dateTime": moment.isoformat(), "timeZone": zone}
