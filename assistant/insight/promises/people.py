"""Whose name that is: "Ann will send it" read against the people who can be meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.insight.index import Index, recipients

if TYPE_CHECKING:
    from assistant.insight.records import History, Message

_LOCAL = re.compile(r"[._+-]")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "sir", "madam"})


@dataclass(frozen=True, slots=True)
class Names:
    """Addresses by every form of a person's name: full, first, last; folded, in address order."""

    by_name: Mapping[str, tuple[str, ...]]


def build_names(history: History) -> Names:
    """The names of everybody known."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for address, person in sorted(history.people.items()):
        parts = _parts(person.name)
        for form in dict.fromkeys((" ".join(parts), *parts[:1], *parts[-1:])):
            if form:
                found[form].append(address)
    return Names({form: tuple(addresses) for form, addresses in found.items()})


def resolve_name(name: str, message: Message, index: Index, names: Names) -> str | None:
    """The one person a name in a message means, or None when nobody or several can be meant.

    Nearest first: on the message, in its thread, of its clients, of our side.
    """
    named = names.by_name.get(" ".join(_parts(name)), ())
    on_it = {message.sender, *recipients(message)}
    in_thread = {
        address
        for one in index.thread(message.thread_id)
        for address in (one.sender, *recipients(one))
    }
    if not named:
        # Many programs write addresses without names.
        named = tuple(sorted(one for one in on_it | in_thread if _is_called(one, name)))
    circles: tuple[Callable[[str], bool], ...] = (
        on_it.__contains__,
        in_thread.__contains__,
        lambda address: index.client_of(address) in message.clients,
        index.is_ours,
    )
    for inside in circles:
        meant = [address for address in named if inside(address)]
        if meant:
            return meant[0] if len(meant) == 1 else None
    return None


def _is_called(address: str, name: str) -> bool:
    """Whether the words of a name stand in an address: "priya.nair@…" is Priya, and Priya Nair."""
    local = set(_LOCAL.split(address.partition("@")[0]))
    parts = _parts(name)
    return bool(parts) and set(parts) <= local


def _parts(name: str) -> list[str]:
    """Words of a name, folded, without titles; "Rao, Ananya" is turned round."""
    last, comma, first = name.partition(",")
    words = f"{first} {last}" if comma else name
    return [
        word
        for word in (part.strip(".") for part in words.casefold().split())
        if word not in _TITLES
    ]
