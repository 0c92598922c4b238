"""Messages without tags go through the language stage, newest first, and their tags are kept.

Only correspondence is read: what a machine wrote, lists, and mail of strangers carry no promises.
The version of a message's tags names the pipeline and everything the reading depended on (zone,
locale, hours, addressees), so a changed configuration reads again exactly what it changed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.store.engine import write
from assistant.store.tags import TagRow, replace_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Engine

    from nlp.tags import Context, MessageTags, SentenceTags

#: Messages per transaction: killed in between, at most these are read again.
BATCH = 64


@dataclass(frozen=True, slots=True)
class Reading:
    """One message to be read and the version its tags will carry."""

    message_id: int
    context: Context
    version: str


def make_version(pipeline: str, *parts: object) -> str:
    """A version that changes when the pipeline or anything the reading depends on changes."""
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:10]
    return f"{pipeline}:{digest}"


def annotate(
    engine: Engine,
    owner_id: int,
    readings: Sequence[Reading],
    tag_many: Callable[[Iterable[Context]], Iterator[MessageTags]],
    *,
    progress: Callable[[int, int], None],
) -> int:
    """Tag messages and store the tags batch by batch; returns how many were read.

    Args:
        engine: The store.
        owner_id: Whose messages they are.
        readings: In the order in which they are read.
        tag_many: The language stage: contexts in, tags out in the same order.
        progress: Called after each batch with messages done and in all.
    """
    tagged = tag_many(reading.context for reading in readings)
    batch: list[tuple[Reading, list[TagRow]]] = []
    done = 0
    for reading, tags in zip(readings, tagged, strict=True):
        batch.append((reading, tag_rows(tags)))
        if len(batch) == BATCH:
            done += _store(engine, owner_id, batch)
            batch = []
            progress(done, len(readings))
    done += _store(engine, owner_id, batch)
    progress(done, len(readings))
    return done


def _store(engine: Engine, owner_id: int, batch: list[tuple[Reading, list[TagRow]]]) -> int:
    by_version: dict[str, list[tuple[int, list[TagRow]]]] = {}
    for reading, rows in batch:
        by_version.setdefault(reading.version, []).append((reading.message_id, rows))
    if by_version:
        with write(engine) as connection:
            for version, tags in by_version.items():
                replace_tags(connection, owner_id, version, tags)
    return len(batch)


def tag_rows(tags: MessageTags) -> list[TagRow]:
    """The tags of one message as rows; sentences that say nothing of interest are left out."""
    needs = tags.needs_reply
    message: dict[str, Any] = {
        "language": tags.language,
        "supported": tags.supported,
        "depth": tags.depth.value,
        "needs_reply": needs.label == "yes",
        "score": round(needs.score, 4),
        "why": needs.why,
        "deciding": None if needs.start is None else [needs.start, needs.end],
        "closing": tags.closing,
        "cut": tags.cut_characters,
    }
    rows: list[TagRow] = [("message", 0, 0, message)]
    rows.extend(
        ("zone", zone.start, zone.end, {"zone": zone.kind.value})
        for zone in tags.zones
        if zone.kind != "new"
    )
    for sentence in tags.sentences:
        body = _sentence_body(sentence)
        if body:
            rows.append(("sentence", sentence.start, sentence.end, body))
    return rows


def _sentence_body(sentence: SentenceTags) -> dict[str, Any]:
    body: dict[str, Any] = {
        "acts": {one.act.value: round(one.score, 4) for one in sentence.acts},
        "due": _due_body(sentence),
        "debtor": sentence.debtor.value if sentence.debtor else None,
        "person": sentence.person,
        "content": sentence.content,
        "discharge_content": sentence.discharge_content,
        "addressed_to": list(sentence.addressed_to),
    }
    if sentence.tone.label != "neu":
        body["tone"] = [sentence.tone.label.value, round(sentence.tone.score, 4)]
    for flag in (
        "acceptance", "retraction", "discharge", "escalation", "intent_to_leave",
        "meeting_reference",
    ):  # fmt: skip
        body[flag] = getattr(sentence, flag)
    return {name: value for name, value in body.items() if value}


def _due_body(sentence: SentenceTags) -> dict[str, Any] | None:
    due = sentence.due
    if due is None:
        return None
    return {
        "text": due.text,
        "from": due.from_at.isoformat() if due.from_at else None,
        "to": due.to_at.isoformat() if due.to_at else None,
        "zone": due.zone,
        "ambiguous": due.ambiguous,
    }
