"""Which messages belong to one conversation.

The rules are those of the definitions: `References` and `In-Reply-To` together, ids of messages we
never saw included; the provider's thread id for messages without either; and for a reply that has
none of these, the base subject with a shared person within 30 days. What a person split or joined
wins over all of them.

The partition depends on the set of messages alone, never on the order they came in. Thread ids are
kept from run to run: a thread that grows keeps its id, a merged one the id of its older part.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.ingest.records import Threading, ThreadInput
from assistant.ingest.subject import subject_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

#: How long after a thread's last message a reply without headers still belongs to it.
SUBJECT_WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SplitThread:
    """A person's word: this message begins a thread of its own, its answers go with it."""

    key: str


@dataclass(frozen=True, slots=True)
class JoinThreads:
    """A person's word: the threads of these two messages are one."""

    key: str
    other_key: str


ThreadDecision = SplitThread | JoinThreads


def assign_threads(
    messages: Iterable[ThreadInput],
    *,
    known: Mapping[str, str] | None = None,
    decisions: Sequence[ThreadDecision] = (),
    own_addresses: frozenset[str] = frozenset(),
) -> Threading:
    """Partition messages into threads.

    Args:
        messages: All of a mailbox, or a set that is closed as `find_affected` closes it. Any order.
        known: Thread ids from earlier, by message key.
        decisions: What people split and joined, oldest first; a later one wins.
        own_addresses: The owner's; sharing only the owner is no reason to join by subject.

    Returns:
        A thread id for every message, and which ids were taken over by others.
    """
    ordered = sorted(messages, key=_age)
    cut, joins = _apply_decisions(ordered, decisions)
    sets = _DisjointSets()
    providers = {each.provider_thread_id for each in cut if not each.references} - {None}
    for message in cut:
        node = _node(message)
        sets.add(node)
        for reference in message.references:
            sets.union(node, "id:" + reference)
        if message.provider_thread_id in providers:
            sets.union(node, f"provider:{message.provider_thread_id}")
    split_off = frozenset(each.key for each in decisions if isinstance(each, SplitThread))
    _join_by_subject(cut, sets, own_addresses, split_off)
    for node, other in joins:
        sets.union(node, other)
    return _name_threads(cut, sets, known or {})


def is_fallback(message: ThreadInput) -> bool:
    """Whether only its subject can say where a message belongs."""
    return (
        message.reply_prefix
        and not message.references
        and not message.provider_thread_id
        and not message.listed
        and bool(message.base_subject)
    )


def _age(message: ThreadInput) -> tuple[datetime, str]:
    return message.sent_at, message.key


def _node(message: ThreadInput) -> str:
    return f"id:{message.message_id}" if message.message_id else f"key:{message.key}"


class _DisjointSets:
    """Union-find over names, iterative, with path halving."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.size: dict[str, int] = {}

    def add(self, node: str) -> None:
        if node not in self.parent:
            self.parent[node] = node
            self.size[node] = 1

    def find(self, node: str) -> str:
        parent = self.parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def union(self, node: str, other: str) -> None:
        self.add(node)
        self.add(other)
        root, other_root = self.find(node), self.find(other)
        if root == other_root:
            return
        if self.size[root] < self.size[other_root]:
            root, other_root = other_root, root
        self.parent[other_root] = root
        self.size[root] += self.size[other_root]


# ── What people decided ──────────────────────────────────────────────────────────────────────


def _apply_decisions(
    ordered: list[ThreadInput], decisions: Sequence[ThreadDecision]
) -> tuple[list[ThreadInput], list[tuple[str, str]]]:
    """Messages with the links cut that a person cut, and the pairs a person joined."""
    nodes = {each.key: _node(each) for each in ordered}
    joins: list[tuple[str, str]] = []
    for decision in decisions:
        if isinstance(decision, JoinThreads):
            if decision.key in nodes and decision.other_key in nodes:
                joins.append((nodes[decision.key], nodes[decision.other_key]))
            continue
        if decision.key not in nodes:
            continue
        inside = _answers_to(ordered, decision.key, nodes[decision.key])
        ordered = [_cut_links(each, inside) if each.key in inside else each for each in ordered]
        held = {nodes[key] for key in inside}
        joins = [pair for pair in joins if (pair[0] in held) == (pair[1] in held)]
    return ordered, joins


def _answers_to(ordered: list[ThreadInput], key: str, node: str) -> dict[str, frozenset[str]]:
    """Keys of a message and all that answer it, with the ids inside that part; fixpoint."""
    ids = {node.removeprefix("id:")} if node.startswith("id:") else set()
    inside = {key}
    grown = True
    while grown:  # answers are younger: one pass in time finds nearly all
        grown = False
        for each in ordered:
            if each.key in inside:
                continue
            if not ids.isdisjoint(each.references) or each.message_id in ids:
                inside.add(each.key)
                grown = True
                if each.message_id:
                    ids.add(each.message_id)
    held = frozenset(ids)
    return dict.fromkeys(inside, held)


def _cut_links(message: ThreadInput, inside: Mapping[str, frozenset[str]]) -> ThreadInput:
    """A message of the part split off: only links into that part, none by the provider."""
    ids = inside[message.key]
    first = next(
        (index for index, each in enumerate(message.references) if each in ids),
        len(message.references),
    )
    kept = () if message.message_id is None and not ids else message.references[first:]
    return replace(message, references=kept, provider_thread_id=None)


# ── By subject ───────────────────────────────────────────────────────────────────────────────


def _join_by_subject(
    ordered: list[ThreadInput],
    sets: _DisjointSets,
    own_addresses: frozenset[str],
    split_off: frozenset[str],
) -> None:
    """One sweep in time: a reply without headers joins the youngest thread that fits."""
    lonely = {each.key for each in ordered if is_fallback(each)} - split_off
    wanted = {subject_key(each.base_subject) for each in ordered if each.key in lonely}
    sweep = _Sweep(sets)
    for message in ordered if lonely else ():
        key = subject_key(message.base_subject)
        people = message.people - own_addresses
        if message.key in lonely:
            sweep.join_youngest(message, key, people)
        sweep.remember(message, people, key if key in wanted else None)


class _Sweep:
    """What is known of the threads at one moment of the sweep."""

    def __init__(self, sets: _DisjointSets) -> None:
        self.sets = sets
        self.last_at: dict[str, datetime] = {}  # by root
        self.seen: dict[tuple[str, str], list[str]] = {}  # nodes by (subject, person)

    def join_youngest(self, message: ThreadInput, key: str, people: frozenset[str]) -> None:
        node = _node(message)
        own = self.sets.find(node)
        roots = {self.sets.find(each) for one in people for each in self.seen.get((key, one), ())}
        earliest = message.sent_at - SUBJECT_WINDOW
        young = [root for root in roots - {own} if self.last_at[root] >= earliest]
        if not young:
            return
        latest = max(self.last_at[root] for root in young)
        # Two threads with a message in the same second: the name decides, the same on every run.
        self.sets.union(node, min(root for root in young if self.last_at[root] == latest))
        self.last_at[self.sets.find(node)] = latest

    def remember(self, message: ThreadInput, people: frozenset[str], key: str | None) -> None:
        node = _node(message)
        root = self.sets.find(node)
        self.last_at[root] = message.sent_at
        for one in people if key is not None else ():
            nodes = self.seen.setdefault((key or "", one), [])
            if not nodes or self.sets.find(nodes[-1]) != root:
                nodes.append(node)


# ── Names of threads ─────────────────────────────────────────────────────────────────────────


def _name_threads(
    ordered: list[ThreadInput], sets: _DisjointSets, known: Mapping[str, str]
) -> Threading:
    """Keep the id of the oldest part; make new ones from the root that the oldest part names."""
    groups: dict[str, list[ThreadInput]] = {}
    oldest_of: dict[str, str] = {}  # known id → key of its oldest message
    for message in ordered:
        groups.setdefault(sets.find(_node(message)), []).append(message)
        if message.key in known:
            oldest_of.setdefault(known[message.key], message.key)
    thread_of: dict[str, str] = {}
    merged: dict[str, str] = {}
    taken = set(oldest_of)
    for group in groups.values():
        ids = list(
            dict.fromkeys(
                known[each.key]
                for each in group
                if oldest_of.get(known.get(each.key, "")) == each.key
            )
        )
        if ids:
            name = ids[0]
        else:
            name = _new_id(group[0], taken)
            taken.add(name)
        merged.update(dict.fromkeys(ids[1:], name))
        for each in group:
            thread_of[each.key] = name
    return Threading(thread_of, merged)


def _new_id(oldest: ThreadInput, taken: set[str]) -> str:
    """An id from the thread's root: the same whether its oldest or its newest mail came first."""
    root = oldest.references[0] if oldest.references else oldest.message_id or oldest.key
    salt = ""
    while True:
        name = "t-" + hashlib.sha256((root + salt).encode("utf-8", "replace")).hexdigest()[:16]
        if name not in taken:
            return name
        salt += f"\0{oldest.key}"


# ── Incremental: what a new message can touch ────────────────────────────────────────────────


def find_links(message: ThreadInput) -> frozenset[str]:
    """Names under which a thread must be found again; the store keeps them beside its id."""
    links = {_node(message), *("id:" + each for each in message.references)}
    if message.provider_thread_id:
        links.add(f"provider:{message.provider_thread_id}")
    if message.base_subject:
        links.add("subject:" + subject_key(message.base_subject))
        if is_fallback(message):
            links.add("lonely:" + subject_key(message.base_subject))
    return frozenset(links)


def find_lookups(message: ThreadInput) -> frozenset[str]:
    """Links of other threads that this message may change or join."""
    links = {link for link in find_links(message) if not link.startswith(("subject:", "lonely:"))}
    if message.base_subject:
        key = subject_key(message.base_subject)
        links.add("lonely:" + key)
        if is_fallback(message):
            links.add("subject:" + key)
    return frozenset(links)


def find_affected(
    new: Iterable[ThreadInput],
    load: Callable[[frozenset[str]], Iterable[ThreadInput]],
) -> list[ThreadInput]:
    """New messages and all stored ones whose thread they may change.

    Args:
        new: Messages that are not threaded yet.
        load: Given links, all messages of all threads that have one of them.

    Returns:
        A set that `assign_threads` partitions as it would the whole mailbox.
    """
    found = {each.key: each for each in new}
    asked: set[str] = set()
    fresh = list(found.values())
    while fresh:
        links = frozenset(link for each in fresh for link in find_lookups(each)) - asked
        if not links:
            break
        asked |= links
        fresh = [each for each in load(links) if each.key not in found]
        found.update((each.key, each) for each in fresh)
    return list(found.values())
