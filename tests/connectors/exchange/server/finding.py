"""FindItem: a folder's items by restriction, in an order, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.folders import folder_of
from tests.connectors.exchange.server.items import shown_item, table_of
from tests.connectors.exchange.server.messages import extended_value
from tests.connectors.exchange.server.shapes import NOT_IN_LISTS, Shape
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

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.mailbox import Folder, Item, Mailbox
    from tests.connectors.exchange.server.world import Caller

_WIDEST_VIEW = timedelta(days=732)
Value = str | int | datetime | bool | None

_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "IsEqualTo": lambda a, b: a == b,
    "IsNotEqualTo": lambda a, b: a != b,
    "IsGreaterThan": lambda a, b: a is not None and b is not None and a > b,  # type: ignore[operator]
    "IsGreaterThanOrEqualTo": lambda a, b: a is not None and b is not None and a >= b,  # type: ignore[operator]
    "IsLessThan": lambda a, b: a is not None and b is not None and a < b,  # type: ignore[operator]
    "IsLessThanOrEqualTo": lambda a, b: a is not None and b is not None and a <= b,  # type: ignore[operator]
}


def find_item(caller: Caller, body: etree._Element) -> list[etree._Element]:
    answers = []
    for element in elements(child(body, "ParentFolderIds")):
        try:
            mailbox, folder = folder_of(caller, element)
            answers.append(succeeded("FindItem", _found(caller, mailbox, folder, body)))
        except Refused as error:
            answers.append(failed("FindItem", error))
    return answers


def _found(
    caller: Caller, mailbox: Mailbox, folder: Folder, body: etree._Element
) -> etree._Element:
    shape = Shape.of(child(body, "ItemShape"))
    shape.forbid(*NOT_IN_LISTS)
    shape.in_list = shape.as_row = True
    view = child(body, "CalendarView")
    if view is not None:
        return _viewed(caller, mailbox, folder, body, view, shape)
    associated = body.get("Traversal") == "Associated"
    items = [each for each in folder.items.values() if each.associated == associated]
    restriction = child(body, "Restriction")
    if restriction is not None:
        (expression,) = elements(restriction)
        items = [each for each in items if _holds(mailbox, each, expression)]
    for order in reversed(elements(child(body, "SortOrder"))):
        path = elements(order)[0]
        known = [each for each in items if _value(mailbox, each, path) is not None]
        known.sort(
            key=lambda each: _value(mailbox, each, path),  # type: ignore[arg-type,return-value]
            reverse=order.get("Order") == "Descending",
        )
        items = known + [each for each in items if each not in known]
    return _page(caller, mailbox, items, body, shape)


def _viewed(
    caller: Caller,
    mailbox: Mailbox,
    folder: Folder,
    body: etree._Element,
    view: etree._Element,
    shape: Shape,
) -> etree._Element:
    """A window of a calendar: single events and occurrences, by their start; there are no pages."""
    if folder.folder_class != "IPF.Appointment":
        raise Refused("ErrorCalendarFolderIsInvalidForCalendarView", "That is no calendar.")
    if child(body, "Restriction") is not None or child(body, "SortOrder") is not None:
        raise Refused("ErrorInvalidOperation", "A calendar view takes no restriction and no order.")
    first, last = (_moment(str(view.get(name))) for name in ("StartDate", "EndDate"))
    if last < first:
        raise Refused("ErrorCalendarEndDateIsEarlierThanStartDate", "It ends before it starts.")
    if last - first > _WIDEST_VIEW:
        text = "The specified view range exceeds the maximum range of two years."
        raise Refused("ErrorCalendarViewRangeTooBig", text)
    items = mailbox.agenda.view(folder.id, first, last)
    given = view.get("MaxEntriesReturned")
    most = min(int(given) if given else caller.world.find_cap, caller.world.find_cap)
    if not given and len(items) > most:
        raise Refused("ErrorExceededFindCountLimit", f"More than {most} items were found.")
    return m(
        "RootFolder",
        t("Items", *(shown_item(caller, mailbox, each, shape) for each in items[:most])),
        TotalItemsInView=str(len(items)),
        IncludesLastItemInRange=yes_no(len(items) <= most),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _page(
    caller: Caller, mailbox: Mailbox, items: list[Item], body: etree._Element, shape: Shape
) -> etree._Element:
    """The part of what was found that a view asks for; never more than the server's cap."""
    view = child(body, "IndexedPageItemView")
    cap = caller.world.find_cap
    if view is None and len(items) > cap:
        raise Refused("ErrorExceededFindCountLimit", f"More than {cap} items were found.")
    start = int(view.get("Offset", "0")) if view is not None else 0
    if view is not None and view.get("BasePoint") == "End":
        items.reverse()
    most = min(int(view.get("MaxEntriesReturned", cap)) if view is not None else cap, cap)
    page = items[start : start + most]
    return m(
        "RootFolder",
        t("Items", *(shown_item(caller, mailbox, each, shape) for each in page)),
        IndexedPagingOffset=str(start + len(page)),
        TotalItemsInView=str(len(items)),
        IncludesLastItemInRange=yes_no(start + most >= len(items)),
    )


# ── Restrictions ────────────────────────────────────────────────────────────────────────────────


def _holds(mailbox: Mailbox, item: Item, expression: etree._Element) -> bool:
    name = name_of(expression)
    parts = elements(expression)
    if name == "And":
        return all(_holds(mailbox, item, each) for each in parts)
    if name == "Or":
        return any(_holds(mailbox, item, each) for each in parts)
    if name == "Not":
        return not _holds(mailbox, item, parts[0])
    value = _value(mailbox, item, parts[0])
    if name == "Exists":
        return value is not None
    if name == "Contains":
        return _contains(expression, str(value or ""), str(parts[1].get("Value")))
    if name not in _COMPARE:
        raise Refused("ErrorUnsupportedPathForQuery", f"The double knows no {name}.")
    constant = elements(parts[1])[0]
    wanted = _typed(_element_name(parts[0]), str(constant.get("Value")))
    return _COMPARE[name](value, wanted)


def _contains(expression: etree._Element, value: str, wanted: str) -> bool:
    if "IgnoreCase" in str(expression.get("ContainmentComparison")):
        value, wanted = value.lower(), wanted.lower()
    mode = expression.get("ContainmentMode")
    if mode == "FullString":
        return value == wanted
    return value.startswith(wanted) if mode == "Prefixed" else wanted in value


def _element_name(path: etree._Element) -> str:
    return str(path.get("FieldURI", "")).partition(":")[2]


def _value(mailbox: Mailbox, item: Item, path: etree._Element) -> Value:
    """The value of an item that a path names."""
    if name_of(path) == "ExtendedFieldURI":
        return extended_value(item, path)
    if name_of(path) == "IndexedFieldURI":
        return item.header(str(path.get("FieldIndex"))) or None
    name = _element_name(path)
    if name in NOT_IN_LISTS:
        raise Refused("ErrorUnsupportedPathForQuery", f"{name} cannot be searched for.")
    made = table_of(mailbox, item).get(name)
    element = None if made is None else made()
    return None if element is None else _typed(name, text_of(element))


def _typed(name: str, value: str) -> Value:
    if name.startswith("DateTime") or name in {"Start", "End", "LastModifiedTime"}:
        return datetime.fromisoformat(value)
    if name == "Size":
        return int(value)
    if name.startswith(("Is", "Has")):
        return value in {"true", "1"}
    return value
