"""A small invented world for drafting: one owner, two clients, and findings made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.drafting.lexicon import Lexicon, build_lexicon
from assistant.drafting.propose import propose
from assistant.drafting.templates import Templates
from assistant.insight.records import (
    Attendee,
    Client,
    ClockSpec,
    Direction,
    Due,
    Evidence,
    Findings,
    Gap,
    GapKind,
    History,
    Meeting,
    Message,
    Owner,
    Person,
    Promise,
    PromiseState,
    Sentence,
    Severity,
    Side,
    Tier,
    Wait,
)

if TYPE_CHECKING:
    from assistant.drafting.records import Draft, Proposals

#: A Wednesday, 11:00 in Berlin.
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
OURS = "maya@harborline.example"
COLLEAGUE = "lena@harborline.example"
JONAS = "jonas.weber@brightwater.example"
ANA = "ana.souza@brightwater.example"
PRIYA = "priya.rao@kestrelworks.example"

OWNER = Owner(
    name="Maya Lindqvist",
    addresses=(OURS,),
    clock=ClockSpec(zone="Europe/Stockholm"),
    internal_domains=frozenset({"harborline.example"}),
)
CLIENTS = {
    "brightwater": Client("brightwater", "Brightwater Logistics GmbH", ClockSpec("Europe/Berlin")),
    "kestrel": Client("kestrel", "Kestrel Works Inc.", ClockSpec("America/New_York"), country="US"),
}
PEOPLE = {
    person.address: person
    for person in (
        Person(OURS, "Maya Lindqvist"),
        Person(COLLEAGUE, "Lena Vogt"),
        Person(JONAS, "Weber, Jonas", "brightwater"),
        Person(ANA, "Ana Souza", "brightwater"),
        Person(PRIYA, "Dr. Priya Rao", "kestrel"),
    )
}
TEMPLATES = Templates()


def days_ago(days: float) -> datetime:
    """A moment before NOW."""
    return NOW - timedelta(days=days)


def make_message(key: str, *asks: str, **fields: Any) -> Message:
    """A message of Jonas to the owner whose text is the asks, each tagged as a question."""
    acts = fields.pop("acts", {"question": 0.9})
    lead = fields.pop("lead", "")
    text = lead + " ".join(asks)
    sentences, at = [], len(lead)
    for ask in asks:
        sentences.append(Sentence(at, at + len(ask), acts=acts))
        at += len(ask) + 1
    defaults: dict[str, Any] = {
        "thread_id": "t1",
        "sent_at": days_ago(1),
        "sender": JONAS,
        "to": (OURS,),
        "direction": Direction.IN,
        "client": "brightwater",
        "clients": ("brightwater",),
        "subject": "Statement of work",
        "base_subject": "Statement of work",
        "text": text,
        "sentences": tuple(sentences),
    }
    return Message(key, **{**defaults, **fields})


def make_out(key: str, *asks: str, **fields: Any) -> Message:
    """A message of the owner to Jonas."""
    defaults: dict[str, Any] = {"sender": OURS, "to": (JONAS,), "direction": Direction.OUT}
    return make_message(key, *asks, **{**defaults, **fields})


def make_wait(side: Side, *messages: Message, **fields: Any) -> Wait:
    """An open wait that these messages make."""
    start = messages[0]
    sentence = start.sentences[0] if start.sentences else None
    defaults: dict[str, Any] = {
        "side": side,
        "client": start.client,
        "prospect": False,
        "person": start.sender if side is Side.US else start.to[0],
        "people": (start.sender,) if side is Side.US else start.to,
        "thread_id": start.thread_id,
        "subject": start.subject,
        "start_message_id": start.id,
        "messages": tuple(message.id for message in messages),
        "start_at": start.sent_at,
        "end_at": None,
        "end_kind": None,
        "end_message_id": None,
        "end_ical_uid": None,
        "end_recurrence_id": None,
        "elapsed_s": 0,
        "ours_s": 0,
        "theirs_s": 0,
        "off_hours": False,
        "first_reply": True,
        "deciding": Evidence(
            message_id=start.id,
            quote=start.text[sentence.start : sentence.end] if sentence else None,
            start=sentence.start if sentence else None,
            end=sentence.end if sentence else None,
        ),
    }
    return Wait(**{**defaults, **fields})


def make_gap(kind: GapKind, **fields: Any) -> Gap:
    """A gap of Brightwater."""
    defaults: dict[str, Any] = {
        "id": f"gap-{kind.value}-{fields.get('wait_start') or fields.get('ical_uid') or ''}",
        "evidence_key": "e",
        "kind": kind,
        "level": "message",
        "severity": Severity.DUE,
        "client": "brightwater",
        "tier": Tier.STANDARD,
        "people": (JONAS,),
        "subject": "Statement of work",
        "since": days_ago(1),
        "elapsed_s": 86_400,
        "ours_s": 28_800,
        "theirs_s": 28_800,
        "threshold_s": 28_800,
        "threshold_clock": "ours",
        "ratio": 0.9,
        "explained": False,
        "why": "Jonas Weber waits for an answer.",
        "next_step": "Answer.",
        "evidence": (),
    }
    return Gap(**{**defaults, **fields})


def make_promise(key: str, message: Message, quote: str, **fields: Any) -> Promise:
    """An open promise said in a message."""
    start = max(message.text.find(quote), 0)
    side = Side.US if message.direction is Direction.OUT else Side.THEM
    defaults: dict[str, Any] = {
        "debtor": side,
        "person": message.sender,
        "creditor": message.to[0],
        "client": message.client,
        "content": quote,
        "quote": quote,
        "message_id": message.id,
        "thread_id": message.thread_id,
        "start": start,
        "end": start + len(quote),
        "said_at": message.sent_at,
        "due": None,
        "state": PromiseState.OPEN,
    }
    return Promise(key, **{**defaults, **fields})


def make_due(day: datetime, zone: str = "Europe/Berlin") -> Due:
    """A due range that ends with the local day that begins at `day` (aware)."""
    return Due("by then", day, day + timedelta(days=1), zone)


def make_meeting(key: str = "m1", **fields: Any) -> Meeting:
    """A meeting of the owner with Jonas and Ana, yesterday."""
    defaults: dict[str, Any] = {
        "recurrence_id": "",
        "start_at": days_ago(1),
        "end_at": days_ago(1) + timedelta(hours=1),
        "summary": "Q4 review",
        "organizer": OURS,
        "attendees": (
            Attendee(OURS, "Maya", "accepted"),
            Attendee(JONAS, "Jonas", "accepted", ("brightwater",)),
            Attendee(ANA, "Ana", "accepted", ("brightwater",)),
        ),
        "own_partstat": "organizer",
        "clients": ("brightwater",),
    }
    return Meeting(key, **{**defaults, **fields})


def make_history(*messages: Message, **fields: Any) -> History:
    """A history as of NOW."""
    ordered = tuple(sorted(messages, key=lambda m: (m.sent_at, m.id)))
    defaults: dict[str, Any] = {
        "as_of": NOW,
        "owner": OWNER,
        "clients": CLIENTS,
        "people": PEOPLE,
        "messages": ordered,
    }
    return History(**{**defaults, **fields})


def make_findings(*gaps: Gap, **fields: Any) -> Findings:
    """Findings with these gaps."""
    defaults: dict[str, Any] = {"waits": (), "promises": (), "meetings": (), "touchpoints": ()}
    return Findings(**{**defaults, **fields, "gaps": gaps})


def make_lexicon(history: History | None = None) -> Lexicon:
    """Of the whole cast."""
    history = history or make_history()
    return build_lexicon(history.clients, history.people, history.owner)


def run(findings: Findings, history: History, **fields: Any) -> Proposals:
    """`propose` with the packaged templates."""
    existing = fields.pop("existing", ())
    return propose(findings, history, existing, now=NOW, templates=TEMPLATES, **fields)


def reply_to(*messages: Message, history: History | None = None, **fields: Any) -> Proposals:
    """The proposals for a wait on us that these messages make."""
    wait = make_wait(Side.US, *messages)
    gap_fields = fields.pop("gap", {})
    gap = make_gap(GapKind.REPLY_OWED, wait_start=messages[0].id, **gap_fields)
    promises = fields.pop("promises", ())
    findings = make_findings(gap, waits=(wait,), promises=promises)
    return run(findings, history or make_history(*messages), **fields)


def nudge_for(*messages: Message, history: History | None = None, **fields: Any) -> Proposals:
    """The proposals for a wait on them that these messages of ours make."""
    wait = make_wait(Side.THEM, *messages)
    gap_fields = {"severity": Severity.LATE, **fields.pop("gap", {})}
    gap = make_gap(GapKind.REPLY_AWAITED, wait_start=messages[0].id, **gap_fields)
    findings = make_findings(gap, waits=(wait,))
    return run(findings, history or make_history(*messages), **fields)


def recap_of(meeting: Meeting, history: History, **fields: Any) -> Proposals:
    """The proposals for a meeting without a follow-up."""
    gap = make_gap(
        GapKind.MET_NO_RECAP,
        ical_uid=meeting.ical_uid,
        recurrence_id=meeting.recurrence_id,
        level="meeting",
    )
    return run(make_findings(gap, **fields), history)


def only(proposals: Proposals) -> Draft:
    """The one draft."""
    assert len(proposals.drafts) == 1, proposals
    return proposals.drafts[0]
