"""Who really gets a draft: every address with its name, and what speaks for a second look.

A warning never decides; what must not happen is a block of `drafting.lint`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.ingest.lookalikes import find_lookalike, say_domain
from assistant.insight.records import Direction, is_below
from assistant.reports.lines import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.drafting.lexicon import Lexicon
    from assistant.drafting.records import Content, Mailbox
    from assistant.insight.records import History, Message

#: Recipients beyond this many are pointed out.
MANY = 5


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address that the draft goes to.

    Attributes:
        line: ``To`` or ``Cc``.
        whose: ``ours``, the name of the client, or ``''`` where nobody knows.
        role: As configured; ``''`` where unknown.
        warnings: Sentences, worst first.
    """

    line: str
    address: str
    name: str
    whose: str
    role: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipients:
    """Everybody, and what is to be said of all together."""

    people: tuple[Recipient, ...]
    warnings: tuple[str, ...]

    @property
    def warned(self) -> int:
        """How many warnings there are in all."""
        return len(self.warnings) + sum(len(one.warnings) for one in self.people)


def judge_recipients(
    content: Content,
    *,
    client: str,
    answered: Message | None,
    thread: Sequence[Message],
    history: History,
    lexicon: Lexicon,
) -> Recipients:
    """The recipients of a content with their warnings.

    Args:
        client: Slug of the client the draft is about.
        answered: The message that the draft answers or comes back to; None without one.
        thread: All messages of its thread.
    """
    known = {domain for domain, slug in lexicon.domains.items() if slug == client}
    boxes = [("To", box) for box in content.to] + [("Cc", box) for box in content.cc]
    written_to = find_written_to(history.messages, {box.address for _, box in boxes})
    people = tuple(
        _judge(
            line,
            box,
            client=client,
            known=known,
            written_to=written_to,
            history=history,
            lexicon=lexicon,
        )
        for line, box in boxes
    )
    return Recipients(people, tuple(_judge_all(content, client, answered, thread, lexicon)))


def find_written_to(messages: Iterable[Message], wanted: set[str]) -> set[str]:
    """Those of `wanted` whom somebody of ours has written to before."""
    found: set[str] = set()
    for message in messages:
        if message.direction is Direction.OUT:
            found.update(wanted.intersection(message.to), wanted.intersection(message.cc))
            if len(found) == len(wanted):
                break
    return found


def _judge(
    line: str,
    box: Mailbox,
    *,
    client: str,
    known: set[str],
    written_to: set[str],
    history: History,
    lexicon: Lexicon,
) -> Recipient:
    address = box.address
    domain = address.rpartition("@")[2]
    ours = lexicon.is_ours(address)
    person = history.people.get(address)
    slug = lexicon.find_client(address)
    organisation = history.clients.get(slug) if slug else None
    warnings: list[str] = []
    if not ours:
        alike = find_lookalike(address, lexicon.trusted)
        if alike is not None:
            said = fold(say_domain(domain))
            warnings.append(f"{said} looks like {alike}, but is another domain.")
        elif slug is not None and slug != client:
            warnings.append(f"Belongs to {fold(organisation.name) if organisation else slug}.")
        elif not is_below(domain, known):
            warnings.append(f"Outside the domains that are known of {_name(history, client)}.")
    if "@" in box.name and address not in box.name.lower():
        warnings.append("The name shows another address than the one it goes to.")
    if address not in written_to:
        warnings.append("The first mail of ours to this address.")
    if person is not None and person.ended_at is not None:
        warnings.append("Mail came back, or they have left.")
    today = history.as_of.date()
    if any(a.address == address and a.from_on <= today <= a.to_on for a in history.absences):
        warnings.append("Out of office today.")
    return Recipient(
        line=line,
        address=fold(address),
        name=fold(box.name),
        whose="ours" if ours else fold(organisation.name) if organisation else "",
        role=person.role or "" if person is not None else "",
        warnings=tuple(warnings),
    )


def _judge_all(
    content: Content,
    client: str,
    answered: Message | None,
    thread: Sequence[Message],
    lexicon: Lexicon,
) -> Iterable[str]:
    to = {box.address for box in content.to}
    everybody = to | {box.address for box in content.cc}
    if answered is not None:
        yield from _judge_asked(to, answered, lexicon)
    slugs = {lexicon.find_client(address) for address in everybody} - {None}
    if len(slugs) > 1:
        yield f"It goes to people of several clients: {', '.join(sorted(map(str, slugs)))}."
    others = {slug for message in thread for slug in message.clients} - {client}
    if others:
        yield f"People of other clients are on this thread: {', '.join(sorted(others))}."
    if len(everybody) > MANY:
        yield f"It goes to {len(everybody)} people."


def _judge_asked(to: set[str], answered: Message, lexicon: Lexicon) -> Iterable[str]:
    """Whether who asked, or was asked by us, is left out of To."""
    we_asked = answered.direction is Direction.OUT
    wanted = set(answered.to) if we_asked else {answered.sender}
    wanted = {address for address in wanted if not lexicon.is_ours(address)}
    if not wanted or wanted & to:
        return
    who = fold(", ".join(sorted(wanted)))
    if not we_asked:
        yield f"{who} asked, and is not in To."
    elif len(wanted) == 1:
        yield f"{who} was asked, and is not in To."
    else:
        yield f"{who} were asked, and none of them is in To."


def _name(history: History, client: str) -> str:
    found = history.clients.get(client)
    return fold(found.name) if found else client
