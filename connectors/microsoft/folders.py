"""The folders of a mailbox: their names as paths, and what they are for.

A folder is called by the names on the way to it (``Inbox/Ferrol``), as its owner sees them. What it
is for is told by Graph's own words for the usual folders, never by its name, which is in the
language of the owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from connectors.base import Collection, CollectionKind, CollectionRole
from connectors.microsoft.faults import Refused, Senseless
from connectors.microsoft.session import Row, Session, id_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Graph's names of the usual folders, in reading order.
WELL_KNOWN = {
    "inbox": CollectionRole.INBOX,
    "sentitems": CollectionRole.SENT,
    "drafts": CollectionRole.DRAFTS,
    "archive": CollectionRole.ARCHIVE,
    "deleteditems": CollectionRole.TRASH,
    "junkemail": CollectionRole.JUNK,
}
#: More than this is no mailbox of a person.
MAX_FOLDERS = 5000
MAX_DEPTH = 30
#: Of the way to a folder; of a longer one the end.
MAX_NAME = 400
_SELECT = "id,displayName,childFolderCount,totalItemCount"
_ORDER = [*WELL_KNOWN.values(), CollectionRole.OTHER]


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder.

    Attributes:
        name: The names on the way to it, with ``/`` between.
        total: Items in it, as Graph counts them.
    """

    name: str
    key: str
    role: CollectionRole
    total: int

    def collection(self) -> Collection:
        """As the port names it."""
        return Collection(self.name, CollectionKind.MAIL, self.role)


def list_folders(session: Session) -> list[Folder]:
    """All folders that are not hidden: the usual ones first, the rest by name.

    Raises:
        Refused, Senseless: what Graph answered, and the errors of `Session.open`.
    """
    roles = dict(_roles(session))
    found: dict[str, Folder] = {}
    queue: list[tuple[str, str, int]] = [("/me/mailFolders", "", 0)]
    while queue:
        path, above, depth = queue.pop(0)
        for row in _fetch_rows(session, path, may_be_gone=depth > 0):
            if str(row.get("@odata.type", "")).endswith("mailSearchFolder"):
                continue  # a search that is kept: its messages lie elsewhere
            folder = _folder(row, above, roles, found)
            found[folder.name] = folder
            if len(found) > MAX_FOLDERS:
                raise Senseless(f"there are more than {MAX_FOLDERS:,} folders")
            if _count(row, "childFolderCount") and depth < MAX_DEPTH:
                path_below = f"/me/mailFolders/{quote(folder.key, safe='')}/childFolders"
                queue.append((path_below, f"{folder.name}/", depth + 1))
    return sorted(found.values(), key=lambda folder: (_ORDER.index(folder.role), folder.name))


def _fetch_rows(session: Session, path: str, *, may_be_gone: bool) -> list[Row]:
    """The folders within one, by name; none where it was deleted meanwhile."""
    try:
        rows = list(session.rows(session.url(path, {"$select": _SELECT, "$top": "250"})))
    except Refused as error:
        if may_be_gone and error.is_gone:
            return []
        raise
    return sorted(rows, key=lambda row: (_name(row), id_of(row)))


def find_usual(session: Session, well_known: str) -> str | None:
    """The id of a usual folder by Graph's own word for it, or None: there is none."""
    try:
        return id_of(session.get(session.url(f"/me/mailFolders/{well_known}", {"$select": "id"})))
    except Refused as error:
        if error.is_gone:
            return None
        raise


def _roles(session: Session) -> Iterator[tuple[str, CollectionRole]]:
    for well_known, role in WELL_KNOWN.items():
        key = find_usual(session, well_known)
        if key is not None:
            yield key, role


def _folder(
    row: Row, above: str, roles: dict[str, CollectionRole], taken: dict[str, Folder]
) -> Folder:
    usual = (above + _name(row))[-MAX_NAME:]
    name, number = usual, 1
    while name in taken:
        number += 1
        name = f"{usual} ({number})"
    key = id_of(row)
    return Folder(name, key, roles.get(key, CollectionRole.OTHER), _count(row, "totalItemCount"))


def _name(row: Row) -> str:
    """The name of a folder, in one line; a slash in it is no step of the way."""
    found = row.get("displayName")
    plain = " ".join(found.split()) if isinstance(found, str) else ""
    plain = "".join(letter for letter in plain if letter.isprintable())
    return plain.replace("/", "\N{DIVISION SLASH}")[:255] or "unnamed"


def _count(row: Row, key: str) -> int:
    found = row.get(key)
    return found if isinstance(found, int) and found > 0 else 0
