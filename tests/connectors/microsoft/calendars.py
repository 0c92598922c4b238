"""The calendars of the double of Graph: events from iCalendar, views, changes of a view."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

from tests.connectors.microsoft.loopback import Asked, Reply, as_json, refused

if TYPE_CHECKING:
    from tests.connectors.microsoft.graph import Graph

_WINDOWS = {"Europe/Berlin": "W. Europe Standard Time", "America/New_York": "Eastern Standard Time"}
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DELTA = {"startDateTime", "endDateTime", "$skiptoken", "$deltatoken"}


class NotTaken(Exception):
    """No calendar of Graph could hold it."""


def _utc(moment: date) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _when(moment: date) -> dict[str, str]:
    return {"dateTime": f"{_utc(moment):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def _zone(moment: date) -> str:
    key = getattr(getattr(moment, "tzinfo", None), "key", "UTC")
    return _WINDOWS.get(str(key), str(key))


def _plain_row(key: str, event: Any) -> dict[str, Any]:
    start = event["DTSTART"].dt
    all_day = not isinstance(start, datetime)
    end = event["DTEND"].dt if "DTEND" in event else start + timedelta(days=all_day)
    return {
        "id": key,
        "iCalUId": str(event["UID"]),
        "subject": str(event.get("SUMMARY", "")),
        "body": {"contentType": "text", "content": str(event.get("DESCRIPTION", ""))},
        "bodyPreview": "",
        "start": _when(start),
        "end": _when(end),
        "isAllDay": all_day,
        "isCancelled": False,
        "location": {"displayName": str(event.get("LOCATION", ""))},
        "attendees": [],
        "categories": [],
        "showAs": "busy",
        "sensitivity": "normal",
        "originalStartTimeZone": _zone(start),
        "lastModifiedDateTime": "2026-03-01T08:00:00.1234567Z",
        "type": "singleInstance",
    }


def _recurrence(event: Any) -> dict[str, Any]:
    rule = event["RRULE"]
    start = event["DTSTART"].dt
    pattern: dict[str, Any] = {
        "type": rule["FREQ"][0].lower(),
        "interval": rule.get("INTERVAL", [1])[0],
    }
    if pattern["type"] == "weekly":
        pattern |= {"daysOfWeek": [_DAYS[start.weekday()]], "firstDayOfWeek": "monday"}
    span = {"startDate": f"{start:%Y-%m-%d}", "recurrenceTimeZone": _zone(start)}
    if "COUNT" in rule:
        span |= {"type": "numbered", "numberOfOccurrences": rule["COUNT"][0]}
    else:
        span |= {"type": "noEnd"}
    return {"pattern": pattern, "range": span}


def to_graph(key: str, raw: bytes) -> dict[str, Any] | None:
    """An iCalendar object as Graph has it, with what differs; None: there is no event in it."""
    try:
        events: list[Any] = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    except ValueError as error:
        raise NotTaken(str(error)) from error
    masters = [each for each in events if "RECURRENCE-ID" not in each]
    if not events:
        return None
    if not masters or "DTSTART" not in masters[0]:
        raise NotTaken("no event")
    row = _plain_row(key, masters[0])
    if "RRULE" not in masters[0]:
        return row
    excluded = masters[0].get("EXDATE", [])
    listed = excluded if isinstance(excluded, list) else [excluded]
    cancelled = [moment.dt for each in listed for moment in each.dts]
    exceptions = []
    for number, each in enumerate(each for each in events if "RECURRENCE-ID" in each):
        original = each["RECURRENCE-ID"].dt
        if each.get("STATUS") == "CANCELLED":
            cancelled.append(original)
            continue
        exceptions.append(
            _plain_row(f"{key}.x{number}", each)
            | {
                "type": "exception",
                "seriesMasterId": key,
                "originalStart": f"{_utc(original):%Y-%m-%dT%H:%M:%SZ}",
            }
        )
    return row | {
        "type": "seriesMaster",
        "recurrence": _recurrence(masters[0]),
        "cancelledOccurrences": [f"OID.{key}.{moment:%Y-%m-%d}" for moment in cancelled],
        "exceptionOccurrences": exceptions,
    }


@dataclass
class Calendars:
    """Two calendars, one of which is worked in."""

    graph: Graph
    key: str = "C/office="
    names: dict[str, str] = field(
        default_factory=lambda: {"C/office=": "Kalender", "C/other=": "Kalender"}
    )
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    raws: dict[str, bytes] = field(default_factory=dict)
    log: list[tuple[str, list[str]]] = field(default_factory=list)
    with_masters: bool = True

    def put(self, name: str, raw: bytes) -> None:
        key = f"E/{name}="
        row = to_graph(key, raw)
        if row is None:
            return
        before = {each["id"] for each in self._occurrences(key)} if key in self.events else set()
        self.events[key], self.raws[key] = row, raw
        after = {each["id"] for each in self._occurrences(key)}
        self.log.append((key, sorted(before - after)))

    def delete(self, name: str) -> None:
        key = f"E/{name}="
        gone = [key, *(each["id"] for each in self._occurrences(key))]
        del self.events[key]
        self.log.append((key, gone))

    def answer(self, asked: Asked, path: str) -> Reply:
        if path == "/me/calendars":
            rows = [
                {"id": key, "name": name, "isDefaultCalendar": key == self.key}
                for key, name in self.names.items()
            ]
            return as_json({"value": rows})
        if path.startswith("/me/events/"):
            return self._event(asked, path.removeprefix("/me/events/"))
        if path.endswith("/calendarView/delta"):
            return self._delta(asked, path)
        if path.endswith("/calendarView"):
            assert {"startDateTime", "endDateTime"} <= asked.query.keys()
            rows = [
                each
                for key in self._here(path)
                for each in self._rows(key, asked)
                if each["type"] != "seriesMaster"
            ]
            return as_json({"value": rows})
        return refused(404, "ResourceNotFound")

    def _here(self, path: str) -> list[str]:
        return list(self.events) if f"/{self.key}/" in path else []

    def _event(self, asked: Asked, key: str) -> Reply:
        row = self.events.get(key)
        if row is None:
            return refused(404, "ErrorItemNotFound")
        assert asked.query["$expand"] == "exceptionOccurrences"
        assert 'outlook.timezone="UTC"' in asked.headers["Prefer"]
        return as_json(row)

    def _delta(self, asked: Asked, path: str) -> Reply:
        assert asked.query.keys() <= _DELTA, asked.target
        assert 'outlook.body-content-type="text"' in asked.headers["Prefer"]
        token = asked.query.get("$deltatoken") or asked.query.get("$skiptoken")
        if token is None:
            assert {"startDateTime", "endDateTime"} <= asked.query.keys()
            rows = [each for key in self._here(path) for each in self._rows(key, asked)]
            self.graph.lists[f"V{len(self.log)}"] = rows  # type: ignore[assignment]
            return self._page(asked, f"V{len(self.log)}", 0, len(self.log))
        epoch, kind, *rest = token.split(".")
        if int(epoch) != self.graph.epoch:
            return refused(410, "SyncStateNotFound")
        if kind == "s":
            return self._page(asked, rest[0], int(rest[1]), int(rest[2]))
        changed: list[dict[str, Any]] = []
        for key, gone in self.log[int(rest[0]) :]:
            changed += [{"id": each, "@removed": {"reason": "deleted"}} for each in gone]
            if key in self.events:
                changed += self._rows(key, asked)
        return as_json(
            {"value": changed, "@odata.deltaLink": self._link(asked, "delta", f"d.{len(self.log)}")}
        )

    def _page(self, asked: Asked, name: str, start: int, since: int) -> Reply:
        rows = self.graph.lists[name]
        size = 100
        page: dict[str, Any] = {"value": rows[start : start + size]}
        if start + size < len(rows):
            page["@odata.nextLink"] = self._link(asked, "skip", f"s.{name}.{start + size}.{since}")
        else:
            page["@odata.deltaLink"] = self._link(asked, "delta", f"d.{since}")
        return as_json(page)

    def _link(self, asked: Asked, kind: str, token: str) -> str:
        here = self.graph.url + asked.target.partition("?")[0]
        link = f"{here}?${kind}token={self.graph.epoch}.{token}"
        self.graph.links.append(link)
        return link

    def _rows(self, key: str, asked: Asked) -> list[dict[str, Any]]:
        row = self.events[key]
        if row["type"] == "singleInstance":
            first, last = asked.query.get("startDateTime"), asked.query.get("endDateTime")
            if first and last and not first[:10] <= row["start"]["dateTime"][:10] <= last[:10]:
                return []
            return [row]
        master = [{k: v for k, v in row.items() if not k.endswith("Occurrences")}]
        return self._occurrences(key) + (master if self.with_masters else [])

    def _occurrences(self, key: str) -> list[dict[str, Any]]:
        row = self.events[key]
        if row["type"] == "singleInstance":
            return []
        deleted = {each.rpartition(".")[2] for each in row["cancelledOccurrences"]}
        calendar = icalendar.Calendar.from_ical(self.raws[key])
        calendar.subcomponents = [
            each for each in calendar.subcomponents if "RECURRENCE-ID" not in each
        ]
        spread = recurring_ical_events.of(calendar).between(
            datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
        )
        return [
            {
                "id": f"{key}.o{each['DTSTART'].dt:%Y%m%d}",
                "type": "occurrence",
                "seriesMasterId": key,
                "start": _when(each["DTSTART"].dt),
                "end": _when(each["DTSTART"].dt),
            }
            for each in spread
            if f"{each['DTSTART'].dt:%Y-%m-%d}" not in deleted
        ]
