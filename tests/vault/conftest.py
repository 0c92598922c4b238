"""A home, keys for it, and keyrings of our own: no test reaches the keyring of who runs it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from assistant.vault import Vault, keys, open_vault
from assistant.vault.sealed import SEALED

#: Appears in no file, no sentence and no log.
CANARY = "canary-Zq7-ünïque-password"
KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(1, 33))).decode()

Open = Callable[..., Vault]


class MemoryKeyring(KeyringBackend):
    """A keyring that keeps what it is given; viable only where a test names it."""

    viable = False
    priority: ClassVar[float] = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("No such password!")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def own_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """No keyring, until a test puts one there."""
    from keyring.backends import fail

    put_keyring(monkeypatch, make(fail.Keyring))


def make(kind: type[Any]) -> KeyringBackend:
    """One of the library's own keyrings, whose constructors have no types."""
    backend: KeyringBackend = kind()
    return backend


@pytest.fixture(autouse=True)
def quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that a file may ask for: 16 MB."""
    monkeypatch.setattr(keys, "NEW_N", 2**14)


def put_keyring(monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend) -> None:
    """Let a keyring be the one of the login."""
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "vault.key"
    path.write_text(KEY + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def sealed(home: Path) -> Path:
    """A sealed file under KEY with the canary as the password of 'work'."""
    open_file(home).put("work", CANARY)
    return home / SEALED


def open_file(home: Path, key: str = KEY) -> Vault:
    """The sealed file of a home, by a key."""
    return open_vault(home, {"RAPPORT_VAULT_KEY": key})
