"""Delivery as a draft: made of the approved bytes in one request, looked up before and never twice.

    looked up ──found──▶ receipt of that
        │
    createReply to the message that is answered, else a new draft; both of MIME
        │── 201 ──▶ receipt           refused, 429, 503, not reached ──▶ not stored
        └── anything else ──▶ AmbiguousDelivery ──▶ `find_draft`

Both requests take a whole message as MIME (documented), so that recipients, text, attachments and our
own header are those that were approved, and the draft is never changed afterwards. The documents do
not say whether answering marks the message that is answered as read, and a peer does so: where it was
unread and is not any more, it is marked as unread again. Nothing is sent from here.
"""

from __future__ import annotations

import base64
import logging
import re
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

import httpcore

from connectors.base import (
    AmbiguousDelivery,
    ConnectorError,
    OutgoingMail,
    PermanentError,
    Receipt,
    TransientError,
)
from connectors.limits import MAX_HEADER_BYTES, header_block
from connectors.local.drafts import DRAFT_HEADER
from connectors.local.mbox import field_of
from connectors.microsoft.faults import UNDONE, Refused, Senseless, translate
from connectors.microsoft.session import Row, Session, id_of, rows_of, translated

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings

log = logging.getLogger(__name__)

#: Graph takes 4 MB in one request, and base64 makes four bytes of three.
MAX_DRAFT_BYTES = 2_900_000
#: Our header as Exchange keeps header fields it does not know: by name (MS-OXPROPS, 1.3.2).
_PROPERTY = "String {00020386-0000-0000-C000-000000000046} Name " + DRAFT_HEADER.decode("ascii")
_SELECT = "id,isDraft,isRead,internetMessageId"
_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
#: Copies of one message that are looked at: in the inbox, among the sent mail, as a draft …
_MAX_COPIES = 20


class MicrosoftDrafts:
    """`DeliveryConnector` that puts drafts into the drafts folder of a mailbox.

    Needs the scope ``Mail.ReadWrite``. Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How Graph is reached.
    """

    def __init__(self, account: str, settings: MicrosoftSettings) -> None:
        self.account = account
        self._settings = settings

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Put one approved draft there, unless it is there already: then the receipt of that.

        Raises:
            AuthError: a person must sign in again.
            TransientError: Graph was not reached or has no time; nothing was stored.
            PermanentError: Graph refused it, or the message is not ready; nothing was stored.
            AmbiguousDelivery: it may have been stored.
        """
        check_storable(mail)
        with Session(self.account, self._settings) as session:
            with translated(self.account, "the drafts"):
                found = find_copy(session, mail)
                parent = None if found else _find_parent(session, mail)
            if found is not None:
                return found
            try:
                receipt = self._make(session, mail, id_of(parent) if parent else None)
            except AmbiguousDelivery:
                self._leave_unread(session, parent)  # what was asked for may have been done
                raise
            self._leave_unread(session, parent)
            return receipt

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the draft with this key, or None: it is not there.

        It is looked for in the whole mailbox: a person may have sent or moved it by now.

        Raises:
            AuthError, TransientError, PermanentError: Graph cannot be asked.
        """
        with (
            Session(self.account, self._settings) as session,
            translated(self.account, "the drafts"),
        ):
            return find_copy(session, mail)

    def _make(self, session: Session, mail: OutgoingMail, parent: str | None) -> Receipt:
        path = "/me/messages" + (f"/{quote(parent, safe='')}/createReply" if parent else "")
        try:
            row = session.send("POST", session.url(path), base64.b64encode(mail.raw), "text/plain")
            return receipt_of(row)
        except Refused as error:
            if parent and error.is_gone:
                return self._make(session, mail, None)  # what is answered was deleted meanwhile
            self._give_up(error)
        except Senseless as error:
            raise self._ambiguous() from error
        except TransientError as error:
            if was_never_reached(error):
                raise TransientError(f"{error} The draft was not stored.") from error
            raise self._ambiguous() from error

    def _leave_unread(self, session: Session, parent: Row | None) -> None:
        """Take back what answering did to a message; the draft is stored whatever comes of it."""
        if parent is None or parent.get("isRead") is not False:
            return
        url = session.url(f"/me/messages/{quote(id_of(parent), safe='')}")
        try:
            if session.get(url.copy_merge_params({"$select": "isRead"})).get("isRead") is True:
                session.send("PATCH", url, b'{"isRead": false}', "application/json")
        except (Refused, Senseless, ConnectorError) as error:
            log.warning(
                "a message that was answered may count as read",
                extra={
                    "action": "parent_marked_read",
                    "account": self.account,
                    "reason": type(error).__name__,
                },
            )

    def _give_up(self, error: Refused) -> NoReturn:
        if error.is_passing and error.status not in UNDONE:
            raise self._ambiguous() from error
        raise translate(self.account, "the drafts", error) from error

    def _ambiguous(self) -> AmbiguousDelivery:
        return AmbiguousDelivery(
            f"Microsoft had all of a draft of account '{self.account}' and did not say whether it "
            "stored it. It is looked up before anything else is tried."
        )


def check_storable(mail: OutgoingMail) -> None:
    """Refuse what could not be found again, or would not be taken.

    Raises:
        PermanentError: it is refused.
    """
    if field_of(header_block(mail.raw), DRAFT_HEADER) != mail.draft_key:
        raise PermanentError(
            f"The draft '{mail.draft_key}' does not carry its own X-Rapport-Draft field and could "
            "not be found again; it was not stored. Propose it anew."
        )
    if _BARE_BREAK.search(mail.raw) or b"\0" in mail.raw:
        raise PermanentError(
            f"The draft '{mail.draft_key}' has line ends or bytes that a host would change; it was "
            "not stored. Propose it anew."
        )
    if len(mail.raw) > MAX_DRAFT_BYTES:
        raise PermanentError(
            f"The draft '{mail.draft_key}' has {len(mail.raw) / 1_000_000:.1f} MB, and Microsoft "
            f"takes {MAX_DRAFT_BYTES / 1_000_000:g} MB at once; it was not stored."
        )


def find_copy(session: Session, mail: OutgoingMail) -> Receipt | None:
    """The receipt of the message that carries the key of `mail`; one that was sent comes first.

    Raises:
        Refused, Senseless, and the errors of the port.
    """
    candidates = {id_of(row): row for row in _search(session, _by_message_id(mail.message_id))}
    if not any(_is_copy(session, row, mail) for row in candidates.values()):
        candidates = {id_of(row): row for row in _search(session, _by_key(mail.draft_key))}
    exact = [row for row in candidates.values() if _is_copy(session, row, mail)]
    receipts = sorted(map(receipt_of, exact), key=lambda found: (not found.sent, found.provider_id))
    return receipts[0] if receipts else None


def receipt_of(row: Row) -> Receipt:
    """The receipt of a message of ours."""
    if row.get("isDraft") is False:
        return Receipt(id_of(row), "the sent mail of the mailbox", sent=True)
    return Receipt(id_of(row), "the drafts of the mailbox")


def was_never_reached(error: TransientError) -> bool:
    """Whether nothing of a request can have arrived: there was no connection."""
    cause = error.__cause__
    if isinstance(cause, httpcore.ConnectError | httpcore.ConnectTimeout):
        return True
    # What a name could not be resolved to; what ends a connection is an error of httpcore.
    return isinstance(cause, OSError)


def _find_parent(session: Session, mail: OutgoingMail) -> Row | None:
    """The message that is answered, or None: it is not in this mailbox."""
    if not mail.in_reply_to:
        return None
    rows = [
        row
        for row in _search(session, _by_message_id(mail.in_reply_to))
        if row.get("isDraft") is not True
    ]
    return rows[0] if rows else None


def _is_copy(session: Session, row: Row, mail: OutgoingMail) -> bool:
    """Whether it is ours exactly: by our header, or by its id where a host left our header out."""
    path = f"/me/messages/{quote(id_of(row), safe='')}/$value"
    head = bytearray()
    try:
        with session.open(session.url(path), limit=200_000_000) as answer:
            for piece in answer.chunks():
                head += piece
                if len(head) >= MAX_HEADER_BYTES or b"\r\n\r\n" in head:
                    break
    except Refused as error:
        if error.is_gone:
            return False
        raise
    key = field_of(header_block(bytes(head)), DRAFT_HEADER)
    return key == mail.draft_key or (
        not key and row.get("internetMessageId") == f"<{mail.message_id}>"
    )


def _search(session: Session, condition: str) -> list[Row]:
    query = {"$filter": condition, "$select": _SELECT, "$top": str(_MAX_COPIES)}
    return rows_of(session.get(session.url("/me/messages", query)))


def _by_message_id(message_id: str) -> str:
    return f"internetMessageId eq '{_quoted(f'<{message_id}>')}'"


def _by_key(key: str) -> str:
    return (
        f"singleValueExtendedProperties/Any(ep: ep/id eq '{_PROPERTY}' and "
        f"ep/value eq '{_quoted(key)}')"
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")
