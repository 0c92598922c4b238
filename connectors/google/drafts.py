"""Delivery into the drafts of Gmail, or by them: looked for, made once in its thread, and sent if so.

    looked for ──found──▶ receipt of that
        │
    drafts.create ──200──▶ receipt       turned away for pace, 4xx, not handed over ──▶ not stored
        └── 5xx, or no answer behind the last byte ──▶ AmbiguousDelivery ──▶ `find_draft`

Gmail puts a draft into a thread only where the thread is named, its fields refer to a message of the
thread, and the subject is the same but for "Re:"; the fields and the subject are those of the mail.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from connectors.base import AmbiguousDelivery, OutgoingMail, Receipt, TransientError
from connectors.google.client import Client, OnClient
from connectors.google.copies import Copies, check_storable
from connectors.google.faults import BrokenOff, Refused, Senseless, refusal_error
from connectors.google.names import is_mail_id

if TYPE_CHECKING:
    from connectors.google.settings import GoogleSettings

COST_CREATE = 10
COST_SEND = 100


class GoogleDrafts(OnClient):
    """`DeliveryConnector` that puts drafts beside those that the owner writes; sends nothing.

    Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How it is reached.
    """

    def __init__(self, account: str, settings: GoogleSettings) -> None:
        self.account = account
        self._client = Client(account, settings, "gmail")
        self._copies = Copies(self._client)

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Put one approved draft there, unless it is there already: then the receipt of that.

        Raises:
            AuthError: Google refused the account, or it was not allowed to write drafts.
            TransientError: Google was not reached, or turns requests away; nothing was stored.
            PermanentError: refused, or the message is not ready; nothing was stored.
            AmbiguousDelivery: it may have been stored.
        """
        check_storable(mail)
        with self._client.reading():
            # What was sent a moment ago is not in question here: nobody asked for it yet.
            found = self._find(mail, by_search=True)
            return found or _draft_receipt(self._make(mail))

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the draft with this key, or None: it is not there.

        It is looked for among the drafts, and in what was sent: a person may have sent it by now.

        Raises:
            AuthError, TransientError, PermanentError: Google cannot be asked.
        """
        with self._client.reading():
            return self._find(mail)

    def _find(self, mail: OutgoingMail, *, by_search: bool = False) -> Receipt | None:
        found = self._copies.find_draft(mail)
        if found is not None:
            return _draft_receipt(found)
        sent = self._copies.find_sent(mail, by_search=by_search)
        return None if sent is None else _sent_receipt(sent)

    def _make(self, mail: OutgoingMail) -> str:
        """The id of a new draft."""
        try:
            row = self._in_thread(mail, lambda thread: self._create(mail, thread))
        except Refused as error:
            raise self._refused(error) from error
        draft = row.get("id")
        if not is_mail_id(draft):
            raise self._ambiguous()
        return draft

    def _in_thread(
        self, mail: OutgoingMail, write: Callable[[str | None], dict[str, Any]]
    ) -> dict[str, Any]:
        """Google's answer to a message in its thread; where there is none of that, to one by itself.

        The thread that is known may be gone, or none of Gmail's: read by IMAP it has another name.

        Raises:
            Refused: also by itself.
        """
        for thread in self._threads(mail):
            try:
                return write(thread)
            except Refused as error:
                if error.status not in (400, 404):
                    raise
        return write(None)

    def _threads(self, mail: OutgoingMail) -> Iterator[str]:
        """Where it may belong; the second is looked for only where the first does not do."""
        known = mail.provider_thread_id
        if is_mail_id(known):
            yield known
        found = self._copies.find_thread(mail)
        if found is not None and found != known:
            yield found

    def _create(self, mail: OutgoingMail, thread: str | None) -> dict[str, Any]:
        drafts = self._client.methods("users.drafts")
        request = drafts.create(userId="me", body={"message": _message(mail, thread)})
        return self._write(request, COST_CREATE)

    def _write(self, request: Any, cost: int) -> dict[str, Any]:
        """Carry out what is not repeated.

        Raises:
            Refused: provably nothing was done.
        """
        try:
            return self._client.write(request, cost, "the drafts")
        except BrokenOff as error:
            if error.handed_over:
                raise self._ambiguous() from error
            raise TransientError(
                f"{error} Nothing was stored there; it may be tried again."
            ) from error
        except Senseless as error:
            raise self._ambiguous() from error
        except Refused as error:
            if error.status >= 500 or error.status == 408:
                raise self._ambiguous() from error
            raise

    def _refused(self, error: Refused) -> Exception:
        return refusal_error(self.account, "a place for drafts", error)

    def _ambiguous(self) -> AmbiguousDelivery:
        return AmbiguousDelivery(
            f"Google had all of a message of account '{self.account}' and did not say what became "
            "of it. It is looked up before anything else is tried."
        )


class GoogleSending(GoogleDrafts):
    """`DeliveryConnector` that sends: a draft is made, and then sent by its id.

    Only what was sent counts as delivered: a draft that was made and not sent is found and sent by
    the next try, with the approved bytes whatever became of it meanwhile.
    """

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Send one approved mail to everybody in it, unless it was sent already.

        Raises:
            AuthError, TransientError, PermanentError: nothing left; a draft may lie there.
            AmbiguousDelivery: it may have left.
        """
        check_storable(mail)
        with self._client.reading():
            sent = self._copies.find_sent(mail)
            if sent is not None:
                return _sent_receipt(sent)
            draft = self._copies.find_draft(mail) or self._made(mail)
            return self._send(mail, draft)

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the mail among the sent ones, or None: it was not sent.

        Raises:
            AuthError, TransientError, PermanentError: Google cannot be asked.
        """
        with self._client.reading():
            sent = self._copies.find_sent(mail)
        return None if sent is None else _sent_receipt(sent)

    def _made(self, mail: OutgoingMail) -> str:
        """A draft to be sent; whether one was made does not matter before it is."""
        try:
            return self._make(mail)
        except AmbiguousDelivery as error:
            raise TransientError(
                f"Google did not say whether it stored a draft of account '{self.account}'; nothing "
                "was sent. It may be tried again."
            ) from error

    def _send(self, mail: OutgoingMail, draft: str) -> Receipt:
        def write(thread: str | None) -> dict[str, Any]:
            body = {"id": draft, "message": _message(mail, thread)}
            drafts = self._client.methods("users.drafts")
            return self._write(drafts.send(userId="me", body=body), COST_SEND)

        try:
            row = self._in_thread(mail, write)
        except Refused as error:
            if error.status == 404:
                # Somebody sent it or threw it away since it was looked for.
                raise self._ambiguous() from error
            raise self._refused(error) from error
        name = row.get("id")
        if not is_mail_id(name):
            raise self._ambiguous()
        return _sent_receipt(name)


def _message(mail: OutgoingMail, thread: str | None) -> dict[str, str]:
    message = {"raw": base64.urlsafe_b64encode(mail.raw).decode("ascii")}
    return message if thread is None else message | {"threadId": thread}


def _draft_receipt(draft: str) -> Receipt:
    return Receipt(draft, "the drafts of Gmail")


def _sent_receipt(message: str) -> Receipt:
    return Receipt(message, "the sent mail of Gmail", sent=True)
