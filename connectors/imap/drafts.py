"""Delivery into the drafts folder of a host: APPEND, with a look for an earlier copy before it.

    looked up ──found──▶ receipt of that
        │
      APPEND ──OK──▶ receipt         refused, or broken off before the last byte ──▶ not stored
        └── broken off behind the last byte ──▶ AmbiguousDelivery ──▶ `find_draft`

A literal is not stored before the line end behind it has arrived (RFC 9051, 6.3.12): so what ends
earlier provably stored nothing, and may be repeated. Nothing is ever sent from here.
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


class ImapDrafts(OnSession):
    """`DeliveryConnector` that puts drafts into the drafts folder of a mailbox.

    The folder is the one that the host names (SPECIAL-USE), else the one with such a name in any
    language; where there is none, ``Drafts`` is made. Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How the host is reached.
    """

    def __init__(self, account: str, settings: ImapSettings) -> None:
        self.account = account
        self._session = Session(account, settings)
        self._folders: list[Folder] | None = None

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Put one approved draft there, unless it is there already: then the receipt of that.

        Raises:
            AuthError: the host refused user or secret.
            TransientError: the host was not reached, or has no room now; nothing was stored.
            PermanentError: the host refused it, or the message is not ready; nothing was stored.
            AmbiguousDelivery: it may have been stored.
        """
        check_storable(mail)
        found = self.find_draft(mail)
        if found is not None:
            return found
        try:
            folder = self._drafts_folder()
            place = self._append(folder, mail)
        except (Refused, Senseless) as error:
            raise self._refused(error) from error
        if place is not None:
            return make_receipt(folder, *place)
        # No UIDPLUS: the host took it, and has to be asked where it is.
        found = self._find_after(mail)
        if found is None:
            raise self._ambiguous()
        return found

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the draft with this key, or None: it is not there.

        It is looked for among the drafts, and in what was sent: a person may have sent it by now.

        Raises:
            AuthError, TransientError, PermanentError: the host cannot be asked.
        """
        try:
            for folder in self._places():
                found = find_copy(self._session, folder, mail)
                if found is not None:
                    return found
        except (Refused, Senseless) as error:
            raise self._refused(error) from error
        return None

    # ── where ────────────────────────────────────────────────────────────────────────────────

    def _places(self) -> list[Folder]:
        """Folders in which a draft may be, likeliest first."""
        if self._folders is None:
            self._folders = list_folders(self._session)
        return [
            folder
            for role in (CollectionRole.DRAFTS, CollectionRole.SENT)
            for folder in self._folders
            if folder.role is role
        ]

    def _drafts_folder(self) -> Folder:
        for folder in self._places():
            if folder.role is CollectionRole.DRAFTS:
                return folder
        name = f"{personal_prefix(self._session)}Drafts"
        commands.create_folder(self._session, name, use="\\Drafts")
        self._folders = None
        return Folder(name, name, CollectionRole.DRAFTS)

    # ── what ─────────────────────────────────────────────────────────────────────────────────

    def _append(self, folder: Folder, mail: OutgoingMail) -> tuple[int, int] | None:
        """UIDVALIDITY and UID of the stored draft; None where the host does not tell them."""
        self._session.open()
        try:
            # Seen, so that it does not count as unread mail.
            return commands.append(self._session, folder.wire, mail.raw, ("\\Draft", "\\Seen"))
        except TransientError as error:
            if self._session.handed_over:
                raise self._ambiguous() from error
            raise TransientError(
                f"{error} The draft was not stored in '{folder.name}'; it may be tried again."
            ) from error
        except Senseless as error:
            if self._session.handed_over:
                raise self._ambiguous() from error
            raise

    def _find_after(self, mail: OutgoingMail) -> Receipt | None:
        try:
            return self.find_draft(mail)
        except ConnectorError as error:
            raise self._ambiguous() from error

    def _ambiguous(self) -> AmbiguousDelivery:
        return AmbiguousDelivery(
            f"{self._session.settings.host} had all of a draft of account '{self.account}' and did "
            "not say whether it stored it. It is looked up before anything else is tried."
        )

    def _refused(self, error: Refused | Senseless) -> ConnectorError:
        where = f"{self._session.settings.host} of account '{self.account}'"
        if isinstance(error, Refused) and error.is_passing:
            return TransientError(
                f"{where} takes no draft now ({error.words}); none was stored. It may be tried "
                "again."
            )
        return PermanentError(f"{where} does not take the draft ({error}); none was stored.")
