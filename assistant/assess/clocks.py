"""Working clocks from the configuration, the holiday data and what was found out.

Ours from `[owner]` and the all-day out-of-office events of the owner's calendar; a client's from
its file, else from the country and zone that were inferred.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.insight.closed_days import UnknownCountry, closed_days, office_week
from assistant.insight.records import ClockSpec, Leave

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Row

    from assistant.config.records import ClientConfig, Config
    from assistant.ingest.records import DiscoveredClient

#: Words by which people say in an all-day event that they are away, where the calendar has no
#: out-of-office mark (most exports).
AWAY_WORDS = ("out of office", "ooo", "vacation", "annual leave", "on leave", "holiday", "urlaub",
              "urlop", "congés", "vacaciones", "férias", "ferie")  # fmt: skip


def years_around(as_of: datetime, earliest: datetime | None) -> range:
    """The years whose holidays can matter: from the oldest message to the year after next."""
    first = min(earliest, as_of).year if earliest else as_of.year - 1
    return range(max(first, as_of.year - 15) - 1, as_of.year + 2)


def our_clock(config: Config, events: Sequence[Row[Any]], years: Iterable[int]) -> ClockSpec:
    """The owner's clock."""
    owner = config.owner
    days = closed_days(
        owner.country, owner.subdivision, years, closed=owner.closed, opened=owner.open
    )
    leave = (*owner.leave, *leave_from_calendar(events, config))
    return ClockSpec(zone=owner.zone, week=owner.hours, closed=days, leave=leave)


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
    summary = event.summary.strip().lower()
    return bool(event.busy != "free" and summary.startswith(AWAY_WORDS))


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
    try:
        days = closed_days(country, subdivision, years, closed=closed, opened=opened)
        week = office_week(country, subdivision, weekend=weekend)
    except UnknownCountry:
        # A guessed country without holiday data: the configured days still count.
        days = closed_days(None, None, years, closed=closed, opened=opened)
        week = office_week(None, weekend=weekend)
    if configured and configured.hours:
        week = configured.hours
    return ClockSpec(zone=_known_zone(zone, fallback_zone), week=week, closed=days)


def person_clock(base: ClockSpec, zone: str | None) -> ClockSpec | None:
    """A person's own clock, only where the zone differs from the client's."""
    if zone is None or zone == base.zone:
        return None
    return ClockSpec(zone=_known_zone(zone, base.zone), week=base.week, closed=base.closed)


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
