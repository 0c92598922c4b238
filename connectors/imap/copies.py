"""A message of ours in a folder: fit to be stored there, and found there again by its key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectors.base import OutgoingMail, PermanentError, Receipt
from connectors.imap import commands
from connectors.limits import header_block
from connectors.local.drafts import DRAFT_HEADER
from connectors.local.mbox import field_of

if TYPE_CHECKING:
    from connectors.imap.folders import Folder
    from connectors.imap.session import Session

_NAME = DRAFT_HEADER.decode("ascii")
_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
#: What a host can be asked to look for without quoting anything.
_PLAIN_KEY = re.compile(r"[A-Za-z0-9@._+=/-]{1,200}")


def check_storable(mail: OutgoingMail) -> None:
    """Refuse what a host would change, or what could not be found again.

    Raises:
        PermanentError: it is refused.
    """
    if field_of(header_block(mail.raw), DRAFT_HEADER) != mail.draft_key:
        raise PermanentError(
            f"The draft '{mail.draft_key}' does not carry its own X-Rapport-Draft field and could "
            "not be found again; it was not stored. Propose it anew."
        )
    if _BARE_BREAK.search(mail.raw) or b"\0" in mail.raw:
        raise PermanentError(
            f"The draft '{mail.draft_key}' has line ends or bytes that a host would change; it was "
            "not stored. Propose it anew."
        )


def find_copy(
    session: Session, folder: Folder, mail: OutgoingMail, *, or_by_id: bool = False
) -> Receipt | None:
    """The receipt of a message in a folder that carries the key of `mail`, or None.

    Args:
        or_by_id: Whether its Message-ID is enough where there is no key: a host that copies what
            it sends may leave out fields it does not know.

    Raises:
        Refused, Senseless, TransientError: as the commands.
    """
    selected = commands.examine(session, folder.wire)
    if not selected.exists:
        return None
    candidates = set(_search(session, _NAME, mail.draft_key))
    # A host that indexes only the fields it knows finds nothing by ours.
    candidates |= set(_search(session, "Message-ID", mail.message_id))
    if not candidates:
        return None
    fields = commands.fetch_fields(session, candidates, f"{_NAME} MESSAGE-ID")
    exact = [uid for uid, head in fields.items() if _is_copy(head, mail, or_by_id=or_by_id)]
    return make_receipt(folder, selected.validity, min(exact)) if exact else None


def make_receipt(folder: Folder, validity: int, uid: int) -> Receipt:
    """The receipt of a message that lies in a folder."""
    return Receipt(f"{validity}.{uid}", f"the folder '{folder.name}'")


def _is_copy(head: bytes, mail: OutgoingMail, *, or_by_id: bool) -> bool:
    """Whether it is ours exactly: a search finds a key within a longer one too."""
    key = field_of(head, DRAFT_HEADER)
    if key or not or_by_id:
        return key == mail.draft_key
    return field_of(head, b"Message-ID") == f"<{mail.message_id}>"


def _search(session: Session, name: str, value: str) -> list[int]:
    if not _PLAIN_KEY.fullmatch(value):
        return []
    return commands.search_header(session, name, value)
