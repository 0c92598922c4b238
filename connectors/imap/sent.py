"""Copies of what was sent, in the folder that the mailbox has for them: `connectors.smtp.SentCopies`.

Sending is not done here. A copy is looked for before it is stored, so that asking twice keeps one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.base import (
    AmbiguousDelivery,
    CollectionRole,
    ConnectorError,
    OutgoingMail,
    PermanentError,
    Receipt,
    TransientError,
)
from connectors.imap import commands
from connectors.imap.copies import check_storable, find_copy, make_receipt
from connectors.imap.faults import Refused, Senseless
from connectors.imap.folders import Folder, list_folders, personal_prefix
from connectors.imap.session import OnSession, Session

if TYPE_CHECKING:
    from connectors.imap.settings import ImapSettings


class ImapSent(OnSession):
    """The sent mail of a mailbox.

    The folder is the one that the host names (SPECIAL-USE), else one with such a name in any
    language; where there is none, ``Sent`` is made for the first copy. Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How the host is reached.
    """

    def __init__(self, account: str, settings: ImapSettings) -> None:
        self.account = account
        self._session = Session(account, settings)
        self._folders: list[Folder] | None = None

    def find(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of a copy with this key or, without any key, this Message-ID; else None.

        Raises:
            AuthError, TransientError, PermanentError: the host cannot be asked.
        """
        try:
            for folder in self._places():
                found = find_copy(self._session, folder, mail, or_by_id=True)
                if found is not None:
                    return found
        except (Refused, Senseless) as error:
            raise self._refused(error) from error
        return None

    def keep(self, mail: OutgoingMail) -> Receipt:
        """Store a copy as read, unless there is one already: then the receipt of that.

        Raises:
            AuthError: the host refused user or secret.
            TransientError: the host was not reached, or has no room now; nothing was stored.
            PermanentError: the host refused it; nothing was stored.
            AmbiguousDelivery: it may have been stored.
        """
        check_storable(mail)
        found = self.find(mail)
        if found is not None:
            return found
        try:
            folder = self._sent_folder()
            self._session.open()
            place = commands.append(self._session, folder.wire, mail.raw, ("\\Seen",))
        except (Refused, Senseless, TransientError) as error:
            if self._session.handed_over and not isinstance(error, Refused):
                raise self._ambiguous() from error
            raise self._refused(error) from error
        if place is not None:
            return make_receipt(folder, *place)
        return self._find_after(mail)

    # ── where ────────────────────────────────────────────────────────────────────────────────

    def _places(self) -> list[Folder]:
        """Folders of sent mail, the one that the host itself names first."""
        if self._folders is None:
            self._folders = list_folders(self._session)
        sent = [each for each in self._folders if each.role is CollectionRole.SENT]
        return sorted(sent, key=lambda folder: not folder.is_told)

    def _sent_folder(self) -> Folder:
        for folder in self._places():
            return folder
        name = f"{personal_prefix(self._session)}Sent"
        commands.create_folder(self._session, name, use="\\Sent")
        self._folders = None
        return Folder(name, name, CollectionRole.SENT)

    # ── what went wrong ──────────────────────────────────────────────────────────────────────

    def _find_after(self, mail: OutgoingMail) -> Receipt:
        """Without UIDPLUS: the host took it, and has to be asked where it is."""
        try:
            found = self.find(mail)
        except ConnectorError as error:
            raise self._ambiguous() from error
        if found is None:
            raise self._ambiguous()
        return found

    def _ambiguous(self) -> AmbiguousDelivery:
        return AmbiguousDelivery(
            f"{self._session.settings.host} had all of a copy of account '{self.account}' and did "
            "not say whether it stored it."
        )

    def _refused(self, error: Refused | Senseless | TransientError) -> ConnectorError:
        if isinstance(error, TransientError):
            return error
        where = f"The sent mail of account '{self.account}' on {self._session.settings.host}"
        if isinstance(error, Refused) and error.is_passing:
            return TransientError(f"{where} cannot be used now ({error.words}).")
        return PermanentError(f"{where} cannot be used ({error}).")
