"""Dates, times, lists and quotes as a reader expects them; the words come from `words.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.drafting.clean import clean_line
from assistant.drafting.errors import TemplateRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.insight.records import Due

#: Longer quotes are cut at a word: a draft reminds, it does not repeat.
MAX_QUOTE = 220
MAX_TITLE = 120
#: Longer ranges are said by their first day: "next week" is due on no day.
_NEARLY_A_WEEK = timedelta(days=6)
#: A calendar day so near needs no year: 1 January in a mail of December.
_NEAR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Words:
    """One language's `words.toml`."""

    language: str
    table: Mapping[str, Any]

    def text(self, key: str) -> str:
        """A plain phrase."""
        return str(self.table[key])

    def fill(self, key: str, **values: str) -> str:
        """A phrase with its ``{names}`` filled in."""
        return fill(self.text(key), **values)

    def choose(self, key: str, group: str, number: int) -> str:
        """One of the phrases that say the same: number `number` of ``[key] group = [...]``, round
        and round.

        Raises:
            TemplateRefused: there is no such list.
        """
        table = self.table.get(key)
        phrases = table.get(group) if isinstance(table, dict) else None
        if not isinstance(phrases, list) or not phrases:
            raise TemplateRefused("words.toml", f"[{key}] needs {group} = [...], a list of phrases")
        return str(phrases[number % len(phrases)])

    def by_country(self, key: str, country: str | None) -> str:
        """The phrase of a country, else the default."""
        table = self.table[key]
        return str(table.get(country, table["default"]) if country else table["default"])


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read a draft, as far as dates go.

    Attributes:
        zone: IANA name.
        country: Two letters, or None.
        now: Aware; the year is named only where it differs from this one's.
    """

    words: Words
    zone: str
    country: str | None
    now: datetime

    def day(self, at: datetime, *, zone: str | None = None) -> str:
        """The date of a moment: ``Tuesday, 17 November``; in `zone` where a day was said there."""
        local = at.astimezone(load_zone(zone or self.zone)).date()
        this_year = self.now.astimezone(load_zone(self.zone)).year
        return self._write(local, with_year=local.year != this_year)

    def calendar_day(self, day: date) -> str:
        """A calendar day: ``Thursday, 26 November``; the year only where it is not near."""
        away = abs(day - self.now.astimezone(load_zone(self.zone)).date())
        return self._write(day, with_year=away > _NEAR)

    def _write(self, day: date, *, with_year: bool) -> str:
        return fill(
            self.words.by_country("date_year" if with_year else "date", self.country),
            weekday=str(self.words.table["weekdays"][day.weekday()]),
            day=str(day.day),
            month=str(self.words.table["months"][day.month - 1]),
            year=str(day.year),
        )

    def moment(self, at: datetime) -> str:
        """Date and time with its zone: ``Tuesday, 17 November at 15:00 (Berlin time)``."""
        local = at.astimezone(load_zone(self.zone))
        return fill(
            self.words.by_country("at", self.country),
            date=self.day(at),
            time=self._clock(local),
            place=self._place(local),
        )

    def due(self, due: Due) -> str:
        """When something is due; a bare day in the zone it was said in. Needs bounds."""
        assert due.to_at is not None
        local = due.to_at.astimezone(load_zone(due.zone or self.zone))
        if local.hour == 0 and local.minute == 0 and due.from_at != due.to_at:
            last = due.to_at - timedelta(seconds=1)
            if due.from_at is not None and last - due.from_at > _NEARLY_A_WEEK:
                if due.from_at <= self.now:
                    # The week has begun: only its end is still ahead.
                    return self.words.fill("due_by", date=self.day(last, zone=due.zone))
                first = self.day(due.from_at, zone=due.zone)
                return self.words.fill("due_week", date=first)
            return self.words.fill("due", date=self.day(last, zone=due.zone))
        return self.words.fill("due", date=self.moment(due.to_at))

    def _clock(self, local: datetime) -> str:
        if self.words.by_country("time", self.country) == "12h":
            half = "a.m." if local.hour < 12 else "p.m."
            return f"{(local.hour - 1) % 12 + 1}:{local.minute:02d} {half}"
        return f"{local.hour:02d}:{local.minute:02d}"

    def _place(self, local: datetime) -> str:
        """The zone by its city; abbreviations such as IST or CST mean several things."""
        area, slash, city = self.zone.rpartition("/")
        if slash and not area.startswith("Etc"):
            return self.words.fill("place", city=city.replace("_", " "))
        offset = local.utcoffset() or timedelta()
        minutes = int(offset.total_seconds() // 60)
        if not minutes:
            return "UTC"
        sign = "+" if minutes > 0 else "-"
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


_NAME = re.compile(r"\{([a-z_]+)\}")


def fill(phrase: str, **values: str) -> str:
    """`phrase` with ``{name}`` replaced; no formats, no attributes, so no phrase can run wild.

    Raises:
        TemplateRefused: the phrase has a name that nobody fills.
    """

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            raise TemplateRefused("words.toml", f"nothing fills {{{name}}} in '{phrase}'")
        return values[name]

    return _NAME.sub(value, phrase)


def join_words(parts: Sequence[str], words: Words) -> str:
    """``a``, ``a and b``, ``a, b and c``; empty for none."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{words.text('comma').join(parts[:-1])} {words.text('and')} {parts[-1]}"


def load_zone(name: str) -> ZoneInfo:
    """A zone by name; UTC for a name nobody knows, which the configuration has reported."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def quote(text: str) -> str:
    """Somebody's words as they may stand between “ ” in one line."""
    line = clean_line(text, limit=MAX_QUOTE)
    return line.replace("“", "‘").replace("”", "’").replace('"', "'").strip("'‘’ ")


def title(text: str) -> str:
    """A subject or a meeting's title in one line."""
    return quote(clean_line(text, limit=MAX_TITLE))
