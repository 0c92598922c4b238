"""Today: what waits and why, each with one thing to do; the day's meetings, promises and drafts;
what was read and what failed.

`build_today` makes the page's data from what is in memory; the view adds what the database counts.
An empty page never looks like a failed reading: `state` says which of them it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.insight.records import GapKind, PromiseState, Side
from assistant.reports.daily import DUE_SOON
from assistant.reports.headers_only import count_by_account, say_accounts
from assistant.reports.sources import Standing, find_standing
from assistant.review.glance import count_drafts, glance_at, glance_at_first
from assistant.review.states import DraftState
from assistant.store.accounts import load_states
from assistant.store.engine import read
from assistant.store.problems import load_problems
from assistant.store.sources import find_last_run
from assistant.store.tallies import load_days
from assistant.web.pages.cards import SEVERITIES, Cards, Matter, gather
from assistant.web.pages.lines import (
    DraftLine,
    MeetingLine,
    PromiseLine,
    cut,
    make_draft_line,
    make_meeting_line,
    make_promise_line,
)
from assistant.web.pages.reading import (
    SourceLine,
    find_troubles,
    make_place_days,
    make_source_line,
    say_reading,
    say_simply_read,
    say_unread,
)
from assistant.web.pages.words import counted, listed, message_href, one_line, say_person
from assistant.web.visit import Visit, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from assistant.insight.records import History, Promise
    from assistant.review.glance import DraftGlance
    from assistant.store.sources import Source
    from assistant.store.tallies import DayTally
    from assistant.web.live import Look
    from assistant.web.pages.cards import GapCard

router = APIRouter()

#: Matters of one severity; the others stand on the page of all gaps.
CARDS = 20
#: So many of them in full; the next are told in two lines, so that the page is read in one go.
IN_FULL = 5
#: Drafts, promises and old waits named on the page.
LINES = 5
OLDER_LINES = 20

_EVENING, _AFTERNOON, _MORNING = 18, 12, 4


@dataclass(frozen=True, slots=True)
class Group:
    """The matters of one severity.

    Attributes:
        cards: The worst, in full; `lines` the next, for two lines each; `more` only counted.
    """

    severity: str
    count: int
    cards: tuple[GapCard, ...]
    lines: tuple[GapCard, ...]
    more: int


@dataclass(frozen=True, slots=True)
class OldLine:
    """Something that has waited beyond the horizon."""

    since: datetime
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the page says.

    Attributes:
        state: `nothing read`, `failed` (something could not be read and nothing was found),
            `clear` or `gaps`.
        headline: What waits, in one sentence; `reading`: what it was found in.
        older: How many waits and meetings lie beyond the horizon; `old_lines` the latest of them.
    """

    greeting: str
    headline: str
    reading: str
    state: str
    troubles: tuple[str, ...]
    groups: tuple[Group, ...]
    watched: Group | None
    older: int
    old_lines: tuple[OldLine, ...]
    horizon_days: int
    meetings: tuple[MeetingLine, ...]
    ours: tuple[PromiseLine, ...]
    theirs: tuple[PromiseLine, ...]
    ageing: tuple[PromiseLine, ...]
    drafts: tuple[DraftLine, ...]
    drafts_waiting: int
    drafts_wrong: int
    sources: tuple[SourceLine, ...]
    problems: int
    unread: tuple[str, ...]
    simply_read: tuple[str, ...]
    headers_only: str
    dismissed: int


def build_today(
    look: Look,
    matters: Sequence[Matter],
    *,
    sources: Sequence[Source],
    problems: int,
    counts: Mapping[DraftState, int],
    drafts: Mapping[str, DraftGlance],
    first_drafts: Sequence[DraftGlance],
    local: datetime,
) -> Today:
    """Put the page together.

    Args:
        matters: Of `look.findings.gaps`, in their order.
        drafts: What is known of the drafts of the matters that are shown, by id.
        first_drafts: The first that wait for a person.
        local: The moment of the page on the owner's wall.
    """
    history, findings = look.history, look.findings
    cards = Cards(history, look.drafts_of, drafts)
    groups = [_group(severity.value, matters, cards) for severity in SEVERITIES]
    waiting = counts.get(DraftState.PROPOSED, 0)
    state = _state(sources, matters, look.as_of)
    ours, theirs = (_due_soon(findings.promises, history, side) for side in Side)
    return Today(
        greeting=_greet(history.owner.name, local),
        headline=_headline(state, groups, waiting),
        reading=say_reading(sources, history),
        state=state,
        troubles=find_troubles(sources, history),
        groups=tuple(one for one in groups[:-1] if one.count),
        watched=groups[-1] if groups[-1].count else None,
        older=findings.older,
        old_lines=_old_lines(look),
        horizon_days=history.goals.horizon_days,
        meetings=tuple(_meetings(look, local)),
        ours=ours,
        theirs=theirs,
        ageing=_ageing(findings.promises, history),
        drafts=tuple(make_draft_line(one, history) for one in first_drafts),
        drafts_waiting=waiting,
        drafts_wrong=counts.get(DraftState.FAILED, 0) + counts.get(DraftState.UNKNOWN, 0),
        sources=tuple(make_source_line(one, history) for one in sources),
        problems=problems,
        unread=tuple(say_unread(history)),
        simply_read=tuple(say_simply_read(history)),
        headers_only=say_accounts(count_by_account(sources)),
        dismissed=len(findings.dismissed),
    )


def shown_matters(matters: Iterable[Matter]) -> list[Matter]:
    """Those that get a card: the first of each severity."""
    shown: dict[str, list[Matter]] = {}
    for matter in matters:
        of_severity = shown.setdefault(matter.gap.severity, [])
        if len(of_severity) < CARDS:
            of_severity.append(matter)
    return [matter for found in shown.values() for matter in found]


@router.get("/")
def today(visit: Annotated[Visit, Depends(signed_in)]) -> Response:
    """The page one begins with."""
    look = visit.live.look()
    matters = gather(look.findings.gaps)
    ids = {
        look.drafts_of[gap.id]
        for matter in shown_matters(matters)
        for gap in matter.gaps
        if gap.id in look.drafts_of
    }
    owner_id = visit.app.owner_id
    with read(visit.app.engine) as connection:
        sources, days, problems = _load_reading(visit, connection)
        counts = count_drafts(connection, owner_id)
        drafts = glance_at(connection, owner_id, ids)
        first = glance_at_first(connection, owner_id, [DraftState.PROPOSED], most=LINES)
    page = build_today(
        look,
        matters,
        sources=sources,
        problems=problems,
        counts=counts,
        drafts=drafts,
        first_drafts=first,
        local=look.as_of.astimezone(ZoneInfo(look.history.owner.clock.zone)),
    )
    return visit.page("today.html", nav="today", page=page, places=make_place_days(days, sources))


def _load_reading(visit: Visit, connection: Connection) -> _Reading:
    """What is read from where and how many problems it has; counted once after each run.

    Counting 20,000 messages takes as long as all the rest of the page. What a check or a new
    configuration changes between two runs is seen at once: it stands in the accounts and tallies.
    """
    owner_id, state = visit.app.owner_id, visit.request.app.state
    days = load_days(connection, owner_id)
    accounts = tuple(visit.app.config.accounts)
    mark = (find_last_run(connection, owner_id), accounts, load_states(connection, owner_id), days)
    kept: tuple[object, _Reading] | None = getattr(state, "reading", None)
    if kept is None or kept[0] != mark:
        problems = len(load_problems(connection, owner_id))
        sources = visit.app.load_sources(connection)
        kept = state.reading = (mark, _Reading(sources, days, problems))
    return kept[1]


class _Reading(NamedTuple):
    """What is shown of the reading."""

    sources: Sequence[Source]
    days: Mapping[tuple[str, str, str], Sequence[DayTally]]
    problems: int


# ── What waits ───────────────────────────────────────────────────────────────────────────────────


def _group(severity: str, matters: Iterable[Matter], cards: Cards) -> Group:
    found = [one for one in matters if one.gap.severity.value == severity]
    shown = tuple(cards.card(one) for one in found[:CARDS])
    more = len(found) - len(shown)
    return Group(severity, len(found), shown[:IN_FULL], shown[IN_FULL:], more)


def _state(sources: Sequence[Source], matters: Sequence[Matter], now: datetime) -> str:
    if matters:
        return "gaps"
    begun = [one for one in sources if one.is_begun or one.state is not None]
    if any(find_standing(one, now) in _NOT_WHOLE for one in begun):
        return "failed"
    return "clear" if any(one.items for one in sources) else "nothing read"


def _greet(name: str, local: datetime) -> str:
    hour = local.hour
    part = (
        "evening"
        if hour >= _EVENING or hour < _MORNING
        else "afternoon"
        if hour >= _AFTERNOON
        else "morning"
    )
    first = one_line(name).partition(" ")[0]
    return f"Good {part}, {first}" if first else f"Good {part}"


#: Nothing found is then no good news.
_NOT_WHOLE = frozenset({Standing.SIGN_IN, Standing.FAILED, Standing.MISSING})

#: What an empty page says first: only where everything was read it may sound like good news.
_EMPTY = {
    "nothing read": "Nothing was read yet",
    "failed": "Nothing was found, but not everything could be read",
    "clear": "No gap is open",
}


def _headline(state: str, groups: Sequence[Group], drafts: int) -> str:
    """As "3 critical, 5 late and 2 due; 2 drafts wait for you."."""
    count = {group.severity: group.count for group in groups}
    parts = [f"{count[name]:,} {name}" for name in ("critical", "late", "due") if count[name]]
    watched = count["watch"]
    if parts:
        first = listed(parts)
    elif watched:
        first = f"Nothing is late; {counted(watched, 'matter')} to keep an eye on"
    else:
        first = _EMPTY[state]
    wait = "waits" if drafts == 1 else "wait"
    return f"{first}; {counted(drafts, 'draft')} {wait} for you." if drafts else f"{first}."


def _old_lines(look: Look) -> tuple[OldLine, ...]:
    history, findings = look.history, look.findings
    if not findings.older:
        return ()
    horizon = look.as_of - timedelta(days=history.goals.horizon_days)
    waits = [
        wait
        for wait in findings.waits
        if wait.open and wait.start_at < horizon and (wait.side is Side.US or not wait.prospect)
    ]
    waits.sort(key=lambda one: one.start_at, reverse=True)
    return tuple(
        OldLine(
            wait.start_at,
            f"{say_person(history.people.get(wait.person), wait.person)} "
            f"{'waits for your answer' if wait.side is Side.US else 'has not answered you'}: "
            f"{cut(wait.subject) or 'no subject'}",
            message_href(wait.start_message_id),
        )
        for wait in waits[:OLDER_LINES]
    )


# ── The day ──────────────────────────────────────────────────────────────────────────────────────


def _meetings(look: Look, local: datetime) -> Iterable[MeetingLine]:
    history = look.history
    zone = ZoneInfo(history.owner.clock.zone)
    gaps = {
        (gap.ical_uid, gap.recurrence_id): gap
        for gap in look.findings.gaps
        if gap.kind in {GapKind.MET_NO_RECAP, GapKind.INVITATION_UNANSWERED}
    }
    for view in look.findings.meetings:
        meeting = view.meeting
        if meeting.start_at.astimezone(zone).date() != local.date() or meeting.all_day:
            continue
        if meeting.cancelled:
            continue
        gap = gaps.get((meeting.ical_uid, meeting.recurrence_id))
        yield make_meeting_line(view, history, gap)


def _due_soon(promises: Iterable[Promise], history: History, side: Side) -> tuple[PromiseLine, ...]:
    """Open promises of a side that are due within a week or are over, the soonest first."""
    soon = history.as_of + DUE_SOON
    found = [
        (promise.due.to_at, promise.id, promise)
        for promise in promises
        if promise.debtor is side
        and promise.state is PromiseState.OPEN
        and promise.due is not None
        and promise.due.to_at is not None
        and promise.due.to_at <= soon
    ]
    return tuple(make_promise_line(promise, history) for *_, promise in sorted(found)[:CARDS])


def _ageing(promises: Iterable[Promise], history: History) -> tuple[PromiseLine, ...]:
    found = [one for one in promises if one.ageing and one.state is PromiseState.OPEN]
    found.sort(key=lambda one: (one.debtor is Side.THEM, one.said_at, one.id))
    return tuple(make_promise_line(one, history) for one in found[:CARDS])
