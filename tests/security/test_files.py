"""Files of a home that are not what they seem, and names that would be paths."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.config.load import load_config
from assistant.errors import BadConfiguration

if TYPE_CHECKING:
    from tests.security.world import Home


def make_endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3_000_000_000)


def make_deep(path: Path) -> None:
    path.write_text("a = " + "[" * 50_000 + "]" * 50_000)


def make_long_number(path: Path) -> None:
    path.write_text("a = " + "9" * 100_000)


def make_binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def make_circle(path: Path) -> None:
    path.symlink_to(path)


FILES = [
    os.mkfifo, os.mkdir, make_endless, make_huge, make_deep, make_long_number, make_binary,
    make_circle,
]  # fmt: skip


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", FILES, ids=lambda make: make.__name__)
def test_a_client_file_that_is_none_is_a_sentence(
    home: Home, make: Callable[[Path], object]
) -> None:
    make(home.path / "clients" / "zzz.toml")
    with pytest.raises(BadConfiguration, match=r"zzz\.toml"):
        load_config(home.path)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", FILES[:-1], ids=lambda make: make.__name__)
def test_a_configuration_that_is_none_is_a_sentence(
    home: Home, make: Callable[[Path], object]
) -> None:
    path = home.path / "config.toml"
    path.unlink()
    make(path)
    with pytest.raises(BadConfiguration, match=r"config\.toml"):
        load_config(home.path)


def test_a_clients_folder_that_cannot_be_listed_is_not_an_empty_one(home: Home) -> None:
    folder = home.path / "clients"
    folder.rename(home.path / "kept")
    folder.write_text("")
    with pytest.raises(BadConfiguration, match="cannot be listed"):
        load_config(home.path)
