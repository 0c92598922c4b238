"""One stored message of an mbox as a record, with what programs wrote about it into its header.

Status fields of mbox readers and Thunderbird, labels and conversation of Gmail's export. What is no
mail to read stands in the file all the same: deleted by its owner, labelled as spam, a chat.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from connectors.base import CollectionRole, MailRecord, Problem
from connectors.limits import header_block, too_large
from connectors.local.files import shown
from connectors.local.mbox import Stored, field_of, identify, received_at
from connectors.local.takeout import Mark, read_labels

if TYPE_CHECKING:
    from pathlib import Path

_STATUS = {"R": "seen"}
_X_STATUS = {"A": "answered", "F": "flagged", "T": "draft", "D": "deleted"}
#: Bits of X-Mozilla-Status, https://developer.mozilla.org/docs/Mozilla/Thunderbird (nsMsgMessageFlags).
#: A message that waits to be sent, and a template, are drafts to everybody else.
_MOZILLA = {
    0x0001: "seen", 0x0002: "answered", 0x0004: "flagged", 0x0800: "draft", 0x1000: "passed",
    0x0100_0000: "draft",
}  # fmt: skip
#: Deleted by the owner, in the file only until the program compacts it, or on an IMAP host.
_MOZILLA_DELETED = 0x0008 | 0x0020_0000


class LeftOut(StrEnum):
    """Why a message that stands in the file is not given to anybody."""

    DELETED = "deleted"
    #: As folders of junk are.
    SPAM = "spam"
    CHAT = "chat"


def why_left_out(stored: Stored) -> LeftOut | None:
    """Why a message is not read, or None: it is."""
    head = header_block(stored.raw)
    if b"X-Mozilla-Status" in head and _mozilla_status(head) & _MOZILLA_DELETED:
        return LeftOut.DELETED
    labels = read_labels(head)
    if labels is None:
        return None
    if CollectionRole.JUNK in labels.roles:
        return LeftOut.SPAM
    return LeftOut.CHAT if Mark.CHAT in labels.marks else None


def entry_of(stored: Stored) -> bytes:
    """Identity and status of a message; empty for one that is left out."""
    if why_left_out(stored) is not None:
        return b""
    identity, status = identify(stored)
    return identity + status


def _mozilla_status(head: bytes) -> int:
    """The lower half of the bits is in one field, the upper half in another."""
    return _hex(field_of(head, b"X-Mozilla-Status")) | _hex(field_of(head, b"X-Mozilla-Status2"))


def _hex(text: str) -> int:
    return int(text, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,8}", text) else 0


def read_record(path: Path, collection: str, stored: Stored, provider_id: str) -> MailRecord:
    """One stored message as a record, with what programs wrote about it into its header."""
    head = header_block(stored.raw)
    labels = read_labels(head)
    problems: tuple[Problem, ...] = ()
    if stored.cut:
        problems = (too_large(shown(path), provider_id, stored.size),)
    elif not stored.complete:
        problems = (_truncated(path, provider_id),)
    return MailRecord(
        provider_id=provider_id,
        collection=collection,
        raw=stored.raw,
        size=stored.size,
        flags=_flags(head) | (labels.flags() if labels is not None else frozenset()),
        received_at=received_at(stored.separator),
        labels=labels.names if labels is not None else (),
        provider_thread_id=field_of(head, b"X-GM-THRID") or None if b"X-GM-THRID" in head else None,
        truncated=stored.cut,
        problems=problems,
    )


def _truncated(path: Path, provider_id: str) -> Problem:
    return Problem(
        "truncated",
        f"The last message of {shown(path)} breaks off in the middle of a line; what is there "
        "was kept. Copy or export the file again if it was cut off; the next sync compares.",
        provider_id,
    )


def _flags(head: bytes) -> frozenset[str]:
    flags: set[str] = set()
    if b"Status" in head or b"STATUS" in head:
        flags |= {_STATUS[one] for one in field_of(head, b"Status") if one in _STATUS}
        flags |= {_X_STATUS[one] for one in field_of(head, b"X-Status") if one in _X_STATUS}
        mozilla = _mozilla_status(head)
        flags |= {flag for bit, flag in _MOZILLA.items() if mozilla & bit}
    return frozenset(flags)
