"""`greetings` of a client's file and of a person in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.config import load
from assistant.errors import BadConfiguration

if TYPE_CHECKING:
    from assistant.config.records import ClientConfig

HEAD = 'domains = ["acme.example"]\n'
PERSON = '[[people]]\nname = "P"\naddresses = ["p@acme.example"]\n'


def read(folder: Path, text: str) -> ClientConfig:
    (folder / "acme.toml").write_text(text, encoding="utf-8")
    [client] = load.load_clients(folder)
    return client


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("", True),
        ("greetings = true", True),
        ("greetings = false", False),
        ('greetings = ["Christmas", "eid-al-fitr"]', ("year-end", "eid-al-fitr")),
        ("greetings = []", ()),
    ],
)
def test_a_client_says_what_may_be_named(tmp_path: Path, line: str, value: object) -> None:
    assert read(tmp_path, f"{HEAD}{line}\n").greetings == value


@pytest.mark.parametrize(
    ("line", "value"),
    [("", None), ("greetings = false", False), ('greetings = ["diwali"]', ("diwali",))],
)
def test_a_person_may_differ(tmp_path: Path, line: str, value: object) -> None:
    assert read(tmp_path, f"{HEAD}{PERSON}{line}\n").people[0].greetings == value


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('greetings = ["chrismas"]', "Did you mean 'christmas'"),
        ('greetings = ["qqq"]', "Known: christmas"),
        ('greetings = "christmas"', "list of texts"),
    ],
)
def test_a_festival_that_is_not_known_is_named(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(BadConfiguration, match=says) as caught:
        read(tmp_path, f"{HEAD}{line}\n")
    assert caught.value.line == 2
