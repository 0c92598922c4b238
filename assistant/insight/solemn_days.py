"""Days on which a greeting would hurt: days of mourning, remembrance and penance, with the reason.

Looked up before anything is greeted: on such a day no greeting is proposed, and none is about one.
Three sources: words in a holiday's name, holidays of one country that carry a death or a wound
without saying so, and days that people keep although no office closes and no holiday list has them.

Written by hand. Whoever adds a day gives the reason a person reads. A day that means joy to some
and loss to others stands here too: a stranger's greeting is no place to choose a side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from assistant.insight.closed_days import UnknownCountry, named_days

#: Part of a holiday's English name, case-folded → why it is no day for wishes.
SOLEMN_WORDS: Mapping[str, str] = {
    "good friday": "the day of the crucifixion, kept in quiet",
    "holy friday": "the day of the crucifixion, kept in quiet",
    "holy saturday": "the day of rest before Easter, kept in quiet",
    "black saturday": "the day of rest before Easter, kept in quiet",
    "maundy thursday": "Holy Week, kept in quiet",
    "memorial": "a day of remembrance of the dead",
    "remembrance": "a day of remembrance of the dead",
    "armistice": "a day of remembrance of the dead of the wars",
    "veteran": "a day of those who fought, and of those who did not come back",
    "fallen": "a day of remembrance of the fallen",
    "anzac": "a day of remembrance of the fallen",
    "mourning": "a day of mourning",
    "martyr": "a day of those who were killed",
    "genocide": "a day of remembrance of the murdered",
    "holocaust": "a day of remembrance of the murdered",
    "shoah": "a day of remembrance of the murdered",
    "victim": "a day of remembrance of victims",
    "ashura": "a day of mourning for many who keep it",
    "yom kippur": "the day of atonement, a fast",
    "tisha b'av": "a fast of mourning",
    "ta'anit": "a fast",
    "all souls": "the day of the dead, when graves are visited",
    "all saints": "in many families the day when graves are visited",
    "day of the dead": "joyful and grave at once: the families' own dead",
    "for the dead": "the day when graves are visited",
    "tomb-sweeping": "the day when graves are swept",
    "ching ming": "the day when graves are swept",
    "commemoration": "a day of commemoration",
    "reconciliation": "a day that looks back at wrongs between people of one country",
    "valor": "a day of remembrance of a lost battle",
    "bravery": "a day of remembrance of a lost battle",
    "day of silence": "a day of silence: nobody travels, works or makes noise",
    "victory day": "the end of a war, with its dead, which means different things to neighbours",
    "repentance": "a day of repentance",
    "prayer": "a day of repentance",
}

#: Names with such a word that are glad days after all.
GLAD_NAMES: Mapping[str, frozenset[str]] = {
    "TR": frozenset({"Commemoration of Atatürk, Youth and Sports Day"}),
}

#: Holidays whose names say nothing of it: country → English name → reason.
SOLEMN_NAMES: Mapping[str, Mapping[str, str]] = {
    "AR": {
        "Pass to the Immortality of General Don Martín Miguel de Güemes": "the day of a death",
        "Pass to the Immortality of General Don Manuel Belgrano": "the day of a death",
        "Pass to the Immortality of General Don José de San Martín": "the day of a death",
    },
    "AU": {"Australia Day": "for many First Nations people a day of mourning"},
    "BD": {"July Mass Uprising Day": "the uprising of 2024 and its dead"},
    "BR": {
        "Tiradentes' Day": "the day of an execution",
        "National Day of Zumbi and Black Awareness": "the day of a killing; a day of reflection",
    },
    "CA": {"National Day for Truth and Reconciliation": "the children of the residential schools"},
    "CL": {"Navy Day": "the day of a lost battle and its dead"},
    "CY": {"Cyprus National Day": "the beginning of an armed struggle"},
    "CZ": {
        "Jan Hus Day": "the day of an execution",
        "Struggle for Freedom and Democracy Day and International Students' Day": (
            "students shot in 1939, beaten in 1989"
        ),
    },
    "EG": {"Sinai Liberation Day": "the end of an occupation and its war"},
    "ES": {"National Day": "read as a colonial date by some, as not their nation's by others"},
    "HU": {"National Day": "two uprisings that were crushed, and their dead"},
    "IL": {
        "Independence Day": "the day after the day of the fallen; loss to others in the country"
    },
    "IT": {"Liberation Day": "the end of an occupation, with its dead"},
    "JP": {
        "Vernal Equinox Day": "the week in which graves are visited",
        "Autumnal Equinox Day": "the week in which graves are visited",
    },
    "MT": {"Sette Giugno": "the day of those who were shot in 1919"},
    "NL": {"Liberation Day": "the day after the remembrance of the dead"},
    "NZ": {"Waitangi Day": "a treaty that was not kept; to some a day of protest"},
    "PH": {
        "Bonifacio Day": "a revolutionary who was executed",
        "Ninoy Aquino Day": "the day of an assassination",
        "Rizal Day": "the day of an execution",
    },
    "SI": {"Day of Uprising Against Occupation": "the beginning of a war of resistance"},
    "SK": {"Slovak National Uprising Anniversary": "an uprising that was crushed"},
    "US": {
        "Juneteenth National Independence Day": "the end of slavery; a day to reflect",
        "Martin Luther King Jr. Day": "a man who was murdered; a day of service",
    },
    "ZA": {
        "Human Rights Day": "the dead of Sharpeville",
        "Youth Day": "the children shot in Soweto",
        "National Women's Day": "a march against the pass laws; a day to reflect",
    },
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A day people keep that is on no list of public holidays.

    Attributes:
        countries: Two-letter codes.
        on: The date in a year, or None in a year that has none.
        subdivision: Only there.
    """

    name: str
    countries: tuple[str, ...]
    on: Callable[[int], date | None]
    reason: str
    subdivision: str | None = None


def easter(year: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian algorithm, 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> Callable[[int], date | None]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date | None]:
    return lambda year: easter(year) + timedelta(days=days)


def _before_advent(days: int) -> Callable[[int], date | None]:
    """So many days before the first Sunday in Advent."""

    def on(year: int) -> date:
        christmas = date(year, 12, 25)
        fourth = christmas - timedelta(days=christmas.weekday() + 1)
        return fourth - timedelta(days=21 + days)

    return on


def _weekday(month: int, number: int, weekday: int) -> Callable[[int], date | None]:
    """The first, second … such weekday of a month; -1: the last."""

    def on(year: int) -> date:
        if number > 0:
            first = date(year, month, 1)
            ahead = (weekday - first.weekday()) % 7 + 7 * (number - 1)
            return first + timedelta(days=ahead)
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)

    return on


def _yom_hashoah(year: int) -> date | None:
    """27 Nisan, moved to Thursday from Friday and to Monday from Sunday."""
    pesach = _first_named("IL", "Pesach", year)
    if pesach is None:
        return None
    day = pesach + timedelta(days=12)
    return day + timedelta(days={4: -1, 6: 1}.get(day.weekday(), 0))


def _ashura_after(country: str) -> Callable[[int], date | None]:
    """The tenth day of the year whose first day is a public holiday there."""

    def on(year: int) -> date | None:
        first = _first_named(country, "Islamic New Year", year)
        return first + timedelta(days=9) if first else None

    return on


def _first_named(country: str, name: str, year: int) -> date | None:
    days = named_days(country, None, year)
    return next((day for day, names in days.items() if name in map(plain_name, names)), None)


_MON, _WED, _SAT, _SUN = 0, 2, 5, 6

#: Where Good Friday is kept in quiet though it is no public holiday, or not everywhere.
_CHRISTIAN = (
    "AT", "BE", "BR", "CA", "CH", "CZ", "DE", "FR", "GB", "HR", "HU", "IE", "IT", "LT", "LU",
    "MX", "PL", "SI", "SK", "US",
)  # fmt: skip
#: Where graves are visited around 1 and 2 November.
_GRAVES = (
    "AT", "BE", "CH", "CZ", "DE", "ES", "FR", "HR", "HU", "IT", "LT", "LU", "PL", "PT", "SI", "SK",
)  # fmt: skip

KEPT: tuple[Kept, ...] = (
    Kept("Good Friday", _CHRISTIAN, _from_easter(-2), "the day of the crucifixion"),
    Kept("All Saints' Day", _GRAVES, _fixed(11, 1), "graves are visited"),
    Kept("All Souls' Day", _GRAVES, _fixed(11, 2), "the day of the dead"),
    Kept("Día de Muertos", ("MX",), _fixed(11, 1), "the families' dead children"),
    Kept("Día de Muertos", ("MX",), _fixed(11, 2), "the families' own dead, joyful and grave"),
    Kept("Holocaust Remembrance Day", ("AT", "BE", "CZ", "DE", "FR", "GB", "IT", "NL", "PL"),
         _fixed(1, 27), "the murdered of Auschwitz"),
    # Germany, Austria, Switzerland
    Kept("Volkstrauertag", ("DE",), _before_advent(14), "a day of mourning; silent by law"),
    Kept("Totensonntag", ("DE",), _before_advent(7), "the Sunday of the dead; silent by law"),
    Kept("Buß- und Bettag", ("DE",), _before_advent(11), "a day of repentance"),
    Kept("9 November", ("DE",), _fixed(11, 9), "the pogrom of 1938"),
    Kept("8 May", ("DE", "AT"), _fixed(5, 8), "the end of the war and of the killing"),
    Kept("Mauthausen remembrance", ("AT",), _fixed(5, 5), "victims of National Socialism"),
    Kept("Eidgenössischer Bettag", ("CH",), _weekday(9, 3, _SUN), "a day of repentance"),
    # Britain, Ireland, the Commonwealth
    Kept("Remembrance Sunday", ("GB",), _weekday(11, 2, _SUN), "the dead of the wars"),
    Kept("Armistice Day", ("GB", "AU", "NZ", "CA"), _fixed(11, 11), "the dead of the wars"),
    Kept("Battle of the Boyne", ("GB",), _fixed(7, 12),
         "a day of one community against another", "NIR"),
    Kept("National Day of Commemoration", ("IE",), _weekday(7, 2, _SUN), "the dead of the wars"),
    Kept("ANZAC Day", ("AU", "NZ"), _fixed(4, 25), "the fallen"),
    Kept("Sorry Day", ("AU",), _fixed(5, 26), "children taken from their families"),
    Kept("Christchurch remembrance", ("NZ",), _fixed(3, 15), "the murdered of 2019"),
    Kept("National Day for Truth and Reconciliation", ("CA",), _fixed(9, 30),
         "the children of the residential schools"),
    Kept("National Day of Mourning", ("CA",), _fixed(4, 28), "those killed at work"),
    Kept("National Day of Remembrance", ("CA",), _fixed(12, 6), "the murdered women of 1989"),
    # United States
    Kept("Patriot Day", ("US",), _fixed(9, 11), "the dead of 2001"),
    Kept("Pearl Harbor Remembrance Day", ("US",), _fixed(12, 7), "the dead of 1941"),
    Kept("Memorial Day", ("US",), _weekday(5, -1, _MON), "the fallen"),
    Kept("Veterans Day", ("US",), _fixed(11, 11), "those who fought"),
    # Western and northern Europe
    Kept("Armistice Day", ("FR", "BE"), _fixed(11, 11), "the dead of the wars"),
    Kept("Victory Day", ("FR", "CZ", "SK"), _fixed(5, 8), "the end of the war, with its dead"),
    Kept("Deportation remembrance", ("FR",), _weekday(4, -1, _SUN), "the deported"),
    Kept("13 November", ("FR",), _fixed(11, 13), "the murdered of 2015"),
    Kept("22 March", ("BE",), _fixed(3, 22), "the murdered of 2016"),
    Kept("Dodenherdenking", ("NL",), _fixed(5, 4), "the dead of the war"),
    Kept("22 July", ("NO",), _fixed(7, 22), "the murdered of 2011"),
    Kept("Day of the fallen", ("FI",), _weekday(5, 3, _SUN), "the fallen"),
    Kept("11 March", ("ES",), _fixed(3, 11), "the murdered of 2004"),
    Kept("Diada", ("ES",), _fixed(9, 11), "a lost siege; a day of dispute", "CT"),
    # Central and eastern Europe
    Kept("Warsaw Uprising", ("PL",), _fixed(8, 1), "the dead of 1944"),
    Kept("1 September", ("PL",), _fixed(9, 1), "the beginning of the war"),
    Kept("Smolensk and Katyn", ("PL",), _fixed(4, 10), "the dead of 2010 and 1940"),
    Kept("Martyrs of Arad", ("HU",), _fixed(10, 6), "the executed of 1849"),
    Kept("Day of deportation", ("EE", "LV", "LT"), _fixed(6, 14), "the deported of 1941"),
    Kept("Day of deportation", ("EE", "LV"), _fixed(3, 25), "the deported of 1949"),
    Kept("Day of the Defenders", ("LT",), _fixed(1, 13), "the dead of 1991"),
    Kept("Holodomor remembrance", ("UA",), _weekday(11, 4, _SAT), "those who were starved"),
    Kept("24 February", ("UA",), _fixed(2, 24), "the invasion"),
    Kept("8 May", ("UA", "PL", "LV", "LT", "EE"), _fixed(5, 8), "the dead of the war"),
    Kept("9 May", ("UA", "RU", "BY", "MD", "AM", "GE", "KZ", "LV", "LT", "EE"), _fixed(5, 9),
         "the end of the war, which means different things to neighbours"),
    Kept("22 June", ("RU", "BY", "UA"), _fixed(6, 22), "the attack of 1941"),
    Kept("Vukovar remembrance", ("HR",), _fixed(11, 18), "the dead of 1991"),
    Kept("Srebrenica remembrance", ("BA",), _fixed(7, 11), "the murdered of 1995"),
    Kept("Kragujevac remembrance", ("RS",), _fixed(10, 21), "the murdered of 1941"),
    Kept("Polytechnic", ("GR",), _fixed(11, 17), "the dead of 1973"),
    Kept("20 July", ("CY",), _fixed(7, 20), "the invasion of 1974"),
    Kept("Armenian Genocide remembrance", ("AM",), _fixed(4, 24), "the murdered of 1915"),
    Kept("9 April", ("GE",), _fixed(4, 9), "the dead of 1989"),
    Kept("20 January", ("AZ",), _fixed(1, 20), "the dead of 1990"),
    Kept("Atatürk remembrance", ("TR",), _fixed(11, 10), "the day of his death"),
    Kept("Çanakkale remembrance", ("TR",), _fixed(3, 18), "the fallen"),
    Kept("15 July", ("TR",), _fixed(7, 15), "the dead of 2016"),
    # Middle East, Africa
    Kept("Yom HaShoah", ("IL",), _yom_hashoah, "the murdered of the Holocaust"),
    Kept("Commemoration Day", ("AE",), _fixed(11, 30), "the fallen"),
    Kept("Invasion of 1990", ("KW",), _fixed(8, 2), "the invasion"),
    *(
        Kept("Ashura", (code,), _ashura_after(code), "a day of mourning for many who keep it")
        for code in ("AE", "KW", "OM", "JO", "MY", "ID", "EG", "MA", "LB", "BH")
    ),
    *(
        Kept("Kwibuka", ("RW",), _fixed(4, day), "the week of the murdered of 1994")
        for day in range(7, 14)
    ),
    Kept("Day of Reconciliation", ("ZA",), _fixed(12, 16), "a battle, then an armed struggle"),
    Kept("7 August", ("KE",), _fixed(8, 7), "the dead of 1998"),
    Kept("Armed Forces Remembrance Day", ("NG",), _fixed(1, 15), "the fallen"),
    # South and east Asia
    Kept("Martyrs' Day", ("IN",), _fixed(1, 30), "the day of an assassination"),
    Kept("26 November", ("IN",), _fixed(11, 26), "the murdered of 2008"),
    Kept("16 December", ("PK",), _fixed(12, 16), "the children of Peshawar; the war of 1971"),
    Kept("Genocide remembrance", ("BD",), _fixed(3, 25), "the murdered of 1971"),
    Kept("15 August", ("BD",), _fixed(8, 15), "the day of an assassination"),
    Kept("Martyred Intellectuals", ("BD",), _fixed(12, 14), "the murdered of 1971"),
    Kept("Easter bombings", ("LK",), _fixed(4, 21), "the murdered of 2019"),
    Kept("18 May", ("LK",), _fixed(5, 18), "the end of the war, with its dead"),
    Kept("Great East Japan earthquake", ("JP",), _fixed(3, 11), "the dead of 2011"),
    Kept("Okinawa remembrance", ("JP",), _fixed(6, 23), "the dead of 1945"),
    Kept("Hiroshima", ("JP",), _fixed(8, 6), "the dead of 1945"),
    Kept("Nagasaki", ("JP",), _fixed(8, 9), "the dead of 1945"),
    Kept("End of the war", ("JP",), _fixed(8, 15), "the dead of the war; Obon, graves"),
    Kept("Sewol", ("KR",), _fixed(4, 16), "the children of 2014"),
    Kept("Gwangju", ("KR",), _fixed(5, 18), "the dead of 1980"),
    Kept("Nanjing remembrance", ("CN",), _fixed(12, 13), "the murdered of 1937"),
    Kept("4 June", ("HK",), _fixed(6, 4), "the dead of 1989"),
    Kept("Day of the war dead", ("VN",), _fixed(7, 27), "the fallen"),
    Kept("30 September", ("ID",), _fixed(9, 30), "the killings of 1965"),
    # Latin America
    Kept("2 October", ("MX",), _fixed(10, 2), "the students of 1968"),
    Kept("19 September", ("MX",), _fixed(9, 19), "the earthquakes of 1985 and 2017"),
    Kept("11 September", ("CL",), _fixed(9, 11), "the coup of 1973"),
    Kept("Day of the victims", ("CO",), _fixed(4, 9), "the victims of the conflict"),
    Kept("AMIA remembrance", ("AR",), _fixed(7, 18), "the murdered of 1994"),
)  # fmt: skip


def plain_name(name: str) -> str:
    """A holiday's name without "(observed)", "(estimated)", "(in lieu)" and the like."""
    head = name.partition(" (")[0]
    return head.strip()


def solemn_reason(country: str, name: str) -> str | None:
    """Why a holiday of a country is no day for wishes; None where nothing is known against it."""
    plain = plain_name(name)
    own = SOLEMN_NAMES.get(country.upper(), {}).get(plain)
    if own is not None:
        return own
    if plain in GLAD_NAMES.get(country.upper(), frozenset()):
        return None
    folded = name.casefold().replace("’", "'")
    return next((reason for word, reason in SOLEMN_WORDS.items() if word in folded), None)


@lru_cache(maxsize=512)
def solemn_days(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    """The solemn days of a year in a country: date → ``name: reason``, ascending.

    A country without holiday data has the days of the hand-written list alone.
    """
    found: dict[date, str] = {}
    code = country.upper()
    try:
        listed = named_days(code, subdivision, year, unofficial=True)
    except UnknownCountry:
        listed = {}
    for day, names in listed.items():
        for name in names:
            reason = solemn_reason(code, name)
            if reason is not None:
                found.setdefault(day, f"{plain_name(name)}: {reason}")
    for kept in KEPT:
        if code not in kept.countries or kept.subdivision not in {None, subdivision}:
            continue
        on = kept.on(year)
        if on is not None:
            found.setdefault(on, f"{kept.name}: {kept.reason}")
    return dict(sorted(found.items()))
