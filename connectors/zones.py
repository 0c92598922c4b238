"""Time zones as Outlook and Exchange name them, as zones that can be computed with.

What no list knows is left to the reader of the calendar (`assistant.ingest.zones`), who may have the
rules of the zone as well; here only names are looked up.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Names of UTC; a moment in it needs no zone.
_UTC = frozenset({"UTC", "Etc/GMT", "Etc/UTC", "GMT", "", "tzone://Microsoft/Utc"})


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone by the name Windows or IANA has for it, or None: UTC, an unknown or an own one."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    wanted = WINDOWS_TO_OLSON.get(name, name)
    if wanted in _UTC:
        return None
    try:
        return ZoneInfo(wanted)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_utc(name: str) -> bool:
    """Whether a name means UTC, which is no unknown zone."""
    return name in _UTC
