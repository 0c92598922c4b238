"""Whether a cursor that comes back is one of ours, and of the folder that is read."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from connectors.cursors import CursorUnreadable, brought_up, find_known, parse_cursor


@dataclass(slots=True)
class _Position:
    origin: str
    source: str
    is_again: bool = False

    def restart(self, origin: str, source: str) -> _Position:
        return _Position(origin, source, is_again=True)


def _parse(cursor: str) -> _Position:
    return parse_cursor(
        cursor, lambda row: _Position(str(row["o"]), str(row["s"])), kind="test", version=2
    )


_CURSOR = '{"v": 2, "k": "test", "o": "host", "s": "folder"}'


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "7",
        "[]",
        "null",
        "[" * 100_000,
        _CURSOR[:-1],
        _CURSOR.replace("2", "1"),
        _CURSOR.replace("test", "other"),
        _CURSOR.replace('"o"', '"p"'),
    ],
)
def test_what_is_no_cursor_of_this_kind_is_told_apart(damage: str) -> None:
    with pytest.raises(CursorUnreadable):
        _parse(damage)
    assert find_known(damage, _parse, origin="host", source="folder") is None


@pytest.mark.parametrize(
    ("origin", "source", "is_known"),
    [("host", "folder", True), ("host", "other", False), ("elsewhere", "folder", False)],
)
def test_a_position_means_something_only_where_it_was_made(
    origin: str, source: str, is_known: bool
) -> None:
    found = find_known(_CURSOR, _parse, origin=origin, source=source)
    assert (found == _Position("host", "folder")) is is_known


@pytest.mark.parametrize(
    ("known", "is_again"),
    [(None, False), (("host", "folder"), False), (("host", "x"), True), (("x", "folder"), True)],
)
def test_a_position_of_another_folder_begins_a_reset_round(
    known: tuple[str, str] | None, is_again: bool
) -> None:
    before = _Position(*known) if known else None
    position = brought_up(before, _Position("host", "folder"))
    assert position == _Position("host", "folder", is_again)
