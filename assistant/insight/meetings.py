"""Client meetings: which were held, when a recap was due, and which message is the recap.

A recap is looked for from the messages' side: each of ours after a meeting belongs to the latest
held meeting it can be about: of its series by thread, subject or title, of its people where it only
says "thanks for the call". Whether a missing recap is a gap today is decided by the gaps.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from assistant.insight.clocks import Clocks
from assistant.insight.held import is_held, people_of_clients
from assistant.insight.index import is_human, recipients
from assistant.insight.records import Direction, MeetingView
from assistant.insight.worktime import NeverWorks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from assistant.insight.index import Index
    from assistant.insight.records import History, Meeting, Message

#: How many meetings back "thanks for the call" is looked for one with the people written to.
_MEETINGS_BACK = 8

#: Subjects and lines that refer to a meeting without a tag: the language stage reads sentences, and
#: "Minutes of our call" as a subject or "The minutes, in brief:" as a heading is none.
_SUBJECT_REFERS = re.compile(
    r"\b(?:minutes|recap|takeaways|action items|(?:meeting|call) (?:notes|summary)"
    r"|(?:notes|summary|actions|follow[- ]?up)(?: (?:of|from|on|to|after)\b|:))",
    re.IGNORECASE,
)
_TEXT_REFERS = re.compile(
    r"\b(?:(?:the|our|these|attached|brief|following|my) (?:minutes|notes)\b"
    r"|(?:minutes|notes|recap|summary) (?:of|from) (?:the|our|today's|yesterday's)\b"
    r"|as discussed\b|action items\b"
    r"|(?:thanks|thank you)[^.!?\n]{0,24} for (?:the|your|our|a|today's|yesterday's)"
    r"[\w ]{0,20}\b(?:call|meeting|conversation|discussion|visit|workshop|session)\b)",
    re.IGNORECASE,
)

#: One of these words is in all of them; looking for words first spares the long pattern.
_REFERRING = frozenset(
    "minutes minutes, minutes: notes notes, notes: recap recap: summary discussed "
    "discussed, items items: thanks thank".split()
)

_Key = tuple[str, str]


def view_meetings(
    history: History, index: Index, *, clocks: Clocks | None = None
) -> tuple[MeetingView, ...]:
    """Every meeting with a client's or prospect's person, by start, ties by uid.

    Args:
        history: Future and cancelled meetings are viewed too; they are not held.
        index: Of the same history.
        clocks: Kept clocks of the same index, where the caller has them.

    Returns:
        `client` is the main client's slug, None for a prospect.
    """
    clocks = clocks or Clocks(index)
    meetings = sorted(
        (one for one in history.meetings if people_of_clients(one, history)),
        key=lambda one: (one.start_at, one.ical_uid, one.recurrence_id),
    )
    held = [meeting for meeting in meetings if is_held(meeting, history)]
    recaps = _find_recaps(held, index)
    unread = {key for key, recap in recaps.items() if not index.by_id[recap].has_body}
    last = {meeting.ical_uid: _key(meeting) for meeting in held}
    heldness = {_key(meeting) for meeting in held}
    return tuple(
        MeetingView(
            meeting=meeting,
            client=_client(meeting, index),
            held=_key(meeting) in heldness,
            recap=recaps.get(_key(meeting)),
            recap_due_at=_recap_due_at(meeting, clocks) if _key(meeting) in heldness else None,
            replaced=_key(meeting) in heldness
            and _key(meeting) not in recaps
            and last[meeting.ical_uid] != _key(meeting),
            recap_unread=_key(meeting) in unread,
        )
        for meeting in meetings
    )


def main_slug(meeting: Meeting, index: Index) -> str | None:
    """The client or prospect with most people on a meeting; of equals the one invited first."""
    known = [slug for slug in meeting.clients if index.client(slug) is not None]
    if known:
        return known[0]
    people = people_of_clients(meeting, index.history)
    slugs = [slug for slug in map(index.client_of, people) if slug is not None]
    return max(dict.fromkeys(slugs), key=slugs.count, default=None)


def client_attendees(meeting: Meeting, index: Index) -> tuple[str, ...]:
    """People of the main client on a meeting who did not decline, the organizer too."""
    slug = main_slug(meeting, index)
    declined = {one.address for one in meeting.attendees if one.partstat == "declined"}
    return tuple(
        address
        for address in people_of_clients(meeting, index.history)
        if address not in declined and index.client_of(address) == slug
    )


def _client(meeting: Meeting, index: Index) -> str | None:
    slug = main_slug(meeting, index)
    client = index.client(slug) if slug is not None else None
    return None if client is None or client.prospect else client.slug


def _key(meeting: Meeting) -> _Key:
    return meeting.ical_uid, meeting.recurrence_id


def _recap_due_at(meeting: Meeting, clocks: Clocks) -> datetime | None:
    """End of our next working day after it; None where we never work again."""
    try:
        return clocks.ours.end_of_next_working_day(meeting.end_at)
    except NeverWorks:
        return None


def _find_recaps(held: Sequence[Meeting], index: Index) -> dict[_Key, str]:
    """The first follow-up of each held meeting that has one."""
    by_slug: defaultdict[str, list[Meeting]] = defaultdict(list)
    for meeting in held:
        slug = main_slug(meeting, index)
        if slug is not None:
            by_slug[slug].append(meeting)
    invitations = _invitation_threads(index)
    recaps: dict[_Key, str] = {}
    for slug, meetings in by_slug.items():
        past = _Past(meetings, invitations, index)
        for message in index.client_messages.get(slug, ()):
            if message.direction is Direction.OUT and is_human(message):
                for meeting in past.followed_up_by(message):
                    recaps.setdefault(_key(meeting), message.id)
    return recaps


def _invitation_threads(index: Index) -> dict[str, set[str]]:
    """Threads and base subjects ("=subject") of calendar mail, by the event's uid."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for message in index.history.messages:
        if message.ical_uid is not None:
            found[message.ical_uid].add(message.thread_id)
            if message.base_subject:
                found[message.ical_uid].add("=" + message.base_subject)
    return found


class _Past:
    """The held meetings of one client, by what a message can refer to them with."""

    def __init__(
        self, meetings: Iterable[Meeting], invitations: dict[str, set[str]], index: Index
    ) -> None:
        self._people: dict[_Key, frozenset[str]] = {}
        self._all: list[Meeting] = sorted(meetings, key=_by_end)
        self._referred: defaultdict[str, list[Meeting]] = defaultdict(list)
        self._titles: dict[str, list[Meeting]] = {}
        for meeting in self._all:
            self._people[_key(meeting)] = frozenset(client_attendees(meeting, index))
            title = " ".join(meeting.summary.casefold().split())
            for handle in invitations.get(meeting.ical_uid, set()) | ({"=" + title} - {"="}):
                self._referred[handle].append(meeting)
            if " " in title:  # "Call" stands in any mail; "Roadmap review" names a meeting
                self._titles.setdefault(title, []).append(meeting)

    def followed_up_by(self, message: Message) -> Iterator[Meeting]:
        """The meetings that a message of ours is a follow-up of; may repeat one."""
        to = frozenset(recipients(message))
        for meetings in self._candidates(message):
            ended = bisect_right(meetings, message.sent_at, key=lambda one: one.end_at)
            # A message in the very second of the end is not after it.
            while ended and meetings[ended - 1].end_at >= message.sent_at:
                ended -= 1
            for meeting in reversed(meetings[max(0, ended - _MEETINGS_BACK) : ended]):
                if self._reaches_most(meeting, to):
                    yield meeting
                    break

    def _candidates(self, message: Message) -> Iterator[list[Meeting]]:
        if message.thread_id in self._referred:
            yield self._referred[message.thread_id]
        if "=" + message.base_subject in self._referred:
            yield self._referred["=" + message.base_subject]
        if self._titles:
            words = " ".join(f"{message.subject} {new_text(message)}".casefold().split())
            for title, meetings in self._titles.items():
                if title in words:
                    yield meetings
        # What a message says of which only headers were read is not known: it may be the recap.
        if not message.has_body or _refers_to_a_meeting(message):
            yield self._all

    def _reaches_most(self, meeting: Meeting, to: frozenset[str]) -> bool:
        """Whether more than half of the client's attendees who did not decline are written to."""
        people = self._people[_key(meeting)]
        return len(people & to) * 2 > len(people)


def _by_end(meeting: Meeting) -> tuple[datetime, str, str]:
    return meeting.end_at, meeting.ical_uid, meeting.recurrence_id


def _refers_to_a_meeting(message: Message) -> bool:
    """Whether a message speaks of a meeting without saying which."""
    tagged = any(
        one.refers_to_meeting and not _in_quote(one.start, message) for one in message.sentences
    )
    if tagged or _SUBJECT_REFERS.search(message.subject):
        return True
    new = new_text(message)
    return not _REFERRING.isdisjoint(new.lower().split()) and bool(_TEXT_REFERS.search(new))


def _in_quote(at: int, message: Message) -> bool:
    return any(start <= at < end for start, end in message.quoted)


def new_text(message: Message) -> str:
    """The text of a message without its quotes."""
    if not message.quoted:
        return message.text
    new, at = [], 0
    for start, end in sorted(message.quoted):
        new.append(message.text[at:start])
        at = max(at, end)
    return " ".join([*new, message.text[at:]])
