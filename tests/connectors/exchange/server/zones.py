"""Names of time zones as Windows has them; those that tests need."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

#: The zone of a mailbox, in which a day without a clock begins.
HOME = ZoneInfo("Europe/Berlin")
_WINDOWS = {
    "America/Los_Angeles": "Pacific Standard Time",
    "America/New_York": "Eastern Standard Time",
    "America/Sao_Paulo": "E. South America Standard Time",
    "Asia/Kolkata": "India Standard Time",
    "Asia/Tokyo": "Tokyo Standard Time",
    "Australia/Sydney": "AUS Eastern Standard Time",
    "Europe/Berlin": "W. Europe Standard Time",
    "Europe/London": "GMT Standard Time",
    "Europe/Madrid": "Romance Standard Time",
    "Europe/Warsaw": "Central European Standard Time",
    "UTC": "UTC",
}


def windows_name(zone: ZoneInfo) -> str:
    """The name that Windows has for a zone; for a zone it does not know, that of a made-up one."""
    return _WINDOWS.get(zone.key, "Customized Time Zone")


def in_zone(moment: date) -> tuple[datetime, ZoneInfo]:
    """A moment of iCalendar, aware, and its zone; a day begins in the zone of the mailbox."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=HOME), HOME
    if moment.tzinfo is None:
        return moment.replace(tzinfo=HOME), HOME
    key = getattr(moment.tzinfo, "key", None)
    zone = ZoneInfo(key) if key else ZoneInfo("UTC")
    return moment.astimezone(zone), zone
