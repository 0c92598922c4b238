"""The calendars of a mailbox, by the names their owner sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.exchange.answers import attribute_at, text_at
from connectors.exchange.faults import Refused
from connectors.exchange.folders import find_folders, find_usual, id_at, shown_name

if TYPE_CHECKING:
    from connectors.exchange.answers import Element
    from connectors.exchange.session import Session

#: What a folder of events says it holds; some programs make a kind of their own of it.
_CLASS = "IPF.Appointment"


def list_calendars(session: Session) -> dict[str, str]:
    """The calendars by name, with their ids: the usual one first, those thrown away left out.

    Of several with one name the later have a number. Of another's mailbox with rights on its
    calendar only, that one.

    Raises:
        Refused, Senseless, and the errors of the port.
    """
    usual = find_usual(session, "calendar")
    try:
        rows = {id_at(row, "t:FolderId"): row for row in find_folders(session)}
    except Refused as error:
        if error.code not in ("ErrorAccessDenied", "ErrorItemNotFound") or usual is None:
            raise
        return {"Calendar": usual}
    bin_key = find_usual(session, "deleteditems")
    found: dict[str, str] = {}
    for _, name, key in sorted(
        (key != usual, shown_name(text_at(row, "t:DisplayName")), key)
        for key, row in rows.items()
        if _is_calendar(row) and not _is_below(key, bin_key, rows)
    ):
        shown, number = name, 1
        while shown in found:
            number += 1
            shown = f"{name} ({number})"
        found[shown] = key
    return found


def _is_calendar(row: Element) -> bool:
    kind = text_at(row, "t:FolderClass")
    return kind == _CLASS or kind.startswith(f"{_CLASS}.")


def _is_below(key: str, top: str | None, rows: dict[str, Element]) -> bool:
    """Whether a folder lies in another, however deep; a circle ends where it began."""
    seen: set[str] = set()
    while key in rows and key not in seen:
        seen.add(key)
        key = attribute_at(rows[key], "t:ParentFolderId", "Id")
        if key == top:
            return True
    return False
