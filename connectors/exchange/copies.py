"""A message of ours in a mailbox: fit to be put there, and found there again; and what it answers.

Exchange keeps our header as a property and can search for it, as for a Message-ID, in folders that are
named: so all folders of mail are, and the outbox, where a message lies while it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from connectors.base import OutgoingMail, PermanentError, Receipt
from connectors.exchange import ews
from connectors.exchange.answers import M, T, all_at, attribute_at, text_at
from connectors.exchange.faults import CLOSED_CODES, Senseless
from connectors.exchange.folders import id_at, list_folders
from connectors.exchange.view import Made
from connectors.limits import header_block
from connectors.local.drafts import DRAFT_HEADER
from connectors.local.mbox import field_of

if TYPE_CHECKING:
    from connectors.exchange.answers import Element
    from connectors.exchange.session import Session

HEADER = DRAFT_HEADER.decode("ascii")
#: What servers take in one request by default, less what base64 and the envelope add.
MAX_DRAFT_BYTES = 20_000_000
_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
#: Copies of one message in one folder that are looked at.
_MAX_COPIES = 20
#: Folders that one request looks in; a server goes through all that lies in them. The usual ones are
#: among the first.
_FOLDERS = 25
_FIELDS = (
    "item:IsDraft",
    "item:IsSubmitted",
    "message:InternetMessageId",
    "message:ConversationIndex",
    "message:ConversationTopic",
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A message in the mailbox.

    Attributes:
        key, change_key: Its id, and what it was like.
        is_sent: It has left, or is on its way.
        message_id: Without angle brackets.
        draft_key: The value of our header; empty: it has none.
        index, topic: What puts it in its conversation; the first in base64.
    """

    key: str
    change_key: str
    is_sent: bool
    message_id: str
    draft_key: str
    index: str
    topic: str

    def receipt(self) -> Receipt:
        """The receipt of a message of ours."""
        if self.is_sent:
            return Receipt(self.key, "the sent mail of the mailbox", sent=True)
        return Receipt(self.key, "the drafts of the mailbox")


def check_storable(mail: OutgoingMail) -> None:
    """Refuse what could not be found again, or would not be taken.

    Raises:
        PermanentError: it is refused.
    """
    if field_of(header_block(mail.raw), DRAFT_HEADER) != mail.draft_key:
        raise PermanentError(
            f"The draft '{mail.draft_key}' does not carry its own {HEADER} field and could not be "
            "found again; it was not stored. Propose it anew."
        )
    if _BARE_BREAK.search(mail.raw) or b"\0" in mail.raw:
        raise PermanentError(
            f"The draft '{mail.draft_key}' has line ends or bytes that a host would change; it was "
            "not stored. Propose it anew."
        )
    if len(mail.raw) > MAX_DRAFT_BYTES:
        raise PermanentError(
            f"The draft '{mail.draft_key}' has {len(mail.raw) / 1_000_000:.1f} MB, and Exchange "
            f"takes {MAX_DRAFT_BYTES / 1_000_000:g} MB at once; it was not stored."
        )


def find_copy(session: Session, mail: OutgoingMail) -> tuple[Copy | None, Copy | None]:
    """The message that carries the key of `mail`, and the one that it answers; None: not there.

    Of several copies one that was sent comes first. Where there is a copy, nobody asks any more
    what it answers.

    Raises:
        Refused, Senseless, and the errors of the port.
    """
    answered: Copy | None = None
    for rows in _search(session, mail):
        copies = [row for row in rows if _is_copy(row, mail)]
        if copies:
            return min(copies, key=lambda copy: (not copy.is_sent, copy.key)), answered
        found = [row for row in rows if mail.in_reply_to and row.message_id == mail.in_reply_to]
        answered = answered or next(iter(found), None)
    return None, answered


def _is_copy(row: Copy, mail: OutgoingMail) -> bool:
    """Whether it is ours exactly: by our header, or by its id where a host left our header out."""
    if row.draft_key:
        return row.draft_key == mail.draft_key
    return row.message_id == mail.message_id


def _search(session: Session, mail: OutgoingMail) -> Iterator[list[Copy]]:
    """What bears our header or one of the two ids, some folders at a time."""
    places = [ews.folder(folder.key) for folder in list_folders(session)]
    places.insert(0, session.ews.usual_folder("outbox"))
    for start in range(0, len(places), _FOLDERS):
        some = places[start : start + _FOLDERS]
        replies = session.call(
            "FindItem",
            folders=some,
            additional_fields=[*ews.fields(*_FIELDS), ews.header_field(HEADER)],
            restriction=Made(_condition(mail)),
            order_fields=None,
            query_string=None,
            shape="IdOnly",
            depth="Shallow",
            calendar_view=None,
            page_size=_MAX_COPIES,
        )
        if len(replies) != len(some):
            # What was not looked in may hold a copy.
            raise Senseless("it answers for more or fewer folders than were asked for")
        yield [
            _copy(row)
            for reply in replies
            if reply.code not in CLOSED_CODES  # of another's mailbox some folders are
            for row in _rows(reply.granted())
        ]


def _rows(message: Element) -> list[Element]:
    if message.find(f"{M}RootFolder") is None:
        raise Senseless("a listing is none")
    return all_at(message, "m:RootFolder/t:Items/*")


def _condition(mail: OutgoingMail) -> Element:
    message_id = f"{T}FieldURI", {"FieldURI": "message:InternetMessageId"}
    header = (
        f"{T}ExtendedFieldURI",
        {
            "DistinguishedPropertySetId": "InternetHeaders",
            "PropertyName": HEADER,
            "PropertyType": "String",
        },
    )
    wanted = [(header, mail.draft_key), (message_id, f"<{mail.message_id}>")]
    if mail.in_reply_to:
        wanted.append((message_id, f"<{mail.in_reply_to}>"))
    restriction = etree.Element(f"{M}Restriction")
    either = etree.SubElement(restriction, f"{T}Or")
    for (tag, attributes), value in wanted:
        equal = etree.SubElement(either, f"{T}IsEqualTo")
        etree.SubElement(equal, tag, attributes)
        constant = etree.SubElement(equal, f"{T}FieldURIOrConstant")
        etree.SubElement(constant, f"{T}Constant", Value=_plain(value))
    return restriction


def _copy(row: Element) -> Copy:
    keys = [
        text_at(each, "t:Value")
        for each in all_at(row, "t:ExtendedProperty")
        if attribute_at(each, "t:ExtendedFieldURI", "PropertyName").lower() == HEADER.lower()
    ]
    is_draft = text_at(row, "t:IsDraft") in ("true", "1")
    return Copy(
        id_at(row, "t:ItemId"),
        attribute_at(row, "t:ItemId", "ChangeKey"),
        not is_draft or text_at(row, "t:IsSubmitted") in ("true", "1"),
        text_at(row, "t:InternetMessageId").removeprefix("<").removesuffix(">"),
        keys[0] if keys else "",
        text_at(row, "t:ConversationIndex"),
        text_at(row, "t:ConversationTopic"),
    )


def _plain(value: str) -> str:
    """What can stand in XML; what had to be left out is not found, which is what it is."""
    return "".join(letter if letter.isprintable() else " " for letter in value)
