"""Quotes without a mark: what comes back from an earlier message of the thread."""

from __future__ import annotations

import pytest

from nlp.zones.find import find_zones

ASKED = (
    "Hi Raj,\n\nIs the price for the Leeds site final?\nAnd when do you deliver the two pumps?\n"
    "We need them before the audit.\n\nBest\nLena"
)
LONG_LINES = (
    "Guten Tag Herr Mehta,\n\nkönnten Sie uns bitte bis Freitag die unterschriebene Fassung des Vertrags "
    "für den Standort Leeds schicken, damit wir die Bestellung auslösen?\n\nViele Grüße\nLena Vogt"
)
REWRAPPED = (
    "könnten Sie uns bitte bis Freitag die unterschriebene Fassung\n"
    "des Vertrags für den Standort Leeds schicken, damit wir die\nBestellung auslösen?"
)
SIGNED = "Raj Mehta\nHead of Procurement, Blue Ltd\n12 Long Street, Manchester M1 2AB, England\nraj@blue.example"


def new_of(text: str, *previous: str, sender: str = "Raj Mehta <raj@blue.example>") -> list[str]:
    zones = find_zones(text, previous=previous, sender=sender)
    return [text[zone.start : zone.end] for zone in zones if zone.kind == "new"]


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (f"Yes, it is final.\n\n{ASKED}", ["Yes, it is final."]),
        (f"Yes, it is final.\n\nBest\nRaj\n\n{ASKED}", ["Yes, it is final."]),
        (
            (
                "Is the price for the Leeds site final?\nYes.\n"
                "And when do you deliver the two pumps?\nOn 12 May."
            ),
            ["Yes.", "On 12 May."],
        ),
        (
            (
                "Hi Lena,\n\nIs the price for the Leeds site final?\n\nYes, it is.\n\n"
                "And when do you deliver the two pumps?\n\nI will ask Tom tomorrow.\n\nBest\nRaj"
            ),
            ["Hi Lena,", "Yes, it is.", "I will ask Tom tomorrow."],
        ),
    ],
    ids=["below", "below a signature", "between", "between with blank lines"],
)
def test_answered_lines_without_a_mark_are_a_quote(text: str, new: list[str]) -> None:
    assert new_of(text, ASKED) == new


def test_a_wrapped_copy_is_the_same_text() -> None:
    assert new_of(f"Ja, kommt morgen.\n\n{REWRAPPED}", LONG_LINES) == ["Ja, kommt morgen."]


def test_a_trail_of_several_messages_comes_back() -> None:
    later = "I look into it with Tom Reed in the afternoon and come back to you."
    text = f"Tom says that it is final.\n\n{later}\n\n{ASKED}"
    assert new_of(text, ASKED, later) == ["Tom says that it is final."]


def test_an_older_message_can_come_back() -> None:
    later = "Thanks, I look into it."
    assert new_of(f"Done today.\n\n{ASKED}", ASKED, later) == ["Done today."]


@pytest.mark.parametrize(
    "text",
    [
        ASKED,
        (
            "Hi Raj,\n\nIs the price for the Leeds site final?\nAnd when do you deliver the two pumps?\n"
            "We need them before the audit.\n\nThanks\nLena"
        ),
    ],
    ids=["the same", "another sign-off"],
)
def test_a_request_sent_again_stays_new(text: str) -> None:
    found = new_of(text, ASKED, sender="Lena Vogt <lena@north.example>")
    assert "We need them before the audit." in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "Is the price for the Leeds site final? I have to know today.",
        "We need them before the audit. Otherwise we have to stop.",
        "You wrote that we deliver the two pumps in May. That is right.",
        "Best\nLena",
    ],
)
def test_single_words_of_an_earlier_message_make_no_quote(text: str) -> None:
    assert new_of(text, ASKED, sender="")[0].startswith(text.split("\n", maxsplit=1)[0][:20])


def test_the_signature_of_an_earlier_answer_is_no_quote() -> None:
    zones = find_zones(
        f"I send it tomorrow.\n\n{SIGNED}",
        previous=(f"Thanks!\n\n{SIGNED}",),
        sender="Raj Mehta <raj@blue.example>",
    )
    assert [zone.kind.value for zone in zones] == ["new", "signature"]
