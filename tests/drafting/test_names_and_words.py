"""Greetings, dates and times as a reader expects them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.drafting.names import find_tone, make_addressee, tidy_name, write_greeting
from assistant.drafting.records import Tone
from assistant.drafting.words import Reader, join_words, quote
from assistant.insight.records import Due
from tests.drafting.cast import JONAS, NOW, TEMPLATES, make_due, make_out

WORDS = TEMPLATES.words("en")


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("Jonas Weber", "Jonas Weber"),
        ("Weber, Jonas", "Jonas Weber"),
        ("JONAS WEBER", "Jonas Weber"),
        ("jonas weber", "Jonas Weber"),
        ("Jonas Weber (Brightwater)", "Jonas Weber"),
        ("'Jonas Weber'", "Jonas Weber"),
        ("Jonas Weber | Sales", "Jonas Weber"),
        ("jonas@brightwater.example", ""),
        ("Brightwater Logistics, Inc.", "Brightwater Logistics"),
        ("", ""),
        ("123", ""),
        ("ANNE-MARIE DUPONT", "Anne-Marie Dupont"),
        ("Ronald McDonald", "Ronald McDonald"),
    ],
)
def test_a_display_name_is_straightened(name: str, tidy: str) -> None:
    assert tidy_name(name) == tidy


@pytest.mark.parametrize(
    ("name", "formal", "warm"),
    [
        ("Jonas Weber", "Dear Jonas Weber", "Hi Jonas"),
        ("Dr. Jonas Weber", "Dear Dr. Weber", "Hi Jonas"),
        ("Prof. Dr. Ana von der Heide", "Dear Prof. Dr. von der Heide", "Hi Ana"),
        ("J. Weber", "Dear J. Weber", "Hi J. Weber"),
        ("Priya", "Dear Priya", "Hi Priya"),
        ("田中 健二", "Dear 田中 健二", "Hi 田中 健二"),
        ("Accounts Payable", "Hello", "Hello"),
        ("Support Team", "Hello", "Hello"),
        ("", "Hello", "Hello"),
    ],
)
def test_one_person_is_greeted_by_what_is_known(name: str, formal: str, warm: str) -> None:
    addressee = make_addressee(JONAS, name, "brightwater")
    assert write_greeting([addressee], Tone.FORMAL, WORDS) == formal
    assert write_greeting([addressee], Tone.WARM, WORDS) == warm


@pytest.mark.parametrize(
    ("names", "formal", "warm"),
    [
        (["Ana Souza", "Jonas Weber"], "Dear Ana Souza, dear Jonas Weber", "Hi Ana and Jonas"),
        (
            ["Ana Souza", "Jonas Weber", "Eli Roth"],
            "Dear Ana Souza, dear Jonas Weber, dear Eli Roth",
            "Hi Ana, Jonas and Eli",
        ),
        (["A B", "C D", "E F", "G H"], "Dear all", "Hi all"),
        (["Ana Souza", ""], "Dear all", "Hi all"),
    ],
)
def test_several_people_are_greeted_together(names: list[str], formal: str, warm: str) -> None:
    addressees = [make_addressee(f"{n}@x.example", n, "brightwater") for n in names]
    assert write_greeting(addressees, Tone.FORMAL, WORDS) == formal
    assert write_greeting(addressees, Tone.WARM, WORDS) == warm


@pytest.mark.parametrize(
    ("name", "before", "formal", "warm"),
    [
        ("Kenji Tanaka", "Dear Tanaka-san,", "Tanaka-san", "Kenji"),
        ("Jonas Weber", "Dear Mr. Weber,", "Mr. Weber", "Jonas"),
        ("Jonathan Weber", "Hi Jonathan,", "Jonathan Weber", "Jonathan"),
        ("Jonas Weber", "Dear Ms. Rao,", "Jonas Weber", "Jonas"),
        ("Jonas Weber", "Dear all,", "Jonas Weber", "Jonas"),
        ("Jonas Weber", "Thanks for the call, Jonas.", "Jonas Weber", "Jonas"),
    ],
)
def test_how_we_greeted_before_is_known(name: str, before: str, formal: str, warm: str) -> None:
    earlier = [make_out("o", lead=f"{before}\n\nall fine.")]
    addressee = make_addressee(JONAS, name, "brightwater", earlier=earlier)
    assert (addressee.formal, addressee.warm) == (formal, warm)


@pytest.mark.parametrize(
    ("before", "tone"),
    [
        ([], Tone.FORMAL),
        (["Hi Jonas,"], Tone.WARM),
        (["Dear Jonas,"], Tone.WARM),
        (["Dear Mr. Weber,"], Tone.FORMAL),
        (["Dear Jonas Weber,"], Tone.FORMAL),
        (["Dear Mr. Weber,", "Hi Jonas,"], Tone.WARM),
    ],
)
def test_the_tone_is_the_one_we_used_last(before: list[str], tone: Tone) -> None:
    assert find_tone([make_out("o", lead=f"{line}\n\nx.") for line in before]) is tone


def read(zone: str, country: str | None = None) -> Reader:
    return Reader(WORDS, zone, country, NOW)


@pytest.mark.parametrize(
    ("zone", "country", "said"),
    [
        ("Europe/Berlin", "DE", "Thursday, 26 November at 16:30 (Berlin time)"),
        ("America/New_York", "US", "Thursday, November 26 at 10:30 a.m. (New York time)"),
        ("Asia/Kolkata", "IN", "Thursday, 26 November at 9:00 p.m. (Kolkata time)"),
        ("Asia/Tokyo", "JP", "Friday, 27 November at 00:30 (Tokyo time)"),
        ("UTC", None, "Thursday, 26 November at 15:30 (UTC)"),
        ("Etc/GMT-4", None, "Thursday, 26 November at 19:30 (UTC+4)"),
        (
            "America/Argentina/Buenos_Aires",
            None,
            "Thursday, 26 November at 12:30 (Buenos Aires time)",
        ),
    ],
)
def test_a_moment_is_said_in_the_readers_zone(zone: str, country: str | None, said: str) -> None:
    assert read(zone, country).moment(datetime(2026, 11, 26, 15, 30, tzinfo=UTC)) == said


def test_another_year_is_named() -> None:
    assert read("UTC").day(datetime(2027, 1, 4, 12, tzinfo=UTC)) == "Monday, 4 January 2027"
    assert read("UTC", "US").day(datetime(2027, 1, 4, 12, tzinfo=UTC)) == "Monday, January 4, 2027"


def test_a_bare_day_stays_the_day_it_was_said_as() -> None:
    friday_in_berlin = make_due(datetime(2026, 11, 19, 23, tzinfo=UTC))
    assert read("Asia/Tokyo").due(friday_in_berlin) == "due Friday, 20 November"
    assert read("America/New_York", "US").due(friday_in_berlin) == "due Friday, November 20"


def test_a_due_time_is_said_in_the_readers_zone() -> None:
    at = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    said = read("Europe/Berlin").due(Due("by 5pm", at, at, "Europe/Berlin"))
    assert said == "due Friday, 20 November at 17:00 (Berlin time)"


@pytest.mark.parametrize(
    ("parts", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")],
)
def test_lists_are_joined_as_people_do(parts: list[str], joined: str) -> None:
    assert join_words(parts, WORDS) == joined


def test_quotes_in_a_quote_become_single() -> None:
    assert quote('He said “go” and "stop"\nthere.') == "He said ‘go’ and 'stop' there."


def test_of_a_week_that_has_begun_only_its_end_is_said() -> None:
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    due = Due("next week", monday, monday + timedelta(days=7), "UTC")
    words = WORDS
    before = Reader(words, "UTC", "GB", monday - timedelta(days=3))
    within = Reader(words, "UTC", "GB", monday + timedelta(days=4))
    assert before.due(due) == "due in the week from Monday, 16 November"
    assert within.due(due) == "due by Sunday, 22 November"
