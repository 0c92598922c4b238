"""The text of a draft with what each sentence rests on beside it.

Facts stand in a draft word for word, so they are found again in the text as it is now, also after
a person edited it. What no fact accounts for is the template's or the person's own, and says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.drafting.render import KEYED
from assistant.web.pages.words import listed, message_href, one_line, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from assistant.drafting.records import Fact
    from assistant.insight.records import Meeting, Message
    from assistant.review.rows import StoredDraft

    SayTime = Callable[[datetime], str]

_SLOT = re.compile(r"\[your\b[^\]\n]*\]?|\[\[[^\]\n]*\]{0,2}", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n{2,}")
_SENTENCE = re.compile(r"(?<=[.!?…”\])])(?:[ \t]+|\n)|\n")
#: Shorter words of a fact would be found everywhere.
MIN_VALUE = 3
#: Names of facts, for people; a number is added where there are several.
_SAID = {
    "message": "message",
    "question": "question",
    "complaint": "complaint",
    "promise": "promise",
    "our-promise": "our promise",
    "their-promise": "their promise",
    "promised": "promise",
    "meeting": "meeting",
    "participants": "who was invited",
    "absent": "who was not there",
    "late": "how long it waits",
    "reminder": "earlier reminder",
    "topic": "topic of the meeting",
    "by": "who asked",
    "wish": "the wish",
    "holiday": "holiday",
    "closed": "when it is closed",
    "done": "done",
    "received": "received",
    "kept": "promise kept",
    "met": "meeting held",
    "answered": "complaint answered",
    "explained": "explained silence",
    "last-meeting": "last meeting",
    "last-mail": "last mail",
}


#: Facts of a greeting: the day comes from a calendar of holidays, the message only says who is met.
_OCCASION = frozenset({"wish", "holiday", "closed"})


class Origin(StrEnum):
    """Where words come from; the value is what a person reads."""

    FACT = "from mail or calendar"
    OPEN = "waits for your words"
    YOURS = "your own words"
    TEMPLATE = "words of the template"


@dataclass(frozen=True, slots=True)
class Source:
    """A place in mail or calendar that one or more facts rest on.

    Attributes:
        number: 1, 2 … in the order of the text; what the marks in the text say.
        label: For people: ``message and promise``.
        quote: The words of the mail, as written; ``''`` where the whole message counts.
        href: To the message on its thread; None where there is no page for it.
        said: ``Dana Whitlock, Fri 20 Nov, 21:42`` …
        left_out: All of it was left out by a person.
    """

    number: int
    label: str
    quote: str
    href: str | None
    said: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact, for leaving it out.

    Attributes:
        name: As `respond` takes it.
        label: For people: ``question 1``.
        words: What it says; ``''`` where the label says all.
    """

    name: str
    label: str
    words: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of one kind.

    Attributes:
        number: Of the source; None without one.
        named: The number is written here: after the last words of a sentence that rest on it.
    """

    text: str
    number: int | None = None
    open: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence.

    Attributes:
        numbers: The sources that it names, each once, ascending.
        breaks: A line break follows.
    """

    parts: tuple[Part, ...]
    origin: Origin
    numbers: tuple[int, ...]
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together.

    Attributes:
        sources: What they rest on, as far as it was not told before.
        again: Numbers of sources that were told before.
    """

    lines: tuple[Line, ...]
    sources: tuple[Source, ...]
    again: tuple[int, ...]

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where its sentences come from, each origin once, in order."""
        return tuple(dict.fromkeys(line.origin for line in self.lines))


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole text with everything beside it.

    Attributes:
        others: Sources that are not named in the text word for word, or left out.
    """

    paragraphs: tuple[Paragraph, ...]
    sources: tuple[Source, ...]
    others: tuple[Source, ...]
    facts: tuple[FactLine, ...]


def find_open_places(body: str) -> tuple[str, ...]:
    """What waits for the owner's words in a body, in order: ``your answer to: Is it signed?``."""
    return tuple(found.group().strip("[]") for found in _SLOT.finditer(body))


def read_with_evidence(
    stored: StoredDraft,
    *,
    filled: str,
    messages: Mapping[str, Message],
    meetings: Sequence[Meeting],
    names: Mapping[str, str],
    say_time: SayTime,
) -> Reading:
    """A draft's text, sentence by sentence, with its sources.

    Args:
        filled: What the template made of the facts; what differs from it is the person's own.
        messages: By id.
        meetings: All that are known.
        names: Address → display name.
        say_time: Says a moment on the owner's clock.
    """
    groups = _gather(_order(stored))
    needles = _find_needles(groups, stored.draft.wording.omit)
    sources = tuple(
        _make_source(
            number,
            facts,
            stored=stored,
            messages=messages,
            meetings=meetings,
            names=names,
            say_time=say_time,
        )
        for number, facts in enumerate(groups, 1)
    )
    own = stored.draft.wording.added
    told: set[int] = set()
    paragraphs = []
    for text in _PARAGRAPH.split(stored.content.body.strip("\n")):
        lines = tuple(_read_lines(text, needles, filled=filled, own=own))
        here = dict.fromkeys(number for line in lines for number in line.numbers)
        new = [number for number in here if number not in told]
        again = tuple(number for number in here if number in told)
        told.update(new)
        paragraphs.append(Paragraph(lines, tuple(sources[number - 1] for number in new), again))
    others = tuple(source for source in sources if source.number not in told)
    return Reading(tuple(paragraphs), sources, others, tuple(_list_facts(stored)))


def _list_facts(stored: StoredDraft) -> Iterable[FactLine]:
    for fact in stored.draft.facts:
        unsaid = fact.value == fact.name or fact.group in KEYED
        words = "" if unsaid else one_line(fact.value)
        left_out = fact.name in stored.draft.wording.omit
        yield FactLine(fact.name, _label(fact, stored.draft.facts), words, left_out)


def _gather(facts: Iterable[Fact]) -> list[tuple[Fact, ...]]:
    """Facts that rest on the same words or the same meeting share a source."""
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.evidence or fact.name, []).append(fact)
    return [tuple(group) for group in groups.values()]


def _order(stored: StoredDraft) -> list[Fact]:
    """Facts in the order in which the text first names them; those it does not name last."""
    body = stored.content.body

    def first(fact: Fact) -> int:
        found = [body.find(text) for text in _needles_of(fact)]
        return min((at for at in found if at >= 0), default=len(body))

    return sorted(stored.draft.facts, key=first)


def _needles_of(fact: Fact) -> list[str]:
    unsaid = fact.value == fact.name or fact.group in KEYED
    wanted = (fact.detail,) if unsaid else (fact.value, fact.detail)
    return [text for text in wanted if len(text) >= MIN_VALUE]


def _find_needles(
    groups: Sequence[Sequence[Fact]], omitted: Sequence[str]
) -> list[tuple[str, tuple[int, ...]]]:
    """(words, numbers of the sources that may stand behind them), the longest words first.

    What contains another wins; a day may stand behind several sources.
    """
    found: dict[str, dict[int, None]] = {}
    for number, facts in enumerate(groups, 1):
        for fact in facts:
            if fact.name not in omitted:
                for text in _needles_of(fact):
                    found.setdefault(text, {})[number] = None
    pairs = [(text, tuple(numbers)) for text, numbers in found.items()]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _read_lines(
    text: str, needles: Sequence[tuple[str, tuple[int, ...]]], *, filled: str, own: Sequence[str]
) -> Iterable[Line]:
    marks = _find_marks(text, needles)
    start = 0
    # A sentence never ends inside of what was quoted or is to be filled in.
    inside = [(mark[0], mark[1]) for mark in marks]
    ends = [
        (found.start(), found.end(), "\n" in found.group())
        for found in _SENTENCE.finditer(text)
        if not any(a < found.start() and found.end() <= b for a, b in inside)
    ]
    for stop, following, breaks in [*ends, (len(text), len(text), False)]:
        if stop > start:
            yield _make_line(text, start, stop, marks, filled=filled, own=own, breaks=breaks)
        start = following


def _find_marks(
    text: str, needles: Sequence[tuple[str, tuple[int, ...]]]
) -> list[tuple[int, int, int]]:
    """[start, end) and number of the source, without overlaps; 0 is a place to be filled in."""
    taken: list[tuple[int, int, tuple[int, ...]]] = [
        (found.start(), found.end(), (0,)) for found in _SLOT.finditer(text)
    ]
    for words, numbers in needles:
        at = text.find(words)
        while at >= 0:
            end = at + len(words)
            if not any(a < end and at < b for a, b, _ in taken):
                taken.append((at, end, numbers))
            at = text.find(words, end)
    return [(a, b, _choose_source(text, a, b, may, taken)) for a, b, may in sorted(taken)]


def _choose_source(
    text: str,
    start: int,
    end: int,
    may: tuple[int, ...],
    taken: Sequence[tuple[int, int, tuple[int, ...]]],
) -> int:
    """Of several sources with the same words the one whose other words stand in the same line."""
    if len(may) == 1:
        return may[0]
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    sure = [only[0] for a, b, only in taken if len(only) == 1 and line_start <= a and b <= line_end]
    return next((number for number in sure if number in may), may[0])


def _make_line(
    text: str,
    start: int,
    stop: int,
    marks: Sequence[tuple[int, int, int]],
    *,
    filled: str,
    own: Sequence[str],
    breaks: bool,
) -> Line:
    parts: list[Part] = []
    at = start
    for a, b, number in marks:
        if a < start or b > stop:
            continue
        if a > at:
            parts.append(Part(visible(text[at:a])))
        parts.append(Part(visible(text[a:b]), number or None, open=number == 0))
        at = b
    if at < stop:
        parts.append(Part(visible(text[at:stop])))
    last = {part.number: place for place, part in enumerate(parts) if part.number}
    for place in last.values():
        parts[place] = replace(parts[place], named=True)
    numbers = tuple(sorted(number for number in last if number))
    sentence = text[start:stop]
    if any(part.open for part in parts):
        origin = Origin.OPEN
    elif sentence not in filled or any(sentence in said for said in own):
        origin = Origin.YOURS
    elif numbers:
        origin = Origin.FACT
    else:
        origin = Origin.TEMPLATE
    return Line(tuple(parts), origin, numbers, breaks)


def _make_source(
    number: int,
    facts: Sequence[Fact],
    *,
    stored: StoredDraft,
    messages: Mapping[str, Message],
    meetings: Sequence[Meeting],
    names: Mapping[str, str],
    say_time: SayTime,
) -> Source:
    evidence = facts[0].evidence
    href, said, words = None, "your own words", ""
    if evidence is not None and evidence.message_id is not None:
        message = messages.get(evidence.message_id)
        href = message_href(evidence.message_id) if message is not None else None
        words = evidence.quote or ""
        said = "a message that is no longer kept"
        if message is not None:
            who = message.sender_name or names.get(message.sender) or message.sender
            said = f"{one_line(who)}, {say_time(message.sent_at)}"
    elif evidence is not None:
        said = _say_meeting(evidence.ical_uid, evidence.recurrence_id, meetings, say_time)
    if all(fact.group in _OCCASION for fact in facts):
        said = f"the public holidays of their country; last in touch: {said}"
    labels = dict.fromkeys(_label(fact, stored.draft.facts) for fact in facts)
    return Source(
        number=number,
        label=listed(labels),
        quote=one_line(words),
        href=href,
        said=said,
        left_out=all(fact.name in stored.draft.wording.omit for fact in facts),
    )


def _say_meeting(
    uid: str | None, recurrence: str | None, meetings: Sequence[Meeting], say_time: SayTime
) -> str:
    for meeting in meetings:
        if meeting.ical_uid == uid and meeting.recurrence_id == (recurrence or ""):
            return f"“{one_line(meeting.summary)}” in the calendar, {say_time(meeting.start_at)}"
    return "calendar"


def _label(fact: Fact, facts: Sequence[Fact]) -> str:
    said = _SAID.get(fact.group, fact.group.replace("-", " "))
    number = fact.name.rpartition("-")[2]
    several = sum(other.group == fact.group for other in facts) > 1
    return f"{said} {number}" if several and number.isdigit() else said
