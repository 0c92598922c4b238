"""Invented mail, written short: a test states only what matters."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.ingest.normalise import normalise
from assistant.ingest.records import (
    LightMessage,
    Mailbox,
    NormalisedMessage,
    ThreadInput,
    WhoConfig,
)
from connectors.base import MailRecord

OWNER = "ann@ours.example"
COLLEAGUE = "ben@ours.example"
CLIENT = "carla@client.example"


def utc(text: str) -> datetime:
    """``2026-11-09 10:00`` as aware UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def make_raw(body: str | bytes = "Hello.\r\n", **headers: str | None) -> bytes:
    """A message with sensible headers; None leaves one out, ``in_reply_to`` is In-Reply-To."""
    values: dict[str, str | None] = {
        "from": f"Carla Client <{CLIENT}>",
        "to": f"Ann Owner <{OWNER}>",
        "subject": "Plan",
        "date": "Mon, 09 Nov 2026 10:00:00 +0100",
        "message_id": "<m1@client.example>",
    }
    values.update(headers)
    block = "".join(
        f"{name.replace('_', '-').title()}: {value}\r\n"
        for name, value in values.items()
        if value is not None
    )
    content = body.encode("utf-8") if isinstance(body, str) else body
    return block.encode("utf-8") + b"\r\n" + content


def make_record(raw: bytes, *, received_at: datetime | None = None) -> MailRecord:
    return MailRecord("uid-1", "INBOX", raw, len(raw), received_at=received_at)


def read_mail(body: str | bytes = "Hello.\r\n", **headers: str | None) -> NormalisedMessage:
    """`make_raw`, normalised."""
    return normalise(make_record(make_raw(body, **headers)))


def kinds(message: NormalisedMessage) -> list[str]:
    return [problem.kind for problem in message.problems]


def make_light(
    key: str,
    sender: str,
    to: tuple[str, ...],
    *,
    at: str = "2026-11-09 10:00",
    references: tuple[str, ...] = (),
    human: bool = True,
    listed: bool = False,
    name: str = "",
    offset: int | None = None,
) -> LightMessage:
    return LightMessage(
        key=key,
        message_id=key,
        sent_at=utc(at),
        sender=Mailbox(sender, name),
        to=tuple(Mailbox(each) for each in to),
        references=references,
        date_offset_minutes=offset,
        human=human,
        listed=listed,
    )


WHO = WhoConfig(
    own_addresses=(OWNER,), internal_domains=frozenset({"ours.example"}), owner_zone="Europe/Berlin"
)


def make_node(
    key: str,
    *references: str,
    at: str = "2026-11-09 10:00",
    subject: str = "Plan",
    reply: bool = False,
    people: frozenset[str] = frozenset({OWNER, CLIENT}),
    provider: str | None = None,
    listed: bool = False,
) -> ThreadInput:
    return ThreadInput(
        key=key,
        message_id=key,
        references=references,
        sent_at=utc(at),
        base_subject=subject,
        reply_prefix=reply,
        listed=listed,
        provider_thread_id=provider,
        people=people,
    )
