"""Moments and durations in tables, and the sentence for an empty answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli.printing import say, say_wrapped

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.insight.records import Due, History


def local_time(moment: datetime, zone: str, *, seconds: bool = False) -> str:
    """`2026-11-19 16:00` in a zone, with seconds where they are asked for."""
    from zoneinfo import ZoneInfo

    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M:%S}" if seconds else f"{local:%Y-%m-%d %H:%M}"


def duration(seconds: int | None) -> str:
    """`50 min`, `7 h 13 min`, `2 d 15 h`; `-` where there is none."""
    if seconds is None:
        return "-"
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours >= 48:
        return f"{hours // 24} d {hours % 24} h"
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def worked(seconds: int | None, day_s: int, *, unit: str = "wd") -> str:
    """Time in days of its clock, working days but for another unit: `6 wd 2 h`; `-` for none."""
    if seconds is None:
        return "-"
    days, rest = divmod(seconds, day_s) if day_s else (0, seconds)
    hours, minutes = divmod(rest // 60, 60)
    if days:
        return f"{days} {unit} {hours} h" if hours else f"{days} {unit}"
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def due_day(due: Due | None, zone: str) -> str:
    """The last day of a due range, or its moment, in the owner's zone."""
    from datetime import timedelta

    if due is None:
        return "undated"
    if due.to_at is None:
        return due.text
    if due.from_at == due.to_at:
        return local_time(due.to_at, zone)
    return local_time(due.to_at - timedelta(seconds=1), due.zone or zone)[:10]


def note_headers_only(history: History, client: str | None) -> None:
    """What is not known because only headers were read, beside what was found in the rest."""
    from assistant.insight.headers_only import find_headers_only
    from assistant.reports.headers_only import say_headers_only

    note = say_headers_only(find_headers_only(history, client))
    if note:
        say_wrapped(note)


def say_nothing(history: History, what: str) -> None:
    """Nothing found looks different from nothing read."""
    if history.messages or history.meetings:
        count = len(history.messages)
        say(f"{what}: {count:,} messages and {len(history.meetings):,} events were looked at.")
    else:
        say("Nothing was read yet. Run `rapport run`, and `rapport doctor` if that finds nothing.")
