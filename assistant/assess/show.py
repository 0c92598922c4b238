"""One message as `message show --json` prints it: the text that every offset points into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from assistant.contract import answer, moment, slug_of
from assistant.ingest.domains import domain_of, is_free_mail
from assistant.ingest.lookalikes import find_lookalike
from assistant.store import tables as t

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from assistant.insight.records import Due, History, Sentence


def show_message(
    connection: Connection, owner_id: int, history: History, key: str
) -> dict[str, Any]:
    """Everything known of one message.

    Args:
        connection: The store.
        owner_id: Whose message it is.
        history: Any history that holds the message.
        key: Its message key.
    """
    message = next(one for one in history.messages if one.id == key)
    c = t.message_place.c
    places = connection.execute(
        select(t.account.c.name, c.collection, c.provider_id, c.flags)
        .join(t.account, t.account.c.id == c.account_id)
        .join(t.message, t.message.c.id == c.message_id)
        .where(c.owner_id == owner_id, t.message.c.message_key == key)
        .order_by(t.account.c.name, c.collection, c.provider_id)
    )
    return answer(
        id=message.id,
        thread=message.thread_id,
        date=moment(message.sent_at),
        **{"from": message.sender},
        to=list(message.to),
        cc=list(message.cc),
        subject=message.subject,
        direction=message.direction.value,
        client=slug_of(history, message.client),
        automatic=message.automatic_reason,
        look_alike=find_lookalike(message.sender, trusted_domains(history)),
        language=message.language,
        understood=message.understood,
        simply_read=message.simply_read,
        headers_only=not message.has_body,
        text=message.text,
        attachments=list(message.attachments),
        zones=_zones(connection, key, owner_id),
        sentences=[_sentence(one) for one in message.sentences],
        needs_reply={
            "label": "yes" if message.needs_reply else "no",
            "score": message.needs_reply_score,
            "why": message.needs_reply_why,
        },
        places=[
            {"account": account, "collection": collection, "provider_id": provider, "flags": flags}
            for account, collection, provider, flags in places
        ],
    )


def trusted_domains(history: History) -> frozenset[str]:
    """Domains of our side and of the people of clients that are no prospects."""
    clients = {slug for slug, client in history.clients.items() if not client.prospect}
    theirs = {
        domain_of(address) for address, person in history.people.items() if person.client in clients
    }
    return frozenset(
        domain for domain in theirs | history.owner.internal_domains if not is_free_mail(domain)
    )


def load_zones(
    connection: Connection, owner_id: int, keys: Collection[str]
) -> Mapping[str, list[tuple[str, int, int]]]:
    """Message key → (kind, start, end) of its zones that are not new text; what is left is new."""
    c = t.tag.c
    rows = connection.execute(
        select(t.message.c.message_key, c.start, c.end, c.body)
        .join(t.message, t.message.c.id == c.message_id)
        .where(t.message.c.message_key.in_(keys), c.owner_id == owner_id, c.kind == "zone")
        .order_by(c.start)
    )
    found: dict[str, list[tuple[str, int, int]]] = {}
    for key, start, end, body in rows:
        found.setdefault(key, []).append((body["zone"], start, end))
    return found


def _zones(connection: Connection, key: str, owner_id: int) -> list[dict[str, Any]]:
    zones = load_zones(connection, owner_id, [key]).get(key, [])
    return [{"kind": kind, "start": start, "end": end} for kind, start, end in zones]


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "start": sentence.start,
        "end": sentence.end,
        "acts": [{"kind": kind, "score": score} for kind, score in sentence.acts.items()],
        "tone": {"label": sentence.tone_label, "score": sentence.tone},
        "due": _due(sentence.due),
    }


def _due(due: Due | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {
        "text": due.text,
        "from": moment(due.from_at),
        "to": moment(due.to_at),
        "ambiguous": due.ambiguous,
    }
