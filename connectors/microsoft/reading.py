"""One message: its bytes as they came, or its header only; once each.

A message over the limit is streamed and counted, never held: its header is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from connectors.base import MailRecord, Problem
from connectors.limits import MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, header_block, too_large
from connectors.microsoft.faults import Refused, Senseless
from connectors.microsoft.headers import EXPAND, SELECT, header_of, size_of
from connectors.microsoft.session import id_of, is_id

if TYPE_CHECKING:
    from connectors.microsoft.session import Row, Session

#: What is asked for of every message beside its body.
ROW = "id,receivedDateTime,isRead,isDraft,flag,conversationId,categories"
#: No mailbox of Exchange takes a message of more.
MAX_STREAM_BYTES = 200_000_000
#: Of one message, and of the name of a category; Outlook's have 255 characters.
_MAX_LABELS, _MAX_LABEL = 100, 255
_LETTERS = {"s": "seen", "f": "flagged", "d": "draft"}
#: Of an answer to one message: this one cannot be read, and the others can.
_BAD_MESSAGE = frozenset({400, 403, 413, 422, 500, 501})


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages of one folder; for several threads, each with a session of its own."""

    folder: str
    full_bodies: bool

    def read(self, session: Session, row: Row, letters: str) -> MailRecord | Problem | None:
        """One message of a row that names all of `ROW`; None: it is gone meanwhile.

        Raises:
            Refused, TransientError, AuthError: it cannot be read now.
        """
        name = id_of(row)
        try:
            raw, size, truncated = self._fetch(session, name)
        except Refused as error:
            if error.is_gone:
                return None
            if error.status not in _BAD_MESSAGE:
                raise
            return self._unread(name, error)
        except Senseless as error:
            return self._unread(name, error)
        problems = (too_large(f"'{self.folder}'", name, size),) if size > MAX_MESSAGE_BYTES else ()
        thread = row.get("conversationId")
        return MailRecord(
            provider_id=name,
            collection=self.folder,
            raw=raw,
            size=size,
            flags=flags_of(letters),
            received_at=moment(row.get("receivedDateTime")),
            labels=_labels(row.get("categories")),
            provider_thread_id=thread if isinstance(thread, str) and is_id(thread) else None,
            truncated=truncated,
            problems=problems if self.full_bodies else (),
        )

    def _fetch(self, session: Session, name: str) -> tuple[bytes, int, bool]:
        """Bytes, size of the whole, and whether the bytes are the header only."""
        path = f"/me/messages/{quote(name, safe='')}"
        if not self.full_bodies:
            query = {"$select": SELECT, "$expand": EXPAND}
            row = session.get(session.url(path, query))
            raw = header_of(row)
            return raw, size_of(row) or len(raw), True
        with session.open(session.url(f"{path}/$value"), limit=MAX_STREAM_BYTES) as answer:
            if answer.headers.get("Content-Type", "").lower().startswith("text/html"):
                # Graph gives MIME as text/plain; a network that wants a sign-in shows a page.
                raise Senseless("it is a web page and no message")
            raw, size = _gather(answer.chunks())
        if size > MAX_MESSAGE_BYTES:
            return header_block(raw), size, True
        return raw, size, False

    def _unread(self, name: str, error: Refused | Senseless) -> Problem:
        return Problem(
            "unreadable",
            f"Microsoft does not give a message in '{self.folder}' ({error}); the others were "
            "read. It is asked for again at the next sync.",
            name,
        )


def fetch_row(session: Session, name: str) -> Row | None:
    """The row of a message by its id, or None: it is gone."""
    path = f"/me/messages/{quote(name, safe='')}"
    try:
        return session.get(session.url(path, {"$select": ROW}))
    except Refused as error:
        if error.is_gone:
            return None
        raise


def _labels(given: object) -> tuple[str, ...]:
    """The names of categories, as far as they can be shown and stored."""
    names = [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
    return tuple(name[:_MAX_LABEL] for name in names[:_MAX_LABELS] if name and name.isprintable())


def _gather(pieces: Iterable[bytes]) -> tuple[bytes, int]:
    kept = bytearray()
    size = 0
    for piece in pieces:
        size += len(piece)
        if size <= MAX_MESSAGE_BYTES:
            kept += piece
        else:
            del kept[MAX_HEADER_BYTES:]
    return bytes(kept), size


def letters_of(row: Row, before: str = "") -> str:
    """The flags of a row as they are remembered; what it does not name is as before."""
    flags = dict.fromkeys(before, True)
    if isinstance(row.get("isRead"), bool):
        flags["s"] = row["isRead"]
    if isinstance(row.get("isDraft"), bool):
        flags["d"] = row["isDraft"]
    if isinstance(row.get("flag"), dict):
        flags["f"] = row["flag"].get("flagStatus") == "flagged"
    return "".join(sorted(letter for letter in _LETTERS if flags.get(letter)))


def flags_of(letters: str) -> frozenset[str]:
    """Flags as the port has them."""
    return frozenset(_LETTERS[letter] for letter in letters)


def moment(text: object) -> datetime | None:
    """A moment of Graph in UTC, or None: it is none."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
        return found.astimezone(UTC) if found and found.tzinfo else None
    except (ValueError, OverflowError):
        return None
