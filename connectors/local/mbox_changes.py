"""What changed in an mbox since the cursor: nothing, growth at the end, or a rewrite.

The cursor knows how far the file was read, a hash of its beginning and of the bytes before that
point, and for every message its identity and status (16 bytes each). So

- the same size, time and inode: one `stat`, no page;
- larger, and both hashes hold: read from the last known message on. That message is compared
  again, because a program may have been in the middle of writing it. A status that was changed in
  place in the *middle* of a file that also grew is seen at the next rewrite;
- anything else is a rewrite (compaction, changed flags, another export in its place): the file is
  read once, and what is known is not told again. Beyond `MAX_INDEX` messages nothing is kept of
  the single ones, and a rewrite is a reset round;
- no message at all where some were known: an alarm. Nothing is deleted.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal

from connectors.base import CollectionRole, MailPage, MailRecord, PermanentError, Problem
from connectors.limits import header_block, too_large
from connectors.local.files import SetAside, open_regular, real_root, shown
from connectors.local.listing import VERSION, count_of
from connectors.local.mbox import Stored, field_of, identify, received_at, scan_mbox
from connectors.local.pages import PageLimits, batches
from connectors.local.roles import role_of
from connectors.local.sentences import empty_alarm, source_error

KIND = "mbox"
#: Messages whose identities fit a cursor (16 bytes each, 800 kB); beyond it a rewrite is a reset.
MAX_INDEX = 50_000
_ENTRY = 16
_ID = 12
_HEAD_BYTES = 64 * 1024
_TAIL_BYTES = 4096

#: `follow`: all up to `end` was read. `compare`: the file was rewritten, the index holds what is
#: known of it so far. `reset`: the same, and the reader is to forget what the round does not name.
_Mode = Literal["follow", "compare", "reset"]

_STATUS = {"R": "seen"}
_X_STATUS = {"A": "answered", "F": "flagged", "T": "draft", "D": "deleted"}
#: Bits of X-Mozilla-Status, https://developer.mozilla.org/docs/Mozilla/Thunderbird (nsMsgMessageFlags).
_MOZILLA = {0x0001: "seen", 0x0002: "answered", 0x0004: "flagged", 0x1000: "passed"}
#: Deleted by the owner, and in the file only until the program compacts it.
_MOZILLA_EXPUNGED = 0x0008


@dataclass(frozen=True, slots=True)
class MboxFile:
    """One mbox file as a collection."""

    path: Path
    account: str
    collection: str
    role: CollectionRole = CollectionRole.OTHER


@dataclass(slots=True)
class _Position:
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
    mode: _Mode = "follow"

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
        if self.index is not None and len(self.index) < MAX_INDEX * _ENTRY:
            self.count += 1
            self.index += entry

    def take_back_last(self) -> None:
        """Forget the last message: it is about to be read again."""
        if self.last_entry:
            self.count -= 1
            if self.index is not None:
                del self.index[-_ENTRY:]
        self.last_entry = b""

    def entries(self) -> dict[bytes, bytes] | None:
        """Status by identity, or None when the messages were too many to be kept."""
        if self.index is None:
            return None
        index = bytes(self.index)
        return {
            index[at : at + _ID]: index[at + _ID : at + _ENTRY]
            for at in range(0, len(index), _ENTRY)
        }

    def cursor(self, stream: BinaryIO, complete: os.stat_result | None = None) -> str:
        """The cursor after what was read; `complete` is the file's state at its end."""
        self.head, self.tail = _prints(stream, self.end)
        if complete is not None:
            self.size, self.mtime_ns = complete.st_size, complete.st_mtime_ns
            self.inode = complete.st_ino
        index = None if self.index is None else base64.b64encode(self.index).decode("ascii")
        last = base64.b64encode(self.last_entry).decode("ascii")
        return json.dumps(
            {
                "v": VERSION, "k": KIND, "n": self.count, "size": self.size,
                "mtime": self.mtime_ns, "ino": self.inode, "end": self.end, "last": self.last,
                "entry": last, "head": self.head, "tail": self.tail, "index": index,
                "mode": self.mode,
            }
        )  # fmt: skip


def fetch_mbox(
    box: MboxFile, cursor: str | None, limits: PageLimits, *, accept_empty: bool
) -> Iterator[MailPage]:
    """Changes of one mbox file since `cursor`; see `MailConnector.fetch_changes`."""
    known = count_of(cursor or "")
    try:
        found = box.path.stat()
        position = _load(cursor)
        if position is not None and _unchanged(position, found):
            return
        stream = open_regular(str(box.path), real_root(box.path))
    except SetAside as error:
        raise PermanentError(error.problem.message) from error
    except OSError as error:
        raise source_error(box.account, box.path, error, known) from error
    with stream:
        reading = _Reading(box, stream, cursor, limits, accept_empty)
        if not cursor:
            yield from reading.append(_Position())
        elif position is not None and _has_grown(position, stream):
            yield from reading.append(position)
        else:
            yield from reading.compare(position)


def _load(cursor: str | None) -> _Position | None:
    if not cursor:
        return None
    try:
        row: dict[str, Any] = json.loads(cursor)
        if row["v"] != VERSION or row["k"] != KIND:
            return None
        index = row["index"]
        return _Position(
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
            index=None if index is None else bytearray(base64.b64decode(index, validate=True)),
        )
    except (ValueError, KeyError, TypeError):  # binascii.Error is a ValueError
        return None


def _unchanged(position: _Position, found: os.stat_result) -> bool:
    return (position.size, position.mtime_ns, position.inode) == (
        found.st_size,
        found.st_mtime_ns,
        found.st_ino,
    )


def _has_grown(position: _Position, stream: BinaryIO) -> bool:
    size = os.fstat(stream.fileno()).st_size
    if position.mode != "follow" or size < position.end or (size == position.end == position.size):
        return False
    return _prints(stream, position.end) == (position.head, position.tail)


def _prints(stream: BinaryIO, end: int) -> tuple[str, str]:
    """Hashes of the file's beginning and of the bytes before `end`, without moving the stream."""
    handle = stream.fileno()
    head = os.pread(handle, min(end, _HEAD_BYTES), 0)
    start = max(0, end - _TAIL_BYTES)
    tail = os.pread(handle, end - start, start)
    return _print(head), _print(tail)


def _print(octets: bytes) -> str:
    return hashlib.blake2b(octets, digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class _Told:
    """One message that goes into a page; `record` is None for one deleted by its owner."""

    stored: Stored
    entry: bytes
    record: MailRecord | None


@dataclass(slots=True)
class _Reading:
    """One pass over an open mbox."""

    box: MboxFile
    stream: BinaryIO
    cursor: str | None
    limits: PageLimits
    accept_empty: bool

    def append(self, position: _Position) -> Iterator[MailPage]:
        """Read what stands behind the position; the cursor moves with every page."""
        messages = scan_mbox(self.stream, position.last)
        gone: tuple[str, ...] = ()
        if position.end:
            last = next(messages, None)
            if last is None or _entry_of(last) != position.last_entry:
                entries = position.entries()
                if last is None or entries is None:
                    yield from self.compare(None)
                    return
                gone = _take_back(position)
                messages = chain((last,), messages)
        total = self._stat().st_size
        for batch, is_last in batches(map(self._told, messages), self.limits):
            for told in batch:
                position.pass_over(told.stored, told.entry)
            cursor = position.cursor(self.stream, self._stat() if is_last else None)
            yield self._page(batch, cursor=cursor, deleted_ids=gone, total=total)
            gone = ()
            if is_last:
                return
        if position.end:
            yield MailPage(cursor=position.cursor(self.stream, self._stat()), deleted_ids=gone)
        elif total:
            raise PermanentError(
                f"{shown(self.box.path)} of account '{self.box.account}' has {total:,} bytes but "
                "no message in mbox form: no line begins with 'From '. Export the mailbox again, "
                "or take the file out of config.toml."
            )

    def compare(self, position: _Position | None) -> Iterator[MailPage]:
        """Read the whole file and tell what is not known.

        Until the last page the cursor stays where it was, but for the messages told meanwhile: so
        the next round compares again, and does not tell them twice.
        """
        entries = position.entries() if position is not None else None
        if position is None or entries is None:
            position, entries = _Position(mode="reset"), {}
        elif position.mode == "follow":
            position.mode = "compare"
        reset = position.mode == "reset"
        fresh = _Position()
        seen: set[bytes] = set()
        page = MailPage(reset=reset)
        for batch, is_last in batches(self._unknown(entries, fresh, seen), self.limits):
            for told in batch:
                position.tell(told.entry)
            cursor = "" if is_last else position.cursor(self.stream)
            page = self._page(batch, cursor=cursor, reset=reset, total=self._stat().st_size)
            if not is_last:
                yield page
        if not fresh.count and not self.accept_empty:
            box, known = self.box, count_of(self.cursor or "")
            raise empty_alarm(box.account, box.collection, box.path, known, "messages")
        gone = sorted(each.hex() for each in entries.keys() - seen)
        known_ids = sorted(each.hex() for each in entries.keys() & seen) if reset else []
        size = self.limits.ids
        for start in range(size, max(len(gone), len(known_ids)), size):
            portion = slice(start, start + size)
            some = replace(
                page,
                cursor=position.cursor(self.stream),
                deleted_ids=tuple(gone[portion]),
                known_ids=tuple(known_ids[portion]),
            )
            yield some
            page = MailPage(reset=reset)
        yield replace(
            page,
            cursor=fresh.cursor(self.stream, self._stat()),
            deleted_ids=tuple(gone[:size]),
            known_ids=tuple(known_ids[:size]),
        )

    def _unknown(
        self, known: dict[bytes, bytes], fresh: _Position, seen: set[bytes]
    ) -> Iterator[tuple[_Told, int]]:
        for stored in scan_mbox(self.stream):
            entry = _entry_of(stored)
            fresh.pass_over(stored, entry)
            if not entry:
                continue
            seen.add(entry[:_ID])
            if known.get(entry[:_ID]) != entry[_ID:]:
                yield self._told(stored)

    def _told(self, stored: Stored) -> tuple[_Told, int]:
        entry = _entry_of(stored)
        record = read_record(self.box, stored, entry[:_ID].hex()) if entry else None
        return _Told(stored, entry, record), len(stored.raw)

    def _page(
        self,
        batch: list[_Told],
        *,
        cursor: str,
        total: int,
        deleted_ids: tuple[str, ...] = (),
        reset: bool = False,
    ) -> MailPage:
        leading = sum(told.stored.leading for told in batch)
        problems = (_leading(self.box, leading),) if leading else ()
        return MailPage(
            upserted=tuple(told.record for told in batch if told.record is not None),
            deleted_ids=deleted_ids,
            cursor=cursor,
            reset=reset,
            problems=problems,
            done=batch[-1].stored.end,
            total=total,
        )

    def _stat(self) -> os.stat_result:
        return os.fstat(self.stream.fileno())


def _take_back(position: _Position) -> tuple[str, ...]:
    """Forget the last message; its id, unless an equal copy of it stands elsewhere in the file."""
    identity = position.last_entry[:_ID]
    position.take_back_last()
    if not identity or identity in (position.entries() or {}):
        return ()
    return (identity.hex(),)


def _leading(box: MboxFile, count: int) -> Problem:
    return Problem(
        "leading-bytes",
        f"{shown(box.path)} begins with {count:,} bytes that belong to no message; they were left "
        "out. The file may be the second half of an archive that was cut in two.",
        box.collection,
    )


def _entry_of(stored: Stored) -> bytes:
    """Identity and status of a message; empty for one that its owner deleted."""
    head = header_block(stored.raw)
    if b"X-Mozilla-Status" in head and _mozilla_status(head) & _MOZILLA_EXPUNGED:
        return b""
    identity, status = identify(stored)
    return identity + status


def _mozilla_status(head: bytes) -> int:
    try:
        return int(field_of(head, b"X-Mozilla-Status") or "0", 16)
    except ValueError:
        return 0


def read_record(box: MboxFile, stored: Stored, provider_id: str) -> MailRecord:
    """One stored message as a record, with what programs wrote about it into its header."""
    head = header_block(stored.raw)
    labels = _labels(head) if b"X-Gmail-Labels" in head else ()
    problems: tuple[Problem, ...] = ()
    if stored.cut:
        problems = (too_large(shown(box.path), provider_id, stored.size),)
    elif not stored.complete:
        problems = (_truncated(box, provider_id),)
    return MailRecord(
        provider_id=provider_id,
        collection=box.collection,
        raw=stored.raw,
        size=stored.size,
        flags=_flags(head, labels),
        received_at=received_at(stored.separator),
        labels=labels,
        provider_thread_id=field_of(head, b"X-GM-THRID") or None if b"X-GM-THRID" in head else None,
        truncated=stored.cut,
        problems=problems,
    )


def _truncated(box: MboxFile, provider_id: str) -> Problem:
    return Problem(
        "truncated",
        f"The last message of {shown(box.path)} breaks off in the middle of a line; what is there "
        "was kept. Copy or export the file again if it was cut off; the next sync compares.",
        provider_id,
    )


def _labels(head: bytes) -> tuple[str, ...]:
    """Gmail's labels, as Takeout writes them: comma separated, quoted where one has a comma."""
    text = field_of(head, b"X-Gmail-Labels")
    try:
        row = next(csv.reader([text], skipinitialspace=True), [])
    except csv.Error:
        row = text.split(",")
    return tuple(label.strip() for label in row if label.strip())


def _flags(head: bytes, labels: tuple[str, ...]) -> frozenset[str]:
    flags: set[str] = set()
    if b"Status" in head or b"STATUS" in head:
        flags |= {_STATUS[one] for one in field_of(head, b"Status") if one in _STATUS}
        flags |= {_X_STATUS[one] for one in field_of(head, b"X-Status") if one in _X_STATUS}
        mozilla = _mozilla_status(head)
        flags |= {flag for bit, flag in _MOZILLA.items() if mozilla & bit}
    if labels:
        flags |= {"draft"} if CollectionRole.DRAFTS in map(role_of, labels) else set()
        flags |= {"seen"} if "Opened" in labels and "Unread" not in labels else set()
        flags |= {"flagged"} if "Starred" in labels else set()
    return frozenset(flags)
