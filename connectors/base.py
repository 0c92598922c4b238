"""The port every mailbox and calendar stands behind: the words, the records and the errors.

Words, after RFC 5322, IMAP and RFC 5545, used the same way everywhere:

========================  =================================================================
account                   one configured mailbox or calendar source, named by the owner
collection                a folder, label or calendar of an account, named by the provider
provider_id               the provider's id of one item within its collection
cursor                    an opaque position in a collection's change feed
page                      a bounded batch of changes, with the cursor that follows it
place                     where the provider keeps an item: (collection, provider_id)
listing                   the ids of all items of a collection, asked for to count them
draft                     a message of ours that nobody has received
delivery                  one approved draft handed to the provider
receipt                   the provider's proof of a delivery
========================  =================================================================

Bytes and provider objects come in, plain records go out. A connector knows no SQL, no client and
no rule; it never parses more of a message than it must to know where one ends and the next begins.
Bad mail is data: it comes as a record with problems, or as a `Problem` of the page, never as an
exception. Only the five errors below cross the port.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable


class CollectionKind(StrEnum):
    """What a collection holds."""

    MAIL = "mail"
    CALENDAR = "calendar"


class CollectionRole(StrEnum):
    """What a mail folder is for, after SPECIAL-USE (RFC 6154)."""

    INBOX = "inbox"
    SENT = "sent"
    DRAFTS = "drafts"
    ARCHIVE = "archive"
    TRASH = "trash"
    JUNK = "junk"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one item or source, and what was done about it.

    Attributes:
        kind: A stable word for the kind of problem, such as ``truncated`` or ``too-large``.
        message: A sentence for people: what happened, to what, and what to do.
        key: The item it is about: a provider id, a path; ``''`` for the whole source.
    """

    kind: str
    message: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """One folder, label or calendar."""

    name: str
    kind: CollectionKind
    role: CollectionRole = CollectionRole.OTHER


@dataclass(frozen=True, slots=True)
class MailRecord:
    """One message as the provider keeps it.

    Attributes:
        raw: The whole message, or only its header block when `truncated` is true.
        size: Bytes of the whole message.
        flags: IMAP system flags without backslash, lower case: ``seen``, ``answered``, ``draft`` …
        received_at: The provider's own arrival time, aware UTC, where it has one.
    """

    provider_id: str
    collection: str
    raw: bytes
    size: int
    flags: frozenset[str] = frozenset()
    received_at: datetime | None = None
    labels: tuple[str, ...] = ()
    provider_thread_id: str | None = None
    truncated: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagChange:
    """Only the flags of a known message changed; its bytes are not read again."""

    provider_id: str
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class MailPage:
    """A batch of changes of one mail collection.

    Attributes:
        cursor: The position after this page; it is stored in the transaction that stores the page.
        reset: The cursor given was lost: after the last page, ids of this collection that no page
            of this round named (`upserted`, `flag_changes`, `known_ids`) no longer exist. Every
            page of such a round says so. A round that ends with an error says nothing about what
            is gone; resumed from a stored cursor it is still the same round, and names again as
            `known_ids` what it told before.
        known_ids: In a reset round, ids that exist and need no download.
        done, total: Progress in items or bytes; ``total`` is None where it is unknown.
    """

    upserted: tuple[MailRecord, ...] = ()
    flag_changes: tuple[FlagChange, ...] = ()
    deleted_ids: tuple[str, ...] = ()
    known_ids: tuple[str, ...] = ()
    cursor: str = ""
    reset: bool = False
    problems: tuple[Problem, ...] = ()
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarRecord:
    """One calendar resource: an iCalendar object with one event, a series, or a whole file.

    A resource replaces what the same `provider_id` held before: events that are no longer in it
    are gone.
    """

    provider_id: str
    collection: str
    raw: bytes
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A batch of changes of one calendar collection; fields as in `MailPage`."""

    upserted: tuple[CalendarRecord, ...] = ()
    deleted_ids: tuple[str, ...] = ()
    known_ids: tuple[str, ...] = ()
    cursor: str = ""
    reset: bool = False
    problems: tuple[Problem, ...] = ()
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One item as the provider lists it when it is asked what it holds.

    Attributes:
        provider_id: As that of its `MailRecord` or `CalendarRecord`.
        at: The provider's own date of it, aware UTC, where it tells one without the body.
    """

    provider_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """An approved message, byte for byte what leaves.

    Attributes:
        raw: RFC 5322 bytes, CRLF line ends, with our own ``X-Rapport-Draft`` header.
        draft_key: The value of that header: unique to the draft and its approved content; what a
            lost delivery is looked up by.
        message_id: Without angle brackets.
    """

    raw: bytes
    draft_key: str
    message_id: str
    in_reply_to: str | None = None
    provider_thread_id: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a delivery.

    Attributes:
        provider_id: What the provider calls it.
        location: Where it lies, in words for people.
        sent: It has left for its recipients; False: it is a draft.
    """

    provider_id: str
    location: str
    at: datetime | None = None
    sent: bool = False


class ConnectorError(Exception):
    """What may cross the port. The sentence says what happened, to which account, what to do."""


class AuthError(ConnectorError):
    """The provider refused who we are; a person must sign in again."""


class TransientError(ConnectorError):
    """It may work later; `retry_after_s` is the provider's own wish in seconds, or None."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unfinished(TransientError):
    """There is more than may be fetched now. Nothing is wrong: every page so far is whole, and the
    next reading goes on from there.
    """


class PermanentError(ConnectorError):
    """It will never work as it stands; trying again is useless."""


class CursorExpired(ConnectorError):
    """The provider no longer knows the cursor: list the ids and reconcile."""

    def __init__(self, account: str, collection: str) -> None:
        super().__init__(
            f"The position in '{collection}' of account '{account}' is no longer known there. "
            "Its items are listed again and compared; nothing stored is lost."
        )
        self.account = account
        self.collection = collection


class AmbiguousDelivery(ConnectorError):
    """The connection ended after the message may have been taken: look it up, never repeat it."""


@runtime_checkable
class MailConnector(Protocol):
    """A mailbox that can be read incrementally.

    An error of `fetch_changes` concerns that collection: the others go on. Only AuthError concerns
    the account. Pages given before an error are good, and the next sync goes on from the last.
    """

    account: str

    def list_collections(self) -> Sequence[Collection]:
        """The folders to read, in reading order; may be empty."""
        ...

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        """Changes since `cursor` (None or empty: everything), as pages; none when nothing changed.

        Raises:
            AuthError, TransientError, PermanentError, CursorExpired: as their names say. A
                collection that knew items and cannot say what became of them, because it is
                suddenly empty or cut off, raises PermanentError and tells no deletion.
        """
        ...


@runtime_checkable
class CalendarConnector(Protocol):
    """A set of calendars that can be read incrementally."""

    account: str

    def list_collections(self) -> Sequence[Collection]:
        """The calendars to read; may be empty."""
        ...

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[CalendarPage]:
        """Changes since `cursor`, as pages; as `MailConnector.fetch_changes`."""
        ...


@runtime_checkable
class CountingConnector(Protocol):
    """A mailbox or a set of calendars that says what it holds, beside what its changes told.

    The second opinion: what `fetch_changes` told is compared with it, so that nothing is missing
    without a word. It says only what is there, and forgets and remembers nothing.
    """

    account: str

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """Every item of a collection that a whole reading would tell of, once each, in any order.

        No body is read or fetched. What is no mail and no event is left out, as `fetch_changes`
        leaves it out, where `cursor` remembers that it was looked at.

        Args:
            collection: One of `list_collections`.
            cursor: Of the last page that was stored: it knows names that were given before the
                provider numbered its items anew.

        Raises:
            AuthError, TransientError: as their names say. A listing that is not whole is an error
                and never a shorter listing.
            PermanentError: there is no such collection, or it cannot be listed.
            CursorExpired: the items were numbered anew since; they are counted after the next
                reading.
        """
        ...


@runtime_checkable
class DeliveryConnector(Protocol):
    """A mailbox that takes approved drafts."""

    account: str

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Put one approved message into the drafts of the mailbox, in its thread.

        Raises:
            TransientError: provably nothing was stored.
            PermanentError: refused for good.
            AmbiguousDelivery: it may have been stored; use `find_draft`.
        """
        ...

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of an earlier delivery with this `draft_key`, or None: not there."""
        ...


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one pass over an account saw; for progress and for the report's header."""

    account: str
    collection: str
    upserted: int = 0
    deleted: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = field(default_factory=tuple)
