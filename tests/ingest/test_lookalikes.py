"""Domains that read like a client's."""

from __future__ import annotations

import pytest

from assistant.ingest.lookalikes import find_lookalike, make_skeleton, say_domain

KNOWN = ("fernhill.example", "acme.example", "modern-walls.co.uk", "ours.example")


@pytest.mark.parametrize(
    ("address", "like"),
    [
        ("ann@fernhi11.example", "fernhill.example"),
        ("ann@femhill.example", "fernhill.example"),
        ("ann@fern-hill.example", "fernhill.example"),
        ("ann@\u0430cme.example", "acme.example"),
        ("ann@xn--cme-5cd.example", "acme.example"),
        ("ann@mail.acm\u00e9.example", "acme.example"),
        ("ann@acme\u200b.example", "acme.example"),
        ("ann@modemwalls.co.uk", "modern-walls.co.uk"),
        ("0urs.example", "ours.example"),
        ("ann@FERNHILL.example", None),
        ("ann@mail.fernhill.example", None),
        ("ann@fernhil.example", None),
        ("ann@acme.test", None),
        ("ann@stranger.example", None),
        ("ann@", None),
        ("", None),
        ("ann@xn--\u00ff.example", None),
    ],
)
def test_a_look_alike_is_found(address: str, like: str | None) -> None:
    assert find_lookalike(address, KNOWN) == like


def test_two_clients_that_are_both_known_are_not_look_alikes() -> None:
    assert find_lookalike("ann@ac-me.example", (*KNOWN, "ac-me.example")) is None


def test_a_long_domain_costs_no_more_than_a_domain_can_have() -> None:
    assert len(make_skeleton("rn" * 100_000)) < 253


def test_letters_stand_beside_a_labels() -> None:
    assert say_domain("xn--cme-5cd.example") == "xn--cme-5cd.example (\u0430cme.example)"
    assert say_domain("acme.example") == "acme.example"
