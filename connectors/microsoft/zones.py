"""Time zones as Outlook names them, as zones that can be computed with.

Graph gives every moment in UTC here; the zone of an event matters because a series repeats by the
clock of its zone, over the changes of summer time.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone by the name Windows or IANA has for it, or None: UTC, an unknown or an own one."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    wanted = WINDOWS_TO_OLSON.get(name, name)
    if wanted in ("UTC", "Etc/GMT", "Etc/UTC", "GMT", ""):
        return None
    try:
        return ZoneInfo(wanted)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


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
