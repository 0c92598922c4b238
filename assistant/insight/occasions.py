"""Days about which somebody of a country is greeted: found in the calendar, solemn days left out.

Pure calendar: who is greeted, in which words and whether at all is decided where drafts are made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from assistant.insight.closed_days import UnknownCountry, named_days
from assistant.insight.festivals import (
    REFERENCE,
    WON_AGAINST,
    Custom,
    Festival,
    find_festival,
)
from assistant.insight.solemn_days import plain_name, solemn_days, solemn_reason

#: A second greeting within so many days after a first is one too many.
APART_DAYS = 10
#: Days of one festival lie no further apart than this (Golden Week has working days inside).
_WITHIN_DAYS = 7
#: Christmas of the western calendar; 6 and 7 January have the same name in some countries.
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Occasion:
    """A festival of one year as one country keeps it.

    Attributes:
        key, year: Which one; a person is greeted once for each.
        name: What it is called where it may be called by name.
        wish: Which words fit.
        by_name: Whether its name may be written.
        first_on, last_on: The first day that is kept, or on which offices close; the last day.
        days: The days in the holiday data.
        lead_wd: Common working days before `first_on` from which on a greeting is proposed.
        estimated: The moon decides; the days may move.
    """

    key: str
    year: int
    name: str
    wish: str
    by_name: bool
    first_on: date
    last_on: date
    days: tuple[date, ...]
    lead_wd: int
    estimated: bool = False


def find_occasions(
    country: str,
    subdivision: str | None,
    *,
    from_on: date,
    to_on: date,
    our_country: str | None = None,
    named: Collection[str] = (),
) -> tuple[Occasion, ...]:
    """Occasions of a country that begin in [from_on, to_on), the earliest first.

    Args:
        our_country: Of who would write; no congratulation on what was won against it.
        named: Keys of festivals that may be called by name.
    """
    found: list[Occasion] = []
    before = from_on - timedelta(days=APART_DAYS + 1)
    for occasion in _of_years(
        country.upper(),
        subdivision,
        range(before.year, to_on.year + 2),
        our_country.upper() if our_country else None,
        frozenset(named),
    ):
        apart = found and (occasion.first_on - found[-1].last_on).days < APART_DAYS
        if occasion.first_on < before or apart:
            continue
        found.append(occasion)
    return tuple(one for one in found if from_on <= one.first_on < to_on)


def find_solemn(country: str, subdivision: str | None, day: date) -> str | None:
    """Why a day is solemn in a country: ``Totensonntag: the Sunday of the dead``; None if not."""
    return solemn_days(country.upper(), subdivision, day.year).get(day)


@lru_cache(maxsize=512)
def _of_years(
    country: str,
    subdivision: str | None,
    years: range,
    our_country: str | None,
    named: frozenset[str],
) -> tuple[Occasion, ...]:
    days = list(_greeted_days(country, subdivision, years, named))
    kept = {festival.key for _, festival, _ in days}
    for key in sorted(named - kept):
        if key in REFERENCE:
            days += [
                one
                for one in _greeted_days(REFERENCE[key], None, years, named)
                if one[1].key == key
            ]
    found = []
    for group in _group(sorted(days, key=lambda one: (one[1].key, one[0]))):
        occasion = _make(group, named)
        if occasion is None or _is_won_against(group[0][1], country, our_country):
            continue
        if any(find_solemn(country, subdivision, day) for day in occasion.days):
            continue
        found.append(occasion)
    return tuple(sorted(found, key=lambda one: (one.first_on, one.key)))


_Day = tuple[date, Festival, bool]


def _greeted_days(
    country: str, subdivision: str | None, years: range, named: frozenset[str]
) -> Iterator[_Day]:
    """Days on the allow-list, with whether their date is estimated."""
    for year in years:
        try:
            public = named_days(country, subdivision, year)
            # What closes no office is greeted only to those who named it.
            listed = named_days(country, subdivision, year, unofficial=True) if named else public
        except UnknownCountry:
            return
        for day, names in listed.items():
            for name in names:
                plain = plain_name(name)
                festival = find_festival(country, subdivision, plain, named=named)
                if festival is None or solemn_reason(country, name):
                    continue
                official = name in public.get(day, ())
                if not official and festival.key not in named:
                    continue
                if festival.key == "year-end" and day.month != _DECEMBER:
                    continue
                yield day, festival, "estimated" in name


def _group(days: list[_Day]) -> Iterator[list[_Day]]:
    """Days of one festival that belong together."""
    group: list[_Day] = []
    for one in days:
        same = group and one[1].key == group[-1][1].key
        if same and (one[0] - group[-1][0]).days <= _WITHIN_DAYS:
            group.append(one)
            continue
        if group:
            yield group
        group = [one]
    if group:
        yield group


def _make(group: list[_Day], named: frozenset[str]) -> Occasion | None:
    festival = group[0][1]
    days = tuple(dict.fromkeys(day for day, _, _ in group))
    by_name = festival.custom is Custom.OPEN or festival.key in named
    wish = festival.wish
    if by_name and festival.custom is not Custom.OPEN:
        wish = "christmas" if festival.key == "year-end" else "by_name"
    elif festival.custom is Custom.NEUTRAL and festival.key != "year-end":
        wish = "feast"
    return Occasion(
        key=festival.key,
        # The year that begins, also where it is greeted from December on.
        year=days[-1].year,
        name=festival.name,
        wish=wish,
        by_name=by_name,
        first_on=days[0] - timedelta(days=festival.ahead_days),
        last_on=days[-1],
        days=days,
        lead_wd=festival.lead_wd,
        estimated=any(estimated for _, _, estimated in group),
    )


def _is_won_against(festival: Festival, country: str, our_country: str | None) -> bool:
    return festival.sovereign and our_country in WON_AGAINST.get(country, frozenset())
