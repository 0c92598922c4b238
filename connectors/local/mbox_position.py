"""How far an mbox was read: the cursor of one file.

It holds size, time and inode for a look without opening; the offset of the last message; a hash of
the file's beginning and of the bytes before the end, to tell growth from a rewrite; and for every
message its identity and status (16 bytes), to tell a rewrite without telling everything again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from connectors.local.listing import VERSION

if TYPE_CHECKING:
    from connectors.local.mbox import Stored

KIND = "mbox"
#: Messages whose identities fit a cursor (16 bytes each, 800 kB); beyond it a rewrite is a reset.
MAX_INDEX = 50_000
ENTRY_BYTES = 16
ID_BYTES = 12
_HEAD_BYTES = 64 * 1024
_TAIL_BYTES = 4096

#: `follow`: all up to `end` was read. `compare`: the file was rewritten, the index holds what is
#: known of it so far. `reset`: the same, and the reader is to forget what the round does not name.
Mode = Literal["follow", "compare", "reset"]


@dataclass(slots=True)
class Position:
    """How far a file was read, and what was there."""

    size: int = -1
    mtime_ns: int = 0
    inode: int = 0
    end: int = 0
    last: int = 0
    last_entry: bytes = b""
    count: int = 0
    head: str = ""
    tail: str = ""
    #: One entry a message, in file order; None when there are too many.
    index: bytearray | None = field(default_factory=bytearray)
    mode: Mode = "follow"
    #: How what was read ended: 2 with a blank line, 1 with a line end, 0 in the middle of a line.
    ending: int = 0

    def pass_over(self, stored: Stored, entry: bytes) -> None:
        """Count one more message as read; an empty entry is a deleted one."""
        self.end, self.last, self.last_entry = stored.end, stored.start, entry
        if entry:
            self.count += 1
            if self.index is not None:
                self.index += entry
        if self.count > MAX_INDEX:
            self.index = None

    def tell(self, entry: bytes) -> None:
        """Know one more message of a file that is being compared."""
        if self.index is not None and len(self.index) < MAX_INDEX * ENTRY_BYTES:
            self.count += 1
            self.index += entry

    def take_back_last(self) -> None:
        """Forget the last message: it is about to be read again."""
        if self.last_entry:
            self.count -= 1
            if self.index is not None:
                del self.index[-ENTRY_BYTES:]
        self.last_entry = b""

    def is_unchanged(self, found: os.stat_result) -> bool:
        """Whether the file is as it was when it was read to its end."""
        known = (self.size, self.mtime_ns, self.inode)
        return known == (found.st_size, found.st_mtime_ns, found.st_ino)

    def has_grown(self, stream: BinaryIO) -> bool:
        """Whether what was read is still there and something may stand behind it."""
        size = os.fstat(stream.fileno()).st_size
        if self.mode != "follow" or size < self.end or size == self.end == self.size:
            return False
        return _prints(stream, self.end) == (self.head, self.tail)

    def was_cut(self, stream: BinaryIO) -> bool:
        """Whether the file is shorter than it was and now breaks off, as a copy that failed does.

        A program that deletes messages leaves a file that ends as it used to end.
        """
        size = os.fstat(stream.fileno()).st_size
        return 0 < size < self.end and _ending(stream, size) < self.ending

    def entries(self) -> dict[bytes, bytes] | None:
        """Status by identity, or None when the messages were too many to be kept."""
        if self.index is None:
            return None
        index = bytes(self.index)
        return {
            index[at : at + ID_BYTES]: index[at + ID_BYTES : at + ENTRY_BYTES]
            for at in range(0, len(index), ENTRY_BYTES)
        }

    def cursor(self, stream: BinaryIO, complete: os.stat_result | None = None) -> str:
        """The cursor after what was read; `complete` is the file's state after the last page."""
        self.head, self.tail = _prints(stream, self.end)
        self.ending = _ending(stream, self.end)
        # Only the state of a file that ends where it was read: it may have grown since then.
        if complete is not None and complete.st_size == self.end:
            self.size, self.mtime_ns = complete.st_size, complete.st_mtime_ns
            self.inode = complete.st_ino
        index = None if self.index is None else base64.b64encode(self.index).decode("ascii")
        last = base64.b64encode(self.last_entry).decode("ascii")
        return json.dumps(
            {
                "v": VERSION, "k": KIND, "n": self.count, "size": self.size,
                "mtime": self.mtime_ns, "ino": self.inode, "end": self.end, "last": self.last,
                "entry": last, "head": self.head, "tail": self.tail, "index": index,
                "mode": self.mode, "ending": self.ending,
            }
        )  # fmt: skip


def load_position(cursor: str | None) -> Position | None:
    """The position in a cursor; None when there is none, or it is no cursor of an mbox."""
    if not cursor:
        return None
    try:
        row: dict[str, Any] = json.loads(cursor)
        if row["v"] != VERSION or row["k"] != KIND:
            return None
        index = row["index"]
        return Position(
            size=int(row["size"]),
            mtime_ns=int(row["mtime"]),
            inode=int(row["ino"]),
            end=int(row["end"]),
            last=int(row["last"]),
            last_entry=base64.b64decode(row["entry"], validate=True),
            count=int(row["n"]),
            head=str(row["head"]),
            tail=str(row["tail"]),
            mode=row["mode"],
            ending=int(row["ending"]),
            index=None if index is None else bytearray(base64.b64decode(index, validate=True)),
        )
    except (ValueError, KeyError, TypeError):  # binascii.Error is a ValueError
        return None


def _prints(stream: BinaryIO, end: int) -> tuple[str, str]:
    """Hashes of the file's beginning and of the bytes before `end`, without moving the stream."""
    handle = stream.fileno()
    head = os.pread(handle, min(end, _HEAD_BYTES), 0)
    start = max(0, end - _TAIL_BYTES)
    tail = os.pread(handle, end - start, start)
    return _print(head), _print(tail)


def _ending(stream: BinaryIO, end: int) -> int:
    start = max(0, end - 4)
    last = os.pread(stream.fileno(), end - start, start)
    if last.endswith((b"\n\n", b"\n\r\n")):
        return 2
    return 1 if last.endswith(b"\n") else 0


def _print(octets: bytes) -> str:
    return hashlib.blake2b(octets, digest_size=12).hexdigest()
