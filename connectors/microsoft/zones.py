"""Moments as Graph gives them.

Graph gives every moment in UTC here; the zone of an event matters because a series repeats by the
clock of its zone, over the changes of summer time.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from connectors.zones import zone_named


def moment_of(value: object) -> datetime | None:
    """A `dateTimeTimeZone` of Graph as an aware moment, or None: it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("dateTime"), str):
        return None
    try:
        found = datetime.fromisoformat(value["dateTime"][:26].rstrip("Z"))
    except ValueError:
        return None
    zone: tzinfo = zone_named(str(value.get("timeZone", ""))) or UTC
    return found.replace(tzinfo=zone)
