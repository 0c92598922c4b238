"""The position in a folder: what was told of it, so that a round goes on wherever it was killed.

An IMAP folder has no feed that could be read from a number alone: a host without QRESYNC does not
say what is gone, one without CONDSTORE not whose flags changed, and after a change of UIDVALIDITY
only Message-ID and size tell which messages are known. So the position remembers, of each message
that was told, its UID, its flags and a print of Message-ID and size.

It is JSON; the messages lie in it as deflated chunks, a later chunk correcting earlier ones, so that
a page costs its own size and not that of the folder. Measured: `tests/connectors/imap/test_cursor.py`
holds 100,000 messages to 2.5 MB and a second.
"""

from __future__ import annotations

import binascii
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from connectors.chunks import pack, unpack

#: Raised when the shape changes; an older position is then a lost one.
VERSION = 1
KIND = "imap"
#: No position of ours unpacks to more: a broken row must not eat memory.
_MAX_BYTES = 1 << 28
#: Chunks beyond this are made one when a round ends.
_MANY_CHUNKS = 24
_LETTERS = {
    "seen": "s",
    "answered": "a",
    "flagged": "f",
    "deleted": "x",
    "draft": "d",
    "passed": "p",
}
_FLAGS = {letter: flag for flag, letter in _LETTERS.items()}


class CursorUnreadable(Exception):
    """The cursor is not one that this program wrote for a folder of a host."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is remembered of a message.

    Attributes:
        mark: A print of its Message-ID and size; empty where it has no Message-ID.
        flags: A letter each, sorted.
        alias: Its provider id, where that is not the one of its UID: it was told before the UIDs
            of the folder were given anew.
    """

    mark: str
    flags: str = ""
    alias: str = ""


@dataclass(slots=True)
class Position:
    """The messages of a folder that were told, by UID.

    Attributes:
        validity: UIDVALIDITY: the UIDs hold as long as it does.
        modseq: All changes up to this mod-sequence were told; None: nothing is known of them.
        reset: A reset round is under way.
        lost: In a reset round, by provider id: what was told before it and not yet found again.
    """

    validity: int
    modseq: int | None = None
    told: dict[int, Told] = field(default_factory=dict)
    reset: bool = False
    lost: dict[str, Told] = field(default_factory=dict)
    _chunks: list[str] = field(default_factory=list)
    _aliases: set[str] = field(default_factory=set)

    def provider_id(self, uid: int) -> str:
        """The provider id of a message that was told."""
        return self.told[uid].alias or f"{self.validity}.{uid}"

    def alias_for(self, uid: int, provider_id: str | None = None) -> str:
        """The alias under which a message is to be told: with that provider id, or a new one.

        A new one needs an alias too where the host went back to UIDs that it gave before, and the
        id of this one belongs to another message by now.
        """
        usual = f"{self.validity}.{uid}"
        if provider_id is not None:
            return "" if provider_id == usual else provider_id
        name = usual
        while name in self._aliases:
            name += "+"
        return "" if name == usual else name

    def add(self, news: Mapping[int, Told], gone: Iterable[int] = ()) -> None:
        """Remember messages, or their new flags, and forget others."""
        self.told.update(news)
        self._aliases |= {told.alias for told in news.values() if told.alias}
        lines = [_line(uid, told) for uid, told in news.items()]
        for uid in gone:
            del self.told[uid]
            lines.append(f"-{uid}")
        if lines:
            self._chunks.append(pack(lines))

    def finish(self) -> None:
        """A round has ended: what is remembered is one whole again."""
        self.reset, self.lost = False, {}
        if len(self._chunks) > _MANY_CHUNKS:
            self._chunks = []
            self.add(dict(self.told))

    def restart(self, validity: int, modseq: int | None) -> Position:
        """The position in the same folder after its UIDs were given anew: all is lost, so far."""
        lost = self.lost | {
            self.provider_id(uid): told for uid, told in sorted(self.told.items(), reverse=True)
        }
        return Position(validity, modseq, reset=True, lost=lost)

    def cursor(self) -> str:
        """The opaque cursor."""
        row = {
            "v": VERSION,
            "k": KIND,
            "u": self.validity,
            "m": self.modseq,
            "n": len(self.told),
            "r": self.reset,
            "c": self._chunks,
        }
        if self.lost:
            lines = (f"{name}\t{told.flags}\t{told.mark}" for name, told in self.lost.items())
            row["l"] = pack(lines)
        return json.dumps(row)


def parse_position(cursor: str) -> Position:
    """The position in a cursor.

    Raises:
        CursorUnreadable: damaged, of another version, or of another kind of source.
    """
    try:
        row = json.loads(cursor)
        if row["v"] != VERSION or row["k"] != KIND:
            raise CursorUnreadable(cursor[:40])
        modseq = None if row["m"] is None else int(row["m"])
        position = Position(int(row["u"]), modseq, reset=bool(row["r"]))
        for chunk in row["c"]:
            _replay(unpack(chunk, most_bytes=_MAX_BYTES), position.told)
        if len(position.told) != row["n"]:
            raise CursorUnreadable(cursor[:40])
        for line in unpack(row["l"], most_bytes=_MAX_BYTES) if "l" in row else ():
            name, flags, mark = line.split("\t")
            position.lost[name] = Told(mark, flags)
        position._chunks = list(row["c"])
        position._aliases = {told.alias for told in position.told.values() if told.alias}
    except (ValueError, KeyError, TypeError, binascii.Error, zlib.error) as error:
        raise CursorUnreadable(cursor[:40]) from error
    return position


def letters(flags: frozenset[str]) -> str:
    """Flags as they are remembered."""
    return "".join(sorted(_LETTERS[flag] for flag in flags))


def flags_of(remembered: str) -> frozenset[str]:
    """Flags as the port has them."""
    return frozenset(_FLAGS[letter] for letter in remembered)


def _line(uid: int, told: Told) -> str:
    return f"{uid}\t{told.flags}\t{told.mark}" + (f"\t{told.alias}" if told.alias else "")


def _replay(lines: Iterable[str], told: dict[int, Told]) -> None:
    for line in lines:
        if line.startswith("-"):
            del told[int(line[1:])]
            continue
        uid, flags, mark, *alias = line.split("\t")
        told[int(uid)] = Told(mark, flags, alias[0] if alias else "")
