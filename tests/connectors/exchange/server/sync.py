"""SyncFolderItems: what has changed in a folder since a SyncState, page by page.

As Exchange does it, a state stands for what the client was told: what came and went between two
calls is never told, and a page is computed from the folder as it is at that moment.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.folders import synced
from tests.connectors.exchange.server.items import shown_item
from tests.connectors.exchange.server.messages import item_id
from tests.connectors.exchange.server.shapes import Shape
from tests.connectors.exchange.server.soap import (
    Refused,
    child,
    elements,
    failed,
    m,
    succeeded,
    t,
    text_of,
    yes_no,
)
from tests.connectors.exchange.server.world import Caller, SyncPosition

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.mailbox import Folder, Item, Mailbox

_NAME = "SyncFolderItems"


def sync_folder_items(caller: Caller, body: etree._Element) -> list[etree._Element]:
    holder = child(body, "SyncFolderId")
    assert holder is not None
    try:
        mailbox, folder = synced(caller, holder)
        state = text_of(child(body, "SyncState"))
        told = caller.world.sync_position(state, folder.id).told if state else {}
        shape = Shape.of(child(body, "ItemShape"))
        shape.in_list = True
    except Refused as error:
        return [failed(_NAME, error)]
    told = dict(told)
    for ignored in elements(child(body, "Ignore")):
        if item := folder.items.get(str(ignored.get("Id"))):
            told[item.id] = (item.change, item.read_change)
    if state and caller.world.stuck_states > 0:
        caller.world.stuck_states -= 1
        more = m("IncludesLastItemInRange", "false")
        return [succeeded(_NAME, m("SyncState", state), more, m("Changes"))]
    most = min(int(text_of(child(body, "MaxChangesReturned"), "512")), caller.world.page_cap)
    changes, whole = _page(caller, mailbox, folder, told, shape, most)
    next_state = caller.world.new_sync_state(SyncPosition(folder.id, told))
    last = m("IncludesLastItemInRange", yes_no(whole))
    return [succeeded(_NAME, m("SyncState", next_state), last, changes)]


def _page(
    caller: Caller,
    mailbox: Mailbox,
    folder: Folder,
    told: dict[str, tuple[int, int]],
    shape: Shape,
    most: int,
) -> tuple[etree._Element, bool]:
    """The next changes, which are then among what was told; whether these are all."""
    changes = m("Changes")
    news = [
        item
        for item in folder.items.values()
        if not item.associated and told.get(item.id) != (item.change, item.read_change)
    ]
    gone = [key for key in told if key not in folder.items]
    for item in _ordered(caller, news)[:most]:
        before = told.get(item.id)
        told[item.id] = (item.change, item.read_change)
        if before is not None and before[0] == item.change:
            flag = t("IsRead", yes_no(item.read))
            changes.append(t("ReadFlagChange", item_id(item), flag))
            continue
        shown = shown_item(caller, mailbox, item, shape)
        changes.append(t("Create" if before is None else "Update", shown))
    room = most - len(changes)
    for key in gone[: max(room, 0)]:
        del told[key]
        changes.append(t("Delete", t("ItemId", Id=key, ChangeKey="CQAAAA==")))
    return changes, len(news) + len(gone) <= most


def _ordered(caller: Caller, items: list[Item]) -> list[Item]:
    order = caller.world.sync_order
    if order == "newest":
        return items[::-1]
    if order == "shuffled":
        return sorted(items, key=lambda item: hashlib.sha256(item.id.encode()).digest())
    return items
