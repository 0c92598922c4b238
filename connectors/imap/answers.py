"""From the answers of a host to plain values; pure, and tolerant of what hosts make of the standard.

The parser of IMAPClient takes an answer apart; what its pieces mean is decided here, because a host
may say more than it was asked: flags that another client just set come without a UID, and a parser
that keys by whatever number it sees gives them to the wrong message.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient.datetime_util import parse_to_datetime
from imapclient.response_parser import parse_response

from connectors.local.roles import decode_folder_name

#: Flags that are kept, by the names of the port; one letter each in the cursor.
FLAGS = {
    b"\\seen": "seen",
    b"\\answered": "answered",
    b"\\flagged": "flagged",
    b"\\deleted": "deleted",
    b"\\draft": "draft",
    b"$forwarded": "passed",
}
_SUMMARY = re.compile(
    rb"\d+ \((?:(?:UID (?P<uid>\d{1,10})|FLAGS \((?P<flags>[^()\"{}\[\]]*)\)|MODSEQ \(\d+\)"
    rb'|INTERNALDATE "(?P<at>[^"\\]*)"|RFC822\.SIZE (?P<size>\d{1,12}))(?: (?=\w)|(?=\))))+\)'
)
_BODY = re.compile(rb"\d+ \(UID (?P<uid>\d{1,10}) BODY\[\] \{\d+\}")
_RANGE = re.compile(rb"(\d{1,10})(?::(\d{1,10}))?")


@dataclass(frozen=True, slots=True)
class Row:
    """What a FETCH told of one message; None where it did not.

    Attributes:
        thread, labels: Google's (X-GM-EXT-1), as its exports have them.
    """

    uid: int
    flags: frozenset[str] | None = None
    size: int | None = None
    received_at: datetime | None = None
    text: bytes | None = None
    thread: str | None = None
    labels: tuple[str, ...] = ()


def read_rows(untagged: Sequence[Any]) -> list[Row]:
    """The rows of a FETCH, in any order; rows without a UID are left out.

    Args:
        untagged: As `imaplib` gathers them: lines, and pairs of a line and its literal.

    Raises:
        ValueError: an answer that is not IMAP (`imapclient`'s ProtocolError is one of its own
            kind and passes too).
    """
    rows, rest = _read_usual(untagged)
    atoms = parse_response(rest) if rest else ()
    if len(atoms) % 2:
        raise ValueError("a FETCH without its items")
    rows += map(_read_row, atoms[1::2])
    return [row for row in rows if row is not None]


def _read_usual(untagged: Sequence[Any]) -> tuple[list[Row | None], list[Any]]:
    """Rows in the form that nearly all have, and the pieces of the others.

    The parser looks at every byte: 2,000 summaries take it 150 ms, and these patterns 10.
    """
    rows: list[Row | None] = []
    rest: list[Any] = []
    pieces = iter(range(len(untagged)))
    for at in pieces:
        piece = untagged[at]
        if isinstance(piece, bytes) and (found := _SUMMARY.fullmatch(piece)):
            rows.append(_read_summary(found))
        elif (
            isinstance(piece, tuple)
            and (found := _BODY.fullmatch(piece[0]))
            and untagged[at + 1 : at + 2] == [b")"]
        ):
            rows.append(Row(int(found["uid"]), text=piece[1]))
            next(pieces)
        else:
            rest.append(piece)
    return rows, rest


def _read_summary(found: re.Match[bytes]) -> Row | None:
    uid, flags, at, size = found.group("uid", "flags", "at", "size")
    if not uid or not int(uid):
        return None
    return Row(
        int(uid),
        read_flags(flags.split()) if flags is not None else None,
        int(size) if size is not None else None,
        _read_time(at) if at is not None else None,
    )


def _read_row(items: object) -> Row | None:
    if not isinstance(items, tuple) or len(items) % 2:
        raise ValueError("items of a FETCH that are no pairs")
    uid: int | None = None
    flags: frozenset[str] | None = None
    size: int | None = None
    received_at: datetime | None = None
    text: bytes | None = None
    thread: str | None = None
    labels: tuple[str, ...] = ()
    for key, value in zip(items[::2], items[1::2], strict=True):
        name = bytes(key).upper() if isinstance(key, bytes) else b""
        if name == b"UID":
            uid = int(value)
        elif name == b"FLAGS":
            flags = read_flags(value or ())
        elif name == b"RFC822.SIZE":
            size = int(value)
        elif name == b"INTERNALDATE":
            received_at = _read_time(value)
        elif name == b"X-GM-THRID":
            thread = str(int(value))
        elif name == b"X-GM-LABELS":
            labels = tuple(map(_read_label, value or ()))
        elif name.startswith((b"BODY[", b"RFC822")):
            # NIL is an empty body; a body of digits alone may come unquoted.
            text = value if isinstance(value, bytes) else str(value or "").encode("ascii")
    return Row(uid, flags, size, received_at, text, thread, labels) if uid else None


def read_flags(words: Iterable[Any]) -> frozenset[str]:
    """The flags that are kept, by the names of the port."""
    known = (FLAGS.get(word.lower()) for word in words if isinstance(word, bytes))
    return frozenset(flag for flag in known if flag is not None)


def _read_label(word: object) -> str:
    r"""A label in the words of people: ``\Inbox`` is Google's own, the rest is like folder names."""
    text = word.decode("utf-8", "replace") if isinstance(word, bytes) else str(word)
    return decode_folder_name(text.removeprefix("\\"))


def _read_time(value: object) -> datetime | None:
    """Aware UTC, or None: a date that nobody can read is not worth a message."""
    try:
        found = parse_to_datetime(value, normalise=False)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None


class UidSet:
    """UIDs as a host writes them, ``1:3,7``: never expanded, since a range may have four billion."""

    def __init__(self, words: bytes) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in sorted(_spans(words)):
            if self._lasts and first <= self._lasts[-1] + 1:
                self._lasts[-1] = max(last, self._lasts[-1])
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __contains__(self, uid: int) -> bool:
        at = bisect.bisect_right(self._firsts, uid) - 1
        return at >= 0 and uid <= self._lasts[at]


def _spans(words: bytes) -> Iterator[tuple[int, int]]:
    for match in _RANGE.finditer(words):
        first = int(match[1])
        last = int(match[2] or match[1])
        yield min(first, last), max(first, last)


def join_uids(uids: Iterable[int]) -> str:
    """UIDs as a sequence set, with ranges: ``1:3,7``; not for an empty set."""
    parts: list[str] = []
    first = last = 0
    for uid in sorted(uids):
        if first and uid == last + 1:
            last = uid
            continue
        if first:
            parts.append(f"{first}:{last}" if last > first else str(first))
        first = last = uid
    parts.append(f"{first}:{last}" if last > first else str(first))
    return ",".join(parts)
