"""The drafts: what waits, filtered and in pages; several accepted at once.

A page loads its own rows only. Whatever stands in the way of a draft must be looked at on its own
page: only a draft without any check can be selected here, and its text can be read here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.errors import NotFound
from assistant.review.errors import Blocked, NotAllowed, StaleDraft
from assistant.review.queue import QUEUE_ORDER, QueueFilter
from assistant.review.review import Shown
from assistant.review.states import DraftState
from assistant.web.pages.draft import find_desk, find_undo, find_whole
from assistant.web.pages.drafting import (
    STATES,
    Check,
    name_checks,
    say_age,
    say_block,
    say_boxes,
    say_clock,
    say_kind,
    say_state,
    say_you,
)
from assistant.web.pages.forms import Many  # noqa: TC001 - FastAPI reads it
from assistant.web.pages.words import client_href, counted, draft_href, one_line, visible
from assistant.web.visit import Visit, posted, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from assistant.desk import Desk
    from assistant.drafting.records import Mailbox
    from assistant.insight.records import Client
    from assistant.review.queue import QueueCounts, QueueRow
    from assistant.web.pages.drafting import Undo

router = APIRouter(prefix="/queue")

PAGE_SIZE = 20
#: More picks than a page has rows come from no page of ours.
MAX_PICKS = 100
#: Longer searches find nothing more.
MAX_WORDS = 100

#: What is over; listed only when asked for.
OVER = (DraftState.DELIVERED, DraftState.REJECTED, DraftState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class RowLine:
    """One draft of the list.

    Attributes:
        pick: Value of its checkbox; None where it cannot be accepted from here.
        when: What its state says of time: ``goes out 10:42:43``, ``until Mon 23 Nov``.
        left_s: Seconds of the hold; None without one.
    """

    id: str
    href: str
    client: str
    client_name: str
    kind: str
    to: str
    addresses: str
    subject: str
    body: str
    why: str
    state: DraftState
    state_text: str
    when: str
    left_s: int | None
    age: str
    edited: bool
    checks: tuple[Check, ...]
    pick: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one client in a row, with its heading."""

    client_name: str
    client_href: str
    rows: tuple[RowLine, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """One state to look at; `state` is the value in the address, ``''`` for all that waits."""

    state: str
    label: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A selected draft that was not accepted, and why."""

    href: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Everything the list of drafts shows."""

    tabs: tuple[Tab, ...]
    clients: tuple[Option, ...]
    kinds: tuple[Option, ...]
    state: str
    words: str
    sections: tuple[Section, ...]
    total: int
    first: int
    last: int
    before: str | None
    after: str | None
    filtered: bool
    waiting: int
    undo: Undo | None = None
    accepted: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def picks(self) -> int:
        """How many of the rows can be selected."""
        return sum(row.pick is not None for section in self.sections for row in section.rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as it was read: unknown values count as not given."""

    state: str = ""
    client: str = ""
    kind: str = ""
    words: str = ""
    page: int = 1

    @property
    def filter(self) -> QueueFilter:
        """The drafts that are asked for."""
        return QueueFilter(
            states=(DraftState(self.state),) if self.state else QUEUE_ORDER,
            client=self.client or None,
            kind=self.kind or None,
            words=self.words,
        )

    def href(self, **other: str | int) -> str:
        """The address of this list with something else."""
        values = {
            "state": self.state, "client": self.client, "kind": self.kind, "q": self.words,
            "page": self.page, **other,
        }  # fmt: skip
        kept = {name: value for name, value in values.items() if value and value != 1}
        return f"/queue?{urlencode(kept)}" if kept else "/queue"


def read_asked(
    state: str = "", client: str = "", kind: str = "", q: str = "", page: str = "1"
) -> Asked:
    """What the address asks for."""
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    known = {one.value for one in DraftState}
    words = " ".join(q.split())[:MAX_WORDS]
    return Asked(state if state in known else "", client, kind, words, max(1, number))


@router.get("")
def show_queue(
    visit: Annotated[Visit, Depends(signed_in)], asked: Annotated[Asked, Depends(read_asked)]
) -> Response:
    """The drafts that wait, or those of one state."""
    return _show(visit, asked)


@router.post("/accept")
def accept_selected(
    visit: Annotated[Visit, Depends(posted)],
    asked: Annotated[Asked, Depends(read_asked)],
    pick: Many = None,
) -> Response:
    """Accept every selected draft by its own revision and hash; say of each other one why not."""
    desk = find_desk(visit, visit.live.look())
    accepted: list[str] = []
    refusals: list[Refusal] = []
    for given in dict.fromkeys((pick or ())[:MAX_PICKS]):
        shown = _read_pick(given)
        if shown is None:
            continue
        _accept_one(desk, shown, accepted, refusals, now=visit.now)
    if refusals:
        return _show(visit, asked, accepted=accepted, refusals=refusals, status=409)
    if not accepted:
        return visit.go(asked.href(), say="Nothing was selected.")
    said = f"{counted(len(accepted), 'draft')} accepted."
    if len(accepted) > 1:
        said += " Each can be taken back on its own page until it goes out."
    return visit.go(asked.href(), say=said)


def build_queue(
    asked: Asked,
    counts: QueueCounts,
    rows: Sequence[QueueRow],
    total: int,
    *,
    clients: Mapping[str, Client],
    now: datetime,
    say_time: Callable[[datetime], str],
    zone: str,
) -> QueuePage:
    """The page of the list as data.

    Args:
        rows: Of this page only.
        total: How many the filter lets through.
    """
    lines = [make_line(row, clients=clients, now=now, say_time=say_time, zone=zone) for row in rows]
    first = (asked.page - 1) * PAGE_SIZE
    states = asked.filter.states
    names = counts.names("client", states)
    labels = {slug: _client_name(clients, slug) for slug in {*names, asked.client} - {""}}
    return QueuePage(
        tabs=_make_tabs(asked, counts),
        clients=tuple(
            Option(slug, f"{label} ({names[slug]})", slug == asked.client)
            for slug, label in sorted(labels.items(), key=lambda pair: pair[1].casefold())
        ),
        kinds=tuple(
            Option(kind, f"{say_kind(kind)} ({count})", kind == asked.kind)
            for kind, count in sorted(counts.names("kind", states).items())
        ),
        state=asked.state,
        words=asked.words,
        sections=tuple(_group(lines)),
        total=total,
        first=first + 1 if lines else 0,
        last=first + len(lines),
        before=asked.href(page=asked.page - 1) if asked.page > 1 else None,
        after=asked.href(page=asked.page + 1) if first + len(lines) < total else None,
        filtered=bool(asked.client or asked.kind or asked.words),
        waiting=counts.total(QueueFilter()),
    )


def make_line(
    row: QueueRow,
    *,
    clients: Mapping[str, Client],
    now: datetime,
    say_time: Callable[[datetime], str],
    zone: str,
) -> RowLine:
    """One row of the list."""
    when, left_s = "", None
    if row.state is DraftState.APPROVED and row.goes_out_at is not None:
        when = f"goes out at {say_clock(row.goes_out_at, zone)}"
        left_s = max(0, round((row.goes_out_at - now).total_seconds()))
    elif row.state is DraftState.SNOOZED and row.snoozed_until is not None:
        when = f"until {say_time(row.snoozed_until)}"
    elif row.reason and row.state is not DraftState.PROPOSED:
        when = one_line(row.reason)
    clean = row.state is DraftState.PROPOSED and not row.blocked_by
    return RowLine(
        id=row.id,
        href=draft_href(row.id),
        client=row.client,
        client_name=_client_name(clients, row.client),
        kind=say_kind(row.kind),
        to=say_boxes(row.to),
        addresses=_say_addresses(row.to, row.cc),
        subject=one_line(row.subject) or "(no subject)",
        body=visible(row.body),
        why=one_line(row.why),
        state=row.state,
        state_text=say_state(row.state, row.blocked_by),
        when=when,
        left_s=left_s,
        age=say_age(row, now),
        edited=row.edited,
        checks=name_checks(row.blocked_by) if row.state is DraftState.PROPOSED else (),
        pick=f"{row.id}:{row.revision}:{row.content_sha256}" if clean else None,
    )


def _show(
    visit: Visit,
    asked: Asked,
    *,
    accepted: Sequence[str] = (),
    refusals: Sequence[Refusal] = (),
    status: int = 200,
) -> Response:
    look = visit.live.look()
    desk = visit.app.desk
    counts = desk.count()
    offset = (asked.page - 1) * PAGE_SIZE
    rows, total = desk.queue(asked.filter, counts, offset=offset, limit=PAGE_SIZE)
    page = build_queue(
        asked,
        counts,
        rows,
        total,
        clients=look.history.clients,
        now=visit.now,
        say_time=visit.request.app.state.environment.filters["local"],
        zone=visit.app.config.owner.zone,
    )
    page = replace(
        page,
        undo=find_undo(visit, desk),
        accepted=tuple(accepted),
        refusals=tuple(refusals),
    )
    here = asked.href()
    return visit.page("queue.html", status=status, nav="queue", queue=page, here=here)


def _accept_one(
    desk: Desk, shown: Shown, accepted: list[str], refusals: list[Refusal], *, now: datetime
) -> None:
    try:
        stored = find_whole(desk, shown.draft_id)
    except NotFound:
        refusals.append(Refusal("/queue", shown.draft_id, "There is no such draft."))
        return
    href, subject = draft_href(stored.id), one_line(stored.content.subject)
    try:
        desk.accept(shown, confirm=frozenset(), now=now)
    except StaleDraft as error:
        said = (
            " ".join(say_you(one, desk.config.owner.addresses) for one in error.changes)
            or "It is not what was shown."
        )
        refusals.append(Refusal(href, subject, f"It has changed since you looked. {said}"))
    except Blocked as error:
        said = " ".join(say_block(block.message) for block in error.blocks)
        refusals.append(Refusal(href, subject, said))
    except NotAllowed:
        refusals.append(Refusal(href, subject, f"Nothing to accept: {STATES[stored.state]}."))
    else:
        accepted.append(subject)


def _read_pick(given: str) -> Shown | None:
    """A checkbox's value: id, revision and hash of what was shown; None for anything else."""
    draft_id, _, rest = given.partition(":")
    revision, _, sha256 = rest.partition(":")
    if not (draft_id and revision.isascii() and revision.isdigit() and sha256):
        return None
    return Shown(draft_id, int(revision[:9]), sha256)


def _make_tabs(asked: Asked, counts: QueueCounts) -> tuple[Tab, ...]:
    numbers = counts.by_state(client=asked.client or None, kind=asked.kind or None)
    waiting = sum(numbers[state] for state in QUEUE_ORDER)
    tabs = [Tab("", "All that waits", waiting, asked.href(state="", page=1), not asked.state)]
    for state in (*QUEUE_ORDER, *OVER):
        current = asked.state == state.value
        if numbers[state] or current:
            href = asked.href(state=state.value, page=1)
            tabs.append(Tab(state.value, STATES[state], numbers[state], href, current))
    return tuple(tabs)


def _group(lines: Sequence[RowLine]) -> list[Section]:
    """Rows of one client that follow each other, under its name."""
    found: list[Section] = []
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or lines[at].client != lines[start].client:
            one = lines[start]
            rows = tuple(lines[start:at])
            found.append(Section(one.client_name, client_href(one.client), rows))
            start = at
    return found


def _client_name(clients: Mapping[str, Client], slug: str) -> str:
    found = clients.get(slug)
    return one_line(found.name if found is not None else slug)


def _say_addresses(to: Sequence[Mailbox], cc: Sequence[Mailbox]) -> str:
    """Every real address: `a@x.example; copy to b@x.example`."""
    said = ", ".join(one_line(box.address) for box in to)
    copies = ", ".join(one_line(box.address) for box in cc)
    return f"{said}; copy to {copies}" if copies else said
