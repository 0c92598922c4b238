"""What is remembered in a cursor: that it comes back, what it costs, and what a broken one does."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

import pytest

from connectors.chunks import pack
from connectors.marks import MANY_CHUNKS, Marks, MarksUnreadable

_BOUND = 1 << 28


def _again(marks: Marks[str], most_bytes: int = _BOUND) -> Marks[str]:
    read = Marks(marks.parse, marks.name)
    read.restore(json.loads(json.dumps(marks.to_row())), most_bytes=most_bytes)
    return read


def test_what_was_added_is_remembered() -> None:
    marks = Marks(str)
    marks.add({"a": "s", "b": "", "c": "df"})
    marks.add({"b": "f"}, ["c", "never there"])
    assert (marks["a"], marks.get("b"), marks.get("c"), len(marks)) == ("s", "f", None, 2)
    assert dict(_again(marks)) == {"a": "s", "b": "f"}


def test_what_is_remembered_already_costs_nothing() -> None:
    marks = Marks(str)
    marks.add({"a": "s"})
    before = json.dumps(marks.to_row())
    marks.add({"a": "s"}, ["b"])
    assert json.dumps(marks.to_row()) == before


def test_a_reset_round_forgets_nothing_before_its_end() -> None:
    marks = Marks(str)
    marks.add({"a": "s", "b": "f", "c": ""})
    marks = marks.restart()
    marks.add({"a": "x"}, ["c"])
    marks = _again(marks)
    assert (dict(marks), marks.lost) == ({"a": "x"}, {"b": "f"})
    assert (marks.remembered("a"), marks.remembered("b"), marks.remembered("c")) == ("x", "f", None)
    assert marks.restart().lost == {"a": "x", "b": "f"}
    marks.finish()
    assert (dict(_again(marks)), _again(marks).lost) == ({"a": "x"}, {})


def test_what_has_another_key_now_is_found_by_the_one_it_had() -> None:
    marks = Marks(str, name=lambda key, mark: mark.partition("=")[2] or key)
    marks = marks.restart({"old": "s", "kept": "s", "left": "s"})
    marks.add({"new": "s=old", "kept": "s"})
    assert (marks.lost, _again(marks).lost) == ({"left": "s"}, {"left": "s"})


def test_many_chunks_become_one_at_the_end_of_a_round() -> None:
    marks = Marks(str)
    for number in range(MANY_CHUNKS):
        marks.add({"a": str(number), str(number): ""})
    marks.finish()
    assert len(json.loads(json.dumps(marks.to_row()))["c"]) == MANY_CHUNKS
    marks.add({"a": "last"})
    marks.finish()
    assert len(json.loads(json.dumps(marks.to_row()))["c"]) == 1
    assert _again(marks) == marks


@pytest.mark.parametrize("seed", range(20))
def test_the_log_replayed_is_what_was_remembered(seed: int) -> None:
    dice = random.Random(seed)
    marks = Marks(str)
    for _ in range(120):
        keys = [f"k{dice.randrange(40)}" for _ in range(6)]
        marks.add({key: f"m{dice.randrange(3)}" for key in keys[:4]}, keys[4:])
        if dice.random() < 0.1:
            marks = marks.restart()
        if dice.random() < 0.1:
            marks.finish()
        read = _again(marks)
        assert (list(read.items()), read.lost) == (list(marks.items()), marks.lost)
        marks = dice.choice([marks, read])


def test_a_hundred_thousand_marks_take_less_than_8_mb() -> None:
    dice = random.Random(1)
    beginning = bytes(range(90))
    marks = Marks(str)
    for start in range(0, 100_000, 500):
        numbers = range(start, start + 500)
        keys = [base64.b64encode(beginning + (n * 7919).to_bytes(12, "big")) for n in numbers]
        prints = [base64.b64encode(dice.randbytes(6)).decode() for _ in numbers]
        marks.add({key.decode(): f"s\t{each}" for key, each in zip(keys, prints, strict=True)})
    while_reading = len(json.dumps(marks.to_row()))
    marks.finish()
    assert max(while_reading, len(json.dumps(marks.to_row()))) < 8_000_000
    assert _again(marks) == marks


_GOOD: dict[str, Any] = {"n": [2, 1], "c": [pack(["a\t1", "b\t2"])], "b": pack(["z\t3"])}


def test_where_none_is_ever_lost_one_number_counts() -> None:
    marks = Marks(str)
    marks.restore({"n": 2, "c": _GOOD["c"]}, most_bytes=_BOUND)
    assert dict(marks) == {"a": "1", "b": "2"}


def test_the_row_that_is_damaged_below_is_whole() -> None:
    marks = Marks(str)
    marks.restore(_GOOD, most_bytes=_BOUND)
    assert (dict(marks), marks.lost) == ({"a": "1", "b": "2"}, {"z": "3"})


@pytest.mark.parametrize(
    "damage",
    [
        {"n": [3, 1]},
        {"n": [2, 0]},
        {"n": 2},
        {"n": None},
        {"c": 7},
        {"c": None},
        {"c": [7]},
        {"c": ["AAAA"]},
        {"c": ["é"]},
        {"c": _GOOD["c"][0]},
        {"c": [_GOOD["c"][0][:-8]]},
        {"c": [_GOOD["c"][0], pack(["a"])]},
        {"b": pack(["z"])},
        {"b": "AAAA"},
        {"b": ["AAAA"]},
    ],
)
def test_a_damaged_row_is_told_apart(damage: dict[str, object]) -> None:
    with pytest.raises(MarksUnreadable):
        Marks(str).restore(_GOOD | damage, most_bytes=_BOUND)


@pytest.mark.parametrize("missing", ["n", "c"])
def test_a_row_without_a_field_is_told_apart(missing: str) -> None:
    row = {field: value for field, value in _GOOD.items() if field != missing}
    with pytest.raises(MarksUnreadable):
        Marks(str).restore(row, most_bytes=_BOUND)


def test_a_mark_that_was_never_written_is_told_apart() -> None:
    with pytest.raises(MarksUnreadable):
        Marks(int).restore({"n": [1, 0], "c": [pack(["a\tone"])]}, most_bytes=_BOUND)


@pytest.mark.parametrize("chunks", [[pack(["k" * 5000])], [pack([f"{n}" * 500]) for n in range(9)]])
def test_no_more_than_the_bound_is_unpacked(chunks: list[str]) -> None:
    with pytest.raises(MarksUnreadable):
        Marks(str).restore({"n": [0, 0], "c": chunks}, most_bytes=4000)
