"""A planted password is found in no file, no sentence, no log, and in no copy of the home."""

from __future__ import annotations

import base64
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.backup import make_backup
from assistant.store.migrate import open_store
from assistant.vault import Vault, open_vault
from assistant.vault.errors import VaultError
from tests.vault.conftest import (
    CANARY,
    KEY,
    OTHER_KEY,
    MemoryKeyring,
    open_file,
    put_keyring,
)

WORDS = "canary-passphrase-Jx2"
#: What must not be seen: the password, the passphrase and the key, as text and as bytes.
HIDDEN = [
    form
    for text in (CANARY.encode(), WORDS.encode(), base64.b64decode(KEY))
    for form in (text, base64.b64encode(text), text.hex().encode(), repr(text)[2:-1].encode())
]


def find_leaks(*texts: object) -> list[bytes]:
    seen = [text if isinstance(text, bytes) else str(text).encode() for text in texts]
    return [hidden for hidden in HIDDEN if any(hidden in text for text in seen)]


def use_everything(vault: Vault) -> None:
    vault.put("work", CANARY)
    assert vault.get("work") == CANARY
    vault.put("other", "something")
    vault.delete("other")


@pytest.mark.parametrize(
    "environ", [{"RAPPORT_VAULT_KEY": KEY}, {"RAPPORT_VAULT_PASSPHRASE": WORDS}]
)
def test_files_logs_and_words_hold_no_password(
    home: Path, environ: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vault = open_vault(home, environ)
    use_everything(vault)
    files = [path.read_bytes() for path in home.iterdir()]
    records = [str(record.__dict__) for record in caplog.records]
    key = vault._key  # type: ignore[attr-defined]
    assert find_leaks(*files, *records, caplog.text, repr(vault), repr(key), vault.where) == []
    assert "secret kept" in caplog.messages


def test_a_keyring_leaves_no_password_in_words(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    put_keyring(monkeypatch, MemoryKeyring())
    vault = open_vault(home, {})
    use_everything(vault)
    records = [str(record.__dict__) for record in caplog.records]
    assert find_leaks(*records, repr(vault), vault.where) == []


@pytest.mark.parametrize(
    ("environ", "name", "secret"),
    [
        ({"RAPPORT_VAULT_KEY": OTHER_KEY}, "work", CANARY),
        ({"RAPPORT_VAULT_PASSPHRASE": WORDS}, "work", CANARY),
        ({"RAPPORT_VAULT_PASSPHRASE": WORDS[:7]}, "new", CANARY),
        ({"RAPPORT_VAULT_KEY": WORDS}, "work", CANARY),
        ({"RAPPORT_VAULT": WORDS}, "work", CANARY),
        ({"RAPPORT_VAULT_KEY": KEY}, "bad\nname", CANARY),
        ({"RAPPORT_VAULT_KEY": KEY}, "work", CANARY + "\udc80"),
        ({"RAPPORT_VAULT_KEY": KEY}, "work", CANARY * 5000),
    ],
)
def test_an_error_holds_no_password_with_all_that_led_to_it(
    home: Path, sealed: Path, environ: dict[str, str], name: str, secret: str
) -> None:
    with pytest.raises(VaultError) as caught:
        open_vault(home, environ).put(name, secret)
    error = caught.value
    told = "".join(traceback.format_exception(error, chain=True))
    assert find_leaks(str(error), repr(error), repr(error.args), told) == []


def test_a_key_file_that_is_no_text_is_not_carried_by_the_error(home: Path, key_file: Path) -> None:
    key_file.write_bytes(base64.b64decode(KEY) + b"\xff")
    with pytest.raises(VaultError) as caught:
        open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(key_file)})
    seen: BaseException | None = caught.value
    while seen is not None:
        assert find_leaks(repr(seen.__dict__), *map(repr, seen.args)) == []
        seen = seen.__cause__ or seen.__context__


def test_a_backup_does_not_carry_the_sealed_file(home: Path, sealed: Path, tmp_path: Path) -> None:
    engine = open_store(home / "rapport.db")
    try:
        copied = make_backup(
            engine, home, tmp_path / "copy", now=datetime(2026, 11, 19, tzinfo=UTC)
        )
    finally:
        engine.dispose()
    assert copied == ["rapport.db"]
    assert [path.name for path in (tmp_path / "copy").rglob("*")] == ["rapport.db"]


def test_a_copied_home_is_of_no_use_without_its_key(home: Path, sealed: Path) -> None:
    with pytest.raises(VaultError):
        open_vault(home, {}).get("work")
    with pytest.raises(VaultError):
        open_file(home, OTHER_KEY).get("work")
