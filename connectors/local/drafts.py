"""Delivery into files: an approved draft becomes one `.eml`, or one draft of a Maildir.

The file is written beside its place, flushed to the disk and renamed into it, so that a mail program
never sees half a draft; what fails before the rename provably stored nothing. A mail program opens
an `.eml` with ``X-Unsent: 1`` as a message to be sent. Nothing is ever sent from here.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from connectors.base import (
    AmbiguousDelivery,
    CollectionRole,
    ConnectorError,
    OutgoingMail,
    PermanentError,
    Receipt,
    TransientError,
)
from connectors.limits import MAX_HEADER_BYTES, header_block
from connectors.local.files import reason_of, shown
from connectors.local.mbox import field_of
from connectors.local.roles import decode_folder_name, role_of

DRAFT_HEADER = b"X-Rapport-Draft"
UNSENT_HEADER = b"X-Unsent"
_PARTS = ("tmp", "new", "cur")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_PASSING = frozenset({errno.EIO, errno.EAGAIN, errno.EBUSY, errno.ETIMEDOUT, errno.ESTALE})


def random_name() -> str:
    """A file name that says nothing about what is in it."""
    return secrets.token_hex(12)


class LocalDrafts:
    """`DeliveryConnector` that writes drafts into a folder.

    Args:
        account: The account's name, for sentences.
        path: A drafts folder, or a Maildir: then its drafts folder (``.Drafts``, or the one that
            is there in another language) is written to, and made if there is none.
        make_folder: Make the folder itself when it is missing (never its parents): for one that
            is the program's own. Elsewhere a missing folder may be a drive that is not mounted.
        make_name: Makes a new file name; tests give a fixed one.
    """

    def __init__(
        self,
        account: str,
        path: Path | str,
        *,
        make_folder: bool = False,
        make_name: Callable[[], str] = random_name,
    ) -> None:
        self.account = account
        self._path = Path(path).expanduser()
        self._make_folder = make_folder
        self._make_name = make_name

    def create_draft(self, mail: OutgoingMail) -> Receipt:
        """Write one approved draft, unless it is already there: then the receipt of that.

        Raises:
            PermanentError: the folder is missing or may not be written, or the message is not
                ready; nothing was stored.
            TransientError: the disk is full or failed for now; nothing was stored.
            AmbiguousDelivery: the file is in place, but the disk did not confirm it.
        """
        _check(mail)
        found = self.find_draft(mail)
        if found is not None:
            return found
        try:
            folder = self._folder()
            if _is_maildir(folder):
                # D: a draft. S: seen, so that it does not count as unread mail.
                place = folder / "cur" / f"{self._make_name()}.rapport:2,DS"
                temporary = folder / "tmp" / place.name.partition(":")[0]
                octets = mail.raw.replace(b"\r\n", b"\n")
            else:
                place = folder / f"{self._make_name()}.eml"
                temporary = folder / f".{place.stem}.tmp"
                octets = _with_unsent(mail.raw)
            _write(temporary, octets)
            _move(temporary, place)
        except OSError as error:
            raise self._refused(error) from error
        self._confirm(place)
        return _receipt(place)

    def find_draft(self, mail: OutgoingMail) -> Receipt | None:
        """The receipt of the draft with this key, or None: it is not there.

        Raises:
            PermanentError, TransientError: the folder cannot be looked into.
        """
        key = mail.draft_key
        try:
            for path in _drafts_in(self._folder(make=False)):
                if _draft_key(path) == key:
                    return _receipt(path)
        except OSError as error:
            raise self._refused(error) from error
        return None

    def _folder(self, *, make: bool = True) -> Path:
        """The folder that takes drafts; a Maildir without one gets one when `make` is true."""
        path = self._path
        if self._make_folder:
            path.mkdir(mode=0o700, exist_ok=True)
        with os.scandir(path) as entries:
            names = sorted(entry.name for entry in entries)
        if _is_maildir(path) and role_of(path.name.lstrip(".")) is CollectionRole.DRAFTS:
            return path
        for name in names:
            shown_name = decode_folder_name(name.removeprefix("."))
            if role_of(shown_name) is CollectionRole.DRAFTS and _is_maildir(path / name):
                return path / name
        if not _is_maildir(path):
            return path
        drafts = path / ".Drafts"
        if make:
            for part in _PARTS:
                (drafts / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            (drafts / "maildirfolder").touch(mode=0o600)
        return drafts

    def _confirm(self, place: Path) -> None:
        """Make the name as durable as the content."""
        try:
            folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise AmbiguousDelivery(
                f"The draft was written to {shown(place)} of account '{self.account}', but the "
                f"disk did not confirm it ({reason_of(error)}). It is looked up before anything "
                "else is tried."
            ) from error

    def _refused(self, error: OSError) -> ConnectorError:
        where = f"the drafts folder {shown(self._path)} of account '{self.account}'"
        if error.errno in _FULL:
            return TransientError(
                f"The disk with {where} is full; no draft was written. Make room; it is tried "
                "again at the next run."
            )
        if error.errno in _PASSING:
            return TransientError(
                f"The disk with {where} failed ({reason_of(error)}); no draft was written. It is "
                "tried again at the next run."
            )
        if isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return PermanentError(
                f"There is no folder {shown(self._path)}, the drafts folder of account "
                f"'{self.account}'; no draft was written. Make it, or correct the path in "
                "config.toml."
            )
        return PermanentError(
            f"Nothing can be written to {where} ({reason_of(error)}); no draft was written. Change "
            "its permissions, or the path in config.toml."
        )


def _check(mail: OutgoingMail) -> None:
    if field_of(header_block(mail.raw), DRAFT_HEADER) != mail.draft_key:
        raise PermanentError(
            f"The draft '{mail.draft_key}' does not carry its own X-Rapport-Draft field and could "
            "not be found again; it was not written. Propose it anew."
        )


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and ((path / "new").is_dir() or (path / "tmp").is_dir())


def _with_unsent(raw: bytes) -> bytes:
    if field_of(header_block(raw), UNSENT_HEADER):
        return raw
    return UNSENT_HEADER + b": 1\r\n" + raw


def _write(temporary: Path, octets: bytes) -> None:
    """Write a new file and flush it to the disk; on an error nothing is left behind."""
    temporary.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(octets)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _move(temporary: Path, place: Path) -> None:
    try:
        temporary.rename(place)
    except OSError:
        if not place.exists():
            temporary.unlink(missing_ok=True)
            raise


def _drafts_in(folder: Path) -> Iterator[Path]:
    """The files that may be drafts of ours, in the order of their names."""
    if _is_maildir(folder):
        for part in ("new", "cur"):
            if (folder / part).is_dir():
                yield from sorted((folder / part).iterdir())
    elif folder.is_dir():
        yield from sorted(folder.glob("*.eml"))


def _draft_key(path: Path) -> str:
    """The draft header of a file; empty when it has none or is no plain file."""
    if path.is_symlink() or not path.is_file():
        return ""
    try:
        with path.open("rb") as stream:
            return field_of(header_block(stream.read(MAX_HEADER_BYTES)), DRAFT_HEADER)
    except (FileNotFoundError, PermissionError):
        return ""  # sent or deleted since it was listed, or of another user: not ours


def _receipt(path: Path) -> Receipt:
    return Receipt(path.name.partition(":2,")[0], f"the file {shown(path)}")
