"""Working clocks from the configuration, the holiday data and what was found out.

Ours from `[owner]` and the all-day out-of-office events of the owner's calendar; a client's from
its file, else from the country and zone that were inferred.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.insight.closed_days import (
    UnknownCountry,
    closed_days,
    explain_country,
    explain_subdivision,
    office_week,
)
from assistant.insight.records import ClockSpec, Leave

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Row

    from assistant.config.records import ClientConfig, Config, PersonConfig
    from assistant.ingest.records import DiscoveredClient
    from assistant.insight.records import DayHours

#: Words by which people say in an all-day event that they are away, where the calendar has no
#: out-of-office mark (most exports). "Holiday" counts alone: "Holiday party" is no leave.
_AWAY = re.compile(
    r"(?:out of (?:the )?office|ooo|vacation|annual leave|parental leave|on leave|pto|urlaub|"
    r"abwesend|urlop|cong[ée]s|vacaciones|f[ée]rias|ferie|vakantie)\b|holidays?\W*\Z",
    re.IGNORECASE,
)


def years_around(as_of: datetime, earliest: datetime | None) -> range:
    """The years whose holidays can matter: from the oldest message to the year after next."""
    first = min(earliest, as_of).year if earliest else as_of.year - 1
    return range(max(first, as_of.year - 15) - 1, as_of.year + 2)


def check_countries(config: Config) -> list[str]:
    """A sentence for each configured country that the holiday data does not know."""
    found: list[str] = []
    for name, country, _ in _places(config):
        sentence = explain_country(country) if country else None
        if sentence:
            found.append(f"{name}: {sentence} Until then no public holidays are known there.")
    return found


def check_subdivisions(config: Config) -> list[str]:
    """A sentence for each subdivision that falls back to its country."""
    found: list[str] = []
    for name, country, subdivision in _places(config):
        try:
            sentence = explain_subdivision(country, subdivision)
        except UnknownCountry:
            continue
        if sentence:
            found.append(f"{name}: {sentence}")
    return found


def _places(config: Config) -> Iterator[tuple[str, str | None, str | None]]:
    yield "config.toml, [owner]", config.owner.country, config.owner.subdivision
    for client in config.clients:
        name = f"clients/{client.slug}.toml"
        yield name, client.country, client.subdivision
        for person in client.people:
            yield name, person.country, None


def our_clock(config: Config, events: Sequence[Row[Any]], years: Iterable[int]) -> ClockSpec:
    """The owner's clock."""
    owner = config.owner
    days = _known_days(
        owner.country, owner.subdivision, years, closed=owner.closed, opened=owner.open
    )
    leave = (*owner.leave, *leave_from_calendar(events, config))
    week = owner.hours or _known_week(owner.country, owner.subdivision, None)
    return ClockSpec(zone=owner.zone, week=week, closed=days, leave=leave)


def leave_from_calendar(events: Sequence[Row[Any]], config: Config) -> tuple[Leave, ...]:
    """All-day out-of-office events of the owner's own calendar, cover unknown.

    An event that others are invited to is a meeting, not leave; one that somebody else organises
    is theirs.
    """
    own = {*config.owner.addresses, None}
    found = []
    for event in events:
        if not event.all_day or event.status == "cancelled" or event.organizer not in own:
            continue
        if event.start_on is None or event.end_on is None or not _is_away(event):
            continue
        found.append(
            Leave(event.start_on, event.end_on - timedelta(days=1), None, event.ical_uid[:40])
        )
    return tuple(found)


def _is_away(event: Row[Any]) -> bool:
    if event.busy == "oof":
        return True
    return event.busy != "free" and _AWAY.match(event.summary.strip()) is not None


def client_clock(
    client: DiscoveredClient,
    configured: ClientConfig | None,
    years: Iterable[int],
    *,
    fallback_zone: str,
) -> ClockSpec:
    """A client's clock; unknown hours are 09:00-17:00 on its country's working days."""
    zone = client.zone.value if client.zone else fallback_zone
    country = client.country.value if client.country else None
    subdivision = configured.subdivision if configured else None
    closed: Sequence[date] = configured.closed if configured else ()
    opened: Sequence[date] = configured.open if configured else ()
    weekend = configured.weekend if configured else None
    days = _known_days(country, subdivision, years, closed=closed, opened=opened)
    week = _known_week(country, subdivision, weekend)
    if configured and configured.hours:
        week = configured.hours
    return ClockSpec(zone=_known_zone(zone, fallback_zone), week=week, closed=days)


def person_clock(
    base: ClockSpec, person: PersonConfig | None, client_country: str | None, years: Iterable[int]
) -> ClockSpec | None:
    """A person's own clock, only where zone or country differ from the client's.

    A person in another country keeps that country's holidays and weekend.
    """
    if person is None:
        return None
    abroad = person.country is not None and person.country != client_country
    zone = person.zone or base.zone
    if not abroad and zone == base.zone:
        return None
    days = _known_days(person.country, None, years) if abroad else base.closed
    week = _known_week(person.country, None, None) if abroad else base.week
    return ClockSpec(zone=_known_zone(zone, base.zone), week=week, closed=days)


def _known_days(
    country: str | None,
    subdivision: str | None,
    years: Iterable[int],
    *,
    closed: Iterable[date] = (),
    opened: Iterable[date] = (),
) -> Mapping[date, str]:
    """Closed days; of a country without holiday data only the configured ones, see check_places."""
    try:
        return closed_days(country, subdivision, years, closed=closed, opened=opened)
    except UnknownCountry:
        return closed_days(None, None, years, closed=closed, opened=opened)


def _known_week(
    country: str | None, subdivision: str | None, weekend: tuple[int, ...] | None
) -> tuple[DayHours, ...]:
    try:
        return office_week(country, subdivision, weekend=weekend)
    except UnknownCountry:
        return office_week(None, weekend=weekend)


def assumed(client: DiscoveredClient, configured: ClientConfig | None) -> Mapping[str, str]:
    """What was not configured and where it comes from, for people."""
    found: dict[str, str] = {}
    for name, value in (("country", client.country), ("zone", client.zone)):
        if value is not None and value.source != "configuration":
            found[name] = f"{value.value}: {value.source}"
    if configured is None or configured.hours is None:
        found["hours"] = "09:00-17:00, as nothing is configured"
    return found


def _known_zone(zone: str, fallback: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return fallback
    return zone
