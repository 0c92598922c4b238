"""Calendar resources as provided, and the events expanded from them.

A resource replaces what the same provider id held before. Where two calendars hold the same event,
the one with the higher SEQUENCE is kept; at equal sequence an exception wins over what its series
says of that day, else the later stored one. Who has not answered in it may have answered in another
one, as an owner does who has the meeting in two calendars: an answer in any version of that sequence
or of the same time counts.

The calendar part of a mail is a resource too, beside the mail's place and under the same provider
id: in a collection of its own, that of the mail's folder behind `MAILED`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from assistant.store import tables as t
from assistant.store.mail import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from assistant.store.mail import Folder


#: Begins the collection of calendar parts that came in the mails of a folder. The unit separator
#: keeps it apart from every calendar that a person could have named so.
MAILED = "mailed\x1f"
#: What stands in a calendar of somebody who has not answered.
UNANSWERED = "needs-action"


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event or occurrence as its columns.

    Attributes:
        attendees: (address, name, partstat, cutype).
        exception: It was written down for this occurrence, not worked out from its series.
    """

    values: Mapping[str, Any]
    attendees: tuple[tuple[str, str, str, str], ...]
    exception: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """(ical_uid, recurrence_id)."""
        return self.values["ical_uid"], self.values["recurrence_id"]

    @property
    def rank(self) -> tuple[int, bool]:
        """Of two versions of one event the higher is kept."""
        return self.values["sequence"], self.exception

    def speaks_of(self, other: EventRow) -> bool:
        """Whether what people answered to this version they answered to the other one too.

        An answer to an older version is none (RFC 5546, 2.1.5), but for one of the same time:
        Microsoft tells nobody which version of a meeting it has, and counts as the oldest.
        """
        times = ("start_at", "end_at", "start_on", "end_on")
        return self.values["sequence"] >= other.values["sequence"] or all(
            self.values[name] == other.values[name] for name in times
        )


def mailed(folder: Folder) -> Folder:
    """The collection of the calendar parts in a folder's mails."""
    return replace(folder, collection=MAILED + folder.collection)


def store_resource(connection: Connection, folder: Folder, provider_id: str, raw: bytes) -> int:
    """Upsert one resource; returns its place id."""
    c = t.event_place.c
    where = _in_calendar(folder) & (c.provider_id == provider_id)
    place = connection.execute(select(c.id, c.raw, c.round).where(where)).first()
    if place is None:
        values = {
            "owner_id": folder.owner_id, "account_id": folder.account_id,
            "collection": folder.collection, "provider_id": provider_id, "raw": raw,
            "round": folder.round,
        }  # fmt: skip
        connection.execute(t.event_place.insert().values(values))
        return int(connection.execute(select(c.id).where(where)).scalar_one())
    if (place.raw, place.round) != (raw, folder.round):
        connection.execute(
            update(t.event_place).where(c.id == place.id).values(raw=raw, round=folder.round)
        )
    return int(place.id)


def confirm_resources(connection: Connection, folder: Folder, provider_ids: Iterable[str]) -> None:
    """In a new round: these are still there."""
    for some in chunks(provider_ids):
        connection.execute(
            update(t.event_place)
            .where(_in_calendar(folder), t.event_place.c.provider_id.in_(some))
            .values(round=folder.round)
        )


def delete_resources(connection: Connection, folder: Folder, provider_ids: Iterable[str]) -> int:
    """Forget resources; their events go with the next expansion."""
    gone = 0
    for some in chunks(provider_ids):
        gone += _delete(connection, _in_calendar(folder) & t.event_place.c.provider_id.in_(some))
    return gone


def delete_unnamed_resources(connection: Connection, folder: Folder) -> int:
    """After a whole round: forget the resources that it did not name."""
    return _delete(connection, _in_calendar(folder) & (t.event_place.c.round < folder.round))


def count_resources(connection: Connection, account_id: int, collection: str) -> int:
    """Resources of a calendar."""
    c = t.event_place.c
    query = select(func.count()).where(c.account_id == account_id, c.collection == collection)
    return connection.execute(query).scalar_one()


def delete_calendar(connection: Connection, account_id: int, collection: str) -> int:
    """Forget a whole calendar; its events go with the next expansion."""
    c = t.event_place.c
    return _delete(connection, (c.account_id == account_id) & (c.collection == collection))


def load_resources(connection: Connection, owner_id: int) -> list[tuple[int, str, bytes]]:
    """(place id, ``account/collection/provider id``, bytes) of every resource of a calendar, by
    place id.
    """
    c = t.event_place.c
    rows = connection.execute(
        select(c.id, t.account.c.name, c.collection, c.provider_id, c.raw)
        .join(t.account, t.account.c.id == c.account_id)
        .where(c.owner_id == owner_id, ~c.collection.startswith(MAILED))
        .order_by(c.id)
    )
    return [
        (place, f"{name}/{collection}/{provider}", raw)
        for place, name, collection, provider, raw in rows
    ]


def load_mailed(connection: Connection, owner_id: int, *, now: datetime) -> list[Row[Any]]:
    """Calendar parts of the mails sent up to `now`, by place id.

    Returns:
        Rows of place, message, sent_at, sender, machine, calendar_method and raw; a mail in two
        folders has two, with the same message.
    """
    c, place, message = t.event_place.c, t.message_place.c, t.message.c
    return list(
        connection.execute(
            select(
                c.id.label("place"), message.id.label("message"), message.sent_at, message.sender,
                message.machine, message.calendar_method, c.raw,
            )
            .join(
                t.message_place,
                (place.account_id == c.account_id)
                & (c.collection == MAILED + place.collection)
                & (place.provider_id == c.provider_id),
            )
            .join(t.message, message.id == place.message_id)
            .where(c.owner_id == owner_id, c.collection.startswith(MAILED), message.sent_at <= now)
            .order_by(c.id)
        )
    )  # fmt: skip


def reconcile_events(
    connection: Connection, owner_id: int, rows: Sequence[tuple[int, EventRow]]
) -> int:
    """Make the stored events equal to what the resources expand to; returns rows changed.

    `rows` are (place id, event) of all resources; the same event may come from several places.
    """
    versions: dict[tuple[str, str], list[EventRow]] = {}
    places: dict[tuple[str, str], set[int]] = {}
    for place, row in rows:
        places.setdefault(row.key, set()).add(place)
        versions.setdefault(row.key, []).append(row)
    wanted = {key: _choose(found) for key, found in versions.items()}
    stored = _load_stored(connection, owner_id)
    new = [
        row
        for key, row in wanted.items()
        if key not in stored or not stored[key].same_as(row, places[key])
    ]
    gone = [key for key in stored if key not in wanted]
    replaced = [row.key for row in new if row.key in stored]
    _delete_events(connection, [stored[key].id for key in (*gone, *replaced)])
    _insert_events(connection, owner_id, new, places)
    return len(gone) + len(new)


def _choose(versions: Sequence[EventRow]) -> EventRow:
    """The version that counts, with what people answered in the others, the later stored first."""
    if len(versions) == 1:
        return versions[0]
    by_rank = sorted(versions, key=lambda row: row.rank)[::-1]
    kept, others = by_rank[0], by_rank[1:]
    answers: dict[str, str] = {}
    for row in others:
        if row.speaks_of(kept):
            for address, _, partstat, _ in row.attendees:
                if partstat != UNANSWERED:
                    answers.setdefault(address, partstat)
    told = tuple(
        (address, name, answers.get(address, partstat), cutype)
        if partstat == UNANSWERED
        else (address, name, partstat, cutype)
        for address, name, partstat, cutype in kept.attendees
    )
    return kept if told == kept.attendees else replace(kept, attendees=told)


@dataclass(slots=True)
class _StoredEvent:
    id: int
    values: dict[str, Any]
    attendees: set[tuple[str, str, str, str]]
    places: set[int]

    def same_as(self, row: EventRow, places: set[int]) -> bool:
        return (
            self.places == places
            and self.attendees == set(row.attendees)
            and all(self.values[name] == value for name, value in row.values.items())
        )


def _load_stored(connection: Connection, owner_id: int) -> dict[tuple[str, str], _StoredEvent]:
    by_id: dict[int, _StoredEvent] = {}
    for row in connection.execute(select(t.event).where(t.event.c.owner_id == owner_id)).mappings():
        by_id[row["id"]] = _StoredEvent(row["id"], dict(row), set(), set())
    c = t.attendee.c
    for event, *person in connection.execute(
        select(c.event_id, c.address, c.name, c.partstat, c.cutype).where(c.owner_id == owner_id)
    ):
        by_id[event].attendees.add(tuple(person))
    s = t.event_source.c
    for event, place in connection.execute(
        select(s.event_id, s.place_id).where(s.owner_id == owner_id)
    ):
        by_id[event].places.add(place)
    return {
        (entry.values["ical_uid"], entry.values["recurrence_id"]): entry for entry in by_id.values()
    }


def _insert_events(
    connection: Connection,
    owner_id: int,
    rows: Sequence[EventRow],
    places: Mapping[tuple[str, str], set[int]],
) -> None:
    """Many rows at a time: one by one, a calendar of 30,000 occurrences takes two minutes."""
    for some in chunks(rows):
        connection.execute(t.event.insert(), [{**row.values, "owner_id": owner_id} for row in some])
        ids = _load_ids(connection, owner_id, {row.key[0] for row in some})
        attendees = [
            {
                "event_id": ids[row.key], "owner_id": owner_id, "address": address, "name": name,
                "partstat": partstat, "cutype": cutype,
            }
            for row in some
            for address, name, partstat, cutype in row.attendees
        ]  # fmt: skip
        if attendees:
            connection.execute(t.attendee.insert(), attendees)
        connection.execute(
            t.event_source.insert(),
            [
                {"event_id": ids[row.key], "owner_id": owner_id, "place_id": place}
                for row in some
                for place in sorted(places[row.key])
            ],
        )


def _load_ids(connection: Connection, owner_id: int, uids: set[str]) -> dict[tuple[str, str], int]:
    """(ical_uid, recurrence_id) → id of the events of some UIDs."""
    c = t.event.c
    rows = connection.execute(
        select(c.ical_uid, c.recurrence_id, c.id).where(
            c.owner_id == owner_id, c.ical_uid.in_(uids)
        )
    )
    return {(uid, recurrence): number for uid, recurrence, number in rows}


def _delete(connection: Connection, condition: Any) -> int:
    c = t.event_place.c
    rows = connection.execute(
        select(c.id, t.account.c.name, c.collection, c.provider_id)
        .join(t.account, t.account.c.id == c.account_id)
        .where(condition)
    ).all()
    for some in chunks(rows):
        places = [row.id for row in some]
        connection.execute(delete(t.event_source).where(t.event_source.c.place_id.in_(places)))
        connection.execute(delete(t.event_place).where(c.id.in_(places)))
        # What was wrong with their events goes with them.
        sources = [f"{row.name}/{row.collection}/{row.provider_id}" for row in some]
        connection.execute(delete(t.problem).where(t.problem.c.source.in_(sources)))
    return len(rows)


def _delete_events(connection: Connection, event_ids: Sequence[int]) -> int:
    for some in chunks(event_ids):
        for table in (t.attendee, t.event_source):
            connection.execute(delete(table).where(table.c.event_id.in_(some)))
        connection.execute(delete(t.event).where(t.event.c.id.in_(some)))
    return len(event_ids)


def _in_calendar(folder: Folder) -> Any:
    c = t.event_place.c
    return (c.account_id == folder.account_id) & (c.collection == folder.collection)
