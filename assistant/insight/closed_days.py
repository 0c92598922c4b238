"""On which days nobody works in a country, and which weekdays are its weekend.

The days are the public ones of the `holidays` package for country and subdivision, less those on
which private offices commonly work (`office_days`), plus and minus what the configuration says.
Observances, bank and school days close nothing. Leave and absence are not holidays.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.insight.office_days import (
    OFFICE_WEEKEND,
    REGIONAL_DAYS_WORKED,
    SIX_DAY_WEEK,
    WEEKENDS,
    reason_worked,
)
from assistant.insight.records import OFFICE_HOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from holidays import HolidayBase

    from assistant.insight.records import DayHours

#: What a person reads of a day that only the configuration closes.
CONFIGURED = "closed by configuration"

#: What people write instead of a code, for the hint; only what is not near a country's name.
_COMMON = {
    "uk": "GB", "eng": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "britain": "GB",
    "great britain": "GB", "america": "US", "uae": "AE", "emirates": "AE", "ksa": "SA",
    "deutschland": "DE", "schweiz": "CH", "suisse": "CH", "österreich": "AT", "holland": "NL",
    "españa": "ES", "nippon": "JP", "türkiye": "TR", "korea": "KR",
}  # fmt: skip


class UnknownCountry(ValueError):
    """A country that the holiday data does not know.

    Attributes:
        nearest: The nearest known code, or None when nothing is near.
    """

    def __init__(self, country: str, nearest: str | None, name: str | None) -> None:
        self.country = country
        self.nearest = nearest
        hint = f" Did you mean '{nearest}' ({name})?" if nearest is not None else ""
        super().__init__(
            f"There are no holidays for country '{country}'.{hint} "
            "Use a two-letter ISO 3166 code as 'US' or 'DE'."
        )


def closed_days(
    country: str | None,
    subdivision: str | None,
    years: Iterable[int],
    *,
    closed: Iterable[date] = (),
    opened: Iterable[date] = (),
) -> Mapping[date, str]:
    """Days of some years on which nobody works, with the reason a person reads.

    Args:
        country: ISO 3166 code, any case; None for configured days only.
        subdivision: Code ("BY", "DE-BY") or name ("Bayern"); one that is unknown falls back to
            the country, see `explain_subdivision`.
        years: Only these are computed.
        closed: Further days, whatever the year.
        opened: Days that are not closed after all; they win.

    Raises:
        UnknownCountry: The holiday data has no such country.
    """
    days: dict[date, str] = {}
    if country is not None:
        code = _country_code(country)
        region = _subdivision_code(code, subdivision)
        for year in sorted(set(years)):
            days.update(_public_days(code, region, year))
    for day in closed:
        days.setdefault(day, CONFIGURED)
    for day in opened:
        days.pop(day, None)
    return dict(sorted(days.items()))


def explain_country(country: str) -> str | None:
    """The sentence for a country that the holiday data does not know; None where all is well."""
    try:
        _country_code(country)
    except UnknownCountry as error:
        return str(error)
    return None


def explain_subdivision(country: str | None, subdivision: str | None) -> str | None:
    """The sentence for a subdivision that the holiday data does not know; None where all is well.

    Raises:
        UnknownCountry: The holiday data has no such country.
    """
    if country is None or subdivision is None:
        return None
    code = _country_code(country)
    if _subdivision_code(code, subdivision) is not None:
        return None
    known = _subdivisions(code)
    if not known:
        return (
            f"The holiday data has no subdivisions of {code}, so '{subdivision}' is passed over "
            "and the days of the whole country are used."
        )
    near = get_close_matches(subdivision.casefold(), known, n=1, cutoff=0.7)
    hint = f"Did you mean '{known[near[0]]}'?" if near else f"Known: {_listed(known.values())}."
    return (
        f"The holiday data knows no subdivision '{subdivision}' of {code}; "
        f"the days of the whole country are used. {hint}"
    )


def weekend_of(country: str | None, subdivision: str | None = None) -> frozenset[int]:
    """The weekdays on which a country's offices are closed, Monday 0; Saturday, Sunday unknown.

    Raises:
        UnknownCountry: The holiday data has no such country.
    """
    if country is None:
        return OFFICE_WEEKEND
    code = _country_code(country)
    if code in WEEKENDS:
        return WEEKENDS[code][0]
    weekend = frozenset(_holidays(code, _subdivision_code(code, subdivision)).weekend)
    return OFFICE_WEEKEND if weekend in (frozenset(), SIX_DAY_WEEK) else weekend


def office_week(
    country: str | None,
    subdivision: str | None = None,
    *,
    weekend: Iterable[int] | None = None,
    hours: DayHours = OFFICE_HOURS[0],
) -> tuple[DayHours, ...]:
    """The same hours on every day but the weekend, Monday first.

    Args:
        country: For its weekend.
        subdivision: Of the country; a few keep a weekend of their own.
        weekend: Weekday numbers that win over the country's.
        hours: Of each working day.

    Raises:
        UnknownCountry: The holiday data has no such country.
    """
    free = weekend_of(country, subdivision) if weekend is None else frozenset(weekend)
    return tuple(() if day in free else hours for day in range(7))


@lru_cache(maxsize=512)
def named_days(
    country: str, subdivision: str | None, year: int, *, unofficial: bool = False
) -> Mapping[date, tuple[str, ...]]:
    """The holidays of one year by their English names, offices closed or not, by date.

    Args:
        country: ISO 3166 code, any case.
        subdivision: As for `closed_days`; its own days are added, an unknown one adds none.
        unofficial: Also what is observed without being a public holiday.

    Raises:
        UnknownCountry: The holiday data has no such country.
    """
    code = _country_code(country)
    region = _subdivision_code(code, subdivision)
    found = _holidays(code, region, year, unofficial=unofficial)
    return MappingProxyType({day: tuple(names.split("; ")) for day, names in sorted(found.items())})


@lru_cache(maxsize=1024)
def _public_days(code: str, region: str | None, year: int) -> Mapping[date, str]:
    """Public holidays of one year on which offices close."""
    kept = REGIONAL_DAYS_WORKED.get(code)
    asked = region if kept is None or region in kept else None
    days: dict[date, str] = {}
    for day, names in _holidays(code, asked, year).items():
        closing = [one for one in names.split("; ") if reason_worked(code, region, one) is None]
        if closing:
            days[day] = "; ".join(closing)
    return MappingProxyType(days)


def _holidays(
    code: str, region: str | None, year: int | None = None, *, unofficial: bool = False
) -> HolidayBase:
    """The package's holidays, named in English; without a year none are computed."""
    # Importing the package costs 0.1 s; most commands never ask for a holiday.
    from holidays import country_holidays

    # Countries with only one language have no name for it.
    known = country_holidays(code)
    return country_holidays(
        code,
        subdiv=region,
        years=year,
        expand=False,
        language="en_US" if "en_US" in known.supported_languages else None,
        categories=known.supported_categories if unofficial else None,
    )


@lru_cache(maxsize=256)
def _country_code(country: str) -> str:
    """The two-letter code of a country as it was written."""
    from holidays.registry import COUNTRIES

    codes = {names[1]: key.replace("_", " ") for key, names in COUNTRIES.items()}
    given = country.strip().upper()
    if given in codes:
        return given
    by_name = {name: code for code, name in codes.items()}
    by_name |= {names[2].lower(): names[1] for names in COUNTRIES.values()}
    by_name |= _COMMON
    # A name or a three-letter code is named in the error, not taken: the configuration has codes.
    near = get_close_matches(country.strip().casefold(), by_name, n=1, cutoff=0.75)
    nearest = by_name[near[0]] if near else None
    name = codes[nearest].title() if nearest is not None else None
    raise UnknownCountry(country, nearest, name)


@lru_cache(maxsize=256)
def _subdivisions(code: str) -> Mapping[str, str]:
    """Subdivision codes of a country by code and name in lower case."""
    base = _holidays(code, None)
    known = {one.casefold(): one for one in base.subdivisions}
    known |= {name.casefold(): one for name, one in base.subdivisions_aliases.items()}
    return MappingProxyType(known)


def _subdivision_code(code: str, subdivision: str | None) -> str | None:
    """The package's code of a subdivision as it was written; None when unknown."""
    if subdivision is None:
        return None
    given = subdivision.strip().casefold()
    known = _subdivisions(code)
    return known.get(given) or known.get(given.removeprefix(code.casefold() + "-"))


def _listed(codes: Iterable[str]) -> str:
    """Codes for a sentence: the first dozen."""
    distinct = sorted(set(codes))
    return ", ".join(distinct[:12]) + (", …" if len(distinct) > 12 else "")
