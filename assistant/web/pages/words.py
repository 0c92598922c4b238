"""Words and addresses that several pages share: what mail wrote made visible, moments, links.

Nothing here knows of HTML: the templates escape. Here only those characters are made visible that
a browser would obey instead of showing them: controls, bidi marks, zero-width characters.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from assistant.insight.offsets import find_zone
from assistant.insight.wording import say_moment
from assistant.reports.lines import escape_controls, fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from assistant.insight.records import Due, History, MeetingView, Person

_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z`])")
#: Names said before the others are counted.
_NAMED = 3


def visible(text: str) -> str:
    """Text as written, with what a browser would obey made visible; line breaks stay."""
    return escape_controls(text)


def one_line(text: str) -> str:
    """Text of strangers as one visible line."""
    return fold(text)


def say_here(sentence: str, *, without: Iterable[str] = ()) -> str:
    """What a connector says, without the sentences that name commands the page has buttons for.

    Args:
        sentence: One or more; the first is always said.
        without: What else makes a sentence one that is left out.
    """
    first, *more = _SENTENCE.split(one_line(sentence))
    marks = ("`rapport account ", *without)
    return " ".join([first, *(one for one in more if not any(mark in one for mark in marks))])


def anchor(message_id: str) -> str:
    """The fragment under which a message stands on its thread's page: ids hold any character."""
    return f"m-{hashlib.sha256(message_id.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def message_href(message_id: str) -> str:
    """Where a message is shown; the address leads on to its thread."""
    return f"/messages/{_part(message_id)}"


def thread_href(thread_id: str, *, message_id: str | None = None) -> str:
    """A thread, at one of its messages where one is named."""
    fragment = f"#{anchor(message_id)}" if message_id is not None else ""
    return f"/threads/{_part(thread_id)}{fragment}"


def client_href(slug: str) -> str:
    """A client's page."""
    return f"/clients/{_part(slug)}"


#: Characters of an id that an address may be shortened to; reports print eight.
SHORTEST_ID = 6


def gap_href(gap_id: str) -> str:
    """A gap's page."""
    return f"/gaps/{_part(gap_id)}"


def draft_href(draft_id: str) -> str:
    """A draft's page."""
    return f"/drafts/{_part(draft_id)}"


def _part(text: str) -> str:
    """One segment of an address; a slash of an id is no slash of the address."""
    return quote(text, safe="", errors="surrogatepass")


def parse_page(text: str) -> int:
    """The number of a page from an address, from 1; anything else is the first."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """`1 message`, `2 messages`, `1,200 messages`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(parts)
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def say_person(person: Person | None, address: str) -> str:
    """A person's name, else the address."""
    return one_line(person.name if person is not None and person.name else address)


def say_people(history: History, addresses: Iterable[str]) -> str:
    """Up to three names, the others counted."""
    names = [say_person(history.people.get(one), one) for one in addresses]
    more = len(names) - _NAMED
    if more > 1:
        return listed([*names[:_NAMED], f"{more} others"])
    return listed(names)


def say_client(history: History, slug: str | None) -> str:
    """A client's name; `somebody` where nobody is known by the slug."""
    client = history.clients.get(slug or "")
    return one_line(client.name) if client is not None else "somebody"


def say_due(due: Due | None, history: History) -> str:
    """When a promise is due, as the owner reads it: `by Fri 21 Nov`, `no date`."""
    if due is None:
        return "no date"
    if due.to_at is None:
        return f"“{one_line(due.text)}”, no date" if due.text else "no date"
    zone, year = history.owner.clock.zone, history.as_of.year
    if due.from_at == due.to_at:
        return f"by {say_moment(due.to_at, zone, year=year)}"
    last = due.to_at - timedelta(seconds=1)
    return f"by {say_moment(last, due.zone or zone, year=year).rsplit(' ', 1)[0]}"


def say_at(at: datetime, history: History) -> str:
    """`Tue 17 Nov 10:00`, in the owner's zone."""
    return say_moment(at, history.owner.clock.zone, year=history.as_of.year)


def say_span(start: datetime, end: datetime, history: History, zone: str | None) -> str:
    """`10:00–11:00 (14:30–15:30 in Kolkata)`: here, and there where the clocks differ."""
    own = find_zone(history.owner.clock.zone)
    here = start.astimezone(own)
    text = f"{here:%H:%M}–{end.astimezone(own):%H:%M}"
    other = find_zone(zone) if zone is not None else own
    there = start.astimezone(other)
    if there.utcoffset() == here.utcoffset():
        return text
    day = "" if there.date() == here.date() else f"{there:%a} "
    return f"{text} ({day}{there:%H:%M}–{end.astimezone(other):%H:%M} {say_place(zone or '')})"


def say_place(zone: str) -> str:
    """`in Kolkata`; `there` for zones that are named after no city."""
    area, _, city = zone.rpartition("/")
    return f"in {city.replace('_', ' ')}" if area and area != "Etc" else "there"


def say_meeting_state(view: MeetingView, as_of: datetime) -> str:
    """Where a client meeting stands, in words."""
    meeting = view.meeting
    if meeting.cancelled:
        return "cancelled"
    if view.held:
        return "held, recap sent" if view.recap else "held"
    if meeting.end_at <= as_of:
        return "over, not held as far as the calendar tells"
    if meeting.own_partstat == "needs-action":
        return "waits for your answer"
    if meeting.own_partstat == "declined":
        return "you declined"
    return "going on" if meeting.start_at <= as_of else "to come"


def say_date(at: datetime, history: History) -> str:
    """`Tue 17 Nov`, in the owner's zone."""
    return say_at(at, history).rsplit(" ", 1)[0]
