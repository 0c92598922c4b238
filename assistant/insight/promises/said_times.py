"""When something was done, by the words that say so: "went out yesterday" in a mail of Tuesday.

Only the past, and only what a delivery needs; when something is due is read by the language stage.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from assistant.insight.offsets import find_zone

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
_MONTH = "|".join(rf"{name}|{name[:3]}\b\.?" for name in _MONTHS)
_WEEKDAY = "|".join(_WEEKDAYS)
_DAY = re.compile(
    rf"""\b(?:
    (?P<before>the\ day\ before\ yesterday)
    |(?P<yesterday>yesterday|last\ night)
    |(?P<today>today|this\ (?:morning|afternoon|evening|noon)|just\ now|a\ (?:moment|minute)\ ago
      |(?:an?|half\ an|\d+|{"|".join(_NUMBERS)})\ (?:hours?|minutes?)\ ago)
    |(?P<ago>\d{{1,2}}|{"|".join(_NUMBERS)})\s+days?\s+ago
    |(?P<week>last\ week)
    |on\ the\ (?P<day3>\d{{1,2}})(?:st|nd|rd|th)(?!\ (?:of\ )?(?:{_MONTH}))
    |on\ (?:the\ )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<month>{_MONTH})
    |on\ (?P<month2>{_MONTH})\ (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:%])
    |(?<!for\ )(?<!by\ )(?<!until\ )(?<!till\ )(?<!before\ )(?<!from\ )(?<!next\ )
      (?:(?P<last>last|past)\s+)?(?P<weekday>{_WEEKDAY})(?!['’]s)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ON_TIME = re.compile(
    r"\b(?:on time|in time|on schedule|(?:before|ahead of) (?:the )?(?:deadline|schedule))\b",
    re.IGNORECASE,
)


def says_on_time(text: str) -> bool:
    """Whether the words themselves call it on time."""
    return _ON_TIME.search(text) is not None


def read_done_day(text: str, at: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """The day or week [from, to) on which the words say that it was done, UTC.

    Args:
        text: One sentence.
        at: When it was written, UTC.
        zone: IANA zone of who wrote it.

    Returns:
        None when no past day is named.
    """
    found = _DAY.search(text)
    if found is None:
        return None
    today = at.astimezone(find_zone(zone)).date()
    first, days = _days(found, today)
    return _midnight(first, zone), _midnight(first + timedelta(days=days), zone)


def _days(found: re.Match[str], today: date) -> tuple[date, int]:
    """First day and how many."""
    if found["yesterday"]:
        return today - timedelta(days=1), 1
    if found["before"]:
        return today - timedelta(days=2), 1
    if found["today"]:
        return today, 1
    if found["ago"]:
        word = found["ago"].lower()
        return today - timedelta(days=_NUMBERS.get(word) or int(word)), 1
    if found["week"]:
        return today - timedelta(days=today.weekday() + 7), 7
    if found["weekday"]:
        back = (today.weekday() - _WEEKDAYS.index(found["weekday"].lower())) % 7
        if found["last"] and back == 0:
            back = 7
        return today - timedelta(days=back), 1
    day = found["day"] or found["day2"] or found["day3"]
    return _latest(int(day), found["month"] or found["month2"], today), 1


def _latest(day: int, month: str | None, today: date) -> date:
    """The latest such date up to today; today where there is none within a year."""
    number = _month(month) if month else None
    for back in range(366):
        one = today - timedelta(days=back)
        if one.day == day and number in {None, one.month}:
            return one
    return today


def _month(name: str) -> int:
    return next(n for n, one in enumerate(_MONTHS, 1) if one.startswith(name.lower()[:3]))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=find_zone(zone)).astimezone(UTC)
