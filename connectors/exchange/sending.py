"""Delivery for good: a draft of the approved bytes, sent by its id. Off unless its owner chose it.

    looked up ──sent──▶ receipt of that, nothing is sent
        │     └─ a draft of it is there ──▶ PermanentError: it may have been edited, a person decides
      draft ──▶ SendItem ──granted──▶ receipt     refused, not reached ──▶ nothing left
                  │ └── busy ──▶ waited for, as told, and asked again
                  └── anything else ──▶ AmbiguousDelivery ──▶ `find_draft`

A message gets another id when it is sent; so it is looked for by our header and its Message-ID, also
where the answer was lost. The change key goes with the order to send: what somebody edited in between is not
sent. What lies in the mailbox as a draft was not sent: it is no receipt here.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from connectors.base import (
    AmbiguousDelivery,
    ConnectorError,
    OutgoingMail,
    PermanentError,
    Receipt,
    TransientError,
)
from connectors.exchange import ews
from connectors.exchange.copies import Copy, check_storable, find_copy
from connectors.exchange.drafts import ExchangeDrafts, give_up
from connectors.exchange.faults import Refused, Senseless, unsure
from connectors.exchange.session import Session, translated

if TYPE_CHECKING:
    from connectors.exchange.settings import ExchangeSettings

log = logging.getLogger(__name__)

#: Times that a busy server is asked to send one mail, and the longest pause between them: somebody
#: waits for the answer.
_TRIES, _LONGEST_PAUSE_S, _USUAL_PAUSE_S = 3, 30.0, 5.0


class ExchangeSending:
    """`DeliveryConnector` that sends. Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How the server is reached.
    """

    def __init__(self, account: str, settings: ExchangeSettings) -> None:
        self.account = account
        self._settings = settings
        self._drafts = ExchangeDrafts(account, settings)

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Send one approved mail, unless it was sent already: then the receipt of that.

        Raises:
            AuthError: a person must sign in again; nothing left.
            TransientError: nothing left.
            PermanentError: refused, or a draft of it lies in the mailbox; nothing left.
            AmbiguousDelivery: it may have left.
        """
        check_storable(mail)
        with Session(self.account, self._settings) as session:
            with translated(self.account, "the sent mail"):
                found, answered = find_copy(session, mail)
            if found is not None and found.is_sent:
                return found.receipt()
            if found is not None:
                raise self._lies_there()
            try:
                draft = self._drafts.make(session, mail, answered)
            except AmbiguousDelivery as error:
                raise TransientError(f"{error} Nothing was sent.") from error
            self._send(session, draft)
            return self._receipt(session, mail, draft)

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the mail where it was sent, or None: it was not.

        Raises:
            AuthError, TransientError, PermanentError: Exchange cannot be asked.
        """
        found = self._drafts.find_draft(mail)
        return found if found is not None and found.sent else None

    def _send(self, session: Session, draft: Copy) -> None:
        for attempt in range(_TRIES):
            payload = session.ews.payload(
                "SendItem",
                items=[ews.item(draft.key, draft.change_key)],
                saved_item_folder=session.ews.usual_folder("sentitems"),
            )
            try:
                replies = session.make("SendItem", payload)
                if len(replies) != 1:
                    raise unsure(self.account)
                replies[0].granted()
            except Refused as error:
                wait_s = _USUAL_PAUSE_S if error.wait_s is None else error.wait_s
                is_last = attempt + 1 == _TRIES
                if error.code != "ErrorServerBusy" or is_last or wait_s > _LONGEST_PAUSE_S:
                    give_up(self.account, "sending", error)
            else:
                return
            # Busy says that nothing was done; the draft would lie there and bar the next attempt.
            self._settings.clock.sleep(wait_s)

    def _receipt(self, session: Session, mail: OutgoingMail, draft: Copy) -> Receipt:
        """The receipt of what was sent; whatever comes of looking for it, it has left."""
        try:
            found, _ = find_copy(session, mail)
        except (Refused, Senseless, ConnectorError) as error:
            log.warning(
                "a mail that was sent was not looked up",
                extra={
                    "action": "sent_not_looked_up",
                    "account": self.account,
                    "reason": type(error).__name__,
                },
            )
            found = None
        if found is not None and found.is_sent:
            return found.receipt()
        return Receipt(draft.key, "the sent mail of the mailbox", sent=True)

    def _lies_there(self) -> PermanentError:
        return PermanentError(
            f"A draft of this mail lies in the mailbox of account '{self.account}', and may have "
            "been edited there. Nothing was sent: send it from there, or delete it and approve "
            "again."
        )
