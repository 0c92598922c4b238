"""Passwords in a sealed file of the home, for machines without a keyring.

Each change reads the file, checks the key, and writes the whole anew, one process at a time; a
reader sees the old file or the new one.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.vault.errors import (
    EntryDamaged,
    LibraryMissing,
    SealedFileBusy,
    SealedFileUnusable,
    UnfitSecret,
    WrongKey,
)
from assistant.vault.files import Unreadable, read_private, replace_private, sync_folder
from assistant.vault.form import ID, MAX_BYTES, NONCE, Box, NotSealed, Sealed, bind, dump, parse
from assistant.vault.port import check_name, check_secret

if TYPE_CHECKING:
    from assistant.vault.keys import Key

log = logging.getLogger(__name__)

#: Inside the home.
SEALED = "secrets.sealed"
LOCK = ".secrets.lock"
#: In seconds; a change takes less than one.
WAIT_S = 20.0


def read_sealed(path: Path) -> Sealed | None:
    """The file, unopened; None where there is none.

    Raises:
        SealedFileUnusable: what is there is no sealed file, or others may read it.
    """
    try:
        octets = read_private(path, max_bytes=MAX_BYTES, links=False)
        return None if octets is None else parse(octets)
    except Unreadable as error:
        raise SealedFileUnusable(path, error.reason) from None
    except NotSealed as error:
        reason = (
            f"{error} Nothing was changed. If it cannot be brought back, remove it and run "
            "`rapport account auth NAME` for each account."
        )
        raise SealedFileUnusable(path, reason) from None


class SealedVault:
    """The sealed file of a home.

    Raises:
        LibraryMissing: the library is not installed.
    """

    def __init__(self, path: Path, key: Key) -> None:
        try:
            import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401
        except ImportError as error:
            raise LibraryMissing("cryptography") from error
        self.path = path
        self.where = f"the sealed file {path}, opened by {key.described}"
        self._key = key

    def __repr__(self) -> str:
        return f"SealedVault({str(self.path)!r})"

    def get(self, name: str) -> str | None:
        """What is kept under the name; None where nothing is."""
        check_name(name)
        sealed = read_sealed(self.path)
        if sealed is None or name not in sealed.entries:
            return None
        key = self._open(sealed)
        secret = _open_box(key, sealed.entries[name], bind(sealed.id, sealed.scrypt, name))
        if secret is None:
            raise EntryDamaged(self.path, name)
        return secret.decode("utf-8")

    def put(self, name: str, secret: str) -> None:
        """Keep a secret, making the file where there is none."""
        check_name(name)
        check_secret(name, secret)
        self._key.prepare(new=read_sealed(self.path) is None)
        with self._locked():
            sealed = read_sealed(self.path) or self._make()
            key = self._open(sealed)
            box = _seal(key, secret.encode(), bind(sealed.id, sealed.scrypt, name))
            entries = {**sealed.entries, name: box}
            octets = dump(Sealed(sealed.id, sealed.scrypt, sealed.check, entries))
            if len(octets) > MAX_BYTES:
                raise UnfitSecret(name, f"{self.path} has no room left for it")
            self._write(octets)
        log.info("secret kept", extra={"action": "secret_kept", "account": name})

    def delete(self, name: str) -> bool:
        """Forget a secret; needs no key, so that an account can be removed when it is lost."""
        check_name(name)
        if not self.path.parent.is_dir():
            return False
        with self._locked():
            sealed = read_sealed(self.path)
            if sealed is None or name not in sealed.entries:
                return False
            entries = {kept: box for kept, box in sealed.entries.items() if kept != name}
            if entries:
                self._write(dump(Sealed(sealed.id, sealed.scrypt, sealed.check, entries)))
            else:
                self._remove()
        log.info("secret forgotten", extra={"action": "secret_forgotten", "account": name})
        return True

    def _make(self) -> Sealed:
        """A new file, not written yet."""
        file_id, scrypt = os.urandom(ID), self._key.new_scrypt()
        key = self._key.derive(scrypt)
        if key is None:
            raise WrongKey(self.path, self._key.described)
        return Sealed(file_id, scrypt, _seal(key, b"", bind(file_id, scrypt, None)), {})

    def _open(self, sealed: Sealed) -> bytes:
        """The file's key, known to be the right one."""
        key = self._key.derive(sealed.scrypt)
        opened = key and _open_box(key, sealed.check, bind(sealed.id, sealed.scrypt, None))
        if not key or opened is None:
            self._key.forget()
            raise WrongKey(self.path, self._key.described)
        return key

    def _write(self, octets: bytes) -> None:
        try:
            replace_private(self.path, octets)
        except OSError as error:
            reason = f"cannot be written ({error.strerror}); it is as it was."
            raise SealedFileUnusable(self.path, reason) from None

    def _remove(self) -> None:
        try:
            self.path.unlink()
            sync_folder(self.path.parent)
        except OSError as error:
            reason = f"cannot be removed ({error.strerror})."
            raise SealedFileUnusable(self.path, reason) from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Be the only process that changes the file."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.path.parent / LOCK, timeout=WAIT_S, mode=0o600)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock.acquire()
        except Timeout:
            raise SealedFileBusy(self.path) from None
        except OSError as error:
            reason = f"cannot be written ({error.strerror}); it is as it was."
            raise SealedFileUnusable(self.path, reason) from None
        try:
            yield
        finally:
            lock.release()


def _seal(key: bytes, secret: bytes, bound: bytes) -> Box:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    # Random, and so never twice in the few thousand changes of a file's life.
    nonce = os.urandom(NONCE)
    return Box(nonce, AESGCM(key).encrypt(nonce, secret, bound))


def _open_box(key: bytes, box: Box, bound: bytes) -> bytes | None:
    """What is in a box; None where it was sealed under another key, name or file."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(box.nonce, box.box, bound)
    except InvalidTag:
        return None
