"""GetItem, MoveItem, DeleteItem: items by their ids, one response message for each."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tests.connectors.exchange.server import appointments, messages
from tests.connectors.exchange.server.composing import written_anew
from tests.connectors.exchange.server.folders import target_of
from tests.connectors.exchange.server.shapes import Shape, Table
from tests.connectors.exchange.server.soap import (
    Refused,
    child,
    elements,
    failed,
    m,
    name_of,
    succeeded,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from tests.connectors.exchange.server.mailbox import Item, Mailbox
    from tests.connectors.exchange.server.world import Caller


def shown_item(caller: Caller, mailbox: Mailbox, item: Item, shape: Shape) -> etree._Element:
    """An item of any kind in a shape."""
    if item.event is not None:
        whole = caller.world.ical_with_exceptions
        return appointments.shown(mailbox, item, shape, with_exceptions=whole)
    shown = messages.shown(mailbox, item, shape)
    if caller.world.rewrites_mime and shape.mime:
        mime = child(shown, "MimeContent")
        assert mime is not None
        mime.text = base64.b64encode(written_anew(item.raw)).decode()
    return shown


def table_of(mailbox: Mailbox, item: Item) -> Table:
    """The values of an item of any kind, by the names of their elements."""
    if item.event is not None:
        return appointments.table(mailbox, item)
    return messages.table(mailbox, item, Shape())


def each_item(
    caller: Caller,
    body: etree._Element,
    operation: str,
    answer: Callable[[Mailbox, Item], list[etree._Element]],
    *,
    write: bool = False,
    empty: bool = True,
) -> list[etree._Element]:
    """A response message for each id of a request, in their order.

    Args:
        empty: An error comes with an empty `Items`, as the schema demands of most operations.
    """
    answers = []
    for element in elements(child(body, "ItemIds")):
        try:
            key = item_key(element)
            caller.world.faults.refuse_item(operation, key)
            mailbox, item = located(caller, element, write=write)
            answers.append(succeeded(operation, *answer(mailbox, item)))
        except Refused as error:
            answers.append(failed(operation, error, m("Items") if empty else None))
    return answers


def item_key(element: etree._Element) -> str:
    """The id in an `ItemId`, or that in the two ways to name occurrences and series.

    Raises:
        Refused: it is none of this server.
    """
    names = {"OccurrenceItemId": "RecurringMasterId", "RecurringMasterItemId": "OccurrenceId"}
    key = str(element.get(names.get(name_of(element), "Id")))
    if not key.startswith("AAMk"):
        raise Refused("ErrorInvalidIdMalformed", "Id is malformed.")
    return key


def located(
    caller: Caller, element: etree._Element, *, write: bool = False
) -> tuple[Mailbox, Item]:
    """The item that an element names, and its mailbox.

    Raises:
        Refused: there is none, or this caller may not have it.
    """
    mailbox, item = caller.item(item_key(element), write=write)
    if name_of(element) == "OccurrenceItemId":
        item = mailbox.agenda.numbered(item, int(str(element.get("InstanceIndex"))))
    if name_of(element) == "RecurringMasterItemId":
        item = mailbox.agenda.series_of(item.id)
    return mailbox, item


def get_item(caller: Caller, body: etree._Element) -> list[etree._Element]:
    shape = Shape.of(child(body, "ItemShape"))

    def answer(mailbox: Mailbox, item: Item) -> list[etree._Element]:
        caller.world.looked_at[item.id] += 1
        if shape.mime:
            caller.world.bodies[item.id] += 1
        return [m("Items", shown_item(caller, mailbox, item, shape))]

    return each_item(caller, body, "GetItem", answer)


def delete_item(caller: Caller, body: etree._Element) -> list[etree._Element]:
    def answer(mailbox: Mailbox, item: Item) -> list[etree._Element]:
        if item.event is not None and not body.get("SendMeetingCancellations"):
            text = "SendMeetingCancellations is required for calendar items."
            raise Refused("ErrorSendMeetingCancellationsRequired", text)
        if body.get("DeleteType") == "MoveToDeletedItems":
            mailbox.move(item.id, "deleteditems")
        else:
            mailbox.delete(item.id)
        return []

    return each_item(caller, body, "DeleteItem", answer, write=True, empty=False)


def move_item(caller: Caller, body: etree._Element) -> list[etree._Element]:
    holder = child(body, "ToFolderId")
    assert holder is not None

    def answer(mailbox: Mailbox, item: Item) -> list[etree._Element]:
        _, folder = target_of(caller, holder)
        mailbox.move(item.id, folder.id)
        if text_of(child(body, "ReturnNewItemIds"), "true") in {"false", "0"}:
            return [m("Items")]
        return [m("Items", shown_item(caller, mailbox, item, Shape()))]

    return each_item(caller, body, "MoveItem", answer, write=True)
