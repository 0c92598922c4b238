"""Days on which offices close, and the weekends of countries."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assistant.insight.closed_days import (
    CONFIGURED,
    UnknownCountry,
    closed_days,
    explain_subdivision,
    office_week,
    weekend_of,
)
from assistant.insight.office_days import WORKED
from assistant.insight.worktime import WorkClock
from tests.insight.builders import day, make_clock, utc


@pytest.mark.parametrize(
    ("country", "subdivision", "on", "why"),
    [
        ("US", None, "2025-11-27", "Thanksgiving Day"),
        ("us", "CA", "2025-07-04", "Independence Day"),
        ("US", None, "2026-07-03", "Independence Day (observed)"),
        ("US", None, "2021-12-31", "New Year's Day (observed)"),
        ("US", "PR", "2025-07-25", "Puerto Rico Constitution Day"),
        ("GB", "ENG", "2025-08-25", "Late Summer Bank Holiday"),
        ("GB", None, "2025-12-26", "Boxing Day"),
        ("DE", None, "2025-10-03", "German Unity Day"),
        ("DE", "BY", "2025-06-19", "Corpus Christi"),
        ("DE", "de-by", "2025-06-19", "Corpus Christi"),
        ("DE", "Bayern", "2025-06-19", "Corpus Christi"),
        ("FR", None, "2025-07-14", "National Day"),
        ("BR", None, "2025-04-21", "Tiradentes' Day"),
        ("MX", None, "2025-09-16", "Independence Day"),
        ("IN", None, "2025-10-20", "Diwali"),
        ("IN", "MH", "2025-05-01", "Maharashtra Day"),
        ("JP", None, "2025-05-06", "Substitute Holiday"),
        ("AE", None, "2025-12-02", "National Day"),
        ("SA", None, "2025-09-23", "National Day Holiday"),
        ("ZA", None, "2025-09-24", "Heritage Day"),
        ("NL", None, "2025-04-21", "Easter Monday"),
        ("SE", None, "2025-06-06", "National Day"),
        ("TR", None, "2025-10-29", "Republic Day"),
        ("SG", None, "2025-08-09", "National Day"),
    ],
)
def test_offices_close_on_public_holidays(
    country: str, subdivision: str | None, on: str, why: str
) -> None:
    assert closed_days(country, subdivision, [int(on[:4])])[day(on)] == why


@pytest.mark.parametrize(
    ("country", "subdivision", "on"),
    [
        ("US", None, "2025-10-13"),  # Columbus Day
        ("US", None, "2025-11-11"),  # Veterans Day
        ("US", None, "2023-11-10"),  # Veterans Day (observed)
        ("US", "CA", "2025-03-31"),  # Cesar Chavez Day, of the state only
        ("US", "MA", "2025-04-21"),  # Patriots' Day, of the state only
        ("US", None, "2025-10-31"),  # Halloween, an observance
        ("NL", None, "2025-04-18"),  # Good Friday
        ("NL", None, "2025-05-05"),  # Liberation Day
        ("GB", "SCT", "2025-12-01"),  # Saint Andrew's Day (observed)
        ("IN", None, "2025-04-10"),  # Mahavira's Birthday
        ("AR", None, "2025-05-02"),  # Bridge Public Holiday
        ("DE", None, "2025-06-19"),  # Corpus Christi, in six states only
        ("DE", None, "2025-12-24"),  # Christmas Eve, no public holiday
        ("BR", None, "2025-03-04"),  # Carnival, optional
        ("AE", None, "2025-10-20"),
    ],
)
def test_offices_work_on_what_is_no_day_off_for_them(
    country: str, subdivision: str | None, on: str
) -> None:
    assert day(on) not in closed_days(country, subdivision, [int(on[:4])])


def test_every_day_taken_out_has_a_reason_and_exists() -> None:
    """A name that the package no longer uses would let the day close again unseen."""
    from holidays import country_holidays

    for country, rows in WORKED.items():
        regions = {place for worked in rows for place in worked.subdivisions}
        places: list[str | None] = [None, *regions]
        names: set[str] = set()
        for place in places:
            found = country_holidays(
                country, subdiv=place, years=range(2016, 2036), language="en_US"
            )
            for written in found.values():
                for name in written.split("; "):
                    names.add(name.removesuffix(" (estimated)").removesuffix(" (observed)"))
        for worked in rows:
            assert worked.reason
            assert set(worked.names) - names == set()


def test_only_the_years_asked_for_are_given_in_order() -> None:
    days = list(closed_days("DE", None, [2026, 2025]))
    assert {one.year for one in days} == {2025, 2026}
    assert days == sorted(days)


def test_the_configuration_closes_and_opens_days() -> None:
    days = closed_days(
        "DE",
        None,
        [2025],
        closed=[day("2025-12-24"), day("2025-12-25")],
        opened=[day("2025-10-03")],
    )
    assert days[day("2025-12-24")] == CONFIGURED
    assert days[day("2025-12-25")] == "Christmas Day"
    assert day("2025-10-03") not in days


def test_without_a_country_only_the_configuration_closes() -> None:
    assert closed_days(None, None, [2025], closed=[day("2025-12-24")]) == {
        day("2025-12-24"): CONFIGURED
    }


@pytest.mark.parametrize(
    ("country", "nearest"),
    [
        ("UK", "'GB' (United Kingdom)"),
        ("USA", "'US' (United States)"),
        ("Germany", "'DE' (Germany)"),
        ("brasil", "'BR' (Brazil)"),
        ("England", "'GB' (United Kingdom)"),
        ("Deutschland", "'DE' (Germany)"),
    ],
)
def test_an_unknown_country_names_the_nearest(country: str, nearest: str) -> None:
    with pytest.raises(UnknownCountry) as caught:
        closed_days(country, None, [2025])
    assert f"Did you mean {nearest}?" in str(caught.value)


def test_a_country_like_no_other_is_refused_without_a_guess() -> None:
    with pytest.raises(UnknownCountry, match=r"^There are no holidays for country 'XQ'\. Use"):
        closed_days("XQ", None, [2025])


def test_an_unknown_subdivision_falls_back_to_the_country_with_a_sentence() -> None:
    assert closed_days("DE", "Atlantis", [2025]) == closed_days("DE", None, [2025])
    sentence = explain_subdivision("DE", "Atlantis")
    assert sentence is not None
    assert "no subdivision 'Atlantis' of DE; the days of the whole country are used" in sentence


@pytest.mark.parametrize(
    ("country", "subdivision", "hint"),
    [
        ("US", "Californa", "Did you mean 'CA'?"),
        ("GB", "London", "Known: ENG, NIR, SCT, WLS."),
        ("JP", "Tokyo", "has no subdivisions of JP"),
    ],
)
def test_the_sentence_says_what_is_known(country: str, subdivision: str, hint: str) -> None:
    assert hint in str(explain_subdivision(country, subdivision))


@pytest.mark.parametrize("subdivision", [None, "BY", "by", "DE-BY", "Bayern", " by "])
def test_a_known_subdivision_needs_no_sentence(subdivision: str | None) -> None:
    assert explain_subdivision("DE", subdivision) is None


@pytest.mark.parametrize(
    ("country", "weekend"),
    [
        (None, {5, 6}),
        ("DE", {5, 6}),
        ("AE", {5, 6}),
        ("SA", {4, 5}),
        ("IL", {4, 5}),
        ("EG", {4, 5}),
        ("IR", {3, 4}),
        ("HK", {5, 6}),
        ("LY", {4, 5}),
    ],
)
def test_the_weekend_of_a_country(country: str | None, weekend: set[int]) -> None:
    assert weekend_of(country) == weekend


def test_an_office_week_leaves_the_weekend_free() -> None:
    clock = WorkClock(make_clock("Asia/Riyadh", week=office_week("SA")))
    assert not clock.is_working(utc("2025-03-07 10:00", "Asia/Riyadh"))
    assert clock.is_working(utc("2025-03-09 10:00", "Asia/Riyadh"))


def test_a_configured_weekend_wins() -> None:
    week = office_week("SA", weekend=[5, 6])
    assert [bool(hours) for hours in week] == [True] * 5 + [False] * 2


def test_importing_the_rules_does_not_load_the_holidays() -> None:
    program = (
        "import sys, assistant.insight.closed_days, assistant.insight.waits\n"
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
