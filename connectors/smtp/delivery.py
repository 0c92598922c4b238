"""The port over SMTP: an approved mail is looked for, handed over once, and a copy of it kept.

    among the sent mail ──found──▶ receipt of that, nothing is sent
        │ not there
      SMTP ──taken──▶ copy among the sent mail ──▶ receipt of the copy
        │                └── cannot be kept ──▶ receipt of the host, which says so
        ├── not taken ──▶ TransientError, PermanentError, AuthError: nothing left
        └── no answer ──▶ AmbiguousDelivery ──▶ `find_draft`, and nothing else

The sent mail is the only place where a lost delivery can be looked up. A host that keeps copies by
itself leaves one there; with any other nothing is there when the answer was lost, since the copy is
ours to make: such a mail stays *unknown*, and a person decides.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from connectors.base import AuthError, ConnectorError, OutgoingMail, Receipt
from connectors.smtp.conversation import hand_over
from connectors.smtp.envelope import make_envelope

if TYPE_CHECKING:
    from connectors.smtp.settings import SmtpSettings

log = logging.getLogger(__name__)

#: Mails whose copies are still to be kept; a mailbox that is gone for longer gets none of the older.
MAX_OWED = 20


class SentCopies(Protocol):
    """The folder of what was sent."""

    def find(self, mail: OutgoingMail) -> Receipt | None:
        """The copy of a mail, by `draft_key` and `message_id` (`raw` may be empty), or None.

        Raises:
            AuthError, TransientError, PermanentError: it cannot be looked for.
        """
        ...

    def keep(self, mail: OutgoingMail) -> Receipt:
        """Put a copy there, unless there is one; its receipt.

        Raises:
            AuthError, TransientError, PermanentError: it is not there.
            AmbiguousDelivery: nobody knows whether it is; asking again looks first.
        """
        ...

    def close(self) -> None:
        """End the connection, where there is one."""
        ...


class SmtpDelivery:
    """`DeliveryConnector` that sends. Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: The host that takes the mail.
        sent: Where copies are, and are kept.
    """

    def __init__(self, account: str, settings: SmtpSettings, sent: SentCopies) -> None:
        self.account = account
        self._settings = settings
        self._sent = sent
        self._refusal: AuthError | None = None
        self._owed: list[OutgoingMail] = []

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Send one approved mail to everybody in it, unless it is among the sent mail already.

        The receipt is that of the copy; where there is none, that of the host, and says why.

        Raises:
            AuthError: user or secret was refused; nothing left, and the host is not asked again.
            TransientError, PermanentError: nothing left.
            AmbiguousDelivery: it may have left.
        """
        envelope = make_envelope(mail)
        if self._refusal is not None:
            raise self._refusal
        found = self.find_draft(mail)
        if found is not None:
            return found
        try:
            hand_over(self.account, self._settings, envelope)
        except AuthError as error:
            self._refusal = error
            raise
        return self._receipt(mail)

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the mail among the sent ones, or None: it is not there.

        Raises:
            AuthError, TransientError, PermanentError: it cannot be looked for.
        """
        found = self._sent.find(mail)
        self._keep_owed()
        return found and replace(found, sent=True)

    def close(self) -> None:
        """End the connection to the sent mail; the next question opens another."""
        self._sent.close()

    # ── the copy: what goes wrong here is never the delivery's ───────────────────────────────

    def _receipt(self, mail: OutgoingMail) -> Receipt:
        if not self._settings.copies:
            copy, reason = self._look(mail), "its own copy is not among the sent mail yet"
            return replace(copy or self._without_copy(mail, reason), sent=True)
        try:
            return replace(self._keep(mail), sent=True)
        except ConnectorError as error:
            self._owed = [*self._owed, mail][-MAX_OWED:]
            return self._without_copy(mail, f"no copy of it could be kept. {error}")

    def _look(self, mail: OutgoingMail) -> Receipt | None:
        try:
            return self._sent.find(mail)
        except ConnectorError as error:
            self._note(error)
            return None

    def _keep(self, mail: OutgoingMail) -> Receipt:
        """A copy, with a second try: the connection may have slept while the host took its time."""
        try:
            return self._sent.keep(mail)
        except ConnectorError as error:
            self._note(error)
        return self._sent.keep(mail)

    def _keep_owed(self) -> None:
        """Copies that could not be kept before, as long as it goes well."""
        while self._owed:
            try:
                self._sent.keep(self._owed[0])
            except ConnectorError as error:
                self._note(error)
                return
            del self._owed[0]

    def _without_copy(self, mail: OutgoingMail, reason: str) -> Receipt:
        return Receipt(
            mail.message_id,
            f"the hands of {self._settings.host}, which took it; {reason.rstrip('.')}",
            sent=True,
        )

    def _note(self, error: ConnectorError) -> None:
        log.warning(
            "no copy of sent mail",
            extra={
                "action": "sent_copy_missing",
                "account": self.account,
                "reason": type(error).__name__,
            },
        )
