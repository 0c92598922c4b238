"""Who is greeted for what, when, in which words, and when better not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from assistant.drafting.records import DraftKind, Existing, Length, Tone
from assistant.drafting.render import render_body
from assistant.insight.festivals import FESTIVALS
from assistant.insight.occasions import find_occasions, find_solemn
from assistant.insight.records import Absence, GapKind, Leave, Severity, Side
from assistant.insight.solemn_days import KEPT, SOLEMN_NAMES, easter, solemn_days
from tests.drafting.cast import (
    ANA,
    JONAS,
    OWNER,
    TEMPLATES,
    make_gap,
    make_message,
    make_out,
    make_wait,
    only,
)
from tests.drafting.greeting_world import at, greet, keys, make_touch, said

GB = {"country": "GB"}
NOBODY = ""

#: (country, day of the run, settings, key of the greeting that is proposed or nothing).
TABLE: list[tuple[str, str, dict[str, Any], str]] = [
    # the turn of the year
    ("US", "2026-12-18", {}, "year-end"),
    ("US", "2026-12-21", {}, "year-end"),
    ("US", "2026-12-24", {}, "year-end"),
    ("US", "2026-12-16", {}, NOBODY),  # too early
    ("US", "2026-12-25", {}, NOBODY),  # too late
    ("US", "2026-12-29", {}, NOBODY),  # not a second time for the new year
    ("DE", "2026-12-22", {}, "year-end"),
    ("AT", "2026-12-22", {}, "year-end"),
    ("CH", "2026-12-22", {}, "year-end"),
    ("FR", "2026-12-22", {}, "year-end"),
    ("GB", "2026-12-22", {}, "year-end"),
    ("BR", "2026-12-22", {}, "year-end"),
    ("MX", "2026-12-22", {}, "year-end"),
    ("PL", "2026-12-21", {}, "year-end"),
    ("AU", "2026-12-22", {}, "year-end"),
    ("ZA", "2026-12-22", {}, "year-end"),
    ("JP", "2026-12-24", {}, "new-year"),  # before offices close on the 29th
    ("JP", "2026-12-30", {}, NOBODY),
    ("AE", "2026-12-30", {}, "new-year"),
    ("TR", "2026-12-30", {}, "new-year"),
    ("IN", "2026-12-23", {}, "new-year"),
    ("IN", "2026-12-29", {}, NOBODY),
    ("TH", "2026-12-29", {}, "new-year"),
    ("RS", "2026-12-30", {}, "new-year"),
    ("RS", "2027-01-06", {}, NOBODY),  # Christmas of 7 January: no second greeting in days
    ("CN", "2026-12-30", {}, NOBODY),  # the year of the moon is the one
    ("IL", "2026-12-30", {}, NOBODY),
    ("SA", "2026-12-30", {}, NOBODY),
    # the year of the moon, and others
    ("CN", "2027-02-03", {}, "lunar-new-year"),
    ("KR", "2027-02-04", {}, "lunar-new-year"),
    ("TW", "2027-02-02", {}, "lunar-new-year"),
    ("HK", "2027-02-04", {}, "lunar-new-year"),
    ("VN", "2027-02-03", {}, "lunar-new-year"),
    ("JP", "2027-02-04", {}, NOBODY),
    ("TH", "2027-04-09", {}, "songkran"),
    # feasts of faith
    ("AE", "2027-03-08", {}, "eid-al-fitr"),
    ("SA", "2027-03-07", {}, "eid-al-fitr"),
    ("TR", "2027-03-05", {}, "eid-al-fitr"),
    ("TR", "2027-05-13", {}, "eid-al-adha"),
    ("IN", "2027-03-08", {}, NOBODY),  # the feast of some, not named by this one
    ("SG", "2027-03-08", {}, NOBODY),
    ("SG", "2027-03-08", {"client": {"greetings": ("eid-al-fitr",)}}, "eid-al-fitr"),
    ("IN", "2026-11-05", {}, "diwali"),
    ("SG", "2026-11-05", {}, NOBODY),
    ("US", "2026-11-05", {"person": {"greetings": ("diwali",)}}, "diwali"),
    ("IN", "2026-03-02", {}, NOBODY),  # Holi only to those who named it
    ("IL", "2027-04-20", {}, "passover"),
    ("IL", "2026-09-10", {}, "rosh-hashanah"),
    ("DE", "2026-03-31", {}, NOBODY),  # Easter only to those who named it
    ("DE", "2026-03-31", {"client": {"greetings": ("easter",)}}, "easter"),
    ("GB", "2026-12-02", {"person": {"greetings": ("hanukkah",)}}, "hanukkah"),
    ("US", "2026-12-02", {"person": {"greetings": ("hanukkah",)}}, NOBODY),  # greeted last week
    # of the whole country
    ("US", "2026-11-20", {}, "thanksgiving"),
    ("US", "2026-11-25", {}, "thanksgiving"),
    ("US", "2026-11-19", {}, "thanksgiving"),
    ("US", "2026-11-18", {}, NOBODY),
    ("US", "2026-11-26", {}, NOBODY),
    ("JP", "2027-04-26", {}, "golden-week"),
    ("KR", "2027-09-10", {}, "chuseok"),
    ("SE", "2027-06-24", {}, "midsummer"),
    ("FI", "2027-06-24", {}, "midsummer"),
    ("NL", "2027-04-23", {}, "kings-day"),
    ("IE", "2027-03-15", {}, "saint-patricks-day"),
    ("US", "2027-07-01", {}, "national-us"),
    ("US", "2027-07-01", {"owner": GB}, NOBODY),  # nobody congratulates on what was won from him
    ("US", "2027-07-01", {"owner": {"country": "PL"}}, "national-us"),
    ("CA", "2027-06-29", {}, "national-ca"),
    ("CA", "2027-06-29", {"client": {"subdivision": "QC"}}, NOBODY),
    ("AE", "2026-12-01", {}, "national-ae"),
    ("AE", "2026-11-30", {}, NOBODY),  # Commemoration Day: not on that day
    ("MX", "2027-09-14", {}, "national-mx"),
    ("MX", "2027-09-14", {"owner": {"country": "ES"}}, NOBODY),
    ("BR", "2027-09-03", {}, "national-br"),
    ("FR", "2027-07-12", {}, "national-fr"),
    ("CH", "2027-07-29", {}, "national-ch"),
    ("NO", "2027-05-13", {}, "national-no"),
    ("FI", "2026-12-03", {}, "national-fi"),
    ("FI", "2026-12-03", {"owner": {"country": "RU"}}, NOBODY),
    ("IN", "2027-08-12", {}, "national-in"),
    ("IN", "2027-08-12", {"owner": GB}, NOBODY),
    ("IN", "2027-01-22", {"owner": GB}, "republic-day-in"),
    ("PK", "2026-08-12", {"owner": {"country": "IN"}}, NOBODY),
    ("SG", "2027-08-05", {}, "national-sg"),
    ("TR", "2027-10-27", {}, "national-tr"),
    ("TR", "2027-10-27", {"owner": {"country": "GR"}}, NOBODY),
    # days off about which nobody writes
    ("DE", "2026-10-01", {}, NOBODY),
    ("JP", "2026-11-20", {}, NOBODY),
    ("US", "2026-09-03", {}, NOBODY),
    ("GB", "2026-08-28", {}, NOBODY),
    ("PL", "2027-04-29", {}, NOBODY),
    ("IT", "2026-08-13", {}, NOBODY),
    # solemn days, and the days before them
    ("DE", "2026-04-02", {}, NOBODY),  # Karfreitag
    ("DE", "2026-11-13", {}, NOBODY),  # Volkstrauertag
    ("DE", "2026-11-20", {}, NOBODY),  # Totensonntag
    ("DE", "2026-11-17", {}, NOBODY),  # Buß- und Bettag
    ("DE", "2026-10-30", {}, NOBODY),  # Allerheiligen
    ("DE", "2027-05-07", {}, NOBODY),  # 8 May
    ("US", "2027-05-27", {}, NOBODY),  # Memorial Day
    ("US", "2026-11-10", {}, NOBODY),  # Veterans Day
    ("US", "2026-06-18", {}, NOBODY),  # Juneteenth
    ("US", "2027-01-14", {}, NOBODY),  # Martin Luther King Jr. Day
    ("CA", "2026-09-29", {}, NOBODY),  # Truth and Reconciliation
    ("CA", "2026-11-10", {}, NOBODY),  # Remembrance Day
    ("GB", "2026-11-06", {}, NOBODY),  # Remembrance Sunday
    ("AU", "2026-04-23", {}, NOBODY),  # ANZAC Day
    ("AU", "2027-01-22", {}, NOBODY),  # 26 January
    ("NZ", "2027-04-23", {}, NOBODY),  # Anzac Day
    ("NZ", "2027-02-04", {}, NOBODY),  # Waitangi Day
    ("IL", "2026-09-17", {}, NOBODY),  # Yom Kippur
    ("IL", "2026-04-13", {}, NOBODY),  # Yom HaShoah
    ("IL", "2026-04-20", {}, NOBODY),  # the fallen, then Independence Day
    ("IN", "2026-06-25", {}, NOBODY),  # Ashura
    ("BH", "2026-06-24", {}, NOBODY),  # Ashura
    ("FR", "2026-11-10", {}, NOBODY),  # Armistice
    ("FR", "2027-05-06", {}, NOBODY),  # 8 May
    ("PL", "2026-10-30", {}, NOBODY),  # All Saints
    ("MX", "2026-10-30", {}, NOBODY),  # Día de Muertos
    ("BR", "2026-10-30", {}, NOBODY),  # Finados
    ("BR", "2026-11-18", {}, NOBODY),  # Consciência Negra
    ("BR", "2027-04-19", {}, NOBODY),  # Tiradentes
    ("AR", "2027-03-22", {}, NOBODY),  # Memoria
    ("RW", "2027-04-05", {}, NOBODY),  # Kwibuka
    ("AM", "2027-04-22", {}, NOBODY),  # 24 April
    ("KR", "2027-06-04", {}, NOBODY),  # Memorial Day
    ("CN", "2027-04-02", {}, NOBODY),  # Qingming
    ("TW", "2027-02-25", {}, NOBODY),  # 28 February
    ("BD", "2027-02-18", {}, NOBODY),  # Language Martyrs
    ("ZA", "2027-06-14", {}, NOBODY),  # Youth Day
    ("ZA", "2026-12-15", {}, NOBODY),  # Day of Reconciliation
    ("PH", "2026-12-29", {}, NOBODY),  # Rizal Day
    ("ID", "2026-03-18", {}, NOBODY),  # Day of Silence
    ("ES", "2026-10-09", {}, NOBODY),  # 12 October
]


@pytest.mark.parametrize(
    ("country", "day", "settings", "expected"),
    TABLE,
    ids=[f"{c} {d} {k or 'nothing'}{' set' if s else ''}" for c, d, s, k in TABLE],
)
def test_the_table(country: str, day: str, settings: dict[str, Any], expected: str) -> None:
    assert keys(greet(country, at(day), **settings)) == ([expected] if expected else [])


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 100


# ── solemn days ──────────────────────────────────────────────────────────────────────────────

COUNTRIES = sorted(
    {country for country, *_ in TABLE}
    | {country for festival in FESTIVALS for country in festival.countries}
    | {country for kept in KEPT for country in kept.countries}
    | set(SOLEMN_NAMES)
)


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_occasion_lies_on_a_solemn_day_in_five_years(country: str) -> None:
    everything = sorted({festival.key for festival in FESTIVALS})
    for named in ((), everything):
        found = find_occasions(
            country, None, from_on=date(2025, 1, 1), to_on=date(2030, 1, 1), named=named
        )
        for occasion in found:
            for day in occasion.days:
                assert find_solemn(country, None, day) is None, (occasion, day)


@pytest.mark.parametrize("country", ["AE", "DE", "IL", "IN", "JP", "US"])
def test_nothing_is_proposed_on_a_solemn_day_for_five_years(country: str) -> None:
    for year in range(2025, 2030):
        for day in solemn_days(country, None, year):
            assert keys(greet(country, at(day.isoformat(), 15))) == [], day


@pytest.mark.parametrize(
    ("year", "day"), [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2027, "03-28")]
)
def test_easter_is_where_it_is(year: int, day: str) -> None:
    assert easter(year).isoformat() == f"{year}-{day}"


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("DE", date(2026, 11, 15), "Volkstrauertag"),
        ("DE", date(2026, 11, 18), "Buß- und Bettag"),
        ("DE", date(2026, 11, 22), "Totensonntag"),
        ("IL", date(2026, 4, 14), "Yom HaShoah"),
        ("GB", date(2026, 11, 8), "Remembrance Sunday"),
        ("US", date(2026, 5, 25), "Memorial Day"),
        ("UA", date(2026, 11, 28), "Holodomor"),
    ],
)
def test_days_that_no_holiday_list_has_are_known(country: str, day: date, name: str) -> None:
    assert name in (find_solemn(country, None, day) or "")


def test_every_solemn_day_has_a_reason_for_people() -> None:
    for country in COUNTRIES:
        for said_of in solemn_days(country, None, 2027).values():
            name, _, reason = said_of.partition(": ")
            assert name
            assert reason


# ── once, in time ────────────────────────────────────────────────────────────────────────────


def known(proposals: Any, **fields: Any) -> Existing:
    draft = only(proposals)
    defaults = {"id": draft.id, "state": "proposed"}
    return Existing(
        kind=draft.kind,
        occasion=draft.occasion,
        evidence_key=draft.evidence_key,
        **{**defaults, **fields},
    )


def test_a_second_run_proposes_nothing_and_the_draft_stands() -> None:
    first = known(greet("US", at("2026-11-23")))
    again = greet("US", at("2026-11-24"), existing=(first,))
    assert again.drafts == ()
    assert set(again.standing) == {first.id}


@pytest.mark.parametrize("state", ["rejected", "delivered", "superseded", "failed", "unknown"])
def test_a_person_is_greeted_once_a_year(state: str) -> None:
    first = known(greet("US", at("2026-11-23")), state=state)
    assert greet("US", at("2026-11-25"), existing=(first,)).drafts == ()
    other = replace(first, evidence_key="the day was corrected")
    if state != "superseded":
        assert greet("US", at("2026-11-25"), existing=(other,)).drafts == ()
    assert keys(greet("US", at("2027-11-23"), existing=(first,))) == ["thanksgiving"]


def test_an_open_greeting_stands_on_the_day_and_not_after() -> None:
    first = known(greet("US", at("2026-11-23")))
    assert set(greet("US", at("2026-11-26", 15), existing=(first,)).standing) == {first.id}
    assert not greet("US", at("2026-11-27", 15), existing=(first,)).standing


def test_a_late_approval_is_stopped_by_the_day_it_names() -> None:
    from assistant.drafting.lint import lint
    from tests.drafting.cast import make_lexicon

    draft = only(greet("US", at("2026-11-23")))
    blocks = lint(
        draft.content,
        client="brightwater",
        lexicon=make_lexicon(),
        facts=draft.facts,
        now=at("2026-11-28"),
    )
    assert {block.code for block in blocks} == {"past-date"}


def test_leave_of_the_owner_moves_the_moment_forward() -> None:
    away = (Leave(date(2026, 12, 14), date(2027, 1, 4), cover="lena@harborline.example"),)
    clock = {"clock": replace(OWNER.clock, leave=away)}
    assert keys(greet("DE", at("2026-12-10"), owner=clock)) == ["year-end"]
    assert keys(greet("DE", at("2026-12-15"), owner=clock)) == []


def test_years_of_daily_runs_never_greet_twice_for_one_holiday() -> None:
    existing: list[Existing] = []
    day = date(2026, 9, 1)
    while day < date(2028, 1, 31):
        found = greet("US", at(day.isoformat()), existing=tuple(existing)).drafts
        existing.extend(
            Existing(one.id, one.kind, one.occasion, one.evidence_key, "rejected") for one in found
        )
        day += timedelta(days=1)
    greeted = [one.occasion.split(":", 2)[2] for one in existing]
    assert greeted == [
        "thanksgiving:2026", "year-end:2026", "national-us:2027", "thanksgiving:2027",
        "year-end:2027",
    ]  # fmt: skip


# ── who ──────────────────────────────────────────────────────────────────────────────────────

NOV = at("2026-11-23")
COMPLAINT = make_message("c@x", "It failed again.", sent_at=NOV - timedelta(days=1))


def why(proposals: Any) -> str:
    assert proposals.drafts == (), proposals
    found = [d.why for d in proposals.declined if d.kind is DraftKind.GREETING]
    return " ".join(found)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"touches": (make_touch(NOV, days=300),)}, "no contact both ways"),
        ({"touches": (replace(make_touch(NOV), two_way=False),)}, "no contact both ways"),
        ({"client": {"greetings": False}}, "switched off"),
        ({"person": {"greetings": False}}, "switched off"),
        ({"client": {"assumed": {"country": "US: domain"}}}, "only assumed (US: domain)"),
        ({"person": {"ended_at": NOV}}, "no named person"),
        ({"person": {"name": ""}}, "no named person"),
        ({"person": {"name": "Accounts Payable"}}, "no named person"),
        (
            {"history": {"absences": (Absence(JONAS, date(2026, 11, 20), date(2026, 11, 29), "m"),)}},
            "out of office",
        ),
        (
            {
                "messages": (COMPLAINT,),
                "findings": {
                    "waits": (
                        make_wait(Side.US, COMPLAINT, complaint=make_wait(Side.US, COMPLAINT).deciding),
                    )
                },
            },
            "complaint",
        ),
        (
            {
                "messages": (
                    make_out("w@x", "Happy Thanksgiving!", sent_at=NOV - timedelta(days=1)),
                )
            },
            "you wished them well on 2026-11-22",
        ),
    ],
)  # fmt: skip
def test_who_is_better_not_greeted_and_why(settings: dict[str, Any], reason: str) -> None:
    assert reason in why(greet("US", NOV, **settings))


def test_a_complaint_beyond_the_horizon_hinders_nothing() -> None:
    old = replace(COMPLAINT, sent_at=NOV - timedelta(days=120))
    wait = make_wait(Side.US, old, complaint=make_wait(Side.US, old).deciding)
    found = greet("US", NOV, messages=(old,), findings={"waits": (wait,)})
    assert keys(found) == ["thanksgiving"]


def test_who_waits_for_a_late_answer_gets_that_first() -> None:
    from assistant.drafting.propose import propose
    from tests.drafting.cast import make_findings, make_history
    from tests.drafting.greeting_world import make_client

    gap = make_gap(GapKind.REPLY_OWED, severity=Severity.LATE, since=NOV, wait_start="gone@x")
    history = make_history(as_of=NOV, clients={"brightwater": make_client("US")})
    findings = make_findings(gap, touchpoints=(make_touch(NOV),))
    found = propose(findings, history, (), now=NOV, templates=TEMPLATES)
    assert "late answer" in why(found)


def test_nobody_is_greeted_where_no_country_is_known() -> None:
    assert greet("US", NOV, client={"country": None}).declined == ()


def test_a_person_abroad_has_the_holidays_of_that_country() -> None:
    assert keys(greet("DE", NOV, person={"country": "US"})) == ["thanksgiving"]
    assert keys(greet("US", NOV, person={"country": "DE"})) == []


def test_an_assumed_country_of_the_client_is_no_matter_for_a_person_with_their_own() -> None:
    settings = {"assumed": {"country": "GB: domain"}}
    assert keys(greet("GB", NOV, client=settings, person={"country": "US"})) == ["thanksgiving"]


# ── words ────────────────────────────────────────────────────────────────────────────────────

#: Words of a faith, which no greeting has by itself.
FAITH = re.compile(
    r"christ|x-?mas|easter|eid\b|ramadan|diwali|deepavali|hanuk|chanuk|rosh|passover|pesach|vesak|"
    r"buddha|holi\b|bless|god\b|pray|allah|lord|saint (?!patrick)|merry|mubarak|lent\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_greeting_assumes_a_faith(country: str) -> None:
    for occasion in find_occasions(
        country, None, from_on=date(2026, 11, 1), to_on=date(2027, 11, 1)
    ):
        table = TEMPLATES.words("en").table[f"wish_{occasion.wish}"]
        words = [*table["subject"], *table["formal"], *table["warm"]]
        name = occasion.name if occasion.by_name else "the holidays"
        filled = " ".join(words).replace("{holiday}", name)
        assert not FAITH.search(filled), filled


def test_only_two_tables_of_words_may_name_a_feast() -> None:
    for key, table in TEMPLATES.words("en").table.items():
        if key.startswith("wish_") and key not in {"wish_christmas", "wish_by_name"}:
            assert not FAITH.search(" ".join(v for group in table.values() for v in group)), key


@pytest.mark.parametrize("wish", sorted({f.wish for f in FESTIVALS} | {"christmas", "by_name"}))
def test_every_wish_has_a_subject_and_three_forms_in_both_tones(wish: str) -> None:
    table = TEMPLATES.words("en").table[f"wish_{wish}"]
    assert [len(table[group]) for group in ("subject", "formal", "warm")] == [1, 3, 3]
    assert len({*table["formal"], *table["warm"]}) == 6


def test_a_feast_is_named_where_the_file_says_so() -> None:
    draft = only(greet("DE", at("2026-12-21"), client={"greetings": ("year-end",)}))
    assert "merry Christmas" in said(draft) or "Christmas" in said(draft)
    neutral = only(greet("DE", at("2026-12-21")))
    assert "Christmas" not in said(neutral)


def test_a_feast_is_named_to_who_named_it_first_with_the_place() -> None:
    mail = make_message("x@x", lead="Merry Christmas to you!", sent_at=at("2025-12-22"))
    draft = only(greet("DE", at("2026-12-21"), messages=(mail,)))
    assert "Christmas" in said(draft)
    wish = next(fact for fact in draft.facts if fact.group == "wish")
    assert wish.evidence is not None
    assert (wish.evidence.message_id, wish.evidence.quote) == ("x@x", "Merry Christmas")


def test_words_that_were_only_quoted_name_nothing() -> None:
    text = "> Merry Christmas to you!"
    mail = make_message("x@x", lead=text, sent_at=at("2025-12-22"), quoted=((0, len(text)),))
    assert "Christmas" not in said(only(greet("DE", at("2026-12-21"), messages=(mail,))))


def test_a_greeting_says_when_the_office_is_closed_and_nothing_else() -> None:
    draft = only(greet("US", NOV))
    assert "closed on Thursday, November 26" in draft.content.body
    assert len(draft.content.body.split("\n\n")) == 3


def test_days_in_a_row_are_said_by_the_first_and_the_last() -> None:
    body = only(greet("KR", at("2027-09-10"))).content.body
    assert "closed from Tuesday, 14 September to Thursday, 16 September" in body


def test_a_greeting_rests_on_the_last_contact() -> None:
    draft = only(greet("US", NOV))
    assert {fact.evidence.message_id for fact in draft.facts if fact.evidence} == {"m@x"}
    assert draft.why.startswith("Thanksgiving, Thursday 26 November 2026 (US).")
    assert "Last contact both ways: a mail on 2026-11-13." in draft.why


@pytest.mark.parametrize("country", ["US", "DE", "JP", "AE", "IN", "CN", "TH"])
@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("tone", list(Tone))
def test_every_greeting_reads_clean(country: str, tone: Tone, length: Length) -> None:
    day, read = date(2026, 11, 1), 0
    while day < date(2027, 11, 1):
        for draft in greet(country, at(day.isoformat())).drafts:
            body = render_body(
                draft.kind,
                client=draft.client,
                facts=draft.facts,
                addressees=draft.addressees,
                wording=replace(draft.wording, tone=tone, length=length),
                owner_name=OWNER.name,
                templates=TEMPLATES,
            )
            read += 1
            assert not re.search(r"  | \n|\n\n\n| ,| \.|\.\.|,,|\bNone\b|[{}\[\]]", body), body
            assert draft.blocked_by == ()
        day += timedelta(days=3)
    assert read


def test_people_of_one_client_get_different_words() -> None:
    both = (make_touch(NOV), make_touch(NOV, ANA))
    one, other = greet("US", NOV, touches=both).drafts
    assert one.content.body.split("\n\n")[1] != other.content.body.split("\n\n")[1]


def test_the_same_words_to_more_than_five_people_are_pointed_out() -> None:
    from assistant.drafting.propose import propose
    from assistant.insight.records import Person
    from tests.drafting.cast import make_findings, make_history
    from tests.drafting.greeting_world import make_client

    people = {
        f"p{n}@brightwater.example": Person(f"p{n}@brightwater.example", f"Pat No{n}", "brightwater")
        for n in range(18)
    }  # fmt: skip
    touches = tuple(make_touch(NOV, address) for address in people)
    history = make_history(as_of=NOV, clients={"brightwater": make_client("US")}, people=people)
    found = propose(make_findings(touchpoints=touches), history, (), now=NOV, templates=TEMPLATES)
    assert {block.code for draft in found.drafts for block in draft.blocked_by} == {"same-text"}
    few = make_findings(touchpoints=touches[:15])
    assert not any(
        draft.blocked_by for draft in propose(few, history, (), now=NOV, templates=TEMPLATES).drafts
    )


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Merry Xmas!", "year-end"), ("Frohe Weihnachten", "year-end"),
        ("Feliz Navidad", "year-end"), ("Feliz Natal", "year-end"), ("Joyeux Noël", "year-end"),
        ("Buon Natale", "year-end"), ("God jul", "year-end"), ("Vrolijk kerstfeest", "year-end"),
        ("Wesołych Świąt", "year-end"), ("Happy Easter", "easter"), ("Frohe Ostern", "easter"),
        ("Felices Pascuas", "easter"), ("Eid Mubarak", "eid-al-fitr"),
        ("Ramadan Kareem", "eid-al-fitr"), ("Happy Diwali", "diwali"),
        ("Shubh Deepavali", "diwali"), ("Happy Holi", "holi"), ("Chag Hanukkah", "hanukkah"),
        ("Shana tova", "rosh-hashanah"), ("Chag Pesach sameach", "passover"),
        ("Gong xi fa cai", "lunar-new-year"), ("Kung Hei Fat Choy", "lunar-new-year"),
        ("Chúc mừng năm mới", "lunar-new-year"), ("Happy Vesak", "vesak"),
    ],
)  # fmt: skip
def test_wishes_of_many_languages_name_their_feast(words: str, key: str) -> None:
    from assistant.drafting.greeting import _WISHED, _has_mark

    assert _has_mark(f"Dear Maya, {words}")
    assert _WISHED[key].search(f"Dear Maya, {words}")
