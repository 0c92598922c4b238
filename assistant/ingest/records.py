"""What ingest makes of provider records: plain frozen records that the store writes down.

Nothing here knows SQL, a session or a clock. Addresses are canonical: lower case, domain in A-label
form. Times are aware UTC, days are dates, ids carry no angle brackets. Text is the visible plain
text, LF line ends, without control characters; tags later hold code point offsets into it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timedelta

    from connectors.base import Problem


class TimeSource(StrEnum):
    """Where a message's `sent_at` comes from, best first."""

    DATE = "date"  #: its own Date header
    ARRIVAL = "arrival"  #: the provider's arrival time
    RECEIVED = "received"  #: the topmost Received header that says when
    NONE = "none"  #: nothing believable: the epoch, with a problem


class TextSource(StrEnum):
    """Which part of a message its visible text was taken from."""

    PLAIN = "plain"
    HTML = "html"
    NONE = "none"  #: no text part, or metadata only


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address with the name written beside it, decoded and cleaned; `name` may be ``''``."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the visible text. It is hashed and never opened.

    Attributes:
        name: File name as sent, decoded, without folders; ``''`` where there is none.
        size: Bytes after transfer decoding.
        content_type: Lower case ``type/subtype``.
        sha256: Hex, of the decoded bytes.
        inline: Referred to by the text (a picture in a signature).
    """

    name: str
    size: int
    content_type: str
    sha256: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One recipient of a delivery report (RFC 3464).

    Attributes:
        permanent: The mailbox does not exist or is closed; False: delayed, full, policy.
        status: Enhanced status code such as ``5.1.1``, or ``''``.
    """

    address: str
    permanent: bool
    status: str = ""


@dataclass(frozen=True, slots=True)
class NormalisedMessage:
    """One logical message.

    Attributes:
        message_key: The Message-ID if present and well formed, else ``sha256-…``.
        body_hash: Hex SHA-256 of what the author wrote (subject, sender, text, attachments): equal
            for the same mail in two folders, different for a second body under one Message-ID,
            whose key is then ``second_body_key(message_key, body_hash)``.
        in_reply_to: First id of In-Reply-To.
        references: Ids of References, then those of In-Reply-To that are not among them, oldest
            first, unique, without its own; all that threading needs.
        reply_prefix: The subject begins with a reply prefix (Re:, AW:, SV: …); forwards do not
            count.
        date_offset_minutes: Offset of the Date header east of UTC, None where it says ``-0000``,
            nothing, or nothing believable.
        sender: From (else Sender); None where there is no usable address.
        return_path_null: ``Return-Path: <>``.
        list_id, list_unsubscribe, precedence, auto_submitted: Header values, lower case for the
            last two, None where missing.
        list_post: Address in List-Post, or None.
        forged: The server that took it says that the domain of From did not send it (DMARC).
        response_suppress: X-Auto-Response-Suppress is there: a hint, no more.
        report_type: ``report-type`` of a multipart/report, lower case, else None.
        failed: Recipients that a delivery report names.
        calendar_method: ``request``, ``reply``, ``cancel`` … of a calendar part, else None.
        ical: Bytes of the text/calendar parts, decoded from their transfer encoding.
        ical_uid: UID of the first event in them, or None.
        attachments: In the order of the message; calendar parts are not among them.
        draft_key: ``X-Rapport-Draft``, else as our own Message-ID has it: the mail was drafted by
            this program.
        unsent: ``X-Unsent: 1``: a draft that nobody has received.
        content_language: Content-Language, lower case, or None.
        offered: Bytes of the message as the provider counts them.
        complete: The body was read; False for headers only.
        problems: Named, with what was done; ``key`` is the provider id.
    """

    message_key: str
    message_id: str | None
    body_hash: str
    in_reply_to: str | None
    references: tuple[str, ...]
    subject: str
    base_subject: str
    reply_prefix: bool
    sent_at: datetime
    sent_at_source: TimeSource
    date_offset_minutes: int | None
    sender: Mailbox | None
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    bcc: tuple[Mailbox, ...] = ()
    list_id: str | None = None
    list_post: str | None = None
    list_unsubscribe: str | None = None
    precedence: str | None = None
    auto_submitted: str | None = None
    return_path_null: bool = False
    response_suppress: bool = False
    report_type: str | None = None
    failed: tuple[FailedRecipient, ...] = ()
    provider_thread_id: str | None = None
    calendar_method: str | None = None
    ical: tuple[bytes, ...] = ()
    ical_uid: str | None = None
    attachments: tuple[Attachment, ...] = ()
    text: str = ""
    text_source: TextSource = TextSource.NONE
    draft_key: str | None = None
    unsent: bool = False
    forged: bool = False
    content_language: str | None = None
    offered: int = 0
    complete: bool = True
    problems: tuple[Problem, ...] = ()


def second_body_key(message_key: str, body_hash: str) -> str:
    """The key of a message that carries another body under a Message-ID already taken."""
    return f"{message_key}#{body_hash[:8]}"


# ── Who is who ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LightMessage:
    """What discovery and direction need of a message: no text, cheap to load by the thousand.

    Attributes:
        message_id: Without brackets, None where it has none: what `references` of others name.
        human: Not automatic by its own marks (see `automatic.hard_reason`).
        listed: Carries Precedence, List-Id or List-Unsubscribe.
        references: As in `NormalisedMessage`.
    """

    key: str
    message_id: str | None
    sent_at: datetime
    sender: Mailbox | None
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    references: tuple[str, ...] = ()
    date_offset_minutes: int | None = None
    human: bool = True
    listed: bool = False
    thread_id: str | None = None


@dataclass(frozen=True, slots=True)
class LightMeeting:
    """What discovery needs of a meeting: who was there, whether it was held, and its zone.

    Attributes:
        people: Organiser and attendees who are persons, not rooms.
        held: Over, not cancelled, not all-day, organised or accepted by our side.
        zone: IANA zone of its DTSTART as provided, None where it says UTC or nothing.
        organizer: Address, or None.
    """

    ical_uid: str
    start_at: datetime
    people: tuple[Mailbox, ...]
    held: bool
    organizer: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class ConfiguredPerson:
    """A person of a client file; the first address is the canonical one."""

    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfiguredClient:
    """What a client file says of who belongs to it and where it is; None is unknown."""

    slug: str
    name: str
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    people: tuple[ConfiguredPerson, ...] = ()
    country: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class WhoConfig:
    """Everything configured that decides who is who.

    Attributes:
        own_addresses: The owner's, canonical.
        internal_domains: Registrable or full domains of our side.
        ignore: Addresses, domains, or ``@domain`` that never become a client or prospect.
    """

    own_addresses: tuple[str, ...]
    internal_domains: frozenset[str] = frozenset()
    clients: tuple[ConfiguredClient, ...] = ()
    ignore: tuple[str, ...] = ()
    owner_country: str | None = None
    owner_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Assumed:
    """A guessed value and the words that say where it comes from."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class DiscoveredPerson:
    """One human of a client, by canonical address; `aliases` are other addresses, sorted."""

    address: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DiscoveredClient:
    """A client or prospect, configured or found.

    Attributes:
        slug: Stable: the configured one, else made from domain or address.
        why: One sentence: configured, wrote back on …, met on …, or prospect.
        country, zone: Inferred; the configured value is taken over with the source
            ``configuration``. `zone` is never None in the end: the owner's is the last resort.
    """

    slug: str
    name: str
    prospect: bool
    configured: bool
    why: str
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    people: tuple[DiscoveredPerson, ...] = ()
    country: Assumed | None = None
    zone: Assumed | None = None


@dataclass(frozen=True, slots=True)
class AbsenceDates:
    """What an automatic reply says of an absence.

    Attributes:
        from_on: First day away: named, else the day it was sent (sender's zone).
        to_on: Last day away, included. An absence without a readable end is no `AbsenceDates`.
        quote: The words it was read from, with their characters in the message's text, or in the
            subject where `in_subject` is true.
    """

    from_on: date
    to_on: date
    quote: str
    start: int
    end: int
    in_subject: bool = False


# ── Threads ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ThreadInput:
    """What threading needs of one message.

    Attributes:
        key: `message_key`, unique.
        message_id: What others' `references` name; None for a message without one.
        people: Canonical addresses of sender and recipients.
    """

    key: str
    message_id: str | None
    references: tuple[str, ...]
    sent_at: datetime
    base_subject: str = ""
    reply_prefix: bool = False
    listed: bool = False
    provider_thread_id: str | None = None
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Threading:
    """A partition of messages into threads.

    Attributes:
        thread_of: Thread id by message key.
        merged: Old thread id → the id that took it over; ids nobody uses any more.
    """

    thread_of: Mapping[str, str]
    merged: Mapping[str, str] = field(default_factory=dict)


# ── Events ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class EventAttendee:
    """Somebody invited; `partstat`, `role` and `cutype` in lower case."""

    address: str
    name: str = ""
    partstat: str = "needs-action"
    role: str = "req-participant"
    cutype: str = "individual"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One VEVENT, or one occurrence of a series.

    Attributes:
        ical_uid: UID, or ``sha256-…`` where it is missing.
        recurrence_id: ``''`` for a single event or the master of a series; else the occurrence's
            original start, ISO 8601: ``2026-11-22T13:00:00Z``, all-day ``2026-11-22``.
        this_and_future: An exception that holds for the rest of its series.
        start_at, end_at: UTC, half open. All-day: midnights in `zone`.
        start_on, end_on: All-day only: first day, and the day after the last.
        zone: IANA name, or a fixed offset as ``UTC+05:45``; floating and all-day times take the
            zone given to the parser.
        wall: Its start on the wall clock of `zone`, naive: what recurrences are counted in.
        zone_stated: The event itself named the zone (TZID): what says where a client is.
        status: ``confirmed``, ``tentative`` or ``cancelled``.
        organizer: Address, or None.
        known_at: CREATED, else DTSTAMP, else LAST-MODIFIED, UTC, or None.
        busy: ``free``, ``busy``, ``tentative``, ``oof``, ``workingelsewhere``.
        event_type: Google's eventType where exported, such as ``outofoffice``; else ``''``.
        rrule: RRULE and EXRULE as provided, one a line; ``''`` for none.
        added: Further starts (RDATE), as wall times, with a length of their own or None.
        excluded: Starts that were taken out (EXDATE), as wall times.
        excluded_days: Days taken out whatever the hour (EXDATE with dates only).
        recurring: A master with a rule or dates, or an occurrence of one.
    """

    ical_uid: str
    recurrence_id: str
    sequence: int
    start_at: datetime
    end_at: datetime
    zone: str
    wall: datetime
    zone_stated: bool = False
    all_day: bool = False
    start_on: date | None = None
    end_on: date | None = None
    status: str = "confirmed"
    summary: str = ""
    description: str = ""
    location: str = ""
    organizer: Mailbox | None = None
    attendees: tuple[EventAttendee, ...] = ()
    known_at: datetime | None = None
    stamped_at: datetime | None = None
    busy: str = "busy"
    event_type: str = ""
    rrule: str = ""
    added: tuple[tuple[datetime, timedelta | None], ...] = ()
    excluded: frozenset[datetime] = frozenset()
    excluded_days: frozenset[date] = frozenset()
    recurring: bool = False
    this_and_future: bool = False

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.status == "cancelled"


@dataclass(frozen=True, slots=True)
class EventSeries:
    """All VEVENTs of one UID in a resource: at most one master, and exceptions.

    Attributes:
        events: As provided, the master first, then by `recurrence_id`.
    """

    ical_uid: str
    events: tuple[CalendarEvent, ...]

    @property
    def recurring(self) -> bool:
        """Whether anything in it repeats."""
        return any(event.recurring for event in self.events)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A VEVENT that could not be used, with its UID where one was read, and why."""

    ical_uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedCalendar:
    """A calendar resource, event by event: VEVENTs found = events of all series + set aside.

    Attributes:
        method: ``request``, ``reply``, ``cancel`` … lower case, or None.
        problems: What was mended or left out; one per set-aside event and per file-wide trouble.
    """

    series: tuple[EventSeries, ...]
    set_aside: tuple[SetAside, ...] = ()
    problems: tuple[Problem, ...] = ()
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """The occurrences of one series that touch a window, by start; cancelled ones included."""

    occurrences: tuple[CalendarEvent, ...]
    problems: tuple[Problem, ...] = ()
