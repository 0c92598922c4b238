"""Base subjects in the languages people write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.subject import parse_subject, subject_key


@pytest.mark.parametrize(
    ("subject", "base", "reply"),
    [
        ("Plan", "Plan", False),
        ("Re: Plan", "Plan", True),
        ("RE: re: Re: Plan", "Plan", True),
        ("Re[2]: Plan", "Plan", True),
        ("Re (3): Plan", "Plan", True),
        ("AW: WG: Plan", "Plan", True),
        ("SV: Plan", "Plan", True),
        ("VS: Plan", "Plan", True),
        ("RES: Plan", "Plan", True),
        ("ENC: Plan", "Plan", False),
        ("RV: Plan", "Plan", False),
        ("TR: Plan", "Plan", False),
        ("Réf : Plan", "Plan", True),
        ("Antw: Plan", "Plan", True),
        ("R: Plan", "Plan", True),
        ("I: Plan", "Plan", False),
        ("Odp: Plan", "Plan", True),
        ("PD: Plan", "Plan", False),
        ("YNT: Plan", "Plan", True),
        ("回复：Plan", "Plan", True),
        ("答复: Plan", "Plan", True),
        ("转发: Plan", "Plan", False),
        ("Fwd: Plan", "Plan", False),
        ("Plan (fwd)", "Plan", False),
        ("Automatic reply: Plan", "Plan", False),
        ("Automatische Antwort: Re: Plan", "Plan", False),
        ("Accepted: Plan", "Plan", False),
        (
            "Invitation: Plan @ Tue 24 Nov 2026 9am - 10am (CET) (ann@ours.example)",
            "Plan",
            False,
        ),
        ("[EXTERNAL] Re: Plan", "Plan", True),
        ("Re: [EXTERNAL] Plan", "Plan", True),
        ("[team] Re: Plan", "[team] Plan", True),
        ("Re: [team] Plan", "[team] Plan", True),
        ("Re:", "", True),
        ("", "", False),
        ("Report: Q3", "Report: Q3", False),
        ("Reply needed", "Reply needed", False),
        ("Invoice #12: paid", "Invoice #12: paid", False),
        ("Plan @ work", "Plan @ work", False),
    ],
)
def test_prefixes_are_no_part_of_the_subject(subject: str, base: str, reply: bool) -> None:
    found = parse_subject(subject)
    assert (found.text, found.reply) == (base, reply)


_WORDS = st.sampled_from(
    ["Re:", "AW: ", "Fwd:", "[EXTERNAL] ", "[team] ", "Plan", " ", "(fwd)", "Re[2]:", "@ 3", "R:"]
)


@settings(deadline=None)
@given(st.lists(_WORDS, max_size=8).map("".join))
def test_a_base_subject_is_its_own_base_subject(subject: str) -> None:
    base = parse_subject(subject).text
    assert parse_subject(base).text == base


@settings(deadline=None)
@given(st.text(max_size=100))
def test_any_subject_has_a_final_base(subject: str) -> None:
    base = parse_subject(subject).text
    assert parse_subject(base).text == base
    assert subject_key(base) == subject_key(base.upper().lower()) or not base.isascii()
