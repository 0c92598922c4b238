"""Durations, moments and names as people read them."""

from __future__ import annotations

import pytest

from assistant.insight.index import build_index
from assistant.insight.wording import (
    agree,
    bare_subject,
    say_both_moments,
    say_day,
    say_elapsed,
    say_end,
    say_goal,
    say_moment,
    say_name,
    say_names,
    say_quote,
    say_title,
    say_worked,
)
from tests.insight.builders import ANN, BOB, CARLA, NICK, day, make_history, utc

WD = 28_800


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 min"),
        (3_599, "59 min"),
        (3_600, "1 h"),
        (12_000, "3 h 20 min"),
        (WD - 1, "7 h 59 min"),
        (WD, "1 working day"),
        (WD + 7_200, "1 working day 2 h"),
        (2 * WD + 1_800, "2 working days"),
        (15 * WD + 3_600, "15 working days 1 h"),
    ],
)
def test_working_time(seconds: int, words: str) -> None:
    assert say_worked(seconds, WD) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30, "less than a minute"),
        (2_700, "45 min"),
        (43_200, "12 h"),
        (97_200, "1 day 3 h"),
        (6 * 86_400, "6 days"),
        (7 * 86_400 + 40_000, "7 days"),
        (38 * 86_400, "38 days"),
    ],
)
def test_time_by_the_wall_clock(seconds: int, words: str) -> None:
    assert say_elapsed(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "working_day_s", "words"),
    [
        (WD, WD, "1 working day"),
        (3 * WD, WD, "3 working days"),
        (14_400, WD, "4 working hours"),
        (3_600, WD, "1 working hour"),
        (7_200, 0, "2 working hours"),
        (5_400, WD, "1 h 30 min of working time"),
    ],
)
def test_goals(seconds: int, working_day_s: int, words: str) -> None:
    assert say_goal(seconds, working_day_s) == words


def test_a_day_of_another_year_says_its_year() -> None:
    assert say_day(day("2025-11-17"), year=2025) == "Mon 17 Nov"
    assert say_day(day("2024-12-31"), year=2025) == "Tue 31 Dec 2024"


@pytest.mark.parametrize(
    ("zone", "other", "words"),
    [
        ("UTC", "UTC", "Mon 17 Nov 09:12"),
        ("UTC", "Asia/Kolkata", "Mon 17 Nov 09:12 (14:42 in Kolkata)"),
        ("UTC", "America/New_York", "Mon 17 Nov 09:12 (04:12 in New York)"),
        ("UTC", "Pacific/Auckland", "Mon 17 Nov 09:12 (22:12 in Auckland)"),
        ("UTC", "Pacific/Kiritimati", "Mon 17 Nov 09:12 (23:12 in Kiritimati)"),
        ("Europe/Berlin", "Europe/Paris", "Mon 17 Nov 10:12"),
        ("Asia/Tokyo", "America/Los_Angeles", "Mon 17 Nov 18:12 (01:12 in Los Angeles)"),
        ("Pacific/Auckland", "Pacific/Honolulu", "Mon 17 Nov 22:12 (Sun 23:12 in Honolulu)"),
        ("UTC", "Etc/GMT+3", "Mon 17 Nov 09:12 (06:12 there)"),
    ],
)
def test_a_moment_here_and_there(zone: str, other: str, words: str) -> None:
    at = utc("2025-11-17 09:12")
    assert say_both_moments(at, zone, other, year=2025) == words
    assert words.startswith(say_moment(at, zone, year=2025))


@pytest.mark.parametrize(
    ("at", "own_zone", "words"),
    [
        ("2025-03-08 00:00", "UTC", "the end of Fri 7 Mar"),
        ("2025-03-08 00:00", None, "the end of Fri 7 Mar"),
        ("2025-03-07 17:00", "UTC", "Fri 7 Mar 17:00"),
        ("2025-03-07 15:00", "Asia/Tokyo", "the end of Fri 7 Mar in Tokyo"),
        ("2025-03-08 00:00", "Asia/Tokyo", "Sat 8 Mar 00:00"),
    ],
)
def test_the_end_of_a_range(at: str, own_zone: str | None, words: str) -> None:
    assert say_end(utc(at), "UTC", own_zone, year=2025) == words


def test_names() -> None:
    index = build_index(make_history())
    assert say_name(ANN, index) == "Ann Arden"
    assert say_name("zoe@nowhere.example", index) == "zoe@nowhere.example"
    assert say_name(None, index) == "somebody"
    assert say_names((), index) == "nobody in particular"
    assert say_names((ANN, BOB), index) == "Ann Arden and Bob Brandt"
    assert say_names((ANN, BOB, CARLA), index) == "Ann Arden, Bob Brandt and Carla Costa"
    assert say_names((ANN, BOB, CARLA, NICK), index) == "Ann Arden, Bob Brandt and 2 others"


def test_quotes_are_one_short_line() -> None:
    assert say_quote("I'll send\n  it.") == '"I\'ll send it."'
    long = say_quote("word " * 40)
    assert long.endswith('word …"')
    assert len(long) < 100


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Figures", "Figures"),
        ("RE: AW: Figures", "Figures"),
        ("Fwd:Figures", "Figures"),
        ("Re[2]: Figures", "Figures"),
        ("Re:", "Re:"),
        ("Reply: figures", "Reply: figures"),
    ],
)
def test_a_subject_is_said_without_its_marks(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare


def test_a_title_or_else() -> None:
    assert say_title(" Weekly\nstatus ", "the call") == '"Weekly status"'
    assert say_title("", "the call") == "the call"


@pytest.mark.parametrize(
    ("amount", "verb"),
    [
        ("1 working day", "is"), ("1 h", "is"), ("1 min", "is"), ("less than a minute", "is"),
        ("1 day", "is"), ("1 working day 2 h", "are"), ("2 working days", "are"), ("11 h", "are"),
    ],
)  # fmt: skip
def test_the_verb_goes_with_the_amount(amount: str, verb: str) -> None:
    assert agree(amount, "is", "are") == verb
