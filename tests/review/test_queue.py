"""The queue as lists and `next` read it, and the events behind a timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant.drafting.records import DraftKind, Mailbox
from assistant.review.moves import insert_draft
from assistant.review.queue import (
    QUEUE_ORDER,
    QueueFilter,
    count_queue,
    count_words,
    find_last_decision,
    find_place,
    load_events,
    load_queue,
)
from assistant.review.review import ignore, snooze, undo
from assistant.review.rows import load_draft
from assistant.review.states import DraftState, Verb
from assistant.store.engine import write
from tests.review.world import ANA, ME, NOW, add_owner, approve, make_draft, shown

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


def add(connection: Connection, owner_id: int, name: str, *, at_s: int = 0, **fields: Any) -> None:
    draft = make_draft(id=name, occasion=name, **fields)
    insert_draft(connection, owner_id, draft, account=None, now=NOW + timedelta(seconds=at_s))


@pytest.fixture
def five(engine: Engine, owner_id: int) -> int:
    """Four that wait, of two clients, and an approved one."""
    with write(engine) as connection:
        add(connection, owner_id, "k2", at_s=2, client="kestrel", kind=DraftKind.NUDGE)
        add(connection, owner_id, "b3", at_s=3)
        add(connection, owner_id, "b1", at_s=1)
        add(connection, owner_id, "k1", at_s=1, client="kestrel")
        add(connection, owner_id, "b0", at_s=0)
        approve(connection, load_draft(connection, owner_id, "b0"))
    return owner_id


def ids(engine: Engine, owner_id: int, asked: QueueFilter, **page: int) -> list[str]:
    with write(engine) as connection:
        counts = count_queue(connection, owner_id)
        numbers = counts.by_state(client=asked.client, kind=asked.kind)
        if asked.words:
            numbers = count_words(connection, owner_id, asked)
        page = {"offset": 0, "limit": 20, **page}
        rows = load_queue(connection, owner_id, asked, numbers=numbers, **page)
        return [row.id for row in rows]


def test_what_waits_for_a_person_comes_first_by_client_then_age(engine: Engine, five: int) -> None:
    assert ids(engine, five, QueueFilter()) == ["b1", "b3", "k1", "k2", "b0"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_pages_hold_every_draft_once(engine: Engine, five: int, limit: int) -> None:
    found = [
        one
        for at in range(0, 6, limit)
        for one in ids(engine, five, QueueFilter(), offset=at, limit=limit)
    ]
    assert found == ["b1", "b3", "k1", "k2", "b0"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (QueueFilter(states=(DraftState.APPROVED,)), ["b0"]),
        (QueueFilter(client="kestrel"), ["k1", "k2"]),
        (QueueFilter(kind="nudge"), ["k2"]),
        (QueueFilter(client="kestrel", kind="reply"), ["k1"]),
        (QueueFilter(words="JONAS"), ["b1", "b3", "k1", "k2", "b0"]),
        (QueueFilter(words="100%"), []),
    ],
)
def test_a_filter_lets_only_its_own_through(
    engine: Engine, five: int, asked: QueueFilter, found: list[str]
) -> None:
    assert ids(engine, five, asked) == found


def test_words_are_found_in_names_with_accents(engine: Engine, owner_id: int) -> None:
    draft = make_draft()
    content = replace(draft.content, to=(Mailbox(ANA, "Ana Sóuza"),))
    with write(engine) as connection:
        add(connection, owner_id, "b1", content=content)
    assert ids(engine, owner_id, QueueFilter(words="Sóuza")) == ["b1"]


def test_counts_agree_with_the_rows(engine: Engine, five: int) -> None:
    with write(engine) as connection:
        counts = count_queue(connection, five)
    assert counts.by_state() == {DraftState.PROPOSED: 4, DraftState.APPROVED: 1}
    assert counts.names("client", QUEUE_ORDER) == {"brightwater": 3, "kestrel": 2}
    assert counts.names("kind", (DraftState.PROPOSED,)) == {"reply": 3, "nudge": 1}
    assert counts.total(QueueFilter(client="kestrel")) == 2


def test_nobody_sees_the_drafts_of_another_owner(engine: Engine, five: int) -> None:
    with write(engine) as connection:
        other = add_owner(connection)
        assert count_queue(connection, other).numbers == {}
        assert load_events(connection, other, "b0") == []
        assert find_last_decision(connection, other, since=NOW) is None
    assert ids(engine, other, QueueFilter()) == []


@pytest.mark.parametrize(
    ("draft", "before", "after", "number", "upcoming"),
    [
        ("b1", None, "b3", 1, "b3"),
        ("b3", "b1", "k1", 2, "k1"),
        ("k2", "k1", None, 4, "b1"),
        ("b0", None, "b1", 0, "b1"),
    ],
)
def test_a_draft_knows_its_neighbours(
    engine: Engine,
    five: int,
    draft: str,
    before: str | None,
    after: str | None,
    number: int,
    upcoming: str,
) -> None:
    with write(engine) as connection:
        place = find_place(connection, five, draft)
    assert (place.before, place.after, place.number, place.count, place.upcoming) == (
        before, after, number, 4, upcoming,
    )  # fmt: skip


def test_the_only_draft_is_followed_by_nothing(engine: Engine, owner_id: int) -> None:
    with write(engine) as connection:
        add(connection, owner_id, "b1")
        assert find_place(connection, owner_id, "b1").upcoming is None


def test_events_tell_who_did_what(engine: Engine, five: int) -> None:
    with write(engine) as connection:
        events = load_events(connection, five, "b0")
    assert [(event.verb, event.actor) for event in events] == [
        (Verb.PROPOSE, "rapport"),
        (Verb.ACCEPT, ME),
    ]


def test_the_last_decision_is_the_newest_that_stands(engine: Engine, five: int) -> None:
    with write(engine) as connection:
        kestrel = load_draft(connection, five, "k1")
        ignore(connection, five, shown(kestrel), actor=ME, now=NOW, reason="spoke on the phone")
        found = find_last_decision(connection, five, since=NOW)
        assert found is not None
        assert (found.draft_id, found.verb) == ("k1", Verb.IGNORE)
        undo(connection, five, "k1", actor=ME, now=NOW)
        found = find_last_decision(connection, five, since=NOW)
    assert found is not None
    assert (found.draft_id, found.verb) == ("b0", Verb.ACCEPT)


def test_an_old_decision_is_not_offered(engine: Engine, five: int) -> None:
    with write(engine) as connection:
        later = NOW + timedelta(seconds=1)
        assert find_last_decision(connection, five, since=later) is None


def test_a_snooze_can_be_taken_back(engine: Engine, owner_id: int) -> None:
    with write(engine) as connection:
        add(connection, owner_id, "b1")
        stored = load_draft(connection, owner_id, "b1")
        until = NOW + timedelta(days=1)
        snooze(connection, owner_id, shown(stored), actor=ME, now=NOW, until=until)
        found = find_last_decision(connection, owner_id, since=NOW)
    assert found is not None
    assert found.verb is Verb.SNOOZE
