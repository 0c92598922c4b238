"""Delivery for good: a draft of the approved bytes, sent by its id. Off unless its owner chose it.

    looked up ──sent──▶ receipt of that, nothing is sent
        │     └─ a draft of it is there ──▶ PermanentError: it may have been edited, a person decides
      draft ──▶ send ──202──▶ receipt     refused, 429, 503, not reached ──▶ nothing left
                  └── anything else ──▶ AmbiguousDelivery ──▶ `find_draft`

The draft keeps its (immutable) id when it is sent. What lies in the mailbox as a draft was not sent:
it is no receipt here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from connectors.base import (
    AmbiguousDelivery,
    OutgoingMail,
    PermanentError,
    Receipt,
    TransientError,
)
from connectors.microsoft.drafts import MicrosoftDrafts, was_never_reached
from connectors.microsoft.faults import UNDONE, Refused, Senseless, translate
from connectors.microsoft.session import Session

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings


class MicrosoftSending:
    """`DeliveryConnector` that sends. Needs ``Mail.Send`` beside ``Mail.ReadWrite``.

    Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How Graph is reached.
    """

    def __init__(self, account: str, settings: MicrosoftSettings) -> None:
        self.account = account
        self._settings = settings
        self._drafts = MicrosoftDrafts(account, settings)

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Send one approved mail, unless it was sent already: then the receipt of that.

        Raises:
            AuthError: a person must sign in again; nothing left.
            TransientError: nothing left.
            PermanentError: refused, or a draft of it lies in the mailbox; nothing left.
            AmbiguousDelivery: it may have left.
        """
        found = self._drafts.find_draft(mail)
        if found is not None and found.sent:
            return found
        if found is not None:
            raise PermanentError(
                f"A draft of this mail lies in the mailbox of account '{self.account}', and may "
                "have been edited there. Nothing was sent: send it from there, or delete it and "
                "approve again."
            )
        try:
            draft = self._drafts.create_draft(mail)
        except AmbiguousDelivery as error:
            raise TransientError(f"{error} Nothing was sent.") from error
        self._send(draft.provider_id)
        return Receipt(draft.provider_id, "the sent mail of the mailbox", sent=True)

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the mail where it was sent, or None: it was not.

        Raises:
            AuthError, TransientError, PermanentError: Graph cannot be asked.
        """
        found = self._drafts.find_draft(mail)
        return found if found is not None and found.sent else None

    def _send(self, key: str) -> None:
        with Session(self.account, self._settings) as session:
            try:
                session.send(
                    "POST", session.url(f"/me/messages/{quote(key, safe='')}/send"), b"", ""
                )
            except Refused as error:
                if error.is_passing and error.status not in UNDONE:
                    raise self._ambiguous() from error
                raise translate(self.account, "sending", error) from error
            except Senseless as error:
                raise self._ambiguous() from error
            except TransientError as error:
                if was_never_reached(error):
                    raise
                raise self._ambiguous() from error

    def _ambiguous(self) -> AmbiguousDelivery:
        return AmbiguousDelivery(
            f"Microsoft was told to send a draft of account '{self.account}' and did not say "
            "whether it did. It is looked up before anything else is tried."
        )
