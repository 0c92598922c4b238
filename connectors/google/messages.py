"""From what Gmail says of a message to a record; pure.

Gmail has no folders: a message has labels, and lies in one place, *All mail*. So it is told once,
whatever its labels, and these become flags, or say that it is no mail of anybody's: spam and chats
are left alone.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection as Group
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.base import MailRecord
from connectors.google.faults import Senseless
from connectors.google.names import is_mail_id
from connectors.limits import MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, header_block, too_large

#: What is left alone.
LEFT_OUT = frozenset({"SPAM", "CHAT"})
#: Fields of mail that are fetched where bodies are not: those that are ever looked at.
HEADERS = (
    "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Delivered-To", "Subject", "Date",
    "Message-ID", "In-Reply-To", "References", "List-Id", "List-Post", "List-Unsubscribe",
    "Precedence", "Auto-Submitted", "Return-Path", "X-Auto-Response-Suppress", "X-Autoreply",
    "X-Autorespond", "X-Failed-Recipients", "Authentication-Results", "Content-Type",
    "Content-Class", "Content-Language", "Received", "X-Rapport-Draft",
)  # fmt: skip
#: What is asked for of a message.
WHOLE = "id,threadId,labelIds,internalDate,sizeEstimate,raw"
HEAD = "id,threadId,labelIds,internalDate,sizeEstimate,payload/headers"
#: What of the labels says how a message stands, beside where it is.
_MARKED = {"STARRED": "flagged", "DRAFT": "draft", "TRASH": "deleted"}
#: Labels that are only a mark, or a guess of Google's.
_NO_LABELS = frozenset({"UNREAD"})
#: No message is larger, whatever is said of it.
_MOST_BYTES = 1 << 40
_FIELD = re.compile(r"[!-9;-~]{1,100}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def flags_of_labels(labels: Group[str]) -> frozenset[str]:
    """Labels as IMAP flags. Gmail says *unread*; what is not unread was seen."""
    flags = {flag for label, flag in _MARKED.items() if label in labels}
    return frozenset(flags if "UNREAD" in labels else flags | {"seen"})


def is_left_out(labels: Group[str]) -> bool:
    """Whether it is spam or a chat."""
    return not LEFT_OUT.isdisjoint(labels)


def labels_in(row: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the labels of a message; Gmail leaves the field out where there are none.

    Raises:
        Senseless: no labels at all.
    """
    labels = row.get("labelIds", ())
    if not isinstance(labels, list | tuple) or not all(isinstance(each, str) for each in labels):
        raise Senseless
    return frozenset(labels)


def read_message(
    row: Mapping[str, Any], *, account: str, collection: str, names: Mapping[str, str]
) -> MailRecord:
    """The record of a message.

    Args:
        row: The answer of ``messages.get``, with ``raw`` or with the headers alone.
        account: The account's name, for sentences.
        collection: Where it lies.
        names: The names of its owner's labels by id.

    Raises:
        Senseless: no message.
    """
    labels = labels_in(row)
    name, thread = row.get("id"), row.get("threadId")
    if not is_mail_id(name) or not (thread is None or is_mail_id(thread)):
        raise Senseless
    is_whole = "raw" in row
    text = decode_raw(row["raw"]) if is_whole else _header_of(row)
    estimate = row.get("sizeEstimate")
    guess = min(max(estimate, 0), _MOST_BYTES) if isinstance(estimate, int) else len(text)
    size = len(text) if is_whole else guess
    is_whole = is_whole and size <= MAX_MESSAGE_BYTES
    where = f"'{collection}' of account '{account}'"
    return MailRecord(
        provider_id=name,
        collection=collection,
        raw=text if is_whole else header_block(text),
        size=size,
        flags=flags_of_labels(labels),
        received_at=_moment(row.get("internalDate")),
        labels=tuple(sorted(names.get(label, label) for label in labels - _NO_LABELS)),
        provider_thread_id=thread,
        truncated=not is_whole,
        problems=(too_large(where, name, size),) if size > MAX_MESSAGE_BYTES else (),
    )


def decode_raw(raw: object) -> bytes:
    """The bytes of a message, which travels as base64url with or without padding.

    Raises:
        Senseless: it is not that.
    """
    if not isinstance(raw, str):
        raise Senseless
    try:
        return base64.b64decode(raw + "=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Senseless from error


def _header_of(row: Mapping[str, Any]) -> bytes:
    """A header block of the fields that Gmail gives one by one."""
    lines = [f"{name}: {' '.join(value.split())}\r\n" for name, value in fields_of(row)]
    text = "".join(lines).encode("utf-8", "replace")
    return text[: MAX_HEADER_BYTES - 2] + b"\r\n"


def fields_of(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of a header that Gmail gives one by one; what is no field is left out."""
    payload = row.get("payload")
    fields = payload.get("headers") if isinstance(payload, Mapping) else None
    pairs = [
        (one.get("name"), one.get("value"))
        for one in (fields if isinstance(fields, list) else ())
        if isinstance(one, Mapping)
    ]
    return [
        (name, value)
        for name, value in pairs
        if isinstance(name, str) and isinstance(value, str) and _FIELD.fullmatch(name)
    ]


def _moment(written: object) -> datetime | None:
    """Milliseconds since 1970 as aware UTC."""
    try:
        return _EPOCH + timedelta(milliseconds=int(str(written)))
    except (ValueError, OverflowError):
        return None
