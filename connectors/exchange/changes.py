"""The change feed of a folder: SyncFolderItems, one page at a time.

exchangelib's own loop keeps the state until its end, and breaks on an error that comes without one;
here each page has its state, and an error is one whatever else it lacks.

Some servers never say that a list of changes is whole, and answer with the state they were given and
nothing else. Asked a few times they are believed that there is nothing more now; who needs the whole
compares with a listing of another kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connectors.exchange import ews
from connectors.exchange.answers import Element, text_at
from connectors.exchange.faults import Senseless
from connectors.exchange.folders import id_at

if TYPE_CHECKING:
    from connectors.exchange.session import Session

#: Pages of one listing; one that leads in circles must end.
MAX_PAGES = 100_000
#: Pages without anything, one after the other.
MAX_EMPTY = 200
#: Times that one state is asked for what comes after it, while there is no answer to that.
_MAX_STUCK = 3
#: Of a state: it grows with the folder, to some kilobytes.
_MAX_STATE = 4_000_000
_KINDS = frozenset({"Create", "Update", "Delete", "ReadFlagChange"})


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one item.

    Attributes:
        kind: ``Create``, ``Update``, ``Delete`` or ``ReadFlagChange``.
        seen: Of the last: whether it has been read now.
        element: The item as far as it was asked for, where it is there.
    """

    kind: str
    key: str
    seen: bool
    element: Element | None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changes, and the state behind them.

    Attributes:
        is_stuck: The last one, of a server that says there is more and does not give it.
    """

    changes: list[Change]
    state: str
    is_last: bool
    is_stuck: bool = False


def fetch_changes(
    session: Session, folder: str, state: str, fields: list[object] | None = None
) -> Iterator[ChangePage]:
    """The changes of a folder since a state, to their end.

    Args:
        folder: Its id.
        state: Of an earlier page, or empty: from nothing, which gives every item as new.
        fields: What is wanted of new and changed items beside their ids.

    Raises:
        Refused, Senseless: what Exchange answered, and the errors of `Session.call`.
    """
    empty = stuck = 0
    for _ in range(MAX_PAGES):
        replies = session.call(
            "SyncFolderItems",
            folder=ews.folder(folder),
            shape="IdOnly",
            additional_fields=fields,
            sync_state=state or None,
            ignore=None,
            max_changes_returned=session.settings.page_size,
            sync_scope="NormalItems",
        )
        if len(replies) != 1:
            raise Senseless("it answers something else")
        page = _page(replies[0].granted())
        empty = 0 if page.changes else empty + 1
        if page.state == state and not page.is_last:
            if page.changes:
                raise Senseless("a list of changes does not say where it goes on")
            stuck += 1
            if stuck < _MAX_STUCK:
                continue
            page = replace(page, is_last=True, is_stuck=True)
        if empty > MAX_EMPTY:
            break
        yield page
        if page.is_last:
            return
        state, stuck = page.state, 0
    raise Senseless("a list of changes has no end")


def _page(message: Element) -> ChangePage:
    state = text_at(message, "m:SyncState")
    if not 0 < len(state) <= _MAX_STATE:
        raise Senseless("a list of changes does not say where it goes on")
    found = message.find("{*}Changes")
    changes = [_change(element) for element in found] if found is not None else []
    is_last = text_at(message, "m:IncludesLastItemInRange") in ("true", "1")
    return ChangePage([change for change in changes if change.kind in _KINDS], state, is_last)


def _change(element: Element) -> Change:
    kind = str(element.tag).rpartition("}")[2]
    if kind not in _KINDS:
        return Change(kind, "", seen=False, element=None)
    seen = text_at(element, "t:IsRead") in ("true", "1")
    item = element[0] if kind in ("Create", "Update") and len(element) else None
    return Change(kind, id_at(element, ".//t:ItemId"), seen=seen, element=item)
