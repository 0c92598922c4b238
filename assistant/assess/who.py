"""Who stands on which side: clients, prospects and people found from messages and meetings, and
with them the direction of every message and whether a machine wrote it.

Found anew from what was read, as of one moment, every time: a person's client never depends on
the order in which mail came in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.ingest.automatic import Marks, automatic_reason, hard_reason, is_machine_address
from assistant.ingest.people import discover_clients, is_ours
from assistant.ingest.records import (
    ConfiguredClient,
    ConfiguredPerson,
    LightMeeting,
    LightMessage,
    Mailbox,
    WhoConfig,
)
from assistant.insight.records import Direction, is_below
from assistant.store.rows import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from assistant.config.records import Config
    from assistant.ingest.records import DiscoveredClient
    from assistant.store.rows import Addresses

#: Attendees that are no humans (RFC 5545 CUTYPE).
_THINGS = frozenset({"room", "resource"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one message stands.

    Attributes:
        automatic: Why a machine is taken to have written it, or None.
        clients: Slugs on it: the sender's first, then in the order of To and Cc.
    """

    direction: Direction
    automatic: str | None
    clients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Who:
    """Everybody known as of one moment.

    Attributes:
        clients: By slug, prospects included.
        canonical_of: Alias → canonical address; only where they differ.
        client_of_address, client_of_domain: → slug.
        standing: By message key.
        names: The best name seen for an address, `''` where none was.
    """

    clients: Mapping[str, DiscoveredClient]
    canonical_of: Mapping[str, str]
    client_of_address: Mapping[str, str]
    client_of_domain: Mapping[str, str]
    ours: frozenset[str]
    internal: frozenset[str]
    standing: Mapping[str, Standing]
    names: Mapping[str, str]
    #: Addresses and domains that are never a client or prospect, whoever's they are.
    ignored: frozenset[str] = frozenset()

    def canonical(self, address: str) -> str:
        """The address a person is known by."""
        return self.canonical_of.get(address, address)

    def is_ours(self, address: str) -> bool:
        """Whether an address is on our side."""
        return address in self.ours or is_below(_domain(address), self.internal)

    def client_of(self, address: str) -> str | None:
        """Slug of the client or prospect of an address; None: ours, ignored, a stranger."""
        if self.ignored and (address in self.ignored or is_below(_domain(address), self.ignored)):
            return None
        found = self.client_of_address.get(address)
        if found is not None or self.is_ours(address):
            return found
        domain = _domain(address)
        while domain:
            if domain in self.client_of_domain:
                return self.client_of_domain[domain]
            domain = domain.partition(".")[2]
        return None


def find_who(
    rows: Sequence[Row[Any]],
    addresses: Mapping[int, Addresses],
    events: Sequence[Row[Any]],
    attendees: Mapping[int, Sequence[tuple[str, str, str, str]]],
    config: Config,
    *,
    as_of: datetime,
) -> Who:
    """Find everybody from rows of messages and events dated up to `as_of`."""
    marks = {
        row.id: Marks.from_stored(row.sender, row.subject, row.calendar_method, row.machine)
        for row in rows
    }
    hard = {row.id: hard_reason(marks[row.id]) for row in rows}
    who_config = make_who_config(config)
    light = [
        _light(row, addresses.get(row.id, NOBODY), hard[row.id], marks[row.id], who_config)
        for row in rows
    ]
    meetings = [
        _light_meeting(event, attendees.get(event.id, ()), who_config, as_of)
        for event in events
        if event.start_at <= as_of
    ]
    clients = discover_clients(light, meetings, who_config)
    who = _make_who(clients, who_config, _names(rows, addresses))
    standing = _find_standing(rows, addresses, marks, hard, who)
    return replace(who, standing=standing)


def make_who_config(config: Config) -> WhoConfig:
    """The part of the configuration that says who is who."""
    return WhoConfig(
        own_addresses=config.owner.addresses,
        internal_domains=config.internal_domains,
        clients=tuple(
            ConfiguredClient(
                slug=client.slug,
                name=client.name,
                domains=client.domains,
                addresses=client.addresses,
                people=tuple(
                    ConfiguredPerson(person.name, person.addresses) for person in client.people
                ),
                country=client.country,
                zone=client.zone,
            )
            for client in config.clients
        ),
        ignore=tuple(sorted(config.ignore)),
        owner_country=config.owner.country,
        owner_zone=config.owner.zone,
    )


def _light(
    row: Row[Any], whom: Addresses, hard: str | None, marks: Marks, config: WhoConfig
) -> LightMessage:
    ours_forged = _is_forged(row, marks) and is_ours(row.sender, config)
    return LightMessage(
        key=row.message_key,
        message_id=row.message_id,
        sent_at=row.sent_at,
        sender=Mailbox(row.sender, row.sender_name) if row.sender and not ours_forged else None,
        to=tuple(Mailbox(address, name) for address, name in whom.to),
        cc=tuple(Mailbox(address, name) for address, name in whom.cc),
        references=tuple(row.references),
        date_offset_minutes=row.date_offset_min,
        human=hard is None,
        listed=marks.listed,
        thread_id=row.thread_id,
    )


def _light_meeting(
    event: Row[Any],
    people: Sequence[tuple[str, str, str, str]],
    config: WhoConfig,
    as_of: datetime,
) -> LightMeeting:
    humans = [Mailbox(address, name) for address, name, _, kind in people if kind not in _THINGS]
    if event.organizer:
        humans.append(Mailbox(event.organizer, event.organizer_name))
    ours = {address for address, _, partstat, _ in people if partstat == "accepted"}
    if event.organizer:
        ours.add(event.organizer)
    agreed = any(
        address in config.own_addresses or is_below(_domain(address), config.internal_domains)
        for address in ours
    )
    over = event.end_at <= as_of and event.status != "cancelled" and not event.all_day
    return LightMeeting(
        ical_uid=event.ical_uid,
        start_at=event.start_at,
        people=tuple(humans),
        held=over and agreed,
        organizer=event.organizer,
        zone=event.zone if event.zone_stated else None,
    )


def _make_who(
    clients: Mapping[str, DiscoveredClient], config: WhoConfig, names: Mapping[str, str]
) -> Who:
    canonical_of: dict[str, str] = {}
    by_address: dict[str, str] = {}
    by_domain: dict[str, str] = {}
    for slug, client in clients.items():
        by_domain.update(dict.fromkeys(client.domains, slug))
        by_address.update(dict.fromkeys(client.addresses, slug))
        for person in client.people:
            by_address.update(dict.fromkeys((person.address, *person.aliases), slug))
            canonical_of.update(dict.fromkeys(person.aliases, person.address))
    own = config.own_addresses
    # Mail to any of the owner's addresses is mail to the owner.
    canonical_of.update(dict.fromkeys(own[1:], own[0]))
    return Who(
        clients=clients,
        canonical_of=canonical_of,
        client_of_address=by_address,
        client_of_domain=by_domain,
        ours=frozenset(own),
        internal=config.internal_domains,
        ignored=frozenset(entry.removeprefix("@") for entry in config.ignore),
        standing={},
        names=names,
    )


def _names(rows: Sequence[Row[Any]], addresses: Mapping[int, Addresses]) -> dict[str, str]:
    """The latest name a person signed with, else the latest that others wrote."""
    written = {
        address: name
        for row in rows
        for address, name in _recipients(addresses.get(row.id, NOBODY))
        if name and "@" not in name
    }
    signed = {
        row.sender: row.sender_name
        for row in rows
        if row.sender_name and "@" not in row.sender_name
    }
    return {**written, **signed}


def _recipients(whom: Addresses) -> tuple[tuple[str, str], ...]:
    return (*whom.to, *whom.cc)


def _find_standing(
    rows: Sequence[Row[Any]],
    addresses: Mapping[int, Addresses],
    marks: Mapping[int, Marks],
    hard: Mapping[int, str | None],
    who: Who,
) -> dict[str, Standing]:
    our_ids = {row.message_id for row in rows if row.message_id and who.is_ours(row.sender)}
    domains = frozenset({*who.internal, *(_domain(one) for one in who.ours), *who.client_of_domain})
    found: dict[str, Standing] = {}
    for row in rows:
        automatic = hard[row.id]
        if automatic is None and marks[row.id].listed:
            automatic = automatic_reason(
                marks[row.id],
                known_sender=who.is_ours(row.sender) or row.sender in who.client_of_address,
                known_domains=domains,
                replies_to_ours=not our_ids.isdisjoint(row.references),
            )
        whom = addresses.get(row.id, NOBODY)
        found[row.message_key] = Standing(
            _direction(row, marks[row.id], who), automatic, _clients_on(row.sender, whom, who)
        )
    return found


def _direction(row: Row[Any], marks: Marks, who: Who) -> Direction:
    sender = row.sender
    if not sender or is_machine_address(sender):
        return Direction.OTHER
    if who.is_ours(sender):
        return Direction.OTHER if _is_forged(row, marks) else Direction.OUT
    return Direction.IN if who.client_of(sender) is not None else Direction.OTHER


def _is_forged(row: Row[Any], marks: Marks) -> bool:
    """Whether a mail only claims to come from its sender; lists break the proof of honest ones.

    Asked of our own side alone: a forged answer of ours would end waits and keep promises in
    silence. Many honest firms fail the check, so a client's mail counts, whatever it says.
    """
    return bool(row.machine.get("forged")) and not marks.listed


def _clients_on(sender: str, whom: Addresses, who: Who) -> tuple[str, ...]:
    everybody: Iterable[str] = (sender, *(address for address, _ in (*whom.to, *whom.cc)))
    slugs = (who.client_of(address) for address in everybody)
    return tuple(dict.fromkeys(slug for slug in slugs if slug is not None))


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
