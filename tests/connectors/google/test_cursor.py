"""Positions: small, quick, and refused when damaged."""

from __future__ import annotations

import random
import time

import pytest

from connectors.cursors import CursorUnreadable
from connectors.google.agenda_cursor import parse_position as parse_agenda
from connectors.google.cursor import Position, parse_position


def full(count: int) -> Position:
    position = Position("a" * 16, "1000")
    chance = random.Random(7)
    # The upper half of an id is a time, the rest is as good as chance.
    names = [f"18f{at // 64:05x}{chance.getrandbits(32):08x}" for at in range(count)]
    for start in range(0, count, 500):
        some = names[start : start + 500]
        position.add({name: "s" if number % 3 else "" for number, name in enumerate(some)})
    position.finish("2000")
    return position


def test_a_position_comes_back_as_it_was() -> None:
    position = full(1000)
    position.paid_at, position.paid = 1_772_438_400.125, [(12.5, 5980), (0.0, 20)]
    position.add({"a1": "?", "b2": "!"}, gone=[next(iter(position.marks))])
    again = parse_position(position.cursor())
    assert again == position
    assert again.failed() == ["a1"]
    assert not again.is_told("b2")


def test_a_hundred_thousand_messages_take_two_megabytes_and_a_second() -> None:
    position = full(100_000)
    begun = time.process_time()
    cursor = position.cursor()
    assert len(parse_position(cursor).marks) == 100_000
    assert time.process_time() - begun < 1.0
    assert len(cursor) < 2_000_000


@pytest.mark.parametrize(
    "cursor", ["", "{}", "[]", "[" * 100_000, "lost-", '{"v": 1, "k": "imap"}', "\0"]
)
@pytest.mark.parametrize("parse", [parse_position, parse_agenda])
def test_what_is_no_position_is_refused(parse: object, cursor: str) -> None:
    with pytest.raises(CursorUnreadable):
        parse(cursor)  # type: ignore[operator]


def test_a_damaged_position_is_refused() -> None:
    cursor = full(1000).cursor()
    with pytest.raises(CursorUnreadable):
        parse_position(cursor.replace('"n": 1000', '"n": 999'))
    with pytest.raises(CursorUnreadable):
        parse_position(cursor[:-40] + cursor[-30:])
