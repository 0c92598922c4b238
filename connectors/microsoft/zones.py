"""Moments as Graph gives them.

Graph gives every moment in UTC here; the zone of an event matters because a series repeats by the
clock of its zone, over the changes of summer time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from connectors.zones import zone_named

#: Years that an event of Outlook can lie in; beyond them a zone leads out of the calendar.
FIRST_YEAR, LAST_YEAR = 1601, 9998


def is_in_reach(day: date) -> bool:
    """Whether a day, or the day of a moment, can be told in any zone."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def moment_of(value: object) -> datetime | None:
    """A `dateTimeTimeZone` of Graph as an aware moment, or None: it is none, or beyond reach."""
    if not isinstance(value, dict) or not isinstance(value.get("dateTime"), str):
        return None
    try:
        found = datetime.fromisoformat(value["dateTime"][:26].rstrip("Z"))
    except ValueError:
        return None
    if not is_in_reach(found):
        return None
    zone: tzinfo = zone_named(str(value.get("timeZone", ""))) or UTC
    return found.replace(tzinfo=zone)
