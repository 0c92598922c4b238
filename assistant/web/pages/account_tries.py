"""Test reads of accounts: made here, and shown on the page that follows the form.

What was seen stays in memory for a while and is written nowhere: after a form the browser asks for
another page, and loading that again must send no password again.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.accounts import probe, read_headings
from assistant.errors import RapportError
from assistant.ingest.firstlook import look_at, propose_clients
from assistant.web.pages.account_lines import say_on_page
from assistant.web.pages.lines import cut
from assistant.web.pages.words import one_line
from connectors.base import AuthError, CollectionKind, ConnectorError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.accounts import Heading, Probe
    from assistant.app import App
    from assistant.config.records import AccountConfig
    from assistant.connections import Connections
    from assistant.ingest.firstlook import Proposal

#: Test reads at one time: each holds one of the threads that answer requests, up to some minutes.
AT_ONCE = 4
#: What was seen is shown this long, and of so many test reads.
SHOWN_FOR = timedelta(hours=1)
MOST = 20
#: Folders named one by one, and proposals: more are no help.
FOLDERS = 12
PROPOSALS = 12
#: Sentences of connectors about readings that go on.
_OF_READINGS = ("What was read so far", "Nothing stored was deleted", "next sync")


class TooManyTries(RapportError):
    """Other test reads are not done yet."""

    def __init__(self) -> None:
        super().__init__(
            f"{AT_ONCE} test reads are going on already. Wait until one of them is done, then try "
            "again."
        )


@dataclass(frozen=True, slots=True)
class Try:
    """What a test read came to.

    Attributes:
        added: The account was added with it.
        error: What was wrong, as a sentence; empty where all was well.
        at_sign_in: The host does not let us in; else something else was wrong.
        folders: The first of them; `more_folders` are counted.
        calendars: Name and entries of its first page; None where none are read.
        headings: The newest messages of the inbox.
        proposals: Organisations that could be named as clients.
    """

    name: str
    at: datetime
    added: bool = False
    error: str = ""
    at_sign_in: bool = False
    folders: tuple[str, ...] = ()
    more_folders: int = 0
    calendars: tuple[tuple[str, int], ...] | None = None
    headings: tuple[Heading, ...] = ()
    proposals: tuple[Proposal, ...] = ()


class Tries:
    """The last test reads of each session."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str], Try] = {}
        self._changing = threading.Lock()
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def keep(self, session_id: int, seen: Try) -> None:
        """Remember one for the next page, in place of the account's last one."""
        with self._changing:
            self._kept.pop((session_id, seen.name), None)
            self._kept[session_id, seen.name] = seen
            while len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]

    def find(self, session_id: int, name: str, *, now: datetime) -> Try | None:
        """The last one of an account, or None: there is none, or it is old."""
        with self._changing:
            seen = self._kept.get((session_id, name))
        return seen if seen is not None and now - seen.at < SHOWN_FOR else None

    def forget(self, name: str) -> None:
        """The account is gone."""
        with self._changing:
            for key in [key for key in self._kept if key[1] == name]:
                del self._kept[key]

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Be one of the few test reads at a time.

        Raises:
            TooManyTries: there are enough.
        """
        if not self._free.acquire(blocking=False):
            raise TooManyTries
        try:
            yield
        finally:
            self._free.release()


def try_account(
    app: App, tries: Tries, connections: Connections, account: AccountConfig, *, now: datetime
) -> Try:
    """Sign in, list, read the newest headers; what is wrong stands in the answer.

    The host may lie in the local network or on this machine: whoever is signed in here is the owner
    of both, and there is no border to keep between them. What comes back is a sentence of ours or
    header fields, never bytes of a host as they came. The home is not locked meanwhile, and how long
    a host may take is bounded by the connectors.
    """
    try:
        with tries.turn():
            seen = probe(connections, account)
            return _show(app, account, seen, now)
    except (ConnectorError, RapportError) as error:
        at_sign_in = isinstance(error, AuthError)
        return Try(account.name, now, error=_say(error), at_sign_in=at_sign_in)


def _say(error: Exception) -> str:
    """What went wrong; a test read keeps nothing, so nothing is said of what is kept."""
    sentence = str(error).replace("Nothing stored was deleted; ", "To do: ")
    return say_on_page(sentence, without=_OF_READINGS)


def _show(app: App, account: AccountConfig, seen: Probe, now: datetime) -> Try:
    folders = [one_line(one.name) for one in seen.collections if one.kind is CollectionKind.MAIL]
    calendars = None
    if seen.items is not None:
        calendars = tuple((one_line(name), count) for name, count in seen.items.items())
    return Try(
        name=account.name,
        at=now,
        folders=tuple(folders[:FOLDERS]),
        more_folders=max(0, len(folders) - FOLDERS),
        calendars=calendars,
        headings=tuple(_visible(one) for one in read_headings(seen.sample)),
        proposals=_propose(app, seen),
    )


def _visible(heading: Heading) -> Heading:
    """A line of the table: what a stranger wrote, made visible and short."""
    return replace(heading, sender=cut(heading.sender), subject=cut(heading.subject))


def _propose(app: App, seen: Probe) -> tuple[Proposal, ...]:
    """Whom the mailbox writes with both ways, most first."""
    from assistant.assess.who import make_who_config

    if not seen.sample or not seen.sent:
        return ()
    look = look_at((*seen.sample, *seen.sent))
    found = propose_clients(look, make_who_config(app.config))
    return tuple(one for one in found if one.written and one.received)[:PROPOSALS]
