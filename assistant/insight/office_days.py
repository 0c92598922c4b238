"""Public holidays on which private offices commonly work, reviewed by hand, each with its reason.

A day of this table does not close a clock; an owner or client whose office does close names it in
`closed = [...]`. Names are the English ones of the `holidays` package, without "(observed)".
Statutory days off for every employee are never in it, whatever the custom of one trade.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worked:
    """Some public holidays of a country on which offices work.

    Attributes:
        names: As the package writes them, in English.
        reason: Why they are not taken for closed, for people.
        subdivisions: Only there; empty for the whole country.
    """

    names: tuple[str, ...]
    reason: str
    subdivisions: frozenset[str] = frozenset()


#: By ISO 3166 code; reviewed against the package's lists of 2024–2026. The countries looked at:
#: AE AR AT AU BE BR CA CH CN CZ DE DK EG ES FI FR GB HK IE IL IN IT JP KR MX NL NO NZ PL PT SA SE
#: SG TH TR US ZA. Those without a line have nothing to leave out.
WORKED: Mapping[str, tuple[Worked, ...]] = {
    "US": (
        Worked(
            ("Columbus Day",),
            "a federal holiday that about one private office in ten keeps",
        ),
        Worked(("Veterans Day",), "a federal holiday that about one private office in five keeps"),
    ),
    "GB": (
        Worked(
            ("Saint Andrew's Day",),
            "Scots law lets employers exchange it, and offices and banks are open",
            frozenset({"SCT"}),
        ),
    ),
    "NL": (
        Worked(("Good Friday",), "no statutory day off; offices and shops are open"),
        Worked(
            ("Liberation Day",),
            "a day off for public servants every five years; private employers decide",
        ),
    ),
    "IN": (
        Worked(
            (
                "Maha Shivaratri",
                "Mahavira's Birthday",
                "Dr. B. R. Ambedkar's Birthday",
                "Buddha Purnima",
                "Ashura",
                "Janmashtami (Vaishnava)",
                "Prophet's Birthday",
            ),
            "on the government's list; private firms give ten to twelve days a year and leave "
            "these to each person's choice",
        ),
    ),
    "AR": (
        Worked(
            ("Bridge Public Holiday", "Maundy Thursday"),
            "a 'día no laborable': the employer decides, and offices are mostly open",
        ),
    ),
    "TH": (Worked(("Bridge Public Holiday",), "given to public servants; private firms decide"),),
}

#: Countries whose regional days (state days in the United States) are worked by private offices,
#: with the subdivisions that are an exception: territories have statutes of their own.
REGIONAL_DAYS_WORKED: Mapping[str, frozenset[str]] = {
    "US": frozenset({"AS", "GU", "MP", "PR", "UM", "VI"}),
}

#: Weekends that the package knows otherwise than offices keep them, Monday 0.
WEEKENDS: Mapping[str, tuple[frozenset[int], str]] = {
    "IR": (frozenset({3, 4}), "offices close on Thursday too, though only Friday is statutory"),
    "LY": (frozenset({4, 5}), "Friday and Saturday by law"),
}
#: A weekend of Sunday alone is the statutory six-day week; offices keep Saturday free as well.
SIX_DAY_WEEK = frozenset({6})
OFFICE_WEEKEND = frozenset({5, 6})


def reason_worked(country: str, subdivision: str | None, name: str) -> str | None:
    """Why private offices of a country work on a holiday, or None when they close."""
    plain = name.removesuffix(" (estimated)").removesuffix(" (observed)")
    for worked in WORKED.get(country, ()):
        if worked.subdivisions and subdivision not in worked.subdivisions:
            continue
        if plain in worked.names:
            return worked.reason
    return None
