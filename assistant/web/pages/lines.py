"""Single lines that several pages show: meetings, promises, drafts. Texts are visible, unescaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.insight.records import Side
from assistant.reports.wording import DRAFT_KINDS
from assistant.web.pages.words import (
    draft_href,
    gap_href,
    one_line,
    say_client,
    say_date,
    say_due,
    say_meeting_state,
    say_people,
    say_person,
    say_span,
    thread_href,
)

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.insight.records import Gap, History, MeetingView, Promise
    from assistant.review.glance import DraftGlance

#: A line of a promise or a subject; the whole stands one click away.
LINE_LENGTH = 140


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A client meeting of today."""

    start: datetime
    when: str
    title: str
    client: tuple[str, str] | None
    people: str
    state: str
    recap_missing: bool
    gap_href: str | None


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise with its words one click away.

    Attributes:
        overdue: Its due range is over.
    """

    href: str
    due: str
    client: tuple[str, str] | None
    who: str
    content: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft that waits for the owner."""

    href: str
    kind: str
    to: str
    subject: str
    note: str


def make_meeting_line(view: MeetingView, history: History, gap: Gap | None) -> MeetingLine:
    """A client meeting in one line; `gap` is what is open about it."""
    meeting = view.meeting
    slug = view.client or next(iter(meeting.clients), None)
    client = history.clients.get(slug or "")
    others = [one.address for one in meeting.attendees if one.clients]
    missing = view.held and view.recap is None and not view.replaced
    return MeetingLine(
        start=meeting.start_at,
        when=say_span(
            meeting.start_at, meeting.end_at, history, client.clock.zone if client else None
        ),
        title=cut(meeting.summary) or "no title",
        client=None if client is None else (client.slug, one_line(client.name)),
        people=say_people(history, others),
        state=say_meeting_state(view, history.as_of),
        recap_missing=missing,
        gap_href=gap_href(gap.id) if gap is not None else None,
    )


def make_promise_line(promise: Promise, history: History) -> PromiseLine:
    """A promise in one line; undated ones say since when."""
    due = promise.due
    dated = due is not None and due.to_at is not None
    client = history.clients.get(promise.client or "")
    theirs = promise.creditor if promise.debtor is Side.US else promise.person
    return PromiseLine(
        href=thread_href(promise.thread_id, message_id=promise.message_id),
        due=say_due(due, history) if dated else f"since {say_date(promise.said_at, history)}",
        client=None if client is None else (client.slug, one_line(client.name)),
        who=say_person(history.people.get(theirs or ""), theirs or say_client(history, None)),
        content=cut(promise.content),
        overdue=due is not None and due.to_at is not None and due.to_at <= history.as_of,
    )


def make_draft_line(draft: DraftGlance, history: History) -> DraftLine:
    """A draft that waits, in one line."""
    names = [one_line(name or say_person(history.people.get(at), at)) for name, at in draft.to]
    to = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more" if names else ""
    return DraftLine(
        href=draft_href(draft.id),
        kind=DRAFT_KINDS.get(draft.kind, draft.kind.replace("_", " ")),
        to=to or "nobody yet",
        subject=cut(draft.subject) or "no subject",
        note="needs your words" if draft.blocked else "",
    )


def cut(text: str) -> str:
    """One visible line, not endless."""
    line = one_line(text)
    return line if len(line) <= LINE_LENGTH else line[: LINE_LENGTH - 1].rstrip() + "…"
