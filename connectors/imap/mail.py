"""A mailbox on an IMAP host as a `MailConnector`: what is asked when, and what errors become."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from connectors.base import (
    Collection,
    CursorExpired,
    Listed,
    MailPage,
    PermanentError,
    TransientError,
)
from connectors.imap import commands
from connectors.imap.cursor import CursorUnreadable, Position, parse_position
from connectors.imap.faults import Refused, Senseless, command_refused, folder_refused
from connectors.imap.folders import Folder, list_folders
from connectors.imap.reading import Reader
from connectors.imap.rounds import check_wholeness, run_round
from connectors.imap.session import OnSession, Session
from connectors.local.pages import PageLimits

if TYPE_CHECKING:
    from connectors.imap.commands import Selected
    from connectors.imap.settings import ImapSettings

#: Messages whose dates are asked for at once: an answer of some 300 kB.
LISTING_WINDOW = 5000


class ImapMail(OnSession):
    """`MailConnector` over IMAP; reads only, and marks nothing as read.

    One connection is opened at the first question and kept; `close` ends it, and so does letting
    go of the mailbox. Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How the host is reached.
        accept_empty: A folder that knew messages and holds none was emptied on purpose.
        limits: Bounds of a page.

    Attributes:
        downloads: Bodies fetched so far.
    """

    def __init__(
        self,
        account: str,
        settings: ImapSettings,
        *,
        accept_empty: bool = False,
        limits: PageLimits | None = None,
    ) -> None:
        self.account = account
        self.downloads = 0
        self._session = Session(account, settings)
        self._accept_empty = accept_empty
        self._limits = limits or PageLimits()
        self._folders: dict[str, Folder] | None = None
        self._turn = 0

    def list_collections(self) -> Sequence[Collection]:
        """The folders of the account's owner: INBOX, what was sent, drafts, the rest.

        Raises:
            AuthError: the host refused user or secret.
            TransientError, PermanentError: it cannot be reached, or not so.
        """
        try:
            folders = list_folders(self._session)
        except (Refused, Senseless) as error:
            raise command_refused(self.account, "The list of folders", error) from error
        if not folders:
            raise PermanentError(
                f"The list of folders of account '{self.account}' is empty, and every mailbox has "
                "an INBOX. Nothing stored was deleted; check the user of the account."
            )
        self._folders = {folder.name: folder for folder in folders}
        return [folder.collection() for folder in folders]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        """Changes since `cursor`, newest mail first, as pages; none when nothing changed.

        Raises:
            AuthError: the host refused user or secret.
            TransientError: the connection ended; the pages so far are good.
            PermanentError: there is no such folder, or it lost all its messages at once.
            CursorExpired: the cursor is none of this connector's.
        """
        position = self._parse(collection, cursor)
        folder = self._folder(collection)
        selected = self._examine(folder)
        position = _brought_up(position, selected)
        reader = Reader(self._session, collection, folder.wire, selected.validity, self._limits)
        self._turn += 1
        turn = self._turn
        try:
            for page in run_round(reader, selected, position, accept_empty=self._accept_empty):
                self.downloads += reader.take_downloads()
                yield page
                self._check_turn(turn, collection)
        except (Refused, Senseless) as error:
            raise command_refused(self.account, collection, error) from error

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """Every message of a folder with its arrival; see `CountingConnector`.

        Raises:
            AuthError, PermanentError: as of `fetch_changes`.
            TransientError: the connection ended, or fewer were listed than the folder has.
            CursorExpired: the UIDs were given anew since the cursor.
        """
        position = self._parse(collection, cursor)
        folder = self._folder(collection)
        selected = self._examine(folder)
        known = _brought_up(position, selected)
        if known.reset:
            raise CursorExpired(self.account, collection)
        reader = Reader(self._session, collection, folder.wire, selected.validity, self._limits)
        self._turn += 1
        turn = self._turn
        try:
            uids = sorted(set(commands.list_uids(self._session))) if selected.exists else []
            check_wholeness(self.account, collection, listed=len(uids), exists=selected.exists)
            for dates in reader.dates(uids, LISTING_WINDOW):
                for uid, at in dates:
                    alias = known.told[uid].alias if uid in known.told else known.alias_for(uid)
                    yield Listed(alias or f"{known.validity}.{uid}", at)
                self._check_turn(turn, collection)
        except (Refused, Senseless) as error:
            raise command_refused(self.account, collection, error) from error

    def _folder(self, collection: str) -> Folder:
        if self._folders is None:
            self.list_collections()
        folder = (self._folders or {}).get(collection)
        if folder is None:
            raise PermanentError(
                f"There is no '{collection}' in account '{self.account}' any more. Nothing stored "
                "was deleted."
            )
        return folder

    def _check_turn(self, turn: int, collection: str) -> None:
        """Whether the folder is still the one that is open.

        One connection has one folder open: UIDs would be those of the other.
        """
        if turn != self._turn:
            raise TransientError(
                f"Another folder of account '{self.account}' was opened before all of "
                f"'{collection}' was read; the next sync goes on from here."
            )

    def _parse(self, collection: str, cursor: str | None) -> Position | None:
        try:
            return parse_position(cursor) if cursor else None
        except CursorUnreadable as error:
            raise CursorExpired(self.account, collection) from error

    def _examine(self, folder: Folder) -> Selected:
        try:
            return commands.examine(self._session, folder.wire)
        except Refused as error:
            raise folder_refused(self.account, folder.name, error) from error
        except Senseless as error:
            raise command_refused(self.account, folder.name, error) from error


def _brought_up(position: Position | None, selected: Selected) -> Position:
    """The position to go on from: a new one, the known one, or that of a reset round."""
    if position is None:
        return Position(selected.validity, selected.modseq)
    highest = max(position.told, default=0)
    went_back = 0 < selected.uid_next <= highest
    if position.validity != selected.validity or went_back:
        return position.restart(selected.validity, selected.modseq)
    return position
