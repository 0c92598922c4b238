"""What a table of simple rules holds for one language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlp.times.records import Period, Unit

#: Matches nothing: for what a language's table does not read.
NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Dates:
    """Time words of one language, as alternatives of regular expressions without groups."""

    #: What stands before a date that makes it a deadline, to the cue of `nlp.times.records`.
    cues: Mapping[str, str]
    #: What may stand between cue and date, or before a date that only says when: "am", "le".
    on: str
    #: Before a date that is over or only begins something: "seit", "vom", "depuis".
    not_before: str
    #: "morgen" → 1.
    days: Mapping[str, int]
    #: 0 is Monday.
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    #: Between day and month, and between month and year.
    of: str
    of_year: str
    #: Before or after a weekday: "nächsten", "prochain".
    next_before: str
    next_after: str
    periods: tuple[tuple[str, Period], ...]
    #: What stands before and behind a number of days: "innerhalb von", "以内".
    offset_before: str
    offset_after: str
    #: "zwei" → 2; digits are read everywhere.
    numbers: Mapping[str, int]
    #: The first that fits counts.
    units: tuple[tuple[str, Unit], ...]
    #: With groups `hour` and `minute`.
    clock: str
    #: End of the working day.
    close: str
    #: Names no time: "so bald wie möglich".
    vague: str
    #: Behind what is written without spaces there are no word boundaries.
    spaced: bool = True
    #: Behind the date: "までに".
    cues_after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """Patterns of one language, searched in a sentence with straight quotation marks.

    A pattern of promises wants the whole promise: subject, verb, and a time or a receiver where the
    verb alone says too little.
    """

    language: str
    #: The addressee is asked to act.
    request: re.Pattern[str]
    #: Looks like a request and is none: "please find attached".
    no_request: re.Pattern[str]
    #: Asks without a question mark: "ich wollte fragen, ob".
    question: re.Pattern[str]
    #: Social or rhetorical: "Wie geht's?".
    no_question: re.Pattern[str]
    commitment: re.Pattern[str]
    #: Takes back a promise of the same sentence: negated, lasting, past.
    no_commitment: re.Pattern[str]
    #: Promises only beside a time.
    timed_commitment: re.Pattern[str]
    #: Takes on what was asked: "mache ich".
    acceptance: re.Pattern[str]
    offer: re.Pattern[str]
    #: Names an appointment …
    meeting_noun: re.Pattern[str]
    #: … and arranges one; or does both at once.
    meeting_verb: re.Pattern[str]
    complaint: re.Pattern[str]
    no_complaint: re.Pattern[str]
    escalation: re.Pattern[str]
    leaving: re.Pattern[str]
    #: The whole sentence.
    closing: re.Pattern[str]
    #: Says that something was done or is attached; the group `what`, where it matched, names it.
    discharge: re.Pattern[str]
    no_discharge: re.Pattern[str]
    dates: Dates
    #: Names what an act is about, in the group `what`; NEVER where words are told by spaces.
    about: re.Pattern[str]
    #: Words that begin a clause which says when or why, not what.
    subordinate: frozenset[str]
    #: Words that no content phrase begins or ends with.
    empty: frozenset[str]
