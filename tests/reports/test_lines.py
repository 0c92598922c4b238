"""Strangers' text on lines of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reports.lines import cut, escape_controls, fold, pad, short_ids, width_of, wrap


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("組織変更", 8), ("é", 1), ("e\u0301", 1), ("🙂", 2), ("", 0)]
)
def test_width_counts_columns(text: str, width: int) -> None:
    assert width_of(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("short", 10, "short"),
        ("Annex 3: master data clean-up", 20, "Annex 3: master…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("組織変更のお知らせ", 9, "組織変更…"),
        ("one, two", 5, "one…"),
    ],
)
def test_what_is_cut_ends_at_a_word_if_one_is_near(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


def test_a_column_is_cut_inside_a_word() -> None:
    assert cut("Emergency number", 14, at_word=False) == "Emergency num…"


@given(st.text(), st.integers(1, 60))
def test_a_cut_line_never_exceeds_its_width(text: str, width: int) -> None:
    assert width_of(cut(fold(text), width)) <= width


@given(st.text(), st.integers(20, 80))
def test_no_wrapped_line_exceeds_its_width(text: str, width: int) -> None:
    lines = wrap(fold(text), width, first="    → ", rest="      ").splitlines()
    assert all(width_of(line) <= width for line in lines)


def test_wrapping_loses_nothing() -> None:
    text = "Bob asked on Tuesday; 組織変更のお知らせ組織変更のお知らせ was the subject."
    assert wrap(text, 20).replace("\n", "").replace(" ", "") == text.replace(" ", "")


def test_newlines_of_a_quote_are_folded() -> None:
    assert fold("Where\n  is\r\n\tit? ") == "Where is it?"


@pytest.mark.parametrize("evil", ["\x1b[31m", "\x07", "\u202e", "\u200b", "\x9b", "\u2028", "\x00"])
def test_what_a_terminal_would_obey_is_shown_as_an_escape(evil: str) -> None:
    assert evil[0] not in escape_controls(f"a{evil}b")
    assert "\\u{" in escape_controls(f"a{evil}b")


def test_padding_counts_columns() -> None:
    assert pad("組", 4) == "組  "


def test_short_ids_tell_their_things_apart() -> None:
    ids = ["aaaaaaaaaaaa1", "aaaaaaaaaaaa2", "bbbbbbbbbbbbb"]
    assert short_ids(ids) == {ids[0]: ids[0], ids[1]: ids[1], ids[2]: "bbbbbbbb"}
