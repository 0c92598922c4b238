"""Words of the reports: kinds of gaps and drafts, who is meant, days."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import TYPE_CHECKING

from assistant.insight.records import GapKind
from assistant.reports.lines import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from assistant.insight.records import Gap, History

KINDS = {
    GapKind.REPLY_OWED: "waits for your answer",
    GapKind.REPLY_AWAITED: "has not answered you",
    GapKind.PROMISE_DUE: "your promise is due",
    GapKind.PROMISE_OVERDUE: "your promise is overdue",
    GapKind.PROMISE_THEIRS_OVERDUE: "their promise is overdue",
    GapKind.COMPLAINT_UNACKNOWLEDGED: "complaint without an answer",
    GapKind.GONE_QUIET: "has gone quiet",
    GapKind.CADENCE_MISSED: "agreed contact missed",
    GapKind.MET_NO_RECAP: "meeting without a recap",
    GapKind.INVITATION_UNANSWERED: "invitation without your answer",
    GapKind.RECAP_UNCONFIRMED: "recap not confirmed",
}

#: The same where only headers were read.
_MAYBE = {GapKind.REPLY_OWED: "may wait for your answer"}

DRAFT_KINDS = {
    "reply": "answer",
    "nudge": "reminder",
    "recap": "recap",
    "greeting": "greeting",
    "status": "summary",
    "check_in": "check-in",
}

#: Whose words they are changes whom "you" and "my" mean: what is owed is said to the owner.
_OTHERS = re.compile(r"\b(?:you|your|yours|yourself|yourselves)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"\b(?:i|me|my|mine|myself)\b|\bi'", re.IGNORECASE)
_POSSESSED = {"your": "their", "yours": "theirs", "yourself": "themselves",
              "yourselves": "themselves"}  # fmt: skip
#: Before these "you" is the one who acts, ...
_ACTS = frozenset(
    "can could will would shall should may might must do did have had are were need want get like "
    "prefer".split()
)
#: ... and behind these the one to whom something is done.
_RECEIVES = frozenset(
    "about ask at brief bring by call contact copy email for forward from get give hand help inform "
    "invite invoice join keep let mail meet message notify of offer on pay phone ping remind ring "
    "see send show support tell thank to update visit with write".split()
)

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_kind(gap: Gap) -> str:
    """What kind of gap, as people say it; an explained silence says so, and what nobody read."""
    if gap.headers_only:
        return f"{_MAYBE.get(gap.kind, KINDS[gap.kind])}, headers only"
    return KINDS[gap.kind] + (", explained" if gap.explained else "")


def say_who(history: History, gap: Gap) -> str:
    """The person if it is one, and the organisation: `Dana Whitlock, Corbel & Stroud`."""
    people = [history.people[one] for one in gap.people if one in history.people]
    client = history.clients.get(gap.client) if gap.client else None
    organisation = fold(client.name) if client else "prospect"
    if len(people) == 1:
        return f"{fold(people[0].name or people[0].address)}, {organisation}"
    if not client and gap.people:
        return f"{fold(gap.people[0])}, {organisation}"
    return organisation


def say_recipients(history: History, addresses: Sequence[str]) -> str:
    """The first by name, the others counted: `Dana Whitlock + 2`."""
    if not addresses:
        return "nobody yet"
    person = history.people.get(addresses[0])
    first = fold(person.name if person and person.name else addresses[0])
    return first if len(addresses) == 1 else f"{first} + {len(addresses) - 1}"


def say_promised(content: str, *, ours: bool) -> str:
    """What was promised, as the owner says it: `send them the plan` for `send you the plan`.

    Where a word could be read two ways the speaker's own are kept, between quotation marks.

    Args:
        content: In the words of the one who promised, folded.
        ours: Our side promised; else the words are theirs and "you" is us.
    """
    if not ours or _SPEAKER.search(content):
        return f"“{content}”" if _OTHERS.search(content) or _SPEAKER.search(content) else content
    said, end = [], 0
    for found in _OTHERS.finditer(content):
        word = _other(found[0].lower(), content[: found.start()], content[found.end() :])
        if word is None:
            return f"“{content}”"
        said += [content[end : found.start()], word]
        end = found.end()
    return "".join((*said, content[end:]))


def _other(word: str, before: str, after: str) -> str | None:
    """The word "you" as somebody else is called, or None where it can be read two ways."""
    if word != "you":
        return _POSSESSED[word]
    behind = re.findall(r"[\w']+", before)[-1:]
    ahead = re.match(r"\s*([\w']+)", after)
    if ahead is not None and ahead[1].lower() in _ACTS:
        return None if behind and behind[0].lower() in _RECEIVES - {"about", "for"} else "they"
    return "them" if behind and behind[0].lower() in _RECEIVES else None


def say_as_of(local: datetime) -> str:
    """`Thursday 19 November 2026, 16:00`; midnight is the end of the day that it closes."""
    if local.time() == time():
        return f"end of {_long_day(local.date() - timedelta(days=1))}"
    return f"{_long_day(local)}, {local:%H:%M}"


def _long_day(value: date) -> str:
    return f"{value:%A} {value.day} {value:%B %Y}"


def short_day(value: date, as_of: datetime) -> str:
    """`19 Nov`, with the year only where it is another."""
    year = "" if value.year == as_of.year else f" {value.year}"
    return f"{value.day} {_MONTHS[value.month - 1]}{year}"


def week_day(value: date, as_of: datetime) -> str:
    """`Thu 19 Nov`."""
    return f"{_WEEKDAYS[value.weekday()]} {short_day(value, as_of)}"
