"""The keyring of the login: which are real, and that they keep what they are given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import keyring
import pytest
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringLocked

from assistant.vault import open_vault
from assistant.vault.errors import (
    KeyringRefused,
    LibraryMissing,
    NoKeyring,
    UnfitSecret,
    VaultError,
)
from assistant.vault.keyring import is_real
from tests.vault.conftest import CANARY, MemoryKeyring, make, put_keyring

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

FORCED = {"RAPPORT_VAULT": "keyring"}


class PlaintextKeyring(MemoryKeyring):
    """As the one of keyrings.alt, but with a priority it does not deserve."""

    viable = False


class Disguised(PlaintextKeyring):
    viable = False


class LowKeyring(MemoryKeyring):
    viable = False
    priority: ClassVar[float] = 0.5


class BrokenKeyring(MemoryKeyring):
    viable = False

    @property
    def priority(self) -> float:  # type: ignore[override]
        raise RuntimeError("no bus")


class LockedKeyring(MemoryKeyring):
    """Its words repeat the password, as a bus may."""

    viable = False

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"locked {CANARY}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ZeroDivisionError(password)


class ForgetfulKeyring(MemoryKeyring):
    viable = False

    def set_password(self, service: str, username: str, password: str) -> None:
        """Say nothing, keep nothing."""


def chain(*links: KeyringBackend) -> chainer.ChainerBackend:
    """A chain of keyrings, best first."""

    class Chain(chainer.ChainerBackend):
        viable = False
        backends: ClassVar[list[KeyringBackend]] = list(links)
        priority: ClassVar[float] = 10

    chained = make(Chain)
    assert isinstance(chained, chainer.ChainerBackend)
    return chained


@pytest.mark.parametrize(
    "backend",
    [
        make(fail.Keyring),
        make(null.Keyring),
        make(chainer.ChainerBackend),
        PlaintextKeyring(),
        Disguised(),
        LowKeyring(),
        BrokenKeyring(),
        chain(),
        chain(PlaintextKeyring(), LowKeyring()),
    ],
    ids=lambda backend: type(backend).__name__,
)
def test_a_keyring_that_keeps_no_secrets_is_none(
    home: Path, monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend
) -> None:
    put_keyring(monkeypatch, backend)
    assert not is_real(backend)
    with pytest.raises(NoKeyring) as caught:
        open_vault(home, FORCED)
    assert caught.value.exit_code == 78


def test_of_a_chain_the_first_real_one_is_used_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, first, second = PlaintextKeyring(), MemoryKeyring(), MemoryKeyring()
    put_keyring(monkeypatch, chain(plain, first, second))
    open_vault(home, {}).put("work", CANARY)
    assert (len(plain.kept), len(first.kept), len(second.kept)) == (0, 1, 0)


def test_a_keyring_gives_back_what_it_was_given(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_keyring(monkeypatch, MemoryKeyring())
    vault = open_vault(home, {})
    assert vault.where == "the keyring of this login (conftest MemoryKeyring)"
    vault.put("work", CANARY)
    vault.put("work/smtp", "other")
    assert (vault.get("work"), vault.get("work/smtp"), vault.get("x")) == (CANARY, "other", None)
    assert (vault.delete("work"), vault.delete("work"), vault.get("work")) == (True, False, None)
    assert not home.exists()


def test_two_homes_share_a_keyring_and_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = MemoryKeyring()
    put_keyring(monkeypatch, backend)
    open_vault(tmp_path / "one", {}).put("work", CANARY)
    assert open_vault(tmp_path / "two", {}).get("work") is None
    assert list(backend.kept) == [("rapport", f"work@{tmp_path}/one")]


def test_a_home_is_the_same_by_whichever_way_it_is_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_keyring(monkeypatch, MemoryKeyring())
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "home")
    open_vault(tmp_path / "link", {}).put("work", CANARY)
    monkeypatch.chdir(tmp_path)
    assert open_vault(Path("home"), {}).get("work") == CANARY


@pytest.mark.parametrize("act", ["get", "put", "delete"])
def test_a_locked_keyring_is_a_sentence_without_its_words(
    home: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    put_keyring(monkeypatch, LockedKeyring())
    vault = open_vault(home, {})
    with pytest.raises(KeyringRefused, match="Unlock it") as caught:
        vault.put("work", CANARY) if act == "put" else getattr(vault, act)("work")
    assert CANARY not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_keyring_that_forgets_at_once_is_found_out(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_keyring(monkeypatch, ForgetfulKeyring())
    with pytest.raises(KeyringRefused, match="could not keep"):
        open_vault(home, {}).put("work", CANARY)


def test_a_keyring_is_given_nothing_that_is_no_password(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_keyring(monkeypatch, MemoryKeyring())
    with pytest.raises(UnfitSecret):
        open_vault(home, {}).put("work", "")


def test_a_keyring_that_is_named_and_cannot_be_loaded_is_none(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load() -> KeyringBackend:
        raise ModuleNotFoundError("No module named 'none'")

    monkeypatch.setattr(keyring, "get_keyring", load)
    with pytest.raises(NoKeyring):
        open_vault(home, FORCED)


@pytest.mark.parametrize(
    ("library", "environ"),
    [
        ("keyring", FORCED),
        ("keyring", {}),
        ("cryptography.hazmat.primitives.ciphers.aead", {"RAPPORT_VAULT_KEY": "ab" * 32}),
    ],
)
def test_without_the_library_the_sentence_names_the_extra(
    home: Path, monkeypatch: pytest.MonkeyPatch, library: str, environ: dict[str, str]
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LibraryMissing, match=r"pip install 'rapport\[accounts\]'") as caught:
        open_vault(home, environ)
    assert isinstance(caught.value, VaultError)
