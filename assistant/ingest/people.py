"""Who is who: which addresses belong to which client or prospect, and whose side a sender is on.

After the definitions: a domain is a client when it is configured, when our side wrote to it and a
human there wrote back, or when a meeting was held with it; before that it is a prospect. Domains
are grouped by registrable domain, free-mail addresses stand alone. The answer depends on the set
of messages and meetings, never on their order. Not for roles, which only people give.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.ingest.automatic import is_machine_address
from assistant.ingest.domains import domain_of, is_free_mail, is_under, registrable_domain
from assistant.ingest.places import infer_place
from assistant.ingest.records import (
    ConfiguredClient,
    DiscoveredClient,
    DiscoveredPerson,
    LightMeeting,
    LightMessage,
    Mailbox,
    WhoConfig,
)
from assistant.insight.records import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from assistant.ingest.records import Assumed

_NOT_SLUG = re.compile(r"[^a-z0-9._-]+")
_PARENTHESES = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_VIA = re.compile(r"\s+(?:via|from|at|\||/|-|–)\s+\S.*$", re.IGNORECASE)
#: Nobody is called longer; what mail puts before an address may be.
MAX_NAME = 300
#: What may stand behind a comma without being a first name.
_AFTER_COMMA = frozenset("jr sr phd md mba esq llc inc ltd gmbh ag cpa ii iii dr prof".split())


class Directory:
    """Answers who an address belongs to; made once, asked for every message."""

    def __init__(self, config: WhoConfig, clients: Mapping[str, DiscoveredClient]) -> None:
        self._config = config
        self._own = frozenset(config.own_addresses)
        self._clients = clients
        self._by_key: dict[str, str] = {}
        self._canonical: dict[str, str] = {}
        for slug, client in sorted(clients.items()):
            for key in (*client.domains, *client.addresses):
                self._by_key.setdefault(key, slug)
            for person in client.people:
                self._canonical[person.address] = person.address
                self._canonical.update(dict.fromkeys(person.aliases, person.address))

    def is_ours(self, address: str) -> bool:
        """Whether an address is the owner's or of an internal domain (or one below it)."""
        return is_ours(address, self._config)

    def client_of(self, address: str) -> str | None:
        """Slug of the client or prospect an address belongs to; None: ours, ignored, a stranger."""
        if not address or self.is_ours(address) or is_ignored(address, self._config):
            return None
        if address in self._by_key:
            return self._by_key[address]
        domain = domain_of(address)
        while domain:
            if domain in self._by_key:
                return self._by_key[domain]
            _, _, domain = domain.partition(".")
        return None

    def canonical(self, address: str) -> str:
        """The canonical address of a person; any other address stands for itself."""
        return self._canonical.get(address, address)

    def direction(self, sender: str) -> Direction:
        """Who a message comes from: our side, a person of a client or prospect, or neither."""
        if sender and self.is_ours(sender):
            return Direction.OUT
        if sender and not is_machine_address(sender) and self.client_of(sender) is not None:
            return Direction.IN
        return Direction.OTHER

    def known_domains(self) -> frozenset[str]:
        """Our domains and those of all clients; what `automatic.automatic_reason` asks for."""
        ours = {domain_of(address) for address in self._own}
        theirs = {domain for client in self._clients.values() for domain in client.domains}
        return frozenset(
            domain
            for domain in ours | theirs | self._config.internal_domains
            if domain and not is_free_mail(domain)
        )

    def is_known_sender(self, sender: str) -> bool:
        """Whether a sender is of our side or a known person of a client that is no prospect."""
        if self.is_ours(sender):
            return True
        slug = self.client_of(sender)
        return slug is not None and not self._clients[slug].prospect


def is_ours(address: str, config: WhoConfig) -> bool:
    """Whether an address is the owner's or of an internal domain (or one below it)."""
    if address in config.own_addresses:
        return True
    domain = domain_of(address)
    return any(is_under(domain, internal) for internal in config.internal_domains)


def is_ignored(address: str, config: WhoConfig) -> bool:
    """Whether the configuration says that an address is never a client or prospect."""
    domain = domain_of(address)
    return any(
        address == entry or is_under(domain, entry.removeprefix("@")) for entry in config.ignore
    )


# ── Discovery ────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Evidence:
    """What was seen of one client key (a domain, a free-mail address, a configured slug)."""

    wrote_back: datetime | None = None
    met: datetime | None = None
    seen: bool = False
    names: dict[str, Counter[tuple[int, str]]] = field(default_factory=dict)
    mails: Counter[str] = field(default_factory=Counter)
    dates: list[tuple[datetime, int]] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)

    def see(self, mailbox: Mailbox, *, writes: bool) -> None:
        """Note a person; a name somebody writes himself weighs more than what others write."""
        names = self.names.setdefault(mailbox.address, Counter())
        if mailbox.name:
            names[(int(writes), mailbox.name)] += 1
        self.mails[mailbox.address] += 1


def discover_clients(
    messages: Iterable[LightMessage], meetings: Iterable[LightMeeting], config: WhoConfig
) -> Mapping[str, DiscoveredClient]:
    """All clients and prospects, configured and found, by slug.

    Args:
        messages: All messages of the owner, any order; automatic ones too.
        meetings: All meetings, any order.
        config: What was configured; it wins over what is found.
    """
    keys = _Keys(config)
    evidence: dict[str, _Evidence] = defaultdict(_Evidence)
    ordered = sorted(messages, key=lambda each: (each.sent_at, each.key))
    _read_messages(ordered, keys, evidence)
    for meeting in meetings:
        _read_meeting(meeting, keys, evidence)
    found: dict[str, DiscoveredClient] = {}
    for client in config.clients:
        found[client.slug] = _configured(
            client, evidence.pop(f"slug:{client.slug}", _Evidence()), config
        )
    for key in sorted(evidence):
        if evidence[key].seen:
            each = _discovered(key, evidence[key], config, frozenset(found))
            found[each.slug] = each
    return found


class _Keys:
    """The key an address is grouped under: configured slug, registrable domain, or itself."""

    def __init__(self, config: WhoConfig) -> None:
        self.config = config
        self.by_address: dict[str, str] = {}
        self.by_domain: dict[str, str] = {}
        self.known: dict[str, str | None] = {}
        self.sides: dict[str, bool] = {}
        for client in config.clients:
            for address in (*client.addresses, *(a for p in client.people for a in p.addresses)):
                self.by_address.setdefault(address, f"slug:{client.slug}")
            for domain in client.domains:
                self.by_domain.setdefault(domain, f"slug:{client.slug}")

    def of(self, address: str) -> str | None:
        """The key, or None: our side, ignored, or no human's address."""
        if address not in self.known:
            self.known[address] = self._find(address)
        return self.known[address]

    def is_ours(self, address: str) -> bool:
        """As the function of that name, remembered."""
        if address not in self.sides:
            self.sides[address] = is_ours(address, self.config)
        return self.sides[address]

    def _find(self, address: str) -> str | None:
        if not address or self.is_ours(address) or is_machine_address(address):
            return None
        if is_ignored(address, self.config):
            return None
        if address in self.by_address:
            return self.by_address[address]
        domain = domain_of(address)
        parent = domain
        while parent:
            if parent in self.by_domain:
                return self.by_domain[parent]
            _, _, parent = parent.partition(".")
        return address if is_free_mail(domain) else registrable_domain(domain)


def _read_messages(
    ordered: list[LightMessage], keys: _Keys, evidence: dict[str, _Evidence]
) -> None:
    # Ours, by key: the ids that answers name, the threads, and whom we wrote to.
    ids: dict[str, set[str]] = defaultdict(set)
    threads: dict[str, set[str]] = defaultdict(set)
    written_to: dict[str, set[str]] = defaultdict(set)
    our_ids = {
        each.message_id
        for each in ordered
        if each.sender and each.message_id and keys.is_ours(each.sender.address)
    }
    for message in ordered:
        if message.sender is None:
            continue
        people = (*message.to, *message.cc)
        if keys.is_ours(message.sender.address):
            for mailbox in people if message.human else ():
                key = keys.of(mailbox.address)
                if key is not None:
                    evidence[key].seen = True
                    evidence[key].see(mailbox, writes=False)
                    ids[key].add(message.message_id or "")
                    threads[key].add(message.thread_id or "")
                    written_to[key].add(mailbox.address)
            continue
        key = keys.of(message.sender.address)
        answers_ours = not our_ids.isdisjoint(message.references)
        if key is None or not message.human or (message.listed and not answers_ours):
            continue
        entry = evidence[key]
        to_us = any(keys.is_ours(mailbox.address) for mailbox in people)
        entry.seen = entry.seen or to_us or key.startswith("slug:")
        entry.see(message.sender, writes=True)
        if message.date_offset_minutes is not None:
            entry.dates.append((message.sent_at, message.date_offset_minutes))
        answers = (
            not ids[key].isdisjoint(message.references)
            or (message.thread_id or "") in threads[key] - {""}
            or message.sender.address in written_to[key]
        )
        if written_to[key] and answers and entry.wrote_back is None:
            entry.wrote_back = message.sent_at
        for mailbox in people:  # colleagues of theirs in copy are people of theirs
            if keys.of(mailbox.address) == key:
                entry.see(mailbox, writes=False)


def _read_meeting(meeting: LightMeeting, keys: _Keys, evidence: dict[str, _Evidence]) -> None:
    met: set[str] = set()
    for mailbox in meeting.people:
        key = keys.of(mailbox.address)
        if key is None:
            continue
        met.add(key)
        evidence[key].see(mailbox, writes=False)
        evidence[key].seen = evidence[key].seen or meeting.held
        if meeting.zone is not None and mailbox.address == meeting.organizer:
            evidence[key].zones.append(meeting.zone)
    for key in met if meeting.held else ():
        entry = evidence[key]
        entry.met = meeting.start_at if entry.met is None else min(entry.met, meeting.start_at)


def _configured(client: ConfiguredClient, entry: _Evidence, config: WhoConfig) -> DiscoveredClient:
    country, zone = _place(entry, config, client.domains, client)
    return DiscoveredClient(
        slug=client.slug,
        name=client.name,
        prospect=False,
        configured=True,
        why="configured",
        domains=tuple(sorted(client.domains)),
        addresses=tuple(
            sorted({*client.addresses, *(a for p in client.people for a in p.addresses)})
        ),
        people=_people(entry, client),
        country=country,
        zone=zone,
    )


def _discovered(
    key: str, entry: _Evidence, config: WhoConfig, taken: frozenset[str]
) -> DiscoveredClient:
    is_address = "@" in key
    domains = () if is_address else (key,)
    country, zone = _place(entry, config, domains, None)
    people = _people(entry, None)
    prospect = entry.wrote_back is None and entry.met is None
    if entry.wrote_back is not None:
        why = f"we wrote, and they wrote back on {entry.wrote_back:%Y-%m-%d}"
    elif entry.met is not None:
        why = f"a meeting was held on {entry.met:%Y-%m-%d}"
    else:
        why = "a prospect: no exchange in both directions and no meeting yet"
    return DiscoveredClient(
        slug=make_slug(key, taken),
        name=people[0].name or key if is_address and people else _name_of_domain(key),
        prospect=prospect,
        configured=False,
        why=why,
        domains=domains,
        addresses=(key,) if is_address else (),
        people=people,
        country=country,
        zone=zone,
    )


def _place(
    entry: _Evidence,
    config: WhoConfig,
    domains: tuple[str, ...],
    client: ConfiguredClient | None,
) -> tuple[Assumed | None, Assumed]:
    return infer_place(
        country=client.country if client else None,
        zone=client.zone if client else None,
        invitation_zones=entry.zones,
        domains=[domain for domain in domains if not is_free_mail(domain)],
        dates=entry.dates,
        owner_country=config.owner_country,
        owner_zone=config.owner_zone,
    )


def make_slug(key: str, taken: frozenset[str] = frozenset()) -> str:
    """The slug of a found client: its domain, or its address with the ``@`` replaced. Stable."""
    slug = _NOT_SLUG.sub("-", key.lower().replace("@", "-at-", 1)).strip("-._")[:80]
    reversible = slug.replace("-at-", "@", 1) == key
    if slug and slug not in taken and (reversible or "@" not in key):
        return slug
    return f"{slug or 'client'}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:6]}"


def _name_of_domain(domain: str) -> str:
    label = domain.partition(".")[0]
    if label.startswith("xn--"):
        import idna

        try:
            label = idna.decode(label)
        except idna.IDNAError:
            return domain
    return " ".join(word.capitalize() for word in re.split(r"[-_]+", label) if word) or domain


# ── People ───────────────────────────────────────────────────────────────────────────────────


def _people(entry: _Evidence, client: ConfiguredClient | None) -> tuple[DiscoveredPerson, ...]:
    """Persons by canonical address; addresses with one full name are one person's aliases."""
    people: dict[str, DiscoveredPerson] = {}
    claimed: set[str] = set()
    for configured in client.people if client else ():
        first, *others = configured.addresses or ("",)
        if first:
            people[first] = DiscoveredPerson(first, configured.name, tuple(sorted(others)))
            claimed.update(configured.addresses)
    groups: dict[str, list[str]] = defaultdict(list)
    names = {address: choose_name(entry.names[address]) for address in entry.names}
    for address in sorted(set(entry.names) - claimed):
        groups[_person_key(address, names[address])].append(address)
    for addresses in groups.values():
        canonical = min(addresses, key=lambda each: (-entry.mails[each], "+" in each, each))
        name = next((names[each] for each in (canonical, *addresses) if names[each]), "")
        aliases = tuple(sorted(set(addresses) - {canonical}))
        people[canonical] = DiscoveredPerson(canonical, name, aliases)
    return tuple(people[address] for address in sorted(people))


def _person_key(address: str, name: str) -> str:
    """One person: the same full name at the same client, or a tag behind a plus sign.

    The name must show in the address: "Client Support" at help@ and at support@ are two mailboxes.
    """
    local, _, domain = address.rpartition("@")
    words = name.casefold().split()
    shows = any(len(word) > 2 and word in local for word in words)
    if len(words) >= 2 and shows and not any(char.isdigit() for char in name):
        return " ".join(words)
    return f"{local.partition('+')[0]}@{domain}"


def choose_name(names: Mapping[tuple[int, str], int]) -> str:
    """The name to call somebody: what he writes himself before what others write, most used."""
    tidy: Counter[tuple[int, str]] = Counter()
    for (own, written), number in names.items():
        name = tidy_name(written)
        if name:
            tidy[(own, name)] += number
    if not tidy:
        return ""
    best = min(tidy, key=lambda each: (-each[0], -tidy[each], -len(each[1]), each[1]))
    return best[1]


def tidy_name(written: str) -> str:
    """A display name as one says it: "Doe, Jane (Sales)" → "Jane Doe"; ``''`` for an address."""
    written = " ".join(written[:MAX_NAME].split())
    name = _VIA.sub("", _PARENTHESES.sub(" ", written)).strip(" \"',;")
    last, comma, first = name.partition(",")
    first_words = first.replace(".", "").split()
    if comma and "," not in first and 1 <= len(first_words) <= 2 and len(last.split()) <= 3:
        if first_words[0].lower() not in _AFTER_COMMA:
            name = f"{first.strip()} {last.strip()}"
        else:
            name = last.strip()
    return "" if "@" in name else " ".join(name.split())
