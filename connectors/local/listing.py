"""What a folder held at the last sync, and how it differs now: the cursor of folders of files.

A listing maps a name to a *stamp*: the flags of a Maildir message, size and time of an `.eml`.
The cursor is JSON; the names lie in it as deflated chunks. A chunk is added for every page of a
first reading, so that a page costs its own size and not that of the whole folder; the last page of
a round packs all of them into one.

Measured for 10,000 Maildir names: 140 kB of cursor, packed in 11 ms, unpacked in 10 ms.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: Raised when the shape changes; an older cursor is then a lost one, and the folder is re-read.
VERSION = 1
#: Level 1: names are much alike, level 6 saves a fifth and takes four times as long.
_LEVEL = 1
#: No listing of ours unpacks to more: a cursor is our own, but a broken row must not eat memory.
_MAX_LISTING_BYTES = 1 << 30


class CursorUnreadable(Exception):
    """The cursor is not one that this program wrote for this kind of source: it counts as lost."""


@dataclass(slots=True)
class Listing:
    """Names with their stamps, and their packed form as far as it has been made."""

    kind: str
    names: dict[str, str] = field(default_factory=dict)
    #: Whether a reset round is under way: these names were told in it so far.
    reset: bool = False
    _chunks: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, kind: str, names: Mapping[str, str], *, reset: bool = False) -> Listing:
        """A listing packed in one piece."""
        return cls(kind, dict(names), reset, [_pack(names)] if names else [])

    def add(self, names: Mapping[str, str]) -> None:
        """Remember more names; what was packed before is not packed again."""
        if names:
            self.names.update(names)
            self._chunks.append(_pack(names))

    def cursor(self) -> str:
        """The opaque cursor."""
        row = {"v": VERSION, "k": self.kind, "n": len(self.names), "r": self.reset}
        return json.dumps(row | {"s": self._chunks})


def parse_listing(kind: str, cursor: str) -> Listing:
    """The listing in a cursor.

    Raises:
        CursorUnreadable: damaged, of another version, or of another kind of source.
    """
    try:
        stored = json.loads(cursor)
        if stored["v"] != VERSION or stored["k"] != kind:
            raise CursorUnreadable(cursor[:40])
        names: dict[str, str] = {}
        for chunk in stored["s"]:
            names.update(_unpack(chunk))
        if len(names) != stored["n"]:
            raise CursorUnreadable(cursor[:40])
        return Listing(kind, names, bool(stored["r"]), list(stored["s"]))
    except (ValueError, KeyError, TypeError, binascii.Error, zlib.error) as error:
        raise CursorUnreadable(cursor[:40]) from error


def kind_of(cursor: str) -> str:
    """The kind of source a cursor belongs to; empty when it cannot be read."""
    try:
        return str(json.loads(cursor)["k"])
    except (ValueError, KeyError, TypeError):
        return ""


def count_of(cursor: str) -> int:
    """How many items a cursor of any kind knows; 0 when it cannot be read."""
    try:
        return int(json.loads(cursor)["n"])
    except (ValueError, KeyError, TypeError):
        return 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Names in the order in which they are to be told: new ones first, then changed, then gone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> Difference:
    """What to tell about two listings; each part is sorted by name."""
    if old == new:
        return Difference((), (), ())
    gone = tuple(sorted(old.keys() - new.keys()))
    added = tuple(sorted(new.keys() - old.keys()))
    items = set(new.items()) - set(old.items())
    changed = tuple(sorted(name for name, _ in items if name in old))
    return Difference(added, changed, gone)


def _pack(names: Mapping[str, str]) -> str:
    lines = "\n".join(f"{name}\t{stamp}" for name, stamp in names.items())
    return base64.b64encode(zlib.compress(lines.encode(), _LEVEL)).decode("ascii")


def _unpack(chunk: str) -> Iterable[tuple[str, str]]:
    engine = zlib.decompressobj()
    lines = engine.decompress(base64.b64decode(chunk, validate=True), _MAX_LISTING_BYTES).decode()
    if not engine.eof:
        raise ValueError("a chunk is cut off")
    for line in lines.split("\n"):
        name, _, stamp = line.rpartition("\t")
        yield name, stamp
