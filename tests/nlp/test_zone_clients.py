"""Replies and forwards of common mail programs in many languages: head and old text are found."""

from __future__ import annotations

import pytest

from nlp.plain import sanitise
from nlp.zones.find import find_zones
from tests.nlp.zone_clients import ATTRIBUTIONS, BLOCKS, FORWARDS, PROSE, SHORT_ATTRIBUTIONS

ANSWER = "I will send them on Friday."
OLD = "Could you send the figures for March to my colleague?\n\nThey go to the board next week."

Row = tuple[str, str]


def read(text: str) -> list[tuple[str, str]]:
    text = sanitise(text)
    return [(zone.kind.value, text[zone.start : zone.end]) for zone in find_zones(text)]


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def ids(rows: tuple[Row, ...]) -> list[str]:
    return [name for name, _ in rows]


ALL_ATTRIBUTIONS = ATTRIBUTIONS + SHORT_ATTRIBUTIONS


@pytest.mark.parametrize(("name", "head"), ALL_ATTRIBUTIONS, ids=ids(ALL_ATTRIBUTIONS))
def test_attribution_above_a_marked_quote_is_found(name: str, head: str) -> None:
    zones = read(f"{ANSWER}\n\n{head}\n\n{marked(OLD)}\n")
    assert zones == [("new", ANSWER), ("header", sanitise(head)), ("quote", marked(OLD))], name


@pytest.mark.parametrize(("name", "head"), ATTRIBUTIONS, ids=ids(ATTRIBUTIONS))
def test_attribution_with_an_address_needs_no_marks_below_it(name: str, head: str) -> None:
    zones = read(f"{ANSWER}\n\n{head}\n\n{OLD}\n")
    assert zones == [("new", ANSWER), ("header", sanitise(head)), ("quote", OLD)], name


@pytest.mark.parametrize(("name", "head"), BLOCKS, ids=ids(BLOCKS))
def test_repeated_header_opens_a_quote(name: str, head: str) -> None:
    zones = read(f"{ANSWER}\n\n{head}\n\n{OLD}\n")
    assert zones == [("new", ANSWER), ("header", sanitise(head)), ("quote", OLD)], name


@pytest.mark.parametrize(("name", "head"), FORWARDS, ids=ids(FORWARDS))
def test_forwarded_mail_is_told_from_a_quote(name: str, head: str) -> None:
    zones = read(f"{ANSWER}\n\n{head}\n\n{OLD}\n")
    assert zones == [("new", ANSWER), ("header", sanitise(head)), ("forward", OLD)], name


@pytest.mark.parametrize("text", PROSE)
def test_prose_that_looks_like_a_head_stays_new(text: str) -> None:
    assert [kind for kind, _ in read(text)] == ["new"] or read(text)[0] == ("new", text.strip())


def test_groupwise_marks_its_attribution_like_a_quote() -> None:
    text = (
        ">>> Lena Vogt <lena@north.example> schrieb am 03.03.2026 um 16:12 in\nNachricht\n"
        "<abc@north.example>:\n\n[...]\n> Is the price final?\n\nYes, it is.\n\n> And the date?\n\nNot yet."
    )
    kinds = [kind for kind, _ in read(text)]
    assert kinds == ["header", "new", "quote", "new", "quote", "new"]
    assert read(text)[3] == ("new", "Yes, it is.")


def test_the_table_is_large_enough() -> None:
    assert len(ALL_ATTRIBUTIONS) + len(BLOCKS) + len(FORWARDS) >= 150
