"""Plain dates of other languages: "bis Freitag", "d'ici vendredi", "antes del 3 de mayo".

Reads the time words of a table into the records of `nlp.times.records`; `nlp.due.resolve` makes instants of
them, as it does for English. Only what names a day, a period or a number of days; of several
expressions the first with a deadline's cue counts, else the first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from nlp.times.records import CalendarDate, NumericDate, Offset, RelativeDay, TimeWords, Weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nlp.foreign.records import Dates
    from nlp.times.records import DayWords

_Meant = TypeVar("_Meant")

#: How far before a date what makes it none ("seit", "vom") is looked for.
_LOOK_BACK = 16


class DateReader:
    """The time words of one language, compiled; one instance per table."""

    def __init__(self, dates: Dates) -> None:
        self._dates = dates
        self._whole = re.compile(_layout(dates), re.IGNORECASE)
        self._not_before = re.compile(rf"(?:{dates.not_before})\s?\Z", re.IGNORECASE)
        edge, end = (r"(?<!\w)", r"(?!\w)") if dates.spaced else ("", "")
        self._vague = re.compile(rf"{edge}(?:{dates.vague}){end}", re.IGNORECASE)

    def find(self, text: str) -> TimeWords | None:
        """What may say when something is due, or None.

        Args:
            text: A sentence with single spaces.
        """
        found = [self._read(text, match) for match in self._whole.finditer(text)]
        known = [words for words in found if words is not None]
        for words in known:
            if words.is_deadline_cue:
                return words
        if known:
            return known[0]
        vague = self._vague.search(text)
        if vague is None:
            return None
        return TimeWords(vague.start(), vague.end(), vague.group(), vague=True)

    def _read(self, text: str, match: re.Match[str]) -> TimeWords | None:
        start, end = match.span()
        if end == len(text) and text.endswith(".") and not match.group()[-2].isdigit():
            end -= 1  # the full stop of the sentence, not of an abbreviation
        if self._not_before.search(text[max(0, start - _LOOK_BACK) : start]):
            return None
        group = match.groupdict()
        day = self._day(group)
        period = _meaning(group["period"], self._dates.periods)
        offset = self._offset(group)
        if day is None and period is None and offset is None and not group["close"]:
            return None
        cue = _cue(group["cue"], self._dates.cues) or _cue(
            group.get("after"), self._dates.cues_after
        )
        return TimeWords(
            start,
            end,
            text[start:end],
            cue=cue,
            day=day,
            also=Weekday(self._weekday(group["also"])) if group["also"] else None,
            clock=_clock(group),
            close=group["close"] is not None,
            period=period,
            offset=offset,
        )

    def _day(self, group: Mapping[str, str | None]) -> DayWords | None:
        dates = self._dates
        if relative := group["relative"]:
            return RelativeDay(dates.days[relative.lower()])
        if weekday := group["weekday"]:
            later = group["next"] or group["later"]
            return Weekday(self._weekday(weekday), "next" if later else "")
        if day := group["day"]:
            month = group["month"] or ""
            number = int(month) if month.isdigit() else dates.months[month.lower()]
            return CalendarDate(int(day), number, _year(group["year"]))
        if iso := group["iso"]:
            year, number, day_of_month = map(int, iso.split("-"))
            return CalendarDate(day_of_month, number, year)
        if group["first"] and group["second"]:
            # The day comes first in all of these languages.
            first, second = int(group["first"]), int(group["second"])
            return NumericDate(first, second, _year(group["full"]), dotted=True)
        return None

    def _offset(self, group: Mapping[str, str | None]) -> Offset | None:
        unit = _meaning(group["unit"], self._dates.units)
        if unit is None:
            return None
        count = (group["count"] or "").lower()
        amount = int(count) if count.isdigit() else self._dates.numbers[count]
        return Offset(amount, unit, within=True)

    def _weekday(self, word: str) -> int:
        return self._dates.weekdays[word.lower()]


def _layout(dates: Dates) -> str:
    """One expression: cue, day or period, clock time."""
    edge, end, gap = (r"(?<![\w.,/-])", r"(?!\w)", " ") if dates.spaced else ("", "", " ?")
    month, weekday = _any(dates.months), _any(dates.weekdays)
    named = (
        rf"(?P<day>\d{{1,2}})(?:\.|er|º|°|ª)?{dates.of}(?P<month>{month})\.?(?!\w)"
        rf"(?:{dates.of_year}(?P<year>20\d\d))?"
        if dates.spaced
        else r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    )
    numeric = (
        r"(?P<iso>20\d\d-\d\d-\d\d)|(?P<first>\d{1,2})(?P<sep>[./])(?P<second>\d{1,2})"
        r"(?:(?P=sep)(?P<full>20\d\d|\d\d)|\.)?(?![\d%€$])"
    )
    on = rf"(?:(?:{dates.on}){gap})?"
    units = _any(pattern for pattern, _ in dates.units)
    before = rf"(?:{dates.offset_before}){gap}" if dates.offset_before else ""
    after = rf"(?P<after>{_any(dates.cues_after)})?" if dates.cues_after else ""
    return (
        rf"{edge}(?:(?P<cue>{_any(dates.cues)}){gap})?{on}"
        rf"(?:(?P<period>{_any(p for p, _ in dates.periods)})"
        rf"|{before}(?P<count>\d{{1,2}}|{_any(dates.numbers)}){gap}(?P<unit>{units}){dates.offset_after}"
        rf"|(?P<relative>{_any(dates.days)})"
        rf"|(?:(?P<also>{weekday})\.?,?{gap}{on})?(?:{named}|{numeric})"
        rf"|(?:(?P<next>{dates.next_before}){gap})?(?P<weekday>{weekday})\.?"
        rf"(?:{gap}(?P<later>{dates.next_after}))?"
        rf"|(?P<close>{dates.close}))"
        rf"(?:,?{gap}(?:{dates.clock}))?{end}{after}"
    )


def _any(words: Iterable[str]) -> str:
    """Alternatives, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True)) or "(?!)"


def _meaning(word: str | None, rows: tuple[tuple[str, _Meant], ...]) -> _Meant | None:
    if word is None:
        return None
    return next(meant for pattern, meant in rows if re.fullmatch(pattern, word, re.IGNORECASE))


def _cue(word: str | None, cues: Mapping[str, str]) -> str:
    if not word:
        return ""
    return next(cue for pattern, cue in cues.items() if re.fullmatch(pattern, word, re.IGNORECASE))


def _year(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) + 2000 if len(digits) == 2 else int(digits)


def _clock(group: Mapping[str, str | None]) -> tuple[int, int] | None:
    if group["hour"] is None:
        return None
    hour, minute = int(group["hour"]), int(group["minute"] or 0)
    return (hour, minute) if hour < 24 and minute < 60 else None
