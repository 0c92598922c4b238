"""Which zone time words are in: "5 pm EST", "noon your time", "10:00 London time".

Abbreviations stand for the places that write them in business mail (IST is India's unless the
speaker is in Israel); what is not listed is refused rather than guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nlp.due.reading import Refused
from nlp.tags import UndatedReason

if TYPE_CHECKING:
    from nlp.due.reading import Speaker
    from nlp.times.records import TimeWords

_ZONES = {
    "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
    "mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "gmt": "Etc/UTC", "utc": "Etc/UTC", "bst": "Europe/London", "wet": "Europe/Lisbon",
    "cet": "Europe/Paris", "cest": "Europe/Paris", "eet": "Europe/Helsinki", "eest": "Europe/Helsinki",
    "msk": "Europe/Moscow", "ist": "Asia/Kolkata", "jst": "Asia/Tokyo", "kst": "Asia/Seoul",
    "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong", "gst": "Asia/Dubai",
    "akst": "America/Anchorage", "akdt": "America/Anchorage", "hst": "Pacific/Honolulu",
    "ast": "America/Halifax", "nst": "America/St_Johns", "mez": "Europe/Berlin", "mesz": "Europe/Berlin",
    "west": "Europe/Lisbon", "trt": "Europe/Istanbul", "sast": "Africa/Johannesburg", "wat": "Africa/Lagos",
    "cat": "Africa/Maputo", "eat": "Africa/Nairobi", "pkt": "Asia/Karachi", "npt": "Asia/Kathmandu",
    "ict": "Asia/Bangkok", "wib": "Asia/Jakarta", "pht": "Asia/Manila", "awst": "Australia/Perth",
    "acst": "Australia/Adelaide", "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland",
    "clt": "America/Santiago", "clst": "America/Santiago", "art": "America/Argentina/Buenos_Aires",
    "cot": "America/Bogota", "pet": "America/Lima",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "aet": "Australia/Sydney",
    "brt": "America/Sao_Paulo",
    "london": "Europe/London", "uk": "Europe/London", "dublin": "Europe/Dublin", "lisbon": "Europe/Lisbon",
    "berlin": "Europe/Berlin", "munich": "Europe/Berlin", "frankfurt": "Europe/Berlin",
    "hamburg": "Europe/Berlin", "german": "Europe/Berlin", "paris": "Europe/Paris", "madrid": "Europe/Madrid",
    "rome": "Europe/Rome", "milan": "Europe/Rome", "zurich": "Europe/Zurich", "vienna": "Europe/Vienna",
    "amsterdam": "Europe/Amsterdam", "brussels": "Europe/Brussels", "stockholm": "Europe/Stockholm",
    "oslo": "Europe/Oslo", "copenhagen": "Europe/Copenhagen", "helsinki": "Europe/Helsinki",
    "warsaw": "Europe/Warsaw", "prague": "Europe/Prague", "athens": "Europe/Athens",
    "istanbul": "Europe/Istanbul", "moscow": "Europe/Moscow", "dubai": "Asia/Dubai",
    "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata", "india": "Asia/Kolkata", "indian": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "bengaluru": "Asia/Kolkata", "singapore": "Asia/Singapore",
    "hong kong": "Asia/Hong_Kong", "beijing": "Asia/Shanghai", "shanghai": "Asia/Shanghai",
    "china": "Asia/Shanghai", "tokyo": "Asia/Tokyo", "japan": "Asia/Tokyo", "seoul": "Asia/Seoul",
    "sydney": "Australia/Sydney", "melbourne": "Australia/Melbourne", "auckland": "Pacific/Auckland",
    "new york": "America/New_York", "ny": "America/New_York", "boston": "America/New_York",
    "toronto": "America/Toronto", "chicago": "America/Chicago", "houston": "America/Chicago",
    "dallas": "America/Chicago", "texas": "America/Chicago", "denver": "America/Denver",
    "calgary": "America/Edmonton", "los angeles": "America/Los_Angeles", "seattle": "America/Los_Angeles",
    "california": "America/Los_Angeles", "san francisco": "America/Los_Angeles",
    "vancouver": "America/Vancouver", "mexico city": "America/Mexico_City", "mexico": "America/Mexico_City",
    "sao paulo": "America/Sao_Paulo", "brazil": "America/Sao_Paulo", "buenos aires": "America/Argentina/Buenos_Aires",
    "johannesburg": "Africa/Johannesburg", "cairo": "Africa/Cairo", "lagos": "Africa/Lagos",
}  # fmt: skip


def known_zone(name: str | None) -> str | None:
    """The name where tzdata has such a zone, else None."""
    if not name:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return name


def zone_of(words: TimeWords, speaker: Speaker) -> str:
    """The IANA zone an expression is in; the speaker's where it names none.

    Raises:
        Refused: it names a zone that is not known, or the reader's and that is not known.
    """
    if words.zone is None:
        return speaker.zone
    name = words.zone.removesuffix(" time").removesuffix(" standard").removesuffix(" daylight")
    name = name if name == "local" else name.removesuffix(" local")
    if name in {"my", "our", "local"}:
        return speaker.zone
    if name == "your":
        if speaker.reader_zone is None:
            raise Refused(UndatedReason.UNREADABLE)
        return speaker.reader_zone
    if name not in _ZONES:
        raise Refused(UndatedReason.UNREADABLE)
    if name == "ist" and speaker.zone == "Asia/Jerusalem":
        return speaker.zone
    return _ZONES[name]
