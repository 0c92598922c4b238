"""Time zone names of calendars → IANA zones, or fixed offsets where there is no better answer.

Calendars name zones by IANA, by Windows, by folder paths around an IANA name, by the city lists of
Outlook's dialogue, or by rules of their own (VTIMEZONE). Rules are compared with real zones; a
zone whose offsets are equal all year is as good as the one meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.ingest.recurrence import BadRule, expand_rule, parse_rule

if TYPE_CHECKING:
    from assistant.ingest.ical_lines import Component, Line

_FIXED = re.compile(r"(?:UTC|GMT|Etc/UTC)?\s*([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"\(\s*(?:UTC|GMT)\s*(?:([+-])\s*(\d{1,2})[:.](\d{2}))?\s*\)\s*(.*)", re.DOTALL
)
_SAFE = re.compile(r"[A-Za-z0-9_+/-]{1,60}")
_OFFSET_VALUE = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")

#: Outlook's names that hold no city.
_PHRASES = {
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "atlantic time": "America/Halifax",
    "coordinated universal time": "UTC",
    "greenwich mean time": "Europe/London",
    "newfoundland": "America/St_Johns",
    "arizona": "America/Phoenix",
    "hawaii": "Pacific/Honolulu",
    "alaska": "America/Anchorage",
    "indiana": "America/Indiana/Indianapolis",
    "chennai": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "new delhi": "Asia/Kolkata",
    "abu dhabi": "Asia/Dubai",
    "beijing": "Asia/Shanghai",
    "osaka": "Asia/Tokyo",
    "bern": "Europe/Zurich",
    "edinburgh": "Europe/London",
}

#: Zones that rules are compared with, one for each set of offsets in use, best known first.
_CANDIDATES = (
    "UTC Europe/London Europe/Berlin Europe/Athens Europe/Moscow Europe/Istanbul Europe/Lisbon "
    "America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix "
    "America/Halifax America/St_Johns America/Anchorage Pacific/Honolulu America/Mexico_City "
    "America/Bogota America/Sao_Paulo America/Argentina/Buenos_Aires America/Santiago "
    "America/Caracas Asia/Kolkata Asia/Tokyo Asia/Shanghai Asia/Singapore Asia/Dubai Asia/Riyadh "
    "Asia/Karachi Asia/Dhaka Asia/Bangkok Asia/Jerusalem Asia/Tehran Asia/Kabul Asia/Kathmandu "
    "Asia/Yangon Asia/Tashkent Asia/Almaty Africa/Cairo Africa/Johannesburg Africa/Lagos "
    "Africa/Nairobi Atlantic/Azores Atlantic/Cape_Verde Australia/Sydney Australia/Brisbane "
    "Australia/Adelaide Australia/Darwin Australia/Perth Pacific/Auckland Pacific/Fiji "
    "Pacific/Noumea Pacific/Tongatapu America/Montevideo America/Asuncion America/Nuuk"
).split()


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone of one calendar name.

    Attributes:
        name: IANA name, or a fixed offset as ``UTC+05:45``.
        problem: Words for people where the name was not understood as it stands, else ``''``.
    """

    name: str
    problem: str = ""


@lru_cache(maxsize=1024)
def load_zone(name: str) -> tzinfo:
    """The zone behind a `Zone.name`.

    Raises:
        ValueError: it is neither an IANA name nor a fixed offset.
    """
    if name == "UTC":
        return UTC
    if name.startswith(("UTC+", "UTC-")):
        match = _FIXED.fullmatch(name)
        if match is not None:
            minutes = int(match[2]) * 60 + int(match[3] or 0)
            if minutes < 24 * 60:
                return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
    zone = _load_iana(name)
    if zone is None:
        raise ValueError(name)
    return zone


def _load_iana(name: str) -> ZoneInfo | None:
    # Only names that can be one: ZoneInfo opens files by this name.
    if _SAFE.fullmatch(name) is None or name.startswith("/") or name.endswith("/"):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def to_utc(wall: datetime, zone: str) -> datetime:
    """A wall time as UTC; in the gap of spring the offset before it counts (RFC 5545 3.3.5)."""
    return wall.replace(tzinfo=load_zone(zone)).astimezone(UTC)


def to_wall(moment: datetime, zone: str) -> datetime:
    """The naive wall time of an aware moment in a zone."""
    return moment.astimezone(load_zone(zone)).replace(tzinfo=None)


def occurrence_id(wall: datetime, zone: str, *, is_date: bool) -> str:
    """How an occurrence is named: its original start, UTC, or its day for all-day events."""
    return f"{wall:%Y-%m-%d}" if is_date else f"{to_utc(wall, zone):%Y-%m-%dT%H:%M:%SZ}"


def find_zone(tzid: str, components: dict[str, Component], *, default: str) -> Zone:
    """The zone a TZID means.

    Args:
        tzid: As written in the calendar.
        components: Its VTIMEZONEs by TZID.
        default: What is taken, with a problem, where nothing helps.
    """
    by_name = _find_by_name(tzid.strip())
    if by_name is not None:
        return Zone(by_name)
    component = components.get(tzid)
    if component is not None:
        by_rules = _find_by_rules(component)
        if by_rules is not None:
            return by_rules
    by_words = _find_by_words(tzid)
    if by_words is not None:
        return by_words
    return Zone(default, f"The time zone '{tzid[:80]}' is unknown; {default} was taken.")


def canonical_zone(name: str) -> str:
    """The name IANA prefers today: ``Asia/Calcutta`` → ``Asia/Kolkata``."""
    return _renamed_zones().get(name, name)


@lru_cache(maxsize=1)
def _renamed_zones() -> dict[str, str]:
    """Old name → new name, from the link lines of the pinned tzdata."""
    from importlib.resources import files

    text = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text(encoding="utf-8")
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    known = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
    links = (line.split() for line in text.splitlines() if line.startswith("L "))
    return {old: new for _, new, old in links if old not in known}


@lru_cache(maxsize=1024)
def _find_by_name(tzid: str) -> str | None:
    if tzid.upper() in ("UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "ZULU"):
        return "UTC"
    if _load_iana(tzid) is not None:
        return tzid
    for other in (tzid.replace("-", "/", 1), tzid.replace(" ", "_")):  # "US-Eastern"
        if _load_iana(other) is not None:
            return other
    pieces = [piece for piece in tzid.split("/") if piece]
    for count in (3, 2):  # "/mozilla.org/20050126_1/America/Indiana/Knox"
        if len(pieces) > count:
            tail = "/".join(pieces[-count:])
            if _load_iana(tail) is not None:
                return tail
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    for known in (tzid, tzid.rstrip("0123456789 "), tzid.strip("\"'")):
        if known in WINDOWS_TO_OLSON:
            return canonical_zone(str(WINDOWS_TO_OLSON[known]))
    return None


def _find_by_words(tzid: str) -> Zone | None:
    """Outlook's "(UTC+01:00) Amsterdam, Berlin, Bern …", or a bare offset."""
    match = _IN_WORDS.search(tzid)
    words = match[4] if match is not None else tzid
    lowered = words.lower()
    for phrase, name in _PHRASES.items():
        if phrase in lowered:
            return Zone(name)
    for city in re.split(r"[,;/]", words)[:10]:
        city_name = _find_city(city.strip().replace(" ", "_").lower())
        if city_name is not None:
            return Zone(city_name)
    fixed = _FIXED.fullmatch(tzid.strip())
    sign, hours, minutes = ("", "", "")
    if match is not None and match[1]:
        sign, hours, minutes = match[1], match[2], match[3]
    elif fixed is not None:
        sign, hours, minutes = fixed[1], fixed[2], fixed[3] or "00"
    if not sign or int(hours) > 15 or int(minutes) > 59:
        return None
    name = f"UTC{sign}{int(hours):02}:{minutes}"
    if fixed is not None:
        return Zone(name)
    return Zone(name, f"Of the time zone '{tzid[:80]}' only the offset is known; {name} was taken.")


def _find_city(city: str) -> str | None:
    return _cities().get(city)


#: Cities of Outlook's lists that are zones of their own but no candidates above.
_MORE_CITIES = (
    "Europe/Amsterdam Europe/Rome Europe/Stockholm Europe/Vienna Europe/Brussels Europe/Copenhagen "
    "Europe/Madrid Europe/Paris Europe/Sarajevo Europe/Warsaw Europe/Zagreb Europe/Belgrade "
    "Europe/Bratislava Europe/Budapest Europe/Ljubljana Europe/Prague Europe/Helsinki Europe/Riga "
    "Europe/Sofia Europe/Tallinn Europe/Vilnius Europe/Bucharest Europe/Dublin Europe/Minsk "
    "Europe/Kiev Asia/Seoul Asia/Taipei Asia/Jakarta Asia/Baghdad Asia/Kuwait Asia/Muscat "
    "Asia/Baku Asia/Tbilisi Asia/Yerevan Australia/Melbourne Australia/Hobart America/Lima "
    "America/Monterrey"
).split()


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    names = (*_MORE_CITIES, *_CANDIDATES)
    return {name.rpartition("/")[2].lower(): name for name in names}


# ── Rules of the calendar's own ──────────────────────────────────────────────────────────────


def _find_by_rules(component: Component) -> Zone | None:
    location = component.first("X-LIC-LOCATION")
    if location is not None and _load_iana(location.value.strip()) is not None:
        return Zone(location.value.strip())
    observances = [each for each in map(_read_observance, component.inner) if each is not None]
    if not observances:
        return None
    # Most calendars carry rules of today; old exporters still write those of before 2007.
    latest = max(each.starts.year for each in observances)
    for year in dict.fromkeys((min(max(latest + 1, 2025), 2100), min(latest + 1, 2100))):
        offsets = _offsets_in(observances, year)
        for name in _CANDIDATES:
            if _offsets_of(name, year) == offsets:
                return Zone(name)
    last = max(observances, key=lambda each: (each.starts.year, -each.after))
    minutes = int(last.after.total_seconds()) // 60
    name = f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    if len({each.after for each in observances}) == 1:
        return Zone(name)
    return Zone(name, f"No known time zone has the rules of this calendar; {name} was taken.")


def _probes(year: int) -> list[datetime]:
    return [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=3 * step) for step in range(122)]


def _offsets_in(observances: list[_Observance], year: int) -> tuple[timedelta, ...]:
    """Offsets that rules give every third day of a year."""
    onsets = _onsets(observances, year)
    return tuple(_offset_at(onsets, probe, observances) for probe in _probes(year))


@lru_cache(maxsize=256)
def _offsets_of(name: str, year: int) -> tuple[timedelta, ...]:
    zone = load_zone(name)
    return tuple(probe.astimezone(zone).utcoffset() or timedelta() for probe in _probes(year))


@dataclass(frozen=True, slots=True)
class _Observance:
    starts: datetime
    before: timedelta
    after: timedelta
    rule: str


def _read_observance(inner: tuple[str, list[Line]]) -> _Observance | None:
    kind, lines = inner
    if kind not in ("STANDARD", "DAYLIGHT"):
        return None
    values = {line.name: line.value.strip() for line in reversed(lines)}
    before = _read_offset(values.get("TZOFFSETFROM", ""))
    after = _read_offset(values.get("TZOFFSETTO", ""))
    if after is None:
        return None
    try:
        starts = datetime.strptime(values.get("DTSTART", "")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError:
        starts = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time of the observance
    return _Observance(starts, after if before is None else before, after, values.get("RRULE", ""))


def _read_offset(value: str) -> timedelta | None:
    match = _OFFSET_VALUE.fullmatch(value)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    if offset >= timedelta(days=1):
        return None
    return -offset if match[1] == "-" else offset


def _onsets(observances: list[_Observance], year: int) -> list[tuple[datetime, timedelta]]:
    """When which offset begins, UTC, from the year before on, sorted."""
    found: list[tuple[datetime, timedelta]] = []
    for each in observances:
        walls = [each.starts]
        if each.rule:
            try:
                rule = parse_rule(each.rule)
                if rule.frequency == "YEARLY":
                    window = (datetime(year - 1, 1, 1), datetime(year + 1, 1, 1))  # noqa: DTZ001
                    walls = [*walls, *expand_rule(rule, each.starts, *window).walls]
            except BadRule:
                pass
        for wall in walls:
            try:
                found.append((wall.replace(tzinfo=UTC) - each.before, each.after))
            except OverflowError:
                continue
    return sorted(found)


def _offset_at(
    onsets: list[tuple[datetime, timedelta]], moment: datetime, observances: list[_Observance]
) -> timedelta:
    offset = min(observances, key=lambda each: each.starts).before
    for starts, after in onsets:
        if starts > moment:
            break
        offset = after
    return offset
