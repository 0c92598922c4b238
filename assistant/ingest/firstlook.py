"""A first look at a mailbox, before anything is configured: who writes here, to whom, since when.

Headers of a few hundred messages are enough to propose who the owner is and which organisations
are written with most. Nothing is stored, nothing is decided: a person confirms every proposal.
Messages are read within the limits of `guard`, headers only, so that no child process is needed.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.ingest.automatic import Marks, hard_reason, is_machine_address
from assistant.ingest.domains import domain_of, is_free_mail, registrable_domain
from assistant.ingest.guard import guard
from assistant.ingest.mime import read_fields
from assistant.ingest.normalise import EPOCH, normalise
from assistant.ingest.people import choose_name, discover_clients, is_ours, tidy_name
from assistant.ingest.records import LightMessage, Mailbox, WhoConfig
from connectors.base import CollectionRole
from connectors.limits import header_block
from connectors.local.roles import role_of
from connectors.local.takeout import role_of_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from assistant.ingest.records import DiscoveredClient, NormalisedMessage
    from connectors.base import MailRecord

#: Enough to know a mailbox's owner; more costs time and says the same.
SAMPLE = 500
SAMPLE_S = 2.0
#: An address that is proposed as the owner's second one was seen so often.
_OFTEN = 2
#: Nobody has more addresses that are worth proposing.
_MOST_ADDRESSES = 5
_NOT_CORRESPONDENCE = frozenset({CollectionRole.JUNK, CollectionRole.DRAFTS})


@dataclass(frozen=True, slots=True)
class Counted:
    """An address or domain with the number of messages it was seen in; `name` may be ``''``."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Letter:
    """What one message says of people.

    Attributes:
        light: Sender, recipients and time, as discovery takes them.
        sent: It lies in a folder of sent mail, or carries that label.
        delivered_to: The address it arrived at, by its topmost Delivered-To, or ``''``.
    """

    light: LightMessage
    sent: bool
    delivered_to: str


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What a sample of a mailbox shows; the lists have the most frequent first.

    Attributes:
        senders, recipients: By canonical address; machines and lists are left out.
        domains: Registrable domains of either, free mail left out; the owner's is among them.
        oldest, newest: Times of the sample, None when it is empty.
        count: Messages that were looked at.
    """

    senders: tuple[Counted, ...] = ()
    recipients: tuple[Counted, ...] = ()
    domains: tuple[Counted, ...] = ()
    oldest: datetime | None = None
    newest: datetime | None = None
    count: int = 0
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """An organisation or person to name as a client, with the mails of the sample both ways."""

    client: DiscoveredClient
    written: int
    received: int


def look_at(
    records: Iterable[MailRecord],
    *,
    limit: int = SAMPLE,
    seconds: float = SAMPLE_S,
    clock: Callable[[], float] = time.monotonic,
) -> FirstLook:
    """Look at the headers of at most `limit` messages for at most `seconds`.

    Args:
        records: A sample of the mailbox; header blocks alone will do. Taken one by one, so a
            lazy source is not read further than needed. Drafts and spam are passed over.
        limit: Most messages to count.
        seconds: When to stop taking more, counted from the first message.
        clock: Seconds of a clock that never goes back.
    """
    ends: float | None = None
    letters: list[Letter] = []
    for record in records:
        ends = clock() + seconds if ends is None else ends
        letter = _read(record)
        if letter is not None:
            letters.append(letter)
        if len(letters) >= limit or clock() >= ends:
            break
    return _sum_up(letters)


def _read(record: MailRecord) -> Letter | None:
    """None for a draft or spam: neither is anybody's correspondence."""
    roles = {role_of(record.collection), *map(role_of_label, record.labels)}
    if "draft" in record.flags or roles & _NOT_CORRESPONDENCE:
        return None
    head = replace(record, raw=header_block(record.raw), truncated=True)
    message = normalise(head)
    if message.unsent or message.draft_key is not None:
        return None
    return Letter(_light(message), CollectionRole.SENT in roles, _delivered_to(head))


def _light(message: NormalisedMessage) -> LightMessage:
    marks = Marks.of(message)
    return LightMessage(
        key=message.message_key,
        message_id=message.message_id,
        sent_at=message.sent_at,
        sender=message.sender,
        to=message.to,
        cc=message.cc,
        references=message.references,
        date_offset_minutes=message.date_offset_minutes,
        human=hard_reason(marks) is None,
        listed=marks.listed,
    )


def _delivered_to(record: MailRecord) -> str:
    fields, _ = read_fields(
        guard(record.raw, headers_only=True).header, frozenset({b"delivered-to"})
    )
    written = fields.get(b"delivered-to", [b""])[0].strip().strip(b"<>").lower()
    text = written[:320].decode("utf-8", "replace")
    return text if text.count("@") == 1 and text.isprintable() and " " not in text else ""


def _sum_up(letters: list[Letter]) -> FirstLook:
    senders: Counter[str] = Counter()
    recipients: Counter[str] = Counter()
    domains: Counter[str] = Counter()
    for letter in letters:
        light = letter.light
        if not light.human or light.listed:
            continue
        there = {box.address for box in (*light.to, *light.cc)}
        recipients.update(each for each in there if not is_machine_address(each))
        if light.sender is not None:
            senders[light.sender.address] += 1
            there.add(light.sender.address)
        keys = {registrable_domain(domain_of(each)) for each in there if domain_of(each)}
        domains.update(key for key in keys if not is_free_mail(key))
    names = _names(letters)
    times = [each.light.sent_at for each in letters if each.light.sent_at != EPOCH]
    return FirstLook(
        senders=_counted(senders, names),
        recipients=_counted(recipients, names),
        domains=_counted(domains, {}),
        oldest=min(times, default=None),
        newest=max(times, default=None),
        count=len(letters),
        letters=tuple(letters),
    )


def _names(letters: list[Letter]) -> dict[str, str]:
    """The name to call each address by: what its owner writes before what others write."""
    written: dict[str, Counter[tuple[int, str]]] = {}
    for letter in letters:
        for box, own in _mailboxes(letter.light):
            if box.name:
                written.setdefault(box.address, Counter())[(int(own), box.name)] += 1
    return {address: choose_name(names) for address, names in written.items()}


def _mailboxes(light: LightMessage) -> Iterator[tuple[Mailbox, bool]]:
    if light.sender is not None:
        yield light.sender, True
    for box in (*light.to, *light.cc):
        yield box, False


def _counted(counts: Counter[str], names: dict[str, str]) -> tuple[Counted, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Counted(key, names.get(key, ""), count) for key, count in ordered)


def guess_owner(look: FirstLook) -> tuple[Mailbox, ...]:
    """Whose mailbox it is: the likeliest address first, then others of the same person.

    Empty when the sample names nobody. Somebody is in most messages of a mailbox on one side or
    the other; sent folders and Delivered-To say it outright.
    """
    scores: Counter[str] = Counter()
    sent_by: Counter[str] = Counter()
    writes: set[str] = set()
    for letter in look.letters:
        light = letter.light
        sender = light.sender.address if light.sender and light.human else ""
        if sender:
            writes.add(sender)
            scores[sender] += 3 if letter.sent else 1
            sent_by[sender] += letter.sent
        if letter.delivered_to:
            scores[letter.delivered_to] += 2
        if not light.listed:  # the one recipient of a list's mail is the list
            scores.update({box.address for box in (*light.to, *light.cc)} - {sender})
    for address in list(scores):
        if is_machine_address(address):
            del scores[address]
        elif address in writes:  # info@ is in every mail too, and never writes
            scores[address] *= 2
    if not scores:
        return ()
    names = _names(list(look.letters))
    ordered = sorted(scores, key=lambda each: (-scores[each], each))
    first = ordered[0]
    others = [
        each
        for each in ordered[1:]
        if (scores[each] >= _OFTEN and _is_same_name(names.get(each, ""), names.get(first, "")))
        or sent_by[each] >= _OFTEN
    ]
    chosen = [first, *others[: _MOST_ADDRESSES - 1]]
    name = names.get(first) or next((names[each] for each in chosen if names.get(each)), "")
    return tuple(Mailbox(each, name if each == first else names.get(each, "")) for each in chosen)


def _is_same_name(one: str, other: str) -> bool:
    """Equal full names; one word alone is too many people's."""
    words = tidy_name(one).casefold().split()
    return len(words) > 1 and words == tidy_name(other).casefold().split()


def propose_clients(look: FirstLook, config: WhoConfig) -> tuple[Proposal, ...]:
    """External organisations and people by how much is written both ways, most first.

    Args:
        look: The sample.
        config: Who the owner is, what is internal, ignored, or a client already. A machine, a
            list and a configured client are never proposed.
    """
    letters = [each.light for each in look.letters if not each.light.listed]
    found = [each for each in discover_clients(letters, (), config).values() if not each.configured]
    slug_of = {key: each.slug for each in found for key in (*each.domains, *each.addresses)}
    written: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for light in letters:
        if light.sender is None or not light.human:
            continue
        if is_ours(light.sender.address, config):
            there = {_key(box.address) for box in (*light.to, *light.cc)}
            written.update({slug_of[key] for key in there if key in slug_of})
        elif (slug := slug_of.get(_key(light.sender.address))) is not None:
            received[slug] += 1
    proposals = [Proposal(each, written[each.slug], received[each.slug]) for each in found]
    return tuple(sorted(proposals, key=_rank))


def _key(address: str) -> str:
    """What discovery groups an address under: its organisation, or itself with free mail."""
    domain = domain_of(address)
    return address if is_free_mail(domain) else registrable_domain(domain)


def _rank(proposal: Proposal) -> tuple[int, int, str]:
    """Both ways before one way, then the sum."""
    both = min(proposal.written, proposal.received)
    return -both, -(proposal.written + proposal.received), proposal.client.slug
