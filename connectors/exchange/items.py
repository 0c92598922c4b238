"""Messages: what Exchange tells of them in a row, and their bytes, some at once.

A listing costs one request for 512 rows, the bytes one for some ten messages, as many as fit in a
page. Of a message over the limit the bytes are not asked for: its header is. One message of a batch
that cannot be read is a problem of its own, and the others are read.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from connectors.base import MailRecord, Problem
from connectors.exchange import ews
from connectors.exchange.answers import Element, Reply, all_at, attribute_at, text_at
from connectors.exchange.changes import MAX_EMPTY, MAX_PAGES, fetch_changes
from connectors.exchange.faults import Refused, Senseless, TooLarge
from connectors.exchange.folders import id_at, next_offset
from connectors.exchange.headers import header_fields, header_of
from connectors.exchange.session import MAX_ANSWER_BYTES
from connectors.limits import MAX_MESSAGE_BYTES, header_block, too_large

if TYPE_CHECKING:
    from connectors.exchange.session import Session

#: Rows that are asked for by their ids at once.
ROWS_AT_ONCE = 100
#: Of an answer with messages in it, beside three times their size: Exchange counts attachments
#: without their base64, and the whole comes in base64 once more.
_ROOM_BYTES = 16_000_000
_MAX_ANSWER_BYTES = 150_000_000
_FIELDS = (
    "item:ItemClass",
    "item:Size",
    "item:DateTimeReceived",
    "item:IsDraft",
    "item:Flag",
    "item:Categories",
    "item:ConversationId",
    "message:IsRead",
    "message:InternetMessageId",
)
_LISTED = ("item:ItemClass", "item:DateTimeReceived")
#: PR_LAST_VERB_EXECUTED (MS-OXOMSG, 2.2.1.73): what was done with a message.
_LAST_VERB = "0x1081"
_VERBS = {"102": "a", "103": "a", "104": "p"}
#: Classes of what is mail: the rest of a folder of mail are notes, contacts, tasks and the like.
_MAIL_CLASSES = ("ipm.note", "ipm.schedule.meeting", "report.ipm", "ipm.post", "ipm.recall")
_LETTERS = {"s": "seen", "f": "flagged", "d": "draft", "a": "answered", "p": "passed"}
#: Of one message: its bytes are more than Exchange gives at once.
_TOO_LARGE_CODES = frozenset({"ErrorMessageSizeExceeded", "ErrorDataSizeLimitExceeded"})


@dataclass(frozen=True, slots=True)
class Row:
    """What is told of a message beside its bytes.

    Attributes:
        letters: Its flags as they are remembered.
        mark: A print of its Message-ID and arrival; empty where it has none.
    """

    key: str
    is_mail: bool
    size: int
    received_at: datetime | None
    letters: str
    mark: str
    thread: str | None
    labels: tuple[str, ...]


def list_rows(session: Session, folder: str) -> Iterable[Row]:
    """The rows of all items of a folder, each once, in any order; of their values only a few.

    By the change feed from nothing: what comes or goes meanwhile shifts no page of it.

    Raises:
        Refused, Senseless: what Exchange answered, and the errors of `Session.call`.
    """
    found: dict[str, Row] = {}
    for page in fetch_changes(session, folder, "", ews.fields(*_LISTED)):
        for change in page.changes:
            if change.kind == "Delete":
                found.pop(change.key, None)
            elif change.element is not None:
                found[change.key] = _row(change.element, change.key)
        if page.is_stuck:
            for rows in find_rows(session, folder):
                found = {row.key: row for row in rows} | found
    return found.values()


def find_rows(session: Session, folder: str) -> Iterator[list[Row]]:
    """The rows of a folder, newest first, a page at a time.

    What comes or goes meanwhile shifts the pages: a row may come twice, or not at all.

    Raises:
        Refused, Senseless: what Exchange answered, and the errors of `Session.call`.
    """
    offset = empty = 0
    for _ in range(MAX_PAGES):
        replies = session.call(
            "FindItem",
            folders=[ews.folder(folder)],
            additional_fields=_fields(),
            restriction=None,
            order_fields=ews.newest_first("item:DateTimeReceived"),
            query_string=None,
            shape="IdOnly",
            depth="Shallow",
            calendar_view=None,
            page_size=session.settings.page_size,
            offset=offset,
        )
        if len(replies) != 1:
            raise Senseless("it answers something else")
        message = replies[0].granted()
        rows = [_row(element) for element in all_at(message, "m:RootFolder/t:Items/*")]
        yield rows
        empty = 0 if rows else empty + 1
        offset_before, offset = offset, next_offset(message)
        if not offset:
            return
        if offset <= offset_before or empty > MAX_EMPTY:
            break
    raise Senseless("a listing has no end")


def fetch_rows(session: Session, keys: Sequence[str]) -> Iterator[tuple[str, Row | Refused | None]]:
    """The rows of items by their ids; None: it is gone.

    Raises:
        Refused, Senseless: what Exchange answered, and the errors of `Session.call`.
    """
    for start in range(0, len(keys), ROWS_AT_ONCE):
        asked = keys[start : start + ROWS_AT_ONCE]
        for key, reply in _get(session, asked, _fields()):
            found = _only_item(reply)
            if reply.code in _GONE:
                yield key, None
            elif found is None:
                yield key, reply.refusal()
            else:
                yield key, _row(found, key)


@dataclass(slots=True)
class Reader:
    """Reads messages of one folder.

    Attributes:
        downloads: Messages fetched so far.
    """

    session: Session
    folder: str
    full_bodies: bool
    page_bytes: int
    downloads: int = 0
    _headers_only: set[str] = field(default_factory=set)

    def read(self, rows: Iterable[Row]) -> Iterator[tuple[Row, MailRecord | Problem | None]]:
        """The messages of rows, in that order; None: it is gone meanwhile.

        Raises:
            Refused, Senseless, TransientError, AuthError: none can be read now.
        """
        for batch in self._batches(rows):
            yield from self._read_batch(batch)

    def _batches(self, rows: Iterable[Row]) -> Iterator[list[Row]]:
        batch: list[Row] = []
        size = 0
        for row in rows:
            is_full = len(batch) >= self.session.settings.item_batch
            if batch and (
                is_full
                or size + row.size > self.page_bytes
                or self._wants_header(row) != self._wants_header(batch[0])
            ):
                yield batch
                batch, size = [], 0
            batch.append(row)
            size += row.size
        if batch:
            yield batch

    def _wants_header(self, row: Row) -> bool:
        return not self.full_bodies or row.size > MAX_MESSAGE_BYTES

    def _read_batch(self, batch: list[Row]) -> Iterator[tuple[Row, MailRecord | Problem | None]]:
        if self._wants_header(batch[0]):
            yield from self._read_headers(batch)
            return
        size = sum(row.size for row in batch)
        limit = min(_ROOM_BYTES + 3 * size, _MAX_ANSWER_BYTES)
        try:
            answered = _get(
                self.session, [row.key for row in batch], ews.fields("item:MimeContent"), limit
            )
        except TooLarge:
            # The sizes that were told are too small, or the host is a liar: one by one.
            yield from self._one_by_one(batch)
            return
        for row, (_, reply) in zip(batch, answered, strict=True):
            if reply.code in _TOO_LARGE_CODES:
                yield from self._read_headers([row])
            else:
                self.downloads += 1
                yield row, self._record(row, reply)

    def _one_by_one(self, batch: list[Row]) -> Iterator[tuple[Row, MailRecord | Problem | None]]:
        if len(batch) == 1:
            yield from self._read_headers(batch)
            return
        for row in batch:
            yield from self._read_batch([row])

    def _read_headers(self, batch: list[Row]) -> Iterator[tuple[Row, MailRecord | Problem | None]]:
        answered = _get(self.session, [row.key for row in batch], header_fields())
        for row, (_, reply) in zip(batch, answered, strict=True):
            self.downloads += 1
            element = _only_item(reply)
            if reply.code in _GONE:
                yield row, None
            elif element is None:
                yield row, self._unread(row, str(reply.refusal()))
            else:
                raw = header_of(element)
                yield row, self._as_record(row, raw, max(row.size, len(raw)), truncated=True)

    def _record(self, row: Row, reply: Reply) -> MailRecord | Problem | None:
        if reply.code in _GONE:
            return None
        if not reply.is_ok:
            return self._unread(row, str(reply.refusal()))
        element = _only_item(reply)
        text = element.findtext("{*}MimeContent") if element is not None else None
        if element is None or text is None:
            return self._unread(row, "there is no content")
        try:
            raw = binascii.a2b_base64(text)
        except (binascii.Error, ValueError):
            return self._unread(row, "its content is none")
        if len(raw) > MAX_MESSAGE_BYTES:
            return self._as_record(row, header_block(raw), len(raw), truncated=True)
        return self._as_record(row, raw, len(raw), truncated=False)

    def _as_record(self, row: Row, raw: bytes, size: int, *, truncated: bool) -> MailRecord:
        is_large = truncated and self.full_bodies
        return MailRecord(
            provider_id=row.key,
            collection=self.folder,
            raw=raw,
            size=size,
            flags=flags_of(row.letters),
            received_at=row.received_at,
            labels=row.labels,
            provider_thread_id=row.thread,
            truncated=truncated,
            problems=(too_large(f"'{self.folder}'", row.key, size),) if is_large else (),
        )

    def _unread(self, row: Row, why: str) -> Problem:
        return unreadable(self.folder, row.key, why)


def unreadable(folder: str, key: str, why: str) -> Problem:
    """The problem of one message that Exchange does not give."""
    return Problem(
        "unreadable",
        f"Exchange does not give a message in '{folder}' ({why}); the others were read. It is asked "
        "for again at the next sync.",
        key,
    )


def flags_of(letters: str) -> frozenset[str]:
    """Flags as the port has them."""
    return frozenset(_LETTERS[letter] for letter in letters if letter in _LETTERS)


def with_seen(letters: str, *, seen: bool) -> str:
    """Letters after the mark of having been read was set, or taken away."""
    return "".join(sorted({*letters} - {"s"} | ({"s"} if seen else set())))


def moment(text: str) -> datetime | None:
    """A moment of Exchange in UTC, or None: it is none."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


_GONE = frozenset({"ErrorItemNotFound", "ErrorObjectNotFound", "ErrorInvalidIdNotAnItem"})


def _fields() -> list[object]:
    return [*ews.fields(*_FIELDS), ews.extended_field(_LAST_VERB, "Integer")]


def _get(
    session: Session, keys: Sequence[str], fields: list[object], limit: int = MAX_ANSWER_BYTES
) -> list[tuple[str, Reply]]:
    replies = session.call(
        "GetItem", limit=limit, items=ews.items(keys), additional_fields=fields, shape="IdOnly"
    )
    if len(replies) != len(keys):
        raise Senseless("it answers something else")
    return list(zip(keys, replies, strict=True))


def _only_item(reply: Reply) -> Element | None:
    found = reply.element.find("{*}Items")
    return found[0] if reply.is_ok and found is not None and len(found) == 1 else None


def _row(element: Element, key: str = "") -> Row:
    found = key or id_at(element, "t:ItemId")
    kind = text_at(element, "t:ItemClass").lower()
    tag = str(element.tag).rpartition("}")[2]
    is_usual = tag == "Message" or tag.startswith("Meeting")
    size = text_at(element, "t:Size")
    received = text_at(element, "t:DateTimeReceived")
    message_id = text_at(element, "t:InternetMessageId")
    thread = attribute_at(element, "t:ConversationId", "Id")
    return Row(
        found,
        kind.startswith(_MAIL_CLASSES) if kind else is_usual,
        _number(size),
        moment(received),
        _letters(element),
        _mark(message_id, received),
        thread[:400] or None,
        tuple(each.text for each in all_at(element, "t:Categories/t:String") if each.text),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _letters(element: Element) -> str:
    letters = set()
    if text_at(element, "t:IsRead") in ("true", "1"):
        letters.add("s")
    if text_at(element, "t:IsDraft") in ("true", "1"):
        letters.add("d")
    if text_at(element, "t:Flag/t:FlagStatus") == "Flagged":
        letters.add("f")
    for each in all_at(element, "t:ExtendedProperty"):
        if attribute_at(each, "t:ExtendedFieldURI", "PropertyTag").lower() == _LAST_VERB:
            letters.add(_VERBS.get(text_at(each, "t:Value"), ""))
    return "".join(sorted(letters))


def _mark(message_id: str, received: str) -> str:
    if not message_id:
        return ""
    digest = hashlib.blake2b(f"{message_id}\n{received}".encode(), digest_size=6).digest()
    return b64encode(digest).decode("ascii")
