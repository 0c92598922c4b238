"""What the position in a folder costs, and what a broken one does."""

from __future__ import annotations

import json

import pytest

from connectors.cursors import CursorUnreadable
from connectors.microsoft.cursor import Position, parse_position

_ID = "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AzQ7rVNTpO0qsZ{:012x}AAB{:08x}AAA="


def test_a_hundred_thousand_messages_take_8_mb() -> None:
    position = Position("https://graph.example:443", "F", "https://graph.example/l" * 50)
    for start in range(0, 100_000, 500):
        position.marks.add(
            {_ID.format(n * 7919 % 2**40, n): "s" for n in range(start, start + 500)}
        )
    position.finish()
    cursor = position.cursor()
    assert len(cursor) < 8_000_000
    assert parse_position(cursor).marks == position.marks


def test_a_reset_round_is_remembered_with_what_it_has_not_found_yet() -> None:
    position = Position("o", "F", "l")
    position.marks.add({"a": "s", "b": "", "c": "df"})
    fresh = position.restart("o", "F")
    fresh.marks.add({"a": "s"}, ["c"])
    read = parse_position(fresh.cursor())
    assert (read.reset, dict(read.marks), read.marks.lost) == (True, {"a": "s"}, {"b": ""})
    read.finish()
    assert parse_position(read.cursor()).marks == {"a": "s"}


def test_a_cursor_that_lies_stored_is_still_understood() -> None:
    stored = (
        '{"v": 1, "k": "microsoft", "o": "o", "s": "F", "l": "", "u": false, "r": true, "w": "", '
        '"n": [1, 1], "c": ["eAFL4iwGAAGuAN8="], "b": "eAFL5EzjSuIEAAT8AUY="}'
    )
    position = parse_position(stored)
    assert (position.reset, dict(position.marks), position.marks.lost) == (
        True,
        {"b": "s"},
        {"a": "f"},
    )
    assert position.cursor() == stored


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{}",
        "[]",
        "null",
        "[" * 100_000,
        json.dumps({"v": 1, "k": "imap"}),
        Position("o", "F").cursor().replace('"n": [0, 0]', '"n": [1, 0]'),
        Position("o", "F").cursor().replace('"c": []', '"c": ["AAAA"]'),
    ],
)
def test_a_broken_cursor_is_told_apart(damage: str) -> None:
    with pytest.raises(CursorUnreadable):
        parse_position(damage)
