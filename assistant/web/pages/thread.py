"""A conversation: the newest message first, new words open and quotes folded, what was read marked.

Only `PER_PAGE` messages stand on one page and only the beginning of a very long one: threads of
50,000 messages and mails of 100 MB exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, HTTPException
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.assess.show import load_zones
from assistant.insight.records import Direction, PromiseState, Side
from assistant.reports.headers_only import NOT_KNOWN
from assistant.reports.languages import say_language
from assistant.reports.wording import KINDS, say_kind
from assistant.store.engine import read
from assistant.web.pages.cards import gather
from assistant.web.pages.lines import cut
from assistant.web.pages.marks import ACTS, Block, find_spans, make_blocks
from assistant.web.pages.words import (
    anchor,
    gap_href,
    listed,
    message_href,
    one_line,
    parse_page,
    say_at,
    say_client,
    say_due,
    say_person,
    thread_href,
)
from assistant.web.visit import Visit, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.insight.records import Findings, History, Message, Promise
    from assistant.web.pages.cards import Matter

router = APIRouter()

PER_PAGE = 30
#: Characters of one message; the rest is one click away.
SHOWN_CHARACTERS = 20_000

_STATES = {
    PromiseState.OPEN: "open",
    PromiseState.KEPT: "kept",
    PromiseState.KEPT_LATE: "kept late",
    PromiseState.RENEGOTIATED: "a new date was agreed",
    PromiseState.CANCELLED: "released",
    PromiseState.SLIPPED: "not kept in time",
}
_STILL_OPEN = frozenset({PromiseState.OPEN, PromiseState.SLIPPED})


@dataclass(frozen=True, slots=True)
class PromiseBox:
    """A promise under the message that makes it, with what can be said about it.

    Attributes:
        is_open: It can still be done.
        due_on: The last day of its due range for a date field, ISO 8601; empty without one.
    """

    id: str
    who: str
    ours: bool
    content: str
    due: str
    due_on: str
    state: str
    is_open: bool
    done_href: str | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as the page shows it.

    Attributes:
        side: `us`, `them` or `other`.
        subject: Where it is another than the thread's, else empty.
        note: Why there is no text, or that its language is not understood; empty else.
        quiet: Why it stands folded: an automatic message.
        more: Characters that were left out; `all_href` shows them.
    """

    anchor: str
    sender: str
    address: str
    side: str
    organisation: str
    to: str
    cc: str
    sent_at: datetime
    subject: str
    attachments: tuple[str, ...]
    blocks: tuple[Block, ...]
    promises: tuple[PromiseBox, ...]
    note: str
    quiet: str
    more: int
    all_href: str


@dataclass(frozen=True, slots=True)
class OpenGap:
    """What is open in the thread."""

    href: str
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of a conversation.

    Attributes:
        clients: (slug, name) of everybody on it; several make it mixed.
        people: (name, address, role or organisation).
        legend: (class, word) of the marks on this page.
    """

    id: str
    subject: str
    clients: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str, str], ...]
    count: int
    first_at: datetime
    last_at: datetime
    gaps: tuple[OpenGap, ...]
    messages: tuple[MessageView, ...]
    legend: tuple[tuple[str, str], ...]
    page: int
    pages: int


def find_thread(history: History, thread_id: str) -> tuple[Message, ...]:
    """The messages of a thread, newest first; empty when there is none."""
    found = [one for one in history.messages if one.thread_id == thread_id]
    return tuple(sorted(found, key=lambda one: (one.sent_at, one.id), reverse=True))


def count_pages(count: int) -> int:
    """On how many pages so many messages stand."""
    return -(-count // PER_PAGE)


def find_page(messages: Sequence[Message], message_id: str) -> int:
    """The page, from 1, on which a message of a thread stands."""
    place = next((at for at, one in enumerate(messages) if one.id == message_id), 0)
    return place // PER_PAGE + 1


def build_thread(
    history: History,
    findings: Findings,
    messages: Sequence[Message],
    *,
    zones: Mapping[str, Sequence[tuple[str, int, int]]],
    page: int = 1,
    whole: str = "",
) -> Thread:
    """One page of a thread.

    Args:
        messages: Of the thread, newest first, at least one.
        zones: Message id → (kind, start, end) of what is not new text.
        page: From 1 to the last.
        whole: Anchor of the message that is shown to its end.
    """
    pages = count_pages(len(messages))
    shown = messages[(page - 1) * PER_PAGE : page * PER_PAGE]
    subject = one_line(messages[-1].subject)
    makes: dict[str, list[Promise]] = {}
    for promise in findings.promises:
        makes.setdefault(promise.message_id, []).append(promise)
    views = tuple(
        _view(
            one, history, subject=subject, zones=zones.get(one.id, ()),
            promises=makes.get(one.id, ()), page=page, whole=whole == anchor(one.id),
        )
        for one in shown
    )  # fmt: skip
    slugs = dict.fromkeys(slug for one in messages for slug in one.clients)
    return Thread(
        id=messages[0].thread_id,
        subject=subject or "No subject",
        clients=tuple((slug, say_client(history, slug)) for slug in slugs),
        people=_people(messages, history),
        count=len(messages),
        first_at=messages[-1].sent_at,
        last_at=messages[0].sent_at,
        gaps=tuple(
            _open_gap(matter, history)
            for matter in gather(
                gap for gap in findings.gaps if gap.thread_id == messages[0].thread_id
            )
        ),
        messages=views,
        legend=_legend(views),
        page=page,
        pages=pages,
    )


@router.get("/threads/{thread_id:path}")
def thread(
    thread_id: str,
    visit: Annotated[Visit, Depends(signed_in)],
    page: str = "1",
    whole: str = "",
) -> Response:
    """One conversation."""
    look = visit.live.look()
    messages = find_thread(look.history, thread_id)
    if not messages:
        raise HTTPException(404)
    number = min(parse_page(page), count_pages(len(messages)))
    keys = [one.id for one in messages[(number - 1) * PER_PAGE : number * PER_PAGE]]
    with read(visit.app.engine) as connection:
        zones = load_zones(connection, visit.app.owner_id, keys)
    shown = build_thread(
        look.history, look.findings, messages, zones=zones, page=number, whole=whole
    )
    return visit.page("thread.html", nav="clients", page=shown)


@router.get("/messages/{message_id:path}")
def message(message_id: str, visit: Annotated[Visit, Depends(signed_in)]) -> Response:
    """To a message in its thread."""
    history = visit.live.look().history
    found = next((one for one in history.messages if one.id == message_id), None)
    if found is None:
        raise HTTPException(404)
    messages = find_thread(history, found.thread_id)
    page = find_page(messages, found.id)
    href = thread_href(found.thread_id, message_id=found.id)
    return visit.go(href if page == 1 else href.replace("#", f"?page={page}#"))


def make_promise_box(promise: Promise, history: History) -> PromiseBox:
    """A promise with where it stands."""
    ours = promise.debtor is Side.US
    people = history.people
    who = say_person(people.get(promise.person), promise.person)
    due = promise.due
    due_on = ""
    if due is not None and due.to_at is not None:
        last = due.to_at - timedelta(seconds=due.to_at != due.from_at)
        due_on = last.astimezone(ZoneInfo(history.owner.clock.zone)).date().isoformat()
    state = _STATES[promise.state]
    if promise.discharged_at is not None:
        state += f" on {say_at(promise.discharged_at, history)}"
    elif promise.ageing:
        state += ", growing old"
    return PromiseBox(
        id=promise.id,
        who=who,
        ours=ours,
        content=cut(promise.content),
        due=say_due(due, history) + (" (ambiguous)" if due is not None and due.ambiguous else ""),
        due_on=due_on,
        state=state,
        is_open=promise.state in _STILL_OPEN,
        done_href=message_href(promise.discharged_by_message)
        if promise.discharged_by_message
        else None,
    )


def _view(
    one: Message,
    history: History,
    *,
    subject: str,
    zones: Sequence[tuple[str, int, int]],
    promises: Iterable[Promise],
    page: int,
    whole: bool,
) -> MessageView:
    most = None if whole else SHOWN_CHARACTERS
    own_subject = one_line(one.subject)
    organisation = say_client(history, one.client) if one.client else ""
    return MessageView(
        anchor=anchor(one.id),
        sender=one_line(one.sender_name) or say_person(history.people.get(one.sender), one.sender),
        address=one_line(one.sender),
        side={Direction.OUT: "us", Direction.IN: "them"}.get(one.direction, "other"),
        organisation=organisation if one.direction is Direction.IN else "",
        to=_say_all(one.to, history),
        cc=_say_all(one.cc, history),
        sent_at=one.sent_at,
        subject="" if _is_same_subject(own_subject, subject) else own_subject,
        attachments=tuple(map(one_line, one.attachments)),
        blocks=make_blocks(one.text, zones, find_spans(one.sentences), most=most),
        promises=tuple(make_promise_box(promise, history) for promise in promises),
        note=_note(one),
        quiet=_say_automatic(one),
        more=max(0, len(one.text) - SHOWN_CHARACTERS) if not whole else 0,
        all_href=f"{thread_href(one.thread_id)}?page={page}&whole={anchor(one.id)}#{anchor(one.id)}",
    )


def _open_gap(matter: Matter, history: History) -> OpenGap:
    gap = matter.gap
    who = say_person(history.people.get(gap.people[0]), gap.people[0]) if gap.people else ""
    what = listed([say_kind(gap), *(KINDS[one.kind] for one in matter.others)])
    return OpenGap(gap_href(gap.id), gap.severity.value, f"{who}: {what}" if who else what)


def _is_same_subject(own: str, subject: str) -> bool:
    """Whether only reply marks tell two subjects apart."""
    return own.endswith(subject.rpartition(":")[2].strip()) if subject else not own


def _note(one: Message) -> str:
    if not one.has_body:
        return NOT_KNOWN
    if not one.text.strip():
        return "It has no text."
    if not one.understood and not one.automatic:
        return (
            f"In {say_language(one.language)}: no rules are written for it, so nothing is marked."
        )
    if one.simply_read and not one.automatic:
        return f"In {say_language(one.language)}: read by simple rules, which see plain cases only."
    return ""


def _say_automatic(one: Message) -> str:
    if one.calendar_method is not None:
        return f"Calendar {one_line(one.calendar_method)}"
    if one.automatic:
        return f"Automatic: {one_line(one.automatic_reason or 'a machine wrote it')}"
    return ""


def _say_all(addresses: Iterable[str], history: History) -> str:
    """Everybody by name; thousands of addressees are counted."""
    named = [say_person(history.people.get(one), one) for one in addresses]
    more = len(named) - PER_PAGE
    return ", ".join(named[:PER_PAGE]) + (f" and {more:,} more" if more > 0 else "")


def _people(messages: Sequence[Message], history: History) -> tuple[tuple[str, str, str], ...]:
    seen = dict.fromkeys(
        address for one in messages if not one.automatic for address in (one.sender, *one.to)
    )
    found = []
    for address in list(seen)[:PER_PAGE]:
        person = history.people.get(address)
        if address in history.owner.addresses:
            continue
        what = "our side" if history.is_ours(address) else ""
        if person is not None and person.client:
            what = one_line(person.role or say_client(history, person.client))
        found.append((say_person(person, address), one_line(address), what))
    return tuple(found)


def _legend(views: Iterable[MessageView]) -> tuple[tuple[str, str], ...]:
    used = {
        css
        for view in views
        for block in view.blocks
        for piece in block.pieces
        for css in piece.css.split()
    }
    return tuple((f"tag-{act}", word) for act, word in ACTS.items() if f"tag-{act}" in used)
