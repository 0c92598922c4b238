"""The phrases of delivery are looked for in time that grows with the text, whatever it says."""

from __future__ import annotations

import time

import pytest

from assistant.insight.promises.content import read_content, read_terms
from assistant.insight.promises.sign_words import CALENDAR, words_of_file
from assistant.insight.promises.signs import is_holding, read_signs, says_missing
from tests.insight.builders import make_message

BAITS = (
    "was sent ", "your your ", "you have ", "not able after ", "the rest the rest ", "thanks for the ",
    "attached ", "no no no ", "unfortunately we cannot ", "day day ", "it was ", "and so it is ",
    "price: ", "here the ", "send the ", "for the ", "- ", "1. ", "May ", "invoice 12 ",
)  # fmt: skip


@pytest.mark.parametrize("bait", BAITS)
def test_no_text_makes_the_search_slow(bait: str) -> None:
    text = bait * (60_000 // len(bait)) + "by us x"
    started = time.perf_counter()
    message = make_message(says=text)
    read_signs(message)
    is_holding(message)
    says_missing(message)
    assert time.perf_counter() - started < 2.0


@pytest.mark.parametrize("bait", BAITS)
def test_no_phrase_makes_the_reading_slow(bait: str) -> None:
    phrase = bait * (600 // len(bait))
    started = time.perf_counter()
    read_content(phrase)
    read_terms(phrase)
    CALENDAR.fullmatch(phrase[:120] + "x")
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("usage-2026-03.pdf", "usage 2026 03 march"),
        ("2026-03-12_minutes.docx", "2026 03 12 minutes"),
        ("Fire plan.pdf", "Fire plan"),
    ],
)
def test_a_file_name_is_read_as_words(name: str, words: str) -> None:
    assert words_of_file(name) == words
