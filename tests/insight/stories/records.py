"""What a story is: letters, meetings, and the promises that stand at given moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Client:
    """An organisation on the other side, as configured."""

    slug: str
    name: str
    domains: tuple[str, ...]
    zone: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail.

    Attributes:
        parent: Id of the mail it answers; None begins a thread.
        headers: Further header lines, for mail of machines.
    """

    id: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    sent_at: datetime
    subject: str
    text: str
    parent: str | None = None
    attachments: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Appointment:
    """One meeting that everybody accepted."""

    uid: str
    start: datetime
    end: datetime
    title: str
    organizer: str
    attendees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """One promise at one moment.

    Attributes:
        quote: An exact piece of the text of `said_in`.
        due_to: The end of the due range; None where undated.
        debtor, person, client, proof: None where the story does not say.
        ageing: None where it is not judged.
        by_day: The due end may stand anywhere in the last day.
        unsure: The definitions leave another answer possible; reported apart.
    """

    said_in: str
    quote: str
    state: str
    due_to: datetime | None
    debtor: str | None = None
    person: str | None = None
    client: str | None = None
    proof: str | None = None
    ageing: bool | None = None
    succeeds: str | None = None
    by_day: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """The whole ledger at a moment: what is not listed is no promise."""

    as_of: datetime
    promises: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One story; `owner` is (name, address, zone, country)."""

    id: str
    owner: tuple[str, str, str, str | None]
    domains: tuple[str, ...]
    clients: tuple[Client, ...]
    letters: tuple[Letter, ...]
    appointments: tuple[Appointment, ...] = ()
    moments: tuple[Moment, ...] = field(default=())
