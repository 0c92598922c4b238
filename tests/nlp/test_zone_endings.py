"""Signatures of invented mail in several languages, by table."""

from __future__ import annotations

from time import process_time

import pytest

from nlp.plain import sanitise
from nlp.zones.find import find_zones
from tests.nlp.zone_endings import RAJ, SIGNED, UNSIGNED


def read(text: str, sender: str) -> list[tuple[str, str]]:
    text = sanitise(text)
    found = find_zones(text, sender=sender)
    return [(zone.kind.value, text[zone.start : zone.end]) for zone in found]


@pytest.mark.parametrize(
    ("name", "sender", "said", "ending"), SIGNED, ids=[name for name, *_ in SIGNED]
)
def test_what_is_said_and_how_it_is_signed(name: str, sender: str, said: str, ending: str) -> None:
    found = read(f"{said}\n\n{ending}\n", sender)
    assert found == [("new", said), ("signature", ending)], name


@pytest.mark.parametrize(
    ("name", "sender", "said", "ending"), SIGNED, ids=[name for name, *_ in SIGNED]
)
def test_a_signature_above_a_quote_is_found_too(
    name: str, sender: str, said: str, ending: str
) -> None:
    found = read(
        f"{said}\n\n{ending}\n\nOn 3 Mar 2026, at 16:12, Ann <a@b.example> wrote:\n> Hi", sender
    )
    assert found[:2] == [("new", said), ("signature", ending)], name


@pytest.mark.parametrize(("sender", "text"), UNSIGNED)
def test_what_is_said_at_the_end_stays_new(sender: str, text: str) -> None:
    assert read(text, sender) == [("new", text)]


def test_below_a_quote_the_name_may_stand_alone() -> None:
    text = (
        "On 3 Mar 2026, at 16:12, Ann <a@b.example> wrote:\n> Fine?\n\nYes.\n\n> Sure?\n\nRaj Mehta"
    )
    assert read(text, "Raj Mehta <raj@blue.example>")[-1] == ("signature", "Raj Mehta")


def test_a_list_in_the_text_is_no_footer_of_a_mailing_list() -> None:
    text = (
        "Put this on the last slide:\n\nJoin us\n\n1. Mailing list: talk@north.example\n2. Chat\n\n"
        "It helps people to ask, and they do ask when they know where."
    )
    assert read(text, "") == [("new", text)]


@pytest.mark.parametrize("line", ["---", "===", "--x", "Raj Mehta", "Best regards", "To", ">>> a"])
def test_endless_lines_cost_little(line: str) -> None:
    text = f"{line}\n" * 20_000
    begun = process_time()
    find_zones(text, sender=RAJ, previous=(text,))
    assert process_time() - begun < 3
