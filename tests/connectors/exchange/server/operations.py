"""The operations that the server knows, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.converting import convert_id
from tests.connectors.exchange.server.creating import create_item, send_item, update_item
from tests.connectors.exchange.server.finding import find_item
from tests.connectors.exchange.server.folders import find_folder, get_folder, sync_folder_hierarchy
from tests.connectors.exchange.server.items import delete_item, get_item, move_item
from tests.connectors.exchange.server.sync import sync_folder_items

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.world import Caller

#: Each takes who asks and the body of the request, and gives the response messages.
OPERATIONS: dict[str, Callable[[Caller, etree._Element], list[etree._Element]]] = {
    "GetFolder": get_folder,
    "FindFolder": find_folder,
    "SyncFolderHierarchy": sync_folder_hierarchy,
    "SyncFolderItems": sync_folder_items,
    "GetItem": get_item,
    "DeleteItem": delete_item,
    "MoveItem": move_item,
    "FindItem": find_item,
    "CreateItem": create_item,
    "UpdateItem": update_item,
    "SendItem": send_item,
    "ConvertId": convert_id,
}
