"""The mbox format: where one message ends and the next begins, streaming, and its quoting.

An mbox is text without an index, written by many hands: mboxrd (``>From `` quoted reversibly),
mboxo (quoted, not reversibly), mboxcl (the same, with Content-Length), mboxcl2 (Content-Length and
no quoting at all), archives without the blank line before a separator, archives whose bodies hold
unquoted lines that begin with ``From ``. A line that begins with ``From `` separates when

- it is the first line of the file, or
- a blank line stands before it and it is a sender and a date in the old form, nothing else, or
- a blank line stands before it, it names a date, an address or ``-``, and a header field follows
  it, or
- it carries a date or is ``From -``, and a header field follows it;

and when no Content-Length fits that reaches over it. One *fits* when the message it counts ends where
the file ends or the next separator begins; any other is not believed, because it is wrong as soon as
somebody edits the file. Where it fits, and a bare ``From `` stands in the text, nothing was quoted
(mboxcl2); all other messages are unquoted as mboxrd. An mboxo file looks the same and loses one ``>`` of what its author
had quoted himself; what a message *is* does not depend on it (`assistant.ingest.normalise`).

So ``From Russia with love`` stays where its author put it. RFC 4155; the four variants are in
https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml.

This module knows no cursor and no page; `mbox_changes` does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.errors import HeaderParseError
from email.header import decode_header
from typing import BinaryIO

from connectors.limits import MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, header_block

#: One read of the file. Smaller costs calls, larger costs memory; 1 MiB was fastest of 64 Ki–8 Mi.
CHUNK_BYTES = 1 << 20
#: A longer line is text, whatever it begins with.
MAX_SEPARATOR_BYTES = 512
#: What must be seen after a separator candidate to judge it: the name of a header field.
_LOOK_AHEAD = MAX_SEPARATOR_BYTES + 256
#: What stays in the window behind the search position while a huge message is skipped.
_CONTEXT = 4096
#: Enough before a line to see that a blank one stands there.
_LINE_CONTEXT = 4

_BOM = b"\xef\xbb\xbf"
_DATED = re.compile(
    rb"From .*?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?=.*\b\d{1,2}:\d\d)(?=.*\b(?:19|20)\d\d\b)"
)
#: The whole line in the form of ctime(3), with a zone or two, or the host it came from.
_STRICT = re.compile(
    rb"From +\S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +[A-Z][a-z]{2} +\d{1,2} +\d{1,2}:\d\d(?::\d\d)?"
    rb"(?: +[A-Za-z0-9+-]{1,6}){0,2} +(?:19|20)\d\d(?: +[A-Z]{1,5}| +[+-]\d{4})?"
    rb"(?: +remote from \S+)?\s*\Z"
)
_LENGTH = re.compile(rb"(?im)^Content-Length:[ \t]*(\d{1,9})[ \t]*\r?$")
_SENDER = re.compile(rb"From +(?:-|\S+@\S+|MAILER[-_]DAEMON)?(?:\s|\Z)")
_DASH = re.compile(rb"From +-?\s*\Z")
_FIELD = re.compile(rb"(?:>From |[!-9;-~]{1,200}[ \t]*:)")
_BLANK_LINES = (b"", b"\n", b"\r\n")
_QUOTED = re.compile(rb"(?m)^>(>*From )")
#: Fields that mail programs rewrite in place: they are not part of what a message *is*.
_MUTABLE = re.compile(
    rb"(?im)^(?:Status|X-Status|X-Keywords|X-UID|X-IMAP|X-IMAPbase|X-Mozilla-Status2?|"
    rb"X-Mozilla-Keys|X-Evolution|X-Gmail-Labels|Content-Length|Lines)"
    rb"[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)"
)
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov")
_STAMP = re.compile(
    rb"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +([A-Z][a-z]{2}) +(\d{1,2}) +(\d\d):(\d\d):(\d\d) +"
    rb"([+-]\d\d)(\d\d) +(\d{4})\s*\Z"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """One message as it lies in the file.

    Attributes:
        start, end: Offsets of its separator line and of the first byte after it.
        separator: The ``From `` line without its line end.
        raw: The message unquoted, without the blank line that ends it; only its header block when
            `cut` is true.
        size: Bytes of the whole message (as stored, when `cut`).
        leading: Bytes before the first separator that are no message; 0 for every other message.
        complete: The file went on after it, or it ends with a line end.
    """

    start: int
    end: int
    separator: bytes
    raw: bytes
    size: int
    leading: int
    cut: bool
    complete: bool


class _Window:
    """The piece of the file that is in memory. All positions are offsets in the file."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        stream.seek(start)
        self._stream = stream
        self._data = b""
        self._base = start
        self._needed = start
        self.at_end = False

    @property
    def end(self) -> int:
        return self._base + len(self._data)

    def release(self, position: int) -> None:
        """Nothing before `position` is asked for again; its memory goes at the next `fill`."""
        self._needed = position

    def fill(self) -> None:
        chunk = self._stream.read(CHUNK_BYTES)
        self.at_end = not chunk
        self._data = self._data[self._needed - self._base :] + chunk
        self._base = self._needed

    def fill_to(self, position: int) -> None:
        while self.end < position and not self.at_end:
            self.fill()

    def find(self, what: bytes, start: int, stop: int | None = None) -> int:
        """The offset of `what`, or -1."""
        limit = len(self._data) if stop is None else stop - self._base
        found = self._data.find(what, start - self._base, limit)
        return found if found < 0 else found + self._base

    def cut(self, start: int, stop: int) -> bytes:
        return self._data[max(0, start - self._base) : stop - self._base]


def scan_mbox(stream: BinaryIO, start: int = 0) -> Iterator[Stored]:
    """The messages from offset `start` (0, or that of a known separator), in file order.

    The file is read once, a chunk at a time; no more than one message is held, and of one over
    `MAX_MESSAGE_BYTES` only the header. The last message of a file that is still being written
    may be given short: read it again from its `start` when the file has grown.
    """
    window = _Window(stream, start)
    position, leading = (start, 0) if start else _find_first(window)
    window.fill_to(position + 1)
    while position < window.end:
        stored = _read_message(window, position, leading)
        yield stored
        position, leading = stored.end, 0
        window.fill_to(position + 1)


def find_separator(stream: BinaryIO, offset: int) -> int | None:
    """Where the first separator at or after `offset` stands; None when none is near.

    Not searched further than a message may be long. In the middle of a file a Content-Length of the
    message there is not known, so a quoted-looking line of an mboxcl2 may be taken for one.
    """
    window = _Window(stream, max(0, offset - _LINE_CONTEXT))
    if offset <= 0:
        found, _ = _find_first(window)
        return found if found < window.end else None
    window.fill()
    searched = offset - 1
    while True:
        start, searched = _search(window, searched)
        if start is not None:
            return start
        if window.at_end or searched - offset > MAX_MESSAGE_BYTES:
            return None
        window.release(max(0, searched - _CONTEXT))
        window.fill()


def _find_first(window: _Window) -> tuple[int, int]:
    """The first separator, and how many bytes that are no blank line or BOM stand before it."""
    window.fill()
    begin = len(_BOM) if window.cut(0, len(_BOM)) == _BOM else 0
    text = window.cut(begin, window.end)
    begin += len(text) - len(text.lstrip(b"\r\n"))
    if text.lstrip(b"\r\n").startswith(b"From "):
        return begin, 0
    searched = begin
    while True:
        found, searched = _search(window, searched)
        if found is not None:
            return found, found - begin
        if window.at_end:
            return window.end, 0
        window.release(max(begin, searched - _CONTEXT))
        window.fill()


def _read_message(window: _Window, start: int, leading: int) -> Stored:
    """The message whose separator stands at `start`."""
    window.release(start)
    body = _end_of_line(window, start)
    separator = window.cut(start, body).rstrip(b"\r\n")
    window.release(max(start, body - _CONTEXT))
    head = b""
    searched = body - 1
    while True:
        end, searched = _search(window, searched)
        if end is not None or window.at_end:
            break
        if window.end - body > MAX_MESSAGE_BYTES:
            head = head or header_block(window.cut(body, body + MAX_HEADER_BYTES))
            window.release(max(body, searched - _CONTEXT))
        window.fill()
    complete = end is not None
    if end is None:
        end = window.end
        complete = end == body or window.cut(end - 1, end) == b"\n"
    counted = _end_by_length(window, body, end) if not head else None
    end = end if counted is None else counted
    size = end - body
    if size > MAX_MESSAGE_BYTES:
        raw = head or header_block(window.cut(body, body + MAX_HEADER_BYTES))
        return Stored(start, end, separator, raw, size, leading, cut=True, complete=complete)
    raw = _without_blank_line(window.cut(body, end))
    if counted is None or b"\nFrom " not in raw:
        raw = unquote(raw)
    return Stored(start, end, separator, raw, len(raw), leading, cut=False, complete=complete)


def _end_by_length(window: _Window, body: int, end: int) -> int | None:
    """Where a message ends by its Content-Length, at `end` or behind it; None where none fits."""
    limit = min(end, body + MAX_HEADER_BYTES)
    if window.find(b"ength:", body, limit) < 0:  # hardly any file counts; nothing is copied
        return None
    head = header_block(window.cut(body, limit))
    lengths = _LENGTH.findall(head)
    if len(lengths) != 1:
        return None
    stop = body + len(head) + int(lengths[0])
    if stop <= end:
        return end if window.cut(stop, end) in _BLANK_LINES else None
    if stop - body > MAX_MESSAGE_BYTES:
        return None
    window.fill_to(stop + _LOOK_AHEAD)
    for blank in _BLANK_LINES:
        after = stop + len(blank)
        if after > window.end or window.cut(stop, after) != blank:
            continue
        if (window.at_end and after == window.end) or _separates(window, after):
            return after
    return None


def _end_of_line(window: _Window, position: int) -> int:
    """Where the line at `position` ends, its line end included, or the end of the file."""
    while (end := window.find(b"\n", position)) < 0 and not window.at_end:
        window.fill()
    return window.end if end < 0 else end + 1


def _search(window: _Window, position: int) -> tuple[int | None, int]:
    """A separator after `position` in the window, and from where to search on if there is none."""
    while (found := window.find(b"\nFrom ", position)) >= 0:
        window.fill_to(found + _LOOK_AHEAD)
        if _separates(window, found + 1):
            return found + 1, found
        position = found + 1
    return None, max(position, window.end - len(b"\nFrom"))


def _separates(window: _Window, position: int) -> bool:
    if window.cut(position, position + 5) != b"From ":
        return False
    end = window.find(b"\n", position, position + MAX_SEPARATOR_BYTES)
    if end < 0:
        return False
    line = window.cut(position, end)
    after_blank = window.cut(position - 3, position).endswith((b"\n\n", b"\n\r\n"))
    if after_blank and _STRICT.match(line):
        return True
    dated = _DATED.match(line) is not None
    short = _SENDER if after_blank else _DASH
    if not dated and short.match(line) is None:
        return False
    return _FIELD.match(window.cut(end + 1, position + _LOOK_AHEAD)) is not None


def _without_blank_line(stored: bytes) -> bytes:
    """A message without the one blank line that the format puts after it."""
    for line_end in (b"\r\n", b"\n"):
        if stored.endswith(line_end):
            rest = stored[: -len(line_end)]
            return rest if not rest or rest.endswith(b"\n") else stored
    return stored


def unquote(stored: bytes) -> bytes:
    """Take one ``>`` off every line that begins with ``>From ``, ``>>From `` … (mboxrd)."""
    return _QUOTED.sub(rb"\1", stored) if b">From " in stored else stored


def quote(raw: bytes) -> bytes:
    """The inverse of `unquote`: what an mboxrd writer stores."""
    return re.sub(rb"(?m)^(>*From )", rb">\1", raw)


def identify(stored: Stored) -> tuple[bytes, bytes]:
    """What a message is (12 bytes), and the state that mail programs write into it (4 bytes).

    The identity does not depend on the offset nor on status fields, so it survives growth,
    compaction and a change of flags. Two copies with the same bytes are one item.
    """
    head = header_block(stored.raw)
    fixed = _MUTABLE.sub(b"", head)
    digest = hashlib.blake2b(fixed, digest_size=12)
    digest.update(b"%d" % stored.size if stored.cut else stored.raw[len(head) :])
    if len(fixed) == len(head):
        return digest.digest(), bytes(4)
    changing = b"".join(match[0] for match in _MUTABLE.finditer(head))
    return digest.digest(), hashlib.blake2b(changing, digest_size=4).digest()


def received_at(separator: bytes) -> datetime | None:
    """The time in a separator line, only where its offset from UTC is written (Gmail's export).

    RFC 4155 says UTC, but delivery agents write local time: a guess would be hours wrong.
    """
    found = _STAMP.search(separator)
    if found is None:
        return None
    month, day, hour, minute, second, offset_h, offset_m, year = found.groups()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else 12
    offset = timedelta(hours=int(offset_h), minutes=int(offset_h[:1] + offset_m))
    try:
        local = datetime(
            int(year),
            number,
            int(day),
            int(hour),
            int(minute),
            int(second),
            tzinfo=timezone(offset),
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def field_of(head: bytes, name: bytes) -> str:
    """The unfolded text of the first field `name` in a header block, encoded words decoded."""
    return decode_field(raw_field(head, name))


def raw_field(head: bytes, name: bytes) -> bytes:
    """The first field `name` of a header block as it stands there, folded; empty where missing."""
    found = re.search(
        rb"(?im)^" + re.escape(name) + rb"[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", head
    )
    return found[1] if found is not None else b""


def decode_field(field: bytes) -> str:
    """A field's text: unfolded, encoded words decoded; as it is where they cannot be."""
    text = re.sub(rb"[\r\n]+[ \t]*", b" ", field).strip().decode("utf-8", "replace")
    if "=?" not in text:
        return text
    # How the library hands back what stands between encoded words.
    plain = "ascii" if text.isascii() else "raw-unicode-escape"
    try:
        parts = decode_header(text)
        return "".join(
            part if isinstance(part, str) else part.decode(charset or plain, "replace")
            for part, charset in parts
        )
    except (HeaderParseError, LookupError, ValueError):
        return text
