"""Which messages the language stage must read, and with what context.

Correspondence with clients and prospects, newest first: what a person waits for is known after the
first batch. Each reading's version names everything it depends on, so it is read again exactly when
one of these changed.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from assistant.annotate import Reading, make_version
from assistant.assess.clocks import client_clock, our_clock, years_around
from assistant.assess.who import find_who
from assistant.insight.records import OFFICE_HOURS, Direction
from assistant.store.rows import (
    NOBODY,
    load_addresses,
    load_attendees,
    load_events,
    load_messages,
)
from assistant.store.tags import load_versions
from nlp.tags import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

    from assistant.assess.who import Who
    from assistant.config.records import Config
    from assistant.insight.records import ClockSpec
    from assistant.store.rows import Addresses

#: Earlier messages of the thread given along: what a short answer can refer to.
PREVIOUS = 3
#: Characters of each; a longer one has said enough by then.
PREVIOUS_CHARACTERS = 4_000
#: Holidays this long before and after a message are told to the language stage: enough to count
#: business days, and few enough that a corrected holiday of another year reads nothing again.
DAYS_BACK, DAYS_ON = timedelta(days=7), timedelta(days=120)


def find_readings(
    connection: Connection, owner_id: int, config: Config, *, pipeline: str, as_of: datetime
) -> tuple[list[Reading], list[int]]:
    """What is to be read, and message ids whose tags are no longer wanted.

    Args:
        connection: The store.
        owner_id: Whose messages.
        config: For zones, hours and countries.
        pipeline: Version of the language stage.
        as_of: Later messages are left for later.
    """
    rows = load_messages(connection, owner_id, as_of=as_of)
    addresses = load_addresses(connection, owner_id)
    events = load_events(connection, owner_id)
    who = find_who(
        rows, addresses, events, load_attendees(connection, owner_id), config, as_of=as_of
    )
    versions = load_versions(connection, owner_id)
    speakers = _Speakers(who, config, years_around(as_of, None))
    earlier = _earlier(rows, who)
    readings: list[Reading] = []
    stale: list[int] = []
    for row in reversed(rows):
        if not _is_correspondence(row, who):
            if row.id in versions:
                stale.append(row.id)
            continue
        context, parts = speakers.context(row, addresses.get(row.id, NOBODY), earlier[row.id])
        version = make_version(pipeline, *parts)
        if versions.get(row.id) != version:
            readings.append(Reading(row.id, context, version))
    return readings, stale


def _is_correspondence(row: Row[Any], who: Who) -> bool:
    """Whether a person's words for a client stand in a message; of headers alone there are none."""
    standing = who.standing[row.message_key]
    return (
        row.has_body
        and standing.automatic is None
        and standing.direction is not Direction.OTHER
        and bool(standing.clients)
    )


def _earlier(rows: Sequence[Row[Any]], who: Who) -> Mapping[int, tuple[Row[Any], ...]]:
    """The messages before each one in its thread, newest last, machines left out."""
    threads: dict[str | None, list[Row[Any]]] = defaultdict(list)
    found: dict[int, tuple[Row[Any], ...]] = {}
    for row in rows:
        before = threads[row.thread_id]
        found[row.id] = tuple(before[-PREVIOUS:])
        if who.standing[row.message_key].automatic is None:
            before.append(row)
    return found


class _Speakers:
    """Zone, locale and hours of whoever wrote a message."""

    def __init__(self, who: Who, config: Config, years: range) -> None:
        self._who = who
        self._config = config
        self._configured = {client.slug: client for client in config.clients}
        self._people = {
            address: person
            for client in config.clients
            for person in client.people
            for address in person.addresses
        }
        self._ours = our_clock(config, (), years)
        self._clocks = {
            slug: client_clock(
                client, self._configured.get(slug), years, fallback_zone=config.owner.zone
            )
            for slug, client in who.clients.items()
        }

    def context(
        self, row: Row[Any], whom: Any, earlier: tuple[Row[Any], ...]
    ) -> tuple[Context, tuple[object, ...]]:
        """The context of one message, and what its reading depends on besides its text."""
        clock, country = self._speaker(row)
        zone = self._zone(row, clock)
        to, cc = _listed(whom.to), _listed(whom.cc)
        asked, acquainted = self._asked(row, whom), self._is_acquainted(row)
        start, end = _day(clock)
        days = tuple(day for day, hours in enumerate(clock.week) if hours)
        closed = _closed_days(clock, row.sent_at)
        locale = _locale(country)
        reader_zone = self._reader_zone(row, whom)
        context = Context(
            id=row.message_key,
            text=row.text,
            sent_at=row.sent_at,
            zone=zone,
            locale=locale,
            from_=f"{row.sender_name} <{row.sender}>" if row.sender_name else row.sender,
            to=to,
            cc=cc,
            owner=asked,
            acquainted=acquainted,
            subject=row.subject,
            previous=tuple(one.text[:PREVIOUS_CHARACTERS] for one in earlier),
            reader_zone=reader_zone,
            workday_start=start,
            workday_end=end,
            work_days=days or (0, 1, 2, 3, 4),
            closed_days=closed,
        )
        keys = tuple(one.message_key for one in earlier)
        return context, (
            zone,
            locale,
            start,
            end,
            days,
            sorted(closed),
            reader_zone,
            asked,
            acquainted,
            keys,
            row.sent_at,
        )

    def _asked(self, row: Row[Any], whom: Addresses) -> tuple[str, ...]:
        """Those of the other side on a message: whom it may ask."""
        from_us = self._who.is_ours(row.sender)
        others = [one for one in (*whom.to, *whom.cc) if self._who.is_ours(one[0]) is not from_us]
        return _listed(others)

    def _is_acquainted(self, row: Row[Any]) -> bool:
        """Whether our side knows the firm of whoever wrote: a prospect may be a stranger."""
        if self._who.is_ours(row.sender):
            return True
        slug = self._who.client_of(row.sender)
        return slug is not None and not self._who.clients[slug].prospect

    def _speaker(self, row: Row[Any]) -> tuple[ClockSpec, str | None]:
        slug = None if self._who.is_ours(row.sender) else self._who.client_of(row.sender)
        if slug is None:
            owner = self._config.owner
            return self._ours, owner.country
        person = self._people.get(row.sender)
        client = self._who.clients[slug]
        country = person.country if person and person.country else None
        if country is None and client.country is not None:
            country = client.country.value
        return self._clocks[slug], country

    def _zone(self, row: Row[Any], clock: ClockSpec) -> str:
        """The zone a person speaks in: configured for the person, else the client's or ours."""
        person = self._people.get(row.sender)
        return person.zone if person and person.zone else clock.zone

    def _reader_zone(self, row: Row[Any], whom: Any) -> str | None:
        """The zone of "your time": that of the first addressee on the other side."""
        from_us = self._who.is_ours(row.sender)
        if not from_us:
            return self._config.owner.zone
        for address, _ in whom.to:
            person = self._people.get(address)
            if person and person.zone:
                return person.zone
            slug = self._who.client_of(address)
            if slug is not None:
                return self._clocks[slug].zone
        return None


def _listed(people: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Addresses with their names as a header has them."""
    return tuple(f"{name} <{address}>" if name else address for address, name in people)


def _day(clock: ClockSpec) -> tuple[time, time]:
    """Start and end of the most common working day of a clock."""
    days = [hours for hours in clock.week if hours] or [OFFICE_HOURS[0]]
    common = max(days, key=days.count)
    return _time(common[0][0]), _time(common[-1][1])


def _closed_days(clock: ClockSpec, sent_at: datetime) -> frozenset[date]:
    """The holidays of a clock that can matter to what is said at a moment."""
    said_on = sent_at.date()
    return frozenset(day for day in clock.closed if said_on - DAYS_BACK <= day <= said_on + DAYS_ON)


def _time(seconds: int) -> time:
    seconds = min(seconds, 86_399)
    return time(seconds // 3600, seconds % 3600 // 60)


def _locale(country: str | None) -> str | None:
    """English as written in a country: it decides between day/month and month/day."""
    return None if country is None else f"en_{country}"
