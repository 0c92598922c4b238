"""Plain sentences for people: durations, moments and names, said the same way everywhere.

They may be read aloud at eight in the morning: no jargon, every figure with its unit and its clock.
English only; which facts are said is decided by the gaps.
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import TYPE_CHECKING

from assistant.insight.offsets import find_zone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from assistant.insight.index import Index

_MINUTE_S = 60
_HOUR_S = 3600
_DAY_S = 86_400
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Reply and forward marks of common languages, for reading aloud; threading has its own, longer list.
_PREFIXES = re.compile(
    r"^(?:\s*(?:re|aw|sv|vs|res|ref|rif|rv|tr|enc|fw|fwd|wg|antw|odp|pd|ynt|doorst|vb)"
    r"(?:\s?\[\d+\])?\s?[:：]\s*)+",
    re.IGNORECASE,
)
#: Amounts that take the verb of one thing.
_SINGLE = re.compile(r"less than a minute|1 (?:working day|working hour|day|h|min)")
#: A quote longer than this is cut at a word.
_QUOTE_CHARACTERS = 90


def say_worked(seconds: int, working_day_s: int) -> str:
    """Working time in days of that clock and hours: "1 working day 2 h", "3 h 20 min".

    Minutes are said only below a day; less than a minute is "less than a minute".
    """
    days, rest = divmod(seconds, working_day_s) if working_day_s else (0, seconds)
    hours, minutes = rest // _HOUR_S, rest % _HOUR_S // _MINUTE_S
    if days:
        return _joined(_counted(days, "working day"), f"{hours} h" if hours else "")
    return _short(hours, minutes)


def agree(amount: str, one: str, many: str) -> str:
    """The verb that goes with an amount in words: "1 working day is", "1 working day 2 h are"."""
    return one if _SINGLE.fullmatch(amount) else many


def say_elapsed(seconds: float) -> str:
    """Time by the wall clock: "12 days", "1 day 3 h" below a week, "45 min"."""
    days, rest = divmod(int(seconds), _DAY_S)
    hours, minutes = rest // _HOUR_S, rest % _HOUR_S // _MINUTE_S
    if days >= 7:
        return _counted(days, "day")
    if days:
        return _joined(_counted(days, "day"), f"{hours} h" if hours else "")
    return _short(hours, minutes)


def say_goal(seconds: int, working_day_s: int) -> str:
    """A threshold: "1 working day", "4 working hours"."""
    if working_day_s and seconds >= working_day_s:
        return say_worked(seconds, working_day_s)
    if seconds % _HOUR_S == 0:
        return _counted(seconds // _HOUR_S, "working hour")
    return f"{say_worked(seconds, 0)} of working time"


def say_day(day: date, *, year: int) -> str:
    """A date as "Tue 17 Nov", with its year where that is another than the given."""
    text = f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return text if day.year == year else f"{text} {day.year}"


def say_moment(at: datetime, zone: str, *, year: int) -> str:
    """A moment in a zone as "Tue 17 Nov 09:12"."""
    local = at.astimezone(find_zone(zone))
    return f"{say_day(local.date(), year=year)} {local:%H:%M}"


def say_both_moments(at: datetime, zone: str, other_zone: str, *, year: int) -> str:
    """A moment here and, where the wall clocks differ, there: "… 09:12 (13:42 in Kolkata)"."""
    here = say_moment(at, zone, year=year)
    ours, theirs = (at.astimezone(find_zone(name)) for name in (zone, other_zone))
    if ours.utcoffset() == theirs.utcoffset():
        return here
    there = f"{theirs:%H:%M}"
    if ours.date() != theirs.date():
        there = f"{_WEEKDAYS[theirs.weekday()]} {there}"
    return f"{here} ({there} {_place(other_zone)})"


def say_end(at: datetime, zone: str, own_zone: str | None, *, year: int) -> str:
    """The end of a range: a midnight is "the end of Fri 7 Mar", anything else its moment.

    Args:
        at: UTC.
        zone: Where it is read.
        own_zone: In which the range was meant; None for `zone`.
        year: The one that need not be said.
    """
    meant = find_zone(own_zone or zone)
    local = at.astimezone(meant)
    if local.time() != time():
        return say_moment(at, zone, year=year)
    day = say_day(local.date() - timedelta(days=1), year=year)
    if at.astimezone(find_zone(zone)).utcoffset() == local.utcoffset():
        return f"the end of {day}"
    return f"the end of {day} {_place(own_zone or zone)}"


def say_name(address: str | None, index: Index) -> str:
    """A person's name, else the address; "somebody" where there is neither."""
    if address is None:
        return "somebody"
    person = index.person(address)
    return person.name if person is not None and person.name else address


def say_names(addresses: Sequence[str], index: Index) -> str:
    """Up to three names: "Ann Arden, Bob Brandt and 2 others"."""
    names = [say_name(address, index) for address in addresses]
    if not names:
        return "nobody in particular"
    if len(names) == 1:
        return names[0]
    if len(names) <= 3:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{', '.join(names[:2])} and {len(names) - 2} others"


def say_quote(text: str) -> str:
    """Somebody's words in one line, between quotation marks, cut at a word where they are long."""
    words = " ".join(text.split()).replace('"', "'")
    if len(words) > _QUOTE_CHARACTERS:
        words = words[:_QUOTE_CHARACTERS].rpartition(" ")[0].rstrip(",;:") + " …"
    return f'"{words}"'


def bare_subject(subject: str) -> str:
    """A subject without what programs put before it: "RE: AW: Figures" is "Figures"."""
    return _PREFIXES.sub("", subject).strip() or subject


def say_title(title: str, otherwise: str) -> str:
    """A subject or a meeting's title between quotation marks."""
    words = " ".join(bare_subject(title).split()).replace('"', "'")
    return f'"{words}"' if words else otherwise


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _short(hours: int, minutes: int) -> str:
    if not hours and not minutes:
        return "less than a minute"
    return _joined(f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")


def _place(zone: str) -> str:
    """The city of an IANA zone; "there" for those that are named after none."""
    area, _, city = zone.rpartition("/")
    if not area or area == "Etc":
        return "there"
    return f"in {city.replace('_', ' ')}"
