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
- shorter than it was, and breaking off where it used to end with a blank line: cut off. An error;
  nothing is deleted;
- no message at all where some were known: an alarm. Nothing is deleted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from connectors.base import Listed, MailPage, MailRecord, PermanentError, Problem
from connectors.local.files import SetAside, open_regular, real_root, shown
from connectors.local.listing import CursorUnreadable, count_of
from connectors.local.mbox import Stored, scan_mbox
from connectors.local.mbox_position import ID_BYTES, Position, load_position
from connectors.local.mbox_record import LeftOut, entry_of, read_record, why_left_out
from connectors.local.pages import PageLimits, batches
from connectors.local.sentences import empty_alarm, source_error, truncated


@dataclass(frozen=True, slots=True)
class MboxFile:
    """One mbox file as a collection."""

    path: Path
    account: str
    collection: str


def fetch_mbox(
    box: MboxFile, cursor: str | None, limits: PageLimits, *, accept_empty: bool
) -> Iterator[MailPage]:
    """Changes of one mbox file since `cursor`; see `MailConnector.fetch_changes`."""
    position = load_position(cursor)
    stream = _open(box, cursor, position)
    if stream is None:
        return
    with stream:
        reading = _Reading(box, stream, cursor, limits, accept_empty)
        if not cursor:
            yield from reading.append(Position())
        elif position is not None and position.has_grown(stream):
            yield from reading.append(position)
        elif position is not None and position.was_cut(stream) and not accept_empty:
            raise truncated(box.account, box.path, count_of(cursor))
        else:
            yield from reading.compare(position)


def list_mbox(box: MboxFile, cursor: str | None) -> Iterator[Listed]:
    """What one mbox holds; see `CountingConnector.list_items`.

    An unchanged file is not read again where the cursor names every message of it. No dates: they
    stand in the file only, and most mean no certain moment (see `mbox.received_at`).

    Raises:
        CursorUnreadable: the cursor is none of an mbox.
    """
    position = load_position(cursor)
    if cursor and position is None:
        raise CursorUnreadable(cursor[:40])
    entries = position.entries() if position is not None and position.mode == "follow" else None
    stream = _open(box, cursor, position if entries is not None else None)
    if stream is None:
        yield from (Listed(identity.hex()) for identity in entries or ())
        return
    seen: set[bytes] = set()
    with stream:
        for stored in scan_mbox(stream):
            identity = entry_of(stored)[:ID_BYTES]
            if identity and identity not in seen:
                seen.add(identity)
                yield Listed(identity.hex())


def _open(box: MboxFile, cursor: str | None, position: Position | None) -> BinaryIO | None:
    """The file, or None: it is as it was when it was read to the end of `position`."""
    try:
        found = box.path.stat()
        if position is not None and position.is_unchanged(found):
            return None
        return open_regular(str(box.path), real_root(box.path))
    except SetAside as error:
        raise PermanentError(error.problem.message) from error
    except OSError as error:
        raise source_error(box.account, box.path, error, count_of(cursor or "")) from error


@dataclass(frozen=True, slots=True)
class _Told:
    """One message that goes into a page; `record` is None for one that is left out."""

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
    #: Entries were passed over that are no mail; what is said of them, once.
    chats: bool = False

    def append(self, position: Position) -> Iterator[MailPage]:
        """Read what stands behind the position; the cursor moves with every page."""
        messages = scan_mbox(self.stream, position.last)
        gone: tuple[str, ...] = ()
        if position.end:
            last = next(messages, None)
            if last is None or entry_of(last) != position.last_entry:
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

    def compare(self, position: Position | None) -> Iterator[MailPage]:
        """Read the whole file and tell what is not known.

        Until the last page the cursor stays where it was, but for the messages told meanwhile: so
        the next round compares again, and does not tell them twice.
        """
        entries = position.entries() if position is not None else None
        if position is None or entries is None:
            position, entries = Position(mode="reset"), {}
        elif position.mode == "follow":
            position.mode = "compare"
        reset = position.mode == "reset"
        fresh = Position()
        seen: set[bytes] = set()
        page = MailPage(reset=reset)
        for batch, is_last in batches(self._unknown(entries, fresh, seen), self.limits):
            for told in batch:
                position.tell(told.entry)
            cursor = "" if is_last else position.cursor(self.stream)
            page = self._page(batch, cursor=cursor, reset=reset, total=self._stat().st_size)
            if not is_last:
                yield page
        box, known = self.box, count_of(self.cursor or "")
        all_left_out = fresh.end and not known
        if not fresh.count and not all_left_out and not self.accept_empty:
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
        self, known: dict[bytes, bytes], fresh: Position, seen: set[bytes]
    ) -> Iterator[tuple[_Told, int]]:
        for stored in scan_mbox(self.stream):
            entry = entry_of(stored)
            fresh.pass_over(stored, entry)
            if not entry:
                self._pass_over(stored)
                continue
            seen.add(entry[:ID_BYTES])
            if known.get(entry[:ID_BYTES]) != entry[ID_BYTES:]:
                yield self._told(stored)

    def _told(self, stored: Stored) -> tuple[_Told, int]:
        box, entry = self.box, entry_of(stored)
        if not entry:
            self._pass_over(stored)
            return _Told(stored, entry, None), len(stored.raw)
        record = read_record(box.path, box.collection, stored, entry[:ID_BYTES].hex())
        return _Told(stored, entry, record), len(stored.raw)

    def _pass_over(self, stored: Stored) -> None:
        self.chats = self.chats or why_left_out(stored) is LeftOut.CHAT

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
        problems = [_leading(self.box, leading)] if leading else []
        if self.chats:
            problems.append(_chats(self.box))
            self.chats = False
        return MailPage(
            upserted=tuple(told.record for told in batch if told.record is not None),
            deleted_ids=deleted_ids,
            cursor=cursor,
            reset=reset,
            problems=tuple(problems),
            done=batch[-1].stored.end,
            total=total,
        )

    def _stat(self) -> os.stat_result:
        return os.fstat(self.stream.fileno())


def _take_back(position: Position) -> tuple[str, ...]:
    """Forget the last message; its id, unless an equal copy of it stands elsewhere in the file."""
    identity = position.last_entry[:ID_BYTES]
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


def _chats(box: MboxFile) -> Problem:
    return Problem(
        "chats",
        f"{shown(box.path)} also holds chats (Hangouts, Google Talk), as Gmail exports them. They are "
        "no mail and were left out; the mail was read. Nothing needs to be done.",
    )
