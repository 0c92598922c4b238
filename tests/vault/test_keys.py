"""Where a key comes from, and which are refused."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.vault import keys, open_vault
from assistant.vault.errors import BadKey, WrongKey, make_key_line
from tests.vault.conftest import CANARY, KEY, OTHER_KEY, open_file

RAW = bytes(range(32))
WORDS = "korrekt pferd batterie"


def test_each_source_of_a_key_opens_what_it_sealed(
    home: Path, key_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "rapport-vault-key").write_text(KEY)
    open_file(home).put("work", CANARY)
    for variable, value, named in (
        ("RAPPORT_VAULT_KEY", KEY, "key in RAPPORT_VAULT_KEY"),
        ("RAPPORT_VAULT_KEY_FILE", str(key_file), f"key file {key_file}"),
        ("CREDENTIALS_DIRECTORY", str(tmp_path), "systemd credential"),
    ):
        vault = open_vault(home, {variable: value})
        assert vault.get("work") == CANARY
        assert vault.where.startswith(f"the sealed file {home}")
        assert named in vault.where


@pytest.mark.parametrize(
    "text",
    [
        RAW.hex(),
        RAW.hex().upper(),
        f"  {KEY}\n",
        KEY.rstrip("="),
        base64.urlsafe_b64encode(RAW).decode(),
    ],
)
def test_a_key_is_read_in_every_usual_form(home: Path, text: str) -> None:
    open_file(home).put("work", CANARY)
    assert open_file(home, text).get("work") == CANARY


@pytest.mark.parametrize(
    "text",
    [
        CANARY,
        "abc",
        RAW.hex()[:-2],
        "zz" * 32,
        base64.b64encode(RAW + b"x").decode(),
        "=" * 44,
        " ",
    ],
)
def test_what_is_no_key_is_refused_and_not_repeated(home: Path, text: str) -> None:
    with pytest.raises(BadKey, match="32 random bytes") as caught:
        open_file(home, text)
    assert caught.value.exit_code == 78
    assert text not in str(caught.value) or text == " "


def test_an_empty_variable_names_nothing(home: Path) -> None:
    environ = {"RAPPORT_VAULT_KEY": "", "RAPPORT_VAULT_PASSPHRASE": WORDS}
    assert "passphrase" in open_vault(home, environ).where


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_file_that_others_may_read_is_refused(home: Path, key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(BadKey, match=f"chmod 600 {key_file}"):
        open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(key_file)})


def test_a_key_file_may_be_read_only(home: Path, key_file: Path) -> None:
    key_file.chmod(0o400)
    open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(key_file)}).put("work", CANARY)


def in_home(home: Path, key_file: Path) -> Path:
    return key_file.rename(home / "key")


def below_home(home: Path, key_file: Path) -> Path:
    (home / "clients").mkdir()
    return key_file.rename(home / "clients" / "key")


def by_a_detour(home: Path, key_file: Path) -> Path:
    return home.parent / "x" / ".." / in_home(home, key_file).relative_to(home.parent)


def by_a_link_to_it(home: Path, key_file: Path) -> Path:
    link = home.parent / "link"
    link.symlink_to(in_home(home, key_file))
    return link


def by_a_link_to_the_home(home: Path, key_file: Path) -> Path:
    in_home(home, key_file)
    (home.parent / "link").symlink_to(home)
    return home.parent / "link" / "key"


def by_a_link_in_the_home(home: Path, key_file: Path) -> Path:
    (home / "key").symlink_to(key_file)
    return home / "key"


@pytest.mark.parametrize(
    "place",
    [
        in_home,
        below_home,
        by_a_detour,
        by_a_link_to_it,
        by_a_link_to_the_home,
        by_a_link_in_the_home,
    ],
)
def test_a_key_that_a_copy_of_the_home_would_carry_is_refused(
    home: Path, key_file: Path, place: Callable[[Path, Path], Path]
) -> None:
    home.mkdir()
    (home.parent / "x").mkdir()
    with pytest.raises(BadKey, match="lies in the home"):
        open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(place(home, key_file))})


def test_a_key_beside_the_home_or_behind_a_link_is_taken(home: Path, key_file: Path) -> None:
    home.mkdir()
    link = home.parent / "home-key"
    link.symlink_to(key_file)
    open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(link)}).put("work", CANARY)


def test_a_key_file_that_is_not_there_is_not_passed_over(home: Path, tmp_path: Path) -> None:
    environ = {
        "RAPPORT_VAULT_KEY_FILE": str(tmp_path / "none"),
        "RAPPORT_VAULT_PASSPHRASE": WORDS,
    }
    with pytest.raises(BadKey, match="is not there"):
        open_vault(home, environ)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_key_file_that_is_no_file_is_refused_at_once(
    home: Path, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "odd")
    with pytest.raises(BadKey, match="no plain file"):
        open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(tmp_path / "odd")})


@pytest.mark.parametrize("octets", [b"", b"\xff" * 32, b"x" * 5000])
def test_a_key_file_without_a_key_is_refused(home: Path, key_file: Path, octets: bytes) -> None:
    key_file.write_bytes(octets)
    with pytest.raises(BadKey, match=str(key_file)):
        open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(key_file)})


def test_a_key_file_in_the_folder_of_the_person(
    home: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(key_file.parent))
    vault = open_vault(home, {"RAPPORT_VAULT_KEY_FILE": f"~/{key_file.name}"})
    assert str(key_file) in vault.where


def test_a_service_without_our_credential_looks_further(home: Path, tmp_path: Path) -> None:
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "RAPPORT_VAULT_PASSPHRASE": WORDS}
    assert "passphrase" in open_vault(home, environ).where


def test_a_credential_that_is_no_key_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "rapport-vault-key").write_text(CANARY)
    with pytest.raises(BadKey, match="32 random bytes"):
        open_vault(home, {"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_passphrase_opens_what_it_sealed(home: Path) -> None:
    environ = {"RAPPORT_VAULT_PASSPHRASE": WORDS}
    open_vault(home, environ).put("work", CANARY)
    assert open_vault(home, environ).get("work") == CANARY


def test_a_passphrase_typed_on_another_keyboard_is_the_same(home: Path) -> None:
    open_vault(home, {"RAPPORT_VAULT_PASSPHRASE": "sch\u00f6nes Wetter"}).put("work", CANARY)
    other = open_vault(home, {"RAPPORT_VAULT_PASSPHRASE": "scho\u0308nes Wetter"})
    assert other.get("work") == CANARY


@pytest.mark.parametrize("words", ["short", "x" * 2000])
def test_a_passphrase_that_is_easily_guessed_is_refused(home: Path, words: str) -> None:
    with pytest.raises(BadKey, match="8 to 1024 characters"):
        open_vault(home, {"RAPPORT_VAULT_PASSPHRASE": words}).put("work", CANARY)
    assert not home.exists()


def test_the_usual_cost_of_a_passphrase_is_within_the_bounds(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "NEW_N", 2**17)
    environ = {"RAPPORT_VAULT_PASSPHRASE": WORDS}
    open_vault(home, environ).put("work", CANARY)
    assert open_vault(home, environ).get("work") == CANARY


def test_a_key_does_not_open_what_a_passphrase_sealed(home: Path) -> None:
    open_vault(home, {"RAPPORT_VAULT_PASSPHRASE": WORDS}).put("work", CANARY)
    for environ in ({"RAPPORT_VAULT_KEY": KEY}, {"RAPPORT_VAULT_PASSPHRASE": f"{WORDS}?"}):
        with pytest.raises(WrongKey):
            open_vault(home, environ).get("work")


class Asked:
    """Answers in turn, and remembers the questions."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.questions: list[str] = []

    def __call__(self, question: str) -> str:
        self.questions.append(question)
        return self.answers.pop(0)


def test_a_person_is_asked_once_and_for_a_new_passphrase_twice(home: Path) -> None:
    first = Asked(WORDS, WORDS)
    vault = open_vault(home, {}, ask=first)
    assert (vault.get("work"), first.questions) == (None, [])
    vault.put("work", CANARY)
    vault.put("private", CANARY)
    second = Asked(WORDS)
    vault = open_vault(home, {}, ask=second)
    assert (vault.get("work"), vault.get("private")) == (CANARY, CANARY)
    assert (len(first.questions), len(second.questions)) == (2, 1)


def test_a_new_passphrase_that_was_mistyped_is_refused(home: Path) -> None:
    with pytest.raises(BadKey, match="differ"):
        open_vault(home, {}, ask=Asked(WORDS, f"{WORDS}x")).put("work", CANARY)
    assert not home.exists()


def test_after_a_wrong_passphrase_the_person_is_asked_again(home: Path) -> None:
    open_vault(home, {"RAPPORT_VAULT_PASSPHRASE": WORDS}).put("work", CANARY)
    vault = open_vault(home, {}, ask=Asked("something else", WORDS))
    with pytest.raises(WrongKey):
        vault.get("work")
    assert vault.get("work") == CANARY


def test_the_line_that_makes_a_key_file_makes_one_that_is_taken(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "a 'key' $HOME"
    line = make_key_line(str(path))
    subprocess.run(line, shell=True, check=True)
    open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(path)}).put("work", CANARY)
    again = subprocess.run(line, shell=True, check=False, capture_output=True)
    assert again.returncode != 0
    assert open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(path)}).get("work") == CANARY


def test_the_line_leaves_the_persons_folder_to_the_shell(home: Path, tmp_path: Path) -> None:
    line = make_key_line("~/.rapport-vault-key")
    environ = {**os.environ, "HOME": str(tmp_path)}
    subprocess.run(line, shell=True, check=True, env=environ)
    path = tmp_path / ".rapport-vault-key"
    assert "key file" in open_vault(home, {"RAPPORT_VAULT_KEY_FILE": str(path)}).where


def test_two_keys_are_two_keys(home: Path) -> None:
    open_file(home).put("work", CANARY)
    with pytest.raises(WrongKey):
        open_file(home, OTHER_KEY).get("work")
