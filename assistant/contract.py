"""The JSON contract: findings as plain objects, the same for the command line and the page.

Every answer is an object with ``"schema": 1``. Times are UTC ISO 8601 with Z, durations integer
seconds, addresses lower case; what is unknown is null and never left out; `recurrence_id` of an
event that stands alone is ``""``. Keys may be added within
a schema, never renamed or dropped; tests hold every key.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from assistant.insight.headers_only import find_headers_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.insight.records import (
        Evidence,
        Findings,
        Gap,
        History,
        MeetingView,
        Promise,
        Touchpoint,
        Wait,
    )
    from assistant.insight.replies import Replies, ReplyStatistics

SCHEMA = 1

Json = dict[str, Any]


def answer(**content: Any) -> Json:
    """An answer of the contract."""
    return {"schema": SCHEMA, **content}


def moment(value: datetime | None) -> str | None:
    """`2026-11-19T15:00:00Z`; fractions only where there are any."""
    if value is None:
        return None
    text = value.astimezone(UTC).isoformat()
    return text.removesuffix("+00:00") + "Z"


def day(value: date | None) -> str | None:
    """`2026-11-19`."""
    return None if value is None else value.isoformat()


def slug_of(history: History, client: str | None) -> str | None:
    """The slug in the contract: null for a prospect."""
    known = history.clients.get(client) if client else None
    return None if known is None or known.prospect else known.slug


def evidence_json(evidence: Evidence) -> Json:
    """One piece of evidence: a message's characters, or a meeting."""
    if evidence.ical_uid is not None:
        ids: Json = {
            "ical_uid": evidence.ical_uid,
            "recurrence_id": evidence.recurrence_id or "",
        }
    else:
        ids = {"message_id": evidence.message_id}
    return {**ids, "quote": evidence.quote, "start": evidence.start, "end": evidence.end}


def gap_json(gap: Gap, *, draft: str | None) -> Json:
    """One gap; `draft` is the id of the draft that would close it, or None."""
    period = gap.period
    return {
        "id": gap.id,
        "kind": gap.kind.value,
        "level": gap.level,
        "severity": gap.severity.value,
        "client": gap.client,
        "people": list(gap.people),
        "subject": gap.subject,
        "period": None if period is None else {"from": day(period[0]), "to": day(period[1])},
        "since": moment(gap.since),
        "elapsed_s": gap.elapsed_s,
        "ours_s": gap.ours_s,
        "theirs_s": gap.theirs_s,
        "threshold_s": gap.threshold_s,
        "threshold_clock": gap.threshold_clock,
        "explained": gap.explained,
        "headers_only": gap.headers_only,
        "why": gap.why,
        "next_step": gap.next_step,
        "draft": draft,
        "evidence": [evidence_json(one) for one in gap.evidence],
    }


def gaps_json(history: History, findings: Findings, drafts: Mapping[str, str]) -> Json:
    """`gaps --json`; `drafts` maps gap ids to the ids of their drafts."""
    return answer(
        as_of=moment(history.as_of),
        gaps=[gap_json(gap, draft=drafts.get(gap.id)) for gap in findings.gaps],
        older=findings.older,
        headers_only=len(find_headers_only(history)),
    )


def promise_json(history: History, promise: Promise) -> Json:
    """One line of the ledger."""
    due = promise.due
    discharged: Json | None = None
    if promise.discharged_by_event is not None:
        discharged = {"ical_uid": promise.discharged_by_event}
    elif promise.discharged_by_message is not None:
        discharged = {"message_id": promise.discharged_by_message}
    return {
        "id": promise.id,
        "debtor": promise.debtor.value,
        "person": promise.person,
        "creditor": promise.creditor,
        "client": slug_of(history, promise.client),
        "content": promise.content,
        "quote": promise.quote,
        "message_id": promise.message_id,
        "start": promise.start,
        "end": promise.end,
        "said_at": moment(promise.said_at),
        "due": None
        if due is None
        else {
            "text": due.text,
            "from": moment(due.from_at),
            "to": moment(due.to_at),
            "zone": due.zone,
            "ambiguous": due.ambiguous,
        },
        "state": promise.state.value,
        "succeeds": promise.succeeds,
        "discharged_by": discharged,
    }


def promises_json(history: History, promises: Iterable[Promise]) -> Json:
    """`promises --json`."""
    return answer(
        as_of=moment(history.as_of),
        promises=[promise_json(history, promise) for promise in promises],
        headers_only=len(find_headers_only(history)),
    )


def meeting_json(history: History, view: MeetingView) -> Json:
    """One client meeting."""
    meeting = view.meeting
    return {
        "ical_uid": meeting.ical_uid,
        "recurrence_id": meeting.recurrence_id,
        "client": slug_of(history, view.client),
        "summary": meeting.summary,
        "start": moment(meeting.start_at),
        "end": moment(meeting.end_at),
        "held": view.held,
        "attendees": [one.address for one in meeting.attendees],
        "recap": view.recap,
        "recap_unread": view.recap_unread,
    }


def meetings_json(history: History, views: Iterable[MeetingView]) -> Json:
    """`meetings --json`."""
    return answer(
        as_of=moment(history.as_of), meetings=[meeting_json(history, view) for view in views]
    )


def wait_json(history: History, wait: Wait) -> Json:
    """One wait; `side` is who keeps the other waiting."""
    end: Json | None = None
    if wait.end_ical_uid is not None:
        end = {
            "ical_uid": wait.end_ical_uid,
            "recurrence_id": wait.end_recurrence_id or "",
        }
    elif wait.end_message_id is not None:
        end = {"message_id": wait.end_message_id}
    return {
        "side": wait.side.value,
        "client": slug_of(history, wait.client),
        "person": wait.person,
        "start": wait.start_message_id,
        "end": end,
        "elapsed_s": wait.elapsed_s,
        "ours_s": wait.ours_s,
        "theirs_s": wait.theirs_s,
        "off_hours": wait.off_hours,
        "headers_only": wait.headers_only,
    }


def replies_json(
    history: History,
    replies: Replies,
) -> Json:
    """`replies --json`: the waits and the statistics over waits on us."""
    return answer(
        as_of=moment(history.as_of),
        waits=[wait_json(history, wait) for wait in replies.waits],
        statistics={
            "all": statistics_json(replies.all),
            "clients": {slug: statistics_json(one) for slug, one in replies.clients.items()},
        },
    )


def statistics_json(statistics: ReplyStatistics) -> Json:
    """S of the contract."""
    return {
        "n": statistics.n,
        "open": statistics.open,
        "within_goal": statistics.within_goal,
        **{
            clock: {
                "median_s": one.median_s,
                "p90_s": one.p90_s,
                "oldest_open_s": one.oldest_open_s,
            }
            for clock, one in (
                ("elapsed", statistics.elapsed),
                ("ours", statistics.ours),
                ("theirs", statistics.theirs),
            )
        },
    }


def touchpoint_json(history: History, touchpoint: Touchpoint) -> Json:
    """One contact."""
    return {
        "kind": touchpoint.kind,
        "at": moment(touchpoint.at),
        "client": slug_of(history, touchpoint.client),
        "person": touchpoint.person,
        "two_way": touchpoint.two_way,
        "message_id": touchpoint.message_id,
        "ical_uid": touchpoint.ical_uid,
        "recurrence_id": touchpoint.recurrence_id,
    }


def threads_json(threads: Iterable[tuple[str, str, list[str]]]) -> Json:
    """`threads --json`; a thread is (id, subject, message ids oldest first)."""
    return answer(
        threads=[
            {"id": thread_id, "subject": subject, "message_ids": message_ids}
            for thread_id, subject, message_ids in threads
        ]
    )
