"""What the rules read and what they find: plain frozen records, no session, no clock, no I/O.

`History` is everything the rules may look at, as of one moment: it holds nothing dated later than
`History.as_of`. Rules are functions of a history; what they find (`Wait`, `Promise`, `Gap` …) names
the messages and meetings it was computed from. The words are those of the definitions.

Addresses are canonical and lower case everywhere. Times are aware UTC, days are dates, spans of
characters are half open code points into `Message.text`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

#: Working intervals of one weekday, in seconds since local midnight, half open, ascending.
DayHours = tuple[tuple[int, int], ...]

#: Mon–Fri 09:00–17:00: what is assumed where nothing is known.
OFFICE_HOURS: tuple[DayHours, ...] = (((32_400, 61_200),),) * 5 + ((), ())


class Direction(StrEnum):
    """Who a message comes from."""

    OUT = "out"  #: the sender is on our side
    IN = "in"  #: the sender is a person of a client or prospect
    OTHER = "other"  #: newsletters, machines, strangers


class Side(StrEnum):
    """The two sides of a relationship."""

    US = "us"
    THEM = "them"


class Tier(StrEnum):
    """How much a client's time is worth to us; decides goals and the order of gaps."""

    STRATEGIC = "strategic"
    STANDARD = "standard"
    PROSPECT = "prospect"


class Sensitivity(StrEnum):
    """How readily a client's words open an alert (see `assistant.insight.alarms`)."""

    #: Clear complaints only.
    LOOSE = "loose"
    #: Every complaint.
    MEDIUM = "medium"
    #: Every complaint, and every warning: another supplier, a cut budget, lawyers.
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Leave:
    """Days somebody of ours is away, last day included.

    Attributes:
        cover: Address of the colleague who covers: then our clock runs on. None: it stands still.
    """

    from_on: date
    to_on: date
    cover: str | None = None
    source: str = "configuration"


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """All a working clock needs.

    Attributes:
        zone: IANA name.
        week: Seven `DayHours`, Monday first.
        closed: Days on which nobody works, with the reason a person reads ("Thanksgiving").
        leave: Our own leave; empty for clients.
    """

    zone: str = "UTC"
    week: tuple[DayHours, ...] = OFFICE_HOURS
    closed: Mapping[date, str] = field(default_factory=dict)
    leave: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose mail this is.

    Attributes:
        addresses: The owner's own, the first is the one drafts are sent from.
        internal_domains: Domains of our side besides the owner's addresses.
    """

    name: str
    addresses: tuple[str, ...]
    clock: ClockSpec
    internal_domains: frozenset[str] = frozenset()
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """An organisation on the other side, or a prospect.

    Attributes:
        slug: The client's key; None never: a prospect has one too, but `prospect` is true.
        assumed: What was not configured and where it comes from, for people:
            ``{"zone": "offset of 20 Date headers"}``.
        cadence: ``daily``, ``weekly``, ``monthly``, ``quarterly`` or None.
        cadence_kind: ``any``, ``meeting`` or ``mail``.
        start_on, renewal_on: Begin and end of the contract, where configured.
        greetings: Keys of festivals that may be called by name; True: none, greetings are neutral;
            False: no greetings.
    """

    slug: str
    name: str
    clock: ClockSpec
    tier: Tier = Tier.STANDARD
    prospect: bool = False
    country: str | None = None
    cadence: str | None = None
    cadence_kind: str = "any"
    start_on: date | None = None
    renewal_on: date | None = None
    assumed: Mapping[str, str] = field(default_factory=dict)
    subdivision: str | None = None
    greetings: tuple[str, ...] | bool = True
    sensitivity: Sensitivity = Sensitivity.MEDIUM


@dataclass(frozen=True, slots=True)
class Person:
    """One human of a client or of our side, by canonical address.

    Attributes:
        client: Slug, or None for our side and strangers.
        ended_at: When a bounce or "has left" ended the person; None while awaited.
        clock: Only where the person's zone differs from the client's.
        country: Only where it is configured.
        greetings: As of a client; None: as the client's.
    """

    address: str
    name: str
    client: str | None = None
    role: str | None = None
    language: str | None = None
    ended_at: datetime | None = None
    clock: ClockSpec | None = None
    country: str | None = None
    greetings: tuple[str, ...] | bool | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A client person's out-of-office: dates in the person's zone, last day included."""

    address: str
    from_on: date
    to_on: date
    message_id: str


@dataclass(frozen=True, slots=True)
class Due:
    """When a promise or request is due: [from_at, to_at) in UTC, None where undated."""

    text: str
    from_at: datetime | None
    to_at: datetime | None
    zone: str | None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One tagged sentence of a message's new text; untagged ones are not listed.

    Attributes:
        acts: ``commitment request question offer deadline meeting complaint risk closing`` → score.
        debtor: For a commitment or request ``author``, ``recipient`` or ``third``.
        person: Somebody else named as the one who will do it ("Ann will send it").
        content: The phrase of what is promised or asked, without who and when.
        acceptance: "sure, will do": takes on what was asked before.
        retraction: "please ignore, found it": takes back what the author asked.
        discharge: Says that something was done, sent or received.
        addressed_to: Names the sentence speaks to, as written.
        refers_to_meeting: Thanks for the call, as discussed, notes, minutes, actions.
    """

    start: int
    end: int
    acts: Mapping[str, float] = field(default_factory=dict)
    tone: float = 0.0
    tone_label: str = "neu"
    due: Due | None = None
    debtor: str | None = None
    person: str | None = None
    content: str | None = None
    acceptance: bool = False
    retraction: bool = False
    discharge: bool = False
    discharge_content: str | None = None
    addressed_to: tuple[str, ...] = ()
    escalation: bool = False
    intent_to_leave: bool = False
    refers_to_meeting: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One logical message, automatic ones included; a draft is never one.

    Attributes:
        id: Message-ID without angle brackets, or ``sha256-…``.
        sent_at: The Date header where it can be believed, else the provider's arrival time.
        client: Slug of the one client or prospect on it; None when none or several.
        clients: All slugs on it; two or more make the thread *mixed*.
        calendar_method: ``request``, ``reply``, ``cancel`` … of a calendar part, else None.
        text: Visible plain text; ``''`` in metadata-only mode.
        quoted: Spans of `text` that are quotes or forwards.
        attachments: File names, lower case.
        language: ISO 639-1 or ``und``; `understood` is false where no rules are written for it,
            `simply_read` true where they read plain cases only.
        needs_reply: What the language stage says of the message by itself.
        deciding: Span of the sentence that decided `needs_reply`.
        closing: Nothing but thanks, greeting or acknowledgement.
        has_body: False: only its headers were read, because its account is read so or its body
            was too large. What it says is not known.
    """

    id: str
    thread_id: str
    sent_at: datetime
    sender: str
    sender_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    direction: Direction = Direction.OTHER
    automatic: bool = False
    automatic_reason: str | None = None
    client: str | None = None
    clients: tuple[str, ...] = ()
    subject: str = ""
    base_subject: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    calendar_method: str | None = None
    ical_uid: str | None = None
    text: str = ""
    quoted: tuple[tuple[int, int], ...] = ()
    attachments: tuple[str, ...] = ()
    language: str = "en"
    understood: bool = True
    simply_read: bool = False
    needs_reply: bool = False
    needs_reply_score: float = 0.0
    needs_reply_why: str = ""
    deciding: tuple[int, int] | None = None
    closing: bool = False
    sentences: tuple[Sentence, ...] = ()
    has_body: bool = True


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody invited; `partstat` in lower case: accepted, declined, tentative, needs-action."""

    address: str
    name: str = ""
    partstat: str = "needs-action"
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """One event or one occurrence of a series.

    Attributes:
        recurrence_id: ``''`` for a single event, else the occurrence's original start, UTC.
        organizer: Address, or None.
        known_at: When the invitation came to us (received, else created, else DTSTAMP).
        own_partstat: The owner's answer; ``organizer`` where the owner organised it, ``not
            invited`` where the owner is not among the attendees.
        clients: Slugs of clients whose people are invited, most people first.
    """

    ical_uid: str
    recurrence_id: str
    start_at: datetime
    end_at: datetime
    summary: str = ""
    all_day: bool = False
    cancelled: bool = False
    recurring: bool = False
    organizer: str | None = None
    attendees: tuple[Attendee, ...] = ()
    own_partstat: str = "needs-action"
    known_at: datetime | None = None
    clients: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word about a finding; it survives every recomputation.

    Attributes:
        object_kind: ``gap`` or ``promise``.
        object_id: The finding's id (fingerprint).
        verb: ``dismiss`` for gaps; ``done``, ``not``, ``date`` for promises.
        evidence_key: Hash of the finding's evidence when it was decided: a dismissal holds while
            the evidence is the same.
        value: ``date``: the new due range as ``from/to`` in ISO 8601; ``dismiss``: the reason.
    """

    object_kind: str
    object_id: str
    verb: str
    at: datetime
    evidence_key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Goals:
    """Thresholds of the gap kinds; N wd are measured along the clock that the kind names.

    Attributes:
        *_wd: Working days.   *_h: Working hours.   *_days: Calendar days.
    """

    reply_owed_wd: float = 1.0
    reply_owed_strategic_h: float = 4.0
    reply_awaited_wd: float = 3.0
    promise_due_h: float = 24.0
    promise_overdue_wd: float = 1.0
    promise_theirs_overdue_wd: float = 1.0
    complaint_h: float = 2.0
    met_no_recap_wd: float = 1.0
    invitation_wd: float = 5.0
    undated_ageing_wd: float = 10.0
    quiet_default_days: float = 30.0
    quiet_min_touchpoints: int = 3
    honeymoon_days: int = 90
    renewal_days: int = 180
    horizon_days: int = 90
    role_quiet_days: Mapping[str, float] = field(
        default_factory=lambda: {
            "sponsor": 45.0,
            "decision maker": 45.0,
            "champion": 30.0,
            "day-to-day": 30.0,
        }
    )


def is_below(domain: str, domains: Collection[str]) -> bool:
    """Whether a domain is one of `domains` or a sub-domain of one."""
    while domain:
        if domain in domains:
            return True
        domain = domain.partition(".")[2]
    return False


@dataclass(frozen=True, slots=True)
class History:
    """Everything known as of one moment, frozen.

    Attributes:
        clients: By slug, prospects included.
        people: By canonical address, our side included.
        messages: Oldest first; ties by id.
        meetings: By start; occurrences up to the end of the window (also future ones).
        decisions: Oldest first.
    """

    as_of: datetime
    owner: Owner
    clients: Mapping[str, Client]
    people: Mapping[str, Person]
    messages: tuple[Message, ...]
    meetings: tuple[Meeting, ...] = ()
    absences: tuple[Absence, ...] = ()
    decisions: tuple[Decision, ...] = ()
    goals: Goals = field(default_factory=Goals)

    def is_ours(self, address: str) -> bool:
        """Whether an address is on our side: the owner's, or of an internal domain or below one."""
        if address in self.owner.addresses:
            return True
        return is_below(address.rpartition("@")[2], self.owner.internal_domains)


# ── What the rules find ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on: a message's characters, or a meeting. Exactly one id is set."""

    message_id: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    ical_uid: str | None = None
    recurrence_id: str | None = None


class WaitEnd(StrEnum):
    """How a wait ended."""

    ANSWER = "answer"  #: a human message of the side that was waited for
    MEETING = "meeting"  #: a held meeting with the one who waited
    WITHDRAWN = "withdrawn"  #: who waited took it back
    ENDED = "ended"  #: the awaited person bounced or left


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody waits for somebody: from the first unanswered message on.

    Attributes:
        side: Who keeps the other waiting.
        client: Slug (of a prospect too; see `prospect`).
        person: On *us*: the client's person who waits. On *them*: the one awaited first.
        people: All awaited (side them) or all who waited (side us), canonical addresses.
        messages: Ids of all messages of the waiting side since the start, oldest first.
        end_message_id, end_ical_uid, end_recurrence_id: What ended it; all None while open.
        elapsed_s, ours_s, theirs_s: To the end, or to as_of while open; whole seconds.
        off_hours: Ended, and no working second of ours (side us) or theirs (side them) in it.
        first_reply: The first answer of a conversation that the other side began.
        deciding: Evidence of the sentence that opened it.
        headers_only: No message of it that asks was read: whether anybody waits is not known. It
            is never late and counts in no figure.
    """

    side: Side
    client: str | None
    prospect: bool
    person: str
    people: tuple[str, ...]
    thread_id: str
    subject: str
    start_message_id: str
    messages: tuple[str, ...]
    start_at: datetime
    end_at: datetime | None
    end_kind: WaitEnd | None
    end_message_id: str | None
    end_ical_uid: str | None
    end_recurrence_id: str | None
    elapsed_s: int
    ours_s: int
    theirs_s: int
    off_hours: bool
    first_reply: bool
    deciding: Evidence
    complaint: Evidence | None = None
    escalation: bool = False
    headers_only: bool = False

    @property
    def open(self) -> bool:
        """Whether nobody has ended it yet."""
        return self.end_at is None


class PromiseState(StrEnum):
    """Where a promise stands."""

    OPEN = "open"  #: not discharged, not past its due range
    KEPT = "kept"  #: discharged by the end of due, or undated and done
    KEPT_LATE = "kept_late"  #: discharged after the end of due
    RENEGOTIATED = "renegotiated"  #: a new date came before the old one passed
    CANCELLED = "cancelled"  #: the creditor released the debtor
    SLIPPED = "slipped"  #: due passed, nothing came


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of the ledger.

    Attributes:
        id: Fingerprint of message, span and debtor: stable from run to run.
        debtor: Which side owes.
        person: Address of the one who owes, or the name as written when it is nobody known.
        creditor: Address of the person it is owed to, or None when unknown.
        message_id, start, end, quote: The sentence that promises.
        request_message_id: For an accepted request, the message that asked.
        discharged_by: Message or meeting; None while nothing discharged it.
        succeeds: Id of the promise that this one replaces, or None.
    """

    id: str
    debtor: Side
    person: str
    creditor: str | None
    client: str | None
    content: str
    quote: str
    message_id: str
    thread_id: str
    start: int
    end: int
    said_at: datetime
    due: Due | None
    state: PromiseState
    succeeds: str | None = None
    discharged_by_message: str | None = None
    discharged_by_event: str | None = None
    discharged_at: datetime | None = None
    request_message_id: str | None = None
    ageing: bool = False


class GapKind(StrEnum):
    """What kind of gap; the value is the name in the JSON contract."""

    REPLY_OWED = "reply_owed"
    REPLY_AWAITED = "reply_awaited"
    PROMISE_DUE = "promise_due"
    PROMISE_OVERDUE = "promise_overdue"
    PROMISE_THEIRS_OVERDUE = "promise_theirs_overdue"
    COMPLAINT_UNACKNOWLEDGED = "complaint_unacknowledged"
    GONE_QUIET = "gone_quiet"
    CADENCE_MISSED = "cadence_missed"
    MET_NO_RECAP = "met_no_recap"
    INVITATION_UNANSWERED = "invitation_unanswered"
    RECAP_UNCONFIRMED = "recap_unconfirmed"  #: reserved


class Severity(StrEnum):
    """How late: watch < 0.8 ≤ due < 1 ≤ late < 2 ≤ critical, of clock ÷ threshold."""

    CRITICAL = "critical"
    LATE = "late"
    DUE = "due"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a relationship owner should see today.

    Attributes:
        id: Fingerprint: the kind and the stable things it is about; the same from day to day.
        evidence_key: Hash of the evidence; a dismissal holds while it is unchanged.
        level: client, person, message, meeting or period.
        client: Slug, None for a prospect. `tier` orders.
        period: Days [from, to) for cadence_missed, else None.
        elapsed_s, ours_s, theirs_s: Since `since`; None where a clock does not apply.
        threshold_s: Length of the threshold in seconds on `threshold_clock`, None without one.
        threshold_clock: ours, theirs or elapsed; None for kinds without a threshold.
        ratio: clock ÷ threshold, None without one.
        explained: An explained silence: past on our clock, not on theirs.
        why: One sentence: what is owed or missing, since when, measured how, why explained.
        next_step: One sentence: what to do.
        wait_start, promise_id, meeting: What it came from, for drafting.
        headers_only: Only the headers of what it rests on were read; `why` says what that leaves
            open.
    """

    id: str
    evidence_key: str
    kind: GapKind
    level: str
    severity: Severity
    client: str | None
    tier: Tier
    people: tuple[str, ...]
    subject: str
    since: datetime
    elapsed_s: int
    ours_s: int | None
    theirs_s: int | None
    threshold_s: int | None
    threshold_clock: str | None
    ratio: float | None
    explained: bool
    why: str
    next_step: str
    evidence: tuple[Evidence, ...]
    period: tuple[date, date] | None = None
    thread_id: str | None = None
    wait_start: str | None = None
    promise_id: str | None = None
    ical_uid: str | None = None
    recurrence_id: str | None = None
    headers_only: bool = False


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A client meeting with what the rules say of it.

    Attributes:
        recap: Message-ID of the follow-up, or None.
        recap_due_at: End of our next working day after it; None when not held.
        replaced: A later held occurrence of the same series took its gap over.
        recap_unread: Only the headers of `recap` were read: it went to the people of the meeting
            after it, and what it says is not known.
    """

    meeting: Meeting
    client: str | None
    held: bool
    recap: str | None = None
    recap_due_at: datetime | None = None
    replaced: bool = False
    recap_unread: bool = False


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A contact with a person or client; two-way ones keep them from being quiet."""

    kind: str  # "mail out", "mail in", "meeting"
    at: datetime
    client: str
    person: str | None
    two_way: bool
    message_id: str | None = None
    ical_uid: str | None = None
    recurrence_id: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the rules found in one history.

    Attributes:
        gaps: Ordered by severity, tier, ratio; dismissed ones left out (see `dismissed`).
        older: How many open waits and recap-less meetings beyond the horizon were folded.
    """

    waits: tuple[Wait, ...]
    promises: tuple[Promise, ...]
    meetings: tuple[MeetingView, ...]
    touchpoints: tuple[Touchpoint, ...]
    gaps: tuple[Gap, ...]
    dismissed: tuple[Gap, ...] = ()
    older: int = 0
