"""Small files that hold or open secrets: read with suspicion, written in one step.

Not for configuration (`assistant.config.reading`, `.write`), which others may read.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path


class Unreadable(Exception):
    """A file is not what a secret may be kept in.

    Attributes:
        reason: The end of a sentence that begins with the file.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_private(path: Path, *, max_bytes: int, links: bool, private: bool = True) -> bytes | None:
    """The bytes of a small plain file; None where there is none.

    Args:
        max_bytes: More is refused before it is read.
        links: Whether the path may be a link to the file.
        private: Refuse a file that anybody but its owner may read or write.

    Raises:
        Unreadable: it is none of that, or the disk refused.
    """
    # Not to wait for a pipe; what is no plain file is refused on the open file, not by its name.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if links else os.O_NOFOLLOW)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        if path.is_symlink():
            raise Unreadable("is a link to a file that is not there.") from None
        return None
    except OSError as error:
        is_link = not links and path.is_symlink()
        reason = "is a link; put the file itself there." if is_link else _say(error)
        raise Unreadable(reason) from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable("is no plain file.")
        if private and found.st_mode & 0o077:
            raise Unreadable(f"may be read by others; run `chmod 600 {path}`.")
        with os.fdopen(handle, "rb", closefd=False) as file:
            octets = file.read(max_bytes + 1)
    except OSError as error:
        raise Unreadable(_say(error)) from None
    finally:
        os.close(handle)
    if len(octets) > max_bytes:
        raise Unreadable(f"is larger than {max_bytes:,} bytes; is this the file?")
    return octets


def _say(error: OSError) -> str:
    return f"cannot be read ({error.strerror})."


def replace_private(path: Path, octets: bytes) -> None:
    """Write a file for its owner alone, in one step: beside it first, then renamed over it.

    Raises:
        OSError: the disk refused; the file is as it was.
    """
    # mkstemp makes it 0600 whatever the umask.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        # Where it was renamed there is nothing of that name any more.
        Path(name).unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names of a folder last through a loss of power, as far as its file system can."""
    # What was renamed or removed is so already: a refusal here is no failure of that.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
