"""The header block of a message of which the body is not fetched, from what Graph tells of it.

Graph keeps the header fields of mail that came in. Of mail that was written here it keeps none: its
header is made of the properties then, which say who, to whom, when and about what.
"""

from __future__ import annotations

import contextlib
import re
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from connectors.limits import MAX_HEADER_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors.microsoft.session import Row

#: PR_MESSAGE_SIZE, In-Reply-To and References among the extended properties (MS-OXPROPS).
SIZE, IN_REPLY_TO, REFERENCES = "Integer 0xe08", "String 0x1042", "String 0x1039"
#: What is asked for in place of the body.
SELECT = (
    "internetMessageHeaders,internetMessageId,subject,from,sender,toRecipients,ccRecipients,"
    "replyTo,sentDateTime"
)
EXPAND = "singleValueExtendedProperties($filter={})".format(
    " or ".join(f"id eq '{name}'" for name in (SIZE, IN_REPLY_TO, REFERENCES))
)
_NAME = re.compile(r"[!-9;-~]{1,200}")
_BREAKS = re.compile(r"[\r\n\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]+")
_QUOTED = re.compile(r'[\\"]')
_ADDRESS_FIELDS = (
    ("From", "from"), ("Sender", "sender"), ("Reply-To", "replyTo"),
    ("To", "toRecipients"), ("Cc", "ccRecipients"),
)  # fmt: skip


def header_of(row: Row) -> bytes:
    """The header block with its closing blank line, at most `MAX_HEADER_BYTES`."""
    fields = list(_kept(row)) or list(_made(row))
    taken, size = [], 2
    for name, value in fields:
        line = f"{name}: {value}\r\n".encode("utf-8", "replace")
        size += len(line)
        if size > MAX_HEADER_BYTES:
            break
        taken.append(line)
    return b"".join(taken) + b"\r\n"


def size_of(row: Row) -> int | None:
    """Bytes of the whole message as the mailbox counts them, or None: it does not say."""
    try:
        size = int(_extended(row).get(SIZE.lower(), ""))
    except ValueError:
        return None
    return size if size > 0 else None


def _kept(row: Row) -> Iterator[tuple[str, str]]:
    found = row.get("internetMessageHeaders")
    for field in found if isinstance(found, list) else ():
        name, value = (field.get("name"), field.get("value")) if isinstance(field, dict) else (0, 0)
        if isinstance(name, str) and isinstance(value, str) and _NAME.fullmatch(name):
            yield name, _one_line(value)


def _made(row: Row) -> Iterator[tuple[str, str]]:
    for name, key in _ADDRESS_FIELDS:
        found = row.get(key)
        listed = found if isinstance(found, list) else [found]
        addresses = [address for one in listed if (address := address_of(one))]
        if addresses:
            yield name, ", ".join(addresses)
    if subject := _text(row, "subject"):
        yield "Subject", subject
    with contextlib.suppress(ValueError):  # a message without a date of its own
        yield "Date", format_datetime(datetime.fromisoformat(_text(row, "sentDateTime")))
    if message_id := _text(row, "internetMessageId"):
        yield "Message-ID", message_id
    extended = _extended(row)
    for name, key in (("In-Reply-To", IN_REPLY_TO), ("References", REFERENCES)):
        if value := _one_line(extended.get(key.lower(), "")):
            yield name, value


def address_of(recipient: object) -> str:
    """A recipient as a header field names one, or nothing."""
    given = recipient.get("emailAddress") if isinstance(recipient, dict) else None
    if not isinstance(given, dict):
        return ""
    address = _text(given, "address").replace(" ", "")
    name = _QUOTED.sub(r"\\\g<0>", _text(given, "name"))
    return f'"{name}" <{address}>' if name and address else address


def _extended(row: Row) -> dict[str, str]:
    found = row.get("singleValueExtendedProperties")
    return {
        str(each.get("id", "")).lower(): str(each.get("value", ""))
        for each in (found if isinstance(found, list) else ())
        if isinstance(each, dict)
    }


def _text(row: Row, key: str) -> str:
    found = row.get(key)
    return _one_line(found) if isinstance(found, str) else ""


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()
