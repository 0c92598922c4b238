"""A Gmail mailbox as a `MailConnector`: one place, *All mail*, where every message lies once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from connectors.base import (
    Collection,
    CollectionKind,
    CursorExpired,
    Listed,
    MailPage,
    PermanentError,
)
from connectors.cursors import CursorUnreadable
from connectors.google.client import Client, OnClient
from connectors.google.cursor import LEFT, Position, parse_position, print_of
from connectors.google.faults import Refused
from connectors.google.mailbox import Mailbox, Profile
from connectors.google.rounds import Round
from connectors.local.pages import PageLimits

if TYPE_CHECKING:
    from connectors.google.settings import GoogleSettings

#: The one collection of a mailbox.
ALL_MAIL = "All mail"


class GoogleMail(OnClient):
    """`MailConnector` over the Gmail API; reads only, and marks nothing as read.

    Not for two threads at once.

    Args:
        account: The account's name, for sentences.
        settings: How it is reached.
        accept_empty: A mailbox that knew messages and holds none was emptied on purpose.
        limits: Bounds of a page.

    Attributes:
        downloads: Bodies fetched so far.
    """

    def __init__(
        self,
        account: str,
        settings: GoogleSettings,
        *,
        accept_empty: bool = False,
        limits: PageLimits | None = None,
    ) -> None:
        self.account = account
        self.downloads = 0
        self._settings = settings
        self._client = Client(account, settings, "gmail")
        self._mailbox = Mailbox(self._client, "the mail")
        self._accept_empty = accept_empty
        self._limits = limits or PageLimits()

    def list_collections(self) -> Sequence[Collection]:
        """The one place where all mail is, if the mailbox can be read.

        Raises:
            AuthError, TransientError, PermanentError: as their names say.
        """
        with self._client.reading():
            self._mailbox.fetch_profile()
        return [Collection(ALL_MAIL, CollectionKind.MAIL)]

    def fetch_address(self) -> str:
        """The address of the mailbox that was signed in to.

        Raises:
            AuthError, TransientError, PermanentError: as their names say.
        """
        with self._client.reading():
            return self._mailbox.fetch_profile().address

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        """Changes since `cursor`, newest mail first, as pages; none when nothing changed.

        Raises:
            AuthError: Google refused the account.
            TransientError: it cannot be asked now; the pages so far are good.
            PermanentError: there is no such collection, it is another mailbox than before, or it
                lost all its messages at once.
            CursorExpired: the cursor is none of this connector's.
        """
        self._check(collection)
        position = self._parse(collection, cursor)
        if position is not None:
            self._client.carry_over(position.paid_at, position.paid)
        with self._client.reading():
            profile = self._mailbox.fetch_profile()
            round_ = self._round(self._brought_up(position, profile), profile)
            before = self.downloads
            try:
                for page in round_.pages():
                    self.downloads = before + round_.downloads
                    yield page
            except Refused as error:
                raise self._mailbox.refused(error) from error

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """Every message by its id; Gmail lists no dates with them. See `CountingConnector`.

        Raises:
            AuthError, TransientError, PermanentError: as of `fetch_changes`.
            CursorExpired: the cursor is none of this connector's.
        """
        self._check(collection)
        position = self._parse(collection, cursor)
        with self._client.reading():
            profile = self._mailbox.fetch_profile()
            position = self._brought_up(position, profile)
            try:
                for name in dict.fromkeys(self._round(position, profile).list_ids()):
                    if position.marks.get(name) != LEFT:
                        yield Listed(name)
            except Refused as error:
                raise self._mailbox.refused(error) from error

    def _round(self, position: Position, profile: Profile) -> Round:
        return Round(
            self._mailbox,
            ALL_MAIL,
            position,
            profile,
            self._limits,
            full_bodies=self._settings.full_bodies,
            accept_empty=self._accept_empty,
        )

    def _check(self, collection: str) -> None:
        if collection != ALL_MAIL:
            raise PermanentError(
                f"There is no '{collection}' in account '{self.account}', only '{ALL_MAIL}'. "
                "Nothing stored was deleted."
            )

    def _parse(self, collection: str, cursor: str | None) -> Position | None:
        try:
            return parse_position(cursor) if cursor else None
        except CursorUnreadable as error:
            raise CursorExpired(self.account, collection) from error

    def _brought_up(self, position: Position | None, profile: Profile) -> Position:
        """The position to go on from, in the mailbox that was read before and in no other."""
        mailbox = print_of(profile.address)
        if position is None:
            return Position(mailbox, profile.history)
        if position.mailbox != mailbox:
            raise PermanentError(
                f"Account '{self.account}' is signed in to another mailbox than before. Nothing "
                f"stored was deleted. Run `rapport account auth {self.account}` and sign in as "
                "before, or add the other mailbox as an account of its own."
            )
        return position
