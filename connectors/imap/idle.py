"""Waiting for mail: IDLE (RFC 2177) where the host offers it, for whoever keeps a folder in view.

It tells that something happened, never what: a sync follows, and finds out. A host may let go of a
connection after 29 minutes, so a wait is shorter, and is simply begun again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from connectors.base import PermanentError
from connectors.imap import commands
from connectors.imap.faults import Refused, Senseless, command_refused, folder_refused
from connectors.imap.folders import list_folders
from connectors.imap.session import OnSession, Session

if TYPE_CHECKING:
    from connectors.imap.settings import ImapSettings

#: The longest wait: hosts let go after 30 minutes (RFC 2177), some of them and many routers sooner.
MAX_WAIT_S = 540.0
#: How often it is asked whether to stop.
_STEP_S = 0.5


class Heard(StrEnum):
    """How a wait ended."""

    #: Something happened in the folder.
    NEWS = "news"
    #: Nothing did, in all that time.
    SILENCE = "silence"
    #: It was told to stop.
    STOPPED = "stopped"


class ImapWatch(OnSession):
    """Watches one folder, on a connection of its own.

    Args:
        account: The account's name, for sentences.
        settings: How the host is reached.
        collection: The folder's name, as `ImapMail.list_collections` gives it.
    """

    def __init__(self, account: str, settings: ImapSettings, collection: str = "INBOX") -> None:
        self.account = account
        self._collection = collection
        self._session = Session(account, settings)
        self._wire: str | None = None

    def wait(self, seconds: float, stop: Callable[[], bool] = lambda: False) -> Heard:
        """Wait until something happens in the folder, `seconds` have passed, or `stop` says so.

        The first wait on a new connection should follow a sync, or be followed by one: what happened
        before it began is not told.

        Args:
            seconds: At most; never longer than `MAX_WAIT_S`.
            stop: Asked twice a second.

        Raises:
            AuthError, TransientError: as of a sync; wait a while before the next try.
            PermanentError: the host offers no IDLE, or has no such folder: sync by the clock.
        """
        try:
            self._select()
            return self._idle(min(seconds, MAX_WAIT_S), stop)
        except Refused as error:
            raise folder_refused(self.account, self._collection, error) from error
        except Senseless as error:
            raise command_refused(self.account, self._collection, error) from error

    def _select(self) -> None:
        """Have the folder open; on a connection that was kept it is open already."""
        if self._session.is_open and self._wire is not None:
            return
        folders = {folder.name: folder.wire for folder in list_folders(self._session)}
        if not self._session.has("IDLE"):
            raise PermanentError(
                f"{self._session.settings.host} of account '{self.account}' offers no IDLE; mail is "
                "looked for by the clock."
            )
        self._wire = folders.get(self._collection, self._collection)
        commands.examine(self._session, self._wire)

    def _idle(self, seconds: float, stop: Callable[[], bool]) -> Heard:
        until = time.monotonic() + seconds
        with self._session.command():
            line = self._session.line()
            heard = Heard.NEWS if line.begin_idle() else Heard.SILENCE
            while heard is Heard.SILENCE and (left := until - time.monotonic()) > 0:
                if stop():
                    heard = Heard.STOPPED
                elif line.wait(min(_STEP_S, left)):
                    heard = Heard.NEWS if line.hear() else heard
            if line.end_idle() and heard is Heard.SILENCE:
                heard = Heard.NEWS
        return heard
