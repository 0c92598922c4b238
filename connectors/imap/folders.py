"""The folders of a mailbox: which are read, in which order, and what each is for.

What a host says (SPECIAL-USE, RFC 6154) counts first. Names count where it says nothing of a role,
and only at the top: ``Clients/Sent`` is a folder of somebody's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imapclient.response_parser import parse_response

from connectors.base import Collection, CollectionKind, CollectionRole
from connectors.imap.faults import Refused, Senseless, shown
from connectors.local.roles import decode_folder_name, role_of

if TYPE_CHECKING:
    from connectors.imap.session import Session

_ROLES = {
    b"\\sent": CollectionRole.SENT,
    b"\\drafts": CollectionRole.DRAFTS,
    b"\\archive": CollectionRole.ARCHIVE,
    b"\\trash": CollectionRole.TRASH,
    b"\\junk": CollectionRole.JUNK,
    # Google's; everywhere else \All is a view of what other folders hold.
    b"\\all": CollectionRole.ARCHIVE,
}
#: Cannot be opened, or show what other folders hold.
_NO_FOLDERS = frozenset({b"\\noselect", b"\\nonexistent"})
_VIEWS = frozenset({b"\\flagged", b"\\important"})
#: Folders below which the ones with a role lie, where they do not lie at the top.
_TOPS = frozenset({"inbox", "[gmail]", "[google mail]"})
_ORDER = (
    CollectionRole.INBOX,
    CollectionRole.SENT,
    CollectionRole.DRAFTS,
    CollectionRole.OTHER,
    CollectionRole.ARCHIVE,
    CollectionRole.TRASH,
    CollectionRole.JUNK,
)


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder.

    Attributes:
        name: For people, and the name of its collection.
        wire: As the host writes it.
        is_told: Whether the host itself says what it is for.
    """

    name: str
    wire: str
    role: CollectionRole
    is_told: bool = field(default=False, compare=False)

    def collection(self) -> Collection:
        """The folder as the port has it."""
        return Collection(self.name, CollectionKind.MAIL, self.role)


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the listing: attributes in lower case, the separator of levels, the name."""

    attributes: frozenset[bytes]
    separator: str
    wire: str


def list_folders(session: Session) -> list[Folder]:
    """The folders of the account's owner, in reading order: INBOX, what was sent, the rest.

    Raises:
        Refused, Senseless, TransientError: as `Session.command`.
    """
    session.open()
    foreign = _foreign_prefixes(session)
    listed = [
        each
        for each in _fetch_listing(session)
        if not any(each.wire.startswith(prefix) for prefix in foreign)
    ]
    return choose_folders(listed, reads_all=session.has("X-GM-EXT-1"))


def _fetch_listing(session: Session) -> list[Listed]:
    arguments = ['""', '"*"']
    if session.has("SPECIAL-USE") and session.has("LIST-EXTENDED"):
        # Without being asked, a host may leave the roles out (RFC 6154, 2).
        arguments += ["RETURN", "(SPECIAL-USE)"]
    with session.command():
        line = session.line()
        line.untagged_responses.pop("LIST", None)
        kind, data = line._simple_command("LIST", *arguments)
        if kind != "OK":
            raise Refused(shown(data[0]))
        atoms = parse_response([each for each in line.untagged_responses.pop("LIST", []) if each])
        found = []
        for attributes, separator, name in _triples(atoms):
            words = frozenset(word.lower() for word in attributes if _is_attribute(word))
            found.append(Listed(words, _text(separator or b""), _text(name)))
    return found


def _triples(atoms: Sequence[object]) -> Iterator[tuple[tuple[bytes, ...], object, object]]:
    """Attributes, separator and name of each line; what RFC 5258 puts behind a name is left out."""
    at = 0
    while at + 2 < len(atoms):
        attributes = atoms[at]
        if not isinstance(attributes, tuple):
            raise TypeError("a LIST without attributes")
        if attributes and not _is_attribute(attributes[0]):
            at += 1
            continue
        yield attributes, atoms[at + 1], atoms[at + 2]
        at += 3


def _is_attribute(word: object) -> bool:
    return isinstance(word, bytes) and word.startswith(b"\\")


def _text(name: object) -> str:
    # A name of digits comes as a number; one that is not ASCII cannot be told back to the host,
    # and the attempt says so.
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


def _foreign_prefixes(session: Session) -> list[str]:
    """Where the folders of other people and shared ones lie (RFC 2342)."""
    if not session.has("NAMESPACE"):
        return []
    try:
        with session.command() as client:
            spaces = client.namespace()
    except (Refused, Senseless):
        return []
    return [
        _text(prefix)
        for space in (spaces.other, spaces.shared)
        for prefix, _ in space or ()
        if prefix
    ]


def personal_prefix(session: Session) -> str:
    """What the names of the owner's folders begin with: nothing, or ``INBOX.`` on some hosts."""
    if not session.has("NAMESPACE"):
        return ""
    try:
        with session.command() as client:
            personal = client.namespace().personal
    except (Refused, Senseless):
        return ""
    return _text(personal[0][0]) if personal else ""


def choose_folders(listed: Sequence[Listed], *, reads_all: bool = False) -> list[Folder]:
    """The folders that are read, with their roles, in reading order.

    Args:
        reads_all: Whether the view of everything is read: where it is the only place of
            archived mail.
    """
    folders: list[Folder] = []
    said = {role for each in listed if (role := _said_role(each)) is not None}
    taken: set[str] = set()
    for each in listed:
        if each.attributes & _NO_FOLDERS or each.attributes & _VIEWS:
            continue
        if b"\\all" in each.attributes and not reads_all:
            continue
        name = decode_folder_name(each.wire)
        while name in taken:
            name += "+"
        taken.add(name)
        told = _said_role(each)
        role = told or _named_role(each, name, said)
        folders.append(Folder(name, each.wire, role, is_told=told is not None))
    return sorted(folders, key=lambda folder: (_ORDER.index(folder.role), folder.name))


def _said_role(listed: Listed) -> CollectionRole | None:
    if listed.wire.upper() == "INBOX":
        return CollectionRole.INBOX
    return next((role for word, role in _ROLES.items() if word in listed.attributes), None)


def _named_role(listed: Listed, name: str, said: set[CollectionRole]) -> CollectionRole:
    parts = name.split(listed.separator) if listed.separator else [name]
    if len(parts) > 2 or (len(parts) == 2 and parts[0].casefold() not in _TOPS):
        return CollectionRole.OTHER
    role = role_of(parts[-1])
    if role is CollectionRole.INBOX:
        return CollectionRole.OTHER
    # Two programs may keep what they sent in two folders. Of the others one is enough: a folder
    # 'Concept' beside the drafts that the host names is somebody's work.
    return role if role is CollectionRole.SENT or role not in said else CollectionRole.OTHER
