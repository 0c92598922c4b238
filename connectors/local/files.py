"""Files and folders as an enemy could have left them: safe names, safe opening, byte limits.

Nothing here knows what a message is, beyond where its header block ends. Every file below a
source was put there by somebody else, perhaps unpacked from an archive: a symbolic link may point
at `/etc`, a pipe would block the reader for ever, a name may hold control characters.
"""

# Strings and `os` instead of pathlib: one open costs half as much, and a Maildir has a million.
# ruff: noqa: PTH112, PTH119, PTH120, PTH123

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from connectors.base import Problem
from connectors.limits import MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, header_block

#: A larger calendar file is set aside; it cannot be cut without parsing it.
MAX_CALENDAR_BYTES = 25 * 1000 * 1000
#: Enough to tell an mbox from a message from anything else.
SNIFF_BYTES = 4096


class SetAside(Exception):
    """One item cannot be read; the problem says why. It never leaves this package."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class FileContent:
    """What was read of one message file; `raw` is its header block only when `truncated`."""

    raw: bytes
    size: int
    truncated: bool = False


def safe_name(name: str) -> str:
    """A file name as stable printable text that any database and terminal can hold.

    Bytes that are no UTF-8, control and invisible characters and ``%`` become ``%XX``, so two
    different names never become one.
    """
    if name.isprintable() and "%" not in name:
        return name
    return "".join(char if char.isprintable() and char != "%" else _escape(char) for char in name)


def _escape(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogateescape"))


def shown(path: str | os.PathLike[str]) -> str:
    """A path as it is written in a sentence for people: quoted, nothing invisible in it."""
    return f"'{safe_name(os.fspath(path))}'"


def reason_of(error: OSError) -> str:
    """The system's own word for an error, without the path that the sentence already names."""
    return (error.strerror or type(error).__name__).lower()


def resolve_inside(path: str, root: str) -> str:
    """The real path of a symbolic link that stays below `root` (itself a real path).

    Raises:
        SetAside: the link leads outside, in a circle, or nowhere.
    """
    key = safe_name(os.path.basename(path))
    try:
        real = os.path.realpath(path, strict=True)
    except OSError as error:
        raise SetAside(
            Problem(
                "broken-link",
                f"The link {shown(path)} leads nowhere ({reason_of(error)}); it was left alone.",
                key,
            )
        ) from error
    if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
        raise SetAside(
            Problem(
                "outside",
                f"The link {shown(path)} leads out of its source; it was not followed. "
                "Name its target as a source of its own if it is meant to be read.",
                key,
            )
        )
    return real


def open_regular(path: str, root: str) -> BinaryIO:
    """Open a regular file for reading without ever blocking on a pipe or touching a device.

    Raises:
        SetAside: not a regular file, not readable, or a link that leaves `root`.
        FileNotFoundError: it is gone; the caller knows whether that is news.
    """
    key = safe_name(os.path.basename(path))
    try:
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode):
            path = resolve_inside(path, root)
            found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode):
            raise SetAside(_not_a_file(path, key))
        # O_NONBLOCK: were it swapped for a pipe by now, opening would not hang.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SetAside(_unreadable(path, key, error)) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise SetAside(_not_a_file(path, key))
    return open(handle, "rb")


def read_message(path: str, root: str) -> FileContent:
    """Read one message file, only its header block when it is over the limit.

    Raises:
        SetAside: as `open_regular`, or an error of the disk.
        FileNotFoundError: it is gone.
    """
    with open_regular(path, root) as stream:
        try:
            size = os.fstat(stream.fileno()).st_size
            if size > MAX_MESSAGE_BYTES:
                head = header_block(stream.read(MAX_HEADER_BYTES))
                return FileContent(head, size, truncated=True)
            raw = stream.read(MAX_MESSAGE_BYTES)
        except OSError as error:
            raise SetAside(_unreadable(path, safe_name(os.path.basename(path)), error)) from error
    return FileContent(raw, len(raw))


def read_start(path: str, root: str) -> bytes:
    """The first bytes of a file, for telling what it is. Raises as `read_message`."""
    with open_regular(path, root) as stream:
        try:
            return stream.read(SNIFF_BYTES)
        except OSError as error:
            raise SetAside(_unreadable(path, safe_name(os.path.basename(path)), error)) from error


def real_root(path: Path) -> str:
    """The directory that links below a source may not leave."""
    real = os.path.realpath(path)
    return real if os.path.isdir(real) else os.path.dirname(real)


def _not_a_file(path: str, key: str) -> Problem:
    return Problem(
        "not-a-file",
        f"{shown(path)} is a pipe, device, socket or folder where a message should be; "
        "it was left alone.",
        key,
    )


def _unreadable(path: str, key: str, error: OSError) -> Problem:
    return Problem(
        "unreadable",
        f"{shown(path)} cannot be read ({reason_of(error)}); the others were read. "
        "Make it readable for this user and sync again.",
        key,
    )
