"""Messages and their places, page by page.

One mail in two folders or accounts is one message with two places. A second body under a
Message-ID that is taken gets a key of its own; a copy of which only the headers were read is no
second body, and the whole one takes its place. So does the copy that came directly of one that came
by a list, whichever is read first. A message whose last place is gone is gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from assistant.store import tables as t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

#: Keys per IN list: well under SQLite's limit of variables.
CHUNK = 400


@dataclass(frozen=True, slots=True)
class Folder:
    """The collection a page belongs to, and the round that names its items."""

    owner_id: int
    account_id: int
    collection: str
    role: str
    round: int


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message as its columns, with its addresses and place.

    Attributes:
        values: Columns of `message` without ids; `message_key` and `body_hash` among them.
        second_key: The key to use when `message_key` is taken by another body.
        addresses: (field, position, address, name).
        provider_id, flags: Its place in this folder.
    """

    values: Mapping[str, Any]
    second_key: str
    addresses: tuple[tuple[str, int, str, str], ...]
    provider_id: str
    flags: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft that lies in the mailbox: only its place, and our header if it is ours."""

    provider_id: str
    flags: str
    draft_key: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a page did; `second_bodies` holds (key, second key, provider id)."""

    added: int = 0
    known: int = 0
    second_bodies: tuple[tuple[str, str, str], ...] = ()


def store_messages(connection: Connection, folder: Folder, rows: Sequence[MessageRow]) -> Stored:
    """Upsert the messages of one page and their places."""
    known = _load_keys(connection, folder.owner_id, _all_keys(rows))
    twins = _load_twins(connection, folder.owner_id, rows, known)
    taken = {**known, **{one.key: one for one in twins.values()}}
    new: dict[str, MessageRow] = {}
    filled: dict[str, MessageRow] = {}
    key_of: dict[str, str] = {}
    second: list[tuple[str, str, str]] = []
    # What is whole comes first: headers alone cannot say which of two bodies they belong to.
    for row in sorted(rows, key=lambda one: not one.values["has_body"]):
        whole, body = row.values["has_body"], row.values["body_hash"]
        twin = twins.get(row.provider_id)
        key = row.values["message_key"] if twin is None else twin.key
        before = taken.get(key)
        if before is not None and whole and before.has_body and before.body_hash != body:
            second.append((key, row.second_key, row.provider_id))
            key = row.second_key
            before = taken.get(key)
        key_of[row.provider_id] = key
        if before is None:
            taken[key] = _Known(0, key, body, whole, _is_listed(row))
            new[key] = row
        elif whole and (not before.has_body or (before.is_listed and _is_plain(row))):
            taken[key] = replace(before, body_hash=body, has_body=True, is_listed=_is_listed(row))
            (new if key in new else filled)[key] = row
    if new:
        taken.update(_insert(connection, folder.owner_id, new))
    for key, row in filled.items():
        _fill(connection, taken[key].id, row, key if key == row.second_key else None)
    places = {row.provider_id: (taken[key_of[row.provider_id]].id, row.flags, None) for row in rows}
    _upsert_places(connection, folder, places)
    return Stored(len(new), len(rows) - len(new), tuple(second))


def store_drafts(connection: Connection, folder: Folder, rows: Sequence[DraftRow]) -> None:
    """Record where drafts lie; they are never messages."""
    places = {row.provider_id: (None, row.flags, row.draft_key) for row in rows}
    _upsert_places(connection, folder, places)


def change_flags(connection: Connection, folder: Folder, flags: Mapping[str, str]) -> int:
    """Set the flags of known places; returns how many were known."""
    changed = 0
    for provider_id, value in flags.items():
        result = connection.execute(
            update(t.message_place)
            .where(_in_folder(folder), t.message_place.c.provider_id == provider_id)
            .values(flags=value, round=folder.round)
        )
        changed += result.rowcount
    return changed


def confirm_places(connection: Connection, folder: Folder, provider_ids: Iterable[str]) -> None:
    """In a new round: these are still there."""
    for some in chunks(provider_ids):
        connection.execute(
            update(t.message_place)
            .where(_in_folder(folder), t.message_place.c.provider_id.in_(some))
            .values(round=folder.round)
        )


def delete_places(connection: Connection, folder: Folder, provider_ids: Iterable[str]) -> int:
    """Forget places, and messages that have none left; returns the number of places."""
    gone = 0
    for some in chunks(provider_ids):
        condition = _in_folder(folder) & t.message_place.c.provider_id.in_(some)
        gone += _delete_where(connection, condition)
    return gone


def delete_unnamed(connection: Connection, folder: Folder) -> int:
    """After a whole round: forget the places that it did not name."""
    condition = _in_folder(folder) & (t.message_place.c.round < folder.round)
    return _delete_where(connection, condition)


def count_alone(connection: Connection, account_id: int, collection: str) -> int:
    """Messages of a folder that have no place anywhere else."""
    here, other = t.message_place.alias("here"), t.message_place.alias("other")
    elsewhere = (
        select(other.c.id)
        .where(
            other.c.message_id == here.c.message_id,
            (other.c.account_id != account_id) | (other.c.collection != collection),
        )
        .exists()
    )
    query = select(func.count(func.distinct(here.c.message_id))).where(
        here.c.account_id == account_id, here.c.collection == collection, ~elsewhere
    )
    return connection.execute(query).scalar_one()


def delete_folder(connection: Connection, account_id: int, collection: str) -> int:
    """Forget a folder, and messages that have no place left; returns the number of places."""
    c = t.message_place.c
    return _delete_where(connection, (c.account_id == account_id) & (c.collection == collection))


def load_drafts_seen(connection: Connection, owner_id: int) -> frozenset[str]:
    """Our draft keys that lie in a drafts folder now."""
    c = t.message_place.c
    rows = connection.execute(
        select(c.draft_key).where(c.owner_id == owner_id, c.draft_key.is_not(None))
    )
    return frozenset(rows.scalars())


def find_accounts(connection: Connection, owner_id: int, message_id: str) -> frozenset[str]:
    """Names of the accounts that hold a message, by its Message-ID without angle brackets."""
    place, message, account = t.message_place.c, t.message.c, t.account.c
    names = connection.execute(
        select(account.name)
        .join(t.message_place, place.account_id == account.id)
        .join(t.message, message.id == place.message_id)
        .where(message.owner_id == owner_id, message.message_id == message_id)
    )
    return frozenset(names.scalars())


def _all_keys(rows: Sequence[MessageRow]) -> Iterator[str]:
    for row in rows:
        yield row.values["message_key"]
        yield row.second_key


@dataclass(frozen=True, slots=True)
class _Known:
    """A message that is stored, or about to be (id 0).

    Attributes:
        is_listed: What is stored is the copy that came by a list.
    """

    id: int
    key: str
    body_hash: str
    has_body: bool
    is_listed: bool


def _load_keys(connection: Connection, owner_id: int, keys: Iterable[str]) -> dict[str, _Known]:
    c = t.message.c
    found: dict[str, _Known] = {}
    for some in chunks(keys):
        rows = connection.execute(
            select(c.id, c.message_key, c.body_hash, c.has_body, c.machine).where(
                c.owner_id == owner_id, c.message_key.in_(some)
            )
        )
        found.update({row.message_key: _known(row) for row in rows})
    return found


def _known(row: Any) -> _Known:
    is_listed: bool = "list_id" in row.machine
    return _Known(row.id, row.message_key, row.body_hash, row.has_body, is_listed)


def _is_listed(row: MessageRow) -> bool:
    return "list_id" in row.values["machine"]


def _is_plain(row: MessageRow) -> bool:
    """Whether nothing but a language is noted of it: what its writer sent to the owner directly.

    A list passes on the same words with marks of its own, which say that nobody waits for an answer.
    """
    marks = set(row.values["machine"])
    return marks <= {"content_language"}


def _load_twins(
    connection: Connection,
    owner_id: int,
    rows: Sequence[MessageRow],
    known: Mapping[str, _Known],
) -> dict[str, _Known]:
    """Provider id → the stored copy of a message without Message-ID, one of the two without body.

    The key of such a message is made of its body too, so its headers alone have another. It is
    known by sender, date and subject; where two stored ones have the same, by none.
    """
    wanted = {
        row.provider_id: row
        for row in rows
        if row.values["message_id"] is None and row.values["message_key"] not in known
    }
    if not wanted:
        return {}
    c = t.message.c
    found: dict[tuple[datetime, str, str, bool], list[_Known]] = {}
    for some in chunks(dict.fromkeys(row.values["sent_at"] for row in wanted.values())):
        stored = connection.execute(
            select(
                c.id,
                c.message_key,
                c.body_hash,
                c.has_body,
                c.machine,
                c.sent_at,
                c.sender,
                c.subject,
            ).where(c.owner_id == owner_id, c.message_id.is_(None), c.sent_at.in_(some))
        )
        for row in stored:
            about = (row.sent_at, row.sender, row.subject, row.has_body)
            found.setdefault(about, []).append(_known(row))
    twins: dict[str, _Known] = {}
    for provider_id, message in wanted.items():
        values = message.values
        about = (values["sent_at"], values["sender"], values["subject"], not values["has_body"])
        others = found.get(about, [])
        if len(others) == 1 and values["sent_at_source"] == "date":
            twins[provider_id] = others[0]
    return twins


def _fill(connection: Connection, message_id: int, row: MessageRow, key: str | None) -> None:
    """Put a message in the place of its headers or of a list's copy; it is read again."""
    values = dict(row.values)
    if key is not None:
        values["message_key"] = key
    if values["provider_thread_id"] is None:
        del values["provider_thread_id"]
    connection.execute(update(t.message).where(t.message.c.id == message_id).values(**values))
    connection.execute(delete(t.tag).where(t.tag.c.message_id == message_id))


def _insert(
    connection: Connection, owner_id: int, new: Mapping[str, MessageRow]
) -> dict[str, _Known]:
    connection.execute(
        t.message.insert(),
        [{**row.values, "owner_id": owner_id, "message_key": key} for key, row in new.items()],
    )
    inserted = _load_keys(connection, owner_id, new)
    ids = {key: one.id for key, one in inserted.items()}
    addresses = [
        {
            "message_id": ids[key],
            "owner_id": owner_id,
            "field": field,
            "position": position,
            "address": address,
            "name": name,
        }
        for key, row in new.items()
        for field, position, address, name in row.addresses
    ]
    if addresses:
        connection.execute(t.message_address.insert(), addresses)
    return inserted


def _upsert_places(
    connection: Connection,
    folder: Folder,
    places: Mapping[str, tuple[int | None, str, str | None]],
) -> None:
    c = t.message_place.c
    known: dict[str, tuple[int, int | None]] = {}
    for some in chunks(places):
        rows = connection.execute(
            select(c.provider_id, c.id, c.message_id).where(
                _in_folder(folder), c.provider_id.in_(some)
            )
        )
        known.update({provider_id: (place, message) for provider_id, place, message in rows})
    here = {
        "owner_id": folder.owner_id, "account_id": folder.account_id,
        "collection": folder.collection, "role": folder.role,
    }  # fmt: skip
    inserts = []
    for provider_id, (message_id, flags, draft_key) in places.items():
        values = {
            "message_id": message_id, "flags": flags, "draft_key": draft_key,
            "round": folder.round,
        }  # fmt: skip
        if provider_id not in known:
            inserts.append({**values, **here, "provider_id": provider_id})
            continue
        place, before = known[provider_id]
        connection.execute(update(t.message_place).where(c.id == place).values(**values))
        if before is not None and before != message_id:
            _delete_orphans(connection, [before])
    if inserts:
        connection.execute(t.message_place.insert(), inserts)


def _delete_where(connection: Connection, condition: Any) -> int:
    c = t.message_place.c
    rows = connection.execute(select(c.id, c.message_id).where(condition)).all()
    for some in chunks(row.id for row in rows):
        connection.execute(delete(t.message_place).where(c.id.in_(some)))
    _delete_orphans(connection, [row.message_id for row in rows if row.message_id is not None])
    return len(rows)


def _delete_orphans(connection: Connection, message_ids: Sequence[int]) -> None:
    for some in chunks(dict.fromkeys(message_ids)):
        placed = set(
            connection.execute(
                select(t.message_place.c.message_id).where(t.message_place.c.message_id.in_(some))
            ).scalars()
        )
        orphans = [number for number in some if number not in placed]
        if not orphans:
            continue
        _loosen_threads(connection, orphans)
        for table in (t.tag, t.message_address):
            connection.execute(delete(table).where(table.c.message_id.in_(orphans)))
        connection.execute(delete(t.message).where(t.message.c.id.in_(orphans)))


def _loosen_threads(connection: Connection, message_ids: Sequence[int]) -> None:
    """A thread that loses a message is put together again from what is left."""
    c = t.message.c
    query = select(c.thread_id).where(c.id.in_(message_ids), c.thread_id.is_not(None))
    threads = list(connection.execute(query.distinct()).scalars())
    connection.execute(update(t.message).where(c.thread_id.in_(threads)).values(thread_id=None))
    connection.execute(delete(t.thread).where(t.thread.c.id.in_(threads)))


def _in_folder(folder: Folder) -> Any:
    c = t.message_place.c
    return (c.account_id == folder.account_id) & (c.collection == folder.collection)


def chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    """Lists of at most `CHUNK` items, for IN lists."""
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
