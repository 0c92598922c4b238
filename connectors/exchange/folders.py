"""The folders of a mailbox: their names as paths, and what they are for.

A folder is called by the names on the way to it (``Inbox/Ferrol``), as its owner sees them. What it
is for is told by Exchange's own words for the usual folders, never by its name, which is in the
language of the owner. Left out are folders that hold no mail, those that are hidden, the outbox,
where mail is half gone, and what Outlook notes of its own troubles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.base import Collection, CollectionKind, CollectionRole
from connectors.exchange import ews
from connectors.exchange.answers import Element, Reply, all_at, attribute_at, text_at
from connectors.exchange.faults import CLOSED_CODES, Refused, Senseless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors.exchange.session import Session

#: Exchange's names of the usual folders, in reading order.
WELL_KNOWN = {
    "inbox": CollectionRole.INBOX,
    "sentitems": CollectionRole.SENT,
    "drafts": CollectionRole.DRAFTS,
    "deleteditems": CollectionRole.TRASH,
    "junkemail": CollectionRole.JUNK,
}
_LEFT_OUT = ("outbox", "syncissues", "conflicts", "localfailures", "serverfailures")
#: More than this is no mailbox of a person.
MAX_FOLDERS = 5000
#: Of the way to a folder; of a longer one the end.
MAX_NAME = 400
#: Of an id; Exchange's have some 150 characters.
MAX_ID = 1000
_PAGE = 500
_NAMES = (
    "folder:DisplayName",
    "folder:FolderClass",
    "folder:ParentFolderId",
    "folder:TotalCount",
)
#: PR_ATTR_HIDDEN (MS-OXPROPS).
_HIDDEN = "0x10f4"
_MAIL = ("", "ipf.note", "ipf.imap")
_ORDER = [*WELL_KNOWN.values(), CollectionRole.OTHER]


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder.

    Attributes:
        name: The names on the way to it, with ``/`` between.
        total: Items in it, as Exchange counts them.
    """

    name: str
    key: str
    role: CollectionRole
    total: int

    def collection(self) -> Collection:
        """As the port names it."""
        return Collection(self.name, CollectionKind.MAIL, self.role)


def list_folders(session: Session) -> list[Folder]:
    """All folders of mail that are not hidden: the usual ones first, the rest by name.

    Of another's mailbox with rights on a few folders only, the usual ones among them.

    Raises:
        Refused, Senseless: what Exchange answered, and the errors of `Session.call`.
    """
    usual = dict(_usual(session, [*WELL_KNOWN, *_LEFT_OUT]))
    roles = {
        id_at(usual[name], "t:FolderId"): role for name, role in WELL_KNOWN.items() if name in usual
    }
    left_out = {id_at(usual[name], "t:FolderId") for name in _LEFT_OUT if name in usual}
    try:
        rows = list(find_folders(session))
    except Refused as error:
        if error.code not in CLOSED_CODES or not roles:
            raise
        rows = [usual[name] for name in WELL_KNOWN if name in usual]
    by_id = {id_at(row, "t:FolderId"): row for row in rows}
    found: dict[str, Folder] = {}
    for key, row in sorted(
        by_id.items(), key=lambda each: (_depth(each[1], by_id), _way(each[1], by_id), each[0])
    ):
        if _is_mail(row) and not _is_below(row, by_id, left_out):
            folder = _folder(row, key, by_id, roles, found)
            found[folder.name] = folder
    return sorted(found.values(), key=lambda folder: (_ORDER.index(folder.role), folder.name))


def find_usual(session: Session, name: str) -> str | None:
    """The id of a usual folder by Exchange's own word for it, or None: there is none."""
    for _, row in _usual(session, [name]):
        return id_at(row, "t:FolderId")
    return None


def find_folders(session: Session) -> Iterator[Element]:
    """The rows of all folders below the top, of whatever class; raises as `Session.call`."""
    offset = count = 0
    while True:
        (reply,) = _one(
            session.call(
                "FindFolder",
                folders=[session.ews.usual_folder("msgfolderroot")],
                additional_fields=_fields(),
                restriction=None,
                shape="IdOnly",
                depth="Deep",
                page_size=_PAGE,
                offset=offset,
            )
        )
        message = reply.granted()
        rows = [
            row
            for row in all_at(message, "m:RootFolder/t:Folders/*")
            if not str(row.tag).endswith("}SearchFolder")  # its messages lie elsewhere
        ]
        yield from rows
        count += len(rows)
        if count > MAX_FOLDERS:
            raise Senseless(f"there are more than {MAX_FOLDERS:,} folders")
        offset_before, offset = offset, next_offset(message)
        if not offset:
            return
        if offset <= offset_before:
            raise Senseless("a listing has no end")


def id_at(element: Element, path: str) -> str:
    """The id at a path.

    Raises:
        Senseless: there is none that can be asked for.
    """
    found = attribute_at(element, path, "Id")
    if not 0 < len(found) <= MAX_ID or not found.isprintable() or " " in found:
        raise Senseless("something has no id")
    return found


def next_offset(message: Element) -> int:
    """Where the next page of a listing begins; 0: there is none.

    Raises:
        Senseless: it does not say.
    """
    root = message.find("{*}RootFolder")
    if root is None:
        raise Senseless("a listing is none")
    if root.get("IncludesLastItemInRange") in ("true", "1"):
        return 0
    text = root.get("IndexedPagingOffset") or ""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Senseless("a listing does not say where it goes on")
    return int(text)


def shown_name(text: str) -> str:
    """The name of a folder or calendar, in one line; a slash in it is no step of the way."""
    plain = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return plain.replace("/", "\N{DIVISION SLASH}")[:255] or "unnamed"


def _usual(session: Session, names: list[str]) -> Iterator[tuple[str, Element]]:
    replies = session.call(
        "GetFolder",
        folders=[session.ews.usual_folder(name) for name in names],
        additional_fields=_fields(),
        shape="IdOnly",
    )
    if len(replies) != len(names):
        raise Senseless("it answers something else")
    failure: Refused | None = None
    is_any = False
    for name, reply in zip(names, replies, strict=True):
        found = reply.element.find("{*}Folders")
        if reply.is_ok and found is not None and len(found) == 1:
            is_any = True
            yield name, found[0]
        elif reply.code not in CLOSED_CODES:
            failure = failure or reply.refusal()
    if failure is not None and not is_any:
        raise failure


def _fields() -> list[object]:
    return [*ews.fields(*_NAMES), ews.extended_field(_HIDDEN, "Boolean")]


def _one(replies: list[Reply]) -> list[Reply]:
    if len(replies) != 1:
        raise Senseless("it answers something else")
    return replies


def _folder(
    row: Element,
    key: str,
    by_id: dict[str, Element],
    roles: dict[str, CollectionRole],
    taken: dict[str, Folder],
) -> Folder:
    usual = "/".join(_way(row, by_id))[-MAX_NAME:]
    name, number = usual, 1
    while name in taken:
        number += 1
        name = f"{usual} ({number})"
    count = text_at(row, "t:TotalCount")
    total = int(count) if count.isascii() and count.isdigit() and len(count) < 10 else 0
    return Folder(name, key, roles.get(key, CollectionRole.OTHER), total)


def _is_mail(row: Element) -> bool:
    kind = text_at(row, "t:FolderClass").lower()
    hidden = any(
        text_at(each, "t:Value").lower() in ("true", "1")
        for each in all_at(row, "t:ExtendedProperty")
        if attribute_at(each, "t:ExtendedFieldURI", "PropertyTag").lower() == _HIDDEN
    )
    return not hidden and (kind in _MAIL or kind.startswith("ipf.note."))


def _line_up(row: Element, by_id: dict[str, Element]) -> list[Element]:
    """A folder and those above it, nearest first; a circle ends."""
    line = [row]
    seen = {id(row)}
    while True:
        above = by_id.get(attribute_at(line[-1], "t:ParentFolderId", "Id"))
        if above is None or id(above) in seen:
            return line
        seen.add(id(above))
        line.append(above)


def _depth(row: Element, by_id: dict[str, Element]) -> int:
    return len(_line_up(row, by_id))


def _way(row: Element, by_id: dict[str, Element]) -> list[str]:
    return [shown_name(text_at(each, "t:DisplayName")) for each in reversed(_line_up(row, by_id))]


def _is_below(row: Element, by_id: dict[str, Element], keys: set[str]) -> bool:
    return any(attribute_at(each, "t:FolderId", "Id") in keys for each in _line_up(row, by_id))
