"""What was found, brought into the tables: who is who, absences, promises, gaps.

Everything here can be made again from messages and events; only what differs is written, so a
second run changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from assistant.store import tables as t
from assistant.store.engine import write
from assistant.store.findings import reconcile_gaps, reconcile_promises

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine, Table

    from assistant.assess.who import Who
    from assistant.insight.records import Findings, History


def reconcile(
    engine: Engine, owner_id: int, who: Who, history: History, findings: Findings
) -> dict[str, int]:
    """Write what differs, in one transaction; returns counts by name."""
    with write(engine) as connection:
        _reconcile_who(connection, owner_id, who, history)
        promises = reconcile_promises(connection, owner_id, findings.promises)
        opened, closed = reconcile_gaps(
            connection, owner_id, (*findings.gaps, *findings.dismissed), now=history.as_of
        )
    return {"promises changed": promises, "gaps opened": opened, "gaps closed": closed}


def _reconcile_who(connection: Connection, owner_id: int, who: Who, history: History) -> None:
    clients = [
        {
            "slug": one.slug,
            "name": one.name,
            "prospect": one.prospect,
            "configured": one.configured,
            "country": one.country.value if one.country else None,
            "zone": one.zone.value if one.zone else None,
            "assumed": dict(history.clients[one.slug].assumed),
        }
        for one in who.clients.values()
    ]
    domains = [
        {"domain": domain, "slug": one.slug}
        for one in who.clients.values()
        for domain in one.domains
    ]
    people = [
        {
            "address": one.address,
            "name": one.name,
            "client": one.client,
            "role": one.role,
            "ended_at": one.ended_at,
        }
        for one in history.people.values()
    ]
    aliases = [
        {"address": alias, "person": address} for alias, address in sorted(who.canonical_of.items())
    ]
    absences = [
        {
            "address": one.address,
            "message_key": one.message_id,
            "from_on": one.from_on,
            "to_on": one.to_on,
        }
        for one in history.absences
    ]
    leaves = [
        {"from_on": one.from_on, "source": one.source, "to_on": one.to_on, "cover": one.cover}
        for one in history.owner.clock.leave
    ]
    _match(connection, owner_id, t.client, ("slug",), clients)
    _match(connection, owner_id, t.client_domain, ("domain",), domains)
    _match(connection, owner_id, t.person, ("address",), people)
    _match(connection, owner_id, t.address, ("address",), aliases)
    _match(connection, owner_id, t.absence, ("address", "message_key"), absences)
    _match(connection, owner_id, t.leave, ("from_on", "source"), leaves)


def _match(
    connection: Connection,
    owner_id: int,
    table: Table,
    key: Sequence[str],
    wanted: Iterable[dict[str, Any]],
) -> None:
    """Make the owner's rows of a table exactly the wanted ones, touching only what differs."""
    by_key = {tuple(row[name] for name in key): row for row in wanted}
    stored = {
        tuple(row[name] for name in key): row
        for row in connection.execute(select(table).where(table.c.owner_id == owner_id)).mappings()
    }
    new = []
    for identity, values in by_key.items():
        row = stored.get(identity)
        if row is None:
            new.append({**values, "owner_id": owner_id})
        elif any(row[name] != value for name, value in values.items()):
            connection.execute(update(table).where(table.c.id == row["id"]).values(**values))
    if new:
        connection.execute(table.insert(), new)
    for identity, row in stored.items():
        if identity not in by_key:
            connection.execute(delete(table).where(table.c.id == row["id"]))
