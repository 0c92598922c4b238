"""The position in a mailbox: a historyId, and which messages were told, with which flags.

The historyId alone would be enough while Google keeps what changed since (a week or more). The
messages make the rest possible: a first reading that ended early goes on where it was and lists
nothing twice, a lost history costs a listing and no download, and a label that changes no flag is no
news.

It is JSON; the messages lie in it as deflated chunks, a later one correcting earlier ones, so that a
page costs its own size and not that of the mailbox. Measured: `tests/connectors/google/test_cursor.py`
holds 100,000 messages to 2 MB and a second.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.chunks import pack, unpack
from connectors.cursors import CursorUnreadable

#: Raised when the shape changes; an older position is then a lost one.
VERSION = 1
KIND = "gmail"
#: No position of ours unpacks to more: a broken row must not eat memory.
_MAX_BYTES = 1 << 27
#: Chunks beyond this are made one when a round ends.
_MANY_CHUNKS = 24

#: Looked at and left alone: a chat, or junk. Told again when its labels change.
LEFT = "!"
#: Could not be read: asked for again at every sync.
FAILED = "?"
#: Listed, and still to be read.
PENDING = "+"
#: What was not handed on.
UNTOLD = frozenset({LEFT, FAILED, PENDING})
_LETTERS = {"seen": "s", "flagged": "f", "draft": "d", "deleted": "x"}
_FLAGS = {letter: flag for flag, letter in _LETTERS.items()}


@dataclass(slots=True)
class Position:
    """What was told of a mailbox.

    Attributes:
        mailbox: A print of its address: in another one the ids mean nothing.
        history: Changes since this historyId are still to be told.
        whole: Everything was listed and told once; False: a first or a reset round is under way.
        reset: It is a reset round.
        listed: Everything was listed, in this round if one is under way; what is still to be read
            is `PENDING`. A reset round that ended early lists anew.
        paid_at: When the last page was made, in seconds since 1970.
        paid: How long before that how much of the quota had been spent in its last minute: another
            process may go on before it is over.
        marks: The flags of what was told, a letter each, or one of `UNTOLD`, by id.
    """

    mailbox: str
    history: str
    whole: bool = False
    reset: bool = False
    listed: bool = False
    paid_at: float = 0.0
    paid: Sequence[tuple[float, int]] = ()
    marks: dict[str, str] = field(default_factory=dict)
    _chunks: list[str] = field(default_factory=list)

    def add(self, news: Mapping[str, str], gone: Iterable[str] = ()) -> None:
        """Remember marks, and forget messages."""
        self.marks.update(news)
        lines = [f"{name}\t{mark}" for name, mark in news.items()]
        lines += [f"-{name}" for name in gone if self.marks.pop(name, None) is not None]
        if lines:
            self._chunks.append(pack(lines))

    def is_told(self, name: str) -> bool:
        """Whether a message was handed on and not taken back."""
        return self.marks.get(name, LEFT) not in UNTOLD

    def told(self) -> list[str]:
        """The ids of what was handed on and not taken back."""
        return [name for name, mark in self.marks.items() if mark not in UNTOLD]

    def failed(self) -> list[str]:
        """The ids of what could not be read."""
        return [name for name, mark in self.marks.items() if mark == FAILED]

    def pending(self) -> list[str]:
        """The ids of what was listed and is still to be read, newest first as it was listed."""
        return [name for name, mark in self.marks.items() if mark == PENDING]

    def wait_for(self, names: Iterable[str]) -> None:
        """Everything was listed, and these are to be read."""
        self.add(dict.fromkeys(names, PENDING))
        self.listed = True

    def restart(self, history: str) -> None:
        """A reset round begins: everything is listed anew."""
        self.history, self.whole, self.reset, self.listed = history, False, True, False

    def finish(self, history: str) -> None:
        """A round has ended."""
        was_whole = self.whole
        self.history, self.whole, self.reset, self.listed = history, True, False, True
        if len(self._chunks) > _MANY_CHUNKS or not was_whole:
            self._chunks = []
            self.add(dict(self.marks))

    def cursor(self) -> str:
        """The opaque cursor."""
        return json.dumps(
            {
                "v": VERSION,
                "k": KIND,
                "a": self.mailbox,
                "h": self.history,
                "w": self.whole,
                "r": self.reset,
                "l": self.listed,
                "t": round(self.paid_at, 3),
                "p": [(round(age, 3), units) for age, units in self.paid],
                "n": len(self.marks),
                "c": self._chunks,
            }
        )


def parse_position(cursor: str) -> Position:
    """The position in a cursor.

    Raises:
        CursorUnreadable: damaged, of another version, or of another kind of source.
    """
    try:
        row = json.loads(cursor)
        if row["v"] != VERSION or row["k"] != KIND:
            raise CursorUnreadable(cursor[:40])
        whole, reset, listed = (bool(row[key]) for key in ("w", "r", "l"))
        position = Position(str(row["a"]), str(row["h"]), whole, reset, listed)
        position.paid_at = float(row["t"])
        position.paid = [(float(age), int(units)) for age, units in row["p"]]
        for chunk in row["c"]:
            _replay(unpack(chunk, most_bytes=_MAX_BYTES), position.marks)
        if len(position.marks) != row["n"]:
            raise CursorUnreadable(cursor[:40])
        position._chunks = list(row["c"])
    except (ValueError, KeyError, TypeError, OverflowError, zlib.error, RecursionError) as error:
        raise CursorUnreadable(cursor[:40]) from error
    return position


def print_of(address: str) -> str:
    """A print of the address of a mailbox; who reads the cursor learns nothing from it."""
    return hashlib.blake2b(address.casefold().encode(), digest_size=8).hexdigest()


def letters(flags: frozenset[str]) -> str:
    """Flags as they are remembered."""
    return "".join(sorted(_LETTERS[flag] for flag in flags))


def flags_of(remembered: str) -> frozenset[str]:
    """Flags as the port has them."""
    return frozenset(_FLAGS[letter] for letter in remembered)


def _replay(lines: Iterable[str], marks: dict[str, str]) -> None:
    for line in lines:
        if line.startswith("-"):
            del marks[line[1:]]
            continue
        name, mark = line.split("\t")
        if mark not in UNTOLD and not _FLAGS.keys() >= set(mark):
            raise ValueError("a mark that means nothing")
        marks[name] = mark
