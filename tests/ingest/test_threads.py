"""Which messages belong together."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.records import ThreadInput
from assistant.ingest.threads import (
    JoinThreads,
    SplitThread,
    ThreadDecision,
    assign_threads,
    find_affected,
    find_links,
)
from tests.ingest.builders import CLIENT, COLLEAGUE, OWNER, make_node, utc

OWN = frozenset({OWNER})


def partition(
    *messages: ThreadInput, decisions: tuple[ThreadDecision, ...] = ()
) -> set[frozenset[str]]:
    found = assign_threads(messages, decisions=decisions, own_addresses=OWN)
    groups: dict[str, set[str]] = {}
    for key, thread in found.thread_of.items():
        groups.setdefault(thread, set()).add(key)
    return {frozenset(group) for group in groups.values()}


def together(*messages: ThreadInput) -> bool:
    return len(partition(*messages)) == 1


def test_references_and_in_reply_to_join() -> None:
    assert together(make_node("a"), make_node("b", "a"), make_node("c", "a", "b"))


def test_a_message_nobody_saw_joins_its_answers() -> None:
    assert together(make_node("b", "ghost"), make_node("c", "ghost"))


def test_a_shared_subject_alone_joins_nothing() -> None:
    assert not together(make_node("a"), make_node("b"))


def test_the_providers_thread_counts_only_without_headers() -> None:
    assert together(make_node("a", provider="t"), make_node("b", provider="t"))
    assert not together(make_node("a", "x", provider="t"), make_node("b", "y", provider="t"))


REPLY = make_node("b", at="2026-12-09 10:00", reply=True)


@pytest.mark.parametrize(
    ("first", "joined"),
    [
        (make_node("a"), True),  # 30 days to the minute
        (make_node("a", at="2026-11-09 09:59"), False),
        (make_node("a", at="2026-12-10 10:00"), False),  # later than the reply
        (make_node("a", subject="PLAN"), True),
        (make_node("a", subject="Plan B"), False),
        (make_node("a", people=frozenset({OWNER, COLLEAGUE})), False),
        (make_node("a", people=frozenset({CLIENT})), True),
    ],
)
def test_a_reply_without_headers_joins_by_subject(first: ThreadInput, joined: bool) -> None:
    assert together(first, REPLY) is joined


@pytest.mark.parametrize(
    "reply",
    [
        make_node("b", reply=False),
        make_node("b", reply=True, listed=True),
        make_node("b", "elsewhere", reply=True),
        make_node("b", reply=True, provider="t"),
        make_node("b", reply=True, people=frozenset({OWNER})),
        make_node("b", reply=True, subject=""),
    ],
)
def test_the_subject_rule_is_for_replies_with_nothing_else(reply: ThreadInput) -> None:
    first = make_node("a", at="2026-11-09 09:00", subject=reply.base_subject)
    assert not together(first, reply)


def test_the_threads_last_message_counts_not_its_first() -> None:
    later = make_node("a2", "a", at="2026-12-01 10:00", subject="Other")
    reply = make_node("b", at="2026-12-20 10:00", reply=True)
    assert together(make_node("a"), later, reply)


def test_of_two_threads_the_younger_is_joined() -> None:
    old, young = make_node("a"), make_node("c", at="2026-11-20 10:00")
    assert frozenset({"c", "b"}) in partition(old, young, REPLY)


def test_two_bodies_under_one_id_are_one_thread() -> None:
    twin = ThreadInput("a#1234", "a", (), utc("2026-11-09 10:00"))
    assert together(make_node("a"), twin)


# ── Names ────────────────────────────────────────────────────────────────────────────────────


def test_a_growing_thread_keeps_its_id() -> None:
    first = assign_threads([make_node("b", "a")])
    grown = assign_threads(
        [make_node("b", "a"), make_node("a", at="2026-11-01 10:00"), make_node("c", "b")],
        known=first.thread_of,
    )
    assert set(grown.thread_of.values()) == {first.thread_of["b"]}
    assert grown.merged == {}


def test_the_id_is_the_same_whichever_end_came_first() -> None:
    newest = assign_threads([make_node("c", "a", "b")]).thread_of["c"]
    assert assign_threads([make_node("a")]).thread_of["a"] == newest


def test_a_merged_thread_keeps_the_id_of_its_older_part() -> None:
    old, new = make_node("a"), make_node("b", at="2026-11-10 10:00")
    known = assign_threads([old, new]).thread_of
    bridge = make_node("c", "a", "b", at="2026-11-11 10:00")
    found = assign_threads([bridge, new, old], known=known)
    assert set(found.thread_of.values()) == {known["a"]}
    assert found.merged == {known["b"]: known["a"]}


# ── What people decided ──────────────────────────────────────────────────────────────────────

CHAIN = (make_node("a"), make_node("b", "a"), make_node("c", "a", "b"), make_node("d", "c"))


def test_a_split_takes_the_answers_along() -> None:
    assert partition(*CHAIN, decisions=(SplitThread("b"),)) == {
        frozenset({"a"}),
        frozenset({"b", "c", "d"}),
    }


def test_a_new_answer_goes_where_the_split_put_it() -> None:
    late = make_node("e", "a", "b", "c")
    assert frozenset({"b", "c", "d", "e"}) in partition(*CHAIN, late, decisions=(SplitThread("b"),))


def test_a_split_message_is_not_joined_again_by_subject_or_provider() -> None:
    reply = make_node("b", at="2026-11-10 10:00", reply=True)
    assert len(partition(make_node("a"), reply, decisions=(SplitThread("b"),))) == 2
    one, two = make_node("a", provider="t"), make_node("b", provider="t")
    assert len(partition(one, two, decisions=(SplitThread("b"),))) == 2


def test_a_message_without_id_can_be_split() -> None:
    lone = ThreadInput("sha256-1", None, ("a",), utc("2026-11-09 11:00"))
    assert len(partition(make_node("a"), lone, decisions=(SplitThread("sha256-1"),))) == 2


def test_a_join_holds_and_a_later_split_undoes_it() -> None:
    one, two = make_node("a"), make_node("x")
    join = JoinThreads("a", "x")
    assert partition(one, two, decisions=(join,)) == {frozenset({"a", "x"})}
    assert len(partition(one, two, decisions=(join, SplitThread("x")))) == 2
    assert len(partition(one, two, decisions=(SplitThread("x"), join))) == 1


def test_after_a_split_the_older_part_keeps_the_id() -> None:
    known = assign_threads(CHAIN).thread_of
    found = assign_threads(CHAIN, known=known, decisions=(SplitThread("b"),))
    assert found.thread_of["a"] == known["a"]
    assert found.thread_of["b"] == found.thread_of["d"] != known["a"]


def test_a_decision_about_a_message_that_is_gone_is_ignored() -> None:
    assert len(partition(*CHAIN, decisions=(SplitThread("z"), JoinThreads("a", "z")))) == 1


# ── Properties ───────────────────────────────────────────────────────────────────────────────


def random_mailbox(seed: int, size: int = 30) -> list[ThreadInput]:
    rng = random.Random(seed)
    people = [CLIENT, COLLEAGUE, "dan@client.example"]
    messages = []
    for number in range(size):
        references = rng.sample(
            [f"m{rng.randrange(size)}" for _ in range(3)], rng.choice([0, 0, 1, 2])
        )
        messages.append(
            make_node(
                f"m{number}",
                *(each for each in dict.fromkeys(references) if each != f"m{number}"),
                at=(utc("2026-11-09 10:00") + timedelta(days=rng.randrange(90))).strftime(
                    "%Y-%m-%d %H:%M"
                ),
                subject=rng.choice(["Plan", "Budget", ""]),
                reply=rng.random() < 0.5,
                people=frozenset({OWNER, *rng.sample(people, rng.randrange(3))}),
                provider=rng.choice([None, None, "p1", "p2"]),
            )
        )
    return messages


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_order_of_messages_does_not_matter(seed: int, shuffle: int) -> None:
    messages = random_mailbox(seed)
    shuffled = random.Random(shuffle).sample(messages, len(messages))
    assert partition(*messages) == partition(*shuffled)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 7))
def test_page_by_page_gives_what_one_pass_gives(seed: int, page: int) -> None:
    """Only what `find_affected` loads is threaded, as a store would do it."""
    messages = random_mailbox(seed)
    random.Random(seed + 1).shuffle(messages)
    known: dict[str, str] = {}
    stored: dict[str, ThreadInput] = {}

    def load(links: frozenset[str]) -> list[ThreadInput]:
        threads = {known[key] for key, each in stored.items() if find_links(each) & links}
        return [each for key, each in stored.items() if known[key] in threads]

    for start in range(0, len(messages), page):
        new = messages[start : start + page]
        found = assign_threads(find_affected(new, load), known=known, own_addresses=OWN)
        known.update(found.thread_of)
        stored.update((each.key, each) for each in new)
    groups: dict[str, set[str]] = {}
    for key, thread in known.items():
        groups.setdefault(thread, set()).add(key)
    assert {frozenset(group) for group in groups.values()} == partition(*messages)


def test_a_thread_of_fifty_thousand_is_no_trouble() -> None:
    begin = utc("2026-01-01 00:00")
    messages = [
        ThreadInput(
            f"m{number}", f"m{number}", (), begin + timedelta(minutes=number), "Plan", number > 0,
            people=frozenset({CLIENT, OWNER}),
        )
        for number in range(50_000)
    ]  # fmt: skip
    assert len(set(assign_threads(messages, own_addresses=OWN).thread_of.values())) == 1
