"""The holidays that are greeted, and how: an allow-list by country, with the names they go by.

What is not here is not greeted: most public holidays are days off about which nobody writes to a
business partner. Each line is a judgement, so each country's is written out; the words themselves
stand in the templates.

Nobody's religion is known. A holiday of faith is greeted as days off, without its name, unless the
person has used the name or the client's file says so; a few are greeted only then. Where a country
celebrates at the cost of another, nobody of that other country congratulates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Custom(StrEnum):
    """What is customary between people who work together."""

    OPEN = "open"  #: of a whole country or of its calendar: greeted by its name
    NEUTRAL = (
        "neutral"  #: of a faith or a part of the people: without its name, unless named before
    )
    NAMED = "named"  #: only to somebody who named it, or whose file does


@dataclass(frozen=True, slots=True)
class Festival:
    """One thing to greet.

    Attributes:
        key: As configuration and drafts call it.
        name: As a greeting by name writes it.
        days: English names in the holiday data, without brackets.
        wish: Which words: `wish_NAME` of the templates' `words.toml`.
        countries: Where; empty: everywhere the holiday data has it.
        lead_wd: Common working days before its first day on which it is proposed.
        ahead_days: Offices close, or it begins, so many days before the first day in the data.
        sovereign: A nation's birth or freedom: not across the line it was won against.
        but_in: Subdivisions in which it is not greeted.
    """

    key: str
    name: str
    days: tuple[str, ...]
    custom: Custom
    wish: str
    countries: frozenset[str] = frozenset()
    lead_wd: int = 5
    ahead_days: int = 0
    sovereign: bool = False
    but_in: frozenset[str] = frozenset()


_CHRISTMAS_DAYS = (
    "Christmas Eve", "Christmas Day", "Christmas", "Second Day of Christmas", "Boxing Day",
    "Saint Stephen's Day", "Day of Goodwill", "Day After Christmas",
)  # fmt: skip
#: Christmas is a public holiday there, and not the season of the year in offices.
_YEAR_TURNS = frozenset("BD IN ID JO LK MY NP".split())
#: The year of the moon is the one that is greeted.
_LUNAR = frozenset("CN HK KR TW VN".split())
#: Offices close days before 1 January.
_JAPAN = frozenset({"JP"})

#: Where a faith's feasts close offices.
_ISRAEL = frozenset({"IL"})
#: Where offices close for days at Eid whoever works there; elsewhere it is the feast of some.
_EID = frozenset("AE AF AZ BD BH DZ EG ID IQ JO KW KZ LB LY MA MY OM PK QA SA TN TR UZ".split())
_EID_AL_FITR = (
    "Eid al-Fitr", "Eid al-Fitr Holiday", "Eid al-Fitr Second Day", "Eid-ul-Fitr",
)  # fmt: skip
_EID_AL_ADHA = ("Eid al-Adha", "Eid al-Adha Holiday", "Eid-ul-Adha")


def _only(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def _national(
    country: str,
    name: str,
    *days: str,
    sovereign: bool = True,
    wish: str = "national_day",
    but_in: frozenset[str] = frozenset(),
) -> Festival:
    return Festival(
        f"national-{country.lower()}",
        name,
        days,
        Custom.OPEN,
        wish,
        frozenset({country}),
        sovereign=sovereign,
        but_in=but_in,
    )


#: The first line that fits a day counts.
FESTIVALS: tuple[Festival, ...] = (
    # ── the turn of the year ──
    Festival("new-year", "New Year", ("Christmas", "Christmas Day"), Custom.OPEN, "new_year",
             _YEAR_TURNS),
    Festival("year-end", "Christmas", _CHRISTMAS_DAYS, Custom.NEUTRAL, "season"),
    Festival("new-year", "New Year", ("New Year's Day",), Custom.OPEN, "new_year", _JAPAN,
             ahead_days=3),
    Festival("new-year", "New Year",
             ("New Year's Day", "New Year's Eve", "Day after New Year's Day"),
             Custom.OPEN, "new_year",
             frozenset("AE BH JO KW LB MA RS TH TR EG SA QA OM KZ AM GE BY RU UA AZ MD".split())),
    Festival("lunar-new-year", "Lunar New Year",
             ("Chinese New Year", "Chinese New Year's Eve", "Korean New Year", "Lunar New Year",
              "Lunar New Year's Eve", "The day preceding Korean New Year",
              "The second day of Chinese New Year", "The third day of Chinese New Year"),
             Custom.OPEN, "lunar_new_year", _LUNAR),
    Festival("lunar-new-year", "Lunar New Year", ("Chinese New Year", "Lunar New Year"),
             Custom.NEUTRAL, "lunar_new_year", frozenset("ID MY PH SG".split())),
    Festival("songkran", "Songkran", ("Songkran Festival",), Custom.OPEN, "by_name", _only("TH")),
    Festival("nowruz", "Nowruz", ("Nowruz", "Nowruz Holiday", "Novruz", "Nauryz"), Custom.OPEN,
             "by_name", frozenset("AZ IR KZ KG TJ TM UZ".split())),
    Festival("sinhala-tamil-new-year", "the Sinhala and Tamil New Year",
             ("Sinhala and Tamil New Year", "Day Before Sinhala and Tamil New Year"),
             Custom.OPEN, "by_name", _only("LK")),
    Festival("pohela-boishakh", "the Bengali New Year", ("Bengali New Year's Day",), Custom.OPEN,
             "by_name", _only("BD")),
    Festival("nepali-new-year", "the Nepali New Year", ("Nepali New Year",), Custom.OPEN,
             "by_name", _only("NP")),
    # ── feasts of faith ──
    Festival("eid-al-fitr", "Eid al-Fitr", _EID_AL_FITR, Custom.NEUTRAL, "feast", _EID),
    Festival("eid-al-fitr", "Eid al-Fitr", _EID_AL_FITR, Custom.NAMED, "feast"),
    Festival("eid-al-adha", "Eid al-Adha", _EID_AL_ADHA, Custom.NEUTRAL, "feast", _EID),
    Festival("eid-al-adha", "Eid al-Adha", _EID_AL_ADHA, Custom.NAMED, "feast"),
    Festival("diwali", "Diwali", ("Diwali", "Laxmi Pooja"), Custom.NEUTRAL, "feast",
             _only("IN", "NP")),
    Festival("diwali", "Diwali", ("Diwali", "Laxmi Pooja"), Custom.NAMED, "feast"),
    Festival("dashain", "Dashain", ("Fulpati", "Maha Ashtami", "Bijaya Dashami"), Custom.NEUTRAL,
             "feast", _only("NP")),
    Festival("holi", "Holi", ("Holi", "Fagu Poornima"), Custom.NAMED, "feast"),
    Festival("rosh-hashanah", "Rosh Hashanah", ("Rosh Hashanah",), Custom.NEUTRAL, "feast",
             _ISRAEL, ahead_days=1),
    Festival("passover", "Passover", ("Pesach",), Custom.NEUTRAL, "feast", _ISRAEL, ahead_days=1),
    Festival("hanukkah", "Hanukkah", ("Hanukkah",), Custom.NAMED, "feast", ahead_days=1),
    Festival("easter", "Easter", ("Easter Sunday", "Easter", "Easter Monday"), Custom.NAMED,
             "feast", ahead_days=2),
    Festival("vesak", "Vesak", ("Vesak Day", "Vesak Full Moon Poya Day", "The Buddha's Birthday",
                                "Buddha's Birthday"), Custom.NAMED, "feast"),
    # ── of the whole country ──
    Festival("thanksgiving", "Thanksgiving", ("Thanksgiving Day", "Thanksgiving"), Custom.OPEN,
             "thanksgiving", _only("US", "CA")),
    Festival("golden-week", "Golden Week",
             ("Showa Day", "Constitution Day", "Greenery Day", "Children's Day"), Custom.OPEN,
             "break", _JAPAN),
    Festival("chuseok", "Chuseok",
             ("Chuseok", "The day preceding Chuseok", "The second day of Chuseok"), Custom.OPEN,
             "by_name", _only("KR")),
    Festival("mid-autumn", "the Mid-Autumn Festival",
             ("Mid-Autumn Festival", "The Day following Mid-Autumn Festival"), Custom.OPEN,
             "by_name", frozenset("CN HK TW".split())),
    Festival("midsummer", "Midsummer", ("Midsummer Eve", "Midsummer Day"), Custom.OPEN, "by_name",
             frozenset("EE FI LV SE".split())),
    Festival("kings-day", "King’s Day", ("King's Day",), Custom.OPEN, "by_name", _only("NL")),
    Festival("saint-patricks-day", "St Patrick’s Day", ("Saint Patrick's Day",), Custom.OPEN,
             "by_name", _only("IE")),
    Festival("heritage-day", "Heritage Day", ("Heritage Day",), Custom.OPEN, "by_name",
             _only("ZA")),
    # ── national days ──
    _national("US", "the Fourth of July", "Independence Day", wish="by_name"),
    _national("CA", "Canada Day", "Canada Day", sovereign=False, wish="by_name",
              but_in=_only("QC")),
    _national("MX", "Mexico’s Independence Day", "Independence Day"),
    _national("BR", "Brazil’s Independence Day", "Independence Day"),
    _national("AR", "Argentina’s Independence Day", "Independence Day"),
    _national("CL", "the Fiestas Patrias", "Independence Day"),
    _national("CO", "Colombia’s Independence Day", "Independence Day"),
    _national("PE", "the Fiestas Patrias", "Independence Day"),
    _national("FR", "the Fourteenth of July", "National Day", sovereign=False, wish="by_name"),
    _national("CH", "Swiss National Day", "National Day", sovereign=False),
    _national("AT", "Austria’s National Day", "National Day", sovereign=False),
    _national("NO", "the Seventeenth of May", "Constitution Day", wish="by_name"),
    _national("FI", "Finland’s Independence Day", "Independence Day"),
    _national("IS", "Iceland’s National Day", "National Day"),
    _national("EE", "Estonia’s Independence Day", "Independence Day"),
    _national("LV", "Latvia’s Proclamation Day", "Republic of Latvia Proclamation Day"),
    _national("LT", "the Day of Restoration of the State of Lithuania",
              "Day of Restoration of the State of Lithuania"),
    _national("RO", "Romania’s National Day", "National Day"),
    _national("HR", "Croatia’s Statehood Day", "Statehood Day"),
    _national("TR", "Türkiye’s Republic Day", "Republic Day"),
    _national("AE", "UAE National Day", "National Day"),
    _national("SA", "Saudi National Day", "National Day Holiday", sovereign=False),
    _national("QA", "Qatar National Day", "Qatar National Day", sovereign=False),
    _national("KW", "Kuwait National Day", "National Day"),
    _national("BH", "Bahrain National Day", "National Day"),
    _national("OM", "Oman’s National Day", "National Day", sovereign=False),
    _national("JO", "Jordan’s Independence Day", "Independence Day"),
    Festival("republic-day-in", "India’s Republic Day", ("Republic Day",), Custom.OPEN,
             "national_day", _only("IN")),
    _national("IN", "India’s Independence Day", "Independence Day"),
    _national("PK", "Pakistan’s Independence Day", "Independence Day"),
    _national("SG", "Singapore’s National Day", "National Day"),
    _national("MY", "Malaysia’s National Day", "National Day"),
    _national("ID", "Indonesia’s Independence Day", "Independence Day"),
    _national("VN", "Vietnam’s National Day", "National Day"),
    _national("PH", "the Philippines’ Independence Day", "Independence Day"),
    _national("CN", "the National Day holiday", "National Day", sovereign=False, wish="break"),
    _national("ZA", "Freedom Day", "Freedom Day", sovereign=False),
    _national("NG", "Nigeria’s Independence Day", "National Day"),
    _national("KE", "Jamhuri Day", "Jamhuri Day"),
    _national("GH", "Ghana’s Independence Day", "Independence Day"),
)  # fmt: skip

#: Country that celebrates → countries from which nobody congratulates on it.
WON_AGAINST: Mapping[str, frozenset[str]] = {
    "AE": _only("GB"), "AR": _only("ES"), "BH": _only("GB", "IR"), "BR": _only("PT"),
    "CL": _only("ES"), "CO": _only("ES"), "EE": _only("DE", "RU"), "FI": _only("RU"),
    "GH": _only("GB"), "HR": _only("RS"), "ID": _only("NL", "JP"), "IN": _only("GB", "PK"),
    "IS": _only("DK"), "JO": _only("GB"), "KE": _only("GB"), "KW": _only("GB", "IQ"),
    "LT": _only("DE", "PL", "RU"), "LV": _only("DE", "RU"), "MX": _only("ES"),
    "MY": _only("GB"), "NG": _only("GB"), "NO": _only("DK", "SE"), "PE": _only("ES"),
    "PH": _only("ES", "US"), "PK": _only("GB", "IN"), "RO": _only("HU"), "SG": _only("GB", "MY"),
    "TR": _only("AM", "CY", "GB", "GR"), "US": _only("GB"), "VN": _only("FR", "JP", "US"),
}  # fmt: skip

#: Where the dates of a festival come from for somebody whose country does not keep it.
REFERENCE: Mapping[str, str] = {
    "year-end": "US", "easter": "NL", "eid-al-fitr": "AE", "eid-al-adha": "AE", "diwali": "IN",
    "holi": "IN", "hanukkah": "IL", "rosh-hashanah": "IL", "passover": "IL",
    "lunar-new-year": "CN", "new-year": "JP", "vesak": "SG", "nowruz": "KZ",
    "thanksgiving": "US",
}  # fmt: skip

#: What `greetings = [...]` may name → key of the festival.
CONFIGURABLE: Mapping[str, str] = {
    "christmas": "year-end",
    **{key: key for key in REFERENCE if key != "year-end"},
}


def find_festival(
    country: str, subdivision: str | None, name: str, *, named: frozenset[str]
) -> Festival | None:
    """The line of the table for a holiday of a country.

    Args:
        name: English name in the holiday data, without brackets.
        named: Keys that this person, or the client's file, calls by name.
    """
    for festival in FESTIVALS:
        if name not in festival.days:
            continue
        if festival.countries and country not in festival.countries:
            continue
        if subdivision is not None and subdivision in festival.but_in:
            continue
        if festival.custom is Custom.NAMED and festival.key not in named:
            continue
        return festival
    return None
