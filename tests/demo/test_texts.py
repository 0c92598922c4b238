"""What stands in the texts: nothing real, nothing unfilled, every weekday beside its own date."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest

from assistant.demo.dates import (
    BadMoment,
    WorldCalendar,
    write_apple_attribution,
    write_attribution,
    write_date,
)
from assistant.demo.source import load_world
from tests.demo.conftest import Moved, Stored, visible_text

if TYPE_CHECKING:
    from assistant.demo.build import DemoWorld

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DATED = (
    re.compile(rf"({'|'.join(_DAYS)}),? (\d+) ({'|'.join(_MONTHS)})"),
    re.compile(rf"({'|'.join(_DAYS)}), ({'|'.join(_MONTHS)}) (\d+)"),
)


def _dated(text: str, sent_on: date) -> list[tuple[str, date]]:
    """Each weekday word with the date beside it, in the year that is nearest to the message."""
    found = []
    for name, day, month in _DATED[0].findall(text):
        found.append((name, int(day), month))
    for name, month, day in _DATED[1].findall(text):
        found.append((name, int(day), month))
    return [(name, _nearest(day, _MONTHS.index(month) + 1, sent_on)) for name, day, month in found]


def _nearest(day: int, month: int, sent_on: date) -> date:
    years = (sent_on.year - 1, sent_on.year, sent_on.year + 1)
    days = [date(year, month, day) for year in years if (month, day) != (2, 29) or isleap(year)]
    return min(days, key=lambda d: abs(d - sent_on))


def test_weekdays_stand_beside_their_own_dates(moved: Moved) -> None:
    pairs = [
        (name, day)
        for item in moved.stored
        for name, day in _dated(
            visible_text(item.message), parsedate_to_datetime(str(item.message["Date"])).date()
        )
    ]
    assert len(pairs) > 30
    assert [(name, day) for name, day in pairs if _DAYS[day.weekday()] != name] == []


def test_every_placeholder_is_filled(canonical: DemoWorld, stored: list[Stored]) -> None:
    texts = [visible_text(item.message) + str(item.message["Subject"]) for item in stored]
    texts += [path.read_text("utf-8") for path in canonical.home.rglob("*.toml")]
    texts += [path.read_bytes().decode() for path in canonical.calendar]
    assert not [found for text in texts for found in re.findall(r"\{\w+:[^}]*\}", text)]


def test_no_domain_outside_example_is_named(canonical: DemoWorld) -> None:
    raw = b"\n".join(p.read_bytes() for p in canonical.home.rglob("*") if p.is_file())
    text = re.sub(rb"=\r?\n|\r?\n ", b"", raw).decode("latin-1")
    hosts = re.findall(r"(?:@|https?://)([a-z0-9-]+(?:\.[a-z0-9-]+)+)", text, re.IGNORECASE)
    assert hosts
    assert {host for host in hosts if not host.lower().endswith(".example")} == set()


def test_no_holiday_wanders_through_the_year(moved: Moved) -> None:
    texts = [visible_text(item.message) for item in moved.stored]
    spoken_of = [text for text in texts if "holiday" in text.lower()]
    assert bool(spoken_of) == (moved.world.now.isocalendar()[:2] == (2026, 47))


def test_the_owner_is_on_every_message(messages: dict[str, EmailMessage]) -> None:
    mine = ("marta.zaleska@lipowa.example", "m.zaleska@lipowa.example")
    lists = {
        "house-people-1@lipowa.example", "house-canteen-1@lipowa.example",
        "us-freeze-1@corbelstroud.example",
    }  # fmt: skip
    missing = {
        key
        for key, message in messages.items()
        if not any(own in str(message[name]) for name in ("From", "To", "Cc") for own in mine)
    }
    assert missing == lists


def test_bodies_do_not_repeat_each_other() -> None:
    bodies = [letter.body for letter in load_world().letters.values() if not letter.headers]
    assert len(bodies) == len(set(bodies))


def test_mail_in_three_languages_without_rules_is_there(messages: dict[str, EmailMessage]) -> None:
    assert "Eine Rückmeldung ist nicht erforderlich" in visible_text(
        messages["de-anschrift-1@ostertal.example"]
    )
    assert "お世話になっております" in visible_text(messages["jp-oshirase-1@minamikawa.example"])
    assert "Segue em anexo" in visible_text(messages["br-organograma-1@jacaranda.example"])


@pytest.mark.parametrize(
    ("locale", "weekday", "written"),
    [
        ("en-US", True, "Tuesday, November 10"),
        ("en-GB", True, "Tuesday 10 November"),
        ("en-IN", False, "10 November"),
        ("de-DE", True, "Dienstag, 10. November"),
        ("pt-BR", True, "terça-feira, 10 de novembro"),
        ("es-MX", False, "10 de noviembre"),
        ("ja-JP", True, "11月10日(火)"),
    ],
)
def test_dates_are_written_as_in_the_country(locale: str, weekday: bool, written: str) -> None:
    assert write_date(date(2026, 11, 10), locale, weekday=weekday) == written


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en-GB", "On Tue, 10 Nov 2026 at 15:05, Ann <a@b.example> wrote:"),
        ("en-US", "On Tue, Nov 10, 2026 at 3:05 PM Ann <a@b.example> wrote:"),
        ("de-DE", "Am Di., 10. Nov 2026 um 15:05 Uhr schrieb Ann <a@b.example>:"),
        ("pt-BR", "Em ter., 10 de nov. de 2026 às 15:05, Ann <a@b.example> escreveu:"),
        ("es-MX", "El mar, 10 nov 2026 a las 15:05, Ann <a@b.example> escribió:"),
    ],
)
def test_quotes_are_introduced_as_mail_programs_do(locale: str, written: str) -> None:
    at = datetime.fromisoformat("2026-11-10T15:05:00+01:00")
    assert write_attribution(at, "Ann", "a@b.example", locale) == written


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en-GB", "On 10 Nov 2026, at 15:05, Ann <a@b.example> wrote:"),
        ("en-US", "On Nov 10, 2026, at 3:05 PM, Ann <a@b.example> wrote:"),
    ],
)
def test_quotes_are_introduced_as_telephones_do(locale: str, written: str) -> None:
    at = datetime.fromisoformat("2026-11-10T15:05:00+01:00")
    assert write_apple_attribution(at, "Ann", "a@b.example", locale) == written


def test_a_telephone_puts_that_line_behind_the_bracket_too(
    messages: dict[str, EmailMessage],
) -> None:
    part = messages["br-helena-3@jacaranda.example"].get_body(("plain",))
    assert part is not None
    lines = part.get_content().splitlines()
    assert next(line for line in lines if "wrote:" in line).startswith("> On 17 Sep 2026, at ")


def test_words_about_a_holiday_stay_only_on_that_day() -> None:
    text = "Hello.{on:w-1 wed=11-11| We are closed on Wednesday.}"
    monday = WorldCalendar(date(2026, 11, 16))
    assert monday.fill(text, said_on=date(2026, 11, 9), locale="en-GB").endswith("Wednesday.")
    later = WorldCalendar(date(2026, 11, 23))
    assert later.fill(text, said_on=date(2026, 11, 16), locale="en-GB") == "Hello."


def test_a_time_that_nobody_can_read_is_refused() -> None:
    with pytest.raises(BadMoment, match="w-3 tuesday"):
        WorldCalendar(date(2026, 11, 16)).moment("w-3 tuesday", "Europe/Warsaw")
