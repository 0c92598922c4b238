"""Writing a message: header fields set in its bytes, a body replaced, an answer to another one.

What is not touched stays byte for byte as it came.
"""

from __future__ import annotations

import base64
import binascii
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.messages import (
    addresses,
    body_of,
    extended_number,
    parsed,
    topic_of,
)
from tests.connectors.exchange.server.soap import Refused, child, elements, name_of, text_of

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.mailbox import Item, Mailbox

_PEOPLE = {
    "ToRecipients": "To",
    "CcRecipients": "Cc",
    "BccRecipients": "Bcc",
    "ReplyTo": "Reply-To",
    "From": "From",
    "Sender": "Sender",
}
_TEXTS = {
    "Subject": "Subject",
    "InReplyTo": "In-Reply-To",
    "References": "References",
    "InternetMessageId": "Message-ID",
}
#: Taken without a word and without effect.
_IGNORED = {
    "ItemClass",
    "Importance",
    "Sensitivity",
    "Culture",
    "IsReadReceiptRequested",
    "IsDeliveryReceiptRequested",
    "IsResponseRequested",
    "ReminderIsSet",
    "ReminderMinutesBeforeStart",
    "ReferenceItemId",
}


def mime_of(element: etree._Element) -> bytes:
    """The bytes of a `MimeContent`.

    Raises:
        Refused: it is not base64, or empty.
    """
    try:
        raw = base64.b64decode("".join(text_of(element).split()), validate=True)
    except binascii.Error as error:
        text = "Mime content is not valid base64."
        raise Refused("ErrorMimeContentInvalidBase64String", text) from error
    if not raw.strip():
        raise Refused("ErrorMimeContentInvalid", "Mime content is empty.")
    return raw


def new_message(mailbox: Mailbox) -> bytes:
    """An empty message of the mailbox's owner."""
    message = EmailMessage()
    message["From"] = formataddr((mailbox.name, mailbox.address))
    message["Date"] = format_datetime(mailbox.clock)
    message["Message-ID"] = mailbox.new_message_id()
    message["MIME-Version"] = "1.0"
    message.set_content("")
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def with_header(raw: bytes, name: str, value: str) -> bytes:
    """A message with one field of that name; none where the value is empty."""
    head, separator, rest = raw.partition(b"\r\n\r\n")
    kept: list[bytes] = []
    skipping = False
    for line in head.split(b"\r\n"):
        if line[:1] not in (b" ", b"\t"):
            skipping = line.lower().startswith(name.lower().encode() + b":")
        if not skipping:
            kept.append(line)
    if value:
        text = value if value.isascii() else Header(value, "utf-8").encode(linesep="\r\n")
        kept.append(f"{name}: {text}".encode())
    return b"\r\n".join(kept) + (separator or b"\r\n\r\n") + rest


#: Fields in the order in which Exchange writes them; the others follow.
_FIRST = ["from", "to", "cc", "bcc", "subject", "thread-topic", "date", "message-id", "references"]


def written_anew(raw: bytes) -> bytes:
    """A message as Exchange writes it from what it keeps: the same fields, otherwise arranged."""
    head, separator, body = raw.partition(b"\r\n\r\n")
    if not separator:
        return raw
    fields: list[bytes] = []
    for line in head.split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += b" " + line.strip()
        else:
            fields.append(line)

    def place(field: bytes) -> int:
        name = field.partition(b":")[0].strip().lower().decode("latin-1")
        return _FIRST.index(name) if name in _FIRST else len(_FIRST)

    added = [b"Accept-Language: de-DE, en-US", b"Content-Language: de-DE", b"X-MS-Has-Attach: "]
    ordered = sorted(fields, key=place)
    return b"\r\n".join(ordered + added) + b"\r\n\r\n" + body.rstrip(b"\r\n") + b"\r\n"


def with_body(raw: bytes, text: str, kind: str) -> bytes:
    """A message with another body; its attachments stay."""
    message = parsed(raw)
    part = message.get_body(("html", "plain")) or message
    assert isinstance(part, EmailMessage)
    part.set_content(text, subtype="html" if kind == "HTML" else "plain")
    return message.as_bytes()


def set_field(item: Item, element: etree._Element) -> None:
    """Write one property of a message as a client gives it; an empty one removes it.

    Raises:
        Refused: it cannot be written.
    """
    name = name_of(element)
    if name == "MimeContent":
        item.raw = mime_of(element)
    elif name == "Body":
        item.raw = with_body(item.raw, text_of(element), str(element.get("BodyType")))
    elif name in _PEOPLE:
        item.raw = with_header(item.raw, _PEOPLE[name], _people(element))
    elif name in _TEXTS:
        item.raw = with_header(item.raw, _TEXTS[name], text_of(element))
    elif name == "ExtendedProperty":
        path, value = elements(element)
        set_extended(item, path, text_of(value))
    elif not _set_mark(item, name, element) and name not in _IGNORED:
        raise Refused("ErrorInvalidPropertySet", f"Set action is invalid for property {name}.")
    item.read_headers()


def set_extended(item: Item, path: etree._Element, value: str) -> None:
    """Write an extended property: an internet header, or one of the few with numbers."""
    name = str(path.get("PropertyName"))
    if path.get("DistinguishedPropertySetId") == "InternetHeaders":
        if item.header(name) != value:  # what is there already stays where it is
            item.raw = with_header(item.raw, name, value)
    elif extended_number(path) == 0x0071:
        item.index = value
    elif extended_number(path) == 0x0070:
        item.topic = value
    elif extended_number(path) == 0x0E07:
        flags = int(value or 0)
        item.read, item.draft = bool(flags & 1), bool(flags & 8)
    elif extended_number(path) == 0x1081:
        item.verb = int(value or 0)
    else:
        raise Refused("ErrorInvalidExtendedProperty", "The double keeps no such property.")
    item.read_headers()


def _set_mark(item: Item, name: str, element: etree._Element) -> bool:
    if name == "IsRead":
        item.read = text_of(element) in {"true", "1"}
    elif name == "Categories":
        item.categories = tuple(text_of(each) for each in elements(element))
    elif name == "Flag":
        item.flagged = text_of(child(element, "FlagStatus")) == "Flagged"
    else:
        return False
    return True


def _people(element: etree._Element) -> str:
    people = []
    for each in elements(element):
        name, address = (text_of(child(each, part)) for part in ("Name", "EmailAddress"))
        people.append(formataddr(("" if name == address else name, address)))
    return ", ".join(people)


def answer_to(mailbox: Mailbox, item: Item, element: etree._Element) -> bytes:
    """The draft of a `ReplyToItem`, `ReplyAllToItem` or `ForwardItem`, in its thread."""
    kind = name_of(element)
    raw = new_message(mailbox)
    message_id = item.header("Message-ID")
    references = f"{item.header('References')} {message_id}".strip()
    german = mailbox.language == "de"
    word = ("WG" if german else "FW") if kind == "ForwardItem" else ("AW" if german else "RE")
    fields = {
        "Subject": f"{word}: {topic_of(item)}",
        "In-Reply-To": message_id,
        "References": references,
        "Thread-Topic": topic_of(item),
    }
    if kind != "ForwardItem":
        fields["To"] = _joined(addresses(item, "Reply-To") or addresses(item, "From"))
    if kind == "ReplyAllToItem":
        own = mailbox.address.lower()
        others = [each for each in addresses(item, "To") if each[1].lower() != own]
        fields["To"] = ", ".join(filter(None, (fields["To"], _joined(others))))
        copies = [each for each in addresses(item, "Cc") if each[1].lower() != own]
        fields["Cc"] = _joined(copies)
    for name, value in fields.items():
        raw = with_header(raw, name, value)
    new = child(element, "NewBodyContent")
    kind_of_body = "Text" if new is None else str(new.get("BodyType"))
    quoted = f"{text_of(new)}\r\n\r\n-----\r\n{item.header('From')}:\r\n\r\n{body_of(item)}"
    return with_body(raw, quoted, kind_of_body)


def _joined(people: list[tuple[str, str]]) -> str:
    return ", ".join(formataddr(each) for each in people)
