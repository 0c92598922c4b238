"""What was read from where: the figures of the report's header and of `doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from assistant.store import tables as t
from assistant.store.accounts import load_states
from assistant.store.tallies import load_tallies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from assistant.config.records import AccountConfig
    from assistant.store.accounts import AccountState
    from assistant.store.tallies import Tally


@dataclass(frozen=True, slots=True)
class Source:
    """One collection and what the store holds of it.

    Attributes:
        kind: mail or calendar.
        items: Messages (drafts left out) or events.
        from_at, to_at: Dates of the oldest and newest item; None when there is none.
        complete: The last reading came to the end.
        last_success_at: When it last did; None: never.
        error: The sentence of what stopped the last try, or None.
        repeated: How many of the items were first read in another source.
        headers_only: Messages first read here of which nobody has read more than the headers.
        host: The kind of the account, `local`, `imap` …
        places: What is stored of it, counted as its host counts: drafts too, an event or a file of
            them once.
        tally: How it was last counted against what its host lists; None: never.
        state: How the account as a whole is doing.
    """

    account: str
    collection: str
    kind: str
    role: str
    items: int
    from_at: datetime | None
    to_at: datetime | None
    complete: bool
    last_success_at: datetime | None
    error: str | None
    repeated: int = 0
    headers_only: int = 0
    host: str = ""
    places: int = 0
    tally: Tally | None = None
    state: AccountState | None = None

    @property
    def is_begun(self) -> bool:
        """Whether anything of it was ever looked at."""
        return bool(self.collection)


def load_sources(connection: Connection, owner_id: int) -> list[Source]:
    """Every collection that was ever looked at, by account and name."""
    mail, events = _mail_figures(connection, owner_id), _event_figures(connection, owner_id)
    c = t.sync_cursor.c
    rows = connection.execute(
        select(
            t.account.c.name, c.account_id, c.collection, c.kind, c.role, c.complete,
            c.last_success_at, c.last_error, t.account.c.kind.label("host"),
        )
        .join(t.account, t.account.c.id == c.account_id)
        .where(c.owner_id == owner_id)
        .order_by(t.account.c.name, c.kind.desc(), c.collection)
    )  # fmt: skip
    sources = []
    tallies, states = load_tallies(connection, owner_id), load_states(connection, owner_id)
    places = _count_places(connection, owner_id)
    for name, account_id, collection, kind, role, complete, success, error, host in rows:
        figures = (mail if kind == "mail" else events).get((account_id, collection))
        items, from_at, to_at, first_here, bare = figures or (0, None, None, 0, 0)
        place = (account_id, collection, kind)
        sources.append(
            Source(
                name, collection, kind, role, items, from_at, to_at, complete, success, error,
                items - first_here, bare, host, places.get(place, 0), tallies.get(place),
                states.get(name),
            )
        )  # fmt: skip
    return sources


def add_unread(
    connection: Connection,
    owner_id: int,
    sources: Iterable[Source],
    accounts: Iterable[AccountConfig],
) -> list[Source]:
    """The sources, and one without a name for each part of an account that was never looked at.

    An account that is configured and silent must not look like one that is empty.
    """
    found = list(sources)
    states = load_states(connection, owner_id)
    looked_at = {(one.account, one.kind) for one in found}
    found += [
        Source(
            account.name, "", kind, "", 0, None, None, complete=False, last_success_at=None,
            error=None, host=account.kind.value, state=states.get(account.name),
        )
        for account in accounts
        for kind, is_read in (("mail", account.reads_mail), ("calendar", account.reads_calendar))
        if is_read and (account.name, kind) not in looked_at
    ]  # fmt: skip
    return found


def find_last_run(connection: Connection, owner_id: int) -> int:
    """Number of the last run that ended, 0 before the first: sources change with runs alone."""
    c = t.run.c
    found = connection.execute(select(func.max(c.id)).where(c.owner_id == owner_id))
    return int(found.scalar_one() or 0)


def _count_places(connection: Connection, owner_id: int) -> Mapping[tuple[int, str, str], int]:
    found: dict[tuple[int, str, str], int] = {}
    for kind, places in (("mail", t.message_place), ("calendar", t.event_place)):
        c = places.c
        rows = connection.execute(
            select(c.account_id, c.collection, func.count())
            .where(c.owner_id == owner_id)
            .group_by(c.account_id, c.collection)
        )
        found |= {(account, name, kind): count for account, name, count in rows}
    return found


def _mail_figures(connection: Connection, owner_id: int) -> Mapping[tuple[int, str], Any]:
    place, message = t.message_place.c, t.message.c
    rows = connection.execute(
        select(
            place.account_id, place.collection, func.count(), func.min(message.sent_at),
            func.max(message.sent_at),
        )
        .join(t.message, message.id == place.message_id)
        .where(place.owner_id == owner_id)
        .group_by(place.account_id, place.collection)
    )  # fmt: skip
    first = select(func.min(place.id).label("id")).where(place.owner_id == owner_id)
    firsts = _count_firsts(connection, t.message_place, first.group_by(place.message_id))
    bare = first.join(t.message, message.id == place.message_id).where(~message.has_body)
    bares = _count_firsts(connection, t.message_place, bare.group_by(place.message_id))
    return {
        (account, collection): (
            *figures,
            firsts.get((account, collection), 0),
            bares.get((account, collection), 0),
        )
        for account, collection, *figures in rows
    }


def _event_figures(connection: Connection, owner_id: int) -> Mapping[tuple[int, str], Any]:
    place, source, event = t.event_place.c, t.event_source.c, t.event.c
    rows = connection.execute(
        select(
            place.account_id, place.collection, func.count(func.distinct(event.id)),
            func.min(event.start_at), func.max(event.start_at),
        )
        .join(t.event_source, source.place_id == place.id)
        .join(t.event, event.id == source.event_id)
        .where(place.owner_id == owner_id)
        .group_by(place.account_id, place.collection)
    )  # fmt: skip
    first = select(func.min(source.place_id).label("id")).where(
        source.owner_id == owner_id, source.event_id.is_not(None)
    )
    firsts = _count_firsts(connection, t.event_place, first.group_by(source.event_id))
    return {
        (account, collection): (*figures, firsts.get((account, collection), 0), 0)
        for account, collection, *figures in rows
    }


def _count_firsts(connection: Connection, places: Any, first: Any) -> Mapping[tuple[int, str], int]:
    """How many messages or events were first read in each collection: a sum counts them there.

    `first` selects the id of a place per message or event. It is joined by that key alone: joined
    with the figures it has no index, and 10,000 messages take ten seconds.
    """
    chosen = first.subquery()
    rows = connection.execute(
        select(places.c.account_id, places.c.collection, func.count())
        .join(chosen, chosen.c.id == places.c.id)
        .group_by(places.c.account_id, places.c.collection)
    )
    return {(account, collection): count for account, collection, count in rows}
