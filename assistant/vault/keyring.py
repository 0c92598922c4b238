"""Passwords in the keyring of the login, where the operating system has one that keeps them.

A keyring is real when its library says that it can be recommended (a priority of 1 or more) and it
is none of those that only pretend. Of several, the best real one is used by itself: a chain would
hand a password on to whichever takes it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.vault.errors import KeyringRefused, LibraryMissing
from assistant.vault.port import check_name, check_secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

SERVICE = "rapport"
#: Module of the library → its name for people.
NAMES = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Locker",
}
#: What the library itself calls recommended; files without protection are at 0.5.
RECOMMENDED = 1.0


def find_backend() -> KeyringBackend | None:
    """The best real keyring of this login; None where there is none.

    Raises:
        LibraryMissing: the library is not installed.
    """
    try:
        import keyring
        from keyring.backends.chainer import ChainerBackend
    except ImportError as error:
        raise LibraryMissing("keyring") from error
    try:
        chosen = keyring.get_keyring()
    except Exception as error:  # noqa: BLE001
        # What a person's keyringrc.cfg names is loaded by name, and may fail in any way.
        log.warning("keyring unusable", extra={"action": "keyring", "error": type(error).__name__})
        return None
    candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    return next((backend for backend in candidates if is_real(backend)), None)


def is_real(backend: KeyringBackend) -> bool:
    """Whether a keyring keeps what it is given, and not in plain text."""
    from keyring.backends import chainer, fail, null

    if isinstance(backend, fail.Keyring | null.Keyring | chainer.ChainerBackend):
        return False
    # A person can name one of these in keyringrc.cfg, and a subclass can set any priority.
    if any("plaintext" in kind.__name__.lower() for kind in type(backend).__mro__):
        return False
    try:
        return float(backend.priority) >= RECOMMENDED
    except Exception:  # noqa: BLE001
        # By its contract a RuntimeError, in fact whatever its bus or library raises: not usable.
        return False


class KeyringVault:
    """The passwords of one home in a keyring."""

    def __init__(self, home: Path, backend: KeyringBackend) -> None:
        name = NAMES.get(type(backend).__module__.removesuffix(".api"), str(backend.name))
        self.where = f"the keyring of this login ({name})"
        self._backend = backend
        # A folder's name may hold bytes that are no text, which no keyring takes.
        home_name = str(home.resolve()).encode("utf-8", "backslashreplace").decode()
        self._home = home_name

    def __repr__(self) -> str:
        return f"KeyringVault({self._home!r})"

    def get(self, name: str) -> str | None:
        """What is kept under the name; None where nothing is."""
        user = self._user(name)
        return self._try("read", lambda: self._backend.get_password(SERVICE, user))

    def put(self, name: str, secret: str) -> None:
        """Keep a secret, and see that it was kept."""
        user = self._user(name)
        check_secret(name, secret)
        self._try("keep", lambda: self._backend.set_password(SERVICE, user, secret))
        if self.get(name) != secret:
            raise KeyringRefused(self.where, "keep", "it gives another one back")
        log.info("secret kept", extra={"action": "secret_kept", "account": name})

    def delete(self, name: str) -> bool:
        """Forget a secret."""
        user = self._user(name)
        if self.get(name) is None:
            return False
        self._try("forget", lambda: self._backend.delete_password(SERVICE, user))
        log.info("secret forgotten", extra={"action": "secret_forgotten", "account": name})
        return True

    def _user(self, name: str) -> str:
        """The user name of an entry: the home as well, since two homes may name accounts alike."""
        check_name(name)
        return f"{name}@{self._home}"

    def _try(self, verb: str, action: Callable[[], Answer]) -> Answer:
        kind = ""
        try:
            return action()
        except Exception as error:  # noqa: BLE001
            # Keyrings raise what their bus raises, and its words may repeat what was handed over.
            kind = type(error).__name__
        # Outside, so that not even the context of the error is carried along.
        raise KeyringRefused(self.where, verb, kind)
