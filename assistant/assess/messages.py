"""Stored messages and their tags as the records that rules read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant.insight.records import Due, Message, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Row

    from assistant.assess.who import Who
    from assistant.store.rows import Addresses

#: A message that the language stage has not read yet: understood, and nothing in it.
UNREAD: dict[str, Any] = {
    "language": "und", "supported": True, "needs_reply": False, "score": 0.0, "why": "",
    "deciding": None, "closing": False,
}  # fmt: skip

#: Zones that are not the author's own words.
QUOTED = frozenset({"quote", "forward", "header"})


def group_tags(
    rows: Iterable[tuple[int, str, int, int, dict[str, Any]]],
) -> dict[int, list[tuple[str, int, int, dict[str, Any]]]]:
    """Tag rows by message id, in their order."""
    grouped: dict[int, list[tuple[str, int, int, dict[str, Any]]]] = {}
    for message_id, kind, start, end, body in rows:
        grouped.setdefault(message_id, []).append((kind, start, end, body))
    return grouped


def make_messages(
    rows: Sequence[Row[Any]],
    addresses: Mapping[int, Addresses],
    tags: Mapping[int, list[tuple[str, int, int, dict[str, Any]]]],
    who: Who,
) -> tuple[Message, ...]:
    """The messages of a history, in the order of the rows."""
    return tuple(
        _make_message(row, addresses.get(row.id), tags.get(row.id, ()), who) for row in rows
    )


def _make_message(
    row: Row[Any],
    whom: Addresses | None,
    tags: Iterable[tuple[str, int, int, dict[str, Any]]],
    who: Who,
) -> Message:
    read: dict[str, Any] = UNREAD
    quoted: list[tuple[int, int]] = []
    sentences: list[Sentence] = []
    for kind, start, end, body in tags:
        if kind == "sentence":
            sentences.append(make_sentence(start, end, body))
        elif kind == "message":
            read = body
        elif body["zone"] in QUOTED:
            quoted.append((start, end))
    standing = who.standing[row.message_key]
    to = tuple(who.canonical(address) for address, _ in whom.to) if whom else ()
    cc = tuple(who.canonical(address) for address, _ in whom.cc) if whom else ()
    deciding = read["deciding"]
    return Message(
        id=row.message_key,
        thread_id=row.thread_id or "",
        sent_at=row.sent_at,
        sender=who.canonical(row.sender),
        sender_name=row.sender_name,
        to=to,
        cc=cc,
        direction=standing.direction,
        automatic=standing.automatic is not None,
        automatic_reason=standing.automatic,
        client=standing.clients[0] if len(standing.clients) == 1 else None,
        clients=standing.clients,
        subject=row.subject,
        base_subject=row.base_subject,
        in_reply_to=row.in_reply_to,
        references=tuple(row.references),
        calendar_method=row.calendar_method,
        ical_uid=row.ical_uid,
        text=row.text,
        quoted=tuple(quoted),
        attachments=tuple(part["name"].lower() for part in row.attachments if part["name"]),
        language=read["language"],
        understood=read["supported"],
        simply_read=read.get("depth") == "simple",
        needs_reply=read["needs_reply"],
        needs_reply_score=read["score"],
        needs_reply_why=read["why"],
        deciding=(deciding[0], deciding[1]) if deciding else None,
        closing=read["closing"],
        sentences=tuple(sentences),
        has_body=row.has_body,
    )


def make_sentence(start: int, end: int, body: Mapping[str, Any]) -> Sentence:
    """One tagged sentence from its row."""
    tone_label, tone = body.get("tone", ("neu", 0.0))
    return Sentence(
        start=start,
        end=end,
        acts=body.get("acts", {}),
        tone=tone,
        tone_label=tone_label,
        due=_make_due(body.get("due")),
        debtor=body.get("debtor"),
        person=body.get("person"),
        content=body.get("content"),
        acceptance=body.get("acceptance", False),
        retraction=body.get("retraction", False),
        discharge=body.get("discharge", False),
        discharge_content=body.get("discharge_content"),
        addressed_to=tuple(body.get("addressed_to", ())),
        escalation=body.get("escalation", False),
        intent_to_leave=body.get("intent_to_leave", False),
        refers_to_meeting=body.get("meeting_reference", False),
    )


def _make_due(body: Mapping[str, Any] | None) -> Due | None:
    if body is None:
        return None
    return Due(
        text=body["text"],
        from_at=datetime.fromisoformat(body["from"]) if body["from"] else None,
        to_at=datetime.fromisoformat(body["to"]) if body["to"] else None,
        zone=body["zone"],
        ambiguous=body["ambiguous"],
    )
