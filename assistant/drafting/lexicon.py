"""Who belongs to which client, and whose names may not appear in whose drafts.

Built once from the clients and people that are known. A name that two clients share, that the
draft's own client carries too, or that is ours is no secret of anybody and is not looked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.config.free_mail import is_free_mail
from assistant.drafting.names import drop_titles, tidy_name
from assistant.insight.records import is_below

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.insight.records import Client, Owner, Person

_LEGAL = re.compile(
    r"[\s,]+(?:gmbh(?: & co\.? kg)?|ag|kg|se|inc\.?|llc|ltd\.?|limited|plc|corp\.?|corporation|"
    r"company|co\.?|k\.k\.|kk|s\.a\.(?: de c\.v\.)?|sa(?: de cv)?|ltda\.?|pvt\.?(?: ltd\.?)?|"
    r"private limited|fz-?llc|fze|llp|b\.v\.|bv|n\.v\.|s\.r\.l\.|srl|s\.l\.|oy|ab|as)$",
    re.IGNORECASE,
)
#: No company is called longer; a display name may be anything.
MAX_NAME = 300
#: Shorter single words than this are too common to be a company's mark.
MIN_MARK = 5


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Addresses, domains and marks of every client.

    Attributes:
        clients: Address → slug of its client.
        domains: Domain → slug.
        ours: Addresses of our side.
        our_domains: Domains of our side.
        names: Address → display name.
        marks: Slug → what names it: company names, domains, addresses, full names of people;
            case-folded.
    """

    clients: Mapping[str, str]
    domains: Mapping[str, str]
    ours: frozenset[str]
    our_domains: frozenset[str]
    names: Mapping[str, str]
    marks: Mapping[str, frozenset[str]]
    #: Domains of our side and of clients that are no prospects: what others may look like.
    trusted: frozenset[str] = frozenset()
    #: Folded words of a mark that names exactly one client → (mark, slug).
    needles: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def find_client(self, address: str) -> str | None:
        """Slug of the client an address belongs to, by itself or by its domain; else None."""
        known = self.clients.get(address)
        return known or self.domains.get(address.rpartition("@")[2])

    def is_ours(self, address: str) -> bool:
        """Whether an address is on our side."""
        return address in self.ours or is_below(address.rpartition("@")[2], self.our_domains)

    def find_foreign(self, text: str, client: str) -> tuple[str, ...]:
        """Marks of other clients in a text that is meant for `client`, in order of the alphabet."""
        folded = _fold_words(text)
        # A company may be called like a common word ("Summit"): alone it counts as a name only
        # where it is written like one.
        written_as_names = {w.casefold() for w in _WORD.findall(text) if not w[0].islower()}
        own = self.marks.get(client, frozenset())
        return tuple(
            sorted(
                mark
                for needle, (mark, slug) in self.needles.items()
                if slug != client
                and needle in folded
                and mark not in own
                and (" " in needle.strip() or mark in written_as_names)
            )
        )


#: Words for looking names up: letters and digits; everything else separates.
_WORD = re.compile(r"\w+", re.UNICODE)


def _fold_words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def build_lexicon(
    clients: Mapping[str, Client],
    people: Mapping[str, Person],
    owner: Owner,
    *,
    domains: Mapping[str, str] | None = None,
) -> Lexicon:
    """The lexicon of everything known.

    Args:
        clients: By slug, prospects included.
        people: By canonical address, our side included.
        domains: Domain → slug as configured or found; the domains of people are added.
    """
    by_domain = _gather_domains(people, dict(domains or {}))
    marks: dict[str, set[str]] = defaultdict(set)
    for slug, client in clients.items():
        marks[slug] |= _name_marks(client.name)
    for domain, slug in by_domain.items():
        marks[slug] |= _domain_marks(domain)
    for person in people.values():
        if person.client is not None:
            marks[person.client] |= _person_marks(person)
    ours = _our_marks(people, owner)
    owners: dict[str, set[str]] = defaultdict(set)
    for slug, names in marks.items():
        for name in names - ours:
            owners[name].add(slug)
    return Lexicon(
        clients={p.address: p.client for p in people.values() if p.client is not None},
        domains=by_domain,
        ours=frozenset(owner.addresses),
        our_domains=owner.internal_domains,
        names={p.address: p.name for p in people.values() if p.name},
        marks={slug: frozenset(names) for slug, names in marks.items()},
        trusted=frozenset(
            {domain for domain, slug in by_domain.items() if _is_client(clients.get(slug))}
            | owner.internal_domains
        ),
        needles={
            _fold_words(mark): (mark, next(iter(slugs)))
            for mark, slugs in owners.items()
            if len(slugs) == 1 and _WORD.search(mark)
        },
    )


def _is_client(client: Client | None) -> bool:
    return client is not None and not client.prospect


def _gather_domains(people: Mapping[str, Person], known: dict[str, str]) -> dict[str, str]:
    """Domain → slug; a domain whose people belong to two clients decides nothing."""
    seen: dict[str, set[str]] = defaultdict(set)
    for person in people.values():
        if person.client is not None:
            seen[person.address.rpartition("@")[2]].add(person.client)
    for domain, slugs in seen.items():
        if len(slugs) == 1 and not is_free_mail(domain):
            known.setdefault(domain, next(iter(slugs)))
    return known


def _name_marks(name: str) -> set[str]:
    """A company's name as written and without its legal form; a lone short word is no mark."""
    name = " ".join(name[:MAX_NAME].split())
    bare = _LEGAL.sub("", name)
    marks = {name.casefold(), bare.casefold()}
    return {mark for mark in marks if " " in mark or len(mark) >= MIN_MARK}


def _domain_marks(domain: str) -> set[str]:
    label = domain.split(".", 1)[0] if domain.count(".") == 1 else ""
    return {domain.casefold()} | ({label.casefold()} if len(label) >= MIN_MARK else set())


def _person_marks(person: Person) -> set[str]:
    """The address and the full name; a first name alone is shared by half the world."""
    names = {person.name, tidy_name(person.name), drop_titles(tidy_name(person.name))}
    return {person.address} | {name.casefold() for name in names if " " in name.strip()}


def _our_marks(people: Mapping[str, Person], owner: Owner) -> set[str]:
    marks = {owner.name.casefold(), *owner.addresses}
    for domain in owner.internal_domains:
        marks |= _domain_marks(domain)
    for person in people.values():
        if person.client is None and person.address.rpartition("@")[2] in owner.internal_domains:
            marks |= _person_marks(person)
    return marks
