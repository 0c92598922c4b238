"""The second opinion on what was read: what a host says it holds, beside what is stored of it.

After a collection was read to its end its host lists the ids of all its items, and they are compared
with the stored ones, day by day. Nothing is judged at first sight, because a mailbox lives: what
differs is read once more, listed once more, and only what differs *both* times counts.

=====================  ==========================================================================
set aside              listed and not stored, with a problem that names it and says why
missing                listed twice and not stored, and a reading in between did not bring it
unlisted               stored and not listed twice, and a reading in between did not explain it
(left out)             differs at one of the two sightings only: it came or went meanwhile
=====================  ==========================================================================

Where something is missing the position in the collection is forgotten, once for the same ids: the
next reading lists everything anew and fetches what is not there. What is stored and not listed is
told and stays stored: a listing alone deletes nothing.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from assistant.ingest.sync import SKIPPED_ROLES, sync_collection
from assistant.store import cursors
from assistant.store.engine import read, write
from assistant.store.problems import KEY_LENGTH, load_keys, settle_problems
from assistant.store.rows import forget_state, load_state, record_state
from assistant.store.tallies import DayTally, load_counted_at, load_stored, replace_tally
from connectors.base import (
    AuthError,
    Collection,
    CollectionKind,
    CollectionRole,
    ConnectorError,
    CountingConnector,
    CursorExpired,
    Problem,
    TransientError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from assistant.ingest.sync import Account, Progress, Synced
    from assistant.store.cursors import Position
    from assistant.store.tallies import Place
    from connectors.base import CalendarConnector, Listed, MailConnector

log = logging.getLogger(__name__)

#: A collection is counted again after this: once a day, wherever in it the first run falls.
RECOUNT = timedelta(hours=20)
#: Ids named in one sentence; the others are counted.
NAMED = 10

#: Kinds of problems that are made here.
MISSING, UNLISTED, NOT_COUNTED = "missing", "unlisted", "not-counted"
_KINDS = (MISSING, UNLISTED, NOT_COUNTED)

#: Roles of collections that are not read.
_LEFT_OUT = frozenset({cursors.SKIPPED, *SKIPPED_ROLES})

#: What became of missing ids: the collection is to be read again for them, or was.
_AGAIN, _TRIED = "again", "tried"


@dataclass(frozen=True, slots=True)
class Counted:
    """How one collection was counted.

    Attributes:
        theirs: Items that the host listed, without those that came or went meanwhile.
        ours: Items stored of it.
        missing: Ids that the host lists and nobody can explain.
        unlisted: Ids stored here that the host does not list.
        set_aside: How many of theirs are not stored for a reason that `doctor` names.
        days: The same day by day.
        again: What the second reading did, where there was one.
        problems: What is wrong, a sentence each.
    """

    theirs: int
    ours: int
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]
    set_aside: int
    days: tuple[DayTally, ...]
    again: Synced | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether everything the host lists is stored or set aside, and nothing else is."""
        return not self.missing and not self.unlisted


def count_due(
    engine: Engine,
    account: Account,
    connector: MailConnector | CalendarConnector,
    kind: CollectionKind,
    synced: Sequence[Synced],
    *,
    now: datetime,
    progress: Progress,
) -> list[Synced]:
    """Count every collection that a reading just came to the end of and that is due.

    A host that cannot or will not list is told as a problem of the collection and fails nothing:
    what was read is good.

    Args:
        engine: The store.
        account: The stored account.
        connector: The one that was read with.
        kind: Mail or calendar.
        synced: Of that reading.
        now: The moment of the run.
        progress: Of the second reading, where there is one.

    Returns:
        `synced`, with what second readings added.
    """
    found = list(synced)
    if not isinstance(connector, CountingConnector) or any(one.cause for one in synced):
        return found
    for number, one in enumerate(found):
        if one.failed is not None or not _is_due(engine, account, (one.collection, kind), now):
            continue
        collection = Collection(one.collection, kind)
        try:
            counted = count_collection(
                engine, account, connector, collection, now=now, progress=progress
            )
        except CursorExpired:
            log.info("counted after the next reading", extra={"action": "count_put_off"})
        except ConnectorError as error:
            _note_not_counted(engine, account, one.collection, error)
            if isinstance(error, AuthError | TransientError):
                return found
        else:
            if counted is not None:
                found[number] = _joined(one, counted, account)
    return found


def count_collection(
    engine: Engine,
    account: Account,
    connector: CountingConnector,
    collection: Collection,
    *,
    now: datetime,
    progress: Progress = lambda *_: None,
) -> Counted | None:
    """Compare what a host lists with what is stored, and keep the count.

    Args:
        engine: The store; nobody else writes to it meanwhile.
        account: The stored account.
        connector: Its mailbox or calendars, which also read.
        collection: Of the connector; its role says nothing here.
        now: Kept as the moment of the count.
        progress: Of the second reading, where there is one.

    Returns:
        The count; None: the collection was not read to its end yet, or is not read at all, so there
            is nothing to compare.

    Raises:
        ConnectorError: the host could not be asked; the count before stays.
    """
    place = (account.id, collection.name, collection.kind.value)
    with read(engine) as connection:
        position = cursors.find_position(connection, *place)
    if position is None or not position.complete or position.role in _LEFT_OUT:
        return None
    first = _compare(engine, account, connector, place, position)
    if not first.missing and not first.unlisted:
        return _keep(engine, account, place, position, first.count(), now)
    whole = replace(collection, role=CollectionRole(position.role))
    again = sync_collection(engine, account, connector, whole, now, progress)
    if again.error is not None:
        raise again.error
    with read(engine) as connection:
        position = cursors.find_position(connection, *place) or position
    second = _compare(engine, account, connector, place, position).confirmed_by(first)
    return _keep(engine, account, place, position, replace(second.count(), again=again), now)


# ── Comparing ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A listing beside the stored ids; every id stands in one of the four."""

    held: Mapping[str, str]
    set_aside: Mapping[str, str]
    missing: Mapping[str, str]
    unlisted: Mapping[str, str]

    def confirmed_by(self, first: _Comparison) -> _Comparison:
        """Without what differs at this sighting only."""
        return replace(
            self,
            missing={name: day for name, day in self.missing.items() if name in first.missing},
            unlisted={name: day for name, day in self.unlisted.items() if name in first.unlisted},
        )

    def count(self) -> Counted:
        """The figures, in all and by day."""
        held, aside, missing, unlisted = (
            Counter(part.values())
            for part in (self.held, self.set_aside, self.missing, self.unlisted)
        )
        days = tuple(
            DayTally(
                day,
                theirs=held[day] + aside[day] + missing[day],
                ours=held[day] + unlisted[day],
                missing=missing[day],
                set_aside=aside[day],
            )
            for day in sorted({*held, *aside, *missing, *unlisted})
        )
        return Counted(
            theirs=len(self.held) + len(self.set_aside) + len(self.missing),
            ours=len(self.held) + len(self.unlisted),
            missing=tuple(sorted(self.missing)),
            unlisted=tuple(sorted(self.unlisted)),
            set_aside=len(self.set_aside),
            days=days,
        )


def _compare(
    engine: Engine,
    account: Account,
    connector: CountingConnector,
    place: Place,
    position: Position,
) -> _Comparison:
    _, collection, _ = place
    listed = {item.provider_id: item for item in connector.list_items(collection, position.cursor)}
    with read(engine) as connection:
        stored = load_stored(connection, place)
        explained = load_keys(connection, account.owner_id, f"{account.name}/{collection}")
    held: dict[str, str] = {}
    set_aside: dict[str, str] = {}
    missing: dict[str, str] = {}
    for name, item in listed.items():
        if name in stored:
            held[name] = _day_of(item)
        elif name[:KEY_LENGTH] in explained:
            set_aside[name] = _day_of(item)
        else:
            missing[name] = _day_of(item)
    # A host that dates nothing has one day for all; then ours stands there too.
    dated = any(item.at is not None for item in listed.values())
    unlisted = {
        name: _day(sent_at) if dated else ""
        for name, sent_at in stored.items()
        if name not in listed
    }
    return _Comparison(held, set_aside, missing, unlisted)


def _day_of(item: Listed) -> str:
    return _day(item.at)


def _day(at: datetime | None) -> str:
    return at.astimezone(UTC).date().isoformat() if at is not None else ""


# ── Keeping ──────────────────────────────────────────────────────────────────────────────────────


def _keep(
    engine: Engine,
    account: Account,
    place: Place,
    position: Position,
    counted: Counted,
    now: datetime,
) -> Counted:
    account_id, collection, kind = place
    with write(engine) as connection:
        replace_tally(connection, account.owner_id, place, counted.days, at=now)
        # What is missing beyond a reading from the beginning is not read for again and again.
        was_tried = _settle_missing(connection, account.owner_id, position.id, counted.missing)
        if counted.missing and not was_tried:
            cursors.forget(connection, account_id, collection)
        problems = _sentences(counted, kind, was_tried=was_tried)
        source = f"{account.name}/{collection}"
        settle_problems(connection, account.owner_id, source, _KINDS, problems)
    log.info(
        "counted",
        extra={
            "action": "counted",
            "account": account.name,
            "theirs": counted.theirs,
            "ours": counted.ours,
        },
    )
    return replace(counted, problems=tuple(problems))


def _settle_missing(
    connection: Connection, owner_id: int, position_id: int, missing: Sequence[str]
) -> bool:
    """Note which ids are missing; whether the collection was read again for the same before."""
    key = _state_key(position_id)
    if not missing:
        forget_state(connection, owner_id, key)
        return False
    digest = sha256("\n".join(missing).encode()).hexdigest()
    _, _, before = (load_state(connection, owner_id, key) or "").partition(" ")
    was_tried = before == digest
    record_state(connection, owner_id, key, f"{_TRIED if was_tried else _AGAIN} {digest}")
    return was_tried


def _state_key(position_id: int) -> str:
    return f"missing {position_id}"


def _sentences(counted: Counted, kind: str, *, was_tried: bool) -> list[Problem]:
    noun = "message" if kind == CollectionKind.MAIL else "entry"
    problems = []
    if counted.missing:
        then = (
            "Everything was read again from the beginning, and did not bring them."
            if was_tried
            else "The next run reads everything here again from the beginning and fetches them."
        )
        problems.append(
            Problem(
                MISSING,
                f"{_number(counted.missing, noun)} of the {counted.theirs:,} that are listed there "
                f"{_are(counted.missing)} not stored here: {_named(counted.missing)}. {then}",
            )
        )
    if counted.unlisted:
        problems.append(
            Problem(
                UNLISTED,
                f"{_number(counted.unlisted, noun)} that {_are(counted.unlisted)} stored here "
                f"{_are(counted.unlisted)} no longer listed there, and no deletion was told: "
                f"{_named(counted.unlisted)}. Nothing stored was deleted.",
            )
        )
    return problems


def _number(ids: Sequence[str], noun: str) -> str:
    many = "entries" if noun == "entry" else f"{noun}s"
    return f"{len(ids):,} {noun if len(ids) == 1 else many}"


def _are(ids: Sequence[str]) -> str:
    return "is" if len(ids) == 1 else "are"


def _named(ids: Sequence[str]) -> str:
    more = len(ids) - NAMED
    shown = ", ".join(name[:80] for name in ids[:NAMED])
    return f"{shown} and {more:,} more" if more > 0 else shown


def _note_not_counted(
    engine: Engine, account: Account, collection: str, error: ConnectorError
) -> None:
    problem = Problem(
        NOT_COUNTED, f"It was read and could not be counted: {error} The next run tries it again."
    )
    with write(engine) as connection:
        source = f"{account.name}/{collection}"
        settle_problems(connection, account.owner_id, source, [NOT_COUNTED], [problem])
    log.warning("not counted", extra={"action": "count_failed", "account": account.name})


# ── When ─────────────────────────────────────────────────────────────────────────────────────────


def _is_due(
    engine: Engine, account: Account, what: tuple[str, CollectionKind], now: datetime
) -> bool:
    collection, kind = what
    place = (account.id, collection, kind.value)
    with read(engine) as connection:
        position = cursors.find_position(connection, *place)
        if position is None or not position.complete:
            return False
        counted_at = load_counted_at(connection, place)
        if counted_at is None or abs(now - counted_at) >= RECOUNT:
            return True
        # It was just read from the beginning for what was missing.
        state = load_state(connection, account.owner_id, _state_key(position.id)) or ""
        return state.startswith(_AGAIN)


def _joined(one: Synced, counted: Counted, account: Account) -> Synced:
    """A reading with what the second one did, and failed where something is missing for all that."""
    again = counted.again
    if again is None:
        return one
    parts: Iterable[str] = ("added", "known", "flags", "deleted", "problems")
    sums = {name: getattr(one, name) + getattr(again, name) for name in parts}
    if not counted.missing:
        return replace(one, **sums)
    said = next(problem.message for problem in counted.problems if problem.kind == MISSING)
    return replace(one, **sums, failed=f"{account.name}/{one.collection}: {said}")
