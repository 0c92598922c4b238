"""Delivery as a draft: made of the approved bytes in one request, looked up before and never twice.

    looked up ──found──▶ receipt of that
        │
    CreateItem ──granted──▶ receipt      refused, busy, not reached ──▶ not stored
        └── anything else ──▶ AmbiguousDelivery ──▶ `find_draft`

The draft is made of the message as it was approved (MIME), and not by Exchange's own answering: that
writes recipients, subject and quotation itself. So that it lies in its thread all the same, it gets the
conversation of the message that is answered, which is only looked at: it stays read or unread, and is
not marked as answered. Nothing is sent from here.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, NoReturn

from lxml import etree

from connectors.base import OutgoingMail, Receipt, TransientError
from connectors.exchange.answers import M, T, all_at, attribute_at
from connectors.exchange.copies import HEADER, Copy, check_storable, find_copy
from connectors.exchange.faults import Refused, translate, unsure
from connectors.exchange.session import Session, translated

if TYPE_CHECKING:
    from datetime import datetime

    from connectors.exchange.answers import Element, Reply
    from connectors.exchange.settings import ExchangeSettings

#: Codes with which something may have been done all the same.
UNSURE_CODES = frozenset(
    {
        "ErrorBatchProcessingStopped",
        "ErrorConnectionFailed",
        "ErrorInternalServerError",
        "ErrorInternalServerTransientError",
        "ErrorMailboxFailover",
        "ErrorTimeoutExpired",
    }
)
#: A property that was given with the draft is not taken.
_PROPERTY_CODES = frozenset(
    {"ErrorInvalidExtendedProperty", "ErrorInvalidPropertySet", "ErrorPropertyUpdate"}
)
#: PidTagConversationIndex and PidTagConversationTopic (MS-OXOMSG, 2.2.1.3 and 2.2.1.5).
_INDEX, _TOPIC = "0x0071", "0x0070"
_INDEX_BYTES, _STEP_BYTES, _MOST_INDEX_BYTES = 22, 5, 1022
_MAX_TOPIC = 255


class ExchangeDrafts:
    """`DeliveryConnector` that puts drafts into the drafts folder of a mailbox.

    Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How the server is reached.
    """

    def __init__(self, account: str, settings: ExchangeSettings) -> None:
        self.account = account
        self._settings = settings

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Put one approved draft there, unless it is there already: then the receipt of that.

        Raises:
            AuthError: a person must sign in again.
            TransientError: Exchange was not reached or has no time; nothing was stored.
            PermanentError: Exchange refused it, or the message is not ready; nothing was stored.
            AmbiguousDelivery: it may have been stored.
        """
        check_storable(mail)
        with Session(self.account, self._settings) as session:
            with translated(self.account, "the drafts"):
                found, answered = find_copy(session, mail)
            if found is not None:
                return found.receipt()
            return self.make(session, mail, answered).receipt()

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the draft with this key, or None: it is not there.

        It is looked for in the whole mailbox: a person may have sent or moved it by now.

        Raises:
            AuthError, TransientError, PermanentError: Exchange cannot be asked.
        """
        with (
            Session(self.account, self._settings) as session,
            translated(self.account, "the drafts"),
        ):
            found, _ = find_copy(session, mail)
        return found.receipt() if found is not None else None

    def make(self, session: Session, mail: OutgoingMail, answered: Copy | None) -> Copy:
        """A new draft; it was looked for before. Raises as `create_draft`."""
        now = self._settings.clock.now()
        index = next_index(answered.index, now) if answered is not None else ""
        topic = answered.topic if answered is not None else ""
        try:
            try:
                reply = self._create(session, mail, index, topic)
            except Refused as error:
                if not index or error.code not in _PROPERTY_CODES:
                    raise
                # Then the fields of the message have to do: In-Reply-To and References.
                reply = self._create(session, mail, "", "")
        except Refused as error:
            give_up(self.account, "the drafts", error)
        except TransientError as error:
            raise TransientError(f"{error} The draft was not stored.") from error
        items = all_at(reply.element, "m:Items/*")
        key = attribute_at(items[0], "t:ItemId", "Id") if items else ""
        if not key:
            raise unsure(self.account)
        change_key = attribute_at(items[0], "t:ItemId", "ChangeKey")
        return Copy(
            key,
            change_key,
            is_sent=False,
            message_id=mail.message_id,
            draft_key=mail.draft_key,
            index=index,
            topic=topic,
        )

    def _create(self, session: Session, mail: OutgoingMail, index: str, topic: str) -> Reply:
        payload = session.ews.payload(
            "CreateItem",
            items=[],
            folder=session.ews.usual_folder("drafts"),
            message_disposition="SaveOnly",
            send_meeting_invitations="SendToNone",
        )
        # Made here: exchangelib's message has a property of ours only if its class is changed, for
        # everybody in the process.
        for items in payload.iterfind(f"{M}Items"):
            items.append(_message(mail, index, topic))
        replies = session.make("CreateItem", payload)
        if len(replies) != 1:
            raise unsure(self.account)
        replies[0].granted()
        return replies[0]


def give_up(account: str, where: str, error: Refused) -> NoReturn:
    """Raise the error of something that was to be made or sent, and was refused.

    Raises:
        AmbiguousDelivery: perhaps it was done. Otherwise as `translate`: it was not.
    """
    if error.code in UNSURE_CODES or not error.is_undone:
        raise unsure(account) from error
    raise translate(account, where, error) from error


def next_index(index: str, now: datetime) -> str:
    """The conversation index of an answer: that of the message, and five bytes more.

    Source: MS-OXOMSG, 2.2.1.3: a bit for the scale and 31 of the time that passed since the
    conversation began, then a byte that tells answers of one moment apart.

    Args:
        index: In base64.
        now: Aware UTC.

    Returns:
        In base64; empty: there is none that can be answered.
    """
    try:
        before = base64.b64decode(index, validate=True)
    except ValueError:
        return ""
    steps, rest = divmod(len(before) - _INDEX_BYTES, _STEP_BYTES)
    if steps < 0 or rest or len(before) > _MOST_INDEX_BYTES:
        return ""
    # Both times count 100 ns since 1601; of that of the beginning the upper six bytes are kept.
    began = int.from_bytes(before[:6], "big") << 16
    passed = max((int(now.timestamp()) + 11_644_473_600) * 10_000_000 - began, 0)
    is_long = passed >> 49 > 0
    delta = (passed >> 23 if is_long else passed >> 18) & 0x7FFF_FFFF
    step = (delta | (0x8000_0000 if is_long else 0)).to_bytes(4, "big")
    return base64.b64encode(before + step + b"\x10").decode("ascii")


def _message(mail: OutgoingMail, index: str, topic: str) -> Element:
    message = etree.Element(f"{T}Message")
    mime = etree.SubElement(message, f"{T}MimeContent", CharacterSet="UTF-8")
    mime.text = base64.b64encode(mail.raw).decode("ascii")
    # The field is in the message too; as a property it is there whatever becomes of unknown fields.
    _property(
        message,
        mail.draft_key,
        DistinguishedPropertySetId="InternetHeaders",
        PropertyName=HEADER,
        PropertyType="String",
    )
    if index:
        _property(message, index, PropertyTag=_INDEX, PropertyType="Binary")
        plain = "".join(letter for letter in topic if letter.isprintable())[:_MAX_TOPIC]
        if plain:
            _property(message, plain, PropertyTag=_TOPIC, PropertyType="String")
    etree.SubElement(message, f"{T}IsRead").text = "true"
    return message


def _property(message: Element, value: str, **path: str) -> None:
    made = etree.SubElement(message, f"{T}ExtendedProperty")
    etree.SubElement(made, f"{T}ExtendedFieldURI", path)
    etree.SubElement(made, f"{T}Value").text = value
