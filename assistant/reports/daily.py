"""The daily gap report as data: what was read, what is wrong with it, what to do today.

An empty report never looks like a failed reading: `state` says whether anything was read at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.contract import answer, gap_json, meeting_json, moment, promise_json
from assistant.insight.records import Direction, PromiseState, Side
from assistant.reports.headers_only import count_by_account
from assistant.reports.sources import Standing, find_standing, next_try_at, say_lacking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from assistant.insight.records import Findings, Gap, History, MeetingView, Message, Promise
    from assistant.review.rows import StoredDraft
    from assistant.store.sources import Source

#: Promises of ours shown ahead of their day.
DUE_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft that waits, as the report names it.

    Attributes:
        blocked: Codes of what must be filled in or looked at before it can be accepted.
        delivered_at: Since when it lies in the owner's mailbox; None: it does not.
    """

    id: str
    kind: str
    state: str
    client: str | None
    to: tuple[str, ...]
    subject: str
    blocked: tuple[str, ...] = ()
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnreadLanguage:
    """Correspondence that no rules are written for, or only simple ones: shown, never silence."""

    language: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DailyReport:
    """Everything the report says.

    Attributes:
        state: ``gaps``, ``clear`` (read, nothing found) or ``nothing read``.
        failed: Sentences of what needs a sign-in, is missing or could not be read.
        problems: How many messages, events and sources have a named problem.
        promises: Our open promises that are due within a week, soonest first.
        ageing: Undated promises of ours that have grown old.
        unread, simply_read: Clients' mail that no rules, or only simple ones, are written for.
        meetings: Client meetings of the owner's local day.
        drafts_of: Gap id → id of the draft that would close it.
        dismissed: How many gaps a person closed for good.
        headers_only: Account → messages of which only the headers were read.
        notes: Sentences about settings that could not be taken as they were written, and about
            reports that could not be mailed.
    """

    as_of: datetime
    zone: str
    owner: str
    state: str
    sources: tuple[Source, ...]
    failed: tuple[str, ...]
    problems: int
    gaps: tuple[Gap, ...]
    promises: tuple[Promise, ...]
    ageing: tuple[Promise, ...]
    meetings: tuple[MeetingView, ...]
    drafts: tuple[DraftLine, ...]
    drafts_of: Mapping[str, str]
    unread: tuple[UnreadLanguage, ...]
    simply_read: tuple[UnreadLanguage, ...]
    older: int
    history: History
    dismissed: int = 0
    notes: tuple[str, ...] = ()
    headers_only: Mapping[str, int] = field(default_factory=dict)


def build_daily(
    history: History,
    findings: Findings,
    *,
    sources: Sequence[Source],
    problems: int,
    drafts: Sequence[DraftLine],
    drafts_of: Mapping[str, str],
    notes: Sequence[str] = (),
) -> DailyReport:
    """Put a day's findings beside what they were made from."""
    zone = ZoneInfo(history.owner.clock.zone)
    read = sum(source.items for source in sources)
    state = "nothing read" if read == 0 else "gaps" if findings.gaps else "clear"
    return DailyReport(
        as_of=history.as_of,
        zone=history.owner.clock.zone,
        owner=history.owner.name,
        state=state,
        sources=tuple(sources),
        failed=_find_failed(sources, history.as_of, zone),
        problems=problems,
        gaps=findings.gaps,
        promises=_due_soon(findings, history.as_of),
        ageing=tuple(
            promise
            for promise in findings.promises
            if promise.ageing and promise.debtor is Side.US and promise.state is PromiseState.OPEN
        ),
        meetings=tuple(view for view in findings.meetings if _is_today(view, history.as_of, zone)),
        drafts=tuple(drafts),
        drafts_of=dict(drafts_of),
        unread=find_unread(history),
        simply_read=find_simply_read(history),
        older=findings.older,
        history=history,
        dismissed=len(findings.dismissed),
        notes=tuple(notes),
        headers_only=count_by_account(sources),
    )


def _find_failed(sources: Sequence[Source], now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """What an account as a whole lacks, what is missing, then the sentences of single places."""
    return (
        *say_lacking(sources, now=now, zone=zone),
        *(
            source.error
            for source in sources
            if source.error and find_standing(source, now) is Standing.FAILED
        ),
    )


def draft_line(stored: StoredDraft) -> DraftLine:
    """What the report names of a stored draft."""
    draft = stored.draft
    return DraftLine(
        id=draft.id,
        kind=draft.kind.value,
        state=stored.state.value,
        client=None if draft.prospect else draft.client,
        to=tuple(box.address for box in draft.content.to),
        subject=draft.content.subject,
        blocked=tuple(block.code for block in draft.blocked_by),
        delivered_at=stored.delivered_at,
    )


def find_unread(history: History) -> tuple[UnreadLanguage, ...]:
    """Clients' mail in languages without rules within the horizon, most frequent first."""
    return _by_language(history, lambda message: not message.understood)


def find_simply_read(history: History) -> tuple[UnreadLanguage, ...]:
    """Clients' mail in languages with simple rules within the horizon, most frequent first."""
    return _by_language(history, lambda message: message.simply_read)


def _by_language(history: History, wanted: Callable[[Message], bool]) -> tuple[UnreadLanguage, ...]:
    since = history.as_of - timedelta(days=history.goals.horizon_days)
    found = [
        message
        for message in history.messages
        if message.direction is Direction.IN
        and not message.automatic
        and wanted(message)
        and message.sent_at >= since
    ]
    counts = Counter(message.language for message in found)
    return tuple(
        UnreadLanguage(
            language, tuple(message.id for message in found if message.language == language)
        )
        for language, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _unread_json(one: UnreadLanguage) -> dict[str, Any]:
    return {"language": one.language, "message_ids": list(one.messages)}


def standing_json(source: Source, now: datetime) -> dict[str, Any]:
    """How a source stands and how it was counted; null where it never was."""
    tally = source.tally
    return {
        "standing": find_standing(source, now).value,
        "theirs": tally.theirs if tally is not None else None,
        "ours": tally.ours if tally is not None else None,
        "missing": tally.missing if tally is not None else None,
        "set_aside": tally.set_aside if tally is not None else None,
        "counted_at": moment(tally.counted_at if tally is not None else None),
        "next_try_at": moment(next_try_at(source, now)),
    }


def daily_json(report: DailyReport) -> dict[str, Any]:
    """`report daily --json`."""
    history = report.history
    return answer(
        as_of=moment(report.as_of),
        zone=report.zone,
        owner=report.owner,
        state=report.state,
        sources=[
            {
                "account": source.account,
                "collection": source.collection,
                "kind": source.kind,
                "items": source.items,
                "from": moment(source.from_at),
                "to": moment(source.to_at),
                "complete": source.complete,
                "last_success_at": moment(source.last_success_at),
                "error": source.error,
                **standing_json(source, report.as_of),
            }
            for source in report.sources
        ],
        problems=report.problems,
        gaps=[gap_json(gap, draft=report.drafts_of.get(gap.id)) for gap in report.gaps],
        promises=[promise_json(history, promise) for promise in report.promises],
        ageing=[promise_json(history, promise) for promise in report.ageing],
        meetings=[meeting_json(history, view) for view in report.meetings],
        drafts=[
            {
                "id": draft.id,
                "kind": draft.kind,
                "state": draft.state,
                "client": draft.client,
                "to": list(draft.to),
                "subject": draft.subject,
                "blocked_by": list(draft.blocked),
                "delivered_at": moment(draft.delivered_at),
            }
            for draft in report.drafts
        ],
        unread=[_unread_json(one) for one in report.unread],
        simply_read=[_unread_json(one) for one in report.simply_read],
        older=report.older,
        dismissed=report.dismissed,
        notes=list(report.notes),
        headers_only=[
            {"account": account, "messages": count}
            for account, count in report.headers_only.items()
        ],
    )


def _due_soon(findings: Findings, as_of: datetime) -> tuple[Promise, ...]:
    ours = [
        (promise.due.to_at, promise)
        for promise in findings.promises
        if promise.debtor is Side.US
        and promise.state is PromiseState.OPEN
        and promise.due is not None
        and promise.due.to_at is not None
        and promise.due.to_at <= as_of + DUE_SOON
    ]
    return tuple(promise for _, promise in sorted(ours, key=lambda one: (one[0], one[1].id)))


def _is_today(view: MeetingView, as_of: datetime, zone: ZoneInfo) -> bool:
    meeting = view.meeting
    same_day = meeting.start_at.astimezone(zone).date() == as_of.astimezone(zone).date()
    return same_day and not meeting.cancelled and view.client is not None
