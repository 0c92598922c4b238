"""Questions on a terminal: defaults, help, and what happens to an answer that cannot be meant."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import click
import pytest

from assistant.cli import asking
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable

    Typing = Callable[[str], None]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """What the person types, line by line."""

    def type_(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return type_


def even(text: str) -> int:
    if not text.isdigit() or int(text) % 2:
        raise WrongUsage(f"'{text}' is no even number.")
    return int(text)


@pytest.mark.parametrize(("text", "value"), [("4\n", 4), ("  6 \n", 6), ("\n", 2), ("8", 8)])
def test_enter_means_the_default(typed: Typing, text: str, value: int) -> None:
    typed(text)
    assert asking.ask("Number", "2", "An even one.", even) == value


def test_a_dash_says_nothing_where_there_is_a_default(typed: Typing) -> None:
    typed("-\n")
    assert asking.ask("Country", "PL", "Two letters.", str.strip) == ""


def test_what_cannot_be_meant_is_asked_again_with_what_is_wrong(
    typed: Typing, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("3\n?\n4\n")
    assert asking.ask("Number", "2", "An even one.", even) == 4
    out, err = capsys.readouterr()
    assert out == ""
    assert "'3' is no even number." in err
    assert "An even one." in err
    assert err.count("Number [2]: ") == 3


def test_the_end_of_input_stops(typed: Typing) -> None:
    typed("")
    with pytest.raises(click.Abort):
        asking.ask("Number", "2", "An even one.", even)


@pytest.mark.parametrize(
    ("text", "value"), [("y\n", True), ("N\n", False), ("\n", True), ("maybe\nno\n", False)]
)
def test_yes_or_no(typed: Typing, text: str, value: bool) -> None:
    typed(text)
    assert asking.confirm("Go on", True, "Yes goes on.") is value


def test_one_of_several(typed: Typing, capsys: pytest.CaptureFixture[str]) -> None:
    typed("0\n4\nx\n3\n")
    assert asking.choose("Which", ["a", "b", "c"], 1, "One of them.") == 2
    err = capsys.readouterr().err
    assert "  1  a\n  2  b\n  3  c\n" in err
    assert "Which [2]: " in err


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\n", (0, 2)),
        ("all\n", (0, 1, 2, 3)),
        ("none\n", ()),
        ("-\n", ()),
        ("4,1\n", (0, 3)),
        ("2-3 1\n", (0, 1, 2)),
        ("5\n3-2\nmine\n1\n", (0,)),
    ],
)
def test_any_of_several(typed: Typing, text: str, value: tuple[int, ...]) -> None:
    typed(text)
    assert asking.choose_several("Which", ["a", "b", "c", "d"], (0, 2), "Any.") == value


def test_what_mail_wrote_cannot_move_the_cursor(
    typed: Typing, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("1\n")
    asking.choose("Which", ["\x1b[2Jred"], 0, "One.")
    assert "\x1b[2J" not in capsys.readouterr().err


def test_a_pipe_is_nobody_to_ask(typed: Typing) -> None:
    typed("yes\n")
    assert not asking.can_ask()
