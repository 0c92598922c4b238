"""Where clients are, and how that is known."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.ingest.domains import is_free_mail, registrable_domain
from assistant.ingest.places import infer_place
from tests.ingest.builders import utc

DEFAULTS: dict[str, Any] = {
    "country": None,
    "zone": None,
    "invitation_zones": (),
    "domains": (),
    "dates": (),
    "owner_country": "DE",
    "owner_zone": "Europe/Berlin",
}


def place(**values: Any) -> tuple[str | None, str, str]:
    country, zone = infer_place(**{**DEFAULTS, **values})
    return (country.value if country else None), zone.value, zone.source


WINTER, SUMMER = utc("2026-01-15 10:00"), utc("2026-07-15 10:00")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"zone": "Asia/Tokyo"}, ("JP", "Asia/Tokyo", "configuration")),
        ({"zone": "Asia/Calcutta"}, ("IN", "Asia/Calcutta", "configuration")),
        ({"country": "IN"}, ("IN", "Asia/Kolkata", "the configured country IN")),
        (
            {"country": "US", "zone": "America/Chicago"},
            ("US", "America/Chicago", "configuration"),
        ),
        (
            {"invitation_zones": ("Asia/Dubai", "Asia/Dubai", "UTC"), "domains": ("x.jp",)},
            ("AE", "Asia/Dubai", "time zone of 2 invitations"),
        ),
        ({"domains": ("x.co.jp",)}, ("JP", "Asia/Tokyo", "top-level domain .jp")),
        ({"domains": ("x.co.uk",)}, ("GB", "Europe/London", "top-level domain .uk")),
        ({"domains": ("x.com.br",)}, ("BR", "America/Sao_Paulo", "top-level domain .br")),
        (
            {"domains": ("x.com.au",), "dates": [(WINTER, 480), (SUMMER, 480)]},
            ("AU", "Australia/Perth",
             "top-level domain .au and offset +08:00 of the last 2 Date headers"),
        ),
        (
            {"domains": ("x.io",), "dates": [(WINTER, -300), (SUMMER, -240), (SUMMER, -240)]},
            (None, "America/New_York", "offset -04:00 of the last 2 Date headers"),
        ),
        ({"dates": [(WINTER, 330)]}, (None, "Asia/Kolkata",
                                      "offset +05:30 of the last Date header")),
        ({"dates": [(WINTER, 60), (SUMMER, 120)]},
         ("DE", "Europe/Berlin", "offset +02:00 of the last 2 Date headers")),
        ({"domains": ("x.com",)}, ("DE", "Europe/Berlin", "the owner's")),
        ({"dates": [(WINTER, 17)]}, ("DE", "Europe/Berlin", "the owner's")),
        ({"invitation_zones": ("No/Where",)}, ("DE", "Europe/Berlin", "the owner's")),
    ],
)  # fmt: skip
def test_the_first_source_that_knows_is_taken(
    values: dict[str, Any], expected: tuple[str | None, str, str]
) -> None:
    assert place(**values) == expected


def test_only_the_last_twenty_dates_count() -> None:
    old = [(utc(f"2025-01-{day:02} 10:00"), 540) for day in range(1, 29)]
    new = [(utc(f"2026-01-{day:02} 10:00"), -300) for day in range(1, 21)]
    assert place(dates=old + new)[1] == "America/New_York"


@pytest.mark.parametrize(
    ("domain", "registrable"),
    [
        ("client.example", "client.example"),
        ("mail.eu.client.example", "client.example"),
        ("mail.client.co.uk", "client.co.uk"),
        ("a.b.client.com.br", "client.com.br"),
        ("localhost", "localhost"),
        ("[10.0.0.1]", "[10.0.0.1]"),
        ("10.0.0.1", "10.0.0.1"),
    ],
)
def test_domains_are_grouped_as_they_are_registered(domain: str, registrable: str) -> None:
    assert registrable_domain(domain) == registrable


@pytest.mark.parametrize(
    ("domain", "free"),
    [
        ("gmail.com", True),
        ("yahoo.co.jp", True),
        ("hotmail.fr", True),
        ("outlook.com", True),
        ("gmx.de", True),
        ("outlook.client.example", False),
        ("client.example", False),
        ("mygmail.com", False),
    ],
)
def test_free_mail_is_known_by_its_domain(domain: str, free: bool) -> None:
    assert is_free_mail(domain) is free
