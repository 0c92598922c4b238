"""The sealed file: what goes in comes out, and only with the right key."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.vault import sealed as sealed_file
from assistant.vault.errors import (
    EntryDamaged,
    SealedFileBusy,
    SealedFileUnusable,
    UnfitName,
    UnfitSecret,
    WrongKey,
)
from assistant.vault.form import MAX_BYTES
from assistant.vault.port import MAX_SECRET
from tests.vault.conftest import CANARY, KEY, OTHER_KEY, open_file


def change(path: Path, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Change the file as someone would who can write it; returns what it holds then."""
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    return path.read_bytes()


def test_what_was_kept_is_found_by_its_name(home: Path) -> None:
    vault = open_file(home)
    vault.put("work", CANARY)
    vault.put("work/smtp", "another")
    again = open_file(home)
    assert (again.get("work"), again.get("work/smtp"), again.get("other")) == (
        CANARY,
        "another",
        None,
    )


def test_a_home_without_a_file_keeps_nothing_yet(home: Path) -> None:
    vault = open_file(home)
    assert (vault.get("work"), vault.delete("work")) == (None, False)
    assert not home.exists()


def test_a_new_password_takes_the_place_of_the_old(home: Path, sealed: Path) -> None:
    open_file(home).put("work", "new")
    assert open_file(home).get("work") == "new"


def test_what_was_deleted_is_gone_and_the_rest_is_not(home: Path, sealed: Path) -> None:
    vault = open_file(home)
    vault.put("private", "stays")
    assert (vault.delete("work"), vault.delete("work")) == (True, False)
    assert (vault.get("work"), vault.get("private")) == (None, "stays")


def test_the_file_goes_with_its_last_password(home: Path, sealed: Path) -> None:
    assert open_file(home).delete("work")
    assert not sealed.exists()


def test_an_account_is_removed_without_the_right_key(home: Path, sealed: Path) -> None:
    open_file(home).put("private", "stays")
    assert open_file(home, OTHER_KEY).delete("work")
    assert open_file(home).get("private") == "stays"


def test_the_file_is_for_its_owner_alone(home: Path, sealed: Path) -> None:
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert all(not path.stat().st_mode & 0o077 for path in home.iterdir())


def test_nothing_half_written_stays_behind(home: Path, sealed: Path) -> None:
    assert {path.name for path in home.iterdir()} <= {sealed.name, sealed_file.LOCK}


def test_a_disk_that_refuses_leaves_the_file_as_it_was(
    home: Path, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sealed.read_bytes()

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(SealedFileUnusable, match="No space left"):
        open_file(home).put("work", "new")
    assert sealed.read_bytes() == before
    assert [path.name for path in home.iterdir() if "sealed." in path.name] == []


def test_the_wrong_key_opens_and_overwrites_nothing(home: Path, sealed: Path) -> None:
    before = sealed.read_bytes()
    with pytest.raises(WrongKey, match="nothing was changed"):
        open_file(home, OTHER_KEY).get("work")
    with pytest.raises(WrongKey):
        open_file(home, OTHER_KEY).put("private", "new")
    assert sealed.read_bytes() == before


def test_a_password_does_not_open_under_another_name(home: Path, sealed: Path) -> None:
    open_file(home).put("private", "other")
    entries = "entries"
    change(sealed, lambda d: d[entries].update(private=d[entries]["work"]))
    with pytest.raises(EntryDamaged, match="account auth private"):
        open_file(home).get("private")
    assert open_file(home).get("work") == CANARY


def test_a_password_does_not_open_in_another_home(home: Path, sealed: Path, tmp_path: Path) -> None:
    open_file(tmp_path / "second").put("work", "other")
    theirs = json.loads((tmp_path / "second" / sealed.name).read_text())["entries"]["work"]
    change(sealed, lambda d: d["entries"].update(work=theirs))
    with pytest.raises(EntryDamaged):
        open_file(home).get("work")


def test_a_damaged_password_is_kept_anew(home: Path, sealed: Path) -> None:
    change(sealed, lambda d: d["entries"]["work"].update(nonce="AAAAAAAAAAAAAAAA"))
    open_file(home).put("work", "new")
    assert open_file(home).get("work") == "new"


@pytest.mark.parametrize(
    ("tamper", "error", "says"),
    [
        (lambda d: d.update(id="AAAAAAAAAAAAAAAAAAAAAA=="), WrongKey, "not opened"),
        (lambda d: d.update(id="AAAA"), SealedFileUnusable, "damaged"),
        (lambda d: d.update(id=7), SealedFileUnusable, "damaged"),
        (lambda d: d.update(format="else"), SealedFileUnusable, "no sealed file"),
        (lambda d: d.update(version=2), SealedFileUnusable, "newer version"),
        (lambda d: d.update(version=True), SealedFileUnusable, "damaged"),
        (lambda d: d.pop("version"), SealedFileUnusable, "damaged"),
        (lambda d: d.pop("check"), SealedFileUnusable, "damaged"),
        (lambda d: d.update(entries=[]), SealedFileUnusable, "damaged"),
        (lambda d: d["entries"].update(work="text"), SealedFileUnusable, "damaged"),
        (lambda d: d["entries"]["work"].update(box="AAAA"), SealedFileUnusable, "damaged"),
        (lambda d: d["entries"].update({"a\x1b[2J": d["check"]}), SealedFileUnusable, "damaged"),
    ],
)
def test_a_changed_file_is_refused_and_left_alone(
    home: Path,
    sealed: Path,
    tamper: Callable[[dict[str, Any]], object],
    error: type[Exception],
    says: str,
) -> None:
    octets = change(sealed, tamper)
    with pytest.raises(error, match=says):
        open_file(home).get("work")
    with pytest.raises(error):
        open_file(home).put("work", "new")
    assert sealed.read_bytes() == octets


@pytest.mark.parametrize(
    "scrypt",
    [
        {"salt": "A" * 24, "n": 2**30, "r": 8, "p": 1},
        {"salt": "A" * 24, "n": 2**18, "r": 32, "p": 1},
        {"salt": "A" * 24, "n": 2**17, "r": 8, "p": 10**9},
        {"salt": "A" * 24, "n": 2**17 + 1, "r": 8, "p": 1},
        {"salt": "A" * 24, "n": 2, "r": 8, "p": 1},
        {"salt": "A" * 24, "n": 2.0**17, "r": 8, "p": 1},
        {"salt": "A" * 24, "n": 2**17, "r": 0, "p": 1},
        {"salt": "AAAA", "n": 2**17, "r": 8, "p": 1},
        {"salt": "A" * 400, "n": 2**17, "r": 8, "p": 1},
        [],
        "scrypt",
    ],
)
def test_a_file_cannot_ask_for_more_work_than_is_usual(
    home: Path, sealed: Path, scrypt: object
) -> None:
    change(sealed, lambda d: d.update(scrypt=scrypt))
    with pytest.raises(SealedFileUnusable, match="damaged"):
        open_file(home).get("work")


@pytest.mark.parametrize("size", [0, 1, 100, -1])
def test_part_of_a_file_is_refused(home: Path, sealed: Path, size: int) -> None:
    sealed.write_bytes(sealed.read_bytes().rstrip()[:size])
    with pytest.raises(SealedFileUnusable, match="only part of one"):
        open_file(home).get("work")


def test_a_file_without_end_is_not_read_to_its_end(home: Path, sealed: Path) -> None:
    with sealed.open("r+b") as file:
        file.truncate(100 * MAX_BYTES)
    with pytest.raises(SealedFileUnusable, match="is larger"):
        open_file(home).get("work")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_may_read_is_refused(home: Path, sealed: Path, mode: int) -> None:
    sealed.chmod(mode)
    with pytest.raises(SealedFileUnusable, match="chmod 600"):
        open_file(home).get("work")


def test_a_link_in_place_of_the_file_is_refused(home: Path, sealed: Path, tmp_path: Path) -> None:
    sealed.rename(tmp_path / "elsewhere")
    sealed.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SealedFileUnusable, match="is a link"):
        open_file(home).get("work")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_refused_at_once(home: Path, make: Callable[[Path], None]) -> None:
    home.mkdir()
    make(home / sealed_file.SEALED)
    (home / sealed_file.SEALED).chmod(0o600)
    with pytest.raises(SealedFileUnusable, match="no plain file"):
        open_file(home).put("work", CANARY)


@pytest.mark.parametrize("name", ["", "a\nb", "\x1b[31m", "x" * 201, "a@/b", "\udce9"])
def test_a_name_that_cannot_be_told_from_another_is_refused(home: Path, name: str) -> None:
    vault = open_file(home)
    for act in (vault.get, vault.delete, lambda name: vault.put(name, "secret")):
        with pytest.raises(UnfitName):
            act(name)


@pytest.mark.parametrize("secret", ["", "x" * (MAX_SECRET + 1), f"{CANARY}\udce9"])
def test_what_is_no_password_is_refused(home: Path, secret: str) -> None:
    with pytest.raises(UnfitSecret) as caught:
        open_file(home).put("work", secret)
    assert CANARY not in str(caught.value)
    assert not home.exists()


@pytest.mark.parametrize(
    "secret", [" spaces ", "línea\nzwei\t", "\x00", "密码🔑", "x" * MAX_SECRET]
)
def test_a_password_comes_back_to_the_letter(home: Path, secret: str) -> None:
    open_file(home).put("работа 2 (alt)", secret)
    assert open_file(home).get("работа 2 (alt)") == secret


def test_a_full_file_stays_one_that_can_be_read(
    home: Path, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_file, "MAX_BYTES", 2000)
    with pytest.raises(UnfitSecret, match="no room"):
        open_file(home).put("private", "x" * 2000)
    assert open_file(home).get("work") == CANARY


def test_one_change_waits_for_another_and_not_for_ever(
    home: Path, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr(sealed_file, "WAIT_S", 0.05)
    with FileLock(home / sealed_file.LOCK), pytest.raises(SealedFileBusy) as caught:
        open_file(home).put("work", "new")
    assert caught.value.exit_code == 75


def test_the_same_password_never_looks_the_same(home: Path, sealed: Path) -> None:
    first = json.loads(sealed.read_text())["entries"]["work"]
    open_file(home).put("work", CANARY)
    second = json.loads(sealed.read_text())["entries"]["work"]
    assert first["nonce"] != second["nonce"]
    assert first["box"] != second["box"]


def test_a_file_of_the_first_version_is_read_for_ever(home: Path) -> None:
    home.mkdir()
    path = home / sealed_file.SEALED
    path.write_text(FIRST_VERSION)
    path.chmod(0o600)
    assert open_file(home, KEY).get("work") == "first"


#: Written by version 1 under KEY.
FIRST_VERSION = """{
 "format": "rapport-sealed",
 "version": 1,
 "id": "+t1yyT+9SeVZDUKKg5CDtA==",
 "scrypt": null,
 "check": {
  "nonce": "BntvQnOLwg40y+OF",
  "box": "w4AQZwHtdF0uozoOh4rTdg=="
 },
 "entries": {
  "work": {
   "nonce": "pZuTaRQ4lXL3AiAR",
   "box": "QJbdpNDL02B0tYy1qQhuisQO/Fxs"
  }
 }
}
"""
