"""What the position in a folder costs, and what a broken one does."""

from __future__ import annotations

import base64
import json
import random

import pytest

from connectors.cursors import CursorUnreadable
from connectors.exchange.cursor import (
    FAILED,
    OTHER,
    STALE,
    WAITING,
    Position,
    Told,
    parse_position,
)

#: Ids of Exchange begin alike: mailbox, folder, and 16 bytes of the item at the end.
_BEGINNING = bytes(range(90))


def _id(number: int) -> str:
    return base64.b64encode(_BEGINNING + number.to_bytes(8, "big") + bytes(4)).decode()


def test_a_hundred_thousand_messages_take_8_mb() -> None:
    position = Position("https://mail.wirth.example jonas@wirth.example", "F", "H4sI" * 500)
    marks = random.Random(1)
    keys = [_id(number * 7919) for number in range(100_000)]
    for start in range(0, 100_000, 512):
        position.items.add({key: Told(WAITING) for key in keys[start : start + 512]})
    while_waiting = len(position.cursor())
    for start in range(0, 100_000, 500):
        position.items.add(
            {
                key: Told("s", base64.b64encode(marks.randbytes(6)).decode())
                for key in keys[start : start + 500]
            }
        )
    before_the_end = len(position.cursor())
    position.finish()
    cursor = position.cursor()
    assert max(while_waiting, before_the_end, len(cursor)) < 8_000_000
    assert parse_position(cursor).items == position.items


def test_a_reset_round_is_remembered_with_what_it_has_not_found_yet() -> None:
    position = Position("o", "F", "t")
    position.items.add(
        {"a": Told("s", "m"), "b": Told("", "n"), "c": Told("f"), "new": Told(WAITING)}
    )
    fresh = position.restart("o", "F")
    fresh.items.add({"a": Told("s", "m"), "z": Told("f", "", "c")}, ["unknown"])
    read = parse_position(fresh.cursor())
    assert read == fresh
    assert (read.reset, read.state, read.items.lost) == (True, "", {"b": Told("", "n")})
    assert (read.provider_id("z"), read.provider_id("a")) == ("c", "a")
    read.finish()
    assert parse_position(read.cursor()).items == fresh.items


def test_a_round_lost_twice_still_knows_what_was_told() -> None:
    position = Position("o", "F", "t")
    position.items.add({"a": Told("s", "m"), "b": Told("", "n")})
    fresh = position.restart("o", "F")
    fresh.items.add({"z": Told("s", "m", "a")})
    again = parse_position(fresh.restart("o", "F").cursor())
    assert again.items.lost == {"a": Told("s", "m"), "b": Told("", "n")}


def test_a_cursor_that_lies_stored_is_still_understood() -> None:
    stored = (
        '{"v": 1, "k": "exchange", "o": "o", "s": "F", "t": "", "l": true, "r": true, "n": [1, 1], '
        '"c": ["eAGr4iznBAAC/gEE", "eAGr4izmzOVMBAAHsAHX"], "b": "eAFL5CzmzOVK4uTMAwAM3wJA"}'
    )
    position = parse_position(stored)
    assert dict(position.items) == {"z": Told("s", "m", "a")}
    assert position.items.lost == {"b": Told("", "n")}
    assert position.cursor() == stored


@pytest.mark.parametrize(
    ("flags", "told"),
    [(WAITING, False), (FAILED, False), (OTHER, False), ("", True), (STALE, True)],
)
def test_what_the_reader_has_is_known(flags: str, told: bool) -> None:
    assert Told(flags).is_told is told


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{}",
        "[]",
        "null",
        "[" * 100_000,
        json.dumps({"v": 1, "k": "microsoft"}),
        Position("o", "F").cursor().replace('"n": [0, 0]', '"n": [1, 0]'),
        Position("o", "F").cursor().replace('"c": []', '"c": ["AAAA"]'),
        Position("o", "F").cursor().replace('"c": []', '"c": 7'),
    ],
)
def test_a_broken_cursor_is_told_apart(damage: str) -> None:
    with pytest.raises(CursorUnreadable):
        parse_position(damage)
