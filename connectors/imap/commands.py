"""The commands that are used on a signed-in connection, and their answers as plain values.

Each needs `Session.open` to have been called, and those about messages a folder that `examine` has
opened. All raise `Refused` or `Senseless` for what the host answers, and TransientError where the
connection is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.imap.answers import Row, UidSet, join_uids, read_rows
from connectors.imap.faults import Refused, Senseless, shown
from connectors.imap.settings import Extension
from connectors.limits import MAX_HEADER_BYTES

if TYPE_CHECKING:
    from datetime import datetime

    from connectors.imap.session import Session

#: Bytes of an answer for one message, without its body: flags, size, date, a Message-ID.
_ROW_BYTES = 400
_APPENDUID = re.compile(rb"\[APPENDUID (\d{1,10}) (\d{1,10})\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as the host described it when it was opened.

    Attributes:
        modseq: The highest mod-sequence (RFC 7162); None: the host keeps none, or none is used.
    """

    validity: int
    uid_next: int
    exists: int
    modseq: int | None


def examine(session: Session, folder: str) -> Selected:
    """Open a folder for reading only, so that nothing is marked as read or recent.

    Raises:
        Refused: there is no such folder, or not now.
        Senseless: its name is none, or it has no UIDVALIDITY, so that its messages cannot be told apart.
    """
    if not folder.isprintable():
        # Sent back, its line end would end the command.
        raise Senseless("a folder name with control characters")
    session.open()
    with session.command() as client:
        _forget(session)
        told = client.select_folder(folder, readonly=True)
        validity = int(told.get(b"UIDVALIDITY", 0))
        modseq = int(told.get(b"HIGHESTMODSEQ", 0))
        exists = int(told[b"EXISTS"])
    if not validity:
        raise Senseless("no UIDVALIDITY")
    used = session.uses(Extension.CONDSTORE) or session.uses(Extension.QRESYNC)
    return Selected(
        validity, int(told.get(b"UIDNEXT", 0)), exists, modseq if used and modseq else None
    )


def list_uids(session: Session) -> list[int]:
    """The UIDs of the open folder, ascending."""
    with session.command(8 << 20) as client:
        return sorted(client.search("ALL"))


def fetch_flags(session: Session, exists: int) -> dict[int, frozenset[str]]:
    """The flags of every message of the open folder, which has about `exists`."""
    rows = _fetch(session, "1:*", "FLAGS", octets=exists * _ROW_BYTES)
    return {row.uid: row.flags for row in rows if row.flags is not None}


def fetch_flags_since(
    session: Session, modseq: int, exists: int, *, vanished: bool
) -> tuple[dict[int, frozenset[str]], UidSet]:
    """Flags of what is new or changed since `modseq`, and what is gone (RFC 7162, 3.1.4, 3.2.6).

    Args:
        vanished: Whether to ask for what is gone; otherwise that is empty.
    """
    modifier = f"(CHANGEDSINCE {modseq}{' VANISHED' if vanished else ''})"
    octets = exists * _ROW_BYTES
    rows, gone = _fetch_and_vanished(session, "1:*", "FLAGS", modifier, octets=octets)
    return {row.uid: row.flags for row in rows if row.flags is not None}, gone


def fetch_summaries(session: Session, uids: Iterable[int], *, with_id: bool = False) -> list[Row]:
    """Flags, size and arrival of messages; with their Message-ID field where it is wanted."""
    wanted = list(uids)
    items = "FLAGS RFC822.SIZE INTERNALDATE"
    if session.has("X-GM-EXT-1"):
        items += " X-GM-THRID X-GM-LABELS"
    if with_id:
        items += " BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
    return _fetch(session, join_uids(wanted), items, octets=len(wanted) * 2 * _ROW_BYTES)


def fetch_dates(session: Session, uids: Iterable[int]) -> dict[int, datetime | None]:
    """The arrivals of messages, None where the host tells a date that is none."""
    wanted = list(uids)
    rows = _fetch(session, join_uids(wanted), "INTERNALDATE", octets=len(wanted) * _ROW_BYTES)
    return {row.uid: row.received_at for row in rows}


def fetch_bodies(session: Session, uids: Iterable[int], octets: int) -> dict[int, bytes]:
    """The bytes of messages that have `octets` together; reading marks nothing."""
    wanted = join_uids(uids)
    return _texts(_fetch(session, wanted, "BODY.PEEK[]", octets=octets))


def fetch_headers(session: Session, uids: Iterable[int]) -> dict[int, bytes]:
    """The header blocks of messages, each cut at the limit."""
    wanted = list(uids)
    item = f"BODY.PEEK[HEADER]<0.{MAX_HEADER_BYTES}>"
    return _texts(_fetch(session, join_uids(wanted), item, octets=len(wanted) * MAX_HEADER_BYTES))


def fetch_fields(session: Session, uids: Iterable[int], name: str) -> dict[int, bytes]:
    """One header field of messages, with its name."""
    wanted = list(uids)
    item = f"BODY.PEEK[HEADER.FIELDS ({name})]"
    return _texts(_fetch(session, join_uids(wanted), item, octets=len(wanted) * 2 * _ROW_BYTES))


def search_header(session: Session, name: str, value: str) -> list[int]:
    """UIDs of messages of the open folder with `value` somewhere in that field, ascending."""
    with session.command() as client:
        return sorted(client.search(["HEADER", name, value]))


def create_folder(session: Session, folder: str, *, use: str) -> None:
    """Make a folder, with a role (RFC 6154) where the host can be told one."""
    with session.command() as client:
        if session.has("CREATE-SPECIAL-USE"):
            name = client._normalise_folder(folder)
            kind, data = session.line()._simple_command("CREATE", name, f"(USE ({use}))")
            if kind != "OK":
                raise Refused(shown(data[0]))
        else:
            client.create_folder(folder)
        client.subscribe_folder(folder)


def append(
    session: Session, folder: str, raw: bytes, flags: Sequence[str]
) -> tuple[int, int] | None:
    """Store a message; UIDVALIDITY and UID of it (RFC 4315), or None: the host tells neither.

    Raises:
        Refused: it was not stored.
        TransientError, Senseless: nor was it, unless `Session.handed_over`.
    """
    with session.command(len(raw)) as client:
        told = client.append(folder, raw, flags)
    found = _APPENDUID.search(told or b"")
    return (int(found[1]), int(found[2])) if found else None


def _fetch(session: Session, uids: str, items: str, *, octets: int) -> list[Row]:
    return _fetch_and_vanished(session, uids, items, None, octets=octets)[0]


def _fetch_and_vanished(
    session: Session, uids: str, items: str, modifier: str | None, *, octets: int
) -> tuple[list[Row], UidSet]:
    with session.command(octets):
        _forget(session)
        line = session.line()
        arguments = [uids, f"(UID {items})", *([modifier] if modifier else [])]
        kind, data = line._simple_command("UID", "FETCH", *arguments)
        if kind != "OK":
            raise Refused(shown(data[0]))
        found = line.untagged_responses
        vanished = b",".join(
            _words(each) for each in found.pop("VANISHED", []) if b"EARLIER" in _words(each)
        )
        rows = read_rows(found.pop("FETCH", []))
    return rows, UidSet(vanished)


def _forget(session: Session) -> None:
    """Let go of what the host said unasked: it must not be read as an answer."""
    session.line().untagged_responses.clear()


def _words(answer: bytes | tuple[bytes, bytes]) -> bytes:
    return b"" if isinstance(answer, tuple) else answer


def _texts(rows: Sequence[Row]) -> dict[int, bytes]:
    return {row.uid: row.text for row in rows if row.text is not None}
