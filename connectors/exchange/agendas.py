"""The calendars of a mailbox, by the names their owner sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.exchange import ews
from connectors.exchange.answers import all_at, attribute_at, text_at
from connectors.exchange.faults import CLOSED_CODES, Refused, Senseless
from connectors.exchange.folders import find_folders, id_at, shown_name

if TYPE_CHECKING:
    from connectors.exchange.answers import Element
    from connectors.exchange.session import Session

#: What a folder of events says it holds; some programs make a kind of their own of it.
_CLASS = "IPF.Appointment"
_ID = "t:FolderId"


def list_calendars(session: Session) -> dict[str, str]:
    """The calendars by name, with their ids: the usual one first, those thrown away left out.

    Of several with one name the later have a number. Of another's mailbox with rights on its
    calendar only, that one.

    Raises:
        Refused, Senseless, and the errors of the port.
    """
    usual, bin_row = _usual(session)
    try:
        rows = {id_at(row, _ID): row for row in find_folders(session)}
    except Refused as error:
        if error.code not in CLOSED_CODES or usual is None:
            raise
        rows = {id_at(usual, _ID): usual}
    usual_key = id_at(usual, _ID) if usual is not None else ""
    bin_key = id_at(bin_row, _ID) if bin_row is not None else ""
    found: dict[str, str] = {}
    for _, name, key in sorted(
        (key != usual_key, shown_name(text_at(row, "t:DisplayName")), key)
        for key, row in rows.items()
        if _is_calendar(row) and not _is_below(key, bin_key, rows)
    ):
        shown, number = name, 1
        while shown in found:
            number += 1
            shown = f"{name} ({number})"
        found[shown] = key
    return found


def _usual(session: Session) -> tuple[Element | None, Element | None]:
    """The usual calendar and the bin; None: there is none, or it is closed."""
    replies = session.call(
        "GetFolder",
        folders=[session.ews.usual_folder(name) for name in ("calendar", "deleteditems")],
        additional_fields=ews.fields("folder:DisplayName", "folder:FolderClass"),
        shape="IdOnly",
    )
    rows = [next(iter(all_at(each.element, "m:Folders/*")), None) for each in replies]
    if len(rows) != 2:
        raise Senseless("it answers something else")
    return rows[0], rows[1]


def _is_calendar(row: Element) -> bool:
    kind = text_at(row, "t:FolderClass")
    return kind == _CLASS or kind.startswith(f"{_CLASS}.")


def _is_below(key: str, top: str, rows: dict[str, Element]) -> bool:
    """Whether a folder lies in another, however deep; a circle ends where it began."""
    seen: set[str] = set()
    while key in rows and key not in seen:
        seen.add(key)
        key = attribute_at(rows[key], "t:ParentFolderId", "Id")
        if top and key == top:
            return True
    return False
