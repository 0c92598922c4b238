"""GetFolder, FindFolder, SyncFolderHierarchy: the tree of folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.connectors.exchange.server.messages import extended_number
from tests.connectors.exchange.server.shapes import Shape, Table, render
from tests.connectors.exchange.server.soap import (
    Refused,
    child,
    elements,
    failed,
    m,
    name_of,
    succeeded,
    t,
    text_of,
    yes_no,
)
from tests.connectors.exchange.server.world import Caller, SyncPosition

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.mailbox import Folder, Mailbox

#: PidTagAttributeHidden.
_HIDDEN = 0x10F4
_ELEMENTS = {
    "IPF.Appointment": "CalendarFolder",
    "IPF.Contact": "ContactsFolder",
    "IPF.Task": "TasksFolder",
}


def folder_of(
    caller: Caller, element: etree._Element, *, write: bool = False
) -> tuple[Mailbox, Folder]:
    """The folder that a `FolderId` or `DistinguishedFolderId` names, and its mailbox.

    Raises:
        Refused: there is none, or this caller may not open it.
    """
    name = str(element.get("Id"))
    if name_of(element) == "FolderId":
        return caller.folder(name, write=write)
    owner = text_of(
        child(m("x") if (held := child(element, "Mailbox")) is None else held, "EmailAddress")
    )
    mailbox = caller.mailbox(owner, write=write)
    for folder in mailbox.folders.values():
        if folder.well_known == name:
            return mailbox, folder
    raise Refused("ErrorFolderNotFound", "The specified folder could not be found in the store.")


def target_of(caller: Caller, holder: etree._Element) -> tuple[Mailbox, Folder]:
    """The folder inside a `SavedItemFolderId`, `ToFolderId` or `SyncFolderId`."""
    return folder_of(caller, elements(holder)[0])


def synced(caller: Caller, holder: etree._Element) -> tuple[Mailbox, Folder]:
    """The folder inside a `SyncFolderId`, which has an error of its own.

    Raises:
        Refused: there is none, or this caller may not open it.
    """
    try:
        return target_of(caller, holder)
    except Refused as error:
        if error.code in {"ErrorItemNotFound", "ErrorFolderNotFound"}:
            text = "The folder to be synchronized could not be found."
            raise Refused("ErrorSyncFolderNotFound", text) from error
        raise


def shown_folder(mailbox: Mailbox, folder: Folder, shape: Shape) -> etree._Element:
    kind = _ELEMENTS.get(folder.folder_class, "Folder")
    unread = sum(1 for item in folder.items.values() if not item.read)
    parent = mailbox.folders.get(folder.parent)
    well_known = folder.well_known
    table: Table = {
        "FolderId": lambda: t("FolderId", Id=folder.id, ChangeKey=folder.change_key),
        "ParentFolderId": lambda: (
            t("ParentFolderId", Id=parent.id, ChangeKey=parent.change_key) if parent else None
        ),
        "FolderClass": lambda: (
            t("FolderClass", folder.folder_class) if folder.folder_class else None
        ),
        "DisplayName": lambda: t("DisplayName", folder.name),
        "TotalCount": lambda: t("TotalCount", str(len(folder.items))),
        "ChildFolderCount": lambda: t("ChildFolderCount", str(len(mailbox.children(folder)))),
        "UnreadCount": lambda: t("UnreadCount", str(unread)),
        "DistinguishedFolderId": lambda: (
            t("DistinguishedFolderId", well_known) if well_known else None
        ),
    }
    hidden = [_hidden(folder, path) for path in shape.extended if extended_number(path) == _HIDDEN]
    return render(kind, table, shape, hidden)


def _hidden(folder: Folder, path: etree._Element) -> etree._Element:
    named = t("ExtendedFieldURI", **{str(key): str(given) for key, given in path.attrib.items()})
    return t("ExtendedProperty", named, t("Value", yes_no(folder.hidden)))


def get_folder(caller: Caller, body: etree._Element) -> list[etree._Element]:
    shape = Shape.of(child(body, "FolderShape"))
    answers = []
    for element in elements(child(body, "FolderIds")):
        try:
            mailbox, folder = folder_of(caller, element)
        except Refused as error:
            answers.append(failed("GetFolder", error, m("Folders")))
            continue
        shown = shown_folder(mailbox, folder, shape)
        answers.append(succeeded("GetFolder", m("Folders", shown)))
    return answers


def find_folder(caller: Caller, body: etree._Element) -> list[etree._Element]:
    shape = Shape.of(child(body, "FolderShape"))
    view = child(body, "IndexedPageFolderView")
    answers = []
    for element in elements(child(body, "ParentFolderIds")):
        try:
            mailbox, parent = folder_of(caller, element)
        except Refused as error:
            answers.append(failed("FindFolder", error))
            continue
        deep = body.get("Traversal") == "Deep"
        found = _below(mailbox, parent) if deep else mailbox.children(parent)
        start = int(view.get("Offset", "0")) if view is not None else 0
        most = int(view.get("MaxEntriesReturned", "1000")) if view is not None else 1000
        page = found[start : start + most]
        root = m(
            "RootFolder",
            t("Folders", *(shown_folder(mailbox, each, shape) for each in page)),
            IndexedPagingOffset=str(start + len(page)),
            TotalItemsInView=str(len(found)),
            IncludesLastItemInRange=yes_no(start + most >= len(found)),
        )
        answers.append(succeeded("FindFolder", root))
    return answers


def _below(mailbox: Mailbox, parent: Folder) -> list[Folder]:
    found = []
    for each in mailbox.children(parent):
        found += [each, *_below(mailbox, each)]
    return found


def sync_folder_hierarchy(caller: Caller, body: etree._Element) -> list[etree._Element]:
    shape = Shape.of(child(body, "FolderShape"))
    holder = child(body, "SyncFolderId")
    name = "SyncFolderHierarchy"
    try:
        if holder is None:
            mailbox = caller.mailbox()
            top = mailbox.folder("msgfolderroot")
        else:
            mailbox, top = synced(caller, holder)
        told = _told(caller, child(body, "SyncState"), top.id)
    except Refused as error:
        return [failed(name, error)]
    now = {each.id: (each.change, 0) for each in _below(mailbox, top)}
    changes = m("Changes")
    for key, change in now.items():
        if told.get(key) != change:
            shown = shown_folder(mailbox, mailbox.folders[key], shape)
            changes.append(t("Update" if key in told else "Create", shown))
    for key in told.keys() - now.keys():
        changes.append(t("Delete", t("FolderId", Id=key)))
    state = caller.world.new_sync_state(SyncPosition(top.id, now))
    return [succeeded(name, m("SyncState", state), m("IncludesLastFolderInRange", "true"), changes)]


def _told(caller: Caller, state: etree._Element | None, folder: str) -> dict[str, tuple[int, int]]:
    if state is None or not state.text:
        return {}
    return caller.world.sync_position(state.text, folder).told
