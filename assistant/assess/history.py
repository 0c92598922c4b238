"""A whole history as of one moment, from rows and configuration: what every rule starts from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.assess.clocks import assumed, client_clock, our_clock, person_clock, years_around
from assistant.assess.messages import group_tags, make_messages
from assistant.assess.who import Who, find_who
from assistant.ingest.absence import find_departure, parse_absence
from assistant.ingest.automatic import Marks, is_out_of_office
from assistant.insight.records import (
    Absence,
    Attendee,
    Client,
    Direction,
    History,
    Meeting,
    Owner,
    Person,
    Sensitivity,
    Tier,
)
from assistant.store.decisions import load_decisions
from assistant.store.rows import (
    NOBODY,
    load_addresses,
    load_attendees,
    load_events,
    load_messages,
)
from assistant.store.tags import load_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from assistant.config.records import ClientConfig, Config
    from assistant.store.rows import Addresses

#: Later than every message: `as_of` of "everything that was read".
ALWAYS = datetime.max.replace(tzinfo=UTC)

#: Servers give up after about five days (RFC 5321 4.5.4.1); twice that for slow ones.
BOUNCES_WITHIN = timedelta(days=10)

_THINGS = frozenset({"room", "resource"})


def load_who(
    connection: Connection, owner_id: int, config: Config, *, as_of: datetime | None
) -> Who:
    """Who is who as of a moment, None: from everything that was read."""
    events = load_events(connection, owner_id)
    attendees = load_attendees(connection, owner_id)
    return find_who(
        load_messages(connection, owner_id, as_of=as_of),
        load_addresses(connection, owner_id),
        events,
        attendees,
        config,
        as_of=as_of or ALWAYS,
    )


def load_history(
    connection: Connection, owner_id: int, config: Config, *, as_of: datetime
) -> History:
    """Messages, events and decisions dated up to `as_of`, with today's configuration."""
    rows = load_messages(connection, owner_id, as_of=as_of)
    addresses = load_addresses(connection, owner_id)
    events = [
        event
        for event in load_events(connection, owner_id)
        if event.known_at is None or event.known_at <= as_of
    ]
    attendees = load_attendees(connection, owner_id)
    tags = group_tags(load_tags(connection, owner_id))
    who = find_who(rows, addresses, events, attendees, config, as_of=as_of)
    years = years_around(as_of, rows[0].sent_at if rows else None)
    owner = Owner(
        name=config.owner.name,
        addresses=config.owner.addresses,
        clock=our_clock(config, events, years),
        internal_domains=config.internal_domains,
        country=config.owner.country,
    )
    clients = _clients(who, config, years)
    ended = _find_ended(rows, addresses, who)
    people = _people(who, clients, config, rows, years, ended)
    return History(
        as_of=as_of,
        owner=owner,
        clients=clients,
        people=people,
        messages=make_messages(rows, addresses, tags, who),
        meetings=tuple(
            _meeting(event, attendees.get(event.id, ()), who, config) for event in events
        ),
        absences=tuple(_absences(rows, who, clients)),
        decisions=load_decisions(connection, owner_id, as_of=as_of),
        goals=config.goals,
    )


def _clients(who: Who, config: Config, years: range) -> dict[str, Client]:
    configured = {client.slug: client for client in config.clients}
    return {
        slug: Client(
            slug=slug,
            name=client.name,
            clock=client_clock(
                client, configured.get(slug), years, fallback_zone=config.owner.zone
            ),
            tier=_tier(configured.get(slug), prospect=client.prospect),
            prospect=client.prospect,
            country=client.country.value if client.country else None,
            assumed=assumed(client, configured.get(slug)),
            **_contract(configured.get(slug)),
        )
        for slug, client in who.clients.items()
    }


def _tier(configured: ClientConfig | None, *, prospect: bool) -> Tier:
    if prospect:
        return Tier.PROSPECT
    return Tier(configured.tier) if configured else Tier.STANDARD


def _contract(configured: ClientConfig | None) -> dict[str, Any]:
    if configured is None:
        return {}
    return {
        "cadence": configured.cadence,
        "cadence_kind": configured.cadence_kind,
        "sensitivity": Sensitivity(configured.sensitivity),
        "start_on": configured.start,
        "renewal_on": configured.renewal,
        "subdivision": configured.subdivision,
        "greetings": configured.greetings,
    }


def _people(
    who: Who,
    clients: Mapping[str, Client],
    config: Config,
    rows: Sequence[Row[Any]],
    years: range,
    ended: Mapping[str, datetime],
) -> dict[str, Person]:
    people: dict[str, Person] = {}
    settings = {
        address: (client, person)
        for client in config.clients
        for person in client.people
        for address in person.addresses[:1]
    }
    for slug, client in who.clients.items():
        for found in client.people:
            _, setting = settings.get(found.address, (None, None))
            people[found.address] = Person(
                address=found.address,
                name=found.name or who.names.get(found.address, ""),
                client=slug,
                role=setting.role if setting else None,
                language=setting.language if setting else None,
                ended_at=ended.get(found.address),
                clock=person_clock(clients[slug].clock, setting, clients[slug].country, years),
                country=setting.country if setting else None,
                greetings=setting.greetings if setting else None,
            )
    for address in _everybody(rows, who):
        if address in people:
            continue
        slug_of = who.client_of(address)
        if slug_of is not None or who.is_ours(address):
            people[address] = Person(
                address=address,
                name=who.names.get(address, ""),
                client=slug_of,
                ended_at=ended.get(address),
            )
    owner = config.owner
    people[owner.addresses[0]] = Person(owner.addresses[0], owner.name)
    return people


def _everybody(rows: Sequence[Row[Any]], who: Who) -> Iterator[str]:
    """Senders and everybody whose name somebody wrote beside an address."""
    seen: dict[str, None] = dict.fromkeys(who.canonical(row.sender) for row in rows if row.sender)
    seen.update(dict.fromkeys(who.canonical(address) for address in who.names))
    yield from seen


def _find_ended(
    rows: Sequence[Row[Any]], addresses: Mapping[int, Addresses], who: Who
) -> dict[str, datetime]:
    """People who bounced for good or left, unless they wrote again afterwards.

    Anybody can send a report that says so of anybody. It is believed of an address that we wrote
    to shortly before: no mail server tries for longer.
    """
    ended: dict[str, datetime] = {}
    written: dict[str, datetime] = {}
    for row in rows:
        standing = who.standing[row.message_key]
        sender = who.canonical(row.sender)
        if standing.automatic is None:
            ended.pop(sender, None)
            if standing.direction is Direction.OUT:
                whom = addresses.get(row.id, NOBODY)
                written.update((one, row.sent_at) for one, _ in (*whom.to, *whom.cc, *whom.bcc))
            continue
        for failed in row.machine.get("failed", ()):
            wrote_at = written.get(failed["address"])
            tried = wrote_at is not None and row.sent_at - wrote_at <= BOUNCES_WITHIN
            if failed["permanent"] and tried:
                ended.setdefault(who.canonical(failed["address"]), row.sent_at)
        if standing.direction is Direction.IN and find_departure(
            row.text, sender_name=row.sender_name, sender_address=row.sender
        ):
            ended.setdefault(sender, row.sent_at)
    return ended


def _absences(
    rows: Sequence[Row[Any]], who: Who, clients: Mapping[str, Client]
) -> Iterator[Absence]:
    for row in rows:
        standing = who.standing[row.message_key]
        if standing.automatic is None or standing.direction is not Direction.IN:
            continue
        marks = Marks.from_stored(row.sender, row.subject, row.calendar_method, row.machine)
        if not is_out_of_office(marks, row.text):
            continue
        slug = who.client_of(row.sender)
        zone = clients[slug].clock.zone if slug is not None and slug in clients else "UTC"
        dates = parse_absence(row.subject, row.text, sent_at=row.sent_at, zone=zone)
        if dates is not None:
            yield Absence(who.canonical(row.sender), dates.from_on, dates.to_on, row.message_key)


def _meeting(
    event: Row[Any],
    people: Sequence[tuple[str, str, str, str]],
    who: Who,
    config: Config,
) -> Meeting:
    own = set(config.owner.addresses)
    humans = [person for person in people if person[3] not in _THINGS]
    attendees = tuple(
        Attendee(
            address=who.canonical(address),
            name=name or who.names.get(address, ""),
            partstat=partstat,
            clients=_one(who.client_of(address)),
        )
        for address, name, partstat, _ in humans
    )
    organizer = who.canonical(event.organizer) if event.organizer else None
    answers = [partstat for address, _, partstat, _ in humans if address in own]
    return Meeting(
        ical_uid=event.ical_uid,
        recurrence_id=event.recurrence_id,
        start_at=event.start_at,
        end_at=event.end_at,
        summary=event.summary,
        all_day=event.all_day,
        cancelled=event.status == "cancelled",
        recurring=event.recurring,
        organizer=organizer,
        attendees=attendees,
        own_partstat=_own_answer(organizer, answers, own),
        known_at=event.known_at,
        clients=_clients_of(organizer, attendees, who),
        description=event.description,
    )


def _own_answer(organizer: str | None, answers: list[str], own: set[str]) -> str:
    if organizer is None or organizer in own:
        return "organizer"
    if not answers:
        return "not invited"
    # The owner under two addresses: the one that was answered counts.
    return next((one for one in answers if one != "needs-action"), "needs-action")


def _clients_of(
    organizer: str | None, attendees: tuple[Attendee, ...], who: Who
) -> tuple[str, ...]:
    slugs = [slug for attendee in attendees for slug in attendee.clients]
    invited = {attendee.address for attendee in attendees}
    if organizer is not None and organizer not in invited:
        slugs.extend(_one(who.client_of(organizer)))
    return tuple(sorted(set(slugs), key=lambda slug: (-slugs.count(slug), slug)))


def _one(slug: str | None) -> tuple[str, ...]:
    return () if slug is None else (slug,)
