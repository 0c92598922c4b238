"""The header block of a message of which the body is not fetched, from what Exchange tells of it.

Exchange keeps the header of mail that came in as one property. Of mail that was written here it
keeps none: its header is made of the properties then, which say who, to whom, when and about what.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from connectors.exchange import ews
from connectors.exchange.answers import Element, all_at, attribute_at, text_at
from connectors.limits import MAX_HEADER_BYTES

#: PR_TRANSPORT_MESSAGE_HEADERS (MS-OXOMSG, 2.2.1.61).
_KEPT = "0x7d"
_NAMES = (
    "item:Subject",
    "item:DateTimeSent",
    "item:InReplyTo",
    "message:From",
    "message:Sender",
    "message:ReplyTo",
    "message:ToRecipients",
    "message:CcRecipients",
    "message:References",
    "message:InternetMessageId",
)
_ADDRESS_FIELDS = (
    ("From", "t:From/t:Mailbox"), ("Sender", "t:Sender/t:Mailbox"),
    ("Reply-To", "t:ReplyTo/t:Mailbox"), ("To", "t:ToRecipients/t:Mailbox"),
    ("Cc", "t:CcRecipients/t:Mailbox"),
)  # fmt: skip
_BREAKS = re.compile(r"[\r\n\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_QUOTED = re.compile(r'[\\"]')
_FIRST_LINE = re.compile(r"[!-9;-~]{1,200}:")


def header_fields() -> list[object]:
    """What is asked for in place of the body, as an argument."""
    return [*ews.fields(*_NAMES), ews.extended_field(_KEPT, "String")]


def header_of(element: Element) -> bytes:
    """The header block with its closing blank line, at most `MAX_HEADER_BYTES`."""
    taken, size = [], 2
    for text in _kept(element) or list(_made(element)):
        line = f"{text}\r\n".encode("utf-8", "replace")
        size += len(line)
        if size > MAX_HEADER_BYTES:
            break
        taken.append(line)
    return b"".join(taken) + b"\r\n"


def _kept(element: Element) -> list[str]:
    """The lines of the header as it came, or none."""
    for each in all_at(element, "t:ExtendedProperty"):
        if attribute_at(each, "t:ExtendedFieldURI", "PropertyTag").lower() == _KEPT:
            value = (each.findtext("{*}Value") or "").replace("\r\n", "\n").replace("\r", "\n")
            block = value.lstrip("\n").partition("\n\n")[0].rstrip("\n")
            if _FIRST_LINE.match(block):
                return [_CONTROLS.sub(" ", line) for line in block.split("\n")]
    return []


def _made(element: Element) -> Iterator[str]:
    for name, path in _ADDRESS_FIELDS:
        addresses = [address for each in all_at(element, path) if (address := _address(each))]
        if addresses:
            yield f"{name}: {', '.join(addresses)}"
    if subject := _one_line(text_at(element, "t:Subject")):
        yield f"Subject: {subject}"
    with contextlib.suppress(ValueError):  # a message without a date of its own
        sent_at = datetime.fromisoformat(text_at(element, "t:DateTimeSent"))
        yield f"Date: {format_datetime(sent_at)}"
    for name, path in (
        ("Message-ID", "t:InternetMessageId"),
        ("In-Reply-To", "t:InReplyTo"),
        ("References", "t:References"),
    ):
        if value := _one_line(text_at(element, path)):
            yield f"{name}: {value}"


def _address(mailbox: Element) -> str:
    """A mailbox as a header field names one, or nothing: one of Exchange's own has no address."""
    address = _one_line(text_at(mailbox, "t:EmailAddress")).replace(" ", "")
    if text_at(mailbox, "t:RoutingType") not in ("SMTP", ""):
        address = ""
    name = _QUOTED.sub(r"\\\g<0>", _one_line(text_at(mailbox, "t:Name")))
    return f'"{name}" <{address}>' if name and address else address


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()
