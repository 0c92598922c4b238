"""A mailbox in Microsoft 365 as a `MailConnector`: what is asked when, and what errors become."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from connectors.base import (
    Collection,
    CursorExpired,
    Listed,
    MailPage,
    TransientError,
)
from connectors.cursors import CursorUnreadable, brought_up
from connectors.local.pages import PageLimits
from connectors.microsoft.cursor import Position, parse_position
from connectors.microsoft.folders import Folder, list_folders
from connectors.microsoft.reading import Reader, moment
from connectors.microsoft.rounds import Round
from connectors.microsoft.session import Session, id_of, translated
from connectors.sentences import collection_gone, no_folders

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings

#: Rows of a listing that one answer holds: the most that Graph gives.
_LISTING_ROWS = "1000"


class MicrosoftMail:
    """`MailConnector` over Microsoft Graph; reads only, and marks nothing as read.

    Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How Graph is reached.
        accept_empty: A folder that knew messages and holds none was emptied on purpose.
        limits: Bounds of a page.

    Attributes:
        downloads: Messages fetched so far.
    """

    def __init__(
        self,
        account: str,
        settings: MicrosoftSettings,
        *,
        accept_empty: bool = False,
        limits: PageLimits | None = None,
    ) -> None:
        self.account = account
        self.downloads = 0
        self._settings = settings
        self._accept_empty = accept_empty
        self._limits = limits or PageLimits()
        self._folders: dict[str, Folder] | None = None

    def list_collections(self) -> Sequence[Collection]:
        """The folders of the mailbox: inbox, what was sent, drafts, the rest.

        Raises:
            AuthError: a person must sign in again.
            TransientError, PermanentError: they cannot be listed.
        """
        with Session(self.account, self._settings) as session:
            return [folder.collection() for folder in self._list(session)]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        """Changes since `cursor`, newest mail first, as pages; none when nothing changed.

        Raises:
            AuthError: a person must sign in again.
            TransientError: Graph has no time, or was cut off; the pages so far are good.
            PermanentError: there is no such folder, or it lost all its messages at once.
            CursorExpired: the cursor is none of this connector's.
        """
        before = self._parse(collection, cursor)
        with (
            Session(self.account, self._settings) as session,
            translated(self.account, f"'{collection}'"),
        ):
            folder = self._folder(session, collection)
            position = brought_up(before, Position(self._settings.origin, folder.key))
            reader = Reader(collection, self._settings.full_bodies)
            round_ = Round(session, folder, position, reader, self._limits, self._accept_empty)
            told = self.downloads
            try:
                yield from round_.pages()
            finally:
                self.downloads = told + round_.downloads

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """Every message of a folder with its arrival; see `CountingConnector`.

        Raises:
            AuthError, PermanentError: as of `fetch_changes`.
            TransientError: Graph has no time, or listed fewer than the folder has.
            CursorExpired: the cursor is of another folder, or of none.
        """
        before = self._parse(collection, cursor)
        with (
            Session(self.account, self._settings) as session,
            translated(self.account, f"'{collection}'"),
        ):
            folder = self._folder(session, collection)
            if before is not None and before.source != folder.key:
                raise CursorExpired(self.account, collection)
            path = f"/me/mailFolders/{quote(folder.key, safe='')}"
            query = {"$select": "id,receivedDateTime", "$top": _LISTING_ROWS}
            listed: set[str] = set()
            for row in session.rows(session.url(f"{path}/messages", query)):
                name = id_of(row)
                if name in listed:
                    continue
                listed.add(name)
                yield Listed(name, moment(row.get("receivedDateTime")))
            total = session.get(session.url(path, {"$select": "totalItemCount"})).get(
                "totalItemCount"
            )
        if isinstance(total, int) and len(listed) < total:
            raise TransientError(
                f"'{collection}' of account '{self.account}' has {total:,} messages, and Microsoft "
                f"listed {len(listed):,}; they are counted again after the next sync."
            )

    def _list(self, session: Session) -> list[Folder]:
        with translated(self.account, "the list of folders"):
            folders = list_folders(session)
        if not folders:
            raise no_folders(self.account)
        self._folders = {folder.name: folder for folder in folders}
        return folders

    def _folder(self, session: Session, collection: str) -> Folder:
        if self._folders is None:
            self._list(session)
        folder = (self._folders or {}).get(collection)
        if folder is None:
            raise collection_gone(self.account, collection)
        return folder

    def _parse(self, collection: str, cursor: str | None) -> Position | None:
        try:
            return parse_position(cursor) if cursor else None
        except CursorUnreadable as error:
            raise CursorExpired(self.account, collection) from error
