"""Where a client is, when nobody said so: country and zone, each with the words for its source.

The order is that of the definitions: configuration; the zones of the client's own invitations;
the country-code top-level domain; the offsets of the last human Date headers; else the owner's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.ingest.records import Assumed
from assistant.ingest.zones import canonical_zone

#: How many of the last human Date headers are asked.
LAST_DATES = 20

#: Country-code domains that are sold to everybody as words; they say nothing of a place.
_SOLD_AS_WORDS = frozenset(
    "ac ai am as bz cc cd cf co cx eu fm ga gg gl gq im io la ly me ml ms mu nu pw sc sh so st su tf tk "
    "to tv vc vg ws".split()
)
_COUNTRY_OF_TLD = {"uk": "GB"}

#: The zone most of a country's offices are in, where it has several.
_MAIN_ZONE = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PG": "Pacific/Port_Moresby",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}

#: Zones that offsets are compared with, best known first; the owner's comes before all.
_BY_OFFSET = (
    "Europe/London Europe/Berlin Europe/Helsinki Europe/Moscow America/New_York America/Chicago "
    "America/Denver America/Los_Angeles America/Phoenix America/Halifax America/Sao_Paulo "
    "America/Mexico_City America/Bogota America/Santiago Asia/Kolkata Asia/Tokyo Asia/Shanghai "
    "Asia/Dubai Asia/Jerusalem Asia/Bangkok Asia/Karachi Asia/Dhaka Asia/Kathmandu Asia/Tehran "
    "Asia/Kabul Asia/Yangon Asia/Riyadh Africa/Johannesburg Africa/Lagos Africa/Cairo "
    "Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth "
    "Pacific/Auckland Pacific/Honolulu America/Anchorage America/St_Johns Atlantic/Azores "
    "Asia/Tashkent Asia/Vladivostok Pacific/Noumea UTC"
).split()


def infer_place(
    *,
    country: str | None,
    zone: str | None,
    invitation_zones: Sequence[str],
    domains: Iterable[str],
    dates: Iterable[tuple[datetime, int]],
    owner_country: str | None,
    owner_zone: str,
) -> tuple[Assumed | None, Assumed]:
    """Country and zone of a client, each with its source.

    Args:
        country: Configured ISO 3166 code, or None.
        zone: Configured IANA zone, or None.
        invitation_zones: IANA zones of the invitations its people sent, one for each.
        domains: Its domains.
        dates: (UTC, offset in minutes east) of its human messages.

    Returns:
        The country may be None: a zone read from offsets alone names no country, unless it is the
        owner's own zone. The zone is never None.
    """
    found_country = Assumed(country, "configuration") if country else None
    if zone is not None:
        found_zone = Assumed(zone, "configuration")
        return found_country or _country_of(found_zone, owner_country, owner_zone), found_zone
    recent = sorted(set(dates), reverse=True)[:LAST_DATES]
    if country:
        return found_country, _zone_in(country, recent, f"the configured country {country}")
    by_invitation = _most_common_zone(invitation_zones)
    if by_invitation is not None:
        return _country_of(by_invitation, owner_country, owner_zone), by_invitation
    for domain in sorted(domains):
        top = domain.rpartition(".")[2]
        code = _country_of_tld(top)
        if code is not None:
            source = f"top-level domain .{top}"
            return Assumed(code, source), _zone_in(code, recent, source)
    if recent:
        by_offset = _zone_by_offset(recent, (owner_zone, *_BY_OFFSET))
        if by_offset is not None:
            return _country_of(by_offset, owner_country, owner_zone), by_offset
    owners = Assumed(owner_country, "the owner's") if owner_country else None
    return owners, Assumed(owner_zone, "the owner's")


def _most_common_zone(zones: Sequence[str]) -> Assumed | None:
    counted = Counter(zone for zone in zones if zone != "UTC" and _is_zone(zone))
    if not counted:
        return None
    zone, number = min(counted.items(), key=lambda each: (-each[1], each[0]))
    what = "an invitation" if number == 1 else f"{number} invitations"
    return Assumed(zone, f"time zone of {what}")


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _country_of_tld(top: str) -> str | None:
    code = _COUNTRY_OF_TLD.get(top, top.upper())
    return code if top not in _SOLD_AS_WORDS and code in _zones_by_country() else None


def _zone_in(country: str, recent: list[tuple[datetime, int]], source: str) -> Assumed:
    """The zone of a country; where it has several, the one that its Date headers fit best."""
    zones = _zones_by_country().get(country.upper(), ())
    if not zones:
        return Assumed("UTC", f"no zone is known for {country}")
    main = _MAIN_ZONE.get(country.upper(), zones[0])
    if len(zones) == 1 or not recent:
        return Assumed(main, source)
    fitting = _zone_by_offset(recent, (main, *zones))
    if fitting is None or fitting.value == main:
        return Assumed(main, source)
    return Assumed(fitting.value, f"{source} and {fitting.source}")


def _zone_by_offset(recent: list[tuple[datetime, int]], zones: Iterable[str]) -> Assumed | None:
    """The zone that shows the most frequent offset on the dates that had it; first of equals."""
    counted = Counter(offset for _, offset in recent)
    offset = min(counted, key=lambda each: (-counted[each], -_latest(recent, each)))
    best, best_score = "", (0, 0)
    for name in dict.fromkeys(zones):
        if not _is_zone(name):
            continue
        zone = ZoneInfo(name)
        fits = [moment.astimezone(zone).utcoffset() == timedelta(minutes=each)
                for moment, each in recent]  # fmt: skip
        main = sum(fit for fit, (_, each) in zip(fits, recent, strict=True) if each == offset)
        if (main, sum(fits)) > best_score:
            best, best_score = name, (main, sum(fits))
        if all(fits):
            break
    if not best:
        return None
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset)
    written = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    what = "the last Date header" if len(recent) == 1 else f"the last {len(recent)} Date headers"
    return Assumed(best, f"offset {written} of {what}")


def _latest(recent: list[tuple[datetime, int]], offset: int) -> float:
    return max(moment.timestamp() for moment, each in recent if each == offset)


def _country_of(zone: Assumed, owner_country: str | None, owner_zone: str) -> Assumed | None:
    if zone.source.startswith("offset"):
        # One offset is many countries; only where it is the owner's own zone is one more likely.
        same = zone.value == owner_zone and owner_country is not None
        return Assumed(owner_country, zone.source) if same and owner_country else None
    country = _country_by_zone().get(canonical_zone(zone.value))
    return Assumed(country, f"{zone.source} ({zone.value})") if country else None


@lru_cache(maxsize=1)
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    """ISO 3166 code → zones, from the zone.tab of the pinned tzdata."""
    from importlib.resources import files

    found: dict[str, list[str]] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _, name = line.split("\t")[:3]
            found.setdefault(code, []).append(name)
    return {code: tuple(names) for code, names in found.items()}


@lru_cache(maxsize=1)
def _country_by_zone() -> dict[str, str]:
    return {name: code for code, names in _zones_by_country().items() for name in names}
