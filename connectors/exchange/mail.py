"""A mailbox on an Exchange Server as a `MailConnector`: what is asked when, and what errors become."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from connectors.base import (
    Collection,
    CursorExpired,
    Listed,
    MailPage,
)
from connectors.cursors import CursorUnreadable, brought_up
from connectors.exchange.cursor import Position, parse_position
from connectors.exchange.folders import Folder, list_folders
from connectors.exchange.items import Reader, list_rows
from connectors.exchange.rounds import Round
from connectors.exchange.session import translated
from connectors.exchange.shared import Shared
from connectors.local.pages import PageLimits
from connectors.sentences import collection_gone, no_folders

if TYPE_CHECKING:
    from connectors.exchange.session import Session
    from connectors.exchange.settings import ExchangeSettings


class ExchangeMail:
    """`MailConnector` over EWS; reads only, and marks nothing as read.

    Not for two threads at once. It signs in once and keeps its connection until `close`; where the
    sign-in was refused, nothing more is asked until then.

    Args:
        account: The account's name, for sentences.
        settings: How the server is reached.
        accept_empty: A folder that knew messages and holds none was emptied on purpose.
        limits: Bounds of a page.

    Attributes:
        downloads: Messages fetched so far.
    """

    def __init__(
        self,
        account: str,
        settings: ExchangeSettings,
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
        self._shared = Shared(account, settings)

    def close(self) -> None:
        """End the connection; the next question makes another and signs in again."""
        self._shared.close()

    def list_collections(self) -> Sequence[Collection]:
        """The folders of the mailbox: inbox, what was sent, drafts, the rest.

        Raises:
            AuthError: a person must sign in again.
            TransientError, PermanentError: they cannot be listed.
        """
        return [folder.collection() for folder in self._list(self._shared.session())]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        """Changes since `cursor`, newest mail first, as pages; none when nothing changed.

        Raises:
            AuthError: a person must sign in again.
            TransientError: Exchange has no time, or was cut off; the pages so far are good.
            PermanentError: there is no such folder, or it lost all its messages at once.
            CursorExpired: the cursor is none of this connector's.
        """
        before = self._parse(collection, cursor)
        session = self._shared.session()
        with translated(self.account, f"'{collection}'"):
            folder = self._folder(session, collection)
            position = brought_up(before, Position(self._settings.origin, folder.key))
            reader = Reader(session, collection, self._settings.full_bodies, self._limits.octets)
            told = 0
            for page in Round(
                session, folder, position, reader, self._limits, self._accept_empty
            ).pages():
                self.downloads += reader.downloads - told
                told = reader.downloads
                yield page
            self.downloads += reader.downloads - told

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """Every message of a folder with its arrival; see `CountingConnector`.

        Raises:
            AuthError, PermanentError: as of `fetch_changes`.
            TransientError: Exchange has no time.
            CursorExpired: the cursor is of another folder, or of none.
        """
        before = self._parse(collection, cursor)
        session = self._shared.session()
        with translated(self.account, f"'{collection}'"):
            folder = self._folder(session, collection)
            if before is not None and before.source != folder.key:
                raise CursorExpired(self.account, collection)
            for row in list_rows(session, folder.key):
                if row.is_mail:
                    name = before.provider_id(row.key) if before is not None else row.key
                    yield Listed(name, row.received_at)

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
