"""The position in a calendar."""

from __future__ import annotations

import json

import pytest

from connectors.caldav.cursor import Mark, Position, mark, parse_position
from connectors.cursors import CursorUnreadable


def test_a_position_survives_its_cursor() -> None:
    position = Position("https://dav.example:443", reset=True)
    position.marks.add({"a.ics": mark(Mark.TOLD, '"1"'), "b.ics": mark(Mark.LEFT, '"2"')})
    position.marks.add({"c.ics": mark(Mark.FAILED, "")}, ["a.ics"])
    found = parse_position(position.cursor())
    assert found == position
    assert found.told() == {"c.ics"}


def test_twenty_thousand_resources_are_a_small_cursor() -> None:
    position = Position("https://dav.example:443")
    for start in range(0, 20_000, 50):
        position.marks.add(
            {
                f"{number * 7919:08x}-{number * 104729 % 65536:04x}.ics": mark(
                    Mark.TOLD, f'"{number}"'
                )
                for number in range(start, start + 50)
            }
        )
    position.finish("token", "")
    assert len(position.cursor()) < 1_500_000
    assert parse_position(position.cursor()).marks == position.marks


@pytest.mark.parametrize(
    "cursor",
    ["", "lost", "{}", "[]", "[" * 100_000, '{"v": 1}', '{"v": 1, "k": "imap"}',
     json.dumps({"v": 1, "k": "caldav", "o": "", "t": "", "g": "", "r": False, "n": 1, "c": []}),
     json.dumps({"v": 1, "k": "caldav", "o": "", "t": "", "g": "", "r": False, "n": 0, "c": ["x"]})],
)  # fmt: skip
def test_what_is_no_cursor_is_told(cursor: str) -> None:
    with pytest.raises(CursorUnreadable):
        parse_position(cursor)
