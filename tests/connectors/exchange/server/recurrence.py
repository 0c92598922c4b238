"""The rule of a series as EWS writes it: one of six patterns, and one of three ranges."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.event import NotTaken
from tests.connectors.exchange.server.soap import t

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.event import Event

_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_GROUPS = {
    frozenset(_DAYS): "Day",
    frozenset(("MO", "TU", "WE", "TH", "FR")): "Weekday",
    frozenset(("SA", "SU")): "WeekendDay",
}
_INDEXES = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", -1: "Last"}
_MONTHS = """January February March April May June July August September October November
    December""".split()


def recurrence(event: Event) -> etree._Element:
    """The `Recurrence` of a series.

    Raises:
        NotTaken: Exchange has no such rule.
    """
    rule = dict(part.split("=", 1) for part in event.rule.split(";"))
    return t("Recurrence", _pattern(rule, event.start), _range(rule, event))


def _pattern(rule: dict[str, str], start: datetime) -> etree._Element:
    frequency, interval = rule["FREQ"], t("Interval", rule.get("INTERVAL", "1"))
    days = rule.get("BYDAY", "")
    if frequency == "DAILY":
        return t("DailyRecurrence", interval)
    if frequency == "WEEKLY":
        named = days.split(",") if days else [list(_DAYS)[start.weekday()]]
        return t(
            "WeeklyRecurrence",
            interval,
            t("DaysOfWeek", " ".join(_DAYS[each] for each in named)),
            t("FirstDayOfWeek", _DAYS[rule.get("WKST", "MO")]),
        )
    day = t("DayOfMonth", rule.get("BYMONTHDAY", str(start.day)))
    month = t("Month", _MONTHS[int(rule.get("BYMONTH", start.month)) - 1])
    if frequency == "MONTHLY":
        if days:
            return t("RelativeMonthlyRecurrence", interval, *_relative(rule, days))
        return t("AbsoluteMonthlyRecurrence", interval, day)
    if days:
        return t("RelativeYearlyRecurrence", *_relative(rule, days), month)
    return t("AbsoluteYearlyRecurrence", day, month)


def _relative(rule: dict[str, str], days: str) -> tuple[etree._Element, etree._Element]:
    """The day of the week and which of them, from ``2TU`` or from BYSETPOS."""
    named = days.split(",")
    if "BYSETPOS" in rule:
        index, which = int(rule["BYSETPOS"]), frozenset(named)
    else:
        index, which = int(named[0][:-2] or 1), frozenset((named[0][-2:],))
    group = _GROUPS.get(which) or (_DAYS[min(which)] if len(which) == 1 else None)
    if group is None or index not in _INDEXES:
        raise NotTaken("Exchange has no such rule.")
    return t("DaysOfWeek", group), t("DayOfWeekIndex", _INDEXES[index])


def _range(rule: dict[str, str], event: Event) -> etree._Element:
    """Days stand with their offset from UTC, as Exchange writes them."""
    offset = f"{event.start:%z}"
    start = t("StartDate", f"{event.start:%Y-%m-%d}{offset[:3]}:{offset[3:5]}")
    if "COUNT" in rule:
        return t("NumberedRecurrence", start, t("NumberOfOccurrences", rule["COUNT"]))
    if event.until is None:
        return t("NoEndRecurrence", start)
    last = event.until.replace(tzinfo=event.zone)
    offset = f"{last:%z}"
    end = t("EndDate", f"{last:%Y-%m-%d}{offset[:3]}:{offset[3:5]}")
    return t("EndDateRecurrence", start, end)
