"""When things happen in the demo world, and how a date is written in each country.

Authored times name a week counted from the last one (`w0`, `w-1` …), a weekday and a wall time:
`w-3 tue 09:14`. They become instants only when the Monday of `w0` is known, so that the whole world
can be moved by whole weeks and every weekday word in the texts stays true.

It knows nothing of messages. No locale module: the few languages of the world are written out here,
so that a build gives the same bytes on every machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MOMENT = re.compile(r"w([+-]?\d+) (mon|tue|wed|thu|fri|sat|sun)(?: (\d\d):(\d\d))?")
_PLACEHOLDER = re.compile(r"\{(date|day|iso):(?:([+-]\d+)|(w[+-]?\d+ [a-z]{3}))\}")
_MONTH = re.compile(r"\{month:([+-]?\d+)\}")
_ONLY_ON = re.compile(r"\{on:(w[+-]?\d+ [a-z]{3})=(\d\d-\d\d)\|([^{}]*)\}")

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "pt": (
        "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado",
        "domingo",
    ),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
}  # fmt: skip
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
        "Oktober", "November", "Dezember",
    ),
    "pt": (
        "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
        "outubro", "novembro", "dezembro",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
        "octubre", "noviembre", "diciembre",
    ),
}  # fmt: skip


class BadMoment(ValueError):
    """An authored time or placeholder that nobody can read."""

    def __init__(self, text: str) -> None:
        super().__init__(f"'{text}' is no time of the demo world; write as in 'w-3 tue 09:14'.")


@dataclass(frozen=True, slots=True)
class WorldCalendar:
    """The Monday that authored week 0 begins on."""

    monday: date

    @classmethod
    def ending_at(cls, now: datetime, zone: str) -> WorldCalendar:
        """The calendar whose week 0 holds `now` (aware), as seen in `zone`."""
        today = now.astimezone(ZoneInfo(zone)).date()
        return cls(today - timedelta(days=today.weekday()))

    def day(self, text: str) -> date:
        """The date of `w-3 tue`; a wall time behind it is allowed and ignored."""
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise BadMoment(text)
        return self.monday + timedelta(weeks=int(found[1]), days=DAYS.index(found[2]))

    def moment(self, text: str, zone: str) -> datetime:
        """The instant of `w-3 tue 09:14` on the clocks of `zone`, aware in that zone."""
        found = _MOMENT.fullmatch(text)
        if found is None or found[3] is None:
            raise BadMoment(text)
        wall = time(int(found[3]), int(found[4]))
        return datetime.combine(self.day(text), wall, ZoneInfo(zone))

    def fill(self, text: str, *, said_on: date, locale: str) -> str:
        """A text with its placeholders written out in the sender's own way.

        `{date:+3}` is the weekday and date three days after `said_on`, `{date:w-1 fri}` of a named
        day, `{day:…}` the same without the weekday, `{iso:…}` as 2026-11-16, `{month:-1}` the name
        of the month before. Words in
        `{on:w-1 wed=11-11|…}` stay only when that day is the 11th of November: what is said about
        a holiday must not wander through the year with the rest.
        """
        text = _ONLY_ON.sub(self._keep_on, text)
        text = _MONTH.sub(lambda found: month_name(said_on, int(found[1]), locale), text)
        return _PLACEHOLDER.sub(lambda found: self._written(found, said_on, locale), text)

    def _keep_on(self, found: re.Match[str]) -> str:
        return found[3] if self.day(found[1]).strftime("%m-%d") == found[2] else ""

    def _written(self, found: re.Match[str], said_on: date, locale: str) -> str:
        kind, offset, named = found[1], found[2], found[3]
        day = said_on + timedelta(days=int(offset)) if offset else self.day(named)
        if kind == "iso":
            return day.isoformat()
        return write_date(day, locale, weekday=kind == "date")


def write_date(day: date, locale: str, *, weekday: bool) -> str:
    """A date without its year, such as `Tuesday, November 10` (en-US) or `10 November` (en-GB)."""
    language = locale.partition("-")[0]
    if language == "ja":
        return f"{day.month}月{day.day}日" + (
            f"({_WEEKDAYS['ja'][day.weekday()]})" if weekday else ""
        )
    month, name = _MONTHS[language][day.month - 1], _WEEKDAYS[language][day.weekday()]
    if locale == "en-US":
        return f"{name}, {month} {day.day}" if weekday else f"{month} {day.day}"
    if language == "de":
        return f"{name}, {day.day}. {month}" if weekday else f"{day.day}. {month}"
    if language in ("pt", "es"):
        return f"{name}, {day.day} de {month}" if weekday else f"{day.day} de {month}"
    return f"{name} {day.day} {month}" if weekday else f"{day.day} {month}"


def month_name(day: date, offset: int, locale: str) -> str:
    """The name of the month `offset` months after that of `day`."""
    if locale.startswith("ja"):
        return f"{(day.month + offset - 1) % 12 + 1}月"
    language = locale.partition("-")[0]
    return _MONTHS[language][(day.month + offset - 1) % 12]


def write_attribution(at: datetime, name: str, address: str, locale: str) -> str:
    """The line above a quoted mail, as mail programs of that language write it."""
    short = (_WEEKDAYS[locale[:2]] if locale[:2] in _WEEKDAYS else _WEEKDAYS["en"])[at.weekday()]
    clock = f"{at:%H:%M}"
    who = f"{name} <{address}>"
    if locale.startswith("de"):
        return (
            f"Am {short[:2]}., {at.day}. {_month(at, 'de')} {at.year} um {clock} Uhr schrieb {who}:"
        )
    if locale.startswith("pt"):
        return f"Em {short[:3]}., {at.day} de {_month(at, 'pt')}. de {at.year} às {clock}, {who} escreveu:"
    if locale.startswith("es"):
        return (
            f"El {short[:3]}, {at.day} {_month(at, 'es')} {at.year} a las {clock}, {who} escribió:"
        )
    if locale.startswith("ja"):
        return f"{at.year}年{at.month}月{at.day}日({short}) {clock} {who}:"
    month = _month(at, "en")
    if locale == "en-US":
        return f"On {short[:3]}, {month} {at.day}, {at.year} at {clock_12(at)} {who} wrote:"
    return f"On {short[:3]}, {at.day} {month} {at.year} at {clock}, {who} wrote:"


def write_apple_attribution(at: datetime, name: str, address: str, locale: str) -> str:
    """The same line as telephones write it, for people whose telephone speaks English."""
    month = _month(at, "en")
    if locale == "en-US":
        return f"On {month} {at.day}, {at.year}, at {clock_12(at)}, {name} <{address}> wrote:"
    return f"On {at.day} {month} {at.year}, at {at:%H:%M}, {name} <{address}> wrote:"


def write_sent(at: datetime, locale: str) -> str:
    """The date in Outlook's block above a quoted mail."""
    language = locale.partition("-")[0] if locale.partition("-")[0] in _MONTHS else "en"
    name, month = _WEEKDAYS[language][at.weekday()], _MONTHS[language][at.month - 1]
    if locale == "en-US":
        return f"{name}, {month} {at.day}, {at.year} {clock_12(at)}"
    if language == "de":
        return f"{name}, {at.day}. {month} {at.year} {at:%H:%M}"
    if language in ("pt", "es"):
        return f"{name}, {at.day} de {month} de {at.year} {at:%H:%M}"
    return f"{at.day} {month} {at.year} {at:%H:%M}"


def clock_12(at: datetime) -> str:
    """A wall time as `9:14 AM`."""
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def _month(at: datetime, language: str) -> str:
    return _MONTHS[language][at.month - 1][:3]
