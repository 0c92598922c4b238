"""One client: people, both clocks, what is open, promises both ways, reply times, the last months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, HTTPException
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.insight.headers_only import find_headers_only
from assistant.insight.records import GapKind, PromiseState, Side, WaitEnd
from assistant.insight.replies import find_median, find_p90, find_replies
from assistant.insight.wording import say_day, say_elapsed, say_worked
from assistant.insight.worktime import WorkClock
from assistant.reports.headers_only import say_headers_only
from assistant.web.charts import draw_overlap
from assistant.web.pages.gaps import Filters, GapLine, build_gaps
from assistant.web.pages.hours import say_assumed, say_hours
from assistant.web.pages.lines import MeetingLine, make_meeting_line
from assistant.web.pages.months import DAYS, TimelineView, build_timeline
from assistant.web.pages.overlap import Overlap, find_overlap, say_at_work
from assistant.web.pages.thread import PromiseBox, make_promise_box
from assistant.web.pages.words import (
    one_line,
    say_date,
    say_person,
    say_place,
    thread_href,
)
from assistant.web.visit import Visit, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from assistant.insight.records import Client, History, MeetingView, Promise, Touchpoint, Wait
    from assistant.web.live import Look

router = APIRouter()

PEOPLE = 40
MEETINGS = 4
PROMISES = 25
_STILL_OPEN = frozenset({PromiseState.OPEN, PromiseState.SLIPPED})
_ENDED = frozenset({WaitEnd.ANSWER, WaitEnd.MEETING, WaitEnd.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the client.

    Attributes:
        last_at: The last contact of any kind; None: none is known.
        note: Away, gone, or a clock of their own; empty else.
    """

    name: str
    address: str
    role: str
    last_at: datetime | None
    last_kind: str
    note: str


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A promise with the way to its words."""

    href: str
    box: PromiseBox


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """How long one side takes to answer the other, over some months.

    Attributes:
        clock: On which clock median and p90 are measured.
        wall: The median by the wall clock.
        within: Share within goal, or empty.
    """

    who: str
    count: int
    open: int
    median: str
    p90: str
    clock: str
    wall: str
    within: str


@dataclass(frozen=True, slots=True)
class ClientPage:
    """Everything the page says.

    Attributes:
        headers_only: What is not known because only headers were read; empty else.
    """

    slug: str
    name: str
    standing: str
    cadence: str
    contract: str
    hours: str
    assumed: tuple[str, ...]
    now_there: str
    last_two_way: str
    gaps: tuple[GapLine, ...]
    more_gaps: int
    people: tuple[PersonLine, ...]
    more_people: int
    overlap: Overlap
    overlap_picture: Markup
    ours: tuple[OpenPromise, ...]
    theirs: tuple[OpenPromise, ...]
    replies: tuple[ReplyLine, ...]
    last_meetings: tuple[MeetingLine, ...]
    next_meetings: tuple[MeetingLine, ...]
    timeline: TimelineView
    headers_only: str


def build_client(look: Look, slug: str) -> ClientPage | None:
    """The page of a client or prospect; None where nobody has the slug."""
    history, findings = look.history, look.findings
    client = history.clients.get(slug)
    if client is None:
        return None
    ours, theirs = WorkClock(history.owner.clock), WorkClock(client.clock)
    name = one_line(client.name)
    touches = [one for one in findings.touchpoints if one.client == slug]
    gaps = build_gaps(look, Filters(client=slug))
    overlap = find_overlap(ours, theirs, look.as_of, name=name)
    people = _people(client, touches, history)
    promises = [one for one in findings.promises if one.client == slug]
    last, following = _meetings(look, slug)
    return ClientPage(
        slug=slug,
        name=name,
        standing=_say_standing(client),
        cadence=say_cadence(client),
        contract=_say_contract(client, history),
        hours=say_hours(client.clock),
        assumed=say_assumed(client),
        now_there=say_now_there(theirs, look.as_of),
        last_two_way=say_last_two_way(touches, history),
        gaps=gaps.lines,
        more_gaps=gaps.count - len(gaps.lines),
        people=people[:PEOPLE],
        more_people=max(0, len(people) - PEOPLE),
        overlap=overlap,
        overlap_picture=draw_overlap(overlap),
        ours=_open_promises(promises, Side.US, history),
        theirs=_open_promises(promises, Side.THEM, history),
        replies=_replies(look, slug, ours, theirs),
        last_meetings=last,
        next_meetings=following,
        timeline=build_timeline(touches, promises, history, name=name),
        headers_only=say_headers_only(find_headers_only(history, slug)),
    )


@router.get("/clients/{slug:path}")
def client(slug: str, visit: Annotated[Visit, Depends(signed_in)]) -> Response:
    """One client."""
    page = build_client(visit.live.look(), slug)
    if page is None:
        raise HTTPException(404)
    return visit.page("client.html", nav="clients", page=page)


# ── Who they are ─────────────────────────────────────────────────────────────────────────────────


def say_cadence(client: Client) -> str:
    """`weekly, a meeting`; empty where nothing is agreed."""
    if client.cadence is None:
        return ""
    kind = {"meeting": "a meeting", "mail": "a mail"}.get(client.cadence_kind, "")
    return f"{client.cadence}, {kind}" if kind else client.cadence


def say_now_there(clock: WorkClock, at: datetime) -> str:
    """`Thu 21:14 in Kolkata, not at work until Fri 20 Nov 09:00`."""
    local = at.astimezone(ZoneInfo(clock.spec.zone))
    place = say_place(clock.spec.zone)
    where = clock.spec.zone if place == "there" else place
    return f"{local:%a %H:%M} {where}, {say_at_work(clock, at)}"


def say_last_two_way(touches: Iterable[Touchpoint], history: History) -> str:
    """`3 days ago, Tue 17 Nov 10:00`; `never` where none is known."""
    at = max((one.at for one in touches if one.two_way), default=None)
    if at is None:
        return "never"
    ago = say_elapsed((history.as_of - at).total_seconds())
    return f"{ago} ago, {say_date(at, history)}"


def _say_standing(client: Client) -> str:
    if client.prospect:
        return "prospect"
    return f"{client.tier.value} client"


def _say_contract(client: Client, history: History) -> str:
    year = history.as_of.year
    parts = []
    if client.start_on is not None:
        parts.append(f"since {say_day(client.start_on, year=year)}")
    if client.renewal_on is not None:
        parts.append(f"renewal on {say_day(client.renewal_on, year=year)}")
    return ", ".join(parts)


def _people(
    client: Client, touches: Sequence[Touchpoint], history: History
) -> tuple[PersonLine, ...]:
    last: dict[str, Touchpoint] = {}
    for one in touches:
        if one.person is not None:
            last[one.person] = one
    today = history.as_of.astimezone(ZoneInfo(client.clock.zone)).date()
    away = {one.address: one for one in history.absences if one.from_on <= today <= one.to_on}
    found = []
    for person in history.people.values():
        if person.client != client.slug:
            continue
        touch = last.get(person.address)
        note = ""
        if person.ended_at is not None:
            note = f"cannot be reached since {say_date(person.ended_at, history)}"
        elif person.address in away:
            note = f"away until {say_day(away[person.address].to_on, year=today.year)}"
        elif person.clock is not None:
            note = f"works {say_hours(person.clock)}"
        found.append(
            PersonLine(
                name=say_person(person, person.address),
                address=one_line(person.address),
                role=one_line(person.role or ""),
                last_at=touch.at if touch else None,
                last_kind=touch.kind if touch else "",
                note=note,
            )
        )
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.last_at is None,
                -one.last_at.timestamp() if one.last_at else 0.0,
                one.address,
            ),
        )
    )


# ── What happened and what is open ───────────────────────────────────────────────────────────────


def _open_promises(
    promises: Iterable[Promise], side: Side, history: History
) -> tuple[OpenPromise, ...]:
    """Open and slipped promises of a side, the soonest due first, undated ones last."""
    found = [one for one in promises if one.debtor is side and one.state in _STILL_OPEN]
    successors = {one.succeeds for one in promises if one.succeeds is not None}
    found = [one for one in found if one.id not in successors]
    found.sort(
        key=lambda one: (
            one.due is None or one.due.to_at is None,
            one.due.to_at if one.due and one.due.to_at else one.said_at,
            one.id,
        )
    )
    return tuple(
        OpenPromise(
            thread_href(one.thread_id, message_id=one.message_id), make_promise_box(one, history)
        )
        for one in found[:PROMISES]
    )


def _replies(look: Look, slug: str, ours: WorkClock, theirs: WorkClock) -> tuple[ReplyLine, ...]:
    """Both ways over the last months; sides that answered nothing and owe nothing are left out."""
    history = look.history
    since = look.as_of - timedelta(days=DAYS)
    waits = [one for one in look.findings.waits if one.client == slug]
    found = find_replies(waits, history, ours, from_at=since)
    lines = []
    mine = found.clients.get(slug)
    if mine is not None:
        share = mine.within_goal
        lines.append(
            ReplyLine(
                "You answer them", mine.n, mine.open,
                _worked(mine.ours.median_s, ours), _worked(mine.ours.p90_s, ours), "your clock",
                "" if mine.elapsed.median_s is None else say_elapsed(mine.elapsed.median_s),
                "" if share is None else f"{share:.0%}",
            )
        )  # fmt: skip
    awaited = [one for one in found.waits if one.side is Side.THEM]
    if awaited:
        lines.append(_their_line(awaited, theirs))
    return tuple(lines)


def _their_line(waits: Sequence[Wait], clock: WorkClock) -> ReplyLine:
    ended = [one for one in waits if one.end_kind in _ENDED]
    spent = [one.theirs_s for one in ended]
    wall = find_median([one.elapsed_s for one in ended])
    return ReplyLine(
        "They answer you", len(ended), sum(one.open for one in waits),
        _worked(find_median(spent), clock), _worked(find_p90(spent), clock), "their clock",
        "" if wall is None else say_elapsed(wall), "",
    )  # fmt: skip


def _worked(seconds: int | None, clock: WorkClock) -> str:
    return "" if seconds is None else say_worked(seconds, clock.working_day_s)


def _meetings(look: Look, slug: str) -> tuple[tuple[MeetingLine, ...], tuple[MeetingLine, ...]]:
    """The last that were, newest first, and the next to come."""
    gaps = {
        (gap.ical_uid, gap.recurrence_id): gap
        for gap in look.findings.gaps
        if gap.kind in {GapKind.MET_NO_RECAP, GapKind.INVITATION_UNANSWERED}
    }

    def line(view: MeetingView) -> MeetingLine:
        key = view.meeting.ical_uid, view.meeting.recurrence_id
        return make_meeting_line(view, look.history, gaps.get(key))

    views = [
        view
        for view in look.findings.meetings
        if slug in view.meeting.clients and not view.meeting.cancelled and not view.meeting.all_day
    ]
    past = [view for view in views if view.meeting.end_at <= look.as_of]
    to_come = [view for view in views if view.meeting.end_at > look.as_of]
    return (
        tuple(line(view) for view in past[: -MEETINGS - 1 : -1]),
        tuple(line(view) for view in to_come[:MEETINGS]),
    )
