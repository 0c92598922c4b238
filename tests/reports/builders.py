"""A small report by hand: what a test does not name has a plain default."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from assistant.insight.records import (
    Client,
    ClockSpec,
    Evidence,
    Findings,
    Gap,
    GapKind,
    History,
    Message,
    Owner,
    Person,
    Severity,
    Tier,
)
from assistant.reports.daily import DailyReport, DraftLine, build_daily
from assistant.store.sources import Source

NOW = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)


def make_gap(number: int = 1, **values: Any) -> Gap:
    defaults: dict[str, Any] = {
        "id": f"{number:016x}"[::-1],
        "evidence_key": "key",
        "kind": GapKind.REPLY_OWED,
        "level": "message",
        "severity": Severity.LATE,
        "client": "acme",
        "tier": Tier.STANDARD,
        "people": ("bob@acme.example",),
        "subject": "The offer",
        "since": NOW,
        "elapsed_s": 0,
        "ours_s": 0,
        "theirs_s": 0,
        "threshold_s": 28_800,
        "threshold_clock": "ours",
        "ratio": 1.2,
        "explained": False,
        "why": "Bob Brandt asked on Tue 17 Nov and has waited 2 working days of ours.",
        "next_step": "Reply to Bob Brandt.",
        "evidence": (Evidence(message_id="one@acme.example", quote="Where is it?"),),
    }
    return Gap(**{**defaults, **values})


def make_draft(number: int = 1, **values: Any) -> DraftLine:
    defaults: dict[str, Any] = {
        "id": f"{number:012x}"[::-1],
        "kind": "reply",
        "state": "proposed",
        "client": "acme",
        "to": ("bob@acme.example",),
        "subject": "Re: The offer",
    }
    return DraftLine(**{**defaults, **values})


def make_source(**values: Any) -> Source:
    defaults: dict[str, Any] = {
        "account": "work",
        "collection": "archive.mbox",
        "kind": "mail",
        "role": "other",
        "items": 10,
        "from_at": datetime(2026, 9, 1, tzinfo=UTC),
        "to_at": NOW,
        "complete": True,
        "last_success_at": NOW,
        "error": None,
    }
    return Source(**{**defaults, **values})


def make_message(**values: Any) -> Message:
    defaults: dict[str, Any] = {
        "id": "one@acme.example",
        "thread_id": "t-1",
        "sent_at": NOW,
        "sender": "bob@acme.example",
        "subject": "The offer",
    }
    return Message(**{**defaults, **values})


def make_history(*messages: Message) -> History:
    return History(
        as_of=NOW,
        owner=Owner("Ann Arden", ("ann@firm.example",), ClockSpec()),
        clients={"acme": Client("acme", "Acme Works", ClockSpec())},
        people={"bob@acme.example": Person("bob@acme.example", "Bob Brandt", "acme")},
        messages=messages,
    )


def make_report(
    *gaps: Gap,
    sources: tuple[Source, ...] = (make_source(),),
    drafts: tuple[DraftLine, ...] = (),
    messages: tuple[Message, ...] = (),
    problems: int = 0,
    **findings: Any,
) -> DailyReport:
    found: dict[str, Any] = {
        "waits": (), "promises": (), "meetings": (), "touchpoints": (), "gaps": gaps, **findings,
    }  # fmt: skip
    return build_daily(
        make_history(*messages),
        Findings(**found),
        sources=sources,
        problems=problems,
        drafts=drafts,
        drafts_of={gap.id: draft.id for gap, draft in zip(gaps, drafts, strict=False)},
    )
