"""Which place a home keeps its passwords in, and what is said where there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.vault import open_vault
from assistant.vault.errors import KeyAbsent, NoKey, SealedFileUnusable, UnknownPlace
from tests.vault.conftest import CANARY, KEY, MemoryKeyring, open_file, put_keyring

WORDS = "korrekt pferd batterie"
FILE = {"RAPPORT_VAULT": "file"}


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """A real keyring in this login."""
    backend = MemoryKeyring()
    put_keyring(monkeypatch, backend)
    return backend


def ask(question: str) -> str:
    return WORDS


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({}, "keyring"),
        ({"RAPPORT_VAULT": "keyring", "RAPPORT_VAULT_KEY": KEY}, "keyring"),
        ({"RAPPORT_VAULT": " File ", "RAPPORT_VAULT_KEY": KEY}, "sealed file"),
        ({"RAPPORT_VAULT_KEY": KEY}, "sealed file"),
        ({"RAPPORT_VAULT_PASSPHRASE": WORDS}, "sealed file"),
        ({"RAPPORT_VAULT": "", "RAPPORT_VAULT_KEY": ""}, "keyring"),
    ],
)
def test_with_a_keyring(
    home: Path, real: MemoryKeyring, environ: dict[str, str], place: str
) -> None:
    assert place in open_vault(home, environ, ask=ask).where


def test_a_person_is_asked_only_where_there_is_no_keyring(home: Path) -> None:
    assert "passphrase that is asked for" in open_vault(home, {}, ask=ask).where


def test_a_home_with_a_sealed_file_stays_with_it(
    home: Path, sealed: Path, real: MemoryKeyring
) -> None:
    with pytest.raises(KeyAbsent, match="RAPPORT_VAULT_KEY_FILE"):
        open_vault(home, {})
    assert "sealed file" in open_vault(home, {}, ask=ask).where
    assert "keyring" in open_vault(home, {"RAPPORT_VAULT": "keyring"}).where


def test_without_anything_the_sentence_says_how_to_make_a_key(home: Path) -> None:
    with pytest.raises(NoKey) as caught:
        open_vault(home, {})
    assert caught.value.exit_code == 78
    assert "/dev/urandom | base64 > ~/.rapport-vault-key'\n" in str(caught.value)
    assert "RAPPORT_VAULT_KEY_FILE=~/.rapport-vault-key" in str(caught.value)
    assert not home.exists()


def test_the_key_it_suggests_does_not_lie_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "ada"))
    (tmp_path / "ada").mkdir()
    with pytest.raises(NoKey, match=f"RAPPORT_VAULT_KEY_FILE={tmp_path}/.rapport-vault-key"):
        open_vault(tmp_path / "ada", FILE)


def test_a_file_under_a_passphrase_asks_for_its_passphrase(home: Path) -> None:
    open_vault(home, {}, ask=ask).put("work", CANARY)
    with pytest.raises(KeyAbsent, match="RAPPORT_VAULT_PASSPHRASE"):
        open_vault(home, {})


def test_a_damaged_file_is_told_without_a_key(home: Path, sealed: Path) -> None:
    sealed.write_text("{}")
    with pytest.raises(SealedFileUnusable):
        open_vault(home, {})


def test_an_unknown_place_is_refused_and_not_repeated(home: Path) -> None:
    with pytest.raises(UnknownPlace, match="'keyring' nor 'file'") as caught:
        open_vault(home, {"RAPPORT_VAULT": CANARY})
    assert CANARY not in str(caught.value)


def test_opening_a_place_makes_nothing(home: Path) -> None:
    open_file(home)
    assert not home.exists()


def test_importing_the_vault_loads_no_library() -> None:
    script = (
        "import sys, assistant.vault; "
        "print(*{'keyring', 'cryptography', 'filelock'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == ""
