"""A message as EWS shows it: its properties, made from its bytes and marks."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.mailbox import decoded
from tests.connectors.exchange.server.shapes import Shape, Table, render
from tests.connectors.exchange.server.soap import t, yes_no

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.mailbox import Item, Mailbox

#: How many bytes of a message are looked at for its body in words.
_LOOKED_AT = 1_000_000


def shown(mailbox: Mailbox, item: Item, shape: Shape) -> etree._Element:
    """A message in a shape."""
    extended = [
        held for path in shape.extended if (held := extended_property(item, path)) is not None
    ]
    return render(item.kind, table(mailbox, item, shape), shape, extended)


def item_id(item: Item) -> etree._Element:
    return t("ItemId", Id=item.id, ChangeKey=item.change_key)


def stamp(moment: datetime) -> str:
    """A time as EWS writes it: UTC, whole seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def mailbox_element(name: str, address: str) -> etree._Element:
    return t(
        "Mailbox", t("Name", name or address), t("EmailAddress", address), t("RoutingType", "SMTP")
    )


def table(mailbox: Mailbox, item: Item, shape: Shape) -> Table:
    """The values of a message by the names of their elements."""
    folder = mailbox.folders[item.folder]
    flag = "Flagged" if item.flagged else "NotFlagged"
    return {
        "MimeContent": lambda: t(
            "MimeContent", base64.b64encode(item.raw).decode(), CharacterSet="UTF-8"
        ),
        "ItemId": lambda: item_id(item),
        "ParentFolderId": lambda: t("ParentFolderId", Id=folder.id, ChangeKey=folder.change_key),
        "ItemClass": lambda: t("ItemClass", item.item_class),
        "Subject": lambda: _text("Subject", item.header("Subject")),
        "Sensitivity": lambda: t("Sensitivity", "Normal"),
        "Body": lambda: t("Body", body_of(item), BodyType="Text"),
        "TextBody": lambda: t("TextBody", body_of(item), BodyType="Text"),
        "DateTimeReceived": lambda: t("DateTimeReceived", stamp(item.received_at)),
        "Size": lambda: t("Size", str(len(item.raw))),
        "Categories": lambda: (
            t("Categories", *(t("String", each) for each in item.categories))
            if item.categories
            else None
        ),
        "Importance": lambda: t("Importance", "Normal"),
        "InReplyTo": lambda: _text("InReplyTo", item.header("In-Reply-To")),
        "IsSubmitted": lambda: t("IsSubmitted", "false"),
        "IsDraft": lambda: t("IsDraft", yes_no(item.draft)),
        "IsFromMe": lambda: t("IsFromMe", yes_no(mailbox.address in item.header("From").lower())),
        "IsResend": lambda: t("IsResend", "false"),
        "IsUnmodified": lambda: t("IsUnmodified", yes_no(not item.draft)),
        "InternetMessageHeaders": lambda: _headers(item, []),
        "headers": lambda: _headers(item, shape.headers),
        "DateTimeSent": lambda: t("DateTimeSent", stamp(_sent_at(item))),
        "DateTimeCreated": lambda: t("DateTimeCreated", stamp(item.received_at)),
        "DisplayCc": lambda: t("DisplayCc", _names(item, "Cc")),
        "DisplayTo": lambda: t("DisplayTo", _names(item, "To")),
        "HasAttachments": lambda: t("HasAttachments", yes_no(_has_attachments(item))),
        "LastModifiedTime": lambda: t("LastModifiedTime", stamp(item.received_at)),
        "IsAssociated": lambda: t("IsAssociated", yes_no(item.associated)),
        "ConversationId": lambda: t("ConversationId", Id=conversation_of(item)),
        "Flag": lambda: t("Flag", t("FlagStatus", flag)),
        "Sender": lambda: _one("Sender", item, "Sender") or _one("Sender", item, "From"),
        "ToRecipients": lambda: _several("ToRecipients", item, "To"),
        "CcRecipients": lambda: _several("CcRecipients", item, "Cc"),
        "BccRecipients": lambda: _several("BccRecipients", item, "Bcc"),
        "IsReadReceiptRequested": lambda: t("IsReadReceiptRequested", "false"),
        "IsDeliveryReceiptRequested": lambda: t("IsDeliveryReceiptRequested", "false"),
        "ConversationIndex": lambda: t("ConversationIndex", index_of(item)),
        "ConversationTopic": lambda: _text("ConversationTopic", topic_of(item)),
        "From": lambda: _one("From", item, "From"),
        "InternetMessageId": lambda: _text("InternetMessageId", item.header("Message-ID")),
        "IsRead": lambda: t("IsRead", yes_no(item.read)),
        "IsResponseRequested": lambda: t("IsResponseRequested", "false"),
        "References": lambda: _text("References", item.header("References")),
        "ReplyTo": lambda: _several("ReplyTo", item, "Reply-To"),
    }


def _text(name: str, value: str) -> etree._Element | None:
    return t(name, value) if value else None


def addresses(item: Item, header: str) -> list[tuple[str, str]]:
    """(name, address) of a header with people in it."""
    values = [str(value) for value in item.fields.get_all(header, [])]
    return [(decoded(name), address) for name, address in getaddresses(values) if address]


def _one(element: str, item: Item, header: str) -> etree._Element | None:
    people = addresses(item, header)
    return t(element, mailbox_element(*people[0])) if people else None


def _several(element: str, item: Item, header: str) -> etree._Element | None:
    people = addresses(item, header)
    return t(element, *(mailbox_element(*each) for each in people)) if people else None


def _names(item: Item, header: str) -> str:
    return "; ".join(name or address for name, address in addresses(item, header))


def _sent_at(item: Item) -> datetime:
    try:
        moment = parsedate_to_datetime(item.header("Date"))
    except (ValueError, IndexError):
        return item.received_at
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _headers(item: Item, only: list[str]) -> etree._Element | None:
    named = {each.lower() for each in only}
    rows = [
        t("InternetMessageHeader", str(value), HeaderName=name)
        for name, value in item.fields.items()
        if not named or name.lower() in named
    ]
    return t("InternetMessageHeaders", *rows) if rows else None


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def body_of(item: Item) -> str:
    """The words of a message."""
    try:
        part = parsed(item.raw[:_LOOKED_AT]).get_body(("plain", "html"))
        return "" if part is None else str(part.get_content())
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""


def _has_attachments(item: Item) -> bool:
    return b"attachment" in item.raw[:_LOOKED_AT] or b"name=" in item.raw[:_LOOKED_AT]


def topic_of(item: Item) -> str:
    """The subject without what answers put before it, unless a client wrote another topic."""
    if item.topic:
        return item.topic
    subject = item.header("Subject")
    while subject[:3].lower() in {"re:", "aw:", "wg:", "fw:"}:
        subject = subject[3:].lstrip()
    return subject


def index_of(item: Item) -> str:
    """The conversation index, in base64: as a client wrote it, else as of a first message.

    Source: MS-OXOMSG, 2.2.1.3: six bytes of time, and sixteen that are the conversation's own.
    """
    if item.index:
        return item.index
    named = (item.header("References") + " " + item.header("In-Reply-To")).split()
    seed = (named or [item.header("Message-ID") or topic_of(item) or item.id])[0]
    ticks = (int(item.received_at.timestamp()) + 11_644_473_600) * 10_000_000
    own = hashlib.shake_256(seed.encode()).digest(16)
    return base64.b64encode(ticks.to_bytes(8, "big")[:6] + own).decode()


def conversation_of(item: Item) -> str:
    """The id of the conversation: by its index, which is of the first message it refers to."""
    own = base64.b64decode(index_of(item))[6:22]
    return "AAQkAG" + base64.b64encode(hashlib.shake_256(own).digest(45)).decode()


# ── Extended properties ─────────────────────────────────────────────────────────────────────────


def extended_property(item: Item, path: etree._Element) -> etree._Element | None:
    """The `ExtendedProperty` of a message that a path names; None: it has none such."""
    value = extended_value(item, path)
    if value is None:
        return None
    named = t("ExtendedFieldURI", **{str(key): str(given) for key, given in path.attrib.items()})
    return t("ExtendedProperty", named, t("Value", value))


def extended_value(item: Item, path: etree._Element) -> str | None:
    """Internet headers by name, in any case; and the few properties with numbers that mail has."""
    if path.get("DistinguishedPropertySetId") == "InternetHeaders":
        value = item.fields.get(str(path.get("PropertyName")))
        return None if value is None else decoded(str(value))
    values = {
        0x0E07: str(1 * item.read + 8 * item.draft),
        0x0E08: str(len(item.raw)),
        0x1035: item.header("Message-ID"),
        0x1042: item.header("In-Reply-To"),
        0x1039: item.header("References"),
        0x1081: str(item.verb) if item.verb else "",
        0x007D: item.raw.partition(b"\r\n\r\n")[0].decode("latin-1"),
    }
    return values.get(extended_number(path)) or None


def extended_number(path: etree._Element) -> int:
    """The number of an extended property that is named by its tag; 0: by something else."""
    tag = str(path.get("PropertyTag", "")).lower()
    return int(tag, 16) if tag.startswith("0x") else int(tag or 0)
