"""Answers in the shapes that the reference of EWS documents, to be replayed byte for byte.

The data is invented and the words are ours; the structure, the order and the prefixes are those of
the documented examples, which the double's own answers do not share.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """One answer.

    Attributes:
        operation: The operation it answers; ``*``: any.
        status: The HTTP status it comes with; a fault comes with 500.
    """

    name: str
    operation: str
    status: int = 200

    @property
    def raw(self) -> bytes:
        return (_FOLDER / f"{self.name}.xml").read_bytes()


#: A new message, a changed one, a meeting request, a read flag and a deletion, on a last page.
SYNC_CHANGES = Sample("sync_changes", "SyncFolderItems")
#: ErrorInvalidSyncStateData; there is no SyncState in it.
SYNC_STATE_UNKNOWN = Sample("sync_state_unknown", "SyncFolderItems")
#: Three ids: a message with MimeContent, ErrorItemNotFound, and a warning that the rest was left out.
ITEMS_ONE_MISSING = Sample("items_one_missing", "GetItem")
#: ErrorServerBusy with BackOffMilliseconds 297749, as a fault for any operation.
BUSY_FAULT = Sample("busy_fault", "*", 500)
#: The same in the response message of a GetItem.
BUSY_MESSAGE = Sample("busy_message", "GetItem")
#: Inbox, a folder below it, a calendar and a search folder.
FOLDERS = Sample("folders", "FindFolder")
#: A draft that was made as an answer.
REPLY_CREATED = Sample("reply_created", "CreateItem")
#: CalendarView: a single event, an occurrence and an exception; organizers by name only.
CALENDAR_VIEW = Sample("calendar_view", "FindItem")
#: ErrorImpersonateUserDenied, a fault for any operation.
IMPERSONATION_DENIED = Sample("impersonation_denied", "*", 500)

ALL = (
    SYNC_CHANGES,
    SYNC_STATE_UNKNOWN,
    ITEMS_ONE_MISSING,
    BUSY_FAULT,
    BUSY_MESSAGE,
    FOLDERS,
    REPLY_CREATED,
    CALENDAR_VIEW,
    IMPERSONATION_DENIED,
)
