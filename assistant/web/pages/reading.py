"""What was read and what failed, in words: the part of a page that keeps silence from looking good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.insight.wording import say_elapsed
from assistant.reports.daily import find_simply_read, find_unread
from assistant.reports.languages import say_language
from assistant.reports.sections import STALE
from assistant.web.pages.lines import cut
from assistant.web.pages.words import counted, one_line, say_at, say_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from assistant.insight.records import History
    from assistant.reports.daily import UnreadLanguage
    from assistant.store.sources import Source


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One place that is read."""

    name: str
    account: str
    items: str
    last_success: datetime | None
    stale: bool
    complete: bool
    error: str | None


def say_reading(sources: Sequence[Source], history: History) -> str:
    """As "Read until Thu 19 Nov 08:01: 1,204 messages and 61 events from 2 places; 1 failed."."""
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
    return f"{text}; {failed} failed." if failed else f"{text}."


def find_troubles(sources: Sequence[Source], history: History) -> tuple[str, ...]:
    """A sentence for each thing that could not be read, was cut short, or has become old."""
    found = [one_line(one.error) for one in sources if one.error]
    found += [
        f"“{one_line(one.collection)}” was not read to its end; it goes on with the next run."
        for one in sources
        if not one.complete and not one.error
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


def make_source_line(source: Source, history: History) -> SourceLine:
    """One place that is read, with when it was."""
    noun = "message" if source.kind == "mail" else "event"
    return SourceLine(
        name=one_line(source.collection),
        account=one_line(source.account),
        items=counted(source.items, noun),
        last_success=source.last_success_at,
        stale=_is_stale(source, history),
        complete=source.complete,
        error=one_line(source.error) if source.error else None,
    )


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
