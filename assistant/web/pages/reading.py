"""What was read and what failed, in words: the part of a page that keeps silence from looking good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.insight.wording import say_elapsed
from assistant.reports.daily import find_simply_read, find_unread
from assistant.reports.languages import say_language
from assistant.reports.sections import STALE
from assistant.reports.sources import (
    Standing,
    choose_days,
    find_standing,
    say_day,
    say_days,
    say_fault,
    say_lacking,
    say_standing,
    say_whole,
)
from assistant.web.pages.lines import cut
from assistant.web.pages.words import counted, one_line, say_at, say_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from assistant.insight.records import History
    from assistant.reports.daily import UnreadLanguage
    from assistant.store.sources import Source
    from assistant.store.tallies import DayTally


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One place that is read.

    Attributes:
        badge: `stop`, `warn` or nothing: how grave what is said of it is; `badge_text` in a word.
        standing: How it stands, in the words of `doctor`.
        fault: What stopped it, in the words it came with.
    """

    name: str
    account: str
    items: str
    last_success: datetime | None
    badge: str
    badge_text: str
    standing: str
    fault: str


@dataclass(frozen=True, slots=True)
class PlaceDays:
    """The days of one place as they were counted.

    Attributes:
        summary: In one line how many differ.
        rows: Day, there, here, missing, set aside, of days that differ; the latest first.
    """

    name: str
    account: str
    summary: str
    rows: tuple[tuple[str, ...], ...]


#: Days of one place; the command line shows as many as one asks for.
DAYS = 30

_BADGES = {
    Standing.SIGN_IN: ("stop", "sign in"),
    Standing.FAILED: ("stop", "failed"),
    Standing.MISSING: ("stop", "missing"),
    Standing.NEVER: ("warn", "not yet"),
    Standing.UNFINISHED: ("warn", "not to its end"),
    Standing.UNLISTED: ("warn", "differs"),
    Standing.STALE: ("warn", "a while ago"),
}


def say_reading(sources: Sequence[Source], history: History) -> str:
    """As "Read until Thu 19 Nov 08:01: 1,204 messages and 61 events from 2 places; 1 failed."."""
    sources = [one for one in sources if one.is_begun and not _is_left_out(one, history)]
    if not sources:
        return "No mailbox or calendar was looked at yet."
    mail, events = (
        sum(one.items - one.repeated for one in sources if one.kind == kind)
        for kind in ("mail", "calendar")
    )
    places, failed = counted(len(sources), "place"), sum(bool(one.error) for one in sources)
    successes = [one.last_success_at for one in sources if one.last_success_at]
    until = f"Read until {say_at(max(successes), history)}" if successes else "Never read to an end"
    text = f"{until}: {counted(mail, 'message')} and {counted(events, 'event')} from {places}"
    if failed:
        return f"{text}; {failed} failed."
    return f"{text}. {whole}" if (whole := say_whole(sources, history.as_of)) else f"{text}."


def find_troubles(sources: Sequence[Source], history: History) -> tuple[str, ...]:
    """A sentence for each thing that is missing, could not be read, was cut short, or became old."""
    now = history.as_of
    zone = ZoneInfo(history.owner.clock.zone)
    found = [one_line(text) for text in say_lacking(sources, now=now, zone=zone)]
    found += [
        one_line(one.error)
        for one in sources
        if one.error and find_standing(one, now) is Standing.FAILED
    ]
    found += [
        f"“{one_line(one.collection)}” was not read to its end; it goes on with the next run."
        for one in sources
        if one.is_begun and find_standing(one, now) in {Standing.UNFINISHED, Standing.NEVER}
    ]
    stale = [one.last_success_at for one in sources if _is_stale(one, history) and not one.error]
    oldest = min((at for at in stale if at is not None), default=None)
    if oldest is not None:
        ago = say_elapsed((history.as_of - oldest).total_seconds())
        found.append(f"Nothing newer than {ago} was read: last on {say_at(oldest, history)}.")
    return tuple(found)


def _is_stale(source: Source, history: History) -> bool:
    at = source.last_success_at
    return at is not None and at < history.as_of - STALE


def _is_left_out(source: Source, history: History) -> bool:
    return find_standing(source, history.as_of) is Standing.LEFT_OUT


def make_source_line(source: Source, history: History) -> SourceLine:
    """One place that is read, with when it was."""
    noun = "message" if source.kind == "mail" else "event"
    now = history.as_of
    badge, badge_text = _BADGES.get(find_standing(source, now), ("", ""))
    return SourceLine(
        name=one_line(source.collection) or ("mail" if source.kind == "mail" else "calendar"),
        account=one_line(source.account),
        items=counted(source.items, noun),
        last_success=source.last_success_at,
        badge=badge,
        badge_text=badge_text,
        standing=say_standing(source, now=now, zone=ZoneInfo(history.owner.clock.zone)),
        fault=one_line(say_fault(source)),
    )


def make_place_days(
    days: Mapping[tuple[str, str, str], Sequence[DayTally]], sources: Sequence[Source]
) -> tuple[PlaceDays, ...]:
    """The days of every place that was counted, in the order of the places."""
    found = []
    for source in sources:
        of_place = days.get((source.account, source.collection, source.kind), ())
        if not of_place:
            continue
        chosen = choose_days(of_place, DAYS)
        rows = tuple(
            (say_day(one), *(f"{count:,}" for count in _figures(one)))
            for one in chosen.days
            if one.differs
        )
        found.append(
            PlaceDays(one_line(source.collection), one_line(source.account), say_days(chosen), rows)
        )
    return tuple(found)


def _figures(day: DayTally) -> tuple[int, int, int, int]:
    return day.theirs, day.ours, day.missing, day.set_aside


def say_unread(history: History) -> Iterator[str]:
    """`2 in German, the last “Neue Anschrift” from Annika Pohl`."""
    return _say_languages(history, find_unread(history))


def say_simply_read(history: History) -> Iterator[str]:
    """The same of mail that only simple rules read."""
    return _say_languages(history, find_simply_read(history))


def _say_languages(history: History, found: Sequence[UnreadLanguage]) -> Iterator[str]:
    wanted = {one.messages[-1] for one in found}
    messages = {one.id: one for one in history.messages if one.id in wanted} if wanted else {}
    for one in found:
        last = messages[one.messages[-1]]
        sender = say_person(history.people.get(last.sender), last.sender)
        the = ", the last" if len(one.messages) > 1 else ":"
        language = say_language(one.language)
        yield f"{len(one.messages):,} in {language}{the} “{cut(last.subject)}” from {sender}"
