"""Drafts as a queue: one page of it, how many there are, who comes next, and what happened to one.

A page loads only its own rows, and of a row only what a list shows. The order is one for lists and
for "next": by state as `QUEUE_ORDER` says, then by client, so that one client's drafts are read
together, then oldest first.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, Text, cast, func, literal, or_, select, tuple_

from assistant.drafting.records import Block, Mailbox
from assistant.review.states import DraftState, Verb
from assistant.store.review_tables import draft as draft_table
from assistant.store.review_tables import draft_event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

#: What waits, in the order it is read: for a person first, then what went wrong or is on its way.
QUEUE_ORDER = (
    DraftState.PROPOSED,
    DraftState.APPROVED,
    DraftState.DELIVERING,
    DraftState.UNKNOWN,
    DraftState.FAILED,
    DraftState.SNOOZED,
)

_C = draft_table.c
_ROW = select(
    _C.id, _C.kind, _C.client, _C.prospect, _C.state, _C.revision, _C.content_sha256, _C.to, _C.cc,
    _C.subject, _C.body, _C.why, _C.reason, _C.edited, _C.blocked_by, _C.created_at,
    _C.changed_at, _C.goes_out_at, _C.snoozed_until,
)  # fmt: skip
_ORDER = (_C.client, _C.created_at, _C.id)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which drafts are asked for.

    Attributes:
        states: In the order they are listed.
        client, kind: One of them, or None for all.
        words: Part of subject, recipients or reason; ``''`` for all.
    """

    states: tuple[DraftState, ...] = QUEUE_ORDER
    client: str | None = None
    kind: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A draft as a list shows it."""

    id: str
    kind: str
    client: str
    prospect: bool
    state: DraftState
    revision: int
    content_sha256: str
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str
    body: str
    why: str
    reason: str
    edited: bool
    blocked_by: tuple[Block, ...]
    created_at: datetime
    changed_at: datetime
    goes_out_at: datetime | None
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many drafts there are: state, client and kind → number."""

    numbers: Mapping[tuple[DraftState, str, str], int]

    def total(self, asked: QueueFilter) -> int:
        """How many a filter without words lets through."""
        return sum(self.by_state(client=asked.client, kind=asked.kind)[s] for s in asked.states)

    def by_state(
        self, *, client: str | None = None, kind: str | None = None
    ) -> Counter[DraftState]:
        """State → number, of one client or kind where they are named."""
        found: Counter[DraftState] = Counter()
        for (state, of_client, of_kind), number in self.numbers.items():
            if client in {None, of_client} and kind in {None, of_kind}:
                found[state] += number
        return found

    def names(self, field: str, states: Sequence[DraftState]) -> Counter[str]:
        """Clients (`field` ``client``) or kinds (``kind``) of drafts in some states → number."""
        at = 1 if field == "client" else 2
        found: Counter[str] = Counter()
        for key, number in self.numbers.items():
            if key[0] in states:
                found[key[at]] += number
        return found


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """One line of a draft's history.

    Attributes:
        actor: Address of a person, or `rapport`.
        changed, confirmed: Names of fields and of checks.
    """

    id: int
    draft_id: str
    at: datetime
    actor: str
    verb: Verb
    to_state: DraftState
    revision: int
    reason: str
    changed: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft stands among those that wait for a person.

    Attributes:
        before, after: Ids of the neighbours; None at the ends.
        number: 1 for the first; 0 for a draft that does not wait.
        count: How many wait.
        upcoming: What is read after this one: the next, at the end the first; None when no other
            waits.
    """

    before: str | None
    after: str | None
    number: int
    count: int
    upcoming: str | None


def count_queue(connection: Connection, owner_id: int) -> QueueCounts:
    """How many drafts there are in every state, of every client and kind."""
    rows = connection.execute(
        select(_C.state, _C.client, _C.kind, func.count())
        .where(_C.owner_id == owner_id)
        .group_by(_C.state, _C.client, _C.kind)
    )
    return QueueCounts({(DraftState(row[0]), row[1], row[2]): row[3] for row in rows})


def load_queue(
    connection: Connection,
    owner_id: int,
    asked: QueueFilter,
    *,
    numbers: Mapping[DraftState, int],
    offset: int,
    limit: int,
) -> list[QueueRow]:
    """One page of the queue.

    Args:
        numbers: How many drafts the filter lets through in each of its states.
        offset: Rows before the page, 0 or more.
        limit: Rows of the page.
    """
    found: list[QueueRow] = []
    for state in asked.states:
        here = numbers.get(state, 0)
        if offset >= here:
            offset -= here
            continue
        query = _narrow(_ROW.where(_C.owner_id == owner_id, _C.state == state.value), asked)
        rows = connection.execute(query.order_by(*_ORDER).offset(offset).limit(limit - len(found)))
        found.extend(_make_row(row) for row in rows)
        if len(found) == limit:
            break
        offset = 0
    return found


def count_words(connection: Connection, owner_id: int, asked: QueueFilter) -> Counter[DraftState]:
    """How many drafts a filter with words lets through, by state."""
    query = select(_C.state, func.count()).where(
        _C.owner_id == owner_id, _C.state.in_([state.value for state in asked.states])
    )
    rows = connection.execute(_narrow(query, asked).group_by(_C.state))
    return Counter({DraftState(row[0]): row[1] for row in rows})


def find_place(connection: Connection, owner_id: int, draft_id: str) -> Place:
    """Where a draft stands, whether or not it still waits for a person."""
    own = connection.execute(
        select(*_ORDER, _C.state).where(_C.owner_id == owner_id, _C.id == draft_id)
    ).one()
    waiting = (_C.owner_id == owner_id, _C.state == DraftState.PROPOSED.value)
    position = tuple_(*_ORDER)
    key = tuple_(*(literal(own[at], column.type) for at, column in enumerate(_ORDER)))
    ids = select(_C.id).where(*waiting)
    after = connection.execute(
        ids.where(position > key).order_by(*_ORDER).limit(1)
    ).scalar_one_or_none()
    before = connection.execute(
        ids.where(position < key).order_by(*(column.desc() for column in _ORDER)).limit(1)
    ).scalar_one_or_none()
    first = connection.execute(
        ids.where(_C.id != draft_id).order_by(*_ORDER).limit(1)
    ).scalar_one_or_none()
    count = connection.execute(select(func.count()).where(*waiting)).scalar_one()
    number = 0
    if own.state == DraftState.PROPOSED.value:
        earlier = select(func.count()).where(*waiting, position < key)
        number = connection.execute(earlier).scalar_one() + 1
    return Place(before, after, number, count, after or first)


def load_events(connection: Connection, owner_id: int, draft_id: str) -> list[DraftEvent]:
    """Everything that happened to a draft, oldest first."""
    rows = connection.execute(
        select(draft_event)
        .where(draft_event.c.owner_id == owner_id, draft_event.c.draft_id == draft_id)
        .order_by(draft_event.c.id)
    )
    return [_make_event(row) for row in rows]


#: Decisions that `undo` takes back.
_UNDOABLE = (Verb.ACCEPT, Verb.IGNORE, Verb.SNOOZE)
#: So many newest events are looked at for the last decision.
_LOOK_BACK = 50


def find_last_decision(
    connection: Connection, owner_id: int, *, since: datetime
) -> DraftEvent | None:
    """A person's newest decision that still stands and can be taken back, or None.

    Args:
        since: Older ones are not offered any more.
    """
    rows = connection.execute(
        select(draft_event)
        .where(draft_event.c.owner_id == owner_id)
        .order_by(draft_event.c.id.desc())
        .limit(_LOOK_BACK)
    ).all()
    newest: dict[str, Row[Any]] = {}
    for row in rows:
        newest.setdefault(row.draft_id, row)
    for row in newest.values():
        if row.at >= since and row.verb in {verb.value for verb in _UNDOABLE}:
            return _make_event(row)
    return None


def _narrow(query: Select[Any], asked: QueueFilter) -> Select[Any]:
    if asked.client is not None:
        query = query.where(_C.client == asked.client)
    if asked.kind is not None:
        query = query.where(_C.kind == asked.kind)
    if asked.words:
        # Recipients are stored as JSON text, in which other letters than ASCII are escaped.
        spelt = json.dumps(asked.words)[1:-1]
        query = query.where(
            or_(
                _C.subject.icontains(asked.words, autoescape=True),
                _C.why.icontains(asked.words, autoescape=True),
                cast(_C.to, Text).icontains(spelt, autoescape=True),
            )
        )
    return query


def _make_row(row: Row[Any]) -> QueueRow:
    values = dict(row._mapping)
    values["state"] = DraftState(values["state"])
    values["to"] = tuple(Mailbox(**box) for box in values["to"])
    values["cc"] = tuple(Mailbox(**box) for box in values["cc"])
    values["blocked_by"] = tuple(Block(**block) for block in values["blocked_by"])
    return QueueRow(**values)


def _make_event(row: Row[Any]) -> DraftEvent:
    return DraftEvent(
        id=row.id,
        draft_id=row.draft_id,
        at=row.at,
        actor=row.actor,
        verb=Verb(row.verb),
        to_state=DraftState(row.to_state),
        revision=row.revision,
        reason=row.reason,
        changed=tuple(row.detail.get("changed", ())),
        confirmed=tuple(row.detail.get("confirmed", ())),
    )
