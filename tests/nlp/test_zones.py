"""Zones of invented mail, by table."""

from __future__ import annotations

import pytest

from nlp.tags import ZoneKind
from nlp.zones.find import find_zones
from tests.nlp.zone_table import OLD, TABLE, UNTOUCHED, Parts


def read(text: str) -> list[tuple[str, str]]:
    return [(zone.kind.value, text[zone.start : zone.end]) for zone in find_zones(text)]


@pytest.mark.parametrize(("name", "parts"), TABLE, ids=[name for name, _ in TABLE])
def test_mail_is_cut_into_its_zones(name: str, parts: Parts) -> None:
    text = "\n".join(part for _, part in parts)
    assert read(text) == [(kind, part.strip()) for kind, part in parts]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_mail_without_a_quote_stays_untouched(text: str) -> None:
    assert read(text) == [("new", text)]


def test_outlook_block_under_a_forward_subject_is_a_forward() -> None:
    text = (
        "FYI\n\nFrom: Lena Vogt <lena@north.example>\nSent: Tuesday, March 3, 2026\n"
        "To: Raj\nSubject: Figures\n\nHere they are."
    )
    kinds = [zone.kind for zone in find_zones(text, subject="FW: Figures")]
    assert kinds == [ZoneKind.NEW, ZoneKind.HEADER, ZoneKind.FORWARD]


def test_bare_name_of_the_author_is_a_signature() -> None:
    text = "I will send it.\n\nRaj"
    zones = find_zones(text, sender="Raj Mehta <raj@blue.example>")
    assert [zone.kind for zone in zones] == [ZoneKind.NEW, ZoneKind.SIGNATURE]


def test_lines_of_an_earlier_mail_are_a_quote() -> None:
    earlier = f"Hello Raj,\n{OLD}\nWe need them for the board meeting in April."
    text = f"They are attached to this mail.\n\n{earlier}"
    zones = find_zones(text, previous=(earlier,))
    assert [zone.kind for zone in zones][-1] is ZoneKind.QUOTE
    assert text[zones[0].start : zones[0].end].startswith("They are attached")


def test_text_of_white_space_has_no_zones() -> None:
    assert find_zones(" \n\t\n") == ()


def test_windows_line_ends_change_nothing() -> None:
    name, parts = TABLE[0]
    text = "\n".join(part for _, part in parts)
    kinds = [zone.kind for zone in find_zones(text.replace("\n", " \n"))]
    assert kinds == [ZoneKind(kind) for kind, _ in parts], name


def test_the_table_is_large_enough() -> None:
    assert len(TABLE) >= 60
